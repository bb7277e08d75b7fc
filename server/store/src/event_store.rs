//! The storage boundary: what the rest of the server may ask of a store, and what it promises.

use std::fmt;

use async_trait::async_trait;
use squall_board::{BoardId, ClientId, RecordedEvent, Seq, Snapshot};

use crate::{AppendError, StoreError};

/// Names one history of events. Random when the database is made, and changed when it is restored
/// from a backup: a client that has seen another epoch must start again, because its seqs may stand
/// for other events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Epoch(pub u64);

/// A board's entry in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardRecord {
    /// Which board.
    pub id: BoardId,
    /// When it was created, in milliseconds since 1970-01-01T00:00Z.
    pub created_at_ms: u64,
    /// The seq of its newest event; [`Seq::ZERO`] before the first.
    pub head: Seq,
}

/// The number of a stored export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExportId(pub u64);

impl fmt::Display for ExportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// An exported model that is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExport {
    /// Which board.
    pub board: BoardId,
    /// The newest event that the export takes in.
    pub seq: Seq,
    /// The stable name of the format.
    pub format: String,
    /// The content's media type.
    pub media_type: String,
    /// The name under which it is offered for download.
    pub file_name: String,
    /// When it was made, in milliseconds since 1970-01-01T00:00Z.
    pub created_at_ms: u64,
    /// The bytes.
    pub content: Vec<u8>,
}

/// A stored export, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRecord {
    /// Its number; a later export has a larger one.
    pub id: ExportId,
    /// Which board.
    pub board: BoardId,
    /// The newest event that the export takes in.
    pub seq: Seq,
    /// The stable name of the format.
    pub format: String,
    /// The content's media type.
    pub media_type: String,
    /// The name under which it is offered for download.
    pub file_name: String,
    /// When it was made, in milliseconds since 1970-01-01T00:00Z.
    pub created_at_ms: u64,
    /// How long the content is.
    pub content_bytes: u64,
    /// The SHA-256 of the content, as 64 lowercase hexadecimal digits.
    pub digest: String,
}

/// Durable storage of boards.
///
/// # Guarantees
/// - A write that has returned `Ok` is on disk and seen by every later read.
/// - A board's log is contiguous from 1 and never changes, and holds each command once.
/// - The writes of several callers may share a transaction; one that is refused does not harm the
///   others.
///
/// # Not guaranteed
/// - A write whose future is dropped may or may not happen.
/// - A write that failed on an I/O error is not visible, but after a crash it may turn up: the log
///   file can hold it already. Propose the command again under its id; that is always safe.
#[async_trait]
pub trait EventStore: Send + Sync + 'static {
    /// The history that this store holds. Constant while it is open.
    fn epoch(&self) -> Epoch;

    /// Makes an empty board.
    ///
    /// # Errors
    /// [`StoreError::BoardExists`] if the id is taken.
    async fn create_board(&self, id: BoardId, created_at_ms: u64) -> Result<(), StoreError>;

    /// The board's entry, or `None` if there is no such board.
    ///
    /// # Errors
    /// Only failures of the store: a board that cannot be read is not "no such board".
    async fn board(&self, id: BoardId) -> Result<Option<BoardRecord>, StoreError>;

    /// Appends events to a board whose newest event is `expected`: all of them or none. Returns
    /// after they are durable.
    ///
    /// # Panics
    /// If `events` is empty, not contiguous from `expected`, or names one command twice: the
    /// caller's own mistake.
    ///
    /// # Errors
    /// In this order: [`AppendError::UnknownBoard`]; [`AppendError::Repeated`] with the place of
    /// the first of these commands that was recorded before, because that is a final answer;
    /// [`AppendError::WrongExpectedSeq`], after which the caller reads and decides again.
    async fn append(
        &self,
        board: BoardId,
        expected: Seq,
        events: Vec<RecordedEvent>,
    ) -> Result<(), AppendError>;

    /// The events after `after`, oldest first and at most `limit`, in their current form. Empty
    /// at the end of the log and for an unknown board.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] if an event is newer than this build or damaged.
    async fn read(
        &self,
        board: BoardId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError>;

    /// Which of the client's commands from `from_number` on are recorded, and where: ascending by
    /// number, at most [`squall_board::limits::ANSWERS_PER_CLIENT_MAX`].
    ///
    /// # Errors
    /// Only failures of the store.
    async fn recorded_commands(
        &self,
        board: BoardId,
        client: ClientId,
        from_number: u64,
    ) -> Result<Vec<(u64, Seq)>, StoreError>;

    /// Keeps the snapshot, unless a newer one of the same version is there already.
    ///
    /// # Errors
    /// [`StoreError::UnknownBoard`]; [`StoreError::AheadOfLog`] if it takes in events that are not
    /// stored.
    async fn save_snapshot(&self, board: BoardId, snapshot: &Snapshot) -> Result<(), StoreError>;

    /// The newest snapshot; `None` if there is none that this build can read, so that the board is
    /// folded from its log.
    ///
    /// # Errors
    /// Only failures of the store.
    async fn latest_snapshot(&self, board: BoardId) -> Result<Option<Snapshot>, StoreError>;

    /// Keeps an export. The same content for the same board, seq and format is kept once: the
    /// first record is returned.
    ///
    /// # Errors
    /// [`StoreError::UnknownBoard`]; [`StoreError::AheadOfLog`] if it takes in events that are not
    /// stored.
    async fn save_export(&self, export: NewExport) -> Result<ExportRecord, StoreError>;

    /// The board's exports, newest first and at most [`crate::limits::EXPORTS_LISTED_MAX`].
    ///
    /// # Errors
    /// Only failures of the store.
    async fn exports(&self, board: BoardId) -> Result<Vec<ExportRecord>, StoreError>;

    /// An export of this board with its content; `None` if the board has no such export.
    ///
    /// # Errors
    /// Only failures of the store.
    async fn export_content(
        &self,
        board: BoardId,
        id: ExportId,
    ) -> Result<Option<(ExportRecord, Vec<u8>)>, StoreError>;

    /// Finishes the queued writes, refuses new ones and closes the store. Later calls do nothing.
    async fn close(&self);
}

/// The largest number that every store can hold.
const NUMBER_MAX: u64 = i64::MAX as u64;

/// The number, if every store can hold it.
pub(crate) fn storable(what: &'static str, value: u64) -> Result<u64, StoreError> {
    if value <= NUMBER_MAX { Ok(value) } else { Err(StoreError::TooLarge { what, value }) }
}

/// Checks what every store expects of an append before it looks at the log.
pub(crate) fn check_append(expected: Seq, events: &[RecordedEvent]) -> Result<(), StoreError> {
    assert!(!events.is_empty(), "an append has at least one event");
    for (place, event) in (1..).zip(events) {
        assert!(
            expected.0.checked_add(place) == Some(event.seq.0),
            "the events of an append are contiguous from the expected seq"
        );
        storable("seq", event.seq.0)?;
        storable("command number", event.command_id.number)?;
        storable("time", event.recorded_at_ms)?;
    }
    let mut commands: Vec<_> = events.iter().map(|event| event.command_id).collect();
    commands.sort_unstable();
    let distinct = commands.windows(2).all(|pair| pair[0] != pair[1]);
    assert!(distinct, "an append has one event for each command");
    Ok(())
}
