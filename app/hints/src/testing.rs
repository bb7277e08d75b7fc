//! What the cases of all rules share: a wall as text, and the hints of one rule as the notes that they
//! name. Every fix that is offered on the way is carried out and must help.

use squall_board::fixture::{ANN, board, note_id};
use squall_board::{
    Board, BoardCommand, Detail, DetailChange, DetailId, Field, FieldType, NoteDetail,
    TextOperation,
};
use squall_language::Language;
use squall_model::derive;

use crate::{Hint, Level, RuleId, Settings, Stage, hints};

/// An English wall at the end of a session at design level: the strictest stage before an export.
pub(crate) fn english() -> Settings {
    english_at(Level::Design, Stage::BoundedContexts)
}

/// An English wall at this stage.
pub(crate) fn english_at(level: Level, stage: Stage) -> Settings {
    Settings { language: Some(Language::English), ..Settings::at(level, stage) }
}

/// Asserts the hints of the rule about the wall at the end of a session at design level: for each the
/// texts of its notes.
#[track_caller]
pub(crate) fn check(rule: RuleId, text: &str, expected: &[&str]) {
    check_in(&english(), rule, text, expected);
}

/// As [`check`], in the settings.
#[track_caller]
pub(crate) fn check_in(settings: &Settings, rule: RuleId, text: &str, expected: &[&str]) {
    check_on(&wall(text), settings, rule, expected);
}

/// As [`check`], on this wall.
#[track_caller]
pub(crate) fn check_on(wall: &Board, settings: &Settings, rule: RuleId, expected: &[&str]) {
    let found = of_rule(wall, settings, rule);
    let names: Vec<String> = found.iter().map(|hint| names(wall, hint)).collect();
    assert_eq!(names, expected, "{found:?}");
    for hint in &found {
        assert!(hint.message.ends_with(['.', '?']), "{}", hint.message);
        assert_fix_helps(wall, settings, hint, &found);
    }
}

/// The board that the text describes, with these details on the notes of these names.
#[track_caller]
pub(crate) fn detailed(text: &str, details: &[(&str, Detail)]) -> Board {
    let mut board = wall(text);
    let change = |(note, detail): &(&str, Detail)| NoteDetail {
        note: note_id(note),
        change: DetailChange::Put(detail.clone()),
    };
    let notes: Vec<NoteDetail> = details.iter().map(change).collect();
    if !notes.is_empty() {
        carry_out(&mut board, &BoardCommand::ChangeDetails { notes });
    }
    board
}

/// A field with this name.
pub(crate) fn field(name: &str, kind: FieldType) -> Detail {
    let id = DetailId::from_u128(note_id(name).as_u128());
    Detail::Field(Field { id, name: name.to_owned(), kind, example: String::new() })
}

/// A rule with this text.
pub(crate) fn rule(text: &str) -> Detail {
    let id = DetailId::from_u128(note_id(text).as_u128());
    Detail::Rule { id, text: text.to_owned() }
}

/// The board that the text describes, as in `fixture::board`; `¶` in a name is a line end.
pub(crate) fn wall(text: &str) -> Board {
    let mut board = board(text);
    let notes: Vec<_> = board.notes().filter(|note| note.text.contains('¶')).cloned().collect();
    for note in notes {
        let operation = TextOperation::between(&note.text, &note.text.replace('¶', "\n"));
        carry_out(&mut board, &BoardCommand::EditText { note: note.id, operation });
    }
    board
}

/// The hints of one rule.
pub(crate) fn of_rule(board: &Board, settings: &Settings, rule: RuleId) -> Vec<Hint> {
    let all = hints(board, &derive(board), settings);
    all.into_iter().filter(|hint| hint.rule == rule).collect()
}

fn names(board: &Board, hint: &Hint) -> String {
    let notes = hint.notes.iter().filter_map(|note| board.note(*note));
    notes.map(|note| note.text.replace('\n', " / ")).collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn assert_fix_helps(board: &Board, settings: &Settings, hint: &Hint, before: &[Hint]) {
    let Some(fix) = &hint.fix else { return };
    let mut next = 1_000_000_u128;
    let mut ids = || {
        next += 1;
        next
    };
    let mut after = board.clone();
    let commands = fix.commands(board, ANN, &mut ids);
    assert!(!commands.is_empty(), "{fix:?} does nothing");
    for command in &commands {
        carry_out(&mut after, command);
    }
    let left = of_rule(&after, settings, hint.rule);
    let is_new = |other: &&Hint| before.iter().all(|it| it.key != other.key);
    let mut others = left.iter();
    let same = others.find(|it| it.key == hint.key || (it.notes == hint.notes && is_new(it)));
    assert!(same.is_none(), "{fix:?} does not help: {same:?}");
}

/// Applies what follows from the command.
#[track_caller]
pub(crate) fn carry_out(board: &mut Board, command: &BoardCommand) {
    let event = board.decide(command, ANN).unwrap_or_else(|error| panic!("{command:?}: {error}"));
    board.apply(&event, ANN);
}
