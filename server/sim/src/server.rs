//! The server of a simulation: a room, a store, those who are told, and what the task between them
//! does. It decides what has come, appends it as one batch, and tells it only after the disk has synced.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use squall_board::limits::ANSWERS_PER_CLIENT_MAX;
use squall_board::protocol::{self, ClientMessage, Epoch, Hello, Resume, ServerMessage, SessionId};
use squall_board::room::{Proposed, Room};
use squall_board::{BoardCommand, ClientId, Seq, Snapshot};
use squall_relay::{Audience, Decided};
use squall_store::{AppendError, EventStore, load_board};

use crate::history::History;
use crate::line::{Journal, Line, Socket};
use crate::random::Random;
use crate::store::{BOARD, SimulatedStore, now};

/// A message of a client as bytes.
pub(crate) type Frame = Rc<[u8]>;

/// Most events that somebody who is behind is given at a time.
const REFILL_EVENTS_MAX: usize = 12;

pub(crate) struct Server {
    store: Arc<SimulatedStore>,
    pub(crate) room: Room,
    audience: Audience<Line>,
    decided: Vec<Decided>,
    appending: Option<Appending>,
    sessions: BTreeMap<Socket, SessionId>,
    /// From which number on the log was asked for a replica's commands.
    asked_from: BTreeMap<ClientId, u64>,
    pub(crate) history: History,
    /// What has gone out and was not checked yet.
    pub(crate) journal: Journal,
}

struct Appending {
    append: Pin<Box<dyn Future<Output = Result<(), AppendError>>>>,
    decided: Vec<Decided>,
}

/// The disk was full; everything that is not in the log is forgotten and all sockets are closed.
#[derive(Debug)]
pub(crate) struct StorageFailed;

impl Server {
    pub(crate) fn new() -> Self {
        let store = Arc::new(SimulatedStore::create(1, vec![]));
        let history = store.with_durable(History::read);
        let room = load(&store, usize::MAX);
        let audience = Audience::new(room.head());
        let (decided, appending, journal) = (vec![], None, Journal::default());
        let (sessions, asked_from) = (BTreeMap::new(), BTreeMap::new());
        Self { store, room, audience, decided, appending, sessions, asked_from, history, journal }
    }

    /// Whether it waits for the disk and reads nothing.
    pub(crate) fn is_waiting(&self) -> bool {
        self.appending.is_some()
    }

    /// The snapshot that is fetched over HTTP.
    pub(crate) fn snapshot(&mut self) -> (Snapshot, Epoch) {
        self.finish();
        let head = self.room.head();
        assert!(head <= self.history.head(), "a snapshot shows what is not synced");
        (Snapshot::of(self.room.board(), head), self.room.epoch())
    }

    pub(crate) fn receive(&mut self, line: &Line, frame: &[u8], random: &mut Random) {
        let message = protocol::decode(frame).expect("a replica's frame can be read");
        if let ClientMessage::Hello(hello) = message {
            return self.join(line, hello, random);
        }
        let Some(session) = self.sessions.get(&line.socket).copied() else { return };
        match message {
            ClientMessage::Propose { number, base_seq, command } => {
                line.proposal_came();
                self.decide(session, number, base_seq, command);
            }
            ClientMessage::Presence(change) => {
                assert!(change.is_presentable(), "presence that cannot be shown is sent");
                self.room.change_presence(session, change);
            }
            ClientMessage::Look(area) => {
                self.audience.look(session, area);
            }
            ClientMessage::Ping | ClientMessage::Hello(_) => {}
        }
    }

    fn decide(&mut self, session: SessionId, number: u64, base_seq: Seq, command: BoardCommand) {
        let client = self.audience.client(session).expect("who has a session is told");
        let was_asked = self.asked_from.get(&client).is_some_and(|from| *from <= number);
        if !was_asked && let Some(seq) = self.look_up(client, number) {
            let message = ServerMessage::AlreadyRecorded { number, seq };
            self.decided.push(Decided::Answer { session, message });
            return;
        }
        let proposed = self.room.propose(session, number, base_seq, command, 0);
        let message = match proposed.expect("no replica proposes out of order") {
            Proposed::Recorded(event) => {
                return self.decided.push(Decided::Event { session, event });
            }
            Proposed::Repeated { seq } => ServerMessage::AlreadyRecorded { number, seq },
            Proposed::Rejected(rejection) => ServerMessage::Rejected { number, rejection },
        };
        self.decided.push(Decided::Answer { session, message });
    }

