//! The model as a Mermaid flowchart: one node per element, one subgraph per bounded context.
//!
//! Mermaid's own limits are not known here: by its defaults a viewer refuses more than 500 links
//! or 50,000 characters.
//!
//! # Source
//! `docs/syntax/flowchart.md` of mermaid-js/mermaid: entity codes (`#35;`), classes, link forms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use squall_board::{NoteKind, notation};

use super::ExportContext;
use crate::domain_model::{DomainModel, Element, ElementId, Flow, Policy};

/// The opening and closing of a node's shape.
const fn shape(kind: NoteKind) -> (&'static str, &'static str) {
    match kind {
        NoteKind::DomainEvent | NoteKind::Screen | NoteKind::Text => ("[", "]"),
        NoteKind::PivotalEvent => ("[[", "]]"),
        NoteKind::Command => ("[/", "/]"),
        NoteKind::Actor => ("([", "])"),
        NoteKind::Policy => ("{{", "}}"),
        NoteKind::ReadModel => ("[(", ")]"),
        NoteKind::Aggregate | NoteKind::ValueGained | NoteKind::ValueLost => ("(", ")"),
        NoteKind::ExternalSystem => ("[\\", "\\]"),
        NoteKind::Hotspot => (">", "]"),
        NoteKind::Opportunity => ("((", "))"),
    }
}

/// The model as a flowchart.
pub(super) fn write(context: &ExportContext<'_>, model: &DomainModel) -> String {
    let mut out = String::new();
    if !context.board_title.trim().is_empty() {
        // A JSON string is a YAML string, and stays on one line.
        let title = serde_json::Value::from(context.board_title.trim()).to_string();
        out.push_str(&format!("---\ntitle: {title}\n---\n"));
    }
    out.push_str(&chart(model, |_| true).0);
    out
}

/// The elements of the kinds that `shows` names, with the flows between them, and how many links that
/// makes.
pub(super) fn chart(model: &DomainModel, shows: fn(NoteKind) -> bool) -> (String, usize) {
    let ids = node_ids(model);
    let mut out = String::from("flowchart LR\n");
    let shown = || model.elements().filter(|(kind, _)| shows(*kind));
    let kinds: BTreeSet<NoteKind> = shown().map(|(kind, _)| kind).collect();
    for row in notation::NOTATION.iter().filter(|row| kinds.contains(&row.kind)) {
        let paper = notation::paper(row.colour).1;
        let ink = notation::INK;
        push_line(
            &mut out,
            1,
            format_args!("classDef {} fill:{paper},stroke:{ink},color:{ink}", row.name),
        );
    }
    let mut members: BTreeMap<Option<&ElementId>, Vec<(NoteKind, &Element)>> = BTreeMap::new();
    for (kind, element) in shown() {
        members.entry(element.contexts.first()).or_default().push((kind, element));
    }
    for context in &model.contexts {
        let id = &ids[&context.element.id];
        push_line(
            &mut out,
            1,
            format_args!("subgraph {id}[\"{}\"]", escaped(&context.element.name)),
        );
        for (kind, element) in members.remove(&Some(&context.element.id)).unwrap_or_default() {
            push_node(&mut out, 2, kind, element, &ids);
        }
        push_line(&mut out, 1, format_args!("end"));
    }
    for (kind, element) in members.remove(&None).unwrap_or_default() {
        push_node(&mut out, 1, kind, element, &ids);
    }
    let visible: BTreeSet<&ElementId> = shown().map(|(_, element)| &element.id).collect();
    let policies: BTreeMap<&ElementId, &Policy> =
        model.policies.iter().map(|policy| (&policy.element.id, policy)).collect();
    let mut links = 0;
    for flow in &model.flows {
        if !visible.contains(&flow.from) || !visible.contains(&flow.to) {
            continue;
        }
        let (from, to) = (&ids[&flow.from], &ids[&flow.to]);
        let line = if flow.inferred { "-.->" } else { "-->" };
        let label = escaped(&label(flow, &policies));
        push_line(&mut out, 1, format_args!("{from} {line}|\"{label}\"| {to}"));
        links += 1;
    }
    // Two annotations about each other are joined once.
    let mut joined = BTreeSet::new();
    for (id, about) in annotations(model) {
        for about in about {
            let shown = visible.contains(id) && visible.contains(about);
            if shown && joined.insert((id.min(about), id.max(about))) {
                push_line(&mut out, 1, format_args!("{} -.- {}", ids[id], ids[about]));
                links += 1;
            }
        }
    }
    (out, links)
}

