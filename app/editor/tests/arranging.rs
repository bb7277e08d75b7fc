//! Bringing a wall into order: aligning and distributing, each one command and one undo.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "the tests of gestures use more of the wall")]
mod wall;

use squall_board::fixture::{frame_id, note_id};
use squall_board::{BoardCommand, NoteKind, NoteMove, Point};
use squall_editor::arrange::{Axis, Edge};
use squall_editor::keymap::Action;

use wall::{Wall, at};

#[test]
fn aligned_notes_stand_on_one_line_after_one_command() {
    let mut wall = Wall::given("event a @ 200,200; event b @ 500,260; policy c @ 900,120");
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Align(Edge::Top));
    assert_eq!(wall.centre("a"), Point::new(200.0, 120.0));
    assert_eq!(wall.centre("b"), Point::new(500.0, 120.0));
    assert_eq!(wall.proposed().len(), 1);
    wall.editor.act(Action::Align(Edge::Top));
    assert_eq!(wall.proposed().len(), 1, "there is nothing left to align");
    wall.editor.act(Action::Undo);
    assert_eq!(wall.centre("b"), Point::new(500.0, 260.0));
}

#[test]
fn distributed_notes_have_equal_gaps() {
    let mut wall =
        Wall::given("event a @ 100,0; event b @ 260,0; event c @ 700,0; event d @ 1000,0");
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Distribute(Axis::Horizontal));
    let centres = ["a", "b", "c", "d"].map(|name| wall.centre(name).x);
    assert_eq!(centres, [100.0, 400.0, 700.0, 1000.0]);
    let moved: Vec<_> = wall.proposed();
    let [BoardCommand::MoveItems { notes, .. }] = moved.as_slice() else { panic!("{moved:?}") };
    assert_eq!(notes.len(), 1, "only what moves is named");
}

#[test]
fn frames_become_as_large_as_what_is_in_them_with_one_undo() {
    let mut wall = Wall::given(
        "context Outer @ 500,500 1800x1600; context Inner @ 300,300 700x700; context Bare @ 4000,0 400x300
         event a @ 300,300; event b @ 900,600; event out @ 2000,0",
    );
    let bounds = |wall: &Wall, title| wall.editor.board().frame(frame_id(title)).unwrap().bounds();
    let before = ["Outer", "Inner", "Bare"].map(|title| bounds(&wall, title));
    let mut selection = squall_editor::Selection::default();
    selection.frames.extend([frame_id("Outer"), frame_id("Inner"), frame_id("Bare")]);
    wall.editor.select(selection);
    wall.editor.act(Action::FitFrames);
    let note = |wall: &Wall, name| wall.editor.board().note(note_id(name)).unwrap().bounds();
    let inner = bounds(&wall, "Inner");
    assert_eq!(inner.left, note(&wall, "a").left - 32.0);
    assert!(inner.top < note(&wall, "a").top - 32.0, "there is room for the title");
    let outer = bounds(&wall, "Outer");
    assert_eq!((outer.left, outer.right), (inner.left - 32.0, note(&wall, "b").right + 32.0));
    assert_eq!(bounds(&wall, "Bare"), before[2], "an empty frame stays as it is");
    wall.editor.act(Action::Undo);
    assert_eq!(["Outer", "Inner", "Bare"].map(|title| bounds(&wall, title)), before);
}

#[test]
fn a_frame_is_aligned_with_what_lies_in_it_and_a_note_with_what_is_pinned_to_it() {
    let mut wall = Wall::given(
        "context F @ 400,400 600x400; event in @ 400,450; event a @ 1000,300; event far @ 2000,0",
    );
    wall.editor.pointer_move(at(1040.0, 340.0));
    wall.editor.act(Action::AddNote(NoteKind::Hotspot));
    let pinned = wall.editor.selection().only_note().unwrap();
    wall.editor.stop_editing();
    let mut selection = squall_editor::Selection::of_notes([note_id("in"), note_id("a"), pinned]);
    selection.frames.insert(frame_id("F"));
    wall.editor.select(selection);
    wall.editor.act(Action::Align(Edge::Bottom));
    assert_eq!(wall.centre("in"), Point::new(400.0, 450.0), "the frame was lowest already");
    assert_eq!(wall.centre("a"), Point::new(1000.0, 530.0));
    let hotspot = wall.editor.board().note(pinned).unwrap().centre;
    assert_eq!(hotspot, Point::new(1040.0, 570.0));
    wall.editor.act(Action::Align(Edge::Left));
    assert_eq!(wall.centre("a").x, 170.0);
    wall.editor.act(Action::Undo);
    wall.editor.act(Action::Align(Edge::Right));
    assert_eq!(wall.editor.board().frame(frame_id("F")).unwrap().centre, Point::new(770.0, 400.0));
    assert_eq!(wall.centre("in"), Point::new(770.0, 450.0));
    assert_eq!(wall.centre("a").x, 1000.0);
    assert_eq!(wall.centre("far"), Point::new(2000.0, 0.0), "nobody has selected it");
}

#[test]
fn tidying_up_is_asked_for_and_one_undo_takes_back_what_comes_of_it() {
    let mut wall = Wall::given("event b @ 0,0; command a @ 500,400");
    let before = wall.editor.board().clone();
    wall.editor.act(Action::Tidy);
    assert!(wall.editor.take_effects().tidies && wall.proposed().is_empty());
    let to = |name, x| NoteMove { note: note_id(name), to: Point::new(x, 0.0) };
    let moves = |notes| BoardCommand::MoveItems { notes, frames: vec![] };
    let commands = vec![moves(vec![to("a", 0.0)]), moves(vec![to("b", 200.0)])];
    assert!(wall.editor.propose_all(commands));
    assert_eq!(wall.centre("b"), Point::new(200.0, 0.0));
    wall.editor.act(Action::Undo);
    assert_eq!(wall.editor.board(), &before);
}

#[test]
fn a_note_goes_past_one_other_in_the_pile_and_back() {
    let mut wall = Wall::given("event far @ 2000,0");
    let mut ids = vec![];
    for x in [300.0, 340.0, 380.0, 420.0] {
        wall.editor.add_note(NoteKind::DomainEvent, Point::new(x, 300.0));
        ids.push(wall.editor.selection().only_note().unwrap());
        wall.editor.stop_editing();
    }
    let pile = |wall: &Wall| {
        let mut notes: Vec<_> = wall.editor.board().notes().collect();
        squall_editor::hit_test::sort_by_pile(&mut notes);
        let place = |id| ids.iter().position(|other| *other == id);
        notes.into_iter().filter_map(|note| place(note.id)).collect::<Vec<_>>()
    };
    wall.editor.select(squall_editor::Selection::of_notes([ids[0], ids[1]]));
    wall.editor.act(Action::BringForward);
    assert_eq!(pile(&wall), [2, 0, 1, 3]);
    wall.editor.act(Action::BringForward);
    assert_eq!(pile(&wall), [2, 3, 0, 1]);
    let proposed = wall.proposed().len();
    wall.editor.act(Action::BringForward);
    assert_eq!(wall.proposed().len(), proposed, "nothing is above it");
    wall.editor.act(Action::SendBackward);
    assert_eq!(pile(&wall), [2, 0, 1, 3]);
}
