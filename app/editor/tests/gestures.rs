//! What hands on pointer and keyboard do to a wall, without a browser: given a wall, when somebody
//! works on it, then it looks like this and exactly this is proposed.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod wall;

use squall_board::fixture::{self, ANN, arrow_id, frame_id, note_id};
use squall_board::protocol::{ClientMessage, Preview, Spot};
use squall_board::{
    Agenda, BoardCommand, Level, NoteKind, Phase, PhaseId, Point, Rejection, Size, Stage, limits,
};
use squall_editor::camera::Camera;
use squall_editor::flow::{FLOW_GAP, Side, quick_add_at, quick_adds};
use squall_editor::gesture::{Gesture, PointerInput};
use squall_editor::hit_test::Way;
use squall_editor::keymap::Action;
use squall_editor::{EditTarget, Notice, Selection, Tool};

use wall::{Wall, at};

#[test]
fn the_key_of_a_kind_puts_a_note_under_the_pointer_and_writes_on_it() {
    let mut wall = Wall::given("");
    wall.editor.pointer_move(at(300.0, 200.0));
    wall.editor.act(Action::AddNote(NoteKind::DomainEvent));
    let note = wall.editor.board().notes().next().unwrap().clone();
    assert_eq!((note.kind, note.centre), (NoteKind::DomainEvent, Point::new(300.0, 200.0)));
    assert_eq!(wall.editor.editing(), Some(EditTarget::Note(note.id)));
    assert_eq!(wall.editor.selection().only_note(), Some(note.id));
}

#[test]
fn typing_is_one_gesture_to_undo_and_leaves_the_note() {
    let mut wall = Wall::given("event a");
    wall.editor.start_editing(EditTarget::Note(note_id("a")));
    for text in ["ab", "abc", "abcd"] {
        wall.editor.type_text(note_id("a"), text);
    }
    wall.editor.act(Action::Undo);
    assert_eq!(wall.text("a"), "a");
    wall.editor.act(Action::Redo);
    assert_eq!(wall.text("a"), "abcd");
}

#[test]
fn typing_after_a_pause_elsewhere_is_another_gesture() {
    let mut wall = Wall::given("event a");
    wall.editor.start_editing(EditTarget::Note(note_id("a")));
    wall.editor.type_text(note_id("a"), "ab");
    wall.editor.stop_editing();
    wall.editor.start_editing(EditTarget::Note(note_id("a")));
    wall.editor.type_text(note_id("a"), "abc");
    wall.editor.act(Action::Undo);
    assert_eq!(wall.text("a"), "ab");
}

#[test]
fn a_drag_shows_previews_and_becomes_one_command_when_let_go() {
    let mut wall = Wall::given("event a @ 100,100; event b @ 900,900");
    wall.editor.pointer_down(at(100.0, 100.0));
    wall.editor.pointer_move(at(150.0, 120.0));
    assert_eq!(wall.proposed(), []);
    let shown = wall.editor.shown_note(note_id("a")).unwrap().centre;
    assert_eq!((shown, wall.centre("a")), (Point::new(150.0, 120.0), Point::new(100.0, 100.0)));
    let presence = wall.editor.take_effects().presence;
    let (notes, to) = (vec![note_id("a")], Spot::new(150, 120));
    let moving = Preview::Moving { notes, frames: vec![], to };
    assert_eq!(presence.preview, Some(Some(moving)));
    wall.editor.pointer_move(at(160.0, 130.0));
    let on = wall.editor.take_effects().presence;
    assert_eq!((on.preview, on.moved_to), (None, Some(Spot::new(160, 130))), "only its place");
    wall.editor.pointer_up(at(160.0, 130.0));
    assert_eq!(wall.centre("a"), Point::new(160.0, 130.0));
    assert_eq!(wall.proposed().len(), 1);
    assert_eq!(wall.editor.take_effects().presence.preview, Some(None), "the preview ends");
}

#[test]
fn a_cancelled_drag_changes_nothing_and_ends_the_preview() {
    let mut wall = Wall::given("event a @ 100,100");
    wall.editor.pointer_down(at(100.0, 100.0));
    wall.editor.pointer_move(at(150.0, 120.0));
    wall.editor.act(Action::Select);
    assert_eq!(wall.editor.shown_note(note_id("a")).unwrap().centre, Point::new(100.0, 100.0));
    let effects = wall.editor.take_effects();
    assert_eq!(effects.presence.preview, Some(None));
    assert!(effects.touched.notes.contains(&note_id("a")), "it is drawn where it was");
    wall.editor.pointer_up(at(150.0, 120.0));
    assert_eq!(wall.proposed(), []);
}

