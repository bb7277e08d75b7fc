//! Arrows: somebody said that one note leads to another.

use serde::{Deserialize, Serialize};

use crate::{ArrowId, NoteId, Vector};

/// A directed connection between two notes. It is deleted with either of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrow {
    /// Which arrow this is.
    pub id: ArrowId,
    /// Where it starts.
    pub from: NoteId,
    /// Where it points; never equal to `from`.
    pub to: NoteId,
    /// What is written on it; may be empty.
    pub label: String,
    /// How far it is bent by hand, in board units: the middle of the straight line between the middles of
    /// its notes, displaced by this, lies on the arrow. `None` lets it find its way.
    pub bend: Option<Vector>,
}

impl Arrow {
    /// An arrow that finds its way, without a label.
    #[must_use]
    pub const fn new(id: ArrowId, from: NoteId, to: NoteId) -> Self {
        Self { id, from, to, label: String::new(), bend: None }
    }
}
