//! The Export panel: the model as files, made and kept by the server. It is a document like those of the
//! desk, but of what the server keeps.

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_model::Format;
use squall_texts::{Texts, text};

use crate::browser::{self, FetchError, Json};
use crate::markup::{error, escaped, fixed, icon};
use crate::session::{Panel, Session};

/// An export as the server lists it.
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

    /// Its row in the list; `when` is said in the participant's way.
    fn html(&self, when: &str, texts: Texts) -> String {
        let size = match self.bytes {
            bytes if bytes < 1_000.0 => fixed(bytes, 0) + " B",
            bytes => fixed(bytes / 1_000.0, 1) + " kB",
        };
        let format = Format::from_name(&self.format);
        let label = escaped(format.map_or(&self.format, |format| format.label()));
        let (url, name, when) = (escaped(&self.url), escaped(&self.file_name), escaped(when));
        let (link, save) = (icon("link"), icon("export"));
        let about = texts.fill(text::EXPORT_ENTRY, [&fixed(self.seq, 0), &when, &size]);
        let (copy, download) = (texts.get(text::EXPORT_COPY), texts.get(text::EXPORT_DOWNLOAD));
        format!(
            "<li class=\"export-entry\" id=\"export-{url}\"><div>\
             <a href=\"{url}\" target=\"_blank\" rel=\"noopener\">{label}</a>\
             <p class=\"quiet\">{about}</p></div>\
             <button class=\"icon-button\" aria-label=\"{copy}\" title=\"{copy}\" data-copy=\"{url}\">{link}</button>\
             <a class=\"icon-button\" href=\"{url}?download=1\" download=\"{name}\" aria-label=\"{download}\" title=\"{download}\">{save}</a>\
             </li>"
        )
    }
}

/// The panel has been opened: shows what there is.
pub(crate) fn open(session: Session) {
    show(session, &quiet(session.texts.get(text::EXPORT_LOADING)));
    spawn_local(list(session));
}

/// Makes an export in the format of this name.
pub(crate) fn make(session: Session, name: &str) {
    let url = format!("/api/boards/{}/exports?format={name}", session.board_id);
    spawn_local(async move {
        match browser::fetch("POST", &url, None, session.texts).await {
            Ok(_) => list(session).await,
            Err(FetchError(said)) => {
                session.say(session.texts.fill(text::EXPORT_FAILED, [&said]), None);
            }
        }
    });
}

/// Copies the address of an export.
pub(crate) fn copy(session: Session, path: &str) {
    let origin = browser::window().location().origin().unwrap_or_default();
    let link = [&origin, path].concat();
    spawn_local(async move {
        let copied = browser::copy_text(&link).await;
        let said = if copied { text::EXPORT_COPIED } else { text::EXPORT_NOT_COPIED };
        session.say(session.texts.get(said), None);
    });
}

async fn list(session: Session) {
    let html = match entries(session).await {
        Err(FetchError(said)) => error(&said),
        Ok(entries) if entries.is_empty() => quiet(session.texts.get(text::EXPORT_NONE)),
        Ok(entries) => {
            let label = session.texts.get(text::EXPORT_LIST);
            let mut html = ["<ul class=\"export-list\" aria-label=\"", label, "\">"].concat();
            for entry in entries {
                let when = wasm_bindgen::JsValue::from_f64(entry.created_at_ms);
                let when = js_sys::Date::new(&when);
                let when = when.to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED);
                html.push_str(&entry.html(&String::from(when), session.texts));
            }
            html.push_str("</ul>");
            html
        }
    };
    show(session, &html);
}

async fn entries(session: Session) -> Result<Vec<ExportEntry>, FetchError> {
    let url = format!("/api/boards/{}/exports", session.board_id);
    let listed = browser::fetch("GET", &url, None, session.texts).await?.text().await?;
    let entries = Json::parse(&listed)
        .and_then(|list| list.entries().iter().map(ExportEntry::read).collect::<Option<Vec<_>>>());
    entries.ok_or_else(|| FetchError(session.texts.get(text::EXPORT_UNREADABLE).to_owned()))
}

/// Shows the panel with this list, if it is still open.
fn show(session: Session, list: &str) {
    if session.panel.get_untracked() == Some(Panel::Export) {
        session.panel_html.set(panel(&session.board_id.to_string(), list, session.texts));
    }
}

fn quiet(said: &str) -> String {
    ["<p class=\"quiet\">", said, "</p>"].concat()
}

fn panel(board: &str, list: &str, texts: Texts) -> String {
    let (close, sign) = (icon("close"), icon("export"));
    let (mut buttons, mut newest) = (String::new(), String::new());
    for format in Format::ALL {
        let (name, label, extension) = (format.name(), format.label(), format.extension());
        let make = texts.fill(text::EXPORT_MAKE, [label]);
        let newest_as = texts.fill(text::EXPORT_NEWEST, [label]);
        buttons.push_str(&format!(
            "<button class=\"button\" data-export=\"{name}\">{sign}{make}</button>"
        ));
        newest.push_str(&format!(
            "<li><a href=\"/api/boards/{board}/export.{extension}\" target=\"_blank\" rel=\"noopener\">{newest_as}</a></li>"
        ));
    }
    let [title, close_it, keeps, always] =
        [text::EXPORT_TITLE, text::EXPORT_CLOSE, text::EXPORT_KEEPS, text::EXPORT_ALWAYS_NEWEST]
            .map(|text| texts.get(text));
    format!(
        "<header><h2>{title}</h2><button class=\"icon-button\" id=\"panel-close\" aria-label=\"{close_it}\" data-close=\"\">{close}</button></header>\
         <div class=\"panel-body\" id=\"panel-Export-\"><div class=\"panel-actions\">{buttons}</div>\
         <p class=\"quiet\">{keeps}</p>\
         <div>{list}</div><h3>{always}</h3><ul class=\"link-list\">{newest}</ul></div>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_listed_with_its_address_and_words_are_no_markup() {
        let entry = ExportEntry {
            format: "json".to_owned(),
            seq: 12.0,
            file_name: "a\"b.json".to_owned(),
            url: "/exports/1".to_owned(),
            created_at_ms: 0.0,
            bytes: 1_240.0,
        };
        let html = panel("b0", &entry.html("<today>", Texts::default()), Texts::default());
        assert!(html.contains("after edit 12 · &lt;today&gt; · 1.2 kB"));
        assert!(html.contains("href=\"/exports/1?download=1\" download=\"a&quot;b.json\""));
        for format in Format::ALL {
            assert!(html.contains(&format!("data-export=\"{}\"", format.name())));
            assert!(html.contains(&format!("/api/boards/b0/export.{}", format.extension())));
        }
    }
}
