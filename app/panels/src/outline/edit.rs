//! What the controls of the Outline do to the wall, where there is room for it, and what is said of it.

use serde::{Deserialize, Serialize};
use squall_board::beside::{self, Side};
use squall_board::notation::{self, FRAME_TITLE_HEIGHT, ROW_GAP, Verdict};
use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Bounds, Frame, FrameId, FrameKind, Note, NoteId, NoteKind,
    NoteMove, NoteRetype, Point, Size, TextOperation,
};
use squall_texts::{Texts, text};

use super::order::frame_around;
use crate::act::Circumstances;
use crate::message::Deed;

/// Notes that have at least this between them are not read as standing together, in board units.
const APART: f64 = 45.0;
/// Between a note and the edge of the frame that it is put into, in board units.
const INSIDE: f64 = 24.0;
/// In so many steps at most a frame is searched for room, each way.
const STEPS_MAX: f64 = 60.0;
/// How far the steps are at least, in board units.
const STEP_MIN: f64 = 40.0;

/// What a control of the Outline does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// Writes the value on a note on which `base` stood; what others have written since stays.
    Write {
        /// Which note.
        note: NoteId,
        /// What stood there.
        base: String,
    },
    /// Makes the note the kind whose name is the value.
    Kind(NoteId),
    /// Puts a note of the kind that is the value before the note, joined with it.
    Before(NoteId),
    /// The same after it.
    After(NoteId),
    /// Puts a note of the kind that is the value after the last one there.
    AddTo {
        /// The frame that it comes into; `None` for none.
        frame: Option<FrameId>,
        /// What it comes after.
        last: Option<NoteId>,
    },
    /// Changes the places of two notes.
    Swap {
        /// The note that is meant.
        note: NoteId,
        /// The one next to it.
        other: NoteId,
    },
    /// Puts the note into the frame that is the value, or outside of all.
    Move(NoteId),
    /// Draws an arrow to the note that is the value.
    ConnectTo(NoteId),
    /// Draws an arrow from the first to the second.
    Connect(NoteId, NoteId),
    /// Writes on an arrow.
    Label(ArrowId),
    /// Takes an arrow away.
    Disconnect(ArrowId),
    /// Takes the note off the wall.
    Delete {
        /// Which note.
        note: NoteId,
        /// What stands next to it.
        next: Option<NoteId>,
    },
    /// Keeps hands off the note, or lets them at it again.
    Lock(NoteId, bool),
    /// Names a frame.
    Title(FrameId),
    /// Makes a frame a context or a lane.
    FrameKind(FrameId, FrameKind),
    /// Draws a frame with this name.
    AddFrame(FrameKind),
    /// Takes a frame away; the notes in it stay.
    DeleteFrame(FrameId),
    /// Keeps hands off the frame, or lets them at it again.
    LockFrame(FrameId, bool),
}

