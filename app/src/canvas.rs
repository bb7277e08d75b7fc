//! The wall: painted on one sheet, with an element for each thing in view for whoever does not see it,
//! and a text field over whatever is being written on.

mod brush;
mod input;
mod marks;
mod minimap;
mod mirror;
mod surface;
mod tiles;

pub(crate) use input::perform;
use leptos::html::Div;
use leptos::prelude::*;
pub(crate) use minimap::MinimapView;
use squall_texts::text;

pub(crate) use mirror::Mirror;
pub(crate) use surface::Surface;

use crate::markup::fixed;
use crate::session::Session;
use crate::watch::watch;

/// The wall and everything drawn on it.
#[component]
pub(crate) fn Canvas(
    /// The wall as the server drew it, shown until the real one is there.
    preview: String,
) -> impl IntoView {
    let session = Session::current();
    let texts = session.texts;
    let element = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            input::attach(session, &element);
        }
    });
    let transform = move || {
        let camera = session.camera.get();
        let (x, y) = (-camera.origin.x * camera.zoom, -camera.origin.y * camera.zoom);
        let (x, y, zoom) = (fixed(x, 2), fixed(y, 2), fixed(camera.zoom, 6));
        format!("transform:translate({x}px,{y}px) scale({zoom});--zoom:{zoom}")
    };
    let cursor = move || {
        session.interaction.track();
        input::cursor_class(session)
    };
    let sheet = NodeRef::<leptos::html::Canvas>::new();
    let painted = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (Some(sheet), Some(painted)) = (sheet.get(), painted.get()) {
            surface::attach(session, sheet);
            mirror::attach(session, painted.into());
        }
    });
    let drawn = NodeRef::<Div>::new();
    watch(move || {
        // No element of it is needed any more.
        if let Some(drawn) = drawn.get().filter(|_| session.loaded.get()) {
            drawn.set_inner_html("");
        }
    });
    view! {
        <div
            node_ref=element
            class=move || format!("canvas {}", cursor())
            tabindex="0"
            role="application"
            aria-label=texts.get(text::WALL_NAME)
            aria-describedby="canvas-help"
        >
            <p id="canvas-help" class="visually-hidden">
                {texts.get(text::WALL_HELP)}
            </p>
            <div node_ref=drawn id="wall-preview" class="wall-preview" inner_html=preview></div>
            <canvas node_ref=sheet class="sheet" class:hidden=move || !session.loaded.get()></canvas>
            <div node_ref=painted class="mirror"></div>
            <div class="world" style=transform>
                <crate::text_field::TextField/>
            </div>
            <Show when=move || is_empty(session)>
                <div class="empty-hint" aria-hidden="true">
                    <p class="empty-title">{texts.get(text::WALL_EMPTY_TITLE)}</p>
                    <p>{texts.get(text::WALL_EMPTY_PRESS)} " " <kbd>"E"</kbd> " " {texts.get(text::WALL_EMPTY_THEN)}</p>
                </div>
            </Show>
        </div>
    }
}

/// Whether the wall is known to be bare, and nobody is about to change that.
fn is_empty(session: Session) -> bool {
    session.revision.track();
    session.loaded.get() && session.read(|editor| editor.board().bounds().is_none())
}
