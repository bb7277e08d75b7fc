//! How a note, an arrow and a frame look.

use squall_board::notation::{self, Shape};
use squall_board::{Arrow, Bounds, Frame, FrameKind, Note, NoteKind, Point};
use squall_editor::route::Route;
use squall_editor::text_layout::{
    self, DETAIL_LINE, DETAIL_LINES, DETAIL_PADDING, DETAIL_PX, TextLayout,
};

use crate::brush::{Brush, Ink, TextStyle};
use crate::direction::is_right_to_left;
use crate::theme::{PAPER_INK, Theme};

/// Board units around a note that its shadow and its tilt take.
const AROUND_NOTE: f64 = 12.0;
/// How far a pivotal event's divider reaches above the top of its note, and below it, in board units.
const DIVIDER_REACH: f64 = 3_000.0;
/// Letters smaller than this on the screen are left out, in CSS pixels.
const LEGIBLE_PX: f64 = 2.6;
/// A note lower than this on the screen is a plain rectangle, in CSS pixels.
const SHAPED_PX: f64 = 13.0;
/// From this zoom on there is room for all that a note says beside its text.
const NEAR_ZOOM: f64 = 1.5;
/// From farther away arrows are straight, without heads and labels.
const CURVED_ZOOM: f64 = 0.2;
/// From farther away icons are left out.
const ICON_ZOOM: f64 = 0.35;
/// The icon of what is locked.
const LOCK: &str = "lock";
const TILT_DEGREES: f64 = -3.0;

/// How things are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// CSS pixels for one board unit; what would be too small to be seen is left out.
    pub zoom: f64,
    /// The colours.
    pub theme: &'a Theme,
    /// Only papers and texts, because very much moves at once.
    pub is_hasty: bool,
}

/// All that a note may cover: its paper, shadow and, of a pivotal event, its divider.
#[must_use]
pub fn reach_of_note(note: &Note) -> Bounds {
    let around = note.bounds().inflated(AROUND_NOTE);
    if note.kind == NoteKind::PivotalEvent { around.union(divider(note)) } else { around }
}

fn divider(note: &Note) -> Bounds {
    let top = note.bounds().top - DIVIDER_REACH;
    let (left, right) = (note.centre.x - 2.0, note.centre.x + 2.0);
    Bounds { left, top, right, bottom: top + 2.0 * DIVIDER_REACH }
}

fn paper(note: &Note) -> &'static str {
    notation::paper(note.colour.unwrap_or(notation::of(note.kind).colour)).1
}

/// A pivotal event divides the timeline; other notes do not. Lies below arrows and notes.
pub(crate) fn paint_divider(brush: &mut impl Brush, note: &Note) {
    if note.kind == NoteKind::PivotalEvent {
        let Bounds { top, bottom, .. } = divider(note);
        let (from, to) = (Point::new(note.centre.x, top), Point::new(note.centre.x, bottom));
        brush.line(from, to, 3.0, true, Ink { colour: paper(note), opacity: 0.7 });
    }
}

/// Paints a note with its text laid out like this; without it while somebody writes over it.
pub fn paint_note(
    brush: &mut impl Brush,
    note: &Note,
    layout: Option<&TextLayout>,
    look: Look<'_>,
) {
    let bounds = note.bounds();
    let row = notation::of(note.kind);
    let is_plain = note.size.height * look.zoom < SHAPED_PX;
    let tilted = row.shape == Shape::Tilted && !is_plain;
    if tilted {
        brush.turn(note.centre, TILT_DEGREES);
    }
    if is_plain {
        if row.shape != Shape::Bare {
            brush.fill(bounds, [0.0; 4], Ink::full(paper(note)));
        }
    } else {
        paint_paper(brush, note, bounds, look);
        let ink = if row.shape == Shape::Bare { look.theme.ink.as_ref() } else { PAPER_INK };
        if row.shape != Shape::Bare && look.zoom >= ICON_ZOOM && !look.is_hasty {
            let at = Point::new(bounds.left + 5.0, bounds.top + 4.0);
            brush.icon(row.name, at, 14.0, Ink { colour: ink, opacity: 0.55 });
        }
        if note.locked && look.zoom >= ICON_ZOOM {
            let at = Point::new(bounds.right - 19.0, bounds.top + 4.0);
            brush.icon(LOCK, at, 14.0, Ink { colour: ink, opacity: 0.55 });
        }
        if let Some(layout) = layout.filter(|it| it.font_px * look.zoom >= LEGIBLE_PX) {
            write(brush, note, layout, ink);
        }
        if let Some(layout) =
            layout.filter(|_| DETAIL_PX * look.zoom >= LEGIBLE_PX && !look.is_hasty)
        {
            write_details(brush, note, layout, look);
        }
    }
    if tilted {
        brush.turn_back();
    }
}

