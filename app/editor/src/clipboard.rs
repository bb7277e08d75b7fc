//! Copying and pasting: items and plain lines become commands, each small enough for the socket.

use std::collections::BTreeMap;

use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Bounds, Clip, Frame, FrameId, Note, NoteId, NoteKind,
    ParticipantId, Point, ZIndex, arrange, limits, notation,
};

use crate::hit_test::sort_by_pile;
use crate::selection::Selection;

/// The media type of [`Clip::to_text`] on the clipboard.
pub const MEDIA_TYPE: &str = "web application/vnd.squall.clip";

/// About how many bytes of one command are filled; half of what the socket takes.
const COMMAND_BYTES: usize = limits::FRAME_BYTES_MAX / 2;
/// Most bytes of an item on the socket without its text.
const ITEM_BYTES: usize = 160;

/// Copies of what is selected, with the arrows between selected notes.
#[must_use]
pub fn copy(board: &Board, selection: &Selection) -> Clip {
    let selected = |id: &NoteId| selection.notes.contains(id);
    let arrows = board.arrows();
    let frames = board.frames().filter(|frame| selection.frames.contains(&frame.id));
    Clip {
        notes: board.notes().filter(|note| selected(&note.id)).cloned().collect(),
        arrows: arrows.filter(|it| selected(&it.from) && selected(&it.to)).cloned().collect(),
        frames: frames.cloned().collect(),
    }
}

/// The words on the copied notes along the timeline, for other programs.
#[must_use]
pub fn plain_text(clip: &Clip) -> String {
    let mut notes: Vec<&Note> = clip.notes.iter().collect();
    arrange(&mut notes, |a, b| {
        a.centre.x.total_cmp(&b.centre.x).then(a.centre.y.total_cmp(&b.centre.y))
    });
    let lines = notes.iter().map(|note| note.text.replace('\n', " "));
    lines.collect::<Vec<_>>().join("\n")
}

/// The rectangle around everything in a clip.
#[must_use]
pub fn bounds(clip: &Clip) -> Option<Bounds> {
    let notes = clip.notes.iter().map(Note::bounds);
    notes.chain(clip.frames.iter().map(Frame::bounds)).reduce(Bounds::union)
}

/// The commands that put the items on a board under new ids, their middle at `at`, above
/// everything. Arrows come last, when their notes are there.
#[must_use]
pub fn paste(
    clip: &Clip,
    board: &Board,
    at: Point,
    author: ParticipantId,
    ids: &mut dyn FnMut() -> u128,
) -> Vec<BoardCommand> {
    let by = at.from(bounds(clip).map_or(at, Bounds::centre));
    let mut renamed = BTreeMap::new();
    for note in &clip.notes {
        renamed.insert(note.id, NoteId::from_u128(ids()));
    }
    let mut in_order: Vec<&Note> = clip.notes.iter().collect();
    sort_by_pile(&mut in_order);
    let mut z = board.top_z();
    let mut pieces = Pieces::default();
    for frame in &clip.frames {
        let id = FrameId::from_u128(ids());
        let frame = Frame { id, centre: frame.centre.moved(by), locked: false, ..frame.clone() };
        pieces.room_for(frame.title.len()).frames.push(frame);
    }
    for note in in_order {
        let copy = Note {
            id: renamed[&note.id],
            centre: note.centre.moved(by),
            author,
            z: z.clone(),
            locked: false,
            host: note.host.and_then(|host| renamed.get(&host).copied()),
            ..note.clone()
        };
        z = ZIndex::above(Some(&z));
        pieces.room_for(copy.text_bytes()).notes.push(copy);
    }
    for arrow in &clip.arrows {
        let ends = renamed.get(&arrow.from).zip(renamed.get(&arrow.to));
        let Some((from, to)) = ends else { continue };
        let id = ArrowId::from_u128(ids());
        let copy = Arrow { id, from: *from, to: *to, ..arrow.clone() };
        pieces.room_for(copy.label.len()).arrows.push(copy);
    }
    pieces.into_commands()
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
    let mut pieces = Pieces::default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (place, line) in lines.enumerate() {
        let (column, row) = ((place % PER_ROW) as f64, (place / PER_ROW) as f64);
        // A line that is too long is refused with its reason; cutting it off would lose words.
        let text = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let centre =
            Point::new(at.x + column * (size.width + GAP), at.y + row * (size.height + GAP));
        let id = NoteId::from_u128(ids());
        let note = Note { text, size, z: z.clone(), ..Note::new(id, kind, centre, author) };
        z = ZIndex::above(Some(&z));
        pieces.room_for(note.text.len()).notes.push(note);
    }
    pieces.into_commands()
}

/// Items cut into pieces that fit a frame on the socket.
#[derive(Default)]
struct Pieces {
    full: Vec<Clip>,
    open: Clip,
    bytes: usize,
}

impl Pieces {
    /// The piece that takes an item with this many bytes of text.
    fn room_for(&mut self, text_bytes: usize) -> &mut Clip {
        let weight = text_bytes + ITEM_BYTES;
        if self.bytes + weight > COMMAND_BYTES && !self.open.is_empty() {
            self.full.push(std::mem::take(&mut self.open));
            self.bytes = 0;
        }
        self.bytes += weight;
        &mut self.open
    }

