//! The forms of a verb, by rule from its infinitive, with what is irregular put in their place. Owns
//! no words: those are in the data files.

mod english;
mod germanic;
mod romance;

use std::borrow::Cow;

use crate::Language;
use crate::lexicon::Tags;

pub(crate) use germanic::separable_prefixes;

/// The forms of one verb.
#[derive(Debug)]
pub(crate) struct Conjugation {
    /// Every form that is recognized.
    pub(crate) forms: Vec<(Tags, Cow<'static, str>)>,
    /// The past that is written (third person singular); empty if none is.
    pub(crate) past: Cow<'static, str>,
    /// The past participle that is written, masculine singular where that differs.
    pub(crate) participle: Cow<'static, str>,
    language: Language,
}

/// The forms that the rules give.
pub(crate) fn regular(language: Language, base: &'static str) -> Conjugation {
    match language {
        Language::English => english::regular(base),
        Language::German => germanic::german(base),
        Language::Dutch => germanic::dutch(base),
        Language::French => romance::french(base),
        Language::Spanish => romance::spanish(base),
        Language::Portuguese => romance::portuguese(base),
    }
}

/// Prefixes that make a new verb of a known one, and are part of it in every form.
pub(crate) const fn prefixes(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &english::PREFIXES,
        Language::German | Language::Dutch => &[],
        Language::French => &["re", "de"],
        Language::Spanish | Language::Portuguese => &["re", "des"],
    }
}

impl Conjugation {
    fn of(language: Language, base: &'static str) -> Self {
        let forms = vec![(Tags::BASE, Cow::Borrowed(base))];
        Self { forms, past: Cow::Borrowed(""), participle: Cow::Borrowed(""), language }
    }

    fn add(&mut self, tag: Tags, form: String) {
        self.forms.push((tag, Cow::Owned(form)));
    }

    /// Puts these in the place of the regular past and participle; `/` separates alternatives, `-`
    /// is none. Then may follow the third person singular of the present, and the imperatives.
    pub(crate) fn set_irregular(
        &mut self,
        past: &'static str,
        participle: &'static str,
        rest: impl Iterator<Item = &'static str>,
    ) {
        self.forms.retain(|(tag, _)| !tag.any(Tags::ANY_PAST));
        self.past = written(past);
        self.participle = written(participle);
        for form in past.split('/').filter(|form| *form != "-") {
            self.forms.push((Tags::PAST, written(form)));
        }
        for form in participle.split('/').filter(|form| *form != "-") {
            for form in romance::agreeing(self.language, form) {
                self.forms.push((Tags::PARTICIPLE, form));
            }
        }
        for (at, forms) in rest.enumerate() {
            let tag = if at == 0 { Tags::THIRD } else { Tags::IMPERATIVE };
            self.forms.retain(|(known, _)| *known != tag);
            for form in forms.split('/').filter(|form| *form != "-") {
                self.forms.push((tag, written(form)));
            }
        }
    }
}

/// The first of the alternatives, with spaces.
fn written(form: &'static str) -> Cow<'static, str> {
    let first = form.split('/').next().unwrap_or_default();
    if first == "-" {
        Cow::Borrowed("")
    } else if first.contains('+') {
        Cow::Owned(first.replace('+', " "))
    } else {
        Cow::Borrowed(first)
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'ä' | 'ö' | 'ü')
}
