//! What outlives the page: given work without an answer or to be undone, when the page is left and
//! opened again, then nothing is lost, recorded twice or taken from others.
//!
//! `UPDATE_GOLDEN=1` writes the golden file and fails, so that it is never left on by accident.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::path::PathBuf;

use squall_board::fixture::{self, ANN, BEN, note_id};
use squall_board::protocol::{ClientMessage, Epoch, Hello, Resume, ServerMessage};
use squall_board::room::{Proposed, Room};
use squall_board::{
    Board, BoardCommand, ClientSecret, NoteKind, NoteMove, Point, RecordedEvent, Rejection, Seq,
    Snapshot, TextOperation,
};
use squall_editor::kept::{KeptCommand, KeptCommands};
use squall_editor::keymap::Action;
use squall_editor::{EditTarget, Editor, Notice, Selection};

const FIRST: ClientSecret = ClientSecret::from_u128(1);
const SECOND: ClientSecret = ClientSecret::from_u128(2);
const OTHER: ClientSecret = ClientSecret::from_u128(3);
const EPOCH: Epoch = Epoch(1);

fn page(secret: ClientSecret) -> Editor {
    let mut next = secret.client().as_u128() << 64;
    let ids = move || {
        next += 1;
        next
    };
    Editor::new(secret, ANN, Box::new(ids))
}

fn opened(secret: ClientSecret, room: &Room) -> Editor {
    let mut editor = page(secret);
    editor.restore(Snapshot::of(room.board(), room.head()), EPOCH);
    editor
}

fn room(text: &str) -> Room {
    Room::new(EPOCH, fixture::board(text), Seq(1), vec![])
}

fn hello(secret: ClientSecret, room: &Room) -> Hello {
    Hello {
        secret,
        participant: if secret == OTHER { BEN } else { ANN },
        name: String::new(),
        epoch: Some(EPOCH),
        last_seq: room.head(),
        first_pending: None,
    }
}

/// Connects the page, and everything that it asks is answered.
fn connect(editor: &mut Editor, room: &mut Room, log: &[(u64, Seq)]) {
    let ClientMessage::Hello(hello) = editor.hello() else { panic!() };
    let joined = room.join(hello, log.iter().copied()).unwrap();
    let (session, epoch, head, people) = (joined.session, EPOCH, room.head(), joined.people);
    let welcome = ServerMessage::Welcome { session, epoch, head, resume: Resume::Tail, people };
    editor.receive(welcome).unwrap();
    if !joined.missed.is_empty() {
        editor.receive(ServerMessage::Recorded { events: joined.missed }).unwrap();
    }
    loop {
        let outgoing = editor.take_outgoing();
        if outgoing.is_empty() {
            break;
        }
        for message in outgoing {
            let ClientMessage::Propose { number, base_seq, command } = message else { continue };
            let answer = match room.propose(session, number, base_seq, command, 0).unwrap() {
                Proposed::Recorded(event) => ServerMessage::Recorded { events: vec![event] },
                Proposed::Repeated { seq } => ServerMessage::AlreadyRecorded { number, seq },
                Proposed::Rejected(rejection) => ServerMessage::Rejected { number, rejection },
            };
            editor.receive(answer).unwrap();
        }
    }
    assert_eq!(editor.replica().pending_count(), 0);
    assert_eq!(editor.replica().confirmed(), room.board());
}

fn somebody(room: &mut Room, command: BoardCommand) -> RecordedEvent {
    let session = room.join(hello(OTHER, room), []).unwrap().session;
    let number = room.head().0;
    let Proposed::Recorded(event) = room.propose(session, number, room.head(), command, 0).unwrap()
    else {
        panic!("not recorded");
    };
    room.leave(session);
    event
}

fn kept(editor: &Editor) -> KeptCommands {
    KeptCommands::from_bytes(&editor.kept_commands().unwrap()).unwrap()
}

fn write(editor: &mut Editor, name: &str, text: &str) {
    editor.start_editing(EditTarget::Note(note_id(name)));
    editor.type_text(note_id(name), text);
    editor.stop_editing();
}

fn text<'a>(board: &'a Board, name: &str) -> &'a str {
    &board.note(note_id(name)).unwrap().text
}

#[test]
fn a_text_field_follows_a_note_that_the_closed_page_deleted_and_put_back() {
    let mut room = room("event a @ 100,100");
    let mut left = opened(FIRST, &room);
    left.act(Action::SelectAll);
    left.act(Action::Delete);
    left.act(Action::Undo);
    let operation = TextOperation::between("a", "a, by somebody else");
    somebody(&mut room, BoardCommand::EditText { note: note_id("a"), operation });

    let mut next = opened(SECOND, &room);
    next.take_effects();
    assert!(next.adopt(kept(&left)));
    let edits = next.take_effects().text_edits;
    assert_eq!(text(next.board(), "a"), "a");
    assert_eq!(edits[0].1.apply("a, by somebody else").unwrap(), "a");
}

