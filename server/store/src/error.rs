//! What can go wrong at the storage boundary. No message names a board: its id is a capability.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use squall_board::upcast::UnreadableEvent;
use squall_board::{CommandId, Seq};

/// What the database engine reports. Shared, because it fails every write of a batch at once.
#[derive(Debug, Clone, thiserror::Error)]
#[error(transparent)]
pub struct DatabaseFailure(Arc<sqlx::Error>);

/// A read or write that failed. Nothing of a failed write is visible to readers.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// There is already a board with this id.
    #[error("the board is already there")]
    BoardExists,
    /// There is no board with this id.
    #[error("there is no such board")]
    UnknownBoard,
    /// A snapshot or export of events that are not in the log.
    #[error("it is ahead of the board's log, which ends at {head}")]
    AheadOfLog {
        /// The seq of the newest stored event.
        head: Seq,
    },
    /// The store was opened for reading only.
    #[error("the store was opened for reading only")]
    ReadOnly,
    /// The store was closed, or its writer has stopped.
    #[error("the store is closed")]
    Closed,
    /// A number that the database cannot hold: it ends at 2^63 - 1.
    #[error("the {what} {value} is too large to be stored")]
    TooLarge {
        /// What the number counts.
        what: &'static str,
        /// The number.
        value: u64,
    },
    /// An event that this build cannot read.
    #[error("the event at {seq} cannot be read")]
    Unreadable {
        /// Its place in the log.
        seq: Seq,
        /// Why.
        #[source]
        reason: UnreadableEvent,
    },
    /// Events are missing: the log must be contiguous.
    #[error(
        "the board's log has a gap: event {missing} is not there, though {head} events were recorded"
    )]
    Gap {
        /// The first missing event.
        missing: Seq,
        /// What the log should reach at least.
        head: Seq,
    },
    /// A stored value that no build has written.
    #[error("the stored {what} is damaged")]
    Damaged {
        /// What the value stands for.
        what: &'static str,
    },
    /// There is no room left.
    #[error("the disk is full")]
    DiskFull,
    /// The database engine failed, for example on an I/O error.
    #[error("the database failed")]
    Database(#[source] DatabaseFailure),
}

/// An append that was not recorded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// There is no board with this id.
    #[error("there is no such board")]
    UnknownBoard,
    /// Somebody else has appended meanwhile: read up to `head` and decide again.
    #[error("the board's log ends at {head}, not where the append expected it")]
    WrongExpectedSeq {
        /// The seq of the newest stored event.
        head: Seq,
    },
    /// The command was recorded before; `seq` is its first answer.
    #[error("command {} of this client was already recorded at {seq}", command_id.number)]
    Repeated {
        /// The command.
        command_id: CommandId,
        /// Where its event is.
        seq: Seq,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A database that was not opened. Each is one sentence for a person; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder is missing or cannot be written.
    #[error("Squall cannot write to the folder {}: {source}; nothing was changed.", folder.display())]
    Folder {
        /// The folder of the database.
        folder: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Another process has opened it for writing.
    #[error("The file {} is in use by another Squall; stop that one first, or use another file; nothing was changed.", file.display())]
    InUse {
        /// The database.
        file: PathBuf,
    },
    /// There is something where a copy was to go.
    #[error("The file {} is there already, and Squall never writes over one; choose another place or move it away; nothing was changed.", file.display())]
    Exists {
        /// What is there.
        file: PathBuf,
    },
    /// There is no file to read.
    #[error("There is no Squall database at {}.", file.display())]
    Missing {
        /// The database.
        file: PathBuf,
    },
    /// The file holds something else.
    #[error("The file {} is not a database, so Squall does not touch it; nothing was changed.", file.display())]
    NotADatabase {
        /// The file.
        file: PathBuf,
    },
    /// Another application's database.
    #[error("The file {} is the database of another application, so Squall does not touch it; nothing was changed.", file.display())]
    ForeignDatabase {
        /// The file.
        file: PathBuf,
    },
    /// A newer build has changed its form.
    #[error("The file {} was written by a newer Squall (form {found}; this one reads up to {known}); install that version or a newer one; nothing was changed.", file.display())]
    Newer {
        /// The database.
        file: PathBuf,
        /// The newest form in the file.
        found: i64,
        /// The newest form that this build knows.
        known: i64,
    },
    /// An older build has written it, and it is opened for reading only.
    #[error("The file {} was written by an older Squall; start the server once to bring it up to date; nothing was changed.", file.display())]
    Older {
        /// The database.
        file: PathBuf,
    },
    /// The file does not hold together.
    #[error("The file {} is damaged ({detail}); restore it from a backup; nothing was changed.", file.display())]
    Damaged {
        /// The database.
        file: PathBuf,
        /// What the check found first.
        detail: String,
    },
    /// The file cannot be written.
    #[error("The file {} cannot be written: check its owner and permissions; nothing was changed.", file.display())]
    NotWritable {
        /// The database.
        file: PathBuf,
    },
    /// The linked SQLite has a bug that damages databases like ours.
    #[error(
        "This Squall was built with SQLite {found}, which can damage the database; it needs 3.51.3 or newer; nothing was changed."
    )]
    OldSqlite {
        /// Its version.
        found: String,
    },
    /// Bringing the file to this build's form failed.
    #[error("The file {} could not be brought to the form of this Squall: {source}; the failed step was undone.", file.display())]
    Migration {
        /// The database.
        file: PathBuf,
        /// What the database engine says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database engine failed for another reason.
    #[error("The file {} could not be opened: {source}.", file.display())]
    Failed {
        /// The database.
        file: PathBuf,
        /// What the database engine says.
        source: DatabaseFailure,
    },
}

/// SQLite's result codes that we tell apart; the extended ones keep the primary ones in the low byte.
pub(crate) mod code {
    pub(crate) const READ_ONLY: i32 = 8;
    /// Extended: a transaction was interrupted, and only a writer can take it back.
    pub(crate) const READ_ONLY_ROLLBACK: i32 = READ_ONLY | (3 << 8);
    pub(crate) const CORRUPT: i32 = 11;
    pub(crate) const FULL: i32 = 13;
    pub(crate) const NOT_A_DATABASE: i32 = 26;
}

/// SQLite's primary result code, if the error comes from SQLite.
pub(crate) fn primary_code(error: &sqlx::Error) -> Option<i32> {
    Some(extended_code(error)? & 0xff)
}

/// SQLite's extended result code, if the error comes from SQLite.
pub(crate) fn extended_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}

impl From<sqlx::Error> for DatabaseFailure {
    fn from(error: sqlx::Error) -> Self {
        Self(Arc::new(error))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match (&error, primary_code(&error)) {
            (sqlx::Error::PoolClosed, _) => Self::Closed,
            (_, Some(code::FULL)) => Self::DiskFull,
            _ => Self::Database(error.into()),
        }
    }
}
