//! Snapping while dragging: edges and middles line up with those of other notes.

use squall_board::{Bounds, Vector};

/// How near two lines must come to snap, in CSS pixels.
pub const SNAP_PX: f64 = 6.0;

/// A line that shows what a drag has lined up with, in board units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guide {
    /// A vertical line at `x` from `top` to `bottom`.
    Vertical {
        /// Where it stands.
        x: f64,
        /// Its upper end.
        top: f64,
        /// Its lower end.
        bottom: f64,
    },
    /// A horizontal line at `y` from `left` to `right`.
    Horizontal {
        /// Where it lies.
        y: f64,
        /// Its left end.
        left: f64,
        /// Its right end.
        right: f64,
    },
}

/// What to add to a drag so that `moving` lines up with the nearest of `others`, and the lines that
/// show it.
#[must_use]
pub fn snap(moving: Bounds, others: &[Bounds], zoom: f64) -> (Vector, Vec<Guide>) {
    let reach = SNAP_PX / zoom;
    let nearest = |lines: fn(Bounds) -> [f64; 3]| {
        let own = lines(moving);
        let candidates = others.iter().flat_map(|other| {
            let offsets = own.into_iter().zip(lines(*other));
            offsets.map(|(own, other)| other - own).collect::<Vec<_>>()
        });
        candidates.filter(|offset| offset.abs() <= reach).min_by(|a, b| a.abs().total_cmp(&b.abs()))
    };
    let dx = nearest(|bounds| [bounds.left, bounds.centre().x, bounds.right]);
    let dy = nearest(|bounds| [bounds.top, bounds.centre().y, bounds.bottom]);
    let by = Vector::new(dx.unwrap_or(0.0), dy.unwrap_or(0.0));
    let snapped = Bounds {
        left: moving.left + by.dx,
        right: moving.right + by.dx,
        top: moving.top + by.dy,
        bottom: moving.bottom + by.dy,
    };
    let mut guides = Vec::new();
    let same = |a: f64, b: f64| (a - b).abs() < 0.01;
    if dx.is_some() {
        for line in [|b: Bounds| b.left, |b: Bounds| b.centre().x, |b: Bounds| b.right] {
            let x = line(snapped);
            let lined_up = others.iter().filter(|other| same(line(**other), x));
            if let Some(all) = lined_up.copied().reduce(Bounds::union) {
                let all = all.union(snapped);
                guides.push(Guide::Vertical { x, top: all.top, bottom: all.bottom });
            }
        }
    }
    if dy.is_some() {
        for line in [|b: Bounds| b.top, |b: Bounds| b.centre().y, |b: Bounds| b.bottom] {
            let y = line(snapped);
            let lined_up = others.iter().filter(|other| same(line(**other), y));
            if let Some(all) = lined_up.copied().reduce(Bounds::union) {
                let all = all.union(snapped);
                guides.push(Guide::Horizontal { y, left: all.left, right: all.right });
            }
        }
    }
    (by, guides)
}

#[cfg(test)]
mod tests {
    use squall_board::{Point, Size};

    use super::*;

    #[test]
    fn a_nearly_level_note_becomes_level() {
        let size = Size::new(140.0, 140.0);
        let other = Bounds::around(Point::new(0.0, 0.0), size);
        let moving = Bounds::around(Point::new(300.0, 4.0), size);
        let (by, guides) = snap(moving, &[other], 1.0);
        assert_eq!(by, Vector::new(0.0, -4.0));
        assert_eq!(guides.len(), 3);
        assert_eq!(snap(moving, &[other], 4.0).0, Vector::default(), "too far at this zoom");
    }
}
