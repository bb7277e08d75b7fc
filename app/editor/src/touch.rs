//! Several pointers at once: two fingers move and zoom the wall, one held still asks what can be done
//! here. A single pointer, finger, pen or mouse, is handed on to [`crate::gesture`]; how hard a pen
//! presses does not matter.

use squall_board::Point;

use crate::camera::ScreenPoint;
use crate::gesture::{Gesture, PointerInput};
use crate::hit_test::Hit;
use crate::{Editor, Selection};

/// How long a finger is held still for [`Editor::long_press`], in milliseconds. The caller has the clock.
pub const LONG_PRESS_MS: i32 = 500;
/// Fingers nearer than this count as this far apart, in CSS pixels: else the zoom would jump.
const SPREAD_PX_MIN: f64 = 20.0;
/// Most pointers that are followed; more are left alone.
const FINGERS_MAX: usize = 10;

/// A pressed pointer: the browser's number for it, and where it is.
pub type Finger = (i32, ScreenPoint);

/// What was pressed for long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LongPress {
    /// What lies there; a note is selected now, so that its handles show.
    pub hit: Hit,
    /// Where, in board units. What is added next goes there.
    pub at: Point,
}

impl Editor {
    /// A pointer goes down. The second one makes both move the wall, and ends what the first one was
    /// doing without a change.
    pub fn touch_down(&mut self, pointer: i32, input: PointerInput) {
        self.fingers.retain(|finger| finger.0 != pointer);
        if self.fingers.len() == FINGERS_MAX {
            return;
        }
        self.fingers.push((pointer, input.at));
        match self.fingers.as_slice() {
            [_] => self.pointer_down(input),
            [one, other] => {
                let fingers = [*one, *other];
                self.cancel_gesture();
                self.gesture = Gesture::Pinching { fingers };
            }
            _ => {}
        }
    }

    /// A pointer moves, pressed or not.
    pub fn touch_move(&mut self, pointer: i32, input: PointerInput) {
        if let Some(finger) = self.fingers.iter_mut().find(|finger| finger.0 == pointer) {
            finger.1 = input.at;
        }
        match &self.gesture {
            Gesture::Pinching { fingers } => self.pinch(*fingers, (pointer, input.at)),
            _ if self.fingers.len() < 2 => self.pointer_move(input),
            _ => {}
        }
    }

    /// A pointer goes up. After two fingers the one that is still down does nothing any more.
    pub fn touch_up(&mut self, pointer: i32, input: PointerInput) {
        let before = self.fingers.len();
        self.fingers.retain(|finger| finger.0 != pointer);
        match &self.gesture {
            Gesture::Pinching { fingers } if fingers.iter().any(|it| it.0 == pointer) => {
                self.cancel_gesture();
            }
            _ if before == 1 && self.fingers.is_empty() => self.pointer_up(input),
            _ => {}
        }
    }

    /// The system has taken a pointer away: nothing has changed.
    pub fn touch_cancel(&mut self, pointer: i32) {
        self.fingers.retain(|finger| finger.0 != pointer);
        self.cancel_gesture();
    }

    /// One pointer was held still for [`LONG_PRESS_MS`]: lets go of it and says what lies there; `None`
    /// if it has moved, or is up.
    pub fn long_press(&mut self) -> Option<LongPress> {
        let Gesture::Pressing { start, hit, .. } = &self.gesture else { return None };
        let (start, hit) = (*start, *hit);
        self.cancel_gesture();
        let at = self.camera.to_board(start);
        self.pointer = Some(at);
        if let Hit::Note(id) = hit {
            self.select(Selection::of_notes([id]));
        }
        Some(LongPress { hit, at })
    }

    /// The wall follows two fingers: what lay under them stays there.
    fn pinch(&mut self, before: [Finger; 2], moved: Finger) {
        let mut fingers = before;
        for finger in &mut fingers {
            if finger.0 == moved.0 {
                *finger = moved;
            }
        }
        let middle = |[one, other]: [Finger; 2]| {
            let (a, b) = (one.1, other.1);
            ScreenPoint::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y))
        };
        let spread = |[one, other]: [Finger; 2]| one.1.distance(other.1).max(SPREAD_PX_MIN);
        let (from, to) = (middle(before), middle(fingers));
        let camera = self.camera.dragged(to.x - from.x, to.y - from.y);
        self.set_camera(camera.zoomed_at(to, spread(fingers) / spread(before)));
        self.gesture = Gesture::Pinching { fingers };
    }
}
