//! The editor's exchange with the server and with earlier pages of the same participant: what it
//! says, what it takes in, what it keeps. Knows no socket.

use squall_board::protocol::{Area, ClientMessage, Epoch, Hello, Preview, Resume, ServerMessage};
use squall_board::{BoardCommand, Snapshot, TextOperation};

use super::{EditTarget, Editor, Notice};
use crate::gesture::Gesture;
use crate::kept::{KeptCommands, KeptUndo, UNDO_BYTES_MAX};
use crate::{Change, Gap};

impl Editor {
    /// Says hello on a new connection.
    #[must_use]
    pub fn hello(&self) -> ClientMessage {
        ClientMessage::Hello(Hello {
            secret: self.replica.secret(),
            participant: self.participant(),
            name: self.name.clone(),
            epoch: self.replica.epoch(),
            last_seq: self.replica.last_seq(),
            first_pending: self.replica.first_pending(),
        })
    }

    /// What to send now, in order.
    pub fn take_outgoing(&mut self) -> Vec<ClientMessage> {
        if self.session.is_none() {
            return Vec::new();
        }
        self.replica.take_outgoing()
    }

    /// Tells the server what is on the screen, if that has changed enough since it was told last.
    pub fn take_look(&mut self) -> Option<ClientMessage> {
        self.session?;
        let area = Area::from(self.camera.visible(self.viewport));
        if self.told_area.is_some_and(|told| told.is_nearly(area)) {
            return None;
        }
        self.told_area = Some(area);
        Some(ClientMessage::Look(area))
    }

    /// What others are shown of the gesture or the writing under way.
    fn preview(&self) -> Option<Preview> {
        match (&self.gesture, self.editing) {
            (Gesture::Moving { origins, by, .. }, _) => origins.preview(*by),
            (Gesture::ResizingNote { change, .. }, _) => {
                Some(Preview::resizing(change.note, change.centre, change.size))
            }
            (Gesture::ResizingFrame { frame, bounds, .. }, _) => {
                Some(Preview::resizing_frame(*frame, *bounds))
            }
            (Gesture::Bending { arrow, bend }, _) => Some(Preview::bending(*arrow, *bend)),
            (_, Some(EditTarget::Note(note))) => Some(Preview::Writing(note)),
            (_, Some(EditTarget::Arrow(_) | EditTarget::Frame(_)) | None) => None,
        }
    }

    /// The participant goes by this name.
    pub fn introduce(&mut self, name: &str) {
        self.name = name.trim().to_owned();
        if self.name.is_empty() {
            return;
        }
        let known = self.board().participant_name(self.participant()) == Some(self.name.as_str());
        if !known {
            let name = self.name.clone();
            // Not a gesture: it is never undone.
            if let Ok(accepted) = self.replica.propose(BoardCommand::IntroduceParticipant { name })
            {
                self.effects.touched.extend(accepted.touched);
                self.effects.outgoing = true;
            }
        }
    }

    /// The name that the participant goes by; empty if none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Starts from a snapshot.
    pub fn restore(&mut self, snapshot: Snapshot, epoch: Epoch) {
        let change = self.replica.restore(snapshot, epoch);
        self.take_in(change);
        self.effects.everything = true;
    }

    /// The stored form of the commands without an answer; `None` if there are none.
    #[must_use]
    pub fn kept_commands(&self) -> Option<Vec<u8>> {
        self.replica.kept().map(|kept| kept.to_bytes())
    }

    /// Goes on with commands that another page of this participant has left. Tells whether it does:
    /// not while there are own commands without an answer. The caller connects anew.
    pub fn adopt(&mut self, kept: KeptCommands) -> bool {
        // Any number will do that another page does not choose as well.
        #[expect(clippy::cast_possible_truncation, reason = "some of the random bits are enough")]
        let gap = u64::from(self.new_id() as u32) + 1_000;
        let Ok(change) = self.replica.adopt(kept, gap) else { return false };
        self.take_in(change);
        true
    }

    /// The stored form of what can be undone; `None` if that is nothing. What does not fit into
    /// [`UNDO_BYTES_MAX`] is left out, the oldest first.
    #[must_use]
    pub fn kept_undo(&self) -> Option<Vec<u8>> {
        let mut stack = self.undo.clone();
        while stack.can_undo() || stack.can_redo() {
            let texts = stack.edited_notes().into_iter();
            let texts = texts.filter_map(|id| Some((id, self.board().note(id)?.text.clone())));
            let kept = KeptUndo { texts: texts.collect(), stack: stack.clone() }.to_bytes();
            if kept.len() <= UNDO_BYTES_MAX {
                return Some(kept);
            }
            stack.forget_older_half();
        }
        None
    }

