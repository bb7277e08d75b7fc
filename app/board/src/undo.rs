//! Undo of one's own work: the inverse of a recorded event, as a command like any other. It never
//! removes somebody else's later work: what was changed since is left as it is, and said.

use serde::{Deserialize, Serialize};

use crate::{
    Arrow, Board, BoardCommand, BoardEvent, Frame, FrameMove, Note, NoteDetail, NoteId, NoteMove,
    NotePair, NotePin, NoteRecolour, NoteResize, NoteRestack, NoteRetype, ParticipantId,
    TextOperation, Touched,
};

/// How to take back one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoStep {
    event: BoardEvent,
    inverse: BoardCommand,
}

/// What taking back comes to now.
#[derive(Debug, Clone, PartialEq)]
pub enum UndoOutcome {
    /// Everything can be taken back by this command.
    Whole(BoardCommand),
    /// Only a part can: somebody has changed the rest since.
    Partly(BoardCommand),
    /// Somebody has changed everything since.
    Superseded,
}

impl UndoStep {
    /// How to take back `event`, recorded on `before`. `None` for what is not undone: introductions and
    /// how the workshop is led, which is everybody's.
    #[must_use]
    pub fn of(before: &Board, event: &BoardEvent) -> Option<Self> {
        let inverse = inverse(before, event)?;
        Some(Self { event: event.clone(), inverse })
    }

    /// Follows a later text edit by somebody else, so that the inverse still fits the text. Gives
    /// that edit as it would have been without this step.
    #[must_use]
    pub fn follow_text(&mut self, note: NoteId, later: TextOperation) -> TextOperation {
        let BoardCommand::EditText { note: own, operation } = &mut self.inverse else {
            return later;
        };
        if *own != note {
            return later;
        }
        match TextOperation::transform(&later, operation) {
            Ok((later_without, moved)) => {
                *operation = moved;
                later_without
            }
            Err(_) => later,
        }
    }

    /// Never takes away these items, although the event would have added them: somebody else had put
    /// them back before it was recorded.
    pub fn disown(&mut self, items: &Touched) {
        let (
            BoardEvent::ItemsAdded { notes, arrows, frames },
            BoardCommand::DeleteItems { notes: old_notes, arrows: old_arrows, frames: old_frames },
        ) = (&mut self.event, &mut self.inverse)
        else {
            return;
        };
        notes.retain(|note| !items.notes.contains(&note.id));
        arrows.retain(|arrow| !items.arrows.contains(&arrow.id));
        frames.retain(|frame| !items.frames.contains(&frame.id));
        old_notes.retain(|note| !items.notes.contains(note));
        old_arrows.retain(|arrow| !items.arrows.contains(arrow));
        old_frames.retain(|frame| !items.frames.contains(frame));
    }

    /// The note whose text the inverse edits.
    #[must_use]
    pub fn edited_note(&self) -> Option<NoteId> {
        match &self.inverse {
            BoardCommand::EditText { note, .. } => Some(*note),
            _ => None,
        }
    }

    /// Joins the step that comes right after this one, if both edit one text; tells whether it did.
    pub fn join_text(&mut self, next: &Self) -> bool {
        let (
            BoardCommand::EditText { note, operation },
            BoardCommand::EditText { note: next_note, operation: next_operation },
        ) = (&mut self.inverse, &next.inverse)
        else {
            return false;
        };
        match next_operation.compose(operation) {
            Ok(joined) if note == next_note => {
                *operation = joined;
                true
            }
            Ok(_) | Err(_) => false,
        }
    }

