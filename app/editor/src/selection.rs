//! What a participant has selected. Never part of the board.

use std::collections::BTreeSet;

use squall_board::{ArrowId, Board, FrameId, NoteId, gather};

/// What a participant has selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Selected notes.
    pub notes: BTreeSet<NoteId>,
    /// Selected arrows.
    pub arrows: BTreeSet<ArrowId>,
    /// Selected frames.
    pub frames: BTreeSet<FrameId>,
}

impl Selection {
    /// Exactly these notes.
    pub fn of_notes(notes: impl IntoIterator<Item = NoteId>) -> Self {
        Self { notes: gather(notes), ..Self::default() }
    }

    /// Exactly this arrow.
    #[must_use]
    pub fn of_arrow(arrow: ArrowId) -> Self {
        Self { arrows: [arrow].into(), ..Self::default() }
    }

    /// Exactly this frame.
    #[must_use]
    pub fn of_frame(frame: FrameId) -> Self {
        Self { frames: [frame].into(), ..Self::default() }
    }

    /// Everything on the board.
    #[must_use]
    pub fn all(board: &Board) -> Self {
        Self {
            notes: gather(board.notes().map(|note| note.id)),
            arrows: gather(board.arrows().map(|arrow| arrow.id)),
            frames: gather(board.frames().map(|frame| frame.id)),
        }
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many things are selected.
    #[must_use]
    pub fn len(&self) -> usize {
        self.notes.len() + self.arrows.len() + self.frames.len()
    }

    /// The note, if it is all that is selected.
    #[must_use]
    pub fn only_note(&self) -> Option<NoteId> {
        self.notes.first().copied().filter(|_| self.len() == 1)
    }

    /// The arrow, if it is all that is selected.
    #[must_use]
    pub fn only_arrow(&self) -> Option<ArrowId> {
        self.arrows.first().copied().filter(|_| self.len() == 1)
    }

    /// The frame, if it is all that is selected.
    #[must_use]
    pub fn only_frame(&self) -> Option<FrameId> {
        self.frames.first().copied().filter(|_| self.len() == 1)
    }

    /// Selects or unselects a note.
    pub fn toggle_note(&mut self, note: NoteId) {
        if !self.notes.remove(&note) {
            self.notes.insert(note);
        }
    }

    /// Drops what is no longer on the board; tells whether anything was.
    pub fn retain_on(&mut self, board: &Board) -> bool {
        let before = self.len();
        self.notes.retain(|id| board.note(*id).is_some());
        self.arrows.retain(|id| board.arrow(*id).is_some());
        self.frames.retain(|id| board.frame(*id).is_some());
        before != self.len()
    }
}
