//! A power cut loses nothing that was acknowledged or read, wherever it comes: the real store on a disk
//! that forgets what was not synced.
//!
//! A seed decides what is asked, when the power is cut and what is left; which appends come together in
//! one transaction is decided by the threads.

mod check;
mod life;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use squall_disk::{Disk, Random};
use squall_store::EventStore as _;

use self::check::cut_power;
use self::life::{Moment, Shared, open, see, work};
use crate::support::new_file;

fn taken(moments: &Arc<Mutex<Vec<Moment>>>) -> Vec<Moment> {
    std::mem::take(&mut *moments.lock().unwrap())
}

#[tokio::test]
async fn a_power_cut_under_load_loses_nothing_acknowledged() {
    let mut kinds = BTreeMap::<String, usize>::new();
    for seed in 0..4 {
        let started = std::time::Instant::now();
        let (folder, file) = new_file();
        let disk = Disk::new(folder.path()).unwrap();
        let (shared, mut random) = (Shared::default(), Random::new(seed));
        let moments = shared.take_moments(&disk, Random::new(seed), (40, 40), 5);
        let store = open(&file, &shared).await;
        let counts = work(store, &shared, &mut random, 30, seed % 2 == 0).await;
        let moments = taken(&moments);
        eprintln!("{counts:?} {} {:?}", disk.contents().operations(), started.elapsed());
        for moment in &moments {
            *kinds.entry(format!("{:?}", moment.operation)).or_default() += 1;
            cut_power(moment, seed).await.unwrap();
        }
        eprintln!("{} {:?}", moments.len(), started.elapsed());
        see(&open(&file, &shared).await, &shared).await;
        assert!(moments.iter().any(Moment::is_in_database));
    }
    eprintln!("{kinds:#?}");
}

#[tokio::test]
async fn a_power_cut_while_the_database_is_made_leaves_what_can_be_opened() {
    let (folder, file) = new_file();
    let disk = Disk::new(folder.path()).unwrap();
    let shared = Shared::default();
    let moments = shared.take_moments(&disk, Random::new(0), (1, 1), usize::MAX);
    open(&file, &shared).await.close().await;
    let moments = taken(&moments);
    for (place, moment) in moments.iter().enumerate() {
        for seed in 0..8 {
            if let Err(e) = cut_power(moment, seed).await { eprintln!("{place} {e}"); }
        }
    }
    eprintln!("{}", moments.len());
    for m in moments { eprintln!("{:?}", m.operation); }
}
