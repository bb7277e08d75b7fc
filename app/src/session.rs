//! One participant's session on a board: joins the pure editor with the signals that draw it and the
//! connection that feeds it. Components read its signals and call [`Session::edit`]; no component
//! decides anything about the domain.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::notation::Words;
use squall_board::protocol::Epoch;
use squall_board::{
    Arrow, ArrowId, BoardId, ClientSecret, Frame, FrameId, Note, NoteId, ParticipantId, Point,
    Snapshot, arrange, gather,
};
use squall_editor::camera::Camera;
use squall_editor::hit_test::sort_by_pile;
use squall_editor::route::{Route, route};
use squall_editor::{EditTarget, Editor, Effects, Notice};
use squall_panels::Mark;

use crate::browser;
use crate::connection::Connection;
use crate::desk::DeskLink;
use crate::import_dialog::PastedText;
use crate::keeper::{self, Keeper, Kept};
use crate::notices::{Message, message_of};
use crate::page::Page;

/// Where a participant's id and name are kept on this device.
const PARTICIPANT_KEY: &str = "squall.participant";
const NAME_KEY: &str = "squall.name";
/// Where it is kept that somebody reads plain words, and what is kept there.
const WORDS_KEY: &str = "squall.words";
const PLAIN: &str = "plain";
/// How long typing is gathered before it is sent, in milliseconds.
const TYPING_MS: i32 = 120;
/// How often presence is sent at most, in milliseconds.
const PRESENCE_MS: i32 = 33;

/// An arrow as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ArrowView {
    pub(crate) arrow: Arrow,
    pub(crate) route: Route,
}

/// How the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Link {
    /// The page has not come to life yet, or waits for its first answer.
    #[default]
    Connecting,
    /// Joined.
    Connected,
    /// Gone; it is tried again by itself.
    Offline,
    /// Gone for good, for this reason: the participant must do something.
    Refused(squall_board::protocol::CloseReason),
}

/// A panel at the side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    Model,
    Hints,
    Note,
    Workshop,
    Map,
    Export,
}

/// A dialog over everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialog {
    Share,
    Import,
    Keys,
}

/// The signals and handles of one session; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    core: StoredValue<Core, LocalStorage>,
    /// The board that this page shows.
    pub(crate) board_id: BoardId,
    /// The notes on the canvas, bottom of the pile first.
    pub(crate) notes: RwSignal<Vec<NoteId>>,
    /// The arrows on the canvas.
    pub(crate) arrows: RwSignal<Vec<ArrowId>>,
    /// The frames on the canvas, largest first.
    pub(crate) frames: RwSignal<Vec<FrameId>>,
    pub(crate) camera: RwSignal<Camera>,
    /// Counts changes of selection, tool, gesture and whatever is drawn over the notes.
    pub(crate) interaction: RwSignal<u32>,
    /// Counts changes of people and their cursors.
    pub(crate) people: RwSignal<u32>,
    /// Counts changes of the confirmed or shown board.
    pub(crate) revision: RwSignal<u32>,
    pub(crate) editing: RwSignal<Option<EditTarget>>,
    pub(crate) title: RwSignal<String>,
    pub(crate) name: RwSignal<String>,
    pub(crate) link: RwSignal<Link>,
    pub(crate) pending: RwSignal<usize>,
    /// Where commands without an answer are.
    pub(crate) kept: RwSignal<Kept>,
    /// Whether the first snapshot is on the screen.
    pub(crate) loaded: RwSignal<bool>,
    pub(crate) panel: RwSignal<Option<Panel>>,
    pub(crate) dialog: RwSignal<Option<Dialog>>,
    pub(crate) messages: RwSignal<Vec<Message>>,
    pub(crate) pasted: PastedText,
    /// How the workshop is led.
    pub(crate) led: RwSignal<squall_board::Session>,
    /// The server's clock less this device's, in milliseconds; `None` until it has said.
    pub(crate) clock_offset_ms: RwSignal<Option<f64>>,
    /// The open panel, as the desk wrote it.
    pub(crate) panel_html: RwSignal<String>,
    /// The notes that hints are about.
    pub(crate) marks: RwSignal<Vec<Mark>>,
    /// How many hints there are.
    pub(crate) hint_count: RwSignal<u32>,
    /// The notes that a panel points at.
    pub(crate) lit: RwSignal<Vec<NoteId>>,
    /// Which words this participant reads.
    pub(crate) words: RwSignal<Words>,
    /// The wall is checked strictly, as before it is handed on.
    pub(crate) is_check: RwSignal<bool>,
    /// The keyboard goes into the open panel as soon as something is in it.
    pub(crate) enters_panel: RwSignal<bool>,
}

