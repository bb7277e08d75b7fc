//! Snapshots are stored on the way and used when a board is opened again.

use squall_board::fixture::{add_note, note};
use squall_board::{NoteKind, Seq, Snapshot};
use squall_server::limits::SNAPSHOT_EVENTS;
use squall_store::{EventStore as _, SqliteStore, load_board};

use crate::common::{TestParticipant, TestServer};

const PEOPLE: u64 = 5;
const COMMANDS_EACH: u64 = 220;

#[tokio::test]
async fn a_snapshot_is_stored_after_a_thousand_events_and_used_when_the_board_opens_again() {
    let (mut server, store) = TestServer::start_held().await;
    store.release(10_000);
    let board = server.create_board().await;
    let mut working = Vec::new();
    for person in 0..PEOPLE {
        let mut me = server.join(board).await;
        working.push(tokio::spawn(async move {
            for number in 0..COMMANDS_EACH {
                me.ask(add_note(note(&format!("{person} {number}"), NoteKind::DomainEvent))).await;
            }
            me
        }));
    }
    let mut people: Vec<TestParticipant> = Vec::new();
    for me in working {
        people.push(me.await.unwrap());
    }
    let head = PEOPLE * COMMANDS_EACH;
    let saved = store.until_snapshot().await;
    assert!((SNAPSHOT_EVENTS..=head).contains(&saved.0), "{saved:?}");
    drop(people);
    server.stop().await;

    // A mark that the log does not have tells where the board came from.
    let store = SqliteStore::open(&server.database()).await.unwrap();
    let mut loaded = load_board(&store, board).await.unwrap().unwrap();
    assert_eq!(loaded.head, Seq(head));
    let mark = squall_board::BoardEvent::BoardRetitled { title: "from the snapshot".to_owned() };
    loaded.board.apply(&mark, squall_board::fixture::ANN);
    store.save_snapshot(board, &Snapshot::of(&loaded.board, loaded.head)).await.unwrap();
    store.close().await;
    server.start_again().await;
    let ann = server.running().hub().view(board).await.unwrap();
    assert_eq!((ann.board.title(), ann.seq), ("from the snapshot", Seq(head)));
}
