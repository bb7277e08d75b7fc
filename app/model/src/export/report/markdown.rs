//! What people wrote, as Markdown that shows it and means nothing else.
//!
//! # Source
//! CommonMark 0.31.2 (backslash escapes, entity references, block structure) and the tables of GitHub
//! Flavored Markdown 0.29.

use crate::names::one_line;

/// Longest beginning of a name where another place of the report has it in full, in Unicode scalar
/// values: else a name with many links would fill the report.
const SHOWN_CHARS_MAX: usize = 120;

/// The text on one line, so that a reader of Markdown shows it as it is: no emphasis, link, code, HTML,
/// cell, heading, list or quote comes of it, wherever on a line it stands. Readable as it stands, too:
/// "retry_count < 2" stays as it is. "?" if nothing is left.
pub(super) fn text(text: &str) -> String {
    let chars: Vec<char> = one_line(text).chars().filter(|c| !c.is_control()).collect();
    let mut out = String::with_capacity(chars.len());
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(at + 1).copied();
        let first = at == 0;
        let is_alone = |c: Option<char>| c.is_none_or(char::is_whitespace);
        match c {
            '\\' | '`' | '*' | '[' | ']' | '~' | '$' => escape(&mut out, c),
            '_' => {
                let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                if inside(before) && inside(after) { out.push(c) } else { escape(&mut out, c) }
            }
            // A backslash is not enough inside of tables, and not for readers who look for tags first.
            '|' => out.push_str("&#124;"),
            '<' if !after.is_some_and(|c| c == ' ' || c == '=' || c.is_ascii_digit()) => {
                out.push_str("&lt;");
            }
            '&' if !is_alone(after) => out.push_str("&amp;"),
            '>' if first => out.push_str("&gt;"),
            '#' if is_alone(before) || is_alone(after) => escape(&mut out, c),
            '-' | '+' | '=' | ':' if first => escape(&mut out, c),
            '.' | ')' if at > 0 && at == digits && is_alone(after) => escape(&mut out, c),
            c => out.push(c),
        }
    }
    if out.is_empty() { "?".to_owned() } else { out }
}

/// The beginning of a text that stands in full elsewhere, on one line.
pub(super) fn beginning(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= SHOWN_CHARS_MAX {
        return line;
    }
    let shown: String = line.chars().take(SHOWN_CHARS_MAX).collect();
    format!("{}…", shown.trim_end())
}

fn escape(out: &mut String, c: char) {
    out.push('\\');
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_as_they_are() {
        for plain in [
            "Subscription Created",
            "retry_count < 2",
            "retry count >= 2",
            "What if it is unreachable? (timeout vs failure)",
            "Terms & Conditions",
            "2.5 kg in 3 boxes",
            "C#-like names",
            "Größe geändert 注文",
        ] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn what_means_something_to_markdown_is_escaped() {
        for (written, expected) in [
            ("# x", "\\# x"),
            ("- x", "\\- x"),
            ("1. x", "1\\. x"),
            ("> x", "&gt; x"),
            ("<b>x</b>", "&lt;b>x&lt;/b>"),
            ("a | b", "a &#124; b"),
            ("&lt;", "&amp;lt;"),
            ("*a* _b_ `c` [d](e) ~f~", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\~f\\~"),
            ("two\nlines\r\n# three", "two lines \\# three"),
            ("a\\", "a\\\\"),
            ("ends in <", "ends in &lt;"),
            ("\u{7}\u{0}", "?"),
        ] {
            assert_eq!(text(written), expected, "{written}");
        }
    }
}
