//! Copies of items, as text for the clipboard. A copy keeps kinds, arrows and frames.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Bounds, Frame, FrameId, Note, NoteId, NoteKind,
    ParticipantId, Point, limits, notation, protocol,
};

use crate::selection::Selection;

/// The media type of [`Clip::to_text`] on the clipboard.
pub const MEDIA_TYPE: &str = "web application/vnd.squall.clip";

/// Copies of items.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Clip {
    notes: Vec<Note>,
    arrows: Vec<Arrow>,
    frames: Vec<Frame>,
}

impl Clip {
    /// Copies of what is selected, with the arrows between selected notes.
    #[must_use]
    pub fn of(board: &Board, selection: &Selection) -> Self {
        let selected = |id: &NoteId| selection.notes.contains(id);
        Self {
            notes: board.notes().filter(|note| selected(&note.id)).cloned().collect(),
            arrows: board
                .arrows()
                .filter(|arrow| selected(&arrow.from) && selected(&arrow.to))
                .cloned()
                .collect(),
            frames: board
                .frames()
                .filter(|frame| selection.frames.contains(&frame.id))
                .cloned()
                .collect(),
        }
    }

    /// How many items are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.notes.len() + self.arrows.len() + self.frames.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.frames.is_empty()
    }

    /// The text form: a frame of the board's protocol in hexadecimal digits, so that a browser with
    /// another version of Squall recognizes it as not its own.
    #[must_use]
    pub fn to_text(&self) -> String {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
        let bytes = protocol::encode(self);
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// The copies in the text form; `None` if it is something else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let digit = |digit: &u8| char::from(*digit).to_digit(16);
        let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
            [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
            _ => None,
        });
        protocol::decode(&bytes.collect::<Option<Vec<u8>>>()?).ok()
    }

    /// The words on the copied notes, in reading order, for other programs.
    #[must_use]
    pub fn to_plain_text(&self) -> String {
        let mut notes: Vec<&Note> = self.notes.iter().collect();
        notes.sort_by(|a, b| {
            a.centre.x.total_cmp(&b.centre.x).then(a.centre.y.total_cmp(&b.centre.y))
        });
        let lines = notes.iter().map(|note| note.text.replace('\n', " "));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The command that puts new copies on a board, their middle at `at`.
    #[must_use]
    pub fn paste(
        &self,
        board: &Board,
        at: Point,
        author: ParticipantId,
        ids: &mut dyn FnMut() -> u128,
    ) -> BoardCommand {
        let all = self.notes.iter().map(Note::bounds).chain(self.frames.iter().map(Frame::bounds));
        let by = at.from(all.reduce(Bounds::union).map_or(at, Bounds::centre));
        let mut renamed = BTreeMap::new();
        for note in &self.notes {
            renamed.insert(note.id, NoteId::from_u128(ids()));
        }
        let mut in_order: Vec<&Note> = self.notes.iter().collect();
        in_order.sort_by(|a, b| crate::hit_test::stacking(a).cmp(&crate::hit_test::stacking(b)));
        let mut z = board.top_z();
        let mut notes = Vec::with_capacity(in_order.len());
        for note in in_order {
            notes.push(Note {
                id: renamed[&note.id],
                centre: note.centre.moved(by),
                author,
                z: z.clone(),
                host: note.host.and_then(|host| renamed.get(&host).copied()),
                ..note.clone()
            });
            z = squall_board::ZIndex::above(Some(&z));
        }
        let arrows = self.arrows.iter().filter_map(|arrow| {
            Some(Arrow {
                id: ArrowId::from_u128(ids()),
                from: *renamed.get(&arrow.from)?,
                to: *renamed.get(&arrow.to)?,
                label: arrow.label.clone(),
            })
        });
        let arrows = arrows.collect();
        let frames = self.frames.iter().map(|frame| Frame {
            id: FrameId::from_u128(ids()),
            centre: frame.centre.moved(by),
            ..frame.clone()
        });
        BoardCommand::AddItems { notes, arrows, frames: frames.collect() }
    }
}

