//! One participant's session on a board: joins the pure editor with the signals that draw it and the
//! connection that feeds it. Components read its signals and call [`Session::edit`]; no component
//! decides anything about the domain.

mod news;

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::notation::Words;
use squall_board::protocol::Epoch;
use squall_board::{BoardId, ClientSecret, NoteId, ParticipantId, Point, Snapshot};
use squall_editor::camera::Camera;
use squall_editor::news::Pace;
use squall_editor::{EditTarget, Editor, Effects, Notice};
use squall_panels::Mark;
use squall_texts::{Texts, text};

use crate::browser;
use crate::canvas::{Mirror, Surface};
use crate::connection::Connection;
use crate::desk::DeskLink;
use crate::keeper::{self, Keeper, Kept};
use crate::notices::{Message, message_of};
use crate::page::Page;

/// Where a participant's id and name are kept on this device.
const PARTICIPANT_KEY: &str = "squall.participant";
const NAME_KEY: &str = "squall.name";
/// Where it is kept that somebody reads plain words, and what is kept there.
const WORDS_KEY: &str = "squall.words";
const PLAIN: &str = "plain";
/// Where it is kept whether the small map is shown, and the width of a window that has room for it from the
/// start, in CSS pixels.
const MAP_KEY: &str = "squall.minimap";
const MAP_WIDTH_MIN: f64 = 700.0;
/// How long typing is gathered before it is sent, in milliseconds.
const TYPING_MS: i32 = 120;
/// How often presence is sent at most, in milliseconds.
const PRESENCE_MS: i32 = 33;

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
    Find,
    Outline,
    Map,
    Export,
}

/// A dialog over everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialog {
    Share,
    Import,
    Commands,
    Keys,
}

/// The signals and handles of one session; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    core: StoredValue<Core, LocalStorage>,
    /// The board that this page shows.
    pub(crate) board_id: BoardId,
    /// The texts in the language of this participant.
    pub(crate) texts: Texts,
    pub(crate) camera: RwSignal<Camera>,
    /// Counts changes of selection, tool, gesture and whatever is drawn over the notes.
    pub(crate) interaction: RwSignal<u32>,
    /// Counts changes of people and their cursors.
    pub(crate) people: RwSignal<u32>,
    /// Counts changes of who is here and how they are called.
    pub(crate) company: RwSignal<u32>,
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
    /// The words to find on the wall.
    pub(crate) query: RwSignal<String>,
    /// The keyboard goes into the open panel as soon as something is in it.
    pub(crate) enters_panel: RwSignal<bool>,
    /// What is unfolded and folded in the Outline, as in [`squall_panels::View::folds`].
    pub(crate) folds: RwSignal<String>,
    /// The row of the Outline in which the keyboard is, or was last.
    pub(crate) at: RwSignal<String>,
    /// The id of the element in the panel that the keyboard goes to once it is there.
    pub(crate) goes_to: RwSignal<String>,
    /// What is said to whoever does not see the wall.
    pub(crate) said: RwSignal<String>,
    /// How often it is told what others do, by name.
    pub(crate) pace: RwSignal<String>,
    /// Whether the small map of the whole wall is shown.
    pub(crate) minimap: RwSignal<bool>,
}

