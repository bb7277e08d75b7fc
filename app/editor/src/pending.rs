//! A command that has no answer yet, and how the edit that it may hold follows a text that changes
//! under it. Knows nothing of the order of commands; that is the replica's.

use std::collections::BTreeMap;

use squall_board::{
    Board, BoardCommand, BoardEvent, DetailChange, Note, NoteId, Rejection, TextOperation, Touched,
};

use crate::replica::{Change, Refused};

/// A command that has no answer yet.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) number: u64,
    pub(crate) command: BoardCommand,
    /// The text that an edit was made on; empty for other commands.
    pub(crate) before: String,
    /// Its effect on the view; `None` while it seems impossible but may have been recorded.
    pub(crate) event: Option<BoardEvent>,
    pub(crate) sending: Sending,
    /// It was sent on an earlier connection, so it may have been recorded long ago.
    pub(crate) is_repeated: bool,
    /// A snapshot seems to hold this edit already; it is not shown twice until an answer comes.
    pub(crate) is_in_snapshot: bool,
}

/// Whether a command has left this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sending {
    /// Never left this device: may still be composed with what follows.
    Never,
    /// Sent on the present connection.
    InFlight,
    /// Sent on an earlier connection: nobody knows whether it arrived.
    Perhaps,
}

impl Pending {
    /// Moves an edit from the text that it was made on to the text as it is `now`.
    pub(crate) fn move_to(&mut self, now: &str, known: Option<TextOperation>) -> Moved {
        let was_shown = self.event.is_some();
        let earlier = leading(known, &self.before, now);
        let mut moved = Moved { was_shown, earlier, old: None, new: None, earlier_after: None };
        let BoardCommand::EditText { operation, .. } = &mut self.command else { return moved };
        moved.old = operation.inverse(&self.before).ok();
        if let Ok((earlier_after, new)) = TextOperation::transform(&moved.earlier, operation) {
            moved.earlier_after = Some(earlier_after);
            moved.new = Some(new.clone());
            *operation = new;
        }
        now.clone_into(&mut self.before);
        moved
    }

    /// Whether the board seems to hold what this edit writes. May be wrong: only the server knows.
    pub(crate) fn seems_to_be_in(&self, board: &Board) -> bool {
        let BoardCommand::EditText { note, operation } = &self.command else { return false };
        let Some(now) = text_of(board, *note) else { return false };
        let mut written = operation.inserted().peekable();
        written.peek().is_some()
            && written.all(|words| now.matches(words).count() > self.before.matches(words).count())
    }

    /// How a text with this edit leads to the same text without it.
    pub(crate) fn removal(&self) -> Option<(NoteId, TextOperation)> {
        let BoardCommand::EditText { note, operation } = &self.command else { return None };
        let inverse = operation.inverse(&self.before).ok();
        inverse.filter(|_| self.event.is_some()).map(|inverse| (*note, inverse))
    }
}

/// An edit that was moved to another text.
pub(crate) struct Moved {
    was_shown: bool,
    /// From the old text to the new one, before the edit.
    earlier: TextOperation,
    /// The same after the edit.
    earlier_after: Option<TextOperation>,
    /// Takes the edit back from the old text.
    old: Option<TextOperation>,
    /// The edit of the new text.
    new: Option<TextOperation>,
}

impl Moved {
    /// From the old text after the edit, if it was shown, to the new one after it, if it is now.
    pub(crate) fn leads(self, is_shown: bool) -> Option<TextOperation> {
        match (self.was_shown, is_shown) {
            (true, true) => self.earlier_after,
            (false, false) => Some(self.earlier),
            (true, false) => self.old?.compose(&self.earlier).ok(),
            (false, true) => self.earlier.compose(&self.new?).ok(),
        }
    }
}

/// How texts lead from what they were to what they are. May be wrong; it is tried before use.
pub(crate) type Known = BTreeMap<NoteId, TextOperation>;

