//! The task of one open board: the only place that decides and stores its events. Takes what waits
//! in its inbox, decides all proposals, stores their events as one batch, waits for the commit, and
//! only then tells anybody. Knows sessions by their outboxes, not their sockets.

use std::sync::Arc;

use squall_board::protocol::{CloseReason, Hello, Resume, ServerMessage, SessionId};
use squall_board::room::{Proposed, Room};
use squall_board::{Board, BoardCommand, BoardId, ClientId, RecordedEvent, Seq};
use squall_relay::{Audience, Decided};
use squall_store::{EventStore, load_board};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::hub::{Admission, BoardView, Hub, RoomMessage, Unavailable};
use crate::known_numbers::KnownNumbers;
use crate::outbox::Outbox;
use crate::packed::{PackedSnapshot, PackedSnapshots};
use crate::presence_pace::PresencePace;
use crate::snapshots::Snapshots;
use crate::{limits, telemetry};

/// The command numbers that every store can hold.
const NUMBERS: std::ops::RangeInclusive<u64> = 1..=i64::MAX as u64;

/// Loads the board and serves it until nobody has been there for a while.
pub(crate) async fn run(
    hub: Hub,
    board: BoardId,
    number: u64,
    mut inbox: mpsc::Receiver<RoomMessage>,
) {
    match load(&hub, board).await {
        Ok(room) => {
            let task = RoomTask::new(&hub, board, room);
            task.serve(&hub, number, &mut inbox).await;
        }
        Err(unavailable) => {
            hub.forget(board, number);
            refuse(&mut inbox, unavailable);
        }
    }
}

async fn load(hub: &Hub, board: BoardId) -> Result<Room, Unavailable> {
    let store = hub.shared_store();
    match load_board(&*store, board).await {
        Ok(Some(loaded)) => {
            tracing::debug!(board.id = %telemetry::short(board), seq = loaded.head.0, "Opened a board.");
            let epoch = squall_board::protocol::Epoch(store.epoch().0);
            Ok(Room::new(epoch, loaded.board, loaded.head, loaded.recent))
        }
        Ok(None) => Err(Unavailable::UnknownBoard),
        Err(error) => {
            let error = telemetry::chain(&error);
            tracing::error!(board.id = %telemetry::short(board), %error, "A board could not be read.");
            Err(Unavailable::StorageFailed)
        }
    }
}

/// Answers everybody who came before the board turned out not to be there.
fn refuse(inbox: &mut mpsc::Receiver<RoomMessage>, unavailable: Unavailable) {
    inbox.close();
    // An asker that is gone meanwhile needs no answer.
    while let Ok(message) = inbox.try_recv() {
        match message {
            RoomMessage::Join { reply, .. } => drop(reply.send(Err(unavailable))),
            RoomMessage::View { reply } => drop(reply.send(Err(unavailable))),
            RoomMessage::Snapshot { reply } => drop(reply.send(Err(unavailable))),
            RoomMessage::Propose { .. }
            | RoomMessage::Presence { .. }
            | RoomMessage::Look { .. }
            | RoomMessage::Leave { .. } => {}
        }
    }
}

/// The events could not be stored: the room holds more than the log and must be dropped.
#[derive(Debug)]
struct StorageFailed;

struct RoomTask {
    id: BoardId,
    store: Arc<dyn EventStore>,
    now_ms: fn() -> u64,
    room: Room,
    audience: Audience<Outbox>,
    numbers: KnownNumbers,
    decided: Vec<Decided>,
    presence: PresencePace,
    /// When sessions that are behind are given more.
    refill_at: Instant,
    snapshots: Snapshots,
    viewed: Option<(Seq, Arc<Board>)>,
    packed: PackedSnapshots,
}

impl RoomTask {
    fn new(hub: &Hub, id: BoardId, room: Room) -> Self {
        Self {
            id,
            store: hub.shared_store(),
            now_ms: hub.clock(),
            snapshots: Snapshots::new(id, hub.shared_store(), room.head()),
            presence: PresencePace::new(Instant::now()),
            refill_at: Instant::now(),
            audience: Audience::new(room.head()),
            room,
            numbers: KnownNumbers::default(),
            decided: Vec::new(),
            viewed: None,
            packed: PackedSnapshots::default(),
        }
    }

