//! The small parts that lines are made of: markers, quotes, arrows, lists, labels and squares.

use squall_board::NoteKind;
use squall_language::split_name;

/// How a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    None,
    Bullet,
    Number,
}

/// The line without its list marker.
pub(super) fn strip_marker(line: &str) -> (Marker, &str) {
    let line = line.trim();
    for bullet in ["- [ ] ", "- [x] ", "- ", "* ", "+ ", "\u{2022} ", "\u{2013} "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return (Marker::Bullet, rest.trim());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=5).contains(&digits)
        && let Some(rest) = line[digits..].strip_prefix(['.', ')'])
        && rest.starts_with(char::is_whitespace)
    {
        return (Marker::Number, rest.trim());
    }
    (Marker::None, line)
}

/// The kind that a coloured square at the beginning stands for, and the rest.
pub(super) fn strip_square(line: &str) -> (Option<NoteKind>, &str) {
    const SQUARES: [(char, NoteKind); 8] = [
        ('\u{1f7e7}', NoteKind::DomainEvent),
        ('\u{1f7e6}', NoteKind::Command),
        ('\u{1f7ea}', NoteKind::Policy),
        ('\u{1f7e9}', NoteKind::ReadModel),
        ('\u{1f7e5}', NoteKind::Hotspot),
        ('\u{1f7e8}', NoteKind::Aggregate),
        ('\u{1f49f}', NoteKind::ExternalSystem),
        ('\u{1f7eb}', NoteKind::Actor),
    ];
    for (square, kind) in SQUARES {
        if let Some(rest) = line.strip_prefix(square) {
            return (Some(kind), rest.trim_start_matches('\u{fe0f}').trim());
        }
    }
    (None, line)
}

/// A label that introduces one thing or a list of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    One(NoteKind),
    Many(NoteKind),
    Context,
    Contexts,
    When,
    Then,
    BuiltFrom,
    Shows,
    Condition,
    Delay,
    Rules,
    Fields,
}

impl Label {
    /// The kind of note that it introduces, if any.
    pub(super) const fn kind(self) -> Option<NoteKind> {
        match self {
            Self::One(kind) | Self::Many(kind) => Some(kind),
            Self::Context
            | Self::Contexts
            | Self::When
            | Self::Then
            | Self::BuiltFrom
            | Self::Shows
            | Self::Condition
            | Self::Delay
            | Self::Rules
            | Self::Fields => None,
        }
    }
}

/// The label with this wording.
pub(super) fn label(text: &str) -> Option<Label> {
    use NoteKind as K;
    let text = text.trim().trim_end_matches("(s)").trim().to_lowercase();
    Some(match text.as_str() {
        "event" | "domain event" => Label::One(K::DomainEvent),
        "pivotal event" => Label::One(K::PivotalEvent),
        "command" => Label::One(K::Command),
        "actor" | "agent" | "role" => Label::One(K::Actor),
        "policy" | "reaction" => Label::One(K::Policy),
        "read model" | "view" | "projection" => Label::One(K::ReadModel),
        "aggregate" | "constraint" | "entity" => Label::One(K::Aggregate),
        "external system" | "system" => Label::One(K::ExternalSystem),
        "hot spot" | "hotspot" | "question" => Label::One(K::Hotspot),
        "opportunity" => Label::One(K::Opportunity),
        "screen" | "ui" => Label::One(K::Screen),
        "value gained" => Label::One(K::ValueGained),
        "value lost" => Label::One(K::ValueLost),
        "events" | "domain events" => Label::Many(K::DomainEvent),
        "pivotal events" => Label::Many(K::PivotalEvent),
        "commands" => Label::Many(K::Command),
        "actors" | "roles" => Label::Many(K::Actor),
        "policies" | "reactions" => Label::Many(K::Policy),
        "read models" | "views" | "projections" => Label::Many(K::ReadModel),
        "aggregates" | "constraints" | "entities" => Label::Many(K::Aggregate),
        "external systems" | "systems" => Label::Many(K::ExternalSystem),
        "hot spots" | "hotspots" | "open questions" => Label::Many(K::Hotspot),
        "opportunities" => Label::Many(K::Opportunity),
        "screens" => Label::Many(K::Screen),
        "values gained" => Label::Many(K::ValueGained),
        "values lost" => Label::Many(K::ValueLost),
        "bounded context" | "context" => Label::Context,
        "bounded contexts" | "contexts" => Label::Contexts,
        "when" | "whenever" | "trigger" => Label::When,
        "then" | "action" => Label::Then,
        "built from" => Label::BuiltFrom,
        "shows" => Label::Shows,
        "condition" => Label::Condition,
        "delay" => Label::Delay,
        "rule" | "rules" | "invariant" | "invariants" => Label::Rules,
        "field" | "fields" => Label::Fields,
        _ => return None,
    })
}

