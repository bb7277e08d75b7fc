//! The state of a board: the fold of its events. Knows nothing of commands or people online.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{
    Arrow, ArrowId, Bounds, Frame, FrameId, Judgements, Note, NoteId, ParticipantId, Session,
    Touched, ZIndex,
};

/// Items by id. Copies of a board share what they have in common.
pub(crate) type Items<K, V> = BTreeMap<K, Arc<V>>;

/// The state of a board.
///
/// # Invariants
/// Every arrow's ends are on the board and differ. A note's host may be gone: it then counts as
/// none, so that restoring the host restores the pin.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Board {
    pub(crate) title: String,
    pub(crate) notes: Items<NoteId, Note>,
    pub(crate) arrows: Items<ArrowId, Arrow>,
    pub(crate) frames: Items<FrameId, Frame>,
    pub(crate) participants: BTreeMap<ParticipantId, String>,
    pub(crate) session: Session,
    pub(crate) judgements: Judgements,
}

impl Board {
    /// The board's title; empty until somebody names it.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The note with this id.
    #[must_use]
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        self.notes.get(&id).map(Arc::as_ref)
    }

    /// The arrow with this id.
    #[must_use]
    pub fn arrow(&self, id: ArrowId) -> Option<&Arrow> {
        self.arrows.get(&id).map(Arc::as_ref)
    }

    /// The frame with this id.
    #[must_use]
    pub fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.get(&id).map(Arc::as_ref)
    }

    /// All notes by id.
    pub fn notes(&self) -> impl ExactSizeIterator<Item = &Note> + Clone {
        self.notes.values().map(Arc::as_ref)
    }

    /// All notes by id, as copies of the board share them: while a note stays as it is, so does its place
    /// in memory.
    pub fn shared_notes(&self) -> impl ExactSizeIterator<Item = &Arc<Note>> + Clone {
        self.notes.values()
    }

    /// The note with this id, as copies of the board share it.
    #[must_use]
    pub fn shared_note(&self, id: NoteId) -> Option<&Arc<Note>> {
        self.notes.get(&id)
    }

    /// All arrows by id.
    pub fn arrows(&self) -> impl ExactSizeIterator<Item = &Arrow> + Clone {
        self.arrows.values().map(Arc::as_ref)
    }

    /// All frames by id.
    pub fn frames(&self) -> impl ExactSizeIterator<Item = &Frame> + Clone {
        self.frames.values().map(Arc::as_ref)
    }

    /// Everybody who has introduced themselves, with their names.
    pub fn participants(&self) -> impl ExactSizeIterator<Item = (ParticipantId, &str)> + Clone {
        self.participants.iter().map(|(id, name)| (*id, name.as_str()))
    }

    /// The name of a participant who has introduced themselves.
    #[must_use]
    pub fn participant_name(&self, id: ParticipantId) -> Option<&str> {
        self.participants.get(&id).map(String::as_str)
    }

    /// How the workshop is led.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// What people have said of the model.
    #[must_use]
    pub const fn judgements(&self) -> &Judgements {
        &self.judgements
    }

    /// The arrows that start or end at the note.
    pub fn arrows_at(&self, note: NoteId) -> impl Iterator<Item = &Arrow> {
        self.arrows().filter(move |arrow| arrow.from == note || arrow.to == note)
    }

    /// The notes pinned to this one.
    pub fn pinned_to(&self, host: NoteId) -> impl Iterator<Item = &Note> {
        self.notes().filter(move |note| note.host == Some(host))
    }

    /// The rectangle around all notes and frames; `None` on an empty board.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        let notes = self.notes().map(Note::bounds);
        notes.chain(self.frames().map(Frame::bounds)).reduce(Bounds::union)
    }

    /// A place in the pile above every note.
    #[must_use]
    pub fn top_z(&self) -> ZIndex {
        ZIndex::above(self.notes.values().map(|note| &note.z).max())
    }

    /// A place in the pile below every note.
    #[must_use]
    pub fn bottom_z(&self) -> ZIndex {
        ZIndex::below(self.notes.values().map(|note| &note.z).min())
    }

    /// Makes the touched items equal to those of `other`, and nothing else.
    pub fn reset(&mut self, touched: &Touched, other: &Self) {
        copy_entries(&touched.notes, &other.notes, &mut self.notes);
        copy_entries(&touched.arrows, &other.arrows, &mut self.arrows);
        copy_entries(&touched.frames, &other.frames, &mut self.frames);
        copy_entries(&touched.participants, &other.participants, &mut self.participants);
        if touched.title {
            self.title.clone_from(&other.title);
        }
        if touched.session {
            self.session.clone_from(&other.session);
        }
        if touched.judgements {
            self.judgements.clone_from(&other.judgements);
        }
    }
}

fn copy_entries<'a, K: Ord + Copy + 'a, V: Clone>(
    keys: impl IntoIterator<Item = &'a K>,
    from: &BTreeMap<K, V>,
    to: &mut BTreeMap<K, V>,
) {
    for key in keys {
        match from.get(key) {
            Some(value) => to.insert(*key, value.clone()),
            None => to.remove(key),
        };
    }
}
