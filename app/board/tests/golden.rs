//! What is stored for ever and what crosses the wire, byte for byte. A golden file is never edited:
//! a change of form needs a higher version, a step in `upcast`, and new files beside the old ones.
//! `UPDATE_GOLDEN=1` writes the files and fails, so that it is never left on by accident.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod samples;

use std::fmt::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Value, json};
use squall_board::fixture;
use squall_board::protocol::{
    ClientMessage, CloseReason, PROTOCOL_VERSION, ServerMessage, decode, encode,
};
use squall_board::upcast::{StoredEvent, UnreadableEvent};
use squall_board::{BoardEvent, Colour, NoteKind, Seq, Snapshot};

const CHANGED: &str = "the form of something stored or sent has changed: keep the old golden file, \
    raise the version (BoardEvent::VERSION with a step in upcast.rs, PROTOCOL_VERSION or \
    Snapshot::VERSION) and add a golden file for the new one with UPDATE_GOLDEN=1";

#[track_caller]
fn check(name: &str, made: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(made, kept, "{name}: {CHANGED}");
}

#[test]
fn golden_files_are_written_only_on_purpose() {
    let updating = std::env::var_os("UPDATE_GOLDEN").is_some();
    assert!(!updating, "The golden files are written anew. If git shows a changed line: {CHANGED}");
}

fn to_json(stored: &StoredEvent) -> Value {
    json!({ "kind": stored.kind, "version": stored.version, "payload": stored.payload })
}

fn from_json(text: &str) -> StoredEvent {
    let value: Value = serde_json::from_str(text).unwrap();
    StoredEvent {
        kind: value["kind"].as_str().unwrap().to_owned(),
        version: value["version"].as_u64().unwrap().try_into().unwrap(),
        payload: value["payload"].clone(),
    }
}

#[test]
fn stored_events_keep_their_form() {
    let events = samples::events();
    assert_eq!(events.len(), 26);
    for event in events {
        let stored = StoredEvent::of(&event);
        let text = serde_json::to_string_pretty(&to_json(&stored)).unwrap() + "\n";
        check(&format!("{}.v{}.json", stored.kind, stored.version), &text);
        assert_eq!(from_json(&text).into_event(), Ok(event));
    }
}

#[test]
fn every_stored_event_of_any_version_is_still_read() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.ends_with(".json") || name.starts_with("Snapshot") {
            continue;
        }
        let stored = from_json(&std::fs::read_to_string(&path).unwrap());
        assert_eq!(name, format!("{}.v{}.json", stored.kind, stored.version));
        let once = stored.upcast().unwrap();
        let twice = once.clone().upcast().unwrap();
        assert_eq!(once, twice, "{name}: upcast is idempotent");
        let event = once.into_event().unwrap();
        let text = StoredEvent::payload_text(&event);
        assert_eq!(serde_json::from_str(&text).ok(), Some(StoredEvent::of(&event).payload));
        assert_eq!(StoredEvent::of(&event).into_event(), Ok(event), "{name}");
        read += 1;
    }
    assert!(read >= 65);
}

#[test]
fn words_in_stored_events_keep_their_form() {
    let mut words = String::new();
    for row in &squall_board::notation::NOTATION {
        writeln!(words, "kind {}", serde_json::to_string(&row.kind).unwrap()).unwrap();
    }
    for (colour, ..) in squall_board::notation::PAPERS {
        writeln!(words, "colour {}", serde_json::to_string(&colour).unwrap()).unwrap();
    }
    for row in &squall_board::notation::FRAME_NOTATION {
        writeln!(words, "frame {}", serde_json::to_string(&row.kind).unwrap()).unwrap();
    }
    for rejection in samples::rejections() {
        writeln!(words, "rejection {}", serde_json::to_string(&rejection).unwrap()).unwrap();
    }
    check("words.v2.txt", &words);
}

#[test]
fn an_event_of_a_newer_build_is_named_and_not_misread() {
    let mut stored = StoredEvent::of(&BoardEvent::BoardRetitled { title: "a".to_owned() });
    stored.version = BoardEvent::VERSION + 1;
    let kind = "BoardRetitled".to_owned();
    let newer = UnreadableEvent::Newer { kind, version: BoardEvent::VERSION + 1 };
    assert_eq!(stored.into_event(), Err(newer));
}