/// The edit that leads from `old` to `now`: the known one if it does so.
pub(crate) fn leading(known: Option<TextOperation>, old: &str, now: &str) -> TextOperation {
    let fits = |known: &TextOperation| known.apply(old).is_ok_and(|text| text == now);
    known.filter(fits).unwrap_or_else(|| TextOperation::between(old, now))
}

/// How what follows a settled command is changed by what was recorded of it.
pub(crate) fn difference(
    settled: &Pending,
    recorded: &BoardEvent,
) -> Option<(NoteId, TextOperation)> {
    let BoardEvent::TextEdited { note, operation } = recorded else { return settled.removal() };
    match settled.removal() {
        Some((_, removal)) => Some((*note, removal.compose(operation).ok()?)),
        None => Some((*note, operation.clone())),
    }
}

pub(crate) fn text_of(board: &Board, note: NoteId) -> Option<&str> {
    board.note(note).map(|note| note.text.as_str())
}

pub(crate) fn edited_note(command: &BoardCommand) -> Option<NoteId> {
    if let BoardCommand::EditText { note, .. } = command { Some(*note) } else { None }
}

pub(crate) fn report(command: &BoardCommand, rejection: Rejection, change: &mut Change) {
    // Somebody else did the same: there is nothing to tell.
    if rejection == Rejection::NothingToChange {
        return;
    }
    if rejection == Rejection::IdTaken {
        change.left_out.extend(added(command));
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
        BoardCommand::ChangeDetails { notes } => {
            let puts = notes.iter().filter_map(|set| match &set.change {
                DetailChange::Put(detail) => Some(detail.texts()),
                DetailChange::Remove(_) => None,
            });
            let texts = puts.flatten().filter(|text| !text.is_empty());
            Some(texts.collect::<Vec<_>>().join("\n"))
        }
        BoardCommand::DismissHint { reason: text, .. } => Some(text.clone()),
        BoardCommand::SetAgenda { .. }
        | BoardCommand::EnterPhase { .. }
        | BoardCommand::SetTimer { .. }
        | BoardCommand::ExtendTimer { .. }
        | BoardCommand::RestoreHint { .. }
        | BoardCommand::JudgeLinks { .. }
        | BoardCommand::RelateContexts { .. }
        | BoardCommand::BendArrow { .. }
        | BoardCommand::LockItems { .. }
        | BoardCommand::DeleteItems { .. }
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

/// The command is recorded on this board. Says what of it is left out, because somebody has put it
/// back before; words that would be lost by that are kept.
pub(crate) fn report_left_out(command: &BoardCommand, board: &Board, change: &mut Change) {
    let BoardCommand::AddItems { notes, arrows, frames } = command else { return };
    let mut left_out = Touched::default();
    let taken = notes.iter().filter(|note| board.note(note.id).is_some());
    let (same, others): (Vec<&Note>, _) =
        taken.partition(|note| text_of(board, note.id) == Some(&note.text));
    left_out.notes.extend(same.iter().chain(&others).map(|note| note.id));
    let arrows = arrows.iter().map(|arrow| arrow.id);
    left_out.arrows.extend(arrows.filter(|id| board.arrow(*id).is_some()));
    let frames = frames.iter().map(|frame| frame.id);
    left_out.frames.extend(frames.filter(|id| board.frame(*id).is_some()));
    if left_out.is_empty() {
        return;
    }
    let words = others.iter().map(|note| note.text.as_str());
    let words: Vec<&str> = words.filter(|words| !words.trim().is_empty()).collect();
    if words.is_empty() {
        change.is_partly_left_out = true;
    } else {
        let (rejection, text) = (Rejection::IdTaken, Some(words.join("\n")));
        change.refused.push(Refused { rejection, text });
    }
    change.left_out.extend(left_out);
}

/// What the command would have put up.
fn added(command: &BoardCommand) -> Touched {
    let mut touched = Touched::default();
    if let BoardCommand::AddItems { notes, arrows, frames } = command {
        touched.notes.extend(notes.iter().map(|note| note.id));
        touched.arrows.extend(arrows.iter().map(|arrow| arrow.id));
        touched.frames.extend(frames.iter().map(|frame| frame.id));
    }
    touched
}