    async fn serve(mut self, hub: &Hub, number: u64, inbox: &mut mpsc::Receiver<RoomMessage>) {
        let mut batch = Vec::with_capacity(limits::BATCH_MAX);
        let mut idle_at = Instant::now() + hub.room_idle();
        let mut stopping = false;
        loop {
            let idle = self.audience.is_empty();
            let due_at = self.due_at();
            let wake_at = due_at.unwrap_or(idle_at);
            tokio::select! {
                biased;
                _ = inbox.recv_many(&mut batch, limits::BATCH_MAX) => {}
                () = hub.stopping().cancelled(), if !stopping => stopping = true,
                () = tokio::time::sleep_until(wake_at), if idle || due_at.is_some() => {}
            }
            let looked_only = batch.iter().all(|message| {
                matches!(message, RoomMessage::View { .. } | RoomMessage::Snapshot { .. })
            });
            let served = match self.take(&mut batch).await {
                Ok(()) => self.refill().await,
                Err(StorageFailed) => Err(StorageFailed),
            };
            if served.is_err() {
                hub.forget(self.id, number);
                self.close_all(CloseReason::StorageFailed);
                // Messages in the inbox come from sessions that were closed just now, or are asked
                // anew.
                return;
            }
            self.relay_presence();
            self.snapshots.save_in_background(&self.room);
            if !self.audience.is_empty() || !looked_only {
                idle_at = Instant::now() + hub.room_idle();
            }
            let over = stopping || Instant::now() >= idle_at;
            if over && self.audience.is_empty() && inbox.is_empty() {
                self.snapshots.save_last(&self.room).await;
                // Somebody may have come while the snapshot was being stored.
                if inbox.is_empty() {
                    break;
                }
            }
        }
        hub.forget(self.id, number);
        tracing::debug!(board.id = %telemetry::short(self.id), seq = self.room.head().0, "Closed a board.");
    }

    /// Deals with the messages in order. Whatever shows the board waits for the commit of what was
    /// decided before.
    async fn take(&mut self, batch: &mut Vec<RoomMessage>) -> Result<(), StorageFailed> {
        for message in batch.drain(..) {
            match message {
                RoomMessage::Propose { session, number, base_seq, command } => {
                    self.decide(session, number, base_seq, command).await?;
                }
                RoomMessage::Presence { session, change } => {
                    if self.room.change_presence(session, change) {
                        self.presence.wait();
                    }
                }
                RoomMessage::Look { session, area } => {
                    if self.audience.look(session, area) {
                        self.presence.wait();
                    }
                }
                RoomMessage::Join { hello, outbox, reply } => {
                    self.commit().await?;
                    let admission = self.join(hello, outbox).await;
                    if let Err(Ok(orphan)) = reply.send(admission) {
                        self.leave(orphan.session, None);
                    }
                }
                RoomMessage::Leave { session, reason } => {
                    self.commit().await?;
                    self.leave(session, reason);
                }
                RoomMessage::View { reply } => {
                    self.commit().await?;
                    // Whoever asked may be gone.
                    drop(reply.send(Ok(self.view())));
                }
                RoomMessage::Snapshot { reply } => {
                    self.commit().await?;
                    drop(reply.send(Ok(self.packed_snapshot())));
                }
            }
        }
        self.commit().await
    }

    async fn decide(
        &mut self,
        session: SessionId,
        number: u64,
        base_seq: Seq,
        command: BoardCommand,
    ) -> Result<(), StorageFailed> {
        // A session that was closed may have asked before it noticed.
        let Some(client) = self.audience.client(session) else { return Ok(()) };
        if !NUMBERS.contains(&number) {
            return self.dismiss(session, CloseReason::OutOfOrder).await;
        }
        if !self.numbers.contain(client, number)
            && let Some(seq) = self.look_up(client, number).await?
        {
            let message = ServerMessage::AlreadyRecorded { number, seq };
            self.decided.push(Decided::Answer { session, message });
            return Ok(());
        }
        let proposed = self.room.propose(session, number, base_seq, command, (self.now_ms)());
        self.decided.push(match proposed {
            Ok(Proposed::Recorded(event)) => {
                self.numbers.remembered(client, number);
                Decided::Event { session, event }
            }
            Ok(Proposed::Repeated { seq }) => {
                Decided::Answer { session, message: ServerMessage::AlreadyRecorded { number, seq } }
            }
            Ok(Proposed::Rejected(rejection)) => {
                Decided::Answer { session, message: ServerMessage::Rejected { number, rejection } }
            }
            Err(reason) => return self.dismiss(session, reason).await,
        });
        Ok(())
    }

    /// Where the log holds this command; `None` if it was never recorded. A healthy replica comes
    /// here with its first command, and when an old one was refused with
    /// [`BaseTooOld`](squall_board::Rejection::BaseTooOld) and comes again after many others.
    async fn look_up(
        &mut self,
        client: ClientId,
        number: u64,
    ) -> Result<Option<Seq>, StorageFailed> {
        // What was decided just now belongs to the log.
        self.commit().await?;
        let recorded = self.store.recorded_commands(self.id, client, number).await;
        let recorded = recorded.map_err(|error| self.report("looked up", &error))?;
        if recorded.is_empty() && self.audience.has_member_of(client) {
            self.numbers.complete_from(client, number);
        }
        Ok(recorded.first().filter(|first| first.0 == number).map(|(_, seq)| *seq))
    }

    /// Closes a session that breaks the protocol, after everything that it had asked before.
    async fn dismiss(
        &mut self,
        session: SessionId,
        reason: CloseReason,
    ) -> Result<(), StorageFailed> {
        self.commit().await?;
        self.leave(session, Some(reason));
        Ok(())
    }

