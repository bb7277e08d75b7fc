//! A scene against the wall that it is of: what is painted where, and that following changes nothing.

use proptest::prelude::*;
use squall_board::fixture::{ANN, board, note_id};
use squall_board::{BoardCommand, NoteMove, Point};

use super::*;
use crate::brush::{Ink, TextStyle};
use crate::svg::SvgBrush;
use crate::theme::Theme;

const EVERYWHERE: Bounds = Bounds { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };
const NEAR: Look<'_> = Look { zoom: 1.0, theme: &Theme::LIGHT, is_hasty: false };

fn painted(scene: &Scene, region: Bounds) -> String {
    let mut brush = SvgBrush::default();
    assert!(scene.paint(&mut brush, NEAR, region, &mut Progress::default(), &mut || true));
    brush.into_svg()
}

/// An editor that shows this wall.
fn editor(wall: &Board) -> Editor {
    let mut next = 900u128;
    let ids = move || {
        next += 1;
        next
    };
    let mut editor = Editor::new(squall_board::ClientSecret::from_u128(1), ANN, Box::new(ids));
    let items = BoardCommand::AddItems {
        notes: wall.notes().cloned().collect(),
        arrows: wall.arrows().cloned().collect(),
        frames: wall.frames().cloned().collect(),
    };
    assert!(editor.propose(items));
    editor.take_effects();
    editor
}

fn follow(scene: &mut Scene, editor: &mut Editor) -> Vec<Bounds> {
    let effects = editor.take_effects();
    scene.follow(editor, &effects.touched)
}

#[test]
fn what_is_above_in_the_pile_is_painted_later() {
    let scene = Scene::of(&board("event First @ 0,0; event Second @ 20,0"));
    let svg = painted(&scene, EVERYWHERE);
    let at = |text: &str| svg.find(&format!(">{text}<")).unwrap();
    let (first, second) = (at("First"), at("Second"));
    assert_ne!(first, second);
    let order: Vec<&str> = scene.notes.iter().map(|it| it.note.text.as_str()).collect();
    assert_eq!(first < second, order == ["First", "Second"]);
}

#[test]
fn only_what_is_in_the_region_is_painted() {
    let scene = Scene::of(&board("event Here @ 0,0; event There @ 5000,0; Here -> There"));
    let near = Bounds { left: -100.0, top: -100.0, right: 100.0, bottom: 100.0 };
    let svg = painted(&scene, near);
    assert!(svg.contains(">Here<") && !svg.contains(">There<"));
}

#[test]
fn from_afar_notes_are_plain_rectangles() {
    let scene = Scene::of(&board("event Order Placed @ 0,0; hotspot Why @ 300,0"));
    let mut brush = SvgBrush::default();
    let look = Look { zoom: 0.05, theme: &Theme::LIGHT, is_hasty: false };
    scene.paint(&mut brush, look, EVERYWHERE, &mut Progress::default(), &mut || true);
    let svg = brush.into_svg();
    assert_eq!(svg.matches("<rect").count(), 2, "{svg}");
    assert!(!svg.contains("<text") && !svg.contains("<g"), "{svg}");
}

#[test]
fn painting_goes_on_where_it_stopped() {
    let text: String = (0..100).map(|at| format!("event n{at} @ {},0;", at * 200)).collect();
    let scene = Scene::of(&board(&text));
    let (mut brush, mut progress, mut stops) = (SvgBrush::default(), Progress::default(), 0);
    while !scene.paint(&mut brush, NEAR, EVERYWHERE, &mut progress, &mut || false) {
        stops += 1;
    }
    assert_eq!(brush.into_svg(), painted(&scene, EVERYWHERE));
    assert_eq!(stops, 100 / PIECES_AT_ONCE);
}

#[test]
fn notes_that_come_and_go_while_a_part_is_painted_hide_none_and_double_none() {
    let text: String = (0..100).map(|at| format!("event n{at} @ {},0;", at * 200)).collect();
    let mut editor = editor(&board(&text));
    let mut scene = Scene::of(editor.board());
    let order: Vec<NoteId> = scene.notes.iter().map(|it| it.note.id).collect();
    let (mut brush, mut progress) = (SvgBrush::default(), Progress::default());
    assert!(!scene.paint(&mut brush, NEAR, EVERYWHERE, &mut progress, &mut || false));
    let delete =
        |note| BoardCommand::DeleteItems { notes: vec![note], arrows: vec![], frames: vec![] };
    for note in &order[..5] {
        assert!(editor.propose(delete(*note)));
    }
    editor.select(squall_editor::Selection::of_notes([order[90]]));
    editor.act(squall_editor::keymap::Action::SendToBack);
    follow(&mut scene, &mut editor);
    scene.paint(&mut brush, NEAR, EVERYWHERE, &mut progress, &mut || true);
    let svg = brush.into_svg();
    for note in &order[5..] {
        let text = &editor.board().note(*note).unwrap().text;
        // What went back is missing here: where it stands is stale, and mended.
        let expected = usize::from(*note != order[90]);
        assert_eq!(svg.matches(&format!(">{text}<")).count(), expected, "{text}");
    }
}

#[test]
fn a_new_wall_under_a_text_field_does_not_show_its_text_twice() {
    let wall = board("event Paid @ 0,0; event Late @ 300,0");
    let mut scene = Scene::of(&wall);
    scene.write_on(Some(note_id("Paid")));
    scene.begin(&wall);
    let svg = painted(&scene, EVERYWHERE);
    assert!(!svg.contains(">Paid<") && svg.contains(">Late<"), "{svg}");
}

