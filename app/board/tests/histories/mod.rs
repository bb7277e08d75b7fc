//! Random commands: mostly possible ones on what is on the board, and garbage.

use proptest::prelude::*;
use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Colour, Frame, FrameId, FrameKind, FrameMove, Note,
    NoteId, NoteKind, NoteMove, NotePin, NoteRecolour, NoteResize, NoteRestack, NoteRetype,
    ParticipantId, Point, Size, TextOperation, TextSpan, ZIndex, limits, notation,
};

/// What a step of a history is made from; what it means depends on the board.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    which: u8,
    ids: Vec<u8>,
    at: (f64, f64),
    words: String,
    pub(crate) who: u8,
    /// Garbage: names what is not there, or numbers that cannot be.
    is_garbage: bool,
}

pub(crate) fn choices(most: usize) -> impl Strategy<Value = Vec<Choice>> {
    let odd = prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-1e300), Just(1e6), Just(-0.0)];
    let number = prop_oneof![12 => -3_000.0..3_000.0, 1 => odd];
    let words = prop_oneof![8 => "[a-zé😀 \n]{0,9}", 1 => "[\u{0}-\u{1f}]{1,3}", 1 => "x{195,205}"];
    let ids = prop::collection::vec(any::<u8>(), 0..4);
    let garbage = prop::bool::weighted(0.08);
    let choice = (any::<u8>(), ids, (number.clone(), number), words, 0u8..3, garbage);
    let choice = choice.prop_map(|(which, ids, at, words, who, is_garbage)| Choice {
        which,
        ids,
        at,
        words,
        who,
        is_garbage,
    });
    prop::collection::vec(choice, 1..most)
}

impl Choice {
    pub(crate) fn participant(&self) -> ParticipantId {
        ParticipantId::from_u128(u128::from(self.who))
    }

    /// The command on this board; `fresh` is an id that is not on it.
    pub(crate) fn command(&self, board: &Board, fresh: u128) -> BoardCommand {
        use BoardCommand as C;
        let (notes, arrows, frames) = (self.notes(board), self.arrows(board), self.frames(board));
        let (centre, size) = (Point::new(self.at.0, self.at.1), self.size());
        let note = notes.first().copied().unwrap_or(NoteId::from_u128(fresh));
        let frame = frames.first().copied().unwrap_or(FrameId::from_u128(fresh));
        let kind = notation::NOTATION[usize::from(self.which) % 14].kind;
        let moved = notes.iter().map(|note| NoteMove { note: *note, to: centre }).collect();
        match self.which % 20 {
            0..=3 => C::AddItems {
                notes: vec![self.new_note(fresh, kind, notes.first().copied())],
                arrows: self.new_arrows(&notes, fresh),
                frames: vec![],
            },
            4 => C::AddItems { notes: vec![], arrows: vec![], frames: vec![self.new_frame(fresh)] },
            5 => C::AddItems {
                notes: vec![],
                arrows: self.new_arrows(&notes, fresh),
                frames: vec![],
            },
            6 => C::DeleteItems { notes: notes.into_iter().take(1).collect(), arrows, frames },
            7 => C::DeleteItems { notes: vec![], arrows, frames: vec![] },
            8 | 9 => C::MoveItems {
                notes: moved,
                frames: frames
                    .iter()
                    .map(|frame| FrameMove { frame: *frame, to: centre })
                    .collect(),
            },
            10 => C::ResizeNotes {
                notes: notes.iter().map(|note| NoteResize { note: *note, centre, size }).collect(),
            },
            11 => C::ResizeFrame { frame, centre, size: Size::new(size.width * 3.0, 90.0) },
            12 => C::RetypeNotes {
                notes: notes.iter().map(|note| NoteRetype { note: *note, kind, size }).collect(),
            },
            13 => C::RecolourNotes {
                notes: notes
                    .iter()
                    .map(|note| NoteRecolour { note: *note, colour: Some(Colour::Grey) })
                    .collect(),
            },
            14 => C::RestackNotes {
                notes: notes
                    .iter()
                    .map(|note| NoteRestack { note: *note, z: ZIndex::above(Some(&board.top_z())) })
                    .collect(),
            },
            15 => {
                let host = notes.last().copied().filter(|_| self.which > 60);
                C::PinNotes {
                    notes: notes.iter().take(2).map(|note| NotePin { note: *note, host }).collect(),
                }
            }
            16..=17 => C::EditText { note, operation: self.edit(board, note) },
            18 => self.naming(arrows.first().copied(), frame),
            _ => C::IntroduceParticipant { name: self.words.clone() },
        }
    }

