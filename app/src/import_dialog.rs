//! The import dialog: text in the notation of event storming becomes notes, after a look at what
//! was understood and what was not. The server reads the text; the items go up as one gesture of
//! this participant.

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::Clip;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser::{self, FetchError, Json};
use crate::session::{Dialog, Session};

/// How long typing must rest before the text is read, in milliseconds.
const READ_MS: i32 = 250;
/// Longest text, in bytes; the server takes no more.
const TEXT_BYTES_MAX: usize = 2_000_000;

/// A text on its way from the wall to the dialog.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PastedText(RwSignal<Option<String>>);

/// What the server has read in a text.
#[derive(Debug, Clone, PartialEq)]
struct Reading {
    title: Option<String>,
    understood: Vec<String>,
    unread: Vec<(String, String)>,
    clip: Clip,
}

/// Whether a pasted text is more than plain lines.
pub(crate) fn is_notation(text: &str) -> bool {
    const MARKS: [&str; 8] =
        ["<--", "-->", "policy", "read model", "aggregate]", "hot spot", "command:", "# "];
    let beginning: String = text.chars().take(20_000).collect();
    let lower = beginning.to_ascii_lowercase();
    text.lines().nth(1).is_some() && MARKS.iter().any(|mark| lower.contains(mark))
}

/// Opens the dialog with a text that was pasted on the wall.
pub(crate) fn open_with(session: Session, text: String) {
    session.pasted.0.set(Some(text));
    session.dialog.set(Some(Dialog::Import));
}

/// The form inside the dialog.
#[component]
pub(crate) fn ImportForm() -> impl IntoView {
    let session = Session::current();
    let text = RwSignal::new(session.pasted.0.get_untracked().unwrap_or_default());
    session.pasted.0.set(None);
    let reading = RwSignal::new(None::<Result<Reading, FetchError>>);
    read_when_it_rests(text, reading);
    let something = move || matches!(reading.get(), Some(Ok(it)) if !it.clip.is_empty());
    let put_up = move |_| {
        if let Some(Ok(Reading { clip, title, .. })) = reading.get_untracked() {
            session.edit(|editor| editor.import(&clip, title));
            session.dialog.set(None);
            crate::text_field::focus_wall();
        }
    };
    let choose_file = move |event: web_sys::Event| read_file(&event, text, reading);
    view! {
        <p>
            "Paste events, one a line, or the notation of event storming: "
            <code>"Event <-- Command <-- Actor"</code> ", "
            <code>"[Order Aggregate]"</code> ", " <code>"Policy: … When: … Then: …"</code> ", "
            <code>"Read Model: … Built from: …"</code> ". Markdown documents are fine."
        </p>
        <textarea
            class="import-text"
            aria-label="Text to import"
            rows="10"
            spellcheck="false"
            placeholder="Order Placed <-- Place Order <-- Customer"
            prop:value=move || text.get()
            on:input=move |event| text.set(event_target_value(&event))
        ></textarea>
        <label class="file-field">
            "Or a file: "
            <input type="file" accept=".md,.txt,text/plain,text/markdown" on:change=choose_file/>
        </label>
        <div class="import-report" role="status">
            {move || match reading.get() {
                None => view! { <p class="quiet">"What is understood is shown here first."</p> }.into_any(),
                Some(Err(FetchError(said))) => view! { <p class="error">{said}</p> }.into_any(),
                Some(Ok(reading)) => view! { <Report reading=reading/> }.into_any(),
            }}
        </div>
        <div class="dialog-actions">
            <button class="button" on:click=move |_| session.dialog.set(None)>"Cancel"</button>
            <button class="button primary" disabled=move || !something() on:click=put_up>
                "Put on the wall"
            </button>
        </div>
    }
}

