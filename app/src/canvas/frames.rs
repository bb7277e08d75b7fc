//! Frames on the canvas.

use leptos::prelude::*;
use squall_board::{Frame, FrameId, notation};

use crate::session::Session;

/// The frames, largest first, so that smaller ones lie on top.
#[component]
pub(super) fn Frames() -> impl IntoView {
    let session = Session::current();
    view! {
        <div class="frames">
            <For each=move || session.frames.get() key=|id| *id let(id)>
                <FrameBox id=id/>
            </For>
        </div>
    }
}

#[component]
fn FrameBox(id: FrameId) -> impl IntoView {
    let session = Session::current();
    let Some(frame) = session.frame(id) else { return ().into_any() };
    let part = |read: fn(&Frame) -> String| {
        let frame = frame.clone();
        Memo::new(move |_| frame.with(read))
    };
    let class = part(|frame| format!("frame frame-{}", notation::of_frame(frame.kind).name));
    let place = part(|frame| {
        let bounds = frame.bounds();
        format!(
            "transform:translate({:.2}px,{:.2}px);width:{:.2}px;height:{:.2}px",
            bounds.left, bounds.top, frame.size.width, frame.size.height
        )
    });
    let label = part(|frame| {
        let label = notation::of_frame(frame.kind).label;
        if frame.title.is_empty() { label.to_owned() } else { format!("{label}: {}", frame.title) }
    });
    let title = part(|frame| {
        let label = notation::of_frame(frame.kind).label;
        if frame.title.is_empty() { label.to_owned() } else { frame.title.clone() }
    });
    let unnamed = {
        let frame = frame.clone();
        Memo::new(move |_| frame.with(|frame| frame.title.is_empty()))
    };
    let selected = Memo::new(move |_| {
        session.interaction.track();
        session.read(|editor| editor.selection().frames.contains(&id))
    });
    view! {
        <div
            class=move || class.get()
            class:selected=selected
            style=move || place.get()
            role="group"
            aria-label=move || label.get()
            data-frame=id.to_string()
        >
            <span class="frame-title" class:unnamed=unnamed dir="auto">{move || title.get()}</span>
        </div>
    }
    .into_any()
}
