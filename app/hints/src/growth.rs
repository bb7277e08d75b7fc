//! That the work of all rules together grows with the wall as n log n at most. Counted and not timed, so
//! that a busy machine changes nothing.

use squall_board::fixture::ANN;
use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Detail, DetailId, Field, FieldType, Frame, FrameId,
    FrameKind, Note, NoteId, NoteKind, Point, Size, limits, notation,
};
use squall_model::derive;

use crate::hint::spoken;
use crate::testing::{carry_out, english};
use crate::wall::Wall;
use crate::{Level, Settings, Stage};

const SIZES: [usize; 3] = [500, 2_000, 8_000];

/// Numbers by lot, the same in every run: Knuth's MMIX generator.
struct Lots(u64);

impl Lots {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// How names are given and arrows drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    /// Nearly every note has a name of its own.
    ManyNames,
    /// The same names stand on many notes.
    FewNames,
    /// Every note is joined with the first.
    Star,
}

const VERBS: [&str; 8] = ["Place", "Ship", "Pay", "Cancel", "Check", "Refund", "Pack", "Review"];
const THINGS: [&str; 6] = ["Order", "Parcel", "Invoice", "Customer", "Claim", "Payment"];
const FIELDS: [&str; 6] = ["street", "colour", "amount", "order id", "size", "carrier"];

fn name(shape: Shape, kind: NoteKind, at: usize, lots: &mut Lots) -> String {
    let (verb, thing) = (VERBS[lots.below(8)], THINGS[lots.below(6)]);
    let thing = match shape {
        Shape::ManyNames | Shape::Star => format!("{thing} {at}"),
        Shape::FewNames => thing.to_owned(),
    };
    if kind == NoteKind::Policy {
        format!("Whenever {thing} Paid, then {verb} {thing}")
    } else if kind == NoteKind::DomainEvent && lots.below(5) > 0 {
        format!("{thing} Was Updated and Closed")
    } else if matches!(kind, NoteKind::Command | NoteKind::DomainEvent) {
        format!("{verb} {thing}")
    } else {
        thing
    }
}

fn details(lots: &mut Lots) -> Vec<Detail> {
    let count = lots.below(4);
    let field = |at: usize, lots: &mut Lots| Field {
        id: DetailId::from_u128(at as u128 + 1),
        name: FIELDS[lots.below(FIELDS.len())].to_owned(),
        kind: FieldType::Text,
        example: String::new(),
    };
    (0..count).map(|at| Detail::Field(field(at, lots))).collect()
}

fn wall(shape: Shape, count: usize) -> Board {
    let mut lots = Lots(7);
    // As dense at every size, and as high.
    let place =
        |lots: &mut Lots| Point::new(lots.below(count * 30) as f64, lots.below(2_000) as f64);
    let notes: Vec<Note> = (0..count)
        .map(|at| {
            let kind = notation::NOTATION[if at == 0 { 0 } else { lots.below(8) }].kind;
            let centre = place(&mut lots);
            let note = Note::new(NoteId::from_u128(at as u128), kind, centre, ANN);
            Note {
                text: name(shape, kind, at, &mut lots),
                details: details(&mut lots).into(),
                ..note
            }
        })
        .collect();
    let arrows = (1..count).map(|at| {
        let (a, b) = match shape {
            Shape::Star if lots.below(2) == 0 => (0, at),
            Shape::Star => (at, 0),
            Shape::ManyNames | Shape::FewNames => (at, lots.below(at)),
        };
        let [from, to] = [a, b].map(|at| NoteId::from_u128(at as u128));
        Arrow::new(ArrowId::from_u128(at as u128), from, to)
    });
    let arrows: Vec<Arrow> = arrows.collect();
    let frames: Vec<Frame> = (0..count / 50)
        .map(|at| Frame {
            id: FrameId::from_u128(at as u128),
            kind: FrameKind::BoundedContext,
            centre: place(&mut lots),
            size: Size::new(1_500.0, 1_500.0),
            title: format!("{} {at}", THINGS[lots.below(6)]),
            locked: false,
        })
        .collect();
    let mut board = Board::default();
    let most = limits::ITEMS_PER_COMMAND_MAX;
    let mut add = |notes: &[Note], arrows: &[Arrow], frames: &[Frame]| {
        let (notes, arrows, frames) = (notes.to_vec(), arrows.to_vec(), frames.to_vec());
        carry_out(&mut board, &BoardCommand::AddItems { notes, arrows, frames });
    };
    notes.chunks(most).for_each(|notes| add(notes, &[], &[]));
    arrows.chunks(most).for_each(|arrows| add(&[], arrows, &[]));
    frames.chunks(most).for_each(|frames| add(&[], &[], frames));
    board
}

/// What all rules together look at, over n log n, at every size; and how many hints there are.
fn work(shape: Shape, settings: impl Fn(&Board) -> Settings) -> Vec<f64> {
    let work = |count: usize| {
        let board = wall(shape, count);
        let (model, settings) = (derive(&board), settings(&board));
        let wall = Wall::of(&board, &model, &settings);
        let hints = spoken(&wall).len();
        let taken = wall.steps.taken();
        assert!(taken > count, "the steps are counted");
        assert!(hints > 0, "there is something to say");
        taken as f64 / (count as f64 * (count as f64).log2())
    };
    SIZES.into_iter().map(work).collect()
}

#[track_caller]
fn check(shape: Shape, settings: impl Fn(&Board) -> Settings) {
    let work = work(shape, settings);
    for pair in work.windows(2) {
        assert!(pair[1] <= pair[0], "{shape:?}: {work:?} steps for each n log n");
    }
}

fn strict(_: &Board) -> Settings {
    Settings::at(Level::Design, Stage::ExportCheck)
}

#[test]
fn walls_of_many_names_cost_no_more_than_n_log_n() {
    check(Shape::ManyNames, strict);
    check(Shape::ManyNames, |_| english());
}

#[test]
fn walls_of_few_names_cost_no_more_than_n_log_n() {
    check(Shape::FewNames, strict);
}

#[test]
fn a_note_that_is_joined_with_all_others_costs_no_more_than_n_log_n() {
    check(Shape::Star, strict);
}

#[test]
fn walls_on_which_people_storm_freely_cost_no_more_than_n_log_n() {
    check(Shape::ManyNames, Settings::free);
}
