//! The only writer: one connection, owned by one task, fed by a bounded queue.
//!
//! Group commit: the task takes everything that waits, commits it with one fsync, and only then
//! answers. While one batch is being written the next gathers; only a writer that is busy with many
//! boards waits a moment for more ([`GATHER`]).
//!
//! When nothing has been written for [`CHECKPOINT_IDLE`] it moves the write-ahead log into the database;
//! under steady load another connection does (`checkpoint.rs`).

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{Connection as _, SqliteConnection, SqlitePool};
use squall_board::{BoardId, Seq};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::batch::{self, Append, Heads, NewBoard, Outcomes};
use super::checkpoint::Checkpoints;
use super::row::{ExportRow, NewEventRow, number};
use crate::limits::{BATCH_EVENTS_MAX, BATCH_WRITES_MAX, BUSY_APPENDS, CHECKPOINT_IDLE, GATHER};
use crate::{AppendError, ExportRecord, StoreError};

/// Where the outcome of a write goes. Nobody listens any more if the caller has gone away.
pub(super) type Answer<T, E = StoreError> = oneshot::Sender<Result<T, E>>;

/// A write that waits for the writer.
#[derive(Debug)]
pub(super) enum Write {
    Board { board: NewBoard, answer: Answer<()> },
    Append { append: Append, answer: Answer<(), AppendError> },
    Snapshot { snapshot: NewSnapshot, answer: Answer<()> },
    Export { export: NewExportRow, answer: Answer<ExportRecord> },
    Close { answer: oneshot::Sender<()> },
}

/// A snapshot as it goes into its columns.
#[derive(Debug)]
pub(super) struct NewSnapshot {
    pub(super) board: BoardId,
    pub(super) seq: i64,
    pub(super) version: i64,
    pub(super) bytes: Vec<u8>,
}

/// An export as it goes into its columns.
#[derive(Debug)]
pub(super) struct NewExportRow {
    pub(super) board: BoardId,
    pub(super) seq: i64,
    pub(super) format: String,
    pub(super) media_type: String,
    pub(super) file_name: String,
    pub(super) created_at_ms: i64,
    pub(super) digest: String,
    pub(super) content: Vec<u8>,
}

/// What the writer has done so far. Only ever grows.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) transactions: AtomicU64,
    pub(super) appends: AtomicU64,
    pub(super) events: AtomicU64,
    pub(super) checkpoints: AtomicU64,
}

/// The writing half of an open database.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) connection: SqliteConnection,
    pub(super) writes: mpsc::Receiver<Write>,
    /// Closed before the last checkpoint, which would otherwise find readers in its way.
    pub(super) readers: SqlitePool,
    pub(super) counters: Arc<Counters>,
    /// Keeps other processes out until the connection is closed.
    pub(super) lock: File,
    pub(super) checkpoints: Checkpoints,
    /// The heads of boards that were written lately, as the log has them.
    pub(super) heads: Heads,
}

/// What goes into one transaction, and where the answers go.
#[derive(Debug, Default)]
struct Batch {
    boards: Vec<NewBoard>,
    board_answers: Vec<Answer<()>>,
    appends: Vec<Append>,
    append_answers: Vec<Answer<(), AppendError>>,
    /// Snapshots and exports: large and in no hurry, so each has its own transaction afterwards.
    others: Vec<Write>,
}

impl Batch {
    fn writes(&self) -> usize {
        self.boards.len() + self.appends.len() + self.others.len()
    }

    fn events(&self) -> usize {
        self.appends.iter().map(|append| append.rows.len()).sum()
    }
}