    /// Can undo again what an earlier page in this place could; the board must be there already.
    /// What cannot be read is passed over.
    pub fn restore_undo(&mut self, kept: &[u8]) {
        let Some(kept) = KeptUndo::from_bytes(kept) else { return };
        if self.undo.can_undo() {
            // Something was done before this could be read.
            return;
        }
        self.undo = kept.stack;
        for (id, old) in kept.texts {
            // Others may have written meanwhile.
            let now = self.board().note(id).map(|note| TextOperation::between(&old, &note.text));
            if let Some(meanwhile) = now.filter(|it| !it.is_noop()) {
                self.undo.follow_text(id, &meanwhile);
            }
        }
        self.effects.interaction = true;
    }

    /// Whether the server has welcomed this connection.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.session.is_some()
    }

    /// The connection is gone.
    pub fn disconnect(&mut self) {
        self.session = None;
        self.replica.disconnect();
        let touched = self.people.clear();
        self.effects.touched.extend(touched);
        self.effects.people = true;
    }

    /// Takes in a message of the server.
    ///
    /// # Errors
    /// [`Gap`] if an event is missing: the caller connects anew.
    pub fn receive(&mut self, message: ServerMessage) -> Result<(), Gap> {
        match message {
            ServerMessage::Welcome { session, epoch, resume: Resume::Tail, people, .. } => {
                self.session = Some(session);
                self.told_area = None;
                self.replica.welcome(epoch);
                let touched = self.people.welcome(people, session);
                self.effects.touched.extend(touched);
                self.effects.people = true;
                self.effects.outgoing = true;
                self.effects.presence.selection =
                    Some(self.selection.notes.iter().copied().take(200).collect());
                self.effects.presence.preview = self.preview().map(Some);
            }
            ServerMessage::Welcome { resume: Resume::Snapshot, .. } => {
                self.effects.needs_snapshot = true;
            }
            ServerMessage::Recorded { events } => {
                let own = self.participant();
                for event in events.iter().filter(|event| event.participant != own) {
                    self.news.hear(event.participant, &event.event, self.replica.confirmed());
                }
                self.effects.news |= !self.news.is_empty();
                let mut change = Change::default();
                let recorded = self.replica.record(&events, &mut change);
                self.take_in(change);
                self.effects.outgoing = true;
                recorded?;
            }
            ServerMessage::AlreadyRecorded { number, seq } => {
                let change = self.replica.already_recorded(number, seq);
                self.take_in(change);
                self.effects.outgoing = true;
            }
            ServerMessage::Rejected { number, rejection } => {
                let change = self.replica.reject(number, rejection);
                self.take_in(change);
                self.effects.outgoing = true;
            }
            ServerMessage::Joined(person) => {
                if Some(person.session) != self.session {
                    self.people.join(person);
                    self.effects.people = true;
                }
            }
            ServerMessage::Left(session) => {
                let touched = self.people.leave(session);
                self.effects.touched.extend(touched);
                self.effects.people = true;
            }
            ServerMessage::Presence(signs) => {
                for (session, sign) in signs {
                    let touched = self.people.change(session, sign);
                    self.effects.touched.extend(touched);
                }
                self.effects.people = true;
            }
            ServerMessage::Pong { .. } => {}
        }
        Ok(())
    }

    /// What others have done since this was asked last, in a sentence. Notes on which somebody still
    /// writes wait; `None` if there is nothing to tell.
    pub fn tell_news(&mut self, texts: squall_texts::Texts) -> Option<String> {
        let people = &self.people;
        self.news.tell(self.replica.view(), texts, |note| people.writer(note).is_some())
    }

    /// Whether something is still to be told.
    #[must_use]
    pub fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// Forgets what others have done so far: nobody listens.
    pub fn forget_news(&mut self) {
        self.news.clear();
    }

    fn take_in(&mut self, change: Change) {
        for (note, edit) in change.text_edits {
            self.undo.follow_text(note, &edit);
            match &mut self.composition {
                Some(composition) if composition.note() == note => {
                    let board = self.replica.view().note(note);
                    composition.follow(&edit, board.map_or("", |note| note.text.as_str()));
                }
                Some(_) | None => self.effects.text_edits.push((note, edit)),
            }
        }
        self.effects.touched.extend(change.touched);
        if !change.left_out.is_empty() {
            self.undo.disown(&change.left_out);
        }
        if change.is_partly_left_out {
            self.effects.notices.push(Notice::ChangedSince { everything: false });
        }
        for refused in change.refused {
            let (rejection, text) = (refused.rejection, refused.text);
            self.effects.notices.push(Notice::TakenBack { rejection, text });
        }
        self.drop_what_is_gone();
    }
}