#[test]
fn a_press_that_trembles_is_a_click() {
    let mut wall = Wall::given("event a @ 100,100");
    wall.drag((100.0, 100.0), (102.0, 101.0));
    assert_eq!(wall.proposed(), []);
    assert_eq!(wall.editor.selection().only_note(), Some(note_id("a")));
}

#[test]
fn a_frame_carries_what_lies_in_it() {
    let mut wall =
        Wall::given("context F @ 400,400 600x400; event in @ 400,450; event out @ 1200,400");
    wall.drag((400.0, 210.0), (450.0, 240.0));
    assert_eq!(wall.centre("in"), Point::new(450.0, 480.0));
    assert_eq!(wall.centre("out"), Point::new(1200.0, 400.0));
    let frame = wall.editor.board().frame(frame_id("F")).unwrap();
    assert_eq!(frame.centre, Point::new(450.0, 430.0));
    assert_eq!(wall.proposed().len(), 1);
    wall.editor.act(Action::Undo);
    assert_eq!(wall.centre("in"), Point::new(400.0, 450.0));
}

#[test]
fn what_is_pinned_follows_its_host() {
    let mut wall = Wall::given("event a @ 300,300");
    wall.editor.pointer_move(at(340.0, 340.0));
    wall.editor.act(Action::AddNote(NoteKind::Hotspot));
    let pinned = wall.editor.selection().only_note().unwrap();
    assert_eq!(wall.editor.board().note(pinned).unwrap().host, Some(note_id("a")));
    wall.editor.stop_editing();
    wall.drag_without_snapping((260.0, 260.0), (360.0, 280.0));
    let moved = wall.editor.board().note(pinned).unwrap().centre;
    assert_eq!((wall.centre("a"), moved), (Point::new(400.0, 320.0), Point::new(440.0, 360.0)));
}

#[test]
fn a_rectangle_selects_what_it_touches() {
    let mut wall = Wall::given("event a @ 200,200; event b @ 500,200; event c @ 1000,600");
    wall.drag((50.0, 50.0), (460.0, 300.0));
    let expected = Selection::of_notes([note_id("a"), note_id("b")]);
    assert_eq!(wall.editor.selection(), &expected);
    assert_eq!(*wall.editor.gesture(), Gesture::None);
    assert_eq!(wall.proposed(), []);
}

#[test]
fn shift_click_adds_to_the_selection_and_takes_out_again() {
    let mut wall = Wall::given("event a @ 200,200; event b @ 500,200");
    let shift = |x, y| PointerInput { shift: true, ..at(x, y) };
    wall.click(at(200.0, 200.0));
    wall.click(shift(500.0, 200.0));
    assert_eq!(wall.editor.selection().notes.len(), 2);
    wall.click(shift(200.0, 200.0));
    assert_eq!(wall.editor.selection().only_note(), Some(note_id("b")));
}

#[test]
fn a_note_is_resized_within_limits_and_its_far_corner_stays() {
    let mut wall = Wall::given("event a @ 300,300");
    wall.click(at(300.0, 300.0));
    wall.drag((370.0, 370.0), (-900.0, -900.0));
    let note = wall.editor.board().note(note_id("a")).unwrap();
    assert_eq!(note.size, Size::new(limits::NOTE_SIZE_MIN, limits::NOTE_SIZE_MIN));
    assert_eq!((note.bounds().left, note.bounds().top), (230.0, 230.0));
    wall.editor.act(Action::Undo);
    let note = wall.editor.board().note(note_id("a")).unwrap();
    assert_eq!((note.size, note.centre), (Size::new(140.0, 140.0), Point::new(300.0, 300.0)));
}

