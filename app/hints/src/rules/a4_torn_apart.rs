//! A4: a command and its event in different contexts or aggregates.

use squall_model::ElementId;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Wall, quoted};

pub(super) const RULE: Rule = Rule {
    id: RuleId::A4,
    title: "Command and event torn apart",
    explanation: "Whatever decides on a command also says what came true, in the same language \
        and under the same rules. If the event belongs to another aggregate or context, a step in \
        between is hidden: usually an event of the first, a policy, and a command of the second.",
    source: "The guide: “commands within boundaries”, events across them; MSAez keeps both in one \
        aggregate",
    question: "Which event of its own ends the first step?",
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
                format!("{} and {}", wall.context_name(from), wall.context_name(to))
            } else if let Some((from, to)) = differing(&command.aggregates, aggregates) {
                let name = |id: &ElementId| {
                    wall.get(id).map_or_else(String::new, |it| quoted(&it.element.name))
                };
                format!("{} and {}", name(from), name(to))
            } else {
                continue;
            };
            let message =
                format!("{} and its event {} belong to {apart}.", node.quoted(), event.quoted());
            let question = format!(
                "What happens between “{}” and “{}”?",
                node.element.name, event.element.name
            );
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
