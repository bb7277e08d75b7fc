//! What is painted, for whoever does not see it: an element for each note, arrow and frame in view, where
//! it is on the screen, for screen readers and for finding in the page. It is brought up to date a moment
//! after something has changed, and moves along with the camera.

use std::fmt::Write as _;

use leptos::prelude::*;
use squall_board::notation::Words;
use squall_board::{Bounds, Frame, Note, Size, notation};
use squall_editor::{Editor, Selection};
use squall_picture::Scene;
use squall_texts::{Texts, text};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::browser;
use crate::markup::fixed;
use crate::people::shown_name;
use crate::session::Session;

/// Most elements of one sort; the Outline and the model have all.
const ELEMENTS_MAX: usize = 300;
/// How long after a change the elements follow it, in milliseconds.
const WAIT_MS: i32 = 60;

/// One thing that is painted.
#[derive(Debug, Clone, PartialEq)]
struct Painted {
    key: String,
    class: &'static str,
    /// Such as "sticky note".
    description: &'static str,
    /// What is read out.
    label: String,
    text: String,
    details: String,
    place: Bounds,
    /// How it is marked, separated by spaces.
    marks: String,
}

/// The elements that stand for what is painted.
#[derive(Default)]
pub(crate) struct Mirror {
    root: Option<HtmlElement>,
    shown: Vec<(Painted, Element)>,
    /// Whether a look at the wall is on its way.
    is_awaited: bool,
}

/// Makes this element the mirror's root, and keeps it where the camera is.
pub(super) fn attach(session: Session, root: HtmlElement) {
    session.update_mirror(|mirror| mirror.root = Some(root.clone()));
    // A mouse never comes here; a screen reader does, and means the note.
    browser::listen(&root, "click", move |event: web_sys::Event| {
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let item = element.and_then(|element| element.closest("[data-item]").ok().flatten());
        let id =
            item.and_then(|item| item.get_attribute("data-item")).and_then(|id| id.parse().ok());
        if let Some(id) = id.filter(|id| session.read(|editor| editor.board().note(*id).is_some()))
        {
            session.edit(|editor| editor.select(Selection::of_notes([id])));
        }
    });
    Effect::new(move |_| {
        let camera = session.camera.get();
        let (x, y) = (-camera.origin.x * camera.zoom, -camera.origin.y * camera.zoom);
        let (x, y, zoom) = (fixed(x, 2), fixed(y, 2), fixed(camera.zoom, 6));
        let transform = format!("translate({x}px,{y}px) scale({zoom})");
        let _valid = root.style().set_property("transform", &transform);
    });
    Effect::new(move |_| {
        session.camera.track();
        session.interaction.track();
        session.people.track();
        session.revision.track();
        session.editing.track();
        session.marks.track();
        session.lit.track();
        session.words.track();
        let mut waits = true;
        session.update_mirror(|mirror| waits = std::mem::replace(&mut mirror.is_awaited, true));
        if !waits {
            browser::after(WAIT_MS, move || session.refresh_mirror());
        }
    });
}

impl Mirror {
    /// Shows what is in view now.
    pub(crate) fn refresh(&mut self, session: Session, editor: &Editor, scene: &Scene) {
        self.is_awaited = false;
        let Some(root) = &self.root else { return };
        let all = painted_in_view(session, editor, scene);
        let mut known: Vec<Option<(Painted, Element)>> =
            std::mem::take(&mut self.shown).into_iter().map(Some).collect();
        let mut next = 0;
        for painted in all {
            // Mostly what is wanted is the next one.
            let is_wanted = |it: &Option<(Painted, Element)>| {
                it.as_ref().is_some_and(|(shown, _)| shown.key == painted.key)
            };
            let at = known[next..].iter().position(is_wanted).map(|at| next + at);
            let at = at.or_else(|| known.iter().position(is_wanted));
            let (before, element) = match at.and_then(|at| known[at].take()) {
                Some((before, element)) => (Some(before), element),
                None => {
                    let Ok(element) = browser::document().create_element("div") else { continue };
                    (None, element)
                }
            };
            let is_in_order = before.is_some() && at == Some(next);
            next = at.map_or(next, |at| at + 1);
            if before.as_ref() != Some(&painted) {
                write(&element, &painted);
            }
            self.shown.push((painted, element));
            if !is_in_order {
                // It is put after the one before it, or first.
                let place = self.shown.len().checked_sub(2).map(|at| &self.shown[at].1);
                let after = match place {
                    Some(element) => element.next_sibling(),
                    None => root.first_child(),
                };
                let element = &self.shown[self.shown.len() - 1].1;
                let _inserted = root.insert_before(element, after.as_ref());
            }
        }
        for (_, element) in known.into_iter().flatten() {
            element.remove();
        }
    }
}

