//! A store on a disk that forgets, keeping what [`EventStore`] promises: an append returns after it
//! was synced, whole or not at all. Its caller decides when the disk syncs. Holds one board.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use squall_board::limits::ANSWERS_PER_CLIENT_MAX;
use squall_board::{BoardId, ClientId, RecordedEvent, Seq, Snapshot};
use squall_store::{
    AppendError, BoardRecord, Epoch, EventStore, ExportId, ExportRecord, NewExport, StoreError,
};

use crate::disk::Disk;
use crate::log::{self, End, Entry};

/// The only board.
pub(crate) const BOARD: BoardId = BoardId::from_u128(1);

/// A store on a simulated disk.
#[derive(Debug)]
pub(crate) struct SimulatedStore {
    epoch: Epoch,
    content: Mutex<Content>,
}

#[derive(Debug)]
struct Content {
    disk: Disk,
    end: End,
    log: Vec<RecordedEvent>,
    snapshot: Option<Snapshot>,
    writing: Option<Writing>,
}

/// The append that is on its way to the disk.
#[derive(Debug)]
struct Writing {
    events: Vec<RecordedEvent>,
    end: End,
    outcome: Option<Result<(), StoreError>>,
}

impl SimulatedStore {
    /// A new file with a history of its own and these events.
    pub(crate) fn create(epoch: u64, log: Vec<RecordedEvent>) -> Self {
        let mut disk = Disk::default();
        let (frame, mut end) = log::frame(&Entry::Begin { epoch }, End::default());
        disk.write(0, &frame);
        if !log.is_empty() {
            let (frame, after) = log::frame(&Entry::Events(log), end);
            disk.write(end.at, &frame);
            end = after;
        }
        debug_assert_eq!(end.at, disk.seen().len());
        Self::open(disk, None)
    }

    /// Opens what a crash or a power cut has left. What is found is synced before it is shown:
    /// else a power cut could take back what people have seen.
    pub(crate) fn open(mut disk: Disk, snapshot: Option<Snapshot>) -> Self {
        disk.sync();
        let (begin, mut end) = log::read(disk.seen(), End::default()).expect("the file begins");
        let Entry::Begin { epoch } = begin else { panic!("a file begins with its epoch") };
        let mut log = Vec::new();
        while let Some((entry, after)) = log::read(disk.seen(), end) {
            let Entry::Events(events) = entry else { panic!("a file begins once") };
            log.extend(events);
            end = after;
        }
        let content = Content { disk, end, log, snapshot, writing: None };
        Self { epoch: Epoch(epoch), content: Mutex::new(content) }
    }

    /// The disk and the snapshot that the store would leave if its process died now.
    pub(crate) fn remains(&self) -> (Disk, Option<Snapshot>) {
        let content = self.content();
        (content.disk.clone(), content.snapshot.clone())
    }

    /// The disk syncs; the append that waits for it returns when it is polled again.
    pub(crate) fn sync(&self) {
        let mut content = self.content();
        content.disk.sync();
        let Content { writing: Some(writing), log, end, .. } = &mut *content else { return };
        log.append(&mut writing.events);
        *end = writing.end;
        writing.outcome = Some(Ok(()));
    }

    /// The disk is full. What was written of the append is still in the file, behind its end.
    pub(crate) fn fail(&self) {
        if let Some(writing) = &mut self.content().writing {
            writing.outcome = Some(Err(StoreError::DiskFull));
        }
    }

    /// Looks at what would certainly be left after a power cut.
    pub(crate) fn with_durable<T>(&self, look: impl FnOnce(&[u8]) -> T) -> T {
        look(self.content().disk.durable())
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, board: BoardId) -> Option<MutexGuard<'_, Content>> {
        (board == BOARD).then(|| self.content())
    }
}

/// The value of a future that waits for nothing.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the simulated store answers at once"),
    }
}