#[test]
fn an_arrow_is_drawn_from_a_handle_and_with_the_tool() {
    let mut wall = Wall::given("command a @ 200,200; event b @ 600,200; policy c @ 600,600");
    wall.click(at(200.0, 200.0));
    wall.drag((286.0, 200.0), (600.0, 200.0));
    let ends: Vec<_> = wall.editor.board().arrows().map(|arrow| (arrow.from, arrow.to)).collect();
    assert_eq!(ends, [(note_id("a"), note_id("b"))]);
    wall.editor.act(Action::Connect);
    assert_eq!(wall.editor.tool(), Tool::Connect(note_id("a")));
    wall.click(at(600.0, 600.0));
    assert_eq!(wall.editor.board().arrows().len(), 2);
    assert_eq!(wall.editor.tool(), Tool::Select);
    wall.editor.connect(note_id("a"), note_id("c"));
    assert_eq!(wall.editor.board().arrows().len(), 2, "there is one already");
    assert!(!wall.editor.selection().arrows.is_empty());
}

#[test]
fn what_others_write_waits_until_the_input_method_is_done() {
    let mut wall = Wall::given("event a");
    let (id, mut field) = (note_id("a"), "a".to_owned());
    wall.editor.start_editing(EditTarget::Note(id));
    wall.editor.start_composing();
    wall.editor.take_effects();
    for (typed, theirs) in [("aに", "1"), ("aにほ", "22"), ("a日本", "333")] {
        typed.clone_into(&mut field);
        wall.editor.type_text(id, typed);
        wall.settle();
        let old = wall.text("a");
        wall.somebody_writes(id, &old, &format!("{theirs}{old}"));
        assert_eq!(wall.editor.take_effects().text_edits, [], "the field is left alone");
    }
    assert_eq!(wall.text("a"), "333221a日本");
    wall.editor.type_text(id, &field);
    wall.editor.stop_composing();
    let shown = wall.editor.take_effects().text_edits;
    let [(note, edit)] = shown.as_slice() else { panic!("{shown:?}") };
    assert_eq!((*note, edit.apply(&field).unwrap()), (id, wall.text("a")));
    wall.editor.undo();
    assert_eq!(wall.text("a"), "333221a");
}

#[test]
fn what_is_refused_while_an_input_method_composes_leaves_the_field_when_it_is_done() {
    let mut wall = Wall::given("event a");
    let (id, long) = (note_id("a"), "長".repeat(limits::NOTE_TEXT_CHARS_MAX + 1));
    wall.editor.start_editing(EditTarget::Note(id));
    wall.editor.start_composing();
    wall.editor.take_effects();
    wall.editor.type_text(id, &long);
    assert_eq!(wall.notices(), [Notice::Refused(squall_board::Rejection::TextTooLong)]);
    wall.editor.stop_composing();
    let shown = wall.editor.take_effects().text_edits;
    assert_eq!(shown[0].1.apply(&long).unwrap(), "a");
}

#[test]
fn an_arrow_is_drawn_with_keys_alone() {
    let mut wall = Wall::given(
        "command a @ 200,200; event far @ 1000,200; event b @ 600,230; policy c @ 620,800",
    );
    wall.editor.act(Action::Go(Way::Left));
    wall.editor.select(Selection::of_notes([note_id("a")]));
    wall.editor.act(Action::Connect);
    wall.editor.act(Action::Nudge(Way::Right));
    wall.editor.act(Action::Nudge(Way::Down));
    wall.editor.act(Action::EditText);
    let ends: Vec<_> = wall.editor.board().arrows().map(|arrow| (arrow.from, arrow.to)).collect();
    assert_eq!(ends, [(note_id("a"), note_id("c"))]);
    assert_eq!((wall.editor.tool(), wall.editor.editing()), (Tool::Select, None));
    wall.editor.select(Selection::of_notes([note_id("a")]));
    wall.editor.act(Action::Connect);
    wall.editor.act(Action::Select);
    wall.editor.act(Action::Nudge(Way::Right));
    assert_eq!(wall.centre("a"), Point::new(210.0, 200.0), "arrow keys move the note again");
}

#[test]
fn the_next_note_is_selected_with_keys_and_comes_into_view() {
    let mut wall = Wall::given("event a @ 200,200; event b @ 600,230; event c @ 9000,9000");
    let mut go = |way| {
        wall.editor.act(Action::Go(way));
        wall.editor.selection().only_note()
    };
    assert_eq!(go(Way::Right), Some(note_id("b")), "the one in the middle");
    assert_eq!(go(Way::Left), Some(note_id("a")));
    assert_eq!(go(Way::Left), Some(note_id("a")), "there is none");
    assert_eq!(go(Way::Right), Some(note_id("b")));
    assert_eq!(go(Way::Down), Some(note_id("c")));
    let seen = wall.editor.camera().visible(wall.editor.viewport());
    assert!(seen.contains(Point::new(9000.0, 9000.0)));
}