impl Edit {
    /// The commands that carry it out, what to say of it, and where the keyboard goes.
    pub(crate) fn carry_out(self, value: &str, with: &mut Circumstances<'_>) -> Deed {
        let (board, texts) = (with.board, with.texts);
        match self {
            Self::Write { note, base } => write(board, note, &base, value, texts),
            Self::Kind(note) => retype(board, note, value, texts),
            Self::Before(note) => add_beside(with, note, Side::Before, value),
            Self::After(note) => add_beside(with, note, Side::After, value),
            Self::AddTo { frame, last } => add_to(with, frame, last, value),
            Self::Swap { note, other } => swap(board, note, other, texts),
            Self::Move(note) => move_to(board, note, value, texts),
            Self::ConnectTo(note) => match value.parse() {
                Ok(to) => connect(with, note, to),
                Err(_) => Deed::said(texts.get(text::OUTLINE_CHOOSE_FIRST)),
            },
            Self::Connect(from, to) => connect(with, from, to),
            Self::Label(arrow) => {
                let label = value.to_owned();
                let written = texts.get(text::OUTLINE_WRITTEN);
                Deed::of(vec![BoardCommand::RelabelArrow { arrow, label }], written)
            }
            Self::Disconnect(arrow) => Deed {
                commands: vec![delete(vec![], vec![arrow], vec![])],
                said: texts.get(text::OUTLINE_ARROW_GONE).to_owned(),
                focus: String::new(),
            },
            Self::Delete { note, next } => match board.note(note) {
                Some(it) if it.locked => locked(it, texts),
                it => Deed {
                    commands: vec![delete(vec![note], vec![], vec![])],
                    said: texts.fill(text::OUTLINE_DELETED, [&name_of(it, texts)]),
                    focus: next.map(field_id).unwrap_or_default(),
                },
            },
            Self::Lock(note, locked) => {
                let said = if locked { text::OUTLINE_LOCKED } else { text::OUTLINE_UNLOCKED };
                let said = texts.fill(said, [&name_of(board.note(note), texts)]);
                lock(vec![note], vec![], locked, &said)
            }
            Self::LockFrame(frame, true) => {
                lock(vec![], vec![frame], true, texts.get(text::OUTLINE_FRAME_LOCKED))
            }
            Self::LockFrame(frame, false) => {
                lock(vec![], vec![frame], false, texts.get(text::OUTLINE_FRAME_UNLOCKED))
            }
            Self::Title(frame) => {
                let title = value.to_owned();
                let said = texts.fill(text::OUTLINE_FRAME_TITLED, [value]);
                Deed::of(vec![BoardCommand::RetitleFrame { frame, title }], &said)
            }
            Self::FrameKind(frame, kind) => {
                let said = match kind {
                    FrameKind::BoundedContext => text::OUTLINE_IS_CONTEXT,
                    FrameKind::Swimlane => text::OUTLINE_IS_LANE,
                };
                Deed::of(vec![BoardCommand::RetypeFrame { frame, kind }], texts.get(said))
            }
            Self::DeleteFrame(frame) => match board.frame(frame) {
                Some(it) if it.locked => Deed::said(texts.get(text::OUTLINE_FRAME_UNLOCK_FIRST)),
                _ => {
                    let gone = delete(vec![], vec![], vec![frame]);
                    Deed::of(vec![gone], texts.get(text::OUTLINE_FRAME_GONE))
                }
            },
            Self::AddFrame(_) if value.is_empty() => {
                Deed::said(texts.get(text::OUTLINE_FRAME_NAME_FIRST))
            }
            Self::AddFrame(kind) => {
                let id = FrameId::from_u128((with.ids)());
                let size = notation::of_frame(kind).size;
                let new = Frame::new(id, kind, Bounds::around(below_all(board, size), size));
                let frames = vec![Frame { title: value.to_owned(), ..new }];
                let said = texts.fill(text::OUTLINE_FRAME_DRAWN, [value]);
                Deed::of(
                    vec![BoardCommand::AddItems { notes: vec![], arrows: vec![], frames }],
                    &said,
                )
            }
        }
    }
}

/// The id of the field that a note's words stand in.
pub(super) fn field_id(note: NoteId) -> String {
    format!("o-text-{note}")
}

/// How a note is called in a sentence: its first line, or what it is.
pub(super) fn named(note: &Note, texts: Texts) -> String {
    const CHARS_MAX: usize = 60;
    let line = note.text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return texts.fill(text::OUTLINE_UNNAMED, [&texts.inside(notation::of(note.kind).label)]);
    }
    let mut name: String = line.chars().take(CHARS_MAX).collect();
    if name.len() < line.len() {
        name.push('…');
    }
    texts.fill(text::NOTE_QUOTED, [&name])
}

/// The name of a note, if it is there.
fn name_of(note: Option<&Note>, texts: Texts) -> String {
    note.map(|note| named(note, texts)).unwrap_or_default()
}

fn delete(notes: Vec<NoteId>, arrows: Vec<ArrowId>, frames: Vec<FrameId>) -> BoardCommand {
    BoardCommand::DeleteItems { notes, arrows, frames }
}

fn locked(note: &Note, texts: Texts) -> Deed {
    Deed::said(&texts.fill(text::OUTLINE_UNLOCK_FIRST, [&named(note, texts)]))
}

fn lock(notes: Vec<NoteId>, frames: Vec<FrameId>, locked: bool, said: &str) -> Deed {
    Deed::of(vec![BoardCommand::LockItems { notes, frames, locked }], said)
}

fn kind_of(name: &str) -> Option<NoteKind> {
    notation::NOTATION.iter().find(|row| row.name == name).map(|row| row.kind)
}

