//! Continuing the flow: which kinds may stand before or after a note, where a new one has room, and
//! the handles that offer them beside the selected note.

use squall_board::notation::{self, Verdict};
pub use squall_board::notation::{FLOW_GAP, ROW_GAP};
use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Bounds, Note, NoteId, NoteKind, Point, Size,
};

use crate::gesture::Gesture;
use crate::{EditTarget, Editor};

/// How far the handles stand off the note, beyond those that draw arrows, in CSS pixels.
const HANDLE_OFFSET_PX: f64 = 48.0;
/// How far the handles stand from each other, in CSS pixels.
const HANDLE_STEP_PX: f64 = 36.0;
/// How near a pointer must come to the middle of a handle, in CSS pixels.
const HANDLE_REACH_PX: f64 = 16.0;
/// Most rows above and below in which room is looked for.
const ROWS_MAX: u32 = 200;

/// The kinds that take part in the flow, in the order in which they are offered.
const FLOW: [NoteKind; 8] = [
    NoteKind::Command,
    NoteKind::Aggregate,
    NoteKind::Policy,
    NoteKind::ReadModel,
    NoteKind::DomainEvent,
    NoteKind::Screen,
    NoteKind::Actor,
    NoteKind::ExternalSystem,
];

/// Before or after a note along the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// To its left: leads to it.
    Before,
    /// To its right: follows from it.
    After,
}

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

/// The kinds that the grammar lets stand on this side of a note, without leaving a step out; what
/// usually follows first. None beside what only annotates.
#[must_use]
pub fn neighbours(kind: NoteKind, side: Side) -> Vec<NoteKind> {
    let mut fitting = FLOW.to_vec();
    fitting.retain(|other| verdict(kind, *other, side) == Verdict::Fits);
    let usual = notation::next_kind(kind);
    if let (Side::After, Some(place)) = (side, fitting.iter().position(|kind| *kind == usual)) {
        fitting.remove(place);
        fitting.insert(0, usual);
    }
    fitting
}

fn verdict(kind: NoteKind, other: NoteKind, side: Side) -> Verdict {
    match side {
        Side::Before => notation::connection(other, kind).0,
        Side::After => notation::connection(kind, other).0,
    }
}

/// The kind that continues the flow after this one: what usually follows; in a phase of a workshop
/// that does without it, what else may follow there, even if that leaves a step out.
#[must_use]
pub fn next_kind(board: &Board, kind: NoteKind) -> NoteKind {
    let usual = notation::next_kind(kind);
    let Some(phase) = board.session().current() else { return usual };
    if phase.notes.contains(&usual) {
        return usual;
    }
    let used = |other: &NoteKind| phase.notes.contains(other);
    let short = |other: &NoteKind| verdict(kind, *other, Side::After) == Verdict::Shortcut;
    let next = neighbours(kind, Side::After).into_iter().find(used);
    next.or_else(|| FLOW.into_iter().find(|other| used(other) && short(other))).unwrap_or(usual)
}

/// Where a new note of this size stands beside another one without covering any: level with it, else
/// in the nearest free row below or above.
#[must_use]
pub fn free_place(board: &Board, beside: Bounds, size: Size, side: Side) -> Point {
    let away = FLOW_GAP + size.width / 2.0;
    let x = match side {
        Side::Before => beside.left - away,
        Side::After => beside.right + away,
    };
    let level = Point::new(x, beside.centre().y);
    let column = Bounds { top: f64::MIN, bottom: f64::MAX, ..Bounds::around(level, size) };
    let mut taken: Vec<Bounds> = board.notes().map(Note::bounds).collect();
    taken.retain(|other| other.intersects(column));
    let step = size.height + ROW_GAP;
    for row in 0..=ROWS_MAX {
        for way in [1.0, -1.0] {
            let at = Point::new(x, level.y + way * f64::from(row) * step);
            let own = Bounds::around(at, size);
            if !taken.iter().any(|other| other.intersects(own)) {
                return at;
            }
        }
    }
    level
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::fixture;

    use super::*;

    #[test]
    fn neighbours_are_exactly_the_sentences_of_the_grammar() {
        use NoteKind as K;
        let after = |kind| neighbours(kind, Side::After);
        let before = |kind| neighbours(kind, Side::Before);
        let event = [K::Policy, K::ReadModel, K::DomainEvent, K::ExternalSystem];
        assert_eq!(after(K::DomainEvent), event);
        assert_eq!(after(K::PivotalEvent), event);
        assert_eq!(after(K::Command), [K::DomainEvent, K::Aggregate, K::ExternalSystem]);
        assert_eq!(after(K::Policy), [K::Command]);
        assert_eq!(
            before(K::DomainEvent),
            [K::Command, K::Aggregate, K::DomainEvent, K::ExternalSystem]
        );
        assert_eq!(before(K::Actor), [K::ReadModel, K::Screen]);
        for row in &notation::NOTATION {
            for other in FLOW {
                let fits = notation::connection(row.kind, other).0 == Verdict::Fits;
                assert_eq!(after(row.kind).contains(&other), fits, "{:?} {other:?}", row.kind);
            }
        }
        assert_eq!((after(K::Hotspot), before(K::Text)), (vec![], vec![]));
    }

    proptest! {
        #[test]
        fn a_free_place_covers_no_note(
            places in proptest::collection::vec((-900.0..900.0, -900.0..900.0), 1..40),
            row in 0..notation::NOTATION.len(),
        ) {
            use std::fmt::Write as _;
            let mut text = String::new();
            for (name, (x, y)) in places.iter().enumerate() {
                write!(text, "event n{name} @ {x},{y};").expect("a string takes all");
            }
            let board = fixture::board(&text);
            let first = board.note(fixture::note_id("n0")).expect("it was put up").bounds();
            let size = notation::NOTATION[row].size;
            for side in [Side::Before, Side::After] {
                let own = Bounds::around(free_place(&board, first, size, side), size);
                prop_assert!(!board.notes().any(|note| note.bounds().intersects(own)));
                let gap = if side == Side::After { own.left - first.right } else { first.left - own.right };
                prop_assert!((gap - FLOW_GAP).abs() < 1e-6);
            }
        }
    }
}
