//! Appends that wait share a transaction, and one that is refused harms no other.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use squall_board::{BoardId, ClientId, RecordedEvent, Seq};
use squall_store::{AppendError, EventStore, SqliteStore};

use crate::support::{event, new_file};

type Appending<'a> = Pin<Box<dyn Future<Output = Result<(), AppendError>> + Send + 'a>>;

/// Puts all of them into the queue, in this order, before any is waited for.
async fn all(mut appends: Vec<Appending<'_>>) -> Vec<Result<(), AppendError>> {
    let mut outcomes: Vec<_> = appends.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (append, outcome) in appends.iter_mut().zip(&mut outcomes) {
            if outcome.is_none()
                && let Poll::Ready(ready) = append.as_mut().poll(context)
            {
                *outcome = Some(ready);
            }
        }
        if outcomes.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outcomes.into_iter().flatten().collect()
}

/// The event of another client, so that its command is new everywhere.
fn event_of(client: u128, seq: u64) -> RecordedEvent {
    let mut event = event(seq);
    event.command_id.client = ClientId::from_u128(client);
    event
}

#[tokio::test]
async fn a_hundred_waiting_appends_share_transactions() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    let boards: Vec<_> = (1..=20).map(BoardId::from_u128).collect();
    for board in &boards {
        store.create_board(*board, 1).await.unwrap();
    }
    let before = store.write_counts();
    // Five for each board, one after the other.
    let appends = (0..5)
        .flat_map(|seq| boards.iter().map(move |board| (*board, seq)))
        .map(|(board, seq)| store.append(board, Seq(seq), vec![event(seq + 1)]))
        .collect();
    for outcome in all(appends).await {
        outcome.unwrap();
    }
    let after = store.write_counts();
    assert_eq!(after.appends - before.appends, 100);
    assert_eq!(after.events - before.events, 100);
    let transactions = after.transactions - before.transactions;
    assert!((1..=5).contains(&transactions), "{transactions} transactions for 100 appends");
    let log: Vec<_> = (1..=5).map(event).collect();
    for board in boards {
        assert_eq!(store.read(board, Seq(0), 99).await.unwrap(), log);
        assert_eq!(store.board(board).await.unwrap().unwrap().head, Seq(5));
    }
    store.close().await;
}

#[tokio::test]
async fn a_refused_append_does_not_harm_the_others_in_its_batch() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    let board = BoardId::from_u128(1);
    let unknown = BoardId::from_u128(2);
    store.create_board(board, 1).await.unwrap();
    store.append(board, Seq(0), vec![event_of(1, 1)]).await.unwrap();
    let before = store.write_counts().transactions;
    let outcomes = all(vec![
        store.append(board, Seq(1), vec![event_of(2, 2)]),
        store.append(board, Seq(1), vec![event_of(3, 2)]),
        store.append(unknown, Seq(0), vec![event_of(1, 1)]),
        store.append(board, Seq(2), placed_from(3, vec![event_of(1, 1), event_of(4, 2)])),
        store.append(board, Seq(2), placed_from(3, vec![event_of(2, 2)])),
        store.append(board, Seq(2), vec![event_of(5, 3), event_of(5, 4)]),
    ])
    .await;
    let told: Vec<_> = outcomes.iter().map(|outcome| format!("{outcome:?}")).collect();
    assert_eq!(store.write_counts().transactions - before, 1, "{told:?}");
    assert!(outcomes[0].is_ok(), "{told:?}");
    assert!(matches!(outcomes[1], Err(AppendError::WrongExpectedSeq { head: Seq(2) })), "{told:?}");
    assert!(matches!(outcomes[2], Err(AppendError::UnknownBoard)), "{told:?}");
    assert!(matches!(outcomes[3], Err(AppendError::Repeated { seq: Seq(1), .. })), "{told:?}");
    assert!(matches!(outcomes[4], Err(AppendError::Repeated { seq: Seq(2), .. })), "{told:?}");
    assert!(outcomes[5].is_ok(), "{told:?}");
    let log = [event_of(1, 1), event_of(2, 2), event_of(5, 3), event_of(5, 4)];
    assert_eq!(store.read(board, Seq(0), 99).await.unwrap(), log);
    store.close().await;
}

#[tokio::test]
async fn an_append_larger_than_a_statement_is_recorded_whole() {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    let board = BoardId::from_u128(1);
    store.create_board(board, 1).await.unwrap();
    let log: Vec<_> = (1..=5_000).map(event).collect();
    store.append(board, Seq(0), log.clone()).await.unwrap();
    assert_eq!(store.read(board, Seq(0), usize::MAX).await.unwrap(), log);
    store.close().await;
}

/// The same events at other places in the log.
fn placed_from(first: u64, mut events: Vec<RecordedEvent>) -> Vec<RecordedEvent> {
    for (seq, event) in (first..).zip(&mut events) {
        event.seq = Seq(seq);
    }
    events
}
