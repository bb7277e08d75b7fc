//! What has happened on a board: stored for ever, so its JSON form is fixed by golden files.
//! A change of form raises [`BoardEvent::VERSION`] and adds a step to [`crate::upcast`].

use serde::{Deserialize, Serialize};

use crate::{
    Agenda, Arrow, ArrowId, CommandId, ContextRelation, Frame, FrameId, FrameKind, FrameMove, Note,
    NoteDetail, NoteId, NoteMove, NotePair, NotePin, NoteRecolour, NoteResize, NoteRestack,
    NoteRetype, ParticipantId, PhaseId, Point, Seq, Size, TextOperation, Timer, Vector,
};

/// Something that has happened on a board. Names only items that were there when it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum BoardEvent {
    /// Items were put on the board.
    ItemsAdded {
        /// The notes.
        notes: Vec<Note>,
        /// The arrows.
        arrows: Vec<Arrow>,
        /// The frames.
        frames: Vec<Frame>,
    },
    /// Items were taken off the board.
    ItemsDeleted {
        /// The notes.
        notes: Vec<NoteId>,
        /// The arrows, with those that touched a deleted note.
        arrows: Vec<ArrowId>,
        /// The frames.
        frames: Vec<FrameId>,
    },
    /// Items were moved.
    ItemsMoved {
        /// Notes and their new centres.
        notes: Vec<NoteMove>,
        /// Frames and their new centres.
        frames: Vec<FrameMove>,
    },
    /// Notes got new extents.
    NotesResized {
        /// The notes and their extents.
        notes: Vec<NoteResize>,
    },
    /// A frame got new extents.
    FrameResized {
        /// Which frame.
        frame: FrameId,
        /// Its centre.
        centre: Point,
        /// Its extents.
        size: Size,
    },
    /// Notes stand for something else.
    NotesRetyped {
        /// The notes and their kinds.
        notes: Vec<NoteRetype>,
    },
    /// Notes got another colour.
    NotesRecoloured {
        /// The notes and their colours.
        notes: Vec<NoteRecolour>,
    },
    /// Notes changed their place in the pile.
    NotesRestacked {
        /// The notes and their places.
        notes: Vec<NoteRestack>,
    },
    /// Notes were pinned or unpinned.
    NotesPinned {
        /// The notes and their hosts.
        notes: Vec<NotePin>,
    },
    /// The text of a note was edited.
    TextEdited {
        /// Which note.
        note: NoteId,
        /// The edit of exactly the text before this event, so replay needs no transformation.
        operation: TextOperation,
    },
    /// An arrow was written on.
    ArrowRelabelled {
        /// Which arrow.
        arrow: ArrowId,
        /// Its label.
        label: String,
    },
    /// A frame was named.
    FrameRetitled {
        /// Which frame.
        frame: FrameId,
        /// Its title.
        title: String,
    },
    /// A frame stands for something else.
    FrameRetyped {
        /// Which frame.
        frame: FrameId,
        /// What it stands for.
        kind: FrameKind,
    },
    /// The board was named.
    BoardRetitled {
        /// The title.
        title: String,
    },
    /// The board learned the name of the participant who recorded this.
    ParticipantIntroduced {
        /// The name.
        name: String,
    },
    /// Notes say something else beside their text.
    DetailsChanged {
        /// The notes and what changed, each detail once.
        notes: Vec<NoteDetail>,
    },
    /// The workshop goes by an agenda, or by none.
    AgendaSet {
        /// The agenda. If the phase that the workshop was in is not in it, it is in none, without a
        /// timer.
        agenda: Option<Agenda>,
    },
    /// The workshop entered a phase, whose time stands on the timer; or it left one.
    PhaseEntered {
        /// Which phase.
        phase: Option<PhaseId>,
    },
    /// The timer was started, stopped or set.
    TimerSet {
        /// The timer.
        timer: Timer,
    },
    /// The timer got more time, or less.
    TimerExtended {
        /// How much more, in milliseconds.
        by_ms: i64,
    },
    /// Somebody said that a hint does not matter here.
    HintDismissed {
        /// The hint's key.
        hint: String,
        /// Why; may be empty.
        reason: String,
    },
    /// A dismissed hint may speak again.
    HintRestored {
        /// The hint's key.
        hint: String,
    },
    /// Somebody said of links that follow from the wall that they are none, or are some after all.
    LinksJudged {
        /// The links whose state changed.
        links: Vec<NotePair>,
        /// Whether they are none.
        rejected: bool,
    },
    /// Two bounded contexts stand to each other in another way.
    ContextsRelated {
        /// A frame.
        one: FrameId,
        /// Another frame.
        other: FrameId,
        /// The relation between the two; `None` for none.
        relation: Option<ContextRelation>,
    },
    /// An arrow was bent by hand.
    ArrowBent {
        /// Which arrow.
        arrow: ArrowId,
        /// How far its middle is displaced; `None` lets it find its way.
        bend: Option<Vector>,
    },
    /// Hands leave items alone, or do no longer.
    ItemsLocked {
        /// The notes whose state changed.
        notes: Vec<NoteId>,
        /// The frames whose state changed.
        frames: Vec<FrameId>,
        /// Whether hands leave them alone.
        locked: bool,
    },
}

