//! P4: a command that crosses the boundary of a context.

use squall_board::NoteKind;
use squall_language::Language;
use squall_model::domain_model::{Flow, NotePair};
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::P4,
    title: text::HINT_P4_TITLE,
    explanation: text::HINT_P4_EXPLANATION,
    source: "The guide, output format: “events across boundaries, commands within boundaries”",
    question: text::HINT_P4_QUESTION,
    needs: &[Need::Begun(Stage::BoundedContexts)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for (flow, from, to) in wall.flows() {
        let crosses = |pair: &NotePair| {
            let (a, b) = (wall.context_of(pair.from), wall.context_of(pair.to));
            a.zip(b).is_some_and(|(a, b)| a != b)
        };
        // Where one concept stands in both contexts, some pair stays within one of them.
        let pairs = wall.pairs(flow);
        let Some(pair) = pairs.first().filter(|_| pairs.iter().all(crosses)) else { continue };
        match (from.kind, to.kind) {
            (NoteKind::DomainEvent, NoteKind::Command) => {
                found.push(without_policy(wall, flow, pair, (from, to)));
            }
            (NoteKind::Policy, NoteKind::Command) | (NoteKind::Command, NoteKind::Aggregate) => {
                let command = if to.kind == NoteKind::Command { to } else { from };
                let contexts = wall.context_of(pair.from).zip(wall.context_of(pair.to));
                let Some((a, b)) = contexts else { continue };
                let (a, b) = (wall.context_name(a), wall.context_name(b));
                let message = wall.fill(text::HINT_P4_1, [&command.quoted(), &a, &b]);
                let question = wall.fill(text::HINT_P4_2, [&b, &command.element.name]);
                let finding = Finding::about(&[from, to], message).with_arrows(&flow.arrows);
                found.push(finding.asking(question));
            }
            _ => {}
        }
    }
}

fn without_policy(
    wall: &Wall<'_>,
    flow: &Flow,
    pair: &NotePair,
    (event, command): (&Node<'_>, &Node<'_>),
) -> Finding {
    let message = wall.fill(text::HINT_P4_3, [&event.quoted(), &command.quoted()]);
    let fix = policy_text(wall.language, event, command)
        .filter(|_| !flow.arrows.is_empty())
        .map(|text| wall.fix().insert(NoteKind::Policy, text, (pair.from, pair.to), &flow.arrows));
    let question = wall.fill(text::HINT_P4_4, [&event.element.name, &command.element.name]);
    let finding = Finding::about(&[event, command], message).with_arrows(&flow.arrows);
    finding.with_fix_or_question(fix, question)
}

/// What a policy between the two says, in the words of the language.
pub(super) fn policy_text(
    language: Option<Language>,
    event: &Node<'_>,
    command: &Node<'_>,
) -> Option<String> {
    let (when, then) = match language? {
        Language::English => ("Whenever", "then"),
        Language::German => ("Wenn", "dann"),
        Language::French => ("Dès que", "alors"),
        Language::Spanish => ("Cada vez que", "entonces"),
        Language::Portuguese => ("Sempre que", "então"),
        Language::Dutch => ("Wanneer", "dan"),
    };
    Some(format!("{when} {}, {then} {}", event.element.name, command.element.name))
}

#[cfg(test)]
mod tests {
    use super::RuleId::P4;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    const CONTEXTS: &str = "context Sales @ 0,0 600x600; context Billing @ 1000,0 600x600;";

    #[test]
    fn a_command_that_crosses_is_told() {
        let text = format!("{CONTEXTS} event Sold @ 0,0; command Bill @ 1000,0; Sold -> Bill");
        check(P4, &text, &["Sold, Bill"]);
        let text = format!("{CONTEXTS} policy Now @ 0,0; command Bill @ 1000,0; Now -> Bill");
        check(P4, &text, &["Now, Bill"]);
        let text = format!("{CONTEXTS} command Pay @ 0,0; aggregate Bill @ 1000,0; Pay -> Bill");
        check(P4, &text, &["Pay, Bill"]);
    }

    #[test]
    fn an_event_may_cross() {
        let text = format!(
            "{CONTEXTS} event Sold @ 0,0; policy Now @ 1000,0; command Bill @ 1000,200; Sold -> Now; Now -> Bill"
        );
        check(P4, &text, &[]);
        let text = format!("{CONTEXTS} event Sold @ 0,0; command Bill @ 4000,0; Sold -> Bill");
        check(P4, &text, &[]);
        let text = format!("{CONTEXTS} actor Ann @ 0,0; command Pay @ 1000,0; Ann -> Pay");
        check(P4, &text, &[]);
        let text = format!("{CONTEXTS} event Sold @ 0,0; command Bill @ 1000,0; Sold -> Bill");
        check_in(&english_at(Level::Design, Stage::HotSpots), P4, &text, &[]);
    }
}
