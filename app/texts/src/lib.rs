//! Every text of the interface, in English and German, from `texts/en.txt` and `texts/de.txt`. Pure.
//!
//! Each text is a constant in [`text`] that carries its English, so that a program holds only those that
//! it uses. The other languages are tables by the numbers of the texts: programs that run on the server hold
//! them, the browser's modules are given the one that they need. What people write themselves, and what
//! they export, is not in here.

mod language;

pub use language::Language;

/// The texts, each a constant named like its key.
pub mod text {
    use crate::{Plural, Text};
    include!(concat!(env!("OUT_DIR"), "/text.rs"));
}

/// A text into which `N` things are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<const N: usize = 0> {
    index: u16,
    english: &'static str,
}

impl<const N: usize> Text<N> {
    /// Whether this is that text; compares no words.
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        self.index == other.index
    }
}

impl Text {
    /// The text in English: for what is stored, exported or logged.
    #[must_use]
    pub const fn english(self) -> &'static str {
        self.english
    }
}

/// A text with forms for one and for several things; the first of the `N` that are filled in is their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plural<const N: usize = 1> {
    one: Text<N>,
    other: Text<N>,
}

/// The texts in one language; English by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Texts {
    table: Option<&'static Table>,
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.content() == other.content()
    }
}

impl Eq for Texts {}

/// The texts of a language that is not the constants' own.
#[derive(Debug)]
struct Table {
    content: &'static str,
    rows: Vec<&'static str>,
}

impl Texts {
    /// The texts in English.
    pub const ENGLISH: Self = Self { table: None };

    /// The texts of a table as [`table`] gives it; English if it was made of other texts. Its memory is
    /// kept for as long as the program runs, so this is called once.
    #[must_use]
    pub fn read(content: String) -> Self {
        let content: &'static str = content.leak();
        let mut rows = content.lines();
        if rows.next() != Some(text::EDITION) {
            return Self::default();
        }
        Self { table: Some(Box::leak(Box::new(Table { content, rows: rows.collect() }))) }
    }

    /// The table that these texts were read from; empty for English.
    #[must_use]
    pub fn content(self) -> &'static str {
        self.table.map_or("", |table| table.content)
    }

    /// A text.
    #[must_use]
    pub fn get(self, text: Text) -> &'static str {
        self.row(text.index, text.english)
    }

    /// A name as it stands inside of a sentence: where nouns are not written with a capital, its first
    /// letter is a small one.
    #[must_use]
    pub fn inside(self, name: Text) -> String {
        let name = self.get(name);
        let mut letters = name.chars();
        match letters.next() {
            Some(first) if self.get(text::GRAMMAR_NOUNS) != "capital" => {
                let mut small = first.to_lowercase().collect::<String>();
                small.push_str(letters.as_str());
                small
            }
            _ => name.to_owned(),
        }
    }

    /// A text with these filled in, in the order in which English has them.
    #[must_use]
    pub fn fill<const N: usize>(self, text: Text<N>, values: [&str; N]) -> String {
        filled(self.row(text.index, text.english), &values)
    }

    /// The form of a text that fits the number.
    #[must_use]
    pub fn count(self, text: Plural, number: usize) -> String {
        self.count_with(text, number, [&number.to_string()])
    }

    /// The form of a text that fits the number, with these filled in: the first is the number, written.
    #[must_use]
    pub fn count_with<const N: usize>(
        self,
        text: Plural<N>,
        number: usize,
        values: [&str; N],
    ) -> String {
        self.fill(if number == 1 { text.one } else { text.other }, values)
    }

    fn row(self, index: u16, english: &'static str) -> &'static str {
        let row = self.table.and_then(|table| table.rows.get(usize::from(index)));
        row.map_or(english, |row| row)
    }
}

/// Puts the values in the places `{0}`, `{1}` and so on; there are at most ten.
fn filled(text: &str, values: &[&str]) -> String {
    let mut filled = String::new();
    let mut parts = text.split('{');
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let place = part.bytes().next().map(|digit| usize::from(digit.wrapping_sub(b'0')));
        let value = place.and_then(|place| values.get(place));
        filled.push_str(value.copied().unwrap_or_default());
        filled.push_str(part.get(2..).unwrap_or_default());
    }
    filled
}

/// Where the browser finds the table of a language, for ever: other texts have another address. `None` for
/// English, whose texts the modules hold.
#[must_use]
pub fn address(language: Language) -> Option<String> {
    let code = (language != Language::English).then_some(language.code())?;
    Some(["/texts/", code, ".", text::EDITION, ".txt"].concat())
}

/// The table of a language, and the texts in it, for programs that are not downloaded.
#[cfg(not(target_arch = "wasm32"))]
mod tables {
    use std::sync::LazyLock;

    use crate::{Language, Texts};

    const GERMAN: &str = include_str!(concat!(env!("OUT_DIR"), "/de.txt"));
    const PSEUDO: &str = include_str!(concat!(env!("OUT_DIR"), "/pseudo.txt"));

    /// The table of a language; empty for English.
    #[must_use]
    pub const fn table(language: Language) -> &'static str {
        match language {
            Language::English => "",
            Language::German => GERMAN,
            Language::Pseudo => PSEUDO,
        }
    }

    impl Texts {
        /// The texts in this language.
        #[must_use]
        pub fn of(language: Language) -> Self {
            static GERMAN_TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::read(GERMAN.to_owned()));
            static PSEUDO_TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::read(PSEUDO.to_owned()));
            match language {
                Language::English => Self::default(),
                Language::German => *GERMAN_TEXTS,
                Language::Pseudo => *PSEUDO_TEXTS,
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use tables::table;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_text_in_its_own_words() {
        let (german, pseudo) = (Texts::of(Language::German), Texts::of(Language::Pseudo));
        assert_eq!(Texts::default().get(text::TOP_UNDO), "Undo");
        assert_eq!(german.get(text::TOP_UNDO), "Rückgängig");
        assert_eq!(pseudo.get(text::TOP_UNDO), "⟦Undo⟧");
        assert_eq!(Texts::default().content(), "");
        assert_eq!(Texts::read(german.content().to_owned()).get(text::TOP_UNDO), "Rückgängig");
    }

    #[test]
    fn a_table_of_other_texts_is_not_believed() {
        let other = table(Language::German).replacen(text::EDITION, "0123456789abcdef", 1);
        assert_eq!(Texts::read(other).get(text::TOP_UNDO), "Undo");
        assert_eq!(Texts::read(String::new()).get(text::TOP_UNDO), "Undo");
    }

    #[test]
    fn values_stand_where_the_language_has_them() {
        let twice = Text::<2> { index: u16::MAX, english: "{1} of {0}, {1}" };
        assert_eq!(Texts::default().fill(twice, ["a", "{0}"]), "{0} of a, {0}");
        assert_eq!(filled("{7} {", &["a"]), " ");
    }

    #[test]
    fn nouns_are_written_as_the_language_does() {
        assert_eq!(Texts::default().inside(text::KIND_HOTSPOT), "hot spot");
        assert_eq!(Texts::of(Language::German).inside(text::KIND_HOTSPOT), "Hot Spot");
    }

    #[test]
    fn one_is_told_from_several() {
        let german = Texts::of(Language::German);
        let say = |number| german.count(text::FIND_PLACES, number);
        assert_eq!([say(1), say(0), say(7)], ["1 Stelle", "0 Stellen", "7 Stellen"]);
    }
}
