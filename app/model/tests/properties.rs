//! What holds for the model of every wall: it depends on what is written, drawn and stands together,
//! and on nothing else.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use squall_board::fixture::{ANN, board, note_id};
use squall_board::{Board, BoardCommand, NoteId, NoteMove, Point, Vector};
use squall_model::domain_model::DomainModel;
use squall_model::{Derivation, derive};

const KINDS: [&str; 9] = [
    "command",
    "event",
    "policy",
    "aggregate",
    "system",
    "actor",
    "readmodel",
    "hotspot",
    "screen",
];

/// A note in a flow: its kind, and where it stands in its flow.
type Piece = (usize, i32, i32);

/// Flows far from each other. Notes are named by their flow and number.
fn wall(flows: &[Vec<Piece>], arrows: &[(usize, usize, usize)], order: bool) -> Board {
    let mut lines: Vec<String> = Vec::new();
    for (flow, pieces) in flows.iter().enumerate() {
        for (at, (kind, x, y)) in pieces.iter().enumerate() {
            let (x, y) = (flow as i32 * 50_000 + x * 95, y * 95);
            lines.push(format!("{} n{flow}x{at} @ {x},{y}", KINDS[kind % KINDS.len()]));
        }
    }
    if !order {
        lines.reverse();
    }
    for (flow, from, to) in arrows {
        let pieces = flows[flow % flows.len()].len();
        let (flow, from, to) = (flow % flows.len(), from % pieces, to % pieces);
        if from != to {
            lines.push(format!("n{flow}x{from} -> n{flow}x{to}"));
        }
    }
    let mut text = String::new();
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    board(&text)
}

fn flows() -> impl Strategy<Value = Vec<Vec<Piece>>> {
    let piece = (0..KINDS.len(), -5..6i32, -3..4i32);
    prop::collection::vec(prop::collection::vec(piece, 1..9), 1..4)
}

fn arrows() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((0..4usize, 0..9usize, 0..9usize), 0..12)
}

/// Everything that the model says, whatever the order in which it says it.
fn said(model: &DomainModel) -> BTreeSet<String> {
    let name = |id| model.name(id).unwrap_or_default().to_owned();
    let mut said = BTreeSet::new();
    for (kind, element) in model.elements() {
        said.insert(format!("{kind:?} {} {:?} {:?}", element.name, element.contexts, element.tags));
    }
    for flow in &model.flows {
        let (from, to) = (name(&flow.from), name(&flow.to));
        said.insert(format!("{from} {} {to} {:?} {}", flow.relation, flow.found, flow.pairs.len()));
    }
    let annotations = model.hotspots.iter().map(|it| (&it.element, &it.about));
    for (element, about) in annotations {
        let about: BTreeSet<String> = about.iter().map(name).collect();
        said.insert(format!("{} about {about:?}", element.name));
    }
    said
}