#[test]
fn edits_of_a_closed_page_are_recorded_by_the_next_one() {
    let mut room = room("event a @ 100,100");
    let mut left = opened(FIRST, &room);
    left.act(Action::AddNote(NoteKind::Policy));
    write(&mut left, "a", "a, offline");
    let shown = left.board().clone();

    let mut next = opened(SECOND, &room);
    assert!(next.adopt(kept(&left)));
    assert_eq!(next.board(), &shown);
    connect(&mut next, &mut room, &[]);
    assert_eq!(room.board(), &shown);
    assert_eq!(next.kept_commands(), None);
    // Its own commands go on under numbers that the other page cannot have used.
    write(&mut next, "a", "a, offline and after");
    assert!(kept(&next).commands[0].number > kept(&left).commands[1].number + 1_000);
    connect(&mut next, &mut room, &[]);
    assert_eq!(text(room.board(), "a"), "a, offline and after");
}

#[test]
fn edits_are_adopted_before_the_board_is_there_too() {
    let mut room = room("event a @ 100,100");
    let mut left = opened(FIRST, &room);
    write(&mut left, "a", "a, offline");
    let mut next = page(SECOND);
    assert!(next.adopt(kept(&left)));
    next.restore(Snapshot::of(room.board(), room.head()), EPOCH);
    assert_eq!(text(next.board(), "a"), "a, offline");
    connect(&mut next, &mut room, &[]);
    assert_eq!(text(room.board(), "a"), "a, offline");
}

#[test]
fn an_edit_that_was_recorded_although_the_page_never_heard_of_it_is_recorded_once() {
    let mut room = room("event a @ 100,100");
    let mut left = opened(FIRST, &room);
    let session = room.join(hello(FIRST, &room), []).unwrap().session;
    left.act(Action::AddNote(NoteKind::Policy));
    write(&mut left, "a", "a, in doubt");
    let kept = kept(&left);
    for KeptCommand { number, command, .. } in kept.commands.clone() {
        room.propose(session, number, Seq(1), command, 0).unwrap();
    }
    room.leave(session);
    let log: Vec<_> = kept.commands.iter().map(|it| it.number).zip([Seq(2), Seq(3)]).collect();

    let mut next = opened(SECOND, &room);
    assert!(next.adopt(kept));
    assert_eq!(text(next.board(), "a"), "a, in doubt", "not shown twice");
    connect(&mut next, &mut room, &log);
    assert_eq!(room.head(), Seq(3));
    assert_eq!((text(room.board(), "a"), room.board().notes().len()), ("a, in doubt", 2));
    assert_eq!(next.take_effects().notices, []);
}

#[test]
fn what_has_become_impossible_is_said_and_its_text_kept() {
    let mut room = room("event a @ 100,100; event b @ 400,100");
    let mut left = opened(FIRST, &room);
    write(&mut left, "a", "a, offline");
    write(&mut left, "b", "b, offline");
    let notes = vec![note_id("a")];
    somebody(&mut room, BoardCommand::DeleteItems { notes, arrows: vec![], frames: vec![] });

    let mut next = opened(SECOND, &room);
    assert!(next.adopt(kept(&left)));
    connect(&mut next, &mut room, &[]);
    assert_eq!(text(room.board(), "b"), "b, offline");
    let notices = next.take_effects().notices;
    let [Notice::TakenBack { rejection, text }] = notices.as_slice() else { panic!("{notices:?}") };
    assert_eq!(*rejection, Rejection::ItemsGone);
    assert_eq!(text.as_deref(), Some(", offline"));
}

#[test]
fn words_of_a_closed_page_and_words_of_others_since_are_both_kept() {
    let mut room = room("event a @ 100,100");
    let mut left = opened(FIRST, &room);
    write(&mut left, "a", "Ann: a");
    let operation = TextOperation::between("a", "a (Ben)");
    somebody(&mut room, BoardCommand::EditText { note: note_id("a"), operation });
    let mut next = opened(SECOND, &room);
    assert!(next.adopt(kept(&left)));
    connect(&mut next, &mut room, &[]);
    assert_eq!(text(room.board(), "a"), "Ann: a (Ben)");
}

#[test]
fn a_page_with_work_of_its_own_does_not_adopt() {
    let room = room("event a @ 100,100");
    let mut left = opened(FIRST, &room);
    write(&mut left, "a", "left");
    let mut busy = opened(SECOND, &room);
    write(&mut busy, "a", "busy");
    let own = kept(&busy);
    assert!(!busy.adopt(kept(&left)));
    assert_eq!(kept(&busy), own);
}

