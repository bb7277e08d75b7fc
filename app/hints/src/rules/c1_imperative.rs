//! C1: a command that is not written as an order.

use squall_board::NoteKind;
use squall_language::{Fit, Form, analyse, imperative_of};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::C1,
    title: text::HINT_C1_TITLE,
    explanation: text::HINT_C1_EXPLANATION,
    source: "The guide, color code: “Command: imperative verb phrase: ‘Place Order’”",
    question: text::HINT_C1_QUESTION,
    needs: &[Need::Begun(Stage::Commands)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for command in wall.of_kind(NoteKind::Command) {
        let name = &command.element.name;
        let event = wall.named(NoteKind::DomainEvent, name);
        let reading = command.reading.as_ref();
        let is_odd = reading.is_some_and(|reading| reading.as_command() == Fit::No);
        let form = reading.map_or(Form::Unknown, |reading| reading.form);
        let says = match (event, form) {
            (Some(_), _) => text::HINT_C1_EVENT,
            (None, _) if !is_odd => continue,
            (None, Form::PastFact) => text::HINT_C1_FACT,
            (None, Form::NounPhrase) => text::HINT_C1_THING,
            (None, _) => text::HINT_C1_ORDER,
        };
        let order = wall.language.and_then(|language| {
            let order = imperative_of(name, language)?;
            (analyse(&order, Some(language)).as_command() == Fit::Yes).then_some(order)
        });
        let rewrite =
            order.and_then(|order| Some(wall.fix().rewrite(wall.rewritable(command)?, order)));
        let is_fact = form == Form::PastFact;
        let retype = is_fact
            .then(|| wall.fix().retype(command.element.notes.clone(), NoteKind::DomainEvent));
        let message = wall.fill(says, [&command.quoted()]);
        let question = wall.fill(text::HINT_C1_1, [name]);
        let finding = Finding::about(&[command], message);
        found.push(finding.with_fix_or_question(rewrite.or(retype), question));
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::C1;
    use crate::testing::{check, check_in};
    use crate::{Level, Settings, Stage};

    #[test]
    fn commands_that_are_no_orders_are_told() {
        check(C1, "command Order Placed", &["Order Placed"]);
        check(C1, "command Customer places order", &["Customer places order"]);
        check(C1, "command Placing order", &["Placing order"]);
    }

    #[test]
    fn orders_are_left_alone() {
        check(
            C1,
            "command Place Order; command AddItem; command Check out cart; command Ship",
            &[],
        );
        check(C1, "event Order Placed; policy Order Placed", &[]);
    }

    #[test]
    fn a_name_shared_with_an_event_is_told_in_any_language() {
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        let mut wall = crate::testing::wall("event Tilattu; command tilattu @ 500,0");
        let found = crate::testing::of_rule(&wall, &unknown, C1);
        assert_eq!(found.len(), 1);
        wall = crate::testing::wall("event Tilattu; command Tilaa @ 500,0");
        assert!(crate::testing::of_rule(&wall, &unknown, C1).is_empty());
        check_in(&unknown, C1, "command Tilaus", &[]);
    }
}
