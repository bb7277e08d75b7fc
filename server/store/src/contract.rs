//! What every store must do: one suite, run against each implementation.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use squall_board::limits::RECENT_EVENTS_MAX;
use squall_board::{
    Board, BoardEvent, BoardId, ClientId, CommandId, ParticipantId, RecordedEvent, Seq, Snapshot,
};
use tempfile::TempDir;

use crate::{
    AppendError, BoardRecord, EventStore, ExportId, MemoryStore, NewExport, SqliteStore,
    StoreError, load_board,
};

const BOARD: BoardId = BoardId::from_u128(0xB0A2D);
const OTHER_BOARD: BoardId = BoardId::from_u128(0x07E2);
const CLIENT: ClientId = ClientId::from_u128(0xC1);
const OTHER_CLIENT: ClientId = ClientId::from_u128(0xC2);

/// A store and what has to live as long as it does.
struct Subject {
    store: Arc<dyn EventStore>,
    _folder: Option<TempDir>,
}

async fn memory() -> Subject {
    Subject { store: Arc::new(MemoryStore::new()), _folder: None }
}

async fn sqlite() -> Subject {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(&folder.path().join("squall.db")).await.unwrap();
    Subject { store: Arc::new(store), _folder: Some(folder) }
}

macro_rules! contract {
    ($($property:ident)+) => { contract!(@ memory $($property)+); contract!(@ sqlite $($property)+); };
    (@ $subject:ident $($property:ident)+) => {
        mod $subject {
            $(#[tokio::test]
            async fn $property() {
                let subject = super::$subject().await;
                super::$property(subject.store).await;
            })+

            #[test]
            fn random_histories_agree_with_the_model() {
                super::random_histories_agree_with_the_model(super::$subject);
            }
        }
    };
}

contract! {
    a_board_is_created_once_and_starts_empty
    events_come_back_as_they_were_appended
    an_append_with_the_wrong_seq_changes_nothing
    a_repeated_command_gets_its_first_place
    commands_are_counted_for_each_client_and_board
    nothing_is_kept_for_an_unknown_board
    numbers_beyond_the_database_are_refused
    a_malformed_append_is_the_callers_mistake
    the_newest_snapshot_is_kept
    a_snapshot_of_another_version_is_not_read
    an_export_is_kept_once
    a_board_is_loaded_from_snapshot_and_tail
    of_concurrent_appends_exactly_one_wins
    queued_appends_are_recorded_before_closing
}

/// The event at `seq`, as the client's command with this number.
fn event(seq: u64, client: ClientId, number: u64) -> RecordedEvent {
    RecordedEvent {
        seq: Seq(seq),
        command_id: CommandId { client, number },
        participant: ParticipantId::from_u128(0xA11),
        recorded_at_ms: 1_700_000_000_000 + seq,
        event: BoardEvent::BoardRetitled { title: format!("title {seq} \u{1F600}") },
    }
}

/// The first events of a board, as commands of one client.
fn events(count: u64) -> Vec<RecordedEvent> {
    (1..=count).map(|seq| event(seq, CLIENT, seq)).collect()
}

fn folded(events: &[RecordedEvent]) -> Board {
    let mut board = Board::default();
    for recorded in events {
        board.apply(&recorded.event, recorded.participant);
    }
    board
}

fn export(seq: u64, content: &str) -> NewExport {
    NewExport {
        board: BOARD,
        seq: Seq(seq),
        format: "mermaid".to_owned(),
        media_type: "text/plain".to_owned(),
        file_name: "wall.mmd".to_owned(),
        created_at_ms: 5,
        content: content.as_bytes().to_vec(),
    }
}

async fn a_board_is_created_once_and_starts_empty(store: Arc<dyn EventStore>) {
    assert_eq!(store.board(BOARD).await.unwrap(), None);
    store.create_board(BOARD, 7).await.unwrap();
    let again = store.create_board(BOARD, 8).await;
    assert!(matches!(again, Err(StoreError::BoardExists)), "{again:?}");
    let record = BoardRecord { id: BOARD, created_at_ms: 7, head: Seq::ZERO };
    assert_eq!(store.board(BOARD).await.unwrap(), Some(record));
    assert_eq!(store.read(BOARD, Seq::ZERO, 10).await.unwrap(), []);
    let loaded = load_board(&*store, BOARD).await.unwrap().unwrap();
    assert_eq!((loaded.board, loaded.head), (Board::default(), Seq::ZERO));
    assert_eq!(store.epoch(), store.epoch());
}

