//! Deciding how a workshop is led.

use std::collections::BTreeSet;

use super::{check_changed, check_detail_text, check_title};
use crate::{Agenda, Board, BoardEvent, PhaseId, Rejection, Timer, gather, limits};

impl Board {
    pub(super) fn decide_agenda(&self, agenda: Option<&Agenda>) -> Result<BoardEvent, Rejection> {
        check_changed(&self.session.agenda.as_ref(), &agenda)?;
        if let Some(agenda) = agenda {
            check_title(&agenda.name)?;
            let ids: BTreeSet<PhaseId> = gather(agenda.phases.iter().map(|phase| phase.id));
            if ids.len() < agenda.phases.len() || ids.len() > limits::PHASES_MAX {
                return Err(Rejection::AgendaInvalid);
            }
            let mut chars = 0;
            for phase in &agenda.phases {
                check_title(&phase.name)?;
                check_detail_text(&phase.question)?;
                chars += phase.name.chars().count() + phase.question.chars().count();
                if u64::from(phase.minutes) * 60_000 > limits::TIMER_MS_MAX {
                    return Err(Rejection::TimerInvalid);
                }
                let (notes, frames) = (phase.notes.len(), phase.frames.len());
                if notes + frames > limits::PHASES_MAX || chars > limits::DETAILS_CHARS_MAX {
                    return Err(Rejection::AgendaInvalid);
                }
            }
        }
        Ok(BoardEvent::AgendaSet { agenda: agenda.cloned() })
    }

    pub(super) fn decide_phase(&self, phase: Option<PhaseId>) -> Result<BoardEvent, Rejection> {
        check_changed(&self.session.phase, &phase)?;
        let mut after = self.session.clone();
        after.enter(phase);
        // A phase that the agenda lacks is left at once.
        if after.phase != phase {
            return Err(Rejection::AgendaInvalid);
        }
        Ok(BoardEvent::PhaseEntered { phase })
    }

    pub(super) fn decide_timer(&self, timer: Timer) -> Result<BoardEvent, Rejection> {
        check_changed(&self.session.timer, &timer)?;
        // How long a running one takes cannot be told without a clock.
        if matches!(timer, Timer::Paused { left_ms } if left_ms > limits::TIMER_MS_MAX) {
            return Err(Rejection::TimerInvalid);
        }
        Ok(BoardEvent::TimerSet { timer })
    }

    pub(super) fn decide_extension(&self, by_ms: i64) -> Result<BoardEvent, Rejection> {
        check_changed(&by_ms, &0)?;
        let after = self.session.timer.extended(by_ms);
        let is_too_long =
            matches!(after, Timer::Paused { left_ms } if left_ms > limits::TIMER_MS_MAX);
        if self.session.timer == Timer::Off
            || by_ms.unsigned_abs() > limits::TIMER_MS_MAX
            || is_too_long
        {
            return Err(Rejection::TimerInvalid);
        }
        Ok(BoardEvent::TimerExtended { by_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, ANN};
    use crate::{BoardCommand, Level, Phase, Stage, UndoStep};

    fn phase(number: u128, minutes: u16) -> Phase {
        Phase {
            id: PhaseId::from_u128(number),
            stage: Stage::Timeline,
            name: number.to_string(),
            minutes,
            question: String::new(),
            notes: vec![],
            frames: vec![],
        }
    }

    fn agenda(phases: Vec<Phase>) -> BoardCommand {
        let name = "Big Picture".to_owned();
        BoardCommand::SetAgenda { agenda: Some(Agenda { name, level: Level::BigPicture, phases }) }
    }

    fn led(commands: &[BoardCommand]) -> Result<Board, Rejection> {
        let mut board = fixture::board("");
        for command in commands {
            let event = board.decide(command, ANN)?;
            assert_eq!(UndoStep::of(&board, &event), None, "it is everybody's");
            board.apply(&event, ANN);
        }
        Ok(board)
    }

    fn enter(number: u128) -> BoardCommand {
        BoardCommand::EnterPhase { phase: Some(PhaseId::from_u128(number)) }
    }

    /// P9.3
    #[test]
    fn entering_a_phase_puts_its_time_on_the_timer() {
        let board = led(&[agenda(vec![phase(1, 20), phase(2, 0)]), enter(1)]).unwrap();
        assert_eq!(board.session().timer, Timer::Paused { left_ms: 20 * 60_000 });
        assert_eq!(board.session().next().map(|phase| phase.id), Some(PhaseId::from_u128(2)));
        let board = led(&[agenda(vec![phase(1, 20), phase(2, 0)]), enter(1), enter(2)]).unwrap();
        assert_eq!(board.session().timer, Timer::Off);
        assert_eq!(board.session().reached().len(), 2);
        assert_eq!(board.session().next(), None);
    }

    #[test]
    fn a_phase_that_the_agenda_lacks_is_not_entered() {
        assert_eq!(led(&[enter(1)]).unwrap_err(), Rejection::AgendaInvalid);
        let gone = led(&[agenda(vec![phase(1, 20)]), enter(2)]);
        assert_eq!(gone.unwrap_err(), Rejection::AgendaInvalid);
    }

    /// P9.3
    #[test]
    fn an_agenda_without_the_current_phase_leaves_it() {
        let board = led(&[agenda(vec![phase(1, 20)]), enter(1), agenda(vec![phase(2, 5)])]);
        let board = board.unwrap();
        assert_eq!((board.session().phase, board.session().timer), (None, Timer::Off));
        let board =
            led(&[agenda(vec![phase(1, 20)]), enter(1), agenda(vec![phase(2, 5), phase(1, 9)])]);
        let board = board.unwrap();
        assert_eq!(board.session().phase, Some(PhaseId::from_u128(1)));
        assert_eq!(board.session().timer, Timer::Paused { left_ms: 20 * 60_000 }, "it goes on");
    }

    #[test]
    fn an_agenda_names_each_phase_once_and_is_no_book() {
        let twice = led(&[agenda(vec![phase(1, 20), phase(1, 5)])]);
        assert_eq!(twice.unwrap_err(), Rejection::AgendaInvalid);
        let many = (0..=limits::PHASES_MAX as u128).map(|number| phase(number, 1)).collect();
        assert_eq!(led(&[agenda(many)]).unwrap_err(), Rejection::AgendaInvalid);
        assert_eq!(led(&[agenda(vec![phase(1, u16::MAX)])]).unwrap_err(), Rejection::TimerInvalid);
    }

    #[test]
    fn two_people_who_give_a_minute_at_once_give_two() {
        let minute = BoardCommand::ExtendTimer { by_ms: 60_000 };
        let start = BoardCommand::SetTimer { timer: Timer::Running { ends_at_ms: 1_000_000 } };
        let board = led(&[start, minute.clone(), minute.clone()]).unwrap();
        assert_eq!(board.session().timer, Timer::Running { ends_at_ms: 1_120_000 });
        assert_eq!(led(&[minute]).unwrap_err(), Rejection::TimerInvalid);
        let long = Timer::Paused { left_ms: limits::TIMER_MS_MAX + 1 };
        let long = led(&[BoardCommand::SetTimer { timer: long }]);
        assert_eq!(long.unwrap_err(), Rejection::TimerInvalid);
    }
}
