//! Arrows on the canvas: one SVG layer.

use leptos::prelude::*;
use squall_board::ArrowId;

use crate::session::Session;

/// The arrows near the visible part of the wall.
#[component]
pub(super) fn Arrows() -> impl IntoView {
    let session = Session::current();
    view! {
        <svg class="arrows" width="1" height="1">
            <defs>
                <marker
                    id="arrowhead"
                    viewBox="0 0 10 10"
                    refX="8"
                    refY="5"
                    markerWidth="8"
                    markerHeight="8"
                    markerUnits="userSpaceOnUse"
                    orient="auto-start-reverse"
                >
                    <path d="M0 0.500 10 5 0 9.500z" fill="context-stroke"></path>
                </marker>
            </defs>
            <For each=move || session.arrows.get() key=|id| *id let(id)>
                <ArrowLine id=id/>
            </For>
        </svg>
    }
}

#[component]
fn ArrowLine(id: ArrowId) -> impl IntoView {
    let session = Session::current();
    let Some(arrow) = session.arrow(id) else { return ().into_any() };
    let path = {
        let arrow = arrow.clone();
        Memo::new(move |_| arrow.with(|view| view.route.svg_path()))
    };
    let middle = {
        let arrow = arrow.clone();
        Memo::new(move |_| {
            let at = arrow.with(|view| view.route.at(0.5));
            (format!("{:.1}", at.x), format!("{:.1}", at.y - 6.0))
        })
    };
    let label = {
        let arrow = arrow.clone();
        Memo::new(move |_| arrow.with(|view| view.arrow.label.clone()))
    };
    let selected = Memo::new(move |_| {
        session.interaction.track();
        session.read(|editor| editor.selection().arrows.contains(&id))
    });
    view! {
        <g class="arrow" class:selected=selected data-arrow=id.to_string()>
            <path d=move || path.get() marker-end="url(#arrowhead)"></path>
            <text x=move || middle.get().0 y=move || middle.get().1>{move || label.get()}</text>
        </g>
    }
    .into_any()
}
