//! What is acknowledged is there again, however the store ended.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use squall_board::{Seq, Snapshot};
use squall_store::{EventStore, OpenError, SqliteStore, load_board};

use crate::support::{BOARD, event, new_file};

const CHILD_FILE: &str = "SQUALL_STORE_TEST_FILE";

#[tokio::test]
async fn everything_is_there_after_closing_and_opening() {
    let (folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    let epoch = store.epoch();
    store.create_board(BOARD, 1).await.unwrap();
    store.append(BOARD, Seq(0), (1..=30).map(event).collect()).await.unwrap();
    let loaded = load_board(&store, BOARD).await.unwrap().unwrap();
    store.save_snapshot(BOARD, &Snapshot::of(&loaded.board, loaded.head)).await.unwrap();
    store.close().await;
    assert!(!folder.path().join("squall.db-wal").exists(), "the write-ahead log is left behind");

    let store = SqliteStore::open(&file).await.unwrap();
    assert_eq!(store.epoch(), epoch);
    assert_eq!(load_board(&store, BOARD).await.unwrap(), Some(loaded));
    store.close().await;
}

#[test]
fn everything_is_there_after_dropping_without_closing() {
    let (_folder, file) = new_file();
    // The runtime goes first, and with it the writer: nothing is finished in an orderly way.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(async {
        let store = SqliteStore::open(&file).await.unwrap();
        store.create_board(BOARD, 1).await.unwrap();
        store.append(BOARD, Seq(0), (1..=30).map(event).collect()).await.unwrap();
        store
    });
    drop(runtime);
    drop(store);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(&file).await.unwrap();
        let log: Vec<_> = (1..=30).map(event).collect();
        assert_eq!(store.read(BOARD, Seq(0), 99).await.unwrap(), log);
        store.append(BOARD, Seq(30), vec![event(31)]).await.unwrap();
        store.close().await;
    });
}

#[tokio::test]
async fn what_a_killed_process_has_left_in_the_log_is_on_disk_before_anybody_reads_it() {
    let (folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(BOARD, 1).await.unwrap();
    store.append(BOARD, Seq(0), (1..=30).map(event).collect()).await.unwrap();
    // As a killed process leaves it: the events are in the log only.
    let (killed, alone) = (folder.path().join("killed.db"), folder.path().join("alone.db"));
    let beside = |file: &std::path::Path| format!("{}-wal", file.display());
    std::fs::copy(&file, &killed).unwrap();
    std::fs::copy(beside(&file), beside(&killed)).unwrap();
    store.close().await;

    let opened = SqliteStore::open(&killed).await.unwrap();
    std::fs::copy(&killed, &alone).unwrap();
    opened.close().await;
    let store = SqliteStore::open(&alone).await.unwrap();
    let log: Vec<_> = (1..=30).map(event).collect();
    assert_eq!(store.read(BOARD, Seq(0), 99).await.unwrap(), log);
    store.close().await;
}

/// Appends until it is killed, and says what is acknowledged; does nothing unless it was started by
/// the test below, in a process of its own.
#[tokio::test]
async fn child_that_appends_until_it_is_killed() {
    let Some(file) = std::env::var_os(CHILD_FILE).map(PathBuf::from) else { return };
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(BOARD, 1).await.unwrap();
    for seq in 1.. {
        store.append(BOARD, Seq(seq - 1), vec![event(seq)]).await.unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nacknowledged {seq}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_killed_process_loses_nothing_acknowledged() {
    let (_folder, file) = new_file();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::child_that_appends_until_it_is_killed"])
        .arg("--nocapture")
        .env(CHILD_FILE, &file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged = lines
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("acknowledged ")?.parse::<u64>().ok())
        .inspect(|seq| {
            if *seq == 10 {
                let second = runtime.block_on(SqliteStore::open(&file)).unwrap_err();
                assert!(matches!(second, OpenError::InUse { .. }), "{second}");
            }
            if *seq == 40 {
                child.kill().unwrap();
            }
        })
        .last()
        .unwrap();
    child.wait().unwrap();
    assert!(acknowledged >= 40, "{acknowledged}");
    runtime.block_on(check_log(&file, acknowledged));
}

/// Every acknowledged event is there once, and at most the one that was under way besides.
async fn check_log(file: &Path, acknowledged: u64) {
    let store = SqliteStore::open(file).await.expect("opens");
    let log = store.read(BOARD, Seq(0), usize::MAX).await.expect("reads");
    let count = log.len() as u64;
    assert!(count == acknowledged || count == acknowledged + 1, "{count}, {acknowledged}");
    assert_eq!(log, (1..=count).map(event).collect::<Vec<_>>());
    assert_eq!(store.board(BOARD).await.expect("reads").map(|board| board.head), Some(Seq(count)));
    store.close().await;
}
