//! Names as people write them: when two are the same, how one becomes a slug, and where known
//! names occur in a sentence.

use std::collections::BTreeMap;

use squall_board::NoteKind;
use squall_language::{Language, Reaction};

/// Longest slug, in Unicode scalar values; longer names are cut and, if need be, numbered.
const SLUG_CHARS_MAX: usize = 60;
/// Longest name that is looked for inside a sentence, in words.
const NAME_WORDS_MAX: usize = 12;

/// What two spellings of one name have in common: letter case and white space do not count.
pub(crate) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    key.extend(name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase));
    key
}

/// What two spellings of one name have in common if words are written together or apart, too: letters
/// and digits, or all that is no white space if there are none.
pub(crate) fn identity(name: &str) -> String {
    let joined = words(name).concat();
    if joined.is_empty() { key(name) } else { joined }
}

/// The text on one line, runs of white space made one space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The text without its parentheses, on one line.
pub(crate) fn without_parentheses(text: &str) -> String {
    let mut depth = 0usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    one_line(&kept)
}

/// The kind whose concepts a kind shares: a pivotal event is an event.
pub(crate) const fn plain_kind(kind: NoteKind) -> NoteKind {
    match kind {
        NoteKind::PivotalEvent => NoteKind::DomainEvent,
        other => other,
    }
}

/// Lower-case letters and digits of any script, other runs made one hyphen; never empty. A name
/// without letters and digits is spelled by its code points.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut chars = 0;
    for c in name.chars() {
        if chars >= SLUG_CHARS_MAX {
            break;
        }
        if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                slug.push(lower);
                chars += 1;
            }
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
            chars += 1;
        }
    }
    let trimmed = slug.trim_end_matches('-').len();
    slug.truncate(trimmed);
    if slug.is_empty() {
        for c in name.chars().filter(|c| !c.is_whitespace()).take(4) {
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&format!("u{:x}", u32::from(c)));
        }
    }
    if slug.is_empty() { "unnamed".to_owned() } else { slug }
}

/// Reads "Name. When X, then Y" as the text import and the derivation understand it: in English.
pub(crate) fn reaction(text: &str) -> Option<Reaction<'_>> {
    squall_language::reaction(text, Language::English)
}

/// The words of a sentence, lower case, without punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Known names with what they stand for, to be found in sentences.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    by_words: BTreeMap<String, usize>,
}

impl NameIndex {
    /// Adds a name; the first of two that read the same stays.
    pub(crate) fn insert(&mut self, name: &str, value: usize) {
        let joined = words(name).concat();
        if !joined.is_empty() {
            self.by_words.entry(joined).or_insert(value);
        }
    }

    /// What the names in the sentence stand for, in its order, each once; of names that overlap
    /// the longer one counts. Takes time linear in the sentence.
    pub(crate) fn find_all(&self, sentence: &str) -> Vec<usize> {
        let words = words(sentence);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let mut joined = String::new();
            let mut longest = None;
            for (count, word) in words[at..].iter().take(NAME_WORDS_MAX).enumerate() {
                joined.push_str(word);
                if let Some(&value) = self.by_words.get(&joined) {
                    longest = Some((count + 1, value));
                }
            }
            at += longest.map_or(1, |(count, _)| count);
            if let Some((_, value)) = longest
                && !found.contains(&value)
            {
                found.push(value);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_in_any_script() {
        for (name, expected) in [
            ("Subscription Created", "subscription-created"),
            ("  Wer  zahlt?! ", "wer-zahlt"),
            ("Größe geändert", "größe-geändert"),
            ("注文が作成された", "注文が作成された"),
            ("🎉", "u1f389"),
            ("", "unnamed"),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn the_longest_name_in_a_sentence_counts() {
        let mut index = NameIndex::default();
        index.insert("Payment Failed", 1);
        index.insert("Payment", 2);
        index.insert("Order Placed", 3);
        assert_eq!(index.find_all("payment failed twice, or OrderPlaced; payment"), [1, 3, 2]);
        assert_eq!(index.find_all("nothing here"), [] as [usize; 0]);
    }
}
