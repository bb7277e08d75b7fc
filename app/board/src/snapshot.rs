//! A board at one place in its log. Snapshots can always be made again from the log.

use serde::{Deserialize, Serialize};

use crate::{Arrow, Board, Frame, Judgements, Note, ParticipantId, Seq, Session, gather};

/// A board after the event at `seq`; what joins over HTTP and what a room starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The version of this form; another one is not read but made again from the log.
    pub version: u32,
    /// The last event that is folded in.
    pub seq: Seq,
    /// The title.
    pub title: String,
    /// Everybody who has introduced themselves.
    pub participants: Vec<(ParticipantId, String)>,
    /// The notes by id.
    pub notes: Vec<Note>,
    /// The arrows by id.
    pub arrows: Vec<Arrow>,
    /// The frames by id.
    pub frames: Vec<Frame>,
    /// How the workshop is led.
    pub session: Session,
    /// What people have said of the model.
    pub judgements: Judgements,
}

impl Snapshot {
    /// The version that this build writes and reads.
    pub const VERSION: u32 = 3;

    /// The snapshot of a board after the event at `seq`.
    #[must_use]
    pub fn of(board: &Board, seq: Seq) -> Self {
        Self {
            version: Self::VERSION,
            seq,
            title: board.title.clone(),
            participants: board.participants.iter().map(|(id, name)| (*id, name.clone())).collect(),
            notes: board.notes().cloned().collect(),
            arrows: board.arrows().cloned().collect(),
            frames: board.frames().cloned().collect(),
            session: board.session.clone(),
            judgements: board.judgements.clone(),
        }
    }

    /// The board back.
    #[must_use]
    pub fn into_board(self) -> Board {
        Board {
            title: self.title,
            participants: gather(self.participants),
            notes: gather(self.notes.into_iter().map(|note| (note.id, note.into()))),
            arrows: gather(self.arrows.into_iter().map(|arrow| (arrow.id, arrow.into()))),
            frames: gather(self.frames.into_iter().map(|frame| (frame.id, frame.into()))),
            session: self.session,
            judgements: self.judgements,
        }
    }

    /// The binary form. Never fails: nothing in it can be refused by the encoder.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("plain data always encodes")
    }

    /// The snapshot in the binary form, or `None` if this build cannot read it.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        // The version comes first, so another form is recognized before it is misread.
        let (version, _) = postcard::take_from_bytes::<u32>(bytes).ok()?;
        if version != Self::VERSION {
            return None;
        }
        postcard::from_bytes(bytes).ok()
    }
}
