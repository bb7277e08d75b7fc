//! A3: two aggregates for one command or one event.

use squall_model::ElementId;
use squall_texts::{Text, text};

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::A3,
    title: text::HINT_A3_TITLE,
    explanation: text::HINT_A3_EXPLANATION,
    source: "The guide: aggregates “are consistency boundaries”; Eventmodelers' checks of models",
    question: text::HINT_A3_QUESTION,
    needs: &[Need::Begun(Stage::Aggregates)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut say = |node: Option<&Node<'_>>, aggregates: &[ElementId], said: Text<2>| {
        let aggregates = wall.all(aggregates);
        let Some(node) = node.filter(|_| aggregates.len() > 1) else { return };
        let message = wall.fill(said, [&node.quoted(), &wall.listed(&aggregates)]);
        let question = wall.fill(text::HINT_A3_2, [&node.element.name]);
        let mut finding = Finding::about(&[node], message).asking(question);
        finding.notes.extend(aggregates.iter().map(|aggregate| aggregate.note()));
        found.push(finding);
    };
    for command in &wall.model.commands {
        say(wall.get(&command.element.id), &command.aggregates, text::HINT_A3_INVOKED);
    }
    for event in &wall.model.events {
        say(wall.get(&event.element.id), &event.aggregates, text::HINT_A3_PRODUCED);
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
