//! What comes from outside: pictures that carry notes, and the import dialog. Text in the notation of event storming becomes notes, after a look at what
//! was understood and what was not. The server reads the text; the items go up as one gesture of
//! this participant.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::{Clip, notation};
use squall_editor::camera::ScreenPoint;
use squall_texts::{Texts, text};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use crate::browser::{self, FetchError, Json};
use crate::markup::{error, escaped, fixed};
use crate::session::{Dialog, Session};

/// How long typing must rest before the text is read, in milliseconds.
const READ_MS: i32 = 250;
/// Longest text, in bytes; the server takes no more.
const TEXT_BYTES_MAX: usize = 2_000_000;
/// Longest picture, in bytes, and longest part of it that carries notes; the server takes no more.
const PICTURE_BYTES_MAX: f64 = 100e6;
const CARRIED_BYTES_MAX: usize = 16_000_000;
/// Most places that are named where nothing was understood.
const SHOWN_MAX: usize = 200;
/// What is in the dialog.
pub(crate) fn form(texts: Texts) -> String {
    let [paste, documents, label, file, cancel, put] = [
        text::IMPORT_PASTE,
        text::IMPORT_DOCUMENTS,
        text::IMPORT_TEXT,
        text::IMPORT_FILE,
        text::DIALOG_CANCEL,
        text::IMPORT_PUT,
    ]
    .map(|text| texts.get(text));
    let example = escaped(texts.get(text::IMPORT_EXAMPLE));
    // The notation has its own words, in whichever language somebody reads.
    format!(
        "<p>{paste} \
         <code>Event &lt;-- Command &lt;-- Actor</code>, <code>[Order Aggregate]</code>, \
         <code>Policy: … When: … Then: …</code>, <code>Read Model: … Built from: …</code>. {documents}</p>\
         <textarea id=\"import-text\" class=\"import-text\" data-text aria-label=\"{label}\" rows=\"10\" \
         spellcheck=\"false\" placeholder=\"{example}\"></textarea>\
         <label class=\"file-field\">{file} \
         <input type=\"file\" accept=\".md,.txt,.svg,text/plain,text/markdown,image/svg+xml\"></label>\
         <div id=\"import-report\" class=\"import-report\" role=\"status\"></div>\
         <div class=\"dialog-actions\"><button class=\"button\" data-close>{cancel}</button>\
         <button id=\"import-put\" class=\"button primary\" data-put disabled>{put}</button></div>"
    )
}

/// What the server has read in a text.
struct Reading {
    title: Option<String>,
    understood: Vec<String>,
    unread: Vec<(String, String)>,
    clip: Clip,
}

/// The one dialog of a page.
#[derive(Default)]
struct Import {
    /// A text on its way from the wall to the dialog.
    pasted: String,
    /// Counts the texts that were to be read; what is read of an earlier one is of no use.
    asked: u32,
    /// What can be put up, with its title.
    read: Option<(Clip, Option<String>)>,
}

thread_local! {
    static IMPORT: RefCell<Import> = RefCell::default();
}

/// Whether a pasted text is more than plain lines.
pub(crate) fn is_notation(text: &str) -> bool {
    const MARKS: [&str; 8] =
        ["<--", "-->", "policy", "read model", "aggregate]", "hot spot", "command:", "# "];
    let beginning: String = text.chars().take(20_000).collect();
    let lower = beginning.to_ascii_lowercase();
    text.lines().nth(1).is_some() && MARKS.iter().any(|mark| lower.contains(mark))
}

/// Whether a text is an SVG.
pub(crate) fn is_picture(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with("<svg") || (text.starts_with("<?xml") && text.contains("<svg"))
}

/// The part of an exported SVG that carries notes: the rest may be twenty times as large. All of it if
/// another program has written it anew.
fn carried(svg: &str) -> String {
    const BEGIN: &str = "<metadata data-squall=";
    const END: &str = "</metadata>";
    let part = svg.find(BEGIN).and_then(|from| {
        let length = svg[from..].find(END)? + END.len();
        Some(["<svg>", &svg[from..from + length], "</svg>"].concat())
    });
    part.unwrap_or_else(|| svg.to_owned())
}

/// Puts up the notes that an SVG carries, there or under the pointer.
pub(crate) fn put_up_picture(session: Session, svg: String, at: Option<ScreenPoint>) {
    spawn_local(async move {
        match read_picture(&svg, session.texts).await {
            Ok(reading) => {
                session.edit(|editor| editor.import_at(&reading.clip, reading.title, at));
            }
            Err(FetchError(said)) => session.say(said, None),
        }
    });
}

/// Takes a file that was dropped on the wall.
pub(crate) fn take_file(session: Session, file: web_sys::File, at: ScreenPoint) {
    spawn_local(async move {
        let is_small = file.size() <= PICTURE_BYTES_MAX;
        let text = if is_small { JsFuture::from(file.text()).await.ok() } else { None };
        let text = text.and_then(|text| text.as_string()).unwrap_or_default();
        let is_text = !text.trim().is_empty() && !text.contains(['\0', '\u{fffd}']);
        if is_picture(&text) {
            put_up_picture(session, text, Some(at));
        } else if is_text && text.len() <= TEXT_BYTES_MAX {
            open_with(session, text);
        } else {
            session.say(session.texts.get(text::IMPORT_NEITHER), None);
        }
    });
}

