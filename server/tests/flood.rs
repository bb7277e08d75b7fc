//! One session cannot spoil the board for the others, however fast it sends or slowly it reads.

use squall_board::fixture::{add_note, note};
use squall_board::limits::IN_FLIGHT_MAX;
use squall_board::protocol::{self, ClientMessage, CloseReason, PresenceChange, Sign, Spot};
use squall_board::{BoardCommand, NoteKind, Seq};
use squall_server::Timings;

use crate::common::{Answer, TestParticipant, TestServer, add_long_notes};

fn nothing() -> BoardCommand {
    BoardCommand::DeleteItems { notes: vec![], arrows: vec![], frames: vec![] }
}

fn add(name: &str) -> BoardCommand {
    add_note(note(name, NoteKind::DomainEvent))
}

/// P8.4
#[tokio::test]
async fn a_participant_who_reads_nothing_does_not_hold_up_the_others() {
    let write_within = std::time::Duration::from_millis(500);
    let timings = Timings { write_within, ..Timings::default() };
    let server = TestServer::start_with(timings, |store| store).await;
    let board = server.create_board().await;
    let socket = server.join_reading_nothing(board).await;
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

/// P3.3, P4.4, P8.4
#[tokio::test]
async fn a_reader_who_pauses_gets_everything_on_the_same_socket_and_in_order() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut slow = TestParticipant::new(server.address, board);
    slow.receive_bytes = Some(4_096);
    slow.connect().await;
    let mut ann = server.join(board).await;
    // More than the buffers of the operating system and the outbox hold.
    let rounds = 300;
    for round in 1..=rounds {
        ann.ask(add_long_notes(round)).await;
    }
    let refused = slow.propose(nothing()).await;
    let mut ben = server.join(board).await;
    ann.ask(add("last")).await;
    // Folding panics at the first event that is left out or comes twice.
    slow.until(|slow| slow.last_seq == Seq(rounds as u64 + 1)).await;
    assert!(matches!(slow.answer(refused).await, Answer::Rejected(_)));
    slow.until(|slow| slow.people.contains_key(&ben.session)).await;
    assert_eq!(slow.board, ann.board);
    ben.show(Sign::Cursor(Spot::new(1, 2)).into()).await;
    slow.until(|slow| slow.presence.contains_key(&ben.session)).await;
}

/// P4.4, P4.8
#[tokio::test]
async fn a_replica_with_too_many_unanswered_proposals_is_closed_after_their_answers() {
    let (server, store) = TestServer::start_held().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    for number in 1..=IN_FLIGHT_MAX {
        ann.propose(add(&number.to_string())).await;
    }
    // So many are borne, even if none is answered.
    ann.settle().await;
    ann.propose(add("one more")).await;
    store.release(1_000);
    assert_eq!(ann.close_reason().await, Some(CloseReason::TooFast));
    assert_eq!(ann.last_seq, Seq(IN_FLIGHT_MAX as u64));
    ben.until(|ben| ben.people.len() == 1).await;
    assert_eq!(ben.board, ann.board);
    assert!(matches!(ben.ask(add("b")).await, Answer::Recorded(_)));
}

/// P8.3
#[tokio::test]
async fn presence_much_faster_than_any_hand_closes_the_socket() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    for x in 0..20_000 {
        let change = PresenceChange::pointing_at(Spot::new(x, 0));
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
