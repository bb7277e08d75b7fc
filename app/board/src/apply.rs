//! Folding events. Total: an event that names items which are not there leaves them out, because
//! [`crate::Board::decide`] has refused everything impossible before it was stored.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::{ArrowId, Board, BoardEvent, Frame, FrameId, Note, NoteId, ParticipantId};

/// Which items an event changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Notes that are added, deleted or changed.
    pub notes: BTreeSet<NoteId>,
    /// Arrows that are added, deleted or changed.
    pub arrows: BTreeSet<ArrowId>,
    /// Frames that are added, deleted or changed.
    pub frames: BTreeSet<FrameId>,
    /// People whose names change.
    pub participants: BTreeSet<ParticipantId>,
    /// Whether the board's title changes.
    pub title: bool,
    /// Whether the way the workshop is led changes.
    pub session: bool,
    /// Whether what people said of the model changes.
    pub judgements: bool,
}

impl Touched {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Adds everything that `other` touches.
    pub fn extend(&mut self, other: Self) {
        self.notes.extend(other.notes);
        self.arrows.extend(other.arrows);
        self.frames.extend(other.frames);
        self.participants.extend(other.participants);
        self.title |= other.title;
        self.session |= other.session;
        self.judgements |= other.judgements;
    }
}

impl BoardEvent {
    /// Which items this event changes, when `participant` has recorded it.
    #[must_use]
    pub fn touched(&self, participant: ParticipantId) -> Touched {
        let mut touched = Touched::default();
        match self {
            Self::ItemsAdded { notes, arrows, frames } => {
                touched.notes.extend(notes.iter().map(|note| note.id));
                touched.arrows.extend(arrows.iter().map(|arrow| arrow.id));
                touched.frames.extend(frames.iter().map(|frame| frame.id));
            }
            Self::ItemsDeleted { notes, arrows, frames } => {
                touched.notes.extend(notes);
                touched.arrows.extend(arrows);
                touched.frames.extend(frames);
            }
            Self::ItemsMoved { notes, frames } => {
                touched.notes.extend(notes.iter().map(|change| change.note));
                touched.frames.extend(frames.iter().map(|change| change.frame));
            }
            Self::NotesResized { notes } => {
                touched.notes.extend(notes.iter().map(|change| change.note));
            }
            Self::NotesRetyped { notes } => {
                touched.notes.extend(notes.iter().map(|change| change.note));
            }
            Self::NotesRecoloured { notes } => {
                touched.notes.extend(notes.iter().map(|change| change.note));
            }
            Self::NotesRestacked { notes } => {
                touched.notes.extend(notes.iter().map(|change| change.note));
            }
            Self::NotesPinned { notes } => {
                touched.notes.extend(notes.iter().map(|change| change.note));
            }
            Self::TextEdited { note, .. } => {
                touched.notes.insert(*note);
            }
            Self::ArrowRelabelled { arrow, .. } | Self::ArrowBent { arrow, .. } => {
                touched.arrows.insert(*arrow);
            }
            Self::FrameResized { frame, .. }
            | Self::FrameRetitled { frame, .. }
            | Self::FrameRetyped { frame, .. } => {
                touched.frames.insert(*frame);
            }
            Self::BoardRetitled { .. } => touched.title = true,
            Self::ParticipantIntroduced { .. } => {
                touched.participants.insert(participant);
            }
            Self::DetailsChanged { notes } => {
                touched.notes.extend(notes.iter().map(|change| change.note));
            }
            Self::ItemsLocked { notes, frames, .. } => {
                touched.notes.extend(notes);
                touched.frames.extend(frames);
            }
            Self::AgendaSet { .. }
            | Self::PhaseEntered { .. }
            | Self::TimerSet { .. }
            | Self::TimerExtended { .. } => touched.session = true,
            Self::HintDismissed { .. }
            | Self::HintRestored { .. }
            | Self::LinksJudged { .. }
            | Self::ContextsRelated { .. } => touched.judgements = true,
        }
        touched
    }
}

