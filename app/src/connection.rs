//! The board's socket in the browser: fetches the snapshot, joins, keeps the connection alive and
//! makes it anew. Knows frames and timers; what messages mean is the editor's.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::Snapshot;
use squall_board::protocol::{ClientMessage, CloseReason, Epoch, ServerMessage, decode, encode};
use squall_texts::text;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::browser;
use crate::session::{Link, Session};

/// How often the connection is tested, in milliseconds.
const PING_MS: i32 = 10_000;
/// After how many silent tests the connection counts as dead.
const SILENT_PINGS_MAX: u32 = 2;
/// The first wait before connecting again, in milliseconds; it grows by half each time.
const RETRY_MS_MIN: f64 = 500.0;
/// The longest wait before connecting again, in milliseconds.
const RETRY_MS_MAX: f64 = 10_000.0;

/// The board's socket; cheap to clone.
#[derive(Clone)]
pub(crate) struct Connection {
    inner: Rc<Inner>,
}

struct Inner {
    session: Session,
    socket: RefCell<Option<Socket>>,
    /// Counts attempts, so that what belongs to an earlier one is recognized.
    attempt: Cell<u32>,
    retry_ms: Cell<f64>,
    silent_pings: Cell<u32>,
    /// When the last ping was sent, and the shortest way there and back so far, in milliseconds.
    pinged_at_ms: Cell<f64>,
    shortest_ms: Cell<f64>,
    /// The wall is on its way: nobody joins meanwhile.
    loading: Cell<bool>,
}

struct Socket {
    socket: web_sys::WebSocket,
    /// Whether hello was said, before which nothing else may be.
    has_greeted: Cell<bool>,
    // Kept alive as long as the socket may call them.
    _on_open: Closure<dyn FnMut(web_sys::Event)>,
    _on_message: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _on_close: Closure<dyn FnMut(web_sys::CloseEvent)>,
}

impl Connection {
    /// Opens a socket, over which nothing is said before [`Connection::begin`].
    pub(crate) fn open(session: Session) -> Self {
        let connection = Self {
            inner: Rc::new(Inner {
                session,
                socket: RefCell::new(None),
                attempt: Cell::new(0),
                retry_ms: Cell::new(RETRY_MS_MIN),
                silent_pings: Cell::new(0),
                pinged_at_ms: Cell::new(0.0),
                shortest_ms: Cell::new(f64::INFINITY),
                loading: Cell::new(true),
            }),
        };
        let pinging = connection.clone();
        browser::every(PING_MS, move || pinging.ping());
        let hurried = connection.clone();
        browser::listen(&browser::window(), "online", move |_: web_sys::Event| hurried.hurry());
        let hurried = connection.clone();
        browser::listen(&browser::document(), "visibilitychange", move |_: web_sys::Event| {
            hurried.hurry();
        });
        connection.connect();
        connection
    }

    /// Fetches the snapshot and joins from there: once, when the editor has what this device has kept.
    pub(crate) fn begin(&self) {
        self.fetch_and_join();
    }

    /// Sends a message; before it has joined it is dropped, because the editor keeps what matters.
    pub(crate) fn send(&self, message: &ClientMessage) {
        if let Some(Socket { socket, has_greeted, .. }) = &*self.inner.socket.borrow()
            && has_greeted.get()
        {
            let _closing_meanwhile = socket.send_with_u8_array(&encode(message));
        }
    }

    /// Leaves, fetches the snapshot anew, and joins from there.
    pub(crate) fn load_snapshot(&self) {
        if !self.inner.loading.replace(true) {
            self.drop_socket();
            self.fetch_and_join();
        }
    }

    fn fetch_and_join(&self) {
        let connection = self.clone();
        spawn_local(async move {
            let session = connection.inner.session;
            let loaded = fetch_snapshot(session).await;
            connection.inner.loading.set(false);
            match loaded {
                Ok((snapshot, epoch)) => {
                    session.restore(snapshot, epoch);
                    connection.join();
                }
                Err(_) => connection.retry_later(),
            }
        });
    }

    /// Leaves and joins again.
    pub(crate) fn rejoin(&self) {
        self.inner.session.edit(squall_editor::Editor::disconnect);
        self.connect();
    }

    /// Says hello over the socket that there is, or over a new one.
    fn join(&self) {
        if self.inner.socket.borrow().is_some() {
            self.greet();
        } else {
            self.connect();
        }
    }

    /// Says hello once the socket is open and there is a wall to go on from, whichever comes later.
    fn greet(&self) {
        let has_wall = self.inner.session.loaded.get_untracked() && !self.inner.loading.get();
        if let Some(Socket { socket, has_greeted, .. }) = &*self.inner.socket.borrow()
            && has_wall
            && socket.ready_state() == web_sys::WebSocket::OPEN
        {
            let hello = self.inner.session.read(squall_editor::Editor::hello);
            let _closing_meanwhile = socket.send_with_u8_array(&encode(&hello));
            has_greeted.set(true);
        }
    }

