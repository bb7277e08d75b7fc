//! Why a command was not accepted.

use serde::{Deserialize, Serialize};

use crate::limits;

/// Why a command was not accepted. The board is unchanged. The display text is what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rejection {
    /// Every item that the command names has been deleted meanwhile.
    #[error("Someone deleted this meanwhile.")]
    ItemsGone,
    /// The command names no item, or changes nothing.
    #[error("There is nothing to change.")]
    NothingToChange,
    /// A new item carries the id of one that is on the board.
    #[error("This is already on the board.")]
    IdTaken,
    /// The note would carry more than [`limits::NOTE_TEXT_CHARS_MAX`] characters.
    #[error("A note holds at most {} characters.", limits::NOTE_TEXT_CHARS_MAX)]
    TextTooLong,
    /// A title, label or name is longer than [`limits::TITLE_CHARS_MAX`] characters.
    #[error("Titles and labels hold at most {} characters.", limits::TITLE_CHARS_MAX)]
    TitleTooLong,
    /// The text edit was made for another text than the note has.
    #[error("The text has changed meanwhile; your words could not be merged.")]
    TextConflict,
    /// The edit was made on a state too old to be merged; the replica must catch up and rebase.
    #[error("This browser was too far behind.")]
    BaseTooOld,
    /// The board holds [`limits::NOTES_MAX`] notes.
    #[error("A board holds at most {} notes.", limits::NOTES_MAX)]
    TooManyNotes,
    /// The board holds [`limits::ARROWS_MAX`] arrows.
    #[error("A board holds at most {} arrows.", limits::ARROWS_MAX)]
    TooManyArrows,
    /// The board holds [`limits::FRAMES_MAX`] frames.
    #[error("A board holds at most {} frames.", limits::FRAMES_MAX)]
    TooManyFrames,
    /// The board remembers [`limits::PARTICIPANTS_MAX`] people.
    #[error("A board remembers at most {} people.", limits::PARTICIPANTS_MAX)]
    TooManyParticipants,
    /// The note would have more than [`limits::DETAILS_PER_NOTE_MAX`] details, or more than
    /// [`limits::DETAILS_CHARS_MAX`] characters in them.
    #[error("A note holds no more fields, rules and tags.")]
    TooManyDetails,
    /// A detail or reason is longer than [`limits::DETAIL_CHARS_MAX`] characters.
    #[error("Fields, rules and reasons hold at most {} characters.", limits::DETAIL_CHARS_MAX)]
    DetailTooLong,
    /// The agenda names a phase twice, is larger than [`limits`] allow, or lacks the phase to enter.
    #[error("This agenda cannot be followed.")]
    AgendaInvalid,
    /// The timer would run for longer than [`limits::TIMER_MS_MAX`], or there is none to extend.
    #[error("The timer runs for at most a day.")]
    TimerInvalid,
    /// So much has been said of the model already.
    #[error("A board remembers no more dismissed hints, rejected links or relations.")]
    TooManyJudgements,
    /// A relation is between two different frames that are bounded contexts.
    #[error("A relation needs two different bounded contexts.")]
    RelationInvalid,
    /// The command names more than [`limits::ITEMS_PER_COMMAND_MAX`] items.
    #[error("At most {} things can be changed at once.", limits::ITEMS_PER_COMMAND_MAX)]
    TooManyItems,
    /// A coordinate is not finite or lies beyond [`limits::COORDINATE_MAX`].
    #[error("This is too far out: the wall ends {} units from its middle.", limits::COORDINATE_MAX as u64)]
    OutOfBounds,
    /// A size is not finite, too small or too large.
    #[error("Something cannot have this size.")]
    SizeOutOfRange,
    /// An arrow would lead from a note to itself, or to a note that is not on the board.
    #[error("An arrow needs two different notes.")]
    ArrowEndsInvalid,
    /// A note would be pinned to itself, to a pinned note, or to one that is not on the board.
    #[error("A note can only be pinned to another, unpinned note.")]
    HostInvalid,
    /// A text holds control characters other than line breaks and tabs.
    #[error("The text holds characters that cannot be shown.")]
    TextInvalid,
}