/// What people wrote on the arrows, or else what the grammar calls the link, with the condition or the
/// delay of its policy.
fn label(flow: &Flow, policies: &BTreeMap<&ElementId, &Policy>) -> String {
    if !flow.label.is_empty() {
        return flow.label.clone();
    }
    let relation = flow.relation;
    let is = |from, to| notation::connection(from, to).1.english() == relation;
    if is(NoteKind::DomainEvent, NoteKind::Policy)
        && let Some(policy) = policies.get(&flow.to)
        && !policy.condition.is_empty()
    {
        return format!("{relation} where {}", policy.condition);
    }
    if is(NoteKind::Policy, NoteKind::Command)
        && let Some(policy) = policies.get(&flow.from)
        && !policy.delay.is_empty()
    {
        return format!("{relation} after {}", policy.delay);
    }
    relation.to_owned()
}

fn annotations(model: &DomainModel) -> impl Iterator<Item = (&ElementId, &Vec<ElementId>)> {
    let hotspots = model.hotspots.iter().map(|it| (&it.element.id, &it.about));
    let opportunities = model.opportunities.iter().map(|it| (&it.element.id, &it.about));
    hotspots.chain(opportunities).chain(model.values.iter().map(|it| (&it.element.id, &it.about)))
}

fn push_node(
    out: &mut String,
    depth: usize,
    kind: NoteKind,
    element: &Element,
    ids: &BTreeMap<&ElementId, String>,
) {
    let (open, close) = shape(kind);
    let (id, label, class) = (&ids[&element.id], escaped(&element.name), notation::of(kind).name);
    push_line(out, depth, format_args!("{id}{open}\"{label}\"{close}:::{class}"));
}

fn push_line(out: &mut String, depth: usize, line: std::fmt::Arguments<'_>) {
    for _ in 0..depth {
        out.push_str("  ");
    }
    // Writing to a string never fails.
    let _ = writeln!(out, "{line}");
}

/// ASCII names for nodes, each once; other letters are spelled by their code points.
fn node_ids(model: &DomainModel) -> BTreeMap<&ElementId, String> {
    let mut ids = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let contexts = model.contexts.iter().map(|context| &context.element);
    for element in contexts.chain(model.elements().map(|(_, element)| element)) {
        let mut id = String::new();
        for c in element.id.as_str().chars() {
            match c {
                c if c.is_ascii_alphanumeric() => id.push(c),
                '.' | '-' => id.push('_'),
                c => id.push_str(&format!("u{:x}", u32::from(c))),
            }
        }
        // Two names of other scripts may be spelled alike, though it takes ill will.
        while !taken.insert(id.clone()) {
            id.push_str("_again");
        }
        ids.insert(&element.id, id);
    }
    ids
}

