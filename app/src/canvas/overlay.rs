//! What lies over the notes while working: selection, handles, marquee, guides, an arrow being
//! drawn, and what others have selected.

use leptos::prelude::*;
use squall_board::{Bounds, NoteId};
use squall_editor::gesture::Gesture;
use squall_editor::hit_test::{Corner, connect_handles, note_at};
use squall_editor::people::person_colour;
use squall_editor::route::route_to_point;
use squall_editor::snap::Guide;
use squall_editor::{Editor, Tool};

use crate::session::Session;

/// Everything over the notes, in board units.
#[component]
pub(super) fn Overlay() -> impl IntoView {
    let session = Session::current();
    let own = move || {
        session.interaction.track();
        let zoom = session.camera.get().zoom;
        session.read(|editor| own_marks(editor, zoom))
    };
    let others = move || {
        session.people.track();
        session.revision.track();
        session.read(others_marks)
    };
    view! {
        <svg class="overlay" width="1" height="1" aria-hidden="true">
            <g>{others}</g>
            <g>{own}</g>
        </svg>
    }
}

fn own_marks(editor: &Editor, zoom: f64) -> Vec<AnyView> {
    let mut marks = Vec::new();
    let selection = editor.selection();
    for bounds in selection.notes.iter().filter_map(|id| bounds_of(editor, *id)) {
        marks.push(rectangle(bounds.inflated(2.0 / zoom), "mark-selected"));
    }
    let frames = selection.frames.iter().filter_map(|id| editor.shown_frame(*id));
    for frame in frames {
        marks.push(rectangle(frame.bounds(), "mark-selected"));
    }
    let idle = matches!(editor.gesture(), Gesture::None | Gesture::Pressing { .. });
    if idle && editor.editing().is_none() && editor.tool() == Tool::Select {
        marks.extend(handles(editor, zoom));
    }
    match editor.gesture() {
        Gesture::Selecting { start, end, .. } => {
            marks.push(rectangle(Bounds::spanning(*start, *end), "mark-marquee"));
        }
        Gesture::DrawingFrame { start, end, .. } => {
            marks.push(rectangle(Bounds::spanning(*start, *end), "mark-frame"));
        }
        Gesture::Moving { guides, .. } => marks.extend(guides.iter().map(guide_line)),
        Gesture::Connecting { from, to, over } => {
            marks.extend(arrow_being_drawn(editor, *from, *to, *over));
        }
        Gesture::None
        | Gesture::Pressing { .. }
        | Gesture::Panning { .. }
        | Gesture::ResizingNote { .. }
        | Gesture::ResizingFrame { .. } => {}
    }
    if let (Tool::Connect(from), Some(to)) = (editor.tool(), editor.pointer()) {
        let over = note_at(editor.board(), to).filter(|note| *note != from);
        marks.extend(arrow_being_drawn(editor, from, to, over));
    }
    marks
}

fn handles(editor: &Editor, zoom: f64) -> Vec<AnyView> {
    let selection = editor.selection();
    let note = selection.only_note().and_then(|id| bounds_of(editor, id));
    let frame = selection.only_frame().and_then(|id| editor.shown_frame(id));
    let Some(bounds) = note.or_else(|| frame.map(|frame| frame.bounds())) else {
        return Vec::new();
    };
    let size = 9.0 / zoom;
    let mut handles: Vec<AnyView> = Corner::ALL
        .into_iter()
        .map(|corner| {
            let at = corner.of(bounds);
            let around = Bounds::around(at, squall_board::Size::new(size, size));
            rectangle(around, "mark-handle")
        })
        .collect();
    if note.is_some() {
        handles.extend(connect_handles(bounds, zoom).into_iter().map(|at| {
            view! {
                <circle class="mark-connect" cx=at.x.to_string() cy=at.y.to_string() r=(5.0 / zoom).to_string()></circle>
            }
            .into_any()
        }));
    }
    handles
}

fn arrow_being_drawn(
    editor: &Editor,
    from: NoteId,
    to: squall_board::Point,
    over: Option<NoteId>,
) -> Vec<AnyView> {
    let Some(start) = bounds_of(editor, from) else { return Vec::new() };
    let target = over.and_then(|id| bounds_of(editor, id));
    let route = match target {
        Some(target) => squall_editor::route::route(start, target),
        None => route_to_point(start, to),
    };
    let line = view! {
        <path class="mark-arrow" d=route.svg_path() marker-end="url(#arrowhead)"></path>
    };
    let mut marks = vec![line.into_any()];
    marks.extend(target.map(|target| rectangle(target.inflated(4.0), "mark-target")));
    marks
}

fn others_marks(editor: &Editor) -> Vec<AnyView> {
    let mut marks = Vec::new();
    for other in editor.people().iter() {
        let class = format!("mark-other person-{}", person_colour(other.participant));
        for bounds in other.selection.iter().filter_map(|id| bounds_of(editor, *id)) {
            marks.push(rectangle(bounds.inflated(3.0), &class));
        }
    }
    marks
}

fn bounds_of(editor: &Editor, id: NoteId) -> Option<Bounds> {
    editor.shown_note(id).map(|note| note.bounds())
}

fn rectangle(bounds: Bounds, class: &str) -> AnyView {
    let size = bounds.size();
    view! {
        <rect
            class=class.to_owned()
            x=bounds.left.to_string()
            y=bounds.top.to_string()
            width=size.width.to_string()
            height=size.height.to_string()
        ></rect>
    }
    .into_any()
}

fn guide_line(guide: &Guide) -> AnyView {
    let (x1, y1, x2, y2) = match *guide {
        Guide::Vertical { x, top, bottom } => (x, top, x, bottom),
        Guide::Horizontal { y, left, right } => (left, y, right, y),
    };
    view! {
        <line class="mark-guide" x1=x1.to_string() y1=y1.to_string() x2=x2.to_string() y2=y2.to_string()></line>
    }
    .into_any()
}
