//! The one table of keys: shortcuts, tooltips and the help are made from it.

use squall_board::notation::Words;
use squall_board::{FrameKind, NoteKind, notation};
use squall_texts::{Text, Texts, text};

use crate::arrange::{Axis, Edge};
use crate::hit_test::Way;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A new note of this kind under the pointer.
    AddNote(NoteKind),
    /// The selected notes become this kind.
    Retype(NoteKind),
    /// A new frame of this kind around the selection or under the pointer.
    AddFrame(FrameKind),
    /// The select tool; ends whatever is going on.
    Select,
    /// Text of the selected note, arrow or frame.
    EditText,
    /// The next note to the right, of the kind that the grammar expects.
    Continue,
    /// Arrow from the selected note to another one, chosen next.
    Connect,
    /// Takes the selection off the board.
    Delete,
    /// The selection once more, beside itself.
    Duplicate,
    /// Everything selected.
    SelectAll,
    /// Own newest gesture taken back.
    Undo,
    /// Own newest undone gesture done again.
    Redo,
    /// The selection above everything else.
    BringToFront,
    /// The selection below everything else.
    SendToBack,
    /// The selection above the next note that covers it.
    BringForward,
    /// The selection below the next note that it covers.
    SendBackward,
    /// The selection on one line.
    Align(Edge),
    /// The selection with equal gaps.
    Distribute(Axis),
    /// Hands kept off the selection, or let at it again.
    Lock,
    /// The selection, or the wall, arranged by its arrows.
    Tidy,
    /// The selected frames as large as what is in them.
    FitFrames,
    /// The selection moved by 10 board units; while connecting, the other end moved to the next
    /// note.
    Nudge(Way),
    /// The next note that way selected.
    Go(Way),
    /// Closer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// 100 %.
    ZoomFull,
    /// Everything on the canvas.
    Fit,
    /// The selection on the canvas.
    FitSelection,
    /// What the selected note says beside its text.
    Details,
    /// Words on the wall.
    Search,
    /// The wall as headings and lists.
    Outline,
    /// The small map of the whole wall.
    Minimap,
    /// Every command by its name.
    Commands,
    /// The list of keys.
    Help,
}

impl Action {
    /// Whether it does nothing unless something is selected.
    #[must_use]
    pub const fn needs_selection(self) -> bool {
        matches!(
            self,
            Self::Retype(_)
                | Self::EditText
                | Self::Continue
                | Self::Connect
                | Self::Delete
                | Self::Duplicate
                | Self::BringToFront
                | Self::SendToBack
                | Self::BringForward
                | Self::SendBackward
                | Self::Align(_)
                | Self::Distribute(_)
                | Self::Lock
                | Self::FitFrames
                | Self::Nudge(_)
                | Self::FitSelection
                | Self::Details
        )
    }
}

/// A command with its name, for menus, bars and the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What it does.
    pub action: Action,
    /// How its keys are written.
    pub keys: String,
    /// What people read.
    pub label: String,
}

/// A key press, as the browser reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// `KeyboardEvent.code`, which does not depend on Alt or the layout.
    pub code: &'a str,
    /// Ctrl, or Cmd on a Mac.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt, or Option on a Mac.
    pub alt: bool,
}

/// One row of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// How the keys are written.
    pub keys: String,
    /// What they do.
    pub label: Text,
}

/// A fixed binding: with Ctrl or Cmd, with Shift, key, action, how it is written, what it does.
type Row = (bool, bool, &'static str, Action, &'static str, Text);

