//! What holds for every history of a board, possible or absurd.

mod histories;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use squall_board::upcast::StoredEvent;
use squall_board::{
    Board, BoardEvent, FrameId, FrameKind, NoteId, ParticipantId, Seq, Snapshot, UndoOutcome,
    UndoStep, limits,
};

use histories::{Choice, choices};

const NOBODY: ParticipantId = ParticipantId::from_u128(99);

/// The board after a history, and its events with who recorded them.
fn live(history: &[Choice]) -> (Board, Vec<(ParticipantId, BoardEvent)>) {
    let (mut board, mut events) = (Board::default(), vec![]);
    for (place, choice) in history.iter().enumerate() {
        let command = choice.command(&board, (place as u128 + 1) << 8);
        if let Ok(event) = board.decide(&command, choice.participant()) {
            board.apply(&event, choice.participant());
            check_invariants(&board);
            events.push((choice.participant(), event));
        }
    }
    (board, events)
}

/// The invariants that `board.rs`, `limits.rs` and `decide.rs` state.
fn check_invariants(board: &Board) {
    for arrow in board.arrows() {
        assert_ne!(arrow.from, arrow.to, "an arrow's ends differ");
        assert!(board.note(arrow.from).is_some() && board.note(arrow.to).is_some());
        assert!(is_title(&arrow.label));
    }
    for note in board.notes() {
        assert_ne!(note.host, Some(note.id), "nothing is pinned to itself");
        assert!(note.text.chars().count() <= limits::NOTE_TEXT_CHARS_MAX);
        assert!(note.text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
        assert!(is_in(note.centre.x, limits::COORDINATE_MAX));
        assert!(is_in(note.centre.y, limits::COORDINATE_MAX));
        let sizes = limits::NOTE_SIZE_MIN..=limits::NOTE_SIZE_MAX;
        assert!(sizes.contains(&note.size.width) && sizes.contains(&note.size.height));
    }
    for frame in board.frames() {
        assert!(is_title(&frame.title));
        assert!(is_in(frame.centre.x, limits::COORDINATE_MAX));
        let sizes = limits::FRAME_SIZE_MIN..=limits::FRAME_SIZE_MAX;
        assert!(sizes.contains(&frame.size.width) && sizes.contains(&frame.size.height));
    }
    assert!(is_title(board.title()));
    assert!(board.participants().all(|(_, name)| is_title(name)));
    assert!(board.notes().len() <= limits::NOTES_MAX);
    assert!(board.arrows().len() <= limits::ARROWS_MAX);
    assert!(board.frames().len() <= limits::FRAMES_MAX);
}

fn has_odd_pins(board: &Board) -> bool {
    let mut hosts = board.notes().filter_map(|note| note.host);
    hosts.any(|host| board.note(host).is_none_or(|host| host.host.is_some()))
}

fn is_context(board: &Board, id: FrameId) -> bool {
    board.frame(id).is_some_and(|frame| frame.kind == FrameKind::BoundedContext)
}

fn is_title(text: &str) -> bool {
    text.chars().count() <= limits::TITLE_CHARS_MAX && !text.chars().any(char::is_control)
}

fn is_in(x: f64, most: f64) -> bool {
    (-most..=most).contains(&x)
}

/// Applies the command that an outcome holds, if any; the event with its own way back.
fn reverse(board: &mut Board, step: &UndoStep, who: ParticipantId) -> Option<UndoStep> {
    let command = match step.command(board) {
        UndoOutcome::Whole(command) => command,
        UndoOutcome::Partly(_) | UndoOutcome::Superseded => return None,
    };
    let event = board.decide(&command, who).ok()?;
    let back = UndoStep::of(board, &event);
    board.apply(&event, who);
    back
}

/// The same cases in every run; `PROPTEST_CASES=5000` draws others.
fn config() -> ProptestConfig {
    let explores = std::env::var_os("PROPTEST_CASES").is_some();
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if !explores {
        (config.cases, config.rng_seed) = (200, RngSeed::Fixed(20_261_121));
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn replaying_the_log_gives_the_live_board(history in choices(60)) {
        let (board, events) = live(&history);
        let mut replayed = Board::default();
        for (who, event) in &events {
            let stored = StoredEvent::of(event);
            let text = stored.payload.to_string();
            let payload = serde_json::from_str(&text).unwrap();
            let read = StoredEvent { payload, ..stored }.into_event().unwrap();
            replayed.apply(&read, *who);
        }
        prop_assert_eq!(replayed, board);
    }

    #[test]
    fn patches_of_what_events_touch_keep_a_copy_equal(history in choices(60)) {
        let (mut board, mut copy) = (Board::default(), Board::default());
        let (_, events) = live(&history);
        for (who, event) in &events {
            board.apply(event, *who);
            copy.mend(board.patch(&event.touched(*who)));
        }
        // Who is on the board is not of the wall.
        let of_the_wall = |board: &Board| {
            let snapshot = Snapshot::of(board, Seq::ZERO);
            Snapshot { participants: vec![], ..snapshot }
        };
        prop_assert_eq!(of_the_wall(&copy), of_the_wall(&board));
    }

    #[test]
    fn a_snapshot_and_the_tail_give_the_live_board(history in choices(60), cut in any::<prop::sample::Index>()) {
        let (board, events) = live(&history);
        let cut = cut.index(events.len() + 1);
        let mut early = Board::default();
        for (who, event) in &events[..cut] {
            early.apply(event, *who);
        }
        let bytes = Snapshot::of(&early, Seq(cut as u64)).to_bytes();
        let snapshot = Snapshot::from_bytes(&bytes).unwrap();
        prop_assert_eq!(snapshot.seq, Seq(cut as u64));
        let mut late = snapshot.into_board();
        for (who, event) in &events[cut..] {
            late.apply(event, *who);
        }
        prop_assert_eq!(late, board);
    }

    #[test]
    fn an_event_touches_what_it_changes_and_nothing_else(history in choices(60)) {
        let (_, events) = live(&history);
        let mut board = Board::default();
        for (who, event) in &events {
            let before = board.clone();
            board.apply(event, *who);
            let mut undone = board.clone();
            undone.reset(&event.touched(*who), &before);
            prop_assert_eq!(&undone, &before);
        }
    }

    #[test]
    fn undo_right_after_do_restores_and_redo_does_it_again(history in choices(60)) {
        let mut board = Board::default();
        for (place, choice) in history.iter().enumerate() {
            let who = choice.participant();
            let command = choice.command(&board, (place as u128 + 1) << 8);
            let Ok(event) = board.decide(&command, who) else { continue };
            let before = board.clone();
            let step = UndoStep::of(&before, &event);
            board.apply(&event, who);
            let Some(step) = step else {
                let is_introduction = matches!(event, BoardEvent::ParticipantIntroduced { .. });
                let is_everybodys = event.touched(who).session;
                prop_assert!(is_introduction || is_everybodys, "{event:?} cannot be undone");
                continue;
            };
            if board == before {
                continue;
            }
            // A pin to a note that has gone cannot be made again, nor a chain of pins, which a host
            // that comes back can make.
            if matches!(event, BoardEvent::NotesPinned { .. }) && has_odd_pins(&before) {
                continue;
            }
            // Nor is a context that has gone related to another again.
            if let BoardEvent::ContextsRelated { one, other, .. } = &event
                && [one, other].iter().any(|id| !is_context(&before, **id))
            {
                continue;
            }
            let after = board.clone();
            let redo = reverse(&mut board, &step, who);
            prop_assert_eq!(&board, &before, "{:?} was not undone", event);
            check_invariants(&board);
            let Some(redo) = redo else { panic!("{event:?} has no way back") };
            reverse(&mut board, &redo, who);
            prop_assert_eq!(&board, &after, "{:?} was not done again", event);
        }
    }

    #[test]
    fn applying_events_about_missing_items_does_not_panic(history in choices(40), other in choices(40)) {
        let (_, events) = live(&history);
        let (mut board, _) = live(&other);
        let ids: BTreeSet<NoteId> = board.notes().map(|note| note.id).collect();
        for (who, event) in events.iter().rev() {
            board.apply(event, *who);
        }
        let added = events.iter().any(|(_, event)| matches!(event, BoardEvent::ItemsAdded { .. }));
        let is_new = |id: NoteId| !ids.contains(&id);
        prop_assert!(added || !board.notes().any(|note| is_new(note.id)));
    }

    #[test]
    fn deciding_changes_nothing_and_does_not_panic(history in choices(40), more in choices(20)) {
        let (board, _) = live(&history);
        for (place, choice) in more.iter().enumerate() {
            let before = board.clone();
            let decided = board.decide(&choice.command(&board, 7 + place as u128), NOBODY);
            prop_assert_eq!(&board, &before);
            if let Ok(event) = decided {
                let mut after = board.clone();
                after.apply(&event, NOBODY);
                check_invariants(&after);
            }
        }
    }
}
