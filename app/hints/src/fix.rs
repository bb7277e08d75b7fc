//! What one click can do about a hint: as data that the application shows and carries out with the
//! board's own commands.

mod carry_out;

use serde::{Deserialize, Serialize};
use squall_board::{ArrowId, Field, FieldType, FrameId, Note, NoteId, NoteKind, limits};
use squall_texts::{Texts, text};

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
    /// Hangs the question on the note; what the button says comes with [`Fix::named`].
    pub(crate) fn ask(about: NoteId, question: String) -> Self {
        Self { label: String::new(), action: Action::AskHotspot { about, question } }
    }

    /// With a name for its button, if it has none yet.
    pub(crate) fn named(mut self, texts: Texts) -> Self {
        if let Action::AskHotspot { question, .. } = &self.action {
            let inner = question.replace(['\u{201c}', '\u{201e}'], "\u{2018}");
            let inner = inner.replace('\u{201d}', "\u{2019}");
            self.label = texts.fill(text::FIX_ASK, [&inner]);
        }
        self
    }
}

/// Makes fixes whose buttons speak the language of these texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fixes(pub(crate) Texts);

impl Fixes {
    pub(crate) fn rewrite(self, notes: Vec<NoteId>, text: String) -> Fix {
        let label = self.0.fill(text::FIX_WRITE, [&text]);
        Fix { label, action: Action::Rewrite { notes, text } }
    }

    pub(crate) fn retype(self, notes: Vec<NoteId>, kind: NoteKind) -> Fix {
        let label = self.0.fill(text::FIX_MAKE, [&with_article(kind, self.0)]);
        Fix { label, action: Action::Retype { notes, kind } }
    }

    pub(crate) fn add(self, kind: NoteKind, text: String, beside: NoteId, joined: Joined) -> Fix {
        let name = self.0.inside(squall_board::notation::of(kind).label);
        let label = self.0.fill(text::FIX_ADD, [&name, &text]);
        Fix { label, action: Action::AddNote { kind, text, beside, joined } }
    }

    pub(crate) fn insert(
        self,
        kind: NoteKind,
        text: String,
        ends: (NoteId, NoteId),
        arrows: &[ArrowId],
    ) -> Fix {
        let name = self.0.inside(squall_board::notation::of(kind).label);
        let label = self.0.fill(text::FIX_INSERT, [&name, &text]);
        let (from, to) = ends;
        Fix { label, action: Action::Insert { kind, text, from, to, arrows: arrows.to_vec() } }
    }

    /// Writes copies of the fields on the note; `None` if it has no room for them. `label` names the
    /// fields and the note.
    pub(crate) fn add_fields(self, note: &Note, fields: &[&Field], label: &str) -> Option<Fix> {
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
        has_room(note, fields.len(), more).then(|| Fix {
            label: self.0.fill(text::FIX_ADD_FIELDS, [label]),
            action: Action::AddFields { note: note.id, fields: fields.iter().map(copy).collect() },
        })
    }

    pub(crate) fn draw(self, from: NoteId, to: NoteId, to_name: &str) -> Fix {
        let label = self.0.fill(text::FIX_DRAW, [to_name]);
        Fix { label, action: Action::DrawArrow { from, to } }
    }
}

/// Whether the note has room for so many more details with so many bytes of text.
pub(crate) fn has_room(note: &Note, details: usize, text_bytes: usize) -> bool {
    // There are no more characters than bytes.
    note.details.len() + details <= limits::DETAILS_PER_NOTE_MAX
        && note.details.text_bytes() + text_bytes <= limits::DETAILS_CHARS_MAX
}

/// "a policy", "an aggregate".
pub(crate) fn with_article(kind: NoteKind, texts: Texts) -> String {
    let label = squall_board::notation::of(kind).label;
    let begins_open = label.english().starts_with(['A', 'E', 'I', 'O']);
    let article = if begins_open { text::FIX_AN } else { text::FIX_A };
    texts.fill(article, [&texts.inside(label)])
}
