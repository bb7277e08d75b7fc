//! The page of a board, from the top bar to the dialogs.

use leptos::prelude::*;
use squall_texts::text;

use crate::canvas::{Canvas, MinimapView};
use crate::dialogs::Dialogs;
use crate::export_panel;
use crate::notices::Notices;
use crate::page::Page;
use crate::palette::Palette;
use crate::panel::DeskPanel;
use crate::selection_bar::SelectionBar;
use crate::session::{Panel, Session};
use crate::status_bar::StatusBar;
use crate::top_bar::TopBar;
use crate::watch::{watch, words};

/// The page of a board: rendered by the server, brought to life by the browser.
#[component]
pub fn BoardApp() -> impl IntoView {
    let page = Page::current();
    let session = Session::new(&page);
    provide_context(session);
    let mut is_started = false;
    watch(move || {
        // After the canvas has been measured, so that the first look fits it.
        if !std::mem::replace(&mut is_started, true) {
            session.start();
        }
    });
    let panel = move || {
        session.panel.get().map(|panel| match panel {
            Panel::Model => view! { <DeskPanel name=text::TOP_MODEL/> }.into_any(),
            Panel::Hints => view! { <DeskPanel name=text::TOP_HINTS/> }.into_any(),
            Panel::Note => view! { <DeskPanel name=text::PANEL_DETAILS/> }.into_any(),
            Panel::Workshop => view! { <DeskPanel name=text::PANEL_WORKSHOP/> }.into_any(),
            Panel::Map => view! { <DeskPanel name=text::PANEL_MAP/> }.into_any(),
            Panel::Find => view! { <DeskPanel name=text::PANEL_FIND/> }.into_any(),
            Panel::Outline => view! { <DeskPanel name=text::TOP_OUTLINE/> }.into_any(),
            Panel::Export => {
                export_panel::open(session);
                view! { <DeskPanel name=text::EXPORT_TITLE/> }.into_any()
            }
        })
    };
    view! {
        <div class="app">
            <TopBar/>
            <div class="stage">
                <main>
                    <Palette/>
                    <Canvas preview=page.preview/>
                    <SelectionBar/>
                    <MinimapView/>
                    <Notices/>
                </main>
                {panel}
            </div>
            <p class="visually-hidden" id="said" role="status" aria-live="polite">
                {words(move || session.said.get())}
            </p>
            <StatusBar/>
            <Dialogs/>
        </div>
    }
}

/// Puts the living page in the place of the one that the server has rendered, with these texts.
#[cfg(feature = "csr")]
pub fn mount(texts: squall_texts::Texts) {
    use wasm_bindgen::JsCast;
    let rendered = crate::browser::document().get_element_by_id("app");
    let host = rendered.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(host) = host else { return };
    // What is rendered is taken away when the new view is there, in one go before the next paint.
    let old: Vec<web_sys::Element> = host.first_element_child().into_iter().collect();
    let app = move || {
        provide_context(texts);
        BoardApp()
    };
    leptos::mount::mount_to(host, app).forget();
    old.iter().for_each(web_sys::Element::remove);
}
