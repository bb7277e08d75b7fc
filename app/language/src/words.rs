//! A name as words: `ItemAdded`, `item_added`, `item-added`, `item.added` and "Item added" are the
//! same two. Knows no language beyond how letters are compared.

use std::ops::Range;

/// Words of one note that are looked at; later ones are left out, so that pasted prose costs no more
/// than a name. No name of an event or a command is that long.
pub(crate) const WORDS_MAX: usize = 48;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: the beginning of the text.
    Start,
    /// White space, or marks without a meaning here.
    Space,
    /// Nothing but a change of letter case, or `_`, `-` or `.` inside an identifier.
    Glued,
    /// A comma.
    Comma,
    /// `/`, `|`, `&` or `+`.
    Joint,
    /// The end of a sentence or clause: `.`, `:`, `;`, `!`, `?`, a dash, a bracket.
    Stop,
}

/// One word of a name.
#[derive(Debug, Clone)]
pub(crate) struct Word<'a> {
    /// As written.
    pub(crate) text: &'a str,
    /// Where, in bytes.
    pub(crate) bytes: Range<usize>,
    /// Where, in Unicode scalar values.
    pub(crate) chars: Range<usize>,
    /// What is before it.
    pub(crate) gap: Gap,
    /// Whether it stands in brackets.
    pub(crate) aside: bool,
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

/// The first words of the text, at most [`WORDS_MAX`]. Takes time linear in the text up to them.
pub(crate) fn split(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::with_capacity(8);
    let mut open: Option<(usize, usize)> = None;
    let mut depth = 0_usize;
    let mut gap = Gap::Start;
    let mut previous = '\0';
    let mut at_char = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let inside_apostrophe = matches!(c, '\'' | '’')
            && previous.is_alphanumeric()
            && next.is_some_and(char::is_alphabetic);
        if is_letter(c) || inside_apostrophe {
            let (start, start_char) = *open.get_or_insert((at, at_char));
            if at > start && hump(text, start, at, previous, c, next) {
                push(&mut words, text, start..at, start_char, gap, depth > 0);
                gap = Gap::Glued;
                open = Some((at, at_char));
            }
        } else {
            if let Some((start, start_char)) = open.take() {
                push(&mut words, text, start..at, start_char, gap, depth > 0);
                gap = Gap::Glued;
            }
            let here = match c {
                '(' | '[' | '{' | '（' => {
                    depth += 1;
                    Gap::Space
                }
                ')' | ']' | '}' | '）' => {
                    depth = depth.saturating_sub(1);
                    Gap::Space
                }
                '_' | '\u{200b}' | '\u{ad}' => Gap::Glued,
                '-' | '.' if is_letter(previous) && next.is_some_and(is_letter) => Gap::Glued,
                ':' if is_letter(previous) && next.is_some_and(|c| is_letter(c) || c == ':') => {
                    Gap::Glued
                }
                ':' if previous == ':' => Gap::Glued,
                '.' | ':' | ';' | '!' | '?' | '–' | '—' | '…' | '-' | '¿' | '¡' | '→' => {
                    Gap::Stop
                }
                ',' | '、' | '،' => Gap::Comma,
                '/' | '|' | '&' | '+' => Gap::Joint,
                _ => Gap::Space,
            };
            gap = stronger(gap, here);
        }
        if words.len() >= WORDS_MAX {
            return words;
        }
        previous = c;
        at_char += 1;
    }
    if let Some((start, start_char)) = open {
        push(&mut words, text, start..text.len(), start_char, gap, depth > 0);
    }
    words
}

fn push<'a>(
    words: &mut Vec<Word<'a>>,
    text: &'a str,
    bytes: Range<usize>,
    start: usize,
    gap: Gap,
    aside: bool,
) {
    let text = &text[bytes.clone()];
    let gap = if words.is_empty() { Gap::Start } else { gap };
    words.push(Word { text, bytes, chars: start..start + text.chars().count(), gap, aside });
}

const fn stronger(a: Gap, b: Gap) -> Gap {
    if rank(b) > rank(a) { b } else { a }
}

const fn rank(gap: Gap) -> u8 {
    match gap {
        Gap::Start => 0,
        Gap::Glued => 1,
        Gap::Space => 2,
        Gap::Comma => 3,
        Gap::Joint => 4,
        Gap::Stop => 5,
    }
}

