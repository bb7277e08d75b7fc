//! The server of a simulation: a room, a store and what the task between them does. It decides what
//! has come, appends it as one batch, and tells it only after the disk has synced.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use squall_board::limits::ANSWERS_PER_CLIENT_MAX;
use squall_board::protocol::{self, ClientMessage, Epoch, Hello, Resume, ServerMessage, SessionId};
use squall_board::room::{Proposed, Room};
use squall_board::{BoardCommand, ClientId, RecordedEvent, Seq, Snapshot};
use squall_store::{AppendError, EventStore, load_board};

use crate::history::History;
use crate::random::Random;
use crate::store::{BOARD, SimulatedStore, now};

/// One socket, as the simulation numbers it.
pub(crate) type Socket = usize;
/// A message as bytes.
pub(crate) type Frame = Rc<[u8]>;

pub(crate) struct Server {
    store: Arc<SimulatedStore>,
    pub(crate) room: Room,
    decided: Vec<Decided>,
    appending: Option<Appending>,
    sessions: BTreeMap<Socket, Session>,
    /// From which number on the log was asked for a replica's commands.
    asked_from: BTreeMap<ClientId, u64>,
    pub(crate) history: History,
    /// What goes out, in order.
    pub(crate) sent: Vec<(Socket, Frame)>,
}

#[derive(Debug, Clone, Copy)]
struct Session {
    id: SessionId,
    client: ClientId,
}

/// What is told when everything before it is durable.
#[derive(Debug)]
enum Decided {
    Event(RecordedEvent),
    Answer { socket: Socket, message: ServerMessage },
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
        let (decided, sent, appending) = (vec![], vec![], None);
        let (sessions, asked_from) = (BTreeMap::new(), BTreeMap::new());
        Self { store, room, decided, appending, sessions, asked_from, history, sent }
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

    pub(crate) fn receive(&mut self, socket: Socket, frame: &[u8], random: &mut Random) {
        match protocol::decode(frame).expect("a replica's frame can be read") {
            ClientMessage::Hello(hello) => self.join(socket, hello, random),
            ClientMessage::Propose { number, base_seq, command } => {
                self.decide(socket, number, base_seq, command);
            }
            ClientMessage::Presence(_) | ClientMessage::Ping | ClientMessage::Look(_) => {}
        }
    }

    fn decide(&mut self, socket: Socket, number: u64, base_seq: Seq, command: BoardCommand) {
        // A session that was closed as too slow may have asked before it noticed.
        let Some(Session { id, client }) = self.sessions.get(&socket).copied() else { return };
        let was_asked = self.asked_from.get(&client).is_some_and(|from| *from <= number);
        if !was_asked && let Some(seq) = self.look_up(client, number) {
            let message = ServerMessage::AlreadyRecorded { number, seq };
            self.decided.push(Decided::Answer { socket, message });
            return;
        }
        let proposed = self.room.propose(id, number, base_seq, command, 0);
        let message = match proposed.expect("no replica proposes out of order") {
            Proposed::Recorded(event) => return self.decided.push(Decided::Event(event)),
            Proposed::Repeated { seq } => ServerMessage::AlreadyRecorded { number, seq },
            Proposed::Rejected(rejection) => ServerMessage::Rejected { number, rejection },
        };
        self.decided.push(Decided::Answer { socket, message });
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

    fn join(&mut self, socket: Socket, hello: Hello, random: &mut Random) {
        self.finish();
        let (client, from) = (hello.client(), hello.first_pending);
        let recorded = from.map_or(vec![], |from| {
            now(self.store.recorded_commands(BOARD, client, from))
                .expect("the simulated store can be read")
        });
        let is_complete = recorded.len() < ANSWERS_PER_CLIENT_MAX;
        let joined = self.room.join(hello, recorded).expect("there is room");
        let id = joined.session;
        // A server prefers a snapshot to a long tail.
        let resume = if random.once_in(8) { Resume::Snapshot } else { joined.resume };
        let (epoch, head) = (self.room.epoch(), self.room.head());
        assert!(head <= self.history.head(), "somebody hears of what is not synced");
        let people = joined.people;
        self.send(socket, &ServerMessage::Welcome { session: id, epoch, head, resume, people });
        if resume == Resume::Snapshot {
            self.leave_room(Session { id, client });
            return;
        }
        if let Some(from) = from.filter(|_| is_complete) {
            let asked = self.asked_from.entry(client).or_insert(from);
            *asked = from.min(*asked);
        }
        self.sessions.insert(socket, Session { id, client });
        if !joined.missed.is_empty() {
            self.assert_synced(&joined.missed);
            self.send(socket, &ServerMessage::Recorded { events: joined.missed });
        }
    }

    /// The socket is closed, from either side.
    pub(crate) fn leave(&mut self, socket: Socket) {
        if let Some(session) = self.sessions.remove(&socket) {
            self.leave_room(session);
        }
    }

    fn leave_room(&mut self, session: Session) {
        self.room.leave(session.id);
        if self.sessions.values().all(|other| other.client != session.client) {
            self.asked_from.remove(&session.client);
        }
    }

    /// Hands what was decided to the store, which writes it and waits for the disk.
    pub(crate) fn append(&mut self) {
        if self.is_waiting() {
            return;
        }
        let decided = std::mem::take(&mut self.decided);
        let events = decided.iter().filter_map(|decided| match decided {
            Decided::Event(event) => Some(event.clone()),
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

    /// Sends what was decided in exactly this order, neighbouring events in one message.
    fn tell(&mut self, decided: Vec<Decided>) {
        let mut events = Vec::new();
        for decided in decided {
            match decided {
                Decided::Event(event) => events.push(event),
                Decided::Answer { socket, message } => {
                    self.tell_recorded(std::mem::take(&mut events));
                    let session = self.sessions.get(&socket);
                    if let (Some(session), ServerMessage::AlreadyRecorded { number, seq }) =
                        (session, &message)
                    {
                        let place = self.history.place_of(session.client, *number);
                        assert_eq!(place, Some(*seq), "an answer is not what was synced");
                    }
                    self.send(socket, &message);
                }
            }
        }
        self.tell_recorded(events);
    }

    fn tell_recorded(&mut self, events: Vec<RecordedEvent>) {
        if events.is_empty() {
            return;
        }
        self.assert_synced(&events);
        let frame: Frame = protocol::encode(&ServerMessage::Recorded { events }).into();
        let told = self.sessions.keys().map(|socket| (*socket, Rc::clone(&frame)));
        self.sent.extend(told);
    }

    fn send(&mut self, socket: Socket, message: &ServerMessage) {
        self.sent.push((socket, protocol::encode(message).into()));
    }

    fn assert_synced(&self, events: &[RecordedEvent]) {
        let synced = events.iter().all(|event| self.history.holds(event));
        assert!(synced, "somebody hears of an event that is not synced");
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
        self.sent.clear();
        // A room keeps only so much of a log.
        let at_hand = random.below(self.history.log.len() + 1);
        self.room = load(&self.store, at_hand);
    }

    /// What a room without anything undecided must be.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.decided.is_empty() && self.appending.is_none()
    }

    /// How many sockets are served.
    pub(crate) fn session_count(&self) -> usize {
        self.sessions.len()
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