fn paint_paper(brush: &mut impl Brush, note: &Note, bounds: Bounds, look: Look<'_>) {
    use NoteKind as K;
    let corners = match note.kind {
        K::Actor => [14.0, 14.0, 2.0, 2.0],
        K::Policy => [2.0, 22.0, 2.0, 2.0],
        K::Opportunity => [2.0, 2.0, 22.0, 2.0],
        K::ExternalSystem => [10.0; 4],
        _ => [2.0; 4],
    };
    if notation::of(note.kind).shape == Shape::Bare {
        return;
    }
    if look.is_hasty {
        brush.fill(bounds, [0.0; 4], Ink::full(paper(note)));
        return;
    }
    for (down, grown, opacity) in [(5.0, 2.0, 0.05), (3.0, 1.0, 0.08), (1.5, 0.0, 0.12)] {
        let Bounds { left, top, right, bottom } = bounds.inflated(grown);
        let shadow = Bounds { left, top: top + down, right, bottom: bottom + down };
        brush.fill(shadow, corners, Ink { colour: "#281e0a", opacity });
    }
    brush.fill(bounds, corners, Ink::full(paper(note)));
    let dark = |opacity| Ink { colour: "#000000", opacity };
    match note.kind {
        K::Aggregate => brush.border(bounds, 2.0, 2.0, false, dark(0.22)),
        K::ReadModel => {
            brush.fill(Bounds { top: bounds.bottom - 5.0, ..bounds }, [0.0; 4], dark(0.25));
        }
        K::PivotalEvent => {
            let bar = Bounds { left: bounds.right - 6.0, ..bounds };
            brush.fill(bar, [0.0; 4], Ink::full(PAPER_INK));
        }
        K::Screen => {
            let bar = Bounds { bottom: bounds.top + 12.0, ..bounds };
            brush.fill(bar, [0.0; 4], Ink::full("#8a877f"));
        }
        _ => {}
    }
}

fn write(brush: &mut impl Brush, note: &Note, layout: &TextLayout, ink: &str) {
    let area = layout.area(note);
    let style = TextStyle {
        is_right_to_left: is_right_to_left(&note.text),
        font_px: layout.font_px,
        is_bold: false,
        is_centred: true,
        ink: Ink::full(ink),
        halo: None,
    };
    let mut lines: Vec<(&str, Point)> = Vec::with_capacity(layout.lines.len());
    for (place, line) in layout.lines.iter().enumerate() {
        let at = layout.baseline(area, place);
        if at.y > area.bottom + layout.font_px * 0.3 {
            break;
        }
        let words = note.text[line.clone()].trim_end();
        if !words.is_empty() {
            lines.push((words, at));
        }
    }
    brush.lines(&lines, &style);
}

/// What the note says beside its text, at its foot.
fn write_details(brush: &mut impl Brush, note: &Note, layout: &TextLayout, look: Look<'_>) {
    let bounds = note.bounds();
    let bottom = bounds.bottom - DETAIL_PADDING / 2.0;
    let room = ((note.size.height - 6.0) / DETAIL_LINE) as usize;
    let most = if look.zoom > NEAR_ZOOM { room.max(1) } else { DETAIL_LINES };
    let shown = &layout.detail_lines[..layout.detail_lines.len().min(most)];
    let top = bottom - shown.len() as f64 * DETAIL_LINE;
    if shown.len() > DETAIL_LINES && notation::of(note.kind).shape != Shape::Bare {
        let below = Bounds { top, bottom, ..bounds.inflated(-DETAIL_PADDING) };
        brush.fill(below, [0.0; 4], Ink::full(paper(note)));
    }
    let style = TextStyle {
        is_right_to_left: is_right_to_left(&layout.details),
        font_px: DETAIL_PX,
        is_bold: false,
        is_centred: true,
        ink: Ink::full(PAPER_INK),
        halo: None,
    };
    for (place, line) in shown.iter().enumerate() {
        let y = top + (place as f64 + 0.8) * DETAIL_LINE;
        brush.text(&layout.details[line.clone()], Point::new(note.centre.x, y), &style);
    }
}

