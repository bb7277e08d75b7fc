//! The other people on the board: where they point, what they select and drag. Never stored.

use std::collections::BTreeMap;

use squall_board::protocol::{Person, PresenceChange, Preview, SessionId};
use squall_board::{FrameId, NoteId, ParticipantId, Point, Touched};

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
    others: BTreeMap<SessionId, Other>,
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
        self.others.values()
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
        self.others.entry(session).or_insert(new).name = name;
    }

    /// Somebody went. Gives what they were dragging.
    pub fn leave(&mut self, session: SessionId) -> Touched {
        let gone = self.others.remove(&session);
        touched_by(gone.and_then(|other| other.preview).as_ref())
    }

    /// Everybody is gone, as far as can be seen. Gives what they were dragging.
    pub fn clear(&mut self) -> Touched {
        let mut touched = Touched::default();
        for other in std::mem::take(&mut self.others).into_values() {
            touched.extend(touched_by(other.preview.as_ref()));
        }
        touched
    }

    /// What somebody shows has changed. Gives the items whose place on the screen changes.
    pub fn change(&mut self, session: SessionId, change: PresenceChange) -> Touched {
        let mut touched = Touched::default();
        let Some(other) = self.others.get_mut(&session) else { return touched };
        if let Some(cursor) = change.cursor {
            other.cursor = cursor;
        }
        if let Some(selection) = change.selection {
            other.selection = selection;
        }
        if let Some(preview) = change.preview {
            touched.extend(touched_by(other.preview.as_ref()));
            touched.extend(touched_by(preview.as_ref()));
            other.preview = preview;
        }
        touched
    }

    /// Where somebody is dragging this note to.
    #[must_use]
    pub fn dragged_note(&self, note: NoteId) -> Option<Point> {
        self.others.values().find_map(|other| match &other.preview {
            Some(Preview::Moving { notes, .. }) => {
                notes.iter().find(|change| change.note == note).map(|change| change.to)
            }
            Some(Preview::Resizing(_) | Preview::Writing(_)) | None => None,
        })
    }

    /// Where somebody is dragging this frame to.
    #[must_use]
    pub fn dragged_frame(&self, frame: FrameId) -> Option<Point> {
        self.others.values().find_map(|other| match &other.preview {
            Some(Preview::Moving { frames, .. }) => {
                frames.iter().find(|change| change.frame == frame).map(|change| change.to)
            }
            Some(Preview::Resizing(_) | Preview::Writing(_)) | None => None,
        })
    }

    /// The size and place that somebody is giving this note.
    #[must_use]
    pub fn resized_note(&self, note: NoteId) -> Option<squall_board::NoteResize> {
        self.others.values().find_map(|other| match &other.preview {
            Some(Preview::Resizing(change)) if change.note == note => Some(*change),
            Some(Preview::Resizing(_) | Preview::Moving { .. } | Preview::Writing(_)) | None => {
                None
            }
        })
    }

    /// Who is writing in this note.
    #[must_use]
    pub fn writer(&self, note: NoteId) -> Option<&Other> {
        self.others.values().find(|other| other.preview == Some(Preview::Writing(note)))
    }
}

fn touched_by(preview: Option<&Preview>) -> Touched {
    let mut touched = Touched::default();
    match preview {
        Some(Preview::Moving { notes, frames }) => {
            touched.notes.extend(notes.iter().map(|change| change.note));
            touched.frames.extend(frames.iter().map(|change| change.frame));
        }
        Some(Preview::Resizing(change)) => {
            touched.notes.insert(change.note);
        }
        Some(Preview::Writing(note)) => {
            touched.notes.insert(*note);
        }
        None => {}
    }
    touched
}
