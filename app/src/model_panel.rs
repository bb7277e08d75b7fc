//! The Model panel: what is found on the wall, each element leading back to its notes. The server
//! derives the model from what is recorded; it is asked again after every change.

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_editor::Selection;
use squall_editor::keymap::Action;

use crate::browser::{self, FetchError, Json};
use crate::icon::Icon;
use crate::session::Session;

/// A part of the panel: the model's field, its heading and icon, and what is said of each element:
/// words and the field with the ids of others.
type Part = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const PARTS: [Part; 12] = [
    ("contexts", "Bounded contexts", "boundedContext", &[]),
    (
        "commands",
        "Commands",
        "command",
        &[
            ("issued by", "actors"),
            ("issued by policy", "policies"),
            ("decided by", "aggregates"),
            ("runs on", "externalSystems"),
            ("leads to", "events"),
        ],
    ),
    (
        "aggregates",
        "Aggregates",
        "aggregate",
        &[("decides on", "commands"), ("produces", "events")],
    ),
    (
        "events",
        "Domain events",
        "domainEvent",
        &[("caused by", "commands"), ("activates", "policies"), ("seen in", "readModels")],
    ),
    ("policies", "Policies", "policy", &[("whenever", "when"), ("then", "then")]),
    (
        "readModels",
        "Read models",
        "readModel",
        &[("built from", "builtFrom"), ("informs", "informs")],
    ),
    ("actors", "Actors", "actor", &[("issues", "commands"), ("looks at", "observes")]),
    (
        "externalSystems",
        "External systems",
        "externalSystem",
        &[("takes", "commands"), ("produces", "events")],
    ),
    ("screens", "Screens", "screen", &[("shows", "readModels")]),
    ("hotspots", "Hot spots", "hotspot", &[("about", "about")]),
    ("opportunities", "Opportunities", "opportunity", &[("about", "about")]),
    ("problems", "To look at", "warning", &[]),
];

/// A heading with its icon and the lines under it.
#[derive(Debug, Clone, PartialEq)]
struct Section {
    heading: &'static str,
    icon: &'static str,
    lines: Vec<Line>,
}

/// An element, what is said of it, and where it stands on the wall.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    name: String,
    details: Vec<String>,
    notes: Vec<String>,
    frames: Vec<String>,
}

/// The panel at the right that shows the derived model.
#[component]
pub(crate) fn ModelPanel() -> impl IntoView {
    let session = Session::current();
    let sections = RwSignal::new(None::<Result<Vec<Section>, FetchError>>);
    Effect::new(move |_| {
        session.model_revision.track();
        spawn_local(async move {
            let loaded = load(session).await;
            // What is shown stays while the connection is gone.
            if loaded.is_ok() || sections.with_untracked(Option::is_none) {
                sections.set(Some(loaded));
            }
        });
    });
    let close = move |_| session.panel.set(None);
    view! {
        <aside class="panel" aria-label="Model">
            <header>
                <h2>"Model"</h2>
                <button class="icon-button" aria-label="Close the panel" on:click=close>
                    <Icon name="close"/>
                </button>
            </header>
            <div class="panel-body">
                {move || match sections.get() {
                    None => view! { <p class="quiet">"Reading the wall …"</p> }.into_any(),
                    Some(Err(FetchError(said))) => view! { <p class="error">{said}</p> }.into_any(),
                    Some(Ok(sections)) if sections.is_empty() => view! {
                        <p class="quiet">
                            "Nothing yet. The model grows from the notes on the wall: from arrows, from frames, and from notes that stand side by side."
                        </p>
                    }.into_any(),
                    Some(Ok(sections)) => sections.into_iter().map(section_view).collect_view().into_any(),
                }}
            </div>
        </aside>
    }
}

fn section_view(section: Section) -> impl IntoView {
    let count = section.lines.len();
    let lines = section.lines.into_iter().map(line_view).collect_view();
    view! {
        <section class="model-section" aria-label=section.heading>
            <h3><Icon name=section.icon/> {section.heading} <span class="count">{count}</span></h3>
            <ul class="model-list">{lines}</ul>
        </section>
    }
}

fn line_view(line: Line) -> impl IntoView {
    let session = Session::current();
    let (notes, frames) = (line.notes, line.frames);
    let show = move |_| {
        let selection = Selection {
            notes: notes.iter().filter_map(|id| id.parse().ok()).collect(),
            frames: frames.iter().filter_map(|id| id.parse().ok()).collect(),
            ..Selection::default()
        };
        session.edit(|editor| {
            editor.select(selection);
            editor.act(Action::FitSelection);
        });
    };
    let details = line.details.into_iter().map(|detail| view! { <li dir="auto">{detail}</li> });
    let details = details.collect_view();
    view! {
        <li>
            <button class="model-element" dir="auto" on:click=show>{line.name}</button>
            <ul>{details}</ul>
        </li>
    }
}

async fn load(session: Session) -> Result<Vec<Section>, FetchError> {
    let url = format!("/api/boards/{}/model", session.board_id);
    let text = browser::fetch("GET", &url, None).await?.text().await?;
    let model = Json::parse(&text);
    let model = model.ok_or_else(|| FetchError("The model could not be read.".to_owned()))?;
    Ok(sections_of(&model))
}

fn sections_of(model: &Json) -> Vec<Section> {
    let entries = |field| model.field(field).map(|list| list.entries()).unwrap_or_default();
    let mut names = std::collections::BTreeMap::new();
    for (field, ..) in PARTS {
        for entry in entries(field) {
            names.extend(entry.text("id").zip(entry.text("name")));
        }
    }
    let line = |entry: &Json, part: &Part| {
        let (field, _, _, said) = part;
        let details = said.iter().filter_map(|(words, others)| {
            let others = entry.texts(others);
            let others: Vec<&str> =
                others.iter().filter_map(|id| names.get(id).map(String::as_str)).collect();
            (!others.is_empty()).then(|| format!("{words} {}", others.join(", ")))
        });
        let mut details: Vec<String> = details.collect();
        let mut notes = entry.texts("notes");
        if *field == "contexts" {
            // A context is shown by its frame; what it holds is listed below.
            notes.clear();
            details.push(match entry.texts("elements").len() {
                1 => "1 element".to_owned(),
                count => format!("{count} elements"),
            });
        }
        let name = entry.text("name").or_else(|| entry.text("message")).unwrap_or_default();
        Line { name, details, notes, frames: entry.texts("frames") }
    };
    let sections = PARTS.iter().map(|part| {
        let lines = entries(part.0).iter().map(|entry| line(entry, part)).collect();
        Section { heading: part.1, icon: part.2, lines }
    });
    sections.filter(|section| !section.lines.is_empty()).collect()
}
