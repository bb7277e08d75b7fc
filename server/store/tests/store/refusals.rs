//! What is not opened: each refusal is one sentence and leaves the bytes of the file alone.

use std::fs;
use std::path::Path;

use sqlx::Connection as _;
use squall_board::{BoardId, Seq};
use squall_disk::{Disk, OperationKind};
use squall_store::{AppendError, EventStore, NewExport, OpenError, SqliteStore, StoreError};

use crate::support::{BOARD, event, new_file, raw};

/// Asserts that the file is refused with this sentence, twice, and is not changed.
async fn assert_refused(file: &Path, sentence: &str) {
    let before = fs::read(file).expect("the file");
    for _ in 0..2 {
        let error = SqliteStore::open(file).await.expect_err("a refusal");
        let path = fs::canonicalize(file).expect("the path");
        assert_eq!(error.to_string(), sentence.replace("{file}", &path.display().to_string()));
    }
    assert!(fs::read(file).expect("the file") == before, "the file has changed");
}

/// A closed database with one board and some events.
async fn make_database(file: &Path) {
    let store = SqliteStore::open(file).await.expect("opens");
    store.create_board(BOARD, 1).await.expect("created");
    let events = (1..=200).map(event).collect();
    store.append(BOARD, Seq(0), events).await.expect("appended");
    store.close().await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let (_folder, file) = new_file();
    for content in ["my shopping list", &"noise ".repeat(5_000)] {
        fs::write(&file, content).unwrap();
        let sentence = "The file {file} is not a database, so Squall does not touch it; \
                        nothing was changed.";
        assert_refused(&file, sentence).await;
    }
}

#[tokio::test]
async fn a_truncated_database_is_refused() {
    let (_folder, file) = new_file();
    make_database(&file).await;
    let whole = fs::read(&file).unwrap();
    let malformed = "database disk image is malformed";
    for (bytes, detail) in [
        (whole.len() / 2, malformed),
        (whole.len() - 4_096, malformed),
        (4_096, malformed),
        (whole.len() - 1, "its end is missing"),
    ] {
        fs::write(&file, &whole[..bytes]).unwrap();
        let sentence = format!(
            "The file {{file}} is damaged ({detail}); restore it from a backup; nothing was changed."
        );
        assert_refused(&file, &sentence).await;
    }
    fs::write(&file, whole).unwrap();
    SqliteStore::open(&file).await.unwrap().close().await;
}

#[tokio::test]
async fn an_overwritten_page_is_noticed_at_the_start() {
    let (_folder, file) = new_file();
    make_database(&file).await;
    let whole = fs::read(&file).unwrap();
    for page in 1..whole.len() / 4_096 {
        let mut damaged = whole.clone();
        damaged[page * 4_096..][..4_096].fill(0xAA);
        fs::write(&file, &damaged).unwrap();
        let error = SqliteStore::open(&file).await.unwrap_err();
        assert!(matches!(error, OpenError::Damaged { .. }), "page {page}: {error}");
        assert!(fs::read(&file).unwrap() == damaged);
    }
}

#[tokio::test]
async fn a_write_ahead_log_without_its_database_is_refused() {
    let (folder, file) = new_file();
    let log = folder.path().join("squall.db-wal");
    fs::write(&log, "events that somebody wants back").unwrap();
    fs::write(&file, "").unwrap();
    let sentence = "The file {file} is damaged (it is missing or empty, but its write-ahead log is \
                    there); restore it from a backup; nothing was changed.";
    assert_refused(&file, sentence).await;
    assert_eq!(fs::read(&log).unwrap(), b"events that somebody wants back");
}

#[tokio::test]
async fn a_database_of_a_newer_squall_is_refused() {
    let (_folder, file) = new_file();
    make_database(&file).await;
    let mut newer = raw(&file).await;
    let sql = "INSERT INTO _sqlx_migrations \
               (version, description, success, checksum, execution_time) \
               VALUES (9000, 'later', TRUE, x'00', 0)";
    sqlx::query(sql).execute(&mut newer).await.unwrap();
    newer.close().await.unwrap();
    let sentence = "The file {file} was written by a newer Squall (form 9000; this one reads up to \
                    1); install that version or a newer one; nothing was changed.";
    assert_refused(&file, sentence).await;
    let error = SqliteStore::open_read_only(&file).await.unwrap_err();
    assert!(matches!(error, OpenError::Newer { found: 9000, known: 1, .. }), "{error}");
}

#[tokio::test]
async fn the_database_of_another_application_is_refused() {
    let unmarked = "CREATE TABLE recipe (name TEXT)";
    let marked = "PRAGMA application_id = 77; CREATE TABLE recipe (name TEXT)";
    let marked_and_empty = "PRAGMA application_id = 77; PRAGMA user_version = 3";
    for content in [unmarked, marked, marked_and_empty] {
        let (_folder, file) = new_file();
        let mut foreign = raw(&file).await;
        sqlx::raw_sql(content).execute(&mut foreign).await.unwrap();
        foreign.close().await.unwrap();
        let sentence = "The file {file} is the database of another application, so Squall does \
                        not touch it; nothing was changed.";
        assert_refused(&file, sentence).await;
    }
}

