//! Arranging one connected drawing by its arrows: layers from left to right, few crossings, level
//! chains. Knows rectangles and arrows between them, no notes.
//!
//! # Source
//! Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System Structures (IEEE
//! Transactions on Systems, Man, and Cybernetics 11, 1981): layers by longest path, barycentre sweeps.

use squall_board::notation::{FLOW_GAP, ROW_GAP};
use squall_board::{Point, Size, arrange};

use super::sort_by_value;

/// Most rounds of sweeps; each has found fewer crossings than the one before.
const ROUNDS_MAX: usize = 50;
/// Drawings with more arrows than this keep the order that they have in the layers.
const SWEPT_ARROWS_MAX: usize = 1_000;
/// Sweeps of a round, to the right and to the left in turn.
const SWEEPS: usize = 8;
/// Passes that bring rectangles level with those that they are joined to.
const LEVELLINGS: usize = 3;

/// A drawing: rectangles, and arrows from one to another by their places.
#[derive(Debug)]
pub(super) struct Drawing<'a> {
    pub(super) centres: &'a [Point],
    pub(super) sizes: &'a [Size],
    pub(super) arrows: &'a [(usize, usize)],
}

/// The rectangles of every layer, from top to bottom.
type Layers = Vec<Vec<usize>>;

/// Where the middles of the rectangles go, the whole somewhere about the origin.
///
/// # Invariants
/// Two rectangles are at least [`FLOW_GAP`] apart, beside or above each other. Arranging what was
/// arranged changes nothing: arrows to the right stay so, those that close a circle lead to the left,
/// and another order in the layers is taken only for fewer crossings.
pub(super) fn layered(drawing: &Drawing<'_>) -> Vec<Point> {
    let forward = drawing.without_circles();
    let mut best = drawing.in_layers(&forward);
    let crossings_of =
        |layers: &Layers| crossings(&drawing.lines(&drawing.places(layers, &forward)));
    let mut fewest = crossings_of(&best);
    for _ in 0..ROUNDS_MAX {
        let before = fewest;
        let mut layers = best.clone();
        for sweep in 0..SWEEPS {
            if fewest == 0 || drawing.arrows.len() > SWEPT_ARROWS_MAX {
                break;
            }
            drawing.sweep(&mut layers, &forward, sweep % 2 == 0);
            let found = crossings_of(&layers);
            if found < fewest {
                fewest = found;
                best.clone_from(&layers);
            }
        }
        if fewest == before {
            break;
        }
    }
    drawing.places(&best, &forward)
}

