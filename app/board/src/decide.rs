//! Deciding commands: one command becomes one event or a named rejection. Changes nothing.

mod add;
mod judge;
mod lead;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ArrowId, Board, BoardCommand, BoardEvent, FrameId, Note, NoteId, NotePin, ParticipantId, Point,
    Rejection, Size, TextOperation, gather, limits,
};

impl Board {
    /// The event that follows when `participant` asks for `command` now.
    ///
    /// # Errors
    /// A [`Rejection`] that says what stands against it.
    pub fn decide(
        &self,
        command: &BoardCommand,
        participant: ParticipantId,
    ) -> Result<BoardEvent, Rejection> {
        use BoardCommand as C;
        use BoardEvent as E;
        match command {
            C::AddItems { notes, arrows, frames } => self.decide_add(notes, arrows, frames),
            C::DeleteItems { notes, arrows, frames } => self.decide_delete(notes, arrows, frames),
            C::MoveItems { notes, frames } => {
                check_count(notes.len() + frames.len())?;
                notes.iter().try_for_each(|change| check_point(change.to))?;
                frames.iter().try_for_each(|change| check_point(change.to))?;
                let notes = existing(notes, |change| self.notes.contains_key(&change.note));
                let frames = existing(frames, |change| self.frames.contains_key(&change.frame));
                if notes.is_empty() && frames.is_empty() {
                    return Err(Rejection::ItemsGone);
                }
                Ok(E::ItemsMoved { notes, frames })
            }
            C::ResizeNotes { notes } => {
                for change in notes {
                    check_point(change.centre)?;
                    check_note_size(change.size)?;
                }
                let notes = self.existing_notes(notes, |change| change.note)?;
                Ok(E::NotesResized { notes })
            }
            C::ResizeFrame { frame, centre, size } => {
                check_point(*centre)?;
                check_frame_size(*size)?;
                self.frames.get(frame).ok_or(Rejection::ItemsGone)?;
                Ok(E::FrameResized { frame: *frame, centre: *centre, size: *size })
            }
            C::RetypeNotes { notes } => {
                notes.iter().try_for_each(|change| check_note_size(change.size))?;
                let notes = self.existing_notes(notes, |change| change.note)?;
                Ok(E::NotesRetyped { notes })
            }
            C::RecolourNotes { notes } => {
                let notes = self.existing_notes(notes, |change| change.note)?;
                Ok(E::NotesRecoloured { notes })
            }
            C::RestackNotes { notes } => {
                let notes = self.existing_notes(notes, |change| change.note)?;
                Ok(E::NotesRestacked { notes })
            }
            C::PinNotes { notes } => {
                let notes = self.existing_notes(notes, |change| change.note)?;
                self.check_pins(&notes)?;
                Ok(E::NotesPinned { notes })
            }
            C::EditText { note, operation } => self.decide_edit_text(*note, operation),
            C::RelabelArrow { arrow, label } => {
                check_title(label)?;
                let old = &self.arrows.get(arrow).ok_or(Rejection::ItemsGone)?.label;
                check_changed(old, label)?;
                Ok(E::ArrowRelabelled { arrow: *arrow, label: label.clone() })
            }
            C::RetitleFrame { frame, title } => {
                check_title(title)?;
                let old = &self.frames.get(frame).ok_or(Rejection::ItemsGone)?.title;
                check_changed(old, title)?;
                Ok(E::FrameRetitled { frame: *frame, title: title.clone() })
            }
            C::RetypeFrame { frame, kind } => {
                let old = self.frames.get(frame).ok_or(Rejection::ItemsGone)?.kind;
                check_changed(&old, kind)?;
                Ok(E::FrameRetyped { frame: *frame, kind: *kind })
            }
            C::RetitleBoard { title } => {
                check_title(title)?;
                check_changed(&self.title, title)?;
                Ok(E::BoardRetitled { title: title.clone() })
            }
            C::IntroduceParticipant { name } => self.decide_introduce(participant, name),
            C::ChangeDetails { notes } => self.decide_details(notes),
            C::SetAgenda { agenda } => self.decide_agenda(agenda.as_ref()),
            C::EnterPhase { phase } => self.decide_phase(*phase),
            C::SetTimer { timer } => self.decide_timer(*timer),
            C::ExtendTimer { by_ms } => self.decide_extension(*by_ms),
            C::DismissHint { hint, reason } => self.decide_dismissal(hint, reason),
            C::RestoreHint { hint } => self.decide_restoration(hint),
            C::JudgeLinks { links, rejected } => self.decide_links(links, *rejected),
            C::RelateContexts { one, other, relation } => {
                self.decide_relation((*one, *other), relation.as_ref())
            }
            C::BendArrow { arrow, bend } => {
                bend.map_or(Ok(()), |bend| check_point(Point::new(bend.dx, bend.dy)))?;
                let old = &self.arrows.get(arrow).ok_or(Rejection::ItemsGone)?.bend;
                check_changed(old, bend)?;
                Ok(E::ArrowBent { arrow: *arrow, bend: *bend })
            }
            C::LockItems { notes, frames, locked } => self.decide_lock(notes, frames, *locked),
        }
    }

