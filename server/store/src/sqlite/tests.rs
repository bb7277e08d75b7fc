//! What only the SQLite store must do, seen from inside: a full disk, damage in the file.

use std::path::PathBuf;

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use squall_board::{BoardEvent, CommandId, ParticipantId};
use tempfile::TempDir;

use super::*;
use crate::load_board;

const CLIENT: ClientId = ClientId::from_u128(0xC1);

fn board(number: u128) -> BoardId {
    BoardId::from_u128(number)
}

fn event(seq: u64, title: &str) -> RecordedEvent {
    RecordedEvent {
        seq: Seq(seq),
        command_id: CommandId { client: CLIENT, number: seq },
        participant: ParticipantId::from_u128(1),
        recorded_at_ms: seq,
        event: BoardEvent::BoardRetitled { title: title.to_owned() },
    }
}

/// A second connection to the file, as an ill-behaved administrator would use it.
async fn raw(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

fn new_file() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("squall.db");
    (folder, file)
}

#[tokio::test]
async fn a_full_disk_fails_the_whole_batch_and_shows_nothing_of_it() {
    let (_folder, file) = new_file();
    let mut opened = open::open_for_writing(&file).await.unwrap();
    let pages: i64 =
        sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut opened.writer).await.unwrap();
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 20));
    sqlx::query(limit).execute(&mut opened.writer).await.unwrap();
    let store = SqliteStore::start(opened, crate::limits::CHECKPOINT_PAGES);
    store.create_board(board(1), 0).await.unwrap();
    store.create_board(board(2), 0).await.unwrap();
    store.append(board(1), Seq(0), vec![event(1, "kept")]).await.unwrap();

    let large = "x".repeat(200_000);
    let (small, large) = tokio::join!(
        store.append(board(1), Seq(1), vec![event(2, "small")]),
        store.append(board(2), Seq(0), vec![event(1, &large)]),
    );
    for outcome in [small, large] {
        assert!(matches!(outcome, Err(AppendError::Store(StoreError::DiskFull))), "{outcome:?}");
    }
    assert_eq!(store.read(board(1), Seq(0), 9).await.unwrap(), [event(1, "kept")]);
    assert_eq!(store.read(board(2), Seq(0), 9).await.unwrap(), []);
    assert_eq!(store.board(board(1)).await.unwrap().unwrap().head, Seq(1));
    assert_eq!(store.write_counts().appends, 1);
    // What fits is recorded again.
    store.append(board(1), Seq(1), vec![event(2, "small")]).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_gap_in_the_log_is_named_and_nothing_is_loaded() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    for (id, missing) in [(1, 3), (2, 1), (3, 5)] {
        store.create_board(board(id), 0).await.unwrap();
        let events = (1..=5).map(|seq| event(seq, "title")).collect();
        store.append(board(id), Seq(0), events).await.unwrap();
        let mut raw = raw(&file).await;
        sqlx::query("DELETE FROM event WHERE board = ? AND seq = ?")
            .bind(board(id).as_bytes().as_slice())
            .bind(missing)
            .execute(&mut raw)
            .await
            .unwrap();
        raw.close().await.unwrap();
        let error = load_board(&store, board(id)).await.unwrap_err();
        let sentence = format!(
            "the board's log has a gap: event {missing} is not there, though 5 events were recorded"
        );
        assert_eq!(error.to_string(), sentence);
    }
    store.close().await;
}

#[tokio::test]
async fn an_event_of_a_newer_build_is_named_and_not_skipped() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(board(1), 0).await.unwrap();
    store.append(board(1), Seq(0), vec![event(1, "a"), event(2, "b")]).await.unwrap();
    let mut raw = raw(&file).await;
    for (statement, expected) in [
        ("UPDATE event SET v = 99 WHERE seq = 2", "the event at 2 cannot be read"),
        ("UPDATE event SET v = 1, payload = '{}' WHERE seq = 2", "the event at 2 cannot be read"),
        ("UPDATE event SET payload = '{' WHERE seq = 2", "the stored event is damaged"),
    ] {
        sqlx::query(statement).execute(&mut raw).await.unwrap();
        let error = load_board(&store, board(1)).await.unwrap_err();
        assert_eq!(error.to_string(), expected, "{statement}");
    }
    raw.close().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_damaged_snapshot_is_made_again_from_the_log() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(board(1), 0).await.unwrap();
    store.append(board(1), Seq(0), vec![event(1, "a")]).await.unwrap();
    let loaded = load_board(&store, board(1)).await.unwrap().unwrap();
    store.save_snapshot(board(1), &Snapshot::of(&loaded.board, loaded.head)).await.unwrap();
    let mut raw = raw(&file).await;
    sqlx::query("UPDATE snapshot SET bytes = x'01ff'").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    assert_eq!(store.latest_snapshot(board(1)).await.unwrap(), None);
    assert_eq!(load_board(&store, board(1)).await.unwrap(), Some(loaded));
    store.close().await;
}

