//! How an arrow runs between two notes: one curve that leaves and enters at the middle of the sides that
//! face each other; where notes are in the way, straight pieces with round corners around them; through
//! a place that somebody has dragged it to, if it was bent by hand.

use squall_board::{Arrow, Board, Bounds, Note, NoteId, Point, Vector, within};

use crate::detour;

/// Most corners of an arrow around notes, its ends included.
pub(crate) const CORNERS_MAX: usize = 10;
/// Room for the arrowhead, in board units.
const HEAD: f64 = 4.0;
/// Radius of round corners, in board units.
const RADIUS: f64 = 14.0;
/// How near an arrow may come to a note that it passes, in board units.
const CLEARANCE: f64 = 4.0;
/// Most notes near an arrow that are looked at; among more it runs straight.
const NEAR_MAX: usize = 64;
/// Pieces into which a curve is cut where it is compared with something.
const PIECES: u32 = 24;
/// Edge of a square of the search grid, in board units.
const CELL: f64 = 512.0;
/// Lists into which the squares of the search grid are strewn.
const LISTS: usize = 1024;
/// Most squares that are looked into for one arrow; a longer one runs straight.
const CELLS_MAX: usize = 256;

/// The way of an arrow from a note's edge to another's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Route {
    /// A cubic Bézier curve.
    Curve {
        /// Where it leaves.
        start: Point,
        /// The first control point.
        leave: Point,
        /// The second control point.
        enter: Point,
        /// Where it arrives.
        end: Point,
    },
    /// Straight pieces with round corners: the first so many of the points.
    Corners {
        /// Both ends and the corners between.
        points: [Point; CORNERS_MAX],
        /// How many there are: at least two.
        count: usize,
    },
}

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

/// The curve from one rectangle to another through the middle between them, displaced by `bend`.
#[must_use]
pub fn route_bent(from: Bounds, to: Bounds, bend: Vector) -> Route {
    let through = bend_point(from, to, bend);
    let (start, end) = (towards(from, through, 0.0), towards(to, through, HEAD));
    // The control point of the quadratic curve that passes there half-way.
    let pull = Point::new(
        2.0 * through.x - f64::midpoint(start.x, end.x),
        2.0 * through.y - f64::midpoint(start.y, end.y),
    );
    let third = |from: Point| {
        let by = pull.from(from);
        from.moved(Vector::new(by.dx * 2.0 / 3.0, by.dy * 2.0 / 3.0))
    };
    Route::Curve { start, leave: third(start), enter: third(end), end }
}

/// The place that a bent arrow passes half-way.
#[must_use]
pub fn bend_point(from: Bounds, to: Bounds, bend: Vector) -> Point {
    let (a, b) = (from.centre(), to.centre());
    Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y)).moved(bend)
}

/// The bend that leads an arrow through `place`.
#[must_use]
pub fn bend_through(from: Bounds, to: Bounds, place: Point) -> Vector {
    place.from(bend_point(from, to, Vector::default()))
}

/// The way from one rectangle to another around what is in the way; the curve of [`route`] if nothing
/// is, if there are too many, or if there is no way with few corners.
#[must_use]
pub fn route_around(from: Bounds, to: Bounds, obstacles: &[Bounds]) -> Route {
    let simple = route(from, to);
    let is_beside = |other: &&Bounds| !other.intersects(from) && !other.intersects(to);
    let near = obstacles.iter().filter(is_beside);
    let mut blocking: Vec<Bounds> = Vec::new();
    if near.clone().count() > NEAR_MAX {
        return simple;
    }
    let mut way = simple;
    while blocking.len() <= detour::OBSTACLES_MAX {
        let before = blocking.len();
        blocking.extend(near.clone().filter(|other| way.touches(other.inflated(CLEARANCE))));
        if blocking.len() == before {
            return way;
        }
        let Some(around) = detour::around(from, to, &blocking, HEAD) else { break };
        way = around;
    }
    simple
}

