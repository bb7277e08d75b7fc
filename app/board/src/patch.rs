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

impl Board {
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

fn set_entries<K: Ord, V>(entries: Vec<(K, Option<V>)>, to: &mut Items<K, V>) {
    for (key, value) in entries {
        match value {
            Some(value) => to.insert(key, Arc::new(value)),
            None => to.remove(&key),
        };
    }
}
