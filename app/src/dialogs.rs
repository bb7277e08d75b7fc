//! Dialogs over everything: sharing, import, keys. What is in them is HTML.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::notation::Words;
use squall_editor::keymap::bindings;

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
                import_dialog::begin();
            }
            if dialog == Dialog::Commands {
                command_dialog::show(session);
            }
        }
    });
    let (title, body) = match dialog {
        Dialog::Share => ("Share this board", share()),
        Dialog::Import => ("Import text", import_dialog::FORM.to_owned()),
        Dialog::Commands => ("Commands", command_dialog::FORM.to_owned()),
        Dialog::Keys => ("Keys", keys(session.words.get_untracked())),
    };
    let close = icon("close");
    let content = format!(
        "<header><h2>{title}</h2><button class=\"icon-button\" aria-label=\"Close\" data-close>{close}</button></header>\
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
                    import_dialog::text_changed();
                } else if of(&event, "data-commands").is_some() {
                    command_dialog::show(session);
                }
            }
            on:keydown=move |event| {
                if dialog == Dialog::Commands {
                    command_dialog::key(session, &event);
                }
            }
            on:change=move |event| import_dialog::read_file(&event)
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
                "Copied."
            } else {
                "The browser did not allow copying: select the link and copy it."
            };
            if let Some(status) = browser::document().get_element_by_id("share-status") {
                status.set_text_content(Some(said));
            }
        });
    }
}

fn share() -> String {
    let location = browser::window().location();
    let is_local =
        matches!(location.hostname().as_deref(), Ok("localhost" | "127.0.0.1" | "[::1]"));
    let hint = if is_local {
        "<p class=\"hint\">This address works on this computer only. To share it on your network, start Squall with \
         <code>--addr 0.0.0.0:4050</code> and use this computer's name or address.</p>"
    } else {
        ""
    };
    let (link, sign) = (escaped(&location.href().unwrap_or_default()), icon("link"));
    format!(
        "<p>Whoever has this link can read and write the board. No account is needed.</p>\
         <div class=\"share-row\">\
         <input id=\"share-link\" type=\"text\" readonly aria-label=\"Link to this board\" value=\"{link}\">\
         <button class=\"button primary\" data-copy>{sign} Copy the link</button></div>\
         <p id=\"share-status\" role=\"status\" class=\"quiet\"></p>{hint}"
    )
}

fn keys(words: Words) -> String {
    /// What hands do beside pressing one key.
    const OTHERS: [(&str, &str); 4] = [
        ("Space + drag", "Move the wall"),
        ("Wheel", "Zoom at the pointer"),
        ("Double click", "A domain event, or write in what is there"),
        ("Ctrl C, X, V", "Copy, cut, paste; many lines become many notes"),
    ];
    let mut html = "<dl class=\"key-list\">".to_owned();
    let mut row = |keys: &str, label: &str| {
        let label = escaped(label);
        let row = [
            "<div class=\"key-row\"><dt><kbd>",
            &escaped(keys),
            "</kbd></dt><dd>",
            &label,
            "</dd></div>",
        ];
        html.push_str(&row.concat());
    };
    for binding in bindings() {
        row(&binding.keys, words.say(&binding.label));
    }
    for (keys, label) in OTHERS {
        row(keys, label);
    }
    html.push_str("</dl>");
    html
}
