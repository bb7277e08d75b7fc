//! P3: reactions that lead to themselves without an end.

use squall_board::{DetailKey, NoteKind};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::graph;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms::has_condition;
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::P3,
    title: text::HINT_P3_TITLE,
    explanation: text::HINT_P3_EXPLANATION,
    source: "The guide, step 4: its retries count, and pause the subscription when they are \
        exhausted",
    question: text::HINT_P3_QUESTION,
    needs: &[Need::Begun(Stage::Policies)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let nodes = wall.nodes();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    // One that waits each time is a schedule, which may go on for ever.
    let ends = [DetailKey::Condition, DetailKey::Delay];
    let is_ended = |node: &Node<'_>| {
        node.kind == NoteKind::Policy
            && (has_condition(node.said()) || ends.iter().any(|key| wall.says(node, key).is_some()))
    };
    for (flow, from, to) in wall.flows() {
        let reacts = matches!(
            (from.kind, to.kind),
            (NoteKind::DomainEvent, NoteKind::Policy | NoteKind::Command)
                | (NoteKind::Policy, NoteKind::Command | NoteKind::DomainEvent)
        );
        if reacts && !has_condition(&flow.label) && !is_ended(from) && !is_ended(to) {
            after[from.at].push(to.at);
        }
    }
    // Which event a command brings about, even where an aggregate has many.
    for command in &wall.model.commands {
        if let Some(node) = wall.get(&command.element.id) {
            after[node.at].extend(wall.all(&command.events).iter().map(|event| event.at));
        }
    }
    for members in graph::loops(&after) {
        let members: Vec<&Node<'_>> = members.into_iter().map(|at| &nodes[at]).collect();
        if members.iter().any(|node| wall.has_hotspot(node)) {
            continue;
        }
        let policies = members.iter().filter(|node| node.kind == NoteKind::Policy);
        let first = policies.copied().next().unwrap_or(members[0]);
        let mut ordered = vec![first];
        ordered.extend(members.iter().copied().filter(|node| node.at != first.at));
        let message = wall.fill(text::HINT_P3_1, [&wall.listed(&ordered)]);
        let question = wall.fill(text::HINT_P3_2, [&first.element.name]);
        found.push(Finding::about(&ordered, message).asking(question));
    }
}

#[cfg(test)]
mod tests {
    use squall_board::Detail;

    use super::RuleId::P3;
    use crate::testing::{check, check_on, detailed, english};

    #[test]
    fn a_loop_without_an_exit_is_told() {
        check(
            P3,
            "event Payment Failed; policy Retry; command Attempt Payment
             Payment Failed -> Retry; Retry -> Attempt Payment; Attempt Payment -> Payment Failed",
            &["Retry, Payment Failed, Attempt Payment"],
        );
        check(P3, "event Sent; command Send; Sent -> Send; Send -> Sent", &["Sent, Send"]);
    }

    #[test]
    fn a_condition_ends_a_loop() {
        check(
            P3,
            "event Payment Failed; policy Retry¶When Payment Failed (retry count < 2)¶then Attempt Payment
             command Attempt Payment; Attempt Payment -> Payment Failed",
            &[],
        );
        check(
            P3,
            "event Failed; policy Retry twice; command Try; Failed -> Retry twice; Retry twice -> Try; Try -> Failed",
            &[],
        );
    }

    #[test]
    fn a_condition_or_a_delay_may_be_a_detail() {
        let text =
            "event Failed; policy Retry; command Try; Failed -> Retry; Retry -> Try; Try -> Failed";
        for end in
            [Detail::Condition("it may succeed".to_owned()), Detail::Delay("24 h".to_owned())]
        {
            check_on(&detailed(text, &[("Retry", end)]), &english(), P3, &[]);
        }
        let tag = Detail::Tag("retries".to_owned());
        let empty = Detail::Condition(" ".to_owned());
        let wall = detailed(text, &[("Retry", tag), ("Retry", empty)]);
        check_on(&wall, &english(), P3, &["Retry, Failed, Try"]);
    }

    #[test]
    fn a_question_about_the_loop_is_enough() {
        check(
            P3,
            "event Failed; policy Retry; command Try; Failed -> Retry; Retry -> Try; Try -> Failed
             hotspot How often?; How often? -> Retry",
            &[],
        );
    }

    #[test]
    fn chains_are_no_loops_even_through_one_aggregate() {
        check(
            P3,
            "event Failed; policy Retry; command Schedule; event Scheduled; aggregate Bill; command Try
             Failed -> Retry; Retry -> Schedule; Schedule -> Bill; Try -> Bill; Bill -> Failed; Bill -> Scheduled
             Schedule -> Scheduled; Try -> Failed",
            &[],
        );
    }
}