impl Writer {
    /// Writes until the store is closed or dropped, then finishes what is queued.
    pub(super) async fn run(mut self) {
        let mut closers = Vec::new();
        while let Some(first) = self.next_write().await {
            let mut batch = Batch::default();
            let mut next = Some(first);
            while let Some(write) = next {
                match write {
                    Write::Board { board, answer } => {
                        batch.boards.push(board);
                        batch.board_answers.push(answer);
                    }
                    Write::Append { append, answer } => {
                        batch.appends.push(append);
                        batch.append_answers.push(answer);
                    }
                    Write::Snapshot { .. } | Write::Export { .. } => batch.others.push(write),
                    Write::Close { answer } => {
                        self.writes.close();
                        closers.push(answer);
                    }
                }
                let full = batch.writes() >= BATCH_WRITES_MAX || batch.events() >= BATCH_EVENTS_MAX;
                next = if full { None } else { self.writes.try_recv().ok() };
            }
            let busy = batch.appends.len() >= BUSY_APPENDS;
            self.write(batch).await;
            if busy {
                tokio::time::sleep_until(Instant::now() + GATHER).await;
            }
            self.checkpoints.between_batches(&mut self.connection).await;
        }
        self.finish().await;
        for closer in closers {
            let _ = closer.send(());
        }
    }

    /// The next write; `None` when the store is closed and the queue is empty. Uses a quiet moment
    /// for a checkpoint.
    async fn next_write(&mut self) -> Option<Write> {
        if self.checkpoints.is_wanted() {
            match tokio::time::timeout(CHECKPOINT_IDLE, self.writes.recv()).await {
                Ok(write) => return write,
                Err(_) => self.checkpoints.move_all(&mut self.connection).await,
            }
        }
        self.writes.recv().await
    }

    async fn write(&mut self, batch: Batch) {
        let Batch { boards, board_answers, appends, append_answers, others } = batch;
        if !boards.is_empty() || !appends.is_empty() {
            match self.commit(&boards, &appends).await {
                Ok(outcomes) => {
                    self.count(&appends, &outcomes);
                    answer_all(board_answers, outcomes.boards);
                    answer_all(append_answers, outcomes.appends);
                }
                Err(error) => {
                    self.heads.forget();
                    self.roll_back().await;
                    answer_all(board_answers, std::iter::repeat_with(|| Err(error.clone())));
                    let failure = || Err(AppendError::Store(error.clone()));
                    answer_all(append_answers, std::iter::repeat_with(failure));
                }
            }
        }
        for write in others {
            match write {
                Write::Snapshot { snapshot, answer } => {
                    let outcome = self.save_snapshot(&snapshot).await;
                    self.answer_one(answer, outcome).await;
                }
                Write::Export { export, answer } => {
                    let outcome = self.save_export(&export).await;
                    self.answer_one(answer, outcome).await;
                }
                Write::Board { .. } | Write::Append { .. } | Write::Close { .. } => {
                    unreachable!("only snapshots and exports are set apart")
                }
            }
        }
    }

    async fn commit(
        &mut self,
        boards: &[NewBoard],
        appends: &[Append],
    ) -> Result<Outcomes, StoreError> {
        if boards.is_empty()
            && let Some(moves) = self.heads.expect(appends)
        {
            self.begin().await?;
            let (connection, heads) = (&mut self.connection, &mut self.heads);
            if let Some(outcomes) =
                batch::execute_expected(connection, appends, &moves, heads).await?
            {
                self.end().await?;
                return Ok(outcomes);
            }
            self.roll_back().await;
        }
        self.begin().await?;
        let outcomes =
            batch::execute(&mut self.connection, boards, appends, &mut self.heads).await?;
        self.end().await?;
        Ok(outcomes)
    }

    fn count(&mut self, appends: &[Append], outcomes: &Outcomes) {
        let accepted = appends.iter().zip(&outcomes.appends).filter(|(_, outcome)| outcome.is_ok());
        for (append, _) in accepted {
            let bytes: usize = append.rows.iter().map(NewEventRow::bytes).sum();
            // The leaf of the log, the leaf of its index and the board's row, sometimes split.
            self.checkpoints.written(4 + pages_of(bytes));
            self.counters.appends.fetch_add(1, Ordering::Relaxed);
            self.counters.events.fetch_add(append.rows.len() as u64, Ordering::Relaxed);
        }
        self.checkpoints.written(outcomes.boards.len() as u64);
    }