/// Opens the dialog with a text that was pasted on the wall.
pub(crate) fn open_with(session: Session, text: String) {
    IMPORT.with_borrow_mut(|import| import.pasted = text);
    session.dialog.set(Some(Dialog::Import));
}

/// The dialog has been opened.
pub(crate) fn begin(texts: Texts) {
    let pasted = IMPORT.with_borrow_mut(|import| std::mem::take(&mut import.pasted));
    set_text(&pasted, texts);
}

/// Puts up what was read.
pub(crate) fn put_up(session: Session) {
    if let Some((clip, title)) = IMPORT.with_borrow_mut(|import| import.read.take()) {
        session.edit(|editor| editor.import(&clip, title));
        crate::dialogs::close_dialog(session);
    }
}

/// Has the text read by the server when nobody has typed for a moment.
pub(crate) fn text_changed(texts: Texts) {
    let asked = IMPORT.with_borrow_mut(|import| {
        import.asked = import.asked.wrapping_add(1);
        import.asked
    });
    // By then the dialog may be gone, or another one.
    let is_latest = move || IMPORT.with_borrow(|import| import.asked == asked) && field().is_some();
    let Some(content) = field().map(|field| field.value()) else { return };
    if content.trim().is_empty() {
        let before = texts.get(text::IMPORT_BEFORE);
        report(None, &["<p class=\"quiet\">", before, "</p>"].concat());
    } else if content.len() > TEXT_BYTES_MAX {
        report(None, &too_large(content.len() as f64, texts));
    } else {
        browser::after(READ_MS, move || {
            if !is_latest() {
                return;
            }
            spawn_local(async move {
                let read = read(&content, texts).await;
                if is_latest() {
                    match read {
                        Ok(reading) => {
                            let html = reading.html(texts);
                            report(Some((reading.clip, reading.title)), &html);
                        }
                        Err(FetchError(said)) => report(None, &error(&said)),
                    }
                }
            });
        });
    }
}

/// Takes the text from the file that was chosen, if the event is about one.
pub(crate) fn read_file(event: &web_sys::Event, texts: Texts) {
    let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    let file = input.and_then(|input| input.files()).and_then(|files| files.get(0));
    let Some(file) = file else { return };
    let is_svg = file.name().to_ascii_lowercase().ends_with(".svg");
    let most = if is_svg { PICTURE_BYTES_MAX } else { TEXT_BYTES_MAX as f64 };
    if file.size() > most {
        return report(None, &too_large(file.size(), texts));
    }
    spawn_local(async move {
        match JsFuture::from(file.text()).await {
            Ok(content) => {
                let text = content.as_string().unwrap_or_default();
                if is_picture(&text) {
                    // A text that is being read is of no use any more.
                    set_text("", texts);
                    match read_picture(&text, texts).await {
                        Ok(reading) => {
                            let html = reading.html(texts);
                            report(Some((reading.clip, reading.title)), &html);
                        }
                        Err(FetchError(said)) => report(None, &error(&said)),
                    }
                } else {
                    set_text(&text, texts);
                }
            }
            Err(_) => {
                report(None, &error(texts.get(text::IMPORT_FILE_UNREADABLE)));
            }
        }
    });
}

fn field() -> Option<HtmlTextAreaElement> {
    browser::document().get_element_by_id("import-text")?.dyn_into().ok()
}

fn set_text(content: &str, texts: Texts) {
    if let Some(field) = field() {
        field.set_value(content);
        text_changed(texts);
    }
}

/// Says how it stands, and what could be put up.
fn report(read: Option<(Clip, Option<String>)>, html: &str) {
    let read = read.filter(|(clip, _)| !clip.is_empty());
    let document = browser::document();
    if let Some(put) = document.get_element_by_id("import-put") {
        let _valid = put.toggle_attribute_with_force("disabled", read.is_none());
    }
    if let Some(report) = document.get_element_by_id("import-report") {
        report.set_inner_html(html);
    }
    IMPORT.with_borrow_mut(|import| import.read = read);
}

impl Reading {
    /// What was understood and what was not.
    fn html(&self, texts: Texts) -> String {
        let label = texts.get(text::IMPORT_UNDERSTOOD);
        let mut html = ["<ul class=\"import-counts\" aria-label=\"", label, "\">"].concat();
        for understood in &self.understood {
            html.push_str(&["<li>", &escaped(understood), "</li>"].concat());
        }
        html.push_str("</ul>");
        let count = self.unread.len();
        if count > 0 {
            let open = if count <= 5 { " open" } else { "" };
            html.push_str(&format!(
                "<details{open}><summary>{}</summary><ul class=\"unread-list\">",
                texts.fill(text::IMPORT_UNREAD, [&count.to_string()])
            ));
            for (place, words) in self.unread.iter().take(SHOWN_MAX) {
                let (place, words) = (escaped(place), escaped(words));
                let row = ["<li><b>", &place, "</b> <span dir=\"auto\">", &words, "</span></li>"];
                html.push_str(&row.concat());
            }
            if count > SHOWN_MAX {
                let rest = (count - SHOWN_MAX).to_string();
                let more = texts.fill(text::IMPORT_MORE, [&rest]);
                html.push_str(&["<li>", &more, "</li>"].concat());
            }
            html.push_str("</ul></details>");
        }
        html
    }
}