fn write(board: &Board, note: NoteId, base: &str, value: &str, texts: Texts) -> Deed {
    let Some(now) = board.note(note) else { return Deed::default() };
    let own = TextOperation::between(base, value);
    let theirs = TextOperation::between(base, &now.text);
    let merged = TextOperation::transform(&theirs, &own).map(|it| it.1);
    let operation = merged.unwrap_or_else(|_| TextOperation::between(&now.text, value));
    if operation.is_noop() {
        return Deed::said(texts.get(text::OUTLINE_SAYS_ALREADY));
    }
    Deed::of(vec![BoardCommand::EditText { note, operation }], texts.get(text::OUTLINE_WRITTEN))
}

fn retype(board: &Board, id: NoteId, value: &str, texts: Texts) -> Deed {
    let (Some(note), Some(kind)) = (board.note(id), kind_of(value)) else { return Deed::default() };
    let row = notation::of(kind);
    let notes = vec![NoteRetype { note: id, kind, size: row.size }];
    let said = texts.fill(text::OUTLINE_RETYPED, [&named(note, texts), texts.get(row.label)]);
    Deed::of(vec![BoardCommand::RetypeNotes { notes }], &said)
}

fn add_beside(with: &mut Circumstances<'_>, beside: NoteId, side: Side, value: &str) -> Deed {
    let (board, texts) = (with.board, with.texts);
    let (Some(host), Some(kind)) = (board.note(beside), kind_of(value)) else {
        return Deed::default();
    };
    let (size, bounds) = (notation::of(kind).size, host.bounds());
    let mut commands = Vec::new();
    let new = NoteId::from_u128((with.ids)());
    let verdict = beside::verdict(host.kind, kind, side);
    let annotates = verdict == Verdict::Annotation
        && notation::connection(kind, kind).0 == Verdict::Annotation
        && kind != NoteKind::Text;
    let at = if annotates {
        // On its corner, as a hand would put it.
        Point::new(bounds.right, bounds.top)
    } else {
        let at = beside::free_place(board, bounds, size, side);
        match frame_around(board, host.centre) {
            Some(frame) if !frame.bounds().contains(at) => {
                room_in(board, frame, size, at, &mut commands)
            }
            Some(_) | None => at,
        }
    };
    let mut note = Note { z: board.top_z(), ..Note::new(new, kind, at, with.author) };
    let mut arrows = Vec::new();
    if annotates {
        let above = host.host.filter(|above| board.note(*above).is_some());
        note.host = Some(above.unwrap_or(beside));
    } else if verdict != Verdict::Annotation {
        let id = ArrowId::from_u128((with.ids)());
        arrows.push(match side {
            Side::Before => Arrow::new(id, new, beside),
            Side::After => Arrow::new(id, beside, new),
        });
    }
    commands.push(BoardCommand::AddItems { notes: vec![note], arrows, frames: vec![] });
    let said = match side {
        _ if annotates => text::OUTLINE_ADDED_TO,
        Side::Before => text::OUTLINE_ADDED_BEFORE,
        Side::After => text::OUTLINE_ADDED_AFTER,
    };
    let said = texts.fill(said, [texts.get(notation::of(kind).label), &named(host, texts)]);
    Deed { commands, said, focus: field_id(new) }
}

fn add_to(
    with: &mut Circumstances<'_>,
    frame: Option<FrameId>,
    last: Option<NoteId>,
    value: &str,
) -> Deed {
    let (board, Some(kind)) = (with.board, kind_of(value)) else { return Deed::default() };
    let size = notation::of(kind).size;
    let mut commands = Vec::new();
    let last = last.and_then(|last| board.note(last));
    let frame = frame.and_then(|frame| board.frame(frame));
    let beside = last.map(|last| beside::free_place(board, last.bounds(), size, Side::After));
    let at = match (frame, beside) {
        (Some(frame), Some(at)) if frame.bounds().contains(at) => at,
        (Some(frame), _) => {
            let bounds = frame.bounds();
            let first = Point::new(bounds.left, bounds.top);
            room_in(board, frame, size, beside.unwrap_or(first), &mut commands)
        }
        (None, Some(at)) if frame_around(board, at).is_none() => at,
        (None, _) => below_all(board, size),
    };
    let new = NoteId::from_u128((with.ids)());
    let note = Note { z: board.top_z(), ..Note::new(new, kind, at, with.author) };
    commands.push(BoardCommand::AddItems { notes: vec![note], arrows: vec![], frames: vec![] });
    let texts = with.texts;
    let said = texts.fill(text::OUTLINE_ADDED, [texts.get(notation::of(kind).label)]);
    Deed { commands, said, focus: field_id(new) }
}

