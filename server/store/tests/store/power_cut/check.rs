//! What a database must be after the power was cut.

use std::path::{Path, PathBuf};

use sqlx::Connection as _;
use squall_board::{Board, BoardId, Seq};
use squall_store::{EventStore, OpenError, SqliteStore};
use tempfile::TempDir;

use super::life::{Moment, Promise, event};
use crate::support::raw;

/// A folder in memory, where there is one: real syncs take long, and mean nothing here.
pub(crate) fn new_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// The database in the folder.
pub(crate) fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("squall.db")
}

/// Cuts the power in this moment and says what was lost or damaged, if anything. Then what was left
/// stays in a folder, which is named.
pub(crate) async fn cut_power(moment: &Moment, seed: u64) -> Result<(), String> {
    let folder = new_folder();
    moment.contents.cut_power(seed, folder.path()).unwrap();
    let result = check(&database(&folder), moment).await;
    result.map_err(|failure| {
        // The check has opened and changed what was left.
        let left = TempDir::new().unwrap().keep();
        moment.contents.cut_power(seed, &left).unwrap();
        let (number, during) = (moment.contents.operations(), &moment.during);
        format!("{failure} (cut {seed} at {number}, {during:?}, left in {})", left.display())
    })
}

/// Kills the process in this moment, with the power on, and says what was lost or damaged, if anything.
pub(crate) async fn kill(moment: &Moment) -> Result<(), String> {
    let folder = new_folder();
    moment.contents.kill(folder.path()).unwrap();
    if let Err(refused) = SqliteStore::open_read_only(&database(&folder)).await {
        let is_new = matches!(refused, OpenError::Missing { .. } | OpenError::Older { .. });
        ensure(is_new, || format!("cannot be read: {refused:?}"))?;
    }
    check(&database(&folder), moment).await
}

async fn check(file: &Path, moment: &Moment) -> Result<(), String> {
    let store = SqliteStore::open(file).await.map_err(|error| format!("{error:?}"))?;
    let mut result = check_logs(&store, moment).await.map(|()| 0);
    if result.is_ok() {
        result = go_on(&store, moment).await;
    }
    store.close().await;
    let expected = result?;
    let mut raw = raw(file).await;
    let failed = |error: sqlx::Error| error.to_string();
    let found: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut raw).await.map_err(failed)?;
    ensure(found == "ok", || format!("damaged: {found}"))?;
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM event")
        .fetch_one(&mut raw)
        .await
        .map_err(failed)?;
    ensure(events.unsigned_abs() == expected, || format!("{events} events, not {expected}"))?;
    raw.close().await.map_err(failed)
}

/// Every log begins with all that was promised, in order, once, and holds nothing that was not asked.
async fn check_logs(store: &SqliteStore, moment: &Moment) -> Result<(), String> {
    let epoch = moment.promises.epoch;
    ensure(epoch.is_none_or(|epoch| epoch == store.epoch()), || "another epoch".to_owned())?;
    for (board, Promise { head: promised, asked }) in &moment.promises.boards {
        let failed = |error| format!("{board:?}: {error}");
        let head = store.board(*board).await.map_err(failed)?.map(|record| record.head);
        let log = store.read(*board, Seq(0), usize::MAX).await.map_err(failed)?;
        let told = || format!("{board:?}: {head:?} of {promised:?} promised, {asked:?} asked");
        ensure(*promised <= head && head.is_none_or(|head| head <= *asked), told)?;
        let expected: Vec<_> =
            (1..=head.unwrap_or_default().0).map(|seq| event(*board, seq)).collect();
        ensure(log == expected, || format!("{board:?}: another log up to {head:?}"))?;
        if let Some(snapshot) = store.latest_snapshot(*board).await.map_err(failed)? {
            let seq = snapshot.seq;
            let mut folded = Board::default();
            for recorded in expected.iter().filter(|recorded| recorded.seq <= seq) {
                folded.apply(&recorded.event, recorded.participant);
            }
            let is_equal = Some(seq) <= head && snapshot.into_board() == folded;
            ensure(is_equal, || format!("{board:?}: the snapshot at {seq:?} is not of its log"))?;
        }
    }
    Ok(())
}

/// Appends to every board, and to a new one. Gives the number of all events.
async fn go_on(store: &SqliteStore, moment: &Moment) -> Result<u64, String> {
    let mut events = 0;
    for board in moment.promises.boards.keys().copied().chain([BoardId::from_u128(99)]) {
        let failed = |error: &dyn std::error::Error| format!("{board:?} does not go on: {error}");
        let head = match store.board(board).await.map_err(|error| failed(&error))? {
            Some(record) => record.head,
            None => {
                store.create_board(board, 1).await.map_err(|error| failed(&error))?;
                Seq(0)
            }
        };
        let next = event(board, head.0 + 1);
        store.append(board, head, vec![next]).await.map_err(|error| failed(&error))?;
        events += head.0 + 1;
    }
    Ok(events)
}

fn ensure(holds: bool, failure: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(failure()) }
}
