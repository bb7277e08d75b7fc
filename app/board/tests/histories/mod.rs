//! Random commands: mostly possible ones on what is on the board, and garbage.

use proptest::prelude::*;
use squall_board::{
    Agenda, Arrow, ArrowId, Board, BoardCommand, Bounds, Colour, ContextPattern, ContextRelation,
    Detail, DetailChange, DetailId, DetailKey, Details, Field, FieldType, Frame, FrameId,
    FrameKind, FrameMove, HotspotState, Level, Note, NoteDetail, NoteId, NoteKind, NoteMove,
    NotePair, NotePin, NoteRecolour, NoteResize, NoteRestack, NoteRetype, ParticipantId, Phase,
    PhaseId, Point, Size, Stage, TextOperation, TextSpan, Timer, Vector, ZIndex, limits, notation,
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
        match self.which % 26 {
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
            18 if self.which > 200 => C::LockItems { notes, frames, locked: self.which < 240 },
            18 => self.naming(arrows.first().copied(), frame),
            19 => C::IntroduceParticipant { name: self.words.clone() },
            20..=22 => C::ChangeDetails { notes: self.changes(&notes) },
            23 => self.judging(&notes, board),
            24 => self.relating(&frames),
            _ => self.leading(board),
        }
    }

    fn naming(&self, arrow: Option<ArrowId>, frame: FrameId) -> BoardCommand {
        let words = self.words.clone();
        match (self.which / 20 % 5, arrow) {
            (4, Some(arrow)) => {
                let bend = Vector::new(self.at.0, self.at.1);
                BoardCommand::BendArrow { arrow, bend: Some(bend).filter(|_| self.at.0 > -1_000.0) }
            }
            (0, Some(arrow)) => BoardCommand::RelabelArrow { arrow, label: words },
            (1, _) => BoardCommand::RetitleFrame { frame, title: words },
            (2, _) => BoardCommand::RetypeFrame { frame, kind: FrameKind::Swimlane },
            _ => BoardCommand::RetitleBoard { title: words },
        }
    }

    fn changes(&self, notes: &[NoteId]) -> Vec<NoteDetail> {
        let puts = self.details().into_iter().map(DetailChange::Put);
        let removes = [DetailKey::Owner, DetailKey::Rule(DetailId::from_u128(1))];
        let removes = removes.into_iter().map(DetailChange::Remove);
        let changes: Vec<_> = puts.chain(removes.filter(|_| self.which > 128)).collect();
        let pairs = notes.iter().flat_map(|note| changes.iter().map(move |change| (note, change)));
        pairs.map(|(note, change)| NoteDetail { note: *note, change: change.clone() }).collect()
    }

    fn details(&self) -> Details {
        let words = || self.words.clone();
        let kind = FieldType::Custom(words());
        let lots = self.ids.iter().map(|id| DetailId::from_u128(u128::from(*id) % 4));
        let fields = lots.clone().map(|id| {
            let kind = kind.clone();
            Detail::Field(Field { id, name: words(), kind, example: words() })
        });
        let rules = lots.map(|id| Detail::Rule { id, text: words() });
        let others =
            [Detail::Owner(words()), Detail::Tag(words()), Detail::State(HotspotState::Open)];
        let all: Vec<Detail> = fields.chain(rules).chain(others).collect();
        all.into_iter().take(usize::from(self.which) % 5).collect::<Vec<_>>().into()
    }

    fn judging(&self, notes: &[NoteId], board: &Board) -> BoardCommand {
        let hint = format!("E1:{}", self.which % 4);
        let links = notes.windows(2).map(|pair| NotePair { from: pair[0], to: pair[1] });
        match self.which / 26 % 3 {
            0 => BoardCommand::DismissHint { hint, reason: self.words.clone() },
            1 if board.notes().len().is_multiple_of(2) => BoardCommand::RestoreHint { hint },
            _ => BoardCommand::JudgeLinks { links: links.collect(), rejected: self.which < 128 },
        }
    }

    fn relating(&self, frames: &[FrameId]) -> BoardCommand {
        let end = |at: usize| frames.get(at).copied().unwrap_or(FrameId::from_u128(0));
        let (one, other) = (end(0), end(1));
        let patterns = vec![ContextPattern::Conformist];
        let relation = ContextRelation { upstream: other, downstream: one, patterns };
        BoardCommand::RelateContexts {
            one,
            other,
            relation: Some(relation).filter(|_| self.which > 60),
        }
    }

    fn leading(&self, board: &Board) -> BoardCommand {
        let phases = self.ids.iter().map(|id| Phase {
            id: PhaseId::from_u128(u128::from(*id) % 4),
            stage: Stage::ALL[usize::from(*id) % Stage::ALL.len()],
            name: self.words.clone(),
            minutes: u16::from(*id) * 40,
            question: self.words.clone(),
            notes: vec![],
            frames: vec![],
        });
        let (name, level) = (self.words.clone(), Level::Process);
        let agenda = Agenda { name, level, phases: phases.collect() };
        let known = board.session().agenda.iter().flat_map(|agenda| &agenda.phases);
        let left_ms = self.at.0.abs() as u64;
        match self.which / 26 % 5 {
            0 => BoardCommand::SetAgenda { agenda: Some(agenda) },
            1 => BoardCommand::SetAgenda { agenda: None },
            2 => BoardCommand::EnterPhase { phase: known.last().map(|phase| phase.id) },
            3 => BoardCommand::SetTimer { timer: Timer::Paused { left_ms } },
            _ => BoardCommand::ExtendTimer { by_ms: 60_000 - i64::from(self.which) * 1_000 },
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
        let centre = Point::new(self.at.0, self.at.1);
        let new = Note::new(id, kind, centre, self.participant());
        Note {
            size: if self.is_garbage { self.size() } else { notation::of(kind).size },
            text: self.words.clone(),
            host: host.filter(|_| self.which.is_multiple_of(3)),
            details: self.details(),
            ..new
        }
    }

    fn new_arrows(&self, notes: &[NoteId], fresh: u128) -> Vec<Arrow> {
        let ends = notes.windows(2).filter(|pair| self.is_garbage || pair[0] != pair[1]);
        let arrows = ends.enumerate().map(|(place, pair)| {
            Arrow::new(ArrowId::from_u128(fresh + place as u128), pair[0], pair[1])
        });
        arrows.collect()
    }

    fn new_frame(&self, fresh: u128) -> Frame {
        let around = Bounds::around(Point::new(self.at.0, self.at.1), Size::new(400.0, 300.0));
        let frame = Frame::new(FrameId::from_u128(fresh), FrameKind::BoundedContext, around);
        Frame { title: self.words.clone(), ..frame }
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
