//! Aligning and distributing the selection. What is selected is arranged in blocks: a frame with what
//! lies in it, a note with what is pinned to it. Knows no arrows.

use squall_board::notation::FRAME_TITLE_HEIGHT;
use squall_board::{
    Board, BoardCommand, Bounds, Frame, FrameId, FrameMove, Note, NoteId, NoteMove, Vector,
};

use crate::{Editor, Selection};

/// The line that blocks are brought onto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Their left edges.
    Left,
    /// Their middles, above each other.
    Centre,
    /// Their right edges.
    Right,
    /// Their upper edges.
    Top,
    /// Their middles, beside each other.
    Middle,
    /// Their lower edges.
    Bottom,
}

/// A direction in which blocks follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Along the timeline.
    Horizontal,
    /// From top to bottom.
    Vertical,
}

/// Moves shorter than this are none, in board units: so arranging twice is arranging once.
pub(crate) const LEAST: f64 = 0.01;
/// How many pins in a row are followed.
const PINS_MAX: usize = 8;
/// Room between a frame and what is in it.
const FRAME_ROOM: f64 = 32.0;

/// What a selection moves as a whole.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// Notes by id: selected, and carried by no other block.
    pub(crate) notes: Vec<(NoteId, Bounds)>,
    /// Frames: selected, and not within another one.
    pub(crate) frames: Vec<(FrameId, Bounds)>,
}

impl Blocks {
    /// The blocks of a selection.
    pub(crate) fn of(board: &Board, selection: &Selection) -> Self {
        let mut blocks = Self::default();
        let frames = selection.frames.iter().filter_map(|id| board.frame(*id));
        let frames: Vec<&Frame> = frames.filter(|frame| !frame.locked).collect();
        for frame in &frames {
            let bounds = frame.bounds();
            // Of two that cover each other exactly the first carries the second.
            let carried = frames.iter().any(|outer| {
                let (around, id) = (outer.bounds(), outer.id);
                id != frame.id && around.encloses(bounds) && (around != bounds || id < frame.id)
            });
            if !carried {
                blocks.frames.push((frame.id, bounds));
            }
        }
        let notes = selection.notes.iter().filter_map(|id| board.note(*id));
        for note in notes.filter(|note| !note.locked) {
            let host = note.host.and_then(|host| board.note(host));
            let goes_with = host.is_some_and(|host| selection.notes.contains(&host.id));
            if !goes_with && blocks.frame_around(note).is_none() {
                blocks.notes.push((note.id, note.bounds()));
            }
        }
        blocks
    }

    /// The bounds of every block: notes, then frames.
    pub(crate) fn bounds(&self) -> Vec<Bounds> {
        let notes = self.notes.iter().map(|block| block.1);
        notes.chain(self.frames.iter().map(|block| block.1)).collect()
    }

    fn frame_around(&self, note: &Note) -> Option<usize> {
        let frame = self.frames.iter().position(|frame| frame.1.contains(note.centre))?;
        Some(self.notes.len() + frame)
    }

    /// The block that carries a note: a frame around it, else that of its host, else itself.
    fn carrier(&self, board: &Board, note: &Note) -> Option<usize> {
        let mut note = note;
        for _ in 0..PINS_MAX {
            let own = self.notes.binary_search_by(|block| block.0.cmp(&note.id)).ok();
            if let Some(block) = own.or_else(|| self.frame_around(note)) {
                return Some(block);
            }
            note = note.host.and_then(|host| board.note(host))?;
        }
        None
    }

    /// Where everything goes if each block moves by its vector.
    pub(crate) fn moves(&self, board: &Board, by: &[Vector]) -> (Vec<NoteMove>, Vec<FrameMove>) {
        let is_far = |by: &Vector| by.length() >= LEAST;
        let (mut notes, mut frames) = (Vec::new(), Vec::new());
        if !by.iter().any(is_far) {
            return (notes, frames);
        }
        for note in board.notes() {
            let carrier = self.carrier(board, note).filter(|_| !note.locked);
            let by = carrier.map(|block| by[block]);
            if let Some(by) = by.filter(is_far) {
                notes.push(NoteMove { note: note.id, to: note.centre.moved(by) });
            }
        }
        for frame in board.frames() {
            let bounds = frame.bounds();
            let carrier = self.frames.iter().position(|block| block.1.encloses(bounds));
            let by = carrier.map(|block| by[self.notes.len() + block]);
            let by = by.filter(|_| !frame.locked);
            if let Some(by) = by.filter(is_far) {
                frames.push(FrameMove { frame: frame.id, to: frame.centre.moved(by) });
            }
        }
        (notes, frames)
    }
}

