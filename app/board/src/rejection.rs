//! Why a command was not accepted.

use std::fmt;

use serde::{Deserialize, Serialize};
use squall_texts::{Texts, text};

use crate::limits;

/// Why a command was not accepted. The board is unchanged. What people read is in [`Rejection::say`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rejection {
    /// Every item that the command names has been deleted meanwhile.
    ItemsGone,
    /// The command names no item, or changes nothing.
    NothingToChange,
    /// A new item carries the id of one that is on the board.
    IdTaken,
    /// The note would carry more than [`limits::NOTE_TEXT_CHARS_MAX`] characters.
    TextTooLong,
    /// A title, label or name is longer than [`limits::TITLE_CHARS_MAX`] characters.
    TitleTooLong,
    /// The text edit was made for another text than the note has.
    TextConflict,
    /// The edit was made on a state too old to be merged; the replica must catch up and rebase.
    BaseTooOld,
    /// The board holds [`limits::NOTES_MAX`] notes.
    TooManyNotes,
    /// The board holds [`limits::ARROWS_MAX`] arrows.
    TooManyArrows,
    /// The board holds [`limits::FRAMES_MAX`] frames.
    TooManyFrames,
    /// The board remembers [`limits::PARTICIPANTS_MAX`] people.
    TooManyParticipants,
    /// The note would have more than [`limits::DETAILS_PER_NOTE_MAX`] details, or more than
    /// [`limits::DETAILS_CHARS_MAX`] characters in them.
    TooManyDetails,
    /// A detail or reason is longer than [`limits::DETAIL_CHARS_MAX`] characters.
    DetailTooLong,
    /// The agenda names a phase twice, is larger than [`limits`] allow, or lacks the phase to enter.
    AgendaInvalid,
    /// The timer would run for longer than [`limits::TIMER_MS_MAX`], or there is none to extend.
    TimerInvalid,
    /// So much has been said of the model already.
    TooManyJudgements,
    /// A relation is between two different frames that are bounded contexts.
    RelationInvalid,
    /// The command names more than [`limits::ITEMS_PER_COMMAND_MAX`] items.
    TooManyItems,
    /// A coordinate is not finite or lies beyond [`limits::COORDINATE_MAX`].
    OutOfBounds,
    /// A size is not finite, too small or too large.
    SizeOutOfRange,
    /// An arrow would lead from a note to itself, or to a note that is not on the board.
    ArrowEndsInvalid,
    /// A note would be pinned to itself, to a pinned note, or to one that is not on the board.
    HostInvalid,
    /// A text holds control characters other than line breaks and tabs.
    TextInvalid,
}

impl Rejection {
    /// What people read.
    #[must_use]
    pub fn say(self, texts: Texts) -> String {
        let most = |text, max: usize| texts.fill(text, [&max.to_string()]);
        match self {
            Self::ItemsGone => texts.get(text::REJECTION_ITEMS_GONE).to_owned(),
            Self::NothingToChange => texts.get(text::REJECTION_NOTHING_TO_CHANGE).to_owned(),
            Self::IdTaken => texts.get(text::REJECTION_ID_TAKEN).to_owned(),
            Self::TextTooLong => most(text::REJECTION_TEXT_TOO_LONG, limits::NOTE_TEXT_CHARS_MAX),
            Self::TitleTooLong => most(text::REJECTION_TITLE_TOO_LONG, limits::TITLE_CHARS_MAX),
            Self::TextConflict => texts.get(text::REJECTION_TEXT_CONFLICT).to_owned(),
            Self::BaseTooOld => texts.get(text::REJECTION_BASE_TOO_OLD).to_owned(),
            Self::TooManyNotes => most(text::REJECTION_TOO_MANY_NOTES, limits::NOTES_MAX),
            Self::TooManyArrows => most(text::REJECTION_TOO_MANY_ARROWS, limits::ARROWS_MAX),
            Self::TooManyFrames => most(text::REJECTION_TOO_MANY_FRAMES, limits::FRAMES_MAX),
            Self::TooManyParticipants => {
                most(text::REJECTION_TOO_MANY_PARTICIPANTS, limits::PARTICIPANTS_MAX)
            }
            Self::TooManyDetails => texts.get(text::REJECTION_TOO_MANY_DETAILS).to_owned(),
            Self::DetailTooLong => most(text::REJECTION_DETAIL_TOO_LONG, limits::DETAIL_CHARS_MAX),
            Self::AgendaInvalid => texts.get(text::REJECTION_AGENDA_INVALID).to_owned(),
            Self::TimerInvalid => texts.get(text::REJECTION_TIMER_INVALID).to_owned(),
            Self::TooManyJudgements => texts.get(text::REJECTION_TOO_MANY_JUDGEMENTS).to_owned(),
            Self::RelationInvalid => texts.get(text::REJECTION_RELATION_INVALID).to_owned(),
            Self::TooManyItems => {
                most(text::REJECTION_TOO_MANY_ITEMS, limits::ITEMS_PER_COMMAND_MAX)
            }
            Self::OutOfBounds => {
                most(text::REJECTION_OUT_OF_BOUNDS, limits::COORDINATE_MAX as usize)
            }
            Self::SizeOutOfRange => texts.get(text::REJECTION_SIZE_OUT_OF_RANGE).to_owned(),
            Self::ArrowEndsInvalid => texts.get(text::REJECTION_ARROW_ENDS_INVALID).to_owned(),
            Self::HostInvalid => texts.get(text::REJECTION_HOST_INVALID).to_owned(),
            Self::TextInvalid => texts.get(text::REJECTION_TEXT_INVALID).to_owned(),
        }
    }
}

impl fmt::Display for Rejection {
    /// In English, for logs and other programs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Texts::default()))
    }
}

impl std::error::Error for Rejection {}
