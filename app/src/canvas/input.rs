//! Hands on the canvas: pointer, wheel, keyboard and clipboard events become input of the editor.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use squall_board::{Clip, NoteKind, within};
use squall_editor::camera::{Insets, ScreenPoint, Viewport};
use squall_editor::clipboard::{self, MEDIA_TYPE};
use squall_editor::gesture::{Gesture, PointerInput};
use squall_editor::keymap::{self, Action, KeyPress};
use squall_editor::touch::LONG_PRESS_MS;
use squall_editor::{Editor, Tool, flow};
use squall_texts::text;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ClipboardEvent, DragEvent, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};

use crate::browser;
use crate::session::{Dialog, Panel, Session};

/// Two taps within this time, in milliseconds, and distance, in CSS pixels, are a double tap.
const DOUBLE_TAP_MS: f64 = 350.0;
const DOUBLE_TAP_PX: f64 = 24.0;

/// The hands on the canvas.
#[derive(Default)]
struct Hands {
    /// The pointers that are pressed.
    pressed: Vec<i32>,
    /// Counts presses, so that a long one is known again.
    presses: u32,
    space: bool,
    last_tap: Option<(f64, ScreenPoint)>,
}

/// Listens to everything that happens on the canvas.
pub(super) fn attach(session: Session, canvas: &HtmlElement) {
    let hands = Rc::new(RefCell::new(Hands::default()));
    measure(session, canvas);
    attach_pointers(session, canvas, &hands);
    attach_wheel(session, canvas);
    attach_keys(session, &hands);
    attach_clipboard(session);
    attach_drops(session, canvas);
    let leaving = move |_: web_sys::Event| {
        // Nobody can be asked any more.
        let _would_be_lost = session.leave();
    };
    browser::listen(&browser::window(), "pagehide", leaving);
    browser::listen(&browser::window(), "beforeunload", move |event: web_sys::Event| {
        if session.leave() {
            event.prevent_default();
        }
    });
}

/// How the pointer looks.
pub(super) fn cursor_class(session: Session) -> &'static str {
    session.read(|editor| match (editor.gesture(), editor.tool()) {
        (Gesture::Panning { .. }, _) => "cursor-grabbing",
        (_, Tool::Hand) => "cursor-grab",
        (_, Tool::Note(_) | Tool::Frame(_) | Tool::Connect(_)) => "cursor-crosshair",
        (_, Tool::Select) => {
            let offer = editor.pointer().and_then(|at| flow::quick_add_at(editor, at));
            if offer.is_some() { "cursor-pointer" } else { "cursor-default" }
        }
    })
}

fn measure(session: Session, canvas: &HtmlElement) {
    let measured = canvas.clone();
    let on_resize = Closure::<dyn FnMut()>::new(move || resize(session, &measured));
    let observer = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref());
    observer.expect("the browser has ResizeObserver").observe(canvas);
    on_resize.forget();
    let measured = canvas.clone();
    Effect::new(move |_| {
        session.panel.track();
        resize(session, &measured);
    });
    resize(session, canvas);
}

fn resize(session: Session, canvas: &HtmlElement) {
    let rect = canvas.get_bounding_client_rect();
    let viewport = Viewport { width: rect.width().max(1.0), height: rect.height().max(1.0) };
    let covered = covered(viewport);
    if session.read(|editor| editor.viewport() != viewport || editor.covered() != covered) {
        session.edit(|editor| editor.resize_viewport(viewport, covered));
    }
}

/// What panels cover: the palette a strip at the left, on a phone at the bottom; an open panel a
/// strip at the right, unless it covers everything.
fn covered(viewport: Viewport) -> Insets {
    const MARGIN: f64 = 40.0;
    let mut covered = Insets::all(MARGIN.min(viewport.width / 20.0));
    let rect = |selector| {
        let element = browser::document().query_selector(selector).ok().flatten();
        element.map(|element| element.get_bounding_client_rect())
    };
    match rect(".palette") {
        Some(palette) if palette.width() > viewport.width / 2.0 => {
            covered.bottom += palette.height();
        }
        Some(palette) => covered.left += palette.right(),
        None => {}
    }
    if let Some(panel) = rect(".panel").filter(|panel| panel.width() < viewport.width * 0.7) {
        covered.right += panel.width();
    }
    covered
}

