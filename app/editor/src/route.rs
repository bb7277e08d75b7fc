//! How an arrow runs between two notes: one cubic curve that leaves and enters at the middle of the
//! sides that face each other.

use squall_board::{Bounds, Point, Vector};

/// A cubic Bézier curve from a note's edge to another's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Route {
    /// Where it leaves.
    pub start: Point,
    /// The first control point.
    pub leave: Point,
    /// The second control point.
    pub enter: Point,
    /// Where it arrives.
    pub end: Point,
}

/// Room for the arrowhead, in board units.
const HEAD: f64 = 4.0;

/// The curve from one rectangle to another.
#[must_use]
pub fn route(from: Bounds, to: Bounds) -> Route {
    let (a, b) = (from.centre(), to.centre());
    let gap_x = (to.left - from.right).max(from.left - to.right);
    let gap_y = (to.top - from.bottom).max(from.top - to.bottom);
    let horizontal = gap_x >= gap_y;
    let (start, end, out) = if horizontal {
        let side = if b.x >= a.x { 1.0 } else { -1.0 };
        let start = Point::new(if side > 0.0 { from.right } else { from.left }, a.y);
        let end = Point::new(if side > 0.0 { to.left - HEAD } else { to.right + HEAD }, b.y);
        (start, end, Vector::new(side, 0.0))
    } else {
        let side = if b.y >= a.y { 1.0 } else { -1.0 };
        let start = Point::new(a.x, if side > 0.0 { from.bottom } else { from.top });
        let end = Point::new(b.x, if side > 0.0 { to.top - HEAD } else { to.bottom + HEAD });
        (start, end, Vector::new(0.0, side))
    };
    curve(start, end, out)
}

/// The curve from a rectangle to a free place, while an arrow is being drawn.
#[must_use]
pub fn route_to_point(from: Bounds, to: Point) -> Route {
    route(from, Bounds::spanning(to, to))
}

fn curve(start: Point, end: Point, out: Vector) -> Route {
    let reach = (end.from(start).length() / 2.5).clamp(12.0, 160.0);
    let by = Vector::new(out.dx * reach, out.dy * reach);
    let back = Vector::new(-by.dx, -by.dy);
    Route { start, leave: start.moved(by), enter: end.moved(back), end }
}

impl Route {
    /// The place at `t` from 0 (start) to 1 (end).
    #[must_use]
    pub fn at(self, t: f64) -> Point {
        let u = 1.0 - t;
        let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
        Point::new(
            a * self.start.x + b * self.leave.x + c * self.enter.x + d * self.end.x,
            a * self.start.y + b * self.leave.y + c * self.enter.y + d * self.end.y,
        )
    }

    /// The corners of the arrow's head, its tip first.
    #[must_use]
    pub fn head(self) -> [Point; 3] {
        const LENGTH: f64 = 8.0;
        const HALF_WIDTH: f64 = 3.6;
        let along = self.end.from(self.enter);
        let length = along.length().max(f64::MIN_POSITIVE);
        let (dx, dy) = (along.dx / length, along.dy / length);
        let tip = self.end.moved(Vector::new(dx * 2.0, dy * 2.0));
        let foot = tip.moved(Vector::new(-dx * LENGTH, -dy * LENGTH));
        let side = |half: f64| foot.moved(Vector::new(-dy * half, dx * half));
        [tip, side(HALF_WIDTH), side(-HALF_WIDTH)]
    }

    /// How far a place is from the curve, within about one board unit.
    #[must_use]
    pub fn distance(self, place: Point) -> f64 {
        const PIECES: u32 = 24;
        let points = (0..=PIECES).map(|at| self.at(f64::from(at) / f64::from(PIECES)));
        let mut nearest = f64::INFINITY;
        let mut previous: Option<Point> = None;
        for point in points {
            if let Some(previous) = previous {
                nearest = nearest.min(distance_to_segment(place, previous, point));
            }
            previous = Some(point);
        }
        nearest
    }

    /// The curve as the `d` of an SVG path.
    #[must_use]
    pub fn svg_path(self) -> String {
        let Self { start, leave, enter, end } = self;
        format!(
            "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            start.x, start.y, leave.x, leave.y, enter.x, enter.y, end.x, end.y
        )
    }
}

fn distance_to_segment(place: Point, a: Point, b: Point) -> f64 {
    let along = b.from(a);
    let length_squared = along.dx * along.dx + along.dy * along.dy;
    let to_place = place.from(a);
    let t = if length_squared > 0.0 {
        ((to_place.dx * along.dx + to_place.dy * along.dy) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    place.from(a.moved(Vector::new(along.dx * t, along.dy * t))).length()
}

#[cfg(test)]
mod tests {
    use squall_board::Size;

    use super::*;

    fn square(x: f64, y: f64) -> Bounds {
        Bounds::around(Point::new(x, y), Size::new(100.0, 100.0))
    }

    #[test]
    fn an_arrow_leaves_and_enters_at_facing_sides() {
        let right = route(square(0.0, 0.0), square(400.0, 30.0));
        assert_eq!(right.start, Point::new(50.0, 0.0));
        assert_eq!(right.end, Point::new(346.0, 30.0));
        let up = route(square(0.0, 0.0), square(20.0, -300.0));
        assert_eq!(up.start, Point::new(0.0, -50.0));
        let left = route(square(0.0, 0.0), square(-400.0, 0.0));
        assert_eq!(left.start, Point::new(-50.0, 0.0));
    }

    #[test]
    fn the_distance_is_nothing_on_the_curve_and_grows_beside_it() {
        let route = route(square(0.0, 0.0), square(400.0, 0.0));
        assert!(route.distance(Point::new(200.0, 0.0)) < 0.5);
        assert!((route.distance(Point::new(200.0, 30.0)) - 30.0).abs() < 0.5);
    }
}
