//! Stopping finishes what was accepted and says so.

use std::time::Instant;

use squall_board::fixture::{add_note, note};
use squall_board::protocol::CloseReason;
use squall_board::{NoteKind, Seq};
use squall_server::Timings;
use squall_server::limits::STOP_WITHIN;
use squall_store::{EventStore as _, SqliteStore};
use tokio::net::TcpStream;

use crate::common::{Answer, TestServer, add_long_notes};

#[tokio::test]
async fn stopping_answers_what_was_accepted_and_says_farewell() {
    let mut server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    for number in 0..50 {
        ann.propose(add_note(note(&number.to_string(), NoteKind::DomainEvent))).await;
    }
    let stopping = server.stop();
    let (ann_reason, ben_reason, ()) =
        tokio::join!(ann.close_reason(), ben.close_reason(), stopping);
    assert_eq!(ann_reason, Some(CloseReason::Stopping));
    assert_eq!(ben_reason, Some(CloseReason::Stopping));
    let store = SqliteStore::open_read_only(&server.database()).await.unwrap();
    let head = store.board(board).await.unwrap().unwrap().head;
    assert_eq!(ann.last_seq, head, "everything that was recorded was told");
    let snapshot = store.latest_snapshot(board).await.unwrap();
    assert_eq!(snapshot.map_or(Seq::ZERO, |snapshot| snapshot.seq), head);
    store.close().await;

    server.start_again().await;
    ann.connect().await;
    for number in 1..=50_u64 {
        if !ann.answers.contains_key(&number) {
            ann.propose_as(
                number,
                add_note(note(&(number - 1).to_string(), NoteKind::DomainEvent)),
            )
            .await;
        }
    }
    ann.until(|ann| ann.answers.len() == 50).await;
    assert!(ann.answers.values().all(|answer| matches!(answer, Answer::Recorded(_))));
    assert_eq!(ann.board.notes().len(), 50);
}

#[tokio::test]
async fn a_participant_who_reads_nothing_does_not_hold_up_the_end() {
    // However slow the test runs, the server still waits for somebody who reads nothing.
    let timings = Timings { write_within: 10 * STOP_WITHIN, ..Timings::default() };
    let mut server = TestServer::start_with(timings, |store| store).await;
    let board = server.create_board().await;
    let silent = server.join_reading_nothing(board).await;
    let mut ann = server.join(board).await;
    ann.until(|ann| ann.people.len() == 2).await;
    // More than the buffers of the operating system hold.
    for round in 1..=150 {
        assert!(matches!(ann.ask(add_long_notes(round)).await, Answer::Recorded(_)));
    }
    assert_eq!(ann.people.len(), 2);
    let started = Instant::now();
    let (reason, ()) = tokio::join!(ann.close_reason(), server.stop());
    assert_eq!(reason, Some(CloseReason::Stopping));
    let took = started.elapsed();
    assert!(took >= STOP_WITHIN / 2, "the server did not wait for anybody: {took:?}");
    assert!(took < STOP_WITHIN, "{took:?}");
    drop(silent);
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_end() {
    let mut server = TestServer::start().await;
    let _idle = TcpStream::connect(server.address).await.unwrap();
    let started = Instant::now();
    server.stop().await;
    let took = started.elapsed();
    assert!(took < STOP_WITHIN / 2, "{took:?}");
}
