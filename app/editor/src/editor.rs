//! The editor: replica, camera, tool, selection and people in one place. Every entry point changes
//! the state and notes what is to be drawn, sent or said in [`Effects`]; the caller takes those.

mod exchange;

use squall_board::protocol::{Area, PresenceChange, Preview, SessionId};
use squall_board::{
    ArrowId, Board, BoardCommand, BoardEvent, Bounds, ClientSecret, Frame, FrameId, FrameKind,
    Note, NoteId, NoteKind, ParticipantId, Point, Rejection, Size, TextOperation, Touched,
    UndoStep,
};

use crate::camera::{Camera, Insets, Viewport};
use crate::composition::Composition;
use crate::gesture::Gesture;
use crate::people::People;
use crate::route::{Route, Surroundings};
use crate::touch::Finger;
use crate::{Replica, Selection, UndoStack, lay_out};

/// What the pointer does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tool {
    /// Selects, moves and resizes.
    #[default]
    Select,
    /// Moves the wall.
    Hand,
    /// Puts up a note.
    Note(NoteKind),
    /// Draws a frame.
    Frame(FrameKind),
    /// Draws an arrow from a note to the one chosen next.
    Connect(NoteId),
}

/// What is being written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditTarget {
    /// A note's text.
    Note(NoteId),
    /// An arrow's label.
    Arrow(ArrowId),
    /// A frame's title.
    Frame(FrameId),
}

/// Something to say to the participant.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// A gesture was refused at once; nothing has changed.
    Refused(Rejection),
    /// An edit that had been shown could not be recorded. Its text is kept.
    TakenBack {
        /// Why.
        rejection: Rejection,
        /// The words that were to be written.
        text: Option<String>,
    },
    /// Undo or redo left alone what somebody has changed since.
    ChangedSince {
        /// Whether nothing at all was left to take back.
        everything: bool,
    },
    /// There is nothing to undo or redo.
    NothingToUndo,
}

/// What is to be drawn, sent or said after an entry point of [`Editor`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effects {
    /// Items to draw anew, or to take off the screen.
    pub touched: Touched,
    /// Everything is to be drawn anew.
    pub everything: bool,
    /// The camera has moved.
    pub camera: bool,
    /// Selection, tool, gesture or guides have changed.
    pub interaction: bool,
    /// People or their cursors have changed.
    pub people: bool,
    /// What is being written in has changed.
    pub editing: bool,
    /// The text being written in was changed by somebody else.
    pub text_edits: Vec<(NoteId, TextOperation)>,
    /// Commands wait to be sent; `false` also if only typing waits, which is sent in a moment.
    pub outgoing: bool,
    /// Typing waits to be sent.
    pub typing: bool,
    /// What others should see.
    pub presence: PresenceChange,
    /// What to say.
    pub notices: Vec<Notice>,
    /// The snapshot must be fetched and the board joined anew.
    pub needs_snapshot: bool,
    /// The selection is to be tidied up, or the wall if nothing is selected: the desk knows how.
    pub tidies: bool,
}

/// The participant's half of a board.
pub struct Editor {
    pub(crate) replica: Replica,
    pub(crate) undo: UndoStack,
    pub(crate) camera: Camera,
    pub(crate) viewport: Viewport,
    /// What panels cover of the canvas.
    pub(crate) covered: Insets,
    pub(crate) selection: Selection,
    pub(crate) tool: Tool,
    pub(crate) gesture: Gesture,
    /// The pressed pointers of a caller that says which is which.
    pub(crate) fingers: Vec<Finger>,
    pub(crate) editing: Option<EditTarget>,
    /// While an input method composes in the field of the note being written on.
    composition: Option<Composition>,
    pub(crate) people: People,
    /// Where the pointer was last, in board units; `None` before it came.
    pub(crate) pointer: Option<Point>,
    pub(crate) effects: Effects,
    name: String,
    session: Option<SessionId>,
    /// What the server was told to be on the screen.
    told_area: Option<Area>,
    ids: Box<dyn FnMut() -> u128>,
}

impl std::fmt::Debug for Editor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Editor").field("tool", &self.tool).finish_non_exhaustive()
    }
}

impl Editor {
    /// An editor of an empty board. `ids` gives 128 random bits whenever it is called.
    #[must_use]
    pub fn new(
        secret: ClientSecret,
        participant: ParticipantId,
        ids: Box<dyn FnMut() -> u128>,
    ) -> Self {
        Self {
            replica: Replica::new(secret, participant),
            undo: UndoStack::default(),
            camera: Camera::default(),
            viewport: Viewport { width: 1280.0, height: 800.0 },
            covered: Insets::all(60.0),
            selection: Selection::default(),
            tool: Tool::default(),
            gesture: Gesture::None,
            fingers: Vec::new(),
            editing: None,
            composition: None,
            people: People::default(),
            pointer: None,
            effects: Effects::default(),
            name: String::new(),
            session: None,
            told_area: None,
            ids,
        }
    }

