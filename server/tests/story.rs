//! Two people on one board see what the other does.

use squall_board::fixture::{add_note, note, note_id};
use squall_board::protocol::{PresenceChange, Spot};
use squall_board::{BoardCommand, NoteKind, NoteMove, Point, Seq, TextOperation};

use crate::common::{Answer, TestParticipant, TestServer};

fn pointing_at(x: i32) -> PresenceChange {
    PresenceChange::pointing_at(Spot::new(x, 0))
}

/// P3.7, P4.1
#[tokio::test]
async fn two_people_see_what_the_other_does() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    ann.until(|ann| ann.people.len() == 2).await;

    let added = ann.ask(add_note(note("Order placed", NoteKind::DomainEvent))).await;
    assert_eq!(added, Answer::Recorded(Seq(1)));
    ben.until(|ben| ben.last_seq == Seq(1)).await;
    let moves = vec![NoteMove { note: note_id("Order placed"), to: Point::new(10.0, 20.0) }];
    ben.ask(BoardCommand::MoveItems { notes: moves, frames: vec![] }).await;
    ann.until(|ann| ann.last_seq == Seq(2)).await;
    assert_eq!(ann.board, ben.board);
    assert_eq!(ann.board.note(note_id("Order placed")).unwrap().centre, Point::new(10.0, 20.0));

    ben.vanish();
    ann.until(|ann| ann.people.len() == 1).await;
}

/// P5.4
#[tokio::test]
async fn two_people_writing_in_one_note_keep_both_their_words() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(add_note(note("Placed", NoteKind::DomainEvent))).await;
    let mut ben = server.join(board).await;
    let write = |new| BoardCommand::EditText {
        note: note_id("Placed"),
        operation: TextOperation::between("Placed", new),
    };
    ann.propose(write("Order Placed")).await;
    ben.propose(write("Placed today")).await;
    ann.until(|ann| ann.last_seq == Seq(3)).await;
    ben.until(|ben| ben.last_seq == Seq(3)).await;
    assert_eq!(ann.board.note(note_id("Placed")).unwrap().text, "Order Placed today");
    assert_eq!(ann.board, ben.board);
}

/// P6.10
#[tokio::test]
async fn people_see_where_others_point_and_newcomers_too() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    for x in 1..=100 {
        ann.show(pointing_at(x)).await;
    }
    let session = ann.session;
    ben.until(|ben| ben.presence.get(&session) == Some(&pointing_at(100))).await;
    let mut cid = server.join(board).await;
    cid.until(|cid| cid.presence.get(&session) == Some(&pointing_at(100))).await;
    ann.vanish();
    ben.until(|ben| !ben.people.contains_key(&session)).await;
    assert!(ben.presence.is_empty());
}

/// P3.7
#[tokio::test]
async fn a_new_name_is_told_to_everybody() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    ann.ask(BoardCommand::IntroduceParticipant { name: "Ann Smith".to_owned() }).await;
    let session = ann.session;
    ben.until(|ben| ben.people[&session].name == "Ann Smith").await;
}

#[tokio::test]
async fn text_with_markup_and_any_script_comes_back_as_it_was() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let text = "<script>alert(1)</script> & \"q\" \u{5d0}\u{5d1}\u{202e}abc \u{1f469}\u{200d}\u{1f4bb} e\u{301}\n\ttab";
    let mut added = note("x", NoteKind::DomainEvent);
    added.text = text.to_owned();
    assert_eq!(ann.ask(add_note(added)).await, Answer::Recorded(Seq(1)));
    let mut ben = TestParticipant::new(server.address, board);
    ben.connect().await;
    assert_eq!(ben.board.note(note_id("x")).unwrap().text, text);
    let page = server.get(&format!("/boards/{board}")).await;
    assert!(!page.text().contains("<script>alert"), "text is never markup");
    let snapshot = server.get(&format!("/api/boards/{board}/snapshot")).await;
    assert_eq!(snapshot.status, 200);
}