/// Where on its edge, or `off` beyond, a rectangle is left in a straight line from its middle.
fn towards(bounds: Bounds, place: Point, off: f64) -> Point {
    let (centre, by) = (bounds.centre(), place.from(bounds.centre()));
    let roomy = bounds.inflated(off).size();
    let part = (roomy.width / 2.0 / by.dx.abs()).min(roomy.height / 2.0 / by.dy.abs());
    // A place inside of the rectangle is left alone.
    let part = part.min(1.0);
    centre.moved(Vector::new(by.dx * part, by.dy * part))
}

fn curve(start: Point, end: Point, out: Vector) -> Route {
    let reach = within(end.from(start).length() / 2.5, 12.0, 160.0);
    let by = Vector::new(out.dx * reach, out.dy * reach);
    let back = Vector::new(-by.dx, -by.dy);
    Route::Curve { start, leave: start.moved(by), enter: end.moved(back), end }
}

impl Route {
    /// The place at `t` from 0 (start) to 1 (end).
    #[must_use]
    pub fn at(self, t: f64) -> Point {
        match self {
            Self::Curve { start, leave, enter, end } => {
                let u = 1.0 - t;
                let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
                Point::new(
                    a * start.x + b * leave.x + c * enter.x + d * end.x,
                    a * start.y + b * leave.y + c * enter.y + d * end.y,
                )
            }
            Self::Corners { points, count } => along(&points[..count], t),
        }
    }

    /// The corners of the arrow's head, its tip first.
    #[must_use]
    pub fn head(self) -> [Point; 3] {
        const LENGTH: f64 = 8.0;
        const HALF_WIDTH: f64 = 3.6;
        let (enter, end) = match self {
            Self::Curve { enter, end, .. } => (enter, end),
            Self::Corners { points, count } => (points[count - 2], points[count - 1]),
        };
        let along = end.from(enter);
        let length = along.length().max(f64::MIN_POSITIVE);
        let (dx, dy) = (along.dx / length, along.dy / length);
        let tip = end.moved(Vector::new(dx * 2.0, dy * 2.0));
        let foot = tip.moved(Vector::new(-dx * LENGTH, -dy * LENGTH));
        let side = |half: f64| foot.moved(Vector::new(-dy * half, dx * half));
        [tip, side(HALF_WIDTH), side(-HALF_WIDTH)]
    }

    /// How far a place is from the arrow, within about one board unit.
    #[must_use]
    pub fn distance(self, place: Point) -> f64 {
        let mut nearest = f64::INFINITY;
        self.each_piece(|a, b| nearest = nearest.min(distance_to_segment(place, a, b)));
        nearest
    }

    /// The rectangle around the arrow: what moves outside of it is not in its way.
    #[must_use]
    pub fn bounds(self) -> Bounds {
        let start = self.at(0.0);
        let mut bounds = Bounds::spanning(start, start);
        self.each_piece(|a, b| bounds = bounds.union(Bounds::spanning(a, b)));
        bounds
    }

    /// Whether the arrow runs through the rectangle.
    fn touches(self, bounds: Bounds) -> bool {
        let mut touches = false;
        self.each_piece(|a, b| {
            touches |= Bounds::spanning(a, b).intersects(bounds) && passes(a, b, bounds);
        });
        touches
    }

    /// Straight pieces from the start to the end.
    fn each_piece(self, mut piece: impl FnMut(Point, Point)) {
        match self {
            Self::Corners { points, count } => {
                points[..count].windows(2).for_each(|ends| piece(ends[0], ends[1]));
            }
            Self::Curve { start, .. } => {
                let mut last = start;
                for step in 1..=PIECES {
                    let next = self.at(f64::from(step) / f64::from(PIECES));
                    piece(last, next);
                    last = next;
                }
            }
        }
    }