#[rustfmt::skip]
const FIXED: &[Row] = &[
    (false, false, "v", Action::Select, "V", text::ACTION_SELECT),
    (false, false, "Escape", Action::Select, "Esc", text::ACTION_LET_GO),
    (false, false, "Enter", Action::EditText, "Enter", text::ACTION_WRITE),
    (false, false, "F2", Action::EditText, "F2", text::ACTION_WRITE),
    (false, false, "Tab", Action::Continue, "Tab", text::ACTION_CONTINUE),
    (false, false, "n", Action::Connect, "N", text::ACTION_CONNECT),
    (false, false, "Delete", Action::Delete, "Delete", text::ACTION_DELETE),
    (false, false, "Backspace", Action::Delete, "Backspace", text::ACTION_DELETE),
    (true, false, "d", Action::Duplicate, "Ctrl D", text::ACTION_DUPLICATE),
    (true, false, "a", Action::SelectAll, "Ctrl A", text::ACTION_SELECT_ALL),
    (true, false, "z", Action::Undo, "Ctrl Z", text::ACTION_UNDO),
    (true, true, "z", Action::Redo, "Ctrl Shift Z", text::ACTION_REDO),
    (true, false, "y", Action::Redo, "Ctrl Y", text::ACTION_REDO),
    (false, false, "]", Action::BringToFront, "]", text::ACTION_FRONT),
    (false, false, "[", Action::SendToBack, "[", text::ACTION_BACK),
    (false, false, "}", Action::BringForward, "}", text::ACTION_FORWARD),
    (false, false, "{", Action::SendBackward, "{", text::ACTION_BACKWARD),
    (false, false, "ArrowLeft", Action::Nudge(Way::Left), "Left", text::ACTION_MOVE_LEFT),
    (false, false, "ArrowRight", Action::Nudge(Way::Right), "Right", text::ACTION_MOVE_RIGHT),
    (false, false, "ArrowUp", Action::Nudge(Way::Up), "Up", text::ACTION_MOVE_UP),
    (false, false, "ArrowDown", Action::Nudge(Way::Down), "Down", text::ACTION_MOVE_DOWN),
    (true, false, "ArrowLeft", Action::Go(Way::Left), "Ctrl Left", text::ACTION_GO_LEFT),
    (true, false, "ArrowRight", Action::Go(Way::Right), "Ctrl Right", text::ACTION_GO_RIGHT),
    (true, false, "ArrowUp", Action::Go(Way::Up), "Ctrl Up", text::ACTION_GO_UP),
    (true, false, "ArrowDown", Action::Go(Way::Down), "Ctrl Down", text::ACTION_GO_DOWN),
    (true, true, "ArrowLeft", Action::Align(Edge::Left), "Ctrl Shift Left", text::ACTION_ALIGN_LEFT),
    (true, true, "ArrowRight", Action::Align(Edge::Right), "Ctrl Shift Right", text::ACTION_ALIGN_RIGHT),
    (true, true, "ArrowUp", Action::Align(Edge::Top), "Ctrl Shift Up", text::ACTION_ALIGN_TOP),
    (true, true, "ArrowDown", Action::Align(Edge::Bottom), "Ctrl Shift Down", text::ACTION_ALIGN_BOTTOM),
    (false, true, "c", Action::Align(Edge::Centre), "Shift C", text::ACTION_ALIGN_CENTRE),
    (false, true, "m", Action::Align(Edge::Middle), "Shift M", text::ACTION_ALIGN_MIDDLE),
    (false, true, "h", Action::Distribute(Axis::Horizontal), "Shift H", text::ACTION_GAPS_ALONG),
    (false, true, "v", Action::Distribute(Axis::Vertical), "Shift V", text::ACTION_GAPS_DOWN),
    (false, true, "l", Action::Lock, "Shift L", text::ACTION_LOCK),
    (false, true, "t", Action::Tidy, "Shift T", text::ACTION_TIDY),
    (false, true, "f", Action::FitFrames, "Shift F", text::ACTION_FIT_FRAMES),
    (false, false, "+", Action::ZoomIn, "+", text::ACTION_ZOOM_IN),
    (false, false, "=", Action::ZoomIn, "=", text::ACTION_ZOOM_IN),
    (false, false, "-", Action::ZoomOut, "-", text::ACTION_ZOOM_OUT),
    (false, false, "0", Action::ZoomFull, "0", text::ACTION_ZOOM_FULL),
    (false, false, "1", Action::Fit, "1", text::ACTION_FIT),
    (false, false, "2", Action::FitSelection, "2", text::ACTION_FIT_SELECTION),
    (false, false, "i", Action::Details, "I", text::ACTION_DETAILS),
    (true, false, "f", Action::Search, "Ctrl F", text::ACTION_FIND),
    (false, true, "o", Action::Outline, "Shift O", text::ACTION_OUTLINE),
    (false, false, "m", Action::Minimap, "M", text::ACTION_MINIMAP),
    (true, false, "k", Action::Commands, "Ctrl K", text::ACTION_COMMANDS),
    (false, false, "?", Action::Help, "?", text::ACTION_KEYS),
];

/// What the key press means on the wall; `None` if nothing.
#[must_use]
pub fn action(press: KeyPress<'_>) -> Option<Action> {
    if press.alt {
        let letter = press.code.strip_prefix("Key").and_then(|letter| letter.chars().next())?;
        return note_kind(letter).filter(|_| !press.command).map(Action::Retype);
    }
    let key = press.key.to_ascii_lowercase();
    let fixed = FIXED.iter().find(|(command, shift, name, ..)| {
        let symbol = name.len() == 1 && !name.as_bytes()[0].is_ascii_alphabetic();
        *command == press.command
            && name.eq_ignore_ascii_case(&key)
            && (*shift == press.shift || symbol)
    });
    if let Some((.., action, _, _)) = fixed {
        return Some(*action);
    }
    let letter = key.chars().next().filter(|_| key.chars().count() == 1)?;
    if press.command || press.shift {
        return None;
    }
    let letter = letter.to_ascii_uppercase();
    let frame = notation::FRAME_NOTATION.iter().find(|row| row.key == letter);
    frame.map(|row| Action::AddFrame(row.kind)).or_else(|| note_kind(letter).map(Action::AddNote))
}

