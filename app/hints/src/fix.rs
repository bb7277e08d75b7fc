//! What one click can do about a hint: as data that the application shows and carries out with the
//! board's own commands.

mod carry_out;

use serde::{Deserialize, Serialize};
use squall_board::{ArrowId, Field, FieldType, FrameId, Note, NoteId, NoteKind, limits};

/// How a new note is joined with the one that it stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Joined {
    /// An arrow leads from the new note.
    FromNew,
    /// An arrow leads to the new note.
    ToNew,
}

/// A field to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewField {
    /// Its name.
    pub name: String,
    /// What kind of value it holds.
    pub kind: FieldType,
    /// A value as it may come; often empty.
    pub example: String,
}

/// What a fix does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Action {
    /// Writes the text on the notes instead of theirs.
    Rewrite {
        /// All notes of one concept, so that it stays one.
        notes: Vec<NoteId>,
        /// The whole new text.
        text: String,
    },
    /// Changes what the notes stand for.
    Retype {
        /// All notes of one concept.
        notes: Vec<NoteId>,
        /// What they stand for from then on.
        kind: NoteKind,
    },
    /// Adds a note with an arrow.
    AddNote {
        /// What it stands for.
        kind: NoteKind,
        /// What it says.
        text: String,
        /// The note that it stands beside.
        beside: NoteId,
        /// Which way the arrow leads.
        joined: Joined,
    },
    /// Puts a note between two others, in place of the arrows between these.
    Insert {
        /// What it stands for.
        kind: NoteKind,
        /// What it says.
        text: String,
        /// The note that leads to it.
        from: NoteId,
        /// The note that it leads to.
        to: NoteId,
        /// The arrows that it replaces.
        arrows: Vec<ArrowId>,
    },
    /// Makes two notes of one; the second has the same causes and details.
    SplitNote {
        /// Which note.
        note: NoteId,
        /// What stays on it.
        first: String,
        /// What the new note says.
        second: String,
    },
    /// Hangs a question on the note as a hot spot.
    AskHotspot {
        /// The note that it is about.
        about: NoteId,
        /// The question.
        question: String,
    },
    /// Draws an arrow.
    DrawArrow {
        /// Where it starts.
        from: NoteId,
        /// Where it points.
        to: NoteId,
    },
    /// Lets the arrows lead the other way.
    TurnArrow {
        /// The arrows.
        arrows: Vec<ArrowId>,
    },
    /// Deletes the arrows.
    RemoveArrows {
        /// The arrows.
        arrows: Vec<ArrowId>,
    },
    /// Writes a policy that is a rule on the aggregate that guards it, and takes its notes away.
    MoveIntoRules {
        /// The notes of the policy.
        policy: Vec<NoteId>,
        /// The note of the aggregate.
        aggregate: NoteId,
        /// The rule in one line.
        rule: String,
    },
    /// Writes fields on a note, behind those that it has.
    AddFields {
        /// Which note.
        note: NoteId,
        /// The fields.
        fields: Vec<NewField>,
    },
    /// Names a frame.
    RetitleFrame {
        /// Which frame.
        frame: FrameId,
        /// The whole new title.
        title: String,
    },
}

/// What one click can do about a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What the button says.
    pub label: String,
    /// What it does.
    #[serde(flatten)]
    pub action: Action,
}

impl Fix {
    pub(crate) fn ask(about: NoteId, question: String) -> Self {
        let inner = question.replace('\u{201c}', "\u{2018}").replace('\u{201d}', "\u{2019}");
        let label = format!("Ask \u{201c}{inner}\u{201d}");
        Self { label, action: Action::AskHotspot { about, question } }
    }

    pub(crate) fn rewrite(notes: Vec<NoteId>, text: String) -> Self {
        let label = format!("Write \u{201c}{text}\u{201d}");
        Self { label, action: Action::Rewrite { notes, text } }
    }

    pub(crate) fn retype(notes: Vec<NoteId>, kind: NoteKind) -> Self {
        let label = format!("Make it {}", with_article(kind));
        Self { label, action: Action::Retype { notes, kind } }
    }

    pub(crate) fn add(kind: NoteKind, text: String, beside: NoteId, joined: Joined) -> Self {
        let name = squall_board::notation::of(kind).label.english().to_lowercase();
        let label = format!("Add the {name} \u{201c}{text}\u{201d}");
        Self { label, action: Action::AddNote { kind, text, beside, joined } }
    }

    pub(crate) fn insert(
        kind: NoteKind,
        text: String,
        ends: (NoteId, NoteId),
        arrows: &[ArrowId],
    ) -> Self {
        let name = squall_board::notation::of(kind).label.english().to_lowercase();
        let label = format!("Put the {name} \u{201c}{text}\u{201d} between");
        let (from, to) = ends;
        Self { label, action: Action::Insert { kind, text, from, to, arrows: arrows.to_vec() } }
    }

    /// Writes copies of the fields on the note; `None` if it has no room for them. `label` names the
    /// fields and the note.
    pub(crate) fn add_fields(note: &Note, fields: &[&Field], label: &str) -> Option<Self> {
        let copy = |field: &&Field| NewField {
            name: field.name.clone(),
            kind: field.kind.clone(),
            example: field.example.clone(),
        };
        let bytes = |field: &&Field| {
            let kind = match &field.kind {
                FieldType::Custom(name) => name.len(),
                FieldType::Text
                | FieldType::Number
                | FieldType::Boolean
                | FieldType::DateTime
                | FieldType::Identifier
                | FieldType::Money
                | FieldType::List => 0,
            };
            field.name.len() + field.example.len() + kind
        };
        let more = fields.iter().map(bytes).sum();
        has_room(note, fields.len(), more).then(|| Self {
            label: format!("Add {label}"),
            action: Action::AddFields { note: note.id, fields: fields.iter().map(copy).collect() },
        })
    }

    pub(crate) fn draw(from: NoteId, to: NoteId, to_name: &str) -> Self {
        let label = format!("Draw an arrow to \u{201c}{to_name}\u{201d}");
        Self { label, action: Action::DrawArrow { from, to } }
    }
}

/// Whether the note has room for so many more details with so many bytes of text.
pub(crate) fn has_room(note: &Note, details: usize, text_bytes: usize) -> bool {
    // There are no more characters than bytes.
    note.details.len() + details <= limits::DETAILS_PER_NOTE_MAX
        && note.details.text_bytes() + text_bytes <= limits::DETAILS_CHARS_MAX
}

/// "a policy", "an aggregate".
pub(crate) fn with_article(kind: NoteKind) -> String {
    let name = squall_board::notation::of(kind).label.english().to_lowercase();
    let article = if name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {name}")
}
