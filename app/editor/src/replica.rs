//! An optimistic copy of a board: confirmed state, pending commands, and the view that people see.
//! Knows nothing of sockets: the caller carries messages in both directions.

use std::collections::VecDeque;

use squall_board::protocol::{ClientMessage, Epoch};
use squall_board::{
    Board, BoardCommand, BoardEvent, ClientId, NoteId, ParticipantId, RecordedEvent, Rejection,
    Seq, Snapshot, TextOperation, Touched, limits,
};

/// An optimistic copy of a board.
///
/// # Invariants
/// `view` is `confirmed` with every pending event applied in order. The view differs from the
/// confirmed board only in what pending events touch. At most one text edit of a note is in flight,
/// so the server can transform it over exactly what others have recorded since its base.
#[derive(Debug, Clone)]
pub struct Replica {
    client: ClientId,
    participant: ParticipantId,
    epoch: Option<Epoch>,
    last_seq: Seq,
    last_number: u64,
    confirmed: Board,
    view: Board,
    pending: VecDeque<Pending>,
}

#[derive(Debug, Clone)]
struct Pending {
    number: u64,
    command: BoardCommand,
    /// Its effect on the view; `None` while it seems impossible but may have been recorded.
    event: Option<BoardEvent>,
    sending: Sending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    /// Never left this device: may still be composed with what follows.
    Never,
    /// Sent on the present connection.
    InFlight,
    /// Sent on an earlier connection: nobody knows whether it arrived.
    Perhaps,
}

/// What something received has changed in the view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// Which items of the view may differ.
    pub touched: Touched,
    /// How texts changed under the hands of whoever edits them here.
    pub text_edits: Vec<(NoteId, TextOperation)>,
    /// Own commands that can no longer be done.
    pub refused: Vec<Refused>,
}

/// An own command that was taken back because it can no longer be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Why.
    pub rejection: Rejection,
    /// What the command would have written, so that nobody's words are lost.
    pub text: Option<String>,
}

/// What a proposal did to the view at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// What happened on the view.
    pub event: BoardEvent,
    /// Which items of the view differ.
    pub touched: Touched,
}

/// An event that is not the next one arrived: the replica must connect again and catch up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event is missing before {received}")]
pub struct Gap {
    /// The event that arrived.
    pub received: Seq,
}

impl Replica {
    /// An empty copy that has seen nothing.
    #[must_use]
    pub fn new(client: ClientId, participant: ParticipantId) -> Self {
        Self {
            client,
            participant,
            epoch: None,
            last_seq: Seq::ZERO,
            last_number: 0,
            confirmed: Board::default(),
            view: Board::default(),
            pending: VecDeque::new(),
        }
    }

    /// What people see: confirmed and pending.
    #[must_use]
    pub fn view(&self) -> &Board {
        &self.view
    }

    /// What the server has recorded, as far as seen.
    #[must_use]
    pub fn confirmed(&self) -> &Board {
        &self.confirmed
    }

    /// The last event seen.
    #[must_use]
    pub fn last_seq(&self) -> Seq {
        self.last_seq
    }

    /// The history that has been seen.
    #[must_use]
    pub fn epoch(&self) -> Option<Epoch> {
        self.epoch
    }

    /// Who works here.
    #[must_use]
    pub fn participant(&self) -> ParticipantId {
        self.participant
    }

    /// The number of this replica's commands that have no answer yet.
    #[must_use]
    pub fn pending_count(&self) -> usize {
        self.pending.len()
    }

    /// The lowest number without an answer.
    #[must_use]
    pub fn first_pending(&self) -> Option<u64> {
        self.pending.front().map(|pending| pending.number)
    }

