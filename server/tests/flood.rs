//! One session cannot spoil the board for the others, however fast it sends or slowly it reads.

use futures_util::SinkExt as _;
use squall_board::fixture::{add_note, note};
use squall_board::limits::{IN_FLIGHT_MAX, NOTE_TEXT_CHARS_MAX};
use squall_board::protocol::{self, ClientMessage, CloseReason, PresenceChange};
use squall_board::{BoardCommand, Note, NoteId, NoteKind, Point, Seq};
use tokio_tungstenite::tungstenite::Message;

use crate::common::{Answer, TestParticipant, TestServer, connect_with};

fn add(name: &str) -> BoardCommand {
    add_note(note(name, NoteKind::DomainEvent))
}

/// A command of about 40 KB.
fn add_long_notes(round: usize) -> BoardCommand {
    let notes = (0..20).map(|place| Note {
        id: NoteId::from_u128((round * 1_000 + place) as u128),
        text: "x".repeat(NOTE_TEXT_CHARS_MAX),
        ..note("long", NoteKind::DomainEvent)
    });
    BoardCommand::AddItems { notes: notes.collect(), arrows: vec![], frames: vec![] }
}

#[tokio::test]
async fn a_participant_who_reads_nothing_does_not_hold_up_the_others() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let slow = TestParticipant::new(server.address, board);
    let socket = connect_with(server.address, &board.to_string(), None, Some(4_096)).await;
    let mut socket = socket.unwrap();
    let hello = protocol::encode(&ClientMessage::Hello(slow.hello()));
    socket.send(Message::Binary(hello.into())).await.unwrap();
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    ann.until(|ann| ann.people.len() == 3).await;
    // More than the buffers of the operating system hold.
    let mut rounds = 0;
    while ann.people.len() == 3 {
        rounds += 1;
        assert!(rounds < 900, "the slow participant was not closed");
        assert!(matches!(ann.ask(add_long_notes(rounds)).await, Answer::Recorded(_)));
        ben.until(|ben| ben.last_seq == Seq(rounds as u64)).await;
    }
    assert_eq!(ben.board, ann.board);
    drop(socket);
}

#[tokio::test]
async fn a_replica_with_too_many_unanswered_proposals_is_closed() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    for round in 0..20 * IN_FLIGHT_MAX {
        let number = round as u64 + 1;
        let propose = ClientMessage::Propose { number, base_seq: Seq::ZERO, command: add("same") };
        if ann.try_send(protocol::encode(&propose)).await.is_err() {
            break;
        }
    }
    // It is either closed or slowed down; in both cases the others are served at once.
    assert!(matches!(ben.ask(add("b")).await, Answer::Recorded(_)));
}

#[tokio::test]
async fn presence_much_faster_than_any_hand_closes_the_socket() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    for x in 0..20_000 {
        let cursor = Some(Some(Point::new(f64::from(x), 0.0)));
        let change = PresenceChange { cursor, ..PresenceChange::default() };
        let message = protocol::encode(&ClientMessage::Presence(change));
        if ann.try_send(message).await.is_err() {
            break;
        }
    }
    let closed = ann.close_reason().await;
    assert!(matches!(closed, Some(CloseReason::TooFast) | None), "{closed:?}");
    ben.until(|ben| ben.people.len() == 1).await;
    assert!(matches!(ben.ask(add("b")).await, Answer::Recorded(_)));
}
