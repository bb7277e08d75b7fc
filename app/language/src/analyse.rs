//! What the words on one note are: a fact of the past, a command, or something else. Owns the reading
//! and what languages share; the grammars are in `english`, `germanic` and `romance`.

mod english;
mod germanic;
mod romance;
mod sentence;

use std::ops::Range;

pub(crate) use sentence::{Sentence, Token};

use crate::lexicon::{self, Tags};
use crate::{Language, detect};

/// What a text is, as far as its verb shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Says what happened: "Order Placed", "Customer has paid".
    PastFact,
    /// Tells somebody to do something: "Place Order".
    Imperative,
    /// Names a deed without a time: "to place an order", "Bestellung aufgeben".
    Infinitive,
    /// Says what happens, will happen or may happen: "Payment fails", "Order is placed".
    Present,
    /// Names what is going on: "Placing order".
    Gerund,
    /// Names a thing: "Order confirmation".
    NounPhrase,
    /// None of these for sure. Nothing should be said about such a text.
    Unknown,
}

/// Whether a text suits a kind of note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fit {
    /// It does.
    Yes,
    /// It does not; this is worth a hint.
    No,
    /// Nobody knows; stay silent.
    Unsure,
}

/// The verb that a reading rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// Where its form stands, in Unicode scalar values of the text.
    pub range: Range<usize>,
    /// Its infinitive, in lower case; `None` if only the ending showed that it is a verb.
    pub base: Option<String>,
    /// Its past (third person singular), where that is known.
    pub past: Option<String>,
    /// Its past participle, where that is known; masculine singular in French, Spanish, Portuguese.
    pub participle: Option<String>,
}

/// What a text was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What the text is.
    pub form: Form,
    /// The language that it was read in; `None` if that is not known.
    pub language: Option<Language>,
    /// The verb; always there in a past fact, imperative, present, infinitive or gerund. In a noun phrase
    /// it is the first word, where that could be a verb.
    pub verb: Option<Verb>,
    /// Whether the verb is one of the table, and not guessed by its ending.
    sure: bool,
}

impl Reading {
    const fn unknown(language: Option<Language>) -> Self {
        Self { form: Form::Unknown, language, verb: None, sure: false }
    }

    /// Whether the text can stand on a domain event: says what happened.
    #[must_use]
    pub const fn as_event(&self) -> Fit {
        match self.form {
            Form::PastFact => Fit::Yes,
            Form::Unknown => Fit::Unsure,
            Form::Imperative
            | Form::Infinitive
            | Form::Present
            | Form::Gerund
            | Form::NounPhrase => Fit::No,
        }
    }

    /// Whether the text can stand on a command: tells somebody to do something.
    #[must_use]
    pub fn as_command(&self) -> Fit {
        match self.form {
            Form::Imperative => Fit::Yes,
            Form::Infinitive if self.language.is_some_and(Language::commands_in_infinitive) => {
                Fit::Yes
            }
            Form::PastFact if !self.sure => Fit::Unsure,
            // A thing whose first word could command: "Order confirmation".
            Form::NounPhrase if self.verb.is_some() => Fit::Unsure,
            Form::Unknown => Fit::Unsure,
            Form::PastFact | Form::Infinitive | Form::Present | Form::Gerund | Form::NounPhrase => {
                Fit::No
            }
        }
    }
}

/// What a grammar found: the form, and the place of the verb among the words.
pub(crate) type Found = (Form, Option<usize>);

const NOTHING: Found = (Form::Unknown, None);

/// Reads one text in the language, or in the one that the text itself shows if none is given.
/// Takes time linear in the text; only the first words count.
#[must_use]
pub fn analyse(text: &str, language: Option<Language>) -> Reading {
    let Some(language) = language.or_else(|| detect(&[text])) else {
        return Reading::unknown(None);
    };
    let sentence = Sentence::read(text, language);
    let (form, verb) = form_of(&sentence);
    let verb = verb.map(|at| &sentence.tokens[at]);
    let sure = verb.is_some_and(|token| !token.info.is(Tags::GUESSED));
    Reading { form, language: Some(language), verb: verb.map(|token| sentence.verb(token)), sure }
}

/// The form of a sentence, with what every language has in common: questions and reactions are not
/// names, and nothing is said of text in another language.
pub(crate) fn form_of(sentence: &Sentence<'_>) -> Found {
    if sentence.clause == 0 || sentence.asks {
        return NOTHING;
    }
    let found = match sentence.lexicon.language {
        Language::English => english::form(sentence),
        Language::German | Language::Dutch => germanic::form(sentence),
        Language::French | Language::Spanish | Language::Portuguese => romance::form(sentence),
    };
    let is_silent = matches!(found.0, Form::PastFact | Form::Unknown);
    if !is_silent && (sentence.later_past() || is_foreign(sentence)) {
        return NOTHING;
    }
    found
}

/// Whether at least as many words speak for another language as for this one. A noun that only others
/// have says little, since nouns travel ("volume", "jury"), unless nothing speaks for this language.
fn is_foreign(sentence: &Sentence<'_>) -> bool {
    let mut known = 0;
    let mut foreign = 0;
    let mut foreign_nouns = 0;
    for token in sentence.words() {
        let key = sentence.key(token);
        if lexicon::is_foreign(key) {
            foreign += 1;
        } else if token.info.tags != Tags::NONE && !token.info.is(Tags::GUESSED) {
            known += 1;
        } else if !token.word.text.is_ascii() && !writes(sentence.lexicon.language, token.word.text)
        {
            foreign += 1;
        } else if key.len() > 2 {
            let others = Language::ALL.into_iter().filter(|it| *it != sentence.lexicon.language);
            let tags = others.fold(Tags::NONE, |tags, it| tags | lexicon::of(it).get(key).tags);
            if tags.any(Tags::VERB | Tags::SMALL) {
                foreign += 1;
            } else if tags != Tags::NONE {
                foreign_nouns += 1;
            }
        }
    }
    if known == 0 {
        foreign += foreign_nouns;
    }
    foreign > 0 && foreign >= known
}

/// Whether the language has all letters of the word.
fn writes(language: Language, word: &str) -> bool {
    let letters = match language {
        Language::English => "éèïç’",
        Language::German => "äöüß’é",
        Language::French => "àâæçéèêëîïôœùûüÿ’",
        Language::Spanish => "áéíñóúü’",
        Language::Portuguese => "áâãàçéêíóôõúü’",
        Language::Dutch => "éëïóöüèá’",
    };
    let is_ours = |c: char| {
        c.is_ascii()
            || c.to_lowercase().all(|c| letters.contains(c) || ('\u{300}'..='\u{36f}').contains(&c))
    };
    word.chars().all(is_ours)
}

/// What a language knows of one word.
pub(crate) fn look_up_word(language: Language, key: &str, text: &str) -> lexicon::Info {
    sentence::look_up(lexicon::of(language), key, text)
}
