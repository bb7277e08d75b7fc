//! A3: two aggregates for one command or one event.

use squall_model::ElementId;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall, listed};

pub(super) const RULE: Rule = Rule {
    id: RuleId::A3,
    title: "Two aggregates decide",
    explanation: "A command is decided in one place, because only there the rules can be kept \
        true at the same moment. If two aggregates decide, one may agree and the other refuse, \
        and nobody can say whether it happened. Let one decide, and the other react to its event.",
    source: "The guide: aggregates “are consistency boundaries”; Eventmodelers' checks of models",
    question: "Which one has the last word?",
    needs: &[Need::Begun(Stage::Aggregates)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut say = |node: Option<&Node<'_>>, aggregates: &[ElementId], does: &str| {
        let aggregates = wall.all(aggregates);
        let Some(node) = node.filter(|_| aggregates.len() > 1) else { return };
        let message = format!("{} is {does} {}.", node.quoted(), listed(&aggregates));
        let question = format!("Which one decides on “{}”?", node.element.name);
        let mut finding = Finding::about(&[node], message).asking(question);
        finding.notes.extend(aggregates.iter().map(|aggregate| aggregate.note()));
        found.push(finding);
    };
    for command in &wall.model.commands {
        say(wall.get(&command.element.id), &command.aggregates, "invoked on");
    }
    for event in &wall.model.events {
        say(wall.get(&event.element.id), &event.aggregates, "produced by");
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::A3;
    use crate::testing::check;

    #[test]
    fn two_that_decide_are_told() {
        check(
            A3,
            "command Pay; aggregate Bill; aggregate Order; Pay -> Bill; Pay -> Order",
            &["Pay, Bill, Order"],
        );
        check(
            A3,
            "event Paid; aggregate Bill; aggregate Order; Bill -> Paid; Order -> Paid",
            &["Paid, Bill, Order"],
        );
    }

    #[test]
    fn one_that_decides_is_left_alone() {
        check(
            A3,
            "command Pay; aggregate Bill; system Bank; event Paid; Pay -> Bill; Pay -> Bank; Bill -> Paid; Bank -> Paid",
            &[],
        );
        check(A3, "command Pay; command pay @ 900,0; aggregate Bill; Pay -> Bill", &[]);
    }
}
