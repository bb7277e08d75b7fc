//! The model as a report in Markdown: the six artefacts that a storm leaves behind.
//!
//! Says plainly where something is missing. Leaves out read models, screens, opportunities and values,
//! descriptions, meanings and tags, and which notes an element came from; the JSON has them.
//!
//! # Source
//! "What an agent should produce" of the guide that the project is built from: event catalog, command
//! and event mapping, policy definitions, chain diagram, bounded context map, hot spots. Markdown as in
//! CommonMark, with the tables of GitHub Flavored Markdown.

mod contexts;
mod markdown;
mod tree;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use squall_board::{FieldType, HotspotState, NoteKind};

use super::{ExportContext, mermaid};
use crate::chains::Graph;
use crate::domain_model::{DomainModel, ElementId, Field};
use markdown::{beginning, text};

/// More links than many viewers of Mermaid draw, by its defaults.
const MERMAID_LINKS_MAX: usize = 500;

/// The model as a report.
pub(super) fn write(context: &ExportContext<'_>, model: &DomainModel) -> String {
    let names = names(model);
    let mut out = String::new();
    let title = context.board_title.trim();
    let title = if title.is_empty() { "Event storming".to_owned() } else { text(title) };
    line(&mut out, format_args!("# {title}\n"));
    let seq = context.seq;
    line(&mut out, format_args!("What the wall says after edit {seq}."));
    events(&mut out, model);
    mapping(&mut out, model);
    policies(&mut out, model, &names);
    chains(&mut out, model);
    contexts::write(&mut out, model, &names);
    hotspots(&mut out, model, &names);
    out
}

/// Adds a line. Writing to a string never fails.
fn line(out: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(out, "{line}");
}

fn heading(out: &mut String, title: &str) {
    line(out, format_args!("\n## {title}\n"));
}

/// The beginnings of the names behind ids, as Markdown.
type Names<'a> = BTreeMap<&'a ElementId, String>;

fn names(model: &DomainModel) -> Names<'_> {
    let contexts = model.contexts.iter().map(|context| &context.element);
    let all = model.elements().map(|(_, element)| element).chain(contexts);
    all.map(|element| (&element.id, text(&beginning(&element.name)))).collect()
}

/// The names behind these ids, or what to say if there are none.
fn list(names: &Names<'_>, ids: &[ElementId], joint: &str, none: &str) -> String {
    if ids.is_empty() {
        return none.to_owned();
    }
    let found: Vec<&str> = ids.iter().filter_map(|id| names.get(id)).map(String::as_str).collect();
    found.join(joint)
}

fn events(out: &mut String, model: &DomainModel) {
    heading(out, "1. Event catalog");
    if model.events.is_empty() {
        return line(out, format_args!("No domain events yet."));
    }
    line(out, format_args!("Domain events:\n"));
    for event in &model.events {
        let (name, fields) = (text(&event.element.name), fields(&event.fields));
        line(out, format_args!("- {name}{fields}"));
    }
}

/// Fields in brackets, with a blank before them; nothing without fields.
fn fields(fields: &[Field]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let fields: Vec<String> = fields
        .iter()
        .map(|field| {
            let name = text(&field.name);
            let kind = type_in_words(&field.kind);
            if field.example.is_empty() {
                format!("{name}: {kind}")
            } else {
                format!("{name}: {kind} = {}", text(&field.example))
            }
        })
        .collect();
    format!(" ({})", fields.join(", "))
}

fn type_in_words(kind: &FieldType) -> String {
    match kind {
        FieldType::Text => "text".to_owned(),
        FieldType::Number => "number".to_owned(),
        FieldType::Boolean => "yes or no".to_owned(),
        FieldType::DateTime => "date and time".to_owned(),
        FieldType::Identifier => "identifier".to_owned(),
        FieldType::Money => "money".to_owned(),
        FieldType::List => "list".to_owned(),
        FieldType::Custom(name) => text(name),
    }
}

