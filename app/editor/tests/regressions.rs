//! Bugs that the simulation has found, each as the shortest story that shows it.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "the tests of gestures use more of the wall")]
mod wall;

use squall_board::fixture::{self, ANN, BEN, note_id};
use squall_board::protocol::{Epoch, Hello, SessionId};
use squall_board::room::{Proposed, Room};
use squall_board::{
    Board, BoardCommand, BoardEvent, ClientSecret, CommandId, NoteKind, RecordedEvent, Rejection,
    Seq, Snapshot, TextOperation,
};
use squall_editor::keymap::Action;
use squall_editor::{Change, EditTarget, Replica, Selection};

use wall::Wall;

const OWN: ClientSecret = ClientSecret::from_u128(1);
const OTHER: ClientSecret = ClientSecret::from_u128(2);

fn write(old: &str, new: &str) -> BoardCommand {
    BoardCommand::EditText { note: note_id("a"), operation: TextOperation::between(old, new) }
}

fn edited(old: &str, new: &str) -> BoardEvent {
    BoardEvent::TextEdited { note: note_id("a"), operation: TextOperation::between(old, new) }
}

fn recorded(seq: u64, client: ClientSecret, number: u64, event: BoardEvent) -> RecordedEvent {
    let participant = if client == OWN { ANN } else { BEN };
    let command_id = CommandId { client: client.client(), number };
    RecordedEvent { seq: Seq(seq), command_id, participant, recorded_at_ms: 0, event }
}

fn replica(text: &str) -> Replica {
    let mut replica = Replica::new(OWN, ANN);
    replica.restore(Snapshot::of(&fixture::board(text), Seq(1)), Epoch(1));
    replica
}

fn text(replica: &Replica) -> &str {
    &replica.view().note(note_id("a")).unwrap().text
}

fn with_text(text: &str) -> Board {
    let mut note = fixture::note("a", NoteKind::DomainEvent);
    note.text = text.to_owned();
    let mut board = Board::default();
    board.apply(&board.decide(&fixture::add_note(note), ANN).unwrap(), ANN);
    board
}

#[test]
fn words_are_not_shown_twice_after_a_snapshot_that_holds_them() {
    let mut replica = replica("event a");
    replica.propose(write("a", "a hello")).unwrap();
    assert_eq!(replica.take_outgoing().len(), 1);
    replica.disconnect();
    replica.propose(write("a hello", "a hello you")).unwrap();
    replica.restore(Snapshot::of(&with_text("a hello"), Seq(9)), Epoch(1));
    assert_eq!(text(&replica), "a hello you");
    replica.take_outgoing();
    replica.already_recorded(1, Seq(5));
    assert_eq!(text(&replica), "a hello you");
}

#[test]
fn words_that_a_snapshot_only_seemed_to_hold_are_sent_and_kept() {
    let mut replica = replica("event a");
    replica.propose(write("a", "a x")).unwrap();
    replica.take_outgoing();
    replica.disconnect();
    // Somebody else has written the same.
    replica.restore(Snapshot::of(&with_text("a x"), Seq(9)), Epoch(1));
    let sent = replica.take_outgoing();
    let squall_board::protocol::ClientMessage::Propose { command, .. } = &sent[0] else { panic!() };
    let event = replica.confirmed().decide(command, ANN).unwrap();
    let mut change = Change::default();
    replica.record(&[recorded(10, OWN, 1, event)], &mut change).unwrap();
    assert_eq!(text(&replica), "a x x");
}

#[test]
fn a_text_field_follows_the_removal_of_refused_words() {
    let mut replica = replica("event a");
    replica.propose(write("a", "a no")).unwrap();
    replica.take_outgoing();
    replica.propose(write("a no", "a no more")).unwrap();
    let change = replica.reject(1, Rejection::TextTooLong);
    let field = change
        .text_edits
        .iter()
        .fold("a no more".to_owned(), |field, (_, edit)| edit.apply(&field).unwrap());
    assert_eq!((field.as_str(), text(&replica)), ("a more", "a more"));
}

#[test]
fn a_text_field_and_undo_follow_a_snapshot() {
    let mut wall = Wall::given("event a");
    wall.editor.start_editing(EditTarget::Note(note_id("a")));
    wall.editor.type_text(note_id("a"), "a mine");
    wall.settle();
    wall.editor.take_effects();
    wall.editor.disconnect();
    wall.editor.restore(Snapshot::of(&with_text("THEIRS a mine"), Seq(90)), Epoch(1));
    let effects = wall.editor.take_effects();
    assert_eq!(effects.text_edits[0].1.apply("a mine").unwrap(), "THEIRS a mine");
    wall.editor.act(Action::Undo);
    assert_eq!(wall.text("a"), "THEIRS a");
}

#[test]
fn typing_after_undoing_a_deletion_is_not_moved_by_what_went_with_the_deletion() {
    let mut wall = Wall::given("event a");
    wall.editor.select(Selection::of_notes([note_id("a")]));
    wall.editor.act(Action::Delete);
    wall.editor.act(Action::Undo);
    wall.editor.type_text(note_id("a"), "ab");
    // Recorded before the deletion arrived.
    wall.somebody_writes(note_id("a"), "a", "long before a");
    assert_eq!(wall.text("a"), "ab");
    wall.settle();
    assert_eq!(wall.text("a"), "ab");
}

/// P5.7
#[test]
fn an_edit_made_before_a_note_was_put_back_by_somebody_else_is_made_anew() {
    let (mut room, ann, ben) = room_after_ben_put_the_note_back();
    // Of one length, so that it could have been applied to the wrong words.
    let proposed = room.propose(ann, 1, Seq(1), write("abc", "a"), 0);
    assert_eq!(proposed, Ok(Proposed::Rejected(Rejection::BaseTooOld)));
    // Who put it back and wrote on it at once is understood.
    let own = room.propose(ben, 3, Seq(1), write("xyz", "xyz!"), 0).unwrap();
    let Proposed::Recorded(own) = own else { panic!("{own:?}") };
    assert_eq!(own.event, edited("xyz", "xyz!"));
}

