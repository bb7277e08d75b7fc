//! What lies over the notes while working: selection, handles, marquee, guides, an arrow being drawn, what
//! hints are about, what a panel points at, and what others have selected.

use squall_board::protocol::SessionId;
use squall_board::{Bounds, NoteId, Point, Size, Vector, notation};
use squall_editor::gesture::Gesture;
use squall_editor::hit_test::{Corner, connect_handles, note_at};
use squall_editor::people::{Other, person_colour};
use squall_editor::route::{route, route_to_point};
use squall_editor::snap::Guide;
use squall_editor::{Editor, Tool, flow};
use squall_panels::Mark;
use squall_picture::{Brush, Ink, Scene};
use squall_texts::Texts;

use super::brush::CanvasBrush;
use crate::people::shown_name;

/// The colours of marks, as in `style/tokens.css`.
#[derive(Debug, Default)]
pub(super) struct MarkColours {
    pub(super) accent: String,
    pub(super) danger: String,
    pub(super) raised: String,
    pub(super) quiet: String,
}

/// The colours of people, as `.person-N` in `style/canvas.css`.
const PEOPLE: [&str; 8] =
    ["#2459d6", "#b3261e", "#1d6b3a", "#7b2fb5", "#9a4a00", "#00697a", "#a61e69", "#4a5568"];
const GUIDE: &str = "#d6246e";
/// More selected notes than this have one line around all of them.
const MARKED_MAX: usize = 150;

struct Marks<'a, 'b> {
    brush: &'a mut CanvasBrush<'b>,
    editor: &'a Editor,
    colours: &'a MarkColours,
    visible: Bounds,
    zoom: f64,
}

/// How much of its way a pointer goes in a frame: somebody's hand is told a few times a second, and seen
/// to move all the time.
const POINTER_STEP: f64 = 0.35;

/// Where the pointers of others are seen.
#[derive(Debug, Default)]
pub(super) struct Pointers(Vec<(SessionId, Point)>);

impl Pointers {
    /// Paints the pointers a step nearer to where they are; tells whether some are not there yet.
    pub(super) fn paint(
        &mut self,
        brush: &mut CanvasBrush<'_>,
        editor: &Editor,
        texts: Texts,
        jumps: bool,
    ) -> bool {
        let camera = editor.camera();
        let visible = camera.visible(editor.viewport());
        let mut seen = Vec::new();
        let mut goes_on = false;
        for other in editor.people().iter() {
            let Some(target) = other.cursor else { continue };
            let before = self.0.iter().find(|(session, _)| *session == other.session);
            let at = match before.map(|(_, at)| *at) {
                Some(at) if !jumps => {
                    let way = target.from(at);
                    if way.length() * camera.zoom < 0.5 {
                        target
                    } else {
                        goes_on = true;
                        at.moved(Vector::new(way.dx * POINTER_STEP, way.dy * POINTER_STEP))
                    }
                }
                _ => target,
            };
            seen.push((other.session, at));
            if visible.inflated(200.0 / camera.zoom).contains(at) {
                let name = shown_name(editor, other, texts);
                brush.pointer(at, camera.zoom, &name, colour_of(other));
            }
        }
        self.0 = seen;
        goes_on
    }
}

/// The colour of a person.
pub(super) fn colour_of(other: &Other) -> &'static str {
    PEOPLE[person_colour(other.participant) as usize % PEOPLE.len()]
}

/// Paints all marks.
pub(super) fn paint(
    brush: &mut CanvasBrush<'_>,
    editor: &Editor,
    scene: &Scene,
    colours: &MarkColours,
    hints: &[Mark],
    lit: &[NoteId],
) {
    let camera = editor.camera();
    let (visible, zoom) = (camera.visible(editor.viewport()), camera.zoom);
    let mut marks = Marks { brush, editor, colours, visible, zoom };
    marks.hints(hints);
    for id in lit {
        if let Some(bounds) = marks.bounds_of(*id) {
            marks.around(bounds.inflated(6.0), 4.0, &colours.accent);
        }
    }
    marks.others();
    marks.own(scene);
}

