//! Small helpers: events, raw connections, files.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use squall_board::{BoardEvent, BoardId, ClientId, CommandId, ParticipantId, RecordedEvent, Seq};
use tempfile::TempDir;

pub(crate) const BOARD: BoardId = BoardId::from_u128(0xB0A2D);

/// The event at `seq`, as the command of that number.
pub(crate) fn event(seq: u64) -> RecordedEvent {
    RecordedEvent {
        seq: Seq(seq),
        command_id: CommandId { client: ClientId::from_u128(0xC1), number: seq },
        participant: ParticipantId::from_u128(0xA11),
        recorded_at_ms: 1_700_000_000_000 + seq,
        event: BoardEvent::BoardRetitled { title: format!("title {seq}") },
    }
}

/// A place for a database in a folder of its own, which goes with the first value.
pub(crate) fn new_file() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("squall.db");
    (folder, file)
}

/// A connection that knows nothing of Squall.
pub(crate) async fn raw(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    options.connect().await.expect("a connection")
}