fn place(canvas: &HtmlElement, x: i32, y: i32) -> ScreenPoint {
    let rect = canvas.get_bounding_client_rect();
    ScreenPoint::new(f64::from(x) - rect.left(), f64::from(y) - rect.top())
}

fn pointer_input(canvas: &HtmlElement, event: &PointerEvent, space: bool) -> PointerInput {
    PointerInput {
        at: place(canvas, event.client_x(), event.client_y()),
        shift: event.shift_key(),
        command: event.ctrl_key() || event.meta_key(),
        pans: event.button() == 1 || space,
        is_touch: event.pointer_type() == "touch",
    }
}

/// Whether the event happened in a text field, which has its own use for it.
fn in_text_field(event: &web_sys::Event) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        matches!(element.closest("input, textarea, select, dialog, [contenteditable]"), Ok(Some(_)))
    })
}

fn attach_pointers(session: Session, canvas: &HtmlElement, hands: &Rc<RefCell<Hands>>) {
    let (element, shared) = (canvas.clone(), hands.clone());
    browser::listen(canvas, "pointerdown", move |event: PointerEvent| {
        if in_text_field(&event) || event.button() == 2 {
            return;
        }
        // The text field loses the focus, so that keys mean the wall again.
        let _not_focusable = element.focus();
        event.prevent_default();
        let _gone_already = element.set_pointer_capture(event.pointer_id());
        let mut hands = shared.borrow_mut();
        let (input, pointer) = (pointer_input(&element, &event, hands.space), event.pointer_id());
        hands.pressed.retain(|pressed| *pressed != pointer);
        hands.pressed.push(pointer);
        hands.presses = hands.presses.wrapping_add(1);
        let press = hands.presses;
        drop(hands);
        session.edit(|editor| {
            let at = editor.camera().to_board(input.at);
            match flow::quick_add_at(editor, at).filter(|_| !input.pans) {
                Some(offer) => editor.quick_add(offer.kind, offer.side),
                None => editor.touch_down(pointer, input),
            }
        });
        if input.is_touch {
            let shared = shared.clone();
            browser::after(LONG_PRESS_MS, move || {
                let hands = shared.borrow();
                let is_held = hands.presses == press && hands.pressed == [pointer];
                drop(hands);
                if is_held {
                    session.edit(|editor| {
                        let _selected = editor.long_press();
                    });
                }
            });
        }
    });
    let (element, shared) = (canvas.clone(), hands.clone());
    browser::listen(canvas, "pointermove", move |event: PointerEvent| {
        let input = pointer_input(&element, &event, shared.borrow().space);
        session.edit(|editor| editor.touch_move(event.pointer_id(), input));
    });
    for name in ["pointerup", "pointercancel"] {
        let (element, shared) = (canvas.clone(), hands.clone());
        browser::listen(canvas, name, move |event: PointerEvent| {
            let mut hands = shared.borrow_mut();
            let (input, pointer) =
                (pointer_input(&element, &event, hands.space), event.pointer_id());
            let is_only = hands.pressed == [pointer];
            hands.pressed.retain(|pressed| *pressed != pointer);
            if event.type_() == "pointercancel" {
                session.edit(|editor| editor.touch_cancel(pointer));
                return;
            }
            session.edit(|editor| editor.touch_up(pointer, input));
            let is_tap = input.is_touch && is_only;
            if is_tap && is_double_tap(&mut hands, event.time_stamp(), input.at) {
                session.edit(|editor| editor.double_click(input));
            }
        });
    }
    browser::listen(canvas, "pointerleave", move |_: PointerEvent| {
        session.edit(Editor::pointer_leave);
    });
    let element = canvas.clone();
    browser::listen(canvas, "dblclick", move |event: web_sys::MouseEvent| {
        if in_text_field(&event) {
            return;
        }
        let at = place(&element, event.client_x(), event.client_y());
        session.edit(|editor| editor.double_click(PointerInput { at, ..PointerInput::default() }));
    });
    browser::listen(canvas, "contextmenu", move |event: web_sys::MouseEvent| {
        if !in_text_field(&event) {
            event.prevent_default();
        }
    });
}