    fn into_commands(mut self) -> Vec<BoardCommand> {
        if !self.open.is_empty() {
            self.full.push(self.open);
        }
        let commands = self.full.into_iter();
        commands
            .map(|Clip { notes, arrows, frames }| BoardCommand::AddItems { notes, arrows, frames })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{self, ANN, BEN};
    use squall_board::protocol::{ClientMessage, encode};

    use super::*;

    fn counting() -> impl FnMut() -> u128 {
        let mut next = 0;
        move || {
            next += 1;
            next
        }
    }

    #[test]
    fn a_copy_keeps_kinds_and_arrows_under_new_ids() {
        let board = fixture::board("command Place; event Placed; Place -> Placed");
        let clip = copy(&board, &Selection::all(&board));
        let mut pasted = board.clone();
        for command in paste(&clip, &board, Point::new(0.0, 900.0), BEN, &mut counting()) {
            let event = pasted.decide(&command, BEN).unwrap();
            pasted.apply(&event, BEN);
        }
        assert_eq!((pasted.notes().len(), pasted.arrows().len()), (4, 2));
        let kinds: Vec<_> =
            pasted.notes().filter(|note| note.author == BEN).map(|note| note.kind).collect();
        assert!(kinds.contains(&NoteKind::Command) && kinds.contains(&NoteKind::DomainEvent));
    }

    #[test]
    fn another_board_gets_details_pins_frames_labels_and_bends_from_the_text_form() {
        let mut board =
            fixture::board("event a @ 0,0; hotspot h @ 40,40; a -> h; context F @ 0,0 600x400");
        let (a, h) = (fixture::note_id("a"), fixture::note_id("h"));
        let detail = squall_board::Detail::Owner("Ann".to_owned());
        let change = squall_board::DetailChange::Put(detail);
        let arrow = fixture::arrow_id("a", "h");
        for command in [
            BoardCommand::ChangeDetails {
                notes: vec![squall_board::NoteDetail { note: a, change }],
            },
            BoardCommand::PinNotes {
                notes: vec![squall_board::NotePin { note: h, host: Some(a) }],
            },
            BoardCommand::RelabelArrow { arrow, label: "why?".to_owned() },
            BoardCommand::BendArrow { arrow, bend: Some(squall_board::Vector::new(3.0, 4.0)) },
        ] {
            let event = board.decide(&command, ANN).unwrap();
            board.apply(&event, ANN);
        }
        let text = copy(&board, &Selection::all(&board)).to_text();
        let clip = Clip::from_text(&text).unwrap();
        let mut other = Board::default();
        for command in paste(&clip, &other, Point::default(), BEN, &mut counting()) {
            let event = other.decide(&command, BEN).unwrap();
            other.apply(&event, BEN);
        }
        let of_kind = |kind| other.notes().find(|note| note.kind == kind).unwrap();
        let (event, hotspot) = (of_kind(NoteKind::DomainEvent), of_kind(NoteKind::Hotspot));
        assert_eq!((hotspot.host, event.author), (Some(event.id), BEN));
        assert_eq!(event.details, board.note(a).unwrap().details);
        let pasted = other.arrows().next().unwrap();
        assert_eq!((pasted.from, pasted.to), (event.id, hotspot.id));
        assert_eq!((pasted.label.as_str(), pasted.bend.unwrap().dy), ("why?", 4.0));
        assert_eq!(other.frames().next().unwrap().title, "F");
    }

    #[test]
    fn every_line_becomes_a_note_along_the_timeline() {
        let text = "Order Placed\n\n  Order Paid \nOrder Shipped";
        let (board, at) = (Board::default(), Point::new(10.0, 20.0));
        let commands = paste_lines(text, NoteKind::DomainEvent, &board, at, ANN, &mut counting());
        let [BoardCommand::AddItems { notes, .. }] = commands.as_slice() else { panic!() };
        let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["Order Placed", "Order Paid", "Order Shipped"]);
        assert!(notes.windows(2).all(|pair| pair[0].centre.x < pair[1].centre.x));
    }

    #[test]
    fn a_large_paste_is_proposed_in_pieces_that_fit_a_frame() {
        let text = "Something rather long has happened here\n".repeat(2_000);
        let (board, at) = (Board::default(), Point::default());
        let lines = paste_lines(&text, NoteKind::DomainEvent, &board, at, ANN, &mut counting());
        let mut full = Board::default();
        for command in &lines {
            let event = full.decide(command, ANN).unwrap();
            full.apply(&event, ANN);
        }
        let clip = copy(&full, &Selection::all(&full));
        let items = paste(&clip, &full, at, ANN, &mut counting());
        assert!(lines.len() > 1 && items.len() > 1);
        for command in lines.into_iter().chain(items) {
            let base_seq = squall_board::Seq(u64::MAX);
            let message = ClientMessage::Propose { number: u64::MAX, base_seq, command };
            assert!(encode(&message).len() < limits::FRAME_BYTES_MAX);
        }
    }
}