    /// The board as the participant sees it, without gestures under way.
    #[must_use]
    pub fn board(&self) -> &Board {
        self.replica.view()
    }

    /// The replica, for its confirmed state and counts.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        &self.replica
    }

    /// The camera.
    #[must_use]
    pub fn camera(&self) -> Camera {
        self.camera
    }

    /// The extents of the canvas.
    #[must_use]
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// What is selected.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// What the pointer does.
    #[must_use]
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// The gesture under way.
    #[must_use]
    pub fn gesture(&self) -> &Gesture {
        &self.gesture
    }

    /// What is being written in.
    #[must_use]
    pub fn editing(&self) -> Option<EditTarget> {
        self.editing
    }

    /// Where the pointer was last, in board units; `None` before it came.
    #[must_use]
    pub fn pointer(&self) -> Option<Point> {
        self.pointer
    }

    /// The other people.
    #[must_use]
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Whether own work can be taken back, and done again.
    #[must_use]
    pub fn can_undo_redo(&self) -> (bool, bool) {
        (self.undo.can_undo(), self.undo.can_redo())
    }

    /// What has come of the calls since the last time this was asked.
    pub fn take_effects(&mut self) -> Effects {
        std::mem::take(&mut self.effects)
    }

    /// A note as it is to be drawn: where gestures, own or others', have it.
    #[must_use]
    pub fn shown_note(&self, id: NoteId) -> Option<Note> {
        let mut note = self.board().note(id)?.clone();
        (note.centre, note.size) = self.shown_place(&note);
        Some(note)
    }

    /// The rectangle of a note as it is to be drawn.
    #[must_use]
    pub fn shown_bounds(&self, id: NoteId) -> Option<Bounds> {
        let (centre, size) = self.shown_place(self.board().note(id)?);
        Some(Bounds::around(centre, size))
    }

    fn shown_place(&self, note: &Note) -> (Point, Size) {
        let id = note.id;
        if let Some(to) = self.gesture.dragged_note(id) {
            (to, note.size)
        } else if let Some(change) = self.gesture.resized_note(id) {
            (change.centre, change.size)
        } else if let Some(by) = self.people.dragged_note(id, self.board()) {
            (note.centre.moved(by), note.size)
        } else {
            self.people.resized_note(id).unwrap_or((note.centre, note.size))
        }
    }

    /// A frame as it is to be drawn.
    #[must_use]
    pub fn shown_frame(&self, id: FrameId) -> Option<Frame> {
        let mut frame = self.board().frame(id)?.clone();
        if let Some(to) = self.gesture.dragged_frame(id) {
            frame.centre = to;
        } else if let Some((centre, size)) = self.gesture.resized_frame(id) {
            (frame.centre, frame.size) = (centre, size);
        } else if let Some((centre, size)) = self.people.resized_frame(id) {
            (frame.centre, frame.size) = (centre, size);
        } else if let Some(by) = self.people.dragged_frame(id, self.board()) {
            frame.centre = frame.centre.moved(by);
        }
        Some(frame)
    }

    /// The way of an arrow as it is to be drawn: between its notes where gestures have them, bent as a
    /// gesture bends it, around what is in the way on the board.
    #[must_use]
    pub fn shown_route(&self, arrow: ArrowId, surroundings: &Surroundings) -> Option<Route> {
        let mut shown = self.board().arrow(arrow)?.clone();
        let (from, to) = (self.shown_note(shown.from)?, self.shown_note(shown.to)?);
        if let Gesture::Bending { arrow: bent, bend } = &self.gesture
            && *bent == arrow
        {
            shown.bend = *bend;
        } else if let Some(bend) = self.people.bent_arrow(arrow) {
            shown.bend = bend;
        }
        Some(surroundings.route(&shown, from.bounds(), to.bounds()))
    }

    /// What panels cover of the canvas.
    #[must_use]
    pub fn covered(&self) -> Insets {
        self.covered
    }

    /// The canvas has these extents now, and so much of it is covered by panels.
    pub fn resize_viewport(&mut self, viewport: Viewport, covered: Insets) {
        self.viewport = viewport;
        self.covered = covered;
        self.effects.camera = true;
    }

    /// Looks at the wall like this from now on.
    pub fn set_camera(&mut self, camera: Camera) {
        if camera != self.camera {
            self.camera = camera;
            self.effects.camera = true;
        }
    }

    /// Takes up a tool and ends whatever was going on.
    pub fn set_tool(&mut self, tool: Tool) {
        self.cancel_gesture();
        self.tool = tool;
        self.effects.interaction = true;
    }

    /// Selects exactly this.
    pub fn select(&mut self, selection: Selection) {
        if selection == self.selection {
            return;
        }
        self.selection = selection;
        let shown = self.selection.notes.iter().copied();
        let shown = shown.take(squall_board::limits::PRESENCE_ITEMS_MAX).collect();
        self.effects.presence.selection = Some(shown);
        self.effects.interaction = true;
    }

    /// 128 random bits.
    pub(crate) fn new_id(&mut self) -> u128 {
        (self.ids)()
    }

    /// Who works here.
    pub(crate) fn participant(&self) -> ParticipantId {
        self.replica.participant()
    }

    // --- Proposing -------------------------------------------------------------------------------

    /// Proposes a command as one gesture; what stands against it is said. Tells whether it was
    /// accepted.
    pub fn propose(&mut self, command: BoardCommand) -> bool {
        self.propose_all(vec![command])
    }

    /// Proposes commands that are one gesture to the participant: all of them, or none if one of
    /// them is refused.
    pub fn propose_all(&mut self, commands: Vec<BoardCommand>) -> bool {
        if let Err(rejection) = self.try_all(&commands) {
            self.effects.notices.push(Notice::Refused(rejection));
            return false;
        }
        let mut steps = Vec::new();
        for command in commands {
            // What changes nothing needs no place in the history.
            steps.extend(self.accept(command).ok().flatten());
        }
        if !steps.is_empty() {
            self.undo.push(steps);
        }
        true
    }

    /// Whether all of these can be done one after the other.
    fn try_all(&self, commands: &[BoardCommand]) -> Result<(), Rejection> {
        let board = self.replica.view();
        // A single command, which is nearly every gesture, needs no copy of the board.
        let mut trial = (commands.len() > 1).then(|| board.clone());
        for command in commands {
            match trial.as_ref().unwrap_or(board).decide(command, self.participant()) {
                Ok(event) => {
                    if let Some(trial) = &mut trial {
                        trial.apply(&event, self.participant());
                    }
                }
                Err(Rejection::NothingToChange) => {}
                Err(rejection) => return Err(rejection),
            }
        }
        Ok(())
    }

    /// The participant has typed: the note's whole text is this now.
    pub fn type_text(&mut self, note: NoteId, text: &str) {
        let Some(on_board) = self.replica.view().note(note) else { return };
        let old = on_board.text.as_str();
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let operation = match &mut self.composition {
            Some(composition) if composition.note() == note => composition.typed(&text, old),
            Some(_) | None => TextOperation::between(old, &text),
        };
        match self.accept(BoardCommand::EditText { note, operation }) {
            Ok(Some(step)) => self.undo.push_typing(note, step),
            Ok(None) | Err(Rejection::NothingToChange) => {}
            Err(rejection) => {
                let board = self.replica.view().note(note).map(|note| note.text.as_str());
                if let Some((composition, board)) = self.composition.as_mut().zip(board) {
                    composition.refused(board);
                }
                self.effects.notices.push(Notice::Refused(rejection));
            }
        }
    }

    /// An input method begins to compose in the field of the note being written on: what others
    /// write there is held back until it ends.
    pub fn start_composing(&mut self) {
        let Some(EditTarget::Note(id)) = self.editing else { return };
        let text = self.board().note(id).map(|note| note.text.as_str());
        self.composition = text.map(|text| Composition::new(id, text));
    }

    /// The input method is done: what was held back is to be shown.
    pub fn stop_composing(&mut self) {
        let Some(composition) = self.composition.take() else { return };
        let note = composition.note();
        let held = composition.into_held();
        if !held.is_noop() {
            self.effects.text_edits.push((note, held));
        }
    }

    /// Whether an input method composes in the field.
    #[must_use]
    pub fn is_composing(&self) -> bool {
        self.composition.is_some()
    }

    /// Takes the participant's newest gesture back.
    pub fn undo(&mut self) {
        let Some(reversal) = self.undo.undo(self.replica.view()) else {
            self.effects.notices.push(Notice::NothingToUndo);
            return;
        };
        let steps = self.reverse(reversal);
        self.undo.push_undone(steps);
    }

    /// Does again what was taken back last.
    pub fn redo(&mut self) {
        let Some(reversal) = self.undo.redo(self.replica.view()) else {
            self.effects.notices.push(Notice::NothingToUndo);
            return;
        };
        let steps = self.reverse(reversal);
        self.undo.push_redone(steps);
    }

    fn reverse(&mut self, reversal: crate::Reversal) -> Vec<UndoStep> {
        self.stop_editing();
        let everything = reversal.commands.is_empty();
        if reversal.partly {
            self.effects.notices.push(Notice::ChangedSince { everything });
        }
        let mut steps = Vec::new();
        for command in reversal.commands {
            match self.accept(command) {
                Ok(step) => steps.extend(step),
                Err(Rejection::NothingToChange) => {}
                Err(rejection) => self.effects.notices.push(Notice::Refused(rejection)),
            }
        }
        steps
    }

    fn accept(&mut self, command: BoardCommand) -> Result<Option<UndoStep>, Rejection> {
        let is_typing = matches!(command, BoardCommand::EditText { .. });
        // The step needs the values from before, so it is made from the same decision.
        let event = self.replica.view().decide(&command, self.participant())?;
        let step = UndoStep::of(self.replica.view(), &event);
        let accepted = self.replica.propose(command)?;
        self.effects.touched.extend(accepted.touched);
        if is_typing {
            self.effects.typing = true;
        } else {
            self.effects.outgoing = true;
        }
        if matches!(accepted.event, BoardEvent::ItemsDeleted { .. }) {
            self.drop_what_is_gone();
        }
        Ok(step)
    }

    // --- Writing ---------------------------------------------------------------------------------

    /// Starts writing in something.
    pub fn start_editing(&mut self, target: EditTarget) {
        if self.editing == Some(target) {
            return;
        }
        self.stop_editing();
        self.cancel_gesture();
        match target {
            EditTarget::Note(id) => {
                self.select(Selection::of_notes([id]));
                self.effects.presence.preview = Some(Some(Preview::Writing(id)));
            }
            EditTarget::Arrow(id) => self.select(Selection::of_arrow(id)),
            EditTarget::Frame(id) => self.select(Selection::of_frame(id)),
        }
        self.editing = Some(target);
        self.effects.editing = true;
    }

    /// Stops writing. A note whose text has outgrown it becomes higher.
    pub fn stop_editing(&mut self) {
        let Some(target) = self.editing.take() else { return };
        self.composition = None;
        self.effects.editing = true;
        self.undo.end_typing();
        if let EditTarget::Note(id) = target {
            self.effects.presence.preview = Some(None);
            self.effects.outgoing = true;
            self.grow_to_fit(id);
        }
    }

    fn grow_to_fit(&mut self, id: NoteId) {
        let Some(note) = self.board().note(id) else { return };
        let needed = lay_out(note).height_needed;
        let needed = needed.ceil().min(squall_board::limits::NOTE_SIZE_MAX);
        if needed <= note.size.height {
            return;
        }
        let grown = squall_board::NoteResize {
            note: id,
            centre: Point::new(note.centre.x, note.bounds().top + needed / 2.0),
            size: squall_board::Size::new(note.size.width, needed),
        };
        self.propose(BoardCommand::ResizeNotes { notes: vec![grown] });
    }

    // --- What is there ---------------------------------------------------------------------------

    /// Lets go of what is no longer on the board.
    pub(crate) fn drop_what_is_gone(&mut self) {
        let mut selection = self.selection.clone();
        if selection.retain_on(self.board()) {
            self.select(selection);
        }
        let board = self.replica.view();
        let is_there = match self.editing {
            Some(EditTarget::Note(id)) => board.note(id).is_some(),
            Some(EditTarget::Arrow(id)) => board.arrow(id).is_some(),
            Some(EditTarget::Frame(id)) => board.frame(id).is_some(),
            None => true,
        };
        if !is_there {
            self.editing = None;
            self.composition = None;
            self.undo.end_typing();
            self.effects.presence.preview = Some(None);
            self.effects.editing = true;
        }
        if !self.gesture.is_possible_on(board) {
            self.cancel_gesture();
        }
        if let Tool::Connect(from) = self.tool
            && self.board().note(from).is_none()
        {
            self.set_tool(Tool::Select);
        }
    }

    /// The rectangle around what is selected.
    #[must_use]
    pub fn selection_bounds(&self) -> Option<Bounds> {
        let notes = self.selection.notes.iter().filter_map(|id| self.shown_note(*id));
        let frames = self.selection.frames.iter().filter_map(|id| self.shown_frame(*id));
        notes
            .map(|note| note.bounds())
            .chain(frames.map(|frame| frame.bounds()))
            .reduce(Bounds::union)
    }
}
