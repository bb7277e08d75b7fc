//! Pieces that panels are made of.

use maud::{Markup, html};
use squall_board::{FrameId, NoteId};
use squall_texts::{Text, Texts, text};

use crate::act::Act;

/// An icon of the page's sprite.
pub(crate) fn icon(name: &str) -> Markup {
    html! { svg class="icon" aria-hidden="true" width="20" height="20" { use href={ "#icon-" (name) } {} } }
}

/// What a control with these notes and frames shows, as the value of `data-show`.
pub(crate) fn show(notes: &[NoteId], frames: &[FrameId]) -> String {
    let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
    let frames: Vec<String> = frames.iter().map(ToString::to_string).collect();
    format!("{};{}", notes.join(","), frames.join(","))
}

/// A name that leads to its notes and frames.
pub(crate) fn lead(name: &str, notes: &[NoteId], frames: &[FrameId]) -> Markup {
    lead_in_chain(name, notes, frames, None)
}

/// A name that leads to its notes and frames, and lights up the chain in this place.
pub(crate) fn lead_in_chain(
    name: &str,
    notes: &[NoteId],
    frames: &[FrameId],
    chain: Option<usize>,
) -> Markup {
    html! {
        button class="model-element" dir="auto" data-show=(show(notes, frames)) data-chain=[chain] { (name) }
    }
}

/// A button that does something.
pub(crate) fn button(id: &str, label: &str, act: &Act) -> Markup {
    html! { button class="button small" id=(id) data-act=(act.to_text()) { (label) } }
}

/// A button that shows something else.
pub(crate) fn button_to(id: &str, label: &str, what: &str) -> Markup {
    html! { button class="button small" id=(id) data-switch=(what) { (label) } }
}

/// A small button with an icon.
pub(crate) fn icon_button(id: &str, label: &str, name: &str, act: &Act) -> Markup {
    html! {
        button class="icon-button small" id=(id) aria-label=(label) title=(label) data-act=(act.to_text()) {
            (icon(name))
        }
    }
}

/// A field of text that says what it holds when it is left.
pub(crate) fn field(id: &str, label: &str, value: &str, hint: &str, act: &Act) -> Markup {
    html! {
        label class="panel-field" id={ "for-" (id) } for=(id) {
            span { (label) }
            input id=(id) type="text" value=(value) placeholder=(hint) dir="auto" autocomplete="off"
                maxlength="500" data-act=(act.to_text());
        }
    }
}

/// A choice of one out of several: value, label.
pub(crate) fn choice(
    id: &str,
    label: &str,
    value: &str,
    options: &[(&str, &str)],
    act: &Act,
) -> Markup {
    html! {
        label class="panel-field" id={ "for-" (id) } for=(id) {
            span { (label) }
            select id=(id) data-act=(act.to_text()) {
                @for (option, label) in options {
                    option value=(option) selected[*option == value] { (label) }
                }
            }
        }
    }
}

/// A box that is ticked or not.
pub(crate) fn check(id: &str, label: &str, checked: bool, act: &Act) -> Markup {
    html! {
        label class="panel-check" id={ "for-" (id) } for=(id) {
            input id=(id) type="checkbox" checked[checked] data-act=(act.to_text());
            span { (label) }
        }
    }
}

/// The panel's frame: heading, button that closes it, body. What is about something else has another
/// `about`, and begins at its top.
pub(crate) fn panel(title: Text, about: &str, texts: Texts, body: &Markup) -> Markup {
    html! {
        header {
            h2 { (texts.get(title)) }
            button class="icon-button" id="panel-close" aria-label=(texts.get(text::EXPORT_CLOSE)) data-close="" {
                (icon("close"))
            }
        }
        div class="panel-body" id={ "panel-" (title.english()) "-" (about) } { (body) }
    }
}

/// A heading with a count, and what stands under it.
pub(crate) fn section(
    heading: Text,
    icon_name: &str,
    count: usize,
    texts: Texts,
    body: &Markup,
) -> Markup {
    let label = texts.get(heading);
    html! {
        section class="model-section" id={ "part-" (heading.english()) } aria-label=(label) {
            h3 { (icon(icon_name)) " " (label) " " span class="count" { (count) } }
            (body)
        }
    }
}