    /// Whether something waits to be sent.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        self.pending.iter().any(|pending| pending.sending != Sending::InFlight)
    }

    /// Decides the command on the view, shows its effect at once and queues it.
    ///
    /// # Errors
    /// The [`Rejection`] that the server would give now; nothing has changed.
    pub fn propose(&mut self, command: BoardCommand) -> Result<Accepted, Rejection> {
        let event = self.view.decide(&command, self.participant)?;
        let touched = event.touched(self.participant);
        self.view.apply(&event, self.participant);
        if !self.compose_with_last(&command) {
            self.last_number += 1;
            let number = self.last_number;
            let sending = Sending::Never;
            let event = Some(event.clone());
            self.pending.push_back(Pending { number, command, event, sending });
        }
        Ok(Accepted { event, touched })
    }

    /// What to send now, in order. Call again when an answer came.
    pub fn take_outgoing(&mut self) -> Vec<ClientMessage> {
        let mut in_flight =
            self.pending.iter().filter(|pending| pending.sending == Sending::InFlight).count();
        let mut messages = Vec::new();
        let mut notes_in_flight = Vec::new();
        for pending in &mut self.pending {
            let text_note = edited_note(&pending.command);
            if pending.sending == Sending::InFlight {
                notes_in_flight.extend(text_note);
                continue;
            }
            // Order is kept: whatever must wait holds up all behind it.
            let must_wait = text_note.is_some_and(|note| notes_in_flight.contains(&note));
            if must_wait || in_flight >= limits::IN_FLIGHT_MAX {
                break;
            }
            pending.sending = Sending::InFlight;
            in_flight += 1;
            notes_in_flight.extend(text_note);
            messages.push(ClientMessage::Propose {
                number: pending.number,
                base_seq: self.last_seq,
                command: pending.command.clone(),
            });
        }
        messages
    }

    /// The connection is gone: what was in flight may or may not have arrived.
    pub fn disconnect(&mut self) {
        for pending in &mut self.pending {
            if pending.sending == Sending::InFlight {
                pending.sending = Sending::Perhaps;
            }
        }
    }

    /// The server's history is this one.
    pub fn welcome(&mut self, epoch: Epoch) {
        self.epoch = Some(epoch);
    }

    /// Starts over from a snapshot and decides what is pending again on top of it.
    pub fn restore(&mut self, snapshot: Snapshot, epoch: Epoch) -> Change {
        let seq = snapshot.seq;
        let board = snapshot.into_board();
        for at in 0..self.pending.len() {
            let Some(note) = edited_note(&self.pending[at].command) else { continue };
            let first = self.pending.iter().position(|p| edited_note(&p.command) == Some(note));
            if first != Some(at) {
                continue;
            }
            let old = self.confirmed.note(note).map_or("", |note| note.text.as_str());
            let new = board.note(note).map_or("", |note| note.text.as_str());
            let difference = TextOperation::between(old, new);
            self.transform_pending(note, difference, at);
        }
        self.confirmed = board;
        self.last_seq = seq;
        self.epoch = Some(epoch);
        let mut change = Change::default();
        self.view = self.confirmed.clone();
        self.decide_pending(&mut change);
        change
    }

    /// Takes in recorded events; ones already seen are passed over.
    ///
    /// # Errors
    /// [`Gap`] if one is missing in between; those before it have been taken in, and `change` says
    /// what they did.
    pub fn record(&mut self, events: &[RecordedEvent], change: &mut Change) -> Result<(), Gap> {
        for recorded in events {
            if recorded.seq <= self.last_seq {
                continue;
            }
            if recorded.seq != self.last_seq.next() {
                return Err(Gap { received: recorded.seq });
            }
            self.record_next(recorded, change);
        }
        Ok(())
    }

    /// The server has refused one of this replica's commands.
    pub fn reject(&mut self, number: u64, rejection: Rejection) -> Change {
        let mut change = Change::default();
        let Some(at) = self.pending.iter().position(|pending| pending.number == number) else {
            return change;
        };
        if rejection == Rejection::BaseTooOld {
            // The edit itself is fine and has been rebased meanwhile: ask again.
            self.pending[at].sending = Sending::Perhaps;
            return change;
        }
        let mut touched = self.touched_by_pending();
        let refused = self.remove_pending(at);
        report(&refused.command, rejection, &mut change);
        touched.extend(self.touched_by(&refused));
        self.rebase(touched, &mut change);
        change
    }

    /// The server had recorded a repeated command before, at `seq`.
    pub fn already_recorded(&mut self, number: u64, seq: Seq) -> Change {
        let mut change = Change::default();
        let at = self.pending.iter().position(|pending| pending.number == number);
        // If the event itself has not been seen yet it is on its way and settles the command.
        if let Some(at) = at.filter(|_| seq <= self.last_seq) {
            let mut touched = self.touched_by_pending();
            let known = self.remove_pending(at);
            touched.extend(self.touched_by(&known));
            self.rebase(touched, &mut change);
        }
        change
    }

    fn record_next(&mut self, recorded: &RecordedEvent, change: &mut Change) {
        let own = (recorded.command_id.client == self.client)
            .then(|| self.pending.iter().position(|p| p.number == recorded.command_id.number))
            .flatten();
        self.confirmed.apply(&recorded.event, recorded.participant);
        self.last_seq = recorded.seq;
        if own == Some(0) && self.pending[0].event.as_ref() == Some(&recorded.event) {
            // As expected: the view shows it already.
            self.pending.pop_front();
            return;
        }
        let mut touched = recorded.event.touched(recorded.participant);
        if own.is_none() && self.pending.is_empty() {
            self.view.apply(&recorded.event, recorded.participant);
            if let BoardEvent::TextEdited { note, operation } = &recorded.event {
                change.text_edits.push((*note, operation.clone()));
            }
            change.touched.extend(touched);
            return;
        }
        touched.extend(self.touched_by_pending());
        match (own, &recorded.event) {
            (Some(at), _) => {
                self.remove_own(at, &recorded.event);
            }
            (None, BoardEvent::TextEdited { note, operation }) => {
                let moved = self.transform_pending(*note, operation.clone(), 0);
                change.text_edits.push((*note, moved));
            }
            (None, _) => {}
        }
        self.rebase(touched, change);
    }

    /// Takes an own command out of the queue because the log now holds it.
    fn remove_own(&mut self, at: usize, recorded: &BoardEvent) {
        if self.pending[at].event.as_ref() == Some(recorded) {
            let _settled = self.pending.remove(at);
        } else {
            // Recorded otherwise than expected: what follows is moved from one to the other.
            let expected = self.remove_pending(at);
            if let (BoardEvent::TextEdited { note, operation }, true) =
                (recorded, edited_note(&expected.command).is_some())
            {
                self.transform_pending(*note, operation.clone(), at);
            }
        }
    }

    /// Makes the view of `touched` items anew from confirmed and pending.
    fn rebase(&mut self, touched: Touched, change: &mut Change) {
        self.view.reset(&touched, &self.confirmed);
        change.touched.extend(touched);
        self.decide_pending(change);
    }

    /// Decides everything pending on the view, which must be the confirmed board.
    fn decide_pending(&mut self, change: &mut Change) {
        let mut at = 0;
        while at < self.pending.len() {
            let pending = &mut self.pending[at];
            match self.view.decide(&pending.command, self.participant) {
                Ok(event) => {
                    self.view.apply(&event, self.participant);
                    change.touched.extend(event.touched(self.participant));
                    pending.event = Some(event);
                    at += 1;
                }
                // It may have been recorded: only the server knows, and it will answer.
                Err(_) if pending.sending != Sending::Never => {
                    pending.event = None;
                    at += 1;
                }
                Err(rejection) => {
                    let refused = self.remove_pending(at);
                    report(&refused.command, rejection, change);
                }
            }
        }
    }

    /// Takes a pending command out; later edits of its text are moved to a text without it.
    fn remove_pending(&mut self, at: usize) -> Pending {
        let removed = self.pending.remove(at).expect("the caller has found it there");
        if let BoardCommand::EditText { note, operation } = &removed.command {
            let before = self.text_before(*note, at);
            if let Ok(inverse) = operation.inverse(&before) {
                self.transform_pending(*note, inverse, at);
            }
        }
        removed
    }

    /// The text of a note before the pending command at this place.
    fn text_before(&self, note: NoteId, at: usize) -> String {
        let mut board = Board::default();
        let mut touched = Touched::default();
        touched.notes.insert(note);
        board.reset(&touched, &self.confirmed);
        for pending in self.pending.iter().take(at) {
            if let Some(event) = &pending.event {
                board.apply(event, self.participant);
            }
        }
        board.note(note).map_or_else(String::new, |note| note.text.clone())
    }

    /// Moves the pending edits of a note, from place `at` on, over an edit that comes before them.
    /// Gives that edit as it comes after them.
    fn transform_pending(
        &mut self,
        edited: NoteId,
        mut earlier: TextOperation,
        at: usize,
    ) -> TextOperation {
        for pending in self.pending.iter_mut().skip(at) {
            let BoardCommand::EditText { note, operation } = &mut pending.command else { continue };
            if *note != edited {
                continue;
            }
            if let Ok((earlier_after, moved)) = TextOperation::transform(&earlier, operation) {
                *operation = moved;
                earlier = earlier_after;
            }
        }
        earlier
    }

    /// Joins an edit with the one before it if that has never been sent.
    fn compose_with_last(&mut self, command: &BoardCommand) -> bool {
        let Some(last) = self.pending.back_mut() else { return false };
        let (
            BoardCommand::EditText { note, operation },
            BoardCommand::EditText { note: last_note, operation: last_operation },
            Sending::Never,
        ) = (command, &mut last.command, last.sending)
        else {
            return false;
        };
        if note != last_note {
            return false;
        }
        let Ok(composed) = last_operation.compose(operation) else { return false };
        if composed.is_noop() {
            // Written and taken back: nothing is left to say.
            self.pending.pop_back();
            return true;
        }
        *last_operation = composed.clone();
        last.event = Some(BoardEvent::TextEdited { note: *note, operation: composed });
        true
    }

    fn touched_by_pending(&self) -> Touched {
        let mut touched = Touched::default();
        for pending in &self.pending {
            touched.extend(self.touched_by(pending));
        }
        touched
    }

    fn touched_by(&self, pending: &Pending) -> Touched {
        let event = pending.event.as_ref();
        event.map(|event| event.touched(self.participant)).unwrap_or_default()
    }
}

