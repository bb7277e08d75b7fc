//! Where things stand on the context map: bubbles on a ring in the order of the timeline, lines between
//! them, and labels on the lines, none over another. Whole units of the picture, y down; knows no words.

/// Tries before what has no room is left out.
const TRIES_MAX: usize = 40;
/// Free room around everything, in units.
const GAP: i32 = 4;
/// How far a bent line stands from the straight one at most, in units.
const BEND: f32 = 44.0;
/// Places along a line at which a label may stand, from 0 at its start.
const PLACES: i32 = 32;
/// Cosines of a quarter turn in steps of a sixteenth of half a turn, times 1,000.
const COSINES: [i32; 9] = [1000, 981, 924, 831, 707, 556, 383, 195, 0];

/// A rectangle by its middle and half its extents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) half_width: i32,
    pub(super) half_height: i32,
}

impl Area {
    fn meets(self, other: Self) -> bool {
        (self.x - other.x).abs() < self.half_width + other.half_width + GAP
            && (self.y - other.y).abs() < self.half_height + other.half_height + GAP
    }
}

/// A label on a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    /// Where it likes to stand along the line: 0 at its start, 32 at its end.
    pub(super) place: i32,
    /// How far it may stand from there.
    pub(super) reach: i32,
    /// Its extents, and where it stands once there was room.
    pub(super) area: Area,
    /// There was no room.
    pub(super) is_left_out: bool,
}

/// A line between two bubbles.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Bent to its right, so that there is room for another one back.
    pub(super) is_bent: bool,
    pub(super) labels: Vec<Label>,
    /// Its start, the point that it bends to, and its end.
    pub(super) points: [(i32, i32); 3],
}

/// The bubbles and the extents of the picture.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) bubbles: Vec<Area>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Puts this many bubbles of these extents into a picture that is at most so wide, and the labels on
/// their lines; the picture is made higher until all have room.
pub(super) fn lay_out(
    count: usize,
    (half_width, half_height): (i32, i32),
    lines: &mut [Line],
    width_max: i32,
) -> Layout {
    let number = count as i32;
    let across = (width_max / 2 - half_width - GAP).min(120 + 70 * number);
    let is_high = across < 250;
    let mut down = if count < 3 && !is_high { 60 } else { 90 + 15 * number };
    // Clockwise from the left or, where there is more room downwards, from above; and turned a little, so
    // that no two stand at one height and a higher picture makes room between any two.
    let first = if is_high { 768 } else { 512 }
        + if number > 3 || is_high { 256 / number.max(1) } else { 0 };
    let mut layout = Layout::default();
    for _ in 0..TRIES_MAX {
        layout.width = 2 * (across + half_width + GAP);
        layout.height = 2 * (down + half_height + GAP);
        let middle = (layout.width / 2, layout.height / 2);
        layout.bubbles = (0..number)
            .map(|at| {
                let turn = at * 1024 / number + first;
                let (x, y) = (across * cosine(turn) / 1000, down * cosine(turn - 256) / 1000);
                Area { x: middle.0 + x, y: middle.1 + y, half_width, half_height }
            })
            .collect();
        if place(&layout, lines) {
            break;
        }
        down += down / 8;
    }
    layout
}

/// The cosine of a turn in 1,024 parts, times 1,000.
fn cosine(turn: i32) -> i32 {
    let turn = turn.rem_euclid(1024);
    let (quarter, part) = (turn / 256, turn % 256);
    let along = |part: i32| {
        let (at, rest) = ((part / 32) as usize, part % 32);
        let next = COSINES[(at + 1).min(8)];
        COSINES[at] + (next - COSINES[at]) * rest / 32
    };
    match quarter {
        0 => along(part),
        1 => -along(256 - part),
        2 => -along(part),
        _ => along(256 - part),
    }
}

/// Whether every label has found room.
fn place(layout: &Layout, lines: &mut [Line]) -> bool {
    let mut taken = layout.bubbles.clone();
    let mut has_room = true;
    for line in lines {
        let (from, to) = (layout.bubbles[line.from], layout.bubbles[line.to]);
        let (dx, dy) = ((to.x - from.x) as f32, (to.y - from.y) as f32);
        // The point that a curve bends to is twice as far out as the curve.
        let out = if line.is_bent { 2.0 * BEND / (dx * dx + dy * dy).sqrt().max(1.0) } else { 0.0 };
        let bend = (
            i32::midpoint(from.x, to.x) - (dy * out) as i32,
            i32::midpoint(from.y, to.y) + (dx * out) as i32,
        );
        line.points = [edge(from, bend), bend, edge(to, bend)];
        for label in &mut line.labels {
            // Nearest to where it likes to stand first.
            let shifts = (0..=2 * label.reach).map(|n| if n % 2 == 0 { n / 2 } else { -n / 2 - 1 });
            let found = shifts.map(|shift| label.place + shift).find_map(|at| {
                let (x, y) = along(line.points, at.clamp(0, PLACES));
                let half_width = label.area.half_width;
                let x = x.clamp(half_width, (layout.width - half_width).max(half_width));
                let area = Area { x, y, ..label.area };
                (!taken.iter().any(|other| area.meets(*other))).then_some(area)
            });
            label.is_left_out = found.is_none();
            has_room &= found.is_some();
            label.area = found.unwrap_or(label.area);
            taken.extend(found);
        }
    }
    has_room
}

