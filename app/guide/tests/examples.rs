//! Every example fits on an empty board, can be read, and says what it is. The derived model of the cart
//! is pinned byte for byte: `UPDATE_GOLDEN=1 cargo test -p squall-guide` writes it anew.

use std::collections::BTreeSet;
use std::path::Path;

use squall_board::fixture::ANN;
use squall_board::{Board, BoardCommand, FieldType, Note, NoteKind, Seq, Stage, Timer};
use squall_guide::{Example, example, examples};
use squall_model::domain_model::Element;
use squall_model::{ExportContext, Format, derive, export};

fn commands(example: &Example) -> Vec<BoardCommand> {
    let mut next = 0;
    let mut ids = || {
        next += 1;
        next
    };
    example.commands(&mut ids, ANN)
}

/// The board with the example on it, command by command.
fn board(key: &str) -> Board {
    let example = example(key).expect("an example");
    let mut board = Board::default();
    for command in commands(example) {
        let event = board.decide(&command, ANN);
        let event = event.unwrap_or_else(|error| panic!("{key}: {command:?}: {error}"));
        board.apply(&event, ANN);
    }
    board
}

fn names<'a>(elements: impl Iterator<Item = &'a Element>) -> Vec<&'a str> {
    elements.map(|element| element.name.as_str()).collect()
}

#[test]
fn keys_name_examples_and_stay_the_same() {
    let keys: Vec<&str> = examples().iter().map(|example| example.key).collect();
    assert_eq!(keys, ["subscription-box", "shopping-cart", "big-picture", "process"]);
    assert!(example("").is_none());
}

#[test]
fn an_empty_board_accepts_every_command_of_every_example_and_gets_a_name() {
    for example in examples() {
        assert_eq!(board(example.key).title(), example.name);
    }
}

#[test]
fn no_two_notes_overlap_and_no_frame_cuts_one() {
    for example in examples() {
        let board = board(example.key);
        let notes: Vec<&Note> = board.notes().collect();
        assert!(!notes.is_empty(), "{}", example.key);
        for (at, note) in notes.iter().enumerate() {
            for other in &notes[at + 1..] {
                let apart = !note.bounds().intersects(other.bounds());
                assert!(apart, "{}: {:?}, {:?}", example.key, note.text, other.text);
            }
            for frame in board.frames() {
                let (outer, inner) = (frame.bounds(), note.bounds());
                let is_whole = outer.encloses(inner) || !outer.intersects(inner);
                assert!(is_whole, "{}: {:?} in {:?}", example.key, note.text, frame.title);
            }
        }
        let frames: Vec<_> = board.frames().collect();
        for (at, frame) in frames.iter().enumerate() {
            let mut others = frames[at + 1..].iter();
            assert!(!others.any(|other| frame.bounds().intersects(other.bounds())));
        }
    }
}

#[test]
fn each_guide_says_what_to_do_before_during_and_after() {
    for example in examples() {
        let guide = example.guide;
        let headings: Vec<&str> = guide.lines().filter(|line| line.starts_with('#')).collect();
        let expected = ["## Before", "## During", "## After", "## Questions to ask", "## Pitfalls"];
        assert_eq!(headings, expected, "{}", example.key);
        let words = guide.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
        assert!((150..=300).contains(&words.count()), "{}", example.key);
        assert!(guide.matches('?').count() >= 3, "{}: it asks something", example.key);
        assert!(example.description.english().ends_with('.'), "{}", example.key);
    }
}

#[test]
fn the_cart_derives_as_before() {
    let board = board("shopping-cart");
    let context = ExportContext { board_title: board.title(), seq: Seq(2) };
    let found = export(Format::Json, &context, &derive(&board));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/shopping-cart.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &found).expect("a writable golden file");
    }
    let expected = std::fs::read_to_string(&path).expect("a golden file");
    assert_eq!(found, expected, "{}", path.display());
}

