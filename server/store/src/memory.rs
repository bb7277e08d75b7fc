//! A store that forgets everything when it is dropped: for tests and for trying Squall out.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::{BuildHasher, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use squall_board::limits::ANSWERS_PER_CLIENT_MAX;
use squall_board::{BoardId, ClientId, RecordedEvent, Seq, Snapshot};

use crate::digest::hex_digest;
use crate::event_store::{check_append, storable};
use crate::limits::EXPORTS_LISTED_MAX;
use crate::{
    AppendError, BoardRecord, Epoch, EventStore, ExportId, ExportRecord, NewExport, StoreError,
};

/// A store in memory. Keeps the contract of [`EventStore`], except that nothing is on disk.
#[derive(Debug)]
pub struct MemoryStore {
    epoch: Epoch,
    /// Never held across an await; a panic inside leaves whole entries, so poison is ignored.
    content: Mutex<Content>,
}

#[derive(Debug, Default)]
struct Content {
    closed: bool,
    boards: HashMap<BoardId, StoredBoard>,
    exports: Vec<(ExportRecord, Vec<u8>)>,
}

#[derive(Debug)]
struct StoredBoard {
    created_at_ms: u64,
    log: Vec<RecordedEvent>,
    snapshot: Option<Snapshot>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// An empty store with an epoch of its own.
    #[must_use]
    pub fn new() -> Self {
        // The standard library's only source of randomness; an epoch is no secret.
        let random = RandomState::new().build_hasher().finish();
        Self { epoch: Epoch(random >> 1), content: Mutex::default() }
    }

    fn open(&self) -> Result<MutexGuard<'_, Content>, StoreError> {
        let content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        if content.closed { Err(StoreError::Closed) } else { Ok(content) }
    }
}

impl StoredBoard {
    fn head(&self) -> Seq {
        self.log.last().map_or(Seq::ZERO, |event| event.seq)
    }

    fn refuse_ahead(&self, seq: Seq) -> Result<(), StoreError> {
        let head = self.head();
        if seq <= head { Ok(()) } else { Err(StoreError::AheadOfLog { head }) }
    }
}

#[async_trait]
impl EventStore for MemoryStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    async fn create_board(&self, id: BoardId, created_at_ms: u64) -> Result<(), StoreError> {
        storable("time", created_at_ms)?;
        match self.open()?.boards.entry(id) {
            Entry::Occupied(_) => Err(StoreError::BoardExists),
            Entry::Vacant(free) => {
                free.insert(StoredBoard { created_at_ms, log: vec![], snapshot: None });
                Ok(())
            }
        }
    }

    async fn board(&self, id: BoardId) -> Result<Option<BoardRecord>, StoreError> {
        let content = self.open()?;
        Ok(content.boards.get(&id).map(|board| BoardRecord {
            id,
            created_at_ms: board.created_at_ms,
            head: board.head(),
        }))
    }

    async fn append(
        &self,
        board: BoardId,
        expected: Seq,
        events: Vec<RecordedEvent>,
    ) -> Result<(), AppendError> {
        check_append(expected, &events)?;
        let mut content = self.open()?;
        let board = content.boards.get_mut(&board).ok_or(AppendError::UnknownBoard)?;
        for event in &events {
            let command_id = event.command_id;
            if let Some(first) = board.log.iter().find(|stored| stored.command_id == command_id) {
                return Err(AppendError::Repeated { command_id, seq: first.seq });
            }
        }
        if board.head() != expected {
            return Err(AppendError::WrongExpectedSeq { head: board.head() });
        }
        board.log.extend(events);
        Ok(())
    }

    async fn read(
        &self,
        board: BoardId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let content = self.open()?;
        let Some(board) = content.boards.get(&board) else { return Ok(vec![]) };
        let start = board.log.partition_point(|event| event.seq <= after);
        Ok(board.log[start..].iter().take(limit).cloned().collect())
    }

    async fn recorded_commands(
        &self,
        board: BoardId,
        client: ClientId,
        from_number: u64,
    ) -> Result<Vec<(u64, Seq)>, StoreError> {
        let content = self.open()?;
        let log = content.boards.get(&board).map_or(&[][..], |board| &board.log);
        let mut commands: Vec<_> = log
            .iter()
            .filter(|event| event.command_id.client == client)
            .map(|event| (event.command_id.number, event.seq))
            .filter(|(number, _)| *number >= from_number)
            .collect();
        commands.sort_unstable();
        commands.truncate(ANSWERS_PER_CLIENT_MAX);
        Ok(commands)
    }

    async fn save_snapshot(&self, board: BoardId, snapshot: &Snapshot) -> Result<(), StoreError> {
        storable("seq", snapshot.seq.0)?;
        let mut content = self.open()?;
        let board = content.boards.get_mut(&board).ok_or(StoreError::UnknownBoard)?;
        board.refuse_ahead(snapshot.seq)?;
        let newer_is_there = board
            .snapshot
            .as_ref()
            .is_some_and(|kept| kept.version == snapshot.version && kept.seq > snapshot.seq);
        if !newer_is_there {
            board.snapshot = Some(snapshot.clone());
        }
        Ok(())
    }

    async fn latest_snapshot(&self, board: BoardId) -> Result<Option<Snapshot>, StoreError> {
        let content = self.open()?;
        let snapshot = content.boards.get(&board).and_then(|board| board.snapshot.clone());
        Ok(snapshot.filter(|snapshot| snapshot.version == Snapshot::VERSION))
    }

    async fn save_export(&self, export: NewExport) -> Result<ExportRecord, StoreError> {
        storable("seq", export.seq.0)?;
        storable("time", export.created_at_ms)?;
        let digest = hex_digest(&export.content);
        let mut content = self.open()?;
        let board = content.boards.get(&export.board).ok_or(StoreError::UnknownBoard)?;
        board.refuse_ahead(export.seq)?;
        let same = content.exports.iter().map(|(record, _)| record).find(|record| {
            (record.board, record.seq) == (export.board, export.seq)
                && (&record.format, &record.digest) == (&export.format, &digest)
        });
        if let Some(record) = same {
            return Ok(record.clone());
        }
        let record = ExportRecord {
            id: ExportId(content.exports.len() as u64 + 1),
            board: export.board,
            seq: export.seq,
            format: export.format,
            media_type: export.media_type,
            file_name: export.file_name,
            created_at_ms: export.created_at_ms,
            content_bytes: export.content.len() as u64,
            digest,
        };
        content.exports.push((record.clone(), export.content));
        Ok(record)
    }

    async fn exports(&self, board: BoardId) -> Result<Vec<ExportRecord>, StoreError> {
        let content = self.open()?;
        let newest_first = content.exports.iter().rev().map(|(record, _)| record);
        let of_board = newest_first.filter(|record| record.board == board);
        Ok(of_board.take(EXPORTS_LISTED_MAX).cloned().collect())
    }

    async fn export_content(
        &self,
        board: BoardId,
        id: ExportId,
    ) -> Result<Option<(ExportRecord, Vec<u8>)>, StoreError> {
        let content = self.open()?;
        let mut exports = content.exports.iter();
        Ok(exports.find(|(record, _)| record.board == board && record.id == id).cloned())
    }

    async fn close(&self) {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
    }
}
