//! The bar over the selection: what can be done with it without knowing a key.

use leptos::html::Div;
use leptos::prelude::*;
use squall_board::notation::{self, NOTATION, Words};
use squall_board::{Colour, NoteKind};
use squall_editor::arrange::{Axis, Edge};
use squall_editor::camera::ScreenPoint;
use squall_editor::gesture::Gesture;
use squall_editor::keymap::Action;
use squall_editor::{Editor, Tool};
use squall_texts::{Text, Texts, text};
use wasm_bindgen::JsCast;

use crate::canvas::perform;
use crate::markup::{escaped, fixed, icon};
use crate::panel::{morph, of, value_of};
use crate::session::Session;
use crate::watch::watch;

/// What the bar offers for.
#[derive(Clone, Copy, PartialEq)]
struct Offer {
    notes: usize,
    others: usize,
    /// How many of the others are frames.
    frames: usize,
    /// The kind, if all selected notes share it.
    kind: Option<NoteKind>,
    colour: Option<Colour>,
    pinned: bool,
}

/// The bar over the selection.
#[component]
pub(crate) fn SelectionBar() -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<Div>::new();
    let mut shown = None;
    watch(move || {
        session.interaction.track();
        session.editing.track();
        session.camera.track();
        let words = session.words.get();
        let Some(element) = element.get() else { return };
        let offer = session.read(offer_of);
        element.set_hidden(offer.is_none());
        let Some(offer) = offer else { return };
        let _valid = element.set_attribute("style", &session.read(place_of));
        // Moving about changes the place, seldom the bar.
        if shown != Some((offer, words)) {
            shown = Some((offer, words));
            morph(&element, &offer.html(words, session.texts));
        }
    });
    view! {
        <div
            node_ref=element
            class="selection-bar"
            role="toolbar"
            aria-label=session.texts.get(text::SELECTION_NAME)
            hidden
            on:click=move |event| click(session, &event)
            on:change=move |event| choose(session, &event)
        ></div>
    }
}

fn offer_of(editor: &Editor) -> Option<Offer> {
    let busy = !matches!(editor.gesture(), Gesture::None)
        || editor.editing().is_some()
        || editor.tool() != Tool::Select;
    let selection = editor.selection();
    if busy || selection.is_empty() {
        return None;
    }
    let notes: Vec<_> = selection.notes.iter().filter_map(|id| editor.board().note(*id)).collect();
    let first = notes.first();
    let shared = first.filter(|first| notes.iter().all(|note| note.kind == first.kind));
    Some(Offer {
        notes: notes.len(),
        others: selection.arrows.len() + selection.frames.len(),
        frames: selection.frames.len(),
        kind: shared.map(|note| note.kind),
        colour: first.and_then(|note| note.colour),
        pinned: notes.iter().any(|note| note.host.is_some()),
    })
}

/// Above the selection, or below it where there is no room above.
fn place_of(editor: &Editor) -> String {
    const HEIGHT: f64 = 44.0;
    const WIDTH_MAX: f64 = 640.0;
    const GAP: f64 = 26.0;
    let camera = editor.camera();
    let arrow = editor
        .selection()
        .only_arrow()
        .and_then(|id| squall_editor::hit_test::bend_handle(editor.board(), id));
    let bounds = arrow.map(|at| squall_board::Bounds::spanning(at, at));
    let Some(bounds) = editor.selection_bounds().or(bounds) else {
        return "display:none".to_owned();
    };
    let top = camera.to_screen(squall_board::Point::new(bounds.centre().x, bounds.top));
    let bottom = camera.to_screen(squall_board::Point::new(bounds.centre().x, bounds.bottom));
    let viewport = editor.viewport();
    let above = top.y - GAP - HEIGHT;
    let y = if above >= 8.0 { above } else { (bottom.y + GAP).min(viewport.height - HEIGHT - 8.0) };
    let ScreenPoint { x, .. } = top;
    let half = (viewport.width / 2.0 - 8.0).min(WIDTH_MAX / 2.0);
    let covered = editor.covered();
    let left = covered.left + half;
    let most = (viewport.width - covered.right - half).max(left);
    let x = squall_board::within(x, left, most);
    format!("left:{}px;top:{}px", fixed(x, 0), fixed(y, 0))
}

