//! An optimistic copy of a board: confirmed state, pending commands, and the view that people see.
//! Knows nothing of sockets: the caller carries messages in both directions.

use std::collections::{BTreeMap, VecDeque};

use squall_board::protocol::{ClientMessage, Epoch};
use squall_board::{
    Board, BoardCommand, BoardEvent, ClientId, ClientSecret, CommandId, NoteId, ParticipantId,
    RecordedEvent, Rejection, Seq, Snapshot, TextOperation, Touched, gather, limits,
};

use crate::kept::{KeptCommand, KeptCommands};
use crate::pending::{
    Known, Pending, Sending, difference, edited_note, leading, report, report_left_out, text_of,
};

/// A number that leaves room for more than any replica will ever ask.
const NUMBER_MAX: u64 = 1 << 62;

/// An optimistic copy of a board.
///
/// # Invariants
/// `view` is `confirmed` with every pending event applied in order. The view differs from the
/// confirmed board only in what pending events touch. At most one text edit of a note is in flight,
/// so the server can transform it over exactly what others have recorded since its base.
#[derive(Debug, Clone)]
pub struct Replica {
    secret: ClientSecret,
    /// What the secret proves.
    client: ClientId,
    participant: ParticipantId,
    epoch: Option<Epoch>,
    last_seq: Seq,
    last_number: u64,
    confirmed: Board,
    view: Board,
    pending: VecDeque<Pending>,
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
    /// Items that own commands were to put up and that others had put back already: they are theirs.
    pub left_out: Touched,
    /// A part of an own command was left out for that reason, and no words are lost by it.
    pub is_partly_left_out: bool,
    /// Texts of notes that were taken off the view: they may come back as something else.
    gone: BTreeMap<NoteId, String>,
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
    pub fn new(secret: ClientSecret, participant: ParticipantId) -> Self {
        Self {
            secret,
            client: secret.client(),
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

    /// What this replica proves itself with.
    #[must_use]
    pub fn secret(&self) -> ClientSecret {
        self.secret
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

    /// This replica's commands that have no answer yet, in order, except those that a snapshot seems
    /// to hold already. The view is the confirmed board with these decided on it.
    pub fn pending(&self) -> impl Iterator<Item = &BoardCommand> {
        let shown = self.pending.iter().filter(|pending| !pending.is_in_snapshot);
        shown.map(|pending| &pending.command)
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
        let before = edited_note(&command).and_then(|note| text_of(&self.view, note));
        let before = before.unwrap_or_default().to_owned();
        self.view.apply(&event, self.participant);
        if !self.compose_with_last(&command) {
            self.last_number += 1;
            let number = self.last_number;
            let sending = Sending::Never;
            let event = Some(event.clone());
            let (is_repeated, is_in_snapshot) = (false, false);
            self.pending.push_back(Pending {
                number,
                command,
                before,
                event,
                sending,
                is_repeated,
                is_in_snapshot,
            });
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
            // Which text an edit was made on shows only when it is known whether the note was put
            // back before or after what others wrote.
            if let (BoardCommand::AddItems { notes, .. }, true) =
                (&pending.command, pending.is_repeated)
            {
                notes_in_flight.extend(notes.iter().map(|note| note.id));
            }
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
                pending.is_repeated = true;
            }
        }
    }

    /// The server's history is this one.
    pub fn welcome(&mut self, epoch: Epoch) {
        self.epoch = Some(epoch);
    }

    /// What must outlive the page; `None` if everything has its answer.
    #[must_use]
    pub fn kept(&self) -> Option<KeptCommands> {
        let commands = self.pending.iter().map(|pending| KeptCommand {
            number: pending.number,
            command: pending.command.clone(),
            before: pending.before.clone(),
        });
        let kept = KeptCommands { secret: self.secret, commands: commands.collect() };
        (!kept.commands.is_empty()).then_some(kept)
    }

    /// Goes on as the replica that has left these commands, under its secret and their numbers, so
    /// that none is recorded twice. New commands get numbers `gap` beyond: the other may have used
    /// some that were not kept. The caller connects anew.
    ///
    /// # Errors
    /// Gives the commands back if there are own ones without an answer.
    pub fn adopt(&mut self, kept: KeptCommands, gap: u64) -> Result<Change, KeptCommands> {
        if !self.pending.is_empty() {
            return Err(kept);
        }
        (self.secret, self.client) = (kept.secret, kept.secret.client());
        for KeptCommand { number, command, before } in kept.commands {
            self.last_number = self.last_number.max(number);
            let mut pending = Pending {
                number,
                command,
                before,
                event: None,
                // Some may have been recorded without anybody here having heard of it.
                sending: Sending::Perhaps,
                is_repeated: true,
                is_in_snapshot: false,
            };
            pending.is_in_snapshot = pending.seems_to_be_in(&self.confirmed);
            self.pending.push_back(pending);
        }
        self.last_number = self.last_number.saturating_add(gap).min(NUMBER_MAX);
        let mut change = Change::default();
        // Not only edits change texts: a note may be deleted and put back as it was before.
        let old_view = self.view.clone();
        let mut known = Known::new();
        self.decide_pending(&mut known, &mut change);
        for old in old_view.notes() {
            self.report_text(old.id, &old.text, &known, &mut change);
        }
        Ok(change)
    }

    /// Starts over from a snapshot and decides what is pending again on top of it.
    pub fn restore(&mut self, snapshot: Snapshot, epoch: Epoch) -> Change {
        let old_view = std::mem::take(&mut self.view);
        self.last_seq = snapshot.seq;
        self.epoch = Some(epoch);
        self.confirmed = snapshot.into_board();
        self.view = self.confirmed.clone();
        for pending in self.pending.iter_mut().filter(|p| p.sending != Sending::Never) {
            pending.is_in_snapshot |= pending.seems_to_be_in(&self.confirmed);
        }
        let mut change = Change::default();
        let mut known = Known::new();
        self.decide_pending(&mut known, &mut change);
        for old in old_view.notes() {
            self.report_text(old.id, &old.text, &known, &mut change);
        }
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
        let refused = self.take_out(at, &mut change);
        report(&refused, rejection, &mut change);
        change
    }

    /// The server had recorded a repeated command before, at `seq`.
    pub fn already_recorded(&mut self, number: u64, seq: Seq) -> Change {
        let mut change = Change::default();
        let at = self.pending.iter().position(|pending| pending.number == number);
        // If the event itself has not been seen yet it is on its way and settles the command.
        if let Some(at) = at.filter(|_| seq <= self.last_seq) {
            self.take_out(at, &mut change);
        }
        change
    }

    fn record_next(&mut self, recorded: &RecordedEvent, change: &mut Change) {
        self.drop_edits_put_back(recorded);
        let own = (recorded.command_id.client == self.client)
            .then(|| self.pending.iter().position(|p| p.number == recorded.command_id.number))
            .flatten();
        if let Some(at) = own {
            report_left_out(&self.pending[at].command, &self.confirmed, change);
        }
        self.confirmed.apply(&recorded.event, recorded.participant);
        self.last_seq = recorded.seq;
        if own == Some(0) && self.pending[0].event.as_ref() == Some(&recorded.event) {
            // As expected: the view shows it already.
            self.pending.pop_front();
            return;
        }
        let mut touched = recorded.event.touched(recorded.participant);
        if own.is_none()
            && self.pending.is_empty()
            && let BoardEvent::TextEdited { note, operation } = &recorded.event
        {
            self.view.apply(&recorded.event, recorded.participant);
            change.text_edits.push((*note, operation.clone()));
            change.touched.extend(touched);
            return;
        }
        touched.extend(self.touched_by_pending());
        let mut known = Known::new();
        if let BoardEvent::TextEdited { note, operation } = &recorded.event {
            known.insert(*note, operation.clone());
        }
        if let Some(settled) = own.and_then(|at| self.pending.remove(at)) {
            known = gather(difference(&settled, &recorded.event));
        }
        self.rebase(touched, known, change);
    }

    /// Drops edits that wait to be sent again, of notes that a later own command has put back: these
    /// hold the words already.
    fn drop_edits_put_back(&mut self, recorded: &RecordedEvent) {
        let BoardEvent::ItemsAdded { notes, .. } = &recorded.event else { return };
        let CommandId { client, number } = recorded.command_id;
        if client == self.client {
            self.pending.retain(|pending| {
                let edited = edited_note(&pending.command).filter(|_| pending.number < number);
                edited.is_none_or(|edited| notes.iter().all(|note| note.id != edited))
            });
        }
    }

    /// Takes a pending command out, as if it had never been proposed.
    fn take_out(&mut self, at: usize, change: &mut Change) -> BoardCommand {
        let touched = self.touched_by_pending();
        let removed = self.pending.remove(at).expect("the caller has found it there");
        let known = gather(removed.removal());
        self.rebase(touched, known, change);
        removed.command
    }

    /// Makes the view of `touched` items anew from confirmed and pending. `known` says how texts
    /// changed, where that is known better than by comparing them.
    fn rebase(&mut self, touched: Touched, mut known: Known, change: &mut Change) {
        let mut notes = touched.notes.clone();
        notes.extend(self.pending.iter().filter_map(|pending| edited_note(&pending.command)));
        let old_texts = notes.into_iter().filter_map(|note| {
            let text = text_of(&self.view, note).map(str::to_owned);
            Some((note, text.or_else(|| change.gone.remove(&note))?))
        });
        let old_texts: Vec<(NoteId, String)> = old_texts.collect();
        self.view.reset(&touched, &self.confirmed);
        change.touched.extend(touched);
        self.decide_pending(&mut known, change);
        for (note, old) in old_texts {
            self.report_text(note, &old, &known, change);
        }
    }

    /// Decides everything pending on the view, which must be the confirmed board. An edit of a text
    /// that is no longer the one it was made on is moved to what it is now; afterwards `known` leads
    /// from the texts that were shown to those that are.
    fn decide_pending(&mut self, known: &mut Known, change: &mut Change) {
        let mut at = 0;
        while at < self.pending.len() {
            let pending = &mut self.pending[at];
            let note = edited_note(&pending.command);
            let moved = note.and_then(|note| {
                let now = text_of(&self.view, note)?;
                Some((note, pending.move_to(now, known.remove(&note))))
            });
            let decided = if pending.is_in_snapshot {
                Err(Rejection::NothingToChange)
            } else {
                self.view.decide(&pending.command, self.participant)
            };
            if let Some((note, moved)) = moved.filter(|_| !pending.is_in_snapshot) {
                known.extend(moved.leads(decided.is_ok()).map(|leads| (note, leads)));
            }
            match decided {
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
                    let refused = self.pending.remove(at).expect("it is at this place");
                    report(&refused.command, rejection, change);
                }
            }
        }
    }

    /// Says how a text that was shown and still is has changed.
    fn report_text(&self, note: NoteId, old: &str, known: &Known, change: &mut Change) {
        let Some(now) = text_of(&self.view, note) else {
            change.gone.insert(note, old.to_owned());
            return;
        };
        if now == old {
            return;
        }
        change.text_edits.push((note, leading(known.get(&note).cloned(), old, now)));
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
