//! "When X, then Y": the wording of policies.

use std::ops::Range;

use crate::Language;
use crate::lexicon::{self, Lexicon, Tags};
use crate::words::fold_into;

/// Words that one word of a reaction may take ("cada vez que").
const PHRASE_WORDS_MAX: usize = 3;

/// The clauses of a reaction: what follows "when", and what follows "then".
#[derive(Debug, PartialEq, Eq)]
pub struct Reaction<'a> {
    /// What is written before "when"; may be empty.
    pub name: &'a str,
    /// Whether the name stands apart from the clauses, on a line of its own or before punctuation;
    /// "Pay when placed" is one name.
    pub stands_apart: bool,
    /// The trigger, with its conditions.
    pub when: &'a str,
    /// The action.
    pub then: &'a str,
    /// Where the trigger stands, in Unicode scalar values; empty if there is none.
    pub when_range: Range<usize>,
    /// Where the action stands, in Unicode scalar values; empty if there is none.
    pub then_range: Range<usize>,
}

/// Reads "Name. When X, then Y", with "whenever", "trigger:" and "action:" too, and with the words of
/// the other languages; `None` without either clause. Takes time linear in the text.
#[must_use]
pub fn reaction(text: &str, language: Language) -> Option<Reaction<'_>> {
    let lexicon = lexicon::of(language);
    let when = find_word(text, 0, lexicon, Tags::WHEN);
    let after_when = when.map_or(0, |(_, end)| end);
    let then = find_word(text, after_when, lexicon, Tags::THEN);
    let name_end = when.or(then)?.0;
    let when_end = then.map_or(text.len(), |(start, _)| start);
    let clause = |start: usize, end: usize| {
        let is_around = |c: char| c.is_whitespace() || ":,;.\"".contains(c);
        let trimmed = text[start..end].trim_end_matches(is_around);
        let cut = trimmed.trim_start_matches(is_around);
        let from = start + trimmed.len() - cut.len();
        from..from + cut.len()
    };
    let before = text[..name_end].trim_end_matches([' ', '\t']);
    let when = when.map_or(0..0, |(_, start)| clause(start, when_end));
    let then = then.map_or(0..0, |(_, start)| clause(start, text.len()));
    Some(Reaction {
        name: &text[clause(0, name_end)],
        stands_apart: before.is_empty()
            || before.ends_with(['\n', ':', ',', ';', '.', '"', '-', '–', '—']),
        when: &text[when.clone()],
        then: &text[then.clone()],
        when_range: in_chars(text, &when),
        then_range: in_chars(text, &then),
    })
}

fn in_chars(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let start = text[..bytes.start].chars().count();
    start..start + text[bytes.clone()].chars().count()
}

/// The byte range of the first words with the tag that stand as whole words at or after `from`.
fn find_word(text: &str, from: usize, lexicon: &Lexicon, tag: Tags) -> Option<(usize, usize)> {
    let mut next_at = from;
    let mut key = String::new();
    let mut joined = String::new();
    while let Some(word) = next_word(text, next_at) {
        next_at = word.end;
        fold_into(&text[word.clone()], lexicon.language == Language::German, &mut key);
        // The longest wins, so that "immer wenn" takes its two words.
        let mut end = lexicon.has(&key, tag).then_some(word.end);
        joined.clone_from(&key);
        let mut last = word.end;
        for _ in 1..PHRASE_WORDS_MAX {
            let Some(more) = next_word(text, last) else { break };
            if joined.len() > 24 || more.start - last > 2 {
                break;
            }
            last = more.end;
            fold_into(&text[more], lexicon.language == Language::German, &mut key);
            joined.push('+');
            joined.push_str(&key);
            if lexicon.has(&joined, tag) {
                end = Some(last);
            }
        }
        if let Some(end) = end {
            return Some((word.start, end));
        }
    }
    None
}

/// The byte range of the first run of letters and digits at or after `from`.
fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(char::is_alphanumeric)?;
    let length = text[start..].find(|c: char| !c.is_alphanumeric());
    Some(start..length.map_or(text.len(), |length| start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_are_read_in_their_spellings() {
        let read = |text| reaction(text, Language::English).map(|it| (it.name, it.when, it.then));
        assert_eq!(read("When X, then Y."), Some(("", "X", "Y")));
        assert_eq!(read("Name\nWhenever: X (a < 2)\nThen: Y"), Some(("Name", "X (a < 2)", "Y")));
        assert_eq!(read("Trigger: X\nAction: Y"), Some(("", "X", "Y")));
        assert_eq!(read("Whenever X happened"), Some(("", "X happened", "")));
        assert_eq!(read("Charge on Cycle"), None);
        assert_eq!(read("ทเ whenthen"), None);
        let apart = |text| reaction(text, Language::English).map(|it| it.stands_apart);
        assert_eq!(apart("Charge: when X"), Some(true));
        assert_eq!(apart("Charge\n when X"), Some(true));
        assert_eq!(apart("Pay when placed"), Some(false));
    }

    #[test]
    fn ranges_count_unicode_scalar_values() {
        let text = "Größe: wenn Größe geändert, dann prüfen.";
        let read = reaction(text, Language::German).unwrap();
        assert_eq!((read.name, read.when, read.then), ("Größe", "Größe geändert", "prüfen"));
        let chars: Vec<char> = text.chars().collect();
        assert_eq!(chars[read.when_range].iter().collect::<String>(), "Größe geändert");
        assert_eq!(chars[read.then_range].iter().collect::<String>(), "prüfen");
    }

    #[test]
    fn every_language_has_its_words() {
        for (language, text) in [
            (Language::French, "Dès que commande passée, alors réserver le stock"),
            (Language::Spanish, "Cada vez que pedido creado, entonces reservar stock"),
            (Language::Portuguese, "Sempre que pedido criado, então reservar estoque"),
            (Language::Dutch, "Wanneer bestelling geplaatst, dan voorraad reserveren"),
        ] {
            let read = reaction(text, language).unwrap();
            assert!(
                read.name.is_empty() && !read.when.is_empty() && !read.then.is_empty(),
                "{text}"
            );
            assert!(read.when.starts_with(['c', 'p', 'b']), "{}", read.when);
        }
    }
}
