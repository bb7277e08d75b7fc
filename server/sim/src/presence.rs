//! What people point at, select, drag and look at, and what the others must be shown of it.

use squall_board::protocol::{Area, Preview, SessionId, Sign};
use squall_board::{Bounds, Point};
use squall_editor::EditTarget;
use squall_editor::camera::{Camera, ScreenPoint};
use squall_editor::gesture::{Gesture, PointerInput};

use crate::peer::Peer;
use crate::simulation::Simulation;

/// Most bytes of a number of a socket, a spot and an id in a frame.
const SESSION_BYTES: usize = 2;
const SPOT_BYTES: usize = 6;
const ID_BYTES: usize = 16;
/// Bytes of a frame before its signs.
const HEAD_BYTES: usize = 4;
/// Things that a person shows at once: a cursor, a selection and a gesture.
const SIGNS_MAX: usize = 3;

impl Simulation {
    /// Somebody does something with the pointer that changes nothing yet.
    pub(crate) fn gesture(&mut self, place: usize) {
        let x = self.random.below(1_280) as f64;
        let y = self.random.below(800) as f64;
        let at = ScreenPoint::new(x, y);
        let pointer = PointerInput { at, ..PointerInput::default() };
        let notes: Vec<_> = self.peers[place].editor.board().notes().map(|n| n.centre).collect();
        let note = self.random.pick(&notes);
        let chance = self.random.below(10);
        self.say(format_args!("peer {place} moves the pointer ({chance})"));
        let camera = self.some_camera();
        self.peers[place].gesture(|editor| match chance {
            0..4 => editor.pointer_move(pointer),
            4 => editor.pointer_leave(),
            5..7 => {
                let grip = editor.camera().to_screen(note.unwrap_or_default());
                editor.pointer_down(PointerInput { at: grip, ..PointerInput::default() });
                editor.pointer_move(pointer);
            }
            7..9 => editor.pointer_up(pointer),
            _ => editor.set_camera(camera),
        });
    }

    fn some_camera(&mut self) -> Camera {
        let x = self.random.below(4_000) as f64 - 2_000.0;
        let y = self.random.below(2_000) as f64 - 1_000.0;
        let zoom = [0.1, 0.5, 1.0, 2.0][self.random.below(4)];
        Camera { origin: Point::new(x, y), zoom }
    }

    /// All is quiet: everybody is shown exactly the others who are there, and of each what they show
    /// and the viewer looks at.
    pub(crate) fn check_shown(&self) {
        for (place, viewer) in self.peers.iter().enumerate() {
            let shown: Vec<SessionId> =
                viewer.editor.people().iter().map(|other| other.session).collect();
            let others = self.peers.iter().filter(|peer| peer.session != viewer.session);
            let mut there: Vec<SessionId> = others.filter_map(|peer| peer.session).collect();
            there.sort_unstable();
            assert_eq!(shown, there, "peer {place} is shown others than those who are there");
            for other in viewer.editor.people().iter() {
                let person = self.server.room.person(other.session);
                let name = person.map(|person| person.name);
                assert_eq!(Some(&other.name), name.as_ref(), "peer {place} is shown another name");
            }
            for (other_place, other) in self.peers.iter().enumerate() {
                if other_place != place {
                    viewer.check_shown_of(other);
                }
            }
        }
    }

    /// Everybody has the whole board on the screen.
    pub(crate) fn look_at_everything(&mut self) {
        for peer in &mut self.peers {
            let whole = Camera { origin: Point::new(-12_000.0, -8_000.0), zoom: 0.05 };
            peer.gesture(|editor| editor.set_camera(whole));
        }
    }
}

impl Peer {
    /// A frame of presence tells of nobody who is not there, and takes no more bytes than it may.
    pub(crate) fn check_presence(&self, frame: &[u8], signs: &[(SessionId, Sign)]) {
        let mut bytes_max = HEAD_BYTES;
        for (session, sign) in signs {
            assert_ne!(Some(*session), self.session, "somebody is shown their own presence");
            let mut people = self.editor.people().iter();
            let is_there = people.any(|other| other.session == *session);
            assert!(is_there, "presence of {session:?}, who is not there");
            bytes_max += SESSION_BYTES + bytes_max_of(sign);
            let of_one = signs.iter().filter(|(other, _)| other == session).count();
            assert!(of_one <= SIGNS_MAX, "{of_one} signs of one person in a frame");
        }
        assert!(frame.len() <= bytes_max, "{} bytes of presence: {signs:?}", frame.len());
        if let [(_, Sign::Cursor(_))] = signs {
            assert!(frame.len() <= 12, "{} bytes for a cursor", frame.len());
        }
    }