async fn events_come_back_as_they_were_appended(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    let log = events(7);
    store.append(BOARD, Seq(0), log[..2].to_vec()).await.unwrap();
    store.append(BOARD, Seq(2), log[2..].to_vec()).await.unwrap();
    assert_eq!(store.board(BOARD).await.unwrap().unwrap().head, Seq(7));
    assert_eq!(store.read(BOARD, Seq(0), 100).await.unwrap(), log);
    assert_eq!(store.read(BOARD, Seq(1), 3).await.unwrap(), log[1..4]);
    assert_eq!(store.read(BOARD, Seq(6), 0).await.unwrap(), []);
    assert_eq!(store.read(BOARD, Seq(7), 9).await.unwrap(), []);
    assert_eq!(store.read(BOARD, Seq(u64::MAX), usize::MAX).await.unwrap(), []);
    assert_eq!(store.read(OTHER_BOARD, Seq(0), 9).await.unwrap(), []);
}

async fn an_append_with_the_wrong_seq_changes_nothing(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    store.append(BOARD, Seq(0), events(3)).await.unwrap();
    for expected in [0, 2, 4] {
        let late = vec![event(expected + 1, OTHER_CLIENT, 1)];
        let outcome = store.append(BOARD, Seq(expected), late).await;
        assert!(
            matches!(outcome, Err(AppendError::WrongExpectedSeq { head: Seq(3) })),
            "{outcome:?}"
        );
    }
    assert_eq!(store.read(BOARD, Seq(0), 9).await.unwrap(), events(3));
}

async fn a_repeated_command_gets_its_first_place(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    store.append(BOARD, Seq(0), events(3)).await.unwrap();
    // Also behind a new command, and also if the expected seq is wrong.
    let behind = vec![event(4, CLIENT, 9), event(5, CLIENT, 2)];
    for (expected, repeated) in [(3, behind), (0, vec![event(1, CLIENT, 2)])] {
        let outcome = store.append(BOARD, Seq(expected), repeated).await;
        let Err(AppendError::Repeated { command_id, seq }) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!((command_id, seq), (CommandId { client: CLIENT, number: 2 }, Seq(2)));
    }
    assert_eq!(store.read(BOARD, Seq(0), 9).await.unwrap(), events(3));
}

async fn commands_are_counted_for_each_client_and_board(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    store.create_board(OTHER_BOARD, 0).await.unwrap();
    let log = vec![event(1, CLIENT, 5), event(2, OTHER_CLIENT, 5), event(3, CLIENT, 2)];
    store.append(BOARD, Seq(0), log).await.unwrap();
    store.append(OTHER_BOARD, Seq(0), vec![event(1, CLIENT, 5)]).await.unwrap();
    let recorded = |client, from| store.recorded_commands(BOARD, client, from);
    assert_eq!(recorded(CLIENT, 0).await.unwrap(), [(2, Seq(3)), (5, Seq(1))]);
    assert_eq!(recorded(CLIENT, 3).await.unwrap(), [(5, Seq(1))]);
    assert_eq!(recorded(OTHER_CLIENT, 5).await.unwrap(), [(5, Seq(2))]);
    assert_eq!(recorded(OTHER_CLIENT, u64::MAX).await.unwrap(), []);
    assert_eq!(store.recorded_commands(OTHER_BOARD, OTHER_CLIENT, 0).await.unwrap(), []);
}