    /// The arrow as the `d` of an SVG path.
    #[must_use]
    pub fn svg_path(self) -> String {
        match self {
            Self::Curve { start, leave, enter, end } => format!(
                "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
                start.x, start.y, leave.x, leave.y, enter.x, enter.y, end.x, end.y
            ),
            Self::Corners { points, count } => {
                let points = &points[..count];
                let mut path = format!("M{:.1} {:.1}", points[0].x, points[0].y);
                for corner in points.windows(3) {
                    let (into, out) =
                        (rounded(corner[1], corner[0]), rounded(corner[1], corner[2]));
                    path += &format!(
                        "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
                        into.x, into.y, corner[1].x, corner[1].y, out.x, out.y
                    );
                }
                let end = points[count - 1];
                path + &format!("L{:.1} {:.1}", end.x, end.y)
            }
        }
    }
}

/// Where the rounding of a corner ends on the way to the next one.
fn rounded(corner: Point, next: Point) -> Point {
    let by = next.from(corner);
    let length = by.length().max(1.0);
    let part = RADIUS.min(length / 2.0) / length;
    corner.moved(Vector::new(by.dx * part, by.dy * part))
}

/// The place at a part of the length of a line.
fn along(points: &[Point], t: f64) -> Point {
    let length = |ends: &[Point]| ends[1].from(ends[0]).length();
    let mut left = points.windows(2).map(length).sum::<f64>() * t;
    for ends in points.windows(2) {
        let length = length(ends);
        if left <= length && length > 0.0 {
            let by = ends[1].from(ends[0]);
            return ends[0].moved(Vector::new(by.dx * left / length, by.dy * left / length));
        }
        left -= length;
    }
    points[points.len() - 1]
}

/// Whether a straight line passes through a rectangle (Liang and Barsky 1984).
fn passes(a: Point, b: Point, bounds: Bounds) -> bool {
    let by = b.from(a);
    let (mut enters, mut leaves) = (0.0f64, 1.0f64);
    for (step, room) in [
        (-by.dx, a.x - bounds.left),
        (by.dx, bounds.right - a.x),
        (-by.dy, a.y - bounds.top),
        (by.dy, bounds.bottom - a.y),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if step < 0.0 {
            enters = enters.max(room / step);
        } else {
            leaves = leaves.min(room / step);
        }
    }
    enters <= leaves
}

/// The notes of a board by place, to find what is in the way of an arrow.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Lists of notes, each by id, by the hash of the squares that they lie in.
    lists: Vec<Vec<(NoteId, Bounds)>>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self { lists: vec![Vec::new(); LISTS] }
    }
}

impl Surroundings {
    /// Where the notes of the board are.
    #[must_use]
    pub fn of(board: &Board) -> Self {
        let mut surroundings = Self::default();
        for note in board.notes() {
            surroundings.follow(note.id, None, Some(note.bounds()));
        }
        surroundings
    }

    /// A note has come, gone or moved: where it was, and where it is.
    pub fn follow(&mut self, note: NoteId, before: Option<Bounds>, after: Option<Bounds>) {
        let place = |list: &Vec<(NoteId, Bounds)>| list.binary_search_by(|it| it.0.cmp(&note));
        if let Some(before) = before {
            each_list(before, |list| {
                let list = &mut self.lists[list];
                if let Ok(at) = place(list) {
                    list.remove(at);
                }
            });
        }
        if let Some(after) = after {
            each_list(after, |list| {
                let list = &mut self.lists[list];
                if let Err(at) = place(list) {
                    list.insert(at, (note, after));
                }
            });
        }
    }

    /// Whether a note there may be in the way of an arrow between these rectangles.
    #[must_use]
    pub fn is_near(from: Bounds, to: Bounds, note: Bounds) -> bool {
        from.union(to).inflated(detour::MARGIN).intersects(note)
    }

