//! A participant of a simulation: an editor in a page, behind a socket that delays, drops and repeats,
//! and what it has done, for the checks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use squall_board::protocol::{
    self, Area, ClientMessage, Epoch, PresenceChange, Resume, ServerMessage, SessionId,
};
use squall_board::{
    Board, BoardCommand, BoardEvent, ClientId, ClientSecret, CommandId, NoteId, ParticipantId,
    RecordedEvent, Seq, Snapshot, TextOperation, limits,
};
use squall_editor::{Editor, Notice};

use crate::characters::Characters;
use crate::line::Line;
use crate::random::Random;
use crate::server::Frame;
use crate::tabs::Purpose;

pub(crate) struct Peer {
    place: usize,
    pub(crate) editor: Editor,
    /// The replica that the page goes on as.
    pub(crate) client: ClientId,
    /// Every replica that pages of this participant were.
    pub(crate) clients: BTreeSet<ClientId>,
    pub(crate) line: Option<Line>,
    /// Its own number on this socket, once it is welcome.
    pub(crate) session: Option<SessionId>,
    /// The last event that came on this socket.
    heard: Seq,
    pub(crate) to_server: VecDeque<Frame>,
    /// Reads seldom.
    pub(crate) is_slow: bool,
    pub(crate) wants_snapshot: bool,
    pub(crate) fetched: Option<(Snapshot, Epoch)>,
    /// Stays away until so many operations were done by all.
    pub(crate) away_until: usize,
    /// Has been on the board.
    pub(crate) has_joined: bool,
    /// The replica may have changed since it was last checked.
    pub(crate) is_unchecked: bool,
    /// What the log says that the confirmed board is, where.
    pub(crate) expected: (Option<Epoch>, Seq, Board),
    /// What the text fields of a browser show, kept up to date by text edits alone.
    pub(crate) fields: BTreeMap<NoteId, String>,
    /// Characters that this participant wanted gone.
    pub(crate) unwanted: Characters,
    /// Characters in notices about what was taken back.
    pub(crate) refused: Characters,
    /// Commands that were acknowledged.
    pub(crate) acknowledged: BTreeMap<CommandId, Seq>,
    /// What is to be shown to others and was not sent yet.
    pub(crate) presence: PresenceChange,
    /// What was shown on this socket.
    pub(crate) shown: PresenceChange,
    /// What part of the board was told to be on the screen, on this socket.
    pub(crate) looked: Option<Area>,
    /// This page's copy of its commands without an answer, as the device has it.
    pub(crate) kept: Option<Vec<u8>>,
    /// What closed pages have left on the device.
    pub(crate) left: Vec<Vec<u8>>,
    /// Characters that a closed page had not kept when it was closed.
    pub(crate) unkept: Characters,
    /// What was asked under each number.
    pub(crate) asked: BTreeMap<CommandId, Purpose>,
    /// How many pages this participant has had.
    pub(crate) pages: u64,
    /// Commands sent on this socket and not answered, with the note whose text they edit.
    unanswered: BTreeMap<u64, Option<NoteId>>,
}

