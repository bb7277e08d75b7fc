//! Everybody sees which replica made an event; that is not enough to speak for it.

use std::fs::File;
use std::process::Stdio;

use squall_board::fixture::{add_note, note};
use squall_board::protocol::{self, ServerMessage};
use squall_board::{BoardCommand, ClientSecret, NoteKind, Seq};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::time::timeout;

use crate::common::{Answer, PATIENCE, TestParticipant, TestServer, create_board, request};
use crate::kill::squall;

fn add(name: &str) -> BoardCommand {
    add_note(note(name, NoteKind::DomainEvent))
}

/// P3.2, P3.9
#[tokio::test]
async fn edits_are_not_taken_for_repeats_of_what_somebody_wrote_who_knew_the_id_of_their_author() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(add("a")).await;
    let mut mallory = TestParticipant::new(server.address, board);
    mallory.participant = ann.participant;
    mallory.connect().await;
    let seen = mallory.recorded[0].command_id.client;
    assert_eq!(seen, ann.client());
    mallory.vanish();
    mallory.secret = ClientSecret::from_u128(seen.as_u128());
    mallory.connect().await;
    for number in 2..=5 {
        mallory.last_number = number;
        mallory.propose_as(number, add(&format!("of Mallory {number}"))).await;
        mallory.answer(number).await;
        assert_ne!(mallory.recorded.last().unwrap().command_id.client, ann.client());
    }
    for number in 2..=5 {
        let seq = Seq(number + 4);
        assert_eq!(ann.ask(add(&format!("of Ann {number}"))).await, Answer::Recorded(seq));
    }
    assert_eq!(ann.board.notes().len(), 9);
}

/// P3.9
#[tokio::test]
async fn the_secret_of_a_replica_is_in_nothing_that_others_can_read() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let mut command = squall();
    command.args(["serve", "--log", "trace", "--addr", "127.0.0.1:0", "--data"]).arg(data.path());
    command.arg("--site").arg(data.path()).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut program = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
    let address = line.strip_prefix("Squall is running: http://").unwrap().parse().unwrap();

    let board = create_board(address).await;
    let mut ann = TestParticipant::new(address, board);
    let bits = uuid::Uuid::new_v4().as_u128();
    ann.secret = ClientSecret::from_u128(bits);
    ann.connect().await;
    let mut ben = TestParticipant::new(address, board);
    ben.connect().await;
    ann.ask(add("a")).await;
    ann.ask(BoardCommand::IntroduceParticipant { name: "Ann".to_owned() }).await;
    ben.until(|ben| ben.last_seq == Seq(2)).await;
    let people = ben.people.values().cloned();
    let people: Vec<_> =
        people.flat_map(|it| protocol::encode(&ServerMessage::Joined(it))).collect();
    let events = protocol::encode(&ServerMessage::Recorded { events: ben.recorded.clone() });
    let snapshot = format!("/api/boards/{board}/snapshot");
    let snapshot = request(address, "GET", &snapshot, &[], b"").await.body;
    let export = format!("/api/boards/{board}/exports?format=json");
    let export = request(address, "POST", &export, &[], b"").await.json();
    let export = request(address, "GET", export["url"].as_str().unwrap(), &[], b"").await.body;
    program.kill().await.unwrap();

    let mut readable = vec![
        ("people", people),
        ("events", events),
        ("snapshot", snapshot.to_vec()),
        ("export", export.to_vec()),
        ("log", std::fs::read(log).unwrap()),
    ];
    for file in ["squall.db", "squall.db-wal"] {
        readable.push((file, std::fs::read(data.path().join(file)).unwrap()));
    }
    let hex = format!("{bits:032x}");
    let listed = format!("{:?}", bits.to_be_bytes());
    for (what, bytes) in readable {
        assert!(!bytes.is_empty(), "{what}");
        for secret in [&bits.to_be_bytes()[..], hex.as_bytes(), listed.as_bytes()] {
            let is_there = bytes.windows(secret.len()).any(|some| some == secret);
            assert!(!is_there, "the secret is in the {what}");
        }
    }
}
