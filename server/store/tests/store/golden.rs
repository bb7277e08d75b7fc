//! Databases of earlier releases, as SQL text. Each must open and fold for ever: the files in
//! `tests/golden` are never edited. A new form of the database adds a file: name it in [`NEWEST`] and
//! run with `UPDATE_GOLDEN=1`, which writes it and fails, so that it is never left on by accident.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use squall_board::fixture::{self, ANN, BEN};
use squall_board::{
    Board, BoardEvent, BoardId, ClientId, Colour, CommandId, FrameKind, FrameMove, NoteKind,
    NoteMove, NotePin, NoteRecolour, NoteResize, NoteRestack, NoteRetype, Point, RecordedEvent,
    Seq, Size, Snapshot, TextOperation, ZIndex,
};
use squall_store::{EventStore, NewExport, SqliteStore, load_board};

use crate::support::{BOARD, new_file, raw};

/// Every form that databases have had. In the second one the fields of an event are in the order of
/// their declaration, not of the alphabet, which means nothing to a reader; in the third, notes have
/// details; in the fourth, arrows can be bent, notes and frames locked.
const ALL: [&str; 4] = [
    include_str!("../golden/v1.sql"),
    include_str!("../golden/v2.sql"),
    include_str!("../golden/v3.sql"),
    include_str!("../golden/v4.sql"),
];
/// The file that this build's own databases are equal to.
const NEWEST: &str = "v4.sql";
const CHANGED: &str = "the form of the database has changed: keep the old golden file, add a migration \
    that leads there and a new golden file for it with UPDATE_GOLDEN=1";
const EMPTY_BOARD: BoardId = BoardId::from_u128(0xE);

/// One event of every kind, as version 1 has stored them.
fn v1_events() -> Vec<RecordedEvent> {
    let (paid, ship) = (fixture::note_id("paid"), fixture::note_id("ship"));
    let mut note = fixture::note("paid", NoteKind::DomainEvent);
    note.text = "Order paid \u{1F4B6}\n\"quoted\"".to_owned();
    let sales = fixture::frame_id("sales");
    let above = ZIndex::above(Some(&ZIndex::first()));
    let events = vec![
        BoardEvent::ParticipantIntroduced { name: "Ann".to_owned() },
        BoardEvent::ItemsAdded {
            notes: vec![
                note.clone(),
                fixture::note("ship", NoteKind::Command),
                fixture::note("gone", NoteKind::Hotspot),
            ],
            arrows: vec![fixture::arrow("paid", "ship")],
            frames: vec![fixture::frame("sales", FrameKind::BoundedContext)],
        },
        BoardEvent::ItemsMoved {
            notes: vec![NoteMove { note: paid, to: Point::new(10.5, -20.0) }],
            frames: vec![FrameMove { frame: sales, to: Point::new(100.0, 0.0) }],
        },
        BoardEvent::NotesResized {
            notes: vec![NoteResize {
                note: paid,
                centre: Point::new(12.0, -20.0),
                size: Size::new(200.0, 150.0),
            }],
        },
        BoardEvent::FrameResized {
            frame: sales,
            centre: Point::new(110.0, 5.0),
            size: Size::new(800.0, 500.0),
        },
        BoardEvent::NotesRetyped {
            notes: vec![NoteRetype {
                note: ship,
                kind: NoteKind::Policy,
                size: Size::new(160.0, 160.0),
            }],
        },
        BoardEvent::NotesRecoloured {
            notes: vec![NoteRecolour { note: paid, colour: Some(Colour::LightGreen) }],
        },
        BoardEvent::NotesRestacked { notes: vec![NoteRestack { note: paid, z: above }] },
        BoardEvent::NotesPinned { notes: vec![NotePin { note: ship, host: Some(paid) }] },
        BoardEvent::TextEdited {
            note: paid,
            operation: TextOperation::between(&note.text, "Order paid"),
        },
        BoardEvent::ArrowRelabelled {
            arrow: fixture::arrow_id("paid", "ship"),
            label: "then".to_owned(),
        },
        BoardEvent::FrameRetitled { frame: sales, title: "Sales".to_owned() },
        BoardEvent::FrameRetyped { frame: sales, kind: FrameKind::Swimlane },
        BoardEvent::BoardRetitled { title: "Shop".to_owned() },
        BoardEvent::ItemsDeleted {
            notes: vec![fixture::note_id("gone")],
            arrows: vec![],
            frames: vec![],
        },
    ];
    let record = |(seq, event)| RecordedEvent {
        seq: Seq(seq),
        command_id: CommandId { client: ClientId::from_u128(0xC1), number: seq + 10 },
        participant: if seq % 2 == 1 { ANN } else { BEN },
        recorded_at_ms: 1_700_000_000_000 + seq,
        event,
    };
    (1..).zip(events).map(record).collect()
}

/// The database file that the SQL text describes.
async fn load_dump(dump: &str, file: &Path) {
    let mut connection = raw(file).await;
    sqlx::raw_sql(AssertSqlSafe(dump)).execute(&mut connection).await.expect("the dump loads");
    connection.close().await.expect("closes");
}

#[tokio::test]
async fn a_database_of_every_version_opens_and_folds() {
    for dump in ALL {
        opens_and_folds(dump).await;
    }
}

