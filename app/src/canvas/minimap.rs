//! The small map of the whole wall: the picture that lies below the tiles, what is looked at, the pointers
//! of others and open questions. Painted a few times a second at most, and at every frame only while what is
//! looked at moves: then it is one picture and some rectangles.

use leptos::html;
use leptos::prelude::*;
use squall_board::Point;
use squall_editor::Editor;
use squall_editor::camera::{Camera, ScreenPoint};
use squall_editor::hit_test::Way;
use squall_editor::minimap::{Minimap, SIZE, open_questions, stepped};
use squall_texts::text;
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::brush::Sheet;
use super::marks::{MarkColours, colour_of};
use super::tiles::Tiles;
use crate::browser;
use crate::session::Session;

/// How long the map rests between two paintings while nothing moves, in milliseconds.
const REST_MS: f64 = 250.0;
/// How large a dot is, in CSS pixels.
const DOT_PX: f64 = 3.0;

/// The map and what was painted on it.
pub(super) struct Map {
    session: Session,
    sheet: Sheet,
    camera: Option<Camera>,
    painted_ms: f64,
    /// Whether another painting is on its way.
    waits: bool,
    questions: Vec<Point>,
    /// How the board lies on the map while somebody drags there: else it would slip away under the hand.
    held: Option<Minimap>,
}

/// What the map is painted with.
pub(super) struct MapPaints<'a> {
    pub(super) tiles: &'a Tiles,
    pub(super) wall: &'a str,
    pub(super) colours: &'a MarkColours,
    /// Device pixels for one CSS pixel.
    pub(super) ratio: f64,
}

/// The map, where it is wanted.
#[component]
pub(crate) fn MinimapView() -> impl IntoView {
    let session = Session::current();
    move || session.minimap.get().then(|| view! { <Shown/> })
}

#[component]
fn Shown() -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        let Some(sheet) = element.get().and_then(Sheet::on) else { return };
        let (camera, questions) = (None, Vec::new());
        let (painted_ms, waits, held) = (0.0, false, None);
        let map = Map { session, sheet, camera, painted_ms, waits, questions, held };
        session.with_surface(|surface, _| surface.map = Some(map));
        session.request_paint();
    });
    on_cleanup(move || session.with_surface(|surface, _| surface.map = None));
    let go = move |event: &PointerEvent| {
        if event.buttons() & 1 == 1 {
            let at = ScreenPoint::new(f64::from(event.offset_x()), f64::from(event.offset_y()));
            let mut held = None;
            session.with_surface(|surface, _| held = surface.map.as_ref().and_then(|map| map.held));
            let Some(map) = held else { return };
            session.edit(|editor| {
                let (camera, viewport) = (editor.camera(), editor.viewport());
                let to = map.to_board(at);
                editor.set_camera(Camera::centred(to, viewport, camera.zoom));
            });
        }
    };
    let pressed = move |event: PointerEvent| {
        if let Some(target) = event.target().and_then(|it| it.dyn_into::<HtmlCanvasElement>().ok())
        {
            let _gone_already = target.set_pointer_capture(event.pointer_id());
        }
        hold(session, true);
        go(&event);
    };
    let key = move |event: KeyboardEvent| {
        let way = match event.key().as_str() {
            "ArrowLeft" => Way::Left,
            "ArrowRight" => Way::Right,
            "ArrowUp" => Way::Up,
            "ArrowDown" => Way::Down,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        session.edit(|editor| {
            editor.set_camera(stepped(editor.camera(), editor.viewport(), way));
        });
    };
    view! {
        <canvas
            node_ref=element
            class="minimap"
            width=SIZE.width as u32
            height=SIZE.height as u32
            tabindex="0"
            role="application"
            aria-label=session.texts.get(text::MINIMAP_NAME)
            on:pointerdown=pressed
            on:pointermove=move |event| go(&event)
            on:lostpointercapture=move |_| hold(session, false)
            on:keydown=key
        ></canvas>
    }
}

/// Keeps the board where it lies on the map, or lets it follow again.
fn hold(session: Session, holds: bool) {
    session.with_surface(|surface, editor| {
        if let Some(map) = &mut surface.map {
            map.held = holds.then(|| map_of(editor));
        }
    });
    session.request_paint();
}

fn map_of(editor: &Editor) -> Minimap {
    Minimap::of(editor.board().bounds(), editor.camera().visible(editor.viewport()))
}

impl Map {
    /// Paints the map if it is time for it, else in a moment.
    pub(super) fn paint(&mut self, editor: &Editor, paints: &MapPaints<'_>) {
        let (now_ms, camera) = (browser::now_ms(), editor.camera());
        let moves = self.camera != Some(camera);
        if !moves && now_ms - self.painted_ms < REST_MS {
            if !std::mem::replace(&mut self.waits, true) {
                let session = self.session;
                browser::after(REST_MS as i32, move || session.request_paint());
            }
            return;
        }
        self.waits = false;
        if !moves || self.camera.is_none() {
            self.questions = open_questions(editor.board());
        }
        self.camera = Some(camera);
        self.painted_ms = now_ms;
        self.paint_now(editor, paints);
    }

    fn paint_now(&self, editor: &Editor, paints: &MapPaints<'_>) {
        let MapPaints { tiles, wall, colours, ratio } = paints;
        let Sheet { canvas, context } = &self.sheet;
        let (width, height) = ((SIZE.width * ratio) as u32, (SIZE.height * ratio) as u32);
        if canvas.width() != width || canvas.height() != height {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        let map = self.held.unwrap_or_else(|| map_of(editor));
        let _finite = context.set_transform(*ratio, 0.0, 0.0, *ratio, 0.0, 0.0);
        context.set_global_alpha(1.0);
        context.set_fill_style_str(wall);
        context.fill_rect(0.0, 0.0, SIZE.width, SIZE.height);
        tiles.copy_overview(context, map.origin, map.scale);
        let dot = |at: Point, radius: f64, colour: &str| {
            let at = map.to_map(at);
            context.begin_path();
            let _in_range = context.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU);
            context.set_fill_style_str(colour);
            context.fill();
            context.set_stroke_style_str(&colours.raised);
            context.set_line_width(1.0);
            context.stroke();
        };
        for at in &self.questions {
            dot(*at, DOT_PX, &colours.danger);
        }
        let view = editor.camera().visible(editor.viewport());
        let at = map.to_map(Point::new(view.left, view.top));
        let size = view.size();
        let (width, height) = (size.width * map.scale, size.height * map.scale);
        context.set_fill_style_str(&colours.accent);
        context.set_global_alpha(0.1);
        context.fill_rect(at.x, at.y, width, height);
        context.set_global_alpha(1.0);
        context.set_stroke_style_str(&colours.accent);
        context.set_line_width(1.5);
        context.stroke_rect(at.x, at.y, width, height);
        for other in editor.people().iter() {
            if let Some(at) = other.cursor {
                dot(at, DOT_PX * 1.4, colour_of(other));
            }
        }
    }
}
