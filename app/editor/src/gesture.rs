//! Gestures: from pointer down to pointer up. While one is under way only previews change; at its
//! end it becomes one command.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::protocol::{PresenceChange, Preview};
use squall_board::{
    ArrowId, Board, BoardCommand, Bounds, FrameId, FrameKind, FrameMove, NoteId, NoteMove,
    NoteResize, Point, Size, Vector, gather, limits,
};

use crate::camera::ScreenPoint;
use crate::hit_test::{Corner, Hit, hit_test, note_at, resized};
use crate::route::bend_through;
use crate::snap::{Guide, snap};
use crate::touch::Finger;
use crate::{EditTarget, Editor, Selection, Tool};

/// How far a pressed pointer moves before it drags, in CSS pixels.
const DRAG_PX: f64 = 4.0;

/// How near to straight a bent arrow is let go to be straight, in CSS pixels.
const STRAIGHT_PX: f64 = 10.0;

/// A pointer on the canvas.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PointerInput {
    /// Where it is.
    pub at: ScreenPoint,
    /// Shift: adds to the selection.
    pub shift: bool,
    /// Ctrl or Cmd: no snapping.
    pub command: bool,
    /// The middle button, or the primary one with Space held: moves the wall.
    pub pans: bool,
    /// A finger: a drag on the bare wall moves the wall instead of selecting.
    pub is_touch: bool,
}

/// What is under way between pointer down and pointer up.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// Pressed, not yet moved far enough to mean a drag.
    Pressing {
        /// Where.
        start: ScreenPoint,
        /// On what.
        hit: Hit,
        /// With Shift.
        shift: bool,
        /// What was already selected before the press.
        was_selected: bool,
    },
    /// The wall is being moved.
    Panning {
        /// Where the pointer was last.
        last: ScreenPoint,
    },
    /// Two fingers move and zoom the wall.
    Pinching {
        /// Which, and where they were last.
        fingers: [Finger; 2],
    },
    /// Items are being moved.
    Moving {
        /// Where the drag began, in board units.
        start: Point,
        /// The items and where they were.
        origins: Origins,
        /// How far they are moved now.
        by: Vector,
        /// What they have lined up with.
        guides: Vec<Guide>,
    },
    /// A rectangle selects what it touches.
    Selecting {
        /// One corner.
        start: Point,
        /// The other corner.
        end: Point,
        /// What was selected before and stays so.
        base: Selection,
    },
    /// A note is being resized.
    ResizingNote {
        /// The note and its present place and size.
        change: NoteResize,
        /// Which corner is dragged.
        corner: Corner,
        /// Where it was.
        origin: Bounds,
        /// Where the drag began.
        start: Point,
    },
    /// A frame is being resized.
    ResizingFrame {
        /// Which frame.
        frame: FrameId,
        /// Its present rectangle.
        bounds: Bounds,
        /// Which corner is dragged.
        corner: Corner,
        /// Where it was.
        origin: Bounds,
        /// Where the drag began.
        start: Point,
    },
    /// An arrow is being drawn.
    Connecting {
        /// From which note.
        from: NoteId,
        /// Where its head is.
        to: Point,
        /// The note under the head.
        over: Option<NoteId>,
    },
    /// An arrow is being bent.
    Bending {
        /// Which arrow.
        arrow: ArrowId,
        /// How far its middle is displaced now; `None` lets it find its way.
        bend: Option<Vector>,
    },
    /// A frame is being drawn.
    DrawingFrame {
        /// What it stands for.
        kind: FrameKind,
        /// One corner.
        start: Point,
        /// The other corner.
        end: Point,
    },
}

/// Items that are being moved, and where they were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origins {
    /// Notes and their centres.
    pub notes: BTreeMap<NoteId, Point>,
    /// Frames and their centres.
    pub frames: BTreeMap<FrameId, Point>,
}

impl Gesture {
    /// Where this gesture has a note.
    #[must_use]
    pub fn dragged_note(&self, id: NoteId) -> Option<Point> {
        match self {
            Self::Moving { origins, by, .. } => origins.notes.get(&id).map(|at| at.moved(*by)),
            _ => None,
        }
    }

