//! The wall as a picture, rendered on the server: visible before any WebAssembly runs, and without
//! it. Text is real text, so that it can be found and read out.

use std::fmt::Write as _;

use squall_board::{Board, Bounds, Note, NoteKind, notation};
use squall_editor::{fit_text, route::route};

/// Most notes in the picture; the rest appears when the page has come to life.
const NOTES_MAX: usize = 2_000;
/// How far a pivotal event's divider reaches above the top of its note, and below it, in board units: as in
/// `style/canvas.css`.
const DIVIDER_REACH: f64 = 3_000.0;
/// Room around everything, in board units.
const MARGIN: f64 = 60.0;

/// The wall as an SVG picture that shows everything on it; empty for an empty board.
#[must_use]
pub fn wall_svg(board: &Board) -> String {
    let Some(bounds) = board.bounds().map(|bounds| bounds.inflated(MARGIN)) else {
        return String::new();
    };
    let size = bounds.size();
    let mut svg = String::new();
    let Bounds { left, top, .. } = bounds;
    // Writing into a string cannot fail.
    let _infallible = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0} {top:.0} {:.0} {:.0}" preserveAspectRatio="xMidYMid meet" role="img" aria-label="The wall">"#,
        size.width, size.height
    );
    for frame in board.frames() {
        let (bounds, title) = (frame.bounds(), escape(&frame.title));
        let name = notation::of_frame(frame.kind).name;
        let _infallible = write!(
            svg,
            r#"<rect class="preview-frame frame-{name}" x="{:.0}" y="{:.0}" width="{:.0}" height="{:.0}" rx="10"/><text class="preview-frame-title" x="{:.0}" y="{:.0}">{title}</text>"#,
            bounds.left,
            bounds.top,
            frame.size.width,
            frame.size.height,
            bounds.left + 14.0,
            bounds.top + 24.0,
        );
    }
    for note in board.notes().filter(|note| note.kind == NoteKind::PivotalEvent) {
        write_divider(&mut svg, note);
    }
    for arrow in board.arrows() {
        let Some((from, to)) = board.note(arrow.from).zip(board.note(arrow.to)) else { continue };
        let path = route(from.bounds(), to.bounds()).svg_path();
        let _infallible = write!(svg, r#"<path class="preview-arrow" d="{path}"/>"#);
    }
    let mut notes: Vec<&Note> = board.notes().collect();
    notes.sort_by(|a, b| (&a.z, a.id).cmp(&(&b.z, b.id)));
    for note in notes.into_iter().take(NOTES_MAX) {
        write_note(&mut svg, note);
    }
    svg.push_str("</svg>");
    svg
}

/// A pivotal event divides the timeline: a line through its middle, as the style sheet draws it on the page.
fn write_divider(svg: &mut String, note: &Note) {
    let (_, paper) = notation::paper(note.colour.unwrap_or(notation::of(note.kind).colour));
    let (x, top) = (note.centre.x, note.bounds().top - DIVIDER_REACH);
    let bottom = top + 2.0 * DIVIDER_REACH;
    let _infallible = write!(
        svg,
        r#"<line class="preview-divider" x1="{x:.0}" y1="{top:.0}" x2="{x:.0}" y2="{bottom:.0}" stroke="{paper}"/>"#,
    );
}

fn write_note(svg: &mut String, note: &Note) {
    let bounds = note.bounds();
    let row = notation::of(note.kind);
    let (_, paper) = notation::paper(note.colour.unwrap_or(row.colour));
    let fit = fit_text(&note.text, note.kind, note.size);
    let tilt = if row.shape == notation::Shape::Tilted { "-3" } else { "0" };
    let fill = if row.shape == notation::Shape::Bare { "none" } else { paper };
    let (x, y, width, height) = (bounds.left, bounds.top, note.size.width, note.size.height);
    let _infallible = write!(
        svg,
        r#"<g transform="rotate({tilt} {:.0} {:.0})"><rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="2" fill="{fill}"/><foreignObject x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}"><div xmlns="http://www.w3.org/1999/xhtml" class="preview-text" style="font-size:{:.0}px"><p dir="auto">{}</p></div></foreignObject></g>"#,
        note.centre.x,
        note.centre.y,
        fit.font_px,
        escape(&note.text),
    );
}

/// The text for the inside of an HTML or SVG element or attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use squall_board::fixture;

    use super::*;

    #[test]
    fn markup_on_a_note_stays_text() {
        let svg = wall_svg(&fixture::board("event <script>alert('1')</script>"));
        assert!(svg.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"));
        assert!(!svg.contains("<script"));
    }

    #[test]
    fn a_pivotal_event_divides_the_timeline_behind_all_notes() {
        let wall = fixture::board("pivotalEvent Paid @ 300,0; event Sent @ 600,0");
        let svg = wall_svg(&wall);
        let divider = r##"<line class="preview-divider" x1="300" y1="-3070" x2="300" y2="2930" stroke="#ffab4a"/>"##;
        assert_eq!(svg.matches("preview-divider").count(), 1);
        let (line, note) = (svg.find(divider), svg.find("foreignObject"));
        assert!(line.is_some() && line < note, "{svg}");
    }

    #[test]
    fn an_empty_board_has_no_picture() {
        assert_eq!(wall_svg(&Board::default()), "");
    }
}
