//! The page's side of the desk beside the wall: starts its worker when it is first needed, keeps its copy
//! of the wall up to date and shows what it answers. What is in the answers is `squall-panels`' matter.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use squall_board::{Snapshot, Touched, protocol};
use squall_editor::{Notice, Selection};
use squall_panels::{Chosen, Deed, FromDesk, PanelName, ToDesk, View};
use squall_texts::text;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::browser;
use crate::session::{Panel, Session};
use crate::watch::watch;

/// How long changes of the wall are gathered before the desk is asked anew, in milliseconds.
const GATHER_MS: i32 = 200;
/// What is around the context map from side to side, in pixels.
const MAP_MARGIN: f64 = 32.0;
/// After how many failures in a row the desk is left alone.
const FAILURES_MAX: u32 = 3;

/// The desk; cheap to clone.
#[derive(Clone)]
pub(crate) struct DeskLink {
    inner: Rc<Inner>,
}

struct Inner {
    session: Session,
    worker: RefCell<Option<Worker>>,
    /// What has changed since the desk was told.
    touched: RefCell<Touched>,
    /// The desk has to be told the whole wall.
    whole: Cell<bool>,
    /// It was asked and has not answered.
    asked: Cell<bool>,
    /// Something is to be asked when it has.
    waits: Cell<bool>,
    failures: Cell<u32>,
}

struct Worker {
    worker: web_sys::Worker,
    // Kept alive as long as the worker may call it.
    _on_message: Closure<dyn FnMut(web_sys::MessageEvent)>,
}

impl DeskLink {
    /// No worker yet.
    pub(crate) fn new(session: Session) -> Self {
        Self {
            inner: Rc::new(Inner {
                session,
                worker: RefCell::new(None),
                touched: RefCell::new(Touched::default()),
                whole: Cell::new(true),
                asked: Cell::new(false),
                waits: Cell::new(false),
                failures: Cell::new(0),
            }),
        }
    }

    /// The wall has changed.
    pub(crate) fn changed(&self, touched: &Touched, everything: bool) {
        if self.inner.worker.borrow().is_none() {
            return;
        }
        if everything {
            self.inner.whole.set(true);
        } else {
            self.inner.touched.borrow_mut().extend(touched.clone());
        }
        self.ask_after(GATHER_MS);
    }

    /// The participant looks at something else now, or for the first time.
    pub(crate) fn looked(&self) {
        if self.inner.worker.borrow().is_none() {
            self.start();
        }
        self.ask_after(0);
    }

    /// A control in a panel was used.
    pub(crate) fn act(&self, act: String, value: String) {
        self.tell_changes();
        let author = self.inner.session.read(|editor| editor.replica().participant());
        self.tell(&ToDesk::Act { act, value, author, lot: browser::random_id() });
    }

    /// The selection is to be tidied up, or the wall if nothing is selected.
    pub(crate) fn tidy(&self) {
        if self.inner.worker.borrow().is_none() {
            self.start();
        }
        let chosen = self.inner.session.read(|editor| {
            let Selection { notes, frames, arrows } = editor.selection().clone();
            (arrows.is_empty() || notes.len() + frames.len() > 0)
                .then_some(Chosen { notes, frames })
        });
        if let Some(chosen) = chosen {
            self.tell_changes();
            self.tell(&ToDesk::Tidy(chosen));
        }
    }

    fn start(&self) {
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        let Ok(worker) = web_sys::Worker::new_with_options("/desk.js", &options) else {
            return self.failed();
        };
        let desk = self.clone();
        let on_message = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
            desk.receive(&event);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        self.inner.whole.set(true);
        self.inner.asked.set(false);
        *self.inner.worker.borrow_mut() = Some(Worker { worker, _on_message: on_message });
        let texts = self.inner.session.texts.content();
        if !texts.is_empty() {
            self.tell(&ToDesk::Texts(texts.to_owned()));
        }
    }

    /// Asks in a moment; once for all that comes until then.
    fn ask_after(&self, ms: i32) {
        if self.inner.waits.replace(true) {
            return;
        }
        let desk = self.clone();
        browser::after(ms, move || {
            if desk.inner.waits.get() && !desk.inner.asked.get() {
                desk.ask();
            }
        });
    }

    fn ask(&self) {
        self.inner.waits.set(false);
        self.inner.asked.set(true);
        self.tell_changes();
        self.tell(&ToDesk::Show(view(self.inner.session)));
    }

    fn tell_changes(&self) {
        let touched = self.inner.touched.take();
        let session = self.inner.session;
        if self.inner.whole.replace(false) {
            let seq = session.read(|editor| editor.replica().last_seq());
            self.tell(&ToDesk::Whole(session.read(|editor| Snapshot::of(editor.board(), seq))));
        } else if !touched.is_empty() {
            self.tell(&ToDesk::Changed(session.read(|editor| editor.board().patch(&touched))));
        }
    }

    fn tell(&self, message: &ToDesk) {
        if let Some(worker) = &*self.inner.worker.borrow() {
            let bytes = js_sys::Uint8Array::from(protocol::encode(message).as_slice());
            let _terminated = worker.worker.post_message(&bytes);
        }
    }

