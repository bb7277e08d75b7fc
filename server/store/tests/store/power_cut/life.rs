//! One life of a store on a disk that forgets: what it is asked, what it promises, and the moments in
//! which the power might fail.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use squall_board::{BoardEvent, BoardId, RecordedEvent, Seq, Snapshot};
use squall_disk::{Contents, Disk, Operation, OperationKind, Random};
use squall_store::{
    AppendError, Epoch, EventStore, SqliteStore, StoreError, WriteCounts, load_board,
};
use tokio::task::JoinSet;

use crate::support;

const BOARDS: u128 = 6;
/// Few, so that checkpoints fall among the commits.
const CHECKPOINT_PAGES: u64 = 100;

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
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) contents: Contents,
    /// All that was promised before.
    pub(crate) promises: Promises,
    /// In the middle of what.
    pub(crate) during: Option<Operation>,
}

/// The moments to come: for each kind of operation some, of which every one is as likely as the others.
#[derive(Debug, Default)]
pub(crate) struct Moments {
    of_kind: [Vec<Moment>; 4],
    seen: [usize; 4],
}

impl Moments {
    /// The moments of all kinds, taken out.
    pub(crate) fn take(moments: &Mutex<Self>) -> Vec<Moment> {
        let Self { of_kind, .. } = std::mem::take(&mut *moments.lock().unwrap());
        of_kind.into_iter().flatten().collect()
    }
}

impl Moment {
    /// Whether SQLite was writing to the database itself, as it does to move the log into it.
    pub(crate) fn is_in_checkpoint(&self) -> bool {
        self.is_in("squall.db", OperationKind::Write)
    }

    /// Whether a transaction was being written to the log.
    pub(crate) fn is_in_commit(&self) -> bool {
        self.is_in("squall.db-wal", OperationKind::Write)
    }

    fn is_in(&self, file: &str, kind: OperationKind) -> bool {
        self.during.as_ref().is_some_and(|during| during.file == file && during.kind == kind)
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
        let mut promises = self.lock();
        let promise = promises.boards.entry(board).or_default();
        promise.asked = promise.asked.max(last);
    }

    /// Takes moments of the disk from now on, at most so many of each kind: writes to the log, the rest
    /// of the log's, writes to the database, and the rest.
    pub(crate) fn take_moments(
        &self,
        disk: &Disk,
        mut random: Random,
        most: usize,
    ) -> Arc<Mutex<Moments>> {
        let moments = Arc::<Mutex<Moments>>::default();
        let (taken, shared) = (Arc::clone(&moments), self.clone());
        disk.watch(move |operation, contents| {
            let is_log = operation.file.ends_with("-wal");
            let kind =
                2 * usize::from(is_log) + usize::from(operation.kind == OperationKind::Write);
            let Moments { of_kind, seen } = &mut *taken.lock().unwrap();
            seen[kind] += 1;
            let place = random.below(seen[kind]);
            if of_kind[kind].len() < most || place < most {
                // The disk waits, so whatever was acknowledged was acknowledged for its contents.
                let moment = shared.moment(contents.clone(), Some(operation.clone()));
                if of_kind[kind].len() < most {
                    of_kind[kind].push(moment);
                } else {
                    of_kind[kind][place] = moment;
                }
            }
        });
        moments
    }

    /// The moment in which the disk holds this.
    pub(crate) fn moment(&self, contents: Contents, during: Option<Operation>) -> Moment {
        Moment { contents, promises: self.lock().clone(), during }
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
pub(crate) async fn open(file: &Path, shared: &Shared) -> Arc<SqliteStore> {
    let store = SqliteStore::open_with(file, CHECKPOINT_PAGES).await.unwrap();
    let before = shared.lock().epoch.replace(store.epoch());
    assert!(before.is_none_or(|before| before == store.epoch()), "another epoch");
    Arc::new(store)
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

/// Several boards append at the same time, each at least so many events.
pub(crate) async fn work(
    store: &Arc<SqliteStore>,
    shared: &Shared,
    random: &mut Random,
    events: u64,
) -> WriteCounts {
    let mut boards = JoinSet::new();
    for number in 1..=BOARDS {
        let random = Random::new(random.below(usize::MAX) as u64);
        let (store, shared) = (Arc::clone(store), shared.clone());
        boards.spawn(append(store, shared, BoardId::from_u128(number), random, events));
    }
    while let Some(done) = boards.join_next().await {
        done.unwrap();
    }
    store.write_counts()
}

async fn append(
    store: Arc<SqliteStore>,
    shared: Shared,
    board: BoardId,
    mut random: Random,
    events: u64,
) {
    let mut head = match store.board(board).await.unwrap() {
        Some(record) => record.head,
        None => {
            shared.ask(board, Seq(0));
            while let Err(error) = store.create_board(board, 1).await {
                assert!(matches!(error, StoreError::Database(_)), "{error}");
            }
            Seq(0)
        }
    };
    shared.promise(board, head);
    let end = Seq(head.0 + events);
    while head < end {
        let last = Seq(head.0 + [1, 7, 64][random.below(3)]);
        shared.ask(board, last);
        let events = (head.0 + 1..=last.0).map(|seq| event(board, seq)).collect();
        match store.append(board, head, events).await {
            Ok(()) => head = last,
            // The disk has failed, and nothing of it is to be seen: somebody tries again.
            Err(AppendError::Store(StoreError::Database(_))) => {
                let record = store.board(board).await.unwrap();
                assert!(record.is_some_and(|record| record.head == head), "{board:?}");
            }
            Err(error) => panic!("{error}"),
        }
        shared.promise(board, head);
        match random.below(12) {
            0 => {
                let loaded = load_board(&*store, board).await.unwrap().unwrap();
                let snapshot = Snapshot::of(&loaded.board, loaded.head);
                match store.save_snapshot(board, &snapshot).await {
                    Ok(()) | Err(StoreError::Database(_)) => {}
                    Err(error) => panic!("{error}"),
                }
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