fn too_large(bytes: f64, texts: Texts) -> String {
    let megabytes = fixed(bytes / 1e6, 1);
    error(&texts.fill(text::IMPORT_TOO_LARGE, [&megabytes]))
}

/// What an SVG carries.
async fn read_picture(svg: &str, texts: Texts) -> Result<Reading, FetchError> {
    let carried = carried(svg);
    if carried.len() > CARRIED_BYTES_MAX {
        return Err(FetchError(texts.get(text::IMPORT_PICTURE_TOO_LARGE).to_owned()));
    }
    ask("/api/import/picture", &carried, texts).await
}

async fn read(content: &str, texts: Texts) -> Result<Reading, FetchError> {
    ask("/api/import", content, texts).await
}

async fn ask(url: &str, content: &str, texts: Texts) -> Result<Reading, FetchError> {
    let answer = browser::fetch("POST", url, Some(content), texts).await?;
    let answer = answer.text().await?;
    let reading = Json::parse(&answer).and_then(|answer| {
        let number = |it: &Json, field: &str| it.number(field).unwrap_or(0.0) as u64;
        let mut understood = Vec::new();
        for count in answer.field("counts")?.entries() {
            let (concepts, notes) = (number(&count, "concepts"), number(&count, "notes"));
            let kind = count.text("kind")?;
            let row = notation::NOTATION.iter().find(|row| row.name == kind)?;
            let label = texts.inside(if concepts == 1 { row.label } else { row.plural });
            let found = texts.fill(text::IMPORT_FOUND, [&concepts.to_string(), &label]);
            understood.push(if notes > concepts {
                texts.fill(text::IMPORT_ON_NOTES, [&found, &notes.to_string()])
            } else {
                found
            });
        }
        let contexts = number(&answer, "contexts");
        if contexts > 0 {
            understood.push(texts.count(text::IMPORT_CONTEXTS, contexts as usize));
        }
        for (field, one, several) in [("frames", "frame", "frames"), ("arrows", "arrow", "arrows")]
        {
            let count = number(&answer, field);
            if count > 0 {
                let word = if count > 1 { several } else { one };
                understood.push(format!("{count} {word}"));
            }
        }
        let unread = answer.field("unread")?.entries();
        let unread = unread.iter().map(|it| {
            let (first, last) = (number(it, "line"), number(it, "lastLine"));
            let (from, to) = (first.to_string(), last.to_string());
            let why = it.text("reason").unwrap_or_default();
            let place = if first < last {
                texts.fill(text::IMPORT_LINES, [&from, &to, &why])
            } else {
                texts.fill(text::IMPORT_LINE, [&from, &why])
            };
            (place, it.text("text").unwrap_or_default())
        });
        let clip = Clip::from_text(&answer.text("clip")?)?;
        Some(Reading { title: answer.text("title"), understood, unread: unread.collect(), clip })
    });
    reading.ok_or_else(|| FetchError(texts.get(text::IMPORT_ANSWER_UNREADABLE).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_part_of_a_picture_that_carries_notes_is_sent() {
        let part = "<metadata data-squall=\"items\">{}</metadata>";
        let svg = ["<svg xmlns=\"x\"><title>t</title>", part, "<rect/></svg>"].concat();
        assert!(is_picture(&svg) && is_picture(&["<?xml version=\"1.0\"?>\n", &svg].concat()));
        assert_eq!(carried(&svg), ["<svg>", part, "</svg>"].concat());
        let other = "<svg><metadata id=\"m\" data-squall=\"items\">{}</metadata></svg>";
        assert_eq!(carried(other), other);
        for text in ["Order Placed", "<p>", "", "policy <svg>"] {
            assert!(!is_picture(text), "{text}");
        }
    }

    #[test]
    fn what_was_not_read_is_text_and_the_rest_of_much_is_counted() {
        let unread = vec![("Line 1, prose:".to_owned(), "<b>x</b>".to_owned()); SHOWN_MAX + 2];
        let understood = vec!["2 domain events".to_owned()];
        let mut reading = Reading { title: None, understood, unread, clip: Clip::default() };
        let html = reading.html(Texts::default());
        assert!(html.contains("<li>2 domain events</li>") && html.contains("Not read: 202"));
        assert!(html.contains("&lt;b&gt;x") && html.contains("<li>and 2 more</li>"));
        assert!(!html.contains("<b>x") && !html.contains(" open"));
        reading.unread.truncate(5);
        assert!(reading.html(Texts::default()).contains("<details open>"));
    }
}