fn connect(with: &mut Circumstances<'_>, from: NoteId, to: NoteId) -> Deed {
    let texts = with.texts;
    let (Some(one), Some(other)) = (with.board.note(from), with.board.note(to)) else {
        return Deed::default();
    };
    if with.board.arrows_at(from).any(|arrow| arrow.from == from && arrow.to == to) || from == to {
        return Deed::said(texts.get(text::OUTLINE_ARROW_THERE));
    }
    let arrow = Arrow::new(ArrowId::from_u128((with.ids)()), from, to);
    let relation = texts.get(notation::connection(one.kind, other.kind).1);
    let said = [&named(one, texts), relation, &named(other, texts)];
    let said = texts.fill(text::OUTLINE_CONNECTED, said);
    let add = BoardCommand::AddItems { notes: vec![], arrows: vec![arrow], frames: vec![] };
    Deed { commands: vec![add], said, focus: format!("o-more-{from}") }
}

/// The note goes there, with what is pinned to it.
fn carry(board: &Board, note: &Note, to: Point, moves: &mut Vec<NoteMove>) {
    let by = to.from(note.centre);
    moves.push(NoteMove { note: note.id, to });
    let pinned = board.pinned_to(note.id).filter(|it| !it.locked);
    moves.extend(pinned.map(|it| NoteMove { note: it.id, to: it.centre.moved(by) }));
}

fn swap(board: &Board, id: NoteId, other: NoteId, texts: Texts) -> Deed {
    let (Some(note), Some(other)) = (board.note(id), board.note(other)) else {
        return Deed::default();
    };
    if let Some(it) = [note, other].into_iter().find(|it| it.locked) {
        return locked(it, texts);
    }
    let is_before = (note.centre.x, note.centre.y) <= (other.centre.x, other.centre.y);
    let (first, last) = if is_before { (note, other) } else { (other, note) };
    // The outer edges stay where they are, so that a wide note covers nothing.
    let x_of_last = first.bounds().left + last.size.width / 2.0;
    let x_of_first = last.bounds().right - first.size.width / 2.0;
    let mut to_first = Point::new(x_of_first, last.centre.y);
    let mut to_last = Point::new(x_of_last, first.centre.y);
    let stays = |from: Point, to: Point| {
        frame_around(board, from).map(|it| it.id) == frame_around(board, to).map(|it| it.id)
    };
    if !stays(last.centre, to_first) || !stays(first.centre, to_last) {
        (to_first, to_last) = (last.centre, first.centre);
    }
    if to_first == to_last {
        to_last.x -= 10.0;
    }
    let mut moves = Vec::new();
    carry(board, first, to_first, &mut moves);
    carry(board, last, to_last, &mut moves);
    // What is pinned to one of two that are pinned to each other goes once.
    moves.dedup_by_key(|it| it.note);
    let said = if is_before { text::OUTLINE_STANDS_AFTER } else { text::OUTLINE_STANDS_BEFORE };
    let said = texts.fill(said, [&named(note, texts), &named(other, texts)]);
    Deed {
        commands: vec![BoardCommand::MoveItems { notes: moves, frames: vec![] }],
        said,
        focus: String::new(),
    }
}

fn move_to(board: &Board, id: NoteId, value: &str, texts: Texts) -> Deed {
    let Some(note) = board.note(id) else { return Deed::default() };
    if note.locked {
        return locked(note, texts);
    }
    let frame = value.parse().ok().and_then(|frame| board.frame(frame));
    let now = frame_around(board, note.centre).map(|frame| frame.id);
    if frame.map(|frame| frame.id) == now {
        return Deed::said(texts.get(text::OUTLINE_STANDS_THERE));
    }
    let mut commands = Vec::new();
    let to = match frame {
        Some(frame) => room_in(board, frame, note.size, note.centre, &mut commands),
        None => outside(board, note),
    };
    let mut moves = Vec::new();
    carry(board, note, to, &mut moves);
    commands.push(BoardCommand::MoveItems { notes: moves, frames: vec![] });
    let name = named(note, texts);
    let said = match frame {
        Some(frame) => texts.fill(text::OUTLINE_MOVED_IN, [&name, super::title_of(frame, texts)]),
        None => texts.fill(text::OUTLINE_MOVED_OUT, [&name]),
    };
    Deed { commands, said, focus: format!("o-more-{id}") }
}