/// How far each of the rectangles goes to come onto one line at the edge of all of them.
#[must_use]
pub fn aligned(blocks: &[Bounds], edge: Edge) -> Vec<Vector> {
    let Some(all) = blocks.iter().copied().reduce(Bounds::union) else { return Vec::new() };
    let by = blocks.iter().map(|block| match edge {
        Edge::Left => Vector::new(all.left - block.left, 0.0),
        Edge::Centre => Vector::new(all.centre().x - block.centre().x, 0.0),
        Edge::Right => Vector::new(all.right - block.right, 0.0),
        Edge::Top => Vector::new(0.0, all.top - block.top),
        Edge::Middle => Vector::new(0.0, all.centre().y - block.centre().y),
        Edge::Bottom => Vector::new(0.0, all.bottom - block.bottom),
    });
    by.collect()
}

/// How far each of the rectangles goes to have equal gaps; the outermost stay. Where there is not room
/// for all of them, the gaps are negative.
#[must_use]
pub fn distributed(blocks: &[Bounds], axis: Axis) -> Vec<Vector> {
    let span = |at: usize| match axis {
        Axis::Horizontal => (blocks[at].left, blocks[at].right),
        Axis::Vertical => (blocks[at].top, blocks[at].bottom),
    };
    let mut by = vec![Vector::default(); blocks.len()];
    let mut order: Vec<(f64, usize)> =
        (0..blocks.len()).map(|at| (span(at).0 + span(at).1, at)).collect();
    sort_by_value(&mut order);
    let (Some(first), Some(last)) = (order.first(), order.last()) else { return by };
    if order.len() < 3 {
        return by;
    }
    let filled: f64 = order.iter().map(|(_, at)| span(*at).1 - span(*at).0).sum();
    let gap = (span(last.1).1 - span(first.1).0 - filled) / (order.len() - 1) as f64;
    let mut next = span(first.1).0;
    for (_, at) in order {
        let (low, high) = span(at);
        by[at] = match axis {
            Axis::Horizontal => Vector::new(next - low, 0.0),
            Axis::Vertical => Vector::new(0.0, next - low),
        };
        next += high - low + gap;
    }
    by
}

/// A frame's bounds around what is in it, with room and a place for the title.
pub(crate) fn framed(content: Bounds) -> Bounds {
    let roomy = content.inflated(FRAME_ROOM);
    Bounds { top: roomy.top - FRAME_TITLE_HEIGHT, ..roomy }
}