    /// The way of an arrow between these rectangles: bent by hand, or around the notes between.
    #[must_use]
    pub fn route(&self, arrow: &Arrow, from: Bounds, to: Bounds) -> Route {
        if let Some(bend) = arrow.bend {
            return route_bent(from, to, bend);
        }
        let area = from.union(to).inflated(detour::MARGIN);
        let cells = (area.size().width / CELL + 2.0) * (area.size().height / CELL + 2.0);
        let mut near: Vec<(NoteId, Bounds)> = Vec::new();
        if cells < CELLS_MAX as f64 {
            each_list(area, |list| {
                let others = self.lists[list].iter().filter(|(id, bounds)| {
                    *id != arrow.from && *id != arrow.to && bounds.intersects(area)
                });
                for other in others {
                    // One square of several, or two squares in one list.
                    if near.len() <= NEAR_MAX && !near.contains(other) {
                        near.push(*other);
                    }
                }
            });
        }
        let near: Vec<Bounds> = near.into_iter().map(|(_, bounds)| bounds).collect();
        route_around(from, to, &near)
    }
}

fn each_list(bounds: Bounds, mut list: impl FnMut(usize)) {
    let cell = |at: f64| (at / CELL).floor() as i64;
    for x in cell(bounds.left)..=cell(bounds.right) {
        for y in cell(bounds.top)..=cell(bounds.bottom) {
            let hash = x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663);
            list(hash.rem_euclid(LISTS as i64) as usize);
        }
    }
}

/// The way of an arrow on the board, found without an index: for one arrow at a time.
pub(crate) fn route_on(board: &Board, arrow: &Arrow) -> Option<Route> {
    let (from, to) = (board.note(arrow.from)?.bounds(), board.note(arrow.to)?.bounds());
    if let Some(bend) = arrow.bend {
        return Some(route_bent(from, to, bend));
    }
    let area = from.union(to).inflated(detour::MARGIN);
    let is_other = |note: &&Note| note.id != arrow.from && note.id != arrow.to;
    let mut near: Vec<Bounds> = board.notes().filter(is_other).map(Note::bounds).collect();
    near.retain(|other| other.intersects(area));
    Some(route_around(from, to, &near))
}