    /// Where this gesture has a frame.
    #[must_use]
    pub fn dragged_frame(&self, id: FrameId) -> Option<Point> {
        match self {
            Self::Moving { origins, by, .. } => origins.frames.get(&id).map(|at| at.moved(*by)),
            _ => None,
        }
    }

    /// The place and size that this gesture gives a note.
    #[must_use]
    pub fn resized_note(&self, id: NoteId) -> Option<NoteResize> {
        match self {
            Self::ResizingNote { change, .. } if change.note == id => Some(*change),
            _ => None,
        }
    }

    /// The place and size that this gesture gives a frame.
    #[must_use]
    pub fn resized_frame(&self, id: FrameId) -> Option<(Point, Size)> {
        match self {
            Self::ResizingFrame { frame, bounds, .. } if *frame == id => {
                Some((bounds.centre(), bounds.size()))
            }
            _ => None,
        }
    }

    /// Whether everything that the gesture holds is still on the board.
    #[must_use]
    pub fn is_possible_on(&self, board: &Board) -> bool {
        match self {
            Self::Moving { origins, .. } => {
                origins.notes.keys().any(|id| board.note(*id).is_some())
                    || origins.frames.keys().any(|id| board.frame(*id).is_some())
            }
            Self::ResizingNote { change, .. } => board.note(change.note).is_some(),
            Self::ResizingFrame { frame, .. } => board.frame(*frame).is_some(),
            Self::Connecting { from, .. } => board.note(*from).is_some(),
            Self::Bending { arrow, .. } => board.arrow(*arrow).is_some(),
            Self::None
            | Self::Pressing { .. }
            | Self::Panning { .. }
            | Self::Pinching { .. }
            | Self::Selecting { .. }
            | Self::DrawingFrame { .. } => true,
        }
    }
}

impl Editor {
    /// The pointer goes down. A gesture that is still under way, because nobody saw the pointer go up,
    /// changes nothing.
    pub fn pointer_down(&mut self, input: PointerInput) {
        self.cancel_gesture();
        let at = self.camera.to_board(input.at);
        self.pointer = Some(at);
        if input.pans || self.tool == Tool::Hand {
            self.begin(Gesture::Panning { last: input.at });
            return;
        }
        self.stop_editing();
        match self.tool {
            Tool::Note(kind) => {
                self.tool = Tool::Select;
                self.add_note(kind, at);
            }
            Tool::Frame(kind) => self.begin(Gesture::DrawingFrame { kind, start: at, end: at }),
            Tool::Connect(from) => self.connect_at(from, at),
            Tool::Select | Tool::Hand => self.press(input, at),
        }
    }

    fn press(&mut self, input: PointerInput, at: Point) {
        let hit = hit_test(self.board(), &self.selection, at, self.camera.zoom);
        let was_selected = match hit {
            Hit::Note(id) => self.selection.notes.contains(&id),
            Hit::Frame(id) => self.selection.frames.contains(&id),
            Hit::Arrow(id) => self.selection.arrows.contains(&id),
            Hit::NoteCorner(..)
            | Hit::FrameCorner(..)
            | Hit::ConnectHandle(_)
            | Hit::ArrowBend(_)
            | Hit::Wall => false,
        };
        if !was_selected {
            self.select_hit(hit, input.shift);
        }
        self.begin(Gesture::Pressing { start: input.at, hit, shift: input.shift, was_selected });
    }

    fn select_hit(&mut self, hit: Hit, add: bool) {
        let mut selection = if add { self.selection.clone() } else { Selection::default() };
        match hit {
            Hit::Note(id) => {
                selection.notes.insert(id);
            }
            Hit::Frame(id) => {
                selection.frames.insert(id);
            }
            Hit::Arrow(id) => {
                selection.arrows.insert(id);
            }
            Hit::Wall => {}
            Hit::NoteCorner(..)
            | Hit::FrameCorner(..)
            | Hit::ConnectHandle(_)
            | Hit::ArrowBend(_) => return,
        }
        self.select(selection);
    }