/// Sorts by the numbers, equal ones by their places.
pub(crate) fn sort_by_value(values: &mut Vec<(f64, usize)>) {
    squall_board::arrange(values, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}

impl Editor {
    /// Brings the selection onto one line.
    pub(crate) fn align(&mut self, edge: Edge) {
        self.arrange(|blocks| aligned(blocks, edge));
    }

    /// Gives the selection equal gaps.
    pub(crate) fn distribute(&mut self, axis: Axis) {
        self.arrange(|blocks| distributed(blocks, axis));
    }

    /// Makes the selected frames as large as what is in them, inner frames first; empty and locked ones stay
    /// as they are.
    pub(crate) fn fit_frames(&mut self) {
        let board = self.board();
        let chosen = self.selection.frames.iter().filter_map(|id| board.frame(*id));
        let mut frames: Vec<&Frame> = chosen.filter(|frame| !frame.locked).collect();
        let area = |frame: &Frame| frame.size.width * frame.size.height;
        squall_board::arrange(&mut frames, |a, b| {
            area(a).total_cmp(&area(b)).then(a.id.cmp(&b.id))
        });
        let mut fitted: Vec<(FrameId, Bounds)> = Vec::new();
        for frame in frames {
            let outer = frame.bounds();
            let notes = board.notes().filter(|note| outer.contains(note.centre)).map(Note::bounds);
            let inner =
                board.frames().filter(|it| it.id != frame.id && outer.encloses(it.bounds()));
            let inner = inner.map(|inner| {
                let now = fitted.iter().find(|it| it.0 == inner.id);
                now.map_or(inner.bounds(), |it| it.1)
            });
            if let Some(content) = notes.chain(inner).reduce(Bounds::union) {
                fitted.push((frame.id, framed(content)));
            }
        }
        let resize = |(frame, bounds): (FrameId, Bounds)| BoardCommand::ResizeFrame {
            frame,
            centre: bounds.centre(),
            size: bounds.size(),
        };
        if !fitted.is_empty() {
            self.propose_all(fitted.into_iter().map(resize).collect());
        }
    }

    fn arrange(&mut self, by: impl Fn(&[Bounds]) -> Vec<Vector>) {
        let blocks = Blocks::of(self.board(), &self.selection);
        let (notes, frames) = blocks.moves(self.board(), &by(&blocks.bounds()));
        self.propose_moves(notes, frames);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::{Point, Size};

    use super::*;

    fn some_blocks() -> impl Strategy<Value = Vec<Bounds>> {
        let block = (-2000.0..2000.0, -2000.0..2000.0, 40.0..300.0, 40.0..300.0);
        let block =
            block.prop_map(|(x, y, w, h)| Bounds::around(Point::new(x, y), Size::new(w, h)));
        proptest::collection::vec(block, 1..12)
    }

    fn moved(blocks: &[Bounds], by: &[Vector]) -> Vec<Bounds> {
        blocks.iter().zip(by).map(|(block, by)| block.moved(*by)).collect()
    }

    proptest! {
        #[test]
        fn aligning_puts_all_on_one_line_within_their_bounds_and_twice_is_once(
            blocks in some_blocks(),
            edge in prop::sample::select(vec![
                Edge::Left, Edge::Centre, Edge::Right, Edge::Top, Edge::Middle, Edge::Bottom,
            ]),
        ) {
            let line = |block: &Bounds| match edge {
                Edge::Left => block.left,
                Edge::Centre => block.centre().x,
                Edge::Right => block.right,
                Edge::Top => block.top,
                Edge::Middle => block.centre().y,
                Edge::Bottom => block.bottom,
            };
            let after = moved(&blocks, &aligned(&blocks, edge));
            for block in &after {
                prop_assert!((line(block) - line(&after[0])).abs() < LEAST / 2.0);
            }
            prop_assert!(aligned(&after, edge).iter().all(|by| by.length() < LEAST));
        }

        #[test]
        fn distributing_makes_equal_gaps_keeps_the_outermost_and_twice_is_once(
            blocks in some_blocks(),
            axis in prop::sample::select(vec![Axis::Horizontal, Axis::Vertical]),
        ) {
            let span = |block: &Bounds| match axis {
                Axis::Horizontal => (block.left, block.right),
                Axis::Vertical => (block.top, block.bottom),
            };
            let by = distributed(&blocks, axis);
            let after = moved(&blocks, &by);
            prop_assert!(distributed(&after, axis).iter().all(|by| by.length() < LEAST));
            let mut order: Vec<usize> = (0..blocks.len()).collect();
            let middle = |at: &usize| span(&blocks[*at]).0 + span(&blocks[*at]).1;
            order.sort_by(|a, b| middle(a).total_cmp(&middle(b)).then(a.cmp(b)));
            if order.len() >= 3 {
                let gaps: Vec<f64> = order.windows(2)
                    .map(|pair| span(&after[pair[1]]).0 - span(&after[pair[0]]).1)
                    .collect();
                prop_assert!(gaps.iter().all(|gap| (gap - gaps[0]).abs() < LEAST));
            }
            for end in [order[0], order[order.len() - 1]] {
                prop_assert!(by[end].length() < LEAST);
            }
        }
    }
}