fn is_double_tap(hands: &mut Hands, now_ms: f64, at: ScreenPoint) -> bool {
    let last = hands.last_tap.replace((now_ms, at));
    let double = last.is_some_and(|(then_ms, there)| {
        now_ms - then_ms < DOUBLE_TAP_MS && there.distance(at) < DOUBLE_TAP_PX
    });
    if double {
        hands.last_tap = None;
    }
    double
}

fn attach_wheel(session: Session, canvas: &HtmlElement) {
    let element = canvas.clone();
    let on_wheel = Closure::<dyn FnMut(WheelEvent)>::new(move |event: WheelEvent| {
        event.prevent_default();
        let at = place(&element, event.client_x(), event.client_y());
        let lines = if event.delta_mode() == 1 { 16.0 } else { 1.0 };
        let (dx, dy) = (event.delta_x() * lines, event.delta_y() * lines);
        // A wheel turns in large steps; two fingers on a pad give many small ones in two directions.
        let is_wheel = dx == 0.0 && dy.abs() >= 50.0 && !event.shift_key();
        session.edit(|editor| {
            let camera = editor.camera();
            editor.set_camera(if event.ctrl_key() || event.meta_key() {
                camera.zoomed_at(at, (-within(dy, -60.0, 60.0) * 0.01).exp())
            } else if is_wheel {
                camera.zoomed_at(at, (-within(dy, -240.0, 240.0) * 0.0015).exp())
            } else if event.shift_key() && dx == 0.0 {
                camera.dragged(-dy, 0.0)
            } else {
                camera.dragged(-dx, -dy)
            });
        });
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_passive(false);
    canvas
        .add_event_listener_with_callback_and_add_event_listener_options(
            "wheel",
            on_wheel.as_ref().unchecked_ref(),
            &options,
        )
        .expect("an event can be listened to");
    on_wheel.forget();
}

fn attach_keys(session: Session, hands: &Rc<RefCell<Hands>>) {
    let shared = hands.clone();
    browser::listen(&browser::window(), "keydown", move |event: KeyboardEvent| {
        let takes_back = event.ctrl_key() || event.meta_key();
        let takes_back = takes_back && crate::panel::is_at_rest(&event);
        let is_open = session.dialog.get_untracked().is_some();
        let is_typed = in_text_field(&event) && !takes_back && !is_for_commands(&event);
        if is_open || is_typed {
            return;
        }
        if event.key() == " " && !on_button(&event) {
            event.prevent_default();
            shared.borrow_mut().space = true;
            return;
        }
        let (key, code) = (event.key(), event.code());
        let press = KeyPress {
            key: &key,
            code: &code,
            command: event.ctrl_key() || event.meta_key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
        };
        let Some(action) = keymap::action(press) else { return };
        let is_for_field = !matches!(action, Action::Undo | Action::Redo | Action::Commands);
        if takes_back && is_for_field {
            return;
        }
        // Buttons keep their own keys, and so does moving the focus without a note selected.
        let own_key = matches!(key.as_str(), "Enter" | "Tab");
        let nothing_to_continue =
            action == Action::Continue && session.read(|it| it.selection().only_note().is_none());
        if (own_key && on_button(&event)) || nothing_to_continue {
            return;
        }
        event.prevent_default();
        perform(session, action);
    });
    let shared = hands.clone();
    browser::listen(&browser::window(), "keyup", move |event: KeyboardEvent| {
        if event.key() == " " {
            shared.borrow_mut().space = false;
        }
    });
}

/// Whether the list of commands is asked for, which goes wherever the keyboard is.
fn is_for_commands(event: &KeyboardEvent) -> bool {
    (event.ctrl_key() || event.meta_key()) && event.key() == "k"
}

/// Does what a key or button says.
pub(crate) fn perform(session: Session, action: Action) {
    match action {
        Action::Help => session.dialog.set(Some(Dialog::Keys)),
        Action::Commands => session.dialog.set(Some(Dialog::Commands)),
        Action::Details => enter(session, Panel::Note),
        Action::Search => enter(session, Panel::Find),
        Action::Minimap => session.toggle_minimap(),
        Action::Outline => {
            let at = session.at.get_untracked();
            if !at.is_empty() {
                session.goes_to.set(["o-text-", &at].concat());
            }
            enter(session, Panel::Outline);
        }
        _ => {
            session.edit(|editor| editor.act(action));
            match action {
                Action::Undo => session.announce(session.texts.get(text::SAID_UNDONE)),
                Action::Redo => session.announce(session.texts.get(text::SAID_REDONE)),
                _ => {}
            }
        }
    }
}

/// Opens the panel with the keyboard in it, or closes it.
fn enter(session: Session, panel: Panel) {
    session.toggle_panel(panel);
    session.enters_panel.set(session.panel.get_untracked() == Some(panel));
}

fn on_button(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| matches!(element.closest("button, a, summary"), Ok(Some(_))))
}

/// Files that are dropped on the page: else the browser would go away to show them.
fn attach_drops(session: Session, canvas: &HtmlElement) {
    let has_files = |event: &DragEvent| {
        let types = event.data_transfer().map(|data| data.types());
        types.is_some_and(|types| types.includes(&"Files".into(), 0))
    };
    browser::listen(&browser::window(), "dragover", move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
        }
    });
    let canvas = canvas.clone();
    browser::listen(&browser::window(), "drop", move |event: DragEvent| {
        if !has_files(&event) {
            return;
        }
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            let at = place(&canvas, event.client_x(), event.client_y());
            crate::import_dialog::take_file(session, file, at);
        }
    });
}