struct Core {
    editor: Editor,
    notes: BTreeMap<NoteId, ArcRwSignal<Note>>,
    arrows: BTreeMap<ArrowId, ArcRwSignal<ArrowView>>,
    frames: BTreeMap<FrameId, ArcRwSignal<Frame>>,
    connection: Option<Connection>,
    keeper: Option<Keeper>,
    presence: squall_board::protocol::PresenceChange,
    presence_waits: bool,
    typing_waits: bool,
    desk: Option<DeskLink>,
    /// Counts traces that were begun.
    trace: u32,
    placed_camera: bool,
    last_message: u32,
}

impl Session {
    /// The session of this page; its connection starts with [`Session::start`].
    pub(crate) fn new(page: &Page) -> Self {
        // On the server nothing of this is used: it only draws the first view.
        let editor = Editor::new(
            ClientSecret::from_u128(random()),
            ParticipantId::from_u128(1),
            Box::new(browser::random_id),
        );
        let core = Core {
            editor,
            notes: BTreeMap::new(),
            arrows: BTreeMap::new(),
            frames: BTreeMap::new(),
            connection: None,
            keeper: None,
            presence: squall_board::protocol::PresenceChange::default(),
            presence_waits: false,
            typing_waits: false,
            desk: None,
            trace: 0,
            placed_camera: false,
            last_message: 0,
        };
        Self {
            core: StoredValue::new_local(core),
            board_id: page.board_id,
            notes: RwSignal::new(Vec::new()),
            arrows: RwSignal::new(Vec::new()),
            frames: RwSignal::new(Vec::new()),
            camera: RwSignal::new(Camera::default()),
            interaction: RwSignal::new(0),
            people: RwSignal::new(0),
            revision: RwSignal::new(0),
            editing: RwSignal::new(None),
            title: RwSignal::new(page.title.clone()),
            name: RwSignal::new(String::new()),
            link: RwSignal::new(Link::default()),
            pending: RwSignal::new(0),
            kept: RwSignal::new(Kept::default()),
            loaded: RwSignal::new(false),
            panel: RwSignal::new(None),
            dialog: RwSignal::new(None),
            messages: RwSignal::new(Vec::new()),
            pasted: PastedText::default(),
            led: RwSignal::new(page.session.clone()),
            clock_offset_ms: RwSignal::new(None),
            panel_html: RwSignal::new(String::new()),
            marks: RwSignal::new(Vec::new()),
            hint_count: RwSignal::new(0),
            lit: RwSignal::new(Vec::new()),
            words: RwSignal::new(Words::default()),
            is_check: RwSignal::new(false),
            enters_panel: RwSignal::new(false),
        }
    }

    /// The session of the page around this component.
    pub(crate) fn current() -> Self {
        expect_context::<Self>()
    }

