//! Whatever comes in is answered with the right word, and the server goes on.

use futures_util::{SinkExt as _, StreamExt as _};
use squall_board::fixture::{add_note, note, note_id};
use squall_board::limits::FRAME_BYTES_MAX;
use squall_board::protocol::{self, ClientMessage, CloseReason, PROTOCOL_VERSION};
use squall_board::{BoardCommand, NoteKind, NoteMove, Point, Rejection, Seq};
use squall_server::Timings;
use tokio_tungstenite::tungstenite::Message;

use crate::common::{Answer, TestParticipant, TestServer, connect};

fn add(name: &str) -> BoardCommand {
    add_note(note(name, NoteKind::DomainEvent))
}

/// How a socket is closed on which these messages are the first.
async fn closed_after(
    server: &TestServer,
    board: &str,
    messages: Vec<Message>,
) -> Option<CloseReason> {
    let mut socket = connect(server.address, board).await.unwrap();
    for message in messages {
        // The server may have closed already.
        let _ = socket.send(message).await;
    }
    while let Ok(Some(Ok(message))) =
        tokio::time::timeout(crate::common::PATIENCE, socket.next()).await
    {
        if let Message::Close(frame) = message {
            return frame.and_then(|frame| CloseReason::from_code(frame.code.into()));
        }
    }
    None
}

/// P2.1, P2.2, P3.1
#[tokio::test]
async fn first_messages_that_are_not_a_hello_are_refused() {
    let server = TestServer::start().await;
    let board = server.create_board().await.to_string();
    let mut other_version = protocol::encode(&ClientMessage::Ping);
    other_version[0] = PROTOCOL_VERSION + 1;
    let long_name = ClientMessage::Hello(protocol::Hello {
        name: "x".repeat(2_000),
        ..TestParticipant::new(server.address, board.parse().unwrap()).hello()
    });
    for (frame, reason) in [
        (other_version, CloseReason::UnsupportedProtocol),
        (vec![], CloseReason::Malformed),
        (vec![PROTOCOL_VERSION, 250], CloseReason::Malformed),
        (protocol::encode(&ClientMessage::Ping), CloseReason::OutOfOrder),
        (protocol::encode(&long_name), CloseReason::TooLarge),
    ] {
        let closed = closed_after(&server, &board, vec![Message::Binary(frame.into())]).await;
        assert_eq!(closed, Some(reason));
    }
    let text = closed_after(&server, &board, vec![Message::Text("hello".into())]).await;
    assert_eq!(text, Some(CloseReason::Malformed));
}

/// P3.1
#[tokio::test]
async fn a_socket_that_says_nothing_is_closed() {
    let hello_within = std::time::Duration::from_millis(50);
    let timings = Timings { hello_within, ..Timings::default() };
    let server = TestServer::start_with(timings, |store| store).await;
    let board = server.create_board().await.to_string();
    assert_eq!(closed_after(&server, &board, vec![]).await, Some(CloseReason::OutOfOrder));
}

/// P7.4
#[tokio::test]
async fn a_socket_that_gives_no_sign_of_life_is_closed() {
    let [ping_every, dead_after] = [100, 1_000].map(std::time::Duration::from_millis);
    let timings = Timings { ping_every, dead_after, ..Timings::default() };
    let server = TestServer::start_with(timings, |store| store).await;
    let board = server.create_board().await;
    // Answers no ping, because it does not read.
    let _silent = server.join(board).await;
    let mut ann = server.join(board).await;
    ann.until(|ann| ann.people.len() == 1).await;
}

/// P1.4, P7.1
#[tokio::test]
async fn an_unknown_board_is_told_on_the_socket() {
    let server = TestServer::start().await;
    let nobody = TestParticipant::new(server.address, squall_board::BoardId::from_u128(7));
    let hello =
        || vec![Message::Binary(protocol::encode(&ClientMessage::Hello(nobody.hello())).into())];
    let unknown = nobody.board_id.to_string();
    for board in [unknown.as_str(), "not-a-board", "%00"] {
        let closed = closed_after(&server, board, hello()).await;
        assert_eq!(closed, Some(CloseReason::UnknownBoard), "{board}");
    }
}

/// P2.1, P3.1, P4.5, P7.2, P8.1
#[tokio::test]
async fn later_messages_are_checked_too_and_only_their_sender_suffers() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ben = server.join(board).await;
    let hello = protocol::encode(&ClientMessage::Hello(ben.hello()));
    let from_the_future =
        ClientMessage::Propose { number: 1, base_seq: Seq(99), command: add("future") };
    let mut trailing = protocol::encode(&ClientMessage::Ping);
    trailing.push(0);
    for (frame, reason) in [
        (hello, CloseReason::OutOfOrder),
        (protocol::encode(&from_the_future), CloseReason::OutOfOrder),
        (trailing, CloseReason::Malformed),
        (vec![PROTOCOL_VERSION; FRAME_BYTES_MAX + 1], CloseReason::TooLarge),
        (vec![PROTOCOL_VERSION; 10 * 1024 * 1024], CloseReason::TooLarge),
    ] {
        let mut ann = server.join(board).await;
        // A frame much too large may be cut off while it is being sent.
        let sent = ann.try_send(frame).await;
        let closed = ann.close_reason().await;
        assert!(closed == Some(reason) || sent.is_err(), "{closed:?} instead of {reason:?}");
    }
    assert_eq!(ben.ask(add("b")).await, Answer::Recorded(Seq(1)));
}

/// P7.2
#[tokio::test]
async fn what_was_asked_before_a_broken_message_is_still_done() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.propose(add("a")).await;
    ann.try_send(vec![PROTOCOL_VERSION, 250]).await.unwrap();
    assert_eq!(ann.close_reason().await, Some(CloseReason::Malformed));
    assert_eq!(ann.answers.get(&1), Some(&Answer::Recorded(Seq(1))));
}

#[tokio::test]
async fn numbers_that_cannot_be_drawn_are_rejected() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(add("a")).await;
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        let moves = vec![NoteMove { note: note_id("a"), to: Point::new(x, 0.0) }];
        let answer = ann.ask(BoardCommand::MoveItems { notes: moves, frames: vec![] }).await;
        assert_eq!(answer, Answer::Rejected(Rejection::OutOfBounds), "{x}");
    }
    assert_eq!(ann.ask(add("b")).await, Answer::Recorded(Seq(2)));
}