impl Peer {
    pub(crate) fn new(place: usize) -> Self {
        let secret = secret(place, 0);
        let participant = ParticipantId::from_u128(10 + place as u128);
        Self {
            place,
            editor: Editor::new(secret, participant, ids(place, 0)),
            client: secret.client(),
            clients: BTreeSet::from([secret.client()]),
            line: None,
            session: None,
            heard: Seq::ZERO,
            to_server: VecDeque::new(),
            is_slow: false,
            wants_snapshot: false,
            fetched: None,
            away_until: 0,
            has_joined: false,
            is_unchecked: true,
            expected: (None, Seq::ZERO, Board::default()),
            fields: BTreeMap::new(),
            unwanted: Characters::default(),
            refused: Characters::default(),
            acknowledged: BTreeMap::new(),
            presence: PresenceChange::default(),
            shown: PresenceChange::default(),
            looked: None,
            kept: None,
            left: Vec::new(),
            unkept: Characters::default(),
            asked: BTreeMap::new(),
            pages: 1,
            unanswered: BTreeMap::new(),
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        let all_is_said = self.presence.is_empty() && self.to_server.is_empty();
        let all_is_heard = self.line.as_ref().is_some_and(Line::is_empty);
        all_is_said
            && all_is_heard
            && self.editor.is_connected()
            && self.left.is_empty()
            && self.editor.replica().pending_count() == 0
    }

    /// A page in place of the one before, which knows nothing yet.
    pub(crate) fn open_page(&mut self) {
        let page = self.pages;
        self.pages += 1;
        let secret = secret(self.place, page);
        self.client = secret.client();
        self.clients.insert(self.client);
        let participant = self.editor.replica().participant();
        self.editor = Editor::new(secret, participant, ids(self.place, page));
        (self.wants_snapshot, self.fetched, self.has_joined) = (false, None, false);
        self.expected = (None, Seq::ZERO, Board::default());
        self.fields.clear();
        self.presence = PresenceChange::default();
        self.is_unchecked = true;
    }

    pub(crate) fn connect(&mut self, line: Line) {
        self.line = Some(line);
        self.heard = self.editor.replica().last_seq();
        self.to_server.push_back(protocol::encode(&self.editor.hello()).into());
    }

    /// The socket is gone; gives what was on its way to the server.
    pub(crate) fn disconnect(&mut self) -> VecDeque<Frame> {
        self.line = None;
        self.session = None;
        (self.shown, self.looked) = (PresenceChange::default(), None);
        self.unanswered.clear();
        self.editor.disconnect();
        self.take_effects();
        self.is_unchecked = true;
        std::mem::take(&mut self.to_server)
    }

    /// What the participant does with the pointer: no text changes.
    pub(crate) fn gesture(&mut self, how: impl FnOnce(&mut Editor)) {
        how(&mut self.editor);
        self.take_effects();
        self.is_unchecked = true;
    }

    /// What the participant does by hand.
    pub(crate) fn work(&mut self, how: impl FnOnce(&mut Editor)) {
        let (before, doubled) = characters(self.editor.board());
        how(&mut self.editor);
        let (after, still_doubled) = characters(self.editor.board());
        self.unwanted.extend(&before.without(&after));
        // Whoever deletes one of two copies means either.
        self.unwanted.extend(&doubled.without(&still_doubled));
        self.take_effects();
        // One's own work is on the screen at once.
        let fields = self.editor.board().notes().map(|note| (note.id, note.text.clone()));
        self.fields = fields.collect();
        self.is_unchecked = true;
    }

    /// Puts what waits on the socket.
    pub(crate) fn send(&mut self) {
        let presence = std::mem::take(&mut self.presence);
        if !self.editor.is_connected() {
            // As a page does: without a connection there is nobody to show it to.
            return;
        }
        for message in self.editor.take_outgoing() {
            self.ask(&message);
        }
        let is_bounded = self.unanswered.len() <= limits::IN_FLIGHT_MAX;
        assert!(is_bounded, "{} commands are in flight", self.unanswered.len());
        if let Some(look) = self.editor.take_look() {
            if let ClientMessage::Look(area) = look {
                self.looked = Some(area);
            }
            self.say(&look);
        }
        if !presence.is_empty() {
            self.shown.merge(presence.clone());
            self.say(&ClientMessage::Presence(presence));
        }
    }

    fn ask(&mut self, message: &ClientMessage) {
        let ClientMessage::Propose { number, command, .. } = message else {
            panic!("a replica sends proposals")
        };
        let note = match command {
            BoardCommand::EditText { note, .. } => Some(*note),
            _ => None,
        };
        let in_flight = note.is_some() && self.unanswered.values().any(|other| *other == note);
        assert!(!in_flight, "two edits of one note are in flight");
        self.unanswered.insert(*number, note);
        let id = CommandId { client: self.client, number: *number };
        let purpose = Purpose::of(command);
        let first = self.asked.entry(id).or_insert_with(|| purpose.clone());
        assert_eq!(*first, purpose, "peer {}: {id:?} names two commands", self.place);
        self.say(message);
    }

    fn say(&mut self, message: &ClientMessage) {
        let frame = protocol::encode(message);
        assert!(frame.len() <= limits::FRAME_BYTES_MAX, "a frame is too large");
        self.to_server.push_back(frame.into());
    }

    /// Takes in one message, perhaps `twice`. Tells whether the connection must be made anew.
    pub(crate) fn receive(&mut self, twice: bool) -> bool {
        let Some(frame) = self.line.as_ref().and_then(Line::read) else { return false };
        let message = protocol::decode(&frame).expect("the server's frame can be read");
        let seen = self.editor.replica().last_seq();
        let again = twice && matches!(message, ServerMessage::Recorded { .. });
        match &message {
            ServerMessage::Recorded { events } => {
                for event in events {
                    let is_next = event.seq == self.heard.next();
                    assert!(is_next, "peer {}: {} after {}", self.place, event.seq, self.heard);
                    self.heard = event.seq;
                    if event.command_id.client == self.client && event.seq > seen {
                        self.acknowledge(event.command_id.number, event.seq);
                        self.forget_put_back(event);
                    }
                }
            }
            ServerMessage::AlreadyRecorded { number, seq } => {
                let is_known = *seq <= self.heard;
                assert!(is_known, "peer {}: an answer comes before its event", self.place);
                self.acknowledge(*number, *seq);
            }
            ServerMessage::Rejected { number, .. } => {
                self.unanswered.remove(number);
            }
            ServerMessage::Welcome { session, resume, .. } => {
                self.has_joined = true;
                self.session = Some(*session).filter(|_| *resume == Resume::Tail);
            }
            ServerMessage::Presence(signs) => self.check_presence(&frame, signs),
            ServerMessage::Joined(_) | ServerMessage::Left(_) | ServerMessage::Pong { .. } => {}
        }
        let repeated = again.then(|| message.clone());
        for message in std::iter::once(message).chain(repeated) {
            let gap = self.editor.receive(message).is_err();
            assert!(!gap, "peer {}: a reliable socket skips nothing", self.place);
        }
        self.follow();
        self.wants_snapshot
    }

    fn acknowledge(&mut self, number: u64, seq: Seq) {
        self.acknowledged.insert(CommandId { client: self.client, number }, seq);
        self.unanswered.remove(&number);
    }

    /// Earlier edits of a note that was put back just now are given up: whatever the answer, they
    /// will not be recorded.
    fn forget_put_back(&mut self, recorded: &RecordedEvent) {
        let BoardEvent::ItemsAdded { notes, .. } = &recorded.event else { return };
        let put_back = |edited: NoteId| notes.iter().any(|note| note.id == edited);
        self.unanswered.retain(|number, note| {
            *number > recorded.command_id.number || !note.is_some_and(put_back)
        });
    }

    pub(crate) fn restore(&mut self, snapshot: Snapshot, epoch: Epoch) {
        let bytes = snapshot.to_bytes();
        let snapshot = Snapshot::from_bytes(&bytes).expect("a snapshot can be read");
        self.editor.restore(snapshot, epoch);
        self.wants_snapshot = false;
        self.has_joined = true;
        self.follow();
    }

    /// Text fields follow what others wrote by the reported edits alone.
    pub(crate) fn follow(&mut self) {
        self.is_unchecked = true;
        for (note, edit) in self.take_effects() {
            if let Some(field) = self.fields.get_mut(&note)
                && let Ok(text) = edit.apply(field)
            {
                *field = text;
            }
        }
        let board = self.editor.board();
        self.fields.retain(|note, _| board.note(*note).is_some());
        for note in board.notes() {
            match self.fields.get(&note.id) {
                Some(field) => {
                    assert_eq!(field, &note.text, "peer {}: a text field errs", self.place);
                }
                None => drop(self.fields.insert(note.id, note.text.clone())),
            }
        }
    }

    fn take_effects(&mut self) -> Vec<(NoteId, TextOperation)> {
        let effects = self.editor.take_effects();
        self.wants_snapshot |= effects.needs_snapshot;
        self.presence.merge(effects.presence);
        for notice in effects.notices {
            if let Notice::TakenBack { rejection, .. } = &notice {
                let merged = *rejection != squall_board::Rejection::TextConflict;
                assert!(merged, "peer {}: an edit could not be merged", self.place);
            }
            if let Notice::TakenBack { text: Some(text), .. } = notice {
                self.refused.add(&text);
            }
        }
        effects.text_edits
    }

    /// The view is the confirmed board with everything pending decided again from scratch.
    pub(crate) fn check_view(&self) {
        let replica = self.editor.replica();
        let mut pending = replica.pending().peekable();
        let is_right = if pending.peek().is_none() {
            replica.view() == replica.confirmed()
        } else {
            let mut board = replica.confirmed().clone();
            for command in pending {
                if let Ok(event) = board.decide(command, replica.participant()) {
                    board.apply(&event, replica.participant());
                }
            }
            replica.view() == &board
        };
        assert!(is_right, "peer {}: the view is not confirmed and pending", self.place);
    }
}

/// Every character on the notes of a board, and those that are there twice.
pub(crate) fn characters(board: &Board) -> (Characters, Characters) {
    let (mut characters, mut doubled) = (Characters::default(), Characters::default());
    for character in board.notes().flat_map(|note| note.text.chars()) {
        if !characters.insert(character) {
            doubled.insert(character);
        }
    }
    (characters, doubled)
}

/// The replica that a page of a participant is at first.
fn secret(place: usize, page: u64) -> ClientSecret {
    ClientSecret::from_u128((u128::from(page) << 32) + 100 + place as u128)
}

/// New ids: in order of the participants, then of time; the lowest bits are random.
fn ids(place: usize, page: u64) -> Box<dyn FnMut() -> u128> {
    let mut random = Random::new((place as u64 + 1) << 32 | page);
    let mut next = (place as u128 + 1) << 96 | u128::from(page) << 64;
    Box::new(move || {
        next += 1 << 32;
        next | u128::from(random.bits() >> 32)
    })
}