/// One row per command and who decides on it; systems without events of their own are left out where
/// others decide.
fn mapping(out: &mut String, model: &DomainModel) {
    heading(out, "2. Commands, aggregates and events");
    if model.commands.is_empty() {
        return line(out, format_args!("No commands yet."));
    }
    line(out, format_args!("Command → Aggregate → Event(s):\n"));
    let graph = Graph::of(model);
    let name = |at: usize| text(&beginning(&graph.element(at).1.name));
    for (command, at) in model.commands.iter().zip(graph.of_kind(NoteKind::Command)) {
        let mut asked = format!("{}{}", text(&command.element.name), fields(&command.fields));
        let decisions = graph.decisions(at);
        if decisions.is_empty() {
            line(out, format_args!("- {asked} → no aggregate yet → no event yet"));
        }
        for decision in decisions {
            let is_system =
                decision.by.is_some_and(|by| graph.element(by).0 == NoteKind::ExternalSystem);
            if is_system && decision.events.is_empty() && decisions.len() > 1 {
                continue;
            }
            let by = decision.by.map_or_else(|| "no aggregate yet".to_owned(), name);
            let events: Vec<String> = decision.events.iter().map(|&event| name(event)).collect();
            let events =
                if events.is_empty() { "no event yet".to_owned() } else { events.join(" | ") };
            line(out, format_args!("- {asked} → {by} → {events}"));
            asked = name(at);
        }
    }
}

fn policies(out: &mut String, model: &DomainModel, names: &Names<'_>) {
    heading(out, "3. Policies");
    if model.policies.is_empty() {
        return line(out, format_args!("No policies yet."));
    }
    for policy in &model.policies {
        let name = text(&policy.element.name);
        let trigger = list(names, &policy.when, " or ", "no event yet");
        let action = list(names, &policy.then, " and ", "no command yet");
        let around = |before: &str, said: &str, after: &str| {
            if said.trim().is_empty() {
                String::new()
            } else {
                format!("{before}{}{after}", text(said))
            }
        };
        let condition = around(" (where ", &policy.condition, ")");
        let delay = around(", with ", &policy.delay, " delay");
        line(out, format_args!("- **{name}**"));
        line(out, format_args!("  - Trigger: {trigger}{condition}"));
        line(out, format_args!("  - Action: {action}{delay}"));
    }
}

fn chains(out: &mut String, model: &DomainModel) {
    heading(out, "4. Chains");
    let chains = crate::chains::chains(model);
    if chains.is_empty() {
        return line(out, format_args!("No chains yet: no command, and no event with a policy."));
    }
    let legend = "From the first command through all policies to the last events: \
        `[actor or system]`, `(aggregate)`, `<<policy>>`, commands and events as they are.";
    line(out, format_args!("{legend}\n\n```text"));
    tree::draw(out, model, &chains);
    line(out, format_args!("```\n"));
    let (chart, links) = mermaid::chart(model, is_in_chains);
    if links > MERMAID_LINKS_MAX {
        line(
            out,
            format_args!(
                "The same for Mermaid. It has {links} links; many viewers draw no more than \
                 {MERMAID_LINKS_MAX}.\n"
            ),
        );
    } else {
        line(out, format_args!("The same for Mermaid:\n"));
    }
    line(out, format_args!("```mermaid\n{chart}```"));
}

const fn is_in_chains(kind: NoteKind) -> bool {
    match kind {
        NoteKind::DomainEvent
        | NoteKind::PivotalEvent
        | NoteKind::Command
        | NoteKind::Aggregate
        | NoteKind::Policy
        | NoteKind::Actor
        | NoteKind::ExternalSystem => true,
        NoteKind::ReadModel
        | NoteKind::Hotspot
        | NoteKind::Opportunity
        | NoteKind::ValueGained
        | NoteKind::ValueLost
        | NoteKind::Screen
        | NoteKind::Text => false,
    }
}

fn hotspots(out: &mut String, model: &DomainModel, names: &Names<'_>) {
    heading(out, "6. Hot spots");
    if model.hotspots.is_empty() {
        return line(out, format_args!("No hot spots yet."));
    }
    line(out, format_args!("| Hot spot | About | State | Owner | Answer |"));
    line(out, format_args!("| --- | --- | --- | --- | --- |"));
    for hotspot in &model.hotspots {
        let question = text(&hotspot.element.name);
        let about = list(names, &hotspot.about, ", ", "nothing on the wall");
        let state = match hotspot.state {
            HotspotState::Open => "open",
            HotspotState::Parked => "parked",
            HotspotState::Resolved => "resolved",
        };
        let owner = said(&hotspot.owner, "nobody yet");
        let answer = said(&hotspot.answer, "none yet");
        line(out, format_args!("| {question} | {about} | {state} | {owner} | {answer} |"));
    }
}

/// The text, or what to say if there is none.
fn said(said: &str, none: &str) -> String {
    if said.trim().is_empty() { none.to_owned() } else { text(said) }
}

#[cfg(test)]
mod tests;
