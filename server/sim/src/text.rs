//! Random histories of one text: a room and two to eight replicas that write on one note, undo, redo
//! and lose their connections. Everything is told at once, because here only merging is at stake.

use std::collections::VecDeque;
use std::rc::Rc;

use squall_board::protocol::{ClientMessage, Epoch, Hello, Resume, SessionId};
use squall_board::room::{Proposed, Room};
use squall_board::{
    Board, BoardCommand, BoardEvent, ClientId, ClientSecret, Note, NoteId, NoteKind, ParticipantId,
    Point, RecordedEvent, Rejection, Seq, Snapshot, TextOperation, UndoStep,
};
use squall_editor::{Change, Replica, UndoStack};

use crate::characters::{Characters, character, number};
use crate::random::Random;

const EPOCH: Epoch = Epoch(1);
const NOTE: NoteId = NoteId::from_u128(1);
const WRITERS_MAX: usize = 8;
const OPERATIONS_MAX: usize = 60;
const SETTLING_ROUNDS_MAX: usize = 200;

struct History {
    random: Random,
    trace: bool,
    room: Room,
    /// What was recorded after the note was put up.
    log: Vec<Rc<RecordedEvent>>,
    /// The text as the log has it.
    text: String,
    writers: Vec<Writer>,
    /// What still arrives on sockets that are gone.
    late: Vec<(SessionId, VecDeque<ClientMessage>)>,
    /// Who typed each character, by its number.
    authors: Vec<usize>,
}

struct Writer {
    client: ClientId,
    replica: Replica,
    undo: UndoStack,
    session: Option<SessionId>,
    to_server: VecDeque<ClientMessage>,
    to_client: VecDeque<Told>,
    /// What the text field shows, kept up to date by the reported edits alone.
    field: String,
    unwanted: Characters,
}

enum Told {
    Recorded(Rc<RecordedEvent>),
    AlreadyRecorded { number: u64, seq: Seq },
    Rejected { number: u64, rejection: Rejection },
}

/// Runs one history to its end and checks that everybody has the same text, in which nothing is
/// missing that nobody deleted.
///
/// # Panics
/// If something does not hold.
pub fn run_text(seed: u64, trace: bool) {
    let mut history = History::new(seed, trace);
    let operations = 1 + history.random.below(OPERATIONS_MAX);
    let bustle = [20, 50, 80][history.random.below(3)];
    let mut done = 0;
    while done < operations {
        let place = history.random.below(history.writers.len());
        match history.random.below(bustle + 50) {
            0..14 => history.writers[place].send(),
            14..28 => history.serve(place),
            28..42 => history.deliver(place),
            42..45 => history.serve_late(),
            45..50 => history.change_connection(place),
            _ => {
                done += 1;
                history.work(place);
            }
        }
        history.print();
    }
    history.settle();
    history.check_end();
}

impl History {
    fn new(seed: u64, trace: bool) -> Self {
        let mut random = Random::new(seed);
        let board = board();
        let room = Room::new(EPOCH, board.clone(), Seq(1), vec![]);
        let count = 2 + random.below(WRITERS_MAX - 1);
        let writers = (0..count).map(|place| Writer::new(place, &board)).collect();
        let (log, late, authors) = (vec![], vec![], vec![]);
        let mut history =
            Self { random, trace, room, log, text: String::new(), writers, late, authors };
        for place in 0..count {
            history.connect(place);
        }
        history
    }

    fn work(&mut self, place: usize) {
        match self.random.below(10) {
            0..7 => self.write(place),
            7..9 => self.reverse(place, UndoStack::undo, UndoStack::push_undone),
            _ => self.reverse(place, UndoStack::redo, UndoStack::push_redone),
        }
    }

    fn write(&mut self, place: usize) {
        let mut text: Vec<char> = self.writers[place].field.chars().collect();
        let at = self.random.below(text.len() + 1);
        if self.random.once_in(3) {
            let end = (at + 1 + self.random.below(4)).min(text.len());
            text.drain(at..end);
        } else {
            for offset in 0..1 + self.random.below(3) {
                self.authors.push(place);
                text.insert(at + offset, character(self.authors.len() - 1));
            }
        }
        let writer = &mut self.writers[place];
        if self.random.once_in(3) {
            writer.undo.end_typing();
        }
        let text: String = text.into_iter().collect();
        let operation = TextOperation::between(&writer.field, &text);
        if let Some(step) = writer.propose(BoardCommand::EditText { note: NOTE, operation }) {
            writer.undo.push_typing(NOTE, step);
        }
    }