    /// The pointer moves, pressed or not.
    pub fn pointer_move(&mut self, input: PointerInput) {
        let at = self.camera.to_board(input.at);
        self.pointer = Some(at);
        self.effects.presence.cursor = Some(Some(at.into()));
        match std::mem::take(&mut self.gesture) {
            Gesture::None => {
                if matches!(self.tool, Tool::Connect(_)) {
                    self.effects.interaction = true;
                }
            }
            Gesture::Pressing { start, hit, .. } if start.distance(input.at) > DRAG_PX => {
                self.start_drag(start, hit, input);
            }
            Gesture::Panning { last } => {
                self.set_camera(self.camera.dragged(input.at.x - last.x, input.at.y - last.y));
                self.gesture = Gesture::Panning { last: input.at };
            }
            gesture => {
                self.gesture = gesture;
                self.drag(at, input.command);
            }
        }
    }

    /// The pointer leaves the canvas.
    pub fn pointer_leave(&mut self) {
        self.effects.presence.cursor = Some(None);
    }

    /// The pointer goes up: the gesture becomes a command.
    pub fn pointer_up(&mut self, input: PointerInput) {
        let at = self.camera.to_board(input.at);
        let gesture = std::mem::take(&mut self.gesture);
        self.effects.interaction = true;
        match gesture {
            Gesture::None | Gesture::Panning { .. } | Gesture::Pinching { .. } => {}
            Gesture::Pressing { hit, shift, was_selected, .. } => {
                self.click(hit, shift, was_selected);
            }
            Gesture::Selecting { .. } => {}
            Gesture::Moving { origins, by, .. } => self.drop_items(&origins, by),
            Gesture::ResizingNote { change, .. } => {
                self.end_preview();
                self.effects.touched.notes.insert(change.note);
                self.propose(BoardCommand::ResizeNotes { notes: vec![change] });
            }
            Gesture::ResizingFrame { frame, bounds, .. } => {
                self.end_preview();
                self.effects.touched.frames.insert(frame);
                let (centre, size) = (bounds.centre(), bounds.size());
                self.propose(BoardCommand::ResizeFrame { frame, centre, size });
            }
            Gesture::Connecting { from, over, .. } => {
                if let Some(to) = over.or_else(|| note_at(self.board(), at)) {
                    self.connect(from, to);
                }
            }
            Gesture::Bending { arrow, bend } => {
                self.end_preview();
                self.effects.touched.arrows.insert(arrow);
                self.propose(BoardCommand::BendArrow { arrow, bend });
            }
            Gesture::DrawingFrame { kind, start, end } => {
                self.tool = Tool::Select;
                let bounds = Bounds::spanning(start, end);
                let size = bounds.size();
                let drawn = size.width.min(size.height) >= limits::FRAME_SIZE_MIN;
                self.add_frame(kind, drawn.then_some(bounds), start);
            }
        }
    }

    /// Two clicks on one place.
    pub fn double_click(&mut self, input: PointerInput) {
        self.cancel_gesture();
        let at = self.camera.to_board(input.at);
        match hit_test(self.board(), &Selection::default(), at, self.camera.zoom) {
            Hit::Note(id) => self.start_editing(EditTarget::Note(id)),
            Hit::Arrow(id) => self.start_editing(EditTarget::Arrow(id)),
            Hit::Frame(id) => self.start_editing(EditTarget::Frame(id)),
            Hit::Wall => self.add_note(squall_board::NoteKind::DomainEvent, at),
            Hit::NoteCorner(..)
            | Hit::FrameCorner(..)
            | Hit::ConnectHandle(_)
            | Hit::ArrowBend(_) => {}
        }
    }