#[tokio::test]
async fn a_batch_is_looked_up_by_index() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    let mut raw = raw(&file).await;
    let asked = "asked (board, client, client_seq) AS (VALUES (?, ?, ?), (?, ?, ?))";
    let moved = "moved (id, head_before, head_after) AS (VALUES (?, ?, ?), (?, ?, ?))";
    let by_command = "SEARCH event USING INDEX sqlite_autoindex_event_2 \
                      (board=? AND client=? AND client_seq=?)";
    let by_board = "SEARCH board USING PRIMARY KEY (id=?)";
    for (table, statement, search) in
        [(asked, batch::FIND_ASKED_COMMANDS, by_command), (moved, batch::MOVE_HEADS, by_board)]
    {
        let sql = format!("EXPLAIN QUERY PLAN WITH {table} {statement}");
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut raw).await.unwrap();
        assert!(plan.iter().any(|(.., step)| step.contains(search)), "{plan:?}");
    }
    raw.close().await.unwrap();
    store.close().await;
}

/// The writer remembers heads; a foreign writer is noticed all the same.
#[tokio::test]
async fn what_another_process_has_written_is_neither_overwritten_nor_doubled() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(board(1), 0).await.unwrap();
    store.append(board(1), Seq(0), vec![event(1, "a")]).await.unwrap();
    let mut raw = raw(&file).await;
    let copy = "INSERT INTO event SELECT board, 2, client, 2, participant, recorded_at_ms, kind, v, \
                payload FROM event WHERE seq = 1";
    for statement in ["UPDATE board SET head = 2", copy] {
        sqlx::query(statement).execute(&mut raw).await.unwrap();
    }
    raw.close().await.unwrap();
    let mut late = event(2, "b");
    late.command_id.number = 9;
    let behind = store.append(board(1), Seq(1), vec![late]).await;
    assert!(matches!(behind, Err(AppendError::WrongExpectedSeq { head: Seq(2) })), "{behind:?}");
    let mut repeated = event(3, "b");
    repeated.command_id.number = 2;
    let repeated = store.append(board(1), Seq(2), vec![repeated]).await;
    let seen = matches!(repeated, Err(AppendError::Repeated { seq: Seq(2), .. }));
    assert!(seen, "{repeated:?}");
    store.append(board(1), Seq(2), vec![event(3, "c")]).await.unwrap();
    assert_eq!(store.read(board(1), Seq(0), 9).await.unwrap().len(), 3);
    store.close().await;
}

#[tokio::test]
async fn under_steady_load_the_log_is_moved_beside_the_writer() {
    const PAGES: u64 = 50;
    let (_folder, file) = new_file();
    let store = SqliteStore::open_with(&file, PAGES).await.unwrap();
    store.create_board(board(1), 0).await.unwrap();
    let large = "x".repeat(40_000);
    let mut seq = 0;
    // Never quiet for as long as an idle checkpoint needs.
    while store.write_counts().checkpoints < 20 {
        store.append(board(1), Seq(seq), vec![event(seq + 1, &large)]).await.unwrap();
        seq += 1;
        assert!(seq < 10_000, "400 MB were written without a checkpoint");
    }
    let log_bytes = open::file_bytes(&open::beside(&file, "-wal")).unwrap();
    let most = 4_096 * PAGES * crate::limits::LOG_CHECKPOINTS_MAX;
    assert!(log_bytes < 2 * most, "{log_bytes}");
    assert_eq!(store.board(board(1)).await.unwrap().unwrap().head, Seq(seq));
    store.close().await;
}

#[tokio::test]
async fn a_quiet_writer_moves_the_log_into_the_database() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(board(1), 0).await.unwrap();
    store.append(board(1), Seq(0), vec![event(1, "a")]).await.unwrap();
    let checkpoint = async {
        while store.write_counts().checkpoints == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), checkpoint).await.unwrap();
    store.close().await;
}
