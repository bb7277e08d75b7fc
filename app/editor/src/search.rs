//! Finding commands by parts of their names.

use squall_board::folded;

use crate::arrange::sort_by_value;

/// The places of the names that hold the letters of the query in order; the best first, equally good ones
/// as they stand. All for an empty query.
#[must_use]
pub fn find(names: &[String], query: &str) -> Vec<usize> {
    let query: Vec<char> = folded(query).chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(f64, usize)> = Vec::new();
    for (place, name) in names.iter().enumerate() {
        if let Some(gaps) = gaps(&folded(name), &query) {
            found.push((f64::from(gaps), place));
        }
    }
    sort_by_value(&mut found);
    found.into_iter().map(|(_, place)| place).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::notation::Words;
    use squall_texts::Texts;

    use super::*;
    use crate::keymap::{Action, Command, commands};

    fn every() -> Vec<Command> {
        commands(Texts::ENGLISH, Words::Field)
    }

    fn names() -> Vec<String> {
        every().into_iter().map(|command| command.label).collect()
    }

    #[test]
    fn commands_are_found_by_the_beginnings_of_their_words() {
        let best = |query: &str| find(&names(), query).first().map(|at| every()[*at].action);
        assert_eq!(best("tidy"), Some(Action::Tidy));
        assert_eq!(best("btf"), Some(Action::BringToFront));
        assert_eq!(best("redo"), Some(Action::Redo));
        assert_eq!(best("zoomin"), Some(Action::ZoomIn));
        assert_eq!(best("qqqq"), None);
        assert_eq!(find(&names(), "").len(), every().len());
    }

    proptest! {
        #[test]
        fn every_command_is_found_by_its_name(which in any::<prop::sample::Index>()) {
            let names = names();
            let name = which.get(&names);
            prop_assert_eq!(&names[find(&names, name)[0]], name);
        }
    }
}
