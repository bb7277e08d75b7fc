//! The Export panel: the model as files, made and kept by the server. It is a document like those of the
//! desk, but of what the server keeps.

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_model::Format;
use squall_texts::{Texts, text};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::browser::{self, FetchError, Json};
use crate::markup::{error, escaped, fixed, icon};
use crate::session::{Panel, Session};

#[wasm_bindgen(raw_module = "/picture.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn picture(url: &str, choice: &str, copies: bool) -> Result<JsValue, JsValue>;
}

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

/// Makes a picture and saves it, or copies a PNG if `kind` says so.
pub(crate) fn make_picture(session: Session, kind: &str) {
    let copies = kind == "copy";
    if copies && !browser::window().is_secure_context() {
        session.say(session.texts.get(text::PICTURE_HTTPS), None);
        return;
    }
    let what = chosen(WHAT);
    let mut choice = ["theme=", &chosen(THEME), "&scale=", &chosen(SCALE)].concat();
    if what == SELECTION {
        let ids = session.read(|editor| {
            let selection = editor.selection();
            let notes = selection.notes.iter().map(ToString::to_string);
            let frames = selection.frames.iter().map(ToString::to_string);
            notes.chain(frames).collect::<Vec<_>>().join(",")
        });
        if ids.is_empty() {
            session.say(session.texts.get(text::PICTURE_NONE_SELECTED), None);
            return;
        }
        choice.push_str("&items=");
        choice.push_str(&ids);
    } else if !what.is_empty() {
        choice.push_str("&frame=");
        choice.push_str(&what);
    }
    let asked: f64 = chosen(SCALE).parse::<u32>().map_or(1.0, f64::from);
    let extension = if copies { "png" } else { kind };
    let url = format!("/api/boards/{}/export.{extension}", session.board_id);
    spawn_local(async move {
        match picture(&url, &choice, copies).await {
            Ok(scale) => {
                let scale = scale.as_f64().filter(|scale| *scale < asked);
                if let Some(scale) = scale {
                    let (scale, asked) = (fixed(scale, 2), fixed(asked, 0));
                    session.say(session.texts.fill(text::PICTURE_SMALLER, [&scale, &asked]), None);
                } else if copies {
                    session.say(session.texts.get(text::PICTURE_COPIED), None);
                }
            }
            Err(failed) => {
                let said = js_sys::Reflect::get(&failed, &"message".into()).ok();
                let said = said.and_then(|said| said.as_string()).unwrap_or_default();
                let silent = session.texts.get(text::FETCH_NO_ANSWER);
                let said = if said.is_empty() { silent } else { &said };
                session.say(said, None);
            }
        }
    });
}

/// What is chosen in the panel; empty for the first choice of all.
fn chosen(id: &str) -> String {
    let field = browser::document().get_element_by_id(id);
    field.as_ref().map(crate::panel::value_of).unwrap_or_default()
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
        let frames = session.read(|editor| {
            let frames = editor.board().frames().filter(|frame| !frame.title.is_empty());
            frames.map(|frame| (frame.id.to_string(), frame.title.clone())).collect::<Vec<_>>()
        });
        let pictures = pictures(&frames, [WHAT, THEME, SCALE].map(chosen), session.texts);
        session.panel_html.set(panel(
            &session.board_id.to_string(),
            &pictures,
            list,
            session.texts,
        ));
    }
}

fn quiet(said: &str) -> String {
    ["<p class=\"quiet\">", said, "</p>"].concat()
}

/// The fields of a picture.
const WHAT: &str = "picture-what";
const THEME: &str = "picture-theme";
const SCALE: &str = "picture-scale";
/// The choice of what is selected; others are ids of frames.
const SELECTION: &str = "selection";

/// What pictures there are to be made, with what was chosen before.
fn pictures(frames: &[(String, String)], chosen: [String; 3], texts: Texts) -> String {
    let field = |id: &str, label: &str, chosen: &str, options: &[(&str, &str)]| {
        let mut html = [
            "<div class=\"panel-field\"><label for=\"",
            id,
            "\">",
            label,
            "</label><select id=\"",
            id,
            "\">",
        ]
        .concat();
        for (value, label) in options {
            let selected = if *value == chosen { "\" selected>" } else { "\">" };
            let (value, label) = (escaped(value), escaped(label));
            html.push_str(&["<option value=\"", &value, selected, &label, "</option>"].concat());
        }
        html + "</select></div>"
    };
    let mut whats =
        vec![("", texts.get(text::PICTURE_WALL)), (SELECTION, texts.get(text::PICTURE_SELECTION))];
    whats.extend(frames.iter().map(|(id, title)| (id.as_str(), title.as_str())));
    let [what, theme, scale] = chosen;
    let mut html =
        ["<h3>", texts.get(text::PICTURE_PICTURES), "</h3><div class=\"picture-choice\">"].concat();
    html.push_str(&field(WHAT, texts.get(text::PICTURE_OF), &what, &whats));
    html.push_str(&field(
        THEME,
        texts.get(text::PICTURE_COLOURS),
        &theme,
        &[("light", texts.get(text::PICTURE_LIGHT)), ("dark", texts.get(text::PICTURE_DARK))],
    ));
    let scales = [("1", "1 ×"), ("2", "2 ×"), ("3", "3 ×")];
    html.push_str(&field(SCALE, texts.get(text::PICTURE_SIZE), &scale, &scales));
    html.push_str("</div><div class=\"panel-actions\">");
    let sign = icon("export");
    for (kind, label) in [("svg", "SVG"), ("png", "PNG"), ("pdf", "PDF")] {
        let label = texts.fill(text::PICTURE_AS, [label]);
        html.push_str(&format!(
            "<button class=\"button\" data-picture=\"{kind}\">{sign}{label}</button>"
        ));
    }
    let copy = texts.get(text::PICTURE_COPY);
    html.push_str(&format!("<button class=\"button\" data-picture=\"copy\">{copy}</button></div>"));
    html + &quiet(texts.get(text::PICTURE_CARRIES))
}

fn panel(board: &str, pictures: &str, list: &str, texts: Texts) -> String {
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
         <div id=\"export-list\">{list}</div>{pictures}<h3>{always}</h3><ul class=\"link-list\">{newest}</ul></div>"
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
        let html = panel("b0", "", &entry.html("<today>", Texts::default()), Texts::default());
        assert!(html.contains("after edit 12 · &lt;today&gt; · 1.2 kB"));
        assert!(html.contains("href=\"/exports/1?download=1\" download=\"a&quot;b.json\""));
        for format in Format::ALL {
            assert!(html.contains(&format!("data-export=\"{}\"", format.name())));
            assert!(html.contains(&format!("/api/boards/b0/export.{}", format.extension())));
        }
    }

    #[test]
    fn a_picture_is_of_the_wall_the_selection_or_a_frame_as_was_chosen_before() {
        let frames = [("f1".to_owned(), "Sales & <Co>".to_owned())];
        let chosen = ["f1".to_owned(), "dark".to_owned(), String::new()];
        let html = pictures(&frames, chosen, Texts::ENGLISH);
        assert!(html.contains("<option value=\"f1\" selected>Sales &amp; &lt;Co&gt;</option>"));
        assert!(html.contains("<option value=\"dark\" selected>"));
        assert_eq!(html.matches(" selected>").count(), 2);
        for kind in ["svg", "png", "pdf", "copy"] {
            assert!(html.contains(&format!("data-picture=\"{kind}\"")));
        }
    }
}