fn moved(board: &Board, by: Vector, moves: impl Fn(NoteId) -> bool) -> Board {
    let notes = board.notes().filter(|note| moves(note.id));
    let notes = notes.map(|note| NoteMove { note: note.id, to: note.centre.moved(by) });
    let command = BoardCommand::MoveItems { notes: notes.collect(), frames: vec![] };
    let mut after = board.clone();
    let event = after.decide(&command, ANN).unwrap();
    after.apply(&event, ANN);
    after
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn moving_a_whole_flow_elsewhere_changes_nothing(
        flows in flows(),
        arrows in arrows(),
        which in 0..4usize,
        (x, y) in (-20_000..20_000i32, 10_000..90_000i32),
    ) {
        let board = wall(&flows, &arrows, true);
        let which = which % flows.len();
        let of_the_flow: BTreeSet<NoteId> =
            (0..flows[which].len()).map(|at| note_id(&format!("n{which}x{at}"))).collect();
        let by = Vector::new(f64::from(x), f64::from(y));
        let after = moved(&board, by, |note| of_the_flow.contains(&note));
        prop_assert_eq!(said(&derive(&after)), said(&derive(&board)));
    }

    #[test]
    fn where_the_wall_begins_does_not_matter(
        flows in flows(),
        arrows in arrows(),
        (x, y) in (-90_000..90_000i32, -90_000..90_000i32),
    ) {
        let board = wall(&flows, &arrows, true);
        let after = moved(&board, Vector::new(f64::from(x), f64::from(y)), |_| true);
        prop_assert_eq!(derive(&after), derive(&board));
    }

    #[test]
    fn the_order_in_which_notes_were_made_does_not_matter(flows in flows(), arrows in arrows()) {
        let (board, other) = (wall(&flows, &arrows, true), wall(&flows, &arrows, false));
        prop_assert_eq!(derive(&board), derive(&other));
    }

    #[test]
    fn what_was_derived_before_does_not_matter(
        walls in prop::collection::vec((flows(), arrows()), 2..5),
        by in -300..300i32,
    ) {
        let mut derivation = Derivation::default();
        for (flows, arrows) in &walls {
            let board = wall(flows, arrows, true);
            prop_assert_eq!(derivation.derive(&board), derive(&board));
            // A note goes where others stand, then a flow leaves.
            let note = note_id("n0x0");
            let near = moved(&board, Vector::new(f64::from(by), 40.0), |id| id == note);
            prop_assert_eq!(derivation.derive(&near), derive(&near));
            let notes = (0..flows[0].len()).map(|at| note_id(&format!("n0x{at}"))).collect();
            let delete = BoardCommand::DeleteItems { notes, arrows: vec![], frames: vec![] };
            let mut after = near.clone();
            let event = after.decide(&delete, ANN).unwrap();
            after.apply(&event, ANN);
            prop_assert_eq!(derivation.derive(&after), derive(&after));
        }
    }

    #[test]
    fn a_heap_of_notes_is_read_alike_however_it_came_about(
        places in prop::collection::vec((0..KINDS.len(), 0..9i32, 0..9i32), 60..90),
        moves in prop::collection::vec((0..60usize, -40..40i32, -40..40i32), 1..3),
    ) {
        let pieces: Vec<Piece> = places;
        let mut board = wall(&[pieces], &[], true);
        let mut derivation = Derivation::default();
        prop_assert_eq!(derivation.derive(&board), derive(&board));
        for (at, x, y) in moves {
            let note = note_id(&format!("n0x{at}"));
            let by = Vector::new(f64::from(x) * 20.0, f64::from(y) * 20.0);
            board = moved(&board, by, |id| id == note);
            prop_assert_eq!(derivation.derive(&board), derive(&board));
        }
    }

    #[test]
    fn deleting_a_note_removes_exactly_what_named_it(
        kinds in prop::collection::vec(0..KINDS.len(), 2..12),
        arrows in arrows(),
        which in 0..12usize,
    ) {
        // Far from each other, so that only arrows link them.
        let pieces: Vec<Piece> = (0..).zip(&kinds).map(|(at, kind)| (*kind, at * 40, 0)).collect();
        let board = wall(&[pieces], &arrows, true);
        let before = derive(&board);
        let name = format!("n0x{}", which % kinds.len());
        let notes = vec![note_id(&name)];
        let command = BoardCommand::DeleteItems { notes, arrows: vec![], frames: vec![] };
        let mut after = board.clone();
        let event = after.decide(&command, ANN).unwrap();
        after.apply(&event, ANN);
        let kept = |line: &String| !line.split([' ', '"']).any(|word| word == name);
        let expected: BTreeSet<String> = said(&before).into_iter().filter(kept).collect();
        let shown: BTreeSet<String> = said(&derive(&after)).into_iter().filter(kept).collect();
        // A hot spot about the note is about nothing now.
        let about = |line: &String| !line.contains(" about ");
        let only = |lines: BTreeSet<String>| -> BTreeSet<String> { lines.into_iter().filter(about).collect() };
        prop_assert_eq!(only(shown), only(expected));
        let told = format!("{:?}", derive(&after));
        let quoted = format!("{name}\"");
        prop_assert!(!told.contains(&quoted), "{}", told);
    }

    #[test]
    fn no_wall_makes_derivation_panic(
        notes in prop::collection::vec((0..KINDS.len(), "[a-zé😀 \n,.:(]{0,30}", any::<(i16, i16)>()), 0..60),
        arrows in prop::collection::vec((0..60usize, 0..60usize), 0..80),
    ) {
        let mut board = board("");
        let mut ids = Vec::new();
        for (at, (kind, text, (x, y))) in notes.iter().enumerate() {
            let kind = squall_board::notation::NOTATION[kind % 14].kind;
            let id = NoteId::from_u128(at as u128 + 1);
            let centre = Point::new(f64::from(*x) / 9.0, f64::from(*y) / 30.0);
            let new = squall_board::Note::new(id, kind, centre, ANN);
            let note = squall_board::Note { text: text.clone(), ..new };
            let event = board.decide(&squall_board::fixture::add_note(note), ANN).unwrap();
            board.apply(&event, ANN);
            ids.push(id);
        }
        for (at, (from, to)) in (1..).zip(&arrows) {
            let Some((from, to)) = ids.get(*from).zip(ids.get(*to)) else { continue };
            let id = squall_board::ArrowId::from_u128(at);
            let arrow = squall_board::Arrow::new(id, *from, *to);
            let (notes, frames) = (vec![], vec![]);
            let command = BoardCommand::AddItems { notes, arrows: vec![arrow], frames };
            if let Ok(event) = board.decide(&command, ANN) {
                board.apply(&event, ANN);
            }
        }
        let model = derive(&board);
        prop_assert!(model.elements().count() <= board.notes().len());
    }
}
