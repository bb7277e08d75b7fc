//! What people have said of what was derived from the wall: links that are none, hints that do not
//! matter here, and how bounded contexts stand to each other.

use serde::{Deserialize, Serialize};

use crate::{FrameId, NoteId};

/// Two notes, the first of which seems to lead to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// How they work together, each once and in order; empty while only the direction is known.
    pub patterns: Vec<ContextPattern>,
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
    /// Sorted, each once.
    rejected_links: Vec<NotePair>,
    /// Key and reason, sorted by keys, each once.
    dismissed_hints: Vec<(String, String)>,
    /// Sorted by their ends, each once.
    relations: Vec<ContextRelation>,
}

impl Judgements {
    /// Links that follow from the wall but are none, in order.
    #[must_use]
    pub fn rejected_links(&self) -> &[NotePair] {
        &self.rejected_links
    }

    /// Whether somebody has said that this is no link.
    #[must_use]
    pub fn is_rejected(&self, link: NotePair) -> bool {
        self.rejected_links.binary_search(&link).is_ok()
    }

    /// Hints that do not matter here: their keys, in order, with the reasons.
    #[must_use]
    pub fn dismissed_hints(&self) -> &[(String, String)] {
        &self.dismissed_hints
    }

    /// Why the hint with this key does not matter here; `None` if nobody has said that.
    #[must_use]
    pub fn dismissal(&self, hint: &str) -> Option<&str> {
        self.dismissal_place(hint).ok().map(|place| self.dismissed_hints[place].1.as_str())
    }

    /// How bounded contexts stand to each other, by their two frames in order.
    #[must_use]
    pub fn relations(&self) -> &[ContextRelation] {
        &self.relations
    }

    /// The relation between two bounded contexts.
    #[must_use]
    pub fn relation(&self, one: FrameId, other: FrameId) -> Option<&ContextRelation> {
        self.relations.iter().find(|relation| relation.ends() == ends(one, other))
    }

    pub(crate) fn judge_links(&mut self, links: &[NotePair], rejected: bool) {
        for link in links {
            match self.rejected_links.binary_search(link) {
                Ok(place) if !rejected => {
                    self.rejected_links.remove(place);
                }
                Err(place) if rejected => self.rejected_links.insert(place, *link),
                Ok(_) | Err(_) => {}
            }
        }
    }

    pub(crate) fn dismiss(&mut self, hint: &str, reason: &str) {
        let dismissal = (hint.to_owned(), reason.to_owned());
        match self.dismissal_place(hint) {
            Ok(place) => self.dismissed_hints[place] = dismissal,
            Err(place) => self.dismissed_hints.insert(place, dismissal),
        }
    }

    pub(crate) fn restore(&mut self, hint: &str) {
        if let Ok(place) = self.dismissal_place(hint) {
            self.dismissed_hints.remove(place);
        }
    }

    fn dismissal_place(&self, hint: &str) -> Result<usize, usize> {
        self.dismissed_hints.binary_search_by(|(key, _)| key.as_str().cmp(hint))
    }

    pub(crate) fn relate(
        &mut self,
        (one, other): (FrameId, FrameId),
        relation: Option<&ContextRelation>,
    ) {
        let pair = ends(one, other);
        self.relations.retain(|known| known.ends() != pair);
        if let Some(relation) = relation {
            let place = self.relations.partition_point(|known| known.ends() < pair);
            self.relations.insert(place, relation.clone());
        }
    }
}
