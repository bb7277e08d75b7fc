//! E3: an event about machinery or screens.

use squall_board::NoteKind;
use squall_language::{Technical, technical};
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::E3,
    title: text::HINT_E3_TITLE,
    explanation: text::HINT_E3_EXPLANATION,
    source: "The guide: “something that happened in the business domain that stakeholders care \
        about”; the storming guides of prooph board and codefinity",
    question: text::HINT_E3_QUESTION,
    needs: &[Need::Begun(Stage::Timeline)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let Some(language) = wall.language else { return };
    for event in wall.of_kind(NoteKind::DomainEvent) {
        let name = &event.element.name;
        let Some(technical) = technical(name, language) else { continue };
        let (message, fix) = match technical {
            Technical::HttpCall(_) => (wall.fill(text::HINT_E3_CALL, [&event.quoted()]), None),
            Technical::Suffix(range) => {
                let cut: String = name.chars().take(range.start).collect();
                let cut = cut.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
                let notes = wall.rewritable(event).filter(|_| !cut.is_empty());
                let suffix: String = name.chars().skip(range.start).take(range.len()).collect();
                let what = wall.fill(text::HINT_E3_SUFFIX, [&event.quoted(), &suffix]);
                (what, notes.map(|notes| wall.fix().rewrite(notes, cut)))
            }
            Technical::Term(range) => {
                let term: String = name.chars().skip(range.start).take(range.len()).collect();
                (wall.fill(text::HINT_E3_MACHINERY, [&event.quoted(), &term]), None)
            }
        };
        let question = wall.fill(text::HINT_E3_3, [name]);
        let finding = Finding::about(&[event], message);
        found.push(finding.with_fix_or_question(fix, question));
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId::E3;
    use crate::testing::{check, check_in};
    use crate::{Level, Settings, Stage};

    #[test]
    fn machinery_is_told() {
        check(E3, "event OrderPlacedEvent", &["OrderPlacedEvent"]);
        check(E3, "event POST /orders", &["POST /orders"]);
        check(
            E3,
            "event Stripe API Called; event Response Received; event Sidebar Opened",
            &["Stripe API Called", "Response Received", "Sidebar Opened"],
        );
    }

    #[test]
    fn business_is_left_alone() {
        check(E3, "event Order Placed; event Event Cancelled; event Survey response received", &[]);
        check(E3, "system Stripe API; command Call API; actor Event Manager", &[]);
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, E3, "event Viesti vastaanotettu", &[]);
    }
}
