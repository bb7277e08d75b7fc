//! R1: a read model that nothing builds or nobody uses.

use squall_board::{Details, NoteKind};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms::{has_reader, is_audience};
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::R1,
    title: text::HINT_R1_TITLE,
    explanation: text::HINT_R1_EXPLANATION,
    source: "The guide, step 5: “Ask ‘what does the user/admin need to see?’”; Event Modeling's \
        check of completeness",
    question: text::HINT_R1_QUESTION,
    needs: &[Need::Done(Stage::ReadModels)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut unfed: Vec<&Node<'_>> = Vec::new();
    let mut unread: Vec<&Node<'_>> = Vec::new();
    for model in &wall.model.read_models {
        let Some(node) = wall.get(&model.element.id) else { continue };
        if model.built_from.is_empty() && model.fed_by.is_empty() {
            unfed.push(node);
        }
        let tags = || wall.details(node).flat_map(Details::tags);
        let says_reader = has_reader(&node.element.description)
            || has_reader(&node.element.name)
            || tags().any(|tag| has_reader(tag) || is_audience(tag));
        let on_screen = wall.has_before(node, NoteKind::Screen);
        if model.informs.is_empty() && !says_reader && !on_screen {
            unread.push(node);
        }
    }
    let candidates = wall.model.read_models.len();
    each_or_all(
        wall,
        found,
        &unfed,
        candidates,
        |model| {
            let question = wall.fill(text::HINT_R1_1, [&model.element.name]);
            Finding::about(&[model], wall.fill(text::HINT_R1_2, [&model.quoted()])).asking(question)
        },
        |names| Finding::about(&unfed, wall.fill(text::HINT_R1_3, [names])),
    );
    let marked = |mut finding: Finding| {
        finding.subjects.push("reader".to_owned());
        finding
    };
    each_or_all(
        wall,
        found,
        &unread,
        candidates,
        |model| {
            let question = wall.fill(text::HINT_R1_4, [&model.element.name]);
            let message = wall.fill(text::HINT_R1_5, [&model.quoted()]);
            marked(Finding::about(&[model], message).asking(question))
        },
        |names| marked(Finding::about(&unread, wall.fill(text::HINT_R1_6, [names]))),
    );
}

#[cfg(test)]
mod tests {
    use squall_board::Detail;

    use super::RuleId::R1;
    use crate::testing::{check, check_in, check_on, detailed, english, english_at};
    use crate::{Level, Stage};

    #[test]
    fn a_read_model_without_source_or_reader_is_told() {
        check(R1, "readmodel Bills; event Paid; Paid -> Bills", &["Bills"]);
        check(R1, "readmodel Bills; actor Ann; Ann -> Bills", &["Bills"]);
        check(R1, "readmodel Bills", &["Bills", "Bills"]);
    }

    #[test]
    fn what_is_built_and_used_is_left_alone() {
        check(R1, "event Paid; readmodel Bills; command Dun; Paid -> Bills; Bills -> Dun", &[]);
        check(R1, "system Bank; readmodel Rates; screen Offer; Bank -> Rates; Offer -> Rates", &[]);
        check(R1, "event Paid; readmodel Bills¶(admin-facing); Paid -> Bills¶(admin-facing)", &[]);
        check_in(&english_at(Level::Process, Stage::ReadModels), R1, "readmodel Bills", &[]);
        let text = "event Paid; readmodel Bills; Paid -> Bills";
        let tagged = |tag: &str| detailed(text, &[("Bills", Detail::Tag(tag.to_owned()))]);
        check_on(&tagged("admin-facing"), &english(), R1, &[]);
        check_on(&tagged("money"), &english(), R1, &["Bills"]);
    }
}
