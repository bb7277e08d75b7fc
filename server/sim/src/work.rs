//! What the people of a simulation do by hand. Every character that they type is typed once.

use squall_board::{
    BoardCommand, Detail, DetailChange, DetailKey, FrameKind, NoteDetail, NoteId, NoteKind,
    NotePair, Point, Timer, Vector,
};
use squall_editor::arrange::Edge;
use squall_editor::gesture::PointerInput;
use squall_editor::hit_test::{Way, bend_handle};
use squall_editor::keymap::Action;
use squall_editor::{EditTarget, Editor, Selection};

use crate::characters::{character, number};
use crate::simulation::Simulation;

const KINDS: [NoteKind; 4] =
    [NoteKind::DomainEvent, NoteKind::Command, NoteKind::Policy, NoteKind::Hotspot];

impl Simulation {
    pub(crate) fn work(&mut self, place: usize) {
        self.say(format_args!("peer {place} works"));
        match self.random.below(100) {
            0..45 => self.type_somewhere(place),
            45..47 => self.on_selection(place, Action::Lock),
            47..48 => self.on_selection(place, Action::Align(Edge::Top)),
            48..50 => self.bend(place),
            50..58 => self.add_note(place),
            58..62 => self.on_selection(place, Action::Delete),
            62..66 => self.on_selection(place, Action::Nudge(Way::Right)),
            66..69 => {
                let kind = KINDS[self.random.below(KINDS.len())];
                self.on_selection(place, Action::Retype(kind));
            }
            69..71 => self.on_selection(place, Action::BringToFront),
            71..76 => self.draw_arrow(place),
            76..77 => self.name_something(place),
            77..78 => self.say_more(place),
            78..80 => self.add_frame(place),
            80..92 => self.reverse(place, Action::Undo),
            _ => self.reverse(place, Action::Redo),
        }
    }

    fn type_somewhere(&mut self, place: usize) {
        let Some(note) = self.some_note(place) else { return self.add_note(place) };
        let board = self.peers[place].editor.board();
        let mut text: Vec<char> =
            board.note(note).map(|note| note.text.chars().collect()).unwrap_or_default();
        let at = self.random.below(text.len() + 1);
        if self.random.once_in(4) {
            let end = (at + 1 + self.random.below(3)).min(text.len());
            text.drain(at..end);
        } else {
            let count = 1 + self.random.below(3);
            for offset in 0..count {
                text.insert(at + offset, self.new_character(place));
            }
        }
        if self.random.once_in(4) {
            self.peers[place].work(|editor| editor.stop_editing());
        }
        let text: String = text.into_iter().collect();
        self.peers[place].work(|editor| {
            editor.start_editing(EditTarget::Note(note));
            editor.type_text(note, &text);
        });
    }

    fn add_note(&mut self, place: usize) {
        let kind = KINDS[self.random.below(KINDS.len())];
        let at = Point::new(self.random.below(2_000) as f64, self.random.below(900) as f64);
        self.peers[place].work(|editor| editor.add_note(kind, at));
    }

    fn on_selection(&mut self, place: usize, action: Action) {
        let Some(note) = self.some_note(place) else { return };
        let mut selection = Selection::of_notes([note]);
        selection.notes.extend(self.some_note(place).filter(|_| self.random.once_in(2)));
        let frames: Vec<_> =
            self.peers[place].editor.board().frames().map(|frame| frame.id).collect();
        selection.frames.extend(self.random.pick(&frames).filter(|_| self.random.once_in(3)));
        self.peers[place].work(|editor| {
            editor.stop_editing();
            editor.select(selection);
            editor.act(action);
        });
    }

    fn draw_arrow(&mut self, place: usize) {
        let (Some(from), Some(to)) = (self.some_note(place), self.some_note(place)) else { return };
        self.peers[place].work(|editor| editor.connect(from, to));
    }