impl BoardEvent {
    /// The version of the stored JSON form that this build writes.
    pub const VERSION: u32 = 3;

    /// The stable name under which the event is stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ItemsAdded { .. } => "ItemsAdded",
            Self::ItemsDeleted { .. } => "ItemsDeleted",
            Self::ItemsMoved { .. } => "ItemsMoved",
            Self::NotesResized { .. } => "NotesResized",
            Self::FrameResized { .. } => "FrameResized",
            Self::NotesRetyped { .. } => "NotesRetyped",
            Self::NotesRecoloured { .. } => "NotesRecoloured",
            Self::NotesRestacked { .. } => "NotesRestacked",
            Self::NotesPinned { .. } => "NotesPinned",
            Self::TextEdited { .. } => "TextEdited",
            Self::ArrowRelabelled { .. } => "ArrowRelabelled",
            Self::FrameRetitled { .. } => "FrameRetitled",
            Self::FrameRetyped { .. } => "FrameRetyped",
            Self::BoardRetitled { .. } => "BoardRetitled",
            Self::ParticipantIntroduced { .. } => "ParticipantIntroduced",
            Self::DetailsChanged { .. } => "DetailsChanged",
            Self::AgendaSet { .. } => "AgendaSet",
            Self::PhaseEntered { .. } => "PhaseEntered",
            Self::TimerSet { .. } => "TimerSet",
            Self::TimerExtended { .. } => "TimerExtended",
            Self::HintDismissed { .. } => "HintDismissed",
            Self::HintRestored { .. } => "HintRestored",
            Self::LinksJudged { .. } => "LinksJudged",
            Self::ContextsRelated { .. } => "ContextsRelated",
            Self::ArrowBent { .. } => "ArrowBent",
            Self::ItemsLocked { .. } => "ItemsLocked",
        }
    }

    /// Whether this put the note on the board, for the first time or again.
    #[must_use]
    pub(crate) fn adds_note(&self, id: NoteId) -> bool {
        matches!(self, Self::ItemsAdded { notes, .. } if notes.iter().any(|note| note.id == id))
    }
}

/// An event in its place in the board's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedEvent {
    /// Its place.
    pub seq: Seq,
    /// The command that led to it.
    pub command_id: CommandId,
    /// Who proposed that command.
    pub participant: ParticipantId,
    /// When the server recorded it, in milliseconds since 1970-01-01T00:00Z. Not ordered: only
    /// `seq` is.
    pub recorded_at_ms: u64,
    /// What happened.
    pub event: BoardEvent,
}
