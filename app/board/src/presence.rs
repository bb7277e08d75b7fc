//! What people show each other while they work: where they point, what they select and drag. Never
//! stored, and lossy: only the newest counts. Knows what is said, not to whom; that is
//! [`crate::interest`].

use serde::{Deserialize, Serialize};

use crate::{ArrowId, Board, Bounds, FrameId, NoteId, Point, Size, Vector, limits};

/// A place in whole board units, exact enough for what moves: at most three bytes for each
/// coordinate within [`limits::COORDINATE_MAX`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// The part of the board that is on somebody's screen, in whole board units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its left edge.
    pub left: i32,
    /// Its top edge.
    pub top: i32,
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// One thing that a person shows from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// The pointer is here.
    Cursor(Spot),
    /// The pointer is not to be seen: it left the wall, or what the viewer sees of it.
    NoCursor,
    /// These notes are selected, and no others.
    Selection(Vec<NoteId>),
    /// This gesture is under way.
    Preview(Preview),
    /// The items of the [`Preview::Moving`] shown last are dragged on to here. Without one it says
    /// nothing.
    MovedTo(Spot),
    /// No gesture is under way, or none that the viewer can see.
    NoPreview,
}

/// An unfinished gesture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preview {
    /// Items are being dragged, all by the same distance.
    Moving {
        /// Notes that are dragged.
        notes: Vec<NoteId>,
        /// Frames that are dragged.
        frames: Vec<FrameId>,
        /// Where the centre of the first of them, notes before frames, would go. A place and not
        /// a distance: when the drag is recorded before its preview has ended, nothing jumps.
        to: Spot,
    },
    /// A note is being resized.
    Resizing {
        /// Which one.
        note: NoteId,
        /// Where its centre would be.
        centre: Spot,
        /// Its width in board units.
        width: u32,
        /// Its height in board units.
        height: u32,
    },
    /// A note's text is being edited.
    Writing(NoteId),
    /// A frame is being resized.
    ResizingFrame {
        /// Which one.
        frame: FrameId,
        /// Where its centre would be.
        centre: Spot,
        /// Its width in board units.
        width: u32,
        /// Its height in board units.
        height: u32,
    },
    /// An arrow is being bent.
    Bending {
        /// Which one.
        arrow: ArrowId,
        /// How far its middle would be from the straight way; `None` lets it find its own.
        bend: Option<Spot>,
    },
}

/// What has changed in what a person shows; `None` is no change. Crosses the socket as the list of
/// its signs, so that a moved cursor says nothing about the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Sign>", into = "Vec<Sign>")]
pub struct PresenceChange {
    /// Where the pointer is; `Some(None)` if it left the wall.
    pub cursor: Option<Option<Spot>>,
    /// Which notes are selected.
    pub selection: Option<Vec<NoteId>>,
    /// An unfinished gesture; `Some(None)` when it ended.
    pub preview: Option<Option<Preview>>,
    /// Where the drag that was shown before goes on to; only without `preview`.
    pub moved_to: Option<Spot>,
}

impl Spot {
    /// The spot at these coordinates.
    #[must_use]
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// The same place as a point.
    #[must_use]
    pub fn point(self) -> Point {
        Point::new(f64::from(self.x), f64::from(self.y))
    }

    fn is_on_the_wall(self) -> bool {
        let on_the_wall = |coordinate: i32| f64::from(coordinate).abs() <= limits::COORDINATE_MAX;
        on_the_wall(self.x) && on_the_wall(self.y)
    }
}

impl From<Point> for Spot {
    /// The nearest spot that is on the wall.
    fn from(point: Point) -> Self {
        let nearest = |coordinate: f64| {
            whole(crate::within(
                coordinate.round(),
                -limits::COORDINATE_MAX,
                limits::COORDINATE_MAX,
            ))
        };
        Self { x: nearest(point.x), y: nearest(point.y) }
    }
}