#[test]
fn an_edit_of_a_note_that_may_have_been_put_back_long_ago_waits_for_the_answer() {
    let mut replica = Replica::new(OWN, ANN);
    let mut note = fixture::note("a", NoteKind::DomainEvent);
    note.text = String::new();
    replica.propose(fixture::add_note(note)).unwrap();
    replica.propose(write("", "words")).unwrap();
    assert_eq!(replica.take_outgoing().len(), 2, "on a fresh connection both go out");
    replica.disconnect();
    assert_eq!(replica.take_outgoing().len(), 1, "the note first");
    replica.restore(Snapshot::of(&with_text("others' "), Seq(9)), Epoch(1));
    replica.already_recorded(1, Seq(5));
    let sent = replica.take_outgoing();
    let squall_board::protocol::ClientMessage::Propose { command, .. } = &sent[0] else { panic!() };
    assert!(replica.confirmed().decide(command, ANN).is_ok());
    assert!(text(&replica).contains("words") && text(&replica).contains("others' "));
}

#[test]
fn the_text_field_of_a_note_deleted_and_put_back_in_one_message_shows_what_it_is() {
    let mut replica = replica("event a");
    let mut note = fixture::note("a", NoteKind::DomainEvent);
    note.text = "another".to_owned();
    let notes = vec![note_id("a")];
    let gone = BoardEvent::ItemsDeleted { notes, arrows: vec![], frames: vec![] };
    let back = BoardEvent::ItemsAdded { notes: vec![note], arrows: vec![], frames: vec![] };
    let mut change = Change::default();
    let events = [recorded(2, OTHER, 1, gone), recorded(3, OTHER, 2, back)];
    replica.record(&events, &mut change).unwrap();
    assert_eq!(change.text_edits[0].1.apply("a").unwrap(), "another");
}

/// A room with Ann and Ben on it, whose note was deleted and put back as `xyz` by Ben at 3.
fn room_after_ben_put_the_note_back() -> (Room, SessionId, SessionId) {
    let mut room = Room::new(Epoch(1), with_text("abc"), Seq(1), vec![]);
    let hello = |secret, participant| Hello {
        secret,
        participant,
        name: String::new(),
        epoch: Some(Epoch(1)),
        last_seq: Seq(1),
        first_pending: None,
    };
    let ann = room.join(hello(OWN, ANN), []).unwrap().session;
    let ben = room.join(hello(OTHER, BEN), []).unwrap().session;
    for (number, command) in [(1, delete()), (2, put_back("xyz"))] {
        let proposed = room.propose(ben, number, Seq(1), command, 0).unwrap();
        assert!(matches!(proposed, Proposed::Recorded(_)));
    }
    (room, ann, ben)
}

fn delete() -> BoardCommand {
    BoardCommand::DeleteItems { notes: vec![note_id("a")], arrows: vec![], frames: vec![] }
}

fn put_back(text: &str) -> BoardCommand {
    let mut note = fixture::note("a", NoteKind::DomainEvent);
    note.text = text.to_owned();
    fixture::add_note(note)
}

/// P5.7
#[test]
fn an_edit_that_comes_again_after_its_author_put_the_note_back_is_not_made_twice() {
    let (mut room, ann, _) = room_after_ben_put_the_note_back();
    let too_old = room.propose(ann, 1, Seq(1), write("abc", "abc words"), 0);
    assert_eq!(too_old, Ok(Proposed::Rejected(Rejection::BaseTooOld)));
    for (number, command) in [(2, delete()), (3, put_back("abc words"))] {
        let proposed = room.propose(ann, number, Seq(1), command, 0).unwrap();
        assert!(matches!(proposed, Proposed::Recorded(_)));
    }
    // Before its author has seen that the note is back, and after.
    for base in [Seq(3), Seq(5)] {
        let again = room.propose(ann, 1, base, write("xyz", "xyz words"), 0);
        assert_eq!(again, Ok(Proposed::Rejected(Rejection::NothingToChange)), "{base}");
    }
}

#[test]
fn words_that_a_note_was_put_back_with_are_not_shown_twice() {
    let mut replica = replica("event a");
    replica.propose(write("a", "a words")).unwrap();
    replica.propose(delete()).unwrap();
    replica.propose(put_back("a words")).unwrap();
    replica.take_outgoing();
    replica.reject(1, Rejection::BaseTooOld);
    let mut change = Change::default();
    for (seq, command) in [(2, delete()), (3, put_back("a words"))] {
        let event = replica.confirmed().decide(&command, ANN).unwrap();
        replica.record(&[recorded(seq, OWN, seq, event)], &mut change).unwrap();
    }
    assert_eq!((text(&replica), replica.pending_count()), ("a words", 0));
}

#[test]
fn an_edit_of_a_note_that_is_gone_is_refused_for_that_reason() {
    let (mut room, ann, ben) = room_after_ben_put_the_note_back();
    let edit = room.propose(ben, 3, Seq(3), write("xyz", "other"), 0);
    assert!(matches!(edit, Ok(Proposed::Recorded(_))));
    assert!(matches!(room.propose(ann, 1, Seq(3), delete(), 0), Ok(Proposed::Recorded(_))));
    // Ann meant to put the note back as it once was and wrote on; putting it back was refused.
    let edit = room.propose(ann, 3, Seq(3), write("long ago", "long ago, words"), 0);
    assert_eq!(edit, Ok(Proposed::Rejected(Rejection::ItemsGone)));
}