    /// The command that takes the event back on the board as it is `now`.
    #[must_use]
    pub fn command(&self, now: &Board) -> UndoOutcome {
        match (&self.event, &self.inverse) {
            (BoardEvent::ItemsAdded { .. }, inverse) => self.unadd(inverse, now),
            (BoardEvent::ItemsDeleted { .. }, BoardCommand::AddItems { .. }) => self.put_back(now),
            (
                BoardEvent::ItemsMoved { notes, frames },
                BoardCommand::MoveItems { notes: old_notes, frames: old_frames },
            ) => {
                let kept_notes: Vec<NoteMove> = unchanged(old_notes, notes, |set| {
                    now.note(set.note).is_some_and(|note| note.centre == set.to)
                });
                let kept_frames: Vec<FrameMove> = unchanged(old_frames, frames, |set| {
                    now.frame(set.frame).is_some_and(|frame| frame.centre == set.to)
                });
                let (kept, all) =
                    (kept_notes.len() + kept_frames.len(), notes.len() + frames.len());
                outcome(
                    kept,
                    all,
                    BoardCommand::MoveItems { notes: kept_notes, frames: kept_frames },
                )
            }
            (BoardEvent::NotesResized { notes }, BoardCommand::ResizeNotes { notes: old }) => {
                let kept: Vec<NoteResize> = unchanged(old, notes, |set| {
                    now.note(set.note)
                        .is_some_and(|note| note.size == set.size && note.centre == set.centre)
                });
                outcome(kept.len(), notes.len(), BoardCommand::ResizeNotes { notes: kept })
            }
            (BoardEvent::NotesRetyped { notes }, BoardCommand::RetypeNotes { notes: old }) => {
                let kept: Vec<NoteRetype> = unchanged(old, notes, |set| {
                    now.note(set.note).is_some_and(|note| note.kind == set.kind)
                });
                outcome(kept.len(), notes.len(), BoardCommand::RetypeNotes { notes: kept })
            }
            (BoardEvent::NotesRecoloured { notes }, BoardCommand::RecolourNotes { notes: old }) => {
                let kept: Vec<NoteRecolour> = unchanged(old, notes, |set| {
                    now.note(set.note).is_some_and(|note| note.colour == set.colour)
                });
                outcome(kept.len(), notes.len(), BoardCommand::RecolourNotes { notes: kept })
            }
            (BoardEvent::NotesRestacked { notes }, BoardCommand::RestackNotes { notes: old }) => {
                let kept: Vec<NoteRestack> = unchanged(old, notes, |set| {
                    now.note(set.note).is_some_and(|note| note.z == set.z)
                });
                outcome(kept.len(), notes.len(), BoardCommand::RestackNotes { notes: kept })
            }
            (BoardEvent::NotesPinned { notes }, BoardCommand::PinNotes { notes: old }) => {
                let kept: Vec<NotePin> = unchanged(old, notes, |set| {
                    now.note(set.note).is_some_and(|note| note.host == set.host)
                });
                outcome(kept.len(), notes.len(), BoardCommand::PinNotes { notes: kept })
            }
            (BoardEvent::DetailsChanged { notes }, BoardCommand::ChangeDetails { notes: old }) => {
                let kept: Vec<NoteDetail> = unchanged(old, notes, |set| {
                    now.note(set.note).is_some_and(|note| note.details.shows(&set.change))
                });
                outcome(kept.len(), notes.len(), BoardCommand::ChangeDetails { notes: kept })
            }
            (BoardEvent::LinksJudged { links, rejected }, BoardCommand::JudgeLinks { .. }) => {
                let stands = |link: &&NotePair| now.judgements().is_rejected(**link) == *rejected;
                let kept: Vec<NotePair> = links.iter().filter(stands).copied().collect();
                let command = BoardCommand::JudgeLinks { links: kept.clone(), rejected: !rejected };
                outcome(kept.len(), links.len(), command)
            }
            (BoardEvent::ItemsLocked { notes, frames, locked }, BoardCommand::LockItems { .. }) => {
                let mut kept = (notes.clone(), frames.clone());
                kept.0.retain(|id| now.note(*id).is_some_and(|note| note.locked == *locked));
                kept.1.retain(|id| now.frame(*id).is_some_and(|frame| frame.locked == *locked));
                let (count, all) = (kept.0.len() + kept.1.len(), notes.len() + frames.len());
                let (notes, frames) = kept;
                outcome(count, all, BoardCommand::LockItems { notes, frames, locked: !locked })
            }
            (event, inverse) => {
                let stands = still_stands(event, now)
                    && now.decide(inverse, ParticipantId::from_u128(0)).is_ok();
                outcome(usize::from(stands), 1, inverse.clone())
            }
        }
    }

