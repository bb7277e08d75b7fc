//! A text field while an input method composes in it: its text must not be touched, so what others
//! write meanwhile waits outside.

use squall_board::{NoteId, TextOperation};

/// The text of a field in which an input method composes, and what it has not been shown.
///
/// # Invariants
/// `held` leads from the text in the field to the text on the board.
#[derive(Debug, Clone)]
pub(crate) struct Composition {
    note: NoteId,
    shown: String,
    held: TextOperation,
}

impl Composition {
    /// The field shows the board's text.
    pub(crate) fn new(note: NoteId, text: &str) -> Self {
        let held = TextOperation::between(text, text);
        Self { note, shown: text.to_owned(), held }
    }

    /// The note whose text is in the field.
    pub(crate) fn note(&self) -> NoteId {
        self.note
    }

    /// The board's text has changed, but not by hand in this field.
    pub(crate) fn follow(&mut self, edit: &TextOperation, board: &str) {
        match self.held.compose(edit) {
            Ok(held) => self.held = held,
            Err(_) => self.held = TextOperation::between(&self.shown, board),
        }
    }

    /// The field holds this now: gives the edit of the board's text that was made by hand.
    pub(crate) fn typed(&mut self, value: &str, board: &str) -> TextOperation {
        let by_hand = TextOperation::between(&self.shown, value);
        value.clone_into(&mut self.shown);
        match TextOperation::transform(&self.held, &by_hand) {
            Ok((held, by_hand)) => {
                self.held = held;
                by_hand
            }
            Err(_) => {
                self.held = TextOperation::between(value, value);
                TextOperation::between(board, value)
            }
        }
    }

    /// The board has not taken what was typed.
    pub(crate) fn refused(&mut self, board: &str) {
        self.held = TextOperation::between(&self.shown, board);
    }

    /// What the field has not been shown.
    pub(crate) fn into_held(self) -> TextOperation {
        self.held
    }
}