    /// Pulls an arrow's handle aside, and mostly lets go of it there.
    fn bend(&mut self, place: usize) {
        let board = self.peers[place].editor.board();
        let arrows: Vec<_> = board.arrows().map(|arrow| arrow.id).collect();
        let Some(arrow) = self.random.pick(&arrows) else { return };
        let Some(handle) = bend_handle(board, arrow) else { return };
        let by = Vector::new(self.random.below(200) as f64, self.random.below(200) as f64);
        let lets_go = !self.random.once_in(4);
        self.peers[place].work(|editor| {
            editor.stop_editing();
            editor.select(Selection::of_arrow(arrow));
            let press = |editor: &Editor, at: Point| PointerInput {
                at: editor.camera().to_screen(at),
                ..PointerInput::default()
            };
            let (down, up) = (press(editor, handle), press(editor, handle.moved(by)));
            editor.pointer_down(down);
            editor.pointer_move(up);
            if lets_go {
                editor.pointer_up(up);
            } else {
                editor.act(Action::Select);
            }
        });
    }

    fn name_something(&mut self, place: usize) {
        let number = self.random.below(5);
        let board = self.peers[place].editor.board();
        let arrows: Vec<_> = board.arrows().map(|arrow| arrow.id).collect();
        let frames: Vec<_> = board.frames().map(|frame| frame.id).collect();
        let (arrow, frame) = (self.random.pick(&arrows), self.random.pick(&frames));
        let command = match (self.random.below(4), arrow, frame) {
            (0, Some(arrow), _) => BoardCommand::RelabelArrow { arrow, label: number.to_string() },
            (1, _, Some(frame)) => BoardCommand::RetitleFrame { frame, title: number.to_string() },
            (2, _, _) => BoardCommand::RetitleBoard { title: number.to_string() },
            _ => {
                let name = format!("P{number}");
                return self.peers[place].work(|editor| editor.introduce(&name));
            }
        };
        self.peers[place].work(|editor| {
            editor.propose(command);
        });
    }

    /// Says something beside the texts: details, the timer, what is thought of the model.
    fn say_more(&mut self, place: usize) {
        let number = self.random.below(5);
        let words = number.to_string();
        let timers =
            [Timer::Off, Timer::Paused { left_ms: 60_000 }, Timer::Running { ends_at_ms: 9 }];
        let command = match (self.random.below(5), self.some_note(place), self.some_note(place)) {
            (0, Some(note), _) => {
                let change = if number == 0 {
                    DetailChange::Remove(DetailKey::Owner)
                } else {
                    DetailChange::Put(Detail::Owner(words))
                };
                BoardCommand::ChangeDetails { notes: vec![NoteDetail { note, change }] }
            }
            (1, Some(from), Some(to)) => BoardCommand::JudgeLinks {
                links: vec![NotePair { from, to }],
                rejected: number < 3,
            },
            (2, ..) if number < 2 => BoardCommand::RestoreHint { hint: "E1".to_owned() },
            (2, ..) => BoardCommand::DismissHint { hint: "E1".to_owned(), reason: words },
            (3, ..) => BoardCommand::ExtendTimer { by_ms: 60_000 },
            _ => BoardCommand::SetTimer { timer: timers[number % timers.len()] },
        };
        self.peers[place].work(|editor| {
            editor.propose(command);
        });
    }

    fn add_frame(&mut self, place: usize) {
        let at = Point::new(self.random.below(2_000) as f64, self.random.below(900) as f64);
        self.peers[place].work(|editor| editor.add_frame(FrameKind::BoundedContext, None, at));
    }

    /// Undo and redo take away nobody else's words.
    fn reverse(&mut self, place: usize, action: Action) {
        let unwanted = self.peers[place].unwanted.clone();
        self.peers[place].work(|editor| editor.act(action));
        // Doing one's own deletion again is no harm.
        for gone in self.peers[place].unwanted.without(&unwanted).iter() {
            let author = number(gone).and_then(|number| self.authors.get(number));
            assert_eq!(author, Some(&place), "{action:?} took away {gone} of somebody else");
        }
    }

    /// A note; the first ones more often, so that people meet.
    fn some_note(&mut self, place: usize) -> Option<NoteId> {
        let notes: Vec<NoteId> =
            self.peers[place].editor.board().notes().map(|note| note.id).collect();
        let few = notes.len().min(if self.is_crowded { 1 } else { 2 });
        if !self.is_crowded && self.random.once_in(3) {
            self.random.pick(&notes)
        } else {
            self.random.pick(&notes[..few])
        }
    }

    fn new_character(&mut self, place: usize) -> char {
        self.authors.push(place);
        character(self.authors.len() - 1)
    }
}