    /// Deletes what was added, except notes that somebody has written on or connected since.
    fn unadd(&self, inverse: &BoardCommand, now: &Board) -> UndoOutcome {
        let BoardEvent::ItemsAdded { notes, arrows, frames } = &self.event else {
            return UndoOutcome::Superseded;
        };
        let added_arrow = |id| arrows.iter().any(|arrow| arrow.id == id);
        let untouched = |added: &&Note| {
            now.note(added.id).is_some_and(|note| {
                note.text == added.text
                    && note.kind == added.kind
                    && now.arrows_at(note.id).all(|arrow| added_arrow(arrow.id))
            })
        };
        let kept_notes: Vec<_> = notes.iter().filter(untouched).map(|note| note.id).collect();
        let kept_arrows: Vec<_> = arrows
            .iter()
            .filter(|added| now.arrow(added.id).is_some_and(|arrow| arrow.label == added.label))
            .map(|arrow| arrow.id)
            .collect();
        let kept_frames: Vec<_> = frames
            .iter()
            .filter(|added| now.frame(added.id).is_some_and(|frame| frame.title == added.title))
            .map(|frame| frame.id)
            .collect();
        let kept = kept_notes.len() + kept_arrows.len() + kept_frames.len();
        debug_assert!(matches!(inverse, BoardCommand::DeleteItems { .. }));
        let command = BoardCommand::DeleteItems {
            notes: kept_notes,
            arrows: kept_arrows,
            frames: kept_frames,
        };
        outcome(kept, notes.len() + arrows.len() + frames.len(), command)
    }

    /// Puts back what was deleted and is still missing. What somebody has put back stays as it is,
    /// and arrows that lead to nothing stay away.
    fn put_back(&self, now: &Board) -> UndoOutcome {
        let BoardCommand::AddItems { notes, arrows, frames } = &self.inverse else {
            return UndoOutcome::Superseded;
        };
        let all = notes.len() + arrows.len() + frames.len();
        let notes: Vec<Note> =
            notes.iter().filter(|note| now.note(note.id).is_none()).cloned().collect();
        let is_there = |id| now.note(id).is_some() || notes.iter().any(|note| note.id == id);
        let joins_notes = |arrow: &&Arrow| is_there(arrow.from) && is_there(arrow.to);
        let arrows = arrows.iter().filter(|arrow| now.arrow(arrow.id).is_none());
        let arrows: Vec<Arrow> = arrows.filter(joins_notes).cloned().collect();
        let frames: Vec<Frame> =
            frames.iter().filter(|frame| now.frame(frame.id).is_none()).cloned().collect();
        let kept = notes.len() + arrows.len() + frames.len();
        outcome(kept, all, BoardCommand::AddItems { notes, arrows, frames })
    }
}

fn outcome(kept: usize, all: usize, command: BoardCommand) -> UndoOutcome {
    match kept {
        0 => UndoOutcome::Superseded,
        kept if kept == all => UndoOutcome::Whole(command),
        _ => UndoOutcome::Partly(command),
    }
}

/// The old values whose new value still stands; both lists name the same items in the same order.
fn unchanged<T: Clone>(old: &[T], set: &[T], stands: impl Fn(&T) -> bool) -> Vec<T> {
    old.iter().zip(set).filter(|(_, set)| stands(set)).map(|(old, _)| old.clone()).collect()
}

/// Whether what the event has set is still so. Only for events about one thing.
fn still_stands(event: &BoardEvent, now: &Board) -> bool {
    match event {
        BoardEvent::FrameResized { frame, centre, size } => {
            now.frame(*frame).is_some_and(|frame| frame.centre == *centre && frame.size == *size)
        }
        BoardEvent::FrameRetitled { frame, title } => {
            now.frame(*frame).is_some_and(|frame| frame.title == *title)
        }
        BoardEvent::FrameRetyped { frame, kind } => {
            now.frame(*frame).is_some_and(|frame| frame.kind == *kind)
        }
        BoardEvent::ArrowRelabelled { arrow, label } => {
            now.arrow(*arrow).is_some_and(|arrow| arrow.label == *label)
        }
        BoardEvent::ArrowBent { arrow, bend } => {
            now.arrow(*arrow).is_some_and(|arrow| arrow.bend == *bend)
        }
        BoardEvent::BoardRetitled { title } => now.title() == title,
        BoardEvent::HintDismissed { hint, reason } => {
            now.judgements().dismissal(hint) == Some(reason)
        }
        BoardEvent::HintRestored { hint } => now.judgements().dismissal(hint).is_none(),
        BoardEvent::ContextsRelated { one, other, relation } => {
            now.judgements().relation(*one, *other) == relation.as_ref()
        }
        // Merged.
        BoardEvent::TextEdited { .. } => true,
        BoardEvent::ItemsAdded { .. }
        | BoardEvent::ItemsDeleted { .. }
        | BoardEvent::ItemsMoved { .. }
        | BoardEvent::NotesResized { .. }
        | BoardEvent::NotesRetyped { .. }
        | BoardEvent::NotesRecoloured { .. }
        | BoardEvent::NotesRestacked { .. }
        | BoardEvent::NotesPinned { .. }
        | BoardEvent::ParticipantIntroduced { .. }
        | BoardEvent::DetailsChanged { .. }
        | BoardEvent::ItemsLocked { .. }
        | BoardEvent::LinksJudged { .. }
        | BoardEvent::AgendaSet { .. }
        | BoardEvent::PhaseEntered { .. }
        | BoardEvent::TimerSet { .. }
        | BoardEvent::TimerExtended { .. } => false,
    }
}

