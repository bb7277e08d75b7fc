//! One life of a store on a disk that forgets: what it is asked, what it promises, and the moments in
//! which the power might fail.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use squall_board::{BoardEvent, BoardId, RecordedEvent, Seq, Snapshot};
use squall_disk::{Contents, Disk, Operation, OperationKind, Random};
use squall_store::{Epoch, EventStore, SqliteStore, WriteCounts, load_board};
use tokio::task::JoinSet;

use crate::support;

const BOARDS: u128 = 6;

/// What somebody was told about the database, so that it must never be lost.
#[derive(Debug, Clone, Default)]
pub(crate) struct Promises {
    pub(crate) epoch: Option<Epoch>,
    pub(crate) boards: BTreeMap<BoardId, Promise>,
}

/// What somebody was told about one board.
#[derive(Debug, Clone, Default)]
pub(crate) struct Promise {
    /// The board exists, up to this event: acknowledged to its author, or read by somebody.
    pub(crate) head: Option<Seq>,
    /// The last event that the store was ever asked to append.
    pub(crate) asked: Seq,
}

/// A moment in which the power might fail.
#[derive(Debug)]
pub(crate) struct Moment {
    pub(crate) contents: Contents,
    /// All that was promised before.
    pub(crate) promises: Promises,
    pub(crate) operation: Operation,
}

impl Moment {
    /// Whether the write-ahead log was being moved into the database, or it was made.
    pub(crate) fn is_in_database(&self) -> bool {
        !self.operation.file.ends_with("-wal")
    }
}

/// What all appending tasks and the disk's watcher share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<Promises>>);

impl Shared {
    pub(crate) fn of(promises: Promises) -> Self {
        Self(Arc::new(Mutex::new(promises)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Promises> {
        self.0.lock().unwrap()
    }

    fn promise(&self, board: BoardId, head: Seq) {
        let mut promises = self.lock();
        let promise = promises.boards.entry(board).or_default();
        promise.head = promise.head.max(Some(head));
    }

    fn ask(&self, board: BoardId, last: Seq) {
        self.lock().boards.entry(board).or_default().asked = last;
    }

    /// Takes moments of the disk from now on: of writes to the log and of creations one in `log`, of
    /// everything else one in `database`, each class up to `most`.
    pub(crate) fn take_moments(
        &self,
        disk: &Disk,
        mut random: Random,
        (log, database): (usize, usize),
        most: usize,
    ) -> Arc<Mutex<Vec<Moment>>> {
        let moments = Arc::<Mutex<Vec<Moment>>>::default();
        let (taken, shared) = (Arc::clone(&moments), self.clone());
        let mut left = [most; 2];
        disk.watch(move |operation, contents| {
            let is_log = operation.file.ends_with("-wal");
            // A sync is where promises come from: its moments are the interesting ones.
            let rarely = if operation.kind == OperationKind::Sync { 4 } else { 1 };
            let one_in = (if is_log { log } else { database } / rarely).max(1);
            if left[usize::from(is_log)] > 0 && random.below(one_in) == 0 {
                left[usize::from(is_log)] -= 1;
                // The disk waits, so whatever was acknowledged was acknowledged for its contents.
                let promises = shared.lock().clone();
                let (contents, operation) = (contents.clone(), operation.clone());
                taken.lock().unwrap().push(Moment { contents, promises, operation });
            }
        });
        moments
    }
}

/// The event at this place of the board: the same whenever it is asked for.
pub(crate) fn event(board: BoardId, seq: u64) -> RecordedEvent {
    let mut event = support::event(seq);
    let words = "remembered ".repeat((seq % 17) as usize);
    event.event = BoardEvent::BoardRetitled { title: format!("{words}{board:?} {seq}") };
    event
}

/// Opens the store, which promises its epoch.
pub(crate) async fn open(file: &Path, shared: &Shared) -> SqliteStore {
    let store = SqliteStore::open(file).await.unwrap();
    shared.lock().epoch = Some(store.epoch());
    store
}

/// Reads everything, which promises it: what was seen must not go away.
pub(crate) async fn see(store: &SqliteStore, shared: &Shared) {
    for number in 1..=BOARDS {
        let board = BoardId::from_u128(number);
        if let Some(record) = store.board(board).await.unwrap() {
            shared.promise(board, record.head);
        }
    }
}

/// Several boards append at the same time, each this often, and then the store is closed or not.
pub(crate) async fn work(
    store: SqliteStore,
    shared: &Shared,
    random: &mut Random,
    rounds: usize,
    closes: bool,
) -> WriteCounts {
    let store = Arc::new(store);
    let mut boards = JoinSet::new();
    for number in 1..=BOARDS {
        let random = Random::new(random.below(usize::MAX) as u64);
        let (store, shared) = (Arc::clone(&store), shared.clone());
        boards.spawn(append(store, shared, BoardId::from_u128(number), random, rounds));
    }
    while let Some(done) = boards.join_next().await {
        done.unwrap();
    }
    let counts = store.write_counts();
    if closes {
        store.close().await;
    }
    counts
}

async fn append(
    store: Arc<SqliteStore>,
    shared: Shared,
    board: BoardId,
    mut random: Random,
    rounds: usize,
) {
    let mut head = match store.board(board).await.unwrap() {
        Some(record) => record.head,
        None => {
            shared.ask(board, Seq(0));
            store.create_board(board, 1).await.unwrap();
            Seq(0)
        }
    };
    shared.promise(board, head);
    for _ in 0..rounds {
        let last = Seq(head.0 + [1, 7, 64][random.below(3)]);
        shared.ask(board, last);
        let events = (head.0 + 1..=last.0).map(|seq| event(board, seq)).collect();
        store.append(board, head, events).await.unwrap();
        shared.promise(board, last);
        head = last;
        match random.below(12) {
            0 => {
                let loaded = load_board(&*store, board).await.unwrap().unwrap();
                let snapshot = Snapshot::of(&loaded.board, loaded.head);
                store.save_snapshot(board, &snapshot).await.unwrap();
            }
            1 | 2 => {
                let other = BoardId::from_u128(1 + random.below(BOARDS as usize) as u128);
                if let Some(record) = store.board(other).await.unwrap() {
                    shared.promise(other, record.head);
                }
            }
            _ => {}
        }
    }
}
