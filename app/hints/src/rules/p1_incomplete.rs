//! P1: a policy that does not say when it acts or what it does.

use squall_board::NoteKind;
use squall_language::{Fit, Language, analyse, reaction};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::fix::Joined;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall, clauses};

pub(super) const RULE: Rule = Rule {
    id: RuleId::P1,
    title: text::HINT_P1_TITLE,
    explanation: text::HINT_P1_EXPLANATION,
    source: "The guide, step 4: “Look for automated reactions: ‘when X happens, then do Y’”",
    question: text::HINT_P1_QUESTION,
    needs: &[Need::Done(Stage::Policies)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    // What a policy says in a language that is not known may well be complete.
    let Some(language) = wall.language else { return };
    let (mut incomplete, mut lacking, mut candidates) = (Vec::new(), 0, 0);
    for node in wall.of_kind(NoteKind::Policy) {
        // Between a command and its event it is a rule, and has neither side.
        if wall.has_before(node, NoteKind::Command) {
            continue;
        }
        let before = incomplete.len();
        check_policy(wall, language, node, &mut incomplete);
        lacking += usize::from(incomplete.len() > before);
        candidates += 1;
    }
    if wall.settings.misses(lacking, candidates) {
        found.append(&mut incomplete);
    }
}

fn check_policy(wall: &Wall<'_>, language: Language, node: &Node<'_>, found: &mut Vec<Finding>) {
    let said = reaction(node.said(), language);
    let (when, then) = said.as_ref().map_or(("", ""), clauses);
    let triggers = [NoteKind::DomainEvent, NoteKind::ExternalSystem, NoteKind::ReadModel];
    let has_trigger = triggers.into_iter().any(|kind| wall.has_before(node, kind));
    let deeds = [NoteKind::Command, NoteKind::DomainEvent, NoteKind::ExternalSystem];
    let has_deed = deeds.into_iter().any(|kind| wall.has_after(node, kind));
    let name = &node.element.name;
    if !has_trigger && !has_deed && when.is_empty() && then.is_empty() {
        let message = wall.fill(text::HINT_P1_1, [&node.quoted()]);
        let question = wall.fill(text::HINT_P1_2, [name]);
        found.push(Finding::about(&[node], message).asking(question));
        return;
    }
    if !has_trigger {
        let is_fact = analyse(when, Some(language)).as_event() == Fit::Yes;
        let fix = is_fact.then(|| {
            wall.fix().add(NoteKind::DomainEvent, when.to_owned(), node.note(), Joined::FromNew)
        });
        let message = match when {
            "" => wall.fill(text::HINT_P1_3, [&node.quoted()]),
            when => wall.fill(text::HINT_P1_4, [&wall.quoted(when), &node.quoted()]),
        };
        let question = wall.fill(text::HINT_P1_5, [name]);
        let finding = Finding::about(&[node], message).with_gravity(gravity(when));
        found.push(finding.with_fix_or_question(fix, question));
    }
    if !has_deed {
        let is_order = analyse(then, Some(language)).as_command() == Fit::Yes;
        let fix = is_order.then(|| {
            wall.fix().add(NoteKind::Command, then.to_owned(), node.note(), Joined::ToNew)
        });
        let message = match then {
            "" => wall.fill(text::HINT_P1_6, [&node.quoted()]),
            then => wall.fill(text::HINT_P1_7, [&wall.quoted(then), &node.quoted()]),
        };
        let question = wall.fill(text::HINT_P1_8, [name]);
        let mut finding = Finding::about(&[node], message).with_gravity(gravity(then));
        finding.subjects.push("then".to_owned());
        found.push(finding.with_fix_or_question(fix, question));
    }
}

/// What is said in words and only not shown by a note is no hole.
const fn gravity(clause: &str) -> Gravity {
    if clause.is_empty() { Gravity::Flaw } else { Gravity::Style }
}

#[cfg(test)]
mod tests {
    use super::RuleId::P1;
    use crate::testing::{check, check_in, english, english_at};
    use crate::{Level, Settings, Stage};

    #[test]
    fn a_policy_that_says_nothing_is_told() {
        check(P1, "policy Fraud", &["Fraud"]);
        check_in(&english_at(Level::Process, Stage::Policies), P1, "policy Fraud", &[]);
    }

    #[test]
    fn a_missing_side_is_told() {
        check(P1, "policy Thank; event Paid; Paid -> Thank", &["Thank"]);
        check(P1, "policy Thank; command Send Card; Thank -> Send Card", &["Thank"]);
        check(
            P1,
            "event Order Paid; policy When Order Paid then Send Card",
            &["When Order Paid then Send Card"],
        );
        check(
            P1,
            "command Send Card; policy When Order Paid then Send Card",
            &["When Order Paid then Send Card"],
        );
    }

    #[test]
    fn a_reaction_is_read_in_the_language_of_the_wall() {
        let german = Settings { language: Some(squall_language::Language::German), ..english() };
        let wall = "event Zahlung eingegangen; command Ware versenden;";
        for policy in [
            "policy Wenn die Zahlung eingegangen ist, dann Ware versenden",
            "policy Sobald Zahlung eingegangen, sofort Ware versenden",
        ] {
            check_in(&german, P1, &format!("{wall} {policy}"), &[]);
        }
        let policy = "Wenn Ware beschädigt, dann Ware ersetzen";
        check_in(&german, P1, &format!("{wall} policy {policy}"), &[policy, policy]);
    }

    #[test]
    fn a_whole_reaction_is_left_alone() {
        check(P1, "policy Thank; event Paid; command Send; Paid -> Thank; Thank -> Send", &[]);
        check(
            P1,
            "event Order Paid; command Send Card; policy When Order Paid then Send Card",
            &[],
        );
        check(
            P1,
            "event Order Paid; command Send Card; policy When Order Paid, send card",
            &["When Order Paid, send card"],
        );
        check(P1, "policy Limit; command Pay; event Paid; Pay -> Limit; Limit -> Paid", &[]);
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, P1, "policy Kun tilaus on maksettu, kiitä", &[]);
    }
}
