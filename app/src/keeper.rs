//! Keeps commands without an answer on this device (IndexedDB), so that they survive a closed tab,
//! and goes on with those that closed tabs have left. What can be undone is kept for this tab only
//! (session storage).
//!
//! Every tab has one record for its board: its commands, replaced as a whole, gone when there are
//! none. A record is taken over by moving it in one transaction, so that only one tab gets it; a tab
//! that still lives answers for its record. Web Locks would say that as well, but browsers have them
//! on secure pages only, and a workshop on a local network is none.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_editor::Editor;
use squall_editor::kept::KeptCommands;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, IdbDatabase, IdbRequest, IdbTransactionMode, MessageEvent};

use crate::browser;
use crate::session::{Link, Session};

const DATABASE: &str = "squall";
const RECORDS: &str = "commands";
/// How long living tabs have to answer for their records, in milliseconds.
const ANSWER_MS: i32 = 300;
/// How often a tab without work of its own looks for what others have left, in milliseconds.
const LOOK_MS: i32 = 10_000;

/// Where the commands without an answer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kept {
    /// Only in this tab: the browser gives no storage.
    #[default]
    InTab,
    /// On their way to the device.
    Storing,
    /// On this device, all of them.
    OnDevice,
}

/// The tab's part of this device's storage; cheap to clone.
#[derive(Clone)]
pub(crate) struct Keeper {
    inner: Rc<Inner>,
}

struct Inner {
    session: Session,
    /// `None` where the browser gives no storage.
    database: Option<IdbDatabase>,
    channel: Option<BroadcastChannel>,
    /// The name of this tab's record.
    own: String,
    /// The records that living tabs have answered for.
    alive: RefCell<Vec<String>>,
    /// Something is being stored or taken over.
    busy: Cell<bool>,
    /// Commands have changed since they were read for storing.
    changed: Cell<bool>,
    /// This tab has a record.
    stored: Cell<bool>,
}

impl Keeper {
    /// Opens the storage and takes over what a closed tab has left.
    pub(crate) async fn open(session: Session) -> Self {
        let own = format!("{}/{:032x}", session.board_id, browser::random_id());
        let database = open_database().await.ok();
        let channel = BroadcastChannel::new(&format!("squall:{}", session.board_id)).ok();
        let keeper = Self {
            inner: Rc::new(Inner {
                session,
                database,
                channel,
                own,
                alive: RefCell::default(),
                busy: Cell::new(false),
                changed: Cell::new(false),
                stored: Cell::new(false),
            }),
        };
        if keeper.inner.database.is_some() {
            session.kept.set(Kept::OnDevice);
        }
        if let Some(channel) = &keeper.inner.channel {
            let listening = keeper.clone();
            browser::listen(channel, "message", move |event: MessageEvent| listening.hear(&event));
        }
        keeper.adopt().await;
        let looking = keeper.clone();
        browser::every(LOOK_MS, move || looking.look());
        keeper
    }

    /// The commands without an answer may have changed.
    pub(crate) fn keep(&self) {
        self.inner.changed.set(true);
        if self.inner.database.is_none() || self.inner.busy.replace(true) {
            return;
        }
        let keeper = self.clone();
        spawn_local(async move {
            let mut is_stored = true;
            keeper.tell(Kept::Storing);
            while keeper.inner.changed.replace(false) {
                is_stored = keeper.store().await.is_ok();
            }
            keeper.inner.busy.set(false);
            keeper.tell(if is_stored { Kept::OnDevice } else { Kept::InTab });
        });
    }

    /// Whether everything without an answer is on the device.
    pub(crate) fn is_safe(&self) -> bool {
        self.inner.session.kept.get_untracked() == Kept::OnDevice
    }

    fn tell(&self, kept: Kept) {
        if self.inner.session.kept.get_untracked() != kept {
            self.inner.session.kept.set(kept);
        }
    }

    async fn store(&self) -> Result<(), JsValue> {
        let Inner { session, database: Some(database), own, stored, .. } = &*self.inner else {
            return Err(JsValue::NULL);
        };
        let kept = session.read(Editor::kept_commands);
        if kept.is_none() && !stored.get() {
            return Ok(());
        }
        let records = records(database, IdbTransactionMode::Readwrite)?;
        let request = match &kept {
            Some(bytes) => records.put_with_key(&bytes_of(bytes), &own.into())?,
            None => records.delete(&own.into())?,
        };
        done(&request).await?;
        stored.set(kept.is_some());
        Ok(())
    }

    /// Goes on with what a closed tab has left, if this one has no work of its own.
    fn look(&self) {
        let session = self.inner.session;
        let idle = session.link.get_untracked() == Link::Connected
            && session.pending.get_untracked() == 0
            && !self.inner.busy.get();
        if !idle {
            return;
        }
        let keeper = self.clone();
        spawn_local(async move {
            if keeper.adopt().await {
                keeper.inner.session.rejoin();
            }
        });
    }

