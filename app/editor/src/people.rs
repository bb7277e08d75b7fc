//! The other people on the board: where they point, what they select and drag. Never stored.

use squall_board::protocol::{Person, Preview, SessionId, Sign};
use squall_board::{ArrowId, Board, FrameId, NoteId, ParticipantId, Point, Size, Touched, Vector};

/// Somebody else on the board.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// Their socket.
    pub session: SessionId,
    /// Who they are.
    pub participant: ParticipantId,
    /// Their name; empty while they have not typed one.
    pub name: String,
    /// Where their pointer is.
    pub cursor: Option<Point>,
    /// Which notes they have selected.
    pub selection: Vec<NoteId>,
    /// What they are in the middle of.
    pub preview: Option<Preview>,
}

/// Everybody else on the board.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// By their sockets, in order.
    others: Vec<Other>,
}

/// How many colours tell people apart.
pub const PERSON_COLOURS: u32 = 8;

/// Which of the [`PERSON_COLOURS`] a person has, the same on every screen.
#[must_use]
pub fn person_colour(participant: ParticipantId) -> u32 {
    let bytes = participant.as_bytes();
    bytes.iter().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)))
        % PERSON_COLOURS
}

impl People {
    /// Everybody else by socket.
    pub fn iter(&self) -> impl Iterator<Item = &Other> {
        self.others.iter()
    }

    /// Replaces everybody.
    pub fn welcome(&mut self, people: Vec<Person>, own: SessionId) -> Touched {
        let touched = self.clear();
        for person in people.into_iter().filter(|person| person.session != own) {
            self.join(person);
        }
        touched
    }

    /// Somebody came, or goes by another name.
    pub fn join(&mut self, person: Person) {
        let Person { session, participant, name } = person;
        let new = Other {
            session,
            participant,
            name: String::new(),
            cursor: None,
            selection: Vec::new(),
            preview: None,
        };
        let place = self.place(session).unwrap_or_else(|place| {
            self.others.insert(place, new);
            place
        });
        self.others[place].name = name;
    }

    /// Somebody went. Gives what they were dragging.
    pub fn leave(&mut self, session: SessionId) -> Touched {
        let gone = self.place(session).ok().map(|place| self.others.remove(place));
        touched_by(gone.and_then(|other| other.preview).as_ref())
    }

    /// Everybody is gone, as far as can be seen. Gives what they were dragging.
    pub fn clear(&mut self) -> Touched {
        let mut touched = Touched::default();
        for other in std::mem::take(&mut self.others) {
            touched.extend(touched_by(other.preview.as_ref()));
        }
        touched
    }

    /// Somebody shows something else. Gives the items whose place on the screen changes.
    pub fn change(&mut self, session: SessionId, sign: Sign) -> Touched {
        let mut touched = Touched::default();
        let Ok(place) = self.place(session) else { return touched };
        let other = &mut self.others[place];
        match sign {
            Sign::Cursor(spot) => other.cursor = Some(spot.point()),
            Sign::NoCursor => other.cursor = None,
            Sign::Selection(notes) => other.selection = notes,
            Sign::Preview(preview) => {
                touched.extend(touched_by(other.preview.as_ref()));
                touched.extend(touched_by(Some(&preview)));
                other.preview = Some(preview);
            }
            Sign::MovedTo(spot) => {
                if let Some(Preview::Moving { to, .. }) = &mut other.preview {
                    *to = spot;
                    touched.extend(touched_by(other.preview.as_ref()));
                }
            }
            Sign::NoPreview => touched.extend(touched_by(other.preview.take().as_ref())),
        }
        touched
    }

    fn place(&self, session: SessionId) -> Result<usize, usize> {
        self.others.binary_search_by(|other| other.session.cmp(&session))
    }

    /// How far somebody is dragging this note from where the board has it.
    #[must_use]
    pub fn dragged_note(&self, id: NoteId, board: &Board) -> Option<Vector> {
        self.others.iter().find_map(|other| match &other.preview {
            Some(preview @ Preview::Moving { notes, .. }) if notes.contains(&id) => {
                preview.displacement(board)
            }
            _ => None,
        })
    }

    /// How far somebody is dragging this frame from where the board has it.
    #[must_use]
    pub fn dragged_frame(&self, id: FrameId, board: &Board) -> Option<Vector> {
        self.others.iter().find_map(|other| match &other.preview {
            Some(preview @ Preview::Moving { frames, .. }) if frames.contains(&id) => {
                preview.displacement(board)
            }
            _ => None,
        })
    }

    /// The place and size that somebody is giving this note.
    #[must_use]
    pub fn resized_note(&self, id: NoteId) -> Option<(Point, Size)> {
        self.others.iter().find_map(|other| match &other.preview {
            Some(Preview::Resizing { note, centre, width, height }) if *note == id => {
                Some((centre.point(), Size::new(f64::from(*width), f64::from(*height))))
            }
            _ => None,
        })
    }