#[test]
fn a_stored_coordinate_comes_back_to_the_last_bit() {
    let to = squall_board::Point::new(-0.000_012_345_678_901_234_567, 299_792.458_123_456_72);
    let notes = (0..500u32).map(|step| {
        let to = squall_board::Point::new(to.x * f64::from(step) / 7.3, to.y / f64::from(step + 3));
        squall_board::NoteMove { note: fixture::note_id("a"), to }
    });
    let event = BoardEvent::ItemsMoved { notes: notes.collect(), frames: vec![] };
    let text = to_json(&StoredEvent::of(&event)).to_string();
    assert_eq!(from_json(&text).into_event(), Ok(event));
}

#[test]
fn a_damaged_event_is_named_and_does_not_panic() {
    let good = StoredEvent::of(&samples::events()[0]);
    let damaged = [
        StoredEvent { version: 0, ..good.clone() },
        StoredEvent { kind: "Nonsense".to_owned(), ..good.clone() },
        StoredEvent { kind: String::new(), ..good.clone() },
        StoredEvent { payload: Value::Null, ..good.clone() },
        StoredEvent { payload: json!([1, 2]), ..good.clone() },
        StoredEvent { payload: json!({ "notes": [{ "id": "x" }] }), ..good.clone() },
        StoredEvent { kind: "TextEdited".to_owned(), ..good },
    ];
    for stored in damaged {
        let kind = stored.kind.clone();
        match stored.into_event() {
            Err(UnreadableEvent::Damaged { kind: named, .. }) => assert_eq!(named, kind),
            other => panic!("{other:?}"),
        }
    }
}

/// P2.3, P2.4, P2.5, P2.6, P2.7, P2.8, P4.6, P6.1, P7.1
#[test]
fn wire_frames_keep_their_form() {
    let mut lines = String::new();
    for (name, command) in samples::commands() {
        let message = ClientMessage::Propose { number: 300, base_seq: Seq(70_000), command };
        line(&mut lines, &format!("client.Propose.{name}"), &message);
    }
    for (name, message) in samples::client_messages() {
        line(&mut lines, &format!("client.{name}"), &message);
    }
    for event in samples::events() {
        let kind = event.kind();
        let message = ServerMessage::Recorded { events: vec![samples::recorded(event)] };
        line(&mut lines, &format!("server.Recorded.{kind}"), &message);
    }
    for rejection in samples::rejections() {
        let message = ServerMessage::Rejected { number: 300, rejection };
        line(&mut lines, &format!("server.Rejected.{rejection:?}"), &message);
    }
    for (name, message) in samples::server_messages() {
        line(&mut lines, &format!("server.{name}"), &message);
    }
    for reason in CloseReason::ALL {
        writeln!(lines, "close.{reason:?} {}", reason.code()).unwrap();
    }
    for row in &squall_board::notation::NOTATION {
        let kind: NoteKind = row.kind;
        writeln!(lines, "kind.{kind:?} {}", hex(&encode(&kind))).unwrap();
    }
    for (colour, ..) in squall_board::notation::PAPERS {
        let colour: Colour = colour;
        writeln!(lines, "colour.{colour:?} {}", hex(&encode(&colour))).unwrap();
    }
    check(&format!("wire.v{PROTOCOL_VERSION}.txt"), &lines);
}