#[test]
fn a_paste_with_a_line_too_long_for_a_note_is_refused_whole() {
    let mut wall = Wall::given("event a @ 200,200");
    let long = "y".repeat(limits::NOTE_TEXT_CHARS_MAX + 1);
    let lines = "Order placed\n".repeat(3_000);
    wall.editor.paste_text(&format!("{lines}{long}"), NoteKind::DomainEvent);
    assert_eq!(wall.notices(), [Notice::Refused(squall_board::Rejection::TextTooLong)]);
    assert_eq!(wall.editor.board().notes().len(), 1);
    assert_eq!(wall.proposed(), []);
}

#[test]
fn an_arrow_let_go_on_the_bare_wall_is_none() {
    let mut wall = Wall::given("command a @ 200,200");
    wall.click(at(200.0, 200.0));
    wall.drag((286.0, 200.0), (900.0, 700.0));
    assert_eq!(wall.proposed(), []);
}

#[test]
fn another_kind_keeps_text_and_arrows() {
    let mut wall = Wall::given("command a @ 200,200; event b @ 600,200; a -> b");
    wall.click(at(600.0, 200.0));
    wall.editor.act(Action::Retype(NoteKind::Policy));
    let note = wall.editor.board().note(note_id("b")).unwrap();
    assert_eq!((note.kind, note.text.as_str()), (NoteKind::Policy, "b"));
    assert_eq!(note.size, squall_board::notation::of(NoteKind::Policy).size);
    assert!(wall.editor.board().arrow(arrow_id("a", "b")).is_some());
}

#[test]
fn tab_continues_with_what_the_grammar_expects() {
    let mut wall = Wall::given("command a @ 200,200");
    wall.click(at(200.0, 200.0));
    let mut kinds = vec![];
    for _ in 0..3 {
        wall.editor.act(Action::Continue);
        let id = wall.editor.selection().only_note().unwrap();
        let note = wall.editor.board().note(id).unwrap();
        assert!(note.centre.x > 200.0);
        kinds.push(note.kind);
        assert_eq!(wall.editor.editing(), Some(EditTarget::Note(id)));
    }
    assert_eq!(kinds, [NoteKind::DomainEvent, NoteKind::Policy, NoteKind::Command]);
    let bounds: Vec<_> = wall.editor.board().notes().map(|note| note.bounds()).collect();
    assert!(
        (0..4).all(|a| (0..a).all(|b| !bounds[a].intersects(bounds[b]))),
        "none covers another"
    );
    assert_eq!(wall.editor.board().arrows().len(), 3);
    wall.editor.act(Action::Undo);
    let board = wall.editor.board();
    assert_eq!((board.notes().len(), board.arrows().len()), (3, 2), "note and arrow are one step");
}

#[test]
fn tab_makes_room_in_the_next_free_row_and_annotations_get_no_arrow() {
    let mut wall = Wall::given("command a @ 200,200; event b @ 400,200; hotspot h @ 200,700");
    wall.click(at(200.0, 200.0));
    wall.editor.act(Action::Continue);
    let id = wall.editor.selection().only_note().unwrap();
    assert_eq!(wall.editor.board().note(id).unwrap().centre, Point::new(400.0, 400.0));
    wall.editor.select(Selection::of_notes([note_id("h")]));
    wall.editor.act(Action::Select);
    wall.editor.select(Selection::of_notes([note_id("h")]));
    wall.editor.act(Action::Continue);
    let id = wall.editor.selection().only_note().unwrap();
    assert_eq!(wall.editor.board().note(id).unwrap().kind, NoteKind::Hotspot);
    assert_eq!(wall.editor.board().arrows_at(id).count(), 0);
}