    /// Undo and redo take away nobody else's words.
    fn reverse(
        &mut self,
        place: usize,
        take: fn(&mut UndoStack, &Board) -> Option<squall_editor::Reversal>,
        keep: fn(&mut UndoStack, Vec<UndoStep>),
    ) {
        let writer = &mut self.writers[place];
        let unwanted = writer.unwanted.clone();
        let Some(reversal) = take(&mut writer.undo, writer.replica.view()) else { return };
        let commands = reversal.commands.into_iter();
        let steps = commands.filter_map(|command| writer.propose(command)).collect();
        keep(&mut writer.undo, steps);
        // Doing one's own deletion again is no harm.
        for gone in writer.unwanted.without(&unwanted).iter() {
            let author = number(gone).and_then(|number| self.authors.get(number));
            assert_eq!(author, Some(&place), "writer {place} took back {gone} of somebody else");
        }
    }

    fn connect(&mut self, place: usize) {
        let writer = &mut self.writers[place];
        let hello = Hello {
            secret: writer.replica.secret(),
            participant: writer.replica.participant(),
            name: String::new(),
            epoch: writer.replica.epoch(),
            last_seq: writer.replica.last_seq(),
            first_pending: writer.replica.first_pending(),
        };
        let client = writer.client;
        let own = self.log.iter().filter(|event| event.command_id.client == client);
        let from = hello.first_pending.unwrap_or(u64::MAX);
        let own = own.map(|event| (event.command_id.number, event.seq));
        let joined = self.room.join(hello, own.filter(|(number, _)| *number >= from));
        let joined = joined.expect("there is room");
        assert_eq!(joined.resume, Resume::Tail, "a short history is at hand");
        writer.session = Some(joined.session);
        writer.to_client.extend(joined.missed.into_iter().map(Rc::new).map(Told::Recorded));
    }

    fn change_connection(&mut self, place: usize) {
        let writer = &mut self.writers[place];
        let Some(session) = writer.session.take() else { return self.connect(place) };
        writer.replica.disconnect();
        writer.to_client.clear();
        let mut on_the_way = std::mem::take(&mut writer.to_server);
        on_the_way.truncate(self.random.below(on_the_way.len() + 1));
        self.late.push((session, on_the_way));
    }

    fn serve(&mut self, place: usize) {
        let writer = &mut self.writers[place];
        if let (Some(session), Some(message)) = (writer.session, writer.to_server.pop_front()) {
            self.receive(session, message);
        }
    }

    fn serve_late(&mut self) {
        if self.late.is_empty() {
            return;
        }
        let at = self.random.below(self.late.len());
        let (session, messages) = &mut self.late[at];
        let session = *session;
        match messages.pop_front() {
            Some(message) => self.receive(session, message),
            None => {
                self.late.swap_remove(at);
                self.room.leave(session);
            }
        }
    }

    fn receive(&mut self, session: SessionId, message: ClientMessage) {
        let ClientMessage::Propose { number, base_seq, command } = message else {
            panic!("a replica sends proposals")
        };
        let proposed = self.room.propose(session, number, base_seq, command, 0);
        let told = match proposed.expect("no replica proposes out of order") {
            Proposed::Recorded(event) => return self.record(event),
            Proposed::Repeated { seq } => Told::AlreadyRecorded { number, seq },
            Proposed::Rejected(rejection) => Told::Rejected { number, rejection },
        };
        let writer = self.writers.iter_mut().find(|writer| writer.session == Some(session));
        if let Some(writer) = writer {
            writer.to_client.push_back(told);
        }
    }

    /// Tells everybody, and checks that the event takes away only what its author meant to.
    fn record(&mut self, event: RecordedEvent) {
        let BoardEvent::TextEdited { operation, .. } = &event.event else { panic!("{event:?}") };
        let text = operation.apply(&self.text).expect("a recorded edit fits the text");
        let gone = Characters::of(&self.text).without(&Characters::of(&text));
        let client = event.command_id.client;
        let author = self.writers.iter().find(|writer| writer.client == client);
        let author = author.expect("somebody has asked for it");
        let unmeant = gone.without(&author.unwanted).iter().next();
        assert_eq!(unmeant, None, "{event:?} takes away what its author did not mean to");
        self.text = text;
        let event = Rc::new(event);
        for writer in self.writers.iter_mut().filter(|writer| writer.session.is_some()) {
            writer.to_client.push_back(Told::Recorded(Rc::clone(&event)));
        }
        self.log.push(event);
    }

    fn deliver(&mut self, place: usize) {
        for _ in 0..1 + self.random.below(4) {
            self.writers[place].receive();
        }
    }

    fn settle(&mut self) {
        for _ in 0..SETTLING_ROUNDS_MAX {
            while !self.late.is_empty() {
                self.serve_late();
            }
            for place in 0..self.writers.len() {
                if self.writers[place].session.is_none() {
                    self.connect(place);
                }
                self.writers[place].send();
                while !self.writers[place].to_server.is_empty() {
                    self.serve(place);
                }
            }
            for writer in &mut self.writers {
                while !writer.to_client.is_empty() {
                    writer.receive();
                }
            }
            if self.writers.iter().all(|writer| writer.replica.pending_count() == 0) {
                return;
            }
        }
        panic!("it never comes to rest");
    }