#[test]
fn undo_goes_on_after_a_reload_and_leaves_what_others_wrote_meanwhile() {
    let mut room = room("event a @ 100,100");
    let mut page = opened(FIRST, &room);
    page.select(Selection::of_notes([note_id("a")]));
    page.act(Action::Nudge(squall_editor::hit_test::Way::Right));
    write(&mut page, "a", "a by Ann");
    connect(&mut page, &mut room, &[]);
    page.undo();
    page.redo();
    let undo = page.kept_undo().unwrap();
    connect(&mut page, &mut room, &[]);
    let operation = TextOperation::between("a by Ann", "Ben: a by Ann");
    somebody(&mut room, BoardCommand::EditText { note: note_id("a"), operation });

    let mut page = opened(SECOND, &room);
    page.restore_undo(&undo);
    page.undo();
    assert_eq!(text(page.board(), "a"), "Ben: a");
    page.undo();
    assert_eq!(page.board().note(note_id("a")).unwrap().centre, Point::new(100.0, 100.0));
    assert_eq!(page.can_undo_redo(), (false, true));
    page.redo();
    page.redo();
    assert_eq!(page.board(), room.board());
    connect(&mut page, &mut room, &[]);
}

#[test]
fn undo_of_a_reloaded_page_does_not_move_what_somebody_has_moved_since() {
    let mut room = room("event a @ 100,100");
    let mut page = opened(FIRST, &room);
    page.select(Selection::of_notes([note_id("a")]));
    page.act(Action::Nudge(squall_editor::hit_test::Way::Right));
    connect(&mut page, &mut room, &[]);
    let undo = page.kept_undo().unwrap();
    let notes = vec![NoteMove { note: note_id("a"), to: Point::new(0.0, 700.0) }];
    somebody(&mut room, BoardCommand::MoveItems { notes, frames: vec![] });
    let mut page = opened(SECOND, &room);
    page.restore_undo(&undo);
    page.take_effects();
    page.undo();
    assert_eq!(page.take_effects().notices, [Notice::ChangedSince { everything: true }]);
    assert_eq!(page.board(), room.board());
}

#[test]
fn undoing_much_copying_and_redoing_back_to_the_present_changes_nothing() {
    let room = room("event a @ 100,100; command b @ 500,100; b -> a");
    let mut page = opened(FIRST, &room);
    write(&mut page, "a", "Order placed");
    page.act(Action::SelectAll);
    page.act(Action::Duplicate);
    page.act(Action::Nudge(squall_editor::hit_test::Way::Down));
    page.retype(NoteKind::Policy);
    page.act(Action::Delete);
    page.act(Action::AddNote(NoteKind::Hotspot));
    let present = page.board().clone();
    let mut steps = 0;
    while page.can_undo_redo().0 {
        page.undo();
        steps += 1;
        page.act(Action::SelectAll);
        assert!(page.copy().is_some());
    }
    assert!(steps >= 5, "{steps}");
    assert_eq!(page.board(), room.board());
    while page.can_undo_redo().1 {
        page.redo();
    }
    assert_eq!(page.board(), &present);
}

#[test]
fn undo_that_is_too_large_is_kept_without_its_oldest_part() {
    let room = room("event a @ 100,100");
    let mut page = opened(FIRST, &room);
    let line = "y".repeat(2_000);
    for round in 0..12 {
        let lines = format!("{line}\n").repeat(100);
        page.paste_text(&lines, NoteKind::DomainEvent);
        page.retype(if round % 2 == 0 { NoteKind::Policy } else { NoteKind::Command });
    }
    let kept = page.kept_undo().unwrap();
    assert!(kept.len() <= squall_editor::kept::UNDO_BYTES_MAX, "{}", kept.len());
    let mut next = opened(SECOND, &room);
    next.restore_undo(&kept);
    assert_eq!(next.can_undo_redo(), (true, false));
}

#[test]
fn what_is_no_kept_form_is_passed_over() {
    let room = room("event a @ 100,100");
    let mut page = opened(FIRST, &room);
    for bytes in [&[][..], &[1], &[2, 0], b"nonsense", &[3, 255, 255, 255, 255, 255], &[3, 0]] {
        assert_eq!(KeptCommands::from_bytes(bytes), None);
        page.restore_undo(bytes);
        assert_eq!(page.can_undo_redo(), (false, false));
    }
}

#[test]
fn the_stored_form_of_kept_commands_is_read_for_ever() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/kept.v4.txt");
    let command =
        |number, command, before: &str| KeptCommand { number, command, before: before.to_owned() };
    let operation = TextOperation::between("a", "a, offline 🎉");
    let commands = vec![
        command(3, fixture::add_note(fixture::note("a", NoteKind::DomainEvent)), ""),
        command(4, BoardCommand::EditText { note: note_id("a"), operation }, "a"),
        command(9, BoardCommand::RetitleBoard { title: "Shop".to_owned() }, ""),
    ];
    let kept = KeptCommands { secret: FIRST, commands };
    let bytes = kept.to_bytes();
    let made: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, format!("{made}\n")).unwrap();
        panic!("the golden file is written anew");
    }
    let golden = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        golden.trim_end(),
        made,
        "a changed form needs a version and a reader of the old one"
    );
    assert_eq!(KeptCommands::from_bytes(&bytes), Some(kept));
}
