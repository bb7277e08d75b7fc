//! B2: a context of odd size, or named after who builds it.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{NoteKind, gather};
use squall_model::domain_model::BoundedContext;
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::fix::{Action, Fix};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms::machinery;
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::B2,
    title: text::HINT_B2_TITLE,
    explanation: text::HINT_B2_EXPLANATION,
    source: "The guide: aggregates that belong together, named; codefinity on names and sizes",
    question: text::HINT_B2_QUESTION,
    needs: &[Need::Begun(Stage::BoundedContexts)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Doubt,
    check,
};

/// From so many contexts on, one aggregate in each looks like a habit. The guide's own example has three.
const SINGLES_MIN: usize = 4;

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut aggregates: BTreeMap<&str, usize> = BTreeMap::new();
    for aggregate in wall.of_kind(NoteKind::Aggregate) {
        for context in &aggregate.element.contexts {
            *aggregates.entry(context.as_str()).or_default() += 1;
        }
    }
    let count = |context: &BoundedContext| {
        aggregates.get(context.element.id.as_str()).copied().unwrap_or(0)
    };
    let names = gather(wall.model.contexts.iter().map(|context| context.element.name.as_str()));
    for context in &wall.model.contexts {
        check_name(wall, &names, context, found);
        if count(context) > wall.settings.context_aggregates_max {
            let message = wall.fill(
                text::HINT_B2_1,
                [&wall.quoted(&context.element.name), &count(context).to_string()],
            );
            found.push(about(context, "size", message));
        }
    }
    let holding: Vec<&BoundedContext> =
        wall.model.contexts.iter().filter(|context| count(context) > 0).collect();
    if holding.len() >= SINGLES_MIN && holding.iter().all(|context| count(context) == 1) {
        let names: Vec<String> = holding.iter().map(|it| wall.quoted(&it.element.name)).collect();
        let message = wall.fill(text::HINT_B2_2, [&wall.listed_names(&names)]);
        let mut finding = about(holding[0], "single", message);
        finding.frames = holding.iter().flat_map(|context| context.frames.clone()).collect();
        found.push(finding);
    }
}

fn check_name(
    wall: &Wall<'_>,
    names: &BTreeSet<&str>,
    context: &BoundedContext,
    found: &mut Vec<Finding>,
) {
    let name = &context.element.name;
    let system = wall.named(NoteKind::ExternalSystem, name);
    if let Some(word) = machinery(name) {
        let message = wall.fill(text::HINT_B2_3, [&wall.quoted(name), &word]);
        let cut: String = {
            let chars = name.chars().count() - word.chars().count();
            name.chars().take(chars).collect()
        };
        let title = cut.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let taken = names.contains(title.as_str());
        let fix =
            context.frames.first().filter(|_| context.frames.len() == 1 && !taken).map(|frame| {
                Fix {
                    label: wall.fill(text::HINT_B2_4, [&wall.quoted(&title)]),
                    action: Action::RetitleFrame { frame: *frame, title },
                }
            });
        let mut finding = about(context, "name", message);
        finding.fix = fix;
        found.push(finding);
    } else if let Some(system) = system {
        let message = wall.fill(text::HINT_B2_5, [&wall.quoted(name), &system.quoted()]);
        found.push(about(context, "name", message));
    }
}

fn about(context: &BoundedContext, what: &str, message: String) -> Finding {
    let subject = format!("{}:{what}", context.element.id.as_str());
    Finding::about_items(subject, vec![], context.frames.clone(), message)
}

#[cfg(test)]
mod tests {
    use super::RuleId::B2;
    use crate::testing::{english, of_rule, wall};

    fn messages(text: &str) -> Vec<String> {
        of_rule(&wall(text), &english(), B2).into_iter().map(|hint| hint.message).collect()
    }

    #[test]
    fn contexts_named_after_software_are_told() {
        crate::testing::check(B2, "context Payment Service @ 0,0 300x300", &[""]);
        assert_eq!(messages("context Stripe @ 0,0 300x300; system Stripe @ 900,0").len(), 1);
        assert_eq!(
            messages("context Billing @ 0,0 300x300; context Customer Service @ 900,0 99x99").len(),
            0
        );
    }

    #[test]
    fn sizes_are_judged_together() {
        let each = |count: usize, per: usize| {
            let mut text = String::new();
            for context in 0..count {
                text.push_str(&format!("context C{context} @ {},0 2000x2000;", context * 5000));
                for aggregate in 0..per {
                    let at = context * 5000;
                    text.push_str(&format!(
                        "aggregate A{context}x{aggregate} @ {at},{};",
                        aggregate * 9
                    ));
                }
            }
            text
        };
        assert_eq!(messages(&each(3, 1)).len(), 0);
        assert_eq!(messages(&each(4, 1)).len(), 1);
        assert_eq!(messages(&each(4, 2)).len(), 0);
        assert_eq!(messages(&each(1, 8)), ["“C0” holds 8 aggregates."]);
    }
}