impl From<Bounds> for Area {
    /// The area around the rectangle.
    fn from(bounds: Bounds) -> Self {
        let (left, top) = (whole(bounds.left.floor()), whole(bounds.top.floor()));
        let extent =
            |from: i32, to: f64| whole(to.ceil()).saturating_sub(from).max(0).unsigned_abs();
        Self { left, top, width: extent(left, bounds.right), height: extent(top, bounds.bottom) }
    }
}

impl Area {
    /// The rectangle.
    #[must_use]
    pub fn bounds(self) -> Bounds {
        let (left, top) = (f64::from(self.left), f64::from(self.top));
        let (right, bottom) = (left + f64::from(self.width), top + f64::from(self.height));
        Bounds { left, top, right, bottom }
    }

    /// Whether no edge of `other` is farther from this area's edge than an eighth of its extent: so
    /// little that the server need not be told.
    #[must_use]
    pub fn is_nearly(self, other: Self) -> bool {
        let (own, other) = (self.bounds(), other.bounds());
        let near = |a: f64, b: f64, extent: u32| (a - b).abs() <= f64::from(extent) / 8.0;
        near(own.left, other.left, self.width)
            && near(own.right, other.right, self.width)
            && near(own.top, other.top, self.height)
            && near(own.bottom, other.bottom, self.height)
    }
}

impl Preview {
    /// A resized note, in whole board units.
    #[must_use]
    pub fn resizing(note: NoteId, centre: Point, size: Size) -> Self {
        let extent = |length: f64| whole(length.round()).max(0).unsigned_abs();
        let (width, height) = (extent(size.width), extent(size.height));
        Self::Resizing { note, centre: centre.into(), width, height }
    }

    /// A resized frame, in whole board units.
    #[must_use]
    pub fn resizing_frame(frame: FrameId, bounds: Bounds) -> Self {
        let extent = |length: f64| whole(length.round()).max(0).unsigned_abs();
        let size = bounds.size();
        let (width, height) = (extent(size.width), extent(size.height));
        Self::ResizingFrame { frame, centre: bounds.centre().into(), width, height }
    }

    /// An arrow that is being bent, in whole board units.
    #[must_use]
    pub fn bending(arrow: ArrowId, bend: Option<Vector>) -> Self {
        Self::Bending { arrow, bend: bend.map(|by| Point::new(by.dx, by.dy).into()) }
    }

    /// How far everything that is dragged would go from where the board has it; `None` if nothing
    /// is dragged or the first item is gone.
    #[must_use]
    pub fn displacement(&self, board: &Board) -> Option<Vector> {
        let Self::Moving { to, .. } = self else { return None };
        Some(to.point().from(self.first_centre(board)?))
    }

    /// The rectangle around everything that is dragged, as seen from the centre of its first item;
    /// `None` if nothing is dragged or the first item is gone.
    #[must_use]
    pub fn dragged_extent(&self, board: &Board) -> Option<Bounds> {
        let Self::Moving { notes, frames, .. } = self else { return None };
        let first = self.first_centre(board)?;
        let notes = notes.iter().filter_map(|id| Some(board.note(*id)?.bounds()));
        let frames = frames.iter().filter_map(|id| Some(board.frame(*id)?.bounds()));
        let around = notes.chain(frames).reduce(Bounds::union)?;
        Some(around.moved(Point::default().from(first)))
    }

    fn first_centre(&self, board: &Board) -> Option<Point> {
        match self {
            Self::Moving { notes, frames, .. } => match (notes.first(), frames.first()) {
                (Some(note), _) => Some(board.note(*note)?.centre),
                (None, Some(frame)) => Some(board.frame(*frame)?.centre),
                (None, None) => None,
            },
            Self::Resizing { .. }
            | Self::Writing(_)
            | Self::ResizingFrame { .. }
            | Self::Bending { .. } => None,
        }
    }

