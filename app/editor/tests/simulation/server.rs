//! The server of a simulation: one room, a log in place of a store, and an explicit commit. What
//! was decided is told only after it was committed; a crash forgets the rest.

use std::collections::BTreeMap;

use squall_board::protocol::{ClientMessage, Epoch, Hello, Resume, ServerMessage, SessionId};
use squall_board::room::{Proposed, Room};
use squall_board::{Board, RecordedEvent, Seq, Snapshot};

use super::random::Random;

/// One socket, as the simulation numbers it.
pub(crate) type Socket = usize;

pub(crate) struct Server {
    pub(crate) room: Room,
    pub(crate) log: Vec<RecordedEvent>,
    staged: Vec<RecordedEvent>,
    untold: Vec<(Option<SessionId>, ServerMessage)>,
    sockets: BTreeMap<Socket, SessionId>,
    /// What goes out, in order.
    pub(crate) sent: Vec<(Socket, ServerMessage)>,
}

impl Server {
    pub(crate) fn new() -> Self {
        let room = Room::new(Epoch(1), Board::default(), Seq::ZERO, vec![]);
        let (log, staged, untold, sent) = (vec![], vec![], vec![], vec![]);
        Self { room, log, staged, untold, sockets: BTreeMap::new(), sent }
    }

    /// The board as the log has it.
    pub(crate) fn replayed(&self) -> Board {
        replay(&self.log)
    }

    pub(crate) fn snapshot(&self) -> (Snapshot, Epoch) {
        let seq = Seq(self.log.len() as u64);
        (Snapshot::of(&self.replayed(), seq), self.room.epoch())
    }

    pub(crate) fn receive(&mut self, socket: Socket, message: ClientMessage, random: &mut Random) {
        match message {
            ClientMessage::Hello(hello) => self.join(socket, hello, random),
            ClientMessage::Propose { number, base_seq, command } => {
                let Some(&session) = self.sockets.get(&socket) else { return };
                let proposed = self.room.propose(session, number, base_seq, command, 0);
                match proposed.expect("no replica proposes out of order") {
                    Proposed::Recorded(event) => {
                        self.staged.push(event.clone());
                        let message = ServerMessage::Recorded { events: vec![event] };
                        self.untold.push((None, message));
                    }
                    Proposed::Repeated { seq } => {
                        let message = ServerMessage::AlreadyRecorded { number, seq };
                        self.untold.push((Some(session), message));
                    }
                    Proposed::Rejected(rejection) => {
                        let message = ServerMessage::Rejected { number, rejection };
                        self.untold.push((Some(session), message));
                    }
                }
            }
            ClientMessage::Presence(_) | ClientMessage::Ping | ClientMessage::Look(_) => {}
        }
    }

    fn join(&mut self, socket: Socket, hello: Hello, random: &mut Random) {
        self.commit();
        let from = hello.first_pending.unwrap_or(u64::MAX);
        let own = self.log.iter().filter(|event| event.command_id.client == hello.client);
        let own = own.map(|event| (event.command_id.number, event.seq));
        let recorded: Vec<_> = own.filter(|(number, _)| *number >= from).collect();
        let joined = self.room.join(hello, recorded).expect("there is room");
        let session = joined.session;
        // A server may prefer a snapshot to a long tail.
        let resume = if random.once_in(6) { Resume::Snapshot } else { joined.resume };
        let (epoch, head) = (self.room.epoch(), self.room.head());
        let people = joined.people;
        let welcome = ServerMessage::Welcome { session, epoch, head, resume, people };
        self.sent.push((socket, welcome));
        if resume == Resume::Snapshot {
            self.room.leave(session);
            return;
        }
        if !joined.missed.is_empty() {
            self.sent.push((socket, ServerMessage::Recorded { events: joined.missed }));
        }
        self.sockets.insert(socket, session);
    }

    pub(crate) fn leave(&mut self, socket: Socket) {
        self.commit();
        if let Some(session) = self.sockets.remove(&socket) {
            self.room.leave(session);
        }
    }

    /// Makes durable what was decided, then tells it, neighbouring events in one message.
    pub(crate) fn commit(&mut self) {
        self.log.append(&mut self.staged);
        let mut joined: Vec<(Option<SessionId>, ServerMessage)> = Vec::new();
        for (to, message) in self.untold.drain(..) {
            match (joined.last_mut(), message) {
                (
                    Some((None, ServerMessage::Recorded { events })),
                    ServerMessage::Recorded { events: more },
                ) => events.extend(more),
                (_, message) => joined.push((to, message)),
            }
        }
        for (to, message) in joined {
            let told =
                self.sockets.iter().filter(|(_, session)| to.is_none_or(|to| to == **session));
            let told = told.map(|(socket, _)| (*socket, message.clone()));
            self.sent.extend(told.collect::<Vec<_>>());
        }
    }

    /// The process dies: what was not committed is forgotten, all sockets are gone.
    pub(crate) fn crash(&mut self, random: &mut Random) {
        let epoch = self.room.epoch();
        self.start(epoch, random);
    }

    /// The log is what it was some time ago, under a new epoch. Gives what is lost.
    pub(crate) fn restore_backup(&mut self, random: &mut Random) -> Vec<RecordedEvent> {
        let epoch = Epoch(self.room.epoch().0 + 1);
        let kept = self.log.len() - random.below(self.log.len().min(12) + 1);
        let mut lost = self.log.split_off(kept);
        lost.append(&mut self.staged);
        self.start(epoch, random);
        lost
    }

    fn start(&mut self, epoch: Epoch, random: &mut Random) {
        self.staged.clear();
        self.untold.clear();
        self.sockets.clear();
        // Only so much of the log is at hand after a start.
        let at_hand = random.below(self.log.len() + 1);
        let recent = self.log[self.log.len() - at_hand..].to_vec();
        let head = Seq(self.log.len() as u64);
        self.room = Room::new(epoch, self.replayed(), head, recent);
    }
}

/// The board that these events make.
pub(crate) fn replay(log: &[RecordedEvent]) -> Board {
    let mut board = Board::default();
    for recorded in log {
        board.apply(&recorded.event, recorded.participant);
    }
    board
}