    /// Lets go of whatever is under way; nothing has changed.
    pub fn cancel_gesture(&mut self) {
        let gesture = std::mem::take(&mut self.gesture);
        self.effects.interaction = true;
        match gesture {
            Gesture::Moving { origins, .. } => {
                self.effects.touched.notes.extend(origins.notes.keys());
                self.effects.touched.frames.extend(origins.frames.keys());
                self.end_preview();
            }
            Gesture::ResizingNote { change, .. } => {
                self.effects.touched.notes.insert(change.note);
                self.end_preview();
            }
            Gesture::ResizingFrame { frame, .. } => {
                self.effects.touched.frames.insert(frame);
                self.end_preview();
            }
            Gesture::Bending { arrow, .. } => {
                self.effects.touched.arrows.insert(arrow);
                self.end_preview();
            }
            Gesture::None
            | Gesture::Pressing { .. }
            | Gesture::Panning { .. }
            | Gesture::Pinching { .. }
            | Gesture::Selecting { .. }
            | Gesture::Connecting { .. }
            | Gesture::DrawingFrame { .. } => {}
        }
    }

    fn begin(&mut self, gesture: Gesture) {
        self.gesture = gesture;
        self.effects.interaction = true;
    }

    /// A press that did not move.
    fn click(&mut self, hit: Hit, shift: bool, was_selected: bool) {
        if !was_selected {
            return;
        }
        // A second click on one of several selects it alone; with Shift it is let go.
        match (hit, shift) {
            (Hit::Note(id), true) => {
                let mut selection = self.selection.clone();
                selection.toggle_note(id);
                self.select(selection);
            }
            (Hit::Note(_) | Hit::Frame(_) | Hit::Arrow(_), false) => self.select_hit(hit, false),
            _ => {}
        }
    }

    fn start_drag(&mut self, start: ScreenPoint, hit: Hit, input: PointerInput) {
        let origin = self.camera.to_board(start);
        let at = self.camera.to_board(input.at);
        match hit {
            Hit::Wall | Hit::Arrow(_) => self.start_selecting(origin, at, input),
            // What is locked is part of the wall.
            Hit::Note(id) if self.board().note(id).is_none_or(|note| note.locked) => {
                self.start_selecting(origin, at, input);
            }
            Hit::Frame(id) if self.board().frame(id).is_none_or(|frame| frame.locked) => {
                self.start_selecting(origin, at, input);
            }
            Hit::ArrowBend(arrow) => {
                let bend = self.board().arrow(arrow).and_then(|arrow| arrow.bend);
                self.gesture = Gesture::Bending { arrow, bend };
                self.drag(at, input.command);
            }
            Hit::Note(_) | Hit::Frame(_) => {
                let (origins, by) = (self.origins(), Vector::default());
                self.effects.presence.preview = Some(origins.preview(by));
                self.gesture = Gesture::Moving { start: origin, origins, by, guides: Vec::new() };
                self.drag(at, input.command);
            }
            Hit::ConnectHandle(from) => {
                self.gesture = Gesture::Connecting { from, to: at, over: None };
                self.drag(at, input.command);
            }
            Hit::NoteCorner(id, corner) => {
                let Some(note) = self.board().note(id) else { return };
                let change = NoteResize { note: id, centre: note.centre, size: note.size };
                let origin_bounds = note.bounds();
                self.gesture =
                    Gesture::ResizingNote { change, corner, origin: origin_bounds, start: origin };
                self.drag(at, input.command);
            }
            Hit::FrameCorner(frame, corner) => {
                let Some(bounds) = self.board().frame(frame).map(squall_board::Frame::bounds)
                else {
                    return;
                };
                self.gesture =
                    Gesture::ResizingFrame { frame, bounds, corner, origin: bounds, start: origin };
                self.drag(at, input.command);
            }
        }
    }

    fn start_selecting(&mut self, start: Point, end: Point, input: PointerInput) {
        if input.is_touch {
            self.gesture = Gesture::Panning { last: input.at };
            return;
        }
        let base = if input.shift { self.selection.clone() } else { Selection::default() };
        self.gesture = Gesture::Selecting { start, end, base };
        self.drag(end, input.command);
    }

