//! Fingers on a wall: sequences of what touch screens report.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "the tests of gestures use more of the wall")]
mod wall;

use proptest::prelude::*;
use squall_board::fixture::note_id;
use squall_board::{NoteKind, Point};
use squall_editor::camera::ScreenPoint;
use squall_editor::gesture::{Gesture, PointerInput};
use squall_editor::hit_test::Hit;
use squall_editor::keymap::Action;

use wall::{Wall, at};

fn finger(x: f64, y: f64) -> PointerInput {
    PointerInput { is_touch: true, ..at(x, y) }
}

#[test]
fn one_finger_drags_a_note_and_moves_the_bare_wall() {
    let mut wall = Wall::given("event a @ 200,200");
    wall.editor.touch_down(7, finger(200.0, 200.0));
    wall.editor.touch_move(7, PointerInput { command: true, ..finger(250.0, 260.0) });
    wall.editor.touch_up(7, finger(250.0, 260.0));
    assert_eq!(wall.centre("a"), Point::new(250.0, 260.0));
    wall.editor.touch_down(7, finger(900.0, 600.0));
    wall.editor.touch_move(7, finger(910.0, 600.0));
    wall.editor.touch_move(7, finger(960.0, 630.0));
    wall.editor.touch_up(7, finger(960.0, 630.0));
    assert_eq!(wall.editor.camera().origin, Point::new(-50.0, -30.0));
    assert_eq!(wall.proposed().len(), 1);
}

#[test]
fn two_fingers_zoom_the_wall_and_let_go_of_the_note_that_the_first_one_dragged() {
    let mut wall = Wall::given("event a @ 200,200");
    wall.editor.touch_down(1, finger(200.0, 200.0));
    wall.editor.touch_move(1, finger(260.0, 200.0));
    wall.editor.touch_down(2, finger(460.0, 200.0));
    assert_eq!(wall.editor.shown_note(note_id("a")).unwrap().centre, Point::new(200.0, 200.0));
    wall.editor.touch_move(2, finger(660.0, 200.0));
    let camera = wall.editor.camera();
    assert_eq!(camera.zoom, 2.0);
    assert_eq!(camera.to_screen(Point::new(260.0, 200.0)), ScreenPoint::new(260.0, 200.0));
    assert_eq!(camera.to_screen(Point::new(460.0, 200.0)), ScreenPoint::new(660.0, 200.0));
    wall.editor.touch_up(1, finger(260.0, 200.0));
    assert_eq!(*wall.editor.gesture(), Gesture::None);
    wall.editor.touch_move(2, finger(900.0, 500.0));
    wall.editor.touch_up(2, finger(900.0, 500.0));
    assert_eq!(wall.editor.camera(), camera, "the other finger does nothing any more");
    assert_eq!(wall.proposed(), []);
}

#[test]
fn a_third_finger_changes_nothing_and_a_new_second_one_goes_on() {
    let mut wall = Wall::given("");
    for (pointer, x) in [(1, 100.0), (2, 300.0), (3, 900.0)] {
        wall.editor.touch_down(pointer, finger(x, 100.0));
    }
    wall.editor.touch_move(3, finger(500.0, 500.0));
    assert_eq!(wall.editor.camera().zoom, 1.0);
    wall.editor.touch_up(3, finger(500.0, 500.0));
    wall.editor.touch_move(2, finger(200.0, 100.0));
    assert_eq!(wall.editor.camera().zoom, 0.5);
    wall.editor.touch_up(2, finger(200.0, 100.0));
    wall.editor.touch_down(4, finger(300.0, 100.0));
    wall.editor.touch_move(4, finger(500.0, 100.0));
    assert_eq!(wall.editor.camera().zoom, 1.0);
    wall.editor.touch_cancel(4);
    wall.editor.touch_up(1, finger(100.0, 100.0));
    assert_eq!((wall.proposed(), wall.notices()), (vec![], vec![]));
}