    fn decide_delete(
        &self,
        notes: &[NoteId],
        arrows: &[ArrowId],
        frames: &[FrameId],
    ) -> Result<BoardEvent, Rejection> {
        check_count(notes.len() + arrows.len() + frames.len())?;
        let notes: BTreeSet<NoteId> =
            gather(notes.iter().copied().filter(|id| self.notes.contains_key(id)));
        let mut doomed: BTreeSet<ArrowId> =
            gather(arrows.iter().copied().filter(|id| self.arrows.contains_key(id)));
        let frames: BTreeSet<FrameId> =
            gather(frames.iter().copied().filter(|id| self.frames.contains_key(id)));
        if !notes.is_empty() {
            let touching = self.arrows();
            let touching =
                touching.filter(|arrow| notes.contains(&arrow.from) || notes.contains(&arrow.to));
            doomed.extend(touching.map(|arrow| arrow.id));
        }
        if notes.is_empty() && doomed.is_empty() && frames.is_empty() {
            return Err(Rejection::ItemsGone);
        }
        Ok(BoardEvent::ItemsDeleted {
            notes: notes.into_iter().collect(),
            arrows: doomed.into_iter().collect(),
            frames: frames.into_iter().collect(),
        })
    }

    /// Names only what is not so already.
    fn decide_lock(
        &self,
        notes: &[NoteId],
        frames: &[FrameId],
        locked: bool,
    ) -> Result<BoardEvent, Rejection> {
        check_count(notes.len() + frames.len())?;
        let is_there = notes.iter().any(|id| self.notes.contains_key(id))
            || frames.iter().any(|id| self.frames.contains_key(id));
        if !is_there {
            return Err(Rejection::ItemsGone);
        }
        let notes = existing(notes, |id| self.note(*id).is_some_and(|it| it.locked != locked));
        let frames = existing(frames, |id| self.frame(*id).is_some_and(|it| it.locked != locked));
        if notes.is_empty() && frames.is_empty() {
            return Err(Rejection::NothingToChange);
        }
        Ok(BoardEvent::ItemsLocked { notes, frames, locked })
    }

    fn decide_edit_text(
        &self,
        id: NoteId,
        operation: &TextOperation,
    ) -> Result<BoardEvent, Rejection> {
        let note = self.notes.get(&id).ok_or(Rejection::ItemsGone)?;
        if operation.is_noop() {
            return Err(Rejection::NothingToChange);
        }
        operation.inserted().try_for_each(check_text)?;
        if note.text.chars().count() as u64 != operation.base_chars() {
            return Err(Rejection::TextConflict);
        }
        let target = operation.target_chars();
        // A text that is too long already may still become shorter.
        if target > limits::NOTE_TEXT_CHARS_MAX as u64 && target > operation.base_chars() {
            return Err(Rejection::TextTooLong);
        }
        Ok(BoardEvent::TextEdited { note: id, operation: operation.clone() })
    }

    fn decide_introduce(
        &self,
        participant: ParticipantId,
        name: &str,
    ) -> Result<BoardEvent, Rejection> {
        check_title(name)?;
        match self.participants.get(&participant) {
            Some(known) => check_changed(known.as_str(), name)?,
            None if self.participants.len() >= limits::PARTICIPANTS_MAX => {
                return Err(Rejection::TooManyParticipants);
            }
            None => {}
        }
        Ok(BoardEvent::ParticipantIntroduced { name: name.to_owned() })
    }

