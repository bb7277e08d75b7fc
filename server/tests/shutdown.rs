//! Stopping finishes what was accepted and says so.

use squall_board::fixture::{add_note, note};
use squall_board::protocol::CloseReason;
use squall_board::{NoteKind, Seq};
use squall_store::{EventStore as _, SqliteStore};

use crate::common::{Answer, TestParticipant, TestServer};

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
    let mut server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = TestParticipant::new(server.address, board);
    ann.connect().await;
    // Neither it nor an idle HTTP connection answers.
    let _idle = tokio::net::TcpStream::connect(server.address).await.unwrap();
    server.stop().await;
}
