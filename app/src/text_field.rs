//! The one text field on the wall: lies over whatever is being written in. Converts between the
//! field's UTF-16 positions and the board's characters, here and nowhere else.

use leptos::html::Textarea;
use leptos::prelude::*;
use squall_board::{BoardCommand, NoteId, TextOperation, limits, notation};
use squall_editor::keymap::Action;
use squall_editor::{EditTarget, Editor, lay_out};
use squall_texts::text;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use crate::browser;
use crate::markup::fixed;
use crate::session::Session;
use crate::watch::watch;

const FIELD_ID: &str = "wall-text-field";

/// The text field, where something is being written.
#[component]
pub(crate) fn TextField() -> impl IntoView {
    let session = Session::current();
    move || session.editing.get().map(|target| view! { <Field target=target/> })
}

#[component]
fn Field(target: EditTarget) -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<Textarea>::new();
    let text = session.read(|editor| text_of(editor, target));
    let shown = text.clone();
    watch(move || {
        if let Some(element) = element.get() {
            element.set_value(&shown);
            // At once, so that no key goes astray between the one that opened the field and the next.
            let end = utf16_len(&shown);
            let _not_focusable = element.focus();
            let _no_caret = element.set_selection_range(end, end);
        }
    });
    let label = label_of(session, target);
    let placeholder = placeholder_of(session, target);
    let place = move || {
        session.revision.track();
        session.interaction.track();
        session.read(|editor| place_of(editor, target))
    };
    let on_input = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        if let EditTarget::Note(id) = target {
            type_text(session, id, &value);
        }
    };
    let on_composed = move |_: web_sys::CompositionEvent| {
        // Some browsers say this before, others after the last input.
        if let (EditTarget::Note(id), Some(field)) = (target, field()) {
            session.edit(|editor| editor.type_text(id, &field.value()));
        }
        session.edit(Editor::stop_composing);
    };
    let on_blur = move |_| finish(session, target, element);
    let on_keydown = move |event: KeyboardEvent| on_key(session, target, element, &event);
    // A note says why it takes no more, instead of letting the browser cut a pasted text off.
    let longest = match target {
        EditTarget::Note(_) => None,
        EditTarget::Arrow(_) | EditTarget::Frame(_) => Some(limits::TITLE_CHARS_MAX.to_string()),
    };
    let kind = match target {
        EditTarget::Note(_) => "text-field on-note",
        EditTarget::Arrow(_) => "text-field on-arrow",
        EditTarget::Frame(_) => "text-field on-frame",
    };
    view! {
        <textarea
            node_ref=element
            id=FIELD_ID
            class=kind
            style=place
            dir="auto"
            rows="1"
            spellcheck="true"
            maxlength=longest
            aria-label=label
            placeholder=placeholder
            on:input=on_input
            on:compositionstart=move |_| session.edit(Editor::start_composing)
            on:compositionend=on_composed
            on:blur=on_blur
            on:keydown=on_keydown
        ></textarea>
    }
}

fn on_key(session: Session, target: EditTarget, element: NodeRef<Textarea>, event: &KeyboardEvent) {
    // While an input method composes, its keys are its own.
    if event.is_composing() {
        return;
    }
    let key = event.key();
    let plain_enter = key == "Enter" && !event.shift_key();
    if key == "Escape" || plain_enter {
        event.prevent_default();
        finish(session, target, element);
        focus_wall();
    } else if key == "Tab" && matches!(target, EditTarget::Note(_)) && !event.shift_key() {
        event.prevent_default();
        finish(session, target, element);
        session.edit(|editor| editor.act(Action::Continue));
    }
}

/// What was typed becomes part of the board, and writing ends.
fn finish(session: Session, target: EditTarget, element: NodeRef<Textarea>) {
    if session.editing.get_untracked() != Some(target) {
        return;
    }
    let value = element.get_untracked().map(|element| element.value());
    session.edit(|editor| {
        let value = value.unwrap_or_default();
        match target {
            EditTarget::Note(id) => editor.type_text(id, &value),
            EditTarget::Arrow(arrow) => {
                let label = one_line(&value);
                editor.propose(BoardCommand::RelabelArrow { arrow, label });
            }
            EditTarget::Frame(frame) => {
                let title = one_line(&value);
                editor.propose(BoardCommand::RetitleFrame { frame, title });
            }
        }
        editor.stop_editing();
    });
}

/// Gives the keyboard back to the wall.
pub(crate) fn focus_wall() {
    let canvas = browser::document().query_selector(".canvas").ok().flatten();
    if let Some(canvas) = canvas.and_then(|canvas| canvas.dyn_into::<HtmlElement>().ok()) {
        let _not_focusable = canvas.focus();
    }
}

fn type_text(session: Session, note: NoteId, value: &str) {
    session.edit(|editor| editor.type_text(note, value));
    // What was refused (too long, unwritable) is taken out of the field again.
    // While an input method composes it is left alone.
    let kept = session.read(|editor| text_of(editor, EditTarget::Note(note)));
    if kept != value
        && !session.read(Editor::is_composing)
        && let Some(field) = field()
    {
        set_value_keeping_caret(&field, &kept, &TextOperation::between(value, &kept));
    }
}

