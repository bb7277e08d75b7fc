//! A2: an aggregate that is a deed, or that decides nothing.

use squall_board::NoteKind;
use squall_language::{Form, past_of};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms;
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::A2,
    title: text::HINT_A2_TITLE,
    explanation: text::HINT_A2_EXPLANATION,
    source: "The guide, step 3: “Group commands and events around the nouns that enforce the \
        rules”",
    question: text::HINT_A2_QUESTION,
    needs: &[Need::Begun(Stage::Aggregates)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut lacking: Vec<&Node<'_>> = Vec::new();
    for aggregate in &wall.model.aggregates {
        let Some(node) = wall.get(&aggregate.element.id) else { continue };
        if !has_rules(wall, node) && is_deed(wall, node) {
            let message = wall.fill(text::HINT_A2_1, [&node.quoted()]);
            let fix = wall.fix().retype(node.element.notes.clone(), NoteKind::Command);
            found.push(Finding::about(&[node], message).with_fix(fix));
        } else if aggregate.commands.is_empty() {
            lacking.push(node);
        }
    }
    if !wall.settings.is_done(Stage::Aggregates) {
        return;
    }
    each_or_all(
        wall,
        found,
        &lacking,
        wall.model.aggregates.len(),
        |aggregate| {
            let message = if wall.has_after(aggregate, NoteKind::DomainEvent) {
                wall.fill(text::HINT_A2_2, [&aggregate.quoted()])
            } else if has_rules(wall, aggregate) {
                wall.fill(text::HINT_A2_3, [&aggregate.quoted()])
            } else {
                wall.fill(text::HINT_A2_4, [&aggregate.quoted()])
            };
            let question = wall.fill(text::HINT_A2_5, [&aggregate.element.name]);
            Finding::about(&[aggregate], message).asking(question)
        },
        |names| Finding::about(&lacking, wall.fill(text::HINT_A2_6, [names])),
    );
}

/// Whether it guards something, so that it is no deed.
fn has_rules(wall: &Wall<'_>, node: &Node<'_>) -> bool {
    wall.details(node).any(|details| details.rules().next().is_some())
}

/// First words that are no nouns of business. Most verbs are: “Order Line” and “Pick List” are things.
#[rustfmt::skip]
const DEEDS: [&str; 14] = [
    "approve", "calculate", "create", "delete", "generate", "handle", "manage", "notify", "receive",
    "reject", "remove", "update", "validate", "verify",
];

/// Whether the name can be nothing but a deed, or the wall shows that it is one: by a command of the
/// same name, or by the event that follows from it.
fn is_deed(wall: &Wall<'_>, node: &Node<'_>) -> bool {
    let name = &node.element.name;
    let words = terms::words(name);
    let is_order = node.reading.as_ref().is_some_and(|it| it.form == Form::Imperative);
    if !is_order || words.len() < 2 {
        return false;
    }
    let event = || {
        let past = past_of(name, wall.language?)?;
        wall.named(NoteKind::DomainEvent, &past)
    };
    DEEDS.contains(&words[0].as_str())
        || wall.named(NoteKind::Command, name).is_some()
        || event().is_some()
}

#[cfg(test)]
mod tests {
    use super::RuleId::A2;
    use crate::testing::{check, check_in, check_on, detailed, english, english_at, of_rule, rule};
    use crate::{Level, Stage};

    #[test]
    fn a_deed_is_no_aggregate() {
        check(
            A2,
            "aggregate Process Payment; event Payment Processed; aggregate Create Invoice",
            &["Process Payment", "Create Invoice"],
        );
    }

    #[test]
    fn things_are_left_alone() {
        let things = [
            "Order",
            "Billing",
            "Order Line",
            "Purchase Order",
            "Credit Check",
            "Shipping Address",
            "Return Label",
            "Account Balance",
            "Check",
            "Booking",
            "Shopping Cart",
            "Order Processing",
            "Pick List",
            "Work Order",
            "Delivery",
            "Claim",
            "Offer",
            "Plan",
            "Stock",
            "Trade",
        ];
        for thing in things {
            let text = format!("aggregate {thing}; command Pay; Pay -> {thing}");
            check(A2, &text, &[]);
        }
    }

    #[test]
    fn what_has_rules_is_no_deed_and_lacks_the_commands_that_they_are_for() {
        let text = "aggregate Create Invoice";
        let rules = [("Create Invoice", rule("an order has one invoice"))];
        let wall = detailed(text, &rules);
        check_on(&wall, &english(), A2, &["Create Invoice"]);
        assert_eq!(
            of_rule(&wall, &english(), A2)[0].message,
            "“Create Invoice” has rules, but no command that could break them."
        );
        let text = format!("{text}; command Bill; Bill -> Create Invoice");
        check_on(&detailed(&text, &rules), &english(), A2, &[]);
    }

    #[test]
    fn an_aggregate_that_decides_nothing_is_told() {
        let text = "aggregate Order; aggregate Bill; command Pay; Pay -> Bill";
        check(A2, text, &["Order"]);
        check(A2, "aggregate Order; event Paid; Order -> Paid", &["Order"]);
        check(A2, "aggregate Order; aggregate Bill; aggregate Cart", &["Order, Bill, Cart"]);
        check_in(&english_at(Level::Design, Stage::Aggregates), A2, text, &[]);
    }
}
