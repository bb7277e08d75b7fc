//! E1: an event that is not written in the past tense.

use squall_board::NoteKind;
use squall_language::{Fit, Form, analyse, past_of, technical};
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::E1,
    title: text::HINT_E1_TITLE,
    explanation: text::HINT_E1_EXPLANATION,
    source: "The guide, common mistakes: “Confuses events with commands. Events are facts about \
        the past: ‘Order Placed’”",
    question: text::HINT_E1_QUESTION,
    needs: &[Need::Begun(Stage::Timeline)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let Some(language) = wall.language else { return };
    for event in wall.of_kind(NoteKind::DomainEvent) {
        let Some(reading) = event.reading.as_ref().filter(|it| it.as_event() == Fit::No) else {
            continue;
        };
        // Machinery has a hint of its own.
        if technical(&event.element.name, language).is_some() {
            continue;
        }
        let says = match reading.form {
            Form::Imperative | Form::Infinitive => text::HINT_E1_COMMAND,
            Form::Present => text::HINT_E1_PRESENT,
            Form::Gerund => text::HINT_E1_GOING_ON,
            Form::NounPhrase => text::HINT_E1_NOUN,
            Form::PastFact | Form::Unknown => continue,
        };
        let past = past_of(&event.element.name, language)
            .filter(|past| analyse(past, Some(language)).as_event() == Fit::Yes);
        let rewrite = past.and_then(|past| Some(wall.fix().rewrite(wall.rewritable(event)?, past)));
        let is_command = reading.as_command() == Fit::Yes;
        let retype =
            is_command.then(|| wall.fix().retype(event.element.notes.clone(), NoteKind::Command));
        found.push(
            Finding::about(&[event], wall.fill(says, [&event.quoted()])).with_fix_or_question(
                rewrite.or(retype),
                wall.fill(text::HINT_E1_1, [&event.element.name]),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::E1;
    use crate::testing::{check, check_in, english, english_at};
    use crate::{Level, Settings, Stage};

    #[test]
    fn events_that_are_no_facts_are_told() {
        check(E1, "event Order Places", &["Order Places"]);
        check(E1, "event Place Order", &["Place Order"]);
        check(E1, "event Placing Order", &["Placing Order"]);
        check(
            E1,
            "event Order is placed @ 0,0; event Order Is Placed @ 500,0",
            &["Order is placed, Order Is Placed"],
        );
        let german = Settings { language: Some(squall_language::Language::German), ..english() };
        check_in(&german, E1, "event Bestellung aufgeben", &["Bestellung aufgeben"]);
    }

    #[test]
    fn facts_are_left_alone() {
        check(
            E1,
            "event Order Placed; event ItemAdded; event Customer has paid; pivotalevent Sent",
            &[],
        );
        check(E1, "command Place Order; hotspot Place Order", &[]);
        check(E1, "event Stock low; event X; event 42; event 🎉", &[]);
    }

    #[test]
    fn a_language_that_is_not_known_is_left_alone() {
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, E1, "event Tilaus tehdään; event Maksu epäonnistuu", &[]);
        check_in(
            &unknown,
            E1,
            "event Place Order; event Pay Order; event Ship Parcel",
            &["Place Order", "Pay Order", "Ship Parcel"],
        );
    }

    #[test]
    fn nothing_is_said_in_chaotic_exploration() {
        check_in(
            &english_at(Level::BigPicture, Stage::ChaoticExploration),
            E1,
            "event Place Order",
            &[],
        );
        check_in(
            &english_at(Level::BigPicture, Stage::Timeline),
            E1,
            "event Place Order",
            &["Place Order"],
        );
    }
}