fn distance_to_segment(place: Point, a: Point, b: Point) -> f64 {
    let along = b.from(a);
    let length_squared = along.dx * along.dx + along.dy * along.dy;
    let to_place = place.from(a);
    let t = if length_squared > 0.0 {
        within((to_place.dx * along.dx + to_place.dy * along.dy) / length_squared, 0.0, 1.0)
    } else {
        0.0
    };
    place.from(a.moved(Vector::new(along.dx * t, along.dy * t))).length()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::Size;

    use super::*;

    fn square(x: f64, y: f64) -> Bounds {
        Bounds::around(Point::new(x, y), Size::new(100.0, 100.0))
    }

    #[test]
    fn an_arrow_leaves_and_enters_at_facing_sides() {
        let right = route(square(0.0, 0.0), square(400.0, 30.0));
        assert_eq!(right.at(0.0), Point::new(50.0, 0.0));
        assert_eq!(right.at(1.0), Point::new(346.0, 30.0));
        let up = route(square(0.0, 0.0), square(20.0, -300.0));
        assert_eq!(up.at(0.0), Point::new(0.0, -50.0));
        let left = route(square(0.0, 0.0), square(-400.0, 0.0));
        assert_eq!(left.at(0.0), Point::new(-50.0, 0.0));
    }

    #[test]
    fn the_distance_is_nothing_on_the_curve_and_grows_beside_it() {
        let route = route(square(0.0, 0.0), square(400.0, 0.0));
        assert!(route.distance(Point::new(200.0, 0.0)) < 0.5);
        assert!((route.distance(Point::new(200.0, 30.0)) - 30.0).abs() < 0.5);
    }

    #[test]
    fn what_is_not_in_the_way_changes_nothing() {
        let (from, to) = (square(0.0, 0.0), square(600.0, 0.0));
        for aside in [square(300.0, 200.0), square(0.0, 30.0), square(900.0, 0.0)] {
            assert_eq!(route_around(from, to, &[aside]), route(from, to));
        }
    }

    #[test]
    fn an_arrow_goes_around_a_note_with_round_corners() {
        let (from, to, between) = (square(0.0, 0.0), square(600.0, 0.0), square(300.0, 20.0));
        let way = route_around(from, to, &[between]);
        let Route::Corners { points, count } = way else { panic!("{way:?}") };
        assert!(!way.touches(between.inflated(CLEARANCE)));
        let shorter = [(0.0, -50.0), (0.0, -74.0), (600.0, -74.0), (600.0, -54.0)];
        assert_eq!(points[..count], shorter.map(|at| Point::new(at.0, at.1)));
        assert!(way.svg_path().contains('Q'));
        assert!(way.bounds().contains(way.at(0.5)));
        assert!(way.distance(way.at(0.3)) < 1e-9);
    }

    #[test]
    fn among_too_many_notes_an_arrow_runs_straight() {
        let (from, to) = (square(0.0, 0.0), square(3_000.0, 0.0));
        let wall: Vec<Bounds> =
            (0..20).map(|at| square(200.0 + f64::from(at) * 120.0, 0.0)).collect();
        assert_eq!(route_around(from, to, &wall), route(from, to));
        let heap = vec![square(1_500.0, 0.0); NEAR_MAX + 1];
        assert_eq!(route_around(from, to, &heap), route(from, to));
    }

    #[test]
    fn a_bent_arrow_passes_the_place_that_it_was_dragged_to() {
        let (from, to) = (square(0.0, 0.0), square(400.0, 100.0));
        let place = Point::new(150.0, -200.0);
        let way = route_bent(from, to, bend_through(from, to, place));
        assert!(way.at(0.5).from(place).length() < 1e-9);
        assert!(from.inflated(0.01).contains(way.at(0.0)));
        assert!(to.inflated(HEAD + 0.01).contains(way.at(1.0)));
        let straight = route_bent(from, to, Vector::default());
        assert!(straight.at(0.5).from(Point::new(200.0, 50.0)).length() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_way_passes_no_note_or_is_the_simple_one_and_its_ends_are_on_the_edges(
            places in proptest::collection::vec((-400.0..1000.0, -500.0..500.0), 0..12),
            to in (300.0..900.0, -400.0..400.0),
        ) {
            let (from, to) = (square(0.0, 0.0), square(to.0, to.1));
            let others: Vec<Bounds> = places.iter().map(|at| square(at.0, at.1)).collect();
            let way = route_around(from, to, &others);
            let beside = |other: &&Bounds| !other.intersects(from) && !other.intersects(to);
            let touched = others.iter().filter(beside).any(|other| way.touches(*other));
            prop_assert!(!touched || way == route(from, to));
            let is_edge = |place: Point, bounds: Bounds| {
                bounds.inflated(0.01).contains(place) && !bounds.inflated(-0.01).contains(place)
            };
            prop_assert!(is_edge(way.at(0.0), from));
            prop_assert!(is_edge(way.at(1.0), to.inflated(HEAD)));
            prop_assert!(way == route_around(from, to, &others));
        }

        #[test]
        fn the_index_finds_what_looking_at_every_note_finds(
            places in proptest::collection::vec((-3000.0..3000.0, -3000.0..3000.0), 2..40),
        ) {
            use std::fmt::Write as _;
            let mut text = String::from("n0 -> n1;");
            for (name, (x, y)) in places.iter().enumerate() {
                write!(text, "event n{name} @ {x},{y};").expect("a string takes all");
            }
            let board = squall_board::fixture::board(&text);
            let arrow = board.arrows().next().expect("there is one");
            let ends = board.note(arrow.from).zip(board.note(arrow.to)).expect("they are there");
            let found = Surroundings::of(&board).route(arrow, ends.0.bounds(), ends.1.bounds());
            let same = Some(found) == route_on(&board, arrow);
            prop_assert!(same || found == route(ends.0.bounds(), ends.1.bounds()));
        }
    }
}