impl Drawing<'_> {
    /// The arrows but those that close a circle. Arrows that lead to the right now are kept first.
    fn without_circles(&self) -> Vec<(usize, usize)> {
        let leads_right =
            |(from, to): &&(usize, usize)| self.centres[*from].x < self.centres[*to].x;
        let mut kept: Vec<(usize, usize)> =
            self.arrows.iter().filter(leads_right).copied().collect();
        let mut followers = vec![Vec::new(); self.centres.len()];
        for (from, to) in &kept {
            followers[*from].push(*to);
        }
        for (from, to) in self.arrows.iter().filter(|arrow| !leads_right(arrow)) {
            if !reaches(&followers, *to, *from) {
                followers[*from].push(*to);
                kept.push((*from, *to));
            }
        }
        kept
    }

    /// Layers by the longest path; what nothing leads to stands right before what it leads to.
    fn in_layers(&self, forward: &[(usize, usize)]) -> Layers {
        let count = self.centres.len();
        let mut layer = vec![0; count];
        // Each round but the last lengthens a path, and none is longer than there are rectangles.
        let mut is_longer = true;
        while is_longer {
            is_longer = false;
            for (from, to) in forward {
                if layer[*to] <= layer[*from] {
                    layer[*to] = layer[*from] + 1;
                    is_longer = true;
                }
            }
        }
        for place in 0..count {
            if !forward.iter().any(|(_, to)| *to == place) {
                let led_to = forward.iter().filter(|(from, _)| *from == place);
                layer[place] = led_to.map(|(_, to)| layer[*to] - 1).min().unwrap_or(0);
            }
        }
        let depth = layer.iter().max().map_or(0, |deepest| deepest + 1);
        (0..depth)
            .map(|at| {
                let inside = (0..count).filter(|place| layer[*place] == at);
                sorted(inside.map(|place| (self.centres[place].y, place)).collect())
            })
            .collect()
    }

    /// Sorts every layer by the mean rank of what the layers before it (behind it) lead to it.
    fn sweep(&self, layers: &mut Layers, forward: &[(usize, usize)], rightward: bool) {
        let mut rank = vec![0.0; self.centres.len()];
        let number = |rank: &mut Vec<f64>, layer: &[usize]| {
            for (at, place) in layer.iter().enumerate() {
                rank[*place] = at as f64 - layer.len() as f64 / 2.0;
            }
        };
        layers.iter().for_each(|layer| number(&mut rank, layer));
        for step in 0..layers.len() {
            let at = if rightward { step } else { layers.len() - 1 - step };
            let layer = layers[at].iter();
            let keyed = layer.map(|place| (mean(&rank, forward, *place, rightward), *place));
            // Equal ones keep their order, so that sweeping what is in order changes nothing.
            let mut keyed: Vec<(f64, usize)> = keyed.collect();
            arrange(&mut keyed, |a, b| a.0.total_cmp(&b.0));
            layers[at] = keyed.into_iter().map(|(_, place)| place).collect();
            number(&mut rank, &layers[at]);
        }
    }

    /// The places that follow from the order in the layers.
    fn places(&self, layers: &Layers, forward: &[(usize, usize)]) -> Vec<Point> {
        let mut places = vec![Point::default(); self.centres.len()];
        let mut level = vec![0.0; self.centres.len()];
        let mut left = 0.0;
        for layer in layers {
            let width = layer.iter().map(|place| self.sizes[*place].width).fold(0.0, f64::max);
            for place in layer {
                places[*place].x = left + width / 2.0;
            }
            left += width + FLOW_GAP;
            self.spread(layer, &mut level);
        }
        for pass in 0..LEVELLINGS {
            let rightward = pass % 2 == 0;
            for step in 0..layers.len() {
                let at = if rightward { step } else { layers.len() - 1 - step };
                for place in &layers[at] {
                    level[*place] = mean(&level, forward, *place, rightward);
                }
                self.spread(&layers[at], &mut level);
            }
        }
        for (place, level) in places.iter_mut().zip(level) {
            place.y = level;
        }
        places
    }

    /// Moves the rectangles of a layer apart, as far down as up.
    fn spread(&self, layer: &[usize], level: &mut [f64]) {
        let step = |above: usize, below: usize| {
            (self.sizes[above].height + self.sizes[below].height) / 2.0 + ROW_GAP
        };
        let mut down: Vec<f64> = layer.iter().map(|place| level[*place]).collect();
        let mut up = down.clone();
        for at in 1..layer.len() {
            down[at] = down[at].max(down[at - 1] + step(layer[at - 1], layer[at]));
        }
        for at in (1..layer.len()).rev() {
            up[at - 1] = up[at - 1].min(up[at] - step(layer[at - 1], layer[at]));
        }
        for (at, place) in layer.iter().enumerate() {
            level[*place] = f64::midpoint(down[at], up[at]);
        }
    }

    /// The arrows as straight lines between these middles.
    pub(super) fn lines(&self, places: &[Point]) -> Vec<Line> {
        let lines = self.arrows.iter();
        lines.map(|(from, to)| Line::new((places[*from], *from), (places[*to], *to))).collect()
    }
}

/// The mean of the values of what leads to a place (what it leads to); its own if nothing does.
fn mean(values: &[f64], forward: &[(usize, usize)], place: usize, led_to: bool) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (from, to) in forward {
        let (here, there) = if led_to { (*to, *from) } else { (*from, *to) };
        if here == place {
            sum += values[there];
            count += 1.0;
        }
    }
    if count > 0.0 { sum / count } else { values[place] }
}

fn sorted(mut keyed: Vec<(f64, usize)>) -> Vec<usize> {
    sort_by_value(&mut keyed);
    keyed.into_iter().map(|(_, place)| place).collect()
}

fn reaches(followers: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; followers.len()];
    let mut open = vec![from];
    while let Some(place) = open.pop() {
        if place == to {
            return true;
        }
        if !std::mem::replace(&mut seen[place], true) {
            open.extend(&followers[place]);
        }
    }
    false
}

/// A straight arrow, its left end first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    ends: [(Point, usize); 2],
}

impl Line {
    /// The line between two places, which have numbers.
    pub(super) fn new(from: (Point, usize), to: (Point, usize)) -> Self {
        Self { ends: if from.0.x <= to.0.x { [from, to] } else { [to, from] } }
    }

    /// Whether the two cross within both; lines that share an end do not.
    fn crosses(&self, other: &Self) -> bool {
        let ([a, b], [c, d]) = (self.ends, other.ends);
        let shares = a.1 == c.1 || a.1 == d.1 || b.1 == c.1 || b.1 == d.1;
        let parts = |a: Point, b: Point, c: Point, d: Point| {
            let side = |p: Point| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
            let (one, other) = (side(c), side(d));
            // An end nearly on the line is on it.
            (one > 1e-3 && other < -1e-3) || (one < -1e-3 && other > 1e-3)
        };
        !shares && parts(a.0, b.0, c.0, d.0) && parts(c.0, d.0, a.0, b.0)
    }
}

