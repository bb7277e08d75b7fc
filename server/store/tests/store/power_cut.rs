//! A power cut loses nothing that was acknowledged or read, whenever it comes: the real store on a disk
//! that forgets what was not synced.
//!
//! A seed decides what is asked, when the power is cut and what is left. Which appends come together in
//! one transaction is decided by the threads, so a failure names a folder with what was left.

mod check;
mod life;

use std::ops::Range;
use std::path::Path;

use squall_disk::{Disk, Random};
use squall_store::EventStore as _;
use tempfile::TempDir;

use self::check::{cut_power, database, kill, new_folder};
use self::life::{Moment, Moments, Promises, Shared, open, see, work};

/// Events of each board in a life that is long enough for a checkpoint under load, and for the log to
/// begin anew after it.
const LONG: u64 = 450;

/// These seeds, or for a long search as many times more as the environment says.
fn seeds(seeds: Range<u64>) -> Range<u64> {
    let times = std::env::var("SQUALL_POWER_CUTS").map_or(1, |times| times.parse().unwrap());
    seeds.start * times..seeds.end * times
}

/// The folder of a disk, and the disk.
fn new_disk() -> (TempDir, Disk) {
    let folder = new_folder();
    let disk = Disk::new(folder.path()).unwrap();
    (folder, disk)
}

/// Some moments of a long life: under load, in an orderly end, and after opening again.
async fn moments_of_a_life(seed: u64, lie: Option<&str>, most: usize) -> Vec<Moment> {
    let (folder, disk) = new_disk();
    if let Some(ending) = lie {
        disk.forget_syncs_of(ending);
    }
    let (shared, mut random) = (Shared::default(), Random::new(seed));
    let moments = shared.take_moments(&disk, Random::new(!seed), most);
    let store = open(&database(&folder), &shared).await;
    let counts = work(&store, &shared, &mut random, LONG).await;
    assert!(counts.checkpoints > 0, "{counts:?}");
    assert!(counts.transactions < counts.appends, "{counts:?}");
    store.close().await;
    let store = open(&database(&folder), &shared).await;
    work(&store, &shared, &mut random, LONG / 3).await;
    store.close().await;
    Moments::take(&moments)
}

async fn power_cuts_under_load(seeds: Range<u64>) {
    let (mut in_commit, mut in_checkpoint, mut cuts) = (0, 0, 0);
    for seed in seeds {
        for moment in moments_of_a_life(seed, None, 3).await {
            cut_power(&moment, seed + cuts).await.unwrap();
            in_commit += usize::from(moment.is_in_commit());
            in_checkpoint += usize::from(moment.is_in_checkpoint());
            cuts += 1;
        }
    }
    println!("{cuts} power cuts, {in_commit} in a commit, {in_checkpoint} in a checkpoint");
    assert!(in_commit >= 10 && in_checkpoint >= 10);
}

#[tokio::test]
async fn a_power_cut_under_load_loses_nothing_acknowledged() {
    power_cuts_under_load(seeds(0..6)).await;
}

#[tokio::test]
async fn a_power_cut_under_load_loses_nothing_acknowledged_with_other_seeds() {
    power_cuts_under_load(seeds(6..12)).await;
}

#[tokio::test]
async fn a_database_whose_making_was_interrupted_can_be_opened() {
    let (folder, disk) = new_disk();
    let shared = Shared::default();
    let moments = shared.take_moments(&disk, Random::new(0), usize::MAX);
    open(&database(&folder), &shared).await.close().await;
    let moments = Moments::take(&moments);
    assert!(moments.len() > 50, "{}", moments.len());
    for (moment, seed) in moments.iter().zip(0..) {
        for seed in [seed, seed + 1_000, seed + 2_000] {
            cut_power(moment, seed).await.unwrap();
        }
        kill(moment).await.unwrap();
    }
}

