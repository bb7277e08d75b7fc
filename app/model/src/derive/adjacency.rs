//! Notes that stand together on the wall, the way people storm on paper. Gives pairs of notes in
//! the order of the grammar; knows nothing of concepts.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{Board, Note, NoteId, NoteKind, NotePair};

use super::memory::Memory;
use super::places::fits;
use crate::domain_model::Found;

/// Every pair of notes that standing together or a pin joins, and no arrow does, by id, with what
/// joins it.
pub(super) fn pairs(board: &Board, memory: &Memory) -> BTreeSet<(NotePair, Found)> {
    let mut reading =
        Reading { drawn: BTreeSet::new(), steps: BTreeMap::new(), pairs: BTreeSet::new() };
    for arrow in board.arrows() {
        reading.drawn.insert((arrow.from, arrow.to));
        reading.drawn.insert((arrow.to, arrow.from));
        if let (Some(from), Some(to)) = (board.note(arrow.from), board.note(arrow.to)) {
            reading.note_step(from, to);
        }
    }
    for note in board.notes() {
        if let Some(host) = note.host.and_then(|host| board.note(host)) {
            reading.pin(note, host);
        }
    }
    let standing = memory.notes.iter().filter_map(|it| {
        let note = it.note.as_ref();
        Some((note, memory.places.beside(note.id)?))
    });
    for (note, beside) in standing.clone() {
        for other in beside.followers.iter().filter_map(|id| board.note(*id)) {
            reading.join(note, other, Found::SideBySide);
        }
    }
    for (note, beside) in standing {
        if let Some(other) = beside.stacked.and_then(|id| board.note(id)) {
            reading.stack(note, other);
        }
    }
    reading.pairs
}

/// One bit for each kind that a note leads to, and one for each that it follows.
const fn step(leads: bool, kind: NoteKind) -> usize {
    1 << (kind as usize * 2 + leads as usize)
}

/// What was read so far.
struct Reading {
    /// Notes joined by an arrow, both ways.
    drawn: BTreeSet<(NoteId, NoteId)>,
    /// Per note, the kinds of note that it already leads to or follows, as [`step`] marks them.
    steps: BTreeMap<NoteId, usize>,
    pairs: BTreeSet<(NotePair, Found)>,
}

impl Reading {
    fn note_step(&mut self, from: &Note, to: &Note) {
        *self.steps.entry(from.id).or_default() |= step(true, to.kind);
        *self.steps.entry(to.id).or_default() |= step(false, from.kind);
    }

    fn join(&mut self, from: &Note, to: &Note, found: Found) {
        if !self.drawn.contains(&(from.id, to.id)) {
            self.note_step(from, to);
            self.pairs.insert((NotePair { from: from.id, to: to.id }, found));
        }
    }

    fn pin(&mut self, note: &Note, host: &Note) {
        let host_first = host.centre.x < note.centre.x;
        let (first, second) = if host_first { (host, note) } else { (note, host) };
        if fits(first, second) {
            self.join(first, second, Found::Pinned);
        } else if fits(second, first) {
            self.join(second, first, Found::Pinned);
        }
    }

    /// Joins what stands above or below with the note, only where nothing else says so already.
    fn stack(&mut self, note: &Note, other: &Note) {
        let is_follower = matches!(note.kind, NoteKind::DomainEvent | NoteKind::PivotalEvent);
        let known = self.steps.get(&note.id).copied().unwrap_or_default();
        if known & step(!is_follower, other.kind) != 0 {
            return;
        }
        let (from, to) = if is_follower { (other, note) } else { (note, other) };
        self.join(from, to, Found::Stacked);
    }
}