async fn nothing_is_kept_for_an_unknown_board(store: Arc<dyn EventStore>) {
    let append = store.append(BOARD, Seq(0), events(1)).await;
    assert!(matches!(append, Err(AppendError::UnknownBoard)), "{append:?}");
    let snapshot = store.save_snapshot(BOARD, &Snapshot::of(&Board::default(), Seq(0))).await;
    assert!(matches!(snapshot, Err(StoreError::UnknownBoard)), "{snapshot:?}");
    let saved = store.save_export(export(0, "")).await;
    assert!(matches!(saved, Err(StoreError::UnknownBoard)), "{saved:?}");
    assert_eq!(store.latest_snapshot(BOARD).await.unwrap(), None);
    assert_eq!(store.exports(BOARD).await.unwrap(), []);
    assert_eq!(load_board(&*store, BOARD).await.unwrap(), None);
}

async fn numbers_beyond_the_database_are_refused(store: Arc<dyn EventStore>) {
    let largest = i64::MAX as u64;
    let board = store.create_board(BOARD, largest + 1).await;
    assert!(matches!(board, Err(StoreError::TooLarge { what: "time", .. })), "{board:?}");
    store.create_board(BOARD, largest).await.unwrap();
    assert_eq!(store.board(BOARD).await.unwrap().unwrap().created_at_ms, largest);

    let too_large = event(1, CLIENT, largest + 1);
    let outcome = store.append(BOARD, Seq(0), vec![too_large]).await;
    let Err(AppendError::Store(error)) = outcome else { panic!("{outcome:?}") };
    let sentence = "the command number 9223372036854775808 is too large to be stored";
    assert_eq!(error.to_string(), sentence);
    let mut late = event(1, CLIENT, largest);
    late.recorded_at_ms = u64::MAX;
    assert!(store.append(BOARD, Seq(0), vec![late]).await.is_err());
    let far = vec![event(largest + 1, CLIENT, 1)];
    assert!(store.append(BOARD, Seq(largest), far).await.is_err());

    store.append(BOARD, Seq(0), vec![event(1, CLIENT, largest)]).await.unwrap();
    let recorded = store.recorded_commands(BOARD, CLIENT, largest).await.unwrap();
    assert_eq!(recorded, [(largest, Seq(1))]);
}

async fn a_malformed_append_is_the_callers_mistake(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    let gap = vec![event(1, CLIENT, 1), event(3, CLIENT, 2)];
    let twice = vec![event(1, CLIENT, 1), event(2, CLIENT, 1)];
    for malformed in [vec![], gap, twice] {
        let store = Arc::clone(&store);
        let task = tokio::spawn(async move { store.append(BOARD, Seq(0), malformed).await });
        assert!(task.await.unwrap_err().is_panic());
    }
    store.append(BOARD, Seq(0), events(1)).await.unwrap();
}

async fn the_newest_snapshot_is_kept(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    let log = events(4);
    store.append(BOARD, Seq(0), log.clone()).await.unwrap();
    assert_eq!(store.latest_snapshot(BOARD).await.unwrap(), None);
    let at = |seq: u64| Snapshot::of(&folded(&log[..seq as usize]), Seq(seq));
    store.save_snapshot(BOARD, &at(3)).await.unwrap();
    store.save_snapshot(BOARD, &at(2)).await.unwrap();
    assert_eq!(store.latest_snapshot(BOARD).await.unwrap(), Some(at(3)));
    store.save_snapshot(BOARD, &at(4)).await.unwrap();
    assert_eq!(store.latest_snapshot(BOARD).await.unwrap(), Some(at(4)));
    let mut ahead = at(4);
    ahead.seq = Seq(5);
    let outcome = store.save_snapshot(BOARD, &ahead).await;
    assert!(matches!(outcome, Err(StoreError::AheadOfLog { head: Seq(4) })), "{outcome:?}");
}

async fn a_snapshot_of_another_version_is_not_read(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    store.append(BOARD, Seq(0), events(3)).await.unwrap();
    let current = Snapshot::of(&folded(&events(2)), Seq(2));
    let mut newer = Snapshot::of(&folded(&events(3)), Seq(3));
    newer.version += 1;
    store.save_snapshot(BOARD, &newer).await.unwrap();
    assert_eq!(store.latest_snapshot(BOARD).await.unwrap(), None);
    let loaded = load_board(&*store, BOARD).await.unwrap().unwrap();
    assert_eq!((loaded.board, loaded.head), (folded(&events(3)), Seq(3)));
    store.save_snapshot(BOARD, &current).await.unwrap();
    assert_eq!(store.latest_snapshot(BOARD).await.unwrap(), Some(current));
}

