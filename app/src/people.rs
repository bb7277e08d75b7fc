//! The people on the board: their names and colours, and the own name, which is asked for without
//! standing in anybody's way.

use leptos::prelude::*;
use squall_editor::Editor;
use squall_editor::people::{Other, person_colour};
use squall_texts::{Texts, text};

use crate::session::Session;

/// How somebody else is called.
pub(crate) fn shown_name(editor: &Editor, other: &Other, texts: Texts) -> String {
    let known = editor.board().participant_name(other.participant).unwrap_or(&other.name);
    if known.is_empty() { texts.get(text::PEOPLE_GUEST).to_owned() } else { known.to_owned() }
}

/// The others on the board: how they are called, and their colours.
pub(crate) fn company(editor: &Editor, texts: Texts) -> Vec<(String, u32)> {
    let others = editor.people().iter();
    others
        .map(|other| (shown_name(editor, other, texts), person_colour(other.participant)))
        .collect()
}

/// Everybody on the board, and a field for the own name.
#[component]
pub(crate) fn People() -> impl IntoView {
    let session = Session::current();
    let avatars = move || {
        session.company.track();
        let others = session.read(|editor| company(editor, session.texts));
        let more = others.len().saturating_sub(5);
        let avatars = others.into_iter().take(5).map(|(name, colour)| {
            view! {
                <li class=format!("avatar person-{colour}") title=name.clone()>
                    <span aria-hidden="true">{initials(&name)}</span>
                    <span class="visually-hidden">{name.clone()}</span>
                </li>
            }
        });
        let avatars = avatars.collect::<Vec<_>>();
        let more = (more > 0).then(|| view! { <li class="avatar">{format!("+{more}")}</li> });
        (avatars, more)
    };
    let rename = move |event: web_sys::Event| {
        session.introduce(&event_target_value(&event));
    };
    let leave_field = move |event: web_sys::KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | "Escape") {
            crate::text_field::focus_wall();
        }
    };
    let own = move || {
        session.loaded.track();
        let name = session.name.get();
        let colour = session.read(|editor| person_colour(editor.replica().participant()));
        (!name.is_empty()).then(|| {
            view! { <span class=format!("avatar own person-{colour}") aria-hidden="true">{initials(&name)}</span> }
        })
    };
    view! {
        <ul class="avatars" aria-label=session.texts.get(text::PEOPLE_HERE)>{avatars}</ul>
        {own}
        <input
            class="name-field"
            class:asking=move || session.name.get().is_empty()
            type="text"
            name="name"
            aria-label=session.texts.get(text::PEOPLE_OWN_NAME)
            placeholder=session.texts.get(text::PEOPLE_OWN_NAME)
            autocomplete="nickname"
            maxlength="60"
            prop:value=move || session.name.get()
            on:change=rename
            on:keydown=leave_field
        />
    }
}

/// The first letters of a name; the style sheet makes capitals of them.
fn initials(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| word.chars().next());
    letters.take(2).collect()
}
