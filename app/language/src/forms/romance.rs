//! The rules of French, Spanish and Portuguese verbs. Forms that differ from others by an accent alone
//! ("pagó" and "pago", "validé" and "valide") are not made here, since words are compared without
//! accents: the reader looks at the accent itself.

use std::borrow::Cow;

use super::Conjugation;
use crate::Language;
use crate::lexicon::Tags;

/// A participle in both genders and numbers, where the language has them.
pub(super) fn agreeing(language: Language, form: &'static str) -> Vec<Cow<'static, str>> {
    match language {
        Language::English | Language::German | Language::Dutch => vec![super::written(form)],
        Language::French => {
            let plural = if form.ends_with('s') { String::new() } else { format!("{form}s") };
            let all = [format!("{form}e"), format!("{form}es"), plural];
            let owned = all.into_iter().filter(|form| !form.is_empty()).map(Cow::Owned);
            owned.chain([Cow::Borrowed(form)]).collect()
        }
        Language::Spanish | Language::Portuguese => {
            let Some(stem) = form.strip_suffix('o') else {
                return vec![Cow::Borrowed(form), Cow::Owned(format!("{form}s"))];
            };
            ["o", "a", "os", "as"].iter().map(|end| Cow::Owned(format!("{stem}{end}"))).collect()
        }
    }
}

pub(super) fn french(base: &'static str) -> Conjugation {
    let mut forms = Conjugation::of(Language::French, base);
    if let Some(stem) = base.strip_suffix("er") {
        let soft = if stem.ends_with('g') { "e" } else { "" };
        for (tag, end) in [
            (Tags::THIRD | Tags::IMPERATIVE, "e"),
            (Tags::IMPERATIVE, "ez"),
            (Tags::PARTICIPLE, "ee"),
            (Tags::PARTICIPLE, "ees"),
        ] {
            forms.add(tag, format!("{stem}{end}"));
        }
        forms.add(Tags::IMPERATIVE, format!("{stem}{soft}ons"));
        forms.add(Tags::GERUND, format!("{stem}{soft}ant"));
        if let Some(short) = stem.strip_suffix('y') {
            forms.add(Tags::THIRD | Tags::IMPERATIVE, format!("{short}ie"));
        }
        if stem.ends_with("el") || stem.ends_with("et") {
            let last = if stem.ends_with('l') { 'l' } else { 't' };
            forms.add(Tags::THIRD | Tags::IMPERATIVE, format!("{stem}{last}e"));
        }
        forms.participle = format!("{stem}é").into();
    } else if let Some(stem) = base.strip_suffix("ir") {
        for end in ["i", "ie", "is", "ies"] {
            forms.add(Tags::PARTICIPLE, format!("{stem}{end}"));
        }
        forms.add(Tags::THIRD, format!("{stem}it"));
        forms.add(Tags::IMPERATIVE, format!("{stem}issez"));
        forms.add(Tags::GERUND, format!("{stem}issant"));
        forms.participle = format!("{stem}i").into();
    } else if let Some(stem) = base.strip_suffix("re") {
        for end in ["u", "ue", "us", "ues"] {
            forms.add(Tags::PARTICIPLE, format!("{stem}{end}"));
        }
        forms.add(Tags::IMPERATIVE, format!("{stem}ez"));
        forms.add(Tags::GERUND, format!("{stem}ant"));
        forms.participle = format!("{stem}u").into();
    }
    forms
}

pub(super) fn spanish(base: &'static str) -> Conjugation {
    let mut forms = Conjugation::of(Language::Spanish, base);
    let (stem, is_ar) = stem(base);
    let participle = if is_ar { "ad" } else { "id" };
    for end in ["o", "a", "os", "as"] {
        forms.add(Tags::PARTICIPLE, format!("{stem}{participle}{end}"));
    }
    let (own, other) = if is_ar { ("a", "e") } else { ("e", "a") };
    forms.add(Tags::THIRD | Tags::IMPERATIVE, format!("{stem}{own}"));
    forms.add(Tags::IMPERATIVE, format!("{}{other}", soft_stem(stem, is_ar, "c")));
    forms.add(Tags::PAST, format!("{stem}{}", if is_ar { "aron" } else { "ieron" }));
    forms.add(Tags::GERUND, format!("{stem}{}", if is_ar { "ando" } else { "iendo" }));
    forms.past = format!("{stem}{}", if is_ar { "ó" } else { "ió" }).into();
    forms.participle = format!("{stem}{participle}o").into();
    forms
}

pub(super) fn portuguese(base: &'static str) -> Conjugation {
    let mut forms = Conjugation::of(Language::Portuguese, base);
    let (stem, is_ar) = stem(base);
    let is_ir = base.ends_with("ir");
    let participle = if is_ar { "ad" } else { "id" };
    for end in ["o", "a", "os", "as"] {
        forms.add(Tags::PARTICIPLE, format!("{stem}{participle}{end}"));
    }
    let (own, other) = if is_ar { ("a", "e") } else { ("e", "a") };
    forms.add(Tags::THIRD | Tags::IMPERATIVE, format!("{stem}{own}"));
    forms.add(Tags::IMPERATIVE, format!("{}{other}", soft_stem(stem, is_ar, "ç")));
    let (past, plural, gerund) = match (is_ar, is_ir) {
        (true, _) => ("ou", "aram", "ando"),
        (false, true) => ("iu", "iram", "indo"),
        (false, false) => ("eu", "eram", "endo"),
    };
    forms.add(Tags::PAST, format!("{stem}{past}"));
    forms.add(Tags::PAST, format!("{stem}{plural}"));
    forms.add(Tags::GERUND, format!("{stem}{gerund}"));
    forms.past = format!("{stem}{past}").into();
    forms.participle = format!("{stem}{participle}o").into();
    forms
}

/// The stem, and whether the verb is of the first conjugation.
fn stem(base: &str) -> (&str, bool) {
    let stem = ["ar", "er", "ir"].iter().find_map(|end| base.strip_suffix(end));
    (stem.unwrap_or(base), base.ends_with("ar"))
}

/// The stem as it is spelled before the vowel of the polite imperative: "pague", "busque",
/// "realice"; `c_before_a` is what "c" becomes before "a".
fn soft_stem(stem: &str, is_ar: bool, c_before_a: &str) -> String {
    let changes: &[(&str, &str)] = if is_ar {
        &[("gu", "gü"), ("g", "gu"), ("c", "qu"), ("z", "c"), ("ç", "c")]
    } else if c_before_a == "c" {
        &[("gu", "g"), ("g", "j")]
    } else {
        &[("gu", "g"), ("g", "j"), ("c", "ç")]
    };
    // Portuguese "realizar" keeps its z: "realize".
    let keeps_z = c_before_a != "c";
    for (from, to) in changes {
        if let Some(cut) = stem.strip_suffix(from)
            && !(keeps_z && *from == "z")
        {
            return format!("{cut}{to}");
        }
    }
    stem.to_owned()
}
