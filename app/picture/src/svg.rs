//! The wall as an SVG picture with real text, so that it can be found and read out.

use std::fmt::Write as _;

use squall_board::{Board, Bounds, Point};
use squall_editor::camera::FIRST_ZOOM_MIN;
use squall_editor::route::Route;

use crate::brush::{Brush, Ink, TextStyle};
use crate::icons::{ICON_LINE, ICON_SIDE, icon_path};
use crate::pieces::Look;
use crate::scene::{Progress, Scene};
use crate::theme::Theme;

/// What the largest usual screen shows of a wall that it does not show as a whole, in CSS pixels.
const SCREEN_PX: (f64, f64) = (1_600.0, 1_000.0);
/// Of more notes in one place the uppermost are left to the canvas.
const NOTES_MAX: usize = 2_000;

/// Paints SVG. Writing into a string cannot fail.
#[derive(Debug, Default)]
pub struct SvgBrush {
    svg: String,
}

impl SvgBrush {
    /// The elements painted so far.
    #[must_use]
    pub fn into_svg(self) -> String {
        self.svg
    }
}

/// The wall as an SVG picture in the colours of `theme`, as [`Camera::first_look`](squall_editor::camera::Camera::first_look) shows it in a box of
/// whatever size that puts it safely into its middle: all of it, at 100 % at most, or its beginning at
/// [`FIRST_ZOOM_MIN`]. Empty for an empty board.
#[must_use]
pub fn wall_svg(board: &Board, theme: &Theme) -> String {
    let Some(bounds) = board.bounds() else { return String::new() };
    let (size, Bounds { left, top, .. }) = (bounds.size(), bounds);
    let mut brush = SvgBrush::default();
    let mut left_to_paint = NOTES_MAX.div_ceil(24);
    let mut go_on = || {
        left_to_paint = left_to_paint.saturating_sub(1);
        left_to_paint > 0
    };
    let (width, height) = (SCREEN_PX.0 / FIRST_ZOOM_MIN, SCREEN_PX.1 / FIRST_ZOOM_MIN);
    let is_large = size.width > width || size.height > height;
    let right = bounds.right.min(left + width);
    let bottom = bounds.bottom.min(top + height);
    // From near nothing is left out for being small.
    let zoom = if is_large { FIRST_ZOOM_MIN } else { 1.0 };
    let region = Bounds { right, bottom, ..bounds }.inflated(60.0);
    let look = Look { zoom, theme, is_hasty: false };
    Scene::of(board).paint(&mut brush, look, region, &mut Progress::default(), &mut go_on);
    let least = FIRST_ZOOM_MIN;
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0} {top:.0} {w:.0} {h:.0}" style="width:clamp({:.0}px,100%,{w:.0}px);height:clamp({:.0}px,100%,{h:.0}px)" role="img" aria-label="The wall" font-family="Atkinson Hyperlegible Next, Atkinson Hyperlegible, sans-serif">{}</svg>"#,
        size.width * least,
        size.height * least,
        brush.into_svg(),
        w = size.width,
        h = size.height,
    )
}

/// A number without needless places.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", (self.0 * 10.0).round() / 10.0)
    }
}

