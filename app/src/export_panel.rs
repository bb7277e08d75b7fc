//! The Export panel: the model as files, made and kept by the server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_model::Format;

use crate::browser::{self, FetchError, Json};
use crate::icon::Icon;
use crate::session::Session;

/// An export as the server lists it.
#[derive(Debug, Clone, PartialEq)]
struct ExportEntry {
    format: String,
    seq: f64,
    file_name: String,
    url: String,
    created_at_ms: f64,
    bytes: f64,
}

impl ExportEntry {
    fn read(entry: &Json) -> Option<Self> {
        Some(Self {
            format: entry.text("format")?,
            seq: entry.number("seq")?,
            file_name: entry.text("fileName")?,
            url: entry.text("url")?,
            created_at_ms: entry.number("createdAtMs")?,
            bytes: entry.number("bytes")?,
        })
    }
}

/// The panel at the right that exports the model.
#[component]
pub(crate) fn ExportPanel() -> impl IntoView {
    let session = Session::current();
    let exports = RwSignal::new(None::<Result<Vec<ExportEntry>, FetchError>>);
    let load = move || {
        spawn_local(async move { exports.set(Some(list(session).await)) });
    };
    Effect::new(move |_| load());
    let make = move |format: Format| {
        spawn_local(async move {
            let name = format.name();
            let url = format!("/api/boards/{}/exports?format={name}", session.board_id);
            match browser::fetch("POST", &url, None).await {
                Ok(_) => exports.set(Some(list(session).await)),
                Err(FetchError(said)) => session.say(format!("{said} Nothing was exported."), None),
            }
        });
    };
    let close = move |_| session.panel.set(None);
    let buttons = Format::ALL.into_iter().map(|format| {
        let label = format!("Export {}", format.label());
        view! {
            <button class="button" on:click=move |_| make(format)>
                <Icon name="export"/>
                {label}
            </button>
        }
    });
    let buttons = buttons.collect_view();
    let board = session.board_id;
    view! {
        <aside class="panel" aria-label="Export">
            <header>
                <h2>"Export"</h2>
                <button class="icon-button" aria-label="Close the panel" on:click=close>
                    <Icon name="close"/>
                </button>
            </header>
            <div class="panel-body">
                <div class="panel-actions">{buttons}</div>
                <p class="quiet">
                    "An export keeps the model as it is now. Its address always gives the same file."
                </p>
                {move || match exports.get() {
                    None => view! { <p class="quiet">"Loading …"</p> }.into_any(),
                    Some(Err(FetchError(said))) => view! { <p class="error">{said}</p> }.into_any(),
                    Some(Ok(entries)) if entries.is_empty() => {
                        view! { <p class="quiet">"No exports yet."</p> }.into_any()
                    }
                    Some(Ok(entries)) => view! {
                        <ul class="export-list" aria-label="Exports">
                            {entries.into_iter().map(|entry| view! { <Entry entry=entry/> }).collect_view()}
                        </ul>
                    }.into_any(),
                }}
                <h3>"Always the newest"</h3>
                <ul class="link-list">
                    {Format::ALL.into_iter().map(|format| {
                        let href = format!("/api/boards/{board}/export.{}", format.extension());
                        view! {
                            <li><a href=href target="_blank" rel="noopener">{format!("Newest as {}", format.label())}</a></li>
                        }
                    }).collect_view()}
                </ul>
            </div>
        </aside>
    }
}

#[component]
fn Entry(entry: ExportEntry) -> impl IntoView {
    let session = Session::current();
    let download = format!("{}?download=1", entry.url);
    let when = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(entry.created_at_ms));
    let when = String::from(when.to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED));
    let size = match entry.bytes {
        bytes if bytes < 1_000.0 => format!("{bytes} B"),
        bytes => format!("{:.1} kB", bytes / 1_000.0),
    };
    let format = Format::from_name(&entry.format);
    let label = format.map_or(entry.format.clone(), |format| format.label().to_owned());
    let path = entry.url.clone();
    let copy = move |_| {
        let path = path.clone();
        spawn_local(async move {
            let origin = browser::window().location().origin().unwrap_or_default();
            let copied = browser::copy_text(&format!("{origin}{path}")).await;
            session
                .say(if copied { "Link copied." } else { "The link could not be copied." }, None);
        });
    };
    view! {
        <li class="export-entry">
            <div>
                <a href=entry.url target="_blank" rel="noopener">{label}</a>
                <p class="quiet">{format!("after edit {} · {when} · {size}", entry.seq)}</p>
            </div>
            <button class="icon-button" aria-label="Copy the link" title="Copy the link" on:click=copy>
                <Icon name="link"/>
            </button>
            <a
                class="icon-button"
                href=download
                download=entry.file_name
                aria-label="Download"
                title="Download"
            >
                <Icon name="export"/>
            </a>
        </li>
    }
}

async fn list(session: Session) -> Result<Vec<ExportEntry>, FetchError> {
    let url = format!("/api/boards/{}/exports", session.board_id);
    let text = browser::fetch("GET", &url, None).await?.text().await?;
    let entries = Json::parse(&text)
        .and_then(|list| list.entries().iter().map(ExportEntry::read).collect::<Option<Vec<_>>>());
    entries.ok_or_else(|| FetchError("The list of exports could not be read.".to_owned()))
}
