//! A4: a command and its event in different contexts or aggregates.

use squall_model::ElementId;
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::A4,
    title: text::HINT_A4_TITLE,
    explanation: text::HINT_A4_EXPLANATION,
    source: "The guide: “commands within boundaries”, events across them; MSAez keeps both in one \
        aggregate",
    question: text::HINT_A4_QUESTION,
    needs: &[Need::Done(Stage::Aggregates)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for command in &wall.model.commands {
        let Some(node) = wall.get(&command.element.id) else { continue };
        for event in wall.all(&command.events) {
            let aggregates = wall.model.events.get(event.at).map_or(&[][..], |it| &it.aggregates);
            let apart = if let Some((from, to)) =
                differing(&command.element.contexts, &event.element.contexts)
            {
                wall.fill(text::HINT_AND, [&wall.context_name(from), &wall.context_name(to)])
            } else if let Some((from, to)) = differing(&command.aggregates, aggregates) {
                let name = |id: &ElementId| {
                    wall.get(id).map_or_else(String::new, |it| wall.quoted(&it.element.name))
                };
                wall.fill(text::HINT_AND, [&name(from), &name(to)])
            } else {
                continue;
            };
            let message = wall.fill(text::HINT_A4_3, [&node.quoted(), &event.quoted(), &apart]);
            let question = wall.fill(text::HINT_A4_4, [&node.element.name, &event.element.name]);
            found.push(Finding::about(&[node, event], message).asking(question));
        }
    }
}

/// The one on either side, if there is exactly one on both and they differ.
fn differing<'a>(a: &'a [ElementId], b: &'a [ElementId]) -> Option<(&'a ElementId, &'a ElementId)> {
    match (a, b) {
        ([a], [b]) if a != b => Some((a, b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::A4;
    use crate::testing::check;

    #[test]
    fn what_is_torn_apart_is_told() {
        check(
            A4,
            "command Pay; event Paid; aggregate Bill; aggregate Order; Pay -> Bill; Order -> Paid; Pay -> Paid",
            &["Pay, Paid"],
        );
        check(
            A4,
            "context Sales @ 0,0 300x300; context Billing @ 1000,0 300x300
             command Pay @ 0,0; event Paid @ 1000,0; Pay -> Paid",
            &["Pay, Paid"],
        );
    }

    #[test]
    fn what_is_together_is_left_alone() {
        check(
            A4,
            "context Sales @ 0,0 900x300; command Pay @ 0,0; event Paid @ 300,0; Pay -> Paid
             command Ship @ 4000,0; event Shipped @ 300,100; Ship -> Shipped",
            &[],
        );
    }
}
