//! The Model panel: what is found on the wall, each element leading back to its notes.

use leptos::prelude::*;
use squall_board::{FrameId, NoteId, NoteKind, notation};
use squall_editor::Selection;
use squall_editor::keymap::Action;
use squall_model::DomainModel;

use crate::icon::Icon;
use crate::session::Session;

/// One line of the panel.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    name: String,
    detail: Vec<String>,
    notes: Vec<NoteId>,
    frames: Vec<FrameId>,
}

/// The panel at the right that shows the derived model.
#[component]
pub(crate) fn ModelPanel() -> impl IntoView {
    let session = Session::current();
    let close = move |_| session.panel.set(None);
    let sections = move || session.model.get().map(|model| sections_of(&model));
    view! {
        <aside class="panel" aria-label="Model">
            <header>
                <h2>"Model"</h2>
                <button class="icon-button" aria-label="Close the panel" on:click=close>
                    <Icon name="close"/>
                </button>
            </header>
            <div class="panel-body">
                {move || match sections() {
                    None => view! { <p class="quiet">"Reading the wall …"</p> }.into_any(),
                    Some(sections) if sections.is_empty() => view! {
                        <p class="quiet">
                            "Nothing yet. The model grows from the notes on the wall: from arrows, from frames, and from notes that stand side by side."
                        </p>
                    }.into_any(),
                    Some(sections) => sections.into_iter().map(section_view).collect_view().into_any(),
                }}
            </div>
        </aside>
    }
}

/// A heading, its icon, and the lines under it.
type Section = (&'static str, &'static str, Vec<Line>);

fn section_view((heading, icon, lines): Section) -> impl IntoView {
    let session = Session::current();
    let count = lines.len();
    let items = lines.into_iter().map(move |line| {
        let (notes, frames) = (line.notes.clone(), line.frames.clone());
        let show = move |_| {
            let selection = Selection {
                notes: notes.iter().copied().collect(),
                frames: frames.iter().copied().collect(),
                ..Selection::default()
            };
            session.edit(|editor| {
                editor.select(selection);
                editor.act(Action::FitSelection);
            });
        };
        let detail = line.detail.into_iter().map(|detail| view! { <li dir="auto">{detail}</li> });
        let detail = detail.collect_view();
        view! {
            <li>
                <button class="model-element" dir="auto" on:click=show>{line.name}</button>
                <ul>{detail}</ul>
            </li>
        }
    });
    let items = items.collect_view();
    view! {
        <section class="model-section">
            <h3><Icon name=icon/> {heading} <span class="count">{count}</span></h3>
            <ul class="model-list">{items}</ul>
        </section>
    }
}

fn sections_of(model: &DomainModel) -> Vec<Section> {
    let names = |ids: &[squall_model::ElementId]| {
        let names = ids.iter().filter_map(|id| model.name(id));
        names.collect::<Vec<_>>().join(", ")
    };
    let detail = |said: &[(&str, &[squall_model::ElementId])]| {
        let kept = said.iter().filter(|(_, ids)| !ids.is_empty());
        kept.map(|(words, ids)| format!("{words} {}", names(ids))).collect::<Vec<_>>()
    };
    let line = |element: &squall_model::domain_model::Element, detail: Vec<String>| Line {
        name: element.name.clone(),
        detail,
        notes: element.notes.clone(),
        frames: Vec::new(),
    };
    let contexts = model.contexts.iter().map(|it| Line {
        frames: it.frames.clone(),
        notes: Vec::new(),
        ..line(&it.element, vec![format!("{} elements", it.elements.len())])
    });
    let commands = model.commands.iter().map(|it| {
        line(
            &it.element,
            detail(&[
                ("issued by", &it.actors),
                ("issued by policy", &it.policies),
                ("decided by", &it.aggregates),
                ("leads to", &it.events),
            ]),
        )
    });
    let aggregates = model.aggregates.iter().map(|it| {
        line(&it.element, detail(&[("decides on", &it.commands), ("produces", &it.events)]))
    });
    let events = model.events.iter().map(|it| {
        line(
            &it.element,
            detail(&[
                ("caused by", &it.commands),
                ("activates", &it.policies),
                ("seen in", &it.read_models),
            ]),
        )
    });
    let policies = model
        .policies
        .iter()
        .map(|it| line(&it.element, detail(&[("whenever", &it.when), ("then", &it.then)])));
    let read_models = model.read_models.iter().map(|it| {
        line(&it.element, detail(&[("built from", &it.built_from), ("informs", &it.informs)]))
    });
    let actors =
        model.actors.iter().map(|it| line(&it.element, detail(&[("issues", &it.commands)])));
    let systems = model
        .external_systems
        .iter()
        .map(|it| line(&it.element, detail(&[("takes", &it.commands), ("produces", &it.events)])));
    let hotspots =
        model.hotspots.iter().map(|it| line(&it.element, detail(&[("about", &it.about)])));
    let opportunities =
        model.opportunities.iter().map(|it| line(&it.element, detail(&[("about", &it.about)])));
    let problems = model.problems.iter().map(|it| Line {
        name: it.message.clone(),
        detail: Vec::new(),
        notes: it.notes.clone(),
        frames: it.frames.clone(),
    });
    let of = |kind: NoteKind, lines: Vec<Line>| {
        let row = notation::of(kind);
        (row.plural, row.name, lines)
    };
    let sections = vec![
        ("Bounded contexts", "boundedContext", contexts.collect()),
        of(NoteKind::Command, commands.collect()),
        of(NoteKind::Aggregate, aggregates.collect()),
        of(NoteKind::DomainEvent, events.collect()),
        of(NoteKind::Policy, policies.collect()),
        of(NoteKind::ReadModel, read_models.collect()),
        of(NoteKind::Actor, actors.collect()),
        of(NoteKind::ExternalSystem, systems.collect()),
        of(NoteKind::Hotspot, hotspots.collect()),
        of(NoteKind::Opportunity, opportunities.collect()),
        ("To look at", "warning", problems.collect()),
    ];
    sections.into_iter().filter(|(_, _, lines): &Section| !lines.is_empty()).collect()
}