/// Somebody else has changed the text in the field: shows it, and leaves the caret at its words.
pub(crate) fn follow_edits(session: Session, edits: &[(NoteId, TextOperation)]) {
    let Some(EditTarget::Note(id)) = session.editing.get_untracked() else { return };
    let Some(field) = field() else { return };
    let text = session.read(|editor| text_of(editor, EditTarget::Note(id)));
    let own: Vec<_> = edits.iter().filter(|(note, _)| *note == id).collect();
    match own.as_slice() {
        [] => {}
        [(_, operation)] => set_value_keeping_caret(&field, &text, operation),
        _ => {
            let all = TextOperation::between(&field.value(), &text);
            set_value_keeping_caret(&field, &text, &all);
        }
    }
}

fn set_value_keeping_caret(field: &HtmlTextAreaElement, text: &str, edit: &TextOperation) {
    let old = field.value();
    if old == text {
        return;
    }
    let caret = |position: Result<Option<u32>, _>| {
        let characters = chars_before(&old, position.ok().flatten().unwrap_or(0));
        utf16_before(text, edit.moved_caret(characters))
    };
    let (start, end) = (caret(field.selection_start()), caret(field.selection_end()));
    field.set_value(text);
    let _no_caret = field.set_selection_range(start, end);
}

fn field() -> Option<HtmlTextAreaElement> {
    browser::document().get_element_by_id(FIELD_ID)?.dyn_into().ok()
}

fn text_of(editor: &Editor, target: EditTarget) -> String {
    let board = editor.board();
    let text = match target {
        EditTarget::Note(id) => board.note(id).map(|note| note.text.as_str()),
        EditTarget::Arrow(id) => board.arrow(id).map(|arrow| arrow.label.as_str()),
        EditTarget::Frame(id) => board.frame(id).map(|frame| frame.title.as_str()),
    };
    text.unwrap_or_default().to_owned()
}

fn label_of(session: Session, target: EditTarget) -> String {
    let texts = session.texts;
    let named = |of, label: Option<String>, unknown| match label {
        Some(label) => texts.fill(of, [&label]),
        None => texts.get(unknown).to_owned(),
    };
    session.read(|editor| match target {
        EditTarget::Note(id) => {
            let label = editor.board().note(id).map(|it| notation::of(it.kind).label);
            let words = session.words.get_untracked();
            let label = label.map(|label| texts.inside(words.say(label)));
            named(text::WALL_TEXT_OF, label, text::WALL_TEXT_OF_NOTE)
        }
        EditTarget::Arrow(_) => texts.get(text::WALL_LABEL_OF_ARROW).to_owned(),
        EditTarget::Frame(id) => {
            let frame = editor.board().frame(id);
            let label = frame.map(|it| texts.inside(notation::of_frame(it.kind).label));
            named(text::WALL_NAME_OF, label, text::WALL_NAME_OF_FRAME)
        }
    })
}

fn placeholder_of(session: Session, target: EditTarget) -> &'static str {
    session.read(|editor| match target {
        EditTarget::Note(id) => editor
            .board()
            .note(id)
            .map_or("", |note| session.texts.get(notation::of(note.kind).question)),
        EditTarget::Arrow(_) => "Label",
        EditTarget::Frame(_) => "Name",
    })
}

fn place_of(editor: &Editor, target: EditTarget) -> String {
    match target {
        EditTarget::Note(id) => {
            let Some(note) = editor.shown_note(id) else { return "display:none".to_owned() };
            let (bounds, size) = (note.bounds(), note.size);
            let fit = lay_out(&note);
            let height = size.height.max(fit.height_needed);
            format!(
                "transform:translate({}px,{}px);width:{}px;height:{}px;font-size:{}px",
                fixed(bounds.left, 2),
                fixed(bounds.top, 2),
                fixed(size.width, 2),
                fixed(height, 2),
                fixed(fit.font_px, 0)
            )
        }
        EditTarget::Arrow(id) => {
            let at = squall_editor::hit_test::bend_handle(editor.board(), id);
            let Some(at) = at else { return "display:none".to_owned() };
            let (x, y) = (fixed(at.x - 80.0, 2), fixed(at.y - 18.0, 2));
            format!("transform:translate({x}px,{y}px)")
        }
        EditTarget::Frame(id) => {
            let Some(frame) = editor.shown_frame(id) else { return "display:none".to_owned() };
            let bounds = frame.bounds();
            format!(
                "transform:translate({}px,{}px);width:{}px",
                fixed(bounds.left, 2),
                fixed(bounds.top, 2),
                fixed(frame.size.width.min(420.0), 2)
            )
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn utf16_len(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// How many characters lie before a UTF-16 position.
fn chars_before(text: &str, utf16: u32) -> u32 {
    let mut units = 0;
    let mut characters = 0;
    for c in text.chars() {
        if units >= utf16 {
            break;
        }
        units += u32::try_from(c.len_utf16()).unwrap_or(1);
        characters += 1;
    }
    characters
}

/// How many UTF-16 units lie before a character.
fn utf16_before(text: &str, characters: u32) -> u32 {
    text.chars().take(characters as usize).map(|c| u32::try_from(c.len_utf16()).unwrap_or(1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_converted_around_emoji() {
        let text = "a😀b";
        assert_eq!(utf16_len(text), 4);
        assert_eq!(
            (chars_before(text, 1), chars_before(text, 3), chars_before(text, 4)),
            (1, 2, 3)
        );
        assert_eq!(
            (utf16_before(text, 1), utf16_before(text, 2), utf16_before(text, 9)),
            (1, 3, 4)
        );
    }
}