impl Marks<'_, '_> {
    fn bounds_of(&self, id: NoteId) -> Option<Bounds> {
        let bounds = self.editor.shown_bounds(id)?;
        bounds.inflated(20.0).intersects(self.visible).then_some(bounds)
    }

    /// A line of so many CSS pixels around the rectangle.
    fn around(&mut self, bounds: Bounds, width: f64, colour: &str) {
        let width = width / self.zoom;
        self.brush.border(bounds.inflated(width / 2.0), 0.0, width, false, Ink::full(colour));
    }

    fn tinted(&mut self, bounds: Bounds) {
        let accent = &self.colours.accent;
        self.brush.fill(bounds, [0.0; 4], Ink { colour: accent, opacity: 0.12 });
        self.around(bounds, 1.0, accent);
    }

    fn line(&mut self, from: Point, to: Point, colour: &str) {
        self.brush.line(from, to, 1.0 / self.zoom, false, Ink::full(colour));
    }

    /// A dot on the corner of each note that a hint is about, of one size at every zoom.
    fn hints(&mut self, hints: &[Mark]) {
        let radius = (6.0 / self.zoom).min(14.0);
        if radius * self.zoom < 1.5 {
            return;
        }
        for mark in hints {
            let Some(bounds) = self.bounds_of(mark.note) else { continue };
            let at = Point::new(bounds.right - radius, bounds.top + radius);
            let MarkColours { accent, danger, raised, quiet } = self.colours;
            let (fill, stroke) = match mark.severity {
                0 => (raised, quiet),
                1 => (accent, raised),
                _ => (danger, raised),
            };
            self.brush.dot(at, radius, fill, stroke, 2.0 / self.zoom);
        }
    }

    fn others(&mut self) {
        for other in self.editor.people().iter() {
            for id in &other.selection {
                if let Some(bounds) = self.bounds_of(*id) {
                    self.around(bounds.inflated(3.0), 2.0, colour_of(other));
                }
            }
        }
    }

    fn own(&mut self, scene: &Scene) {
        let accent = &self.colours.accent;
        let selection = self.editor.selection();
        for id in selection.notes.iter().filter(|_| selection.notes.len() <= MARKED_MAX) {
            if let Some(bounds) = self.bounds_of(*id) {
                self.around(bounds.inflated(1.0 / self.zoom), 2.0, accent);
            }
        }
        if selection.notes.len() > MARKED_MAX {
            let all = selection.notes.iter().filter_map(|id| self.editor.shown_bounds(*id));
            if let Some(bounds) = all.reduce(Bounds::union) {
                self.around(bounds.inflated(8.0), 2.0, accent);
            }
        }
        for id in &selection.arrows {
            if let Some(route) = scene.route_of(*id) {
                self.brush.arrow(route, 3.0, Ink::full(accent));
            }
        }
        for frame in selection.frames.iter().filter_map(|id| self.editor.shown_frame(*id)) {
            self.around(frame.bounds(), 2.0, accent);
        }
        let idle = matches!(self.editor.gesture(), Gesture::None | Gesture::Pressing { .. });
        if idle && self.editor.editing().is_none() && self.editor.tool() == Tool::Select {
            self.handles(scene);
        }
        match self.editor.gesture() {
            Gesture::Selecting { start, end, .. } | Gesture::DrawingFrame { start, end, .. } => {
                self.tinted(Bounds::spanning(*start, *end));
            }
            Gesture::Moving { guides, .. } => {
                for guide in guides {
                    let (from, to) = ends_of(*guide);
                    self.line(from, to, GUIDE);
                }
            }
            Gesture::Connecting { from, to, over } => self.arrow(*from, *to, *over),
            Gesture::None
            | Gesture::Pressing { .. }
            | Gesture::Panning { .. }
            | Gesture::Pinching { .. }
            | Gesture::ResizingNote { .. }
            | Gesture::ResizingFrame { .. }
            | Gesture::Bending { .. } => {}
        }
        if let (Tool::Connect(from), Some(to)) = (self.editor.tool(), self.editor.pointer())
            && self.editor.shown_bounds(from).is_some_and(|bounds| !bounds.contains(to))
        {
            let over = note_at(self.editor.board(), to).filter(|note| *note != from);
            self.arrow(from, to, over);
        }
    }

