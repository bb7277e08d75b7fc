//! What joins elements, and what joins bounded contexts.

use serde::Serialize;
use squall_board::{ArrowId, ContextPattern, NotePair};

use super::ElementId;

/// What on the wall says that there is a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Found {
    /// Somebody drew an arrow.
    Arrow,
    /// One note is pinned to the other.
    Pinned,
    /// The notes stand side by side, read from left to right.
    SideBySide,
    /// The notes stand above each other: an issuer at its command, or an aggregate laid over its
    /// command and event.
    Stacked,
    /// A policy's text names the event or the command.
    PolicyText,
}

/// A typed link between two elements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// The element that leads.
    pub from: ElementId,
    /// The element that follows.
    pub to: ElementId,
    /// What the grammar calls the link, such as "activates".
    pub relation: &'static str,
    /// Nobody drew it: it follows from notes standing together or from a policy's text.
    pub inferred: bool,
    /// Everything that says so, each once; never empty, with [`Found::Arrow`] unless inferred.
    pub found: Vec<Found>,
    /// What people wrote on its arrows, each once, in alphabetical order, joined by " / "; often
    /// empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The arrows that draw it; empty if inferred.
    pub arrows: Vec<ArrowId>,
    /// The notes that it joins: those of its arrows, or else those that a confirming arrow would
    /// connect. What people have rejected is not among the latter.
    pub pairs: Vec<NotePair>,
}

/// How two bounded contexts stand to each other, as people have said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relation {
    /// Whose decisions the other feels. With only symmetric patterns, either.
    pub upstream: ElementId,
    /// Who feels them.
    pub downstream: ElementId,
    /// How they work together, each once; empty while only the direction is known.
    pub patterns: Vec<ContextPattern>,
}

/// Events that cross from one bounded context into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Crossing {
    /// The context that the events come from.
    pub from: ElementId,
    /// The context with the policies, commands or read models that they lead to.
    pub to: ElementId,
    /// The events, along the timeline.
    pub events: Vec<ElementId>,
}
