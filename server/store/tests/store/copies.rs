//! Backups are whole, made while a server writes, and become databases of another epoch.

use std::fs;

use squall_board::Seq;
use squall_store::{EventStore, OpenError, SqliteStore, back_up, restore};

use crate::support::{BOARD, event, new_file, raw};

#[tokio::test]
async fn a_backup_holds_what_was_recorded_before_it_and_is_restored_with_another_epoch() {
    let (folder, file) = new_file();
    let (backup, restored) = (folder.path().join("backup.db"), folder.path().join("restored.db"));
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(BOARD, 1).await.unwrap();
    store.append(BOARD, Seq(0), vec![event(1)]).await.unwrap();
    let bytes = back_up(&file, &backup).await.unwrap();
    assert_eq!(bytes, fs::metadata(&backup).unwrap().len());
    store.append(BOARD, Seq(1), vec![event(2)]).await.unwrap();
    let epoch = store.epoch();
    store.close().await;

    restore(&backup, &restored).await.unwrap();
    let store = SqliteStore::open(&restored).await.unwrap();
    assert_ne!(store.epoch(), epoch);
    assert_eq!(store.read(BOARD, Seq(0), 9).await.unwrap(), [event(1)]);
    store.append(BOARD, Seq(1), vec![event(2)]).await.unwrap();
    store.close().await;
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let unfinished = names.filter(|name| name.to_string_lossy().contains("unfinished")).count();
    assert_eq!(unfinished, 0);
}

#[tokio::test]
async fn nothing_is_written_over() {
    let (folder, file) = new_file();
    let missing = back_up(&file, &folder.path().join("backup.db")).await.unwrap_err();
    assert!(matches!(missing, OpenError::Missing { .. }), "{missing}");
    let store = SqliteStore::open(&file).await.unwrap();
    let other = folder.path().join("other");
    fs::write(&other, "somebody's").unwrap();
    for taken in [back_up(&file, &other).await, restore(&file, &other).await] {
        let taken = taken.unwrap_err();
        assert!(matches!(taken, OpenError::Exists { .. }), "{taken}");
    }
    let in_use = restore(&file, &file).await.unwrap_err();
    assert!(matches!(in_use, OpenError::InUse { .. }), "{in_use}");
    assert_eq!(fs::read(&other).unwrap(), b"somebody's");
    store.close().await;
}

#[tokio::test]
async fn what_is_no_sound_database_of_ours_is_not_restored() {
    let (folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(BOARD, 1).await.unwrap();
    store.append(BOARD, Seq(0), (1..=200).map(event).collect()).await.unwrap();
    store.close().await;
    let whole = fs::read(&file).unwrap();
    let backup = folder.path().join("backup.db");
    let restored = folder.path().join("restored.db");
    for damaged in [&whole[..whole.len() / 2], b"my shopping list".as_slice(), b""] {
        fs::write(&backup, damaged).unwrap();
        restore(&backup, &restored).await.unwrap_err();
        assert!(!restored.exists());
    }
    let foreign = folder.path().join("foreign.db");
    let sql = "CREATE TABLE recipe (name TEXT)";
    sqlx::raw_sql(sql).execute(&mut raw(&foreign).await).await.unwrap();
    let refused = restore(&foreign, &restored).await.unwrap_err();
    assert!(matches!(refused, OpenError::ForeignDatabase { .. }), "{refused}");
    assert!(!restored.exists());
}