fn write(element: &Element, painted: &Painted) {
    let Painted { key, class, description, label, text, details, place, marks } = painted;
    let size = place.size();
    let style = format!(
        "left:{}px;top:{}px;width:{}px;height:{}px",
        fixed(place.left, 1),
        fixed(place.top, 1),
        fixed(size.width, 1),
        fixed(size.height, 1)
    );
    for (name, value) in [
        ("class", *class),
        ("role", "group"),
        ("aria-roledescription", description),
        ("aria-label", label),
        ("data-item", key),
        ("data-marks", marks),
        ("style", &style),
    ] {
        let _valid = element.set_attribute(name, value);
    }
    element.set_text_content(Some(text));
    if !details.is_empty()
        && let Ok(paragraph) = browser::document().create_element("p")
    {
        let _valid = paragraph.set_attribute("class", "note-details");
        paragraph.set_text_content(Some(details));
        let _appended = element.append_child(&paragraph);
    }
}

fn painted_in_view(session: Session, editor: &Editor, scene: &Scene) -> Vec<Painted> {
    let (visible, zoom) = (editor.camera().visible(editor.viewport()), editor.camera().zoom);
    let (words, texts) = (session.words.get_untracked(), session.texts);
    let selection = editor.selection();
    let mut all = Vec::new();
    for frame in scene.frames().filter(|it| it.bounds().intersects(visible)).take(ELEMENTS_MAX) {
        all.push(Painted {
            key: frame.id.to_string(),
            class: "painted painted-frame",
            description: texts.get(if frame.locked {
                text::WALL_LOCKED_FRAME
            } else {
                text::WALL_FRAME
            }),
            label: label_of_frame(frame, texts),
            text: String::new(),
            details: String::new(),
            place: frame.bounds(),
            marks: mark(selection.frames.contains(&frame.id), "selected").to_owned(),
        });
    }
    for (arrow, route) in scene.arrows_in(visible).take(ELEMENTS_MAX) {
        let name = |id| editor.board().note(id).map_or("", |note| note.text.as_str());
        let mut label = texts.fill(text::WALL_ARROW_BETWEEN, [name(arrow.from), name(arrow.to)]);
        if !arrow.label.is_empty() {
            let _infallible = write!(label, ": {}", arrow.label);
        }
        all.push(Painted {
            key: arrow.id.to_string(),
            class: "painted painted-arrow",
            description: texts.get(text::WALL_ARROW),
            label,
            text: arrow.label.clone(),
            details: String::new(),
            place: Bounds::spanning(route.at(0.0), route.at(1.0)),
            marks: mark(selection.arrows.contains(&arrow.id), "selected").to_owned(),
        });
    }
    for other in editor.people().iter() {
        let Some(at) = other.cursor else { continue };
        let size = Size::new(18.0 / zoom, 20.0 / zoom);
        all.push(Painted {
            key: format!("pointer-{}", other.session.0),
            class: "painted painted-pointer",
            description: texts.get(text::WALL_POINTER),
            label: texts.fill(text::WALL_POINTER_OF, [&shown_name(editor, other, texts)]),
            text: String::new(),
            details: String::new(),
            place: Bounds::around(at, size),
            marks: String::new(),
        });
    }
    let (lit, hints) = (session.lit.get_untracked(), session.marks.get_untracked());
    for note in scene.notes_in(visible).take(ELEMENTS_MAX) {
        let marks = [
            mark(selection.notes.contains(&note.id), "selected "),
            mark(lit.contains(&note.id), "lit "),
            mark(hints.binary_search_by(|mark| mark.note.cmp(&note.id)).is_ok(), "hint "),
            mark(editor.people().writer(note.id).is_some(), "written "),
        ];
        all.push(Painted {
            key: note.id.to_string(),
            class: "painted painted-note",
            description: texts.get(if note.locked {
                text::WALL_LOCKED_NOTE
            } else {
                text::WALL_NOTE
            }),
            label: label_of(note, words, texts),
            text: note.text.clone(),
            details: note.details.in_brief(),
            place: note.bounds(),
            marks: marks.concat().trim().to_owned(),
        });
    }
    all
}

/// A mark with a space after it, so that several can be put together.
const fn mark(is_marked: bool, mark: &'static str) -> &'static str {
    if is_marked { mark } else { "" }
}

fn label_of(note: &Note, words: Words, texts: Texts) -> String {
    let label = texts.get(words.say(notation::of(note.kind).label));
    if note.text.is_empty() {
        label.to_owned()
    } else {
        texts.fill(text::WALL_LABELLED, [label, &note.text])
    }
}

fn label_of_frame(frame: &Frame, texts: Texts) -> String {
    let label = texts.get(notation::of_frame(frame.kind).label);
    if frame.title.is_empty() {
        label.to_owned()
    } else {
        texts.fill(text::WALL_LABELLED, [label, &frame.title])
    }
}
