//! The Find panel: where words stand on the wall, along the timeline.

use maud::{Markup, html};
use squall_board::notation;
use squall_board::{Board, Detail, FrameId, NoteId, Point, arrange, folded};
use squall_texts::{Texts, text};

use crate::markup::{icon, panel as framed, show};

/// Most places that are found.
const FOUND_MAX: usize = 200;

/// A place where the words stand.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    /// The whole text there; of a note whose details they stand in, the note's text.
    text: String,
    icon: &'static str,
    /// What shows it: the note itself, or both ends of an arrow.
    notes: Vec<NoteId>,
    frames: Vec<FrameId>,
    at: Point,
}

pub(crate) fn panel(board: &Board, query: &str, texts: Texts) -> Markup {
    let found = search(board, query);
    let said = match found.len() {
        _ if query.trim().is_empty() => texts.get(text::FIND_WHAT).to_owned(),
        0 => texts.get(text::FIND_NOTHING).to_owned(),
        FOUND_MAX => texts.fill(text::FIND_FIRST, [&FOUND_MAX.to_string()]),
        count => texts.count(text::FIND_PLACES, count),
    };
    framed(
        text::PANEL_FIND,
        "",
        texts,
        &html! {
            label class="panel-field" id="for-find" for="find" {
                span { (texts.get(text::FIND_WORDS)) }
                input id="find" type="search" value=(query) autocomplete="off" dir="auto" data-query="";
            }
            p class="quiet" role="status" { (said) }
            ol class="found-list" {
                @for (place, it) in found.iter().enumerate() {
                    li {
                        button class="found" id={ "found-" (place) } data-show=(show(&it.notes, &it.frames)) {
                            (icon(it.icon))
                            span dir="auto" { @if it.text.is_empty() { (texts.get(text::FIND_NO_TEXT)) } @else { (it.text) } }
                        }
                    }
                }
            }
        },
    )
}

/// Where all words of the query stand, in any order, along the timeline. The first [`FOUND_MAX`]; none for
/// an empty query.
fn search(board: &Board, query: &str) -> Vec<Found> {
    let query = folded(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<Found> = Vec::new();
    if words.is_empty() {
        return found;
    }
    let says = |text: &str| {
        let text = folded(text);
        words.iter().all(|word| text.contains(word))
    };
    for note in board.notes() {
        let mut all = note.text.clone();
        for words in note.details.iter().flat_map(Detail::texts) {
            all.push('\n');
            all.push_str(words);
        }
        if says(&all) {
            found.push(Found {
                text: note.text.clone(),
                icon: notation::of(note.kind).name,
                notes: vec![note.id],
                frames: vec![],
                at: note.centre,
            });
        }
    }
    for frame in board.frames().filter(|frame| says(&frame.title)) {
        let bounds = frame.bounds();
        found.push(Found {
            text: frame.title.clone(),
            icon: notation::of_frame(frame.kind).name,
            notes: vec![],
            frames: vec![frame.id],
            at: Point::new(bounds.left, bounds.top),
        });
    }
    for arrow in board.arrows().filter(|arrow| says(&arrow.label)) {
        if let Some((from, to)) = board.note(arrow.from).zip(board.note(arrow.to)) {
            found.push(Found {
                text: arrow.label.clone(),
                icon: "connect",
                notes: vec![arrow.from, arrow.to],
                frames: vec![],
                at: from.bounds().union(to.bounds()).centre(),
            });
        }
    }
    arrange(&mut found, |a, b| a.at.x.total_cmp(&b.at.x).then(a.at.y.total_cmp(&b.at.y)));
    found.truncate(FOUND_MAX);
    found
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{self, note_id};

    use super::*;

    #[test]
    fn words_are_found_in_any_order_without_case_and_accents_along_the_timeline() {
        let board = fixture::board(
            "event Zahlung ÜBERPRÜFT @ 900,0; command Uberprufe die Zahlung @ 100,0; event Café @ 0,0;
            context Zahlungen überprüfen @ 2000,0 600x400; policy Проверка ОПЛАТЫ @ 10,0",
        );
        let texts = |query: &str| -> Vec<String> {
            search(&board, query).into_iter().map(|found| found.text).collect()
        };
        let expected = ["Uberprufe die Zahlung", "Zahlung ÜBERPRÜFT", "Zahlungen überprüfen"];
        assert_eq!(texts("uberpruf zahlung"), expected);
        assert_eq!(texts("CAFE\u{301}"), ["Café"]);
        assert_eq!(texts("оплаты"), ["Проверка ОПЛАТЫ"]);
        assert_eq!(texts("  "), Vec::<String>::new());
        assert_eq!(texts("nothing like it"), Vec::<String>::new());
    }

    #[test]
    fn details_and_labels_are_searched_too() {
        let mut board = fixture::board("event a @ 0,0; event b @ 400,0; a -> b");
        let arrow = fixture::arrow_id("a", "b");
        let detail = Detail::Owner("Billing team".to_owned());
        let change = squall_board::DetailChange::Put(detail);
        let notes = vec![squall_board::NoteDetail { note: note_id("b"), change }];
        for command in [
            squall_board::BoardCommand::RelabelArrow { arrow, label: "Billed".to_owned() },
            squall_board::BoardCommand::ChangeDetails { notes },
        ] {
            let event = board.decide(&command, fixture::ANN).unwrap();
            board.apply(&event, fixture::ANN);
        }
        let notes: Vec<Vec<NoteId>> =
            search(&board, "bill").into_iter().map(|found| found.notes).collect();
        assert_eq!(notes, [vec![note_id("a"), note_id("b")], vec![note_id("b")]]);
    }

    #[test]
    fn the_panel_says_how_many_places_there_are() {
        let board = fixture::board("event Paid; event Bill Paid; command Pay");
        for (query, said) in
            [("paid", "2 places"), ("bill", "1 place"), ("ship", "Nothing on the wall")]
        {
            assert!(panel(&board, query, Texts::default()).into_string().contains(said), "{query}");
        }
        assert!(!panel(&board, "<b>", Texts::default()).into_string().contains("<b>"));
    }
}
