//! Which part of the board is on the screen, and how large.

use squall_board::{Bounds, Point, Vector, within};

/// Smallest zoom: 1 board unit is 0.05 CSS pixels.
pub const ZOOM_MIN: f64 = 0.05;
/// Largest zoom: 1 board unit is 4 CSS pixels.
pub const ZOOM_MAX: f64 = 4.0;

/// Smallest zoom of the first look at a wall: shapes can be told apart and titles read.
pub const FIRST_ZOOM_MIN: f64 = 0.2;

/// A place on the canvas in CSS pixels from its top left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ScreenPoint {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// The extents of the canvas in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// How much of the canvas is covered or kept free at each side, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Insets {
    /// At the left.
    pub left: f64,
    /// At the top.
    pub top: f64,
    /// At the right.
    pub right: f64,
    /// At the bottom.
    pub bottom: f64,
}

impl Insets {
    /// The same at every side.
    #[must_use]
    pub const fn all(inset: f64) -> Self {
        Self { left: inset, top: inset, right: inset, bottom: inset }
    }
}

/// Which part of the board is on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// What lies in the top left corner of the canvas, in board units.
    pub origin: Point,
    /// CSS pixels for one board unit.
    pub zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { origin: Point::default(), zoom: 1.0 }
    }
}

impl ScreenPoint {
    /// The place at these coordinates.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// How far away another place is, in CSS pixels.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

impl Camera {
    /// Where a place on the canvas lies on the board.
    #[must_use]
    pub fn to_board(self, at: ScreenPoint) -> Point {
        Point::new(self.origin.x + at.x / self.zoom, self.origin.y + at.y / self.zoom)
    }

    /// Where a place on the board lies on the canvas.
    #[must_use]
    pub fn to_screen(self, at: Point) -> ScreenPoint {
        ScreenPoint::new((at.x - self.origin.x) * self.zoom, (at.y - self.origin.y) * self.zoom)
    }

    /// Moved so that the wall follows a drag by this many CSS pixels.
    #[must_use]
    pub fn dragged(self, dx: f64, dy: f64) -> Self {
        let origin = self.origin.moved(Vector::new(-dx / self.zoom, -dy / self.zoom));
        Self { origin, ..self }
    }

    /// Zoomed by `factor` with the board's place under `at` kept there.
    #[must_use]
    pub fn zoomed_at(self, at: ScreenPoint, factor: f64) -> Self {
        let fixed = self.to_board(at);
        let zoom = within(self.zoom * factor, ZOOM_MIN, ZOOM_MAX);
        Self { origin: Point::new(fixed.x - at.x / zoom, fixed.y - at.y / zoom), zoom }
    }

    /// At 100 % around what is now in the middle of the canvas.
    #[must_use]
    pub fn at_full_size(self, viewport: Viewport) -> Self {
        self.zoomed_at(viewport.middle(), 1.0 / self.zoom)
    }

    /// With all of `bounds` on the part of the canvas that nothing covers, not larger than 100 %.
    #[must_use]
    pub fn fitting(bounds: Bounds, viewport: Viewport, covered: Insets) -> Self {
        let free_width = (viewport.width - covered.left - covered.right).max(1.0);
        let free_height = (viewport.height - covered.top - covered.bottom).max(1.0);
        let size = bounds.size();
        let horizontal = free_width / size.width.max(1.0);
        let vertical = free_height / size.height.max(1.0);
        let zoom = within(horizontal.min(vertical), ZOOM_MIN, 1.0);
        let middle =
            ScreenPoint::new(covered.left + free_width / 2.0, covered.top + free_height / 2.0);
        let centre = bounds.centre();
        let origin = Point::new(centre.x - middle.x / zoom, centre.y - middle.y / zoom);
        Self { origin, zoom }
    }

