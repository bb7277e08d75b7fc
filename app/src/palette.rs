//! The palette: one button a kind of note or frame, and the tools.

use leptos::prelude::*;
use squall_board::notation::{FRAME_NOTATION, NOTATION};
use squall_board::{FrameKind, NoteKind};
use squall_editor::Tool;

use crate::icon::Icon;
use crate::session::Session;

/// How many kinds stand in the palette at once; the rest is one click away.
const KINDS_SHOWN: usize = 9;

/// The palette at the left.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let session = Session::current();
    let more = RwSignal::new(false);
    let tool = move || {
        session.interaction.track();
        session.read(squall_editor::Editor::tool)
    };
    let note_button = move |kind: NoteKind| {
        let row = squall_board::notation::of(kind);
        let (paper, _) = squall_board::notation::paper(row.colour);
        let key = row.key.map(|key| key.to_string());
        let label = session.words.get().say(row.label);
        tool_button(session, tool, Tool::Note(kind), label, row.name, key, Some(paper))
    };
    let frame_button = move |kind: FrameKind| {
        let row = squall_board::notation::of_frame(kind);
        let key = Some(row.key.to_string());
        tool_button(session, tool, Tool::Frame(kind), row.label, row.name, key, None)
    };
    // What the phase works with stands first; all the rest stays one click away.
    let kinds = Memo::new(move |_| session.led.with(kinds_of_the_phase));
    let first = move || kinds.get().0.into_iter().map(note_button).collect_view();
    let rest = move || {
        let others =
            || NOTATION.iter().map(|row| row.kind).filter(|it| !kinds.get().0.contains(it));
        more.get().then(|| others().map(note_button).collect_view())
    };
    let frames = move || {
        let all = FRAME_NOTATION.iter().map(|row| row.kind);
        all.filter(|it| more.get() || kinds.get().1.contains(it)).map(frame_button).collect_view()
    };
    let select_key = Some("V".to_owned());
    let hand_key = Some("Space".to_owned());
    view! {
        <div class="palette" role="toolbar" aria-label="Palette" aria-orientation="vertical">
            {tool_button(session, tool, Tool::Select, "Select", "select", select_key, None)}
            {tool_button(session, tool, Tool::Hand, "Move the wall", "hand", hand_key, None)}
            <hr/>
            {first}
            {rest}
            <button
                class="tool more"
                aria-expanded=move || more.get().to_string()
                on:click=move |_| more.update(|more| *more = !*more)
            >
                <span class="tool-icon"><Icon name="plus"/></span>
                <span class="tool-name">
                    {move || if more.get() { "Fewer kinds" } else { "More kinds" }}
                </span>
            </button>
            <hr/>
            {frames}
        </div>
    }
}

/// The kinds of note and frame that the palette shows at once.
fn kinds_of_the_phase(session: &squall_board::Session) -> (Vec<NoteKind>, Vec<FrameKind>) {
    let phase = session.current().filter(|phase| !phase.notes.is_empty());
    phase.map_or_else(
        || {
            let notes = NOTATION[..KINDS_SHOWN].iter().map(|row| row.kind);
            (notes.collect(), FRAME_NOTATION.iter().map(|row| row.kind).collect())
        },
        |phase| (phase.notes.clone(), phase.frames.clone()),
    )
}

fn tool_button(
    session: Session,
    current: impl Fn() -> Tool + Copy + Send + 'static,
    tool: Tool,
    label: &'static str,
    icon: &'static str,
    key: Option<String>,
    paper: Option<&'static str>,
) -> impl IntoView {
    let swatch = paper.map_or("tool-icon".to_owned(), |paper| format!("tool-icon paper-{paper}"));
    let title = key.as_ref().map_or(label.to_owned(), |key| format!("{label} ({key})"));
    let shortcut = key.clone();
    view! {
        <button
            class="tool"
            aria-label=label
            aria-keyshortcuts=shortcut
            aria-pressed=move || (current() == tool).to_string()
            title=title
            on:click=move |_| {
                session.edit(|editor| editor.set_tool(tool));
                crate::text_field::focus_wall();
            }
        >
            <span class=swatch><Icon name=icon/></span>
            <span class="tool-name">{label}</span>
            <span class="tool-key" data-key=key aria-hidden="true"></span>
        </button>
    }
}