#[async_trait]
impl EventStore for SimulatedStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    async fn create_board(&self, _id: BoardId, _created_at_ms: u64) -> Result<(), StoreError> {
        Err(StoreError::BoardExists)
    }

    async fn board(&self, id: BoardId) -> Result<Option<BoardRecord>, StoreError> {
        let head = self.of(id).map(|content| content.head());
        Ok(head.map(|head| BoardRecord { id, created_at_ms: 0, head }))
    }

    async fn append(
        &self,
        board: BoardId,
        expected: Seq,
        events: Vec<RecordedEvent>,
    ) -> Result<(), AppendError> {
        {
            let mut content = self.of(board).ok_or(AppendError::UnknownBoard)?;
            assert!(content.writing.is_none(), "a room waits for its append");
            content.check(expected, &events)?;
            let (frame, end) = log::frame(&Entry::Events(events.clone()), content.end);
            let at = content.end.at;
            content.disk.write(at, &frame);
            content.writing = Some(Writing { events, end, outcome: None });
        }
        poll_fn(|_| {
            let mut content = self.content();
            let outcome = content.writing.as_mut().and_then(|writing| writing.outcome.take());
            match outcome {
                Some(outcome) => {
                    content.writing = None;
                    Poll::Ready(outcome)
                }
                None => Poll::Pending,
            }
        })
        .await?;
        Ok(())
    }

    async fn read(
        &self,
        board: BoardId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let Some(content) = self.of(board) else { return Ok(vec![]) };
        let start = content.log.partition_point(|event| event.seq <= after);
        Ok(content.log[start..].iter().take(limit).cloned().collect())
    }

    async fn recorded_commands(
        &self,
        board: BoardId,
        client: ClientId,
        from_number: u64,
    ) -> Result<Vec<(u64, Seq)>, StoreError> {
        let Some(content) = self.of(board) else { return Ok(vec![]) };
        let own = content.log.iter().filter(|event| event.command_id.client == client);
        let own = own.map(|event| (event.command_id.number, event.seq));
        let mut commands: Vec<_> = own.filter(|(number, _)| *number >= from_number).collect();
        commands.sort_unstable();
        commands.truncate(ANSWERS_PER_CLIENT_MAX);
        Ok(commands)
    }

    async fn save_snapshot(&self, board: BoardId, snapshot: &Snapshot) -> Result<(), StoreError> {
        let mut content = self.of(board).ok_or(StoreError::UnknownBoard)?;
        let head = content.head();
        if snapshot.seq > head {
            return Err(StoreError::AheadOfLog { head });
        }
        content.snapshot = Some(snapshot.clone());
        Ok(())
    }

    async fn latest_snapshot(&self, board: BoardId) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.of(board).and_then(|content| content.snapshot.clone()))
    }

    async fn save_export(&self, _export: NewExport) -> Result<ExportRecord, StoreError> {
        Err(StoreError::ReadOnly)
    }

    async fn exports(&self, _board: BoardId) -> Result<Vec<ExportRecord>, StoreError> {
        Ok(vec![])
    }

    async fn export_content(
        &self,
        _board: BoardId,
        _id: ExportId,
    ) -> Result<Option<(ExportRecord, Vec<u8>)>, StoreError> {
        Ok(None)
    }

    async fn close(&self) {}
}

impl Content {
    fn head(&self) -> Seq {
        self.log.last().map_or(Seq::ZERO, |event| event.seq)
    }

    /// Refuses what the contract refuses, in its order.
    fn check(&self, expected: Seq, events: &[RecordedEvent]) -> Result<(), AppendError> {
        let is_repeated = |stored: &&RecordedEvent| {
            events.iter().any(|event| event.command_id == stored.command_id)
        };
        if let Some(first) = self.log.iter().find(is_repeated) {
            let (command_id, seq) = (first.command_id, first.seq);
            return Err(AppendError::Repeated { command_id, seq });
        }
        let head = self.head();
        if head == expected { Ok(()) } else { Err(AppendError::WrongExpectedSeq { head }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use squall_board::{BoardEvent, CommandId, ParticipantId};

    fn event(seq: u64) -> RecordedEvent {
        RecordedEvent {
            seq: Seq(seq),
            command_id: CommandId { client: ClientId::from_u128(1), number: seq },
            participant: ParticipantId::from_u128(1),
            recorded_at_ms: 0,
            event: BoardEvent::BoardRetitled { title: seq.to_string() },
        }
    }

    fn log(store: &SimulatedStore) -> Vec<RecordedEvent> {
        now(store.read(BOARD, Seq::ZERO, usize::MAX)).unwrap()
    }

    /// Writes two events after a first one and does not sync them.
    fn with_an_append_on_its_way() -> SimulatedStore {
        let store = SimulatedStore::create(1, vec![event(1)]);
        {
            let mut append = pin!(store.append(BOARD, Seq(1), vec![event(2), event(3)]));
            let mut context = Context::from_waker(Waker::noop());
            assert!(append.as_mut().poll(&mut context).is_pending());
            assert_eq!(log(&store).len(), 1);
        }
        store
    }

    #[test]
    fn a_crash_of_the_process_keeps_what_was_written() {
        let (disk, snapshot) = with_an_append_on_its_way().remains();
        assert_eq!(log(&SimulatedStore::open(disk, snapshot)).len(), 3);
    }

    #[test]
    fn a_power_cut_keeps_an_append_whole_or_not_at_all() {
        let mut lengths = [0; 4];
        for seed in 0..200 {
            let (mut disk, snapshot) = with_an_append_on_its_way().remains();
            disk.cut_power(&mut Random::new(seed));
            lengths[log(&SimulatedStore::open(disk, snapshot)).len()] += 1;
        }
        assert!(lengths[1] > 0 && lengths[3] > 0, "{lengths:?}");
        assert_eq!(lengths[0] + lengths[2], 0);
    }

    #[test]
    fn an_append_that_failed_may_turn_up_after_a_crash_unless_another_came_over_it() {
        let store = with_an_append_on_its_way();
        store.fail();
        assert_eq!(log(&store).len(), 1);
        let (disk, _) = store.remains();
        assert_eq!(log(&SimulatedStore::open(disk.clone(), None)).len(), 3);
        let mut over = disk;
        let (frame, end) = log::frame(&Entry::Begin { epoch: 1 }, End::default());
        let (first, end) = log::frame(&Entry::Events(vec![event(1)]), end);
        let (other, _) = log::frame(&Entry::Events(vec![event(2)]), end);
        over.write(frame.len() + first.len(), &other);
        assert_eq!(log(&SimulatedStore::open(over, None)).len(), 2);
    }
}
