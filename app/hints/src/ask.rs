//! What a facilitator can ask the room next. Knows the hints and the phase, not the wall.

use serde::{Deserialize, Serialize};
use squall_board::{NoteId, Session};

use crate::hint::Hint;
use crate::rules::rule;
use crate::settings::{Need, Settings};

/// A question for the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The question.
    pub text: String,
    /// The notes that it is about; none for the question of the phase.
    pub notes: Vec<NoteId>,
    /// The key of the hint that asks it; `None` for the question of the phase.
    pub hint: Option<String>,
}

/// What to ask the room next: what the loudest hint asks, the first one along the timeline if several
/// are as loud; else the question of the phase; else nothing. In a phase only hints count that look for
/// what the phase looks for, because people have moved on from the others, or will come to them.
/// `hints` are those that speak, as [`crate::hints`] gives them: what was dismissed is not asked.
#[must_use]
pub fn ask_next(session: &Session, settings: &Settings, hints: &[Hint]) -> Option<Question> {
    let asks = hints.iter().filter(|hint| belongs(hint, settings)).filter_map(|hint| {
        let text = hint.question.clone()?;
        let (notes, key) = (hint.notes.clone(), Some(hint.key.clone()));
        Some((hint.severity, Question { text, notes, hint: key }))
    });
    // Of equals the last is the greatest, so they come from behind.
    let asks: Vec<_> = asks.collect();
    let loudest = asks.into_iter().rev().max_by_key(|(severity, _)| *severity);
    let of_phase = || {
        let text = session.current()?.question.trim();
        let text = Some(text.to_owned()).filter(|text| !text.is_empty())?;
        Some(Question { text, notes: vec![], hint: None })
    };
    loudest.map(|(_, question)| question).or_else(of_phase)
}

/// Whether the rule looks for what the session looks for now.
fn belongs(hint: &Hint, settings: &Settings) -> bool {
    let Some(current) = settings.current.filter(|_| !settings.is_strict()) else { return true };
    rule(hint.rule).needs.contains(&Need::Begun(current))
}

#[cfg(test)]
mod tests {
    use squall_board::{Agenda, Board, BoardCommand, Phase, PhaseId};
    use squall_language::Language;
    use squall_model::derive;

    use super::*;
    use crate::testing::{carry_out, wall};
    use crate::{Level, Stage, hints};

    /// The wall in a phase with this question.
    fn led(text: &str, stage: Stage, question: &str) -> Board {
        let id = PhaseId::from_u128(1);
        let phase = |id, stage, question: &str| Phase {
            id,
            stage,
            name: String::new(),
            minutes: 0,
            question: question.to_owned(),
            notes: vec![],
            frames: vec![],
        };
        let before = phase(PhaseId::from_u128(2), Stage::Timeline, "In which order?");
        let phases = vec![before, phase(id, stage, question)];
        let agenda = Agenda { name: String::new(), level: Level::Process, phases };
        let mut board = wall(text);
        carry_out(&mut board, &BoardCommand::SetAgenda { agenda: Some(agenda) });
        carry_out(&mut board, &BoardCommand::EnterPhase { phase: Some(id) });
        board
    }

    fn asked(board: &Board) -> Option<Question> {
        let settings = Settings { language: Some(Language::English), ..Settings::on(board) };
        ask_next(board.session(), &settings, &hints(board, &derive(board), &settings))
    }

    fn text(board: &Board) -> Option<String> {
        asked(board).map(|question| question.text)
    }

    const WHOLE: &str =
        "event Paid; policy Thank; command Send Card; Paid -> Thank; Thank -> Send Card";

    #[test]
    fn a_phase_asks_its_question_until_a_hint_of_its_own_has_a_better_one() {
        let board = led("event Paid", Stage::Policies, "What happens next?");
        assert_eq!(text(&board).as_deref(), Some("What happens next?"));
        let board = led(WHOLE, Stage::Policies, "What happens next?");
        let question = asked(&board).unwrap();
        assert_eq!(question.text, "“Thank”: is this always the case?");
        assert_eq!(question.notes, [squall_board::fixture::note_id("Thank")]);
        assert_eq!(question.hint.as_deref(), Some("P5:policy.thank"));
    }

    #[test]
    fn what_was_dismissed_is_not_asked() {
        let mut board = led(WHOLE, Stage::Policies, "What happens next?");
        let hint = asked(&board).unwrap().hint.unwrap();
        let dismiss = BoardCommand::DismissHint { hint, reason: String::new() };
        carry_out(&mut board, &dismiss);
        assert_eq!(text(&board).as_deref(), Some("What happens next?"));
    }

    #[test]
    fn a_phase_does_not_go_back_to_what_others_look_for() {
        let board = led("event Place Order", Stage::Commands, " ");
        assert_eq!(text(&board), None);
        let board = led("event Place Order", Stage::Timeline, "");
        assert_eq!(text(&board).as_deref(), Some("What has happened at “Place Order”?"));
    }

    #[test]
    fn the_loudest_hint_asks_first_and_then_the_first_along_the_timeline() {
        let board = wall("event Order Created; event Place Order; event Ship Order; command Pay");
        assert_eq!(text(&board).as_deref(), Some("What has happened at “Place Order”?"));
        assert_eq!(text(&wall("event Paid")), None, "nobody leads, and there is nothing to ask");
    }
}
