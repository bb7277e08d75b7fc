//! What is taught about notes agrees with what the hints say of them: examples that are called good
//! raise no doubt about their wording, and those that are called bad do.

use squall_board::NoteKind;
use squall_board::notation::{Teaching, teaching};
use squall_language::{
    Fit, Language, analyse, button_wording, crud_verb, is_question, query_verb, reaction,
    technical, two_facts,
};

const ENGLISH: Language = Language::English;

/// Asserts that the examples of the kind are told apart by what is said against them.
#[track_caller]
fn check(kind: NoteKind, is_well_written: impl Fn(&str) -> bool) {
    let Teaching { good, bad, .. } = teaching(kind);
    for text in *good {
        assert!(is_well_written(text), "“{text}” is taught as good");
    }
    for (text, _) in *bad {
        assert!(!is_well_written(text), "“{text}” is taught as bad");
    }
}

#[test]
fn events_that_are_taught_as_good_are_single_facts_of_the_business() {
    let is_fact = |text: &str| {
        analyse(text, Some(ENGLISH)).as_event() == Fit::Yes
            && crud_verb(text, ENGLISH).is_none()
            && technical(text, ENGLISH).is_none()
            && two_facts(text, ENGLISH).is_none()
    };
    check(NoteKind::DomainEvent, is_fact);
    assert!(teaching(NoteKind::PivotalEvent).good.iter().all(|text| is_fact(text)));
}

#[test]
fn commands_that_are_taught_as_good_are_orders_that_change_something() {
    check(NoteKind::Command, |text| {
        analyse(text, Some(ENGLISH)).as_command() == Fit::Yes
            && query_verb(text, ENGLISH).is_none()
            && button_wording(text, ENGLISH).is_none()
    });
}

#[test]
fn policies_that_are_taught_as_good_say_when_and_then() {
    check(NoteKind::Policy, |text| {
        reaction(text, ENGLISH).is_some_and(|it| !it.when.is_empty() && !it.then.is_empty())
    });
}

#[test]
fn hot_spots_that_are_taught_as_good_ask_something() {
    check(NoteKind::Hotspot, |text| is_question(text, Some(ENGLISH)));
}
