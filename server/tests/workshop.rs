//! How a workshop is led, and what programs hear of a wall's hints.

use std::time::{SystemTime, UNIX_EPOCH};

use squall_board::fixture::{add_note, note};
use squall_board::{Agenda, BoardCommand, Level, NoteKind, Phase, PhaseId, Stage, Timer};

use crate::common::TestServer;

fn agenda() -> Agenda {
    let phase = Phase {
        id: PhaseId::from_u128(1),
        stage: Stage::ChaoticExploration,
        name: "Write events".to_owned(),
        minutes: 25,
        question: "What happened?".to_owned(),
        notes: vec![NoteKind::DomainEvent],
        frames: vec![],
    };
    Agenda { name: "Short".to_owned(), level: Level::BigPicture, phases: vec![phase] }
}

/// P9.2
#[tokio::test]
async fn a_pong_tells_the_servers_clock() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let now_ms = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let before = now_ms();
    ann.settle().await;
    let told = u128::from(ann.server_now_ms);
    assert!((before..=now_ms()).contains(&told), "{told}");
}

#[tokio::test]
async fn whoever_comes_later_sees_the_phase_and_the_timer() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(BoardCommand::SetAgenda { agenda: Some(agenda()) }).await;
    ann.ask(BoardCommand::EnterPhase { phase: Some(PhaseId::from_u128(1)) }).await;
    let timer = Timer::Running { ends_at_ms: 1_795_000_000_000 };
    ann.ask(BoardCommand::SetTimer { timer }).await;
    let ben = server.join(board).await;
    assert_eq!(ben.board.session(), ann.board.session());
    assert_eq!(ben.board.session().timer, timer);
    assert_eq!(ben.board.session().current().unwrap().name, "Write events");
}

#[tokio::test]
async fn hints_speak_by_phase_and_all_of_them_in_an_export_check() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(BoardCommand::SetAgenda { agenda: Some(agenda()) }).await;
    ann.ask(BoardCommand::EnterPhase { phase: Some(PhaseId::from_u128(1)) }).await;
    // Several words show the language of the wall.
    for name in ["Place order", "Order placed", "Invoice was sent", "Payment received"] {
        ann.ask(add_note(note(name, NoteKind::DomainEvent))).await;
    }
    let hints =
        async |query: &str| server.get(&format!("/api/boards/{board}/hints{query}")).await.json();
    assert_eq!(hints("").await["hints"].as_array().unwrap().len(), 0, "quiet in exploration");
    let strict = hints("?check=export").await;
    let found = strict["hints"].as_array().unwrap();
    let first = found.iter().find(|hint| hint["rule"] == "E1").unwrap();
    assert_eq!(first["severity"], "error");
    assert!(strict["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == "E1"));
    let (hint, reason) = (first["key"].as_str().unwrap().to_owned(), "We say so.".to_owned());
    ann.ask(BoardCommand::DismissHint { hint: hint.clone(), reason }).await;
    let after = hints("?check=export").await;
    assert_eq!(after["dismissed"][0]["hint"]["key"], hint.as_str());
    assert_eq!(after["dismissed"][0]["reason"], "We say so.");
    let keys = after["hints"].as_array().unwrap().iter().map(|hint| hint["key"].clone());
    assert!(!keys.collect::<Vec<_>>().contains(&hint.into()));
}