    /// The place and size that somebody is giving this frame.
    #[must_use]
    pub fn resized_frame(&self, id: FrameId) -> Option<(Point, Size)> {
        self.others.iter().find_map(|other| match &other.preview {
            Some(Preview::ResizingFrame { frame, centre, width, height }) if *frame == id => {
                Some((centre.point(), Size::new(f64::from(*width), f64::from(*height))))
            }
            _ => None,
        })
    }

    /// How somebody is bending this arrow.
    #[must_use]
    pub fn bent_arrow(&self, id: ArrowId) -> Option<Option<Vector>> {
        self.others.iter().find_map(|other| match &other.preview {
            Some(Preview::Bending { arrow, bend }) if *arrow == id => {
                Some(bend.map(|by| by.point().from(Point::default())))
            }
            _ => None,
        })
    }

    /// Who is writing in this note.
    #[must_use]
    pub fn writer(&self, note: NoteId) -> Option<&Other> {
        self.others.iter().find(|other| other.preview == Some(Preview::Writing(note)))
    }
}

fn touched_by(preview: Option<&Preview>) -> Touched {
    let mut touched = Touched::default();
    match preview {
        Some(Preview::Moving { notes, frames, .. }) => {
            touched.notes.extend(notes);
            touched.frames.extend(frames);
        }
        Some(Preview::Resizing { note, .. } | Preview::Writing(note)) => {
            touched.notes.insert(*note);
        }
        Some(Preview::ResizingFrame { frame, .. }) => {
            touched.frames.insert(*frame);
        }
        Some(Preview::Bending { arrow, .. }) => {
            touched.arrows.insert(*arrow);
        }
        None => {}
    }
    touched
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{self, ANN, note_id};
    use squall_board::protocol::Spot;
    use squall_board::{BoardEvent, NoteMove};

    use super::*;

    const ANNS: SessionId = SessionId(2);

    fn with_ann() -> People {
        let mut people = People::default();
        people.join(Person { session: ANNS, participant: ANN, name: "Ann".to_owned() });
        people
    }

    fn ann(people: &People) -> Other {
        people.iter().next().unwrap().clone()
    }

    /// P6.7
    #[test]
    fn a_cursor_that_leaves_disappears_and_its_person_stays() {
        let mut people = with_ann();
        people.change(ANNS, Sign::Cursor(Spot::new(3, -4)));
        assert_eq!(ann(&people).cursor, Some(Point::new(3.0, -4.0)));
        people.change(ANNS, Sign::NoCursor);
        assert_eq!(ann(&people).cursor, None);
        assert_eq!(people.change(SessionId(9), Sign::Cursor(Spot::new(1, 1))), Touched::default());
    }

    /// P6.4
    #[test]
    fn everything_that_is_dragged_goes_as_far_as_its_first_item() {
        let board = fixture::board("event a @ 100,100; event b @ 400,300");
        let mut people = with_ann();
        let notes = vec![note_id("a"), note_id("b")];
        let early = people.change(ANNS, Sign::MovedTo(Spot::new(1, 1)));
        assert_eq!(early, Touched::default(), "no drag is known that could go on");
        let to = Spot::new(110, 100);
        people.change(ANNS, Sign::Preview(Preview::Moving { notes, frames: vec![], to }));
        let touched = people.change(ANNS, Sign::MovedTo(Spot::new(120, 95)));
        assert_eq!(touched.notes.len(), 2);
        let by = Some(Vector::new(20.0, -5.0));
        assert_eq!(people.dragged_note(note_id("a"), &board), by);
        assert_eq!(people.dragged_note(note_id("b"), &board), by);
        assert_eq!(people.dragged_note(note_id("c"), &board), None);
        assert_eq!(people.change(ANNS, Sign::NoPreview).notes.len(), 2);
        assert_eq!(people.dragged_note(note_id("a"), &board), None);
    }

    #[test]
    fn a_drag_recorded_before_its_preview_ends_makes_nothing_jump() {
        let mut board = fixture::board("event a @ 100,100; event b @ 400,300");
        let mut people = with_ann();
        let notes = vec![note_id("a"), note_id("b")];
        let to = Spot::new(110, 100);
        people.change(ANNS, Sign::Preview(Preview::Moving { notes, frames: vec![], to }));
        let moves = [("a", 110.0, 100.0), ("b", 410.0, 300.0)];
        let moves =
            moves.map(|(name, x, y)| NoteMove { note: note_id(name), to: Point::new(x, y) });
        board.apply(&BoardEvent::ItemsMoved { notes: moves.to_vec(), frames: vec![] }, ANN);
        assert_eq!(people.dragged_note(note_id("b"), &board), Some(Vector::default()));
    }
}