    /// Where the log holds a command from before the numbers that were asked for on joining.
    fn look_up(&mut self, client: ClientId, number: u64) -> Option<Seq> {
        self.finish();
        let recorded = now(self.store.recorded_commands(BOARD, client, number));
        let recorded = recorded.expect("the simulated store can be read");
        if recorded.is_empty() {
            let from = self.asked_from.entry(client).or_insert(number);
            *from = number.min(*from);
        }
        recorded.first().filter(|first| first.0 == number).map(|first| first.1)
    }

    fn join(&mut self, line: &Line, hello: Hello, random: &mut Random) {
        self.finish();
        let (client, from) = (hello.client(), hello.first_pending);
        let recorded = from.map_or(vec![], |from| {
            now(self.store.recorded_commands(BOARD, client, from))
                .expect("the simulated store can be read")
        });
        let is_complete = recorded.len() < ANSWERS_PER_CLIENT_MAX;
        let mut joined = self.room.join(hello, recorded).expect("there is room");
        let session = joined.session;
        // A server prefers a snapshot to a long tail.
        if random.once_in(8) {
            joined.resume = Resume::Snapshot;
        }
        let resume = self.audience.admit(client, line.clone(), joined, &self.room);
        if resume == Resume::Snapshot {
            self.leave_room(session, client);
        } else {
            if let Some(from) = from.filter(|_| is_complete) {
                let asked = self.asked_from.entry(client).or_insert(from);
                *asked = from.min(*asked);
            }
            self.sessions.insert(line.socket, session);
        }
        self.check_sent();
    }

    /// The socket is closed.
    pub(crate) fn leave(&mut self, socket: Socket) {
        let Some(session) = self.sessions.remove(&socket) else { return };
        let client = self.audience.client(session).expect("who has a session is told");
        self.audience.leave(session);
        self.leave_room(session, client);
        self.audience.tell_of(session, &self.room);
        self.check_sent();
    }

    fn leave_room(&mut self, session: SessionId, client: ClientId) {
        self.room.leave(session);
        if !self.audience.has_member_of(client) {
            self.asked_from.remove(&client);
        }
    }

    /// Gives more to those who are behind and can take it.
    pub(crate) fn refill(&mut self, random: &mut Random) {
        for (session, told) in self.audience.hungry() {
            let count = 1 + random.below(REFILL_EVENTS_MAX);
            let events = self.room.recent_after(told, count);
            let events = events.unwrap_or_else(|| {
                let read = now(self.store.read(BOARD, told, count));
                read.expect("the simulated store can be read")
            });
            self.audience.refill(session, &events, &self.room);
        }
        self.check_sent();
    }

    /// Relays what people show. Tells whether somebody was left out.
    pub(crate) fn relay_presence(&mut self) -> bool {
        let changes = self.room.take_presence();
        let relayed = self.audience.relay_presence(changes, &self.room);
        self.check_sent();
        relayed.is_one_left_out
    }

    /// Whether somebody has not been given all that was told.
    pub(crate) fn is_one_behind(&self) -> bool {
        self.audience.is_one_behind()
    }

    /// Hands what was decided to the store, which writes it and waits for the disk.
    pub(crate) fn append(&mut self) {
        if self.is_waiting() {
            return;
        }
        let decided = std::mem::take(&mut self.decided);
        let events = decided.iter().filter_map(|decided| match decided {
            Decided::Event { event, .. } => Some(event.clone()),
            Decided::Answer { .. } => None,
        });
        let events: Vec<_> = events.collect();
        let Some(first) = events.first() else { return self.tell(decided) };
        let expected = Seq(first.seq.0 - 1);
        let store = Arc::clone(&self.store);
        let append = Box::pin(async move { store.append(BOARD, expected, events).await });
        let mut appending = Appending { append, decided };
        assert!(poll(&mut appending).is_none(), "an append returned before the disk has synced");
        self.appending = Some(appending);
    }

    /// The disk syncs, and the append that waits for it returns.
    pub(crate) fn sync(&mut self) {
        let Some(mut appending) = self.appending.take() else { return };
        self.store.sync();
        self.store.with_durable(|file| self.history.follow(file));
        let outcome = poll(&mut appending).expect("the append was synced");
        outcome.expect("the append fits the log");
        self.tell(appending.decided);
    }

    /// The disk is full: the room is thrown away and made again from the log.
    pub(crate) fn fail_append(&mut self, random: &mut Random) -> Result<(), StorageFailed> {
        let Some(mut appending) = self.appending.take() else { return Ok(()) };
        self.store.fail();
        let outcome = poll(&mut appending).expect("the append has failed");
        assert!(outcome.is_err());
        self.start(random);
        Err(StorageFailed)
    }