/// What a button does, its label and icon, and when it is offered.
type ToolRow = (Action, Text, &'static str, fn(&Offer) -> bool);

/// What the buttons do: their names, icons, and when they are offered.
const TOOLS: [ToolRow; 10] = [
    (Action::EditText, text::SELECTION_WRITE, "edit", Offer::is_one_thing),
    (Action::Details, text::SELECTION_DETAILS, "details", Offer::is_one_thing),
    (Action::Connect, text::SELECTION_CONNECT, "connect", Offer::is_one_note),
    (Action::Continue, text::SELECTION_CONTINUE, "arrow", Offer::is_one_note),
    (Action::BringToFront, text::SELECTION_FRONT, "front", Offer::has_notes),
    (Action::SendToBack, text::SELECTION_BACK, "back", Offer::has_notes),
    (Action::FitFrames, text::SELECTION_FIT_FRAMES, "fit-frame", Offer::has_frames),
    (Action::Lock, text::SELECTION_LOCK, "lock", Offer::has_papers),
    (Action::Duplicate, text::SELECTION_DUPLICATE, "duplicate", Offer::has_notes),
    (Action::Delete, text::SELECTION_DELETE, "delete", |_| true),
];
/// Before which of them a pinned note is let go.
const UNPIN_AT: usize = 4;

/// How several things are arranged, in the menu's order.
const ARRANGEMENTS: [(Action, Text); 9] = [
    (Action::Align(Edge::Left), text::ACTION_ALIGN_LEFT),
    (Action::Align(Edge::Centre), text::ACTION_ALIGN_CENTRE),
    (Action::Align(Edge::Right), text::ACTION_ALIGN_RIGHT),
    (Action::Align(Edge::Top), text::ACTION_ALIGN_TOP),
    (Action::Align(Edge::Middle), text::ACTION_ALIGN_MIDDLE),
    (Action::Align(Edge::Bottom), text::ACTION_ALIGN_BOTTOM),
    (Action::Distribute(Axis::Horizontal), text::ACTION_GAPS_ALONG),
    (Action::Distribute(Axis::Vertical), text::ACTION_GAPS_DOWN),
    (Action::Tidy, text::SELECTION_TIDY),
];

impl Offer {
    fn has_frames(&self) -> bool {
        self.frames > 0
    }

    /// Whether there is something that stands on the wall by itself.
    fn has_papers(&self) -> bool {
        self.notes + self.frames > 0
    }

    fn has_notes(&self) -> bool {
        self.notes > 0
    }

    fn is_one_note(&self) -> bool {
        self.notes == 1 && self.others == 0
    }

    fn is_one_thing(&self) -> bool {
        self.notes + self.others == 1
    }

    fn html(&self, words: Words, texts: Texts) -> String {
        let mut html = String::new();
        if self.has_notes() {
            html.push_str(&self.menus(words, texts));
        }
        let mut button = |tool: &str, label: Text, sign: &str| {
            let label = texts.get(label);
            let button = [
                "<button class=\"icon-button\" id=\"tool-",
                sign,
                "\" data-tool=\"",
                tool,
                "\" aria-label=\"",
                label,
                "\" title=\"",
                label,
                "\">",
                &icon(sign),
                "</button>",
            ];
            html.push_str(&button.concat());
        };
        for (at, (_, label, sign, is_offered)) in TOOLS.iter().enumerate() {
            if at == UNPIN_AT && self.pinned {
                button("unpin", text::SELECTION_UNPIN, "unpin");
            }
            if is_offered(self) {
                button(&at.to_string(), *label, sign);
            }
        }
        html
    }

    /// The kind and the colour.
    fn menus(&self, words: Words, texts: Texts) -> String {
        let menu = |id: &str, label| {
            let label = texts.get(label);
            ["<select id=\"", id, "-menu\" class=\"", id, "-menu\" aria-label=\"", label, "\">"]
                .concat()
        };
        let mut html = menu("kind", text::SELECTION_KIND);
        let option = |value: &str, label: &str, is_selected: bool, is_disabled: bool| {
            let selected = if is_selected { "\" selected" } else { "\"" };
            let disabled = if is_disabled { " disabled>" } else { ">" };
            let option = ["<option value=\"", value, selected, disabled, &escaped(label)];
            option.concat() + "</option>"
        };
        if self.kind.is_none() {
            html.push_str(&option("", texts.get(text::SELECTION_KINDS), true, true));
        }
        for row in &NOTATION {
            let is_selected = self.kind == Some(row.kind);
            html.push_str(&option(row.name, texts.get(words.say(row.label)), is_selected, false));
        }
        html.push_str("</select>");
        html.push_str(&menu("colour", text::SELECTION_COLOUR));
        html.push_str(&option(
            "",
            texts.get(text::SELECTION_OWN_COLOUR),
            self.colour.is_none(),
            false,
        ));
        for (paper, name, _) in &notation::PAPERS {
            let is_selected = self.colour == Some(*paper);
            html.push_str(&option(name, texts.get(colour_label(*paper)), is_selected, false));
        }
        html.push_str("</select>");
        if self.notes + self.frames > 1 {
            html.push_str(&menu("arrange", text::SELECTION_ARRANGE));
            html.push_str(&option("", texts.get(text::SELECTION_ARRANGE), true, true));
            for (at, (_, label)) in ARRANGEMENTS.iter().enumerate() {
                html.push_str(&option(&at.to_string(), texts.get(*label), false, false));
            }
            html.push_str("</select>");
        }
        html
    }
}

fn click(session: Session, event: &web_sys::Event) {
    let Some((_, tool)) = of(event, "data-tool") else { return };
    match tool.parse().ok().and_then(|at: usize| TOOLS.get(at)) {
        Some((action, ..)) => perform(session, *action),
        None => session.edit(Editor::unpin),
    }
}

fn choose(session: Session, event: &web_sys::Event) {
    let Some((menu, _)) = of(event, "id") else { return };
    let name = value_of(&menu);
    if menu.id() == "kind-menu" {
        if let Some(row) = NOTATION.iter().find(|row| row.name == name) {
            session.edit(|editor| editor.retype(row.kind));
        }
    } else if menu.id() == "arrange-menu" {
        if let Some((action, _)) = name.parse().ok().and_then(|at: usize| ARRANGEMENTS.get(at)) {
            perform(session, *action);
        }
        // The next choice may be the same.
        menu.unchecked_ref::<web_sys::HtmlSelectElement>().set_selected_index(0);
    } else {
        let chosen = notation::PAPERS.iter().find(|paper| paper.1 == name).map(|paper| paper.0);
        session.edit(|editor| editor.recolour(chosen));
    }
    crate::text_field::focus_wall();
}

const fn colour_label(colour: Colour) -> Text {
    match colour {
        Colour::Orange => text::COLOUR_ORANGE,
        Colour::Blue => text::COLOUR_BLUE,
        Colour::Yellow => text::COLOUR_YELLOW,
        Colour::PaleYellow => text::COLOUR_PALE_YELLOW,
        Colour::Lilac => text::COLOUR_LILAC,
        Colour::Green => text::COLOUR_GREEN,
        Colour::LightGreen => text::COLOUR_LIGHT_GREEN,
        Colour::Pink => text::COLOUR_PINK,
        Colour::Red => text::COLOUR_RED,
        Colour::White => text::COLOUR_WHITE,
        Colour::Grey => text::COLOUR_GREY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_depends_on_what_is_selected() {
        let kind = Some(NoteKind::Policy);
        let mut offer = Offer { notes: 1, others: 0, frames: 0, kind, colour: None, pinned: false };
        let one = offer.html(Words::Field, Texts::default());
        assert!(one.contains("value=\"policy\" selected") && one.contains("Continue the flow"));
        assert!(one.contains("value=\"\" selected>Own colour") && !one.contains("Unpin"));
        offer = Offer { notes: 2, kind: None, pinned: true, ..offer };
        let two = offer.html(Words::Field, Texts::default());
        assert!(two.contains("Arrange") && !one.contains("Arrange"));
        assert!(two.contains("Several kinds") && two.contains("Unpin") && !two.contains("Write"));
        offer = Offer { notes: 0, others: 1, pinned: false, ..offer };
        let arrow = offer.html(Words::Field, Texts::default());
        assert!(arrow.contains("Write") && arrow.contains("Delete") && !arrow.contains("<select"));
    }
}