/// Whether a new word begins at `c` inside a run of letters, by its case alone. "iPhone" stays whole.
fn hump(text: &str, start: usize, at: usize, previous: char, c: char, next: Option<char>) -> bool {
    if !c.is_uppercase() {
        return false;
    }
    let after_small = previous.is_lowercase() || previous.is_numeric() || is_mark(previous);
    let before_small = next.is_some_and(char::is_lowercase);
    let is_hump = after_small || (previous.is_uppercase() && before_small);
    let mut run = text[start..at].chars();
    let single_small = run.next().is_some_and(char::is_lowercase) && run.next().is_none();
    is_hump && !single_small
}

/// The key of a word, by which words are compared: lower case, without accents; `german` spells
/// umlauts as two letters, as people do who cannot type them.
pub(crate) fn fold_into(word: &str, german: bool, key: &mut String) {
    key.clear();
    for c in word.chars() {
        if c.is_ascii() {
            key.push(c.to_ascii_lowercase());
            continue;
        }
        for c in c.to_lowercase() {
            match c {
                'ä' | 'ö' | 'ü' | '\u{308}' if german => {
                    if c != '\u{308}' {
                        key.push(plain(c));
                    }
                    key.push('e');
                }
                'ß' => key.push_str("ss"),
                'œ' => key.push_str("oe"),
                'æ' => key.push_str("ae"),
                '’' => key.push('\''),
                mark if is_mark(mark) => {}
                c => key.push(plain(c)),
            }
        }
    }
}

/// The letter without its accent, for the letters of the languages that are known.
const fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ÿ' => 'y',
        other => other,
    }
}

/// An identifier as people would write it: `ItemAdded` and `item_added` as "Item Added" and "item
/// added". Text with anything but letters, digits and `_` stays as it is, and so does `API`.
#[must_use]
pub fn split_name(name: &str) -> String {
    let is_identifier = name.chars().all(|c| is_letter(c) || c == '_');
    if !is_identifier {
        return name.to_owned();
    }
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut rest = name;
    // Word by word, since a name may have more words than are looked at elsewhere.
    while !rest.is_empty() {
        let words = split(rest);
        let Some(last) = words.last() else { break };
        for word in &words {
            if !spaced.is_empty() {
                spaced.push(' ');
            }
            spaced.push_str(word.text);
        }
        rest = &rest[last.bytes.end..];
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn spellings_of_one_name_have_the_same_words() {
        for name in ["ItemAdded", "item_added", "item-added", "item.added", "Item::Added"] {
            let words: Vec<String> = texts(name).iter().map(|word| word.to_lowercase()).collect();
            assert_eq!(words, ["item", "added"], "{name}");
        }
        assert_eq!(texts("Item Added v2"), ["Item", "Added", "v2"]);
        assert_eq!(texts("OrderPlacedV2"), ["Order", "Placed", "V2"]);
        assert_eq!(texts("HTTPRequestFailed"), ["HTTP", "Request", "Failed"]);
        assert_eq!(texts("iPhone Ordered"), ["iPhone", "Ordered"]);
        assert_eq!(
            texts("Customer’s order didn't ship"),
            ["Customer’s", "order", "didn't", "ship"]
        );
    }

    #[test]
    fn ranges_count_unicode_scalar_values() {
        let words = split("🎉 Größe geändert");
        assert_eq!(words[1].chars, 8..16);
        assert_eq!(words[1].text, "geändert");
    }

    #[test]
    fn brackets_and_stops_are_known() {
        let words = split("Order (draft) placed: total/count");
        let seen: Vec<_> = words.iter().map(|word| (word.text, word.gap, word.aside)).collect();
        assert_eq!(
            seen,
            [
                ("Order", Gap::Start, false),
                ("draft", Gap::Space, true),
                ("placed", Gap::Space, false),
                ("total", Gap::Stop, false),
                ("count", Gap::Joint, false),
            ]
        );
    }

    #[test]
    fn identifiers_are_split_and_plain_text_is_not() {
        for (name, expected) in [
            ("ItemAdded", "Item Added"),
            ("HTTPRequestFailed", "HTTP Request Failed"),
            ("API", "API"),
            ("iPhone Ordered", "iPhone Ordered"),
            ("retry_count", "retry count"),
        ] {
            assert_eq!(split_name(name), expected);
        }
    }

    #[test]
    fn keys_have_no_accents() {
        let mut key = String::new();
        fold_into("Größe", true, &mut key);
        assert_eq!(key, "groesse");
        fold_into("Créée", false, &mut key);
        assert_eq!(key, "creee");
    }
}
