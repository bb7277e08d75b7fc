//! How far a session has come and what its facilitator has chosen; where nobody leads, how far the wall
//! itself shows that people have come. Decides which rules speak; knows nothing of what they say.

use std::collections::BTreeSet;

use squall_board::{Board, FrameKind, NoteKind, Session, gather};
pub use squall_board::{Level, Stage};
use squall_language::Language;
use squall_texts::Texts;

/// When a rule begins to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The stage has begun: what is there can be judged.
    Begun(Stage),
    /// The stage is over: what is missing can be missed.
    Done(Stage),
}

/// Most events that stand alone on a wall where people storm freely before anything is said: until then
/// they are only beginning.
const FEW_EVENTS_MAX: usize = 7;
/// Fewest of a kind that show what is the custom of a wall.
const CUSTOM_MIN: usize = 3;

/// How far a session has come and what its facilitator has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How deep the storming goes.
    pub level: Level,
    /// What the session looks for now; `None` while people storm freely.
    pub current: Option<Stage>,
    /// Every stage that has begun.
    pub reached: BTreeSet<Stage>,
    /// Every stage that the session goes through, past and to come; empty while people storm freely.
    pub planned: BTreeSet<Stage>,
    /// The kinds of note that the phases up to now ask for beside those of their stages.
    pub offered: BTreeSet<NoteKind>,
    /// The language of the wall, if somebody chose it; otherwise the wall shows it.
    pub language: Option<Language>,
    /// Most events of one aggregate before somebody asks whether it is two.
    pub aggregate_events_max: usize,
    /// Most aggregates of one bounded context before somebody asks whether it is two.
    pub context_aggregates_max: usize,
    /// Most events in a row without a pivotal one among them, in the big picture.
    pub events_between_pivotal_max: usize,
    /// The texts in the language of whoever reads the hints.
    pub texts: Texts,
}

impl Settings {
    /// For this board as it is: by its session if that is in a phase, else [`Settings::free`].
    #[must_use]
    pub fn on(board: &Board) -> Self {
        let led = Self::of(board.session());
        if led.current.is_some() { led } else { Self::free(board) }
    }

