//! The bottom: the state of the connection in words, zoom, and help.

use leptos::prelude::*;
use squall_editor::keymap::{Action, written};
use squall_texts::{Text, text};

use crate::browser;
use crate::canvas::perform;
use crate::icon::icon_button;
use crate::keeper::Kept;
use crate::markup::fixed;
use crate::session::{Dialog, Link, Session};
use crate::watch::words;

/// The bar at the bottom.
#[component]
pub(crate) fn StatusBar() -> impl IntoView {
    let session = Session::current();
    let zoom = move || fixed(session.camera.get().zoom * 100.0, 0) + " %";
    let texts = session.texts;
    let button = move |action: Action, label: Text, key: &'static str, icon| {
        let (label, key) = (texts.get(label), written(key, texts));
        icon_button(label, format!("{label} ({key})"), icon, move || perform(session, action))
    };
    let keys = move || session.dialog.set(Some(Dialog::Keys));
    view! {
        <footer class="status-bar">
            <p class=words(move || format!("saved-state {}", state_class(session))) role="status">
                {words(move || state_in_words(session))}
            </p>
            <div class="spacer"></div>
            <div class="group" role="group" aria-label=texts.get(text::STATUS_ZOOM)>
                {button(Action::ZoomOut, text::STATUS_ZOOM_OUT, "-", "minus")}
                <button
                    class="zoom-level"
                    aria-label=words(move || texts.fill(text::STATUS_ZOOM_LEVEL, [&zoom()]))
                    title=texts.get(text::STATUS_ZOOM_FULL)
                    on:click=move |_| perform(session, Action::ZoomFull)
                >
                    {words(zoom)}
                </button>
                {button(Action::ZoomIn, text::STATUS_ZOOM_IN, "+", "plus")}
                {button(Action::Fit, text::STATUS_FIT, "1", "fit")}
                {button(Action::Minimap, text::STATUS_OVERVIEW, "M", "map")}
            </div>
            {button(Action::Search, text::STATUS_FIND, "Ctrl F", "search")}
            {button(Action::Commands, text::ACTION_COMMANDS, "Ctrl K", "commands")}
            <button
                class="icon-button language"
                lang=texts.get(text::STATUS_LANGUAGE_TAG)
                aria-label=texts.get(text::STATUS_LANGUAGE)
                title=texts.get(text::STATUS_LANGUAGE)
                on:click=move |_| switch_language(session)
            >
                {texts.get(text::STATUS_LANGUAGE_CODE)}
            </button>
            {icon_button(texts.get(text::STATUS_THEME), texts.get(text::STATUS_THEME).to_owned(), "theme", switch_theme)}
            {icon_button(texts.get(text::STATUS_KEYS), texts.get(text::STATUS_KEYS_KEY).to_owned(), "help", keys)}
        </footer>
    }
}

/// The state of one's edits in words that are always true.
fn state_in_words(session: Session) -> String {
    let pending = session.pending.get();
    let texts = session.texts;
    let edits = texts.count(text::STATUS_EDITS, pending);
    let place = match session.kept.get() {
        Kept::OnDevice => text::STATUS_ON_DEVICE,
        Kept::Storing => text::STATUS_STORING,
        Kept::InTab => text::STATUS_IN_TAB,
    };
    let place = texts.get(place);
    match (session.link.get(), pending) {
        (Link::Connecting, _) => texts.get(text::STATUS_CONNECTING).to_owned(),
        (Link::Connected, 0) => texts.get(text::STATUS_SAVED).to_owned(),
        (Link::Connected, pending) => texts.fill(text::STATUS_SAVING, [&pending.to_string()]),
        (Link::Offline, 0) => texts.get(text::STATUS_OFFLINE).to_owned(),
        (Link::Offline, _) => texts.fill(text::STATUS_OFFLINE_EDITS, [&edits, place]),
        (Link::Refused(reason), 0) => reason.say(texts),
        (Link::Refused(reason), _) => {
            texts.fill(text::STATUS_REFUSED_EDITS, [&reason.say(texts), &edits, place])
        }
    }
}

fn state_class(session: Session) -> &'static str {
    match (session.link.get(), session.pending.get()) {
        (Link::Connecting, _) => "is-connecting",
        (Link::Connected, 0) => "is-saved",
        (Link::Connected, _) => "is-saving",
        (Link::Offline | Link::Refused(_), _) => "is-offline",
    }
}

/// Has the server remember the other language and shows the page in it: only if it answers, because without
/// it there would be no page.
fn switch_language(session: Session) {
    let language = session.texts.get(text::STATUS_LANGUAGE_TAG);
    let url = ["/language?to=", language].concat();
    leptos::task::spawn_local(async move {
        match browser::fetch("POST", &url, None, session.texts).await {
            Ok(_) => {
                let _the_page_goes = browser::window().location().reload();
            }
            Err(_) => session.say(session.texts.get(text::NOTICE_LANGUAGE_LATER), None),
        }
    });
}

/// Switches between light and dark.
fn switch_theme() {
    let root = browser::document().document_element();
    let Some(root) = root else { return };
    let chosen = root.get_attribute("data-theme");
    let system = browser::window().match_media("(prefers-color-scheme: dark)");
    let system_dark = system.ok().flatten().is_some_and(|query| query.matches());
    let dark = chosen.map_or(system_dark, |theme| theme == "dark");
    let theme = if dark { "light" } else { "dark" };
    let _no_such_attribute = root.set_attribute("data-theme", theme);
    browser::store("squall.theme", theme);
}