#[test]
fn a_finger_held_still_on_a_note_selects_it_and_on_the_wall_says_where() {
    let mut wall = Wall::given("event a @ 200,200");
    wall.editor.touch_down(1, finger(210.0, 200.0));
    wall.editor.touch_move(1, finger(212.0, 201.0));
    let press = wall.editor.long_press().unwrap();
    assert_eq!((press.hit, press.at), (Hit::Note(note_id("a")), Point::new(210.0, 200.0)));
    assert!(!squall_editor::flow::quick_adds(&wall.editor).is_empty(), "its handles show");
    wall.editor.touch_up(1, finger(212.0, 201.0));
    wall.editor.touch_down(1, finger(700.0, 500.0));
    assert_eq!(wall.editor.long_press().unwrap().hit, Hit::Wall);
    wall.editor.touch_up(1, finger(700.0, 500.0));
    wall.editor.act(Action::AddNote(NoteKind::Command));
    let id = wall.editor.selection().only_note().unwrap();
    assert_eq!(wall.editor.board().note(id).unwrap().centre, Point::new(700.0, 500.0));
}

#[test]
fn a_finger_that_has_moved_or_is_up_presses_nothing_long() {
    let mut wall = Wall::given("event a @ 200,200");
    assert_eq!(wall.editor.long_press(), None);
    wall.editor.touch_down(1, finger(200.0, 200.0));
    wall.editor.touch_move(1, finger(260.0, 200.0));
    assert_eq!(wall.editor.long_press(), None, "it drags");
    wall.editor.touch_down(2, finger(500.0, 200.0));
    assert_eq!(wall.editor.long_press(), None, "there are two");
    assert!(matches!(wall.editor.gesture(), Gesture::Pinching { .. }));
}

#[test]
fn a_pen_selects_like_a_mouse() {
    let mut wall = Wall::given("event a @ 200,200");
    wall.editor.touch_down(9, at(60.0, 60.0));
    wall.editor.touch_move(9, at(300.0, 300.0));
    wall.editor.touch_up(9, at(300.0, 300.0));
    assert_eq!(wall.editor.selection().only_note(), Some(note_id("a")));
}

proptest! {
    #[test]
    fn what_lies_under_two_fingers_stays_under_them(
        steps in proptest::collection::vec((0..2i32, 100.0..900.0, 100.0..700.0), 1..20),
    ) {
        let mut wall = Wall::given("");
        let mut places = [(300.0, 300.0), (500.0, 400.0)];
        wall.editor.touch_down(0, finger(places[0].0, places[0].1));
        wall.editor.touch_down(1, finger(places[1].0, places[1].1));
        for (which, x, y) in steps {
            let before = wall.editor.camera();
            let middle = |of: [(f64, f64); 2]| ScreenPoint::new(
                f64::midpoint(of[0].0, of[1].0), f64::midpoint(of[0].1, of[1].1),
            );
            let under = before.to_board(middle(places));
            places[which as usize] = (x, y);
            wall.editor.touch_move(which, finger(x, y));
            let now = wall.editor.camera().to_board(middle(places));
            prop_assert!(now.from(under).length() < 1e-6);
        }
        prop_assert_eq!(wall.proposed(), vec![]);
    }

    #[test]
    fn whatever_fingers_do_once_all_are_up_nothing_is_under_way(
        steps in proptest::collection::vec((0..4u8, 0..4i32, 0.0..1200.0, 0.0..800.0), 0..60),
    ) {
        let mut wall = Wall::given("event a @ 200,200; event b @ 700,400; a -> b");
        for (step, pointer, x, y) in steps {
            match step {
                0 => wall.editor.touch_down(pointer, finger(x, y)),
                1 => wall.editor.touch_move(pointer, finger(x, y)),
                2 => wall.editor.touch_up(pointer, finger(x, y)),
                _ => { wall.editor.long_press(); }
            }
        }
        for pointer in 0..4 {
            wall.editor.touch_up(pointer, finger(0.0, 0.0));
        }
        prop_assert_eq!(wall.editor.gesture(), &Gesture::None);
        prop_assert_eq!(wall.notices(), vec![]);
    }
}