impl SvgBrush {
    fn shape(&mut self, shape: &str, property: &str, ink: Ink<'_>, more: &str) {
        let Ink { colour, opacity } = ink;
        let _infallible = write!(self.svg, r#"<{shape} style="{property}:{colour}"#);
        if opacity < 1.0 {
            let _infallible = write!(self.svg, ";opacity:{opacity}");
        }
        let _infallible = write!(self.svg, r#"{more}"/>"#);
    }
}

impl Brush for SvgBrush {
    fn fill(&mut self, bounds: Bounds, corners: [f64; 4], ink: Ink<'_>) {
        let (x, y, size) = (Short(bounds.left), Short(bounds.top), bounds.size());
        let (width, height) = (Short(size.width), Short(size.height));
        let shape = if corners.iter().all(|corner| *corner == corners[0]) {
            let rx = Short(corners[0]);
            format!(r#"rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{rx}""#)
        } else {
            format!(r#"path d="{}""#, rounded(bounds, corners))
        };
        self.shape(&shape, "fill", ink, "");
    }

    fn border(&mut self, bounds: Bounds, corner: f64, width: f64, dashed: bool, ink: Ink<'_>) {
        let inner = bounds.inflated(-width / 2.0);
        let (x, y, size) = (Short(inner.left), Short(inner.top), inner.size());
        let shape = format!(
            r#"rect x="{x}" y="{y}" width="{}" height="{}" rx="{}""#,
            Short(size.width),
            Short(size.height),
            Short(corner)
        );
        self.shape(&shape, "fill:none;stroke", ink, &stroke(width, dashed));
    }

    fn line(&mut self, from: Point, to: Point, width: f64, dashed: bool, ink: Ink<'_>) {
        let (x1, y1, x2, y2) = (Short(from.x), Short(from.y), Short(to.x), Short(to.y));
        let shape = format!(r#"line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}""#);
        self.shape(&shape, "stroke", ink, &stroke(width, dashed));
    }

    fn arrow(&mut self, route: Route, width: f64, ink: Ink<'_>) {
        let curve = format!(r#"path d="{}""#, route.svg_path());
        self.shape(&curve, "fill:none;stroke", ink, &stroke(width, false));
        let [tip, left, right] = route.head();
        let head = format!(
            r#"path d="M{} {}L{} {}L{} {}z""#,
            Short(tip.x),
            Short(tip.y),
            Short(left.x),
            Short(left.y),
            Short(right.x),
            Short(right.y)
        );
        self.shape(&head, "fill", ink, "");
    }

    fn text(&mut self, text: &str, at: Point, style: &TextStyle<'_>) {
        self.lines(&[(text, at)], style);
    }

    /// One element with all lines, so that a text is found as a whole.
    fn lines(&mut self, lines: &[(&str, Point)], style: &TextStyle<'_>) {
        let Some((first, _)) = lines.first() else { return };
        let TextStyle { font_px, is_bold, is_centred, ink, halo } = *style;
        let _infallible = write!(
            self.svg,
            r#"<text direction="{}" style="fill:{};font-size:{}px"#,
            if is_right_to_left(first) { "rtl" } else { "ltr" },
            ink.colour,
            Short(font_px)
        );
        if is_bold {
            self.svg.push_str(";font-weight:700");
        }
        if is_centred {
            self.svg.push_str(";text-anchor:middle");
        }
        if let Some(halo) = halo {
            let _infallible =
                write!(self.svg, ";stroke:{halo};stroke-width:4px;paint-order:stroke");
        }
        self.svg.push_str(r#"">"#);
        for (place, (line, at)) in lines.iter().enumerate() {
            if place > 0 {
                // A space that takes no room.
                self.svg.push_str(r#"<tspan font-size="0"> </tspan>"#);
            }
            let (x, y, line) = (Short(at.x), Short(at.y), escape(line));
            let _infallible = write!(self.svg, r#"<tspan x="{x}" y="{y}">{line}</tspan>"#);
        }
        self.svg.push_str("</text>");
    }

    fn icon(&mut self, name: &'static str, at: Point, side: f64, ink: Ink<'_>) {
        let (x, y, scale) = (Short(at.x), Short(at.y), side / ICON_SIDE);
        let shape = format!(
            r#"path transform="translate({x} {y}) scale({scale:.3})" d="{}""#,
            icon_path(name)
        );
        let more =
            format!("{};stroke-linecap:round;stroke-linejoin:round", stroke(ICON_LINE, false));
        self.shape(&shape, "fill:none;stroke", ink, &more);
    }

    fn turn(&mut self, centre: Point, degrees: f64) {
        let (x, y) = (Short(centre.x), Short(centre.y));
        let _infallible = write!(self.svg, r#"<g transform="rotate({degrees} {x} {y})">"#);
    }

    fn turn_back(&mut self) {
        self.svg.push_str("</g>");
    }
}

fn stroke(width: f64, dashed: bool) -> String {
    let dashes = if dashed { ";stroke-dasharray:8 6" } else { "" };
    format!(";stroke-width:{width}{dashes}")
}

/// Whether the first letter that has a direction is one of a script written from right to left.
fn is_right_to_left(text: &str) -> bool {
    let strong = text.chars().find(|c| c.is_alphabetic());
    strong.is_some_and(
        |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'),
    )
}

/// A rectangle with rounded corners as the `d` of a path.
fn rounded(bounds: Bounds, corners: [f64; 4]) -> String {
    let Bounds { left, top, right, bottom } = bounds;
    let [a, b, c, d] = corners;
    format!(
        "M{} {}H{}A{b} {b} 0 0 1 {} {}V{}A{c} {c} 0 0 1 {} {}H{}A{d} {d} 0 0 1 {} {}V{}A{a} {a} 0 0 1 {} {}z",
        Short(left + a),
        Short(top),
        Short(right - b),
        Short(right),
        Short(top + b),
        Short(bottom - c),
        Short(right - c),
        Short(bottom),
        Short(left + d),
        Short(left),
        Short(bottom - d),
        Short(top + a),
        Short(left + a),
        Short(top),
    )
}

/// The text for the inside of an SVG element or attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Characters that XML does not have.
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use squall_board::fixture;

    use super::*;

    fn svg(board: &Board) -> String {
        wall_svg(board, &Theme::LIGHT)
    }

    #[test]
    fn markup_on_a_note_stays_text() {
        let svg = svg(&fixture::board("event <script>alert('1')</script>"));
        assert!(svg.contains("&lt;script&gt;"), "{svg}");
        assert!(!svg.contains("<script"));
    }

    #[test]
    fn of_a_large_wall_only_the_beginning_is_in_the_first_picture() {
        let svg =
            svg(&fixture::board("event Near @ 0,0; event Far @ 30000,0; event Below @ 0,9000"));
        let has = [">Near<", ">Far<", ">Below<"].map(|text| svg.contains(text));
        assert_eq!(has, [true, false, false], "{svg}");
        assert!(svg.contains("width:clamp(6028px,100%,30140px)"), "{svg}");
    }

    #[test]
    fn an_empty_board_has_no_picture() {
        assert_eq!(svg(&Board::default()), "");
    }

    #[test]
    fn a_pivotal_event_divides_the_timeline() {
        let divided = svg(&fixture::board("pivotalEvent Order Placed @ 0,0"));
        assert!(divided.contains("<line "), "{divided}");
        assert!(!svg(&fixture::board("event Order Placed @ 0,0")).contains("<line "));
    }

    #[test]
    fn arrows_frames_and_what_is_written_on_them_are_in_the_picture() {
        let board = fixture::board(
            "context Sales @ 0,0 900x600; command Pay @ -200,0; event Paid @ 200,0; Pay -> Paid",
        );
        let svg = svg(&board);
        for told in [">Sales<", ">Pay<", ">Paid<"] {
            assert_eq!(svg.matches(told).count(), 1, "{told}: {svg}");
        }
        assert!(svg.contains(&Theme::LIGHT.arrow.to_string()));
    }
}