    /// Stores what was decided, and tells it when it is durable.
    async fn commit(&mut self) -> Result<(), StorageFailed> {
        let decided = std::mem::take(&mut self.decided);
        let events = decided.iter().filter_map(|decided| match decided {
            Decided::Event { event, .. } => Some(event.clone()),
            Decided::Answer { .. } => None,
        });
        let events: Vec<RecordedEvent> = events.collect();
        if let Some(first) = events.first() {
            let expected = Seq(first.seq.0 - 1);
            let appended = self.store.append(self.id, expected, events).await;
            appended.map_err(|error| self.report("stored", &error))?;
        }
        let bytes = self.audience.tell(decided, &self.room);
        self.packed.recorded(bytes);
        Ok(())
    }

    /// Gives more to sessions that are behind and can take it: from the room's memory, else the log.
    async fn refill(&mut self) -> Result<(), StorageFailed> {
        if self.refill_at > Instant::now() {
            return Ok(());
        }
        for (session, told) in self.audience.hungry() {
            let events = match self.room.recent_after(told, limits::REFILL_EVENTS) {
                Some(events) => events,
                None => {
                    let read = self.store.read(self.id, told, limits::REFILL_EVENTS).await;
                    read.map_err(|error| self.report("read", &error))?
                }
            };
            self.audience.refill(session, &events, &self.room);
        }
        self.refill_at = Instant::now() + limits::REFILL_EVERY;
        Ok(())
    }

    /// When something is due that nobody asks for; `None` if nothing is.
    fn due_at(&self) -> Option<Instant> {
        let refill_at = self.audience.is_one_behind().then_some(self.refill_at);
        [self.presence.due_at(), refill_at].into_iter().flatten().min()
    }

    async fn join(&mut self, hello: Hello, outbox: Outbox) -> Result<Admission, Unavailable> {
        let recorded = match hello.first_pending {
            Some(from) => self.store.recorded_commands(self.id, hello.client(), from).await,
            None => Ok(Vec::new()),
        };
        let recorded = recorded.map_err(|error| {
            self.report("looked up", &error);
            Unavailable::StorageFailed
        })?;
        let client = hello.client();
        let (from, newest) = (hello.first_pending, recorded.last().map_or(0, |last| last.0));
        // A longer answer is cut off; then each command is looked up when it comes.
        let is_complete = recorded.len() < squall_board::limits::ANSWERS_PER_CLIENT_MAX;
        let joined = self.room.join(hello, recorded).map_err(|_| Unavailable::Full)?;
        self.numbers.remembered(client, newest);
        if let Some(from) = from.filter(|_| is_complete) {
            self.numbers.complete_from(client, from);
        }
        let session = joined.session;
        let resume = self.audience.admit(client, outbox, joined, &self.room);
        if resume == Resume::Snapshot {
            self.leave_room(session, client);
        }
        Ok(Admission { session, resume })
    }

    fn leave(&mut self, session: SessionId, reason: Option<CloseReason>) {
        let Some(client) = self.audience.client(session) else { return };
        let outbox = self.audience.leave(session);
        if let (Some(outbox), Some(reason)) = (outbox, reason) {
            outbox.close(reason);
        }
        self.leave_room(session, client);
        if reason != Some(CloseReason::Stopping) {
            self.audience.tell_of(session, &self.room);
        }
    }

    /// Forgets a session that is no member, or no longer.
    fn leave_room(&mut self, session: SessionId, client: ClientId) {
        self.room.leave(session);
        if !self.audience.has_member_of(client) {
            self.numbers.forget(client);
        }
    }

    fn packed_snapshot(&mut self) -> Arc<PackedSnapshot> {
        let mut packed = std::mem::take(&mut self.packed);
        let snapshot = packed.current(self.room.head(), || self.view());
        self.packed = packed;
        snapshot
    }

    fn view(&mut self) -> BoardView {
        let seq = self.room.head();
        let board = match self.viewed.take() {
            Some((viewed_seq, board)) if viewed_seq == seq => board,
            Some(_) | None => Arc::new(self.room.board().clone()),
        };
        self.viewed = Some((seq, Arc::clone(&board)));
        BoardView { epoch: self.room.epoch(), seq, board }
    }

    fn relay_presence(&mut self) {
        let now = Instant::now();
        if self.presence.due_at().is_some_and(|due_at| due_at <= now) {
            let changes = self.room.take_presence();
            let relayed = self.audience.relay_presence(changes, &self.room);
            self.presence.relayed(relayed, now);
        }
    }

    fn close_all(&mut self, reason: CloseReason) {
        for outbox in self.audience.leave_all() {
            outbox.close(reason);
        }
    }

    fn report(&self, what: &str, error: &dyn std::error::Error) -> StorageFailed {
        let error = telemetry::chain(error);
        let seq = self.room.head().0;
        tracing::error!(board.id = %telemetry::short(self.id), seq, %error, "An edit could not be {what}.");
        StorageFailed
    }
}
