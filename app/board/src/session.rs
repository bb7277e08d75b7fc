//! How a workshop is led: its agenda, the phase it is in and the timer that everybody sees. What is on
//! the wall stays as it is whatever is changed here.

use serde::{Deserialize, Serialize};

use crate::{FrameKind, NoteKind, PhaseId};

/// What a phase looks for. Facilitators reorder phases, so whoever reads this asks which stages were
/// reached, never how many.
///
/// # Source
/// The guide's phases, with "people and systems" from the DDD Crew's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Everybody writes events, silently and in no order.
    ChaoticExploration,
    /// Events are put in order.
    Timeline,
    /// Who takes part, and which systems.
    PeopleAndSystems,
    /// What triggered the events, and who asked.
    Commands,
    /// What decides.
    Aggregates,
    /// What happens by itself.
    Policies,
    /// What people need to see.
    ReadModels,
    /// What nobody knows.
    HotSpots,
    /// Where language and rules change.
    BoundedContexts,
    /// The wall is about to be handed on; every rule speaks, strictly.
    ExportCheck,
}

impl Stage {
    /// Every stage, in the usual order.
    pub const ALL: [Self; 10] = [
        Self::ChaoticExploration,
        Self::Timeline,
        Self::PeopleAndSystems,
        Self::Commands,
        Self::Aggregates,
        Self::Policies,
        Self::ReadModels,
        Self::HotSpots,
        Self::BoundedContexts,
        Self::ExportCheck,
    ];
}

/// How deep the storming goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Level {
    /// A whole line of business, by its events.
    BigPicture,
    /// One process, with commands, policies and information.
    Process,
    /// A process with its aggregates, close to code.
    Design,
}

/// A part of a workshop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Phase {
    /// Which phase.
    pub id: PhaseId,
    /// What it looks for.
    pub stage: Stage,
    /// Its name.
    pub name: String,
    /// How long it should take, in minutes; 0 for as long as it takes.
    pub minutes: u16,
    /// What to ask the room.
    pub question: String,
    /// The kinds of note that the palette shows large.
    pub notes: Vec<NoteKind>,
    /// The kinds of frame that the palette shows large.
    pub frames: Vec<FrameKind>,
}

/// What a workshop goes through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Agenda {
    /// Its name.
    pub name: String,
    /// How deep the storming goes.
    pub level: Level,
    /// Its phases, in their order; ids differ.
    pub phases: Vec<Phase>,
}

/// The timer that everybody sees. Moments are those of the server's clock, in milliseconds since
/// 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Timer {
    /// There is none.
    #[default]
    Off,
    /// It stands.
    Paused {
        /// What is left, in milliseconds.
        left_ms: u64,
    },
    /// It runs.
    Running {
        /// When it rings.
        ends_at_ms: u64,
    },
}

impl Timer {
    /// What is left at this moment, in milliseconds; negative once it has rung. `None` without a timer.
    #[must_use]
    pub fn left_ms(self, now_ms: u64) -> Option<i64> {
        let signed = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
        match self {
            Self::Off => None,
            Self::Paused { left_ms } => Some(signed(left_ms)),
            Self::Running { ends_at_ms } => Some(signed(ends_at_ms) - signed(now_ms)),
        }
    }

    /// With so much more time, or less; nothing without a timer.
    #[must_use]
    pub fn extended(self, by_ms: i64) -> Self {
        match self {
            Self::Off => Self::Off,
            Self::Paused { left_ms } => {
                Self::Paused { left_ms: left_ms.saturating_add_signed(by_ms) }
            }
            Self::Running { ends_at_ms } => {
                Self::Running { ends_at_ms: ends_at_ms.saturating_add_signed(by_ms) }
            }
        }
    }
}

/// How a workshop is led.
///
/// # Invariants
/// The phase is one of the agenda's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// What it goes through; `None` while people storm freely.
    pub agenda: Option<Agenda>,
    /// Where it is; `None` before it begins.
    pub phase: Option<PhaseId>,
    /// The timer.
    pub timer: Timer,
}

impl Session {
    /// The phase that it is in.
    #[must_use]
    pub fn current(&self) -> Option<&Phase> {
        let agenda = self.agenda.as_ref()?;
        agenda.phases.iter().find(|phase| Some(phase.id) == self.phase)
    }

    /// The phases up to the one that it is in.
    #[must_use]
    pub fn reached(&self) -> &[Phase] {
        let phases = self.agenda.as_ref().map_or(&[][..], |agenda| &agenda.phases);
        let current = phases.iter().position(|phase| Some(phase.id) == self.phase);
        current.map_or(&[], |current| &phases[..=current])
    }

    /// The phase after the one that it is in; the first before it begins.
    #[must_use]
    pub fn next(&self) -> Option<&Phase> {
        self.agenda.as_ref()?.phases.get(self.reached().len())
    }

    /// Goes by this agenda from now on. If it lacks the phase that the workshop is in, that is left,
    /// together with its timer.
    pub(crate) fn set_agenda(&mut self, agenda: Option<&Agenda>) {
        self.agenda = agenda.cloned();
        if self.phase.is_some() && self.current().is_none() {
            self.enter(None);
        }
    }

    /// Enters a phase of the agenda, with its time on the timer; or leaves it.
    pub(crate) fn enter(&mut self, phase: Option<PhaseId>) {
        self.phase = phase;
        let minutes = self.current().map_or(0, |phase| phase.minutes);
        self.timer = match minutes {
            0 => Timer::Off,
            minutes => Timer::Paused { left_ms: u64::from(minutes) * 60_000 },
        };
        if self.current().is_none() {
            self.phase = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_counts_on_after_it_has_rung() {
        let timer = Timer::Running { ends_at_ms: 10_000 };
        assert_eq!(timer.left_ms(4_000), Some(6_000));
        assert_eq!(timer.left_ms(11_000), Some(-1_000));
        assert_eq!(timer.extended(60_000).left_ms(4_000), Some(66_000));
        assert_eq!(Timer::Paused { left_ms: 5 }.extended(-60_000), Timer::Paused { left_ms: 0 });
        assert_eq!(Timer::Off.extended(60_000), Timer::Off);
        assert_eq!(Timer::Running { ends_at_ms: u64::MAX }.left_ms(0), Some(i64::MAX));
    }
}
