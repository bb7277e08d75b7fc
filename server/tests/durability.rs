//! Nobody sees an edit before it is durable, and nobody is told that one is saved that is not.

use std::sync::Arc;

use squall_board::fixture::{add_note, note};
use squall_board::protocol::CloseReason;
use squall_board::{BoardCommand, BoardId, NoteKind, Seq};
use squall_store::{EventStore as _, SqliteStore};

use crate::common::{Answer, HeldStore, TestParticipant, TestServer};

fn add(name: &str) -> BoardCommand {
    add_note(note(name, NoteKind::DomainEvent))
}

async fn held_server() -> (TestServer, Arc<HeldStore>, BoardId) {
    let (server, store) = TestServer::start_held().await;
    let board = server.create_board().await;
    (server, store, board)
}

/// P4.2
#[tokio::test]
async fn nobody_sees_an_edit_before_it_is_durable() {
    let (server, store, board) = held_server().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    ann.until(|ann| ann.people.len() == 2).await;
    let number = ann.propose(add("a")).await;
    store.until_held().await;
    // Pongs are answered beside the room, so everything sent until now has arrived.
    ann.settle().await;
    ben.settle().await;
    assert_eq!((ann.last_seq, ben.last_seq), (Seq::ZERO, Seq::ZERO));
    let mut cid = TestParticipant::new(server.address, board);
    let page = format!("/boards/{board}");
    let (_, page, ()) = tokio::join!(cid.connect(), server.get(&page), async {
        ann.settle().await;
        store.release(1);
    });
    assert_eq!(page.status, 200);
    assert_eq!(ann.answer(number).await, Answer::Recorded(Seq(1)));
    ben.until(|ben| ben.last_seq == Seq(1)).await;
    assert_eq!(cid.last_seq, Seq(1));
    assert_eq!(server.stored_head(board).await, Seq(1));
}

#[tokio::test]
async fn proposals_that_come_together_share_one_commit() {
    let (server, store, board) = held_server().await;
    let mut ann = server.join(board).await;
    ann.propose(add("first")).await;
    store.until_held().await;
    for number in 0..30 {
        ann.propose(add(&number.to_string())).await;
    }
    // The rest waits in the inbox; two commits are enough for all.
    ann.settle().await;
    store.release(2);
    ann.until(|ann| ann.last_seq == Seq(31)).await;
}

#[tokio::test]
async fn an_edit_that_cannot_be_stored_closes_the_board_and_is_recorded_on_the_next_try() {
    let (server, store, board) = held_server().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    store.fail(true);
    store.release(1);
    let number = ann.propose(add("a")).await;
    assert_eq!(ann.close_reason().await, Some(CloseReason::StorageFailed));
    assert_eq!(ben.close_reason().await, Some(CloseReason::StorageFailed));
    assert_eq!((ann.last_seq, ben.last_seq), (Seq::ZERO, Seq::ZERO));
    store.fail(false);
    store.release(1);
    ann.connect().await;
    ann.propose_as(number, add("a")).await;
    assert_eq!(ann.answer(number).await, Answer::Recorded(Seq(1)));
}

/// P4.2, P4.4
#[tokio::test]
async fn a_repeat_is_answered_only_when_its_event_is_durable() {
    let (server, store, board) = held_server().await;
    let mut ann = server.join(board).await;
    let number = ann.propose(add("a")).await;
    ann.propose_as(number, add("a")).await;
    store.until_held().await;
    ann.settle().await;
    assert!(ann.answers.is_empty());
    store.release(1);
    ann.until(|ann| ann.answers.get(&number) == Some(&Answer::AlreadyRecorded(Seq(1)))).await;
}

impl TestServer {
    /// The last event in the database, as another process would read it.
    async fn stored_head(&self, board: BoardId) -> Seq {
        let store = SqliteStore::open_read_only(&self.database()).await.unwrap();
        store.board(board).await.unwrap().unwrap().head
    }
}