    /// What to show of a wall first: all of it, or as much from its beginning as is not too small to be
    /// read; in the middle where there is more room than wall.
    #[must_use]
    pub fn first_look(bounds: Bounds, viewport: Viewport, covered: Insets) -> Self {
        let all = Self::fitting(bounds, viewport, covered);
        if all.zoom >= FIRST_ZOOM_MIN {
            return all;
        }
        let zoom = FIRST_ZOOM_MIN;
        let Bounds { left, top, .. } = bounds;
        let near = all.uncovered(viewport, covered).centre();
        let size = bounds.size();
        let start = |from: f64, length: f64, middle: f64, before: f64, after: f64, whole: f64| {
            let free = (whole - before - after) / zoom;
            (if length > free { from } else { middle - free / 2.0 }) - before / zoom
        };
        let (width, height) = (viewport.width, viewport.height);
        let x = start(left, size.width, near.x, covered.left, covered.right, width);
        let y = start(top, size.height, near.y, covered.top, covered.bottom, height);
        Self { origin: Point::new(x, y), zoom }
    }

    /// The part of the board on the canvas that nothing covers.
    #[must_use]
    pub fn uncovered(self, viewport: Viewport, covered: Insets) -> Bounds {
        let near = self.to_board(ScreenPoint::new(covered.left, covered.top));
        let far =
            ScreenPoint::new(viewport.width - covered.right, viewport.height - covered.bottom);
        Bounds::spanning(near, self.to_board(far))
    }

    /// With `centre` in the middle of the canvas.
    #[must_use]
    pub fn centred(centre: Point, viewport: Viewport, zoom: f64) -> Self {
        let half = Vector::new(-viewport.width / 2.0 / zoom, -viewport.height / 2.0 / zoom);
        Self { origin: centre.moved(half), zoom }
    }

    /// The part of the board on the canvas.
    #[must_use]
    pub fn visible(self, viewport: Viewport) -> Bounds {
        let far = self.to_board(ScreenPoint::new(viewport.width, viewport.height));
        Bounds::spanning(self.origin, far)
    }
}

impl Viewport {
    /// The middle of the canvas.
    #[must_use]
    pub fn middle(self) -> ScreenPoint {
        ScreenPoint::new(self.width / 2.0, self.height / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn zooming_keeps_what_lies_under_the_pointer(x in 0.0..2000.0, y in 0.0..1000.0, factor in 0.1..10.0) {
            let camera = Camera { origin: Point::new(-340.0, 77.0), zoom: 0.7 };
            let at = ScreenPoint::new(x, y);
            let before = camera.to_board(at);
            let after = camera.zoomed_at(at, factor).to_board(at);
            prop_assert!(after.from(before).length() < 1e-6);
        }

        #[test]
        fn screen_and_board_lead_back(x in -5000.0..5000.0, y in -5000.0..5000.0) {
            let camera = Camera { origin: Point::new(12.0, -9.0), zoom: 1.7 };
            let there = camera.to_screen(camera.to_board(ScreenPoint::new(x, y)));
            prop_assert!(there.distance(ScreenPoint::new(x, y)) < 1e-6);
        }
    }

    #[test]
    fn a_long_wall_begins_at_its_left_end_in_the_middle_of_the_height() {
        let viewport = Viewport { width: 1280.0, height: 800.0 };
        let covered = Insets { left: 240.0, ..Insets::all(40.0) };
        let long = Bounds::spanning(Point::new(-4000.0, 100.0), Point::new(90_000.0, 800.0));
        let camera = Camera::first_look(long, viewport, covered);
        let shown = camera.uncovered(viewport, covered);
        assert_eq!(camera.zoom, FIRST_ZOOM_MIN);
        assert!((shown.left - -4000.0).abs() < 1e-6 && (shown.centre().y - 450.0).abs() < 1e-6);
        let large = Bounds { bottom: 90_000.0, ..long };
        let shown = Camera::first_look(large, viewport, covered).uncovered(viewport, covered);
        assert!((shown.left - -4000.0).abs() < 1e-6 && (shown.top - 100.0).abs() < 1e-6);
    }

    #[test]
    fn everything_fits_on_the_canvas() {
        let bounds = Bounds::spanning(Point::new(-4000.0, 100.0), Point::new(9000.0, 800.0));
        let viewport = Viewport { width: 1280.0, height: 800.0 };
        let covered = Insets { left: 240.0, ..Insets::all(40.0) };
        let camera = Camera::fitting(bounds, viewport, covered);
        assert!(camera.uncovered(viewport, covered).inflated(1e-6).encloses(bounds));
        assert!(camera.visible(viewport).encloses(bounds));
    }
}
