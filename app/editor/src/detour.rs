//! The shortest way with few corners around rectangles, along lines that pass them at a distance.
//! Knows no notes; [`crate::route`] says what is in the way.
//!
//! # Source
//! Wybrow, Marriott and Stuckey, Orthogonal Connector Routing (Graph Drawing 2009): a shortest path over
//! the lines beside the obstacles, where corners cost. The search is Dijkstra's.

use squall_board::{Bounds, Point, arrange, within};

use crate::route::{CORNERS_MAX, Route};

/// Most rectangles in the way; around more there is no way.
pub(crate) const OBSTACLES_MAX: usize = 6;
/// How far the way keeps from what it passes, in board units.
pub(crate) const MARGIN: f64 = 24.0;
/// What a corner costs, in board units of way.
const CORNER: f64 = 60.0;
/// Lines in one direction: three of each end and two of each obstacle.
const LINES_MAX: usize = 6 + 2 * OBSTACLES_MAX;
/// Places where lines cross, and the two directions in which one can go on.
const STATES: usize = LINES_MAX * LINES_MAX * 2;

/// Where the lines run.
struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// What the way must not touch.
    walls: Vec<Bounds>,
}

/// A place on the grid and the direction in which it was reached: the column, the row, whether along x.
type State = (usize, usize, bool);

/// The way from one rectangle to another around obstacles, its head `off` away; `None` if there is none
/// with few corners.
pub(crate) fn around(from: Bounds, to: Bounds, obstacles: &[Bounds], off: f64) -> Option<Route> {
    if obstacles.len() > OBSTACLES_MAX {
        return None;
    }
    let grid = Grid::of(from, to, obstacles);
    let mut costs = [f64::INFINITY; STATES];
    let mut previous = [usize::MAX; STATES];
    let mut open: Vec<State> = Vec::new();
    for (place, along_x) in ports(from) {
        let state = grid.state_at(place, along_x)?;
        costs[grid.number(state)] = 0.0;
        open.push(state);
    }
    let goals = ports(to).map(|(place, along_x)| grid.state_at(place, along_x));
    loop {
        let cheapest = (0..open.len()).min_by(|a, b| {
            let cost = |at: &usize| costs[grid.number(open[*at])];
            cost(a).total_cmp(&cost(b))
        })?;
        let state = open.swap_remove(cheapest);
        if goals.contains(&Some(state)) {
            return grid.way(state, &previous, (from, to), off);
        }
        let here = grid.number(state);
        for (next, step) in grid.steps(state) {
            let there = grid.number(next);
            if costs[here] + step < costs[there] {
                if costs[there] == f64::INFINITY {
                    open.push(next);
                }
                costs[there] = costs[here] + step;
                previous[there] = here;
            }
        }
    }
}

/// The places before the middles of the sides, and whether one leaves there along x.
fn ports(bounds: Bounds) -> [(Point, bool); 4] {
    let (centre, roomy) = (bounds.centre(), bounds.inflated(MARGIN));
    [
        (Point::new(roomy.right, centre.y), true),
        (Point::new(roomy.left, centre.y), true),
        (Point::new(centre.x, roomy.bottom), false),
        (Point::new(centre.x, roomy.top), false),
    ]
}

impl Grid {
    fn of(from: Bounds, to: Bounds, obstacles: &[Bounds]) -> Self {
        let mut grid = Self { xs: Vec::new(), ys: Vec::new(), walls: Vec::new() };
        for (at, bounds) in [from, to].iter().chain(obstacles).enumerate() {
            let roomy = bounds.inflated(MARGIN);
            grid.xs.extend([roomy.left, roomy.right]);
            grid.ys.extend([roomy.top, roomy.bottom]);
            if at < 2 {
                grid.xs.push(bounds.centre().x);
                grid.ys.push(bounds.centre().y);
            }
            // The lines themselves are free.
            grid.walls.push(bounds.inflated(MARGIN - 1.0));
        }
        for lines in [&mut grid.xs, &mut grid.ys] {
            arrange(lines, f64::total_cmp);
            lines.dedup();
        }
        grid
    }

    fn number(&self, (column, row, along_x): State) -> usize {
        (column * LINES_MAX + row) * 2 + usize::from(along_x)
    }

    fn place(&self, number: usize) -> Point {
        let cell = number / 2;
        Point::new(self.xs[cell / LINES_MAX], self.ys[cell % LINES_MAX])
    }

    fn state_at(&self, place: Point, along_x: bool) -> Option<State> {
        let line = |lines: &[f64], at: f64| lines.iter().position(|line| *line == at);
        Some((line(&self.xs, place.x)?, line(&self.ys, place.y)?, along_x))
    }

    /// A turn on the spot, and the next places straight on; with what each costs.
    fn steps(&self, (column, row, along_x): State) -> impl Iterator<Item = (State, f64)> {
        let here = Point::new(self.xs[column], self.ys[row]);
        let straight = [-1, 1].into_iter().filter_map(move |by| {
            let (right, down) = if along_x { (by, 0) } else { (0, by) };
            let column = column.checked_add_signed(right)?;
            let row = row.checked_add_signed(down)?;
            let there = Point::new(*self.xs.get(column)?, *self.ys.get(row)?);
            let piece = Bounds::spanning(here, there);
            let is_free = !self.walls.iter().any(|wall| wall.intersects(piece));
            is_free.then(|| ((column, row, along_x), there.from(here).length()))
        });
        straight.chain([((column, row, !along_x), CORNER)])
    }

    /// The way back from the goal, with the ends on the edges.
    fn way(
        &self,
        goal: State,
        previous: &[usize],
        (from, to): (Bounds, Bounds),
        off: f64,
    ) -> Option<Route> {
        let mut places: Vec<Point> = Vec::new();
        let mut number = self.number(goal);
        while number != usize::MAX {
            let place = self.place(number);
            if places.last() != Some(&place) {
                places.push(place);
            }
            number = previous[number];
        }
        // From the port straight to the edge, where the head has its room.
        let edge = |port: Point, bounds: Bounds| {
            Point::new(
                within(port.x, bounds.left, bounds.right),
                within(port.y, bounds.top, bounds.bottom),
            )
        };
        places.insert(0, edge(places[0], to.inflated(off)));
        places.push(edge(places[places.len() - 1], from));
        places.reverse();
        let mut corners: Vec<Point> = Vec::new();
        for (at, place) in places.iter().enumerate() {
            let is_straight = at > 0 && at + 1 < places.len() && {
                let (before, after) = (places[at - 1], places[at + 1]);
                let is_level = |a: f64, b: f64, c: f64| a == b && b == c;
                is_level(before.x, place.x, after.x) || is_level(before.y, place.y, after.y)
            };
            if !is_straight {
                corners.push(*place);
            }
        }
        if corners.len() > CORNERS_MAX {
            return None;
        }
        let mut points = [Point::default(); CORNERS_MAX];
        points[..corners.len()].copy_from_slice(&corners);
        Some(Route::Corners { points, count: corners.len() })
    }
}