    fn existing_notes<T: Clone>(
        &self,
        changes: &[T],
        note: impl Fn(&T) -> NoteId,
    ) -> Result<Vec<T>, Rejection> {
        check_count(changes.len())?;
        if changes.is_empty() {
            return Err(Rejection::NothingToChange);
        }
        let kept = existing(changes, |change| self.notes.contains_key(&note(change)));
        if kept.is_empty() { Err(Rejection::ItemsGone) } else { Ok(kept) }
    }

    /// Refuses pins that would make a chain: a host is on the board and not pinned itself, also
    /// after this command.
    fn check_pins(&self, changes: &[NotePin]) -> Result<(), Rejection> {
        let set: BTreeMap<NoteId, &NotePin> =
            gather(changes.iter().map(|change| (change.note, change)));
        let host_of = |id: NoteId| {
            let kept = || self.notes.get(&id).and_then(|note| note.host);
            let host = set.get(&id).map_or_else(kept, |change| change.host);
            host.filter(|host| self.notes.contains_key(host))
        };
        let hosts: BTreeSet<NoteId> = gather(set.values().filter_map(|change| change.host));
        let is_there = hosts.iter().all(|host| self.notes.contains_key(host));
        let is_chain = hosts.iter().any(|host| host_of(*host).is_some());
        let pinned = set.values().filter(|change| change.host.is_some());
        let pinned: BTreeSet<NoteId> = gather(pinned.map(|change| change.note));
        let hosts_others =
            |note: &Note| host_of(note.id).is_some_and(|host| pinned.contains(&host));
        if !is_there || is_chain || (!pinned.is_empty() && self.notes().any(hosts_others)) {
            return Err(Rejection::HostInvalid);
        }
        Ok(())
    }
}

fn existing<T: Clone>(changes: &[T], is_there: impl Fn(&T) -> bool) -> Vec<T> {
    changes.iter().filter(|change| is_there(change)).cloned().collect()
}

fn check_count(items: usize) -> Result<(), Rejection> {
    if items > limits::ITEMS_PER_COMMAND_MAX { Err(Rejection::TooManyItems) } else { Ok(()) }
}

fn check_room(held: usize, new: usize, most: usize, full: Rejection) -> Result<(), Rejection> {
    if new > 0 && held + new > most { Err(full) } else { Ok(()) }
}

fn check_point(point: Point) -> Result<(), Rejection> {
    // NaN is in no range, so it is refused here too.
    let range = -limits::COORDINATE_MAX..=limits::COORDINATE_MAX;
    if range.contains(&point.x) && range.contains(&point.y) {
        Ok(())
    } else {
        Err(Rejection::OutOfBounds)
    }
}

fn check_note_size(size: Size) -> Result<(), Rejection> {
    check_size(size, limits::NOTE_SIZE_MIN, limits::NOTE_SIZE_MAX)
}

fn check_frame_size(size: Size) -> Result<(), Rejection> {
    check_size(size, limits::FRAME_SIZE_MIN, limits::FRAME_SIZE_MAX)
}

fn check_size(size: Size, least: f64, most: f64) -> Result<(), Rejection> {
    let range = least..=most;
    if range.contains(&size.width) && range.contains(&size.height) {
        Ok(())
    } else {
        Err(Rejection::SizeOutOfRange)
    }
}

fn check_text(text: &str) -> Result<(), Rejection> {
    let is_unwritable = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.chars().any(is_unwritable) { Err(Rejection::TextInvalid) } else { Ok(()) }
}

fn check_title(title: &str) -> Result<(), Rejection> {
    if title.chars().any(char::is_control) {
        return Err(Rejection::TextInvalid);
    }
    if title.chars().count() > limits::TITLE_CHARS_MAX {
        return Err(Rejection::TitleTooLong);
    }
    Ok(())
}

fn check_detail_text(text: &str) -> Result<(), Rejection> {
    check_text(text)?;
    if text.chars().count() > limits::DETAIL_CHARS_MAX {
        return Err(Rejection::DetailTooLong);
    }
    Ok(())
}