    /// Appends, syncs and tells until nothing is left to tell.
    pub(crate) fn finish(&mut self) {
        self.sync();
        self.append();
        self.sync();
    }

    /// Keeps a snapshot, so that the next start need not fold the whole log.
    pub(crate) fn save_snapshot(&mut self) {
        self.finish();
        let snapshot = Snapshot::of(self.room.board(), self.room.head());
        now(self.store.save_snapshot(BOARD, &snapshot)).expect("the log holds it");
    }

    fn tell(&mut self, decided: Vec<Decided>) {
        self.audience.tell(decided, &self.room);
        self.check_sent();
    }

    /// Whatever is sent is in the log as a power cut would leave it.
    fn check_sent(&self) {
        let sent = std::mem::take(&mut *self.journal.borrow_mut());
        let mut last = None;
        for (socket, frame) in &sent {
            // One frame for many is looked at once.
            if last.replace(frame.as_ptr()) == Some(frame.as_ptr()) {
                continue;
            }
            match protocol::decode(frame).expect("the server's frame can be read") {
                ServerMessage::Recorded { events } => {
                    let synced = events.iter().all(|event| self.history.holds(event));
                    assert!(synced, "somebody hears of an event that is not synced");
                }
                ServerMessage::Welcome { head, .. } => {
                    let synced = head <= self.history.head();
                    assert!(synced, "somebody hears of what is not synced");
                }
                ServerMessage::AlreadyRecorded { number, seq } => {
                    let session = self.sessions.get(socket).copied();
                    let client = session.and_then(|session| self.audience.client(session));
                    let client = client.expect("who is answered is told");
                    let place = self.history.place_of(client, number);
                    assert_eq!(place, Some(seq), "an answer is not what was synced");
                }
                ServerMessage::Rejected { .. }
                | ServerMessage::Joined(_)
                | ServerMessage::Left(_)
                | ServerMessage::Presence(_)
                | ServerMessage::Pong { .. } => {}
            }
        }
    }

    /// The process dies. What it had written is still there.
    pub(crate) fn crash(&mut self, random: &mut Random) {
        let (disk, snapshot) = self.store.remains();
        self.reopen(SimulatedStore::open(disk, snapshot), random);
    }

    /// The power fails. What was not synced is gone, whole or in parts.
    pub(crate) fn cut_power(&mut self, random: &mut Random) {
        let (mut disk, snapshot) = self.store.remains();
        disk.cut_power(random);
        let snapshot = snapshot.filter(|_| random.once_in(2));
        self.reopen(SimulatedStore::open(disk, snapshot), random);
    }

    fn reopen(&mut self, store: SimulatedStore, random: &mut Random) {
        self.store = Arc::new(store);
        self.store.with_durable(|file| self.history.reopen(file));
        self.start(random);
    }

    /// The log is what it was some time ago, under a new epoch. Gives the history that was.
    pub(crate) fn restore_backup(&mut self, random: &mut Random) -> History {
        let lost = random.below(self.history.log.len().min(12) + 1);
        let kept = self.history.log[..self.history.log.len() - lost].to_vec();
        self.store = Arc::new(SimulatedStore::create(self.history.epoch.0 + 1, kept));
        let restored = self.store.with_durable(History::read);
        let before = std::mem::replace(&mut self.history, restored);
        self.start(random);
        before
    }

    /// Makes the room from the log, for nobody.
    fn start(&mut self, random: &mut Random) {
        self.appending = None;
        self.decided.clear();
        self.sessions.clear();
        self.asked_from.clear();
        // A room keeps only so much of a log.
        let at_hand = random.below(self.history.log.len() + 1);
        self.room = load(&self.store, at_hand);
        self.audience = Audience::new(self.room.head());
    }

    /// What a room without anything undecided must be.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.decided.is_empty() && self.appending.is_none()
    }

    /// How many sockets are served.
    pub(crate) fn session_count(&self) -> usize {
        self.audience.len()
    }
}

fn poll(appending: &mut Appending) -> Option<Result<(), AppendError>> {
    match appending.append.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}

/// The room as the store has it, with at most so many events at hand.
fn load(store: &SimulatedStore, at_hand: usize) -> Room {
    let loaded = now(load_board(store, BOARD)).expect("the simulated store can be read");
    let mut loaded = loaded.expect("the board is there");
    let skipped = loaded.recent.len().saturating_sub(at_hand);
    loaded.recent.drain(..skipped);
    Room::new(Epoch(store.epoch().0), loaded.board, loaded.head, loaded.recent)
}
