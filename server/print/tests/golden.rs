//! Golden pictures: the SVG as text, without the bytes of the fonts, and the PNG pixel by pixel.
//! `UPDATE_GOLDEN=1` writes the files and fails, so that it is never left on by accident.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use resvg::tiny_skia::Pixmap;
use squall_board::fixture::{ANN, arrow_id, board, frame_id, note_id};
use squall_board::{
    Board, BoardCommand, Colour, Detail, DetailChange, DetailId, Field, FieldType, HotspotState,
    NoteDetail, NotePin, NoteRecolour, Vector,
};
use squall_print::{Fonts, Part, Picture, Shade};

/// How far a colour of a pixel may be off, out of 255, and how many of 1,000 pixels may be farther off:
/// processors round differently at the edges of letters.
const COLOUR_OFF_MAX: u8 = 6;
const PIXELS_OFF_PER_MILLE: usize = 1;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// The SVG with a mark instead of each font.
fn without_fonts(svg: &str) -> String {
    let mut parts = svg.split("base64,");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.find(')').unwrap();
        assert!(after > 8_000, "a font is missing");
        text.push_str("base64,FONT");
        text.push_str(&part[after..]);
    }
    // A line for each element, so that a difference is seen.
    text.replace("><", ">\n<")
}

fn check(name: &str, wall: &Board, part: &Part, shade: Shade) {
    let picture = Picture::of(wall, part, shade).unwrap();
    let svg = without_fonts(&picture.svg());
    let png = picture.png(&Fonts::shipped(), 1.0).unwrap();
    assert_eq!(png.scale, 1.0);
    let (svg_file, png_file) = (file(&format!("{name}.svg")), file(&format!("{name}.png")));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&svg_file, &svg).unwrap();
        std::fs::write(&png_file, &png.bytes).unwrap();
        panic!("wrote {name}; run again without UPDATE_GOLDEN");
    }
    let known = std::fs::read_to_string(&svg_file).expect("UPDATE_GOLDEN=1 makes golden files");
    for (line, (expected, now)) in known.lines().zip(svg.lines()).enumerate() {
        assert_eq!(expected, now, "{name}.svg, line {}", line + 1);
    }
    assert_eq!(known, svg, "{name}.svg");
    let known = Pixmap::decode_png(&std::fs::read(&png_file).unwrap()).unwrap();
    let now = Pixmap::decode_png(&png.bytes).unwrap();
    assert_eq!((known.width(), known.height()), (now.width(), now.height()), "{name}.png");
    let pixels = known.data().chunks(4).zip(now.data().chunks(4));
    let off = |pair: &(&[u8], &[u8])| {
        let colours = pair.0.iter().zip(pair.1);
        colours.into_iter().any(|(a, b)| a.abs_diff(*b) > COLOUR_OFF_MAX)
    };
    let off = pixels.filter(off).count();
    let most = known.data().len() / 4 * PIXELS_OFF_PER_MILLE / 1_000;
    assert!(off <= most, "{name}.png: {off} pixels are others, {most} may be");
}

fn with(mut wall: Board, commands: impl IntoIterator<Item = BoardCommand>) -> Board {
    for command in commands {
        let event = wall.decide(&command, ANN).unwrap();
        wall.apply(&event, ANN);
    }
    wall
}

fn example() -> Board {
    let mut last = 0;
    let mut ids = || {
        last += 1;
        last
    };
    let example = squall_guide::example("subscription-box").unwrap();
    with(Board::default(), example.commands(&mut ids, ANN))
}

fn kinds() -> Board {
    board(
        "event Order Placed @ 0,0; command Place Order @ 200,0; actor Customer @ 400,0
         policy Whenever an order is placed, request payment @ 620,0; readmodel Open Orders @ 860,0
         aggregate Order @ 0,220; system Payment Provider @ 240,220; hotspot What if it fails? @ 440,220
         opportunity Pay later @ 620,220; screen Order Form @ 860,220; pivotalEvent Order Shipped @ 0,440
         valueGained Trust @ 200,440; valueLost Time @ 340,440; text Just a remark @ 560,440",
    )
}

fn arrows() -> Board {
    let wall = board(
        "command Straight @ 0,0; event There @ 320,0; Straight -> There
         command Corner @ 0,240; event Below @ 320,460; Corner -> Below
         command Bent @ 0,640; event By Hand @ 400,640; Bent -> By Hand
         command Around @ 700,0; aggregate Between @ 960,0; event Behind @ 1220,0; Around -> Behind
         event Up @ 760,460; policy Down @ 760,240; Up -> Down
         event Labelled @ 1000,460; policy Reads @ 1420,460; Labelled -> Reads",
    );
    let label = "if the total is more than 100 €".to_owned();
    with(
        wall,
        [
            BoardCommand::BendArrow {
                arrow: arrow_id("Bent", "By Hand"),
                bend: Some(Vector::new(0.0, 110.0)),
            },
            BoardCommand::RelabelArrow { arrow: arrow_id("Labelled", "Reads"), label },
        ],
    )
}

