//! The top bar: the board's title, the people, sharing and the panels.

use leptos::prelude::*;
use squall_board::BoardCommand;
use squall_editor::keymap::Action;
use squall_texts::{Text, text};

use crate::browser;
use crate::canvas::perform;
use crate::icon::Icon;
use crate::people::People;
use crate::phase_bar::PhaseBar;
use crate::session::{Dialog, Panel, Session};
use crate::watch::{watch, words};

/// What the board is called.
fn shown_title(session: Session) -> String {
    let title = session.title.get();
    if title.is_empty() { session.texts.get(text::TOP_UNTITLED).to_owned() } else { title }
}

/// The top bar.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let session = Session::current();
    let texts = session.texts;
    let retitle = move |event: web_sys::Event| {
        let title = event_target_value(&event).trim().to_owned();
        session.edit(|editor| editor.propose(BoardCommand::RetitleBoard { title }));
    };
    let leave_field = move |event: web_sys::KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | "Escape") {
            crate::text_field::focus_wall();
        }
    };
    watch(move || {
        browser::document().set_title(&texts.fill(text::PAGE_TITLE, [&shown_title(session)]));
    });
    view! {
        <header class="top-bar">
            <div class="top-part">
                <a class="brand" href="/" aria-label=texts.get(text::TOP_HOME)>
                    <img src="/favicon.svg" alt="" width="26" height="26"/>
                </a>
                <h1 class="visually-hidden">{words(move || shown_title(session))}</h1>
                <input
                    class="title-field"
                    type="text"
                    name="title"
                    aria-label=texts.get(text::TOP_TITLE)
                    placeholder=texts.get(text::TOP_UNTITLED)
                    autocomplete="off"
                    maxlength="200"
                    value=session.title.get_untracked()
                    prop:value=move || session.title.get()
                    on:change=retitle
                    on:keydown=leave_field
                />
                <div class="group" role="group" aria-label=texts.get(text::TOP_HISTORY)>
                    {history_button(session, Action::Undo)}
                    {history_button(session, Action::Redo)}
                </div>
                <PhaseBar/>
            </div>
            <div class="top-part">
                <People/>
                <div class="group">
                    <PanelButton panel=Panel::Hints label=text::TOP_HINTS icon="hint"/>
                    <PanelButton panel=Panel::Model label=text::TOP_MODEL icon="model"/>
                    <PanelButton panel=Panel::Outline label=text::TOP_OUTLINE icon="outline"/>
                    <PanelButton panel=Panel::Export label=text::TOP_EXPORT icon="export"/>
                    <button
                        class="button"
                        aria-label=texts.get(text::TOP_IMPORT)
                        on:click=move |_| session.dialog.set(Some(Dialog::Import))
                    >
                        <Icon name="import"/>
                        <span class="wide-only">{texts.get(text::TOP_IMPORT)}</span>
                    </button>
                    <button
                        class="button primary"
                        on:click=move |_| session.dialog.set(Some(Dialog::Share))
                    >
                        <Icon name="share"/>
                        <span class="wide-only">{texts.get(text::TOP_SHARE)}</span>
                    </button>
                </div>
            </div>
        </header>
    }
}

#[component]
fn PanelButton(panel: Panel, label: Text, icon: &'static str) -> impl IntoView {
    let session = Session::current();
    let label = session.texts.get(label);
    let is_open = words(move || (session.panel.get() == Some(panel)).to_string());
    let toggle = move |_| session.toggle_panel(panel);
    view! {
        <button
            class="button"
            aria-label=label
            aria-pressed=is_open
            on:click=toggle
        >
            <Icon name=icon/>
            <span class="wide-only">{label}</span>
            {(panel == Panel::Hints).then(|| view! { <span class="count" data-count=words(move || session.hint_count.get().to_string())></span> })}
        </button>
    }
}

fn history_button(session: Session, action: Action) -> impl IntoView {
    let (label, title, icon) = match action {
        Action::Redo => (text::TOP_REDO, text::TOP_REDO_KEYS, "redo"),
        _ => (text::TOP_UNDO, text::TOP_UNDO_KEYS, "undo"),
    };
    let can = move || {
        session.interaction.track();
        session.revision.track();
        let (undo, redo) = session.read(squall_editor::Editor::can_undo_redo);
        if action == Action::Redo { redo } else { undo }
    };
    view! {
        <button
            class="icon-button"
            aria-label=session.texts.get(label)
            title=session.texts.get(title)
            disabled=move || !can()
            on:click=move |_| perform(session, action)
        >
            <Icon name=icon/>
        </button>
    }
}
