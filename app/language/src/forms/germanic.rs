//! The rules of German and Dutch verbs.

use super::{Conjugation, is_vowel};
use crate::Language;
use crate::lexicon::Tags;

const GERMAN_SEPARABLE: [&str; 37] = [
    "ab", "an", "auf", "aus", "bei", "bereit", "dar", "durch", "ein", "ent", "fehl", "fertig",
    "fest", "fort", "frei", "gut", "her", "hin", "hinzu", "hoch", "los", "mit", "nach", "statt",
    "still", "teil", "ueber", "um", "unter", "voraus", "vor", "weg", "weiter", "wieder", "zu",
    "zurueck", "zusammen",
];
const DUTCH_SEPARABLE: [&str; 26] = [
    "aan", "achter", "af", "bij", "binnen", "door", "gelijk", "goed", "in", "klaar", "mee", "na",
    "om", "op", "over", "samen", "stop", "terug", "toe", "tegen", "uit", "vast", "voor", "vrij",
    "weg", "plaats",
];

/// Prefixes that part from their verb, as keys: "auf" of "aufgeben", "aufgegeben".
pub(crate) const fn separable_prefixes(language: Language) -> &'static [&'static str] {
    match language {
        Language::German => &GERMAN_SEPARABLE,
        Language::Dutch => &DUTCH_SEPARABLE,
        Language::English | Language::French | Language::Spanish | Language::Portuguese => &[],
    }
}

pub(super) fn german(base: &'static str) -> Conjugation {
    let mut forms = Conjugation::of(Language::German, base);
    let stem = base.strip_suffix("en").or_else(|| base.strip_suffix('n')).unwrap_or(base);
    let e = if needs_e(stem) { "e" } else { "" };
    let inseparable = ["be", "ver", "er", "ent", "zer", "ge", "miss", "über", "unter", "wider"];
    let is_inseparable = base.ends_with("ieren")
        || inseparable
            .iter()
            .any(|prefix| stem.strip_prefix(prefix).is_some_and(|rest| rest.contains(is_vowel)));
    let participle = if is_inseparable { format!("{stem}{e}t") } else { format!("ge{stem}{e}t") };
    forms.add(Tags::THIRD, format!("{stem}{e}t"));
    forms.add(Tags::PAST, format!("{stem}{e}te"));
    forms.add(Tags::PAST, format!("{stem}{e}ten"));
    forms.add(Tags::PARTICIPLE, participle.clone());
    forms.add(Tags::IMPERATIVE, format!("{stem}e"));
    if let Some(stem) = stem.strip_suffix("el") {
        forms.add(Tags::IMPERATIVE, format!("{stem}le"));
    }
    forms.past = format!("{stem}{e}te").into();
    forms.participle = participle.into();
    forms
}

/// Whether an ending with a consonant needs an "e" before it: "arbeitet", "öffnet".
fn needs_e(stem: &str) -> bool {
    let mut back = stem.chars().rev();
    match (back.next(), back.next()) {
        (Some('t' | 'd'), _) => true,
        (Some('m' | 'n'), Some(before)) => {
            !is_vowel(before) && !matches!(before, 'l' | 'r' | 'h' | 'm' | 'n')
        }
        _ => false,
    }
}

pub(super) fn dutch(base: &'static str) -> Conjugation {
    let mut forms = Conjugation::of(Language::Dutch, base);
    let cut = base.strip_suffix("en").or_else(|| base.strip_suffix('n')).unwrap_or(base);
    let voiceless = ["t", "k", "f", "s", "ch", "p", "x"].iter().any(|end| cut.ends_with(end));
    let prefix = ["be", "ge", "her", "er", "mis", "ont", "ver", "onder"].iter().any(|prefix| {
        cut.strip_prefix(prefix).is_some_and(|rest| rest.contains(is_vowel) && rest.len() > 2)
    });
    for stem in dutch_stems(cut) {
        let ends_in = |end: &str| stem.ends_with(end);
        let dental = if voiceless { "t" } else { "d" };
        let tail = if ends_in(dental) || (ends_in("t") && voiceless) { "" } else { dental };
        let ge = if prefix { "" } else { "ge" };
        forms.add(Tags::PARTICIPLE, format!("{ge}{stem}{tail}"));
        forms.add(Tags::PARTICIPLE, format!("{ge}{stem}{tail}e"));
        forms.add(Tags::PAST, format!("{stem}{dental}e"));
        let third = if ends_in("t") { stem.clone() } else { format!("{stem}t") };
        forms.add(Tags::THIRD, third);
        forms.participle = format!("{ge}{stem}{tail}").into();
        forms.past = format!("{stem}{dental}e").into();
        forms.add(Tags::IMPERATIVE, stem);
    }
    forms
}

/// The stems that the spelling allows: an open syllable becomes a closed one ("betalen", "betaal"),
/// unless it is unstressed ("leveren", "lever"), which the spelling does not show.
fn dutch_stems(cut: &str) -> Vec<String> {
    let mut chars: Vec<char> = cut.chars().collect();
    if let [.., a, b] = chars.as_slice()
        && a == b
        && !is_vowel(*a)
    {
        chars.pop();
        return vec![chars.into_iter().collect()];
    }
    let last = chars.last().copied();
    if let Some(end) = chars.last_mut() {
        *end = match last {
            Some('v') => 'f',
            Some('z') => 's',
            _ => *end,
        };
    }
    let plain: String = chars.iter().collect();
    if let [.., before, vowel, _] = chars.as_slice()
        && is_vowel(*vowel)
        && *vowel != 'i'
        && !is_vowel(*before)
    {
        let at = chars.len() - 1;
        let mut long = chars.clone();
        long.insert(at, *vowel);
        let long: String = long.into_iter().collect();
        return if *vowel == 'e' { vec![plain, long] } else { vec![long] };
    }
    vec![plain]
}