#[test]
fn tab_keeps_to_what_the_phase_of_the_workshop_uses() {
    let phase = |number, notes: &[NoteKind]| Phase {
        id: PhaseId::from_u128(number),
        stage: Stage::ChaoticExploration,
        name: "Storm".to_owned(),
        minutes: 10,
        question: String::new(),
        notes: notes.to_vec(),
        frames: vec![],
    };
    let first = phase(1, &[NoteKind::DomainEvent, NoteKind::Hotspot]);
    let second = phase(2, &[NoteKind::DomainEvent, NoteKind::Policy]);
    let agenda =
        Agenda { name: "Big".to_owned(), level: Level::BigPicture, phases: vec![first, second] };
    let mut wall = Wall::given("event a @ 200,200; actor b @ 200,600");
    let next_after = |wall: &mut Wall, name: &str| {
        wall.editor.select(Selection::of_notes([note_id(name)]));
        wall.editor.act(Action::Continue);
        let id = wall.editor.selection().only_note().unwrap();
        wall.editor.stop_editing();
        wall.editor.board().note(id).unwrap().kind
    };
    assert_eq!(next_after(&mut wall, "a"), NoteKind::Policy);
    wall.editor.propose(BoardCommand::SetAgenda { agenda: Some(agenda) });
    wall.editor.propose(BoardCommand::EnterPhase { phase: Some(PhaseId::from_u128(1)) });
    assert_eq!(next_after(&mut wall, "a"), NoteKind::DomainEvent);
    assert_eq!(next_after(&mut wall, "b"), NoteKind::DomainEvent, "a step is left out");
    wall.editor.propose(BoardCommand::EnterPhase { phase: Some(PhaseId::from_u128(2)) });
    assert_eq!(next_after(&mut wall, "a"), NoteKind::Policy);
}

#[test]
fn quick_add_handles_stand_on_both_sides_and_make_a_note_with_its_arrow() {
    let mut wall = Wall::given("event a @ 400,400; event b @ 800,400");
    assert_eq!(quick_adds(&wall.editor), [], "nothing is selected");
    wall.click(at(400.0, 400.0));
    for zoom in [0.5, 1.0, 2.0] {
        let camera = wall.editor.camera();
        wall.editor.set_camera(Camera { zoom, ..camera });
        let offers = quick_adds(&wall.editor);
        assert_eq!(offers.len(), 8);
        for offer in &offers {
            assert_eq!(offer.handle.x < 330.0, offer.side == Side::Before);
            assert_eq!(quick_add_at(&wall.editor, offer.handle).as_ref(), Some(offer));
            let off = (offer.handle.x - 400.0).abs() - 70.0;
            assert!((off * zoom - 48.0).abs() < 1e-9, "a distance in CSS pixels");
        }
    }
    assert_eq!(quick_add_at(&wall.editor, Point::new(400.0, 400.0)), None);
    wall.editor.quick_add(NoteKind::Command, Side::Before);
    let id = wall.editor.selection().only_note().unwrap();
    let arrow = wall.editor.board().arrows().next().unwrap();
    assert_eq!((arrow.from, arrow.to), (id, note_id("a")));
    let bounds = |id| wall.editor.board().note(id).unwrap().bounds();
    assert_eq!(bounds(id).right + FLOW_GAP, bounds(note_id("a")).left);
    assert_eq!(bounds(id).centre().y, 400.0, "level with it");
    assert_eq!(wall.editor.editing(), Some(EditTarget::Note(id)));
    assert_eq!(quick_adds(&wall.editor), [], "nothing covers the note being written on");
    assert_eq!(wall.proposed().len(), 1);
}

#[test]
fn handles_leave_alone_what_leads_to_a_note() {
    let mut wall = Wall::given("command a @ 400,400; event b @ 600,400; a -> b");
    wall.click(at(600.0, 400.0));
    let offers = quick_adds(&wall.editor);
    assert!(!offers.is_empty() && offers.iter().all(|offer| offer.side == Side::After));
}

#[test]
fn arrow_keys_move_the_selection_in_steps_of_ten() {
    let mut wall = Wall::given("event a @ 200,200; event b @ 600,200");
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Nudge(Way::Right));
    wall.editor.act(Action::Nudge(Way::Up));
    assert_eq!(wall.centre("a"), Point::new(210.0, 190.0));
    assert_eq!(wall.centre("b"), Point::new(610.0, 190.0));
    wall.editor.act(Action::Undo);
    assert_eq!(wall.centre("a"), Point::new(210.0, 200.0));
}

#[test]
fn a_duplicate_keeps_arrows_between_copies_and_is_selected() {
    let mut wall = Wall::given("command a @ 200,200; event b @ 600,200; a -> b");
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Duplicate);
    let board = wall.editor.board();
    assert_eq!((board.notes().len(), board.arrows().len()), (4, 2));
    assert_eq!(wall.editor.selection().notes.len(), 2);
    assert!(!wall.editor.selection().notes.contains(&note_id("a")));
    assert_eq!(wall.proposed().len(), 1);
    wall.editor.act(Action::Undo);
    assert_eq!(wall.editor.board().notes().len(), 2);
}