/// A place below everything on the board.
fn below_all(board: &Board, size: Size) -> Point {
    board.bounds().map_or(Point::default(), |all| {
        Point::new(all.left + size.width / 2.0, all.bottom + ROW_GAP + size.height / 2.0)
    })
}

fn is_free(board: &Board, own: Bounds, gap: f64) -> bool {
    let around = own.inflated(gap);
    !board.notes().any(|note| note.bounds().intersects(around))
}

/// The nearest place at the same time below the frames that the note stands in.
fn outside(board: &Board, note: &Note) -> Point {
    let step = note.size.height + ROW_GAP;
    let mut at = note.centre;
    for _ in 0..200 {
        at.y = match board.frames().find(|frame| frame.bounds().contains(at)) {
            Some(frame) => frame.bounds().bottom + step - note.size.height / 2.0,
            None if is_free(board, Bounds::around(at, note.size), APART) => return at,
            None => at.y + step,
        };
    }
    below_all(board, note.size)
}

/// The place in the frame that is nearest to `near` and free. If there is none the frame becomes larger,
/// where that takes in no other note; else the note lies over others.
fn room_in(
    board: &Board,
    frame: &Frame,
    size: Size,
    near: Point,
    commands: &mut Vec<BoardCommand>,
) -> Point {
    let bounds = frame.bounds();
    let inner = inner(bounds, size);
    let inside = |at: Point| {
        Point::new(
            squall_board::within(at.x, inner.left, inner.right),
            squall_board::within(at.y, inner.top, inner.bottom),
        )
    };
    let taken: Vec<Bounds> =
        board.notes().map(Note::bounds).filter(|it| it.intersects(bounds)).collect();
    let step = |extent: f64| (extent / STEPS_MAX).max(STEP_MIN);
    let (dx, dy) = (step(inner.right - inner.left), step(inner.bottom - inner.top));
    let mut best: Option<(f64, Point)> = None;
    let mut try_at = |at: Point| {
        let own = Bounds::around(at, size).inflated(APART);
        let far = at.from(near).length();
        if best.is_none_or(|best| far < best.0) && !taken.iter().any(|it| it.intersects(own)) {
            best = Some((far, at));
        }
    };
    try_at(inside(near));
    let mut y = inner.top;
    while y <= inner.bottom {
        let mut x = inner.left;
        while x <= inner.right {
            try_at(Point::new(x, y));
            x += dx;
        }
        y += dy;
    }
    if let Some((_, at)) = best {
        return at;
    }
    let more = Size::new(size.width + APART + INSIDE, size.height + APART + INSIDE);
    let larger = [
        (Bounds { bottom: bounds.bottom + more.height, ..bounds }, 0.0, 1.0),
        (Bounds { right: bounds.right + more.width, ..bounds }, 1.0, 0.0),
        (Bounds { left: bounds.left - more.width, ..bounds }, -1.0, 0.0),
    ];
    for (larger, right, down) in larger {
        let takes_in = |note: &Note| larger.contains(note.centre) && !bounds.contains(note.centre);
        if frame.locked || board.notes().any(takes_in) {
            continue;
        }
        let whole = self::inner(larger, size);
        let x = if right > 0.0 {
            whole.right
        } else if right < 0.0 {
            whole.left
        } else {
            inside(near).x
        };
        let y = if down > 0.0 { whole.bottom } else { inside(near).y };
        commands.push(BoardCommand::ResizeFrame {
            frame: frame.id,
            centre: larger.centre(),
            size: larger.size(),
        });
        return Point::new(x, y);
    }
    inside(near)
}

