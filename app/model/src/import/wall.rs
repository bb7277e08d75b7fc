//! What a text says, before it has places, and what became of it.

use squall_board::{BoardCommand, NoteKind};

use crate::domain_model::Field;

/// One concept that the text names; later mentions are the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedElement {
    /// What it is.
    pub kind: NoteKind,
    /// Its name.
    pub name: String,
    /// What else stands on its note, below the name; often empty.
    pub detail: String,
    /// The fields of an event, command or read model, each name once.
    pub fields: Vec<Field>,
    /// The rules of an aggregate.
    pub rules: Vec<String>,
    /// The condition of a policy; often empty.
    pub condition: String,
    /// The delay of a policy; often empty.
    pub delay: String,
}

/// One command on the wall and what it leads to, or an event that no command is known for. A
/// command that the text issues twice for different reasons has two steps, and two notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedStep {
    /// The command, by its place among the elements.
    pub command: Option<usize>,
    /// The aggregate that it is invoked on.
    pub aggregate: Option<usize>,
    /// Actors, policies and systems that issue it.
    pub issuers: Vec<usize>,
    /// The events that it emits, along the timeline.
    pub events: Vec<usize>,
    /// Events among these that a system decides on, with the system: the command's outcomes.
    pub outcomes: Vec<(usize, usize)>,
    /// The bounded context that it belongs to, by its place among the contexts.
    pub context: Option<usize>,
}

/// What a policy reacts to and issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedPolicy {
    /// The policy.
    pub policy: usize,
    /// The events that activate it.
    pub when: Vec<usize>,
    /// The commands that it issues.
    pub then: Vec<usize>,
}

/// What a read model is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedReadModel {
    /// The read model.
    pub read_model: usize,
    /// The events that build it.
    pub built_from: Vec<usize>,
}

/// A hot spot and what it mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedHotspot {
    /// The hot spot.
    pub hotspot: usize,
    /// The element whose name it mentions, if any.
    pub about: Option<usize>,
}

/// A bounded context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedContext {
    /// Its name.
    pub name: String,
    /// The elements that belong to it.
    pub members: Vec<usize>,
}

/// Why lines were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnreadReason {
    /// Prose of a document.
    Prose,
    /// A table of a document.
    Table,
    /// Code of a document.
    Code,
    /// A drawing in characters, or another block that is mostly not notation.
    Diagram,
    /// "…" in place of more.
    Ellipsis,
    /// A line that says nothing in the notation.
    Unrecognised,
    /// A second definition of a policy or read model: the first one counts.
    Repeated,
    /// A list names something that the text does not define.
    UnknownName,
    /// Longer than a note can hold.
    TooLong,
    /// Fields in parentheses after a name that is neither an event nor a command or read model, or
    /// more than its note holds: the name was read.
    Fields,
}

impl UnreadReason {
    /// The reason in words, as they follow a line number.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Prose => "prose",
            Self::Table => "a table",
            Self::Code => "code",
            Self::Diagram => "a drawing",
            Self::Ellipsis => "stands for more",
            Self::Unrecognised => "not understood",
            Self::Repeated => "said twice, the first counts",
            Self::UnknownName => "names something unknown",
            Self::TooLong => "too long for a note",
            Self::Fields => "its note has no place for these fields",
        }
    }
}

/// Lines that were not read, or of which a part was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadLine {
    /// The (first) line, counted from 1.
    pub line_number: usize,
    /// The last line of the range; often the same.
    pub last_line_number: usize,
    /// The beginning of the first line, or the name that is unknown.
    pub text: String,
    /// Why.
    pub reason: UnreadReason,
}

/// What a text says. Indexes point into `elements` and `contexts`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedWall {
    /// The document's title, if it has one.
    pub title: Option<String>,
    /// Everything that is named, by kind and name once.
    pub elements: Vec<ParsedElement>,
    /// Commands with their events, along the timeline.
    pub steps: Vec<ParsedStep>,
    /// Reactions.
    pub policies: Vec<ParsedPolicy>,
    /// Projections.
    pub read_models: Vec<ParsedReadModel>,
    /// Open questions.
    pub hotspots: Vec<ParsedHotspot>,
    /// Bounded contexts.
    pub contexts: Vec<ParsedContext>,
    /// What was not read, by line.
    pub unread: Vec<UnreadLine>,
}

impl ParsedWall {
    /// How many elements of this kind the text names.
    #[must_use]
    pub fn count(&self, kind: NoteKind) -> usize {
        self.elements.iter().filter(|element| element.kind == kind).count()
    }
}

/// The text can't be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Too many bytes, lines or names.
    #[error(
        "the text is too large: at most 2 MB, 20,000 lines, 20,000 names and 1,000 contexts can be imported"
    )]
    TooLarge,
}

/// How much of one kind came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportCount {
    /// The kind.
    pub kind: NoteKind,
    /// How many different names.
    pub concepts: usize,
    /// How many notes; a name may stand on several.
    pub notes: usize,
}

/// What came in and what did not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Per kind that occurs, in the order of the palette.
    pub counts: Vec<ImportCount>,
    /// Events that the text calls an outcome of a command that has its note elsewhere.
    pub outcomes: usize,
    /// Bounded contexts.
    pub contexts: usize,
    /// Arrows.
    pub arrows: usize,
    /// What was not read.
    pub unread: Vec<UnreadLine>,
}

/// The commands that put an imported text on a board, in this order, and what became of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedItems {
    /// `AddItems`, each small enough for the board socket.
    pub commands: Vec<BoardCommand>,
    /// What came in and what did not.
    pub report: ImportReport,
    /// The document's title, if it has one: a name for a new board.
    pub title: Option<String>,
}
