//! Arrows that are bent by hand, and what is locked.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "the tests of gestures use more of the wall")]
mod wall;

use squall_board::fixture::{arrow_id, frame_id, note_id};
use squall_board::protocol::{Preview, Spot};
use squall_board::{Point, Vector};
use squall_editor::arrange::Edge;
use squall_editor::hit_test::{Way, bend_handle};
use squall_editor::keymap::Action;
use squall_editor::route::Surroundings;
use squall_editor::{EditTarget, Selection};

use wall::{Wall, at};

const PAIR: &str = "command a @ 200,300; event b @ 800,300; a -> b";

#[test]
fn others_see_an_arrow_while_it_is_bent_and_a_frame_while_it_is_resized() {
    let mut wall = Wall::given(&format!("{PAIR}; context F @ 2000,300 600x400"));
    let arrow = arrow_id("a", "b");
    let told = |wall: &mut Wall| wall.editor.take_effects().presence.preview;
    wall.click(at(500.0, 300.0));
    wall.editor.pointer_down(at(500.0, 300.0));
    wall.editor.pointer_move(at(520.0, 450.0));
    let bend = Some(Spot::new(20, 150));
    assert_eq!(told(&mut wall), Some(Some(Preview::Bending { arrow, bend })));
    wall.editor.pointer_up(at(520.0, 450.0));
    assert_eq!(told(&mut wall), Some(None));

    let mut frames = Selection::default();
    frames.frames.insert(frame_id("F"));
    wall.editor.select(frames);
    wall.editor.pointer_down(at(2300.0, 500.0));
    wall.editor.pointer_move(at(2400.0, 600.0));
    let resized = Preview::ResizingFrame {
        frame: frame_id("F"),
        centre: Spot::new(2050, 350),
        width: 700,
        height: 500,
    };
    assert_eq!(told(&mut wall), Some(Some(resized)));
    wall.editor.act(Action::Select);
    assert_eq!(told(&mut wall), Some(None), "given up");
}

#[test]
fn a_selected_arrow_is_bent_by_its_handle_and_straightened_again() {
    let mut wall = Wall::given(PAIR);
    let arrow = arrow_id("a", "b");
    wall.click(at(500.0, 300.0));
    assert_eq!(wall.editor.selection().only_arrow(), Some(arrow));
    let surroundings = Surroundings::of(wall.editor.board());
    wall.editor.pointer_down(at(500.0, 300.0));
    wall.editor.pointer_move(at(520.0, 450.0));
    assert_eq!(wall.proposed(), []);
    let shown = wall.editor.shown_route(arrow, &surroundings).unwrap().at(0.5);
    assert!(shown.from(Point::new(520.0, 450.0)).length() < 1e-9, "{shown:?}");
    assert!(wall.editor.take_effects().touched.arrows.contains(&arrow));
    wall.editor.pointer_up(at(520.0, 450.0));
    let bend = |wall: &Wall| wall.editor.board().arrow(arrow).unwrap().bend;
    assert_eq!(bend(&wall), Some(Vector::new(20.0, 150.0)));
    assert_eq!(wall.proposed().len(), 1);
    wall.drag((520.0, 450.0), (503.0, 304.0));
    assert_eq!(bend(&wall), None);
    wall.editor.act(Action::Undo);
    assert_eq!(bend(&wall), Some(Vector::new(20.0, 150.0)));
}

#[test]
fn a_cancelled_bend_changes_nothing_and_a_bend_follows_its_notes() {
    let mut wall = Wall::given(PAIR);
    wall.click(at(500.0, 300.0));
    wall.editor.pointer_down(at(500.0, 300.0));
    wall.editor.pointer_move(at(500.0, 500.0));
    wall.editor.act(Action::Select);
    wall.editor.pointer_up(at(500.0, 500.0));
    assert_eq!(wall.proposed(), []);
    wall.drag((500.0, 300.0), (500.0, 500.0));
    wall.editor.select(Selection::of_notes([note_id("a"), note_id("b")]));
    wall.editor.act(Action::Nudge(Way::Down));
    let handle = bend_handle(wall.editor.board(), arrow_id("a", "b"));
    assert_eq!(handle, Some(Point::new(500.0, 510.0)));
    wall.editor.double_click(at(500.0, 510.0));
    assert_eq!(wall.editor.editing(), Some(EditTarget::Arrow(arrow_id("a", "b"))));
}

#[test]
fn copies_keep_bends_and_are_not_locked() {
    let mut wall = Wall::given(PAIR);
    wall.click(at(500.0, 300.0));
    wall.drag((500.0, 300.0), (500.0, 500.0));
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Lock);
    wall.editor.act(Action::Duplicate);
    let bends: Vec<_> = wall.editor.board().arrows().map(|arrow| arrow.bend).collect();
    assert_eq!(bends, [Some(Vector::new(0.0, 200.0)); 2]);
    assert_eq!(wall.editor.board().notes().filter(|note| note.locked).count(), 2);
}

#[test]
fn hands_leave_alone_what_is_locked() {
    let mut wall = Wall::given(
        "event a @ 300,300; event b @ 600,340; context F @ 450,320 900x500; event c @ 1100,300",
    );
    let before = wall.editor.board().clone();
    let mut selection = Selection::of_notes([note_id("a")]);
    selection.frames.insert(frame_id("F"));
    wall.editor.select(selection.clone());
    wall.editor.act(Action::Lock);
    assert!(wall.editor.board().note(note_id("a")).unwrap().locked);
    assert!(wall.editor.board().frame(frame_id("F")).unwrap().locked);
    wall.drag((300.0, 300.0), (400.0, 500.0));
    wall.drag((450.0, 80.0), (500.0, 120.0));
    assert_eq!(wall.centre("a"), Point::new(300.0, 300.0));
    wall.editor.select(Selection::default());
    wall.drag((5.0, 5.0), (1250.0, 700.0));
    let marked = Selection::of_notes([note_id("b"), note_id("c")]);
    assert_eq!(wall.editor.selection(), &marked, "the rectangle passes over them");
    wall.editor.select(selection.clone());
    for action in [Action::Nudge(Way::Left), Action::Delete, Action::Align(Edge::Top)] {
        wall.editor.act(action);
        assert_eq!(wall.centre("a"), Point::new(300.0, 300.0), "{action:?}");
    }
    wall.click(at(300.0, 300.0));
    wall.drag((370.0, 370.0), (500.0, 500.0));
    assert_eq!(wall.proposed().len(), 1, "nothing but the lock");
    wall.editor.select(selection);
    wall.editor.act(Action::Lock);
    assert_eq!(wall.editor.board(), &before, "all were locked, so they are unlocked");
}

#[test]
fn what_is_not_locked_is_deleted_and_the_rest_stays_selected() {
    let mut wall = Wall::given("event a @ 300,300; event b @ 600,340");
    wall.editor.select(Selection::of_notes([note_id("a")]));
    wall.editor.act(Action::Lock);
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Delete);
    let left: Vec<_> = wall.editor.board().notes().map(|note| note.id).collect();
    assert_eq!(left, [note_id("a")]);
    assert_eq!(wall.editor.selection().only_note(), Some(note_id("a")));
}
