//! What is taught about notes agrees with what the hints say of them: examples that are called good
//! raise no doubt about their wording, and those that are called bad do.

use squall_board::NoteKind;
use squall_board::notation::{Teaching, teaching};
use squall_language::{
    Fit, Language, analyse, button_wording, crud_verb, is_question, query_verb, reaction,
    technical, two_facts,
};
use squall_texts::Texts;

/// The languages in which it is taught, each with its texts.
fn languages() -> [(Language, Texts); 2] {
    let german = Texts::of(squall_texts::Language::German);
    [(Language::English, Texts::ENGLISH), (Language::German, german)]
}

/// Asserts that the examples of the kind are told apart by what is said against them.
#[track_caller]
fn check(kind: NoteKind, is_well_written: impl Fn(&str, Language) -> bool) {
    let Teaching { good, bad, .. } = teaching(kind);
    for (language, texts) in languages() {
        for good in *good {
            let good = texts.get(*good);
            assert!(is_well_written(good, language), "“{good}” is taught as good");
        }
        for (bad, _) in *bad {
            let bad = texts.get(*bad);
            assert!(!is_well_written(bad, language), "“{bad}” is taught as bad");
        }
    }
}

#[test]
fn events_that_are_taught_as_good_are_single_facts_of_the_business() {
    let is_fact = |text: &str, language: Language| {
        analyse(text, Some(language)).as_event() == Fit::Yes
            && crud_verb(text, language).is_none()
            && technical(text, language).is_none()
            && two_facts(text, language).is_none()
    };
    check(NoteKind::DomainEvent, is_fact);
    for (language, texts) in languages() {
        let good = teaching(NoteKind::PivotalEvent).good.iter();
        assert!(good.map(|good| texts.get(*good)).all(|good| is_fact(good, language)));
    }
}

#[test]
fn commands_that_are_taught_as_good_are_orders_that_change_something() {
    check(NoteKind::Command, |text, language| {
        analyse(text, Some(language)).as_command() == Fit::Yes
            && query_verb(text, language).is_none()
            && button_wording(text, language).is_none()
    });
}

#[test]
fn policies_that_are_taught_as_good_say_when_and_then() {
    check(NoteKind::Policy, |text, language| {
        reaction(text, language).is_some_and(|it| !it.when.is_empty() && !it.then.is_empty())
    });
}

#[test]
fn hot_spots_that_are_taught_as_good_ask_something() {
    check(NoteKind::Hotspot, |text, language| is_question(text, Some(language)));
}
