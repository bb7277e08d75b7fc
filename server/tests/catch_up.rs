//! Whoever comes back gets what was missed, once, and the first answers to what was asked before.

use squall_board::fixture::{add_note, note};
use squall_board::limits::ANSWERS_PER_CLIENT_MAX;
use squall_board::protocol::{CloseReason, Epoch, Resume};
use squall_board::{BoardCommand, NoteKind, Rejection, Seq};
use squall_server::Timings;
use squall_server::limits::TAIL_BYTES_MAX;

use crate::common::{Answer, LONG_NOTES_BYTES, TestParticipant, TestServer, add_long_notes};

fn add(name: &str) -> BoardCommand {
    add_note(note(name, NoteKind::DomainEvent))
}

/// P3.3
#[tokio::test]
async fn rejoining_after_a_gap_catches_up() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    ann.ask(add("a")).await;
    ben.until(|ben| ben.last_seq == Seq(1)).await;
    ben.vanish();
    ann.ask(add("b")).await;
    ann.ask(add("c")).await;
    assert_eq!(ben.greet().await, Resume::Tail);
    assert_eq!(ben.board, ann.board);
    assert_eq!(ben.recorded.len(), 3, "each event came once");
}

/// P4.3, P4.9
#[tokio::test]
async fn a_repeated_command_gets_its_first_answer() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    assert_eq!(ann.ask(add("a")).await, Answer::Recorded(Seq(1)));
    // As if the answer had been lost.
    ann.answers.clear();
    ann.vanish();
    ann.connect().await;
    ann.propose_as(1, add("a")).await;
    assert_eq!(ann.answer(1).await, Answer::AlreadyRecorded(Seq(1)));
    assert_eq!(ann.ask(add("b")).await, Answer::Recorded(Seq(2)));
}

/// P3.6, P4.3
#[tokio::test]
async fn a_command_repeated_after_a_restart_gets_its_first_answer() {
    let mut server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    assert_eq!(ann.ask(add("a")).await, Answer::Recorded(Seq(1)));
    ann.answers.clear();
    server.stop().await;
    server.start_again().await;
    ann.connect().await;
    ann.propose_as(1, add("a")).await;
    assert_eq!(ann.answer(1).await, Answer::AlreadyRecorded(Seq(1)));
}

/// P4.3
#[tokio::test]
async fn a_replica_that_uses_an_old_number_again_gets_its_first_answer_and_harms_nobody() {
    let mut server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(add("a")).await;
    server.stop().await;
    server.start_again().await;
    let mut ben = server.join(board).await;
    ann.connect().await;
    // Its first message said that all its commands were answered.
    assert_eq!(ann.hello().first_pending, None);
    ann.propose_as(1, add("other")).await;
    ann.until(|ann| ann.answers[&1] == Answer::AlreadyRecorded(Seq(1))).await;
    for never in [0, u64::MAX] {
        ann.propose_as(never, add("other")).await;
        assert_eq!(ann.close_reason().await, Some(CloseReason::OutOfOrder));
        ann.connect().await;
    }
    assert_eq!(ben.ask(add("b")).await, Answer::Recorded(Seq(2)));
}

#[tokio::test]
async fn an_old_number_that_was_never_recorded_is_taken_however_many_came_after_it() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(add("a")).await;
    assert_eq!(ann.ask(add("a")).await, Answer::Rejected(Rejection::IdTaken));
    // More than a room remembers of one replica.
    let last = 3 + ANSWERS_PER_CLIENT_MAX as u64;
    ann.last_number = last;
    ann.propose_as(last, add("last")).await;
    ann.answer(last).await;
    for (number, name) in [(2, "b"), (4, "d")] {
        ann.propose_as(number, add(name)).await;
        ann.until(|ann| matches!(ann.answers.get(&number), Some(Answer::Recorded(_)))).await;
    }
    // Whether the room still knows them or must look them up.
    for number in [1, 2, 4, last] {
        ann.propose_as(number, add("other")).await;
        ann.until(|ann| matches!(ann.answers[&number], Answer::AlreadyRecorded(_))).await;
    }
    assert_eq!(ann.board.notes().len(), 4);
}

/// P3.2, P4.3
#[tokio::test]
async fn two_sockets_of_one_replica_share_what_was_recorded() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    assert_eq!(ann.ask(add("a")).await, Answer::Recorded(Seq(1)));
    let mut again = TestParticipant::new(server.address, board);
    again.secret = ann.secret;
    again.connect().await;
    let last = 2 + ANSWERS_PER_CLIENT_MAX as u64;
    again.propose_as(last, add("last")).await;
    again.answer(last).await;
    ann.vanish();
    again.until(|again| again.people.len() == 1).await;
    again.propose_as(1, add("a")).await;
    again.until(|again| again.answers[&1] == Answer::AlreadyRecorded(Seq(1))).await;
}

/// P1.2, P3.4
#[tokio::test]
async fn a_replica_that_has_missed_many_bytes_starts_from_a_snapshot_and_goes_on() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    let mut ben = server.join(board).await;
    ben.ask(add("a")).await;
    ben.vanish();
    let mut rounds = 0;
    while rounds * LONG_NOTES_BYTES <= TAIL_BYTES_MAX {
        rounds += 1;
        assert!(matches!(ann.ask(add_long_notes(rounds)).await, Answer::Recorded(_)));
    }
    assert_eq!(ben.greet().await, Resume::Snapshot);
    assert_eq!(ben.last_seq, Seq(1), "nothing else is sent on this socket");
    ben.fetch_snapshot().await;
    assert_eq!(ben.greet().await, Resume::Tail);
    assert_eq!(ben.board, ann.board);
    let Answer::Recorded(seq) = ben.ask(add("b")).await else { panic!("not recorded") };
    ann.until(|ann| ann.last_seq == seq).await;
    assert_eq!(ben.board, ann.board);
}

/// P3.5
#[tokio::test]
async fn a_replica_of_another_history_starts_from_a_snapshot() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(add("a")).await;
    let mut ben = TestParticipant::new(server.address, board);
    ben.epoch = Some(Epoch(ann.epoch.unwrap().0 ^ 1));
    assert_eq!(ben.greet().await, Resume::Snapshot);
    ben.fetch_snapshot().await;
    assert_eq!(ben.greet().await, Resume::Tail);
    assert_eq!(ben.board, ann.board);
    ann.until(|ann| ann.people.len() == 2).await;
}

#[tokio::test]
async fn a_board_closed_for_lack_of_people_opens_again_with_everything() {
    let timings = Timings { room_idle: std::time::Duration::from_millis(1), ..Timings::default() };
    let server = TestServer::start_with(timings, |store| store).await;
    let board = server.create_board().await;
    // Joining races with the room's end each time.
    let mut ann = TestParticipant::new(server.address, board);
    for round in 1..=30 {
        ann.connect().await;
        assert_eq!(ann.ask(add(&round.to_string())).await, Answer::Recorded(Seq(round)));
        ann.vanish();
    }
    assert_eq!(ann.board.notes().len(), 30);
}

#[tokio::test]
async fn many_first_visitors_at_once_find_one_room() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let visitors = (0..20).map(|_| {
        let mut visitor = TestParticipant::new(server.address, board);
        tokio::spawn(async move {
            visitor.connect().await;
            visitor
        })
    });
    let visitors: Vec<_> = visitors.collect();
    let mut all = Vec::new();
    for visitor in visitors {
        all.push(visitor.await.unwrap());
    }
    for visitor in &mut all {
        visitor.until(|visitor| visitor.people.len() == 20).await;
    }
    assert_eq!(server.running().hub().open_boards(), 1);
}
