//! The rule that what people read comes from the catalogue, `app/texts/texts`: no file that shows something
//! holds a text of its own. The rule sees phrases and the values of attributes that are read out; single words
//! are found by the browser test in the pseudo-language.

/// The files that show something to people: these, and those below these folders.
const SHOWING: [&str; 9] = [
    "app/src/",
    "app/panels/src/",
    "app/hints/src/",
    "app/editor/src/keymap.rs",
    "app/board/src/notation/",
    "app/board/src/rejection.rs",
    "server/src/error.rs",
    "server/src/language.rs",
    "server/src/pages.rs",
];

/// Files among these whose texts nobody reads in the interface: documentation of the code, and what a note
/// says in the language of its wall.
const NOT_SHOWING: [&str; 2] =
    ["app/hints/src/rules.rs", "app/hints/src/rules/p4_command_crosses.rs"];

/// What is written alike in every language, and keys, which are named by the catalogue where they are shown.
const ALIKE: [&str; 6] = [
    "Ctrl Shift",
    "Ctrl",
    "Squall",
    "Atkinson Hyperlegible Next",
    "Event <-- Command <-- Actor",
    "Read Model: … Built from: …",
];

/// The attributes whose values are read or read out.
const READ_OUT: [&str; 5] =
    ["aria-label=", "title=", "placeholder=", "alt=", "aria-roledescription="];

/// On lines with one of these a text is for whoever works on Squall, or is a citation.
const FOR_US: [&str; 10] = [
    "expect(",
    "expect_err(",
    "panic!(",
    "assert",
    "reason = ",
    "tracing::",
    "#[error",
    "source: ",
    "DOCTYPE",
    "<code>",
];

/// The texts of a file that stand outside of the catalogue; `path` is relative to the workspace, with `/`.
pub(super) fn outside(path: &str, text: &str) -> Vec<String> {
    let is_test = path.ends_with("/tests.rs")
        || path.ends_with("/testing.rs")
        || path.ends_with("/growth.rs");
    let is_shown = !NOT_SHOWING.contains(&path);
    if is_test || !is_shown || !SHOWING.iter().any(|shown| path.starts_with(shown)) {
        return vec![];
    }
    let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    let problem = |literal: &Literal| {
        let shown = literal.text.chars().take(60).collect::<String>();
        format!("{path}:{}: “{shown}” is outside of the catalogue, app/texts/texts", literal.line)
    };
    literals(code).iter().filter(|literal| is_read(literal)).map(problem).collect()
}

/// A piece of text between quotes.
#[derive(Debug, PartialEq)]
struct Literal {
    line: usize,
    /// What stands before it on its line, or on the one before if there is nothing.
    before: String,
    text: String,
}

fn is_read(literal: &Literal) -> bool {
    let is_for_us = |it: &&str| literal.before.contains(*it) || literal.text.contains(*it);
    if FOR_US.iter().any(is_for_us) {
        return false;
    }
    let mut text = literal.text.clone();
    ALIKE.iter().for_each(|alike| text = text.replace(alike, ""));
    let has_word = |text: &str| {
        let letters = text.split(|c: char| !c.is_alphabetic());
        letters.filter(|word| word.chars().count() > 1).count() > 0
    };
    let before = literal.before.trim_end();
    let is_read_out = READ_OUT.iter().any(|name| before.ends_with(name)) && has_word(&text);
    let in_markup = before.ends_with('>') && !before.ends_with("=>") && !before.ends_with("->");
    is_read_out
        || (in_markup && has_word(&without_tags(&text)))
        || has_label(&text)
        || is_phrase(&without_tags(&text))
}

/// Whether it reads like a sentence or its beginning: a capital, and another word after a space.
fn is_phrase(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    let is_word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphabetic());
        word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() || "'’".contains(c))
    };
    let first = words.next().unwrap_or_default();
    text.starts_with(char::is_uppercase) && is_word(first) && words.next().is_some_and(is_word)
}

/// Whether it is markup in which an attribute that is read out has words.
fn has_label(text: &str) -> bool {
    READ_OUT.iter().any(|name| {
        let values = text.split(name).skip(1);
        values
            .filter_map(|rest| rest.strip_prefix('"'))
            .any(|value| value.starts_with(|c: char| c.is_alphabetic()))
    })
}

/// What stands between the tags of markup, and what is no markup.
fn without_tags(text: &str) -> String {
    let mut rest = String::new();
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    rest
}

/// Every text between quotes in Rust code, comments left out.
fn literals(code: &str) -> Vec<Literal> {
    let mut literals = Vec::new();
    let chars: Vec<char> = code.chars().collect();
    let (mut at, mut line, mut begin, mut last) = (0, 1, 0, 0..0);
    while at < chars.len() {
        match chars[at] {
            '\n' => {
                last = begin..at;
                line += 1;
                begin = at + 1;
            }
            '/' if chars.get(at + 1) == Some(&'/') => {
                while chars.get(at + 1).is_some_and(|c| *c != '\n') {
                    at += 1;
                }
            }
            // A quote as a character.
            '\'' if chars.get(at + 1) == Some(&'"') => at += 2,
            '\'' if chars.get(at + 1) == Some(&'\\') => at += 2,
            '"' => {
                let own = begin..at;
                let is_first = chars[own.clone()].iter().all(|c| c.is_whitespace());
                let before = if is_first { last.clone() } else { own };
                let before = chars[before].iter().collect();
                let (start, mut text) = (line, String::new());
                at += 1;
                while at < chars.len() && chars[at] != '"' {
                    match chars[at] {
                        '\\' if chars.get(at + 1) == Some(&'\n') => {
                            at += 1;
                            line += 1;
                            begin = at + 1;
                            while chars.get(at + 1).is_some_and(|c| c.is_whitespace()) {
                                at += 1;
                            }
                        }
                        '\\' => {
                            at += 1;
                            text.extend(chars.get(at).filter(|c| **c == '"'));
                        }
                        c => {
                            line += usize::from(c == '\n');
                            text.push(c);
                        }
                    }
                    at += 1;
                }
                literals.push(Literal { line: start, before, text });
            }
            _ => {}
        }
        at += 1;
    }
    literals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> usize {
        outside("app/src/a.rs", code).len()
    }

    #[test]
    fn a_phrase_is_found_wherever_it_stands() {
        assert_eq!(found("session.say(\"Time is up.\", None);"), 1);
        assert_eq!(found("<p>\"Reading\"</p>"), 1);
        assert_eq!(found("<button\n    aria-label=\"Undo\"\n>"), 1);
        assert_eq!(found("format!(\"<p class=\\\"a\\\">No exports yet.</p>\")"), 1);
        assert_eq!(found("\"<a title=\\\"Download\\\">\""), 1);
    }

    #[test]
    fn what_nobody_reads_is_left_alone() {
        assert_eq!(found("class=\"button primary\" r#as=\"font\""), 0);
        assert_eq!(found("x.expect(\"A page has a window\"); // \"Some Words\""), 0);
        assert_eq!(found("texts.get(text::TOP_UNDO)\n#[cfg(test)]\n\"Some Words\""), 0);
        assert_eq!(found("<p aria-label=texts.get(text::A)>\"Squall\"</p>"), 0);
        assert!(outside("app/model/src/a.rs", "\"Some Words\"").is_empty());
        assert_eq!(found("('\"', \"b\", '\\'', \"c d\")"), 0);
    }
}