    /// In the phase that the session is in, after those before it on its agenda. A session that is in
    /// no phase lets no rule speak, because it does not show what is on the wall: [`Settings::free`].
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let level = session.agenda.as_ref().map_or(Level::Process, |agenda| agenda.level);
        let all = session.agenda.iter().flat_map(|agenda| &agenda.phases);
        let reached = session.reached();
        Self {
            current: session.current().map(|phase| phase.stage),
            reached: gather(reached.iter().map(|phase| phase.stage)),
            planned: gather(all.map(|phase| phase.stage)),
            offered: gather(reached.iter().flat_map(|phase| phase.notes.iter().copied())),
            ..Self::silent(level)
        }
    }

    /// For people who storm without a phase. A stage has begun when a note of its kind is on the wall;
    /// words are judged from then on, or from so many events on that people are no longer only
    /// beginning. What is missing is missed only where at least half of its kind have it, and nothing
    /// speaks louder than a suggestion. The level is the agenda's, if there is one, or what the wall
    /// shows if that is deeper: nobody is told that a note is too deep or too early.
    #[must_use]
    pub fn free(board: &Board) -> Self {
        let written = board.notes().filter(|note| !note.text.trim().is_empty());
        let kinds: BTreeSet<NoteKind> = gather(written.clone().map(|note| note.kind));
        let is_event = |kind| matches!(kind, NoteKind::DomainEvent | NoteKind::PivotalEvent);
        let events = written.filter(|note| is_event(note.kind)).count();
        let mut reached: BTreeSet<Stage> = gather(kinds.iter().filter_map(|kind| stage_of(*kind)));
        // A doubt is noted at any time, and tells no story.
        let goes_on = reached.iter().any(|stage| *stage != Stage::HotSpots);
        let mut frames = board.frames().filter(|frame| !frame.title.trim().is_empty());
        if !goes_on && events <= FEW_EVENTS_MAX {
            reached.clear();
        } else {
            reached.insert(Stage::Timeline);
            if frames.any(|frame| frame.kind == FrameKind::BoundedContext) {
                reached.insert(Stage::BoundedContexts);
            }
        }
        let shown = kinds.iter().map(|kind| level_of(*kind)).max();
        let chosen = board.session().agenda.as_ref().map_or(Level::Process, |agenda| agenda.level);
        Self { reached, ..Self::silent(shown.map_or(chosen, |shown| shown.max(chosen))) }
    }

    /// At this stage, after all that usually come before it.
    #[must_use]
    pub fn at(level: Level, current: Stage) -> Self {
        Self {
            current: Some(current),
            reached: gather(Stage::ALL.into_iter().filter(|stage| *stage <= current)),
            planned: gather(Stage::ALL),
            ..Self::silent(level)
        }
    }

    /// Where nothing has begun.
    const fn silent(level: Level) -> Self {
        Self {
            level,
            current: None,
            reached: BTreeSet::new(),
            planned: BTreeSet::new(),
            offered: BTreeSet::new(),
            language: None,
            aggregate_events_max: 8,
            context_aggregates_max: 7,
            events_between_pivotal_max: 20,
            texts: Texts::ENGLISH,
        }
    }

    /// Whether people storm without a phase.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.current.is_none()
    }

    /// Whether the stage has begun, or the wall is checked as a whole.
    #[must_use]
    pub fn has_begun(&self, stage: Stage) -> bool {
        self.is_strict() || self.current == Some(stage) || self.reached.contains(&stage)
    }

    /// Whether the stage has begun and the session looks for something else now, or the wall is checked
    /// as a whole. Where nobody leads, a stage is over as soon as another one has begun beside it, and
    /// what is missing then is weighed one by one: see [`Settings::free`].
    #[must_use]
    pub fn is_done(&self, stage: Stage) -> bool {
        let looks_elsewhere = match self.current {
            Some(current) => current != stage,
            None => self.reached.len() > 1,
        };
        self.is_strict() || (looks_elsewhere && self.reached.contains(&stage))
    }

    /// Whether the wall is checked as a whole.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.current == Some(Stage::ExportCheck)
    }

    /// Whether the session comes to its end.
    #[must_use]
    pub const fn is_closing(&self) -> bool {
        match self.current {
            Some(Stage::HotSpots | Stage::BoundedContexts | Stage::ExportCheck) => true,
            Some(
                Stage::ChaoticExploration
                | Stage::Timeline
                | Stage::PeopleAndSystems
                | Stage::Commands
                | Stage::Aggregates
                | Stage::Policies
                | Stage::ReadModels,
            )
            | None => false,
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

    /// Whether it is worth saying that so many of the candidates lack something. Where nobody leads, only
    /// if at least half have it, so that people who are still putting it up hear nothing.
    #[must_use]
    pub const fn misses(&self, lacking: usize, candidates: usize) -> bool {
        lacking > 0 && (!self.is_free() || (candidates >= CUSTOM_MIN && lacking * 2 <= candidates))
    }
}

/// The stage that looks for such notes; `None` for what belongs to every stage.
const fn stage_of(kind: NoteKind) -> Option<Stage> {
    match kind {
        NoteKind::Actor | NoteKind::ExternalSystem => Some(Stage::PeopleAndSystems),
        NoteKind::Command => Some(Stage::Commands),
        NoteKind::Aggregate => Some(Stage::Aggregates),
        NoteKind::Policy => Some(Stage::Policies),
        NoteKind::ReadModel => Some(Stage::ReadModels),
        NoteKind::Hotspot => Some(Stage::HotSpots),
        NoteKind::DomainEvent
        | NoteKind::PivotalEvent
        | NoteKind::Opportunity
        | NoteKind::ValueGained
        | NoteKind::ValueLost
        | NoteKind::Screen
        | NoteKind::Text => None,
    }
}

/// How deep a wall with such a note goes at least.
///
/// # Source
/// codefinity's palettes for the three levels.
const fn level_of(kind: NoteKind) -> Level {
    match kind {
        NoteKind::Aggregate => Level::Design,
        NoteKind::Command | NoteKind::Policy | NoteKind::ReadModel => Level::Process,
        NoteKind::DomainEvent
        | NoteKind::PivotalEvent
        | NoteKind::Actor
        | NoteKind::ExternalSystem
        | NoteKind::Hotspot
        | NoteKind::Opportunity
        | NoteKind::ValueGained
        | NoteKind::ValueLost
        | NoteKind::Screen
        | NoteKind::Text => Level::BigPicture,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use squall_board::fixture::board;
    use squall_board::{Agenda, Phase, PhaseId};
    use squall_model::derive;

    use super::*;
    use crate::{RuleId, Severity, hints};

    fn phase(id: u128, stage: Stage, notes: Vec<NoteKind>) -> Phase {
        Phase {
            id: PhaseId::from_u128(id),
            stage,
            name: String::new(),
            minutes: 0,
            question: String::new(),
            notes,
            frames: vec![],
        }
    }

    fn session(phases: &[(Stage, &[NoteKind])], current: u128) -> Session {
        let phases = phases.iter().zip(1..);
        let phases = phases.map(|((stage, notes), id)| phase(id, *stage, notes.to_vec())).collect();
        let agenda = Agenda { name: String::new(), level: Level::BigPicture, phases };
        let phase = Some(PhaseId::from_u128(current)).filter(|_| current > 0);
        Session { agenda: Some(agenda), phase, ..Session::default() }
    }

    fn rules(text: &str) -> Vec<RuleId> {
        let wall = board(text);
        let settings = Settings { language: Some(Language::English), ..Settings::on(&wall) };
        let found = hints(&wall, &derive(&wall), &settings);
        assert!(found.iter().all(|hint| hint.severity <= Severity::Suggestion), "{found:?}");
        found.iter().map(|hint| hint.rule).collect()
    }

    /// So many pairs of command and event, joined, and then what the text says.
    fn pairs(count: usize, text: &str) -> String {
        let mut wall = String::new();
        for at in 0..count {
            let (left, right) = (at * 2_000, at * 2_000 + 600);
            write!(wall, "command Pay Bill {at} @ {left},0; event Bill {at} Paid @ {right},0;")
                .unwrap();
            write!(wall, "Pay Bill {at} -> Bill {at} Paid;").unwrap();
        }
        wall + text
    }

    #[test]
    fn a_stage_is_done_when_the_session_has_moved_on() {
        let settings = Settings::at(Level::Design, Stage::Aggregates);
        assert!(settings.has_begun(Stage::Aggregates) && !settings.is_done(Stage::Aggregates));
        assert!(settings.is_done(Stage::Commands) && !settings.has_begun(Stage::Policies));
        assert!(settings.meets(&[Need::Begun(Stage::Aggregates), Need::Done(Stage::Timeline)]));
    }

    #[test]
    fn a_facilitator_may_take_policies_before_commands() {
        use Stage as S;
        let led = session(&[(S::Timeline, &[]), (S::Policies, &[]), (S::Commands, &[])], 2);
        let settings = Settings::of(&led);
        assert_eq!((settings.level, settings.current), (Level::BigPicture, Some(S::Policies)));
        assert!(settings.has_begun(S::Policies) && !settings.is_done(S::Commands));
        assert!(settings.is_done(S::Timeline) && !settings.has_begun(S::Commands));
        assert!(settings.planned.contains(&S::Commands));
    }

    #[test]
    fn what_a_phase_offers_is_remembered() {
        let led = session(&[(Stage::Commands, &[NoteKind::ReadModel]), (Stage::Policies, &[])], 2);
        assert!(Settings::of(&led).offered.contains(&NoteKind::ReadModel));
    }

    #[test]
    fn an_export_check_looks_for_everything() {
        let mut settings = Settings::at(Level::Process, Stage::ExportCheck);
        settings.reached.clear();
        assert!(Stage::ALL.into_iter().all(|stage| settings.is_done(stage)));
    }

    #[test]
    fn a_session_without_a_phase_is_silent_and_the_wall_speaks_for_itself() {
        for led in [Session::default(), session(&[(Stage::Commands, &[])], 0)] {
            let settings = Settings::of(&led);
            assert!(settings.is_free() && settings.reached.is_empty());
        }
        assert_eq!(Settings::on(&board("")), Settings::free(&board("")));
    }

    #[test]
    fn a_few_events_hear_nothing_and_many_are_read() {
        let events = |count: usize| -> String {
            (0..count).map(|at| format!("event Place Order {at} @ {},0;", at * 300)).collect()
        };
        assert_eq!(rules(&events(7)), []);
        assert_eq!(rules(&format!("{} hotspot Refunds; text Hello", events(7))), []);
        assert_eq!(rules(&events(8)), [RuleId::E1; 8]);
        assert_eq!(rules("event Place Order; command Pay"), [RuleId::E1]);
    }

    #[test]
    fn what_is_missing_is_missed_only_where_half_have_it() {
        assert_eq!(rules("event A Sent; event B Sent; event C Sent; command Send D"), []);
        let loose = "event A Sent @ 0,900; event B Sent @ 900,900;";
        assert_eq!(rules(&pairs(2, loose)), [RuleId::E5; 2]);
        let loose = format!("{loose} event C Sent @ 1800,900");
        assert_eq!(rules(&pairs(2, &loose)), []);
        assert_eq!(rules(&pairs(1, "event A Sent @ 0,900")), [], "two are no custom");
    }

    #[test]
    fn what_was_just_put_up_is_left_in_peace() {
        for note in ["aggregate Bill", "policy Thank", "readmodel Debts", "hotspot Why so late?"] {
            assert_eq!(rules(&pairs(3, &format!("{note} @ 0,900"))), [], "{note}");
        }
    }

    #[test]
    fn nobody_who_storms_freely_is_told_to_wait_for_a_phase() {
        let mut wall = board("event Paid; command Pay; aggregate Bill; Pay -> Bill; Bill -> Paid");
        assert_eq!(Settings::on(&wall).level, Level::Design);
        let agenda = squall_board::BoardCommand::SetAgenda {
            agenda: session(&[(Stage::Timeline, &[])], 0).agenda,
        };
        let event = wall.decide(&agenda, squall_board::fixture::ANN).unwrap();
        wall.apply(&event, squall_board::fixture::ANN);
        let found = hints(&wall, &derive(&wall), &Settings::on(&wall));
        assert!(found.iter().all(|hint| hint.rule != RuleId::G2), "{found:?}");
    }
}
