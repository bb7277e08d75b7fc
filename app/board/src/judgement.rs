//! What people have said of what was derived from the wall: links that are none, hints that do not
//! matter here, and how bounded contexts stand to each other.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{FrameId, NoteId};

/// Two notes, the first of which seems to lead to the second.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct NotePair {
    /// The note that leads.
    pub from: NoteId,
    /// The note that follows.
    pub to: NoteId,
}

/// How two bounded contexts work together.
///
/// # Source
/// Eric Evans, "Domain-Driven Design Reference" (2015), chapter IV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContextPattern {
    /// Both succeed or fail together.
    Partnership,
    /// Both own a part of the model together.
    SharedKernel,
    /// The downstream's needs are in the upstream's plan.
    CustomerSupplier,
    /// The downstream takes the upstream's model as it is.
    Conformist,
    /// The downstream translates what the upstream says.
    AnticorruptionLayer,
    /// The upstream offers a service to all who come.
    OpenHostService,
    /// The upstream's messages have a documented form.
    PublishedLanguage,
}

/// How two bounded contexts stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContextRelation {
    /// Whose decisions the other feels. With only symmetric patterns, either.
    pub upstream: FrameId,
    /// Who feels them.
    pub downstream: FrameId,
    /// How they work together; empty while only the direction is known.
    pub patterns: BTreeSet<ContextPattern>,
}

impl ContextRelation {
    /// The two contexts, whichever is upstream: there is one relation between two.
    #[must_use]
    pub fn ends(&self) -> (FrameId, FrameId) {
        ends(self.upstream, self.downstream)
    }
}

/// Two frames in their own order.
pub(crate) fn ends(one: FrameId, other: FrameId) -> (FrameId, FrameId) {
    (one.min(other), one.max(other))
}

/// What people have said of what was derived. May name items that are gone: it says nothing then, and
/// is true again when they are put back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judgements {
    /// Links that follow from the wall but are none.
    pub rejected_links: BTreeSet<NotePair>,
    /// Hints that do not matter here, by their key, with the reason.
    pub dismissed_hints: BTreeMap<String, String>,
    /// How bounded contexts stand to each other, by their two frames in order.
    pub relations: Vec<ContextRelation>,
}

impl Judgements {
    /// The relation between two bounded contexts.
    #[must_use]
    pub fn relation(&self, one: FrameId, other: FrameId) -> Option<&ContextRelation> {
        self.relations.iter().find(|relation| relation.ends() == ends(one, other))
    }

    pub(crate) fn judge_links(&mut self, links: &[NotePair], rejected: bool) {
        for link in links {
            if rejected {
                self.rejected_links.insert(*link);
            } else {
                self.rejected_links.remove(link);
            }
        }
    }

    pub(crate) fn relate(
        &mut self,
        (one, other): (FrameId, FrameId),
        relation: Option<&ContextRelation>,
    ) {
        self.relations.retain(|known| known.ends() != ends(one, other));
        self.relations.extend(relation.cloned());
        self.relations.sort_by_key(ContextRelation::ends);
    }
}