#[component]
fn Report(reading: Reading) -> impl IntoView {
    const SHOWN_MAX: usize = 200;
    let understood =
        reading.understood.into_iter().map(|it| view! { <li>{it}</li> }).collect_view();
    let count = reading.unread.len();
    let unread = (count > 0).then(|| {
        let rows = reading.unread.into_iter().take(SHOWN_MAX);
        let rows = rows.map(|(where_and_why, text)| {
            view! { <li><b>{where_and_why}</b> " " <span dir="auto">{text}</span></li> }
        });
        let rows = rows.collect_view();
        let more = (count > SHOWN_MAX)
            .then(|| view! { <li>{format!("and {} more", count - SHOWN_MAX)}</li> });
        view! {
            <details open=count <= 5>
                <summary>{format!("Not read: {count}")}</summary>
                <ul class="unread-list">{rows} {more}</ul>
            </details>
        }
    });
    view! {
        <ul class="import-counts" aria-label="Understood">{understood}</ul>
        {unread}
    }
}

/// Has the text read by the server when nobody has typed for a moment.
fn read_when_it_rests(
    text: RwSignal<String>,
    reading: RwSignal<Option<Result<Reading, FetchError>>>,
) {
    let latest = StoredValue::new(0u32);
    Effect::new(move |_| {
        let content = text.get();
        latest.update_value(|count| *count = count.wrapping_add(1));
        let asked = latest.get_value();
        // The dialog may be gone by then.
        let is_latest = move || latest.try_get_value() == Some(asked);
        if content.trim().is_empty() {
            reading.set(None);
        } else if content.len() > TEXT_BYTES_MAX {
            reading.set(Some(Err(too_large(content.len() as f64))));
        } else {
            browser::after(READ_MS, move || {
                if !is_latest() {
                    return;
                }
                spawn_local(async move {
                    let read = read(&content).await;
                    if is_latest() {
                        reading.set(Some(read));
                    }
                });
            });
        }
    });
}

fn read_file(
    event: &web_sys::Event,
    text: RwSignal<String>,
    reading: RwSignal<Option<Result<Reading, FetchError>>>,
) {
    let input = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
    let file = input.and_then(|input| input.files()).and_then(|files| files.get(0));
    let Some(file) = file else { return };
    if file.size() > TEXT_BYTES_MAX as f64 {
        reading.set(Some(Err(too_large(file.size()))));
        return;
    }
    spawn_local(async move {
        match JsFuture::from(file.text()).await {
            Ok(content) => text.set(content.as_string().unwrap_or_default()),
            Err(_) => {
                let said = "The file could not be read. Nothing was imported.";
                reading.set(Some(Err(FetchError(said.to_owned()))));
            }
        }
    });
}

fn too_large(bytes: f64) -> FetchError {
    let megabytes = bytes / 1e6;
    FetchError(format!(
        "The text is too large: {megabytes:.1} MB, and 2 MB can be imported at once. Nothing was imported."
    ))
}

async fn read(text: &str) -> Result<Reading, FetchError> {
    let answer = browser::fetch("POST", "/api/import", Some(text)).await?.text().await?;
    let reading = Json::parse(&answer).and_then(|answer| {
        let number = |it: &Json, field: &str| it.number(field).unwrap_or(0.0);
        let mut understood = Vec::new();
        for count in answer.field("counts")?.entries() {
            let (concepts, notes) = (number(&count, "concepts"), number(&count, "notes"));
            let label = count.text("label")?.to_ascii_lowercase();
            let several =
                if notes > concepts { format!(" on {notes} notes") } else { String::new() };
            understood.push(format!("{concepts} {label}{several}"));
        }
        let contexts = number(&answer, "contexts");
        if contexts > 0.0 {
            let word = if contexts > 1.0 { "contexts" } else { "context" };
            understood.push(format!("{contexts} bounded {word}"));
        }
        let unread = answer.field("unread")?.entries();
        let unread = unread.iter().map(|it| {
            let (first, last) = (number(it, "line"), number(it, "lastLine"));
            let lines = if first < last {
                format!("Lines {first} to {last}")
            } else {
                format!("Line {first}")
            };
            let why = it.text("reason").unwrap_or_default();
            (format!("{lines}, {why}:"), it.text("text").unwrap_or_default())
        });
        let clip = Clip::from_text(&answer.text("clip")?)?;
        Some(Reading { title: answer.text("title"), understood, unread: unread.collect(), clip })
    });
    reading
        .ok_or_else(|| FetchError("The answer could not be read. Nothing was imported.".to_owned()))
}
