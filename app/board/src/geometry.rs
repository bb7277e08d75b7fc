//! Points, sizes and bounds in board units: 1 unit is 1 CSS pixel at 100 % zoom, x to the right
//! (along the timeline), y down. A position of a note or frame is always its centre.

use serde::{Deserialize, Serialize};

/// A place on the board, in board units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A displacement on the board, in board units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Vector {
    /// To the right.
    pub dx: f64,
    /// Down.
    pub dy: f64,
}

/// An extent, in board units; never negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// An axis-parallel rectangle by its corners.
///
/// # Invariants
/// `left <= right` and `top <= bottom`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// Smallest x.
    pub left: f64,
    /// Smallest y.
    pub top: f64,
    /// Largest x.
    pub right: f64,
    /// Largest y.
    pub bottom: f64,
}

impl Point {
    /// The point at these coordinates.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// This point displaced.
    #[must_use]
    pub fn moved(self, by: Vector) -> Self {
        Self { x: self.x + by.dx, y: self.y + by.dy }
    }

    /// The displacement that leads from `origin` here.
    #[must_use]
    pub fn from(self, origin: Self) -> Vector {
        Vector { dx: self.x - origin.x, dy: self.y - origin.y }
    }
}

impl Vector {
    /// The displacement by these amounts.
    #[must_use]
    pub const fn new(dx: f64, dy: f64) -> Self {
        Self { dx, dy }
    }

    /// Its length in board units.
    #[must_use]
    pub fn length(self) -> f64 {
        self.dx.hypot(self.dy)
    }
}

impl Size {
    /// The size with these extents.
    #[must_use]
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
}

impl Bounds {
    /// The rectangle of this size around `centre`.
    #[must_use]
    pub fn around(centre: Point, size: Size) -> Self {
        let (half_width, half_height) = (size.width / 2.0, size.height / 2.0);
        Self {
            left: centre.x - half_width,
            top: centre.y - half_height,
            right: centre.x + half_width,
            bottom: centre.y + half_height,
        }
    }

    /// The rectangle spanned by two opposite corners, in any order.
    #[must_use]
    pub fn spanning(a: Point, b: Point) -> Self {
        Self { left: a.x.min(b.x), top: a.y.min(b.y), right: a.x.max(b.x), bottom: a.y.max(b.y) }
    }

    /// The middle.
    #[must_use]
    pub fn centre(self) -> Point {
        Point { x: f64::midpoint(self.left, self.right), y: f64::midpoint(self.top, self.bottom) }
    }

    /// The extents.
    #[must_use]
    pub fn size(self) -> Size {
        Size { width: self.right - self.left, height: self.bottom - self.top }
    }

    /// Whether the point lies inside or on the edge.
    #[must_use]
    pub fn contains(self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// Whether the two share at least an edge point.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Displaced.
    #[must_use]
    pub fn moved(self, by: Vector) -> Self {
        Self {
            left: self.left + by.dx,
            top: self.top + by.dy,
            right: self.right + by.dx,
            bottom: self.bottom + by.dy,
        }
    }

    /// Grown by `margin` board units on every side.
    #[must_use]
    pub fn inflated(self, margin: f64) -> Self {
        Self {
            left: self.left - margin,
            top: self.top - margin,
            right: self.right + margin,
            bottom: self.bottom + margin,
        }
    }
}

/// The number, or whichever end of the range is nearer; `least` must not be above `most`. The library's
/// own stops with the numbers in words if it is, and so brings the code that writes any number into the
/// browser's modules.
#[must_use]
pub fn within(number: f64, least: f64, most: f64) -> f64 {
    if number < least {
        least
    } else if number > most {
        most
    } else {
        number
    }
}
