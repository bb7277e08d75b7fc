//! Notes on the canvas.

use leptos::prelude::*;
use squall_board::notation::Words;
use squall_board::{Note, NoteId, notation};
use squall_editor::{EditTarget, fit_text};

use crate::icon::Icon;
use crate::session::Session;

/// The notes near the visible part of the wall, bottom of the pile first.
#[component]
pub(super) fn Notes() -> impl IntoView {
    let session = Session::current();
    view! {
        <div class="notes">
            <For each=move || session.notes.get() key=|id| *id let(id)>
                <NoteCard id=id/>
            </For>
        </div>
    }
}

#[component]
fn NoteCard(id: NoteId) -> impl IntoView {
    let session = Session::current();
    let Some(note) = session.note(id) else { return ().into_any() };
    let part = |read: fn(&Note) -> String| {
        let note = note.clone();
        Memo::new(move |_| note.with(read))
    };
    let class = part(class_of);
    let place = part(place_of);
    let label = {
        let note = note.clone();
        Memo::new(move |_| note.with(|note| label_of(note, session.words.get())))
    };
    let text = part(|note| note.text.clone());
    let details = part(|note| note.details.in_brief());
    let kind = {
        let note = note.clone();
        Memo::new(move |_| note.with(|note| note.kind))
    };
    let selected = Memo::new(move |_| {
        session.interaction.track();
        session.read(|editor| editor.selection().notes.contains(&id))
    });
    let editing = Memo::new(move |_| session.editing.get() == Some(EditTarget::Note(id)));
    let writer = Memo::new(move |_| {
        session.people.track();
        session.read(|editor| editor.people().writer(id).map(|other| other.session)).is_some()
    });
    view! {
        <div
            class=move || class.get()
            class:selected=selected
            class:editing=editing
            class:written=writer
            style=move || place.get()
            role="group"
            aria-roledescription="sticky note"
            aria-label=move || label.get()
            data-note=id.to_string()
        >
            <span class="note-kind">{move || view! { <Icon name=notation::of(kind.get()).name/> }}</span>
            <p class="note-text" dir="auto">{move || text.get()}</p>
            <p class="note-details" dir="auto">{move || details.get()}</p>
        </div>
    }
    .into_any()
}

fn class_of(note: &Note) -> String {
    let row = notation::of(note.kind);
    let (paper, _) = notation::paper(note.colour.unwrap_or(row.colour));
    format!("note paper-{paper} kind-{} shape-{}", row.name, shape_name(row.shape))
}

fn place_of(note: &Note) -> String {
    let bounds = note.bounds();
    let fit = fit_text(&note.text, note.kind, note.size);
    format!(
        "transform:translate({:.2}px,{:.2}px);width:{:.2}px;height:{:.2}px;font-size:{:.0}px",
        bounds.left, bounds.top, note.size.width, note.size.height, fit.font_px
    )
}

fn label_of(note: &Note, words: Words) -> String {
    let label = words.say(notation::of(note.kind).label);
    if note.text.is_empty() { label.to_owned() } else { format!("{label}: {}", note.text) }
}

fn shape_name(shape: notation::Shape) -> &'static str {
    match shape {
        notation::Shape::Square => "square",
        notation::Shape::Wide => "wide",
        notation::Shape::Portrait => "portrait",
        notation::Shape::Tilted => "tilted",
        notation::Shape::Small => "small",
        notation::Shape::Bare => "bare",
    }
}
