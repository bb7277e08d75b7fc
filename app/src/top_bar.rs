//! The top bar: the board's title, the people, sharing and the panels.

use leptos::html::Div;
use leptos::prelude::*;
use squall_board::BoardCommand;
use squall_editor::keymap::Action;
use squall_texts::{Text, text};

use crate::browser;
use crate::canvas::perform;
use crate::markup::icon;
use crate::panel::of;
use crate::people::People;
use crate::phase_bar::PhaseBar;
use crate::session::{Dialog, Panel, Session};
use crate::watch::{follow, watch, words};

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
    let (past, ways_at) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    let history_html = follow(past, move || history(session));
    let ways_html = follow(ways_at, move || ways(session));
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
                <div
                    node_ref=past
                    class="group"
                    role="group"
                    aria-label=texts.get(text::TOP_HISTORY)
                    on:click=move |event| click(session, &event)
                    inner_html=history_html
                ></div>
                <PhaseBar/>
            </div>
            <div class="top-part">
                <People/>
                <div
                    node_ref=ways_at
                    class="group"
                    on:click=move |event| click(session, &event)
                    inner_html=ways_html
                ></div>
            </div>
        </header>
    }
}

/// What a button of the top bar does.
#[derive(Clone, Copy)]
enum Deed {
    Act(Action),
    Toggle(Panel),
    Open(Dialog),
}

/// The buttons: what they do, their names, and their icons.
const BUTTONS: [(Deed, Text, &str); 8] = [
    (Deed::Act(Action::Undo), text::TOP_UNDO, "undo"),
    (Deed::Act(Action::Redo), text::TOP_REDO, "redo"),
    (Deed::Toggle(Panel::Hints), text::TOP_HINTS, "hint"),
    (Deed::Toggle(Panel::Model), text::TOP_MODEL, "model"),
    (Deed::Toggle(Panel::Outline), text::TOP_OUTLINE, "outline"),
    (Deed::Toggle(Panel::Export), text::TOP_EXPORT, "export"),
    (Deed::Open(Dialog::Import), text::TOP_IMPORT, "import"),
    (Deed::Open(Dialog::Share), text::TOP_SHARE, "share"),
];
/// The first of those at the right.
const WAYS_AT: usize = 2;

fn click(session: Session, event: &web_sys::MouseEvent) {
    let at = of(event, "data-top").and_then(|(_, at)| at.parse().ok());
    match at.and_then(|at: usize| BUTTONS.get(at)).map(|button| button.0) {
        Some(Deed::Act(action)) => perform(session, action),
        Some(Deed::Toggle(panel)) => session.toggle_panel(panel),
        Some(Deed::Open(dialog)) => session.dialog.set(Some(dialog)),
        None => {}
    }
}

/// Taking back and doing again.
fn history(session: Session) -> String {
    session.interaction.track();
    session.revision.track();
    let (undo, redo) = session.read(squall_editor::Editor::can_undo_redo);
    let mut html = String::new();
    for (at, can) in [undo, redo].into_iter().enumerate() {
        let (_, label, sign) = BUTTONS[at];
        let keys = [text::TOP_UNDO_KEYS, text::TOP_REDO_KEYS][at];
        let button = [
            "<button class=\"icon-button\" data-top=\"",
            &at.to_string(),
            "\" aria-label=\"",
            session.texts.get(label),
            "\" title=\"",
            session.texts.get(keys),
            if can { "\">" } else { "\" disabled>" },
            &icon(sign),
            "</button>",
        ];
        html.push_str(&button.concat());
    }
    html
}

/// The panels, import and sharing.
fn ways(session: Session) -> String {
    let open = session.panel.get();
    let hints = session.hint_count.get().to_string();
    let mut html = String::new();
    for (at, (deed, label, sign)) in BUTTONS.iter().enumerate().skip(WAYS_AT) {
        let label = session.texts.get(*label);
        let (class, pressed) = match deed {
            Deed::Toggle(panel) if open == Some(*panel) => ("button", "\" aria-pressed=\"true"),
            Deed::Toggle(_) => ("button", "\" aria-pressed=\"false"),
            Deed::Open(Dialog::Share) => ("button primary", ""),
            Deed::Open(_) | Deed::Act(_) => ("button", ""),
        };
        let count = match deed {
            Deed::Toggle(Panel::Hints) => {
                ["<span class=\"count\" data-count=\"", &hints, "\"></span>"].concat()
            }
            _ => String::new(),
        };
        let button = [
            "<button class=\"",
            class,
            pressed,
            "\" data-top=\"",
            &at.to_string(),
            "\" aria-label=\"",
            label,
            "\">",
            &icon(sign),
            "<span class=\"wide-only\">",
            label,
            "</span>",
            &count,
            "</button>",
        ];
        html.push_str(&button.concat());
    }
    html
}