    fn is_presentable(&self) -> bool {
        match self {
            Self::Moving { notes, frames, to } => {
                notes.len() + frames.len() <= limits::PRESENCE_ITEMS_MAX && to.is_on_the_wall()
            }
            Self::Resizing { centre, width, height, .. }
            | Self::ResizingFrame { centre, width, height, .. } => {
                centre.is_on_the_wall() && f64::from(*width.max(height)) <= limits::COORDINATE_MAX
            }
            Self::Writing(_) => true,
            Self::Bending { bend, .. } => bend.is_none_or(Spot::is_on_the_wall),
        }
    }
}

impl PresenceChange {
    /// Only the pointer has moved.
    #[must_use]
    pub fn pointing_at(spot: Spot) -> Self {
        Self { cursor: Some(Some(spot)), ..Self::default() }
    }

    /// Takes over what `newer` changes.
    pub fn merge(&mut self, newer: Self) {
        if newer.cursor.is_some() {
            self.cursor = newer.cursor;
        }
        if newer.selection.is_some() {
            self.selection = newer.selection;
        }
        if newer.preview.is_some() {
            self.preview = newer.preview;
            self.moved_to = None;
        }
        if let Some(spot) = newer.moved_to {
            match &mut self.preview {
                Some(Some(Preview::Moving { to, .. })) => *to = spot,
                None => self.moved_to = Some(spot),
                Some(Some(_) | None) => {}
            }
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Whether it names no more items than [`limits::PRESENCE_ITEMS_MAX`] and every place in it is
    /// on the wall. What is not so is dropped: presence is lossy.
    #[must_use]
    pub fn is_presentable(&self) -> bool {
        self.cursor.flatten().is_none_or(Spot::is_on_the_wall)
            && self.moved_to.is_none_or(Spot::is_on_the_wall)
            && self.selection.as_ref().map_or(0, Vec::len) <= limits::PRESENCE_ITEMS_MAX
            && self.preview.iter().flatten().all(Preview::is_presentable)
    }
}

impl From<Vec<Sign>> for PresenceChange {
    fn from(signs: Vec<Sign>) -> Self {
        let mut change = Self::default();
        for sign in signs {
            change.merge(sign.into());
        }
        change
    }
}

impl From<Sign> for PresenceChange {
    fn from(sign: Sign) -> Self {
        let mut change = Self::default();
        match sign {
            Sign::Cursor(spot) => change.cursor = Some(Some(spot)),
            Sign::NoCursor => change.cursor = Some(None),
            Sign::Selection(notes) => change.selection = Some(notes),
            Sign::Preview(preview) => change.preview = Some(Some(preview)),
            Sign::MovedTo(spot) => change.moved_to = Some(spot),
            Sign::NoPreview => change.preview = Some(None),
        }
        change
    }
}

impl From<PresenceChange> for Vec<Sign> {
    fn from(change: PresenceChange) -> Self {
        let cursor = change.cursor.map(|cursor| cursor.map_or(Sign::NoCursor, Sign::Cursor));
        let selection = change.selection.map(Sign::Selection);
        let preview = change.preview.map(|preview| preview.map_or(Sign::NoPreview, Sign::Preview));
        let moved_to = change.moved_to.map(Sign::MovedTo);
        [cursor, selection, preview, moved_to].into_iter().flatten().collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what does not fit becomes the nearest that does"
)]
fn whole(number: f64) -> i32 {
    number as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, note_id};
    use crate::protocol::{ServerMessage, SessionId, encode};

    /// P6.2: measured on whole frames, with the version, the kind of message and the count.
    #[test]
    fn a_cursor_told_alone_is_a_frame_of_at_most_twelve_bytes() {
        let frame = |session, x, y| {
            let sign = Sign::Cursor(Spot::new(x, y));
            encode(&ServerMessage::Presence(vec![(SessionId(session), sign)])).len()
        };
        // A workshop: people 1 to 100 on a wall of some thousand units.
        assert_eq!(frame(7, 40, -12), 7);
        assert_eq!(frame(42, 1_200, 800), 9);
        assert_eq!(frame(100, -8_192, 8_191), 9);
        let edge = [0, 63, -64, 64, 8_191, -8_192, 8_192, 1_000_000, -1_000_000];
        for session in [1, 127, 128, limits::SESSION_NUMBER_MAX] {
            for x in edge {
                for y in edge {
                    assert!(frame(session, x, y) <= 12, "{session} {x} {y}");
                }
            }
        }
    }

    /// P6.2
    #[test]
    fn each_further_cursor_of_a_batch_costs_at_most_nine_bytes() {
        let batch = |count: u32| {
            let sign = Sign::Cursor(Spot::new(-1_000_000, 1_000_000));
            let signs =
                (0..count).map(|n| (SessionId(limits::SESSION_NUMBER_MAX - n), sign.clone()));
            encode(&ServerMessage::Presence(signs.collect())).len()
        };
        assert_eq!(batch(100) - batch(99), 9);
        assert_eq!(batch(500), 2 + 2 + 500 * 9);
    }

    /// P6.4
    #[test]
    fn a_drag_that_goes_on_costs_no_more_than_a_cursor_however_many_notes_it_holds() {
        let sign = Sign::MovedTo(Spot::new(-1_000_000, 1_000_000));
        let session = SessionId(limits::SESSION_NUMBER_MAX);
        assert_eq!(encode(&ServerMessage::Presence(vec![(session, sign)])).len(), 12);
    }

    #[test]
    fn the_nearest_spot_of_any_point_is_on_the_wall() {
        assert_eq!(Spot::from(Point::new(12.5, -7.25)), Spot::new(13, -7));
        assert_eq!(Spot::from(Point::new(f64::NAN, f64::INFINITY)), Spot::new(0, 1_000_000));
        assert!(Spot::from(Point::new(-1e300, 1e300)).is_on_the_wall());
    }

    #[test]
    fn a_drag_shown_and_gone_on_is_one_preview() {
        let moving = |to| Preview::Moving { notes: vec![note_id("a")], frames: vec![], to };
        let on = |spot| PresenceChange { moved_to: Some(spot), ..PresenceChange::default() };
        let mut change = on(Spot::new(9, 9));
        change.merge(Sign::Preview(moving(Spot::new(1, 1))).into());
        change.merge(on(Spot::new(2, 3)));
        let expected = PresenceChange::from(Sign::Preview(moving(Spot::new(2, 3))));
        assert_eq!(change, expected);
        change.merge(Sign::NoPreview.into());
        change.merge(on(Spot::new(4, 4)));
        assert_eq!(change, PresenceChange::from(Sign::NoPreview));
    }

    #[test]
    fn what_is_dragged_spans_every_item_at_its_new_place() {
        let board = fixture::board("event a @ 100,100; event b @ 400,300");
        let notes = vec![note_id("a"), note_id("b")];
        let moving = Preview::Moving { notes, frames: vec![], to: Spot::new(110, 95) };
        assert_eq!(moving.displacement(&board), Some(Vector::new(10.0, -5.0)));
        let a = board.note(note_id("a")).unwrap().bounds();
        let b = board.note(note_id("b")).unwrap().bounds();
        let extent = moving.dragged_extent(&board).unwrap();
        assert_eq!(extent.moved(Vector::new(100.0, 100.0)), a.union(b));
        let gone =
            Preview::Moving { notes: vec![note_id("x")], frames: vec![], to: Spot::default() };
        assert_eq!(gone.displacement(&board), None);
        assert_eq!(gone.dragged_extent(&board), None);
    }

    #[test]
    fn an_area_is_told_again_only_when_it_has_moved_an_eighth() {
        let area = |left, width| Area { left, top: 0, width, height: 800 };
        assert!(area(0, 800).is_nearly(area(100, 800)));
        assert!(!area(0, 800).is_nearly(area(101, 800)));
        assert!(!area(0, 800).is_nearly(area(0, 1_000)));
        let far = Bounds { left: -1e300, top: 0.0, right: 1e300, bottom: 1.5 };
        assert_eq!(Area::from(far).height, 2);
    }
}