    /// Takes up who is here and connects. In the browser only, once.
    pub(crate) fn start(self) {
        let participant = browser::stored(PARTICIPANT_KEY).and_then(|id| id.parse().ok());
        let participant = participant.unwrap_or_else(|| {
            let id = ParticipantId::from_u128(browser::random_id());
            browser::store(PARTICIPANT_KEY, &id.to_string());
            id
        });
        let name = browser::stored(NAME_KEY).unwrap_or_default();
        if browser::stored(WORDS_KEY).as_deref() == Some(PLAIN) {
            self.words.set(Words::Plain);
        }
        self.core.update_value(|core| {
            let secret = ClientSecret::from_u128(browser::random_id());
            core.editor = Editor::new(secret, participant, Box::new(browser::random_id));
        });
        self.name.set(name.clone());
        spawn_local(async move {
            // First, because what a closed tab has left goes on under that tab's id.
            let keeper = Keeper::open(self).await;
            self.core.update_value(|core| core.keeper = Some(keeper));
            self.edit(|editor| editor.introduce(&name));
            let connection = Connection::open(self);
            let desk = DeskLink::new(self);
            self.core.update_value(|core| {
                core.connection = Some(connection);
                core.desk = Some(desk);
            });
            crate::desk::look_when_something_else_is_looked_at(self);
        });
    }

    /// Starts from a snapshot.
    pub(crate) fn restore(self, snapshot: Snapshot, epoch: Epoch) {
        self.edit(|editor| editor.restore(snapshot, epoch));
        if !self.loaded.get_untracked() {
            self.loaded.set(true);
            keeper::restore_undo(self);
        }
    }

    /// Connects anew, as another replica than before.
    pub(crate) fn rejoin(self) {
        self.with_connection(Connection::rejoin);
    }

    /// The page is left: sends and keeps what there is. Tells whether anything would be lost.
    pub(crate) fn leave(self) -> bool {
        self.flush();
        keeper::keep_undo(self);
        let kept = self.core.with_value(|core| core.keeper.as_ref().is_some_and(Keeper::is_safe));
        !kept && self.pending.get_untracked() > 0
    }

    /// Reads from the editor.
    pub(crate) fn read<T>(self, read: impl FnOnce(&Editor) -> T) -> T {
        self.core.with_value(|core| read(&core.editor))
    }

    /// Changes the editor and shows, sends and says what comes of it.
    pub(crate) fn edit<T>(self, change: impl FnOnce(&mut Editor) -> T) -> T {
        let mut change = Some(change);
        let mut result = None;
        // Behind a pointer, so that what follows is in the module once and not for every change.
        self.change(&mut |editor| result = change.take().map(|change| change(editor)));
        result.expect("the change has been made")
    }

    fn change(self, change: &mut dyn FnMut(&mut Editor)) {
        let mut effects = Effects::default();
        self.core.update_value(|core| {
            change(&mut core.editor);
            effects = core.editor.take_effects();
        });
        self.show(effects);
    }

    /// The participant goes by this name from now on.
    pub(crate) fn introduce(self, name: &str) {
        let name = name.trim();
        browser::store(NAME_KEY, name);
        self.name.set(name.to_owned());
        self.edit(|editor| editor.introduce(name));
    }

    /// The signal of a note on the canvas.
    pub(crate) fn note(self, id: NoteId) -> Option<ArcRwSignal<Note>> {
        self.core.with_value(|core| core.notes.get(&id).cloned())
    }

    /// The signal of an arrow on the canvas.
    pub(crate) fn arrow(self, id: ArrowId) -> Option<ArcRwSignal<ArrowView>> {
        self.core.with_value(|core| core.arrows.get(&id).cloned())
    }

    /// The signal of a frame on the canvas.
    pub(crate) fn frame(self, id: FrameId) -> Option<ArcRwSignal<Frame>> {
        self.core.with_value(|core| core.frames.get(&id).cloned())
    }

    /// Says something to the participant.
    pub(crate) fn say(self, text: impl Into<String>, kept_text: Option<String>) {
        let mut id = 0;
        self.core.update_value(|core| {
            core.last_message += 1;
            id = core.last_message;
        });
        let stays = kept_text.is_some();
        let message = Message { id, text: text.into(), kept_text };
        self.messages.update(|messages| {
            // The same said twice in a row is said once.
            messages.retain(|known| known.text != message.text || known.kept_text.is_some());
            messages.push(message);
        });
        if !stays {
            browser::after(6_000, move || self.dismiss(id));
        }
    }