#[test]
fn the_customer_commands_and_the_cart_decides() {
    let model = derive(&board("shopping-cart"));
    let events = ["Item Added", "Item Removed", "Coupon Applied", "Cart Checked Out"];
    assert_eq!(names(model.events.iter().map(|it| &it.element)), events);
    assert_eq!(names(model.actors.iter().map(|it| &it.element)), ["Customer"]);
    assert_eq!(names(model.aggregates.iter().map(|it| &it.element)), ["Cart"]);
    for command in &model.commands {
        let name = &command.element.name;
        let ways = [&command.actors, &command.aggregates, &command.events].map(Vec::len);
        assert_eq!(ways, [1, 1, 1], "{name}: actor, aggregate, event");
    }
    assert_eq!(model.commands.len(), 4);
    assert_eq!(model.read_models[0].built_from.len(), 2);
    let about: Vec<usize> = model.hotspots.iter().map(|it| it.about.len()).collect();
    assert_eq!(about, [1, 1], "each hot spot is pinned");
    assert!(model.flows.iter().all(|flow| !flow.inferred), "every link is drawn");
    assert!(model.problems.is_empty(), "{:?}", model.problems);
}

#[test]
fn time_runs_to_the_right_in_the_cart() {
    let board = board("shopping-cart");
    for arrow in board.arrows() {
        let ends = [arrow.from, arrow.to].map(|id| board.note(id).expect("an end on the board"));
        let [from, to] = ends.map(|note| note.centre.x);
        let is_actor = ends[0].kind == NoteKind::Actor;
        // An actor stands below what it decides, a read model below the last event that builds it.
        assert!(from <= to || is_actor, "{:?} leads to {:?}", ends[0].text, ends[1].text);
    }
}

#[test]
fn an_added_item_is_recorded_with_item_quantity_and_moment() {
    let board = board("shopping-cart");
    let fields = |text: &str| {
        let mut notes = board.notes();
        let note = notes.find(|note| note.text.lines().next() == Some(text)).expect("a note");
        note.details.fields().cloned().collect::<Vec<_>>()
    };
    let added: Vec<(String, FieldType)> =
        fields("Item Added").into_iter().map(|field| (field.name, field.kind)).collect();
    let expected = [
        ("cartId", FieldType::Identifier),
        ("customerId", FieldType::Identifier),
        ("itemId", FieldType::Identifier),
        ("quantity", FieldType::Number),
        ("timestamp", FieldType::DateTime),
    ];
    assert_eq!(added, expected.map(|(name, kind)| (name.to_owned(), kind)));
    let all: BTreeSet<String> =
        board.notes().flat_map(|note| note.details.fields()).map(|it| it.name.clone()).collect();
    let expected =
        ["cartId", "couponCode", "customerId", "itemId", "orderId", "quantity", "timestamp"];
    assert_eq!(all.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let with_fields = board.notes().filter(|note| !note.details.is_empty()).count();
    assert_eq!(with_fields, 9, "four commands, four events, one read model");
}

#[test]
fn a_beginning_has_an_agenda_in_its_first_phase_and_no_event() {
    for (key, level_phases) in [("big-picture", 5), ("process", 7)] {
        let board = board(key);
        let session = board.session();
        let current = session.current().expect("a phase");
        assert_eq!(current.stage, Stage::ChaoticExploration, "{key}");
        assert_eq!(session.reached().len(), 1, "{key}");
        assert_eq!(session.agenda.as_ref().expect("an agenda").phases.len(), level_phases);
        let left_ms = u64::from(current.minutes) * 60_000;
        assert_eq!(session.timer, Timer::Paused { left_ms }, "{key}: it does not run yet");
        assert!(board.notes().all(|note| note.kind == NoteKind::Text), "{key}");
        let model = derive(&board);
        assert!(model.events.is_empty() && model.problems.is_empty(), "{key}");
    }
}
