//! The strokes that a wall is painted with.

use squall_board::{Bounds, Point};
use squall_editor::route::Route;

/// A colour as CSS writes it, and how much of it covers what is below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink<'a> {
    /// Such as `#ffab4a`.
    pub colour: &'a str,
    /// From 0 (nothing) to 1 (all).
    pub opacity: f64,
}

impl<'a> Ink<'a> {
    /// The colour, covering all.
    #[must_use]
    pub const fn full(colour: &'a str) -> Self {
        Self { colour, opacity: 1.0 }
    }
}

/// How a line of text is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle<'a> {
    /// Font size in board units.
    pub font_px: f64,
    /// Whether the letters are bold.
    pub is_bold: bool,
    /// Whether the line is centred on its place, instead of beginning there.
    pub is_centred: bool,
    /// Whether the whole text, of which this may be one line, is read from right to left.
    pub is_right_to_left: bool,
    /// The colour of the letters.
    pub ink: Ink<'a>,
    /// The colour around the letters, if they stand on whatever is there.
    pub halo: Option<&'a str>,
}

/// What a wall is painted with. All lengths are in board units.
pub trait Brush {
    /// Fills a rectangle whose corners are rounded by these radii, clockwise from the top left.
    fn fill(&mut self, bounds: Bounds, corners: [f64; 4], ink: Ink<'_>);
    /// Draws the border of a rectangle, with its line inside.
    fn border(&mut self, bounds: Bounds, corner: f64, width: f64, dashed: bool, ink: Ink<'_>);
    /// Draws a straight line, dashed if it should be.
    fn line(&mut self, from: Point, to: Point, width: f64, dashed: bool, ink: Ink<'_>);
    /// Draws an arrow along the route, with its head.
    fn arrow(&mut self, route: Route, width: f64, ink: Ink<'_>);
    /// Writes a line of text with the feet of its letters at `at`.
    fn text(&mut self, text: &str, at: Point, style: &TextStyle<'_>);
    /// Writes the lines of one text.
    fn lines(&mut self, lines: &[(&str, Point)], style: &TextStyle<'_>) {
        for (line, at) in lines {
            self.text(line, *at, style);
        }
    }
    /// Draws the icon with this name, its top left corner at `at`.
    fn icon(&mut self, name: &'static str, at: Point, side: f64, ink: Ink<'_>);
    /// Turns all that follows around `centre`, clockwise by `degrees`, until [`Brush::turn_back`].
    fn turn(&mut self, centre: Point, degrees: f64);
    /// Ends a turn.
    fn turn_back(&mut self);
}
