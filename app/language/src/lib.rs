//! Whether the words on a note are an event's, in the past tense, or a command's, in the imperative:
//! the base of hints that teach event storming. Pure: no clock, no I/O, and equal text gives equal
//! readings; the tables of a language are built from its data file when it is first asked about.
//!
//! What is guaranteed, in every language: a reading that speaks against an event ([`Fit::No`]) rests on
//! words or endings that are known, and is given up where other words speak for another language; and
//! a text with a word that could be a past form is called something else only for a reason that
//! outweighs it, because a wrong hint on a correct event is the worst mistake. What is not guaranteed:
//! that every correct event is recognized, nor that every wrong one is.
//! Ranges count Unicode scalar values, as edits of texts do.
//!
//! # Source
//! "Domain Event … past tense verb phrase, Command … imperative verb phrase": the guide to event
//! storming that Squall is built from, and Alberto Brandolini's notation. Word lists are in `data/`.

mod analyse;
mod detect;
mod forms;
mod lexicon;
mod reaction;
mod rewrite;
mod wording;
mod words;

pub use analyse::{Fit, Form, Reading, Verb, analyse};
pub use detect::detect;
pub use reaction::{Reaction, reaction};
pub use rewrite::{imperative_of, past_of};
pub use wording::{
    Joined, Technical, button_wording, crud_verb, is_question, query_verb, technical, two_facts,
};
pub use words::split_name;

/// A language whose verbs are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// Dutch.
    Dutch,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 6] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Portuguese, Self::Dutch];

    /// Its code, by ISO 639-1.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Dutch => "nl",
        }
    }

    /// Whether commands are written in the infinitive as well as in the imperative ("Bestellung
    /// aufgeben"), which is so in every language but English.
    #[must_use]
    pub const fn commands_in_infinitive(self) -> bool {
        !matches!(self, Self::English)
    }
}
