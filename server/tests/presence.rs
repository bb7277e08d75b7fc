//! Who is shown the presence of others: whoever sees the part of the wall where it is.

use squall_board::fixture::{add_note, note, note_id};
use squall_board::protocol::{Area, ClientMessage, PresenceChange, Preview, Sign, Spot};
use squall_board::{NoteKind, Seq};

use crate::common::{TestParticipant, TestServer};

fn at(x: i32) -> Sign {
    Sign::Cursor(Spot::new(x, 0))
}

/// A screen of 1,000 by 1,000 board units; told of is half of it more on every side.
async fn look(viewer: &mut TestParticipant, left: i32) {
    let area = Area { left, top: -500, width: 1_000, height: 1_000 };
    viewer.send(&ClientMessage::Look(area)).await;
    // The board's task has it before anything that is sent from now on.
    viewer.settle_on_the_board().await;
}

/// P6.6, P6.8
#[tokio::test]
async fn a_viewer_far_away_gets_no_cursors_and_sees_them_after_moving_there() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    let mut cid = server.join(board).await;
    look(&mut ben, 50_000).await;
    ann.show(at(10).into()).await;
    // Cid sees everything, so by now it would have been told to Ben too.
    let session = ann.session;
    cid.until(|cid| cid.signs == [(session, at(10))]).await;
    ben.settle_on_the_board().await;
    assert_eq!(ben.signs, []);
    assert_eq!(ben.people.len(), 3, "he knows that they are there");
    look(&mut ben, 0).await;
    ben.until(|ben| ben.signs == [(session, at(10))]).await;
}

/// P6.7
#[tokio::test]
async fn a_cursor_that_leaves_disappears_and_is_not_told_on() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    let mut cid = server.join(board).await;
    look(&mut ben, 0).await;
    let session = ann.session;
    for x in [10, 9_000, 9_100] {
        ann.show(at(x).into()).await;
        let pointing = PresenceChange::pointing_at(Spot::new(x, 0));
        cid.until(|cid| cid.presence.get(&session) == Some(&pointing)).await;
    }
    ben.settle_on_the_board().await;
    assert_eq!(ben.signs, [(session, at(10)), (session, Sign::NoCursor)]);
    assert!(ben.people.contains_key(&session), "but she is still on the board");
}

/// P6.4, P6.7
#[tokio::test]
async fn a_drag_that_comes_near_is_shown_whole_and_then_only_goes_on() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    let mut cid = server.join(board).await;
    ann.ask(add_note(note("a", NoteKind::DomainEvent))).await;
    ben.until(|ben| ben.last_seq == Seq(1)).await;
    look(&mut ben, 0).await;
    let session = ann.session;
    let moving =
        |x| Preview::Moving { notes: vec![note_id("a")], frames: vec![], to: Spot::new(x, 0) };
    ann.show(Sign::Preview(moving(9_000)).into()).await;
    for x in [800, 700, 9_500] {
        ann.show(Sign::MovedTo(Spot::new(x, 0)).into()).await;
        let shown = Some(Some(moving(x)));
        cid.until(|cid| cid.presence.get(&session).is_some_and(|it| it.preview == shown)).await;
    }
    ben.settle_on_the_board().await;
    let on = Sign::MovedTo(Spot::new(700, 0));
    let expected = [Sign::Preview(moving(800)), on, Sign::NoPreview];
    assert_eq!(ben.signs, expected.map(|sign| (session, sign)));
}
