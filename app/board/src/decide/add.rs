//! Deciding what is put on the board. What is there already is left out, because somebody else may
//! have put it back meanwhile: whoever undoes a deletion after that still gets the rest.

use std::collections::BTreeSet;

use super::{
    check_count, check_detail_text, check_frame_size, check_note_size, check_point, check_room,
};
use super::{check_text, check_title};
use crate::{Arrow, Board, BoardEvent, Detail, Frame, FrameId, Note, NoteId, Rejection, limits};

impl Board {
    pub(super) fn decide_add(
        &self,
        notes: &[Note],
        arrows: &[Arrow],
        frames: &[Frame],
    ) -> Result<BoardEvent, Rejection> {
        check_count(notes.len() + arrows.len() + frames.len())?;
        if notes.is_empty() && arrows.is_empty() && frames.is_empty() {
            return Err(Rejection::NothingToChange);
        }
        let new_notes = check_notes(notes)?;
        check_frames(frames)?;
        let mut new_arrows = BTreeSet::new();
        for arrow in arrows {
            check_title(&arrow.label)?;
            if !new_arrows.insert(arrow.id) {
                return Err(Rejection::IdTaken);
            }
            if arrow.from == arrow.to {
                return Err(Rejection::ArrowEndsInvalid);
            }
        }
        let is_there = |id: NoteId| self.notes.contains_key(&id) || new_notes.contains(&id);
        let joins_notes = |arrow: &&Arrow| is_there(arrow.from) && is_there(arrow.to);
        let missing_notes = notes.iter().filter(|note| !self.notes.contains_key(&note.id));
        let missing_frames = frames.iter().filter(|frame| !self.frames.contains_key(&frame.id));
        let missing_arrows = arrows.iter().filter(|arrow| !self.arrows.contains_key(&arrow.id));
        let missing_arrows: Vec<&Arrow> = missing_arrows.collect();
        let is_one_taken = missing_arrows.len() < arrows.len()
            || missing_notes.clone().count() < notes.len()
            || missing_frames.clone().count() < frames.len();
        let notes: Vec<Note> = missing_notes.cloned().collect();
        let frames: Vec<Frame> = missing_frames.cloned().collect();
        let arrows: Vec<Arrow> = missing_arrows.into_iter().filter(joins_notes).cloned().collect();
        if notes.is_empty() && frames.is_empty() && arrows.is_empty() {
            let reason = [Rejection::ArrowEndsInvalid, Rejection::IdTaken];
            return Err(reason[usize::from(is_one_taken)]);
        }
        check_room(self.notes.len(), notes.len(), limits::NOTES_MAX, Rejection::TooManyNotes)?;
        check_room(self.arrows.len(), arrows.len(), limits::ARROWS_MAX, Rejection::TooManyArrows)?;
        check_room(self.frames.len(), frames.len(), limits::FRAMES_MAX, Rejection::TooManyFrames)?;
        Ok(BoardEvent::ItemsAdded { notes, arrows, frames })
    }
}

fn check_notes(notes: &[Note]) -> Result<BTreeSet<NoteId>, Rejection> {
    let mut ids = BTreeSet::new();
    for note in notes {
        check_point(note.centre)?;
        check_note_size(note.size)?;
        check_text(&note.text)?;
        if note.text.chars().count() > limits::NOTE_TEXT_CHARS_MAX {
            return Err(Rejection::TextTooLong);
        }
        note.details.iter().flat_map(Detail::texts).try_for_each(check_detail_text)?;
        if note.details.len() > limits::DETAILS_PER_NOTE_MAX
            || note.details.text_chars() > limits::DETAILS_CHARS_MAX
        {
            return Err(Rejection::TooManyDetails);
        }
        if !ids.insert(note.id) {
            return Err(Rejection::IdTaken);
        }
        if note.host == Some(note.id) {
            return Err(Rejection::HostInvalid);
        }
    }
    Ok(ids)
}

fn check_frames(frames: &[Frame]) -> Result<(), Rejection> {
    let mut ids: BTreeSet<FrameId> = BTreeSet::new();
    for frame in frames {
        check_point(frame.centre)?;
        check_frame_size(frame.size)?;
        check_title(&frame.title)?;
        if !ids.insert(frame.id) {
            return Err(Rejection::IdTaken);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, given};
    use crate::{BoardCommand, FrameKind, NoteKind};

    #[test]
    fn an_arrow_needs_two_different_notes_on_the_board() {
        given("event a")
            .when(fixture::add_arrow("a", "a"))
            .then_rejected(Rejection::ArrowEndsInvalid);
        given("event a")
            .when(fixture::add_arrow("a", "gone"))
            .then_rejected(Rejection::ArrowEndsInvalid);
        given("event a; event b; a -> b")
            .when(fixture::add_arrow("a", "b"))
            .then_rejected(Rejection::IdTaken);
    }

    /// P4.7
    #[test]
    fn what_somebody_has_put_back_meanwhile_is_left_out_and_the_rest_is_put_back() {
        let note = |name| fixture::note(name, NoteKind::DomainEvent);
        let frame = fixture::frame("Billing", FrameKind::BoundedContext);
        let put_back = |frames: Vec<Frame>| BoardCommand::AddItems {
            notes: vec![note("a"), note("b")],
            arrows: vec![fixture::arrow("a", "b"), fixture::arrow("b", "gone")],
            frames,
        };
        given("policy a").when(put_back(vec![frame.clone()])).then(BoardEvent::ItemsAdded {
            notes: vec![note("b")],
            arrows: vec![fixture::arrow("a", "b")],
            frames: vec![frame],
        });
        given("event a; event b; a -> b").when(put_back(vec![])).then_rejected(Rejection::IdTaken);
    }

    #[test]
    fn one_command_does_not_put_up_the_same_twice() {
        let note = fixture::note("a", NoteKind::DomainEvent);
        let twice = vec![note.clone(), note];
        given("")
            .when(BoardCommand::AddItems { notes: twice, arrows: vec![], frames: vec![] })
            .then_rejected(Rejection::IdTaken);
    }
}
