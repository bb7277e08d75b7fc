//! What the clauses of a policy say beside events and commands: a condition and a delay, where that is
//! plainly said. English, as the clauses are.

use crate::names::{one_line, without_parentheses};

/// Beginnings of a condition that are not part of it.
const JOINING: [&str; 8] = [
    "and only if ",
    "but only if ",
    "only if ",
    "and ",
    "where ",
    "if ",
    "when ",
    "provided that ",
];
/// Beginnings that make what follows a condition, and are part of it.
const LIMITING: [&str; 12] = [
    "unless ",
    "while ",
    "until ",
    "within ",
    "only ",
    "at least ",
    "at most ",
    "more than ",
    "less than ",
    "fewer than ",
    "not ",
    "no ",
];
/// Words inside a sentence that a condition follows; those with `true` are part of it.
const INTRODUCING: [(&str, bool); 4] =
    [(" only if ", false), (" if ", false), (" where ", false), (" unless ", true)];

/// The condition in a trigger: in parentheses, as in "Payment Failed (and retry count < 2)", after a
/// word such as "if", or after an "and" if it compares something.
pub(crate) fn condition(when: &str) -> Option<String> {
    let outside = without_parentheses(when);
    let bracketed = in_parentheses(when).into_iter().find_map(stated);
    let found = bracketed.or_else(|| {
        let introduced = INTRODUCING.iter().filter_map(|(word, kept)| {
            let start = find(&outside, word)?;
            Some((start, if *kept { 0 } else { word.len() }))
        });
        let (start, length) =
            introduced.min_by_key(|(start, _)| *start).or_else(|| compared(&outside))?;
        Some(&outside[start + length..])
    })?;
    let found = one_line(found.trim_matches(|c: char| c.is_whitespace() || ",;.".contains(c)));
    (!found.is_empty()).then_some(found)
}

/// What stands in parentheses, outermost ones only.
fn in_parentheses(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut inner) = (0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            ')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    inner.push(&text[start..at]);
                }
            }
            _ => {}
        }
    }
    inner
}

/// The condition that a remark in parentheses states, if it states one.
fn stated(remark: &str) -> Option<&str> {
    let remark = remark.trim();
    let begins = |word: &&&str| starts(remark, word);
    if let Some(word) = JOINING.iter().find(begins) {
        return Some(&remark[word.len()..]);
    }
    (LIMITING.iter().any(|word| starts(remark, word)) || compares(remark)).then_some(remark)
}

/// Where " and x < 2" stands in a trigger, and how long its "and" is.
fn compared(when: &str) -> Option<(usize, usize)> {
    const AND: &str = " and ";
    let mut from = 0;
    while let Some(found) = find(&when[from..], AND) {
        let (start, end) = (from + found, from + found + AND.len());
        let until = find(&when[end..], AND).map_or(when.len(), |next| end + next);
        if compares(&when[end..until]) {
            return Some((start, AND.len()));
        }
        // The blank after one "and" may stand before the next.
        from = end - 1;
    }
    None
}

fn compares(text: &str) -> bool {
    text.contains(['<', '>', '=', '\u{2264}', '\u{2265}', '\u{2260}'])
}

/// Whether the text begins with the ASCII word, in any letter case.
fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Where the ASCII text stands in the other one, in any letter case.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let wanted = wanted.as_bytes();
    text.as_bytes().windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted))
}

/// Units of time in full and short.
#[rustfmt::skip]
const UNITS: [&str; 23] = [
    "s", "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "h", "hr", "hrs",
    "hour", "hours", "d", "day", "days", "week", "weeks", "month", "months", "year",
    "years",
];
/// Small numbers in words.
const NUMBERS: [&str; 12] =
    ["a", "an", "one", "two", "three", "four", "five", "six", "seven", "ten", "twelve", "fourteen"];
/// Words before a span of time that make it a delay.
const WAITING: [&str; 7] = ["after", "wait", "waits", "waiting", "delay", "delayed", "delays"];
/// Words that may stand between these and the span.
const BETWEEN: [&str; 7] = ["a", "an", "the", "of", "for", "by", "another"];
/// Words after a span of time that make it a delay.
const LATER: [&str; 2] = ["delay", "later"];

/// The delay in an action: "Schedule Retry with 24h delay", "after 3 days", "wait 24 h".
pub(crate) fn delay(then: &str) -> Option<String> {
    let words: Vec<&str> = (then.split(|c: char| c.is_whitespace() || c == '-'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    (0..words.len()).find_map(|at| {
        let length = span(&words[at..])?;
        let before = words[..at].iter().rev().find(|word| !is_one_of(word, &BETWEEN));
        let waits = before.is_some_and(|word| is_one_of(word, &WAITING));
        let follows = words.get(at + length).is_some_and(|word| is_one_of(word, &LATER));
        (waits || follows).then(|| words[at..at + length].join(" "))
    })
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// How many words make a span of time at the beginning: "24h", "24 h", "two days".
fn span(words: &[&str]) -> Option<usize> {
    let first = words.first()?;
    let digits = first.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (number, unit) = first.split_at(digits.unwrap_or(first.len()));
    if !number.is_empty() && is_one_of(unit, &UNITS) {
        return Some(1);
    }
    let whole = (!number.is_empty() && unit.is_empty()) || is_one_of(first, &NUMBERS);
    (whole && words.get(1).is_some_and(|word| is_one_of(word, &UNITS))).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_where_they_are_plainly_said() {
        for (when, expected) in [
            ("Payment Failed (and retry count < 2)", Some("retry count < 2")),
            ("PaymentFailed (where retry_count >= 2)", Some("retry_count >= 2")),
            ("Order Cancelled (within 14 days)", Some("within 14 days")),
            ("Order Placed (unless it is a gift (or so))", Some("unless it is a gift (or so)")),
            ("payment failed and retry count < 2", Some("retry count < 2")),
            ("A and B and AND x > 1", Some("AND x > 1")),
            ("Payment Failed if stock is low,", Some("stock is low")),
            ("Payment Failed unless paid", Some("unless paid")),
            ("Payment Failed and Order Placed", None),
            ("Payment Failed (see the wiki if unsure)", None),
            ("Payment Failed (and )", None),
            ("Größe geändert (ÄÖÜ", None),
            ("", None),
        ] {
            assert_eq!(condition(when).as_deref(), expected, "{when}");
        }
    }

    #[test]
    fn delays_are_read_where_they_are_plainly_said() {
        for (then, expected) in [
            ("Schedule AttemptPayment with 24h delay", Some("24h")),
            ("Schedule Retry (after 24 h)", Some("24 h")),
            ("Send Reminder after three days.", Some("three days")),
            ("wait for 1.5 hours, Send Reminder", Some("1.5 hours")),
            ("Send Reminder with a 24-hour delay", Some("24 hour")),
            ("Send Reminder a week later", Some("a week")),
            ("Report 24h Sales", None),
            ("Send Reminder after Payment", None),
            ("Send it within 24 h", None),
            ("Delay Shipment", None),
            ("", None),
        ] {
            assert_eq!(delay(then).as_deref(), expected, "{then}");
        }
    }
}
