//! C4: a command that is what stands on a button.

use squall_board::NoteKind;
use squall_language::button_wording;
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::C4,
    title: text::HINT_C4_TITLE,
    explanation: text::HINT_C4_EXPLANATION,
    source: "prooph board, the “button label test”",
    question: text::HINT_C4_QUESTION,
    needs: &[Need::Begun(Stage::Commands)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let Some(language) = wall.language else { return };
    for command in wall.of_kind(NoteKind::Command) {
        let name = &command.element.name;
        if button_wording(name, language).is_some() {
            let message = wall.fill(text::HINT_C4_1, [&command.quoted()]);
            let question = wall.fill(text::HINT_C4_2, [name]);
            found.push(Finding::about(&[command], message).asking(question));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::C4;
    use crate::testing::{check, check_in};
    use crate::{Level, Settings, Stage};

    #[test]
    fn buttons_are_told() {
        check(
            C4,
            "command Click Pay; command OK; command Submit form",
            &["Click Pay", "OK", "Submit form"],
        );
    }

    #[test]
    fn intents_are_left_alone() {
        check(C4, "command Submit Claim; command Place Order; command Cancel Subscription", &[]);
        check(C4, "screen OK; event Submit form; readmodel Save", &[]);
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, C4, "command Paina nappia", &[]);
    }
}