impl Board {
    /// Folds an event that `participant` has recorded into the state.
    pub fn apply(&mut self, event: &BoardEvent, participant: ParticipantId) {
        match event {
            BoardEvent::ItemsAdded { notes, arrows, frames } => {
                self.notes.extend(notes.iter().map(|note| (note.id, Arc::new(note.clone()))));
                self.arrows.extend(arrows.iter().map(|arrow| (arrow.id, Arc::new(arrow.clone()))));
                self.frames.extend(frames.iter().map(|frame| (frame.id, Arc::new(frame.clone()))));
            }
            BoardEvent::ItemsDeleted { notes, arrows, frames } => {
                for id in notes {
                    self.notes.remove(id);
                }
                for id in arrows {
                    self.arrows.remove(id);
                }
                for id in frames {
                    self.frames.remove(id);
                }
            }
            BoardEvent::ItemsMoved { notes, frames } => {
                for change in notes {
                    self.change_note(change.note, |note| note.centre = change.to);
                }
                for change in frames {
                    self.change_frame(change.frame, |frame| frame.centre = change.to);
                }
            }
            BoardEvent::NotesResized { notes } => {
                for change in notes {
                    self.change_note(change.note, |note| {
                        note.centre = change.centre;
                        note.size = change.size;
                    });
                }
            }
            BoardEvent::NotesRetyped { notes } => {
                for change in notes {
                    self.change_note(change.note, |note| {
                        note.kind = change.kind;
                        note.size = change.size;
                    });
                }
            }
            BoardEvent::NotesRecoloured { notes } => {
                for change in notes {
                    self.change_note(change.note, |note| note.colour = change.colour);
                }
            }
            BoardEvent::NotesRestacked { notes } => {
                for change in notes {
                    self.change_note(change.note, |note| note.z = change.z.clone());
                }
            }
            BoardEvent::NotesPinned { notes } => {
                for change in notes {
                    self.change_note(change.note, |note| note.host = change.host);
                }
            }
            BoardEvent::TextEdited { note, operation } => {
                self.change_note(*note, |note| {
                    if let Ok(text) = operation.apply(&note.text) {
                        note.text = text;
                    }
                });
            }
            BoardEvent::FrameResized { frame, centre, size } => {
                self.change_frame(*frame, |frame| {
                    frame.centre = *centre;
                    frame.size = *size;
                });
            }
            BoardEvent::FrameRetitled { frame, title } => {
                self.change_frame(*frame, |frame| frame.title.clone_from(title));
            }
            BoardEvent::FrameRetyped { frame, kind } => {
                self.change_frame(*frame, |frame| frame.kind = *kind);
            }
            BoardEvent::ArrowRelabelled { arrow, label } => {
                if let Some(arrow) = self.arrows.get_mut(arrow) {
                    Arc::make_mut(arrow).label.clone_from(label);
                }
            }
            BoardEvent::ArrowBent { arrow, bend } => {
                if let Some(arrow) = self.arrows.get_mut(arrow) {
                    Arc::make_mut(arrow).bend = *bend;
                }
            }
            BoardEvent::ItemsLocked { notes, frames, locked } => {
                for note in notes {
                    self.change_note(*note, |note| note.locked = *locked);
                }
                for frame in frames {
                    self.change_frame(*frame, |frame| frame.locked = *locked);
                }
            }
            BoardEvent::BoardRetitled { title } => self.title.clone_from(title),
            BoardEvent::ParticipantIntroduced { name } => {
                self.participants.insert(participant, name.clone());
            }
            BoardEvent::DetailsChanged { notes } => {
                for detail in notes {
                    self.change_note(detail.note, |note| note.details.apply(&detail.change));
                }
            }
            BoardEvent::AgendaSet { agenda } => self.session.set_agenda(agenda.as_ref()),
            BoardEvent::PhaseEntered { phase } => self.session.enter(*phase),
            BoardEvent::TimerSet { timer } => self.session.timer = *timer,
            BoardEvent::TimerExtended { by_ms } => {
                self.session.timer = self.session.timer.extended(*by_ms);
            }
            BoardEvent::HintDismissed { hint, reason } => {
                self.judgements.dismiss(hint, reason);
            }
            BoardEvent::HintRestored { hint } => {
                self.judgements.restore(hint);
            }
            BoardEvent::LinksJudged { links, rejected } => {
                self.judgements.judge_links(links, *rejected);
            }
            BoardEvent::ContextsRelated { one, other, relation } => {
                self.judgements.relate((*one, *other), relation.as_ref());
            }
        }
    }

    fn change_note(&mut self, id: NoteId, change: impl FnOnce(&mut Note)) {
        if let Some(note) = self.notes.get_mut(&id) {
            change(Arc::make_mut(note));
        }
    }

    fn change_frame(&mut self, id: FrameId, change: impl FnOnce(&mut Frame)) {
        if let Some(frame) = self.frames.get_mut(&id) {
            change(Arc::make_mut(frame));
        }
    }
}