/// Every binding, for the help.
#[must_use]
pub fn bindings(texts: Texts) -> Vec<Binding> {
    let notes = notation::NOTATION
        .iter()
        .filter_map(|row| row.key.map(|key| Binding { keys: key.to_string(), label: row.label }));
    let frames = notation::FRAME_NOTATION
        .iter()
        .map(|row| Binding { keys: row.key.to_string(), label: row.label });
    let retype =
        Binding { keys: texts.get(text::KEYS_KIND).to_owned(), label: text::KEYS_KIND_DOES };
    let fixed =
        FIXED.iter().map(|(.., keys, label)| Binding { keys: written(keys, texts), label: *label });
    notes.chain(frames).chain([retype]).chain(fixed).collect()
}

/// Every command once, with the first of its keys: in the order of the help, then the changes of kind.
#[must_use]
pub fn commands(texts: Texts, words: Words) -> Vec<Command> {
    let mut all: Vec<Command> = Vec::new();
    let mut add = |action, keys: String, label: String| {
        if !all.iter().any(|other| other.action == action) {
            all.push(Command { action, keys, label });
        }
    };
    let named = |text| texts.get(words.say(text)).to_owned();
    let letter = |key: Option<char>| key.map(String::from).unwrap_or_default();
    for row in &notation::NOTATION {
        add(Action::AddNote(row.kind), letter(row.key), named(row.label));
    }
    for row in &notation::FRAME_NOTATION {
        add(Action::AddFrame(row.kind), letter(Some(row.key)), named(row.label));
    }
    for (.., action, keys, label) in FIXED {
        add(*action, written(keys, texts), named(*label));
    }
    for row in &notation::NOTATION {
        let keys = row.key.map(|key| ["Alt ", &String::from(key)].concat());
        let label = texts.fill(text::ACTION_CHANGE_TO, [texts.get(words.say(row.label))]);
        add(Action::Retype(row.kind), keys.unwrap_or_default(), label);
    }
    all
}

/// Keys as they are called on keyboards of the language.
#[must_use]
pub fn written(keys: &str, texts: Texts) -> String {
    let named = keys.split(' ').map(|key| {
        let name = KEY_NAMES.iter().find(|name| name.english() == key);
        name.map_or(key, |name| texts.get(*name))
    });
    named.collect::<Vec<&str>>().join(" ")
}

/// The keys that are called differently from language to language.
const KEY_NAMES: [Text; 12] = [
    text::KEY_ESCAPE,
    text::KEY_ENTER,
    text::KEY_TAB,
    text::KEY_SPACE,
    text::KEY_DELETE,
    text::KEY_BACKSPACE,
    text::KEY_LEFT,
    text::KEY_RIGHT,
    text::KEY_UP,
    text::KEY_DOWN,
    text::KEY_CTRL,
    text::KEY_SHIFT,
];

fn note_kind(letter: char) -> Option<NoteKind> {
    notation::NOTATION.iter().find(|row| row.key == Some(letter)).map(|row| row.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press<'a>(key: &'a str, code: &'a str) -> KeyPress<'a> {
        KeyPress { key, code, command: false, shift: false, alt: false }
    }

    #[test]
    fn a_kinds_key_makes_a_note_and_alt_changes_the_kind() {
        let event = press("e", "KeyE");
        assert_eq!(action(event), Some(Action::AddNote(NoteKind::DomainEvent)));
        let alt = KeyPress { key: "´", alt: true, ..event };
        assert_eq!(action(alt), Some(Action::Retype(NoteKind::DomainEvent)));
        assert_eq!(action(press("b", "KeyB")), Some(Action::AddFrame(FrameKind::BoundedContext)));
    }

    #[test]
    fn command_keys_leave_the_browser_its_own() {
        let undo = KeyPress { command: true, ..press("z", "KeyZ") };
        assert_eq!(action(undo), Some(Action::Undo));
        assert_eq!(action(KeyPress { shift: true, key: "Z", ..undo }), Some(Action::Redo));
        let find = KeyPress { command: true, ..press("k", "KeyK") };
        assert_eq!(action(find), Some(Action::Commands));
        for key in ["r", "t", "c", "p", "e"] {
            let code = format!("Key{}", key.to_ascii_uppercase());
            let press = KeyPress { command: true, ..press(key, &code) };
            assert_eq!(action(press), None, "{key}");
        }
        let help = KeyPress { shift: true, ..press("?", "Slash") };
        assert_eq!(action(help), Some(Action::Help));
    }

    #[test]
    fn every_command_is_named_once_and_no_key_means_two() {
        let all = commands(Texts::ENGLISH, Words::Field);
        for (place, command) in all.iter().enumerate() {
            assert!(!command.label.is_empty());
            let is_same = |other: &Command| other.label == command.label;
            assert!(!all[..place].iter().any(is_same), "{}", command.label);
            assert!(!all[..place].iter().any(|other| other.action == command.action));
        }
        for (place, row) in FIXED.iter().enumerate() {
            let is_same = |other: &Row| (other.0, other.1, other.2) == (row.0, row.1, row.2);
            assert!(!FIXED[..place].iter().any(is_same), "{}", row.4);
        }
    }
}
