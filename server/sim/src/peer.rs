//! A participant of a simulation: an editor behind a socket that delays, drops and repeats, and
//! what it has done, for the checks.

use std::collections::{BTreeMap, VecDeque};

use squall_board::protocol::{self, ClientMessage, Epoch, ServerMessage};
use squall_board::{
    Board, BoardCommand, BoardEvent, ClientId, ClientSecret, NoteId, ParticipantId, RecordedEvent,
    Seq, Snapshot, TextOperation, limits,
};
use squall_editor::{Editor, Notice};

use crate::characters::Characters;
use crate::server::{Frame, Socket};

/// Most frames that wait for one participant; one more closes the socket as too slow.
pub(crate) const OUTBOX_FRAMES_MAX: usize = 48;

pub(crate) struct Peer {
    place: usize,
    pub(crate) editor: Editor,
    pub(crate) client: ClientId,
    pub(crate) socket: Option<Socket>,
    pub(crate) to_server: VecDeque<Frame>,
    pub(crate) to_client: VecDeque<Frame>,
    /// The server has closed the socket, which shows when all that came before is read.
    pub(crate) is_closed: bool,
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
    /// Numbers of commands that were acknowledged.
    pub(crate) acknowledged: BTreeMap<u64, Seq>,
    /// Commands sent on this socket and not answered, with the note whose text they edit.
    unanswered: BTreeMap<u64, Option<NoteId>>,
}

impl Peer {
    pub(crate) fn new(place: usize) -> Self {
        let secret = ClientSecret::from_u128(100 + place as u128);
        let mut next = (place as u128 + 1) << 64;
        let ids = move || {
            next += 1;
            next
        };
        let participant = ParticipantId::from_u128(10 + place as u128);
        Self {
            place,
            editor: Editor::new(secret, participant, Box::new(ids)),
            client: secret.client(),
            socket: None,
            to_server: VecDeque::new(),
            to_client: VecDeque::new(),
            is_closed: false,
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
            unanswered: BTreeMap::new(),
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.to_server.is_empty()
            && self.to_client.is_empty()
            && self.editor.is_connected()
            && self.editor.replica().pending_count() == 0
    }

    pub(crate) fn connect(&mut self, socket: Socket) {
        self.socket = Some(socket);
        self.is_closed = false;
        self.to_server.push_back(protocol::encode(&self.editor.hello()).into());
    }

    /// The socket is gone; gives what was on its way to the server.
    pub(crate) fn disconnect(&mut self) -> VecDeque<Frame> {
        self.socket = None;
        self.is_closed = false;
        self.to_client.clear();
        self.unanswered.clear();
        self.editor.disconnect();
        self.take_effects();
        self.is_unchecked = true;
        std::mem::take(&mut self.to_server)
    }

    /// What the participant does by hand.
    pub(crate) fn work(&mut self, how: impl FnOnce(&mut Editor)) {
        let before = characters(self.editor.board());
        how(&mut self.editor);
        let after = characters(self.editor.board());
        self.unwanted.extend(&before.without(&after));
        self.take_effects();
        // One's own work is on the screen at once.
        let fields = self.editor.board().notes().map(|note| (note.id, note.text.clone()));
        self.fields = fields.collect();
        self.is_unchecked = true;
    }

    /// Puts what waits on the socket.
    pub(crate) fn send(&mut self) {
        if self.socket.is_none() {
            return;
        }
        for message in self.editor.take_outgoing() {
            let ClientMessage::Propose { number, command, .. } = &message else {
                panic!("a replica sends proposals")
            };
            let note = match command {
                BoardCommand::EditText { note, .. } => Some(*note),
                _ => None,
            };
            let in_flight = note.is_some() && self.unanswered.values().any(|other| *other == note);
            assert!(!in_flight, "two edits of one note are in flight");
            self.unanswered.insert(*number, note);
            let frame = protocol::encode(&message);
            assert!(frame.len() <= limits::FRAME_BYTES_MAX, "a frame is too large");
            self.to_server.push_back(frame.into());
        }
        let is_bounded = self.unanswered.len() <= limits::IN_FLIGHT_MAX;
        assert!(is_bounded, "{} commands are in flight", self.unanswered.len());
    }

    /// Takes in one message, perhaps `twice`. Tells whether the connection must be made anew.
    pub(crate) fn receive(&mut self, twice: bool) -> bool {
        let Some(frame) = self.to_client.pop_front() else { return self.is_closed };
        let message = protocol::decode(&frame).expect("the server's frame can be read");
        let seen = self.editor.replica().last_seq();
        let again = twice && matches!(message, ServerMessage::Recorded { .. });
        match &message {
            ServerMessage::Recorded { events } => {
                for event in events.iter().filter(|event| event.seq > seen) {
                    if event.command_id.client == self.client {
                        self.acknowledge(event.command_id.number, event.seq);
                        self.forget_put_back(event);
                    }
                }
            }
            ServerMessage::AlreadyRecorded { number, seq } => self.acknowledge(*number, *seq),
            ServerMessage::Rejected { number, .. } => {
                self.unanswered.remove(number);
            }
            ServerMessage::Welcome { .. } => self.has_joined = true,
            ServerMessage::Joined(_)
            | ServerMessage::Left(_)
            | ServerMessage::Presence(_)
            | ServerMessage::Pong => {}
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
        self.acknowledged.insert(number, seq);
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
    fn follow(&mut self) {
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

/// Every character on the notes of a board.
pub(crate) fn characters(board: &Board) -> Characters {
    let mut characters = Characters::default();
    for note in board.notes() {
        characters.add(&note.text);
    }
    characters
}
