//! From a fix to the board's commands. New ids come in as data.

use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Detail, DetailChange, DetailId, Field, Note, NoteDetail,
    NoteId, NoteKind, NoteRetype, ParticipantId, Point, TextOperation, Vector, ZIndex, limits,
    notation,
};

use super::{Action, Fix, Joined, NewField};
use crate::fields;

/// Between a note and the one put beside it, in board units.
const GAP: f64 = 60.0;

impl Fix {
    /// The commands that carry the fix out on this board, in order: one for most fixes, one for each
    /// note of a concept that is rewritten, two where something is replaced. Empty if what it is about
    /// is gone. `ids` gives fresh random bits.
    #[must_use]
    pub fn commands(
        &self,
        board: &Board,
        author: ParticipantId,
        ids: &mut dyn FnMut() -> u128,
    ) -> Vec<BoardCommand> {
        let new = New { board, author };
        let there = |notes: &[NoteId]| -> Vec<NoteId> {
            notes.iter().copied().filter(|note| board.note(*note).is_some()).collect()
        };
        match &self.action {
            Action::Rewrite { notes, text } => {
                let notes = notes.iter().filter_map(|note| board.note(*note));
                notes.filter_map(|note| edit(note, text)).collect()
            }
            Action::Retype { notes, kind } => {
                let size = notation::of(*kind).size;
                let retype = |note| NoteRetype { note, kind: *kind, size };
                let notes: Vec<NoteRetype> = there(notes).into_iter().map(retype).collect();
                unless_empty(notes.is_empty(), BoardCommand::RetypeNotes { notes })
            }
            Action::AddNote { kind, text, beside, joined } => {
                let Some(host) = board.note(*beside) else { return Vec::new() };
                let (id, arrow_id) = (NoteId::from_u128(ids()), ArrowId::from_u128(ids()));
                let size = notation::of(*kind).size;
                let step = f64::midpoint(host.size.width, size.width) + GAP;
                let (dx, from, to) = match joined {
                    Joined::FromNew => (-step, id, host.id),
                    Joined::ToNew => (step, host.id, id),
                };
                let note = new.note(id, *kind, text, host.centre.moved(Vector::new(dx, 0.0)));
                add(vec![note], vec![arrow(arrow_id, from, to)])
            }
            Action::Insert { kind, text, from, to, arrows } => {
                let (Some(from), Some(to)) = (board.note(*from), board.note(*to)) else {
                    return Vec::new();
                };
                let id = NoteId::from_u128(ids());
                let below = (from.size.height + to.size.height) / 2.0 + GAP;
                let middle = Point::new(
                    f64::midpoint(from.centre.x, to.centre.x),
                    f64::midpoint(from.centre.y, to.centre.y) + below,
                );
                let first = arrow(ArrowId::from_u128(ids()), from.id, id);
                let second = arrow(ArrowId::from_u128(ids()), id, to.id);
                let mut commands =
                    add(vec![new.note(id, *kind, text, middle)], vec![first, second]);
                commands.extend(delete(board, &[], arrows));
                commands
            }
            Action::SplitNote { note, first, second } => {
                let Some(note) = board.note(*note) else { return Vec::new() };
                let id = NoteId::from_u128(ids());
                let at = note.centre.moved(Vector::new(0.0, note.size.height + GAP / 2.0));
                let causes = board.arrows_at(note.id).filter(|arrow| arrow.to == note.id);
                let arrows: Vec<Arrow> =
                    causes.map(|cause| arrow(ArrowId::from_u128(ids()), cause.from, id)).collect();
                let second = new.note(id, note.kind, second, at);
                let second = Note { details: note.details.clone(), ..second };
                let mut commands = add(vec![second], arrows);
                commands.extend(edit(note, first));
                commands
            }
            Action::AskHotspot { about, question } => {
                let Some(host) = board.note(*about) else { return Vec::new() };
                new.hotspot(host, question, ids)
            }
            Action::DrawArrow { from, to } => {
                if there(&[*from, *to]).len() < 2 || from == to {
                    return Vec::new();
                }
                add(vec![], vec![arrow(ArrowId::from_u128(ids()), *from, *to)])
            }
            Action::TurnArrow { arrows } => {
                let found = arrows.iter().filter_map(|id| board.arrow(*id));
                let turned: Vec<Arrow> = found
                    .map(|old| Arrow {
                        label: old.label.clone(),
                        ..arrow(ArrowId::from_u128(ids()), old.to, old.from)
                    })
                    .collect();
                if turned.is_empty() {
                    return Vec::new();
                }
                let mut commands = add(vec![], turned);
                commands.extend(delete(board, &[], arrows));
                commands
            }
            Action::RemoveArrows { arrows } => delete(board, &[], arrows),
            Action::MoveIntoRules { policy, aggregate, rule } => {
                let Some(aggregate) = board.note(*aggregate) else { return Vec::new() };
                let mut commands = write_rule(aggregate, rule, ids);
                commands.extend(delete(board, policy, &[]));
                commands
            }
            Action::AddFields { note, fields } => {
                let Some(note) = board.note(*note) else { return Vec::new() };
                write_fields(note, fields, ids)
            }
            Action::RetitleFrame { frame, title } => {
                let is_there = board.frame(*frame).is_some_and(|frame| frame.title != *title);
                let command = BoardCommand::RetitleFrame { frame: *frame, title: title.clone() };
                unless_empty(!is_there, command)
            }
        }
    }
}