fn frames() -> Board {
    let wall = board(
        "context Sales @ 0,0 760x440; context Payments and everything that has to do with money @ 620,0 400x440
         lane Fulfilment @ 210,360 1180x200; event Order Placed @ -200,0; event Order Paid @ 620,0
         event Parcel Sent @ 620,360; Order Placed -> Order Paid; Order Paid -> Parcel Sent",
    );
    let locked =
        BoardCommand::LockItems { notes: vec![], frames: vec![frame_id("Sales")], locked: true };
    with(wall, [locked])
}

fn long_text() -> Board {
    let wall =
        board("event a @ 0,0; text b @ 260,0; event c @ 520,0; policy d @ 760,0; event e @ 0,220");
    let texts = [
        ("a", "The parcel was handed over to the carrier, who has scanned it at the depot and told us".to_owned()),
        ("b", "Zamówienie złożone: żółta łódź, 20 % taniej".to_owned()),
        ("c", "Donaudampfschifffahrtsgesellschaftskapitänsmütze".to_owned()),
        ("d", "One\n\nThree & <four> \"five\"".to_owned()),
        ("e", "All that we know of it. ".repeat(40)),
    ];
    let edits = texts.map(|(note, text)| BoardCommand::EditText {
        note: note_id(note),
        operation: squall_board::TextOperation::between(note, text.trim_end()),
    });
    with(wall, edits)
}

fn details() -> Board {
    let wall = board(
        "event Order Placed @ 0,0; hotspot Who pays? @ 60,90; actor Night @ 240,0
         policy Whenever paid, ship @ 460,0; event Locked @ 700,0; event Grey @ 900,0",
    );
    let id = DetailId::from_u128(1);
    let (name, kind, example) =
        ("total".to_owned(), FieldType::Custom("Money".into()), "12 €".to_owned());
    let put =
        |note: &str, detail| NoteDetail { note: note_id(note), change: DetailChange::Put(detail) };
    with(
        wall,
        [
            BoardCommand::ChangeDetails {
                notes: vec![
                    put("Order Placed", Detail::Field(Field { id, name, kind, example })),
                    put("Order Placed", Detail::Tag("cash".into())),
                    put("Who pays?", Detail::State(HotspotState::Parked)),
                    put("Who pays?", Detail::Owner("Ann".into())),
                    put("Whenever paid, ship", Detail::Condition("total < 100".into())),
                    put("Whenever paid, ship", Detail::Delay("24 h".into())),
                ],
            },
            BoardCommand::PinNotes {
                notes: vec![NotePin {
                    note: note_id("Who pays?"),
                    host: Some(note_id("Order Placed")),
                }],
            },
            BoardCommand::RecolourNotes {
                notes: vec![NoteRecolour { note: note_id("Grey"), colour: Some(Colour::Grey) }],
            },
            BoardCommand::LockItems {
                notes: vec![note_id("Locked")],
                frames: vec![],
                locked: true,
            },
        ],
    )
}

#[test]
fn the_example_board() {
    check("example", &example(), &Part::Whole, Shade::Light);
}

#[test]
fn a_frame_of_the_example_board() {
    let wall = example();
    let frame = wall.frames().next().unwrap().id;
    let part = Part::Items { notes: BTreeSet::new(), frames: [frame].into() };
    check("frame-of-example", &wall, &part, Shade::Light);
}

#[test]
fn every_kind_of_note() {
    check("kinds", &kinds(), &Part::Whole, Shade::Light);
}

#[test]
fn every_kind_of_note_on_a_dark_wall() {
    check("kinds-dark", &kinds(), &Part::Whole, Shade::Dark);
}

#[test]
fn arrows_straight_around_corners_bent_and_labelled() {
    check("arrows", &arrows(), &Part::Whole, Shade::Light);
}

#[test]
fn frames_in_both_kinds_with_a_long_title_and_a_lock() {
    check("frames", &frames(), &Part::Whole, Shade::Light);
}

#[test]
fn frames_on_a_dark_wall() {
    check("frames-dark", &frames(), &Part::Whole, Shade::Dark);
}

#[test]
fn long_texts_and_letters_of_both_faces() {
    check("long-text", &long_text(), &Part::Whole, Shade::Light);
}

#[test]
fn details_pins_colours_and_locks() {
    check("details", &details(), &Part::Whole, Shade::Light);
}

#[test]
fn a_selection_with_the_arrow_between() {
    let notes = ["Straight", "There", "Corner"].map(note_id).into();
    let part = Part::Items { notes, frames: BTreeSet::new() };
    check("selection", &arrows(), &part, Shade::Light);
}
