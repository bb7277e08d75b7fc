//! A wall with one editor on it and somebody else whose work arrives at once.

use squall_board::fixture::{self, ANN, BEN, note_id};
use squall_board::protocol::{Epoch, Resume, ServerMessage, SessionId};
use squall_board::{
    BoardCommand, ClientSecret, CommandId, Note, NoteId, NoteMove, ParticipantId, Point,
    RecordedEvent, Seq, Snapshot, TextOperation,
};
use squall_editor::camera::ScreenPoint;
use squall_editor::gesture::PointerInput;
use squall_editor::{Editor, Notice};

const OWN: ClientSecret = ClientSecret::from_u128(1);
const OTHER: ClientSecret = ClientSecret::from_u128(2);

pub(crate) struct Wall {
    pub(crate) editor: Editor,
    last_number: u64,
    last_own: u64,
}

/// A pointer here; the camera shows board units as CSS pixels.
pub(crate) fn at(x: f64, y: f64) -> PointerInput {
    PointerInput { at: ScreenPoint::new(x, y), ..PointerInput::default() }
}

impl Wall {
    /// An editor, connected, that sees the board which the text describes.
    pub(crate) fn given(text: &str) -> Self {
        let mut next = 0;
        let ids = move || {
            next += 1;
            next
        };
        let mut editor = Editor::new(OWN, ANN, Box::new(ids));
        editor.restore(Snapshot::of(&fixture::board(text), Seq(1)), Epoch(1));
        let (session, epoch, head) = (SessionId(1), Epoch(1), Seq(1));
        let (resume, people) = (Resume::Tail, vec![]);
        let welcome = ServerMessage::Welcome { session, epoch, head, resume, people };
        editor.receive(welcome).unwrap();
        editor.take_effects();
        Self { editor, last_number: 0, last_own: 0 }
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.editor.board().note(note_id(name)).unwrap().text.clone()
    }

    pub(crate) fn centre(&self, name: &str) -> Point {
        self.editor.board().note(note_id(name)).unwrap().centre
    }

    /// Everything proposed that has no answer yet.
    pub(crate) fn proposed(&self) -> Vec<BoardCommand> {
        self.editor.replica().pending().cloned().collect()
    }

    pub(crate) fn notices(&mut self) -> Vec<Notice> {
        self.editor.take_effects().notices
    }

    pub(crate) fn click(&mut self, input: PointerInput) {
        self.editor.pointer_down(input);
        self.editor.pointer_up(input);
    }

    pub(crate) fn drag(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.drag_with(at(from.0, from.1), at(to.0, to.1));
    }

    pub(crate) fn drag_without_snapping(&mut self, from: (f64, f64), to: (f64, f64)) {
        let held = |place: (f64, f64)| PointerInput { command: true, ..at(place.0, place.1) };
        self.drag_with(held(from), held(to));
    }

    fn drag_with(&mut self, from: PointerInput, to: PointerInput) {
        self.editor.pointer_down(from);
        self.editor.pointer_move(to);
        self.editor.pointer_up(to);
    }

    /// The server records everything proposed.
    pub(crate) fn settle(&mut self) {
        for command in self.proposed() {
            self.last_own += 1;
            let number = self.last_own;
            self.record(CommandId { client: OWN.client(), number }, ANN, &command);
        }
        assert_eq!(self.editor.replica().pending_count(), 0);
    }

    pub(crate) fn somebody_moves(&mut self, name: &str, to: Point) {
        let notes = vec![NoteMove { note: note_id(name), to }];
        self.somebody(&BoardCommand::MoveItems { notes, frames: vec![] });
    }

    pub(crate) fn somebody_writes(&mut self, note: NoteId, old: &str, new: &str) {
        let operation = TextOperation::between(old, new);
        self.somebody(&BoardCommand::EditText { note, operation });
    }

    pub(crate) fn somebody_deletes(&mut self, name: &str) {
        let notes = vec![note_id(name)];
        self.somebody(&BoardCommand::DeleteItems { notes, arrows: vec![], frames: vec![] });
    }

    /// Puts the note up, or back.
    pub(crate) fn somebody_puts_up(&mut self, note: Note) {
        self.somebody(&fixture::add_note(note));
    }

    fn somebody(&mut self, command: &BoardCommand) {
        self.last_number += 1;
        self.record(CommandId { client: OTHER.client(), number: self.last_number }, BEN, command);
    }

    fn record(
        &mut self,
        command_id: CommandId,
        participant: ParticipantId,
        command: &BoardCommand,
    ) {
        let event = self.editor.replica().confirmed().decide(command, participant).unwrap();
        let seq = self.editor.replica().last_seq().next();
        let recorded = RecordedEvent { seq, command_id, participant, recorded_at_ms: 0, event };
        self.editor.receive(ServerMessage::Recorded { events: vec![recorded] }).unwrap();
    }
}
