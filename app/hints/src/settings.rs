//! How far a session has come and what its facilitator has chosen. Decides which rules speak; knows
//! nothing of what they say.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use squall_language::Language;

/// What a phase of a session looks for. Phases are templates that a facilitator reorders, so a rule
/// asks which of these were reached, never how many.
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

/// When a rule begins to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The stage has begun: what is there can be judged.
    Begun(Stage),
    /// The stage is over: what is missing can be missed.
    Done(Stage),
}

/// How far a session has come and what its facilitator has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How deep the storming goes.
    pub level: Level,
    /// What the session looks for now.
    pub current: Stage,
    /// Every stage that has begun.
    pub reached: BTreeSet<Stage>,
    /// The language of the wall, if somebody chose it; otherwise the wall shows it.
    pub language: Option<Language>,
    /// Most events of one aggregate before somebody asks whether it is two.
    pub aggregate_events_max: usize,
    /// Most aggregates of one bounded context before somebody asks whether it is two.
    pub context_aggregates_max: usize,
    /// Most events in a row without a pivotal one among them, in the big picture.
    pub events_between_pivotal_max: usize,
}

impl Settings {
    /// At this stage, after all that usually come before it.
    #[must_use]
    pub fn at(level: Level, current: Stage) -> Self {
        let reached = Stage::ALL.into_iter().filter(|stage| *stage <= current).collect();
        Self {
            level,
            current,
            reached,
            language: None,
            aggregate_events_max: 8,
            context_aggregates_max: 7,
            events_between_pivotal_max: 20,
        }
    }

    /// Whether the stage has begun, or the wall is checked as a whole.
    #[must_use]
    pub fn has_begun(&self, stage: Stage) -> bool {
        self.is_strict() || self.current == stage || self.reached.contains(&stage)
    }

    /// Whether the stage has begun and the session looks for something else now, or the wall is checked
    /// as a whole.
    #[must_use]
    pub fn is_done(&self, stage: Stage) -> bool {
        self.is_strict() || (self.current != stage && self.reached.contains(&stage))
    }

    /// Whether the wall is checked as a whole.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.current == Stage::ExportCheck
    }

    /// Whether the session comes to its end.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        match self.current {
            Stage::HotSpots | Stage::BoundedContexts | Stage::ExportCheck => true,
            Stage::ChaoticExploration
            | Stage::Timeline
            | Stage::PeopleAndSystems
            | Stage::Commands
            | Stage::Aggregates
            | Stage::Policies
            | Stage::ReadModels => false,
        }
    }

    /// Whether all that a rule needs is there.
    #[must_use]
    pub fn meets(&self, needs: &[Need]) -> bool {
        needs.iter().all(|need| match need {
            Need::Begun(stage) => self.has_begun(*stage),
            Need::Done(stage) => self.is_done(*stage),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_done_when_the_session_has_moved_on() {
        let settings = Settings::at(Level::Design, Stage::Aggregates);
        assert!(settings.has_begun(Stage::Aggregates) && !settings.is_done(Stage::Aggregates));
        assert!(settings.is_done(Stage::Commands) && !settings.has_begun(Stage::Policies));
        assert!(settings.meets(&[Need::Begun(Stage::Aggregates), Need::Done(Stage::Timeline)]));
    }

    #[test]
    fn a_facilitator_may_take_policies_before_commands() {
        let mut settings = Settings::at(Level::Process, Stage::Policies);
        settings.reached = BTreeSet::from([Stage::Timeline, Stage::Policies]);
        assert!(settings.has_begun(Stage::Policies) && !settings.is_done(Stage::Commands));
    }

    #[test]
    fn an_export_check_looks_for_everything() {
        let mut settings = Settings::at(Level::Process, Stage::ExportCheck);
        settings.reached.clear();
        assert!(Stage::ALL.into_iter().all(|stage| settings.is_done(stage)));
    }
}