/// The kind of list that a heading announces: it names exactly one kind, in the plural.
pub(super) fn heading_topic(heading: &str) -> Option<Label> {
    let mut topics: Vec<Label> = Vec::new();
    let words = crate::names::words(heading);
    let mut at = 0;
    while at < words.len() {
        let pair = words.get(at + 1).map(|next| format!("{} {next}", words[at]));
        let two = pair.as_deref().and_then(label);
        let topic = two.or_else(|| label(&words[at]));
        at += if two.is_some() { 2 } else { 1 };
        if let Some(topic @ (Label::Many(_) | Label::Contexts)) = topic
            && !topics.contains(&topic)
        {
            topics.push(topic);
        }
    }
    if topics.len() == 1 { topics.pop() } else { None }
}

/// The cells of a line with arrows, in reading order, and whether the arrows point left.
pub(super) fn arrow_cells(line: &str) -> Option<(bool, Vec<&str>)> {
    let mut cells = Vec::new();
    let mut leftward = None;
    let mut start = 0;
    let mut at = 0;
    while let Some(offset) = line[at..].find(['<', '-', '=', '\u{2192}', '\u{2190}']) {
        let begin = at + offset;
        let rest = &line[begin..];
        let Some((length, left)) = arrow_at(rest) else {
            let run = rest.bytes().take_while(|&byte| byte == b'-' || byte == b'=').count();
            at = begin + run.max(rest.chars().next().map_or(1, char::len_utf8));
            continue;
        };
        if leftward.is_some_and(|before| before != left) {
            return None;
        }
        leftward = Some(left);
        cells.push(line[start..begin].trim());
        at = begin + length;
        start = at;
    }
    let leftward = leftward?;
    cells.push(line[start..].trim());
    Some((leftward, cells))
}

/// The length in bytes of the arrow that the text begins with, and whether it points left.
fn arrow_at(text: &str) -> Option<(usize, bool)> {
    for (arrow, left) in [("\u{2192}", false), ("\u{2190}", true), ("=>", false)] {
        if text.starts_with(arrow) {
            return Some((arrow.len(), left));
        }
    }
    let tail = text.strip_prefix('<');
    let shaft = tail.unwrap_or(text).bytes().take_while(|&byte| byte == b'-').count();
    if tail.is_some() {
        return (shaft > 0).then_some((1 + shaft, true));
    }
    (shaft > 0 && text[shaft..].starts_with('>')).then_some((shaft + 1, false))
}

