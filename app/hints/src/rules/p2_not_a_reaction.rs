//! P2: a policy that makes an event by itself, or stands between a command and its event.

use squall_board::{NoteId, NoteKind, limits};
use squall_language::imperative_of;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::fix::{Action, Fix};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::P2,
    title: "Policy that is no reaction",
    explanation: "A policy reacts to an event by issuing a command, and the command may still be \
        refused. If it makes the event itself, nobody decides any more whether it may happen. A \
        policy between a command and its event is a rule of whatever decides on the command, so \
        it belongs on the aggregate.",
    source: "The DDD Crew's picture of the grammar: event, policy, command; the annotated \
        introduction puts constraints between command and event",
    question: "Is it a reaction to something that happened, or a rule that must hold?",
    needs: &[Need::Begun(Stage::Policies)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for policy in wall.of_kind(NoteKind::Policy) {
        if let Some(command) = wall.before(policy, NoteKind::Command).next() {
            found.push(rule_of(wall, policy, command));
            continue;
        }
        for event in wall.after(policy, NoteKind::DomainEvent) {
            found.push(skips_command(wall, policy, event));
        }
    }
}

fn rule_of(wall: &Wall<'_>, policy: &Node<'_>, command: &Node<'_>) -> Finding {
    let aggregates: Vec<&Node<'_>> = wall.after(command, NoteKind::Aggregate).collect();
    let rule = policy.said().split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = |note: NoteId| {
        let written = wall.board.note(note).map_or(0, |note| note.text.chars().count());
        written + rule.chars().count() + 10 <= limits::NOTE_TEXT_CHARS_MAX
    };
    let fix = match aggregates.as_slice() {
        [aggregate] if fits(aggregate.note()) => Fix {
            label: format!("Write it on {} as a rule", aggregate.quoted()),
            action: Action::MoveIntoRules {
                policy: policy.element.notes.clone(),
                aggregate: aggregate.note(),
                rule,
            },
        },
        _ => Fix::retype(policy.element.notes.clone(), NoteKind::Aggregate),
    };
    let message = format!(
        "{} follows the command {}: it is a rule, not a reaction.",
        policy.quoted(),
        command.quoted()
    );
    Finding::about(&[policy, command], message).with_fix(fix)
}

fn skips_command(wall: &Wall<'_>, policy: &Node<'_>, event: &Node<'_>) -> Finding {
    let flow = wall.flow(policy, event);
    let arrows = flow.map_or(&[][..], |flow| &flow.arrows);
    let pair = flow.and_then(|flow| wall.pairs(flow).first().copied());
    let order = wall.language.and_then(|it| imperative_of(&event.element.name, it));
    let fix = order.zip(pair).filter(|_| !arrows.is_empty()).map(|(order, pair)| {
        match wall.named(NoteKind::Command, &order) {
            Some(known) => Fix::draw(policy.note(), known.note(), &known.element.name),
            None => Fix::insert(NoteKind::Command, order, (pair.from, pair.to), arrows),
        }
    });
    // An arrow to a command that is there would leave the short cut in place.
    let fix = fix.filter(|fix| matches!(fix.action, Action::Insert { .. }));
    let message = format!(
        "{} makes {} by itself; no command stands between.",
        policy.quoted(),
        event.quoted()
    );
    let question = format!(
        "Which command lies between “{}” and “{}”?",
        policy.element.name, event.element.name
    );
    let finding = Finding::about(&[policy, event], message).with_arrows(arrows);
    finding.with_fix_or_question(fix, question)
}

#[cfg(test)]
mod tests {
    use super::RuleId::P2;
    use crate::testing::{check, check_in, english};
    use crate::{Level, Settings, Stage};

    #[test]
    fn a_policy_that_makes_an_event_is_told() {
        check(
            P2,
            "policy Thank; event Paid; event Card Sent; Paid -> Thank; Thank -> Card Sent",
            &["Thank, Card Sent"],
        );
        check(
            P2,
            "policy Thank; event Card Sent; Thank -> Card Sent; command Send Card",
            &["Thank, Card Sent"],
        );
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, P2, "policy P; event E; P -> E", &["P, E"]);
    }

    #[test]
    fn a_policy_between_command_and_event_is_a_rule() {
        check(
            P2,
            "command Pay; policy Only with funds; event Paid; Pay -> Only with funds; Only with funds -> Paid",
            &["Only with funds, Pay"],
        );
        let text = "command Pay; aggregate Bill; policy Only with funds; event Paid
             Pay -> Only with funds; Pay -> Bill; Bill -> Paid";
        check(P2, text, &["Only with funds, Pay"]);
        let found = crate::testing::of_rule(&crate::testing::wall(text), &english(), P2);
        assert_eq!(found[0].fix.as_ref().unwrap().label, "Write it on “Bill” as a rule");
    }

    #[test]
    fn a_reaction_is_left_alone() {
        check(P2, "policy Thank; event Paid; command Send; Paid -> Thank; Thank -> Send", &[]);
    }
}
