//! What the page and the desk tell each other, in postcard.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use squall_board::notation::Words;
use squall_board::{BoardCommand, FrameId, NoteId, ParticipantId, Patch, Rejection, Snapshot};

/// A panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PanelName {
    /// What is found on the wall.
    Model,
    /// What the wall leaves open or says oddly.
    Hints,
    /// What the selected note says beside its text.
    Note,
    /// How the workshop is led.
    Workshop,
    /// The bounded contexts and what is between them.
    Map,
    /// Where words stand on the wall.
    Find,
    /// The whole wall as headings and lists.
    Outline,
}

/// What the participant looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The panel that is open.
    pub panel: Option<PanelName>,
    /// The notes that are selected.
    pub notes: Vec<NoteId>,
    /// The frames that are selected.
    pub frames: Vec<FrameId>,
    /// The wall is checked as a whole, as before it is handed on.
    pub is_check: bool,
    /// Which words the participant reads.
    pub words: Words,
    /// The room for the context map, in pixels.
    pub width: u16,
    /// The words to find.
    pub query: String,
    /// What is unfolded (`+`) and folded (`-`) in the Outline: keys with a sign, separated by spaces.
    pub folds: String,
    /// The row of the Outline in which the keyboard is: a note's id.
    pub at: String,
    /// How often it is told what others do: `off`, `now`, or after so many seconds `10` or `30`.
    pub pace: String,
}

/// Notes and frames, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Some notes.
    pub notes: BTreeSet<NoteId>,
    /// Some frames.
    pub frames: BTreeSet<FrameId>,
}

/// From the page to the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToDesk {
    /// The table of the texts in the participant's language, unless it is English. Comes first, once.
    Texts(String),
    /// This is the whole wall.
    Whole(Snapshot),
    /// This has changed on it.
    Changed(Patch),
    /// The participant looks at this now; answered by [`FromDesk::Shown`].
    Show(View),
    /// A control was used; answered by [`FromDesk::Do`].
    Act {
        /// Its `data-act`.
        act: String,
        /// Its value, or what stands in the field that it names.
        value: String,
        /// Who has used it.
        author: ParticipantId,
        /// 128 random bits, from which new ids are made.
        lot: u128,
    },
    /// What is chosen is to be tidied up, or the wall if nothing is; answered by [`FromDesk::Do`] or
    /// [`FromDesk::Refused`], and not at all if it is tidy.
    Tidy(Chosen),
}

/// A note that somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which note.
    pub note: NoteId,
    /// How much: 0 a question, 1 a suggestion, 2 a warning, 3 an error.
    pub severity: u8,
}

/// What is to be seen now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The open panel; empty if none is open.
    pub html: String,
    /// The notes that hints are about.
    pub marks: Vec<Mark>,
    /// How many hints there are.
    pub hints: u32,
}

/// What a control does, and how it is told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    /// The participant asks for these, as one gesture; empty if there is nothing to do.
    pub commands: Vec<BoardCommand>,
    /// What to say once it is done, or why it is not; may be empty.
    pub said: String,
    /// The id of the element that the keyboard goes to; empty if it stays.
    pub focus: String,
}

impl Deed {
    /// These commands, told with these words.
    pub(crate) fn of(commands: Vec<BoardCommand>, said: &str) -> Self {
        Self { commands, said: said.to_owned(), focus: String::new() }
    }

    /// Nothing, for this reason.
    pub(crate) fn said(why: &str) -> Self {
        Self::of(vec![], why)
    }
}

/// From the desk to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromDesk {
    /// What is to be seen now.
    Shown(Shown),
    /// What a control does.
    Do(Deed),
    /// It cannot be done.
    Refused(Rejection),
}
