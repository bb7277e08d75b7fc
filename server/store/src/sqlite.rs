//! The embedded store: one SQLite file, one writer with group commit, several readers.
//!
//! Opening and its refusals are in `open`, the writing task in `writer`, the deciding of a batch in
//! `batch`, backups in `copy`. This file asks the writer and reads.

mod batch;
mod checkpoint;
mod copy;
mod open;
mod row;
#[cfg(test)]
mod tests;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use sqlx::SqlitePool;
use squall_board::limits::ANSWERS_PER_CLIENT_MAX;
use squall_board::{BoardId, ClientId, RecordedEvent, Seq, Snapshot};
use tokio::sync::{mpsc, oneshot};

use self::batch::{Append, Heads, NewBoard};
use self::checkpoint::Checkpoints;
pub use self::copy::{back_up, restore};
use self::open::Opened;
use self::row::{EventRow, ExportRow, NewEventRow, column, column_bound, number};
use self::writer::{Answer, Counters, NewExportRow, NewSnapshot, Write, Writer};
use crate::digest::hex_digest;
use crate::event_store::check_append;
use crate::limits::{CHECKPOINT_PAGES, EXPORTS_LISTED_MAX, WRITE_QUEUE_MAX};
use crate::{
    AppendError, BoardRecord, Epoch, EventStore, ExportId, ExportRecord, NewExport, OpenError,
    StoreError,
};

/// A store in one SQLite file.
///
/// Dropping it without [`EventStore::close`] loses nothing: what is queued is still written, in the
/// background, and the file stays in use until then.
#[derive(Debug)]
pub struct SqliteStore {
    epoch: Epoch,
    readers: SqlitePool,
    /// `None` if the store was opened for reading only.
    writes: Option<mpsc::Sender<Write>>,
    counters: Arc<Counters>,
}

/// What the writer of a store has done since it was opened: for metrics and tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteCounts {
    /// Transactions committed, each with one fsync at least.
    pub transactions: u64,
    /// Appends recorded.
    pub appends: u64,
    /// Events recorded.
    pub events: u64,
    /// How often the write-ahead log was moved into the database.
    pub checkpoints: u64,
}

impl SqliteStore {
    /// Opens the database for writing, makes it if there is none, and brings an older one to the
    /// form of this build. Its folder must be there. Must be called in a tokio runtime with its
    /// timer, which runs the writer.
    ///
    /// A database of up to [`CHECK_ALWAYS_BYTES_MAX`](crate::limits::CHECK_ALWAYS_BYTES_MAX) is
    /// checked whole (`quick_check`), a larger one only if it was not closed cleanly.
    ///
    /// # Errors
    /// One sentence for a person about what stands in the way. The file is then as it was.
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, CHECKPOINT_PAGES).await
    }

    /// The same with checkpoints after another number of pages, so that tests need not write as much.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub async fn open_with(path: &Path, checkpoint_pages: u64) -> Result<Self, OpenError> {
        Ok(Self::start(open::open_for_writing(path).await?, checkpoint_pages))
    }

    /// Starts the writer of an open database.
    fn start(opened: Opened, checkpoint_pages: u64) -> Self {
        let (sender, receiver) = mpsc::channel(WRITE_QUEUE_MAX);
        let counters = Arc::<Counters>::default();
        let writer = Writer {
            connection: opened.writer,
            writes: receiver,
            readers: opened.readers.clone(),
            counters: Arc::clone(&counters),
            lock: opened.lock,
            checkpoints: Checkpoints::new(
                opened.checkpointer,
                checkpoint_pages,
                Arc::clone(&counters),
            ),
            heads: Heads::default(),
        };
        tokio::spawn(writer.run());
        Self { epoch: opened.epoch, readers: opened.readers, writes: Some(sender), counters }
    }

    /// Opens the database for reading, also while a server writes to it. Every write is refused
    /// with [`StoreError::ReadOnly`].
    ///
    /// # Errors
    /// One sentence for a person about what stands in the way.
    pub async fn open_read_only(path: &Path) -> Result<Self, OpenError> {
        let (readers, epoch) = open::open_for_reading(path).await?;
        Ok(Self { epoch, readers, writes: None, counters: Arc::default() })
    }

    /// What the writer has done since the store was opened.
    #[must_use]
    pub fn write_counts(&self) -> WriteCounts {
        let Counters { transactions, appends, events, checkpoints } = &*self.counters;
        WriteCounts {
            transactions: transactions.load(Ordering::Relaxed),
            appends: appends.load(Ordering::Relaxed),
            events: events.load(Ordering::Relaxed),
            checkpoints: checkpoints.load(Ordering::Relaxed),
        }
    }

    /// Has the writer do this and waits for the outcome.
    async fn ask<T, E: From<StoreError>>(
        &self,
        write: impl FnOnce(Answer<T, E>) -> Write,
    ) -> Result<T, E> {
        let writes = self.writes.as_ref().ok_or(StoreError::ReadOnly)?;
        let (answer, outcome) = oneshot::channel();
        writes.send(write(answer)).await.map_err(|_| StoreError::Closed)?;
        outcome.await.map_err(|_| StoreError::Closed)?
    }
}

