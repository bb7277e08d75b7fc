//! What the files hold: notes that come back, pixels within bounds, text in the PDF.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use proptest::prelude::*;
use squall_board::fixture::board;
use squall_board::{Board, BoardEvent, Clip, ParticipantId};
use squall_print::limits::{PNG_PIXELS_MAX, PNG_SIDE_MAX};
use squall_print::{Fonts, NoPicture, Part, Picture, Shade, cut, read};

fn picture(wall: &Board) -> Picture {
    Picture::of(wall, &Part::Whole, Shade::Light).unwrap()
}

fn png_size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn there_is_no_picture_of_nothing() {
    let empty = Picture::of(&Board::default(), &Part::Whole, Shade::Light);
    assert_eq!(empty.unwrap_err(), NoPicture::Empty);
}

#[test]
fn markup_on_a_note_stays_text_in_what_is_seen_and_what_is_carried() {
    let wall = board("event </metadata><script>alert('1')</script> & co @ 0,0");
    let svg = picture(&wall).svg();
    assert!(!svg.contains("<script"), "{svg}");
    assert_eq!(svg.matches("</metadata>").count(), 1);
    assert_eq!(read(&svg).unwrap().0, cut(&wall, &Part::Whole));
}

#[test]
fn a_png_has_the_size_asked_for() {
    let picture = picture(&board("event Paid @ 0,0"));
    let (width, height) = picture.size();
    for scale in [1.0, 2.0, 3.0] {
        let png = picture.png(&Fonts::shipped(), scale).unwrap();
        let expected = ((width * scale) as u32, (height * scale) as u32);
        assert_eq!((png_size(&png.bytes), png.scale), (expected, scale));
    }
}

#[test]
fn a_png_of_a_large_wall_is_made_smaller_and_says_so() {
    for wall in ["event a @ 0,0; event b @ 900000,0", "event a @ 0,0; event b @ 9000,9000"] {
        let png = picture(&board(wall)).png(&Fonts::shipped(), 2.0).unwrap();
        let (width, height) = png_size(&png.bytes);
        assert!(png.scale < 2.0);
        assert!(f64::from(width.max(height)) <= PNG_SIDE_MAX, "{width} {height}");
        assert!(f64::from(width) * f64::from(height) <= PNG_PIXELS_MAX * 1.001, "{width} {height}");
    }
}

#[test]
fn equal_boards_give_equal_bytes() {
    let text = "context Sales @ 0,0 900x600; command Pay @ -200,0; event Paid @ 200,0; Pay -> Paid";
    let (one, other, fonts) = (picture(&board(text)), picture(&board(text)), Fonts::shipped());
    assert_eq!(one.svg(), other.svg());
    assert_eq!(one.pdf(&fonts).unwrap(), other.pdf(&fonts).unwrap());
    assert_eq!(one.png(&fonts, 1.0).unwrap().bytes, other.png(&fonts, 1.0).unwrap().bytes);
}

#[test]
fn a_pdf_has_one_page_of_the_pictures_size_with_the_font_inside() {
    let picture = picture(&board("event Order Paid @ 0,0; context Sales @ 0,0 900x600"));
    let pdf = picture.pdf(&Fonts::shipped()).unwrap();
    assert!(pdf.starts_with(b"%PDF-1."));
    let text = String::from_utf8_lossy(&pdf);
    let (width, height) = picture.size();
    let page = format!("/MediaBox[0 0 {} {}]", width * 0.75, height * 0.75);
    assert!(text.contains(&page), "{page}");
    assert!(text.contains("/Type/Pages/Count 1/"));
    // Both weights, with a table from glyphs back to letters: the text can be searched.
    assert_eq!(text.matches("/ToUnicode").count(), 2);
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_a_picture_carries_is_what_it_shows(
        texts in prop::collection::vec("\\PC{0,30}|[a-z\u{0}-\u{20}\u{7f}-\u{a0}\u{fffe}\u{ffff}]{0,8}", 1..8),
        places in prop::collection::vec((-9e5..9e5f64, -9e5..9e5f64), 8),
        ends in prop::collection::vec((0..8u128, 0..8u128), 0..8),
        title in "\\PC{0,20}",
    ) {
        let mut clip = Clip::default();
        for (at, text) in texts.iter().enumerate() {
            let kind = squall_board::notation::NOTATION[at % 14].kind;
            let mut note = squall_board::fixture::note("x", kind);
            note.id = squall_board::NoteId::from_u128(at as u128);
            note.centre = squall_board::Point::new(places[at].0, places[at].1);
            note.text.clone_from(text);
            note.author = ParticipantId::from_u128(0);
            note.locked = at % 3 == 0;
            note.host = (at > 2).then(|| squall_board::NoteId::from_u128(0));
            clip.notes.push(note);
        }
        for (at, (from, to)) in ends.into_iter().enumerate() {
            let count = texts.len() as u128;
            if from % count != to % count {
                let id = squall_board::ArrowId::from_u128(at as u128);
                let [from, to] = [from, to].map(|end| squall_board::NoteId::from_u128(end % count));
                let mut arrow = squall_board::Arrow::new(id, from, to);
                arrow.label.clone_from(&title);
                arrow.bend = (at % 2 == 0).then(|| squall_board::Vector::new(0.1, places[at].0));
                clip.arrows.push(arrow);
            }
        }
        let mut frame = squall_board::fixture::frame("x", squall_board::FrameKind::Swimlane);
        frame.title.clone_from(&title);
        clip.frames.push(frame);
        let mut wall = Board::default();
        let Clip { notes, arrows, frames } = clip.clone();
        wall.apply(&BoardEvent::ItemsAdded { notes, arrows, frames }, ParticipantId::from_u128(1));
        wall.apply(&BoardEvent::BoardRetitled { title: title.clone() }, ParticipantId::from_u128(1));
        prop_assert_eq!(read(&picture(&wall).svg()), Ok((clip, title)));
    }
}