    /// Takes over the record of one closed tab; tells whether there was one.
    async fn adopt(&self) -> bool {
        if self.inner.busy.replace(true) {
            return false;
        }
        let adopted = self.adopt_first().await.unwrap_or(false);
        self.inner.busy.set(false);
        if adopted || self.inner.changed.get() {
            self.keep();
        }
        adopted
    }

    async fn adopt_first(&self) -> Result<bool, JsValue> {
        let Inner { session, database: Some(database), channel, own, alive, .. } = &*self.inner
        else {
            return Ok(false);
        };
        let names = names(database, &session.board_id.to_string()).await?;
        let left: Vec<String> = names.into_iter().filter(|name| name != own).collect();
        if left.is_empty() {
            return Ok(false);
        }
        alive.borrow_mut().clear();
        if let Some(channel) = channel {
            channel.post_message(&"?".into())?;
            rest(ANSWER_MS).await;
        }
        for name in left {
            if alive.borrow().contains(&name) {
                continue;
            }
            // Another tab may have taken it meanwhile, or somebody began to work here.
            let Some(kept) = move_record(database, &name, own).await? else { continue };
            if session.edit(|editor| editor.adopt(kept)) {
                self.inner.stored.set(true);
                return Ok(true);
            }
            move_record(database, own, &name).await?;
            return Ok(false);
        }
        Ok(false)
    }

    fn hear(&self, event: &MessageEvent) {
        let Some(said) = event.data().as_string() else { return };
        match said.strip_prefix('!') {
            Some(name) => {
                self.inner.alive.borrow_mut().push(name.to_owned());
            }
            None => {
                if let Some(channel) = &self.inner.channel {
                    let _closed = channel.post_message(&format!("!{}", self.inner.own).into());
                }
            }
        }
    }
}

/// Keeps what can be undone for the page that comes next in this tab.
pub(crate) fn keep_undo(session: Session) {
    let kept = session.read(Editor::kept_undo);
    // A character for each byte: the storage takes only text.
    let text = kept.map(|bytes| bytes.into_iter().map(char::from).collect::<String>());
    browser::store_in_tab(&undo_key(session), text.as_deref());
}

/// Can undo again what the page before in this tab could.
pub(crate) fn restore_undo(session: Session) {
    let key = undo_key(session);
    let Some(text) = browser::stored_in_tab(&key) else { return };
    browser::store_in_tab(&key, None);
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    if let Some(bytes) = bytes {
        session.edit(|editor| editor.restore_undo(&bytes));
    }
}

fn undo_key(session: Session) -> String {
    format!("squall.undo.{}", session.board_id)
}

async fn open_database() -> Result<IdbDatabase, JsValue> {
    let factory = browser::window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(DATABASE, 1)?;
    let opening = request.clone();
    let make = wasm_bindgen::closure::Closure::once_into_js(move || {
        // Whatever fails here fails the opening as well.
        let database = opening.result().ok().map(JsCast::unchecked_into::<IdbDatabase>);
        let _made = database.map(|database| database.create_object_store(RECORDS));
    });
    request.set_onupgradeneeded(Some(make.unchecked_ref()));
    Ok(done(&request).await?.unchecked_into())
}

fn records(
    database: &IdbDatabase,
    mode: IdbTransactionMode,
) -> Result<web_sys::IdbObjectStore, JsValue> {
    database.transaction_with_str_and_mode(RECORDS, mode)?.object_store(RECORDS)
}

/// The names of a board's records.
async fn names(database: &IdbDatabase, board: &str) -> Result<Vec<String>, JsValue> {
    // "0" comes right after "/".
    let range =
        web_sys::IdbKeyRange::bound(&format!("{board}/").into(), &format!("{board}0").into())?;
    let records = records(database, IdbTransactionMode::Readonly)?;
    let names = done(&records.get_all_keys_with_key(&range)?).await?;
    Ok(Array::from(&names).iter().filter_map(|name| name.as_string()).collect())
}

/// Gives a record another name, in one transaction; `None` if it is gone, or of a version that this
/// page cannot read: then it stays where it is.
async fn move_record(
    database: &IdbDatabase,
    from: &str,
    to: &str,
) -> Result<Option<KeptCommands>, JsValue> {
    let records = records(database, IdbTransactionMode::Readwrite)?;
    let record = done(&records.get(&from.into())?).await?;
    if record.is_undefined() {
        return Ok(None);
    }
    let Some(kept) = KeptCommands::from_bytes(&Uint8Array::new(&record).to_vec()) else {
        return Ok(None);
    };
    let put = records.put_with_key(&record, &to.into())?;
    let deleted = records.delete(&from.into())?;
    done(&put).await?;
    done(&deleted).await?;
    Ok(Some(kept))
}

/// The result of a request.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await?;
    request.result()
}

async fn rest(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        browser::after(ms, move || {
            let _nobody_waits = resolve.call0(&JsValue::NULL);
        });
    });
    // A timer does not fail.
    let _rested = JsFuture::from(promise).await;
}

fn bytes_of(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}