    fn receive(&self, event: &web_sys::MessageEvent) {
        if event.data().is_null() {
            return self.failed();
        }
        let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
        let session = self.inner.session;
        match protocol::decode::<FromDesk>(&bytes) {
            Ok(FromDesk::Shown(shown)) => {
                self.inner.failures.set(0);
                self.inner.asked.set(false);
                self.show(shown.html);
                if session.marks.with_untracked(|marks| *marks != shown.marks) {
                    session.marks.set(shown.marks);
                }
                session.hint_count.set(shown.hints);
                if self.inner.waits.get() {
                    self.ask();
                }
            }
            Ok(FromDesk::Do(deed)) => self.carry_out(deed),
            Ok(FromDesk::Refused(rejection)) => session.say_notice(Notice::Refused(rejection)),
            Err(_) => self.failed(),
        }
    }

    /// Does what a control does, and says so.
    fn carry_out(&self, Deed { commands, said, focus }: Deed) {
        let session = self.inner.session;
        if commands.is_empty() {
            let nothing = session.texts.get(text::NOTICE_NOTHING_TO_DO);
            let why = if said.is_empty() { nothing } else { &said };
            return session.say(why, None);
        }
        if session.edit(|editor| editor.propose_all(commands)) {
            if !said.is_empty() {
                session.announce(&said);
            }
            if let Some((_, row)) = focus.rsplit_once('-') {
                session.at.set(row.to_owned());
                session.goes_to.set(focus);
            }
        }
        // At once: somebody waits for it. And what the control shows may have been refused.
        if self.inner.asked.get() {
            self.inner.waits.set(true);
        } else {
            self.ask();
        }
    }

    /// The worker is of no use any more: another one is made, but not for ever.
    fn failed(&self) {
        if let Some(worker) = self.inner.worker.borrow_mut().take() {
            worker.worker.set_onmessage(None);
            worker.worker.terminate();
            // Freed later: this may run inside its own callback.
            browser::after(0, move || drop(worker));
        }
        self.inner.asked.set(false);
        self.inner.waits.set(false);
        let failures = self.inner.failures.get() + 1;
        self.inner.failures.set(failures);
        if failures < FAILURES_MAX {
            self.looked();
        } else {
            let texts = self.inner.session.texts;
            self.show(crate::markup::error(texts.get(text::NOTICE_PANEL_FAILED)));
        }
    }

    /// Shows a panel, unless one is open that the desk knows nothing of.
    fn show(&self, html: String) {
        let session = self.inner.session;
        if session.panel.get_untracked() != Some(Panel::Export) {
            session.panel_html.set(html);
        }
    }
}

/// How long after the wall is there the desk is made, in milliseconds: first things first.
const START_MS: i32 = 2_000;

/// Makes the desk when the wall is there, and asks it anew whenever another panel is opened or, in the
/// Details panel, something else is selected.
pub(crate) fn look_when_something_else_is_looked_at(session: Session) {
    watch(move || {
        if session.loaded.get() {
            browser::after(START_MS, move || session.with_desk(DeskLink::looked));
        }
    });
    let mut looked_at = None;
    watch(move || {
        let panel = session.panel.get();
        session.is_check.track();
        session.words.track();
        match panel {
            Some(Panel::Note) => session.interaction.track(),
            // It changes with the extents of the canvas.
            Some(Panel::Map) => session.camera.track(),
            Some(Panel::Find) => session.query.track(),
            Some(Panel::Outline) => session.folds.track(),
            _ => {}
        }
        let now = (panel.is_some() && panel != Some(Panel::Export)).then(|| view(session));
        if looked_at != now {
            looked_at = now;
            if looked_at.is_some() {
                session.with_desk(DeskLink::looked);
            }
        }
    });
}

/// What the participant looks at.
fn view(session: Session) -> View {
    let panel = match session.panel.get_untracked() {
        Some(Panel::Model) => Some(PanelName::Model),
        Some(Panel::Hints) => Some(PanelName::Hints),
        Some(Panel::Note) => Some(PanelName::Note),
        Some(Panel::Workshop) => Some(PanelName::Workshop),
        Some(Panel::Map) => Some(PanelName::Map),
        Some(Panel::Find) => Some(PanelName::Find),
        Some(Panel::Outline) => Some(PanelName::Outline),
        Some(Panel::Export) | None => None,
    };
    let (notes, frames) = session.read(|editor| {
        let selection = editor.selection();
        (
            selection.notes.iter().copied().take(2).collect(),
            selection.frames.iter().copied().take(2).collect(),
        )
    });
    // Only while the hints are looked at.
    let is_check = session.is_check.get_untracked() && panel == Some(PanelName::Hints);
    let width = if panel == Some(PanelName::Map) { map_width(session) } else { 0 };
    let is_find = panel == Some(PanelName::Find);
    let query = if is_find { session.query.get_untracked() } else { String::new() };
    let words = session.words.get_untracked();
    let is_outline = panel == Some(PanelName::Outline);
    let read = |signal: RwSignal<String>| {
        if is_outline { signal.get_untracked() } else { String::new() }
    };
    let (folds, at, pace) = (read(session.folds), read(session.at), read(session.pace));
    View { panel, notes, frames, is_check, words, width, query, folds, at, pace }
}

/// The room for the context map beside what is around it, in pixels.
fn map_width(session: Session) -> u16 {
    (session.read(|editor| editor.viewport().width) - MAP_MARGIN).max(0.0) as u16
}
