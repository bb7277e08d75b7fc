//! E4: two facts on one note.

use squall_board::NoteKind;
use squall_language::{Fit, Joined, Language, analyse, two_facts};
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::fix::{Action, Fix};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::E4,
    title: text::HINT_E4_TITLE,
    explanation: text::HINT_E4_EXPLANATION,
    source: "codefinity's storming guide: one event, one fact",
    question: text::HINT_E4_QUESTION,
    needs: &[Need::Begun(Stage::Timeline)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let Some(language) = wall.language else { return };
    for event in wall.of_kind(NoteKind::DomainEvent) {
        let name = &event.element.name;
        let Some(joined) = two_facts(name, language) else { continue };
        let (first, second) = texts(name, &joined, language);
        let message = wall
            .fill(text::HINT_E4_1, [&event.quoted(), &wall.quoted(&first), &wall.quoted(&second)]);
        let is_fact = |text: &str| {
            analyse(text, Some(language)).as_event() != Fit::No
                && two_facts(text, language).is_none()
        };
        let single = wall.rewritable(event).filter(|notes| notes.len() == 1);
        let fix = single.filter(|_| is_fact(&first) && is_fact(&second)).map(|notes| Fix {
            label: wall.fill(text::HINT_E4_2, [&wall.quoted(&first), &wall.quoted(&second)]),
            action: Action::SplitNote { note: notes[0], first, second },
        });
        let question = wall.fill(text::HINT_E4_3, [name]);
        found.push(Finding::about(&[event], message).with_fix_or_question(fix, question));
    }
}

/// The two texts; a second that is only a verb gets the subject of the first: “Payment
/// Accepted/Rejected” is “Payment Accepted” and “Payment Rejected”.
fn texts(name: &str, joined: &Joined, language: Language) -> (String, String) {
    let cut = |range: std::ops::Range<usize>| -> String {
        name.chars().skip(range.start).take(range.len()).collect()
    };
    let (first, second) = (cut(joined.first.clone()), cut(joined.second.clone()));
    if second.chars().any(char::is_whitespace) {
        let mut chars = second.chars();
        let is_capital = first.starts_with(char::is_uppercase);
        let head = chars.next().into_iter().flat_map(|c| {
            let upper: Vec<char> = if is_capital { c.to_uppercase().collect() } else { vec![c] };
            upper
        });
        let second = head.chain(chars).collect();
        return (first, second);
    }
    let verb = analyse(&first, Some(language)).verb.map_or(0, |verb| verb.range.start);
    let subject: String = first.chars().take(verb).collect();
    (first, format!("{subject}{second}"))
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::ANN;
    use squall_board::{Detail, FieldType};

    use super::RuleId::E4;
    use crate::testing::{carry_out, check, detailed, english, field, of_rule, wall};

    #[test]
    fn two_facts_are_told() {
        check(
            E4,
            "event Order placed and payment received",
            &["Order placed and payment received"],
        );
        check(E4, "event OrderPickedAndPacked", &["OrderPickedAndPacked"]);
        let found = of_rule(&wall("event Payment Accepted/Rejected"), &english(), E4);
        assert_eq!(
            found[0].fix.as_ref().unwrap().label,
            "Split into “Payment Accepted” and “Payment Rejected”"
        );
    }

    #[test]
    fn a_split_keeps_the_details_on_both_notes() {
        let text = "Payment Accepted/Rejected";
        let details =
            [(text, field("amount", FieldType::Money)), (text, Detail::Tag("v1".to_owned()))];
        let mut board = detailed(&format!("event {text}"), &details);
        let fix = of_rule(&board, &english(), E4)[0].fix.clone().unwrap();
        let mut next = 0;
        let mut ids = || {
            next += 1;
            next
        };
        for command in fix.commands(&board, ANN, &mut ids) {
            carry_out(&mut board, &command);
        }
        let kept: Vec<(&str, usize)> =
            board.notes().map(|note| (note.text.as_str(), note.details.len())).collect();
        assert_eq!(kept.len(), 2, "{kept:?}");
        assert!(kept.contains(&("Payment Accepted", 2)), "{kept:?}");
        assert!(kept.contains(&("Payment Rejected", 2)), "{kept:?}");
    }

    #[test]
    fn one_fact_is_left_alone() {
        check(E4, "event Terms and Conditions accepted; event Name and address verified", &[]);
        check(E4, "event Order Placed; command Accept/Reject Order; policy A and B done", &[]);
    }
}
