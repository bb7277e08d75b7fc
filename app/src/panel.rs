//! A panel at the side whose content the desk writes: puts it into the document and takes up its
//! attributes, `data-show`, `data-act`, `data-trace`, `data-switch` and `data-fold`.

use leptos::html::Aside;
use leptos::prelude::*;
use squall_board::{FrameId, NoteId, Point, gather};
use squall_editor::Selection;
use squall_editor::keymap::Action;
use squall_texts::{Text, text};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Event, HtmlElement};

use crate::browser;
use crate::export_panel;
use crate::session::{Panel, Session};
use crate::watch::watch;

/// How long each step of a trace is shown, in milliseconds.
const STEP_MS: i32 = 1_200;

#[wasm_bindgen(raw_module = "/morph.js")]
extern "C" {
    pub(crate) fn morph(host: &Element, html: &str);
}

#[wasm_bindgen(raw_module = "/outline.js")]
extern "C" {
    #[wasm_bindgen(js_name = outlineKey)]
    fn outline_key(event: &Event) -> bool;
    #[wasm_bindgen(js_name = isSettled)]
    fn is_settled(event: &Event) -> bool;
}

/// The panel that is open, under this name.
#[component]
pub(crate) fn DeskPanel(name: Text) -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<Aside>::new();
    watch(move || {
        let html = session.panel_html.get();
        if let Some(element) = element.get().filter(|_| !html.is_empty()) {
            morph(&element, &html);
            if session.enters_panel.get_untracked() {
                session.enters_panel.set(false);
                enter(&element);
            }
            let goes_to = session.goes_to.get_untracked();
            if !goes_to.is_empty() && focus_on(&goes_to) {
                session.goes_to.set(String::new());
            }
        }
    });
    on_cleanup(move || {
        session.lit.set(Vec::new());
        // The next panel does not begin with this one.
        session.panel_html.set(String::new());
    });
    let clicked = move |event: web_sys::MouseEvent| click(session, &event);
    let changed = move |event: Event| change(session, &event);
    let typed = move |event: Event| {
        if let Some((element, _)) = of(&event, "data-query") {
            session.query.set(value_of(&element));
        }
    };
    let lit = move |event: Event| session.lit.set(lit_by(&event));
    let focused = move |event: Event| {
        let row = of(&event, "data-row").map(|(_, row)| row);
        session.at.set(row.unwrap_or_default());
        session.lit.set(lit_by(&event));
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if session.panel.get_untracked() == Some(Panel::Outline) {
            let is_command = event.ctrl_key() || event.meta_key();
            if outline_key(&event) || !is_command {
                // Letters mean no notes here.
                event.stop_propagation();
            }
        }
        if event.key() == "Escape" && session.panel.get_untracked() == Some(Panel::Map) {
            leave(session);
        } else if event.key() == "Escape" {
            crate::text_field::focus_wall();
        }
    };
    let unlit = move |_: Event| session.lit.set(Vec::new());
    view! {
        <aside
            class="panel"
            class:wide=name.is(text::PANEL_MAP)
            node_ref=element
            aria-label=session.texts.get(name)
            on:click=clicked
            on:change=changed
            on:input=typed
            on:keydown=key
            on:pointerover=move |event| lit(event.into())
            on:focusin=move |event| focused(event.into())
            on:pointerleave=move |event| unlit(event.into())
        >
            <p class="quiet panel-wait">{session.texts.get(text::PANEL_READING)}</p>
        </aside>
    }
}

/// Puts the keyboard on the element with this id; tells whether there is one.
fn focus_on(id: &str) -> bool {
    let element = browser::document().get_element_by_id(id);
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Whether a key that takes back or does again is the wall's: always, but in a field of the Outline in
/// which something is being typed.
pub(crate) fn is_at_rest(event: &Event) -> bool {
    is_settled(event)
}

/// Puts the keyboard on the first field; about the map, on what opens and closes it.
fn enter(panel: &Element) {
    let first = |selector| panel.query_selector(selector).ok().flatten();
    let field = first("#open-map, .wide #panel-close")
        .or_else(|| first(".outline button"))
        .or_else(|| first(".panel-body input, .panel-body select"));
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        let _not_focusable = field.focus();
    }
}

/// The element with this attribute that the event is about, and its value.
pub(crate) fn of(event: &Event, attribute: &str) -> Option<(Element, String)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let element = target.closest(&format!("[{attribute}]")).ok()??;
    let value = element.get_attribute(attribute)?;
    Some((element, value))
}

/// The notes and frames that the thing under the pointer shows.
fn shown_by(event: &Event) -> Option<(Vec<NoteId>, Vec<FrameId>)> {
    let (_, items) = of(event, "data-show")?;
    let (notes, frames) = items.split_once(';')?;
    let notes = notes.split(',').filter_map(|id| id.parse().ok()).collect();
    Some((notes, frames.split(',').filter_map(|id| id.parse().ok()).collect()))
}

