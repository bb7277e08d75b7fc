//! B1: what stands outside of every context, and an aggregate in two.

use std::collections::BTreeSet;

use squall_board::{NoteId, NoteKind, arrange};
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::B1,
    title: text::HINT_B1_TITLE,
    explanation: text::HINT_B1_EXPLANATION,
    source: "The guide: “Where do the language and rules change?”; MSAez",
    question: text::HINT_B1_QUESTION,
    needs: &[Need::Begun(Stage::BoundedContexts)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for aggregate in wall.of_kind(NoteKind::Aggregate) {
        let contexts = &aggregate.element.contexts;
        if contexts.len() > 1 {
            let names: Vec<String> = contexts.iter().map(|id| wall.context_name(id)).collect();
            let message =
                wall.fill(text::HINT_B1_1, [&aggregate.quoted(), &wall.listed_names(&names)]);
            let question =
                wall.fill(text::HINT_B1_2, [&aggregate.element.name, &wall.listed_names(&names)]);
            let finding = Finding::about(&[aggregate], message).with_gravity(Gravity::Flaw);
            found.push(finding.asking(question));
        }
    }
    // Before the first context is drawn everything is outside, and contexts that emerge in a big
    // picture leave much out.
    if wall.model.contexts.is_empty() || !wall.settings.is_done(Stage::Commands) {
        return;
    }
    let inner: Vec<&Node<'_>> = wall.nodes().iter().filter(|node| is_inner(node.kind)).collect();
    let mut outside: Vec<(&Node<'_>, NoteId)> = inner
        .iter()
        .flat_map(|node| node.element.notes.iter().map(move |note| (*node, *note)))
        .filter(|(_, note)| wall.context_of(*note).is_none())
        .collect();
    arrange(&mut outside, |a, b| wall.place_of(a.1).cmp(&wall.place_of(b.1)));
    let mut seen = BTreeSet::new();
    let nodes: Vec<&Node<'_>> =
        outside.iter().map(|(node, _)| *node).filter(|node| seen.insert(node.at)).collect();
    if wall.settings.misses(nodes.len(), inner.len()) {
        let said = if nodes.len() == 1 { text::HINT_B1_OUTSIDE } else { text::HINT_B1_OUTSIDE_ALL };
        let message = wall.fill(said, [&wall.listed(&nodes)]);
        let notes = outside.iter().map(|(_, note)| *note).collect();
        let finding = Finding::about(&nodes, message).on_notes(notes);
        found.push(finding.with_gravity(Gravity::Doubt));
    }
}

/// Whether the meaning of such a note depends on the context; people and systems stand anywhere.
const fn is_inner(kind: NoteKind) -> bool {
    match kind {
        NoteKind::DomainEvent
        | NoteKind::PivotalEvent
        | NoteKind::Command
        | NoteKind::Policy
        | NoteKind::ReadModel
        | NoteKind::Aggregate => true,
        NoteKind::Actor
        | NoteKind::ExternalSystem
        | NoteKind::Hotspot
        | NoteKind::Opportunity
        | NoteKind::ValueGained
        | NoteKind::ValueLost
        | NoteKind::Screen
        | NoteKind::Text => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::B1;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    #[test]
    fn what_stands_outside_is_told_once() {
        check(
            B1,
            "context Sales @ 0,0 300x300; event Sold @ 0,0; event Paid @ 900,0; command Pay @ 700,0; actor Ann @ 900,300",
            &["Pay, Paid"],
        );
    }

    #[test]
    fn without_a_context_nothing_is_outside() {
        check(B1, "event Paid; command Pay", &[]);
        let text = "context Sales @ 0,0 300x300; event Paid @ 900,0";
        check_in(&english_at(Level::Design, Stage::HotSpots), B1, text, &[]);
    }

    #[test]
    fn an_aggregate_in_two_contexts_is_told() {
        check(
            B1,
            "context Sales @ 0,0 300x300; context Billing @ 900,0 300x300; aggregate Order @ 0,0; aggregate order @ 900,0",
            &["Order, order"],
        );
    }
}
