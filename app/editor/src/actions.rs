//! What keys, buttons and menus do: each an action on the selection or under the pointer.

use squall_board::{
    Arrow, ArrowId, BoardCommand, Bounds, Clip, Colour, Frame, FrameId, FrameKind, Note, NoteId,
    NoteKind, NotePin, NoteRecolour, NoteRestack, NoteRetype, Point, Size, Vector, ZIndex,
    notation,
};

use crate::camera::Camera;
use crate::clipboard;
use crate::hit_test::{Way, note_at, note_towards};
use crate::keymap::Action;
use crate::{EditTarget, Editor, Selection, Tool};

/// How many items of a sort one command deletes.
const PIECE: usize = 1_000;
/// How far one nudge goes.
const NUDGE: f64 = 10.0;

impl Editor {
    /// Does what a key or button says. [`Action::Details`], [`Action::Search`], [`Action::Commands`] and
    /// [`Action::Help`] are the caller's.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::AddNote(kind) => self.add_note(kind, self.place()),
            Action::AddFrame(kind) => self.add_frame_here(kind),
            Action::Retype(kind) => self.retype(kind),
            Action::Select => self.let_go(),
            Action::EditText => self.edit_selected(),
            Action::Continue => self.continue_flow(),
            Action::Connect => match self.selection.only_note() {
                Some(note) => self.start_connecting(note),
                None => self.set_tool(Tool::Select),
            },
            Action::Delete => self.delete_selected(),
            Action::Duplicate => self.duplicate(),
            Action::SelectAll => self.select(Selection::all(self.board())),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::BringToFront => self.restack(true),
            Action::SendToBack => self.restack(false),
            Action::Align(edge) => self.align(edge),
            Action::Distribute(axis) => self.distribute(axis),
            Action::Lock => self.toggle_lock(),
            Action::Tidy => {
                self.stop_editing();
                self.effects.tidies = true;
            }
            Action::FitFrames => self.fit_frames(),
            Action::BringForward => self.restack_by_one(true),
            Action::SendBackward => self.restack_by_one(false),
            Action::Nudge(way) => match self.tool {
                Tool::Connect(from) => self.aim(from, way),
                Tool::Select | Tool::Hand | Tool::Note(_) | Tool::Frame(_) => self.nudge(way),
            },
            Action::Go(way) => self.go(way),
            Action::ZoomIn => self.zoom_by(1.25),
            Action::ZoomOut => self.zoom_by(0.8),
            Action::ZoomFull => self.set_camera(self.camera.at_full_size(self.viewport)),
            Action::Fit => self.fit(self.board().bounds()),
            Action::FitSelection => self.fit(self.selection_bounds()),
            Action::Details | Action::Search | Action::Commands | Action::Help => {}
        }
    }

    /// Puts up a note of this kind and starts writing on it. What annotates is pinned to the note
    /// under it.
    pub fn add_note(&mut self, kind: NoteKind, at: Point) {
        let host = match kind {
            NoteKind::Hotspot
            | NoteKind::Opportunity
            | NoteKind::ValueGained
            | NoteKind::ValueLost => note_at(self.board(), at).map(|id| self.unpinned_host(id)),
            _ => None,
        };
        let id = NoteId::from_u128(self.new_id());
        let new = Note::new(id, kind, at, self.participant());
        let note = Note { z: self.board().top_z(), host, ..new };
        self.stop_editing();
        if self.propose(BoardCommand::AddItems {
            notes: vec![note],
            arrows: vec![],
            frames: vec![],
        }) {
            self.start_editing(EditTarget::Note(id));
        }
    }

    /// A pinned note's host instead of the note itself.
    fn unpinned_host(&self, id: NoteId) -> NoteId {
        let host = self.board().note(id).and_then(|note| note.host);
        host.filter(|host| self.board().note(*host).is_some()).unwrap_or(id)
    }

    /// Draws a frame with these bounds, or of the usual size around `at`, and starts naming it.
    pub fn add_frame(&mut self, kind: FrameKind, bounds: Option<Bounds>, at: Point) {
        let bounds = bounds.unwrap_or_else(|| Bounds::around(at, notation::of_frame(kind).size));
        let id = FrameId::from_u128(self.new_id());
        let frame = Frame::new(id, kind, bounds);
        let add = BoardCommand::AddItems { notes: vec![], arrows: vec![], frames: vec![frame] };
        if self.propose(add) {
            self.start_editing(EditTarget::Frame(id));
        }
    }

    fn add_frame_here(&mut self, kind: FrameKind) {
        let around = self.selection_bounds().filter(|_| !self.selection.notes.is_empty());
        let bounds = around.map(crate::arrange::framed);
        self.add_frame(kind, bounds, self.place());
    }

    /// The next note that is chosen, by pointer or keys, gets an arrow from this one.
    fn start_connecting(&mut self, from: NoteId) {
        self.set_tool(Tool::Connect(from));
        // Arrow keys lead on from here.
        self.pointer = self.board().note(from).map(|note| note.centre);
    }

    /// Ends the connect tool: draws the arrow if there is a note at the place.
    pub(crate) fn connect_at(&mut self, from: NoteId, at: Point) {
        self.set_tool(Tool::Select);
        if let Some(to) = note_at(self.board(), at) {
            self.connect(from, to);
        }
    }

    /// Draws an arrow between two notes, unless there is one.
    pub fn connect(&mut self, from: NoteId, to: NoteId) {
        if from == to {
            return;
        }
        let known = self.board().arrows_at(from).find(|arrow| arrow.from == from && arrow.to == to);
        if let Some(known) = known.map(|arrow| arrow.id) {
            self.select(Selection::of_arrow(known));
            return;
        }
        let id = ArrowId::from_u128(self.new_id());
        let arrow = Arrow::new(id, from, to);
        self.propose(BoardCommand::AddItems { notes: vec![], arrows: vec![arrow], frames: vec![] });
    }

    /// The selected notes become this kind; text and arrows stay. A note of its kind's usual size
    /// takes the new kind's.
    pub fn retype(&mut self, kind: NoteKind) {
        let notes = self.selected_notes().map(|note| {
            let usual = note.size == notation::of(note.kind).size;
            let size = if usual { notation::of(kind).size } else { note.size };
            NoteRetype { note: note.id, kind, size }
        });
        let notes: Vec<NoteRetype> = notes.collect();
        if !notes.is_empty() {
            self.propose(BoardCommand::RetypeNotes { notes });
        }
    }

    /// Gives the selected notes this colour; `None` is each kind's own.
    pub fn recolour(&mut self, colour: Option<Colour>) {
        let notes = self.selected_notes().map(|note| NoteRecolour { note: note.id, colour });
        let notes: Vec<NoteRecolour> = notes.collect();
        if !notes.is_empty() {
            self.propose(BoardCommand::RecolourNotes { notes });
        }
    }

    /// Unpins the selected notes from their hosts.
    pub fn unpin(&mut self) {
        let notes = self.selected_notes().filter(|note| note.host.is_some());
        let notes: Vec<NotePin> = notes.map(|note| NotePin { note: note.id, host: None }).collect();
        if !notes.is_empty() {
            self.propose(BoardCommand::PinNotes { notes });
        }
    }

    /// Copies of what is selected; `None` if nothing is.
    #[must_use]
    pub fn copy(&self) -> Option<Clip> {
        let clip = clipboard::copy(self.board(), &self.selection);
        (!clip.is_empty()).then_some(clip)
    }

    /// Puts copies on the wall under the pointer and selects them.
    pub fn paste(&mut self, clip: &Clip) {
        let at = self.place();
        self.paste_at(clip, at);
    }

    /// Puts every line on a note of its own, from the pointer along the timeline.
    pub fn paste_text(&mut self, text: &str, kind: NoteKind) {
        let at = self.place();
        let author = self.participant();
        let mut made: Vec<u128> = Vec::new();
        let lines = text.lines().count();
        made.resize_with(lines, || self.new_id());
        let mut ids = made.into_iter();
        let mut next = || ids.next().expect("one id for every line");
        let commands = clipboard::paste_lines(text, kind, self.board(), at, author, &mut next);
        self.add_pieces(commands);
    }

    /// Puts items on the wall in pieces that are one gesture, and selects their notes.
    pub fn add_pieces(&mut self, commands: Vec<BoardCommand>) {
        let mut added = Vec::new();
        for command in &commands {
            if let BoardCommand::AddItems { notes, .. } = command {
                added.extend(notes.iter().map(|note| note.id));
            }
        }
        if self.propose_all(commands) {
            self.select(Selection::of_notes(added));
        }
    }

    fn paste_at(&mut self, clip: &Clip, at: Point) {
        self.stop_editing();
        let commands = self.pieces_of(clip, at);
        self.add_pieces(commands);
    }

    fn pieces_of(&mut self, clip: &Clip, at: Point) -> Vec<BoardCommand> {
        let author = self.participant();
        let mut made = Vec::new();
        made.resize_with(clip.len(), || self.new_id());
        let mut ids = made.into_iter();
        let mut next = || ids.next().expect("one id for every item");
        clipboard::paste(clip, self.board(), at, author, &mut next)
    }

    /// Puts an import right of everything else and looks at it; `title` names an unnamed board.
    pub fn import(&mut self, clip: &Clip, title: Option<String>) {
        const GAP: f64 = 300.0;
        let size = clipboard::bounds(clip).map_or(Size::default(), Bounds::size);
        let at = self.board().bounds().map_or(Point::default(), |all| {
            Point::new(all.right + GAP + size.width / 2.0, all.top + size.height / 2.0)
        });
        self.stop_editing();
        let mut commands = self.pieces_of(clip, at);
        if let Some(title) = title.filter(|_| self.board().title().is_empty()) {
            commands.push(BoardCommand::RetitleBoard { title });
        }
        self.add_pieces(commands);
        self.act(Action::FitSelection);
    }

    fn duplicate(&mut self) {
        let Some(clip) = self.copy() else { return };
        let Some(bounds) = self.selection_bounds() else { return };
        let beside = bounds.centre().moved(Vector::new(40.0, 40.0));
        self.paste_at(&clip, beside);
    }

    fn delete_selected(&mut self) {
        if self.selection.is_empty() {
            return;
        }
        self.stop_editing();
        let arrows: Vec<ArrowId> = self.selection.arrows.iter().copied().collect();
        let (notes, frames) = self.selected_by_lock(false);
        // Large selections are proposed in pieces that fit one frame on the socket. Arrows go
        // first, because they go with their notes.
        let pieces = notes.len().max(arrows.len()).max(frames.len()).div_ceil(PIECE);
        let piece = |at: usize| at * PIECE..(at + 1) * PIECE;
        let commands = (0..pieces).map(|at| BoardCommand::DeleteItems {
            notes: part(&notes, piece(at)),
            arrows: part(&arrows, piece(at)),
            frames: part(&frames, piece(at)),
        });
        let commands = commands.collect();
        if self.propose_all(commands) {
            // What is locked stays, and stays selected.
            self.drop_what_is_gone();
        }
    }

    /// The selected notes and frames that are locked, or those that are not.
    fn selected_by_lock(&self, locked: bool) -> (Vec<NoteId>, Vec<FrameId>) {
        let notes = self.selected_notes().filter(|note| note.locked == locked);
        let frames = self.selection.frames.iter().filter_map(|id| self.board().frame(*id));
        let frames = frames.filter(|frame| frame.locked == locked);
        (notes.map(|note| note.id).collect(), frames.map(|frame| frame.id).collect())
    }

    /// Locks the selected notes and frames; unlocks them if all of them are locked.
    fn toggle_lock(&mut self) {
        let (notes, frames) = self.selected_by_lock(false);
        let locked = !(notes.is_empty() && frames.is_empty());
        let (notes, frames) = if locked { (notes, frames) } else { self.selected_by_lock(true) };
        let pieces = notes.len().max(frames.len()).div_ceil(PIECE);
        let piece = |at: usize| at * PIECE..(at + 1) * PIECE;
        let commands = (0..pieces).map(|at| BoardCommand::LockItems {
            notes: part(&notes, piece(at)),
            frames: part(&frames, piece(at)),
            locked,
        });
        let commands = commands.collect();
        self.propose_all(commands);
        self.effects.interaction = true;
    }

    fn restack(&mut self, to_front: bool) {
        let mut notes: Vec<&Note> = self.selected_notes().collect();
        crate::hit_test::sort_by_pile(&mut notes);
        let ids: Vec<NoteId> = notes.into_iter().map(|note| note.id).collect();
        let mut changes = Vec::with_capacity(ids.len());
        if to_front {
            let mut z = self.board().top_z();
            for note in ids {
                changes.push(NoteRestack { note, z: z.clone() });
                z = ZIndex::above(Some(&z));
            }
        } else {
            let mut z = self.board().bottom_z();
            for note in ids.into_iter().rev() {
                changes.push(NoteRestack { note, z: z.clone() });
                z = ZIndex::below(Some(&z));
            }
        }
        if !changes.is_empty() {
            self.propose(BoardCommand::RestackNotes { notes: changes });
        }
    }

    /// Takes the selection past the next note in the pile that overlaps it.
    fn restack_by_one(&mut self, forward: bool) {
        let mut pile: Vec<&Note> = self.board().notes().collect();
        crate::hit_test::sort_by_pile(&mut pile);
        if !forward {
            pile.reverse();
        }
        let is_own = |note: &Note| self.selection.notes.contains(&note.id);
        let Some(last) = pile.iter().rposition(|note| is_own(note)) else { return };
        let overlaps =
            |note: &Note| self.selected_notes().any(|own| own.bounds().intersects(note.bounds()));
        let next = pile[last + 1..].iter().position(|note| overlaps(note));
        let Some(passed) = next.map(|next| last + 1 + next) else { return };
        // What is not passed any more, so that the rest of the pile stays as it is.
        let limit = pile[passed..].iter().find(|note| note.z != pile[passed].z);
        let limit = limit.map(|note| note.z.clone());
        let mut z = pile[passed].z.clone();
        let mut changes = Vec::new();
        for note in pile.iter().filter(|note| is_own(note)) {
            z = match (&limit, forward) {
                (Some(limit), true) => ZIndex::between(&z, limit),
                (Some(limit), false) => ZIndex::between(limit, &z),
                (None, true) => ZIndex::above(Some(&z)),
                (None, false) => ZIndex::below(Some(&z)),
            };
            changes.push(NoteRestack { note: note.id, z: z.clone() });
        }
        self.propose(BoardCommand::RestackNotes { notes: changes });
    }

    fn nudge(&mut self, way: Way) {
        let (dx, dy) = match way {
            Way::Left => (-NUDGE, 0.0),
            Way::Right => (NUDGE, 0.0),
            Way::Up => (0.0, -NUDGE),
            Way::Down => (0.0, NUDGE),
        };
        let origins = self.origins();
        self.move_items(&origins, Vector::new(dx, dy));
    }

    /// Moves the loose end of the arrow from `from` to the next note; Enter leaves it there.
    fn aim(&mut self, from: NoteId, way: Way) {
        let note = |id| self.board().note(id).map(Note::bounds);
        let Some(start) = note(from) else { return };
        let at = self.pointer.unwrap_or(start.centre());
        let Some(next) = note_towards(self.board(), at, way).and_then(note) else { return };
        self.pointer = Some(next.centre());
        self.effects.interaction = true;
        self.reveal(next);
    }

    /// Selects the next note that way; without a selection, the one nearest to the middle.
    fn go(&mut self, way: Way) {
        let from = self.selection_bounds().map(Bounds::centre);
        let next = match from {
            Some(from) => note_towards(self.board(), from, way),
            None => self.note_in_the_middle(),
        };
        let Some(next) = next else { return };
        self.select(Selection::of_notes([next]));
        if let Some(bounds) = self.selection_bounds() {
            self.reveal(bounds);
        }
    }

    fn note_in_the_middle(&self) -> Option<NoteId> {
        let middle = self.camera.to_board(self.viewport.middle());
        let far = |note: &Note| note.centre.from(middle).length();
        let nearest = self.board().notes().min_by(|a, b| far(a).total_cmp(&far(b)));
        nearest.map(|note| note.id)
    }

    fn edit_selected(&mut self) {
        if let (Tool::Connect(from), Some(at)) = (self.tool, self.pointer) {
            self.connect_at(from, at);
            return;
        }
        let target = if let Some(id) = self.selection.only_note() {
            EditTarget::Note(id)
        } else if let Some(id) = self.selection.only_arrow() {
            EditTarget::Arrow(id)
        } else if let Some(id) = self.selection.only_frame() {
            EditTarget::Frame(id)
        } else {
            return;
        };
        self.start_editing(target);
    }

    fn let_go(&mut self) {
        if self.editing.is_some() {
            self.stop_editing();
        } else if *self.gesture() != crate::gesture::Gesture::None || self.tool != Tool::Select {
            self.set_tool(Tool::Select);
        } else {
            self.select(Selection::default());
        }
    }

    fn zoom_by(&mut self, factor: f64) {
        let middle = self.viewport.middle();
        self.set_camera(self.camera.zoomed_at(middle, factor));
    }

    fn fit(&mut self, bounds: Option<Bounds>) {
        if let Some(bounds) = bounds {
            self.set_camera(Camera::fitting(bounds, self.viewport, self.covered));
        }
    }

    /// Moves the wall just enough to show this.
    pub fn reveal(&mut self, bounds: Bounds) {
        let margin = 60.0 / self.camera.zoom;
        let wanted = bounds.inflated(margin);
        let visible = self.camera.uncovered(self.viewport, self.covered);
        let shift = |low: f64, high: f64, seen_low: f64, seen_high: f64| {
            if high > seen_high {
                high - seen_high
            } else if low < seen_low {
                low - seen_low
            } else {
                0.0
            }
        };
        let dx = shift(wanted.left, wanted.right, visible.left, visible.right);
        let dy = shift(wanted.top, wanted.bottom, visible.top, visible.bottom);
        let origin = self.camera.origin.moved(Vector::new(dx, dy));
        self.set_camera(Camera { origin, ..self.camera });
    }

    /// Where something new goes: under the pointer, else in the middle of the canvas.
    fn place(&self) -> Point {
        let middle = self.camera.to_board(self.viewport.middle());
        self.pointer.filter(|at| self.camera.visible(self.viewport).contains(*at)).unwrap_or(middle)
    }

    fn selected_notes(&self) -> impl Iterator<Item = &Note> {
        self.selection.notes.iter().filter_map(|id| self.board().note(*id))
    }
}

/// The items in this range, as far as there are any.
fn part<T: Copy>(items: &[T], range: std::ops::Range<usize>) -> Vec<T> {
    items.iter().copied().skip(range.start).take(range.len()).collect()
}
