//! E5: an event without a cause.

use std::collections::BTreeSet;

use squall_board::{NoteKind, gather};
use squall_language::imperative_of;
use squall_texts::text;

use super::c3_no_event::matching_event;
use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::fix::Joined;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms;
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::E5,
    title: text::HINT_E5_TITLE,
    explanation: text::HINT_E5_EXPLANATION,
    source: "The guide, step 2: “For each event, ask ‘what action caused this?’”",
    question: text::HINT_E5_QUESTION,
    needs: &[Need::Done(Stage::Commands)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    // The command beside it that lacks just this event says so itself.
    let silent = wall.model.commands.iter().filter(|command| command.events.is_empty());
    let matched: BTreeSet<usize> = gather(
        silent
            .filter_map(|command| matching_event(wall, wall.get(&command.element.id)?))
            .map(|event| event.at),
    );
    let mut lacking: Vec<&Node<'_>> = Vec::new();
    for event in &wall.model.events {
        let Some(node) = wall.get(&event.element.id) else { continue };
        let is_caused = !event.commands.is_empty()
            || !event.aggregates.is_empty()
            || !event.external_systems.is_empty()
            || wall.has_before(node, NoteKind::Actor)
            || wall.has_before(node, NoteKind::Policy);
        if !is_caused && !matched.contains(&node.at) && !terms::is_time(&node.element.name) {
            lacking.push(node);
        }
    }
    let candidates = wall.model.events.len();
    each_or_all(
        wall,
        found,
        &lacking,
        candidates,
        |event| {
            let command =
                wall.language.and_then(|language| imperative_of(&event.element.name, language));
            let fix = command.map(|command| match wall.named(NoteKind::Command, &command) {
                Some(known) => wall.fix().draw(known.note(), event.note(), &event.element.name),
                None => wall.fix().add(NoteKind::Command, command, event.note(), Joined::FromNew),
            });
            let message = wall.fill(text::HINT_E5_1, [&event.quoted()]);
            let question = wall.fill(text::HINT_E5_2, [&event.element.name]);
            Finding::about(&[event], message).with_fix_or_question(fix, question)
        },
        |names| {
            let message = wall.fill(text::HINT_E5_3, [names]);
            Finding::about(&lacking, message)
        },
    );
}

#[cfg(test)]
mod tests {
    use super::RuleId::E5;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    #[test]
    fn an_event_without_a_cause_is_told() {
        check(
            E5,
            "event Order Placed; event Order Paid; Order Placed -> Order Paid",
            &["Order Placed", "Order Paid"],
        );
        check(
            E5,
            "event Payment Failed; command Pay; event Paid; Pay -> Paid",
            &["Payment Failed"],
        );
    }

    #[test]
    fn what_has_a_cause_is_left_alone() {
        check(E5, "command Pay; event Paid; Pay -> Paid", &[]);
        check(E5, "command Pay @ 0,0; event Paid @ 150,0", &[]);
        check(
            E5,
            "system Bank; event Paid; Bank -> Paid; aggregate Bill; event Sent; Bill -> Sent",
            &[],
        );
        check(E5, "policy P; event Paid; P -> Paid", &[]);
        check(E5, "event Month Ended; event Deadline passed", &[]);
    }

    #[test]
    fn a_command_that_misses_just_this_event_says_so_itself() {
        check(E5, "command Place Order; event Order Placed", &[]);
    }

    #[test]
    fn a_step_that_was_not_made_is_told_once() {
        check(E5, "event A Sent; event B Sent; event C Sent", &["A Sent, B Sent, C Sent"]);
    }

    #[test]
    fn causes_are_missed_only_after_they_were_looked_for() {
        let text = "event Order Placed";
        check_in(&english_at(Level::Design, Stage::Commands), E5, text, &[]);
        check_in(&english_at(Level::Design, Stage::Aggregates), E5, text, &["Order Placed"]);
        check_in(&english_at(Level::BigPicture, Stage::HotSpots), E5, text, &[]);
        check_in(&english_at(Level::BigPicture, Stage::ExportCheck), E5, text, &[]);
    }
}
