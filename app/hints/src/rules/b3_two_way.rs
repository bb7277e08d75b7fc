//! B3: contexts that lead to each other.

use std::collections::BTreeMap;

use squall_board::{ArrowId, NoteId, NoteKind};

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::graph;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Wall, listed_names, quoted};

pub(super) const RULE: Rule = Rule {
    id: RuleId::B3,
    title: "Contexts in a circle",
    explanation: "Flow in one direction lets a context change without asking those before it. \
        When two lead to each other, neither can be understood, tested or released alone, and \
        often one of them holds a part of the other. Read models may look across; it is decisions \
        that bind.",
    source: "dddheuristics, on one-way flow between contexts",
    question: "Would the flow be one-way if the boundary ran elsewhere?",
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
    let index: BTreeMap<&str, usize> = contexts
        .iter()
        .enumerate()
        .map(|(at, context)| (context.element.id.as_str(), at))
        .collect();
    let mut crossings: BTreeMap<(usize, usize), Crossing> = BTreeMap::new();
    for (flow, from, to) in wall.flows() {
        let decides = matches!(
            (from.kind, to.kind),
            (NoteKind::DomainEvent, NoteKind::Policy | NoteKind::Command)
                | (NoteKind::Policy, NoteKind::Command)
        );
        for pair in if decides { wall.pairs(flow) } else { Vec::new() } {
            let ends = [pair.from, pair.to]
                .map(|note| wall.context_of(note).and_then(|id| index.get(id.as_str()).copied()));
            if let [Some(a), Some(b)] = ends
                && a != b
            {
                let crossing = crossings.entry((a, b)).or_default();
                crossing.notes.extend([pair.from, pair.to]);
                crossing.arrows.extend(&flow.arrows);
            }
        }
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); contexts.len()];
    for (from, to) in crossings.keys() {
        after[*from].push(*to);
    }
    for members in graph::loops(&after) {
        let names: Vec<String> =
            members.iter().map(|at| quoted(&contexts[*at].element.name)).collect();
        let subject: Vec<&str> =
            members.iter().map(|at| contexts[*at].element.id.as_str()).collect();
        let inside = crossings
            .iter()
            .filter(|((from, to), _)| members.contains(from) && members.contains(to));
        let (mut notes, mut arrows) = (Vec::new(), Vec::new());
        for (_, crossing) in inside {
            notes.extend(&crossing.notes);
            arrows.extend(&crossing.arrows);
        }
        notes.sort_by_key(|note| wall.place_of(*note));
        notes.dedup();
        arrows.sort_unstable();
        arrows.dedup();
        let frames: Vec<_> =
            members.iter().flat_map(|at| contexts[*at].frames.iter().copied()).collect();
        let message = format!("{} lead to each other in a circle.", listed_names(&names));
        let question = format!(
            "Would {} still lead to each other with another boundary?",
            listed_names(&names)
        );
        let finding = Finding::about_items(subject.join("+"), notes, frames, message);
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
