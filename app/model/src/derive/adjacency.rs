//! Notes that stand together on the wall, the way people storm on paper. Gives pairs of notes in
//! the order of the grammar; knows nothing of concepts.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::notation::{self, Verdict};
use squall_board::{Board, Bounds, Note, NoteId, NoteKind, NotePair, arrange};

use crate::domain_model::Found;

/// Widest gap between notes that still stand together, in board units.
const GAP_MAX: f64 = 40.0;
/// Notes of one kind whose gaps differ by no more than this are equally near, in board units.
const TIE: f64 = 20.0;
/// Notes stand side by side (or stacked) if they share this part of the smaller one's extent.
const OVERLAP_MIN: f64 = 0.25;
/// Edge of a square of the search grid, in board units.
const CELL: f64 = 400.0;
/// Most notes remembered per square of the grid: beyond, a heap of notes is no longer read.
const NOTES_PER_CELL_MAX: usize = 64;

/// The notes of a board by place.
pub(super) struct Neighbours<'a> {
    cells: BTreeMap<(i64, i64), Vec<&'a Note>>,
}

impl<'a> Neighbours<'a> {
    /// All notes with text that may take part in links.
    pub(super) fn of(board: &'a Board) -> Self {
        let mut cells: BTreeMap<(i64, i64), Vec<&Note>> = BTreeMap::new();
        for note in board.notes() {
            if note.kind == NoteKind::Text || note.text.trim().is_empty() {
                continue;
            }
            for cell in covered(note.bounds()) {
                let notes = cells.entry(cell).or_default();
                if notes.len() < NOTES_PER_CELL_MAX {
                    notes.push(note);
                }
            }
        }
        Self { cells }
    }

    /// The other notes within `gap` board units of the note on both axes, by id.
    fn near(&self, note: &Note, gap: f64) -> Vec<&'a Note> {
        let reach = note.bounds().inflated(gap);
        let cells = covered(reach).filter_map(|cell| self.cells.get(&cell)).flatten().copied();
        let mut near: Vec<&Note> =
            cells.filter(|other| other.id != note.id && other.bounds().intersects(reach)).collect();
        arrange(&mut near, |a, b| a.id.cmp(&b.id));
        near.dedup_by_key(|note| note.id);
        near
    }

    /// The notes that the note touches, by id.
    pub(super) fn touching(&self, note: &Note) -> Vec<&'a Note> {
        self.near(note, 0.0)
    }
}

fn covered(bounds: Bounds) -> impl Iterator<Item = (i64, i64)> {
    let cell = |value: f64| (value / CELL).floor() as i64;
    let (left, right) = (cell(bounds.left), cell(bounds.right));
    let (top, bottom) = (cell(bounds.top), cell(bounds.bottom));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

/// Every pair of notes that standing together or a pin joins, and no arrow does, by id, with what
/// joins it.
pub(super) fn pairs(board: &Board, neighbours: &Neighbours<'_>) -> BTreeSet<(NotePair, Found)> {
    let mut reading =
        Reading { drawn: BTreeSet::new(), steps: BTreeSet::new(), pairs: BTreeSet::new() };
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
    let notes = board.notes().filter(|note| !note.text.trim().is_empty());
    let near: Vec<(&Note, Vec<&Note>)> =
        notes.map(|note| (note, neighbours.near(note, GAP_MAX))).collect();
    for (note, near) in &near {
        reading.side_by_side(note, near);
    }
    for (note, near) in &near {
        reading.stacked(note, near);
    }
    reading.pairs
}

/// What was read so far.
struct Reading {
    /// Notes joined by an arrow, both ways.
    drawn: BTreeSet<(NoteId, NoteId)>,
    /// Per note, the kinds of note that it already leads to (`true`) or follows (`false`).
    steps: BTreeSet<(NoteId, bool, NoteKind)>,
    pairs: BTreeSet<(NotePair, Found)>,
}

impl Reading {
    fn note_step(&mut self, from: &Note, to: &Note) {
        self.steps.insert((from.id, true, to.kind));
        self.steps.insert((to.id, false, from.kind));
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

    /// Joins the note with the nearest notes to its right that the grammar lets follow.
    fn side_by_side(&mut self, note: &Note, near: &[&Note]) {
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
        let Some(&(least, _, nearest)) = followers.first() else { return };
        let mut taken: Vec<&Note> = Vec::new();
        for (gap, _, other) in followers {
            let beside_taken = taken.iter().any(|it| shares(vertical(it), vertical(other)));
            if other.kind == nearest.kind && gap <= least + TIE && !beside_taken {
                taken.push(other);
                self.join(note, other, Found::SideBySide);
            }
        }
    }

    /// Joins what stands above or below instead of beside: issuers with their command, and an
    /// aggregate laid over a command and its event. Only where nothing else says so already.
    fn stacked(&mut self, note: &Note, near: &[&Note]) {
        let column = |other: &&&Note| shares(horizontal(note), horizontal(other));
        match note.kind {
            NoteKind::Actor => {
                let left = |other: &&&Note| note.centre.x <= other.centre.x || column(other);
                self.lead_to_nearest(note, near, NoteKind::Command, left);
            }
            NoteKind::Policy => {
                let above = |other: &&&Note| other.centre.y < note.centre.y && column(other);
                self.lead_to_nearest(note, near, NoteKind::Command, above);
            }
            NoteKind::Command => {
                let ahead = |other: &&&Note| other.centre.x > note.centre.x && column(other);
                self.lead_to_nearest(note, near, NoteKind::Aggregate, ahead);
            }
            NoteKind::DomainEvent | NoteKind::PivotalEvent => {
                if !self.steps.contains(&(note.id, false, NoteKind::Aggregate)) {
                    let behind = |other: &&&Note| other.centre.x < note.centre.x && column(other);
                    if let Some(other) = nearest(note, near, NoteKind::Aggregate, behind) {
                        self.join(other, note, Found::Stacked);
                    }
                }
            }
            NoteKind::ReadModel
            | NoteKind::Aggregate
            | NoteKind::ExternalSystem
            | NoteKind::Hotspot
            | NoteKind::Opportunity
            | NoteKind::ValueGained
            | NoteKind::ValueLost
            | NoteKind::Screen
            | NoteKind::Text => {}
        }
    }

    fn lead_to_nearest(
        &mut self,
        note: &Note,
        near: &[&Note],
        kind: NoteKind,
        placed: impl Fn(&&&Note) -> bool,
    ) {
        if !self.steps.contains(&(note.id, true, kind))
            && let Some(other) = nearest(note, near, kind, placed)
        {
            self.join(note, other, Found::Stacked);
        }
    }
}

fn nearest<'a>(
    note: &Note,
    near: &[&'a Note],
    kind: NoteKind,
    placed: impl Fn(&&&Note) -> bool,
) -> Option<&'a Note> {
    let distance = |other: &Note| other.centre.from(note.centre).length();
    let of_kind = near.iter().filter(|other| other.kind == kind).filter(|other| placed(other));
    of_kind.copied().min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.id.cmp(&b.id)))
}

fn fits(from: &Note, to: &Note) -> bool {
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