fn edited_note(command: &BoardCommand) -> Option<NoteId> {
    if let BoardCommand::EditText { note, .. } = command { Some(*note) } else { None }
}

fn report(command: &BoardCommand, rejection: Rejection, change: &mut Change) {
    // Somebody else did the same: there is nothing to tell.
    if rejection == Rejection::NothingToChange {
        return;
    }
    let text = match command {
        BoardCommand::EditText { operation, .. } => {
            Some(operation.inserted().collect::<Vec<_>>().join(" "))
        }
        BoardCommand::AddItems { notes, .. } => {
            let texts = notes.iter().map(|note| note.text.as_str());
            Some(texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n"))
        }
        BoardCommand::RelabelArrow { label: text, .. }
        | BoardCommand::RetitleFrame { title: text, .. }
        | BoardCommand::RetitleBoard { title: text } => Some(text.clone()),
        BoardCommand::DeleteItems { .. }
        | BoardCommand::MoveItems { .. }
        | BoardCommand::ResizeNotes { .. }
        | BoardCommand::ResizeFrame { .. }
        | BoardCommand::RetypeNotes { .. }
        | BoardCommand::RecolourNotes { .. }
        | BoardCommand::RestackNotes { .. }
        | BoardCommand::PinNotes { .. }
        | BoardCommand::RetypeFrame { .. }
        | BoardCommand::IntroduceParticipant { .. } => None,
    };
    let text = text.filter(|text| !text.trim().is_empty());
    change.refused.push(Refused { rejection, text });
}