fn line<T>(lines: &mut String, name: &str, message: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let frame = encode(message);
    assert_eq!(decode::<T>(&frame).as_ref(), Ok(message), "{name} leads back");
    writeln!(lines, "{name} {}", hex(&frame)).unwrap();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// P1.3, P2.9
#[test]
fn a_snapshot_keeps_its_form() {
    let mut board = fixture::board("command Place; event Order Placed; Place -> Order Placed");
    for event in samples::events().iter().skip(9) {
        board.apply(event, fixture::ANN);
    }
    let snapshot = Snapshot::of(&board, Seq(300));
    let mut text = serde_json::to_string_pretty(&snapshot).unwrap() + "\n";
    check(&format!("Snapshot.v{}.json", Snapshot::VERSION), &text);
    let bytes = snapshot.to_bytes();
    text = hex(&bytes) + "\n";
    check(&format!("snapshot.v{}.txt", Snapshot::VERSION), &text);
    assert_eq!(Snapshot::from_bytes(&bytes), Some(snapshot.clone()));
    assert_eq!(snapshot.clone().into_board(), board);
    let newer = Snapshot { version: Snapshot::VERSION + 1, ..snapshot };
    assert_eq!(Snapshot::from_bytes(&newer.to_bytes()), None);
    assert_eq!(Snapshot::from_bytes(&bytes[..bytes.len() / 2]), None);
}

/// Any event: a sample with other numbers and words in it.
fn any_event() -> impl Strategy<Value = BoardEvent> {
    let words = "[a-zé😀ש\n\"\\\\]{0,12}";
    let numbers = prop_oneof![any::<f64>().prop_filter("finite", |x| x.is_finite()), -1e6..1e6];
    (0usize..26, words, numbers.clone(), numbers, any::<u128>(), 0usize..4).prop_map(
        |(which, words, x, y, id, times)| {
            use BoardEvent as E;
            let mut event = samples::events().swap_remove(which);
            let at = squall_board::Point::new(x, y);
            let size = squall_board::Size::new(y, x);
            let new_id = squall_board::NoteId::from_u128(id);
            match &mut event {
                E::ItemsAdded { notes, arrows, frames } => {
                    notes[0].text.clone_from(&words);
                    (notes[0].id, notes[0].centre, notes[0].size) = (new_id, at, size);
                    notes[0].host = notes[0].host.filter(|_| times > 1);
                    *notes = vec![notes[0].clone(); times];
                    arrows[0].label.clone_from(&words);
                    frames[0].title = words;
                }
                E::ItemsDeleted { notes, .. } => *notes = vec![new_id; times],
                E::ItemsMoved { notes, frames } => {
                    (notes[0].note, notes[0].to, frames[0].to) = (new_id, at, at);
                }
                E::NotesResized { notes } => {
                    (notes[0].note, notes[0].centre, notes[0].size) = (new_id, at, size);
                }
                E::FrameResized { centre, size: extents, .. } => (*centre, *extents) = (at, size),
                E::NotesRetyped { notes } => (notes[0].note, notes[0].size) = (new_id, size),
                E::NotesRecoloured { notes } => notes[0].note = new_id,
                E::NotesRestacked { notes } => notes[0].note = new_id,
                E::NotesPinned { notes } => notes[0].host = Some(new_id),
                E::TextEdited { operation, .. } => {
                    *operation = squall_board::TextOperation::between("é😀 abc", &words);
                }
                E::ArrowRelabelled { label, .. } => *label = words,
                E::FrameRetitled { title, .. } | E::BoardRetitled { title } => *title = words,
                E::FrameRetyped { .. } => {}
                E::ParticipantIntroduced { name } => *name = words,
                E::DetailsChanged { notes } => notes[0].note = new_id,
                E::HintDismissed { hint, reason } => {
                    hint.clone_from(&words);
                    *reason = words;
                }
                E::HintRestored { hint } => *hint = words,
                E::LinksJudged { links, .. } => links[0].from = new_id,
                E::AgendaSet { agenda } => *agenda = agenda.take().filter(|_| times > 1),
                E::ContextsRelated { relation, .. } => {
                    *relation = relation.take().filter(|_| times > 1);
                }
                E::ArrowBent { bend, .. } => *bend = bend.filter(|_| times > 1),
                E::ItemsLocked { notes, .. } => *notes = vec![new_id; times],
                E::PhaseEntered { .. } | E::TimerSet { .. } | E::TimerExtended { .. } => {}
            }
            event
        },
    )
}

proptest! {
    #[test]
    fn any_event_comes_back_from_the_log_and_the_wire(event in any_event()) {
        let stored = StoredEvent::of(&event);
        let text = serde_json::to_string(&to_json(&stored)).unwrap();
        prop_assert_eq!(from_json(&text).into_event(), Ok(event.clone()));
        let message = ServerMessage::Recorded { events: vec![samples::recorded(event)] };
        let frame = encode(&message);
        prop_assert_eq!(decode::<ServerMessage>(&frame), Ok(message));
    }
}
