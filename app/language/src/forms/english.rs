//! The rules of English verbs.

use super::{Conjugation, is_vowel};
use crate::Language;
use crate::lexicon::Tags;

/// Prefixes of new verbs: "reassign", "overpay".
pub(super) const PREFIXES: [&str; 20] = [
    "re", "un", "de", "dis", "mis", "over", "under", "pre", "out", "auto", "cross", "co", "fore",
    "up", "down", "counter", "inter", "multi", "self", "double",
];

/// Verbs of several syllables that double their last letter, because it is stressed or because
/// British spelling does.
const DOUBLING: [&str; 54] = [
    "acquit", "admit", "allot", "cancel", "channel", "commit", "compel", "confer", "control",
    "counsel", "debug", "defer", "deter", "dispel", "embed", "emit", "enrol", "equip", "excel",
    "expel", "format", "fulfil", "fuel", "incur", "infer", "instil", "kidnap", "label", "level",
    "marshal", "model", "occur", "omit", "outbid", "patrol", "permit", "prefer", "program",
    "propel", "rebut", "recur", "refer", "regret", "remit", "repel", "signal", "submit", "total",
    "transfer", "transmit", "travel", "tunnel", "unplug", "distil",
];

pub(super) fn regular(base: &'static str) -> Conjugation {
    let mut forms = Conjugation::of(Language::English, base);
    let third = third(base);
    forms.add(Tags::THIRD, third);
    let past = past(base, doubles(base));
    forms.add(Tags::GERUND, gerund(base, doubles(base)));
    if closed_syllable(base) {
        // Both spellings are read: "canceled", "cancelled".
        forms.add(Tags::GERUND, gerund(base, !doubles(base)));
        forms.add(Tags::ANY_PAST, self::past(base, !doubles(base)));
    }
    forms.add(Tags::ANY_PAST, past.clone());
    forms.past = past.clone().into();
    forms.participle = past.into();
    forms
}

fn third(base: &str) -> String {
    match base.strip_suffix('y') {
        Some(stem) if !stem.ends_with(is_vowel) => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end)) => {
            format!("{base}es")
        }
        _ => format!("{base}s"),
    }
}

fn past(base: &str, double: bool) -> String {
    if base.ends_with('e') {
        return format!("{base}d");
    }
    match base.strip_suffix('y') {
        Some(stem) if !stem.ends_with(is_vowel) => format!("{stem}ied"),
        _ => format!("{}ed", doubled(base, double)),
    }
}

fn gerund(base: &str, double: bool) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    match base.strip_suffix('e') {
        Some(stem) if !stem.ends_with(['e', 'o', 'y']) && stem.len() > 1 => format!("{stem}ing"),
        _ => format!("{}ing", doubled(base, double)),
    }
}

fn doubled(base: &str, double: bool) -> String {
    let mut stem = base.to_owned();
    if double && let Some(last) = base.chars().next_back() {
        stem.push(last);
    }
    stem
}

/// Whether the verb ends in one vowel and one consonant that can double.
fn closed_syllable(base: &str) -> bool {
    let mut back = base.chars().rev();
    let (last, vowel, before) = (back.next(), back.next(), back.next());
    let consonant = last.is_some_and(|c| !is_vowel(c) && !matches!(c, 'w' | 'x' | 'y'));
    let single = vowel.is_some_and(|c| is_vowel(c) || c == 'y')
        && (before.is_none_or(|c| !is_vowel(c))
            || base.ends_with("quip")
            || base.ends_with("quit"));
    consonant && single
}

fn doubles(base: &str) -> bool {
    let syllables = base.chars().filter(|c| is_vowel(*c)).count();
    let of_one = syllables == 1 || (base.starts_with("qu") && syllables == 2);
    closed_syllable(base) && (of_one || DOUBLING.contains(&base))
}
