//! The import dialog: text in the notation of event storming becomes notes, after a look at what
//! was understood and what was not.

use leptos::prelude::*;
use leptos::task::spawn_local;
use squall_board::{Bounds, Point, notation};
use squall_editor::Editor;
use squall_editor::keymap::Action;
use squall_model::import::{self, ImportReport, ParsedWall, UnreadLine, UnreadReason};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser;
use crate::session::{Dialog, Session};

/// Where an import stands, right of everything else, in board units.
const GAP: f64 = 300.0;

/// Whether a pasted text is more than plain lines.
pub(crate) fn is_notation(text: &str) -> bool {
    const MARKS: [&str; 8] =
        ["<--", "-->", "policy", "read model", "aggregate]", "hot spot", "command:", "# "];
    let lower = text.get(..text.len().min(20_000)).unwrap_or(text).to_lowercase();
    text.lines().nth(1).is_some() && MARKS.iter().any(|mark| lower.contains(mark))
}

/// Opens the dialog with a text that was pasted on the wall.
pub(crate) fn open_with(session: Session, text: String) {
    session.dialog.set(Some(Dialog::Import));
    PASTED.with(|pasted| *pasted.borrow_mut() = Some(text));
}

thread_local! {
    /// A text on its way from the wall to the dialog.
    static PASTED: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) };
}

/// The form inside the dialog.
#[component]
pub(crate) fn ImportForm() -> impl IntoView {
    let session = Session::current();
    let pasted = PASTED.with(|pasted| pasted.borrow_mut().take());
    let text = RwSignal::new(pasted.unwrap_or_default());
    let parsed = Memo::new(move |_| {
        let text = text.get();
        (!text.trim().is_empty()).then(|| import::parse(&text).map_err(|error| error.to_string()))
    });
    let plan = Memo::new(move |_| match parsed.get() {
        Some(Ok(wall)) => Some(Ok(report_of(&wall))),
        Some(Err(said)) => Some(Err(said)),
        None => None,
    });
    let something = move || matches!(plan.get(), Some(Ok(report)) if report.counts.iter().any(|count| count.notes > 0));
    let put_up = move |_| {
        if let Some(Ok(wall)) = parsed.get_untracked() {
            add(session, &wall);
            session.dialog.set(None);
            crate::text_field::focus_wall();
        }
    };
    let read_file = move |event: web_sys::Event| {
        let input = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0))
        else {
            return;
        };
        spawn_local(async move {
            if file.size() > import::TEXT_BYTES_MAX as f64 {
                session.say(
                    format!(
                        "“{}” is too large to import: {}.",
                        file.name(),
                        import::ImportError::TooLarge
                    ),
                    None,
                );
                return;
            }
            if let Ok(content) = JsFuture::from(file.text()).await {
                text.set(content.as_string().unwrap_or_default());
            }
        });
    };
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
            <input type="file" accept=".md,.txt,text/plain,text/markdown" on:change=read_file/>
        </label>
        {move || match plan.get() {
            None => view! { <p class="quiet">"What is understood is shown here first."</p> }.into_any(),
            Some(Err(said)) => view! { <p class="error" role="alert">{format!("Nothing was imported: {said}.")}</p> }.into_any(),
            Some(Ok(report)) => view! { <Report report=report/> }.into_any(),
        }}
        <div class="dialog-actions">
            <button class="button" on:click=move |_| session.dialog.set(None)>"Cancel"</button>
            <button class="button primary" disabled=move || !something() on:click=put_up>
                "Put on the wall"
            </button>
        </div>
    }
}

#[component]
fn Report(report: ImportReport) -> impl IntoView {
    let counts = report.counts.iter().filter(|count| count.notes > 0).map(|count| {
        let row = notation::of(count.kind);
        let words = if count.concepts == 1 { row.label } else { row.plural };
        let several = (count.notes > count.concepts).then(|| format!(" on {} notes", count.notes));
        view! { <li>{format!("{} {}{}", count.concepts, words.to_lowercase(), several.unwrap_or_default())}</li> }
    });
    let counts = counts.collect_view();
    let contexts = (report.contexts > 0)
        .then(|| view! { <li>{format!("{} bounded contexts", report.contexts)}</li> });
    let unread = report.unread.clone();
    let count = unread.len();
    let list = (count > 0).then(|| {
        let rows = unread.into_iter().take(200).map(|line| {
            let text = line.text.clone();
            view! { <li><b>{lines(&line)}</b> " " {reason(line.reason)} ": " <span dir="auto">{text}</span></li> }
        });
        let rows = rows.collect_view();
        view! {
            <details open=count <= 5>
                <summary>{format!("Not read: {count}")}</summary>
                <ul class="unread-list">{rows}</ul>
            </details>
        }
    });
    view! {
        <div class="import-report" role="status">
            <ul class="import-counts" aria-label="Understood">{counts} {contexts}</ul>
            {list}
        </div>
    }
}

fn lines(line: &UnreadLine) -> String {
    if line.line_number == line.last_line_number {
        format!("Line {}", line.line_number)
    } else {
        format!("Lines {} to {}", line.line_number, line.last_line_number)
    }
}

fn reason(reason: UnreadReason) -> &'static str {
    match reason {
        UnreadReason::Prose => "prose",
        UnreadReason::Table => "a table",
        UnreadReason::Code => "code",
        UnreadReason::Diagram => "a drawing",
        UnreadReason::Ellipsis => "stands for more",
        UnreadReason::Unrecognised => "not understood",
        UnreadReason::Repeated => "said twice, the first counts",
        UnreadReason::UnknownName => "names something unknown",
        UnreadReason::TooLong => "too long for a note",
        UnreadReason::Fields => "fields are not kept on notes yet",
    }
}

/// What would come in, without putting it anywhere.
fn report_of(wall: &ParsedWall) -> ImportReport {
    let mut ids = 0;
    let mut next = || {
        ids += 1;
        ids
    };
    let nobody = squall_board::ParticipantId::from_u128(0);
    let bottom = squall_board::ZIndex::first();
    import::layout(wall, Point::default(), &mut next, nobody, &bottom).report
}

/// Puts the import on the wall, right of everything, as one gesture, and looks at it.
fn add(session: Session, wall: &ParsedWall) {
    let (origin, bottom) = session.read(|editor| {
        let bounds = editor.board().bounds();
        let origin =
            bounds.map_or(Point::default(), |all: Bounds| Point::new(all.right + GAP, all.top));
        (origin, editor.board().top_z())
    });
    let author = session.participant();
    let items = import::layout(wall, origin, &mut browser::random_id, author, &bottom);
    let mut commands = items.commands;
    let untitled = session.read(|editor| editor.board().title().is_empty());
    if let Some(title) = items.title.filter(|_| untitled) {
        commands.push(squall_board::BoardCommand::RetitleBoard { title });
    }
    session.edit(|editor: &mut Editor| {
        editor.add_pieces(commands);
        editor.act(Action::FitSelection);
    });
}
