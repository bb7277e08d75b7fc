//! Whom each note stands beside, as far as only places and kinds say so. Kept while notes stay where
//! they are: after a change only the notes around it are looked at again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use squall_board::notation::{self, Verdict};
use squall_board::{Bounds, Note, NoteId, NoteKind, arrange, gather};

/// Widest gap between notes that still stand together, in board units.
const GAP_MAX: f64 = 40.0;
/// Notes of one kind whose gaps differ by no more than this are equally near, in board units.
const TIE: f64 = 20.0;
/// Notes stand side by side (or stacked) if they share this part of the smaller one's extent.
const OVERLAP_MIN: f64 = 0.25;
/// Edge of a square of the search grid, in board units.
const CELL: f64 = 400.0;
/// Most notes looked at per square of the grid: beyond, a heap of notes is no longer read.
const NOTES_PER_CELL_MAX: usize = 64;

type Cell = (i64, i64);

/// Whom a note stands beside.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Beside {
    /// The nearest notes to its right that the grammar lets follow, nearest first.
    pub(super) followers: Vec<NoteId>,
    /// What stands above or below it that it leads to, or for an event what leads to it.
    pub(super) stacked: Option<NoteId>,
    /// What an annotation touches, by id.
    pub(super) touching: Vec<NoteId>,
}

/// The places of the notes of one wall.
///
/// # Invariants
/// `beside` has every written note; it is what a first look at the wall would find.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The notes in each square, by id.
    cells: BTreeMap<Cell, Vec<Arc<Note>>>,
    beside: BTreeMap<NoteId, Beside>,
}

impl Places {
    /// Whom the note stands beside; `None` for a note without text.
    pub(super) fn beside(&self, note: NoteId) -> Option<&Beside> {
        self.beside.get(&note)
    }

    /// Takes notes that have changed, as they were and as they are; `current` gives what a note is now.
    pub(super) fn follow<'n>(
        &mut self,
        changed: &[Arc<Note>],
        current: impl Fn(NoteId) -> Option<&'n Arc<Note>>,
    ) {
        let mut stale: BTreeSet<Cell> = BTreeSet::new();
        for note in changed {
            let is_there = current(note.id).is_some_and(|now| Arc::ptr_eq(now, note));
            self.beside.remove(&note.id);
            for cell in covered(note.bounds()) {
                stale.insert(cell);
                let notes = self.cells.entry(cell).or_default();
                let at = notes.binary_search_by(|it| it.id.cmp(&note.id));
                match at {
                    Ok(at) if !is_there => drop(notes.remove(at)),
                    Ok(at) => notes[at] = Arc::clone(note),
                    Err(at) if is_there && is_written(note) => notes.insert(at, Arc::clone(note)),
                    Err(_) => {}
                }
            }
        }
        for cell in &stale {
            if self.cells.get(cell).is_some_and(Vec::is_empty) {
                self.cells.remove(cell);
            }
        }
        // Whoever reaches into a square where something has changed may stand beside somebody else now.
        let around: BTreeSet<Cell> =
            gather(stale.iter().flat_map(|&(x, y)| {
                (-1..=1).flat_map(move |i| (-1..=1).map(move |j| (x + i, y + j)))
            }));
        let mut looking: Vec<Arc<Note>> = Vec::new();
        for cell in around {
            looking.extend(self.cells.get(&cell).into_iter().flatten().map(Arc::clone));
        }
        arrange(&mut looking, |a, b| a.id.cmp(&b.id));
        looking.dedup_by_key(|note| note.id);
        for note in looking {
            let beside = self.look(&note);
            self.beside.insert(note.id, beside);
        }
    }

    fn look(&self, note: &Note) -> Beside {
        let near = self.near(note, GAP_MAX);
        let touching = if notation::connection(note.kind, note.kind).0 == Verdict::Annotation {
            self.near(note, 0.0).into_iter().map(|other| other.id).collect()
        } else {
            vec![]
        };
        Beside { followers: followers(note, &near), stacked: stacked(note, &near), touching }
    }

    /// The other notes within `gap` board units of the note on both axes, by id.
    fn near(&self, note: &Note, gap: f64) -> Vec<&Note> {
        let reach = note.bounds().inflated(gap);
        let cells = covered(reach).filter_map(|cell| self.cells.get(&cell));
        let notes = cells.flat_map(|notes| notes.iter().take(NOTES_PER_CELL_MAX));
        let mut near: Vec<&Note> = notes
            .map(Arc::as_ref)
            .filter(|other| other.id != note.id && other.bounds().intersects(reach))
            .collect();
        arrange(&mut near, |a, b| a.id.cmp(&b.id));
        near.dedup_by_key(|note| note.id);
        near
    }
}

