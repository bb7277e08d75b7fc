//! What lies under a place on the canvas. Geometry only: the document is not asked.

use squall_board::{ArrowId, Board, Bounds, FrameId, Note, NoteId, Point, Vector};

use crate::route::route_on;
use crate::selection::Selection;

pub use squall_board::notation::FRAME_TITLE_HEIGHT;

/// How near a pointer must come to a line or handle, in CSS pixels.
pub const REACH_PX: f64 = 8.0;
/// How far the connect handles stand off a note's edge, in CSS pixels.
pub const CONNECT_OFFSET_PX: f64 = 16.0;

/// How far arrows are looked for beyond their notes, in board units.
const DETOUR: f64 = 400.0;

/// A corner of a rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
    /// Bottom left.
    BottomLeft,
    /// Bottom right.
    BottomRight,
}

/// What lies under a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hit {
    /// A handle that resizes the selected note.
    NoteCorner(NoteId, Corner),
    /// A handle that resizes the selected frame.
    FrameCorner(FrameId, Corner),
    /// A handle that draws an arrow from the selected note.
    ConnectHandle(NoteId),
    /// The handle that bends the selected arrow.
    ArrowBend(ArrowId),
    /// A note.
    Note(NoteId),
    /// An arrow.
    Arrow(ArrowId),
    /// The title bar or border of a frame.
    Frame(FrameId),
    /// The bare wall.
    Wall,
}

impl Corner {
    /// Every corner.
    pub const ALL: [Self; 4] = [Self::TopLeft, Self::TopRight, Self::BottomLeft, Self::BottomRight];

    /// Where this corner of the rectangle is.
    #[must_use]
    pub fn of(self, bounds: Bounds) -> Point {
        match self {
            Self::TopLeft => Point::new(bounds.left, bounds.top),
            Self::TopRight => Point::new(bounds.right, bounds.top),
            Self::BottomLeft => Point::new(bounds.left, bounds.bottom),
            Self::BottomRight => Point::new(bounds.right, bounds.bottom),
        }
    }

    /// The corner across.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::TopLeft => Self::BottomRight,
            Self::TopRight => Self::BottomLeft,
            Self::BottomLeft => Self::TopRight,
            Self::BottomRight => Self::TopLeft,
        }
    }
}

/// What lies under `at`; `zoom` is CSS pixels for one board unit.
#[must_use]
pub fn hit_test(board: &Board, selection: &Selection, at: Point, zoom: f64) -> Hit {
    let reach = REACH_PX / zoom;
    if let Some(note) = selection.only_note().and_then(|id| board.note(id)) {
        if let Some(corner) = corner_at(note.bounds(), at, reach).filter(|_| !note.locked) {
            return Hit::NoteCorner(note.id, corner);
        }
        let handles = connect_handles(note.bounds(), zoom);
        if handles.iter().any(|handle| at.from(*handle).length() <= reach * 1.25) {
            return Hit::ConnectHandle(note.id);
        }
    }
    if let Some(frame) = selection.only_frame().and_then(|id| board.frame(id))
        && let Some(corner) = corner_at(frame.bounds(), at, reach).filter(|_| !frame.locked)
    {
        return Hit::FrameCorner(frame.id, corner);
    }
    let bend = selection.only_arrow().and_then(|id| bend_handle(board, id));
    if let (Some(arrow), Some(bend)) = (selection.only_arrow(), bend)
        && at.from(bend).length() <= reach * 1.25
    {
        return Hit::ArrowBend(arrow);
    }
    if let Some(note) = note_at(board, at) {
        return Hit::Note(note);
    }
    let arrow = board.arrows().find(|arrow| {
        let ends = board.note(arrow.from).zip(board.note(arrow.to));
        // An arrow that is not bent goes only a little out of its way.
        let is_near = ends.is_some_and(|(from, to)| {
            let area = from.bounds().union(to.bounds()).inflated(DETOUR);
            arrow.bend.is_some() || area.contains(at)
        });
        let route = Some(arrow).filter(|_| is_near).and_then(|it| route_on(board, it));
        route.is_some_and(|route| route.distance(at) <= reach)
    });
    if let Some(arrow) = arrow {
        return Hit::Arrow(arrow.id);
    }
    let grabbed = board.frames().filter(|frame| {
        let bounds = frame.bounds();
        let inner = Bounds {
            left: bounds.left + reach,
            top: bounds.top + FRAME_TITLE_HEIGHT,
            right: bounds.right - reach,
            bottom: bounds.bottom - reach,
        };
        bounds.inflated(reach / 2.0).contains(at) && !inner.contains(at)
    });
    let area = |size: squall_board::Size| size.width * size.height;
    grabbed
        .min_by(|a, b| area(a.size).total_cmp(&area(b.size)))
        .map_or(Hit::Wall, |frame| Hit::Frame(frame.id))
}

