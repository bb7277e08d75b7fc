//! C3: a command after which nothing has happened, or that only asks.

use squall_board::NoteKind;
use squall_language::{Fit, button_wording, past_of, query_verb};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::fix::Joined;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::C3,
    title: text::HINT_C3_TITLE,
    explanation: text::HINT_C3_EXPLANATION,
    source: "The guide: “The command-event pair is the fundamental cause-and-effect unit”; prooph \
        board on queries",
    question: text::HINT_C3_QUESTION,
    needs: &[Need::Begun(Stage::Commands)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut lacking: Vec<&Node<'_>> = Vec::new();
    for command in wall.model.commands.iter().filter(|command| command.events.is_empty()) {
        let Some(node) = wall.get(&command.element.id) else { continue };
        let asks = wall.language.and_then(|it| query_verb(&node.element.name, it)).is_some();
        if asks {
            let message = wall.fill(text::HINT_C3_1, [&node.quoted()]);
            let fix = wall.fix().retype(node.element.notes.clone(), NoteKind::ReadModel);
            found.push(Finding::about(&[node], message).with_gravity(Gravity::Style).with_fix(fix));
        } else if node.reading.as_ref().is_none_or(|it| it.as_command() != Fit::No) {
            // What is no command in the first place has a hint of its own.
            lacking.push(node);
        }
    }
    if !wall.settings.is_done(Stage::Commands) {
        return;
    }
    each_or_all(
        wall,
        found,
        &lacking,
        wall.model.commands.len(),
        |command| one(wall, command),
        |names| Finding::about(&lacking, wall.fill(text::HINT_C3_2, [names])),
    );
}

fn one(wall: &Wall<'_>, command: &Node<'_>) -> Finding {
    if let Some(event) = matching_event(wall, command) {
        let message = wall.fill(text::HINT_C3_3, [&command.quoted(), &event.quoted()]);
        let fix = wall.fix().draw(command.note(), event.note(), &event.element.name);
        return Finding::about(&[command, event], message).with_fix(fix);
    }
    // The event of a button is no event of the business.
    let past = wall.language.and_then(|language| {
        let is_button = button_wording(&command.element.name, language).is_some();
        past_of(&command.element.name, language).filter(|_| !is_button)
    });
    let fix = past.map(|past| match wall.named(NoteKind::DomainEvent, &past) {
        Some(event) => wall.fix().draw(command.note(), event.note(), &event.element.name),
        None => wall.fix().add(NoteKind::DomainEvent, past, command.note(), Joined::ToNew),
    });
    let message = wall.fill(text::HINT_C3_4, [&command.quoted()]);
    let question = wall.fill(text::HINT_C3_5, [&command.element.name]);
    Finding::about(&[command], message).with_fix_or_question(fix, question)
}

/// The event without a cause whose name is what happens when the command is carried out.
pub(super) fn matching_event<'w, 'a>(
    wall: &'w Wall<'a>,
    command: &Node<'_>,
) -> Option<&'w Node<'a>> {
    let past = past_of(&command.element.name, wall.language?)?;
    let event = wall.named(NoteKind::DomainEvent, &past)?;
    let causes = [
        NoteKind::Command,
        NoteKind::Aggregate,
        NoteKind::ExternalSystem,
        NoteKind::Policy,
        NoteKind::Actor,
    ];
    let is_caused = causes.into_iter().any(|kind| wall.has_before(event, kind));
    (!is_caused).then_some(event)
}

#[cfg(test)]
mod tests {
    use super::RuleId::C3;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Settings, Stage};

    #[test]
    fn a_command_without_an_event_is_told() {
        check(C3, "command Place Order", &["Place Order"]);
        check(C3, "command Ship; aggregate Order; Ship -> Order", &["Ship"]);
        check(C3, "command A x; command B x; command C x", &["A x, B x, C x"]);
    }

    #[test]
    fn a_command_is_shown_the_event_that_waits_for_it() {
        check(C3, "command Place Order; event Order Placed", &["Place Order, Order Placed"]);
        check(
            C3,
            "command Place Order; event Order Placed; system Shop; Shop -> Order Placed",
            &["Place Order"],
        );
    }

    #[test]
    fn a_question_is_no_command() {
        check(C3, "command Get Orders", &["Get Orders"]);
        check(C3, "command View Cart; event Cart Viewed; View Cart -> Cart Viewed", &[]);
        check_in(
            &english_at(Level::Process, Stage::Commands),
            C3,
            "command Get Orders; command Pay",
            &["Get Orders"],
        );
    }

    #[test]
    fn a_command_with_an_event_is_left_alone() {
        check(C3, "command Pay; event Paid; Pay -> Paid", &[]);
        check(C3, "command Pay; aggregate Bill; event Paid; Pay -> Bill; Bill -> Paid", &[]);
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, C3, "command Maksa; event Maksettu; Maksa -> Maksettu", &[]);
    }
}