struct Core {
    editor: Editor,
    surface: Option<Surface>,
    mirror: Mirror,
    company: Vec<(String, u32)>,
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
    /// When it was told what others do, in milliseconds of the page's clock, and whether it will be.
    news_told_ms: f64,
    news_waits: bool,
    /// Counts changes of the pace.
    news_turn: u32,
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
            surface: None,
            mirror: Mirror::default(),
            company: Vec::new(),
            connection: None,
            keeper: None,
            presence: squall_board::protocol::PresenceChange::default(),
            presence_waits: false,
            typing_waits: false,
            desk: None,
            trace: 0,
            placed_camera: false,
            last_message: 0,
            news_told_ms: 0.0,
            news_waits: false,
            news_turn: 0,
        };
        Self {
            core: StoredValue::new_local(core),
            board_id: page.board_id,
            texts: page.texts,
            camera: RwSignal::new(Camera::default()),
            interaction: RwSignal::new(0),
            people: RwSignal::new(0),
            company: RwSignal::new(0),
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
            led: RwSignal::new(page.session.clone()),
            clock_offset_ms: RwSignal::new(None),
            panel_html: RwSignal::new(String::new()),
            marks: RwSignal::new(Vec::new()),
            hint_count: RwSignal::new(0),
            lit: RwSignal::new(Vec::new()),
            words: RwSignal::new(Words::default()),
            is_check: RwSignal::new(false),
            query: RwSignal::new(String::new()),
            enters_panel: RwSignal::new(false),
            folds: RwSignal::new(String::new()),
            at: RwSignal::new(String::new()),
            goes_to: RwSignal::new(String::new()),
            said: RwSignal::new(String::new()),
            pace: RwSignal::new(Pace::default().name().to_owned()),
            minimap: RwSignal::new(false),
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
        let map = browser::stored(MAP_KEY);
        let width = browser::window().inner_width().ok().and_then(|width| width.as_f64());
        let is_wide = width.is_some_and(|width| width >= MAP_WIDTH_MIN);
        self.minimap.set(map.map_or(is_wide, |map| map == "on"));
        self.recall_pace();
        self.core.update_value(|core| {
            let secret = ClientSecret::from_u128(browser::random_id());
            core.editor = Editor::new(secret, participant, Box::new(browser::random_id));
        });
        self.name.set(name.clone());
        let connection = Connection::open(self);
        self.core.update_value(|core| core.connection = Some(connection.clone()));
        spawn_local(async move {
            // Before joining, because what a closed tab has left goes on under that tab's id.
            let keeper = Keeper::open(self).await;
            self.core.update_value(|core| core.keeper = Some(keeper));
            self.edit(|editor| editor.introduce(&name));
            connection.begin();
            let desk = DeskLink::new(self);
            self.core.update_value(|core| core.desk = Some(desk));
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

    /// Says it to whoever does not see the wall, when they have heard what they are listening to.
    pub(crate) fn announce(self, text: &str) {
        // The same said twice would not be heard again.
        let is_same = self.said.with_untracked(|said| said == text);
        self.said.set([text, if is_same { "\u{a0}" } else { "" }].concat());
    }

    /// Shows the small map, or hides it; this device remembers.
    pub(crate) fn toggle_minimap(self) {
        self.minimap.update(|is_shown| *is_shown = !*is_shown);
        let is_shown = self.minimap.get_untracked();
        browser::store(MAP_KEY, if is_shown { "on" } else { "off" });
        let said = if is_shown { text::SAID_OVERVIEW_SHOWN } else { text::SAID_OVERVIEW_HIDDEN };
        self.announce(self.texts.get(said));
    }

    /// Unfolds (`+`) or folds (`-`) what has this key, in the Outline.
    pub(crate) fn fold(self, fold: &str) {
        let mut folds = self.folds.get_untracked();
        let key = fold.get(1..).unwrap_or_default();
        for sign in ["+", "-"] {
            folds = folds.replace(&[" ", sign, key].concat(), "");
        }
        folds.push(' ');
        folds.push_str(fold);
        self.folds.set(folds);
        if fold.starts_with("-s") || fold.starts_with("-p") {
            // Else what the keyboard was on would stay unfolded.
            self.at.set(String::new());
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
        if board_changed {
            self.with_surface(|surface, editor| {
                if effects.everything {
                    surface.begin(editor);
                } else {
                    surface.follow(editor, &effects.touched);
                }
                surface.await_frame();
            });
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
        if effects.people || effects.everything || !effects.touched.participants.is_empty() {
            self.follow_company();
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
        if effects.news {
            self.await_news();
        }
        if effects.tidies {
            self.with_desk(DeskLink::tidy);
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

    /// Sees whether somebody came, went or took another name.
    fn follow_company(self) {
        let company = self.read(|editor| crate::people::company(editor, self.texts));
        let mut is_changed = false;
        self.core.update_value(|core| {
            is_changed = core.company != company;
            core.company = company;
        });
        if is_changed {
            self.company.update(|count| *count = count.wrapping_add(1));
        }
    }

    // --- Painting --------------------------------------------------------------------------------

    /// The wall is painted on this from now on.
    pub(crate) fn set_surface(self, surface: Surface) {
        self.core.update_value(|core| core.surface = Some(surface));
    }

    /// Lets `act` have what the wall is painted with, if it is painted.
    pub(crate) fn with_surface(self, act: impl FnOnce(&mut Surface, &Editor)) {
        self.core.update_value(|core| {
            if let Some(surface) = &mut core.surface {
                act(surface, &core.editor);
            }
        });
    }

    /// Something that is painted has changed.
    pub(crate) fn request_paint(self) {
        self.with_surface(|surface, _| surface.await_frame());
    }

    /// Everything that is painted has changed.
    pub(crate) fn repaint(self) {
        self.with_surface(|surface, _| {
            surface.repaint();
            surface.await_frame();
        });
    }

    /// Paints a frame.
    pub(crate) fn paint(self) {
        self.marks.with_untracked(|marks| {
            self.lit.with_untracked(|lit| {
                self.with_surface(|surface, editor| surface.paint(editor, marks, lit));
            });
        });
    }

    /// Lets `act` have the elements that stand for what is painted.
    pub(crate) fn update_mirror(self, act: impl FnOnce(&mut Mirror)) {
        self.core.update_value(|core| act(&mut core.mirror));
    }

    /// Brings the elements that stand for what is painted up to date.
    pub(crate) fn refresh_mirror(self) {
        self.core.update_value(|core| {
            let Core { mirror, surface, editor, .. } = core;
            if let Some(surface) = surface {
                mirror.refresh(self, editor, surface.scene());
            }
        });
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

    pub(crate) fn say_notice(self, notice: Notice) {
        if let Some((text, kept_text)) = message_of(notice, self.texts) {
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