/// Where the handle stands that bends an arrow.
#[must_use]
pub fn bend_handle(board: &Board, arrow: ArrowId) -> Option<Point> {
    Some(route_on(board, board.arrow(arrow)?)?.at(0.5))
}

/// One of the four ways that arrow keys point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Towards earlier.
    Left,
    /// Towards later.
    Right,
    /// Towards the top.
    Up,
    /// Towards the bottom.
    Down,
}

/// The topmost note that covers the place.
#[must_use]
pub fn note_at(board: &Board, at: Point) -> Option<NoteId> {
    let covering = board.notes().filter(|note| note.bounds().contains(at));
    covering.max_by_key(|note| stacking(note)).map(|note| note.id)
}

/// The note that an arrow key leads to from a place: the nearest one whose centre lies that way,
/// where what is aside counts as farther.
#[must_use]
pub fn note_towards(board: &Board, from: Point, way: Way) -> Option<NoteId> {
    let ahead = board.notes().filter_map(|note| {
        let (dx, dy) = (note.centre.x - from.x, note.centre.y - from.y);
        let (along, aside) = match way {
            Way::Left => (-dx, dy),
            Way::Right => (dx, dy),
            Way::Up => (-dy, dx),
            Way::Down => (dy, dx),
        };
        // Not what lies rather above or below than left or right, and the other way round.
        (along > 1.0 && aside.abs() <= 2.0 * along).then(|| (along + 2.0 * aside.abs(), note.id))
    });
    ahead.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, id)| id)
}

/// The order in the pile: what sorts last is nearest to the eye.
#[must_use]
pub fn stacking(note: &Note) -> (&squall_board::ZIndex, NoteId) {
    (&note.z, note.id)
}

/// Sorts notes by their places in the pile, the lowest first.
pub fn sort_by_pile(notes: &mut Vec<&Note>) {
    squall_board::arrange(notes, |a, b| stacking(a).cmp(&stacking(b)));
}

/// Where the handles stand from which arrows are drawn: right, left, top, bottom.
#[must_use]
pub fn connect_handles(bounds: Bounds, zoom: f64) -> [Point; 4] {
    let offset = CONNECT_OFFSET_PX / zoom;
    let centre = bounds.centre();
    [
        Point::new(bounds.right + offset, centre.y),
        Point::new(bounds.left - offset, centre.y),
        Point::new(centre.x, bounds.top - offset),
        Point::new(centre.x, bounds.bottom + offset),
    ]
}

/// The rectangle after dragging one corner by `by`, at least `least` and at most `most` board units
/// on each side; the corner across stays.
#[must_use]
pub fn resized(start: Bounds, corner: Corner, by: Vector, least: f64, most: f64) -> Bounds {
    let fixed = corner.opposite().of(start);
    let dragged = corner.of(start).moved(by);
    let clamp = |fixed: f64, dragged: f64, grows_right: bool| {
        let extent = if grows_right { dragged - fixed } else { fixed - dragged };
        let extent = squall_board::within(extent, least, most);
        if grows_right { fixed + extent } else { fixed - extent }
    };
    let right = matches!(corner, Corner::TopRight | Corner::BottomRight);
    let down = matches!(corner, Corner::BottomLeft | Corner::BottomRight);
    let moved = Point::new(clamp(fixed.x, dragged.x, right), clamp(fixed.y, dragged.y, down));
    Bounds::spanning(fixed, moved)
}

fn corner_at(bounds: Bounds, at: Point, reach: f64) -> Option<Corner> {
    Corner::ALL.into_iter().find(|corner| at.from(corner.of(bounds)).length() <= reach)
}