/// Where the middle of a note of this size may be in a frame.
fn inner(frame: Bounds, size: Size) -> Bounds {
    let middle = frame.centre();
    let left = (frame.left + INSIDE + size.width / 2.0).min(middle.x);
    let top = (frame.top + FRAME_TITLE_HEIGHT + INSIDE / 2.0 + size.height / 2.0).min(middle.y);
    let right = (frame.right - INSIDE - size.width / 2.0).max(middle.x);
    let bottom = (frame.bottom - INSIDE - size.height / 2.0).max(middle.y);
    Bounds { left, top, right, bottom }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::fixture::{self, ANN, frame_id, note_id};
    use squall_board::{UndoOutcome, UndoStep};

    use super::*;

    /// What was said, after the edit was carried out on the board and could be undone again.
    fn done(board: &mut Board, edit: Edit, value: &str) -> Deed {
        let mut last = 7_000 + board.notes().len() as u128 * 100;
        let mut ids = || {
            last += 1;
            last
        };
        let before = board.clone();
        let texts = Texts::default();
        let mut with =
            Circumstances { board: &before, hints: &[], author: ANN, texts, ids: &mut ids };
        let deed = edit.carry_out(value, &mut with);
        let mut steps = Vec::new();
        for command in &deed.commands {
            let event =
                board.decide(command, ANN).unwrap_or_else(|it| panic!("{it:?} {command:?}"));
            steps.push(UndoStep::of(board, &event));
            board.apply(&event, ANN);
        }
        let mut undone = board.clone();
        for step in steps.into_iter().rev().flatten() {
            if let UndoOutcome::Whole(command) = step.command(&undone) {
                let event = undone.decide(&command, ANN).expect("an undo right after is fine");
                undone.apply(&event, ANN);
            }
        }
        assert_eq!(undone, before, "undo restores what was");
        deed
    }

    fn home(board: &Board, name: &str) -> Option<String> {
        let note = board.note(note_id(name)).expect("it is there");
        frame_around(board, note.centre).map(|frame| frame.title.clone())
    }

    #[test]
    fn words_written_meanwhile_by_somebody_else_stay() {
        let mut board = fixture::board("event Order placed");
        let note = note_id("Order placed");
        let base = || "Order placed".to_owned();
        done(&mut board, Edit::Write { note, base: base() }, "Order placed twice");
        let deed = done(&mut board, Edit::Write { note, base: base() }, "New order placed");
        assert_eq!(deed.said, "Written.");
        assert_eq!(board.note(note).unwrap().text, "New order placed twice");
    }

    #[test]
    fn a_note_added_after_another_is_joined_by_the_grammar_and_ready_to_be_written_on() {
        let mut board = fixture::board("command Pay");
        let deed = done(&mut board, Edit::After(note_id("Pay")), "domainEvent");
        assert_eq!(deed.said, "Domain event is added after “Pay”.");
        let new = board.notes().find(|it| it.id != note_id("Pay")).expect("it was added");
        assert_eq!(deed.focus, field_id(new.id));
        assert!(board.arrows().any(|arrow| arrow.from == note_id("Pay") && arrow.to == new.id));
        let deed = done(&mut board, Edit::Before(note_id("Pay")), "actor");
        assert_eq!(deed.said, "Actor is added before “Pay”.");
        assert_eq!(board.arrows().len(), 2);
        let deed = done(&mut board, Edit::After(note_id("Pay")), "hotspot");
        assert_eq!(deed.said, "Hot spot is added to “Pay”.");
        assert_eq!((board.arrows().len(), board.pinned_to(note_id("Pay")).count()), (2, 1));
    }

    #[test]
    fn a_note_added_in_a_tight_context_makes_it_larger_and_stays_in() {
        let mut board = fixture::board("context Sales @ 0,0 220x260; event Paid @ 0,0");
        let deed = done(&mut board, Edit::After(note_id("Paid")), "policy");
        assert_eq!(deed.commands.len(), 2);
        let sales = board.frame(frame_id("Sales")).unwrap().bounds();
        assert!(board.notes().all(|note| sales.contains(note.centre)));
        let all: Vec<Bounds> = board.notes().map(Note::bounds).collect();
        assert!(!all[0].intersects(all[1]), "{all:?}");
    }

    #[test]
    fn a_frame_never_takes_in_a_note_to_make_room() {
        let mut board = fixture::board(
            "context Sales @ 0,0 220x260; event Paid @ 0,0; event Below @ 0,250; event Right @ 300,0;
            event Left @ -300,0; event Far @ 5000,0",
        );
        let to = frame_id("Sales").to_string();
        done(&mut board, Edit::Move(note_id("Far")), &to);
        assert_eq!(home(&board, "Far").as_deref(), Some("Sales"));
        for name in ["Below", "Right", "Left"] {
            assert_eq!(home(&board, name), None, "{name}");
        }
    }

    #[test]
    fn a_note_goes_into_a_context_and_out_again_with_what_is_pinned_to_it() {
        let mut board = fixture::board("context Sales @ 0,0 900x600; event Paid @ 3000,0");
        let hot = Note {
            host: Some(note_id("Paid")),
            centre: Point::new(3_050.0, -50.0),
            ..fixture::note("Why", NoteKind::Hotspot)
        };
        let event = board.decide(&fixture::add_note(hot), ANN).unwrap();
        board.apply(&event, ANN);
        let to = frame_id("Sales").to_string();
        let deed = done(&mut board, Edit::Move(note_id("Paid")), &to);
        assert_eq!(deed.said, "“Paid” stands in Sales now.");
        assert_eq!(home(&board, "Paid").as_deref(), Some("Sales"));
        assert_eq!(home(&board, "Why").as_deref(), Some("Sales"));
        let said = done(&mut board, Edit::Move(note_id("Paid")), &to).said;
        assert_eq!(said, "It stands there already.");
        done(&mut board, Edit::Move(note_id("Paid")), "");
        assert_eq!(home(&board, "Paid"), None);
    }

    #[test]
    fn a_frame_without_a_title_is_called_by_its_kind() {
        let mut board = fixture::board("context Sales @ 0,0 600x600; event Paid @ 2000,0");
        let (frame, note) = (frame_id("Sales"), note_id("Paid"));
        let untitle = BoardCommand::RetitleFrame { frame, title: String::new() };
        let event = board.decide(&untitle, ANN).expect("a title can be taken away");
        board.apply(&event, ANN);
        let deed = done(&mut board, Edit::Move(note), &frame.to_string());
        assert_eq!(deed.said, "“Paid” stands in Bounded context now.");
    }

    #[test]
    fn what_is_locked_is_neither_moved_nor_deleted() {
        let mut board = fixture::board("event a; event b; context Sales @ 9000,0 900x600");
        let said = done(&mut board, Edit::Lock(note_id("a"), true), "").said;
        assert_eq!(said, "“a” is locked.");
        let before = board.clone();
        let (note, other) = (note_id("b"), note_id("a"));
        for edit in [
            Edit::Delete { note: other, next: None },
            Edit::Swap { note, other },
            Edit::Move(other),
        ] {
            let deed = done(&mut board, edit, &frame_id("Sales").to_string());
            assert_eq!(deed.said, "“a” is locked. Unlock it first.");
        }
        assert_eq!(board, before);
    }

    #[test]
    fn what_is_there_already_or_missing_is_said() {
        let mut board = fixture::board("event a; event b; a -> b");
        let (a, b) = (note_id("a"), note_id("b"));
        assert_eq!(done(&mut board, Edit::Connect(a, b), "").said, "There is an arrow already.");
        assert_eq!(done(&mut board, Edit::ConnectTo(a), "").said, "Choose a note first.");
        assert_eq!(done(&mut board, Edit::Connect(b, a), "").said, "“b” then “a”.");
        assert_eq!(
            done(&mut board, Edit::Delete { note: a, next: Some(b) }, "").focus,
            field_id(b)
        );
        assert_eq!(done(&mut board, Edit::AddFrame(FrameKind::Swimlane), "").commands, []);
        done(&mut board, Edit::AddFrame(FrameKind::Swimlane), "Customer");
        assert_eq!(board.frames().next().map(|it| it.title.as_str()), Some("Customer"));
    }

    proptest! {
        #[test]
        fn two_notes_that_change_places_change_their_order(
            (x, y) in (-500.0..500.0, -500.0..500.0),
            (dx, dy) in (0.0..500.0, -500.0..500.0),
            kinds in (0..notation::NOTATION.len(), 0..notation::NOTATION.len()),
        ) {
            let kind = |at: usize| notation::NOTATION[at].name;
            let (one, other) = (kind(kinds.0), kind(kinds.1));
            let wall = format!("{one} a @ {x},{y}; {other} b @ {},{}", x + dx, y + dy);
            let mut board = fixture::board(&wall);
            let key = |board: &Board, name| {
                let centre = board.note(note_id(name)).unwrap().centre;
                (centre.x, centre.y)
            };
            let was_before = key(&board, "a") < key(&board, "b");
            done(&mut board, Edit::Swap { note: note_id("a"), other: note_id("b") }, "");
            prop_assert_eq!(key(&board, "a") < key(&board, "b"), !was_before);
        }
    }
}
