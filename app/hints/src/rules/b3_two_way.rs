//! B3: contexts that lead to each other.

use std::collections::BTreeMap;

use squall_board::{ArrowId, NoteId, NoteKind, arrange, gather};
use squall_model::domain_model::BoundedContext;
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::graph;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::B3,
    title: text::HINT_B3_TITLE,
    explanation: text::HINT_B3_EXPLANATION,
    source: "dddheuristics, on one-way flow between contexts",
    question: text::HINT_B3_QUESTION,
    needs: &[Need::Begun(Stage::BoundedContexts)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

/// What joins two contexts.
#[derive(Default)]
struct Crossing {
    notes: Vec<NoteId>,
    arrows: Vec<ArrowId>,
}

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let contexts = &wall.model.contexts;
    let index: BTreeMap<&str, usize> =
        gather(contexts.iter().enumerate().map(|(at, context)| (context.element.id.as_str(), at)));
    let ends = |from: NoteId, to: NoteId| {
        let at = |note| wall.context_of(note).and_then(|id| index.get(id.as_str()).copied());
        at(from).zip(at(to)).filter(|(from, to)| from != to)
    };
    let mut places: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut crossings: Vec<Crossing> = Vec::new();
    let mut crossing = |ends: (usize, usize), notes: &[NoteId], arrow: Option<ArrowId>| {
        let place = *places.entry(ends).or_insert(crossings.len());
        if place == crossings.len() {
            crossings.push(Crossing::default());
        }
        crossings[place].notes.extend(notes);
        crossings[place].arrows.extend(arrow);
    };
    for (flow, from, to) in wall.flows() {
        let decides = matches!(
            (from.kind, to.kind),
            (NoteKind::DomainEvent, NoteKind::Policy | NoteKind::Command)
                | (NoteKind::Policy, NoteKind::Command)
        );
        for pair in if decides { wall.pairs(flow) } else { Vec::new() } {
            if let Some(ends) = ends(pair.from, pair.to) {
                crossing(ends, &[pair.from, pair.to], None);
            }
        }
        let arrows = flow.arrows.iter().filter_map(|id| wall.board.arrow(*id));
        for arrow in arrows.filter(|_| decides) {
            if let Some(ends) = ends(arrow.from, arrow.to) {
                crossing(ends, &[], Some(arrow.id));
            }
        }
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); contexts.len()];
    for (from, to) in places.keys() {
        after[*from].push(*to);
    }
    let loop_of = graph::loop_of(&after);
    let loops = graph::loops(&after);
    let mut inside: Vec<Crossing> = loops.iter().map(|_| Crossing::default()).collect();
    for ((from, to), place) in places {
        if let (Some(a), Some(b)) = (loop_of[from], loop_of[to])
            && a == b
        {
            inside[a].notes.extend(&crossings[place].notes);
            inside[a].arrows.extend(&crossings[place].arrows);
        }
    }
    for (members, Crossing { mut notes, mut arrows }) in loops.into_iter().zip(inside) {
        arrange(&mut notes, |a, b| wall.place_of(*a).cmp(&wall.place_of(*b)));
        notes.dedup();
        arrange(&mut arrows, ArrowId::cmp);
        arrows.dedup();
        let members: Vec<&BoundedContext> = members.into_iter().map(|at| &contexts[at]).collect();
        let names: Vec<String> = members.iter().map(|it| wall.quoted(&it.element.name)).collect();
        let names = wall.listed_names(&names);
        let frames = members.iter().flat_map(|it| it.frames.iter().copied()).collect();
        let message = wall.fill(text::HINT_B3_1, [&names]);
        let question = wall.fill(text::HINT_B3_2, [&names]);
        let mut finding = Finding::about_items(String::new(), notes, frames, message);
        finding.subjects = members.iter().map(|it| it.element.id.as_str().to_owned()).collect();
        found.push(finding.with_arrows(&arrows).asking(question));
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::B3;
    use crate::testing::check;

    const CONTEXTS: &str = "context Sales @ 0,0 600x900; context Billing @ 1000,0 600x900;";

    #[test]
    fn two_ways_are_told() {
        let text = format!(
            "{CONTEXTS} event Sold @ 0,0; policy Bill @ 1000,0; event Paid @ 1000,200; policy Thank @ 0,200
             Sold -> Bill; Paid -> Thank"
        );
        check(B3, &text, &["Sold, Thank, Bill, Paid"]);
    }

    #[test]
    fn one_way_and_a_look_across_are_left_alone() {
        let text = format!(
            "{CONTEXTS} event Sold @ 0,0; policy Bill @ 1000,0; event Paid @ 1000,200; readmodel Sums @ 0,200
             Sold -> Bill; Paid -> Sums"
        );
        check(B3, &text, &[]);
    }
}