    /// Goes on with a drag.
    fn drag(&mut self, at: Point, no_snapping: bool) {
        self.effects.interaction = true;
        let mut gesture = std::mem::take(&mut self.gesture);
        match &mut gesture {
            Gesture::Moving { start, origins, by, guides } => {
                *by = at.from(*start);
                guides.clear();
                if !no_snapping && let Some((more, lines)) = self.snap_to_others(origins, *by) {
                    *by = Vector::new(by.dx + more.dx, by.dy + more.dy);
                    *guides = lines;
                }
                self.effects.touched.notes.extend(origins.notes.keys());
                self.effects.touched.frames.extend(origins.frames.keys());
                let moved_to = origins.first().map(|first| first.moved(*by).into());
                self.effects.presence.merge(PresenceChange { moved_to, ..Default::default() });
            }
            Gesture::Selecting { start, end, base } => {
                *end = at;
                let area = Bounds::spanning(*start, at);
                let mut selection = base.clone();
                let notes = self.board().notes().filter(|note| !note.locked);
                let inside = notes.filter(|note| area.intersects(note.bounds()));
                selection.notes.extend(inside.map(|note| note.id));
                let frames = self.board().frames().filter(|frame| !frame.locked);
                let framed = frames.filter(|frame| area.encloses(frame.bounds()));
                selection.frames.extend(framed.map(|frame| frame.id));
                self.select(selection);
            }
            Gesture::ResizingNote { change, corner, origin, start } => {
                let (least, most) = (limits::NOTE_SIZE_MIN, limits::NOTE_SIZE_MAX);
                let bounds = resized(*origin, *corner, at.from(*start), least, most);
                (change.centre, change.size) = (bounds.centre(), bounds.size());
                self.effects.touched.notes.insert(change.note);
                let resizing = Preview::resizing(change.note, change.centre, change.size);
                self.effects.presence.preview = Some(Some(resizing));
            }
            Gesture::ResizingFrame { frame, bounds, corner, origin, start } => {
                let (least, most) = (limits::FRAME_SIZE_MIN, limits::FRAME_SIZE_MAX);
                *bounds = resized(*origin, *corner, at.from(*start), least, most);
                self.effects.touched.frames.insert(*frame);
                let resizing = Preview::resizing_frame(*frame, *bounds);
                self.effects.presence.preview = Some(Some(resizing));
            }
            Gesture::Connecting { from, to, over } => {
                *to = at;
                *over = note_at(self.board(), at).filter(|note| note != from);
            }
            Gesture::Bending { arrow, bend } => {
                let ends = self.board().arrow(*arrow).map(|arrow| (arrow.from, arrow.to));
                let bounds = |id| self.shown_note(id).map(|note| note.bounds());
                if let Some((Some(from), Some(to))) = ends.map(|(a, b)| (bounds(a), bounds(b))) {
                    let by = bend_through(from, to, at);
                    // Nearly straight lets the arrow find its way again.
                    *bend = Some(by).filter(|by| by.length() * self.camera.zoom > STRAIGHT_PX);
                }
                self.effects.touched.arrows.insert(*arrow);
                let bending = Preview::bending(*arrow, *bend);
                self.effects.presence.preview = Some(Some(bending));
            }
            Gesture::DrawingFrame { end, .. } => *end = at,
            Gesture::None
            | Gesture::Pressing { .. }
            | Gesture::Panning { .. }
            | Gesture::Pinching { .. } => {}
        }
        self.gesture = gesture;
    }