#[test]
fn a_note_that_is_written_on_is_painted_without_its_text() {
    let mut scene = Scene::of(&board("event Paid @ 0,0"));
    assert_eq!(scene.write_on(Some(note_id("Paid"))).len(), 1);
    assert!(!painted(&scene, EVERYWHERE).contains("<text"));
    assert_eq!(scene.write_on(None).len(), 1);
    assert!(painted(&scene, EVERYWHERE).contains(">Paid<"));
    assert!(scene.write_on(None).is_empty());
}

#[test]
fn what_is_dragged_is_lifted_off_the_wall_with_its_arrows_and_laid_down_again() {
    let wall = board("command Pay @ 0,0; event Paid @ 300,0; event Late @ 600,0; Pay -> Paid");
    let mut editor = editor(&wall);
    let mut scene = Scene::of(editor.board());
    let press = |editor: &mut Editor, x: f64, y: f64| {
        let camera = editor.camera();
        let at = camera.to_screen(Point::new(x, y));
        squall_editor::gesture::PointerInput { at, ..Default::default() }
    };
    let down = press(&mut editor, 300.0, 40.0);
    editor.pointer_down(down);
    let far = press(&mut editor, 900.0, 640.0);
    editor.pointer_move(far);
    let stale = follow(&mut scene, &mut editor);
    assert!(stale.iter().any(|it| it.contains(Point::new(300.0, 0.0))));
    let below = painted(&scene, EVERYWHERE);
    assert!(!below.contains(">Paid<") && below.contains(">Late<"), "{below}");
    let mut brush = SvgBrush::default();
    scene.paint_lifted(&mut brush, NEAR, EVERYWHERE);
    let above = brush.into_svg();
    assert!(above.contains(">Paid<") && above.contains("<path"), "{above}");
    editor.pointer_up(far);
    follow(&mut scene, &mut editor);
    assert!(scene.lifted_notes.is_empty());
    assert_eq!(painted(&scene, EVERYWHERE), painted(&Scene::of(editor.board()), EVERYWHERE));
}

/// What a brush did, for comparing regions.
#[derive(Default)]
struct Strokes(Vec<Bounds>);

impl Brush for Strokes {
    fn fill(&mut self, bounds: Bounds, _: [f64; 4], _: Ink<'_>) {
        self.0.push(bounds);
    }
    fn border(&mut self, bounds: Bounds, _: f64, _: f64, _: bool, _: Ink<'_>) {
        self.0.push(bounds);
    }
    fn line(&mut self, from: Point, to: Point, _: f64, _: bool, _: Ink<'_>) {
        self.0.push(Bounds::spanning(from, to));
    }
    fn arrow(&mut self, route: Route, _: f64, _: Ink<'_>) {
        self.0.push(route.bounds());
    }
    fn text(&mut self, text: &str, at: Point, style: &TextStyle<'_>) {
        let half = text_layout::width(text) * style.font_px / 2.0;
        let (left, right) = (at.x - half, at.x + half);
        self.0.push(Bounds { left, top: at.y - style.font_px, right, bottom: at.y });
    }
    fn icon(&mut self, _: &'static str, at: Point, side: f64, _: Ink<'_>) {
        let far = Point::new(at.x + side, at.y + side);
        self.0.push(Bounds::spanning(at, far));
    }
    fn turn(&mut self, _: Point, _: f64) {}
    fn turn_back(&mut self) {}
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_scene_that_followed_is_that_of_the_wall(
        moves in prop::collection::vec((0..6usize, -900..900i32, -900..900i32, 0..5u8), 1..12),
    ) {
        let wall = board(
            "command a @ 0,0; event b @ 300,0; policy c @ 600,0; pivotalEvent d @ 900,0; actor e @ 0,300
             aggregate f @ 300,300; a -> b; b -> c; c -> d; e -> a; context g @ 0,0 900x900",
        );
        let names = ["a", "b", "c", "d", "e", "f"];
        let mut editor = editor(&wall);
        let mut scene = Scene::of(editor.board());
        for (which, x, y, what) in moves {
            let note = note_id(names[which]);
            let to = Point::new(f64::from(x), f64::from(y));
            match what {
                0 => drop(editor.propose(BoardCommand::DeleteItems { notes: vec![note], arrows: vec![], frames: vec![] })),
                1 => editor.act(squall_editor::keymap::Action::Undo),
                2 => {
                    editor.select(squall_editor::Selection::of_notes([note]));
                    editor.act(squall_editor::keymap::Action::BringToFront);
                }
                _ => drop(editor.propose(BoardCommand::MoveItems { notes: vec![NoteMove { note, to }], frames: vec![] })),
            }
            follow(&mut scene, &mut editor);
            prop_assert_eq!(painted(&scene, EVERYWHERE), painted(&Scene::of(editor.board()), EVERYWHERE));
        }
    }

    #[test]
    fn nothing_is_painted_beyond_the_reach_of_its_piece(zoom in 0.06..3.0, text in "[a-zA-Z ]{0,60}") {
        let mut wall = board("pivotalEvent Paid @ 0,0; hotspot Why @ 300,0; event x @ 600,0");
        let command = BoardCommand::EditText {
            note: note_id("x"),
            operation: squall_board::TextOperation::between("x", &text),
        };
        if let Ok(event) = wall.decide(&command, ANN) {
            wall.apply(&event, ANN);
        }
        for note in wall.notes() {
            let mut strokes = Strokes::default();
            let layout = lay_out(note);
            let look = Look { zoom, theme: &Theme::LIGHT, is_hasty: false };
            pieces::paint_divider(&mut strokes, note);
            pieces::paint_note(&mut strokes, note, Some(&layout), look);
            for stroke in strokes.0 {
                prop_assert!(reach_of_note(note).inflated(0.5).encloses(stroke), "{:?} {:?}", note.kind, stroke);
            }
        }
    }
}
