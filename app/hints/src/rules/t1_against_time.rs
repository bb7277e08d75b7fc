//! T1: an arrow from right to left.

use std::collections::BTreeSet;

use squall_board::{ArrowId, NoteId, NoteKind, gather};
use squall_model::domain_model::NotePair;
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::fix::{Action, Fix};
use crate::graph;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::T1,
    title: text::HINT_T1_TITLE,
    explanation: text::HINT_T1_EXPLANATION,
    source: "The guide, phases: “Arrange events left-to-right on a timeline”",
    question: text::HINT_T1_QUESTION,
    needs: &[Need::Done(Stage::Timeline)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); wall.nodes().len()];
    for (_, from, to) in wall.flows() {
        after[from.at].push(to.at);
    }
    let loop_of = graph::loop_of(&after);
    for (flow, from, to) in wall.flows() {
        use NoteKind as K;
        let in_time = matches!(
            (from.kind, to.kind),
            (K::DomainEvent, K::DomainEvent | K::Policy)
                | (K::Command, K::DomainEvent)
                | (K::Policy, K::Command)
        );
        let is_loop = loop_of[from.at].is_some() && loop_of[from.at] == loop_of[to.at];
        if !in_time || is_loop || flow.inferred {
            continue;
        }
        let back: Vec<NotePair> =
            wall.pairs(flow).into_iter().filter(|pair| leads_back(wall, *pair)).collect();
        let Some(first) = back.first() else { continue };
        let ends: BTreeSet<(NoteId, NoteId)> = gather(back.iter().map(|pair| (pair.from, pair.to)));
        let joins = |id: &ArrowId| {
            wall.board.arrow(*id).is_some_and(|arrow| ends.contains(&(arrow.from, arrow.to)))
        };
        let arrows: Vec<ArrowId> = flow.arrows.iter().copied().filter(joins).collect();
        let message = wall.fill(text::HINT_T1_1, [&from.quoted(), &to.quoted()]);
        let turn = (from.kind == to.kind).then(|| Fix {
            label: wall.fill(text::FIX_TURN, []),
            action: Action::TurnArrow { arrows: arrows.clone() },
        });
        let question = wall.fill(text::HINT_T1_2, [&from.element.name, &to.element.name]);
        found.push(
            Finding::about(&[from, to], message)
                .on_notes(vec![first.from, first.to])
                .with_arrows(&arrows)
                .with_fix_or_question(turn, question),
        );
    }
}

/// Whether the second note stands wholly to the left of the first in the same row and context. A row
/// below is the next line of a timeline that was wrapped, and each context has its own time.
fn leads_back(wall: &Wall<'_>, pair: NotePair) -> bool {
    let notes = wall.board.note(pair.from).zip(wall.board.note(pair.to));
    let Some((first, second)) = notes else { return false };
    let (first, second) = (first.bounds(), second.bounds());
    let is_row = second.top < first.bottom && first.top < second.bottom;
    let same_context = wall.context_of(pair.from) == wall.context_of(pair.to);
    second.right < first.left && is_row && same_context
}

#[cfg(test)]
mod tests {
    use super::RuleId::T1;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    #[test]
    fn an_arrow_against_time_is_told() {
        check(T1, "event Paid; event Sent; Sent -> Paid", &["Sent, Paid"]);
        check(T1, "event Paid; command Pay; Pay -> Paid", &["Pay, Paid"]);
    }

    #[test]
    fn time_to_the_right_is_left_alone() {
        check(T1, "event Paid; event Sent; Paid -> Sent", &[]);
        check(T1, "event Paid @ 500,0; command Pay @ 450,200; Pay -> Paid", &[]);
        check(T1, "readmodel Bills; event Paid; Paid -> Bills", &[]);
        check_in(&english_at(Level::Design, Stage::Timeline), T1, "event A; event B; B -> A", &[]);
    }

    #[test]
    fn a_closed_loop_and_a_wrapped_timeline_are_left_alone() {
        check(
            T1,
            "event Failed; policy Retry; command Try; Failed -> Retry; Retry -> Try; Try -> Failed",
            &[],
        );
        check(T1, "event A; event B @ 900,0; event C @ 0,400; A -> B; B -> C", &[]);
    }
}