fn check_changed<T: PartialEq + ?Sized>(old: &T, new: &T) -> Result<(), Rejection> {
    if old == new { Err(Rejection::NothingToChange) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, given};
    use crate::{FrameKind, NoteKind, NoteMove, Vector};

    /// P4.7
    #[test]
    fn deleting_a_note_deletes_its_arrows() {
        given("event a; event b; event c; a -> b; b -> c")
            .when(BoardCommand::DeleteItems {
                notes: vec![fixture::note_id("a")],
                arrows: vec![],
                frames: vec![],
            })
            .then(BoardEvent::ItemsDeleted {
                notes: vec![fixture::note_id("a")],
                arrows: vec![fixture::arrow_id("a", "b")],
                frames: vec![],
            });
    }

    /// P4.7
    #[test]
    fn moving_skips_what_somebody_deleted() {
        let to = Point::new(3.0, 4.0);
        let (there, gone) = (fixture::note_id("a"), fixture::note_id("gone"));
        given("event a")
            .when(BoardCommand::MoveItems {
                notes: vec![NoteMove { note: gone, to }, NoteMove { note: there, to }],
                frames: vec![],
            })
            .then(BoardEvent::ItemsMoved {
                notes: vec![NoteMove { note: there, to }],
                frames: vec![],
            });
        given("event a")
            .when(BoardCommand::MoveItems {
                notes: vec![NoteMove { note: gone, to }],
                frames: vec![],
            })
            .then_rejected(Rejection::ItemsGone);
    }

    /// P8.5
    #[test]
    fn coordinates_that_are_not_finite_or_too_far_are_refused() {
        for x in [f64::NAN, f64::INFINITY, -f64::INFINITY, 1_000_000.5, -1e300] {
            let moved = NoteMove { note: fixture::note_id("a"), to: Point::new(x, 0.0) };
            given("event a")
                .when(BoardCommand::MoveItems { notes: vec![moved], frames: vec![] })
                .then_rejected(Rejection::OutOfBounds);
            let mut note = fixture::note("b", NoteKind::DomainEvent);
            note.centre.y = x;
            given("").when(fixture::add_note(note.clone())).then_rejected(Rejection::OutOfBounds);
            note.centre.y = 0.0;
            note.size.width = x;
            given("").when(fixture::add_note(note)).then_rejected(Rejection::SizeOutOfRange);
        }
    }

    /// P5.1, P5.8
    #[test]
    fn a_note_holds_two_thousand_characters_whatever_they_weigh() {
        let mut note = fixture::note("a", NoteKind::DomainEvent);
        note.text = "😀".repeat(limits::NOTE_TEXT_CHARS_MAX);
        given("").when(fixture::add_note(note.clone())).then_accepted();
        note.text.push('!');
        given("").when(fixture::add_note(note)).then_rejected(Rejection::TextTooLong);
    }

    #[test]
    fn markup_direction_marks_and_emoji_are_text_like_any_other() {
        let mut note = fixture::note("a", NoteKind::DomainEvent);
        note.text = "<script>alert(1)</script>\nשלום \u{202e}عربي 👩‍👩‍👧‍👦".to_owned();
        given("").when(fixture::add_note(note.clone())).then_accepted();
        note.text = "bell \u{7}".to_owned();
        given("").when(fixture::add_note(note)).then_rejected(Rejection::TextInvalid);
    }

    /// P5.1, P5.8
    #[test]
    fn a_text_edit_for_another_text_is_refused() {
        given("event a")
            .when(BoardCommand::EditText {
                note: fixture::note_id("a"),
                operation: TextOperation::between("something else", "x"),
            })
            .then_rejected(Rejection::TextConflict);
    }

    /// P8.5
    #[test]
    fn a_board_has_caps() {
        let mut board = Board::default();
        for number in 0..limits::NOTES_MAX {
            let note = fixture::note(&format!("n{number}"), NoteKind::DomainEvent);
            board.notes.insert(note.id, note.into());
        }
        let one_more = fixture::add_note(fixture::note("more", NoteKind::DomainEvent));
        assert_eq!(board.decide(&one_more, fixture::ANN), Err(Rejection::TooManyNotes));
        let id = *board.notes.keys().next().unwrap();
        let too_many =
            vec![NoteMove { note: id, to: Point::default() }; limits::ITEMS_PER_COMMAND_MAX + 1];
        let command = BoardCommand::MoveItems { notes: too_many, frames: vec![] };
        assert_eq!(board.decide(&command, fixture::ANN), Err(Rejection::TooManyItems));
    }

    #[test]
    fn a_pin_needs_an_unpinned_host() {
        let pin = |note: &str, host: &str| BoardCommand::PinNotes {
            notes: vec![crate::NotePin {
                note: fixture::note_id(note),
                host: Some(fixture::note_id(host)),
            }],
        };
        given("hotspot a; event b").when(pin("a", "b")).then_accepted();
        given("hotspot a; event b").when(pin("a", "a")).then_rejected(Rejection::HostInvalid);
        given("hotspot a; event b").when(pin("a", "gone")).then_rejected(Rejection::HostInvalid);
    }

    #[test]
    fn a_note_that_others_are_pinned_to_is_not_pinned_itself() {
        let id = fixture::note_id;
        let pins = |pairs: &[(&str, &str)]| BoardCommand::PinNotes {
            notes: pairs.iter().map(|(n, h)| NotePin { note: id(n), host: Some(id(h)) }).collect(),
        };
        let mut board = fixture::board("hotspot a; event b; event c");
        let both = board.decide(&pins(&[("a", "b"), ("b", "a")]), fixture::ANN);
        assert_eq!(both, Err(Rejection::HostInvalid));
        let event = board.decide(&pins(&[("a", "b")]), fixture::ANN).unwrap();
        board.apply(&event, fixture::ANN);
        let chain = board.decide(&pins(&[("b", "c")]), fixture::ANN);
        assert_eq!(chain, Err(Rejection::HostInvalid));
        assert!(board.decide(&pins(&[("a", "c"), ("b", "c")]), fixture::ANN).is_ok());
    }

    #[test]
    fn an_arrow_is_bent_and_straightened() {
        let arrow = fixture::arrow_id("a", "b");
        let bend = |dx| BoardCommand::BendArrow { arrow, bend: Some(Vector::new(dx, -7.0)) };
        let wall = "event a; event b; a -> b";
        let bent = BoardEvent::ArrowBent { arrow, bend: Some(Vector::new(3.0, -7.0)) };
        given(wall).when(bend(3.0)).then(bent);
        given(wall).when(bend(f64::NAN)).then_rejected(Rejection::OutOfBounds);
        given(wall)
            .when(BoardCommand::BendArrow { arrow, bend: None })
            .then_rejected(Rejection::NothingToChange);
        given("event a").when(bend(3.0)).then_rejected(Rejection::ItemsGone);
    }

    /// P4.7
    #[test]
    fn locking_names_what_is_not_locked_yet() {
        let (a, b) = (fixture::note_id("a"), fixture::note_id("b"));
        let lock = |notes: &[NoteId], locked| BoardCommand::LockItems {
            notes: notes.to_vec(),
            frames: vec![],
            locked,
        };
        let mut board = fixture::board("event a; event b");
        let event = board.decide(&lock(&[a, fixture::note_id("gone")], true), fixture::ANN);
        let locked = BoardEvent::ItemsLocked { notes: vec![a], frames: vec![], locked: true };
        assert_eq!(event, Ok(locked.clone()));
        board.apply(&locked, fixture::ANN);
        let rest = BoardEvent::ItemsLocked { notes: vec![b], frames: vec![], locked: true };
        assert_eq!(board.decide(&lock(&[a, b], true), fixture::ANN), Ok(rest));
        let same = board.decide(&lock(&[a], true), fixture::ANN);
        assert_eq!(same, Err(Rejection::NothingToChange));
        given("event a")
            .when(lock(&[fixture::note_id("gone")], true))
            .then_rejected(Rejection::ItemsGone);
    }

    #[test]
    fn frames_are_named_and_retyped() {
        let frame = fixture::frame("Billing", FrameKind::BoundedContext);
        let id = frame.id;
        let mut board = Board::default();
        board.frames.insert(id, frame.into());
        let same = BoardCommand::RetitleFrame { frame: id, title: "Billing".to_owned() };
        assert_eq!(board.decide(&same, fixture::ANN), Err(Rejection::NothingToChange));
        let long = BoardCommand::RetitleFrame { frame: id, title: "x".repeat(201) };
        assert_eq!(board.decide(&long, fixture::ANN), Err(Rejection::TitleTooLong));
    }
}