    async fn save_snapshot(&mut self, snapshot: &NewSnapshot) -> Result<(), StoreError> {
        self.begin().await?;
        self.refuse_ahead(snapshot.board, snapshot.seq).await?;
        // Another version is of no use to this build, so it gives way even if it is newer.
        let sql = "INSERT INTO snapshot (board, seq, version, bytes) VALUES (?, ?, ?, ?) \
                   ON CONFLICT (board) DO UPDATE SET \
                   seq = excluded.seq, version = excluded.version, bytes = excluded.bytes \
                   WHERE excluded.version <> snapshot.version OR excluded.seq >= snapshot.seq";
        let query = sqlx::query(sql)
            .bind(snapshot.board.as_bytes().as_slice())
            .bind(snapshot.seq)
            .bind(snapshot.version)
            .bind(snapshot.bytes.as_slice());
        query.execute(&mut self.connection).await?;
        self.checkpoints.written(2 + pages_of(snapshot.bytes.len()));
        self.end().await
    }

    async fn save_export(&mut self, export: &NewExportRow) -> Result<ExportRecord, StoreError> {
        self.begin().await?;
        self.refuse_ahead(export.board, export.seq).await?;
        let sql = "INSERT INTO export (board, seq, format, media_type, file_name, created_at_ms, \
                   digest, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        let query = sqlx::query(sql)
            .bind(export.board.as_bytes().as_slice())
            .bind(export.seq)
            .bind(export.format.as_str())
            .bind(export.media_type.as_str())
            .bind(export.file_name.as_str())
            .bind(export.created_at_ms)
            .bind(export.digest.as_str())
            .bind(export.content.as_slice());
        query.execute(&mut self.connection).await?;
        let sql = "SELECT id, board, seq, format, media_type, file_name, created_at_ms, digest, \
                   length(content) AS content_bytes FROM export \
                   WHERE board = ? AND seq = ? AND format = ? AND digest = ?";
        let row: ExportRow = sqlx::query_as(sql)
            .bind(export.board.as_bytes().as_slice())
            .bind(export.seq)
            .bind(export.format.as_str())
            .bind(export.digest.as_str())
            .fetch_one(&mut self.connection)
            .await?;
        self.checkpoints.written(2 + pages_of(export.content.len()));
        let record = row.into_record()?;
        self.end().await?;
        Ok(record)
    }

    async fn refuse_ahead(&mut self, board: BoardId, seq: i64) -> Result<(), StoreError> {
        let head: Option<i64> = sqlx::query_scalar("SELECT head FROM board WHERE id = ?")
            .bind(board.as_bytes().as_slice())
            .fetch_optional(&mut self.connection)
            .await?;
        let head = head.ok_or(StoreError::UnknownBoard)?;
        if seq > head {
            return Err(StoreError::AheadOfLog { head: Seq(number("head", head)?) });
        }
        Ok(())
    }

    async fn answer_one<T>(&mut self, answer: Answer<T>, outcome: Result<T, StoreError>) {
        if outcome.is_err() {
            self.roll_back().await;
        }
        let _ = answer.send(outcome);
    }

    /// Begins a transaction that holds the write lock from the start.
    async fn begin(&mut self) -> Result<(), StoreError> {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await?;
        Ok(())
    }

    /// Commits: after this, everything is on disk.
    async fn end(&mut self) -> Result<(), StoreError> {
        sqlx::query("COMMIT").execute(&mut self.connection).await?;
        self.counters.transactions.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Undoes the transaction, if SQLite has not done so itself: it does on a full disk.
    async fn roll_back(&mut self) {
        if let Err(error) = sqlx::query("ROLLBACK").execute(&mut self.connection).await {
            tracing::debug!(%error, "There was no transaction left to roll back.");
        }
    }

    /// Closes the readers, empties the write-ahead log and closes the file.
    async fn finish(mut self) {
        self.readers.close().await;
        self.checkpoints.close().await;
        let emptied =
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await;
        if let Err(error) = emptied {
            tracing::warn!(%error, "The write-ahead log could not be emptied at the end.");
        }
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "The database could not be closed.");
        }
        drop(self.lock);
    }
}

fn pages_of(bytes: usize) -> u64 {
    bytes as u64 / 4_096
}

fn answer_all<T, E>(answers: Vec<Answer<T, E>>, outcomes: impl IntoIterator<Item = Result<T, E>>) {
    for (answer, outcome) in answers.into_iter().zip(outcomes) {
        let _ = answer.send(outcome);
    }
}
