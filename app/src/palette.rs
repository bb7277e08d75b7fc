//! The palette: one button a kind of note or frame, and the tools.

use leptos::html::Div;
use leptos::prelude::*;
use squall_board::notation::{self, FRAME_NOTATION, NOTATION, Words};
use squall_board::{FrameKind, NoteKind};
use squall_editor::keymap::written;
use squall_editor::{Editor, Tool};
use squall_texts::{Text, Texts, text};

use crate::markup::{escaped, icon};
use crate::panel::{morph, of};
use crate::session::Session;
use crate::watch::watch;

/// How many kinds stand in the palette at once; the rest is one click away.
const KINDS_SHOWN: usize = 9;

/// What the palette shows.
#[derive(Clone, PartialEq, Eq)]
struct Shown {
    tool: Tool,
    texts: Texts,
    words: Words,
    /// What the phase works with stands first; all the rest stays one click away.
    notes: Vec<NoteKind>,
    frames: Vec<FrameKind>,
    is_whole: bool,
}

/// The palette at the left.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let session = Session::current();
    let is_whole = RwSignal::new(false);
    let element = NodeRef::<Div>::new();
    let now = move || {
        session.interaction.track();
        let (notes, frames) = session.led.with(kinds_of_the_phase);
        let (tool, words) = (session.read(Editor::tool), session.words.get());
        Shown { tool, texts: session.texts, words, notes, frames, is_whole: is_whole.get() }
    };
    let first = untrack(now);
    let html = first.html();
    let mut shown = first;
    watch(move || {
        let now = now();
        if let Some(element) = element.get()
            && shown != now
        {
            morph(&element, &now.html());
            shown = now;
        }
    });
    let click = move |event: web_sys::MouseEvent| {
        if of(&event, "data-more").is_some() {
            is_whole.update(|is_whole| *is_whole = !*is_whole);
        } else if let Some(tool) = of(&event, "data-tool").and_then(|(_, name)| tool_of(&name)) {
            session.edit(|editor| editor.set_tool(tool));
            crate::text_field::focus_wall();
        }
    };
    view! {
        <div
            node_ref=element
            class="palette"
            role="toolbar"
            aria-label=session.texts.get(text::PALETTE_NAME)
            aria-orientation="vertical"
            on:click=click
            inner_html=html
        ></div>
    }
}

/// The tool that a button is for, by the name of its icon.
fn tool_of(name: &str) -> Option<Tool> {
    let note = || NOTATION.iter().find(|row| row.name == name).map(|row| Tool::Note(row.kind));
    let frame =
        || FRAME_NOTATION.iter().find(|row| row.name == name).map(|row| Tool::Frame(row.kind));
    match name {
        "select" => Some(Tool::Select),
        "hand" => Some(Tool::Hand),
        _ => note().or_else(frame),
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

impl Shown {
    fn html(&self) -> String {
        const RULE: &str = "<hr>";
        let mut html = self.button(Tool::Select, text::PALETTE_SELECT, "select", "V", "");
        html.push_str(&self.button(Tool::Hand, text::PALETTE_HAND, "hand", "Space", ""));
        html.push_str(RULE);
        let others = NOTATION.iter().map(|row| row.kind);
        let others = others.filter(|kind| self.is_whole && !self.notes.contains(kind));
        for kind in self.notes.iter().copied().chain(others) {
            let row = notation::of(kind);
            let key = row.key.map(String::from).unwrap_or_default();
            let paper = [" paper-", notation::paper(row.colour).0].concat();
            let label = self.words.say(row.label);
            html.push_str(&self.button(Tool::Note(kind), label, row.name, &key, &paper));
        }
        let more = if self.is_whole { text::PALETTE_FEWER } else { text::PALETTE_MORE };
        let (plus, more) = (icon("plus"), self.texts.get(more));
        html.push_str(&format!(
            "<button id=\"tool-more\" class=\"tool more\" aria-expanded=\"{}\" data-more>\
             <span class=\"tool-icon\">{plus}</span><span class=\"tool-name\">{more}</span></button>",
            self.is_whole
        ));
        html.push_str(RULE);
        for row in
            FRAME_NOTATION.iter().filter(|row| self.is_whole || self.frames.contains(&row.kind))
        {
            let key = String::from(row.key);
            html.push_str(&self.button(Tool::Frame(row.kind), row.label, row.name, &key, ""));
        }
        html
    }

    fn button(&self, tool: Tool, label: Text, name: &str, key: &str, paper: &str) -> String {
        let (label, sign, is_pressed) =
            (escaped(self.texts.get(label)), icon(name), self.tool == tool);
        let (title, keys) = if key.is_empty() {
            (label.clone(), [String::new(), String::new()])
        } else {
            let keys = [format!(" aria-keyshortcuts=\"{key}\""), format!(" data-key=\"{key}\"")];
            ([&label, " (", &written(key, self.texts), ")"].concat(), keys)
        };
        let [shortcut, shown] = keys;
        format!(
            "<button class=\"tool\" id=\"palette-{name}\" data-tool=\"{name}\" aria-label=\"{label}\"{shortcut} \
             aria-pressed=\"{is_pressed}\" title=\"{title}\"><span class=\"tool-icon{paper}\">{sign}</span>\
             <span class=\"tool-name\">{label}</span><span class=\"tool-key\"{shown} aria-hidden=\"true\"></span></button>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_leads_to_its_tool() {
        let (notes, frames) = kinds_of_the_phase(&squall_board::Session::default());
        let tool = Tool::Note(NoteKind::Policy);
        let shown = Shown {
            tool,
            texts: Texts::default(),
            words: Words::Field,
            notes,
            frames,
            is_whole: true,
        };
        let html = shown.html();
        for row in &NOTATION {
            assert_eq!(tool_of(row.name), Some(Tool::Note(row.kind)));
            assert_eq!(html.matches(&format!("data-tool=\"{}\"", row.name)).count(), 1);
        }
        for row in &FRAME_NOTATION {
            assert_eq!(tool_of(row.name), Some(Tool::Frame(row.kind)));
            assert_eq!(html.matches(&format!("data-tool=\"{}\"", row.name)).count(), 1);
        }
        assert_eq!(html.matches("aria-pressed=\"true\"").count(), 1);
        let few = Shown { is_whole: false, ..shown }.html();
        assert_eq!(few.matches("paper-").count(), KINDS_SHOWN);
    }
}
