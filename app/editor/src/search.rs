//! Finding words on the wall, and commands by parts of their names. Upper and lower case and accents make
//! no difference, for the Latin, Greek and Cyrillic letters that people in workshops write; of other
//! scripts every letter is itself.

use squall_board::{Board, Bounds, Detail, Note, Point};

use crate::arrange::sort_by_value;
use crate::camera::Camera;
use crate::keymap::{Command, commands};
use crate::{EditTarget, Editor, Selection};

/// Most places that are found.
pub const FOUND_MAX: usize = 200;
/// Smallest zoom at which what was found is looked at: its text can be read.
const FOUND_ZOOM_MIN: f64 = 0.6;

/// A place where the words stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What they stand on.
    pub item: EditTarget,
    /// The whole text there; of a note whose details they stand in, the note's text.
    pub text: String,
    /// Where it is.
    pub at: Point,
}

/// Where all words of the query stand, in any order, along the timeline: on notes and in their details,
/// on arrows, in titles of frames. The first [`FOUND_MAX`]; none for an empty query.
#[must_use]
pub fn search(board: &Board, query: &str) -> Vec<Found> {
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
            let (item, at) = (EditTarget::Note(note.id), note.centre);
            found.push(Found { item, text: note.text.clone(), at });
        }
    }
    for frame in board.frames().filter(|frame| says(&frame.title)) {
        let (item, bounds) = (EditTarget::Frame(frame.id), frame.bounds());
        let at = Point::new(bounds.left, bounds.top);
        found.push(Found { item, text: frame.title.clone(), at });
    }
    for arrow in board.arrows().filter(|arrow| says(&arrow.label)) {
        let ends = board.note(arrow.from).zip(board.note(arrow.to));
        if let Some((from, to)) = ends {
            let at = from.bounds().union(to.bounds()).centre();
            found.push(Found { item: EditTarget::Arrow(arrow.id), text: arrow.label.clone(), at });
        }
    }
    let mut order: Vec<(f64, usize)> =
        found.iter().enumerate().map(|(place, it)| (it.at.x, place)).collect();
    sort_by_value(&mut order);
    order.iter().take(FOUND_MAX).map(|(_, place)| found[*place].clone()).collect()
}

/// The commands whose names hold the letters of the query in order; the best first, equally good ones in
/// the order of the table. All for an empty query.
#[must_use]
pub fn find_commands(query: &str) -> Vec<Command> {
    let query: Vec<char> = folded(query).chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(f64, usize)> = Vec::new();
    let all = commands();
    for (place, command) in all.iter().enumerate() {
        if let Some(gaps) = gaps(&folded(&command.label), &query) {
            found.push((f64::from(gaps), place));
        }
    }
    sort_by_value(&mut found);
    found.iter().map(|(_, place)| all[*place].clone()).collect()
}

/// How badly the letters stand in a name, less being better; `None` if they do not stand there in order.
/// A letter counts nothing right after the one before it, little at the beginning of a word, much
/// elsewhere. Wherever the query may begin is tried.
fn gaps(name: &str, query: &[char]) -> Option<u32> {
    let letters: Vec<char> = name.chars().collect();
    let Some(first) = query.first() else { return Some(0) };
    let starts = (0..letters.len()).filter(|at| letters[*at] == *first);
    let from = |start: usize| {
        let (mut sum, mut next) = (0, start);
        for (place, letter) in query.iter().enumerate() {
            let ahead = letters.get(next..)?.iter().position(|other| other == letter)?;
            let at = next + ahead;
            let begins_word = at == 0 || !letters[at - 1].is_alphanumeric();
            sum += match (at, place > 0 && ahead == 0, begins_word) {
                (_, true, _) => 0,
                (0, ..) => 1,
                (_, _, true) => 2,
                (..) => 10,
            };
            next = at + 1;
        }
        Some(sum)
    };
    starts.filter_map(from).min()
}