/// New notes on a board.
struct New<'a> {
    board: &'a Board,
    author: ParticipantId,
}

impl New<'_> {
    fn note(&self, id: NoteId, kind: NoteKind, text: &str, centre: Point) -> Note {
        let text: String = text.chars().take(limits::NOTE_TEXT_CHARS_MAX).collect();
        let inside = |value: f64| value.clamp(-limits::COORDINATE_MAX, limits::COORDINATE_MAX);
        let centre = Point::new(inside(centre.x), inside(centre.y));
        Note { text, z: self.top(), ..Note::new(id, kind, centre, self.author) }
    }

    /// A place in the pile above every note.
    fn top(&self) -> ZIndex {
        self.board.top_z()
    }

    /// A hot spot on the note's corner, pinned to it; on a pinned note, which holds none, joined with
    /// it by an arrow.
    fn hotspot(
        &self,
        host: &Note,
        question: &str,
        ids: &mut dyn FnMut() -> u128,
    ) -> Vec<BoardCommand> {
        let id = NoteId::from_u128(ids());
        let corner = Vector::new(host.size.width / 2.0, -host.size.height / 2.0);
        let mut hotspot = self.note(id, NoteKind::Hotspot, question, host.centre.moved(corner));
        let is_pinned = host.host.is_some_and(|host| self.board.note(host).is_some());
        if is_pinned {
            return add(vec![hotspot], vec![arrow(ArrowId::from_u128(ids()), id, host.id)]);
        }
        hotspot.host = Some(host.id);
        add(vec![hotspot], vec![])
    }
}

/// Behind the rules that are there; nothing if it is there.
fn write_rule(note: &Note, rule: &str, ids: &mut dyn FnMut() -> u128) -> Vec<BoardCommand> {
    if note.details.rules().any(|(_, text)| text == rule) {
        return Vec::new();
    }
    let last = note.details.rules().map(|(id, _)| id).last();
    let id = DetailId::behind(last, ids());
    put(note, vec![Detail::Rule { id, text: rule.to_owned() }])
}

/// Behind the fields that are there; those whose names are there are left out.
fn write_fields(
    note: &Note,
    fields: &[NewField],
    ids: &mut dyn FnMut() -> u128,
) -> Vec<BoardCommand> {
    let is_there = |new: &NewField| {
        note.details.fields().any(|it| fields::key(&it.name) == fields::key(&new.name))
    };
    let mut last = note.details.fields().map(|field| field.id).last();
    let mut details = Vec::new();
    for new in fields.iter().filter(|new| !is_there(new)) {
        let id = DetailId::behind(last, ids());
        let NewField { name, kind, example } = new.clone();
        details.push(Detail::Field(Field { id, name, kind, example }));
        last = Some(id);
    }
    put(note, details)
}

fn put(note: &Note, details: Vec<Detail>) -> Vec<BoardCommand> {
    let change = |detail| NoteDetail { note: note.id, change: DetailChange::Put(detail) };
    let notes: Vec<NoteDetail> = details.into_iter().map(change).collect();
    unless_empty(notes.is_empty(), BoardCommand::ChangeDetails { notes })
}

fn arrow(id: ArrowId, from: NoteId, to: NoteId) -> Arrow {
    Arrow::new(id, from, to)
}

fn add(notes: Vec<Note>, arrows: Vec<Arrow>) -> Vec<BoardCommand> {
    vec![BoardCommand::AddItems { notes, arrows, frames: vec![] }]
}

fn edit(note: &Note, text: &str) -> Option<BoardCommand> {
    let operation = TextOperation::between(&note.text, text);
    (note.text != text).then_some(BoardCommand::EditText { note: note.id, operation })
}

fn delete(board: &Board, notes: &[NoteId], arrows: &[ArrowId]) -> Vec<BoardCommand> {
    let notes: Vec<NoteId> =
        notes.iter().copied().filter(|note| board.note(*note).is_some()).collect();
    let arrows: Vec<ArrowId> =
        arrows.iter().copied().filter(|arrow| board.arrow(*arrow).is_some()).collect();
    let is_empty = notes.is_empty() && arrows.is_empty();
    unless_empty(is_empty, BoardCommand::DeleteItems { notes, arrows, frames: vec![] })
}

fn unless_empty(is_empty: bool, command: BoardCommand) -> Vec<BoardCommand> {
    if is_empty { Vec::new() } else { vec![command] }
}
