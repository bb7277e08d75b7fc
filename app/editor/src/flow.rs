//! Continuing the flow: the handles beside the selected note that offer what the grammar lets stand
//! there.

pub use squall_board::beside::{Side, free_place, neighbours, next_kind, verdict};
use squall_board::notation::{self, Verdict};
pub use squall_board::notation::{FLOW_GAP, ROW_GAP};
use squall_board::{Arrow, ArrowId, BoardCommand, Bounds, Note, NoteId, NoteKind, Point};

use crate::gesture::Gesture;
use crate::{EditTarget, Editor};

/// How far the handles stand off the note, beyond those that draw arrows, in CSS pixels.
const HANDLE_OFFSET_PX: f64 = 48.0;
/// How far the handles stand from each other, in CSS pixels.
const HANDLE_STEP_PX: f64 = 36.0;
/// How near a pointer must come to the middle of a handle, in CSS pixels.
const HANDLE_REACH_PX: f64 = 16.0;

/// A kind of note that the selected one can be given as a neighbour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuickAdd {
    /// Which kind.
    pub kind: NoteKind,
    /// On which side.
    pub side: Side,
    /// Where the middle of the handle stands, in board units.
    pub handle: Point,
}

/// What the only selected note can be given as neighbours, while nothing else is going on; before it only
/// as long as no arrow leads to it.
#[must_use]
pub fn quick_adds(editor: &Editor) -> Vec<QuickAdd> {
    let mut offered = Vec::new();
    let idle = *editor.gesture() == Gesture::None && editor.editing().is_none();
    let note = editor.selection().only_note().filter(|_| idle);
    let Some(note) = note.and_then(|id| editor.board().note(id)) else { return offered };
    let px = 1.0 / editor.camera().zoom;
    let bounds = note.bounds();
    let is_led_to = editor.board().arrows().any(|arrow| arrow.to == note.id);
    for side in [Side::Before, Side::After] {
        // What leads to the note stands where the handles would.
        if side == Side::Before && is_led_to {
            continue;
        }
        let kinds = neighbours(note.kind, side);
        let x = match side {
            Side::Before => bounds.left - HANDLE_OFFSET_PX * px,
            Side::After => bounds.right + HANDLE_OFFSET_PX * px,
        };
        let mut y = note.centre.y
            - (kinds.len() - usize::from(!kinds.is_empty())) as f64 * HANDLE_STEP_PX * px / 2.0;
        for kind in kinds {
            offered.push(QuickAdd { kind, side, handle: Point::new(x, y) });
            y += HANDLE_STEP_PX * px;
        }
    }
    offered
}

/// The handle of [`quick_adds`] under a place in board units.
#[must_use]
pub fn quick_add_at(editor: &Editor, at: Point) -> Option<QuickAdd> {
    let reach = HANDLE_REACH_PX / editor.camera().zoom;
    quick_adds(editor).into_iter().find(|offer| at.from(offer.handle).length() <= reach)
}

impl Editor {
    /// The next note of the flow, to the right of the one being written on or selected.
    pub(crate) fn continue_flow(&mut self) {
        let from = match self.editing {
            Some(EditTarget::Note(id)) => Some(id),
            Some(EditTarget::Arrow(_) | EditTarget::Frame(_)) | None => self.selection.only_note(),
        };
        let Some(from) = from.and_then(|id| self.board().note(id)) else { return };
        let kind = next_kind(self.board(), from.kind);
        self.add_beside(from.id, kind, Side::After);
    }

    /// Gives the only selected note a neighbour of this kind, joined by an arrow, and starts writing
    /// on it.
    pub fn quick_add(&mut self, kind: NoteKind, side: Side) {
        if let Some(note) = self.selection.only_note() {
            self.add_beside(note, kind, side);
        }
    }

    /// A note of this kind beside another one, where there is room, joined by an arrow unless it only
    /// annotates. Writing starts on it.
    pub fn add_beside(&mut self, note: NoteId, kind: NoteKind, side: Side) {
        // A note that has outgrown its paper becomes higher now.
        self.stop_editing();
        let Some(beside) = self.board().note(note) else { return };
        let size = notation::of(kind).size;
        let at = free_place(self.board(), beside.bounds(), size, side);
        let is_joined = verdict(beside.kind, kind, side) != Verdict::Annotation;
        let id = NoteId::from_u128(self.new_id());
        let new = Note { z: self.board().top_z(), ..Note::new(id, kind, at, self.participant()) };
        let (from, to) = match side {
            Side::Before => (id, note),
            Side::After => (note, id),
        };
        let mut arrows = Vec::new();
        if is_joined {
            let arrow = ArrowId::from_u128(self.new_id());
            arrows.push(Arrow::new(arrow, from, to));
        }
        if self.propose(BoardCommand::AddItems { notes: vec![new], arrows, frames: vec![] }) {
            self.start_editing(EditTarget::Note(id));
            self.reveal(Bounds::around(at, size));
        }
    }
}
