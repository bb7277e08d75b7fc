//! E6: an event to which nobody reacts and that nobody reads.

use squall_board::NoteKind;
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::E6,
    title: text::HINT_E6_TITLE,
    explanation: text::HINT_E6_EXPLANATION,
    source: "The guide, common mistakes: “Explicitly ask ‘what happens automatically?’ after \
        every event”",
    question: text::HINT_E6_QUESTION,
    needs: &[Need::Done(Stage::Policies), Need::Done(Stage::ReadModels)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Doubt,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let kinds = [
        NoteKind::Policy,
        NoteKind::ReadModel,
        NoteKind::Command,
        NoteKind::ExternalSystem,
        NoteKind::DomainEvent,
    ];
    let lacking: Vec<&Node<'_>> = wall
        .model
        .events
        .iter()
        .filter_map(|event| wall.get(&event.element.id))
        .filter(|event| kinds.into_iter().all(|kind| !wall.has_after(event, kind)))
        .collect();
    let candidates = wall.model.events.len();
    each_or_all(
        wall,
        found,
        &lacking,
        candidates,
        |event| {
            let message = wall.fill(text::HINT_E6_1, [&event.quoted()]);
            let question = wall.fill(text::HINT_E6_2, [&event.element.name]);
            Finding::about(&[event], message).asking(question)
        },
        |names| {
            let message = wall.fill(text::HINT_E6_3, [names]);
            Finding::about(&lacking, message)
        },
    );
}

#[cfg(test)]
mod tests {
    use super::RuleId::E6;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    #[test]
    fn an_event_without_a_reaction_is_asked_about() {
        check(E6, "event Paid; event Sent; policy Ship; Paid -> Ship", &["Sent"]);
        check(E6, "event A Sent; event B Sent; event C Sent", &["A Sent, B Sent, C Sent"]);
    }

    #[test]
    fn whoever_reacts_or_reads_is_enough() {
        check(E6, "event Paid; readmodel Bills; Paid -> Bills", &[]);
        check(E6, "event Paid; event Sent; system Bank; Paid -> Sent; Sent -> Bank", &[]);
        check(
            E6,
            "event Paid; hotspot What happens automatically after “Paid”?
                   What happens automatically after “Paid”? -> Paid",
            &[],
        );
    }

    #[test]
    fn reactions_are_missed_only_after_they_were_looked_for() {
        check_in(&english_at(Level::Design, Stage::Policies), E6, "event Paid", &[]);
        check_in(&english_at(Level::Design, Stage::ReadModels), E6, "event Paid", &[]);
        check_in(&english_at(Level::Design, Stage::HotSpots), E6, "event Paid", &["Paid"]);
    }
}