/// The commands that put every line on a note of its own, in rows of ten along the timeline.
#[must_use]
pub fn paste_lines(
    text: &str,
    kind: NoteKind,
    board: &Board,
    at: Point,
    author: ParticipantId,
    ids: &mut dyn FnMut() -> u128,
) -> Vec<BoardCommand> {
    const PER_ROW: usize = 10;
    const GAP: f64 = 60.0;
    let size = notation::of(kind).size;
    let mut z = board.top_z();
    let mut notes = Vec::new();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (place, line) in lines.enumerate() {
        let (column, row) = ((place % PER_ROW) as f64, (place / PER_ROW) as f64);
        let text = line.chars().filter(|c| !c.is_control() || *c == '\t');
        notes.push(Note {
            id: NoteId::from_u128(ids()),
            kind,
            centre: Point::new(
                at.x + column * (size.width + GAP),
                at.y + row * (size.height + GAP),
            ),
            size,
            text: text.take(limits::NOTE_TEXT_CHARS_MAX).collect(),
            author,
            colour: None,
            z: z.clone(),
            host: None,
        });
        z = squall_board::ZIndex::above(Some(&z));
    }
    // A command must fit one frame on the socket.
    let mut commands = Vec::new();
    let mut chunk: Vec<Note> = Vec::new();
    let mut bytes = 0;
    for note in notes {
        let weight = note.text.len() + 120;
        if bytes + weight > limits::FRAME_BYTES_MAX / 2 && !chunk.is_empty() {
            commands.push(add(std::mem::take(&mut chunk)));
            bytes = 0;
        }
        bytes += weight;
        chunk.push(note);
    }
    if !chunk.is_empty() {
        commands.push(add(chunk));
    }
    commands
}

fn add(notes: Vec<Note>) -> BoardCommand {
    BoardCommand::AddItems { notes, arrows: vec![], frames: vec![] }
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{self, ANN, BEN};

    use super::*;

    #[test]
    fn a_copy_keeps_kinds_and_arrows_under_new_ids() {
        let board = fixture::board("command Place; event Placed; Place -> Placed");
        let clip = Clip::of(&board, &Selection::all(&board));
        let clip = Clip::from_text(&clip.to_text()).unwrap();
        let mut next = 0;
        let mut ids = || {
            next += 1;
            next
        };
        let command = clip.paste(&board, Point::new(0.0, 900.0), BEN, &mut ids);
        let mut pasted = board.clone();
        pasted.apply(&board.decide(&command, BEN).unwrap(), BEN);
        assert_eq!((pasted.notes().len(), pasted.arrows().len()), (4, 2));
        let kinds: Vec<_> =
            pasted.notes().filter(|note| note.author == BEN).map(|note| note.kind).collect();
        assert!(kinds.contains(&NoteKind::Command) && kinds.contains(&NoteKind::DomainEvent));
    }

    #[test]
    fn other_text_is_no_copy() {
        for text in ["", "0", "01zz", "Order Placed", "ff00", "é"] {
            assert_eq!(Clip::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn every_line_becomes_a_note_along_the_timeline() {
        let mut next = 0;
        let mut ids = || {
            next += 1;
            next
        };
        let board = Board::default();
        let text = "Order Placed\n\n  Order Paid \nOrder Shipped";
        let at = Point::new(10.0, 20.0);
        let commands = paste_lines(text, NoteKind::DomainEvent, &board, at, ANN, &mut ids);
        let [BoardCommand::AddItems { notes, .. }] = commands.as_slice() else { panic!() };
        let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["Order Placed", "Order Paid", "Order Shipped"]);
        assert!(notes.windows(2).all(|pair| pair[0].centre.x < pair[1].centre.x));
    }

    #[test]
    fn a_long_paste_is_proposed_in_pieces_that_fit_a_frame() {
        let mut next = 0;
        let mut ids = || {
            next += 1;
            next
        };
        let text = "Something rather long has happened here\n".repeat(2_000);
        let board = Board::default();
        let at = Point::default();
        let commands = paste_lines(&text, NoteKind::DomainEvent, &board, at, ANN, &mut ids);
        assert!(commands.len() > 1);
        for command in commands {
            let message = squall_board::protocol::ClientMessage::Propose {
                number: u64::MAX,
                base_seq: squall_board::Seq(u64::MAX),
                command,
            };
            assert!(squall_board::protocol::encode(&message).len() < limits::FRAME_BYTES_MAX);
        }
    }
}