/// The text as the inside of a quoted label: whatever means something to Mermaid or to Markdown
/// becomes an entity code.
fn escaped(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    let mut after_letter = false;
    for c in text.trim().chars() {
        let plain = c.is_alphanumeric()
            || " ,?!'(/".contains(c)
            || (after_letter && "-.)".contains(c))
            || (!c.is_ascii() && !c.is_control());
        // Mermaid keeps entity codes as these while it parses.
        let placeholder = "\u{fb02}\u{b0}\u{b6}".contains(c);
        if "\n\u{2028}\u{2029}\u{85}".contains(c) {
            label.push_str("<br/>");
        } else if c.is_control() {
            label.push(' ');
        } else if plain && !placeholder {
            label.push(c);
        } else {
            label.push_str(&format!("#{};", u32::from(c)));
        }
        after_letter = c.is_alphabetic() || (after_letter && c == ' ' && !label.is_empty());
    }
    if label.trim().is_empty() { "?".to_owned() } else { label }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::fixture::{board, note};
    use squall_board::{BoardCommand, Seq};

    use super::*;
    use crate::derive;

    fn chart(text: &str) -> String {
        let context = ExportContext { board_title: "", seq: Seq(1) };
        write(&context, &derive(&board(text)))
    }

    #[test]
    fn kinds_have_shapes_colours_and_dotted_guesses() {
        let chart = chart(
            "context Sales @ 0,0 2000x2000; command Pay @ 0,0; event Paid @ 180,0; policy Thank; Paid -> Thank",
        );
        let expected = "flowchart LR
  classDef domainEvent fill:#ffab4a,stroke:#1b1b1f,color:#1b1b1f
  classDef command fill:#7cc4fa,stroke:#1b1b1f,color:#1b1b1f
  classDef policy fill:#cfb9fb,stroke:#1b1b1f,color:#1b1b1f
  subgraph context_sales[\"Sales\"]
    event_paid[\"Paid\"]:::domainEvent
    command_pay[/\"Pay\"/]:::command
    policy_thank{{\"Thank\"}}:::policy
  end
  event_paid -->|\"activates\"| policy_thank
  command_pay -.->|\"emits\"| event_paid
";
        assert_eq!(chart, expected);
    }

    #[test]
    fn annotations_are_joined_with_what_they_are_about_once() {
        let chart = chart("hotspot Why; hotspot How; event Paid; Why -> How; Why -> Paid");
        let lines = |part: &str| chart.lines().filter(|line| line.contains(part)).count();
        assert_eq!(lines(" -.- "), 2, "{chart}");
        assert_eq!(lines("hotspot_why -.- event_paid"), 1, "{chart}");
    }

    #[test]
    fn what_means_something_to_mermaid_is_spelled_by_its_code() {
        assert_eq!(
            escaped("a \"b\" #c; `d` <script>"),
            "a #34;b#34; #35;c#59; #96;d#96; #60;script#62;"
        );
        assert_eq!(escaped("1. list\n- item"), "1#46; list<br/>#45; item");
        assert_eq!(escaped("Scheduler (cron) e.g."), "Scheduler (cron) e.g.");
        assert_eq!(escaped("\u{7}"), "?");
    }

    proptest! {
        #[test]
        fn any_text_gives_one_line_per_node_and_balanced_quotes(texts in prop::collection::vec(".{1,60}", 1..6)) {
            let mut wall = board("");
            let ann = squall_board::fixture::ANN;
            for (at, text) in texts.iter().enumerate() {
                let mut note = note(&format!("{at}"), NoteKind::DomainEvent);
                note.text.clone_from(text);
                let notes = vec![note];
                let command = BoardCommand::AddItems { notes, arrows: vec![], frames: vec![] };
                if let Ok(event) = wall.decide(&command, ann) {
                    wall.apply(&event, ann);
                }
            }
            let model = derive(&wall);
            let context = ExportContext { board_title: &texts[0], seq: Seq(1) };
            let chart = write(&context, &model);
            let body = chart.split_once("flowchart LR\n").unwrap().1;
            let nodes: Vec<&str> = body.lines().filter(|line| line.contains(":::")).collect();
            prop_assert_eq!(nodes.len(), model.events.len());
            for line in nodes {
                prop_assert_eq!(line.matches('"').count(), 2, "{}", line);
                prop_assert!(line.ends_with(":::domainEvent"), "{}", line);
                let (id, _) = line.trim().split_once('[').unwrap();
                prop_assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{}", id);
            }
        }
    }
}