#[test]
fn a_drag_whose_end_nobody_saw_is_no_longer_shown_after_the_next_press() {
    let mut wall = Wall::given("event a @ 200,200");
    wall.editor.pointer_down(at(200.0, 200.0));
    wall.editor.pointer_move(at(300.0, 300.0));
    assert!(matches!(wall.editor.take_effects().presence.preview, Some(Some(_))));
    wall.editor.pointer_down(at(900.0, 700.0));
    assert_eq!(wall.editor.take_effects().presence.preview, Some(None));
    wall.editor.pointer_up(at(900.0, 700.0));
    assert_eq!(wall.centre("a"), Point::new(200.0, 200.0));
}

#[test]
fn undo_of_a_deletion_restores_notes_and_arrows() {
    let mut wall =
        Wall::given("command a @ 200,200; event b @ 600,200; context F @ 400,200 900x400; a -> b");
    let before = wall.editor.board().clone();
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Delete);
    assert_eq!(wall.editor.board().bounds(), None);
    assert!(wall.editor.selection().is_empty());
    wall.editor.act(Action::Undo);
    assert_eq!(wall.editor.board(), &before);
}

#[test]
fn undo_of_a_deletion_puts_back_what_nobody_else_has_and_redo_leaves_theirs() {
    let note = |name, text: &str| {
        let mut note = fixture::note(name, NoteKind::DomainEvent);
        note.text = text.to_owned();
        note
    };
    // Ben puts a note back before Ann undoes; then while her undo is on its way, first with the same
    // words and then with others.
    for (before, text, expected) in [
        (true, "a", Notice::ChangedSince { everything: false }),
        (false, "a", Notice::ChangedSince { everything: false }),
        (
            false,
            "other",
            Notice::TakenBack { rejection: Rejection::IdTaken, text: Some("a".to_owned()) },
        ),
    ] {
        let mut wall = Wall::given("event a; event b");
        wall.editor.act(Action::SelectAll);
        wall.editor.act(Action::Delete);
        wall.settle();
        if before {
            wall.somebody_puts_up(note("a", text));
        }
        wall.editor.act(Action::Undo);
        if !before {
            wall.somebody_puts_up(note("a", text));
        }
        wall.settle();
        assert_eq!(wall.notices(), [expected]);
        assert_eq!((wall.text("a").as_str(), wall.text("b").as_str()), (text, "b"));
        wall.editor.act(Action::Redo);
        wall.settle();
        let left: Vec<_> = wall.editor.board().notes().map(|note| note.id).collect();
        assert_eq!(left, [note_id("a")], "Ben's note stays");
    }
}

#[test]
fn undo_leaves_alone_what_somebody_has_changed_since_and_says_so() {
    let mut wall = Wall::given("event a @ 200,200; event b @ 600,200");
    wall.editor.act(Action::SelectAll);
    wall.editor.act(Action::Nudge(Way::Right));
    wall.settle();
    wall.somebody_moves("a", Point::new(0.0, 900.0));
    wall.editor.act(Action::Undo);
    assert_eq!(wall.centre("a"), Point::new(0.0, 900.0));
    assert_eq!(wall.centre("b"), Point::new(600.0, 200.0));
    assert_eq!(wall.notices(), [Notice::ChangedSince { everything: false }]);
    wall.editor.select(Selection::of_notes([note_id("b")]));
    wall.editor.act(Action::Nudge(Way::Right));
    wall.settle();
    wall.somebody_moves("b", Point::default());
    wall.editor.act(Action::Undo);
    assert_eq!(wall.notices(), [Notice::ChangedSince { everything: true }]);
    assert_eq!(wall.centre("b"), Point::default());
}

#[test]
fn undo_of_a_new_note_keeps_it_when_somebody_has_written_on_it() {
    let mut wall = Wall::given("");
    wall.editor.add_note(NoteKind::DomainEvent, Point::new(200.0, 200.0));
    let id = wall.editor.selection().only_note().unwrap();
    wall.editor.stop_editing();
    wall.settle();
    wall.somebody_writes(id, "", "Order placed");
    wall.editor.act(Action::Undo);
    assert_eq!(wall.editor.board().note(id).unwrap().text, "Order placed");
    assert_eq!(wall.notices(), [Notice::ChangedSince { everything: true }]);
}

