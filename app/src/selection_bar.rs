//! The bar over the selection: what can be done with it without knowing a key.

use leptos::prelude::*;
use squall_board::notation::{self, NOTATION};
use squall_board::{Colour, NoteKind};
use squall_editor::camera::ScreenPoint;
use squall_editor::gesture::Gesture;
use squall_editor::keymap::Action;
use squall_editor::{Editor, Tool};

use crate::canvas::perform;
use crate::icon::Icon;
use crate::session::Session;

/// What the bar offers for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Offer {
    notes: usize,
    others: usize,
    /// The kind, if all selected notes share it.
    kind: Option<NoteKind>,
    colour: Option<Colour>,
    pinned: bool,
}

/// The bar over the selection.
#[component]
pub(crate) fn SelectionBar() -> impl IntoView {
    let session = Session::current();
    let offer = Memo::new(move |_| {
        session.interaction.track();
        session.editing.track();
        session.read(offer_of)
    });
    let place = move || {
        session.interaction.track();
        session.camera.track();
        session.read(place_of)
    };
    move || {
        offer.get().map(|offer| view! { <div class="selection-bar" role="toolbar" aria-label="Selection" style=place><Tools offer=offer/></div> })
    }
}

fn offer_of(editor: &Editor) -> Option<Offer> {
    let busy = !matches!(editor.gesture(), Gesture::None)
        || editor.editing().is_some()
        || editor.tool() != Tool::Select;
    let selection = editor.selection();
    if busy || selection.is_empty() {
        return None;
    }
    let notes: Vec<_> = selection.notes.iter().filter_map(|id| editor.board().note(*id)).collect();
    let first = notes.first();
    let shared = first.filter(|first| notes.iter().all(|note| note.kind == first.kind));
    Some(Offer {
        notes: notes.len(),
        others: selection.arrows.len() + selection.frames.len(),
        kind: shared.map(|note| note.kind),
        colour: first.and_then(|note| note.colour),
        pinned: notes.iter().any(|note| note.host.is_some()),
    })
}

/// Above the selection, or below it where there is no room above.
fn place_of(editor: &Editor) -> String {
    const HEIGHT: f64 = 44.0;
    const GAP: f64 = 26.0;
    let camera = editor.camera();
    let arrow = editor
        .selection()
        .only_arrow()
        .and_then(|id| squall_editor::hit_test::bend_handle(editor.board(), id));
    let bounds = arrow.map(|at| squall_board::Bounds::spanning(at, at));
    let Some(bounds) = editor.selection_bounds().or(bounds) else {
        return "display:none".to_owned();
    };
    let top = camera.to_screen(squall_board::Point::new(bounds.centre().x, bounds.top));
    let bottom = camera.to_screen(squall_board::Point::new(bounds.centre().x, bounds.bottom));
    let viewport = editor.viewport();
    let above = top.y - GAP - HEIGHT;
    let y = if above >= 8.0 { above } else { (bottom.y + GAP).min(viewport.height - HEIGHT - 8.0) };
    let ScreenPoint { x, .. } = top;
    let half = (viewport.width / 2.0 - 8.0).min(270.0);
    let covered = editor.covered();
    let left = covered.left + half;
    let x = x.clamp(left, (viewport.width - covered.right - half).max(left));
    format!("left:{x:.0}px;top:{y:.0}px")
}

#[component]
fn Tools(offer: Offer) -> impl IntoView {
    let session = Session::current();
    let button = move |action: Action, label: &'static str, icon: &'static str| {
        view! {
            <button
                class="icon-button"
                aria-label=label
                title=label
                on:click=move |_| perform(session, action)
            >
                <Icon name=icon/>
            </button>
        }
    };
    let one_note = offer.notes == 1 && offer.others == 0;
    let one_thing = offer.notes + offer.others == 1;
    view! {
        {(offer.notes > 0).then(|| view! { <KindMenu kind=offer.kind/> <ColourMenu colour=offer.colour/> })}
        {one_thing.then(|| button(Action::EditText, "Write", "edit"))}
        {one_thing.then(|| button(Action::Details, "Details", "details"))}
        {one_note.then(|| button(Action::Connect, "Connect to …", "connect"))}
        {one_note.then(|| button(Action::Continue, "Continue the flow", "arrow"))}
        {offer.pinned.then(|| view! {
            <button
                class="icon-button"
                aria-label="Unpin"
                title="Unpin"
                on:click=move |_| session.edit(Editor::unpin)
            >
                <Icon name="unpin"/>
            </button>
        })}
        {(offer.notes > 0).then(|| button(Action::BringToFront, "Bring to front", "front"))}
        {(offer.notes > 0).then(|| button(Action::SendToBack, "Send to back", "back"))}
        {(offer.notes > 0).then(|| button(Action::Duplicate, "Duplicate", "duplicate"))}
        {button(Action::Delete, "Delete", "delete")}
    }
}

#[component]
fn KindMenu(kind: Option<NoteKind>) -> impl IntoView {
    let session = Session::current();
    let words = session.words.get();
    let options = NOTATION.iter().map(|row| {
        view! {
            <option value=row.name selected=kind == Some(row.kind)>{words.say(row.label)}</option>
        }
    });
    let options = options.collect_view();
    let choose = move |event: web_sys::Event| {
        let name = event_target_value(&event);
        if let Some(row) = NOTATION.iter().find(|row| row.name == name) {
            session.edit(|editor| editor.retype(row.kind));
        }
        crate::text_field::focus_wall();
    };
    view! {
        <select aria-label="Kind" on:change=choose>
            {kind.is_none().then(|| view! { <option selected=true disabled=true>"Several kinds"</option> })}
            {options}
        </select>
    }
}

#[component]
fn ColourMenu(colour: Option<Colour>) -> impl IntoView {
    let session = Session::current();
    let options = notation::PAPERS.iter().map(|(paper, name, _)| {
        view! { <option value=*name selected=colour == Some(*paper)>{colour_label(name)}</option> }
    });
    let options = options.collect_view();
    let choose = move |event: web_sys::Event| {
        let name = event_target_value(&event);
        let chosen = notation::PAPERS.iter().find(|paper| paper.1 == name).map(|paper| paper.0);
        session.edit(|editor| editor.recolour(chosen));
        crate::text_field::focus_wall();
    };
    view! {
        <select class="colour-menu" aria-label="Colour" on:change=choose>
            <option value="" selected=colour.is_none()>"Own colour"</option>
            {options}
        </select>
    }
}

fn colour_label(name: &str) -> String {
    let mut words = name.replace('-', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
