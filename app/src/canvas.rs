//! The wall: notes as elements of the document, arrows in one SVG layer, frames below. While panning
//! or zooming only the camera's transform changes.

mod arrows;
mod cursors;
mod frames;
mod input;
mod notes;
mod overlay;

pub(crate) use input::perform;
use leptos::html::Div;
use leptos::prelude::*;

use crate::session::Session;

/// The wall and everything drawn on it.
#[component]
pub(crate) fn Canvas(
    /// The wall as the server drew it, shown until the real one is there.
    preview: String,
) -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            input::attach(session, &element);
        }
    });
    let transform = move || {
        let camera = session.camera.get();
        let (x, y) = (-camera.origin.x * camera.zoom, -camera.origin.y * camera.zoom);
        let zoom = camera.zoom;
        format!("transform:translate({x:.2}px,{y:.2}px) scale({zoom});--zoom:{zoom}")
    };
    let grid = move || {
        let camera = session.camera.get();
        let mut step = 28.0 * camera.zoom;
        while step < 14.0 {
            step *= 4.0;
        }
        let (x, y) = (-camera.origin.x * camera.zoom, -camera.origin.y * camera.zoom);
        format!("background-size:{step:.2}px {step:.2}px;background-position:{x:.2}px {y:.2}px")
    };
    let cursor = move || {
        session.interaction.track();
        input::cursor_class(session)
    };
    let far = move || session.camera.get().zoom < 0.35;
    let near = move || session.camera.get().zoom > 1.5;
    view! {
        <div
            node_ref=element
            class=move || format!("canvas {}", cursor())
            class:far=far
            class:near=near
            style=grid
            tabindex="0"
            role="application"
            aria-label="Wall"
            aria-describedby="canvas-help"
        >
            <p id="canvas-help" class="visually-hidden">
                "Press E for a domain event, C for a command, question mark for all keys."
            </p>
            <div
                id="wall-preview"
                class="wall-preview"
                class:hidden=move || session.loaded.get()
                inner_html=preview
            ></div>
            <div class="world" style=transform>
                <frames::Frames/>
                <arrows::Arrows/>
                <notes::Notes/>
                <overlay::Overlay/>
                <crate::text_field::TextField/>
            </div>
            <cursors::Cursors/>
            <Show when=move || is_empty(session)>
                <div class="empty-hint" aria-hidden="true">
                    <p class="empty-title">"What happens in your business?"</p>
                    <p>"Press " <kbd>"E"</kbd> " or double-click, and write something that happened: “Order Placed”."</p>
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
