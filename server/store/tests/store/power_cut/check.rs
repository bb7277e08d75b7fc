//! What a database must be after the power was cut.

use std::path::{Path, PathBuf};

use sqlx::Connection as _;
use squall_board::{Board, BoardId, Seq};
use squall_store::{EventStore, SqliteStore, load_board};

use super::life::{Moment, Promise, event};
use crate::support::raw;

/// Cuts the power in this moment and says what was lost or damaged, if anything. The folder of a
/// database that failed stays, and is named.
pub(crate) async fn cut_power(moment: &Moment, seed: u64) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    moment.contents.cut_power(seed, folder.path()).unwrap();
    let result = check(&folder.path().join("squall.db"), moment).await;
    result.map_err(|failure| {
        let (operation, number) = (&moment.operation, moment.contents.operations());
        // The check has made other files there: begin with those of the disk.
        let left = left(&folder.keep(), |folder| moment.contents.cut_power(seed, folder).unwrap());
        let left = left.display();
        format!("{failure}: cut {seed} in operation {number}, {operation:?}, left in {left}")
    })
}

fn left(folder: &Path, fill: impl FnOnce(&Path)) -> PathBuf {
    for entry in std::fs::read_dir(folder).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    fill(folder);
    folder.to_owned()
}

async fn check(file: &Path, moment: &Moment) -> Result<(), String> {
    let store = SqliteStore::open(file).await.map_err(|error| format!("{error:?}"))?;
    let mut result = check_logs(&store, moment).await;
    if result.is_ok() {
        result = check_going_on(&store, moment).await;
    }
    store.close().await;
    let mut heads: u64 = result?;
    let mut raw = raw(file).await;
    let failed = |error: sqlx::Error| error.to_string();
    for (check, sound) in [("PRAGMA integrity_check", "ok"), ("PRAGMA journal_mode", "wal")] {
        let found: String = sqlx::query_scalar(check).fetch_one(&mut raw).await.map_err(failed)?;
        ensure(found == sound, || format!("{check} says {found}"))?;
    }
    let sql =
        "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM pragma_foreign_key_check)";
    let (events, strays): (i64, i64) =
        sqlx::query_as(sql).fetch_one(&mut raw).await.map_err(failed)?;
    heads += strays.unsigned_abs();
    ensure(events.unsigned_abs() == heads, || format!("{events} events, not {heads}"))?;
    raw.close().await.map_err(failed)
}

/// Every log begins with all that was promised, in order, once, and holds nothing that was not asked.
async fn check_logs(store: &SqliteStore, moment: &Moment) -> Result<u64, String> {
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
        let mut folded = Board::default();
        for recorded in &expected {
            folded.apply(&recorded.event, recorded.participant);
        }
        let loaded = load_board(store, *board).await.map_err(failed)?;
        let is_equal = loaded.is_none_or(|loaded| loaded.board == folded);
        ensure(is_equal, || format!("{board:?}: a snapshot that is not of its log"))?;
    }
    Ok(0)
}

/// The store goes on where its logs end. Gives the number of all events.
async fn check_going_on(store: &SqliteStore, moment: &Moment) -> Result<u64, String> {
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
