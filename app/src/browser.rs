//! The few things that the application asks of the browser. Nothing here runs on the server.

use js_sys::Uint8Array;
use squall_texts::{Texts, text};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The window.
pub(crate) fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
pub(crate) fn document() -> web_sys::Document {
    window().document().expect("a page has a document")
}

/// What the page says of itself in `<body data-…>`.
#[cfg(not(feature = "ssr"))]
pub(crate) fn body_data(name: &str) -> Option<String> {
    document().body().and_then(|body| body.dataset().get(name))
}

/// 128 random bits.
pub(crate) fn random_id() -> u128 {
    let (high, low) = uuid::Uuid::new_v4().as_u64_pair();
    let (other, _) = uuid::Uuid::new_v4().as_u64_pair();
    // The fixed version and variant bits of one are covered by random bits of the other.
    (u128::from(high ^ other.rotate_left(20)) << 64) | u128::from(low ^ other)
}

/// What is kept on this device under a key; `None` also if storage is blocked.
pub(crate) fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps something on this device; where storage is blocked it is kept until the page is left.
pub(crate) fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _blocked = storage.set_item(key, value);
    }
}

/// What is kept in this tab under a key, also through a reload.
pub(crate) fn stored_in_tab(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Keeps something in this tab, or nothing any more; where storage is blocked or full it is not kept.
pub(crate) fn store_in_tab(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _blocked = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Calls `act` once after `ms` milliseconds.
pub(crate) fn after(ms: i32, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let function = act.unchecked_ref();
    window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(function, ms)
        .expect("a timer can be set");
}

/// How long the page has been open, in milliseconds and fractions.
pub(crate) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Calls `act` every `ms` milliseconds for as long as the page lives.
pub(crate) fn every(ms: i32, act: impl FnMut() + 'static) {
    let act = Closure::<dyn FnMut()>::new(act);
    let function = act.as_ref().unchecked_ref();
    window()
        .set_interval_with_callback_and_timeout_and_arguments_0(function, ms)
        .expect("a timer can be set");
    act.forget();
}

/// Calls `act` for every event of this name at the target, for as long as the page lives.
pub(crate) fn listen<E: JsCast>(
    target: &web_sys::EventTarget,
    name: &str,
    mut act: impl FnMut(E) + 'static,
) {
    let act = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        act(event.unchecked_into());
    });
    target
        .add_event_listener_with_callback(name, act.as_ref().unchecked_ref())
        .expect("an event can be listened to");
    act.forget();
}

/// Why something could not be fetched, in words for a participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FetchError(pub(crate) String);

/// An answer over HTTP.
pub(crate) struct Fetched {
    response: web_sys::Response,
    /// To say what is wrong with it.
    texts: Texts,
}

/// Asks the server, with a text if there is one to send.
pub(crate) async fn fetch(
    method: &str,
    url: &str,
    body: Option<&str>,
    texts: Texts,
) -> Result<Fetched, FetchError> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        init.set_body(&body.into());
    }
    let no_answer = || FetchError(texts.get(text::FETCH_NO_ANSWER).to_owned());
    let answered = JsFuture::from(window().fetch_with_str_and_init(url, &init)).await;
    let response: web_sys::Response = answered.map_err(|_| no_answer())?.unchecked_into();
    if response.ok() {
        return Ok(Fetched { response, texts });
    }
    let status = response.status();
    let text = Fetched { response, texts }.text().await.unwrap_or_default();
    let said = Json::parse(&text).and_then(|said| said.text("message"));
    Err(FetchError(said.unwrap_or_else(|| texts.fill(text::FETCH_STATUS, [&status.to_string()]))))
}

impl Fetched {
    /// A header of the answer.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok()?
    }

    /// The body as text.
    pub(crate) async fn text(self) -> Result<String, FetchError> {
        let texts = self.texts;
        let broken = |_| FetchError(texts.get(text::FETCH_BROKE_OFF).to_owned());
        let content =
            JsFuture::from(self.response.text().map_err(broken)?).await.map_err(broken)?;
        content.as_string().ok_or_else(|| FetchError(texts.get(text::FETCH_NO_TEXT).to_owned()))
    }

    /// The body as bytes.
    pub(crate) async fn bytes(self) -> Result<Vec<u8>, FetchError> {
        let broken = |_| FetchError(self.texts.get(text::FETCH_BROKE_OFF).to_owned());
        let buffer = self.response.array_buffer().map_err(broken)?;
        let buffer = JsFuture::from(buffer).await.map_err(broken)?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

/// A value out of JSON, read by the browser's own parser.
pub(crate) struct Json(JsValue);

impl Json {
    /// The value of a JSON text; `None` if it is something else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        js_sys::JSON::parse(text).ok().map(Self)
    }

    /// The entries of an array; none of anything else.
    pub(crate) fn entries(&self) -> Vec<Self> {
        let is_array = js_sys::Array::is_array(&self.0);
        let entries = is_array.then(|| js_sys::Array::from(&self.0));
        entries.iter().flat_map(js_sys::Array::iter).map(Self).collect()
    }

    /// The text in a field.
    pub(crate) fn text(&self, field: &str) -> Option<String> {
        js_sys::Reflect::get(&self.0, &field.into()).ok()?.as_string()
    }

    /// What a field holds; `None` if there is none.
    pub(crate) fn field(&self, field: &str) -> Option<Self> {
        let value = js_sys::Reflect::get(&self.0, &field.into()).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(Self(value))
    }

    /// The number in a field.
    pub(crate) fn number(&self, field: &str) -> Option<f64> {
        js_sys::Reflect::get(&self.0, &field.into()).ok()?.as_f64()
    }
}

/// Puts text on the clipboard; tells whether it is there.
pub(crate) async fn copy_text(text: &str) -> bool {
    if window().is_secure_context() {
        let written = JsFuture::from(window().navigator().clipboard().write_text(text)).await;
        if written.is_ok() {
            return true;
        }
    }
    // Over plain HTTP on a local network only the old way works.
    copy_text_by_selection(text).unwrap_or(false)
}

fn copy_text_by_selection(text: &str) -> Result<bool, JsValue> {
    let document = document();
    let field: web_sys::HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
    field.set_value(text);
    field.set_attribute("aria-hidden", "true")?;
    field.style().set_property("position", "fixed")?;
    field.style().set_property("opacity", "0")?;
    let Some(body) = document.body() else { return Ok(false) };
    body.append_child(&field)?;
    field.select();
    let copied = document.unchecked_ref::<web_sys::HtmlDocument>().exec_command("copy")?;
    field.remove();
    Ok(copied)
}
