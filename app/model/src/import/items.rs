//! New items on their way to a board, cut into commands that fit the board socket.

use std::collections::BTreeSet;

use squall_board::{Arrow, BoardCommand, Frame, Note, NoteId};

/// Most bytes of one command as sent, by an estimate from above; half of what a socket takes.
const COMMAND_BYTES_MAX: usize = 32 * 1024;
/// Most bytes of a note as sent, without what people have written on it.
const NOTE_BYTES: usize = 160;
/// Most bytes of a detail as sent, without what people have written in it.
const DETAIL_BYTES: usize = 48;
/// Most bytes of an arrow or frame as sent, without its text.
const ITEM_BYTES: usize = 80;
/// Most items of one command.
const ITEMS_MAX: usize = 500;

/// New items of a board.
#[derive(Default)]
pub(super) struct Items {
    pub(super) notes: Vec<Note>,
    pub(super) frames: Vec<Frame>,
    pub(super) arrows: Vec<Arrow>,
    /// The notes that the arrows join.
    pub(super) joined: BTreeSet<(NoteId, NoteId)>,
}

impl Items {
    /// Notes and frames first, then arrows, in as few commands as fit the socket. A pin may come
    /// before its host; until then it counts as none.
    pub(super) fn into_commands(self) -> Vec<BoardCommand> {
        let mut chunks = Chunks { full: Vec::new(), bytes: 0, count: 0 };
        for frame in self.frames {
            chunks.room_for(ITEM_BYTES + frame.title.len()).2.push(frame);
        }
        for note in self.notes {
            let bytes = NOTE_BYTES + note.text_bytes() + DETAIL_BYTES * note.details.len();
            chunks.room_for(bytes).0.push(note);
        }
        for arrow in self.arrows {
            chunks.room_for(ITEM_BYTES + arrow.label.len()).1.push(arrow);
        }
        let commands = chunks.full.into_iter();
        commands
            .map(|(notes, arrows, frames)| BoardCommand::AddItems { notes, arrows, frames })
            .collect()
    }
}

type Chunk = (Vec<Note>, Vec<Arrow>, Vec<Frame>);

struct Chunks {
    full: Vec<Chunk>,
    bytes: usize,
    count: usize,
}

impl Chunks {
    fn room_for(&mut self, bytes: usize) -> &mut Chunk {
        if self.full.is_empty() || self.bytes + bytes > COMMAND_BYTES_MAX || self.count >= ITEMS_MAX
        {
            self.full.push(Chunk::default());
            (self.bytes, self.count) = (0, 0);
        }
        self.bytes += bytes;
        self.count += 1;
        let last = self.full.len() - 1;
        &mut self.full[last]
    }
}