    /// What moves with the selection: selected notes and frames, what the frames hold, and what is
    /// pinned to the notes; but nothing that is locked.
    pub(crate) fn origins(&self) -> Origins {
        let board = self.board();
        let mut frames: BTreeSet<FrameId> = BTreeSet::new();
        let mut notes: BTreeSet<NoteId> = self.selection.notes.clone();
        let chosen = self.selection.frames.iter().filter_map(|id| board.frame(*id));
        for frame in chosen.filter(|frame| !frame.locked) {
            frames.insert(frame.id);
            let bounds = frame.bounds();
            let inside = board.notes().filter(|note| bounds.contains(note.centre));
            notes.extend(inside.map(|note| note.id));
            let inside = board.frames().filter(|inner| bounds.encloses(inner.bounds()));
            frames.extend(inside.filter(|inner| !inner.locked).map(|inner| inner.id));
        }
        // A restored host can make a chain of pins, so it is followed to its end.
        loop {
            notes.retain(|id| board.note(*id).is_some_and(|note| !note.locked));
            let pinned =
                board.notes().filter(|note| note.host.is_some_and(|host| notes.contains(&host)));
            let pinned: Vec<NoteId> =
                pinned.filter(|note| !note.locked).map(|note| note.id).collect();
            let before = notes.len();
            notes.extend(pinned);
            if notes.len() == before {
                break;
            }
        }
        let notes = notes.into_iter().filter_map(|id| Some((id, board.note(id)?.centre)));
        let frames = frames.into_iter().filter_map(|id| Some((id, board.frame(id)?.centre)));
        Origins { notes: gather(notes), frames: gather(frames) }
    }

    fn snap_to_others(&self, origins: &Origins, by: Vector) -> Option<(Vector, Vec<Guide>)> {
        let board = self.board();
        let own = origins.notes.iter().filter_map(|(id, at)| {
            let note = board.note(*id)?;
            Some(Bounds::around(at.moved(by), note.size))
        });
        let moving = own.reduce(Bounds::union)?;
        let near = self.camera.visible(self.viewport);
        let others = board.notes().filter(|note| !origins.notes.contains_key(&note.id));
        let others: Vec<Bounds> = others
            .map(squall_board::Note::bounds)
            .filter(|other| near.intersects(*other))
            .collect();
        Some(snap(moving, &others, self.camera.zoom))
    }

    fn drop_items(&mut self, origins: &Origins, by: Vector) {
        self.end_preview();
        self.effects.touched.notes.extend(origins.notes.keys());
        self.effects.touched.frames.extend(origins.frames.keys());
        self.move_items(origins, by);
    }

    /// Proposes to move items; others' deletions meanwhile are no error.
    pub(crate) fn move_items(&mut self, origins: &Origins, by: Vector) {
        if by == Vector::default() {
            return;
        }
        let notes =
            origins.notes.iter().map(|(note, at)| NoteMove { note: *note, to: at.moved(by) });
        let frames =
            origins.frames.iter().map(|(frame, at)| FrameMove { frame: *frame, to: at.moved(by) });
        self.propose_moves(notes.collect(), frames.collect());
    }

    /// Proposes to move items to these places: one command, unless there are so many that they are
    /// proposed in pieces that fit one frame on the socket.
    pub(crate) fn propose_moves(&mut self, notes: Vec<NoteMove>, frames: Vec<FrameMove>) {
        const PIECE: usize = 1_000;
        if notes.is_empty() && frames.is_empty() {
            return;
        }
        let mut commands = Vec::new();
        if notes.len() <= PIECE && frames.len() <= PIECE {
            commands.push(BoardCommand::MoveItems { notes, frames });
        } else {
            for chunk in frames.chunks(PIECE) {
                commands.push(BoardCommand::MoveItems { notes: vec![], frames: chunk.to_vec() });
            }
            for chunk in notes.chunks(PIECE) {
                commands.push(BoardCommand::MoveItems { notes: chunk.to_vec(), frames: vec![] });
            }
        }
        self.propose_all(commands);
    }

    fn end_preview(&mut self) {
        self.effects.presence.preview = Some(None);
    }
}

impl Origins {
    /// Where the first item was, by which others place all of them.
    fn first(&self) -> Option<Point> {
        self.notes.values().chain(self.frames.values()).next().copied()
    }

    /// What others are shown of a drag by so much.
    pub(crate) fn preview(&self, by: Vector) -> Option<Preview> {
        let to = self.first()?.moved(by).into();
        let notes: Vec<_> = self.notes.keys().take(limits::PRESENCE_ITEMS_MAX).copied().collect();
        let frames = self.frames.keys().take(limits::PRESENCE_ITEMS_MAX - notes.len());
        Some(Preview::Moving { frames: frames.copied().collect(), notes, to })
    }
}
