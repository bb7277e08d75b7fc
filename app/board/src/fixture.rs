//! Boards for tests, written as text: `event a; command b; b -> a` is two notes and an arrow.
//! Ids are derived from names, so that tests can name them again.

use std::fmt::Write as _;

use crate::{
    Arrow, ArrowId, Board, BoardCommand, BoardEvent, Frame, FrameId, FrameKind, Note, NoteId,
    NoteKind, ParticipantId, Point, Rejection, notation,
};

/// A participant.
pub const ANN: ParticipantId = ParticipantId::from_u128(0xA11);
/// Another participant.
pub const BEN: ParticipantId = ParticipantId::from_u128(0xBE2);

/// The id of the note with this name.
#[must_use]
pub fn note_id(name: &str) -> NoteId {
    NoteId::from_u128(name_bits(name))
}

/// The id of the frame with this title.
#[must_use]
pub fn frame_id(title: &str) -> FrameId {
    FrameId::from_u128(name_bits(title))
}

/// The id of the arrow between the notes with these names.
#[must_use]
pub fn arrow_id(from: &str, to: &str) -> ArrowId {
    ArrowId::from_u128(name_bits(&format!("{from}->{to}")))
}

/// A note with its name as text, at the origin.
#[must_use]
pub fn note(name: &str, kind: NoteKind) -> Note {
    let note = Note::new(note_id(name), kind, Point::default(), ANN);
    Note { text: name.to_owned(), ..note }
}

/// A frame around the origin.
#[must_use]
pub fn frame(title: &str, kind: FrameKind) -> Frame {
    Frame {
        id: frame_id(title),
        kind,
        centre: Point::default(),
        size: crate::Size::new(600.0, 400.0),
        title: title.to_owned(),
        locked: false,
    }
}

/// An unlabelled arrow between the notes with these names.
#[must_use]
pub fn arrow(from: &str, to: &str) -> Arrow {
    Arrow::new(arrow_id(from, to), note_id(from), note_id(to))
}

/// The command that adds this note.
#[must_use]
pub fn add_note(note: Note) -> BoardCommand {
    BoardCommand::AddItems { notes: vec![note], arrows: vec![], frames: vec![] }
}

/// The command that draws an arrow between the notes with these names.
#[must_use]
pub fn add_arrow(from: &str, to: &str) -> BoardCommand {
    BoardCommand::AddItems { notes: vec![], arrows: vec![arrow(from, to)], frames: vec![] }
}

/// The board that the text describes. Statements are separated by `;` or line ends: a note is
/// `KIND NAME [@ X,Y]`, a frame is `context|lane TITLE @ X,Y WxH`, an arrow `FROM -> TO`. Notes
/// without a place stand in a row, 400 board units apart.
///
/// # Panics
/// If the text says something else: it is a test's own mistake.
#[must_use]
pub fn board(text: &str) -> Board {
    let mut board = Board::default();
    let statements = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    for statement in statements {
        if let Some((from, to)) = statement.split_once("->") {
            let arrow = arrow(from.trim(), to.trim());
            board.arrows.insert(arrow.id, arrow.into());
            continue;
        }
        let (what, place) = statement.split_once('@').unwrap_or((statement, ""));
        let (kind, name) = what.trim().split_once(' ').expect("KIND NAME");
        let frame_kind = match kind {
            "context" => Some(FrameKind::BoundedContext),
            "lane" => Some(FrameKind::Swimlane),
            _ => None,
        };
        if let Some(frame_kind) = frame_kind {
            let mut frame = frame(name.trim(), frame_kind);
            let (centre, size) = place.trim().split_once(' ').expect("X,Y WxH");
            frame.centre = point(centre);
            let (width, height) = size.split_once('x').expect("WxH");
            frame.size.width = width.parse().expect("width");
            frame.size.height = height.parse().expect("height");
            board.frames.insert(frame.id, frame.into());
            continue;
        }
        let mut note = note(name.trim(), note_kind(kind));
        note.centre = match place.trim() {
            "" => Point::new(board.notes.len() as f64 * 400.0, 0.0),
            place => point(place),
        };
        board.notes.insert(note.id, note.into());
    }
    board
}

