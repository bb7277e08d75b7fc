//! Every agenda that is offered can be followed, asks something, and keeps to its sources.

use std::collections::BTreeSet;

use squall_board::fixture::ANN;
use squall_board::notation::{FRAME_NOTATION, NOTATION, teaching, teaching_of_frame};
use squall_board::{Board, BoardCommand, NoteKind, PhaseId, Stage};
use squall_guide::{AgendaTemplate, agenda, agendas};
use squall_texts::Texts;

fn design() -> &'static AgendaTemplate {
    agenda("design").expect("the guide's own agenda")
}

#[test]
fn a_board_accepts_every_agenda_and_every_phase_of_it() {
    for template in agendas() {
        let mut next = 0;
        let agenda = template.agenda(Texts::ENGLISH, &mut || {
            next += 1;
            next
        });
        let phases: Vec<PhaseId> = agenda.phases.iter().map(|phase| phase.id).collect();
        assert_eq!(phases.len(), template.phases.len());
        let enter = phases.iter().map(|&phase| BoardCommand::EnterPhase { phase: Some(phase) });
        let mut board = Board::default();
        for command in [BoardCommand::SetAgenda { agenda: Some(agenda) }].into_iter().chain(enter) {
            let event = board.decide(&command, ANN);
            let event = event.unwrap_or_else(|error| panic!("{}: {error}", template.key));
            board.apply(&event, ANN);
        }
        assert_eq!(board.session().reached().len(), template.phases.len(), "{}", template.key);
    }
}

#[test]
fn keys_name_agendas_and_stay_the_same() {
    let keys: Vec<&str> = agendas().iter().map(|template| template.key).collect();
    let expected = [
        "big-picture",
        "business-meeting",
        "process",
        "event-modeling",
        "engineering-meeting",
        "design",
    ];
    assert_eq!(keys, expected);
    for template in agendas() {
        assert_eq!(agenda(template.key), Some(template));
        assert!(template.key.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    }
    assert_eq!(agenda("Design"), None);
}

#[test]
fn listed_agendas_have_ids_that_differ_and_stay_the_same() {
    let mut ids = BTreeSet::new();
    for template in agendas() {
        let listed = template.listed_agenda();
        assert_eq!(listed, template.listed_agenda());
        for phase in listed.phases {
            assert!(ids.insert(phase.id), "{}: {}", template.key, phase.name);
        }
    }
    let first = design().listed_agenda().phases[0].id.to_string();
    assert_eq!(first, "03bab1bf43659b3fecc7c9e209b92f64");
}

#[test]
fn the_eight_phases_of_the_guide_take_as_long_as_it_says() {
    let expected = [
        (Stage::ChaoticExploration, 20..=30),
        (Stage::Timeline, 15..=20),
        (Stage::Commands, 15..=20),
        (Stage::Aggregates, 10..=15),
        (Stage::Policies, 15..=20),
        (Stage::ReadModels, 10..=10),
        (Stage::HotSpots, 10..=10),
        (Stage::BoundedContexts, 10..=15),
    ];
    assert_eq!(design().phases.len(), expected.len());
    for (phase, (stage, minutes)) in design().phases.iter().zip(expected) {
        assert_eq!(phase.stage, stage);
        assert!(minutes.contains(&phase.minutes), "{}: {}", phase.name.english(), phase.minutes);
    }
    assert!((105..=140).contains(&design().minutes()));
    // What the guide knows takes as long elsewhere.
    for key in ["big-picture", "process"] {
        let template = agenda(key).expect("an agenda");
        let of = |stage| template.phases.iter().find(|phase| phase.stage == stage);
        assert!((20..=30).contains(&of(Stage::ChaoticExploration).expect("a phase").minutes));
        assert!((15..=20).contains(&of(Stage::Timeline).expect("a phase").minutes));
    }
}

#[test]
fn no_agenda_is_longer_than_a_day_of_remote_storming() {
    for template in agendas() {
        assert!(
            (60..=120).contains(&template.minutes()),
            "{}: {}",
            template.key,
            template.minutes()
        );
        assert!(template.phases.iter().all(|phase| phase.minutes > 0), "{}", template.key);
    }
}

#[test]
fn every_phase_asks_a_question_of_its_own() {
    let mut questions = BTreeSet::new();
    for template in agendas() {
        for text in [template.description.english(), template.source] {
            assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{text}");
        }
        let mut names = BTreeSet::new();
        for phase in template.phases {
            assert!(phase.question.english().ends_with('?'), "{}", phase.question.english());
            assert!(questions.insert(phase.question.english()), "{}", phase.question.english());
            assert!(
                names.insert(phase.name.english()),
                "{}: {}",
                template.key,
                phase.name.english()
            );
        }
    }
}

#[test]
fn a_palette_holds_hot_spots_and_only_what_its_level_uses() {
    for template in agendas() {
        for phase in template.phases {
            let name = format!("{}, {}", template.key, phase.name.english());
            assert!(phase.notes.contains(&NoteKind::Hotspot), "{name}");
            let notes = phase.notes.iter().map(|kind| teaching(*kind).levels);
            let frames = phase.frames.iter().map(|kind| teaching_of_frame(*kind).levels);
            for levels in notes.chain(frames) {
                assert!(levels.contains(&template.level), "{name}: {levels:?}");
            }
            let in_order =
                NOTATION.iter().map(|row| row.kind).filter(|it| phase.notes.contains(it));
            assert_eq!(in_order.collect::<Vec<_>>(), phase.notes, "{name}");
            let in_order = FRAME_NOTATION.iter().map(|row| row.kind);
            let in_order = in_order.filter(|it| phase.frames.contains(it));
            assert_eq!(in_order.collect::<Vec<_>>(), phase.frames, "{name}");
        }
    }
}

#[test]
fn a_palette_waits_for_the_stage_that_looks_for_its_kinds() {
    let waiting = [
        (NoteKind::Command, Stage::Commands),
        (NoteKind::Policy, Stage::Policies),
        (NoteKind::Aggregate, Stage::Aggregates),
        (NoteKind::ReadModel, Stage::ReadModels),
    ];
    for template in agendas() {
        let mut reached = BTreeSet::new();
        for phase in template.phases {
            reached.insert(phase.stage);
            for (kind, stage) in waiting {
                let shown = phase.notes.contains(&kind);
                assert_eq!(
                    shown,
                    reached.contains(&stage),
                    "{}: {}",
                    template.key,
                    phase.name.english()
                );
            }
        }
    }
}