#[test]
fn undo_of_typing_keeps_the_words_of_somebody_else() {
    let mut wall = Wall::given("event a");
    wall.editor.start_editing(EditTarget::Note(note_id("a")));
    wall.editor.type_text(note_id("a"), "a mine");
    wall.settle();
    wall.somebody_writes(note_id("a"), "a mine", "a mi THEIRS ne");
    wall.editor.act(Action::Undo);
    assert_eq!(wall.text("a"), "a THEIRS ");
}

#[test]
fn words_on_a_note_that_somebody_deletes_are_kept_in_a_notice() {
    let mut wall = Wall::given("event a");
    wall.editor.start_editing(EditTarget::Note(note_id("a")));
    wall.editor.type_text(note_id("a"), "a and more");
    wall.somebody_deletes("a");
    assert_eq!(wall.editor.editing(), None);
    let notices = wall.notices();
    let [Notice::TakenBack { text: Some(text), .. }] = notices.as_slice() else {
        panic!("{notices:?}");
    };
    assert_eq!(text, " and more");
}

#[test]
fn a_drag_ends_when_somebody_deletes_the_note() {
    let mut wall = Wall::given("event a @ 200,200");
    wall.editor.pointer_down(at(200.0, 200.0));
    wall.editor.pointer_move(at(260.0, 200.0));
    wall.somebody_deletes("a");
    assert_eq!(*wall.editor.gesture(), Gesture::None);
    assert!(wall.editor.selection().is_empty());
    wall.editor.pointer_up(at(260.0, 200.0));
    assert_eq!(wall.proposed(), []);
    assert_eq!(wall.notices(), []);
}

#[test]
fn a_double_click_writes_on_what_is_there_or_puts_up_an_event() {
    let mut wall =
        Wall::given("command a @ 200,300; event b @ 700,300; a -> b; context F @ 450,300 860x500");
    wall.editor.double_click(at(200.0, 300.0));
    assert_eq!(wall.editor.editing(), Some(EditTarget::Note(note_id("a"))));
    wall.editor.double_click(at(450.0, 300.0));
    assert_eq!(wall.editor.editing(), Some(EditTarget::Arrow(arrow_id("a", "b"))));
    wall.editor.double_click(at(450.0, 65.0));
    assert_eq!(wall.editor.editing(), Some(EditTarget::Frame(frame_id("F"))));
    wall.editor.double_click(at(1100.0, 700.0));
    let id = wall.editor.selection().only_note().unwrap();
    assert_eq!(wall.editor.board().note(id).unwrap().kind, NoteKind::DomainEvent);
    assert_eq!(wall.editor.editing(), Some(EditTarget::Note(id)));
}

#[test]
fn a_refused_gesture_changes_nothing_and_is_said() {
    let mut wall = Wall::given("event a");
    let far = fixture::note("far", NoteKind::Command);
    let far = squall_board::Note { centre: Point::new(2e6, 0.0), author: ANN, ..far };
    let accepted = wall.editor.propose(fixture::add_note(far));
    assert!(!accepted);
    let refused = Notice::Refused(squall_board::Rejection::OutOfBounds);
    assert_eq!(wall.notices(), [refused]);
    wall.editor.act(Action::Undo);
    assert_eq!(wall.notices(), [Notice::NothingToUndo]);
    assert!(!matches!(wall.proposed().as_slice(), [BoardCommand::AddItems { .. }]));
}

/// P6.8
#[test]
fn the_screen_is_told_when_it_has_moved_far_enough_and_again_on_a_new_connection() {
    let mut wall = Wall::given("event a");
    let Some(ClientMessage::Look(first)) = wall.editor.take_look() else { panic!() };
    assert_eq!(wall.editor.take_look(), None);
    let camera = wall.editor.camera();
    wall.editor.set_camera(camera.dragged(-f64::from(first.width) / 10.0, 0.0));
    assert_eq!(wall.editor.take_look(), None, "what is told of reaches farther than the screen");
    wall.editor.set_camera(camera.dragged(-f64::from(first.width), 0.0));
    let Some(ClientMessage::Look(second)) = wall.editor.take_look() else { panic!() };
    assert_eq!(i64::from(second.left - first.left), i64::from(first.width));
    wall.editor.disconnect();
    assert_eq!(wall.editor.take_look(), None, "there is nobody to tell");
}