/// The text in lower case and without accents.
fn folded(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

/// A letter in lower case and without its accent; `None` for an accent by itself.
fn fold(letter: char) -> Option<char> {
    const PLAIN: [(&str, char); 15] = [
        ("àáâãäåāăą", 'a'),
        ("çćĉċč", 'c'),
        ("ďđ", 'd'),
        ("èéêëēĕėęě", 'e'),
        ("ĝğġģ", 'g'),
        ("ìíîïĩīĭįı", 'i'),
        ("ĺļľŀł", 'l'),
        ("ñńņň", 'n'),
        ("òóôõöøōŏő", 'o'),
        ("ŕŗř", 'r'),
        ("śŝşšſß", 's'),
        ("ţťŧ", 't'),
        ("ùúûüũūŭůűų", 'u'),
        ("ýÿŷ", 'y'),
        ("źżž", 'z'),
    ];
    if letter.is_ascii() {
        return Some(letter.to_ascii_lowercase());
    }
    let code = u32::from(letter);
    // How the blocks pair upper with lower case, without the tables of all scripts.
    let up = match code {
        0x0300..=0x036F => return None,
        0x00C0..=0x00DE if code != 0x00D7 => 0x20,
        0x0130 => return Some('i'),
        0x0178 => return Some('y'),
        0x0100..=0x0137 | 0x014A..=0x0177 => 1 - code % 2,
        0x0139..=0x0148 | 0x0179..=0x017E => code % 2,
        0x0391..=0x03A9 | 0x0410..=0x042F => 0x20,
        0x0400..=0x040F => 0x50,
        _ => 0,
    };
    let lower = char::from_u32(code + up).unwrap_or(letter);
    Some(PLAIN.iter().find(|(accented, _)| accented.contains(lower)).map_or(lower, |row| row.1))
}

impl Editor {
    /// Selects what was found and looks at it, close enough to read; does nothing if it is gone.
    pub fn jump_to(&mut self, item: EditTarget) {
        let board = self.board();
        let bounds = match item {
            EditTarget::Note(id) => board.note(id).map(Note::bounds),
            EditTarget::Frame(id) => board.frame(id).map(|frame| {
                let all = frame.bounds();
                // The beginning of a long one, where its title is.
                Bounds { right: all.right.min(all.left + 800.0), ..all }
            }),
            EditTarget::Arrow(id) => board.arrow(id).and_then(|arrow| {
                let (from, to) = (board.note(arrow.from)?, board.note(arrow.to)?);
                Some(from.bounds().union(to.bounds()))
            }),
        };
        let Some(bounds) = bounds else { return };
        self.stop_editing();
        self.select(match item {
            EditTarget::Note(id) => Selection::of_notes([id]),
            EditTarget::Arrow(id) => Selection::of_arrow(id),
            EditTarget::Frame(id) => Selection::of_frame(id),
        });
        let zoom = self.camera.zoom.max(FOUND_ZOOM_MIN);
        let free = self.camera.uncovered(self.viewport, self.covered).centre();
        let off = free.from(self.camera.visible(self.viewport).centre());
        let part = self.camera.zoom / zoom;
        let centre = bounds.centre();
        let middle = Point::new(centre.x - off.dx * part, centre.y - off.dy * part);
        self.set_camera(Camera::centred(middle, self.viewport, zoom));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::fixture::{self, note_id};

    use super::*;
    use crate::keymap::Action;

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
            let event = board.decide(&command, fixture::ANN).expect("it is possible");
            board.apply(&event, fixture::ANN);
        }
        let items: Vec<EditTarget> =
            search(&board, "bill").iter().map(|found| found.item).collect();
        assert_eq!(items, [EditTarget::Arrow(arrow), EditTarget::Note(note_id("b"))]);
    }

    #[test]
    fn commands_are_found_by_the_beginnings_of_their_words() {
        let best = |query: &str| find_commands(query).first().map(|found| found.action);
        assert_eq!(best("tidy"), Some(Action::Tidy));
        assert_eq!(best("btf"), Some(Action::BringToFront));
        assert_eq!(best("redo"), Some(Action::Redo));
        assert_eq!(best("zoomin"), Some(Action::ZoomIn));
        assert_eq!(best("qqqq"), None);
        assert_eq!(find_commands("").len(), commands().len());
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once_and_every_command_is_found_by_its_name(
            text in "\\PC{0,20}", which in any::<prop::sample::Index>(),
        ) {
            prop_assert_eq!(folded(&folded(&text)), folded(&text));
            let all = commands();
            let command = which.get(&all);
            let found = find_commands(&command.label);
            prop_assert_eq!(&found[0].label, &command.label);
        }
    }
}