fn attach_clipboard(session: Session) {
    for name in ["copy", "cut"] {
        browser::listen(&browser::window(), name, move |event: ClipboardEvent| {
            if in_text_field(&event) {
                return;
            }
            let Some(clip) = session.read(Editor::copy) else { return };
            let Some(data) = event.clipboard_data() else { return };
            let with_items = data.set_data(MEDIA_TYPE, &clip.to_text());
            let with_text = data.set_data("text/plain", &clipboard::plain_text(&clip));
            if with_items.and(with_text).is_ok() {
                event.prevent_default();
                if event.type_() == "cut" {
                    session.edit(|editor| editor.act(Action::Delete));
                }
            }
        });
    }
    browser::listen(&browser::window(), "paste", move |event: ClipboardEvent| {
        if in_text_field(&event) {
            return;
        }
        let Some(data) = event.clipboard_data() else { return };
        let items = data.get_data(MEDIA_TYPE).ok().and_then(|text| Clip::from_text(&text));
        let text = data.get_data("text/plain").unwrap_or_default();
        event.prevent_default();
        if let Some(clip) = items {
            session.edit(|editor| editor.paste(&clip));
        } else if crate::import_dialog::is_picture(&text) {
            crate::import_dialog::put_up_picture(session, text, None);
        } else if crate::import_dialog::is_notation(&text) {
            crate::import_dialog::open_with(session, text);
        } else if !text.trim().is_empty() {
            session.edit(|editor| editor.paste_text(&text, NoteKind::DomainEvent));
        }
    });
}