    /// Opens a panel, or closes it if it is open.
    pub(crate) fn toggle_panel(self, panel: Panel) {
        self.panel.update(|open| *open = (*open != Some(panel)).then_some(panel));
    }

    /// Reads the other words from now on.
    pub(crate) fn switch_words(self) {
        let words = match self.words.get_untracked() {
            Words::Field => Words::Plain,
            Words::Plain => Words::Field,
        };
        browser::store(WORDS_KEY, if words == Words::Plain { PLAIN } else { "" });
        self.words.set(words);
    }

    /// Takes a message off the screen.
    pub(crate) fn dismiss(self, id: u32) {
        self.messages.update(|messages| messages.retain(|message| message.id != id));
    }

    /// The participant leaves the canvas or the page with typing not yet sent.
    pub(crate) fn flush(self) {
        self.core.update_value(|core| core.typing_waits = false);
        self.send_outgoing();
    }

    // --- Showing ---------------------------------------------------------------------------------

    fn show(self, effects: Effects) {
        let board_changed = effects.everything || !effects.touched.is_empty();
        if effects.everything && !self.read_placed_camera() {
            self.place_camera();
        }
        if effects.camera || effects.everything {
            self.camera.set(self.read(Editor::camera));
        }
        if board_changed || effects.camera {
            self.show_items(&effects);
        }
        if board_changed {
            let title = self.read(|editor| editor.board().title().to_owned());
            if self.title.with_untracked(|shown| *shown != title) {
                self.title.set(title);
            }
            self.revision.update(|count| *count = count.wrapping_add(1));
        }
        if board_changed {
            self.with_desk(|desk| desk.changed(&effects.touched, effects.everything));
        }
        if effects.everything || effects.touched.session {
            let led = self.read(|editor| editor.board().session().clone());
            if self.led.with_untracked(|shown| *shown != led) {
                self.led.set(led);
            }
        }
        if effects.interaction || (board_changed && !self.read(|it| it.selection().is_empty())) {
            self.interaction.update(|count| *count = count.wrapping_add(1));
        }
        if effects.people {
            self.people.update(|count| *count = count.wrapping_add(1));
        }
        if effects.editing {
            self.editing.set(self.read(Editor::editing));
        }
        if !effects.text_edits.is_empty() {
            crate::text_field::follow_edits(self, &effects.text_edits);
        }
        self.send(&effects);
        for notice in effects.notices {
            self.say_notice(notice);
        }
        if effects.needs_snapshot {
            self.with_connection(Connection::load_snapshot);
        }
        let pending = self.read(|editor| editor.replica().pending_count());
        let was_pending = self.pending.get_untracked();
        if was_pending != pending {
            self.pending.set(pending);
        }
        // Whatever is received or done may change a command that waits.
        if (pending > 0 || was_pending > 0) && (board_changed || was_pending != pending) {
            let keeper = self.core.with_value(|core| core.keeper.clone());
            if let Some(keeper) = keeper {
                keeper.keep();
            }
        }
    }

    /// Brings the signals of what is on the canvas up to date.
    fn show_items(self, effects: &Effects) {
        let mut changes: Vec<Box<dyn FnOnce()>> = Vec::new();
        self.core.update_value(|core| {
            show_notes(core, self.notes, effects, &mut changes);
            show_frames(core, self.frames, effects, &mut changes);
            show_arrows(core, self.arrows, effects, &mut changes);
        });
        // Signals are set after the core is free again, because what they wake may read it.
        for change in changes {
            change();
        }
    }

    fn read_placed_camera(self) -> bool {
        self.core.with_value(|core| core.placed_camera)
    }

    /// The first look at the wall.
    fn place_camera(self) {
        self.core.update_value(|core| {
            core.placed_camera = true;
            let viewport = core.editor.viewport();
            let camera = match core.editor.board().bounds() {
                Some(bounds) => Camera::first_look(bounds, viewport, core.editor.covered()),
                None => Camera::centred(Point::default(), viewport, 1.0),
            };
            core.editor.set_camera(camera);
            let _shown_by_the_caller = core.editor.take_effects();
        });
    }

