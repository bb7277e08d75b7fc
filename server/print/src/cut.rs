//! What of a board is in a picture.

use std::collections::BTreeSet;

use squall_board::{Board, Bounds, Clip, FrameId, NoteId, ParticipantId};

/// The part of a board that a picture shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// These notes and frames, with what stands in the frames; those that are gone are left out.
    Items {
        /// The notes.
        notes: BTreeSet<NoteId>,
        /// The frames.
        frames: BTreeSet<FrameId>,
    },
}

/// What is in this part: notes, frames, and the arrows between these notes. Who wrote a note is left out,
/// and so is its pin to a note that is not in the part.
#[must_use]
pub fn cut(board: &Board, part: &Part) -> Clip {
    let (notes, frames) = match part {
        Part::Whole => (
            board.notes().map(|note| note.id).collect(),
            board.frames().map(|frame| frame.id).collect(),
        ),
        Part::Items { notes, frames } => with_what_stands_in(board, notes, frames),
    };
    let there = |id: &NoteId| notes.contains(id);
    let mut clip = Clip::default();
    for note in board.notes().filter(|note| there(&note.id)) {
        let mut note = note.clone();
        note.author = ParticipantId::from_u128(0);
        note.host = note.host.filter(there);
        clip.notes.push(note);
    }
    let arrows = board.arrows().filter(|arrow| there(&arrow.from) && there(&arrow.to));
    clip.arrows = arrows.cloned().collect();
    clip.frames = board.frames().filter(|frame| frames.contains(&frame.id)).cloned().collect();
    clip
}

/// As when a frame is moved: it carries the notes whose middle it holds, and the frames inside.
fn with_what_stands_in(
    board: &Board,
    notes: &BTreeSet<NoteId>,
    frames: &BTreeSet<FrameId>,
) -> (BTreeSet<NoteId>, BTreeSet<FrameId>) {
    let (mut notes, mut frames) = (notes.clone(), frames.clone());
    let chosen = board.frames().filter(|frame| frames.contains(&frame.id));
    let chosen: Vec<Bounds> = chosen.map(squall_board::Frame::bounds).collect();
    let held = |note: &&squall_board::Note| chosen.iter().any(|it| it.contains(note.centre));
    notes.extend(board.notes().filter(held).map(|note| note.id));
    let inner = board.frames().filter(|it| chosen.iter().any(|outer| outer.encloses(it.bounds())));
    frames.extend(inner.map(|frame| frame.id));
    (notes, frames)
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{board, frame_id, note_id};

    use super::*;

    fn texts(clip: &Clip) -> Vec<&str> {
        let mut texts: Vec<&str> = clip.notes.iter().map(|note| note.text.as_str()).collect();
        texts.extend(clip.frames.iter().map(|frame| frame.title.as_str()));
        texts.sort_unstable();
        texts
    }

    const WALL: &str =
        "context Sales @ 0,0 900x600; lane Till @ 0,0 300x200; context Cash @ 2000,0 900x600
        command Pay @ -100,0; event Paid @ 200,0; event Billed @ 2000,0; hotspot Over @ 460,0
        Pay -> Paid; Paid -> Billed";

    #[test]
    fn a_frame_brings_what_stands_in_it_and_nothing_that_only_overlaps() {
        let wall = board(WALL);
        let (notes, frames) = (BTreeSet::new(), BTreeSet::from([frame_id("Sales")]));
        let clip = cut(&wall, &Part::Items { notes, frames });
        assert_eq!(texts(&clip), ["Paid", "Pay", "Sales", "Till"]);
        assert_eq!(clip.arrows.len(), 1);
    }

    #[test]
    fn a_selection_brings_the_arrows_between_its_notes() {
        let wall = board(WALL);
        let notes = BTreeSet::from([note_id("Paid"), note_id("Billed"), note_id("Gone")]);
        let clip = cut(&wall, &Part::Items { notes, frames: BTreeSet::new() });
        assert_eq!(texts(&clip), ["Billed", "Paid"]);
        assert_eq!(clip.arrows.len(), 1);
        let nobody = ParticipantId::from_u128(0);
        assert!(clip.notes.iter().all(|note| note.author == nobody));
    }

    #[test]
    fn the_whole_board_is_all_of_it() {
        let wall = board(WALL);
        let clip = cut(&wall, &Part::Whole);
        assert_eq!(clip.len(), wall.notes().len() + wall.arrows().len() + wall.frames().len());
    }
}