/// Where a line from the bubble's middle to the point leaves the bubble.
fn edge(bubble: Area, to: (i32, i32)) -> (i32, i32) {
    let (dx, dy) = ((to.0 - bubble.x) as f32, (to.1 - bubble.y) as f32);
    let (across, down) = (dx / bubble.half_width as f32, dy / bubble.half_height as f32);
    let inside = 1.0 / (across * across + down * down).sqrt().max(1.0);
    (bubble.x + (dx * inside) as i32, bubble.y + (dy * inside) as i32)
}

/// The point of a curve (quadratic, by Bézier) at one of its places.
fn along([start, bend, end]: [(i32, i32); 3], at: i32) -> (i32, i32) {
    let rest = PLACES - at;
    let mixed = |start: i32, bend: i32, end: i32| {
        (rest * rest * start + 2 * rest * at * bend + at * at * end) / (PLACES * PLACES)
    };
    (mixed(start.0, bend.0, end.0), mixed(start.1, bend.1, end.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines both ways between all bubbles with labels as large as they come, and relations.
    fn all_lines(count: usize, half_width: i32) -> Vec<Line> {
        let mut lines = Vec::new();
        let label = |place, reach, half_width, half_height| Label {
            place,
            reach,
            area: Area { half_width, half_height, ..Area::default() },
            is_left_out: false,
        };
        for from in 0..count {
            for to in (0..count).filter(|to| *to != from) {
                if from < to {
                    let badges = vec![label(2, 14, 34, 9), label(30, 14, 34, 9)];
                    lines.push(Line { from, to, labels: badges, ..Line::default() });
                }
                let names = vec![label(16, 14, half_width, 31)];
                lines.push(Line { from, to, is_bent: true, labels: names, ..Line::default() });
            }
        }
        lines
    }

    #[test]
    fn no_label_lies_over_another_or_a_bubble() {
        for (width, bubble, label) in [(1200, (88, 36), 92), (328, (60, 30), 70)] {
            for count in 1..=8 {
                let mut lines = all_lines(count, label);
                let layout = lay_out(count, bubble, &mut lines, width);
                let labels = lines.iter().flat_map(|line| &line.labels);
                assert!(labels.clone().all(|label| !label.is_left_out), "{count} in {width}");
                let labels = labels.map(|label| label.area);
                let areas: Vec<Area> = layout.bubbles.iter().copied().chain(labels).collect();
                for (at, area) in areas.iter().enumerate() {
                    let other = areas[at + 1..].iter().find(|other| area.meets(**other));
                    assert_eq!(other, None, "{area:?} of {count} in {width}");
                    let (left, right) = (area.x - area.half_width, area.x + area.half_width);
                    assert!(left >= 0 && right <= layout.width && layout.width <= width);
                }
            }
        }
    }

    #[test]
    fn a_line_there_and_one_back_do_not_touch() {
        let line = |from, to| Line { from, to, is_bent: true, ..Line::default() };
        let mut lines = vec![line(0, 1), line(1, 0)];
        lay_out(2, (88, 36), &mut lines, 1200);
        let [there, back] = [0, 1].map(|at| along(lines[at].points, 16));
        assert!((there.1 - back.1).abs() > 60, "{there:?} {back:?}");
    }

    #[test]
    fn equal_walls_have_equal_maps() {
        let (mut one, mut other) = (all_lines(5, 80), all_lines(5, 80));
        lay_out(5, (88, 36), &mut one, 900);
        lay_out(5, (88, 36), &mut other, 900);
        assert!(one.iter().zip(&other).all(|(a, b)| a.points == b.points));
    }

    #[test]
    fn cosines_are_those_of_the_library() {
        for turn in -1024..=2048 {
            let exact = (f64::from(turn) * std::f64::consts::TAU / 1024.0).cos() * 1000.0;
            assert!((f64::from(cosine(turn)) - exact).abs() < 8.0, "{turn}");
        }
    }
}
