//! What a participant asks of a board.

use serde::{Deserialize, Serialize};

use crate::{
    Agenda, Arrow, ArrowId, Colour, ContextRelation, DetailChange, Frame, FrameId, FrameKind, Note,
    NoteId, NoteKind, NotePair, PhaseId, Point, Size, TextOperation, Timer, Vector, ZIndex,
};

/// A note and where its centre goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NoteMove {
    /// Which note.
    pub note: NoteId,
    /// Its new centre.
    pub to: Point,
}

/// A frame and where its centre goes. The notes inside it are named beside it, one by one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FrameMove {
    /// Which frame.
    pub frame: FrameId,
    /// Its new centre.
    pub to: Point,
}

/// A note and its new place and extents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NoteResize {
    /// Which note.
    pub note: NoteId,
    /// Its new centre.
    pub centre: Point,
    /// Its new extents.
    pub size: Size,
}

/// A note and its new kind; the size follows, because kinds differ in shape.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NoteRetype {
    /// Which note.
    pub note: NoteId,
    /// What it stands for from now on.
    pub kind: NoteKind,
    /// Its new extents.
    pub size: Size,
}

/// A note and its colour; `None` is the kind's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecolour {
    /// Which note.
    pub note: NoteId,
    /// The colour instead of the kind's own.
    pub colour: Option<Colour>,
}

/// A note and its place in the pile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRestack {
    /// Which note.
    pub note: NoteId,
    /// Its new place in the pile.
    pub z: ZIndex,
}

/// A note and the note it is pinned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotePin {
    /// Which note.
    pub note: NoteId,
    /// What it is pinned to; `None` unpins it.
    pub host: Option<NoteId>,
}

/// A note and what becomes of one of its details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteDetail {
    /// Which note.
    pub note: NoteId,
    /// What becomes of the detail.
    pub change: DetailChange,
}

/// What a participant asks of a board: one finished gesture, one entry in history, one undo.
///
/// Items that no longer exist are skipped, because somebody may have deleted them meanwhile; if
/// none is left the command is rejected with [`crate::Rejection::ItemsGone`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum BoardCommand {
    /// Puts items on the board. Arrows whose ends are gone are left out.
    AddItems {
        /// New notes.
        notes: Vec<Note>,
        /// New arrows, between notes on the board or among `notes`.
        arrows: Vec<Arrow>,
        /// New frames.
        frames: Vec<Frame>,
    },
    /// Takes items off the board, with the arrows that touch a deleted note.
    DeleteItems {
        /// Notes to delete.
        notes: Vec<NoteId>,
        /// Arrows to delete.
        arrows: Vec<ArrowId>,
        /// Frames to delete; the notes inside stay.
        frames: Vec<FrameId>,
    },
    /// Moves items to absolute places.
    MoveItems {
        /// Notes and their new centres.
        notes: Vec<NoteMove>,
        /// Frames and their new centres.
        frames: Vec<FrameMove>,
    },
    /// Gives notes new extents.
    ResizeNotes {
        /// The notes and their new extents.
        notes: Vec<NoteResize>,
    },
    /// Gives a frame new extents.
    ResizeFrame {
        /// Which frame.
        frame: FrameId,
        /// Its new centre.
        centre: Point,
        /// Its new extents.
        size: Size,
    },
    /// Changes what notes stand for; text and arrows stay.
    RetypeNotes {
        /// The notes and their new kinds.
        notes: Vec<NoteRetype>,
    },
    /// Gives notes another colour.
    RecolourNotes {
        /// The notes and their colours.
        notes: Vec<NoteRecolour>,
    },
    /// Changes the place of notes in the pile.
    RestackNotes {
        /// The notes and their places.
        notes: Vec<NoteRestack>,
    },
    /// Pins notes to others, or unpins them.
    PinNotes {
        /// The notes and their hosts.
        notes: Vec<NotePin>,
    },
    /// Changes the text of a note; merges with what others write at the same time.
    EditText {
        /// Which note.
        note: NoteId,
        /// The edit, made on the text at the proposal's base.
        operation: TextOperation,
    },
    /// Writes on an arrow.
    RelabelArrow {
        /// Which arrow.
        arrow: ArrowId,
        /// Its whole new label.
        label: String,
    },
    /// Names a frame.
    RetitleFrame {
        /// Which frame.
        frame: FrameId,
        /// Its whole new title.
        title: String,
    },
    /// Changes what a frame stands for.
    RetypeFrame {
        /// Which frame.
        frame: FrameId,
        /// What it stands for from now on.
        kind: FrameKind,
    },
    /// Names the board.
    RetitleBoard {
        /// The whole new title.
        title: String,
    },
    /// Tells the board the name of the proposing participant.
    IntroduceParticipant {
        /// The name.
        name: String,
    },
    /// Changes what notes say beside their text.
    ChangeDetails {
        /// The notes and what changes; of one detail the last change counts.
        notes: Vec<NoteDetail>,
    },
    /// Goes by an agenda, or by none.
    SetAgenda {
        /// The whole new agenda.
        agenda: Option<Agenda>,
    },
    /// Enters a phase of the agenda; its time is put on the timer, which does not run yet.
    EnterPhase {
        /// Which phase; `None` leaves the one that the workshop is in.
        phase: Option<PhaseId>,
    },
    /// Starts, stops or sets the timer.
    SetTimer {
        /// The timer from now on.
        timer: Timer,
    },
    /// Gives the timer more time, or less.
    ExtendTimer {
        /// How much more, in milliseconds.
        by_ms: i64,
    },
    /// Says that a hint does not matter here.
    DismissHint {
        /// The hint's key.
        hint: String,
        /// Why; may be empty.
        reason: String,
    },
    /// Lets a dismissed hint speak again.
    RestoreHint {
        /// The hint's key.
        hint: String,
    },
    /// Says of links that follow from the wall that they are none, or are some after all.
    JudgeLinks {
        /// The notes that seem to be linked.
        links: Vec<NotePair>,
        /// Whether they are none.
        rejected: bool,
    },
    /// Says how two bounded contexts stand to each other.
    RelateContexts {
        /// A frame.
        one: FrameId,
        /// Another frame.
        other: FrameId,
        /// The relation between the two; `None` for none.
        relation: Option<ContextRelation>,
    },
    /// Bends an arrow by hand.
    BendArrow {
        /// Which arrow.
        arrow: ArrowId,
        /// How far its middle is displaced; `None` lets it find its way.
        bend: Option<Vector>,
    },
    /// Keeps hands off items, or lets them at them again.
    LockItems {
        /// The notes.
        notes: Vec<NoteId>,
        /// The frames.
        frames: Vec<FrameId>,
        /// Whether hands leave them alone.
        locked: bool,
    },
}