/// Paints an arrow along its route, with its label.
pub fn paint_arrow(brush: &mut impl Brush, arrow: &Arrow, route: Route, look: Look<'_>) {
    let ink = Ink::full(&look.theme.arrow);
    if look.zoom < CURVED_ZOOM {
        brush.line(route.at(0.0), route.at(1.0), 2.0, false, ink);
        return;
    }
    brush.arrow(route, 2.0, ink);
    const LABEL_PX: f64 = 14.0;
    if !arrow.label.is_empty() && LABEL_PX * look.zoom >= LEGIBLE_PX {
        let middle = route.at(0.5);
        let style = TextStyle {
            is_right_to_left: is_right_to_left(&arrow.label),
            font_px: LABEL_PX,
            is_bold: false,
            is_centred: true,
            ink: Ink::full(&look.theme.ink),
            halo: Some(&look.theme.wall),
        };
        brush.text(&arrow.label, Point::new(middle.x, middle.y - 6.0), &style);
    }
}

/// Paints a frame with its title, which grows as one looks from farther away.
pub fn paint_frame(brush: &mut impl Brush, frame: &Frame, look: Look<'_>) {
    let (bounds, theme) = (frame.bounds(), look.theme);
    let is_lane = frame.kind == FrameKind::Swimlane;
    let corner = if is_lane { 4.0 } else { 12.0 };
    brush.fill(bounds, [corner; 4], Ink { colour: &theme.surface_raised, opacity: 0.46 });
    brush.border(bounds, corner, 2.0, is_lane, Ink { colour: &theme.ink, opacity: 0.38 });
    let font_px = squall_board::within(13.0 / look.zoom, 18.0, 52.0);
    if font_px * look.zoom < LEGIBLE_PX {
        return;
    }
    let label = notation::of_frame(frame.kind).label.english();
    let is_unnamed = frame.title.is_empty();
    let title = if is_unnamed { label } else { &frame.title };
    let style = TextStyle {
        is_right_to_left: is_right_to_left(title),
        font_px,
        is_bold: !is_unnamed,
        is_centred: false,
        ink: Ink::full(if is_unnamed { &theme.quiet } else { &theme.ink }),
        halo: None,
    };
    if frame.locked && look.zoom >= ICON_ZOOM {
        let at = Point::new(bounds.right - 26.0, bounds.top + 8.0);
        brush.icon(LOCK, at, 16.0, Ink { colour: &theme.ink, opacity: 0.55 });
    }
    let shown = cut(title, (frame.size.width - 28.0) / font_px);
    brush.text(&shown, Point::new(bounds.left + 14.0, bounds.top + 7.0 + font_px), &style);
}

/// The text, cut where it would be wider than this, in font sizes.
fn cut(text: &str, width: f64) -> String {
    // Bold letters are a little wider than those that are measured.
    const BOLD: f64 = 1.06;
    if text_layout::width(text) * BOLD <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    for c in text.chars() {
        shown.push(c);
        if (text_layout::width(&shown) + 0.7) * BOLD > width {
            shown.pop();
            break;
        }
    }
    shown.push('\u{2026}');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_too_long_for_its_frame_is_cut() {
        assert_eq!(cut("Sales", 10.0), "Sales");
        let shown = cut("Sales and much more than that", 6.0);
        assert!(shown.ends_with('\u{2026}') && shown.starts_with("Sales"), "{shown}");
        assert!(text_layout::width(&shown) <= 6.0);
    }
}
