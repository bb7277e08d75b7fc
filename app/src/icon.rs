//! Icons from one sprite, drawn in the colour of the text around them.

use leptos::prelude::*;

/// The icon with this name in `public/icons.svg`; decoration beside a name, hidden from readers.
#[component]
pub(crate) fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" width="20" height="20">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
