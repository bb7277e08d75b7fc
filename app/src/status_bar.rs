//! The bottom: the state of the connection in words, zoom, and help.

use leptos::prelude::*;
use squall_editor::keymap::Action;

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
    let button = move |action: Action, label: &'static str, key: &'static str, icon| {
        icon_button(label, format!("{label} ({key})"), icon, move || perform(session, action))
    };
    let keys = move || session.dialog.set(Some(Dialog::Keys));
    view! {
        <footer class="status-bar">
            <p class=words(move || format!("saved-state {}", state_class(session))) role="status">
                {words(move || state_in_words(session))}
            </p>
            <div class="spacer"></div>
            <div class="group" role="group" aria-label="Zoom">
                {button(Action::ZoomOut, "Zoom out", "-", "minus")}
                <button
                    class="zoom-level"
                    aria-label=words(move || format!("{}, zoom to 100 %", zoom()))
                    title="Zoom to 100 % (0)"
                    on:click=move |_| perform(session, Action::ZoomFull)
                >
                    {words(zoom)}
                </button>
                {button(Action::ZoomIn, "Zoom in", "+", "plus")}
                {button(Action::Fit, "Show everything", "1", "fit")}
                {button(Action::Minimap, "Overview", "M", "map")}
            </div>
            {button(Action::Search, "Find words on the wall", "Ctrl F", "search")}
            {button(Action::Commands, "Find a command", "Ctrl K", "commands")}
            {icon_button("Light or dark", "Light or dark".to_owned(), "theme", switch_theme)}
            {icon_button("Keys", "Keys (?)".to_owned(), "help", keys)}
        </footer>
    }
}

/// The state of one's edits in words that are always true.
fn state_in_words(session: Session) -> String {
    let pending = session.pending.get();
    let edits = if pending == 1 { "1 edit".to_owned() } else { format!("{pending} edits") };
    let place = match session.kept.get() {
        Kept::OnDevice => "kept on this device",
        Kept::Storing => "being stored on this device",
        Kept::InTab => "kept in this tab",
    };
    match (session.link.get(), pending) {
        (Link::Connecting, _) => "Connecting …".to_owned(),
        (Link::Connected, 0) => "Saved".to_owned(),
        (Link::Connected, pending) => format!("Saving {pending}"),
        (Link::Offline, 0) => "Offline: connecting again …".to_owned(),
        (Link::Offline, _) => format!("Offline: {edits} {place}, connecting again …"),
        (Link::Refused(reason), 0) => reason.to_string(),
        (Link::Refused(reason), _) => format!("{reason} {edits} {place}."),
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

/// Switches between light and dark.
fn switch_theme() {
    let root = crate::browser::document().document_element();
    let Some(root) = root else { return };
    let chosen = root.get_attribute("data-theme");
    let system = crate::browser::window().match_media("(prefers-color-scheme: dark)");
    let system_dark = system.ok().flatten().is_some_and(|query| query.matches());
    let dark = chosen.map_or(system_dark, |theme| theme == "dark");
    let theme = if dark { "light" } else { "dark" };
    let _no_such_attribute = root.set_attribute("data-theme", theme);
    crate::browser::store("squall.theme", theme);
}