fn inverse(before: &Board, event: &BoardEvent) -> Option<BoardCommand> {
    use BoardCommand as C;
    use BoardEvent as E;
    let note = |id: NoteId| before.note(id);
    Some(match event {
        E::ItemsAdded { notes, arrows, frames } => C::DeleteItems {
            notes: notes.iter().map(|note| note.id).collect(),
            arrows: arrows.iter().map(|arrow| arrow.id).collect(),
            frames: frames.iter().map(|frame| frame.id).collect(),
        },
        E::ItemsDeleted { notes, arrows, frames } => C::AddItems {
            notes: notes.iter().filter_map(|id| before.note(*id)).cloned().collect(),
            arrows: arrows.iter().filter_map(|id| before.arrow(*id)).cloned().collect(),
            frames: frames.iter().filter_map(|id| before.frame(*id)).cloned().collect(),
        },
        E::ItemsMoved { notes, frames } => C::MoveItems {
            notes: old_values(notes, |set| {
                Some(NoteMove { note: set.note, to: note(set.note)?.centre })
            })?,
            frames: old_values(frames, |set| {
                Some(FrameMove { frame: set.frame, to: before.frame(set.frame)?.centre })
            })?,
        },
        E::NotesResized { notes } => C::ResizeNotes {
            notes: old_values(notes, |set| {
                let old = note(set.note)?;
                Some(NoteResize { note: set.note, centre: old.centre, size: old.size })
            })?,
        },
        E::FrameResized { frame, .. } => {
            let old = before.frame(*frame)?;
            C::ResizeFrame { frame: *frame, centre: old.centre, size: old.size }
        }
        E::NotesRetyped { notes } => C::RetypeNotes {
            notes: old_values(notes, |set| {
                let old = note(set.note)?;
                Some(NoteRetype { note: set.note, kind: old.kind, size: old.size })
            })?,
        },
        E::NotesRecoloured { notes } => C::RecolourNotes {
            notes: old_values(notes, |set| {
                Some(NoteRecolour { note: set.note, colour: note(set.note)?.colour })
            })?,
        },
        E::NotesRestacked { notes } => C::RestackNotes {
            notes: old_values(notes, |set| {
                Some(NoteRestack { note: set.note, z: note(set.note)?.z.clone() })
            })?,
        },
        E::NotesPinned { notes } => C::PinNotes {
            notes: old_values(notes, |set| {
                Some(NotePin { note: set.note, host: note(set.note)?.host })
            })?,
        },
        E::TextEdited { note, operation } => C::EditText {
            note: *note,
            operation: operation.inverse(&before.note(*note)?.text).ok()?,
        },
        E::ArrowRelabelled { arrow, .. } => {
            C::RelabelArrow { arrow: *arrow, label: before.arrow(*arrow)?.label.clone() }
        }
        E::ArrowBent { arrow, .. } => {
            C::BendArrow { arrow: *arrow, bend: before.arrow(*arrow)?.bend }
        }
        E::ItemsLocked { notes, frames, locked } => {
            C::LockItems { notes: notes.clone(), frames: frames.clone(), locked: !locked }
        }
        E::FrameRetitled { frame, .. } => {
            C::RetitleFrame { frame: *frame, title: before.frame(*frame)?.title.clone() }
        }
        E::FrameRetyped { frame, .. } => {
            C::RetypeFrame { frame: *frame, kind: before.frame(*frame)?.kind }
        }
        E::BoardRetitled { .. } => C::RetitleBoard { title: before.title().to_owned() },
        E::DetailsChanged { notes } => C::ChangeDetails {
            notes: old_values(notes, |set| {
                let change = note(set.note)?.details.inverse(&set.change);
                Some(NoteDetail { note: set.note, change })
            })?,
        },
        E::HintDismissed { hint, .. } | E::HintRestored { hint } => {
            let hint = hint.clone();
            match before.judgements().dismissal(&hint).map(str::to_owned) {
                Some(reason) => C::DismissHint { hint, reason },
                None => C::RestoreHint { hint },
            }
        }
        E::LinksJudged { links, rejected } => {
            C::JudgeLinks { links: links.clone(), rejected: !rejected }
        }
        E::ContextsRelated { one, other, .. } => C::RelateContexts {
            one: *one,
            other: *other,
            relation: before.judgements().relation(*one, *other).cloned(),
        },
        E::ParticipantIntroduced { .. }
        | E::AgendaSet { .. }
        | E::PhaseEntered { .. }
        | E::TimerSet { .. }
        | E::TimerExtended { .. } => return None,
    })
}

