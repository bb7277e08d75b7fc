//! A board made from a text, the way a browser does it, and what tests ask of any such board.
#![allow(dead_code, reason = "every test file uses its own part")]

use squall_board::fixture::ANN;
use squall_board::{Board, FrameKind, Note, Point, ZIndex};
use squall_model::domain_model::{DomainModel, Element};
use squall_model::import::{ImportReport, ImportedItems, layout, parse};

/// The events of the guide's subscription box, as its first step lists them, along the timeline.
pub(crate) const EVENTS: [&str; 11] = [
    "Subscription Created",
    "Monthly Billing Cycle Triggered",
    "Payment Attempted",
    "Payment Succeeded",
    "Payment Failed",
    "Payment Retry Scheduled",
    "Payment Retry Attempted",
    "Subscription Paused",
    "Shipment Requested",
    "Subscription Resumed",
    "Subscription Cancelled",
];

/// Ids in order, for walls that are the same in every run.
pub(crate) fn counted_ids() -> impl FnMut() -> u128 {
    let mut next = 0;
    move || {
        next += 1;
        next
    }
}

/// A board with these items, put there command by command.
pub(crate) fn board_of(items: &ImportedItems) -> Board {
    let mut board = Board::default();
    for command in &items.commands {
        let event = board.decide(command, ANN).unwrap_or_else(|error| panic!("{error}"));
        board.apply(&event, ANN);
    }
    board
}

/// A board made from the text, and the report.
pub(crate) fn import(text: &str) -> (Board, ImportReport) {
    let wall = parse(text).expect("within the limits");
    let items = layout(&wall, Point::default(), &mut counted_ids(), ANN, &ZIndex::first());
    (board_of(&items), items.report)
}

/// Notes do not overlap; frames do not overlap and hold whole notes only.
pub(crate) fn assert_tidy(board: &Board) {
    let mut notes: Vec<&Note> = board.notes().collect();
    notes.sort_by(|a, b| a.bounds().left.total_cmp(&b.bounds().left));
    for (at, note) in notes.iter().enumerate() {
        let near = notes[at + 1..].iter();
        for other in near.take_while(|other| other.bounds().left < note.bounds().right) {
            let (a, b) = (note.bounds(), other.bounds());
            let apart = a.bottom <= b.top || b.bottom <= a.top;
            assert!(apart, "{:?} and {:?} overlap", note.text, other.text);
        }
        for frame in board.frames() {
            let (outer, inner) = (frame.bounds(), note.bounds());
            assert!(
                outer.encloses(inner) || !outer.intersects(inner),
                "{:?} is half inside {:?}",
                note.text,
                frame.title
            );
        }
    }
    let frames: Vec<_> = board.frames().collect();
    for (at, frame) in frames.iter().enumerate() {
        assert_eq!(frame.kind, FrameKind::BoundedContext);
        for other in &frames[at + 1..] {
            assert!(!frame.bounds().intersects(other.bounds()), "{} {}", frame.title, other.title);
        }
    }
}

/// The names of elements.
pub(crate) fn names<'a>(elements: impl IntoIterator<Item = &'a Element>) -> Vec<&'a str> {
    elements.into_iter().map(|element| element.name.as_str()).collect()
}

/// The names behind ids.
pub(crate) fn named<'a>(model: &'a DomainModel, ids: &[squall_model::ElementId]) -> Vec<&'a str> {
    ids.iter().map(|id| model.name(id).expect("ids name elements")).collect()
}
