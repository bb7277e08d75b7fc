//! The small map of the whole wall: which part of the board it shows, and where things are on it.

use squall_board::{Board, Vector};
use squall_board::{Bounds, HotspotState, NoteKind, Point, Size};

use crate::camera::{Camera, ScreenPoint, Viewport};
use crate::hit_test::Way;

/// The extents of the map, in CSS pixels.
pub const SIZE: Size = Size::new(200.0, 130.0);
/// What is kept free around the wall, in CSS pixels of the map.
const MARGIN_PX: f64 = 6.0;
/// How much of the view an arrow key moves by.
const STEP: f64 = 0.25;

/// How the board lies on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minimap {
    /// What lies in the top left corner, in board units.
    pub origin: Point,
    /// CSS pixels of the map for one board unit.
    pub scale: f64,
}

impl Minimap {
    /// The map of a wall with these bounds, and of what is looked at beyond it.
    #[must_use]
    pub fn of(wall: Option<Bounds>, view: Bounds) -> Self {
        let shown = wall.map_or(view, |wall| wall.union(view));
        let (size, centre) = (shown.size(), shown.centre());
        let horizontal = (SIZE.width - 2.0 * MARGIN_PX) / size.width.max(1.0);
        let vertical = (SIZE.height - 2.0 * MARGIN_PX) / size.height.max(1.0);
        let scale = horizontal.min(vertical);
        let (half_width, half_height) = (SIZE.width / 2.0 / scale, SIZE.height / 2.0 / scale);
        Self { origin: Point::new(centre.x - half_width, centre.y - half_height), scale }
    }

    /// Where a place on the board lies on the map.
    #[must_use]
    pub fn to_map(self, at: Point) -> ScreenPoint {
        ScreenPoint::new((at.x - self.origin.x) * self.scale, (at.y - self.origin.y) * self.scale)
    }

    /// Where a place on the map lies on the board.
    #[must_use]
    pub fn to_board(self, at: ScreenPoint) -> Point {
        Point::new(self.origin.x + at.x / self.scale, self.origin.y + at.y / self.scale)
    }
}

/// The questions on the wall that nobody has answered: the middles of their notes.
#[must_use]
pub fn open_questions(board: &Board) -> Vec<Point> {
    let hotspots = board.notes().filter(|note| note.kind == NoteKind::Hotspot);
    let open = hotspots.filter(|note| note.details.state() != HotspotState::Resolved);
    open.map(|note| note.centre).collect()
}

/// The camera a step that way, at the same zoom.
#[must_use]
pub fn stepped(camera: Camera, viewport: Viewport, way: Way) -> Camera {
    let size = camera.visible(viewport).size();
    let by = match way {
        Way::Left => Vector::new(-size.width * STEP, 0.0),
        Way::Right => Vector::new(size.width * STEP, 0.0),
        Way::Up => Vector::new(0.0, -size.height * STEP),
        Way::Down => Vector::new(0.0, size.height * STEP),
    };
    Camera { origin: camera.origin.moved(by), ..camera }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::{DetailChange, NoteDetail, fixture};

    use super::*;

    #[test]
    fn open_questions_are_those_without_an_answer() {
        let mut board = fixture::board("hotspot Why @ 10,20; hotspot How @ 30,40; event Paid");
        let note = fixture::note_id("How");
        let change = DetailChange::Put(squall_board::Detail::State(HotspotState::Resolved));
        let command =
            squall_board::BoardCommand::ChangeDetails { notes: vec![NoteDetail { note, change }] };
        let event = board.decide(&command, fixture::ANN).unwrap();
        board.apply(&event, fixture::ANN);
        assert_eq!(open_questions(&board), [Point::new(10.0, 20.0)]);
    }

    #[test]
    fn an_arrow_key_moves_the_view_by_a_quarter_of_itself() {
        let viewport = Viewport { width: 800.0, height: 400.0 };
        let camera = Camera { zoom: 0.5, ..Camera::default() };
        assert_eq!(stepped(camera, viewport, Way::Right).origin, Point::new(400.0, 0.0));
        assert_eq!(stepped(camera, viewport, Way::Up).origin, Point::new(0.0, -200.0));
    }

    proptest! {
        #[test]
        fn the_wall_and_the_view_are_on_the_map(
            wall in proptest::option::of((-9e4..9e4, -9e4..9e4, 0.0..9e4, 0.0..9e4)),
            (x, y, width, height) in (-9e4..9e4, -9e4..9e4, 1.0..9e4, 1.0..9e4),
        ) {
            let bounds = |(x, y, width, height): (f64, f64, f64, f64)| {
                Bounds { left: x, top: y, right: x + width, bottom: y + height }
            };
            let (wall, view) = (wall.map(bounds), bounds((x, y, width, height)));
            let map = Minimap::of(wall, view);
            for shown in wall.into_iter().chain([view]) {
                for corner in [Point::new(shown.left, shown.top), Point::new(shown.right, shown.bottom)] {
                    let at = map.to_map(corner);
                    prop_assert!((-0.01..=SIZE.width + 0.01).contains(&at.x), "{at:?}");
                    prop_assert!((-0.01..=SIZE.height + 0.01).contains(&at.y), "{at:?}");
                    prop_assert!(map.to_board(at).from(corner).length() < 1e-3);
                }
            }
        }
    }
}