async fn opens_and_folds(dump: &str) {
    let (_folder, file) = new_file();
    load_dump(dump, &file).await;
    let store = SqliteStore::open(&file).await.unwrap();
    assert_eq!(store.epoch().0, 4_611_686_018_427_387_904);

    let log = store.read(BOARD, Seq(0), 99).await.unwrap();
    assert_eq!(log, v1_events());
    let mut board = Board::default();
    for recorded in &log {
        board.apply(&recorded.event, recorded.participant);
    }
    assert_folded(&board);
    let loaded = load_board(&store, BOARD).await.unwrap().unwrap();
    assert_eq!((&loaded.board, loaded.head, &loaded.recent), (&board, Seq(15), &log));
    let snapshot = store.latest_snapshot(BOARD).await.unwrap();
    // None as soon as a newer form of snapshots is written.
    assert!(snapshot.is_none_or(|snapshot| snapshot.seq == Seq(7)));

    let exports = store.exports(BOARD).await.unwrap();
    assert_eq!((exports.len(), exports[0].file_name.as_str()), (1, "wall.mmd"));
    let (_, content) = store.export_content(BOARD, exports[0].id).await.unwrap().unwrap();
    assert_eq!(content, b"flowchart LR\n");
    let empty = load_board(&store, EMPTY_BOARD).await.unwrap().unwrap();
    assert_eq!((empty.board, empty.head), (Board::default(), Seq(0)));

    // It goes on from there.
    let mut next = log[0].clone();
    next.seq = Seq(16);
    next.command_id.number = 26;
    store.append(BOARD, Seq(15), vec![next]).await.unwrap();
    store.close().await;
}

/// Facts about the folded board that hold whatever happens to the types.
fn assert_folded(board: &Board) {
    assert_eq!(board.title(), "Shop");
    assert_eq!(board.participant_name(ANN), Some("Ann"));
    let paid = board.note(fixture::note_id("paid")).expect("paid is there");
    assert_eq!((paid.text.as_str(), paid.colour), ("Order paid", Some(Colour::LightGreen)));
    assert_eq!((paid.centre, paid.size), (Point::new(12.0, -20.0), Size::new(200.0, 150.0)));
    let ship = board.note(fixture::note_id("ship")).expect("ship is there");
    assert_eq!((ship.kind, ship.host), (NoteKind::Policy, Some(paid.id)));
    assert!(paid.z > ship.z);
    assert_eq!(board.notes().count(), 2);
    let arrow = board.arrow(fixture::arrow_id("paid", "ship")).expect("the arrow is there");
    assert_eq!(arrow.label, "then");
    let sales = board.frame(fixture::frame_id("sales")).expect("sales is there");
    assert_eq!((sales.title.as_str(), sales.kind), ("Sales", FrameKind::Swimlane));
    assert_eq!((sales.centre, sales.size), (Point::new(110.0, 5.0), Size::new(800.0, 500.0)));
}

#[tokio::test]
async fn a_database_of_this_build_is_equal_to_the_newest_golden_file() {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(NEWEST);
    let made = dump_of_this_build().await;
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(golden, made).unwrap();
        panic!("{NEWEST} is written anew. If git shows a changed line: {CHANGED}");
    }
    let kept = std::fs::read_to_string(golden).unwrap_or_default();
    assert_eq!(made, kept, "{CHANGED}");
}

/// A database with something of everything, made by this build.
async fn dump_of_this_build() -> String {
    let (_folder, file) = new_file();
    let store = SqliteStore::open(&file).await.unwrap();
    store.create_board(BOARD, 1_700_000_000_000).await.unwrap();
    store.create_board(EMPTY_BOARD, 1_700_000_000_001).await.unwrap();
    let log = v1_events();
    store.append(BOARD, Seq(0), log.clone()).await.unwrap();
    let mut board = Board::default();
    for recorded in &log[..7] {
        board.apply(&recorded.event, recorded.participant);
    }
    store.save_snapshot(BOARD, &Snapshot::of(&board, Seq(7))).await.unwrap();
    let export = NewExport {
        board: BOARD,
        seq: Seq(15),
        format: "mermaid".to_owned(),
        media_type: "text/vnd.mermaid".to_owned(),
        file_name: "wall.mmd".to_owned(),
        created_at_ms: 1_700_000_000_100,
        content: b"flowchart LR\n".to_vec(),
    };
    store.save_export(export).await.unwrap();
    store.close().await;
    let mut connection = raw(&file).await;
    let fixed = "UPDATE meta SET value = 4611686018427387904 WHERE key = 'epoch'";
    sqlx::query(fixed).execute(&mut connection).await.unwrap();
    let fixed = "UPDATE _sqlx_migrations SET installed_on = '2026-01-01', execution_time = 0";
    sqlx::query(fixed).execute(&mut connection).await.unwrap();
    let text = dump(&mut connection).await;
    connection.close().await.unwrap();
    text
}

/// The whole database as SQL text.
async fn dump(connection: &mut SqliteConnection) -> String {
    let id: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut *connection)
        .await
        .expect("the mark");
    let mut text = format!("PRAGMA application_id = {id};\nPRAGMA journal_mode = WAL;\n");
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' \
               AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    let tables: Vec<(String, String)> =
        sqlx::query_as(sql).fetch_all(&mut *connection).await.expect("the tables");
    for (table, sql) in tables {
        writeln!(text, "\n{sql};").expect("a String");
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&mut *connection)
            .await
            .expect("the columns");
        let values: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
        let sql = format!("SELECT {} FROM {table}", values.join(" || ', ' || "));
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&mut *connection)
            .await
            .expect("the rows");
        for row in rows {
            writeln!(text, "INSERT INTO {table} VALUES ({row});").expect("a String");
        }
    }
    text
}