fn is_written(note: &Note) -> bool {
    !note.text.trim().is_empty()
}

fn covered(bounds: Bounds) -> impl Iterator<Item = Cell> {
    let cell = |value: f64| (value / CELL).floor() as i64;
    let (left, right) = (cell(bounds.left), cell(bounds.right));
    let (top, bottom) = (cell(bounds.top), cell(bounds.bottom));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

/// The nearest notes to the right of the note that the grammar lets follow.
fn followers(note: &Note, near: &[&Note]) -> Vec<NoteId> {
    let mut followers: Vec<(f64, f64, &Note)> = near
        .iter()
        .filter(|other| fits(note, other) && note.centre.x < other.centre.x)
        .filter(|other| shares(vertical(note), vertical(other)))
        .map(|other| {
            let gap = (other.bounds().left - note.bounds().right).max(0.0);
            (gap, (other.centre.y - note.centre.y).abs(), *other)
        })
        .collect();
    arrange(&mut followers, |a, b| {
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.id.cmp(&b.2.id))
    });
    let Some(&(least, _, nearest)) = followers.first() else { return vec![] };
    let mut taken: Vec<&Note> = Vec::new();
    for (gap, _, other) in followers {
        let beside_taken = taken.iter().any(|it| shares(vertical(it), vertical(other)));
        if other.kind == nearest.kind && gap <= least + TIE && !beside_taken {
            taken.push(other);
        }
    }
    taken.into_iter().map(|note| note.id).collect()
}

/// The nearest of what stands above or below the note instead of beside it: a command for its issuer,
/// an aggregate laid over a command and its event.
fn stacked(note: &Note, near: &[&Note]) -> Option<NoteId> {
    let column = |other: &Note| shares(horizontal(note), horizontal(other));
    let (ahead, behind) = (
        |other: &Note| other.centre.x > note.centre.x,
        |other: &Note| other.centre.x < note.centre.x,
    );
    match note.kind {
        NoteKind::Actor => nearest(note, near, NoteKind::Command, |other| {
            note.centre.x <= other.centre.x || column(other)
        }),
        NoteKind::Policy => nearest(note, near, NoteKind::Command, |other| {
            other.centre.y < note.centre.y && column(other)
        }),
        NoteKind::Command => {
            nearest(note, near, NoteKind::Aggregate, |other| ahead(other) && column(other))
        }
        NoteKind::DomainEvent | NoteKind::PivotalEvent => {
            nearest(note, near, NoteKind::Aggregate, |other| behind(other) && column(other))
        }
        NoteKind::ReadModel
        | NoteKind::Aggregate
        | NoteKind::ExternalSystem
        | NoteKind::Hotspot
        | NoteKind::Opportunity
        | NoteKind::ValueGained
        | NoteKind::ValueLost
        | NoteKind::Screen
        | NoteKind::Text => None,
    }
}

fn nearest(
    note: &Note,
    near: &[&Note],
    kind: NoteKind,
    placed: impl Fn(&Note) -> bool,
) -> Option<NoteId> {
    let distance = |other: &Note| other.centre.from(note.centre).length();
    let of_kind = near.iter().filter(|other| other.kind == kind && placed(other));
    let nearest = of_kind.min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.id.cmp(&b.id)));
    nearest.map(|note| note.id)
}

/// Whether the grammar lets the one lead to the other.
pub(super) fn fits(from: &Note, to: &Note) -> bool {
    notation::connection(from.kind, to.kind).0 == Verdict::Fits
}

fn vertical(note: &Note) -> (f64, f64) {
    let bounds = note.bounds();
    (bounds.top, bounds.bottom)
}

fn horizontal(note: &Note) -> (f64, f64) {
    let bounds = note.bounds();
    (bounds.left, bounds.right)
}

/// Whether two extents share enough of the smaller one.
fn shares(a: (f64, f64), b: (f64, f64)) -> bool {
    let shared = a.1.min(b.1) - a.0.max(b.0);
    shared >= OVERLAP_MIN * (a.1 - a.0).min(b.1 - b.0)
}