async fn an_export_is_kept_once(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    store.append(BOARD, Seq(0), events(2)).await.unwrap();
    let first = store.save_export(export(1, "abc")).await.unwrap();
    assert_eq!((first.content_bytes, first.seq, first.board), (3, Seq(1), BOARD));
    assert!(first.digest.starts_with("ba7816bf"), "{}", first.digest);
    let mut renamed = export(1, "abc");
    renamed.file_name = "other.mmd".to_owned();
    assert_eq!(store.save_export(renamed).await.unwrap(), first);
    let second = store.save_export(export(1, "abcd")).await.unwrap();
    let third = store.save_export(export(2, "abc")).await.unwrap();
    assert!(first.id < second.id && second.id < third.id);
    let listed = store.exports(BOARD).await.unwrap();
    assert_eq!(listed, [third, second.clone(), first]);
    let content = store.export_content(BOARD, second.id).await.unwrap();
    assert_eq!(content, Some((second.clone(), b"abcd".to_vec())));
    assert_eq!(store.export_content(OTHER_BOARD, second.id).await.unwrap(), None);
    assert_eq!(store.export_content(BOARD, ExportId(u64::MAX)).await.unwrap(), None);
    let ahead = store.save_export(export(3, "abc")).await;
    assert!(matches!(ahead, Err(StoreError::AheadOfLog { head: Seq(2) })), "{ahead:?}");
}

async fn a_board_is_loaded_from_snapshot_and_tail(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    let count = RECENT_EVENTS_MAX as u64 + 500;
    let log = events(count);
    store.append(BOARD, Seq(0), log.clone()).await.unwrap();
    let from_log = load_board(&*store, BOARD).await.unwrap().unwrap();
    assert_eq!((&from_log.board, from_log.head), (&folded(&log), Seq(count)));
    assert_eq!(from_log.recent, log[500..]);
    for seq in [100, 2_400, count] {
        let snapshot = Snapshot::of(&folded(&log[..seq as usize]), Seq(seq));
        store.save_snapshot(BOARD, &snapshot).await.unwrap();
        assert_eq!(load_board(&*store, BOARD).await.unwrap().as_ref(), Some(&from_log), "{seq}");
    }
}

