//! Some items of a board as they are now, for somebody who has the rest: a worker that derives the
//! model beside the page.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::board::Items;
use crate::{Arrow, ArrowId, Board, Frame, FrameId, Judgements, Note, NoteId, Session, Touched};

/// Some items of a board as they are now; `None` for those that are gone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    notes: Vec<(NoteId, Option<Note>)>,
    arrows: Vec<(ArrowId, Option<Arrow>)>,
    frames: Vec<(FrameId, Option<Frame>)>,
    title: Option<String>,
    session: Option<Session>,
    judgements: Option<Judgements>,
}

/// What a patch may change of what is derived from a wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concerns {
    /// The model, and so everything else.
    pub model: bool,
    /// What is said of the model: how far the workshop has come, which hints were dismissed.
    pub talk: bool,
}

impl Board {
    /// What this patch may change of what is derived from the wall: who wrote a note, its colour, its
    /// place in the pile and a running timer mean nothing.
    #[must_use]
    pub fn concerns(&self, patch: &Patch) -> Concerns {
        let note =
            |(id, note): &(NoteId, Option<Note>)| means_the_same(self.note(*id), note.as_ref());
        let arrow = |(id, arrow): &(ArrowId, Option<Arrow>)| self.arrow(*id) == arrow.as_ref();
        let frame = |(id, frame): &(FrameId, Option<Frame>)| self.frame(*id) == frame.as_ref();
        let stands = patch.notes.iter().all(note)
            && patch.arrows.iter().all(arrow)
            && patch.frames.iter().all(frame);
        let judged = patch.judgements.as_ref().is_none_or(|judgements| {
            judgements.rejected_links() == self.judgements.rejected_links()
                && judgements.relations() == self.judgements.relations()
        });
        let model = !(stands && judged);
        let led = patch.session.as_ref().is_none_or(|session| {
            session.agenda == self.session.agenda && session.phase == self.session.phase
        });
        let dismissed = patch.judgements.as_ref().is_none_or(|judgements| {
            judgements.dismissed_hints() == self.judgements.dismissed_hints()
        });
        Concerns { model, talk: model || !led || !dismissed }
    }

    /// What is touched, as it is here. Who is on the board is left out.
    #[must_use]
    pub fn patch(&self, touched: &Touched) -> Patch {
        Patch {
            notes: touched.notes.iter().map(|id| (*id, self.note(*id).cloned())).collect(),
            arrows: touched.arrows.iter().map(|id| (*id, self.arrow(*id).cloned())).collect(),
            frames: touched.frames.iter().map(|id| (*id, self.frame(*id).cloned())).collect(),
            title: touched.title.then(|| self.title.clone()),
            session: touched.session.then(|| self.session.clone()),
            judgements: touched.judgements.then(|| self.judgements.clone()),
        }
    }

    /// Makes what the patch holds equal to where it comes from, and nothing else.
    pub fn mend(&mut self, patch: Patch) {
        let Patch { notes, arrows, frames, title, session, judgements } = patch;
        set_entries(notes, &mut self.notes);
        set_entries(arrows, &mut self.arrows);
        set_entries(frames, &mut self.frames);
        if let Some(title) = title {
            self.title = title;
        }
        if let Some(session) = session {
            self.session = session;
        }
        if let Some(judgements) = judgements {
            self.judgements = judgements;
        }
    }
}

/// Whether two states of a note lead to the same model.
fn means_the_same(old: Option<&Note>, new: Option<&Note>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return old.is_none() && new.is_none() };
    old.kind == new.kind
        && old.centre == new.centre
        && old.size == new.size
        && old.text == new.text
        && old.host == new.host
        && old.details == new.details
}

fn set_entries<K: Ord, V>(entries: Vec<(K, Option<V>)>, to: &mut Items<K, V>) {
    for (key, value) in entries {
        match value {
            Some(value) => to.insert(key, Arc::new(value)),
            None => to.remove(&key),
        };
    }
}