/// Opens what is left of a first life, and cuts the power while it is opened, right after everything was
/// read, and in the work that follows. Gives the number of cuts.
async fn power_cuts_of_a_second_life(
    promises: Promises,
    disk: &Disk,
    file: &Path,
    seed: u64,
) -> usize {
    let shared = Shared::of(promises);
    let moments = shared.take_moments(disk, Random::new(seed), 2);
    let store = open(file, &shared).await;
    see(&store, &shared).await;
    let seen = shared.moment(disk.contents(), None);
    let mut cuts = Moments::take(&moments);
    work(&store, &shared, &mut Random::new(seed), 20).await;
    cuts.extend(Moments::take(&moments));
    store.close().await;
    // Twice: a write that was not synced may be left by chance.
    cuts.extend([seen.clone(), seen]);
    for (moment, number) in cuts.iter().zip(0..) {
        cut_power(moment, seed + number).await.unwrap();
    }
    cuts.len()
}

async fn power_cuts_after_a_kill(seeds: Range<u64>) {
    let mut cuts = 0;
    for seed in seeds {
        for moment in moments_of_a_life(seed, None, 1).await {
            let folder = new_folder();
            let disk = Disk::after_kill(moment.contents, folder.path()).unwrap();
            let file = database(&folder);
            cuts += power_cuts_of_a_second_life(moment.promises, &disk, &file, seed).await;
        }
    }
    println!("{cuts} power cuts in second lives");
}

async fn power_cuts_after_a_power_cut(seeds: Range<u64>) {
    let mut cuts = 0;
    for seed in seeds {
        for moment in moments_of_a_life(seed, None, 1).await {
            let folder = new_folder();
            moment.contents.cut_power(seed, folder.path()).unwrap();
            let disk = Disk::new(folder.path()).unwrap();
            let file = database(&folder);
            cuts += power_cuts_of_a_second_life(moment.promises, &disk, &file, seed).await;
        }
    }
    println!("{cuts} power cuts in second lives");
}

#[tokio::test]
async fn what_was_read_after_a_kill_outlives_a_power_cut() {
    power_cuts_after_a_kill(seeds(0..2)).await;
}

#[tokio::test]
async fn a_second_power_cut_while_the_first_is_recovered_from_loses_nothing() {
    power_cuts_after_a_power_cut(seeds(0..2)).await;
}

async fn power_cuts_after_failed_syncs(seeds: Range<u64>) {
    let (mut in_checkpoint, mut cuts) = (0, 0);
    for seed in seeds {
        let (folder, disk) = new_disk();
        let (shared, mut random) = (Shared::default(), Random::new(seed));
        let store = open(&database(&folder), &shared).await;
        disk.fail_syncs(4, Random::new(seed));
        let moments = shared.take_moments(&disk, Random::new(!seed), 3);
        work(&store, &shared, &mut random, LONG).await;
        store.close().await;
        for (moment, number) in Moments::take(&moments).iter().zip(0..) {
            cut_power(moment, 100 * seed + number).await.unwrap();
            in_checkpoint += usize::from(moment.is_in_checkpoint());
            cuts += 1;
        }
    }
    println!("{cuts} power cuts after failed syncs, {in_checkpoint} in a checkpoint");
    assert!(in_checkpoint > 0);
}

#[tokio::test]
async fn a_power_cut_after_syncs_that_failed_loses_nothing_acknowledged() {
    power_cuts_after_failed_syncs(seeds(0..3)).await;
}

/// What the power cuts show on a disk that does not sync files with this ending.
async fn failures_with_a_lying_disk(ending: &str) -> Vec<String> {
    let mut failures = Vec::new();
    for seed in 0..2 {
        let moments = moments_of_a_life(seed, Some(ending), 4).await;
        for (moment, number) in moments.iter().zip(0..) {
            failures.extend(cut_power(moment, 100 * seed + number).await.err());
        }
    }
    failures
}

#[tokio::test]
async fn a_log_that_is_not_synced_is_found_out() {
    let failures = failures_with_a_lying_disk("-wal").await;
    assert!(failures.iter().any(|failure| failure.contains("promised")), "{failures:#?}");
}

#[tokio::test]
async fn a_checkpoint_that_is_not_synced_is_found_out() {
    let failures = failures_with_a_lying_disk("squall.db").await;
    assert!(!failures.is_empty());
}