/// The text of a board of about this many notes, for [`board`]: chains of actor, command, aggregate, event and policy in contexts.
///
/// # Panics
/// Never: a string takes all.
#[must_use]
pub fn many_chains(notes: usize) -> String {
    let verbs = ["Place", "Ship", "Pay", "Cancel", "Check", "Refund", "Pack", "Review"];
    let things = ["Order", "Parcel", "Invoice", "Customer", "Refund", "Return", "Claim"];
    let mut text = String::new();
    for chain in 0..notes / 6 {
        let (x, y) = ((chain % 40) * 2_000, (chain / 40) * 800);
        let verb = verbs[chain % verbs.len()];
        let thing = format!("{} {chain}", things[chain % things.len()]);
        let statements = [
            format!("actor Clerk {chain} @ {x},{y}"),
            format!("command {verb} {thing} @ {},{y}", x + 200),
            format!("aggregate {thing} @ {},{y}", x + 400),
            format!("event {thing} {verb}ed @ {},{y}", x + 600),
            format!("policy Whenever {thing} {verb}ed @ {},{y}", x + 800),
            format!("event {thing} Was Updated and Closed @ {},{y}", x + 1_000),
            format!("Clerk {chain} -> {verb} {thing}; {verb} {thing} -> {thing}"),
            format!("{thing} -> {thing} {verb}ed; {thing} {verb}ed -> Whenever {thing} {verb}ed"),
        ];
        for statement in statements {
            writeln!(text, "{statement}").expect("a string takes all");
        }
        if chain % 20 == 0 {
            writeln!(text, "context Part {chain} @ {},{y} 39000x700", x + 19_000)
                .expect("so does this");
        }
    }
    text
}

/// Begins a given/when/then case on the board that the text describes.
#[must_use]
pub fn given(text: &str) -> Given {
    Given { board: board(text) }
}

/// A board before a command.
#[derive(Debug)]
pub struct Given {
    board: Board,
}

/// The board before a command, and what was decided.
#[derive(Debug)]
pub struct Decided {
    outcome: Result<BoardEvent, Rejection>,
}

impl Given {
    /// Decides the command, as Ann.
    #[must_use]
    pub fn when(self, command: BoardCommand) -> Decided {
        Decided { outcome: self.board.decide(&command, ANN) }
    }
}

impl Decided {
    /// Asserts the event.
    #[track_caller]
    pub fn then(self, event: BoardEvent) {
        assert_eq!(self.outcome, Ok(event));
    }

    /// Asserts that there is an event.
    #[track_caller]
    pub fn then_accepted(self) {
        assert!(self.outcome.is_ok(), "{:?}", self.outcome);
    }

    /// Asserts the rejection.
    #[track_caller]
    pub fn then_rejected(self, rejection: Rejection) {
        assert_eq!(self.outcome, Err(rejection));
    }
}

fn point(text: &str) -> Point {
    let (x, y) = text.split_once(',').expect("X,Y");
    Point::new(x.trim().parse().expect("x"), y.trim().parse().expect("y"))
}

fn note_kind(word: &str) -> NoteKind {
    let entry = notation::NOTATION.iter().find(|entry| entry.name.eq_ignore_ascii_case(word));
    match (entry, word) {
        (Some(entry), _) => entry.kind,
        (None, "event") => NoteKind::DomainEvent,
        (None, "system") => NoteKind::ExternalSystem,
        (None, other) => panic!("unknown kind of note: {other}"),
    }
}

/// FNV-1a over the name, widened: stable over builds.
fn name_bits(name: &str) -> u128 {
    name.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash: u128, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}