    fn say_notice(self, notice: Notice) {
        if let Some((text, kept_text)) = message_of(notice) {
            self.say(text, kept_text);
        }
    }

    pub(crate) fn with_desk(self, act: impl FnOnce(&DeskLink)) {
        let desk = self.core.with_value(|core| core.desk.clone());
        if let Some(desk) = desk {
            act(&desk);
        }
    }

    /// The number of the trace that is played; a new one if one `begins`.
    pub(crate) fn trace(self, begins: bool) -> u32 {
        self.core.update_value(|core| core.trace = core.trace.wrapping_add(u32::from(begins)));
        self.core.with_value(|core| core.trace)
    }

    // --- Sending ---------------------------------------------------------------------------------

    fn send(self, effects: &Effects) {
        if effects.outgoing {
            self.flush();
        } else if effects.typing {
            let mut waits = false;
            self.core.update_value(|core| waits = std::mem::replace(&mut core.typing_waits, true));
            if !waits {
                browser::after(TYPING_MS, move || {
                    if self.core.with_value(|core| core.typing_waits) {
                        self.flush();
                    }
                });
            }
        }
        if effects.camera || !effects.presence.is_empty() {
            self.send_presence_soon(effects.presence.clone());
        }
    }

    fn send_outgoing(self) {
        let messages = self.core.try_update_value(|core| core.editor.take_outgoing());
        for message in messages.unwrap_or_default() {
            self.with_connection(|connection| connection.send(&message));
        }
    }

    /// Sends presence at once when quiet, then in batches.
    fn send_presence_soon(self, change: squall_board::protocol::PresenceChange) {
        let mut waits = true;
        self.core.update_value(|core| {
            core.presence.merge(change);
            waits = std::mem::replace(&mut core.presence_waits, true);
        });
        if !waits {
            self.send_presence();
        }
    }

    fn send_presence(self) {
        let mut presence = squall_board::protocol::PresenceChange::default();
        let mut look = None;
        self.core.update_value(|core| {
            presence = std::mem::take(&mut core.presence);
            look = core.editor.take_look();
            core.presence_waits = look.is_some() || !presence.is_empty();
        });
        if let Some(look) = &look {
            self.with_connection(|connection| connection.send(look));
        } else if presence.is_empty() {
            return;
        }
        if !presence.is_empty() && self.read(Editor::is_connected) {
            let message = squall_board::protocol::ClientMessage::Presence(presence);
            self.with_connection(|connection| connection.send(&message));
        }
        browser::after(PRESENCE_MS, move || self.send_presence());
    }

    fn with_connection(self, act: impl FnOnce(&Connection)) {
        let connection = self.core.with_value(|core| core.connection.clone());
        if let Some(connection) = connection {
            act(&connection);
        }
    }
}

/// Random bits in the browser; none are needed on the server.
fn random() -> u128 {
    if cfg!(feature = "csr") { browser::random_id() } else { 0 }
}

type Changes = Vec<Box<dyn FnOnce()>>;

fn show_notes(
    core: &mut Core,
    list: RwSignal<Vec<NoteId>>,
    effects: &Effects,
    changes: &mut Changes,
) {
    let Core { editor, notes, .. } = core;
    let near = near_bounds(editor);
    let kept = match editor.editing() {
        Some(EditTarget::Note(id)) => Some(id),
        Some(EditTarget::Arrow(_) | EditTarget::Frame(_)) | None => None,
    };
    let shown = |note: &&Note| {
        near.intersects(note.bounds())
            || kept == Some(note.id)
            || effects.touched.notes.contains(&note.id)
                && editor.shown_note(note.id).is_some_and(|note| near.intersects(note.bounds()))
    };
    let mut visible: Vec<&Note> = editor.board().notes().filter(shown).collect();
    sort_by_pile(&mut visible);
    let visible: Vec<NoteId> = visible.into_iter().map(|note| note.id).collect();
    let ids: BTreeSet<NoteId> = gather(visible.iter().copied());
    notes.retain(|id, _| ids.contains(id));
    for id in &visible {
        let known = notes.get(id);
        if known.is_some() && !effects.everything && !effects.touched.notes.contains(id) {
            continue;
        }
        let Some(note) = editor.shown_note(*id) else { continue };
        match known {
            Some(signal) => {
                let signal = signal.clone();
                if signal.with_untracked(|shown| *shown != note) {
                    changes.push(Box::new(move || signal.set(note)));
                }
            }
            None => {
                notes.insert(*id, ArcRwSignal::new(note));
            }
        }
    }
    set_if_changed(list, visible, changes);
}

