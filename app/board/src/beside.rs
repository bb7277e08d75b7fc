//! What may stand beside a note along the timeline, and where a new one has room there.

use crate::notation::{self, FLOW_GAP, ROW_GAP, Verdict};
use crate::{Board, Bounds, Note, NoteKind, Point, Size};

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

/// What the grammar says of a note of this kind with another on that side.
#[must_use]
pub fn verdict(kind: NoteKind, other: NoteKind, side: Side) -> Verdict {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixture;

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
