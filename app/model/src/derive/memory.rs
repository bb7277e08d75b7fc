//! What was read of the notes of a wall, kept from one derivation to the next: what their words say and
//! whom they stand beside. Knows nothing of concepts or links.

use std::sync::Arc;

use squall_board::{Board, Note, NoteId, NoteKind};

use super::concepts::split_text;
use super::places::Places;
use crate::names::{key, slug};

/// What the words on a note say.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) note: Arc<Note>,
    /// Its name on one line; empty if it has none.
    pub(super) name: String,
    /// What follows its name.
    pub(super) description: String,
    /// What all spellings of its name have in common.
    pub(super) key: String,
    /// Its name as part of an element's id.
    pub(super) slug: String,
}

impl Written {
    fn on(note: &Arc<Note>) -> Self {
        let (name, description) = split_text(note);
        let (key, slug) = (key(&name), slug(&name));
        Self { note: Arc::clone(note), name, description, key, slug }
    }
}

/// What was read of the notes of one wall.
///
/// # Invariants
/// `notes` has the notes of the wall that was read last, save plain text, by id.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) notes: Vec<Written>,
    pub(super) places: Places,
}

impl Memory {
    /// Reads the notes that are not as they were.
    pub(super) fn follow(&mut self, board: &Board) {
        let mut known = std::mem::take(&mut self.notes).into_iter().peekable();
        let mut changed: Vec<Arc<Note>> = Vec::new();
        let named = board.shared_notes().filter(|note| note.kind != NoteKind::Text);
        for note in named {
            while let Some(gone) = known.next_if(|it| it.note.id < note.id) {
                changed.push(gone.note);
            }
            let written = match known.next_if(|it| it.note.id == note.id) {
                Some(written) if Arc::ptr_eq(&written.note, note) => written,
                before => {
                    changed.extend(before.map(|it| it.note));
                    changed.push(Arc::clone(note));
                    Written::on(note)
                }
            };
            self.notes.push(written);
        }
        changed.extend(known.map(|it| it.note));
        let (notes, places) = (&self.notes, &mut self.places);
        let current = |id: NoteId| {
            let at = notes.binary_search_by(|it| it.note.id.cmp(&id)).ok()?;
            Some(&notes[at].note)
        };
        places.follow(&changed, current);
    }
}