    fn connect(&self) {
        self.drop_socket();
        let attempt = self.inner.attempt.get().wrapping_add(1);
        self.inner.attempt.set(attempt);
        let location = browser::window().location();
        let secure = location.protocol().is_ok_and(|protocol| protocol == "https:");
        let host = location.host().unwrap_or_default();
        let scheme = if secure { "wss" } else { "ws" };
        let url = format!("{scheme}://{host}/api/boards/{}/socket", self.inner.session.board_id);
        let Ok(socket) = web_sys::WebSocket::new(&url) else {
            self.retry_later();
            return;
        };
        socket.set_binary_type(web_sys::BinaryType::Arraybuffer);
        let connection = self.clone();
        let on_open = Closure::<dyn FnMut(_)>::new(move |_: web_sys::Event| {
            connection.inner.silent_pings.set(0);
            connection.greet();
        });
        let connection = self.clone();
        let on_message = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
            connection.receive(&event);
        });
        let connection = self.clone();
        let on_close = Closure::<dyn FnMut(_)>::new(move |event: web_sys::CloseEvent| {
            if connection.inner.attempt.get() == attempt {
                connection.closed(event.code());
            }
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        *self.inner.socket.borrow_mut() = Some(Socket {
            socket,
            has_greeted: Cell::new(false),
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        });
    }

    fn receive(&self, event: &web_sys::MessageEvent) {
        self.inner.silent_pings.set(0);
        let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
        let session = self.inner.session;
        match decode::<ServerMessage>(&bytes) {
            Ok(message) => {
                if let ServerMessage::Pong { now_ms } = message {
                    self.hear_clock(now_ms);
                }
                let welcomed = matches!(message, ServerMessage::Welcome { .. });
                if session.edit(|editor| editor.receive(message)).is_err() {
                    // An event is missing: joining again brings it.
                    self.lost();
                } else if welcomed && session.read(squall_editor::Editor::is_connected) {
                    self.inner.retry_ms.set(RETRY_MS_MIN);
                    session.link.set(Link::Connected);
                    // Timers go by the server's clock.
                    self.ping();
                }
            }
            Err(reason) => self.refuse(reason),
        }
    }

    fn closed(&self, code: u16) {
        match CloseReason::from_code(code) {
            Some(reason) if !reason.is_passing() => self.refuse(reason),
            Some(_) | None => self.lost(),
        }
    }

    /// The connection is gone and will be made anew.
    fn lost(&self) {
        self.drop_socket();
        self.inner.session.edit(squall_editor::Editor::disconnect);
        self.inner.session.link.set(Link::Offline);
        self.retry_later();
    }

    /// The connection is gone until the participant does something.
    fn refuse(&self, reason: CloseReason) {
        self.drop_socket();
        self.inner.session.edit(squall_editor::Editor::disconnect);
        self.inner.session.link.set(Link::Refused(reason));
    }

    fn retry_later(&self) {
        let session = self.inner.session;
        if session.link.get_untracked() != Link::Offline {
            session.link.set(Link::Offline);
        }
        let wait = self.inner.retry_ms.get();
        self.inner.retry_ms.set((wait * 1.5).min(RETRY_MS_MAX));
        // Spread, so that a whole workshop does not come back in the same instant.
        let jittered = wait * (0.75 + js_sys::Math::random() / 2.0);
        let attempt = self.inner.attempt.get();
        let connection = self.clone();
        #[expect(clippy::cast_possible_truncation, reason = "a wait is at most 12.5 seconds")]
        browser::after(jittered as i32, move || {
            if connection.inner.attempt.get() == attempt {
                connection.retry();
            }
        });
    }

    fn retry(&self) {
        if matches!(self.inner.session.link.get_untracked(), Link::Refused(_)) {
            return;
        }
        if self.inner.session.loaded.get_untracked() {
            self.connect();
        } else {
            self.load_snapshot();
        }
    }

    /// The network or the participant is back: no reason to wait.
    fn hurry(&self) {
        let offline = self.inner.session.link.get_untracked() == Link::Offline;
        let connecting = self.inner.socket.borrow().is_some();
        if offline && !connecting {
            self.inner.retry_ms.set(RETRY_MS_MIN);
            self.inner.attempt.set(self.inner.attempt.get().wrapping_add(1));
            self.retry();
        }
    }

    fn ping(&self) {
        if self.inner.socket.borrow().is_none() {
            return;
        }
        let silent = self.inner.silent_pings.get();
        if silent >= SILENT_PINGS_MAX {
            self.lost();
            return;
        }
        self.inner.silent_pings.set(silent + 1);
        self.inner.pinged_at_ms.set(js_sys::Date::now());
        self.send(&ClientMessage::Ping);
    }

    /// Learns how far this device's clock is from the server's: the shorter the way, the surer.
    fn hear_clock(&self, server_ms: u64) {
        let now_ms = js_sys::Date::now();
        let way_ms = now_ms - self.inner.pinged_at_ms.get();
        if way_ms <= self.inner.shortest_ms.get() {
            self.inner.shortest_ms.set(way_ms);
            let offset_ms = server_ms as f64 + way_ms / 2.0 - now_ms;
            self.inner.session.clock_offset_ms.set(Some(offset_ms));
        }
    }

    fn drop_socket(&self) {
        let socket = self.inner.socket.borrow_mut().take();
        if let Some(socket) = socket {
            socket.socket.set_onopen(None);
            socket.socket.set_onmessage(None);
            socket.socket.set_onclose(None);
            let _closed_already = socket.socket.close();
            // Freed later: this may run inside one of its own callbacks.
            browser::after(0, move || drop(socket));
        }
    }
}

async fn fetch_snapshot(session: Session) -> Result<(Snapshot, Epoch), browser::FetchError> {
    let url = format!("/api/boards/{}/snapshot", session.board_id);
    let fetched = browser::fetch("GET", &url, None, session.texts).await?;
    let epoch = fetched.header("squall-epoch").and_then(|epoch| epoch.parse().ok());
    let snapshot = Snapshot::from_bytes(&fetched.bytes().await?);
    let unreadable =
        || browser::FetchError(session.texts.get(text::FETCH_WALL_UNREADABLE).to_owned());
    let (snapshot, epoch) = snapshot.zip(epoch).ok_or_else(unreadable)?;
    Ok((snapshot, Epoch(epoch)))
}