fn old_values<T>(set: &[T], old: impl Fn(&T) -> Option<T>) -> Option<Vec<T>> {
    set.iter().map(old).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoteKind;
    use crate::fixture::{self, ANN, BEN, arrow_id, note_id};

    /// The board without these notes, and how Ann, who has deleted them, puts them back.
    fn given_deleted(board: &str, names: &[&str]) -> (Board, UndoStep) {
        let mut board = fixture::board(board);
        let notes = names.iter().map(|name| note_id(name)).collect();
        let delete = BoardCommand::DeleteItems { notes, arrows: vec![], frames: vec![] };
        let event = board.decide(&delete, ANN).unwrap();
        let step = UndoStep::of(&board, &event).unwrap();
        board.apply(&event, ANN);
        (board, step)
    }

    fn ben_puts_back(board: &mut Board, name: &str, text: &str) {
        let mut note = fixture::note(name, NoteKind::Policy);
        note.text = text.to_owned();
        let event = board.decide(&fixture::add_note(note), BEN).unwrap();
        board.apply(&event, BEN);
    }

    #[test]
    fn undo_of_a_deletion_puts_back_what_is_still_missing() {
        let (mut board, step) =
            given_deleted("event a; event b; event c; a -> b; b -> c", &["a", "b"]);
        ben_puts_back(&mut board, "a", "by Ben");
        let bens = board.note(note_id("a")).cloned();
        let UndoOutcome::Partly(command) = step.command(&board) else { panic!("not said") };
        let event = board.decide(&command, ANN).unwrap();
        board.apply(&event, ANN);
        assert_eq!(board.note(note_id("a")).cloned(), bens, "Ben's note stays as it is");
        assert_eq!(board.note(note_id("b")).unwrap().kind, NoteKind::DomainEvent);
        assert!(board.arrow(arrow_id("a", "b")).is_some());
        assert!(board.arrow(arrow_id("b", "c")).is_some());
    }

    #[test]
    fn undo_of_a_deletion_is_superseded_when_somebody_has_put_everything_back() {
        let (mut board, step) = given_deleted("event a", &["a"]);
        ben_puts_back(&mut board, "a", "a");
        assert_eq!(step.command(&board), UndoOutcome::Superseded);
    }

    #[test]
    fn an_arrow_to_a_note_that_somebody_has_deleted_stays_away() {
        let (mut board, step) = given_deleted("event a; event b; a -> b", &["a"]);
        let notes = vec![note_id("b")];
        let delete = BoardCommand::DeleteItems { notes, arrows: vec![], frames: vec![] };
        let event = board.decide(&delete, BEN).unwrap();
        board.apply(&event, BEN);
        let UndoOutcome::Partly(command) = step.command(&board) else { panic!("not said") };
        assert_eq!(command, fixture::add_note(fixture::note("a", NoteKind::DomainEvent)));
    }
}