async fn of_concurrent_appends_exactly_one_wins(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    let rivals = (0..20).map(|number| {
        let store = Arc::clone(&store);
        tokio::spawn(
            async move { store.append(BOARD, Seq(0), vec![event(1, CLIENT, number)]).await },
        )
    });
    let mut won = 0;
    for rival in rivals.collect::<Vec<_>>() {
        match rival.await.unwrap() {
            Ok(()) => won += 1,
            Err(AppendError::WrongExpectedSeq { head }) => assert_eq!(head, Seq(1)),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(store.read(BOARD, Seq(0), 9).await.unwrap().len(), 1);
}

async fn queued_appends_are_recorded_before_closing(store: Arc<dyn EventStore>) {
    store.create_board(BOARD, 0).await.unwrap();
    let append = store.append(BOARD, Seq(0), events(1));
    let (appended, ()) = tokio::join!(append, store.close());
    appended.unwrap();
    let late = store.append(BOARD, Seq(1), vec![event(2, CLIENT, 2)]).await;
    assert!(matches!(late, Err(AppendError::Store(StoreError::Closed))), "{late:?}");
    let read = store.read(BOARD, Seq(0), 9).await;
    assert!(matches!(read, Err(StoreError::Closed)), "{read:?}");
    store.close().await;
}

/// A step of a random history. Numbers are small, so that boards and commands collide.
#[derive(Debug, Clone)]
enum Step {
    Append { board: usize, behind: u64, ahead: u64, client: u128, number: u64, count: u64 },
    Read { board: usize, after: u64, limit: usize },
    RecordedCommands { board: usize, client: u128, from: u64 },
    Load { board: usize, save: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let board = 0_usize..2;
    let off = || prop_oneof![8 => Just(0_u64), 1 => 1_u64..3];
    prop_oneof![
        6 => (board.clone(), off(), off(), 1_u128..4, 1_u64..40, 1_u64..5).prop_map(
            |(board, behind, ahead, client, number, count)| {
                Step::Append { board, behind, ahead, client, number, count }
            }
        ),
        1 => (board.clone(), 0_u64..30, 0_usize..10)
            .prop_map(|(board, after, limit)| Step::Read { board, after, limit }),
        1 => (board.clone(), 1_u128..4, 0_u64..40)
            .prop_map(|(board, client, from)| Step::RecordedCommands { board, client, from }),
        1 => (board, any::<bool>()).prop_map(|(board, save)| Step::Load { board, save }),
    ]
}

/// Against the plainest model: each board is a list of events.
fn random_histories_agree_with_the_model<F: Future<Output = Subject>>(subject: fn() -> F) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let subject = runtime.block_on(subject());
    let config = ProptestConfig {
        cases: 48,
        rng_seed: RngSeed::Fixed(0x5371_756c),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let next_board = std::cell::Cell::new(1_u128);
    proptest!(config, |(steps in proptest::collection::vec(step(), 1..40))| {
        let first = next_board.replace(next_board.get() + 2);
        let boards = [BoardId::from_u128(first), BoardId::from_u128(first + 1)];
        runtime.block_on(check_history(&*subject.store, boards, &steps));
    });
}

async fn check_history(store: &dyn EventStore, boards: [BoardId; 2], steps: &[Step]) {
    let mut model: [Vec<RecordedEvent>; 2] = Default::default();
    for board in boards {
        store.create_board(board, 0).await.unwrap();
    }
    for step in steps {
        match *step {
            Step::Append { board, behind, ahead, client, number, count } => {
                let log = &mut model[board];
                let expected = (log.len() as u64).saturating_sub(behind) + ahead;
                let client = ClientId::from_u128(client);
                let new: Vec<_> =
                    (0..count).map(|i| event(expected + 1 + i, client, number + i)).collect();
                let outcome = store.append(boards[board], Seq(expected), new.clone()).await;
                let answer = model_append(log, expected, new);
                assert_eq!(format!("{outcome:?}"), format!("{answer:?}"), "{step:?}");
            }
            Step::Read { board, after, limit } => {
                let tail = model[board].iter().filter(|event| event.seq.0 > after);
                let tail: Vec<_> = tail.take(limit).cloned().collect();
                assert_eq!(store.read(boards[board], Seq(after), limit).await.unwrap(), tail);
            }
            Step::RecordedCommands { board, client, from } => {
                let client = ClientId::from_u128(client);
                let ids = model[board].iter().map(|event| (event.command_id, event.seq));
                let mut own: Vec<_> = ids
                    .filter(|(id, _)| id.client == client && id.number >= from)
                    .map(|(id, seq)| (id.number, seq))
                    .collect();
                own.sort_unstable();
                let found = store.recorded_commands(boards[board], client, from).await.unwrap();
                assert_eq!(found, own);
            }
            Step::Load { board, save } => {
                let log = &model[board];
                let loaded = load_board(store, boards[board]).await.unwrap().unwrap();
                assert_eq!(loaded.head, Seq(log.len() as u64));
                assert_eq!((&loaded.board, &loaded.recent), (&folded(log), log));
                if save {
                    let snapshot = Snapshot::of(&loaded.board, loaded.head);
                    store.save_snapshot(boards[board], &snapshot).await.unwrap();
                }
            }
        }
    }
}

fn model_append(
    log: &mut Vec<RecordedEvent>,
    expected: u64,
    new: Vec<RecordedEvent>,
) -> Result<(), AppendError> {
    for event in &new {
        let command_id = event.command_id;
        if let Some(first) = log.iter().find(|stored| stored.command_id == command_id) {
            return Err(AppendError::Repeated { command_id, seq: first.seq });
        }
    }
    if log.len() as u64 != expected {
        return Err(AppendError::WrongExpectedSeq { head: Seq(log.len() as u64) });
    }
    log.extend(new);
    Ok(())
}
