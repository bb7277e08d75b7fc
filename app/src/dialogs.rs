//! Dialogs over everything: sharing, import, keys. What is in them is HTML.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::notation::Words;
use squall_editor::keymap::bindings;
use squall_texts::{Text, Texts, text};

use crate::browser;
use crate::command_dialog;
use crate::import_dialog;
use crate::markup::{escaped, icon};
use crate::panel::{of, value_of};
use crate::session::{Dialog, Session};
use crate::watch::watch;

/// The open dialog, if any.
#[component]
pub(crate) fn Dialogs() -> impl IntoView {
    let session = Session::current();
    move || session.dialog.get().map(|dialog| modal(session, dialog))
}

fn modal(session: Session, dialog: Dialog) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    watch(move || {
        if let Some(element) = element.get() {
            // The browser's own modal keeps the focus inside and closes on Escape.
            let modal: &wasm_bindgen::JsValue = element.as_ref();
            let show = js_sys::Reflect::get(modal, &"showModal".into());
            if let Ok(show) = show.map(js_sys::Function::from) {
                let _open_already = show.call0(modal);
            }
            if dialog == Dialog::Import {
                import_dialog::begin(session.texts);
            }
            if dialog == Dialog::Commands {
                command_dialog::show(session);
            }
        }
    });
    let texts = session.texts;
    let (title, body) = match dialog {
        Dialog::Share => (text::SHARE_TITLE, share(texts)),
        Dialog::Import => (text::IMPORT_TITLE, import_dialog::form(texts)),
        Dialog::Commands => (text::COMMANDS_TITLE, command_dialog::form(texts)),
        Dialog::Keys => (text::KEYS_TITLE, keys(session.words.get_untracked(), texts)),
    };
    let (title, close_it) = (texts.get(title), texts.get(text::DIALOG_CLOSE));
    let close = icon("close");
    let content = format!(
        "<header><h2>{title}</h2><button class=\"icon-button\" aria-label=\"{close_it}\" data-close>{close}</button></header>\
         <div class=\"modal-body\">{body}</div>"
    );
    view! {
        <dialog
            node_ref=element
            class="modal"
            aria-label=title
            on:close=move |_| close_dialog(session)
            on:click=move |event| click(session, &event)
            on:input=move |event| {
                if of(&event, "data-text").is_some() {
                    import_dialog::text_changed(texts);
                } else if of(&event, "data-commands").is_some() {
                    command_dialog::show(session);
                }
            }
            on:keydown=move |event| {
                if dialog == Dialog::Commands {
                    command_dialog::key(session, &event);
                }
            }
            on:change=move |event| import_dialog::read_file(&event, texts)
            inner_html=content
        ></dialog>
    }
}

/// Closes the dialog that is open.
pub(crate) fn close_dialog(session: Session) {
    session.dialog.set(None);
    crate::text_field::focus_wall();
}

fn click(session: Session, event: &web_sys::Event) {
    if of(event, "data-close").is_some() {
        close_dialog(session);
    } else if of(event, "data-command").is_some() {
        command_dialog::click(session, event);
    } else if of(event, "data-put").is_some() {
        import_dialog::put_up(session);
    } else if of(event, "data-copy").is_some() {
        let field = browser::document().get_element_by_id("share-link");
        let link = field.as_ref().map(value_of).unwrap_or_default();
        spawn_local(async move {
            let said = if browser::copy_text(&link).await {
                text::SHARE_COPIED
            } else {
                text::SHARE_NOT_COPIED
            };
            if let Some(status) = browser::document().get_element_by_id("share-status") {
                status.set_text_content(Some(session.texts.get(said)));
            }
        });
    }
}

fn share(texts: Texts) -> String {
    let location = browser::window().location();
    let is_local =
        matches!(location.hostname().as_deref(), Ok("localhost" | "127.0.0.1" | "[::1]"));
    let hint = if is_local {
        let said = texts.fill(text::SHARE_LOCAL, ["<code>--addr 0.0.0.0:4050</code>"]);
        ["<p class=\"hint\">", &said, "</p>"].concat()
    } else {
        String::new()
    };
    let [who, label, copy] =
        [text::SHARE_WHO, text::SHARE_LINK, text::SHARE_COPY].map(|text| texts.get(text));
    let (link, sign) = (escaped(&location.href().unwrap_or_default()), icon("link"));
    format!(
        "<p>{who}</p>\
         <div class=\"share-row\">\
         <input id=\"share-link\" type=\"text\" readonly aria-label=\"{label}\" value=\"{link}\">\
         <button class=\"button primary\" data-copy>{sign} {copy}</button></div>\
         <p id=\"share-status\" role=\"status\" class=\"quiet\"></p>{hint}"
    )
}

fn keys(words: Words, texts: Texts) -> String {
    /// What hands do beside pressing one key.
    const OTHERS: [(Text, Text); 4] = [
        (text::KEYS_DRAG, text::KEYS_DRAG_DOES),
        (text::KEYS_WHEEL, text::KEYS_WHEEL_DOES),
        (text::KEYS_DOUBLE, text::KEYS_DOUBLE_DOES),
        (text::KEYS_CLIPBOARD, text::KEYS_CLIPBOARD_DOES),
    ];
    let mut html = "<dl class=\"key-list\">".to_owned();
    let mut row = |keys: &str, label: Text| {
        let label = escaped(texts.get(label));
        let row = [
            "<div class=\"key-row\"><dt><kbd>",
            &escaped(keys),
            "</kbd></dt><dd>",
            &label,
            "</dd></div>",
        ];
        html.push_str(&row.concat());
    };
    for binding in bindings(texts) {
        row(&binding.keys, words.say(binding.label));
    }
    for (keys, label) in OTHERS {
        row(texts.get(keys), label);
    }
    html.push_str("</dl>");
    html
}