#[async_trait]
impl EventStore for SqliteStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    async fn create_board(&self, id: BoardId, created_at_ms: u64) -> Result<(), StoreError> {
        let board = NewBoard { id, created_at_ms: column("time", created_at_ms)? };
        self.ask(|answer| Write::Board { board, answer }).await
    }

    async fn board(&self, id: BoardId) -> Result<Option<BoardRecord>, StoreError> {
        let sql = "SELECT created_at_ms, head FROM board WHERE id = ?";
        let row: Option<(i64, i64)> = sqlx::query_as(sql)
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        let Some((created_at_ms, head)) = row else { return Ok(None) };
        let created_at_ms = number("time", created_at_ms)?;
        Ok(Some(BoardRecord { id, created_at_ms, head: Seq(number("head", head)?) }))
    }

    async fn append(
        &self,
        board: BoardId,
        expected: Seq,
        events: Vec<RecordedEvent>,
    ) -> Result<(), AppendError> {
        check_append(expected, &events)?;
        let rows = events.iter().map(NewEventRow::of).collect::<Result<_, _>>()?;
        let append = Append { board, expected, rows };
        self.ask(|answer| Write::Append { append, answer }).await
    }

    async fn read(
        &self,
        board: BoardId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let sql = "SELECT seq, client, client_seq, participant, recorded_at_ms, kind, v, payload \
                   FROM event WHERE board = ? AND seq > ? ORDER BY seq LIMIT ?";
        let rows: Vec<EventRow> = sqlx::query_as(sql)
            .bind(board.as_bytes().as_slice())
            .bind(column_bound(after.0))
            .bind(column_bound(limit as u64))
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter().map(EventRow::into_recorded).collect()
    }

    async fn recorded_commands(
        &self,
        board: BoardId,
        client: ClientId,
        from_number: u64,
    ) -> Result<Vec<(u64, Seq)>, StoreError> {
        let Ok(from_number) = i64::try_from(from_number) else { return Ok(vec![]) };
        let sql = "SELECT client_seq, seq FROM event \
                   WHERE board = ? AND client = ? AND client_seq >= ? ORDER BY client_seq LIMIT ?";
        let rows: Vec<(i64, i64)> = sqlx::query_as(sql)
            .bind(board.as_bytes().as_slice())
            .bind(client.as_bytes().as_slice())
            .bind(from_number)
            .bind(column_bound(ANSWERS_PER_CLIENT_MAX as u64))
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter()
            .map(|(command, seq)| {
                Ok((number("command number", command)?, Seq(number("seq", seq)?)))
            })
            .collect()
    }

    async fn save_snapshot(&self, board: BoardId, snapshot: &Snapshot) -> Result<(), StoreError> {
        let snapshot = NewSnapshot {
            board,
            seq: column("seq", snapshot.seq.0)?,
            version: i64::from(snapshot.version),
            bytes: snapshot.to_bytes(),
        };
        self.ask(|answer| Write::Snapshot { snapshot, answer }).await
    }

    async fn latest_snapshot(&self, board: BoardId) -> Result<Option<Snapshot>, StoreError> {
        let bytes: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT bytes FROM snapshot WHERE board = ? AND version = ?")
                .bind(board.as_bytes().as_slice())
                .bind(i64::from(Snapshot::VERSION))
                .fetch_optional(&self.readers)
                .await?;
        let Some(bytes) = bytes else { return Ok(None) };
        let snapshot = Snapshot::from_bytes(&bytes);
        if snapshot.is_none() {
            tracing::warn!("A stored snapshot is damaged; its board is folded from the log.");
        }
        Ok(snapshot)
    }

    async fn save_export(&self, export: NewExport) -> Result<ExportRecord, StoreError> {
        let export = NewExportRow {
            board: export.board,
            seq: column("seq", export.seq.0)?,
            format: export.format,
            media_type: export.media_type,
            file_name: export.file_name,
            created_at_ms: column("time", export.created_at_ms)?,
            digest: hex_digest(&export.content),
            content: export.content,
        };
        self.ask(|answer| Write::Export { export, answer }).await
    }

    async fn exports(&self, board: BoardId) -> Result<Vec<ExportRecord>, StoreError> {
        let sql = "SELECT id, board, seq, format, media_type, file_name, created_at_ms, digest, \
                   length(content) AS content_bytes FROM export \
                   WHERE board = ? ORDER BY id DESC LIMIT ?";
        let rows: Vec<ExportRow> = sqlx::query_as(sql)
            .bind(board.as_bytes().as_slice())
            .bind(column_bound(EXPORTS_LISTED_MAX as u64))
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter().map(ExportRow::into_record).collect()
    }

    async fn export_content(
        &self,
        board: BoardId,
        id: ExportId,
    ) -> Result<Option<(ExportRecord, Vec<u8>)>, StoreError> {
        let Ok(id) = i64::try_from(id.0) else { return Ok(None) };
        // One statement, so that record and content are of one moment.
        let sql = "SELECT id, board, seq, format, media_type, file_name, created_at_ms, digest, \
                   length(content) AS content_bytes, content FROM export \
                   WHERE board = ? AND id = ?";
        let row: Option<ExportContentRow> = sqlx::query_as(sql)
            .bind(board.as_bytes().as_slice())
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        let Some(ExportContentRow { export, content }) = row else { return Ok(None) };
        Ok(Some((export.into_record()?, content)))
    }

    async fn close(&self) {
        let Some(writes) = &self.writes else { return self.readers.close().await };
        let (answer, closed) = oneshot::channel();
        if writes.send(Write::Close { answer }).await.is_ok() {
            // The answer is missing only if the writer has stopped already.
            let _ = closed.await;
        }
    }
}

#[derive(Debug, sqlx::FromRow)]
struct ExportContentRow {
    #[sqlx(flatten)]
    export: ExportRow,
    content: Vec<u8>,
}
