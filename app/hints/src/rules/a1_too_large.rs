//! A1: an aggregate with many events.

use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::A1,
    title: text::HINT_A1_TITLE,
    explanation: text::HINT_A1_EXPLANATION,
    source: "The guide, common mistakes: “If an aggregate has > 7-8 events, look for a split”; \
        others find 8 to 20 usual, so the number is a setting",
    question: text::HINT_A1_QUESTION,
    needs: &[Need::Begun(Stage::Aggregates)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for aggregate in &wall.model.aggregates {
        let count = aggregate.events.len();
        let Some(node) = wall.get(&aggregate.element.id) else { continue };
        if count > wall.settings.aggregate_events_max {
            let message = wall.fill(text::HINT_A1_1, [&node.quoted(), &count.to_string()]);
            let question = wall.fill(text::HINT_A1_2, [&node.element.name]);
            found.push(Finding::about(&[node], message).asking(question));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::A1;
    use crate::testing::{check, check_in, english};

    fn aggregate(events: usize) -> String {
        let notes = (0..events).map(|n| format!("event E{n} Done; Order -> E{n} Done"));
        format!("aggregate Order; {}", notes.collect::<Vec<_>>().join(";"))
    }

    #[test]
    fn more_events_than_the_setting_allows_are_told() {
        check(A1, &aggregate(9), &["Order"]);
        check(A1, &aggregate(8), &[]);
        let mut settings = english();
        settings.aggregate_events_max = 20;
        check_in(&settings, A1, &aggregate(9), &[]);
    }
}
