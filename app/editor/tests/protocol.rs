//! What the protocol asks of a client, by the rules of `docs/protocol.md`: the replica keeps them.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use squall_board::fixture::{self, ANN, BEN, note_id};
use squall_board::protocol::{ClientMessage, Epoch};
use squall_board::{
    BoardCommand, BoardEvent, ClientSecret, CommandId, RecordedEvent, Rejection, Seq, Snapshot,
    TextOperation,
};
use squall_editor::{Change, Gap, Replica};

const OWN: ClientSecret = ClientSecret::from_u128(1);
const OTHER: ClientSecret = ClientSecret::from_u128(2);

/// A replica of a board with the note `a`, on which `a` is written, at event 1.
fn replica() -> Replica {
    let mut replica = Replica::new(OWN, ANN);
    replica.restore(Snapshot::of(&fixture::board("event a"), Seq(1)), Epoch(1));
    replica
}

fn write(old: &str, new: &str) -> BoardCommand {
    BoardCommand::EditText { note: note_id("a"), operation: TextOperation::between(old, new) }
}

/// Somebody else's edit in its place in the log.
fn written_by_ben(seq: u64, old: &str, new: &str) -> RecordedEvent {
    let event =
        BoardEvent::TextEdited { note: note_id("a"), operation: TextOperation::between(old, new) };
    let command_id = CommandId { client: OTHER.client(), number: seq };
    RecordedEvent { seq: Seq(seq), command_id, participant: BEN, recorded_at_ms: 0, event }
}

fn text(replica: &Replica) -> &str {
    &replica.view().note(note_id("a")).unwrap().text
}

/// Number, base and command of everything that is to be sent now.
fn sent(replica: &mut Replica) -> Vec<(u64, Seq, BoardCommand)> {
    let sent = replica.take_outgoing().into_iter().map(|message| match message {
        ClientMessage::Propose { number, base_seq, command } => (number, base_seq, command),
        other => panic!("{other:?}"),
    });
    sent.collect()
}

/// P3.8
#[test]
fn a_missing_event_is_noticed_and_what_came_before_it_is_kept() {
    let mut replica = replica();
    let events = [written_by_ben(2, "a", "ab"), written_by_ben(4, "abc", "abcd")];
    let gap = replica.record(&events, &mut Change::default());
    assert_eq!(gap, Err(Gap { received: Seq(4) }));
    assert_eq!((replica.last_seq(), text(&replica)), (Seq(2), "ab"));
}

/// P5.5
#[test]
fn a_second_edit_of_a_note_waits_for_the_answer_to_the_first() {
    let mut replica = replica();
    replica.propose(write("a", "ab")).unwrap();
    assert_eq!(sent(&mut replica), [(1, Seq(1), write("a", "ab"))]);
    replica.propose(write("ab", "abc")).unwrap();
    replica.propose(write("abc", "abcd")).unwrap();
    assert_eq!(sent(&mut replica), []);
    let event =
        BoardEvent::TextEdited { note: note_id("a"), operation: TextOperation::between("a", "ab") };
    let command_id = CommandId { client: OWN.client(), number: 1 };
    let own = RecordedEvent { command_id, participant: ANN, event, ..written_by_ben(2, "", "") };
    replica.record(&[own], &mut Change::default()).unwrap();
    assert_eq!(sent(&mut replica), [(2, Seq(2), write("ab", "abcd"))], "composed into one");
}

/// P5.3, P5.6
#[test]
fn an_edit_on_its_way_is_moved_over_those_of_others_and_their_words_come_first() {
    let mut replica = replica();
    replica.propose(write("a", "a!")).unwrap();
    assert_eq!(sent(&mut replica).len(), 1);
    replica.record(&[written_by_ben(2, "a", "a?")], &mut Change::default()).unwrap();
    assert_eq!(text(&replica), "a?!");
}

/// P4.9, P5.7
#[test]
fn an_edit_on_too_old_a_base_is_proposed_again_under_its_number() {
    let mut replica = replica();
    replica.propose(write("a", "a!")).unwrap();
    assert_eq!(sent(&mut replica), [(1, Seq(1), write("a", "a!"))]);
    replica.record(&[written_by_ben(2, "a", "ba")], &mut Change::default()).unwrap();
    replica.reject(1, Rejection::BaseTooOld);
    assert_eq!(sent(&mut replica), [(1, Seq(2), write("ba", "ba!"))]);
}
