//! What lies over the notes while working: selection, handles, marquee, guides, an arrow being
//! drawn, and what others have selected. It changes as a whole with every move of a hand and holds
//! nothing but numbers, so it is written as markup instead of being kept as views.

use std::fmt::Write as _;

use leptos::prelude::*;
use squall_board::{Bounds, NoteId, Point, Size};
use squall_editor::gesture::Gesture;
use squall_editor::hit_test::{Corner, connect_handles, note_at};
use squall_editor::people::person_colour;
use squall_editor::route::{route, route_to_point};
use squall_editor::snap::Guide;
use squall_editor::{Editor, Tool};
use squall_panels::Mark;

use crate::desk::mark_class;
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
    let hints = move || {
        let zoom = session.camera.get().zoom;
        session.notes.track();
        session.revision.track();
        session.marks.with(|marks| session.read(|editor| hint_marks(editor, zoom, marks)))
    };
    let lit = move || {
        let mut marks = Marks::default();
        session.lit.with(|lit| {
            for bounds in lit.iter().filter_map(|id| session.read(|editor| bounds_of(editor, *id)))
            {
                marks.rectangle(bounds.inflated(6.0), "mark-lit");
            }
        });
        marks.svg
    };
    let others = move || {
        session.people.track();
        session.revision.track();
        session.read(others_marks)
    };
    view! {
        <svg class="overlay" width="1" height="1" aria-hidden="true">
            <g inner_html=hints></g>
            <g inner_html=lit></g>
            <g inner_html=others></g>
            <g inner_html=own></g>
        </svg>
    }
}

fn own_marks(editor: &Editor, zoom: f64) -> String {
    let mut marks = Marks::default();
    let selection = editor.selection();
    for bounds in selection.notes.iter().filter_map(|id| bounds_of(editor, *id)) {
        marks.rectangle(bounds.inflated(2.0 / zoom), "mark-selected");
    }
    for frame in selection.frames.iter().filter_map(|id| editor.shown_frame(*id)) {
        marks.rectangle(frame.bounds(), "mark-selected");
    }
    let idle = matches!(editor.gesture(), Gesture::None | Gesture::Pressing { .. });
    if idle && editor.editing().is_none() && editor.tool() == Tool::Select {
        marks.handles(editor, zoom);
    }
    match editor.gesture() {
        Gesture::Selecting { start, end, .. } => {
            marks.rectangle(Bounds::spanning(*start, *end), "mark-marquee");
        }
        Gesture::DrawingFrame { start, end, .. } => {
            marks.rectangle(Bounds::spanning(*start, *end), "mark-frame");
        }
        Gesture::Moving { guides, .. } => guides.iter().for_each(|guide| marks.guide(*guide)),
        Gesture::Connecting { from, to, over } => marks.arrow(editor, *from, *to, *over),
        Gesture::None
        | Gesture::Pressing { .. }
        | Gesture::Panning { .. }
        | Gesture::ResizingNote { .. }
        | Gesture::ResizingFrame { .. } => {}
    }
    if let (Tool::Connect(from), Some(to)) = (editor.tool(), editor.pointer())
        && bounds_of(editor, from).is_some_and(|bounds| !bounds.contains(to))
    {
        let over = note_at(editor.board(), to).filter(|note| *note != from);
        marks.arrow(editor, from, to, over);
    }
    marks.svg
}

fn others_marks(editor: &Editor) -> String {
    let mut marks = Marks::default();
    for other in editor.people().iter() {
        let class = format!("mark-other person-{}", person_colour(other.participant));
        for bounds in other.selection.iter().filter_map(|id| bounds_of(editor, *id)) {
            marks.rectangle(bounds.inflated(3.0), &class);
        }
    }
    marks.svg
}

/// A dot on the corner of each note that a hint is about, of one size at every zoom.
fn hint_marks(editor: &Editor, zoom: f64, marks: &[Mark]) -> String {
    let mut drawn = Marks::default();
    let visible = editor.camera().visible(editor.viewport());
    for mark in marks {
        let Some(bounds) = bounds_of(editor, mark.note).filter(|it| visible.intersects(*it)) else {
            continue;
        };
        let (class, radius) = (mark_class(mark), (6.0 / zoom).min(14.0));
        let (x, y) = (bounds.right - radius, bounds.top + radius);
        let _infallible =
            write!(drawn.svg, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#);
    }
    drawn.svg
}

fn bounds_of(editor: &Editor, id: NoteId) -> Option<Bounds> {
    editor.shown_note(id).map(|note| note.bounds())
}

/// Marks as SVG. Writing into a string cannot fail.
#[derive(Default)]
struct Marks {
    svg: String,
}

impl Marks {
    fn rectangle(&mut self, bounds: Bounds, class: &str) {
        let (x, y, size) = (bounds.left, bounds.top, bounds.size());
        let (width, height) = (size.width, size.height);
        let _infallible = write!(
            self.svg,
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
        );
    }

    fn handles(&mut self, editor: &Editor, zoom: f64) {
        let selection = editor.selection();
        let note = selection.only_note().and_then(|id| bounds_of(editor, id));
        let frame = selection.only_frame().and_then(|id| editor.shown_frame(id));
        let Some(bounds) = note.or_else(|| frame.map(|frame| frame.bounds())) else { return };
        let side = 9.0 / zoom;
        for corner in Corner::ALL {
            let around = Bounds::around(corner.of(bounds), Size::new(side, side));
            self.rectangle(around, "mark-handle");
        }
        if note.is_some() {
            for Point { x, y } in connect_handles(bounds, zoom) {
                let radius = 5.0 / zoom;
                let _infallible = write!(
                    self.svg,
                    r#"<circle class="mark-connect" cx="{x}" cy="{y}" r="{radius}"/>"#
                );
            }
        }
    }

    fn arrow(&mut self, editor: &Editor, from: NoteId, to: Point, over: Option<NoteId>) {
        let Some(start) = bounds_of(editor, from) else { return };
        let target = over.and_then(|id| bounds_of(editor, id));
        let line = target.map_or_else(|| route_to_point(start, to), |target| route(start, target));
        let path = line.svg_path();
        let _infallible = write!(
            self.svg,
            r##"<path class="mark-arrow" d="{path}" marker-end="url(#arrowhead)"/>"##
        );
        if let Some(target) = target {
            self.rectangle(target.inflated(4.0), "mark-target");
        }
    }

    fn guide(&mut self, guide: Guide) {
        let (x1, y1, x2, y2) = match guide {
            Guide::Vertical { x, top, bottom } => (x, top, x, bottom),
            Guide::Horizontal { y, left, right } => (left, y, right, y),
        };
        let _infallible = write!(
            self.svg,
            r#"<line class="mark-guide" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#
        );
    }
}