    fn naming(&self, arrow: Option<ArrowId>, frame: FrameId) -> BoardCommand {
        let words = self.words.clone();
        match (self.which / 20 % 4, arrow) {
            (0, Some(arrow)) => BoardCommand::RelabelArrow { arrow, label: words },
            (1, _) => BoardCommand::RetitleFrame { frame, title: words },
            (2, _) => BoardCommand::RetypeFrame { frame, kind: FrameKind::Swimlane },
            _ => BoardCommand::RetitleBoard { title: words },
        }
    }

    fn edit(&self, board: &Board, note: NoteId) -> TextOperation {
        let text = board.note(note).map_or("", |note| note.text.as_str());
        if self.is_garbage {
            return TextOperation::from_spans([TextSpan::Retain(u32::MAX), TextSpan::Delete(9)]);
        }
        let at = self.ids.first().map_or(0, |at| usize::from(*at)) % (text.chars().count() + 1);
        let kept: String = text.chars().take(at).collect();
        let rest: String = text.chars().skip(at + usize::from(self.which > 128)).collect();
        TextOperation::between(text, &format!("{kept}{}{rest}", self.words))
    }

    fn new_note(&self, fresh: u128, kind: NoteKind, host: Option<NoteId>) -> Note {
        let id = if self.is_garbage {
            host.unwrap_or(NoteId::from_u128(0))
        } else {
            NoteId::from_u128(fresh)
        };
        Note {
            id,
            kind,
            centre: Point::new(self.at.0, self.at.1),
            size: if self.is_garbage { self.size() } else { notation::of(kind).size },
            text: self.words.clone(),
            author: self.participant(),
            colour: None,
            z: ZIndex::first(),
            host: host.filter(|_| self.which.is_multiple_of(3)),
        }
    }

    fn new_arrows(&self, notes: &[NoteId], fresh: u128) -> Vec<Arrow> {
        let ends = notes.windows(2).filter(|pair| self.is_garbage || pair[0] != pair[1]);
        let arrows = ends.enumerate().map(|(place, pair)| Arrow {
            id: ArrowId::from_u128(fresh + place as u128),
            from: pair[0],
            to: pair[1],
            label: String::new(),
        });
        arrows.collect()
    }

    fn new_frame(&self, fresh: u128) -> Frame {
        Frame {
            id: FrameId::from_u128(fresh),
            kind: FrameKind::BoundedContext,
            centre: Point::new(self.at.0, self.at.1),
            size: Size::new(400.0, 300.0),
            title: self.words.clone(),
        }
    }

    fn size(&self) -> Size {
        let extent =
            |x: f64| if self.is_garbage { x } else { limits::NOTE_SIZE_MIN + x.abs() % 900.0 };
        Size::new(extent(self.at.0), extent(self.at.1))
    }

    fn notes(&self, board: &Board) -> Vec<NoteId> {
        self.pick(board.notes().map(|note| note.id).collect(), NoteId::from_u128)
    }

    fn arrows(&self, board: &Board) -> Vec<ArrowId> {
        self.pick(board.arrows().map(|arrow| arrow.id).collect(), ArrowId::from_u128)
    }

    fn frames(&self, board: &Board) -> Vec<FrameId> {
        self.pick(board.frames().map(|frame| frame.id).collect(), FrameId::from_u128)
    }

    fn pick<T: Copy>(&self, there: Vec<T>, missing: impl Fn(u128) -> T) -> Vec<T> {
        let mut picked: Vec<T> = Vec::new();
        if !there.is_empty() {
            picked.extend(self.ids.iter().map(|id| there[usize::from(*id) % there.len()]));
        }
        if self.is_garbage {
            picked.push(missing(u128::MAX));
        }
        picked
    }
}
