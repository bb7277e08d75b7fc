//! P5: whether a policy holds always.

use squall_board::{DetailKey, NoteKind};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms::has_condition;
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::P5,
    title: text::HINT_P5_TITLE,
    explanation: text::HINT_P5_EXPLANATION,
    source: "dddheuristics, on exploring policies",
    question: text::HINT_P5_QUESTION,
    needs: &[Need::Begun(Stage::Policies)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Doubt,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    // Asked once for each policy while policies are looked for, and never again.
    if wall.settings.current != Some(Stage::Policies) {
        return;
    }
    for node in wall.of_kind(NoteKind::Policy) {
        let is_whole =
            wall.has_before(node, NoteKind::DomainEvent) && wall.has_after(node, NoteKind::Command);
        let is_answered = has_condition(node.said())
            || wall.says(node, &DetailKey::Condition).is_some()
            || wall.has_hotspot(node);
        if is_whole && !is_answered {
            let message = wall.fill(text::HINT_P5_1, [&node.quoted()]);
            let question = wall.fill(text::HINT_P5_2, [&node.element.name]);
            found.push(Finding::about(&[node], message).asking(question));
        }
    }
}

#[cfg(test)]
mod tests {
    use squall_board::Detail;

    use super::RuleId::P5;
    use crate::testing::{check, check_in, check_on, detailed, english_at};
    use crate::{Level, Stage};

    #[test]
    fn each_policy_is_asked_about_while_policies_are_looked_for() {
        let text = "event Paid; policy Thank; command Send; Paid -> Thank; Thank -> Send";
        check_in(&english_at(Level::Process, Stage::Policies), P5, text, &["Thank"]);
        check_in(&english_at(Level::Process, Stage::ReadModels), P5, text, &[]);
        check(P5, text, &[]);
    }

    #[test]
    fn a_condition_is_an_answer() {
        let policies = english_at(Level::Process, Stage::Policies);
        let text = "event Paid; policy Thank above 50; command Send; Paid -> Thank above 50; Thank above 50 -> Send";
        check_in(&policies, P5, text, &[]);
        check_in(&policies, P5, "policy Thank", &[]);
        let text = "event Paid; policy Thank; command Send; Paid -> Thank; Thank -> Send";
        let condition = Detail::Condition("the amount is large".to_owned());
        check_on(&detailed(text, &[("Thank", condition)]), &policies, P5, &[]);
        let delay = Detail::Delay("24 h".to_owned());
        check_on(&detailed(text, &[("Thank", delay)]), &policies, P5, &["Thank"]);
    }
}