/// How many pairs of lines cross.
pub(super) fn crossings(lines: &[Line]) -> usize {
    let by_left = lines.iter().enumerate().map(|(at, line)| (line.ends[0].0.x, at));
    let order = sorted(by_left.collect());
    let mut count = 0;
    for (place, at) in order.iter().enumerate() {
        let right = lines[*at].ends[1].0.x;
        let later = order[place + 1..].iter().map(|other| &lines[*other]);
        let beside = later.take_while(|other| other.ends[0].0.x <= right);
        count += beside.filter(|other| other.crosses(&lines[*at])).count();
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arranged(centres: &[(f64, f64)], arrows: &[(usize, usize)]) -> Vec<Point> {
        let centres: Vec<Point> = centres.iter().map(|at| Point::new(at.0, at.1)).collect();
        let sizes = vec![Size::new(140.0, 140.0); centres.len()];
        layered(&Drawing { centres: &centres, sizes: &sizes, arrows })
    }

    #[test]
    fn a_chain_is_level_and_a_branch_stands_in_the_middle_of_what_it_leads_to() {
        let chain = arranged(&[(900.0, 40.0), (0.0, 0.0), (300.0, 900.0)], &[(0, 1), (1, 2)]);
        let xs: Vec<f64> = chain.iter().map(|at| at.x).collect();
        assert_eq!(xs, [70.0, 270.0, 470.0]);
        assert!(chain.iter().all(|at| at.y == 0.0));
        let branch = arranged(&[(0.0, 0.0), (300.0, 500.0), (300.0, 0.0)], &[(0, 1), (0, 2)]);
        assert_eq!(branch[0].y, f64::midpoint(branch[1].y, branch[2].y));
        assert!(branch[2].y < branch[1].y, "their order stays");
    }

    #[test]
    fn the_arrow_of_a_circle_that_leads_to_the_left_goes_on_to_do_so() {
        for turn in 0..3 {
            let centres: Vec<(f64, f64)> =
                (0..3).map(|at| (f64::from((at + turn) % 3) * 300.0, 0.0)).collect();
            let arranged = arranged(&centres, &[(0, 1), (1, 2), (2, 0)]);
            for (from, to) in [(0, 1), (1, 2), (2, 0)] {
                let led_right = centres[from].0 < centres[to].0;
                assert_eq!(arranged[from].x < arranged[to].x, led_right, "{turn}: {from} {to}");
            }
        }
    }

    #[test]
    fn sweeps_take_crossings_out() {
        let crossed = [(0.0, 0.0), (0.0, 300.0), (400.0, 0.0), (400.0, 300.0)];
        let arrows = [(0, 3), (1, 2)];
        let places = arranged(&crossed, &arrows);
        let lines: Vec<Line> = arrows
            .iter()
            .map(|(from, to)| Line::new((places[*from], *from), (places[*to], *to)))
            .collect();
        assert_eq!(crossings(&lines), 0);
    }

    proptest! {
        #[test]
        fn the_sweep_counts_as_many_crossings_as_comparing_all(
            ends in proptest::collection::vec((0..12usize, 0..12usize), 0..20),
            places in proptest::collection::vec((-500.0..500.0, -500.0..500.0), 12),
        ) {
            let at = |place: usize| (Point::new(places[place].0, places[place].1), place);
            let lines: Vec<Line> = ends.iter().map(|(a, b)| Line::new(at(*a), at(*b))).collect();
            let all = (0..lines.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            let crossing = all.filter(|(a, b)| lines[*a].crosses(&lines[*b]));
            prop_assert_eq!(crossings(&lines), crossing.count());
        }

        #[test]
        fn arranging_twice_is_arranging_once_and_nothing_overlaps(
            centres in proptest::collection::vec((-2000.0..2000.0, -2000.0..2000.0), 1..16),
            ends in proptest::collection::vec((0..16usize, 0..16usize), 0..24),
            sides in proptest::collection::vec((40.0..300.0, 40.0..300.0), 16),
        ) {
            let centres: Vec<Point> = centres.iter().map(|at| Point::new(at.0, at.1)).collect();
            let sizes: Vec<Size> = sides.iter().map(|side| Size::new(side.0, side.1)).collect();
            let sizes = &sizes[..centres.len()];
            let count = centres.len();
            let mut arrows: Vec<(usize, usize)> = ends.iter().map(|(a, b)| (a % count, b % count)).collect();
            arrows.retain(|(from, to)| from != to);
            arrows.dedup();
            let once = layered(&Drawing { centres: &centres, sizes, arrows: &arrows });
            let twice = layered(&Drawing { centres: &once, sizes, arrows: &arrows });
            for (one, two) in once.iter().zip(&twice) {
                prop_assert!(one.from(*two).length() < 1e-6, "{once:?} {twice:?}");
            }
            for a in 0..count {
                for b in 0..a {
                    let aside = (once[a].x - once[b].x).abs() - (sizes[a].width + sizes[b].width) / 2.0;
                    let above = (once[a].y - once[b].y).abs() - (sizes[a].height + sizes[b].height) / 2.0;
                    prop_assert!(aside >= FLOW_GAP - 1.0 || above >= ROW_GAP - 1.0);
                }
            }
        }
    }
}
