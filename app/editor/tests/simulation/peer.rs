//! A participant of a simulation: an editor behind a socket that delays, drops and repeats, and
//! what it has done, for the checks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use squall_board::protocol::{ClientMessage, Epoch, ServerMessage};
use squall_board::{Board, BoardCommand, ClientId, NoteId, ParticipantId, Seq, Snapshot};
use squall_editor::{Editor, Notice};

use super::server::Socket;

pub(crate) struct Peer {
    pub(crate) editor: Editor,
    pub(crate) client: ClientId,
    pub(crate) socket: Option<Socket>,
    pub(crate) to_server: VecDeque<ClientMessage>,
    pub(crate) to_client: VecDeque<ServerMessage>,
    pub(crate) wants_snapshot: bool,
    pub(crate) fetched: Option<(Snapshot, Epoch)>,
    /// What the text fields of a browser show, kept up to date by text edits alone.
    pub(crate) fields: BTreeMap<NoteId, String>,
    /// Characters that this participant wanted gone.
    pub(crate) unwanted: BTreeSet<char>,
    /// Characters in notices about what was taken back.
    pub(crate) refused: BTreeSet<char>,
    /// Numbers of commands that were acknowledged.
    pub(crate) acknowledged: BTreeMap<u64, Seq>,
    /// Text edits sent on this socket and not answered.
    pub(crate) unanswered_edits: BTreeMap<u64, NoteId>,
}

impl Peer {
    pub(crate) fn new(place: usize) -> Self {
        let client = ClientId::from_u128(100 + place as u128);
        let mut next = (place as u128 + 1) << 64;
        let ids = move || {
            next += 1;
            next
        };
        let participant = ParticipantId::from_u128(10 + place as u128);
        Self {
            editor: Editor::new(client, participant, Box::new(ids)),
            client,
            socket: None,
            to_server: VecDeque::new(),
            to_client: VecDeque::new(),
            wants_snapshot: false,
            fetched: None,
            fields: BTreeMap::new(),
            unwanted: BTreeSet::new(),
            refused: BTreeSet::new(),
            acknowledged: BTreeMap::new(),
            unanswered_edits: BTreeMap::new(),
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
        self.to_server.push_back(self.editor.hello());
    }

    /// The socket is gone; gives what was on its way to the server.
    pub(crate) fn disconnect(&mut self) -> VecDeque<ClientMessage> {
        self.socket = None;
        self.to_client.clear();
        self.unanswered_edits.clear();
        self.editor.disconnect();
        self.take_effects();
        std::mem::take(&mut self.to_server)
    }

    /// What the participant does by hand.
    pub(crate) fn work(&mut self, how: impl FnOnce(&mut Editor)) {
        let before = characters(self.editor.board());
        how(&mut self.editor);
        let after = characters(self.editor.board());
        self.unwanted.extend(before.difference(&after));
        self.take_effects();
        // One's own work is on the screen at once.
        self.fields = texts(self.editor.board());
    }

    pub(crate) fn send(&mut self) {
        if self.socket.is_none() {
            return;
        }
        for message in self.editor.take_outgoing() {
            if let ClientMessage::Propose {
                number,
                command: BoardCommand::EditText { note, .. },
                ..
            } = &message
            {
                let in_flight = self.unanswered_edits.values().any(|other| other == note);
                assert!(!in_flight, "two edits of one note are in flight");
                self.unanswered_edits.insert(*number, *note);
            }
            self.to_server.push_back(message);
        }
    }

    /// Tells whether the connection must be made anew.
    pub(crate) fn receive(&mut self) -> bool {
        let Some(message) = self.to_client.pop_front() else { return false };
        let seen = self.editor.replica().last_seq();
        match &message {
            ServerMessage::Recorded { events } => {
                for event in events.iter().filter(|event| event.seq > seen) {
                    if event.command_id.client == self.client {
                        self.acknowledged.insert(event.command_id.number, event.seq);
                        self.unanswered_edits.remove(&event.command_id.number);
                    }
                }
            }
            ServerMessage::AlreadyRecorded { number, seq } => {
                self.acknowledged.insert(*number, *seq);
                self.unanswered_edits.remove(number);
            }
            ServerMessage::Rejected { number, .. } => {
                self.unanswered_edits.remove(number);
            }
            _ => {}
        }
        let before = texts(self.editor.board());
        let gap = self.editor.receive(message).is_err();
        assert!(!gap, "a reliable socket skips nothing");
        self.follow(before);
        self.wants_snapshot
    }

    pub(crate) fn restore(&mut self, snapshot: Snapshot, epoch: Epoch) {
        let before = texts(self.editor.board());
        self.editor.restore(snapshot, epoch);
        self.wants_snapshot = false;
        self.follow(before);
    }

    /// Text fields follow what others wrote by the reported edits alone.
    fn follow(&mut self, before: BTreeMap<NoteId, String>) {
        let edits = self.take_effects();
        for (note, edit) in edits {
            if let Some(field) = self.fields.get_mut(&note)
                && let Ok(text) = edit.apply(field)
            {
                *field = text;
            }
        }
        let now = texts(self.editor.board());
        for (note, text) in &now {
            if before.contains_key(note) {
                assert_eq!(self.fields.get(note), Some(text), "a text field has gone astray");
            }
        }
        self.fields = now;
    }

    fn take_effects(&mut self) -> Vec<(NoteId, squall_board::TextOperation)> {
        let effects = self.editor.take_effects();
        self.wants_snapshot |= effects.needs_snapshot;
        for notice in effects.notices {
            if let Notice::TakenBack { rejection, .. } = &notice {
                let merged = *rejection != squall_board::Rejection::TextConflict;
                assert!(merged, "an edit of {} could not be merged", self.client);
            }
            if let Notice::TakenBack { text: Some(text), .. } = notice {
                self.refused.extend(text.chars());
            }
        }
        effects.text_edits
    }

    /// The view is the confirmed board with everything pending decided again from scratch.
    pub(crate) fn check_view(&self) {
        let replica = self.editor.replica();
        let mut board = replica.confirmed().clone();
        for command in replica.pending() {
            if let Ok(event) = board.decide(command, replica.participant()) {
                board.apply(&event, replica.participant());
            }
        }
        assert_eq!(replica.view(), &board, "the view is not what confirmed and pending make");
    }
}

/// The text of every note.
pub(crate) fn texts(board: &Board) -> BTreeMap<NoteId, String> {
    board.notes().map(|note| (note.id, note.text.clone())).collect()
}

/// Every character on the notes of a board.
pub(crate) fn characters(board: &Board) -> BTreeSet<char> {
    board.notes().flat_map(|note| note.text.chars()).collect()
}