/// The items of a list on one line: parted by commas outside of parentheses, an "and" before the
/// last.
pub(super) fn list(text: &str) -> Vec<&str> {
    let mut items: Vec<&str> = Vec::new();
    let mut depth = 0usize;
    let parts = text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    });
    for part in parts {
        let part = part.trim();
        let part = part.strip_prefix("and ").unwrap_or(part);
        match part.split_once(" and ") {
            Some((first, second)) if part.split_whitespace().count() <= 5 => {
                items.extend([first.trim(), second.trim()]);
            }
            _ => items.push(part.trim()),
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Whether the text only stands for more of the same.
pub(super) fn is_ellipsis(text: &str) -> bool {
    let text = text.trim().trim_matches('`');
    !text.is_empty() && text.chars().all(|c| c == '.' || c == '\u{2026}') && text != "."
}

/// A name without quotes, back quotes and full stop; identifiers are split into words, and lose
/// their fields.
pub(super) fn name(text: &str) -> String {
    name_and_fields(text).0
}

/// The [`name`], and the fields that it lost: `PaymentFailed(amount, reason)`. Often empty.
pub(super) fn name_and_fields(text: &str) -> (String, &str) {
    let text = text.trim().trim_end_matches(['.', ',', ';']).trim();
    let quotes = ['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];
    let text = text.trim_matches(quotes).trim();
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((head, fields)) if !head.is_empty() && !head.contains(' ') => {
            (split_name(head), fields.trim())
        }
        _ => (split_name(text), ""),
    }
}

/// A quoted or plain name and what follows in parentheses: `"My Subscription" (customer-facing)`.
pub(super) fn name_and_remark(text: &str) -> (String, &str) {
    let text = text.trim();
    match text.split_once('(') {
        Some((head, remark)) if text.ends_with(')') && !head.trim().is_empty() => {
            (name(head), remark.trim_end_matches(')').trim())
        }
        _ => (name(text), ""),
    }
}

/// Whether the text reads as a name rather than as a sentence.
pub(super) fn is_name_like(text: &str) -> bool {
    let text = text.trim();
    let quoted = text.starts_with('`') && text.ends_with('`');
    let capital = text.chars().next().is_some_and(char::is_uppercase);
    let sentence = text.ends_with(['.', '!', '?', ':']) || text.contains(": ");
    quoted || (capital && !sentence && text.split_whitespace().count() <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_part_a_line_into_cells() {
        assert_eq!(arrow_cells("A <-- B <- C"), Some((true, vec!["A", "B", "C"])));
        assert_eq!(arrow_cells("A --> B | C"), Some((false, vec!["A", "B | C"])));
        assert_eq!(arrow_cells("re-send \u{2192} B"), Some((false, vec!["re-send", "B"])));
        assert_eq!(arrow_cells("a -- b"), None);
        assert_eq!(arrow_cells("retry < 2 - 1"), None);
        assert_eq!(arrow_cells("A <-- B --> C"), None);
    }

    #[test]
    fn names_lose_quotes_and_fields() {
        for (text, expected) in [
            ("`ItemAdded`,", "Item Added"),
            ("\"Charge on Cycle\"", "Charge on Cycle"),
            ("PaymentFailed(subscription_id, amount)", "Payment Failed"),
            ("Scheduler (cron)", "Scheduler (cron)"),
        ] {
            assert_eq!(name(text), expected);
        }
    }

    #[test]
    fn lists_are_parted_by_commas_and_and() {
        assert_eq!(
            list("Subscription, Billing, and Shipping"),
            ["Subscription", "Billing", "Shipping"]
        );
        assert_eq!(list("A and B"), ["A", "B"]);
        assert_eq!(list("`A`, ..."), ["`A`", "..."]);
        assert_eq!(list("A(x, y), B (z; t)"), ["A(x, y)", "B (z; t)"]);
    }

    #[test]
    fn headings_announce_one_kind() {
        assert_eq!(
            heading_topic("Step 1: Identify Events (Orange Stickies)"),
            Some(Label::Many(NoteKind::DomainEvent))
        );
        assert_eq!(heading_topic("6. Hot Spots List"), Some(Label::Many(NoteKind::Hotspot)));
        assert_eq!(heading_topic("Events, Identifiers, and Commands"), None);
        assert_eq!(heading_topic("Event Storming"), None);
    }
}
