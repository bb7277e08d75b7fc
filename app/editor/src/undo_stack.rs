//! One's own work, newest first, to be taken back and done again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use squall_board::{
    Board, BoardCommand, NoteId, TextOperation, Touched, UndoOutcome, UndoStep, gather,
};

/// Most gestures that can be taken back.
pub const UNDO_MAX: usize = 500;

/// One's own gestures that can be taken back or done again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UndoStack {
    done: Vec<Gesture>,
    undone: Vec<Gesture>,
    /// The note whose typing is still one gesture.
    #[serde(skip)]
    typing: Option<NoteId>,
}

/// What one gesture did; its steps in the order they were done.
type Gesture = Vec<UndoStep>;

/// Commands to propose, in order, to take a gesture back or do it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Reversal {
    /// The commands.
    pub commands: Vec<BoardCommand>,
    /// Whether somebody has changed a part of it since, which stays as it is.
    pub partly: bool,
}

impl UndoStack {
    /// Adds what a new gesture did. Whatever was undone can no longer be done again.
    pub fn push(&mut self, steps: Vec<UndoStep>) {
        self.typing = None;
        self.undone.clear();
        self.push_done(steps);
    }

    /// Adds what typing in a note did; joined with the typing right before it in the same note.
    pub fn push_typing(&mut self, note: NoteId, step: UndoStep) {
        self.undone.clear();
        let last = self.done.last_mut().and_then(|gesture| gesture.last_mut());
        if self.typing == Some(note) && last.is_some_and(|last| last.join_text(&step)) {
            return;
        }
        self.push_done(vec![step]);
        self.typing = Some(note);
    }

    /// The next typing is a gesture of its own.
    pub fn end_typing(&mut self) {
        self.typing = None;
    }

    /// Adds what taking back did, to be done again.
    pub fn push_undone(&mut self, steps: Vec<UndoStep>) {
        if !steps.is_empty() {
            self.undone.push(steps);
        }
    }

    /// Adds what doing again did; unlike [`Self::push`] the rest can still be done again.
    pub fn push_redone(&mut self, steps: Vec<UndoStep>) {
        self.push_done(steps);
    }

    /// Whether there is something to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is something to do again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Takes the newest gesture off; `None` if there is none.
    pub fn undo(&mut self, now: &Board) -> Option<Reversal> {
        self.typing = None;
        self.done.pop().map(|gesture| reversal(&gesture, now))
    }

    /// Takes the gesture undone last off; `None` if there is none.
    pub fn redo(&mut self, now: &Board) -> Option<Reversal> {
        self.undone.pop().map(|gesture| reversal(&gesture, now))
    }

    /// Follows an edit by somebody else, as it changed the text on the screen.
    pub fn follow_text(&mut self, note: NoteId, edit: &TextOperation) {
        for stack in [&mut self.done, &mut self.undone] {
            let mut edit = edit.clone();
            // From the newest down: each step sees the edit as if all newer ones were taken back.
            for step in stack.iter_mut().rev().flat_map(|gesture| gesture.iter_mut().rev()) {
                edit = step.follow_text(note, edit);
            }
        }
    }

    /// Never takes away these items as own ones: somebody else has put them back.
    pub fn disown(&mut self, items: &Touched) {
        for step in self.done.iter_mut().chain(&mut self.undone).flatten() {
            step.disown(items);
        }
    }

    /// The notes whose texts are edited by what is in here.
    pub(crate) fn edited_notes(&self) -> BTreeSet<NoteId> {
        let steps = self.done.iter().chain(&self.undone).flatten();
        gather(steps.filter_map(UndoStep::edited_note))
    }

    /// Forgets the older half.
    pub(crate) fn forget_older_half(&mut self) {
        for stack in [&mut self.done, &mut self.undone] {
            stack.drain(..stack.len().div_ceil(2));
        }
    }

    fn push_done(&mut self, steps: Vec<UndoStep>) {
        if steps.is_empty() {
            return;
        }
        self.done.push(steps);
        if self.done.len() > UNDO_MAX {
            self.done.remove(0);
        }
    }
}

fn reversal(gesture: &Gesture, now: &Board) -> Reversal {
    let mut reversal = Reversal { commands: Vec::new(), partly: false };
    let mut board = std::borrow::Cow::Borrowed(now);
    let nobody = squall_board::ParticipantId::from_u128(0);
    for (at, step) in gesture.iter().enumerate().rev() {
        let command = match step.command(&board) {
            UndoOutcome::Whole(command) => command,
            UndoOutcome::Partly(command) => {
                reversal.partly = true;
                command
            }
            UndoOutcome::Superseded => {
                reversal.partly = true;
                continue;
            }
        };
        if at > 0
            && let Ok(event) = board.decide(&command, nobody)
        {
            board.to_mut().apply(&event, nobody);
        }
        reversal.commands.push(command);
    }
    reversal
}
