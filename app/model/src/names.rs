//! Names as people write them: when two are the same, how one becomes a slug, and where known
//! names occur in a sentence.

use std::collections::BTreeMap;

use squall_board::NoteKind;

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

/// `ItemAdded` as `Item Added`; text with white space in it, and words such as `API`, stay.
pub(crate) fn split_camel_case(name: &str) -> String {
    let identifier = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !identifier {
        return name.to_owned();
    }
    let chars: Vec<char> = name.chars().collect();
    let mut split = String::with_capacity(name.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        let after_lower = at > 0 && (chars[at - 1].is_lowercase() || chars[at - 1].is_numeric());
        let before_lower = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        let after_upper = at > 0 && chars[at - 1].is_uppercase();
        if c == '_' {
            split.push(' ');
            continue;
        }
        if c.is_uppercase() && (after_lower || (after_upper && before_lower)) {
            split.push(' ');
        }
        split.push(c);
    }
    one_line(&split)
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

/// The clauses of a reaction: what follows "when", and what follows "then".
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reaction<'a> {
    /// What is written before "when"; may be empty.
    pub(crate) name: &'a str,
    /// Whether the name stands apart from the clauses, on a line of its own or before punctuation;
    /// "Pay when placed" is one name.
    pub(crate) stands_apart: bool,
    /// The trigger, with its conditions.
    pub(crate) when: &'a str,
    /// The action.
    pub(crate) then: &'a str,
}

/// Reads "Name. When X, then Y", with "whenever", "trigger:" and "action:" too; `None` without
/// either clause. English only.
pub(crate) fn reaction(text: &str) -> Option<Reaction<'_>> {
    let when = find_word(text, 0, &["when", "whenever", "trigger"]);
    let after_when = when.map_or(0, |(_, end)| end);
    let then = find_word(text, after_when, &["then", "action"]);
    let name_end = when.or(then)?.0;
    let when_end = then.map_or(text.len(), |(start, _)| start);
    let clause = |start: usize, end: usize| {
        text[start..end].trim_matches(|c: char| c.is_whitespace() || ":,;.\"".contains(c))
    };
    let before = text[..name_end].trim_end_matches([' ', '\t']);
    Some(Reaction {
        name: clause(0, name_end),
        stands_apart: before.is_empty()
            || before.ends_with(['\n', ':', ',', ';', '.', '"', '-', '–', '—']),
        when: when.map_or("", |(_, start)| clause(start, when_end)),
        then: then.map_or("", |(_, start)| clause(start, text.len())),
    })
}

/// The byte range of the first of these words that stands as a whole word at or after `from`.
fn find_word(text: &str, from: usize, wanted: &[&str]) -> Option<(usize, usize)> {
    let mut start = None;
    let ends = text[from..].char_indices().map(|(at, c)| (from + at, Some(c)));
    for (at, c) in ends.chain([(text.len(), None)]) {
        if c.is_some_and(char::is_alphanumeric) {
            start.get_or_insert(at);
        } else if let Some(begin) = start.take()
            && wanted.iter().any(|word| text[begin..at].eq_ignore_ascii_case(word))
        {
            return Some((begin, at));
        }
    }
    None
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
    fn camel_case_is_split_and_plain_text_is_not() {
        for (name, expected) in [
            ("ItemAdded", "Item Added"),
            ("HTTPRequestFailed", "HTTP Request Failed"),
            ("API", "API"),
            ("iPhone Ordered", "iPhone Ordered"),
            ("retry_count", "retry count"),
        ] {
            assert_eq!(split_camel_case(name), expected);
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

    #[test]
    fn reactions_are_read_in_their_spellings() {
        let read = |text| reaction(text).map(|it| (it.name, it.when, it.then));
        assert_eq!(read("When X, then Y."), Some(("", "X", "Y")));
        assert_eq!(read("Name\nWhenever: X (a < 2)\nThen: Y"), Some(("Name", "X (a < 2)", "Y")));
        assert_eq!(read("Trigger: X\nAction: Y"), Some(("", "X", "Y")));
        assert_eq!(read("Whenever X happened"), Some(("", "X happened", "")));
        assert_eq!(read("Charge on Cycle"), None);
        assert_eq!(read("ทเ whenthen"), None);
        let apart = |text| reaction(text).map(|it| it.stands_apart);
        assert_eq!(apart("Charge: when X"), Some(true));
        assert_eq!(apart("Charge\n when X"), Some(true));
        assert_eq!(apart("Pay when placed"), Some(false));
    }
}
