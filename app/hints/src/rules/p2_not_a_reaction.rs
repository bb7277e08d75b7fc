//! P2: a policy that makes an event by itself, or stands between a command and its event.

use squall_board::{DetailKey, NoteId, NoteKind, limits};
use squall_language::imperative_of;
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::fix::{Action, Fix, has_room};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::P2,
    title: text::HINT_P2_TITLE,
    explanation: text::HINT_P2_EXPLANATION,
    source: "The DDD Crew's picture of the grammar: event, policy, command; the annotated \
        introduction puts constraints between command and event",
    question: text::HINT_P2_QUESTION,
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
    // Of more than one, nobody knows which guards it.
    let aggregates: Vec<&Node<'_>> = wall.after(command, NoteKind::Aggregate).take(2).collect();
    let rule = rule_text(wall, policy);
    let is_short = rule.chars().count() <= limits::DETAIL_CHARS_MAX;
    let fits = |note: NoteId| {
        is_short && wall.board.note(note).is_some_and(|note| has_room(note, 1, rule.len()))
    };
    let fix = match aggregates.as_slice() {
        [aggregate] if fits(aggregate.note()) => Fix {
            label: wall.fill(text::HINT_P2_1, [&aggregate.quoted()]),
            action: Action::MoveIntoRules {
                policy: policy.element.notes.clone(),
                aggregate: aggregate.note(),
                rule,
            },
        },
        _ => wall.fix().retype(policy.element.notes.clone(), NoteKind::Aggregate),
    };
    let message = wall.fill(text::HINT_P2_2, [&policy.quoted(), &command.quoted()]);
    Finding::about(&[policy, command], message).with_fix(fix)
}

/// What the policy says with its condition, in one line.
fn rule_text(wall: &Wall<'_>, policy: &Node<'_>) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = one_line(policy.said());
    match wall.says(policy, &DetailKey::Condition).map(one_line) {
        Some(condition) if !said.contains(&condition) => format!("{said} ({condition})"),
        Some(_) | None => said,
    }
}

fn skips_command(wall: &Wall<'_>, policy: &Node<'_>, event: &Node<'_>) -> Finding {
    let flow = wall.flow(policy, event);
    let arrows = flow.map_or(&[][..], |flow| &flow.arrows);
    let pair = flow.and_then(|flow| wall.pairs(flow).first().copied());
    let order = wall.language.and_then(|it| imperative_of(&event.element.name, it));
    let fix = order.zip(pair).filter(|_| !arrows.is_empty()).map(|(order, pair)| {
        match wall.named(NoteKind::Command, &order) {
            Some(known) => wall.fix().draw(policy.note(), known.note(), &known.element.name),
            None => wall.fix().insert(NoteKind::Command, order, (pair.from, pair.to), arrows),
        }
    });
    // An arrow to a command that is there would leave the short cut in place.
    let fix = fix.filter(|fix| matches!(fix.action, Action::Insert { .. }));
    let message = wall.fill(text::HINT_P2_3, [&policy.quoted(), &event.quoted()]);
    let question = wall.fill(text::HINT_P2_4, [&policy.element.name, &event.element.name]);
    let finding = Finding::about(&[policy, event], message).with_arrows(arrows);
    finding.with_fix_or_question(fix, question)
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{ANN, note_id};
    use squall_board::{Detail, limits};

    use super::RuleId::P2;
    use crate::testing::{
        carry_out, check, check_in, check_on, detailed, english, of_rule, rule, wall,
    };
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
        let found = of_rule(&wall(text), &english(), P2);
        assert_eq!(found[0].fix.as_ref().unwrap().label, "Write it on “Bill” as a rule");
    }

    #[test]
    fn a_rule_is_written_on_the_aggregate() {
        let text = "command Pay; aggregate Bill; policy Only with funds; Pay -> Only with funds; Pay -> Bill";
        let condition = Detail::Condition("balance > 0".to_owned());
        let details = [("Only with funds", condition), ("Bill", rule("One bill for each order"))];
        let mut board = detailed(text, &details);
        let hint = &of_rule(&board, &english(), P2)[0];
        let mut next = 0;
        let mut ids = || {
            next += 1;
            next
        };
        for command in hint.fix.as_ref().unwrap().commands(&board, ANN, &mut ids) {
            carry_out(&mut board, &command);
        }
        let bill = board.note(note_id("Bill")).unwrap();
        let rules: Vec<&str> = bill.details.rules().map(|(_, text)| text).collect();
        assert_eq!(rules, ["One bill for each order", "Only with funds (balance > 0)"]);
        assert_eq!(bill.text, "Bill");
        assert!(board.note(note_id("Only with funds")).is_none());
    }

    #[test]
    fn a_rule_that_finds_no_room_becomes_an_aggregate() {
        let long = "Only ".repeat(limits::DETAIL_CHARS_MAX / 4);
        let long = long.trim();
        let text =
            format!("command Pay; aggregate Bill; policy {long}; Pay -> {long}; Pay -> Bill");
        let found = of_rule(&wall(&text), &english(), P2);
        assert_eq!(found[0].fix.as_ref().unwrap().label, "Make it an aggregate");
        check_on(&wall(&text), &english(), P2, &[&format!("{long}, Pay")]);
    }

    #[test]
    fn a_reaction_is_left_alone() {
        check(P2, "policy Thank; event Paid; command Send; Paid -> Thank; Thank -> Send", &[]);
    }
}