    fn check_end(&self) {
        let text = &self.room.board().note(NOTE).expect("nobody deletes the note").text;
        assert_eq!(text, &self.text, "the room is not its log");
        let mut unwanted = Characters::default();
        for (place, writer) in self.writers.iter().enumerate() {
            assert_eq!(&writer.field, text, "writer {place} has not converged");
            let same = writer.replica.confirmed() == self.room.board();
            assert!(same, "writer {place} has another board");
            unwanted.extend(&writer.unwanted);
        }
        let there = Characters::of(text);
        for (number, author) in self.authors.iter().enumerate() {
            let character = character(number);
            let is_safe = there.contains(character) || unwanted.contains(character);
            assert!(is_safe, "{character} of writer {author} is lost");
        }
        let mut seen = Characters::default();
        for character in text.chars() {
            let is_doubled = !seen.insert(character) && !unwanted.contains(character);
            assert!(!is_doubled, "{character} is there twice");
        }
    }

    fn print(&self) {
        if self.trace {
            println!("log {} {}", self.room.head(), self.text);
            for (place, writer) in self.writers.iter().enumerate() {
                let pending: Vec<_> = writer.replica.pending().collect();
                println!("  {place} {} {} {pending:?}", writer.replica.last_seq(), writer.field);
            }
        }
    }
}

impl Writer {
    fn new(place: usize, board: &Board) -> Self {
        let secret = ClientSecret::from_u128(place as u128);
        let mut replica = Replica::new(secret, ParticipantId::from_u128(100 + place as u128));
        replica.restore(Snapshot::of(board, Seq(1)), EPOCH);
        Self {
            client: secret.client(),
            replica,
            undo: UndoStack::default(),
            session: None,
            to_server: VecDeque::new(),
            to_client: VecDeque::new(),
            field: String::new(),
            unwanted: Characters::default(),
        }
    }

    /// Proposes an edit; gives how to take it back, if it changes anything.
    fn propose(&mut self, command: BoardCommand) -> Option<UndoStep> {
        let view = self.replica.view();
        let event = match view.decide(&command, self.replica.participant()) {
            Err(Rejection::NothingToChange) => return None,
            decided => decided.expect("an edit of the text that is shown"),
        };
        let step = UndoStep::of(view, &event);
        // Not what the text has lost: two people who undo one deletion leave a character twice.
        if let BoardEvent::TextEdited { operation, .. } = &event {
            let inverse = operation.inverse(&self.field).expect("an edit of what is shown");
            inverse.inserted().for_each(|gone| self.unwanted.add(gone));
        }
        self.replica.propose(command).expect("it was decided just now");
        self.field = self.shown().to_owned();
        step
    }

    fn send(&mut self) {
        if self.session.is_some() {
            self.to_server.extend(self.replica.take_outgoing());
        }
    }

    fn receive(&mut self) {
        let change = match self.to_client.pop_front() {
            Some(Told::Recorded(event)) => {
                let mut change = Change::default();
                let events = std::slice::from_ref(&*event);
                self.replica.record(events, &mut change).expect("a socket skips nothing");
                change
            }
            Some(Told::AlreadyRecorded { number, seq }) => {
                self.replica.already_recorded(number, seq)
            }
            // Somebody else has deleted the same.
            Some(Told::Rejected { number, rejection: Rejection::NothingToChange }) => {
                self.replica.reject(number, Rejection::NothingToChange)
            }
            Some(Told::Rejected { number, rejection }) => {
                panic!("command {number} is refused: {rejection}")
            }
            None => return,
        };
        assert!(change.refused.is_empty(), "{:?} could not be done", change.refused);
        for (note, edit) in &change.text_edits {
            self.undo.follow_text(*note, edit);
            self.field = edit.apply(&self.field).expect("an edit of what is shown");
        }
        assert_eq!(self.field, self.shown(), "the text field errs");
    }

    fn shown(&self) -> &str {
        &self.replica.view().note(NOTE).expect("nobody deletes the note").text
    }
}

/// A board with one empty note.
fn board() -> Board {
    let kind = NoteKind::DomainEvent;
    let author = ParticipantId::from_u128(99);
    let note = Note::new(NOTE, kind, Point::default(), author);
    let command = BoardCommand::AddItems { notes: vec![note], arrows: vec![], frames: vec![] };
    let mut board = Board::default();
    let event = board.decide(&command, author).expect("a sound note");
    board.apply(&event, author);
    board
}
