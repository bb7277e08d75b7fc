//! Sticky notes.

use serde::{Deserialize, Serialize};

use crate::{Bounds, Details, NoteId, ParticipantId, Point, Size, ZIndex, notation};

/// What a sticky note stands for. Labels, colours, shapes and grammar: [`crate::notation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NoteKind {
    /// Something that happened, in past tense.
    DomainEvent,
    /// An intent, in the imperative.
    Command,
    /// Who decides to issue a command.
    Actor,
    /// A reaction: whenever an event, then a command.
    Policy,
    /// Information that somebody needs before deciding.
    ReadModel,
    /// What decides on commands and guards rules.
    Aggregate,
    /// A system outside of the team's control.
    ExternalSystem,
    /// A question, conflict or risk.
    Hotspot,
    /// A proposal for improvement.
    Opportunity,
    /// A value that is gained.
    ValueGained,
    /// A value that is lost.
    ValueLost,
    /// A screen or form that people see.
    Screen,
    /// A domain event that divides the timeline.
    PivotalEvent,
    /// Plain text on the wall.
    Text,
}

/// A colour chosen by a participant instead of the kind's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Colour {
    /// The colour of domain events.
    Orange,
    /// The colour of commands.
    Blue,
    /// The colour of actors.
    Yellow,
    /// The colour of aggregates.
    PaleYellow,
    /// The colour of policies.
    Lilac,
    /// The colour of read models.
    Green,
    /// The colour of opportunities.
    LightGreen,
    /// The colour of external systems.
    Pink,
    /// The colour of hot spots.
    Red,
    /// Unwritten paper.
    White,
    /// Neutral.
    Grey,
}

/// A sticky note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Which note this is.
    pub id: NoteId,
    /// What it stands for.
    pub kind: NoteKind,
    /// Where its middle is.
    pub centre: Point,
    /// Its extents.
    pub size: Size,
    /// What is written on it; plain text, lines separated by `\n`.
    pub text: String,
    /// Who put it on the wall.
    pub author: ParticipantId,
    /// A colour instead of the kind's own.
    pub colour: Option<Colour>,
    /// Its place in the pile: larger is nearer to the eye. Equal ones are ordered by id.
    pub z: ZIndex,
    /// The note that it is pinned to and moves with.
    pub host: Option<NoteId>,
    /// What it says beside its text.
    pub details: Details,
    /// Whether hands leave it alone: it is not moved, resized or deleted by a gesture.
    pub locked: bool,
}

impl Note {
    /// A note of its kind's own size and colour, without text, host or details, at the bottom of the
    /// pile of an empty board.
    #[must_use]
    pub fn new(id: NoteId, kind: NoteKind, centre: Point, author: ParticipantId) -> Self {
        Self {
            id,
            kind,
            centre,
            size: notation::of(kind).size,
            text: String::new(),
            author,
            colour: None,
            z: ZIndex::first(),
            host: None,
            details: Details::default(),
            locked: false,
        }
    }

    /// How many bytes people have written on it, its details included.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        self.text.len() + self.details.text_bytes()
    }

    /// The rectangle that the note covers.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds::around(self.centre, self.size)
    }
}
