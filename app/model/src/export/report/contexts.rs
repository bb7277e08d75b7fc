//! The bounded context map: what belongs to which context, commands within, events across, and how
//! contexts stand to each other.

use std::collections::BTreeMap;

use squall_board::ContextPattern;

use super::{Names, heading, line, list, text};
use crate::domain_model::{DomainModel, Element, ElementId};

/// Adds the section.
pub(super) fn write(out: &mut String, model: &DomainModel, names: &Names<'_>) {
    heading(out, "5. Bounded contexts");
    if model.contexts.is_empty() {
        line(out, format_args!("No bounded contexts yet."));
    }
    let aggregates = within(model.aggregates.iter().map(|it| &it.element));
    let commands = within(model.commands.iter().map(|it| &it.element));
    for context in &model.contexts {
        line(out, format_args!("- **{}**", text(&context.element.name)));
        if let Some(outer) = context.element.contexts.first().and_then(|id| names.get(id)) {
            line(out, format_args!("  - Stands inside {outer}"));
        }
        let here = Some(&context.element.id);
        for (what, within) in [("Aggregates", &aggregates), ("Commands within", &commands)] {
            let those = within.get(&here).map_or(&[][..], Vec::as_slice);
            let those = joined(names, those);
            line(out, format_args!("  - {what}: {those}"));
        }
    }
    for (what, within) in [("Aggregates", &aggregates), ("Commands", &commands)] {
        if let Some(those) = within.get(&None) {
            let those = joined(names, those);
            line(out, format_args!("\n{what} outside of every context: {those}"));
        }
    }
    rules(out, model);
    if model.contexts.is_empty() {
        return;
    }
    line(out, format_args!("\nEvents across boundaries:\n"));
    if model.crossings.is_empty() {
        line(out, format_args!("No event crosses a boundary yet."));
    }
    for crossing in &model.crossings {
        if let (Some(from), Some(to)) = (names.get(&crossing.from), names.get(&crossing.to)) {
            let events = list(names, &crossing.events, ", ", "none");
            line(out, format_args!("- {from} → {to}: {events}"));
        }
    }
    line(out, format_args!("\nRelations between contexts:\n"));
    if model.relations.is_empty() {
        line(out, format_args!("No relations yet."));
    }
    for relation in &model.relations {
        let ends = (names.get(&relation.upstream), names.get(&relation.downstream));
        if let (Some(upstream), Some(downstream)) = ends {
            let patterns = patterns(&relation.patterns);
            if is_mutual(&relation.patterns) {
                line(out, format_args!("- {upstream} ↔ {downstream}: {patterns}"));
            } else {
                line(
                    out,
                    format_args!("- {upstream} (upstream) → {downstream} (downstream): {patterns}"),
                );
            }
        }
    }
}

/// Elements by the contexts that they stand in; those that stand in none under `None`.
type Within<'a> = BTreeMap<Option<&'a ElementId>, Vec<&'a ElementId>>;

fn within<'a>(elements: impl Iterator<Item = &'a Element>) -> Within<'a> {
    let mut within = Within::new();
    for element in elements {
        for context in &element.contexts {
            within.entry(Some(context)).or_default().push(&element.id);
        }
        if element.contexts.is_empty() {
            within.entry(None).or_default().push(&element.id);
        }
    }
    within
}

fn joined(names: &Names<'_>, ids: &[&ElementId]) -> String {
    if ids.is_empty() {
        return "none yet".to_owned();
    }
    let names: Vec<&str> = ids.iter().filter_map(|id| names.get(*id)).map(String::as_str).collect();
    names.join(", ")
}

/// What aggregates never let anybody break.
fn rules(out: &mut String, model: &DomainModel) {
    let ruled = model.aggregates.iter().filter(|aggregate| !aggregate.rules.is_empty());
    for (at, aggregate) in ruled.enumerate() {
        if at == 0 {
            line(out, format_args!("\nRules of aggregates:\n"));
        }
        let name = text(&aggregate.element.name);
        for rule in &aggregate.rules {
            line(out, format_args!("- {name}: {}", text(rule)));
        }
    }
}

fn is_mutual(patterns: &[ContextPattern]) -> bool {
    let mutual = |pattern: &ContextPattern| match pattern {
        ContextPattern::Partnership | ContextPattern::SharedKernel => true,
        ContextPattern::CustomerSupplier
        | ContextPattern::Conformist
        | ContextPattern::AnticorruptionLayer
        | ContextPattern::OpenHostService
        | ContextPattern::PublishedLanguage => false,
    };
    !patterns.is_empty() && patterns.iter().all(mutual)
}

fn patterns(patterns: &[ContextPattern]) -> String {
    if patterns.is_empty() {
        return "no pattern named yet".to_owned();
    }
    let words = patterns.iter().map(|pattern| match pattern {
        ContextPattern::Partnership => "partnership",
        ContextPattern::SharedKernel => "shared kernel",
        ContextPattern::CustomerSupplier => "customer and supplier",
        ContextPattern::Conformist => "conformist",
        ContextPattern::AnticorruptionLayer => "anticorruption layer",
        ContextPattern::OpenHostService => "open host service",
        ContextPattern::PublishedLanguage => "published language",
    });
    words.collect::<Vec<&str>>().join(", ")
}
