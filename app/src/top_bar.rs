//! The top bar: the board's title, the people, sharing and the panels.

use leptos::prelude::*;
use squall_board::BoardCommand;
use squall_editor::keymap::Action;

use crate::browser;
use crate::canvas::perform;
use crate::icon::Icon;
use crate::people::People;
use crate::phase_bar::PhaseBar;
use crate::session::{Dialog, Panel, Session};

/// The top bar.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let session = Session::current();
    let retitle = move |event: web_sys::Event| {
        let title = event_target_value(&event).trim().to_owned();
        session.edit(|editor| editor.propose(BoardCommand::RetitleBoard { title }));
    };
    let leave_field = move |event: web_sys::KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | "Escape") {
            crate::text_field::focus_wall();
        }
    };
    Effect::new(move |_| {
        let title = session.title.get();
        let shown = if title.is_empty() { "Untitled board".to_owned() } else { title };
        browser::document().set_title(&format!("{shown} · Squall"));
    });
    let can = move |redo: bool| {
        session.interaction.track();
        session.revision.track();
        let (undo, again) = session.read(squall_editor::Editor::can_undo_redo);
        if redo { again } else { undo }
    };
    view! {
        <header class="top-bar">
            <div class="top-part">
                <a class="brand" href="/" aria-label="Squall home">
                    <img src="/favicon.svg" alt="" width="26" height="26"/>
                </a>
                <input
                    class="title-field"
                    type="text"
                    name="title"
                    aria-label="Board title"
                    placeholder="Untitled board"
                    autocomplete="off"
                    maxlength="200"
                    value=session.title.get_untracked()
                    prop:value=move || session.title.get()
                    on:change=retitle
                    on:keydown=leave_field
                />
                <div class="group" role="group" aria-label="History">
                    <button
                        class="icon-button"
                        aria-label="Undo"
                        title="Undo (Ctrl Z)"
                        disabled=move || !can(false)
                        on:click=move |_| perform(session, Action::Undo)
                    >
                        <Icon name="undo"/>
                    </button>
                    <button
                        class="icon-button"
                        aria-label="Redo"
                        title="Redo (Ctrl Shift Z)"
                        disabled=move || !can(true)
                        on:click=move |_| perform(session, Action::Redo)
                    >
                        <Icon name="redo"/>
                    </button>
                </div>
                <PhaseBar/>
            </div>
            <div class="top-part">
                <People/>
                <div class="group">
                    <PanelButton panel=Panel::Hints label="Hints" icon="hint"/>
                    <PanelButton panel=Panel::Model label="Model" icon="model"/>
                    <PanelButton panel=Panel::Export label="Export" icon="export"/>
                    <DialogButton dialog=Dialog::Import label="Import" icon="import"/>
                    <button
                        class="button primary"
                        on:click=move |_| session.dialog.set(Some(Dialog::Share))
                    >
                        <Icon name="share"/>
                        <span class="wide-only">"Share"</span>
                    </button>
                </div>
            </div>
        </header>
    }
}

#[component]
fn PanelButton(panel: Panel, label: &'static str, icon: &'static str) -> impl IntoView {
    let session = Session::current();
    let is_open = move || session.panel.get() == Some(panel);
    let toggle = move |_| session.toggle_panel(panel);
    view! {
        <button
            class="button"
            aria-label=label
            aria-pressed=move || is_open().to_string()
            on:click=toggle
        >
            <Icon name=icon/>
            <span class="wide-only">{label}</span>
            {(panel == Panel::Hints).then(|| view! { <span class="count" data-count=move || session.hint_count.get().to_string()></span> })}
        </button>
    }
}

#[component]
fn DialogButton(dialog: Dialog, label: &'static str, icon: &'static str) -> impl IntoView {
    let session = Session::current();
    view! {
        <button class="button" aria-label=label on:click=move |_| session.dialog.set(Some(dialog))>
            <Icon name=icon/>
            <span class="wide-only">{label}</span>
        </button>
    }
}
