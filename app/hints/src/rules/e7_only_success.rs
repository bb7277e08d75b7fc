//! E7: commands that can only succeed.

use std::collections::BTreeMap;

use squall_model::ElementId;
use squall_model::domain_model::Command;
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms::is_failure;
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::E7,
    title: text::HINT_E7_TITLE,
    explanation: text::HINT_E7_EXPLANATION,
    source: "The guide, common mistakes: “Ignoring failure events … For every command, ask ‘what \
        if this fails?’”",
    question: text::HINT_E7_QUESTION,
    needs: &[Need::Done(Stage::Commands)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Doubt,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    // Without the language nobody can tell a failure from a success.
    if wall.language.is_none() {
        return;
    }
    // By aggregate, because it is what refuses; one question for each.
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<(Option<&ElementId>, Vec<&Command>)> = Vec::new();
    let (mut lacking, mut calls) = (Vec::new(), 0);
    for command in wall.model.commands.iter().filter(|command| !command.events.is_empty()) {
        if !command.external_systems.is_empty() {
            check_call(wall, command, &mut lacking);
            calls += 1;
            continue;
        }
        let group = command.aggregates.first();
        let place = *places.entry(group.map_or("", ElementId::as_str)).or_insert(groups.len());
        if place == groups.len() {
            groups.push((group, Vec::new()));
        }
        groups[place].1.push(command);
    }
    let candidates = groups.len() + calls;
    for (group, commands) in groups {
        // What an aggregate shares with a call outside is judged there.
        let aggregate = group.and_then(|id| wall.aggregate(id));
        let fails = match aggregate {
            Some(aggregate) => any_fails(wall, &aggregate.events),
            None => commands.iter().any(|command| any_fails(wall, &command.events)),
        };
        let is_open =
            commands.iter().all(|command| command.events.len() == 1 && !is_asked(wall, command));
        let aggregate = aggregate.and_then(|aggregate| wall.get(&aggregate.element.id));
        if fails || !is_open || aggregate.is_some_and(|node| wall.has_hotspot(node)) {
            continue;
        }
        let nodes: Vec<&Node<'_>> =
            commands.iter().filter_map(|command| wall.get(&command.element.id)).collect();
        let Some(first) = nodes.first() else { continue };
        let message = match (aggregate, nodes.len()) {
            (_, 1) => wall.fill(text::HINT_E7_1, [&first.quoted()]),
            (Some(aggregate), _) => {
                wall.fill(text::HINT_E7_2, [&aggregate.quoted(), &wall.listed(&nodes)])
            }
            (None, _) => wall.fill(text::HINT_E7_3, [&wall.listed(&nodes)]),
        };
        let question = wall.fill(text::HINT_E7_4, [&first.element.name]);
        let mut finding = Finding::about(&nodes, message).asking(question);
        if let Some(aggregate) = aggregate {
            finding.subjects = vec![aggregate.element.id.as_str().to_owned()];
        }
        lacking.push(finding);
    }
    if wall.settings.misses(lacking.len(), candidates) {
        found.append(&mut lacking);
    }
}

fn check_call(wall: &Wall<'_>, command: &Command, found: &mut Vec<Finding>) {
    let Some(node) = wall.get(&command.element.id) else { return };
    let systems = wall.all(&command.external_systems);
    if any_fails(wall, &command.events) || is_asked(wall, command) {
        return;
    }
    if systems.iter().any(|system| wall.has_hotspot(system)) {
        return;
    }
    let message = wall.fill(text::HINT_E7_5, [&node.quoted(), &wall.listed(&systems)]);
    let question = wall.fill(text::HINT_E7_6, [&node.element.name]);
    found.push(Finding::about(&[node], message).with_gravity(Gravity::Style).asking(question));
}

fn any_fails(wall: &Wall<'_>, events: &[ElementId]) -> bool {
    wall.all(events).iter().any(|event| is_failure(&event.element.name))
}

/// Whether a hot spot is about the command or what it leads to.
fn is_asked(wall: &Wall<'_>, command: &Command) -> bool {
    let nodes = wall.get(&command.element.id).into_iter().chain(wall.all(&command.events));
    nodes.into_iter().any(|node| wall.has_hotspot(node))
}

#[cfg(test)]
mod tests {
    use super::RuleId::E7;
    use crate::testing::{check, check_in};
    use crate::{Level, Settings, Stage};

    #[test]
    fn commands_that_only_succeed_are_asked_about_once_for_each_aggregate() {
        check(
            E7,
            "command Place Order; command Ship Order; aggregate Order; event Order Placed; event Order Shipped
             Place Order -> Order; Ship Order -> Order; Place Order -> Order Placed; Ship Order -> Order Shipped",
            &["Place Order, Ship Order"],
        );
        check(E7, "command Pay; event Paid; Pay -> Paid", &["Pay"]);
    }

    #[test]
    fn a_call_outside_can_fail() {
        check(
            E7,
            "command Charge Card; system Bank; event Card Charged; Charge Card -> Bank; Bank -> Card Charged",
            &["Charge Card"],
        );
        check(
            E7,
            "command Charge Card; system Bank; event Card Charged; event Card Declined
             Charge Card -> Bank; Bank -> Card Charged; Bank -> Card Declined",
            &[],
        );
    }

    #[test]
    fn whoever_has_asked_is_left_alone() {
        check(E7, "command Pay; event Paid; Pay -> Paid; hotspot Refunds?; Refunds? -> Paid", &[]);
        check(E7, "command Pay; event Paid; event Paid Late; Pay -> Paid; Pay -> Paid Late", &[]);
        check(E7, "command Pay", &[]);
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, E7, "command Maksa; event Maksettu; Maksa -> Maksettu", &[]);
    }
}