/// Closes the panel: the map, which lies over everything, for the one that it was opened from.
fn leave(session: Session) {
    if session.panel.get_untracked() == Some(Panel::Map) {
        session.enters_panel.set(true);
        session.panel.set(Some(Panel::Model));
    } else {
        session.panel.set(None);
        crate::text_field::focus_wall();
    }
}

/// The notes that light up while the thing is pointed at: its own, and those that its chain passes.
fn lit_by(event: &Event) -> Vec<NoteId> {
    let mut notes = shown_by(event).map(|it| it.0).unwrap_or_default();
    notes.extend(of(event, "data-row").and_then(|(_, note)| note.parse::<NoteId>().ok()));
    let chain = of(event, "data-chain").and_then(|(_, place)| {
        let chain = format!("chain-{place}");
        browser::document().get_element_by_id(&chain)?.get_attribute("data-lit")
    });
    let chain = chain.unwrap_or_default();
    notes.extend(chain.split(',').filter_map(|id| id.parse::<NoteId>().ok()));
    notes
}

fn click(session: Session, event: &Event) {
    if let Some((_, fold)) = of(event, "data-fold") {
        session.fold(&fold);
    }
    if of(event, "data-close").is_some() {
        leave(session);
    } else if let Some((notes, frames)) = shown_by(event) {
        if session.panel.get_untracked() == Some(Panel::Map) {
            // It lies over what is to be shown.
            session.panel.set(None);
        }
        show(session, notes, frames);
        if of(event, "data-details").is_some() {
            session.enters_panel.set(true);
            session.panel.set(Some(Panel::Note));
        }
    } else if let Some((_, format)) = of(event, "data-export") {
        export_panel::make(session, &format);
    } else if let Some((_, kind)) = of(event, "data-picture") {
        export_panel::make_picture(session, &kind);
    } else if let Some((_, path)) = of(event, "data-copy") {
        export_panel::copy(session, &path);
    } else if of(event, "data-switch").is_some_and(|(_, what)| what == "map") {
        session.enters_panel.set(true);
        session.panel.set(Some(Panel::Map));
    } else if let Some((_, steps)) = of(event, "data-trace") {
        let steps = steps
            .split(';')
            .map(|step| step.split(',').filter_map(|id| id.parse().ok()).collect::<Vec<NoteId>>());
        play(session, steps.collect(), 0, None);
    } else if let Some((element, act)) = of(event, "data-act")
        && element.tag_name() == "BUTTON"
    {
        let field = element.get_attribute("data-value");
        let field = field.and_then(|id| browser::document().get_element_by_id(&id));
        let value = field.as_ref().map(value_of).unwrap_or_default();
        session.with_desk(|desk| desk.act(act, value));
    }
}

fn change(session: Session, event: &Event) {
    match of(event, "data-switch").as_ref().map(|(_, what)| what.as_str()) {
        Some("check") => session.is_check.update(|is_check| *is_check = !*is_check),
        Some("words") => session.switch_words(),
        Some("pace") => {
            let chosen = of(event, "data-switch").map(|(choice, _)| value_of(&choice));
            session.set_pace(&chosen.unwrap_or_default());
        }
        Some(_) | None => {}
    }
    let Some((element, act)) = of(event, "data-act") else { return };
    if is_settled(event) {
        return;
    }
    let value = value_of(&element);
    if element.tag_name() != "SELECT" {
        // What is handed over is not being typed any more.
        let _set = js_sys::Reflect::set(&element, &"defaultValue".into(), &value.as_str().into());
    }
    session.with_desk(|desk| desk.act(act, value));
}

/// What stands in a field.
pub(crate) fn value_of(element: &Element) -> String {
    let value = js_sys::Reflect::get(element, &"value".into());
    value.ok().and_then(|value| value.as_string()).unwrap_or_default()
}

fn show(session: Session, notes: Vec<NoteId>, frames: Vec<FrameId>) {
    let selection =
        Selection { notes: gather(notes), frames: gather(frames), ..Selection::default() };
    session.edit(|editor| {
        editor.select(selection);
        editor.act(Action::FitSelection);
    });
}

/// Lights up one step after the other, moving the wall just enough to show each. Of an element that
/// stands on several notes the one nearest to the step before is meant.
fn play(session: Session, steps: Vec<Vec<NoteId>>, at: usize, last: Option<Point>) {
    let turn = session.trace(at == 0);
    let Some(step) = steps.get(at) else {
        session.lit.set(Vec::new());
        return;
    };
    let far = |place: Point| last.map_or(0.0, |last| place.from(last).length());
    let nearest = session.edit(|editor| {
        let notes = step.iter().filter_map(|id| editor.board().note(*id));
        let nearest = notes.min_by(|a, b| far(a.centre).total_cmp(&far(b.centre))).cloned();
        if let Some(note) = &nearest {
            editor.reveal(note.bounds());
        }
        nearest
    });
    let last = nearest.as_ref().map(|note| note.centre).or(last);
    session.lit.set(nearest.into_iter().map(|note| note.id).collect());
    browser::after(STEP_MS, move || {
        if session.trace(false) == turn {
            play(session, steps, at + 1, last);
        }
    });
}