    /// What this viewer is shown of another is what the other shows, as far as it is looked at.
    fn check_shown_of(&self, other: &Peer) {
        let session = other.session.expect("everybody is connected");
        let is_other = |shown: &&squall_editor::people::Other| shown.session == session;
        let shown = self.editor.people().iter().find(is_other).expect("it was checked before");
        assert_eq!(shown.participant, other.editor.replica().participant());
        let selection = other.shown.selection.clone().unwrap_or_default();
        assert_eq!(shown.selection, selection, "a selection is not what is shown of it");
        let sees = |bounds: Bounds| self.looked.is_none_or(|area| near(area).intersects(bounds));
        let cursor = other.shown.cursor.flatten().map(|spot| spot.point());
        let cursor = cursor.filter(|at| sees(Bounds::around(*at, squall_board::Size::default())));
        assert_eq!(shown.cursor, cursor, "a cursor is not what is shown of it");
        let preview = other.shown.preview.clone().flatten();
        let is_everywhere =
            matches!(preview, Some(Preview::Writing(_) | Preview::Bending { .. }) | None);
        if is_everywhere || self.looked.is_none_or(is_everything) {
            assert_eq!(shown.preview, preview, "a gesture is not what is shown of it");
        }
    }

    /// What was shown on this socket is what the page has.
    pub(crate) fn check_own_presence(&self) {
        let selection: Vec<_> = self.editor.selection().notes.iter().copied().take(200).collect();
        let told = self.shown.selection.clone().unwrap_or_default();
        assert_eq!(told, selection, "a selection was not shown");
        let told = self.shown.preview.clone().flatten();
        let is_right = match (self.editor.gesture(), self.editor.editing()) {
            (Gesture::Moving { .. }, _) => matches!(told, Some(Preview::Moving { .. })),
            (Gesture::ResizingNote { .. }, _) => matches!(told, Some(Preview::Resizing { .. })),
            (Gesture::ResizingFrame { .. }, _) => {
                matches!(told, Some(Preview::ResizingFrame { .. }))
            }
            (Gesture::Bending { .. }, _) => matches!(told, Some(Preview::Bending { .. })),
            (_, Some(EditTarget::Note(note))) => told == Some(Preview::Writing(note)),
            _ => told.is_none(),
        };
        assert!(is_right, "{told:?} is shown, not {:?}", self.editor.gesture());
    }
}

fn bytes_max_of(sign: &Sign) -> usize {
    // The sign's and the gesture's own number, and of a list its length.
    1 + match sign {
        Sign::NoCursor | Sign::NoPreview => 0,
        Sign::Cursor(_) | Sign::MovedTo(_) => SPOT_BYTES,
        Sign::Selection(notes) => 2 + ID_BYTES * notes.len(),
        Sign::Preview(Preview::Writing(_)) => 1 + ID_BYTES,
        Sign::Preview(Preview::Bending { .. }) => 1 + ID_BYTES + 1 + SPOT_BYTES,
        Sign::Preview(Preview::Resizing { .. } | Preview::ResizingFrame { .. }) => {
            1 + ID_BYTES + SPOT_BYTES + 2 * 3
        }
        Sign::Preview(Preview::Moving { notes, frames, .. }) => {
            1 + 2 + ID_BYTES * notes.len() + 2 + ID_BYTES * frames.len() + SPOT_BYTES
        }
    }
}

fn is_everything(area: Area) -> bool {
    area.width > 20_000
}

/// What is told of to somebody with this area on the screen: half of it more on every side.
fn near(area: Area) -> Bounds {
    let Bounds { left, top, right, bottom } = area.bounds();
    let (dx, dy) = ((right - left) / 2.0, (bottom - top) / 2.0);
    Bounds { left: left - dx, top: top - dy, right: right + dx, bottom: bottom + dy }
}