#[tokio::test]
async fn an_interrupted_transaction_of_another_application_is_left_to_it() {
    let (folder, left) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = left.path().join("squall.db");
    let disk = Disk::new(folder.path()).unwrap();
    let mut foreign = raw(&folder.path().join("squall.db")).await;
    sqlx::raw_sql("CREATE TABLE recipe (name TEXT)").execute(&mut foreign).await.unwrap();
    let killed = left.path().to_owned();
    disk.watch(move |operation, contents| {
        let is_committing = operation.kind == OperationKind::Sync && operation.file == "squall.db";
        if is_committing && contents.kill(&killed).is_err() {
            std::process::abort();
        }
    });
    sqlx::raw_sql("INSERT INTO recipe VALUES ('soup')").execute(&mut foreign).await.unwrap();
    foreign.close().await.unwrap();
    let journal = left.path().join("squall.db-journal");
    let before = fs::read(&journal).unwrap();
    let sentence = "The file {file} cannot be written: check its owner and permissions; nothing \
                    was changed.";
    assert_refused(&file, sentence).await;
    assert!(fs::read(&journal).unwrap() == before, "the journal has changed");
}

#[tokio::test]
async fn a_second_writer_is_refused_and_the_first_goes_on() {
    let (_folder, file) = new_file();
    let first = SqliteStore::open(&file).await.unwrap();
    first.create_board(BOARD, 1).await.unwrap();
    // Looked at from outside only: reading the file here would drop the first store's locks.
    let before = fs::metadata(&file).unwrap().modified().unwrap();
    let error = SqliteStore::open(&file).await.unwrap_err();
    let path = fs::canonicalize(&file).unwrap();
    let sentence = format!(
        "The file {} is in use by another Squall; stop that one first, or use another file; \
         nothing was changed.",
        path.display()
    );
    assert_eq!(error.to_string(), sentence);
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);
    first.append(BOARD, Seq(0), vec![event(1)]).await.unwrap();
    first.close().await;
    SqliteStore::open(&file).await.unwrap().close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_second_writer_by_another_name_is_refused_too() {
    let (folder, file) = new_file();
    let first = SqliteStore::open(&file).await.unwrap();
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let error = SqliteStore::open(&link).await.unwrap_err();
    assert!(matches!(error, OpenError::InUse { .. }), "{error}");
    first.close().await;
}

#[tokio::test]
async fn a_missing_folder_is_refused() {
    let (folder, _) = new_file();
    let missing = folder.path().join("missing");
    let error = SqliteStore::open(&missing.join("squall.db")).await.unwrap_err();
    let sentence = format!(
        "Squall cannot write to the folder {}: No such file or directory (os error 2); nothing was \
         changed.",
        missing.display()
    );
    assert_eq!(error.to_string(), sentence);
    assert!(!missing.exists());
}

#[tokio::test]
async fn an_empty_file_becomes_a_database() {
    let (_folder, file) = new_file();
    fs::write(&file, "").unwrap();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(BOARD, 1).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn reading_beside_a_running_server_sees_what_it_records_and_refuses_to_write() {
    let (_folder, file) = new_file();
    let missing = SqliteStore::open_read_only(&file).await.unwrap_err();
    assert!(matches!(missing, OpenError::Missing { .. }), "{missing}");
    let server = SqliteStore::open(&file).await.unwrap();
    server.create_board(BOARD, 1).await.unwrap();
    let reader = SqliteStore::open_read_only(&file).await.unwrap();
    assert_eq!(reader.epoch(), server.epoch());
    server.append(BOARD, Seq(0), vec![event(1)]).await.unwrap();
    assert_eq!(reader.read(BOARD, Seq(0), 9).await.unwrap(), [event(1)]);

    let board = reader.create_board(BoardId::from_u128(1), 1).await;
    assert!(matches!(board, Err(StoreError::ReadOnly)), "{board:?}");
    let append = reader.append(BOARD, Seq(1), vec![event(2)]).await;
    assert!(matches!(append, Err(AppendError::Store(StoreError::ReadOnly))), "{append:?}");
    let export = NewExport {
        board: BOARD,
        seq: Seq(1),
        format: String::new(),
        media_type: String::new(),
        file_name: String::new(),
        created_at_ms: 0,
        content: vec![],
    };
    let export = reader.save_export(export).await;
    assert!(matches!(export, Err(StoreError::ReadOnly)), "{export:?}");

    reader.close().await;
    let read = reader.read(BOARD, Seq(0), 9).await;
    assert!(matches!(read, Err(StoreError::Closed)), "{read:?}");
    server.append(BOARD, Seq(1), vec![event(2)]).await.unwrap();
    server.close().await;

    // Without a server too.
    let reader = SqliteStore::open_read_only(&file).await.unwrap();
    assert_eq!(reader.read(BOARD, Seq(0), 9).await.unwrap(), [event(1), event(2)]);
    reader.close().await;
}