fn show_frames(
    core: &mut Core,
    list: RwSignal<Vec<FrameId>>,
    effects: &Effects,
    changes: &mut Changes,
) {
    let Core { editor, frames, .. } = core;
    let mut visible: Vec<Frame> =
        editor.board().frames().filter_map(|frame| editor.shown_frame(frame.id)).collect();
    let area = |frame: &Frame| frame.size.width * frame.size.height;
    arrange(&mut visible, |a, b| area(b).total_cmp(&area(a)).then(a.id.cmp(&b.id)));
    let ids: Vec<FrameId> = visible.iter().map(|frame| frame.id).collect();
    let on_board: BTreeSet<FrameId> = gather(ids.iter().copied());
    frames.retain(|id, _| on_board.contains(id));
    for frame in visible {
        match frames.get(&frame.id) {
            Some(signal) => {
                let signal = signal.clone();
                let stale = effects.everything || effects.touched.frames.contains(&frame.id);
                if stale && signal.with_untracked(|shown| *shown != frame) {
                    changes.push(Box::new(move || signal.set(frame)));
                }
            }
            None => {
                frames.insert(frame.id, ArcRwSignal::new(frame));
            }
        }
    }
    set_if_changed(list, ids, changes);
}

fn show_arrows(
    core: &mut Core,
    list: RwSignal<Vec<ArrowId>>,
    effects: &Effects,
    changes: &mut Changes,
) {
    let Core { editor, arrows, .. } = core;
    let near = near_bounds(editor);
    let mut visible = Vec::new();
    for arrow in editor.board().arrows() {
        let Some(from) = editor.shown_note(arrow.from) else { continue };
        let Some(to) = editor.shown_note(arrow.to) else { continue };
        let (from, to) = (from.bounds(), to.bounds());
        if !near.intersects(from.union(to)) {
            continue;
        }
        visible.push(arrow.id);
        let touched = effects.everything
            || effects.touched.arrows.contains(&arrow.id)
            || effects.touched.notes.contains(&arrow.from)
            || effects.touched.notes.contains(&arrow.to);
        match arrows.get(&arrow.id) {
            Some(_) if !touched => {}
            Some(signal) => {
                let signal = signal.clone();
                let view = ArrowView { arrow: arrow.clone(), route: route(from, to) };
                changes.push(Box::new(move || signal.set(view)));
            }
            None => {
                let view = ArrowView { arrow: arrow.clone(), route: route(from, to) };
                arrows.insert(arrow.id, ArcRwSignal::new(view));
            }
        }
    }
    let on_canvas: BTreeSet<ArrowId> = gather(visible.iter().copied());
    arrows.retain(|id, _| on_canvas.contains(id));
    set_if_changed(list, visible, changes);
}

/// What is drawn: the canvas and half a canvas around it, so that panning finds notes there.
fn near_bounds(editor: &Editor) -> squall_board::Bounds {
    let visible = editor.camera().visible(editor.viewport());
    let size = visible.size();
    visible.inflated(size.width.max(size.height) / 2.0)
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(
    signal: RwSignal<Vec<T>>,
    value: Vec<T>,
    changes: &mut Changes,
) {
    if signal.with_untracked(|shown| *shown != value) {
        changes.push(Box::new(move || signal.set(value)));
    }
}
