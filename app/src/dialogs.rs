//! Dialogs over everything: sharing, import, keys.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_editor::keymap::bindings;

use crate::browser;
use crate::icon::Icon;
use crate::import_dialog::ImportForm;
use crate::session::{Dialog, Session};

/// The open dialog, if any.
#[component]
pub(crate) fn Dialogs() -> impl IntoView {
    let session = Session::current();
    move || {
        session.dialog.get().map(|dialog| {
            let (title, body) = match dialog {
                Dialog::Share => ("Share this board", view! { <ShareForm/> }.into_any()),
                Dialog::Import => ("Import text", view! { <ImportForm/> }.into_any()),
                Dialog::Keys => ("Keys", view! { <KeyList/> }.into_any()),
            };
            view! { <Modal title=title>{body}</Modal> }
        })
    }
}

#[component]
fn Modal(title: &'static str, children: Children) -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            // The browser's own modal keeps the focus inside and closes on Escape.
            let modal: &wasm_bindgen::JsValue = element.as_ref();
            let show = js_sys::Reflect::get(modal, &"showModal".into());
            if let Ok(show) = show.map(js_sys::Function::from) {
                let _open_already = show.call0(modal);
            }
        }
    });
    let close = move || {
        session.dialog.set(None);
        crate::text_field::focus_wall();
    };
    view! {
        <dialog node_ref=element class="modal" aria-label=title on:close=move |_| close()>
            <header>
                <h2>{title}</h2>
                <button class="icon-button" aria-label="Close" on:click=move |_| close()>
                    <Icon name="close"/>
                </button>
            </header>
            <div class="modal-body">{children()}</div>
        </dialog>
    }
}

#[component]
fn ShareForm() -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let link = browser::window().location().href().unwrap_or_default();
    let text = link.clone();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move { copied.set(Some(browser::copy_text(&text).await)) });
    };
    let local = matches!(
        browser::window().location().hostname().as_deref(),
        Ok("localhost" | "127.0.0.1" | "[::1]")
    );
    view! {
        <p>"Whoever has this link can read and write the board. No account is needed."</p>
        <div class="share-row">
            <input type="text" readonly aria-label="Link to this board" value=link/>
            <button class="button primary" on:click=copy><Icon name="link"/> "Copy the link"</button>
        </div>
        <p role="status" class="quiet">
            {move || match copied.get() {
                None => "",
                Some(true) => "Copied.",
                Some(false) => "The browser did not allow copying: select the link and copy it.",
            }}
        </p>
        {local.then(|| view! {
            <p class="hint">
                "This address works on this computer only. To share it on your network, start Squall with "
                <code>"--addr 0.0.0.0:4050"</code> " and use this computer's name or address."
            </p>
        })}
    }
}

#[component]
fn KeyList() -> impl IntoView {
    let words = Session::current().words.get_untracked();
    let rows = bindings().into_iter().map(|binding| {
        view! {
            <div class="key-row">
                <dt><kbd>{binding.keys}</kbd></dt>
                <dd>{words.say(&binding.label).to_owned()}</dd>
            </div>
        }
    });
    let rows = rows.collect_view();
    view! {
        <dl class="key-list">
            {rows}
            <div class="key-row"><dt><kbd>"Space + drag"</kbd></dt><dd>"Move the wall"</dd></div>
            <div class="key-row"><dt><kbd>"Wheel"</kbd></dt><dd>"Zoom at the pointer"</dd></div>
            <div class="key-row"><dt><kbd>"Double click"</kbd></dt><dd>"A domain event, or write in what is there"</dd></div>
            <div class="key-row"><dt><kbd>"Ctrl C, X, V"</kbd></dt><dd>"Copy, cut, paste; many lines become many notes"</dd></div>
        </dl>
    }
}
