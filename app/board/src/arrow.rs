//! Arrows: somebody said that one note leads to another.

use serde::{Deserialize, Serialize};

use crate::{ArrowId, NoteId};

/// A directed connection between two notes. It is deleted with either of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}