    fn handles(&mut self, scene: &Scene) {
        let selection = self.editor.selection();
        let MarkColours { accent, raised, .. } = self.colours;
        let bend = selection.only_arrow().and_then(|id| scene.route_of(id));
        if let Some(route) = bend {
            self.brush.dot(route.at(0.5), 6.0 / self.zoom, raised, accent, 2.0 / self.zoom);
        }
        let board = self.editor.board();
        let note = selection.only_note().and_then(|id| self.bounds_of(id));
        let frame = selection.only_frame().and_then(|id| self.editor.shown_frame(id));
        let is_locked =
            selection.only_note().and_then(|id| board.note(id)).is_some_and(|it| it.locked)
                || frame.as_ref().is_some_and(|it| it.locked);
        let Some(bounds) = note.or_else(|| frame.map(|frame| frame.bounds())) else { return };
        let side = 9.0 / self.zoom;
        for corner in Corner::ALL.into_iter().filter(|_| !is_locked) {
            let around = Bounds::around(corner.of(bounds), Size::new(side, side));
            self.brush.fill(around, [0.0; 4], Ink::full(raised));
            self.around(around, 1.5, accent);
        }
        if note.is_some() {
            for at in connect_handles(bounds, self.zoom) {
                self.brush.dot(at, 5.0 / self.zoom, accent, raised, 1.5 / self.zoom);
            }
            self.quick_adds();
        }
    }

    /// What may stand beside the selected note, each as a small note with its icon.
    fn quick_adds(&mut self) {
        let px = 1.0 / self.zoom;
        for offer in flow::quick_adds(self.editor) {
            let row = notation::of(offer.kind);
            let sheet = Bounds::around(offer.handle, Size::new(26.0 * px, 26.0 * px));
            let (_, paper) = notation::paper(row.colour);
            let corners = [5.0 * px; 4];
            self.brush.fill(sheet.inflated(1.5 * px), corners, Ink::full(&self.colours.accent));
            self.brush.fill(sheet, corners, Ink::full(paper));
            let at = Point::new(sheet.left + 5.0 * px, sheet.top + 5.0 * px);
            self.brush.icon(row.name, at, 16.0 * px, Ink { colour: "#1b1b1f", opacity: 0.85 });
        }
    }

    fn arrow(&mut self, from: NoteId, to: Point, over: Option<NoteId>) {
        let Some(start) = self.editor.shown_bounds(from) else { return };
        let target = over.and_then(|id| self.editor.shown_bounds(id));
        let accent = &self.colours.accent;
        let line = target.map_or_else(|| route_to_point(start, to), |target| route(start, target));
        self.brush.arrow(line, 2.0, Ink::full(accent));
        if let Some(target) = target {
            self.around(target.inflated(4.0), 3.0, accent);
        }
    }
}

fn ends_of(guide: Guide) -> (Point, Point) {
    match guide {
        Guide::Vertical { x, top, bottom } => (Point::new(x, top), Point::new(x, bottom)),
        Guide::Horizontal { y, left, right } => (Point::new(left, y), Point::new(right, y)),
    }
}

#[cfg(test)]
mod tests {
    use super::PEOPLE;

    #[test]
    fn people_have_the_colours_of_the_style_sheet() {
        let styles = include_str!("../../../style/canvas.css");
        for (at, colour) in PEOPLE.iter().enumerate() {
            assert!(styles.contains(&format!(".person-{at} {{ --person: {colour}; }}")), "{at}");
        }
    }
}
