//! The browser's canvas as a brush.

use js_sys::{Array, Reflect};
use squall_board::{Bounds, Point};
use squall_editor::route::Route;
use squall_editor::text_layout;
use squall_picture::{Brush, ICON_LINE, ICON_SIDE, Ink, TextStyle, icon_path, is_right_to_left};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::browser;
use crate::markup::fixed;

/// The shipped font, as in `style/tokens.css`.
const FONT: &str = "\"Atkinson Hyperlegible Next\", system-ui, sans-serif";
/// Corners smaller than this are not seen, in device pixels.
const CORNER_MIN: f64 = 1.6;

/// A sheet of pixels to paint on.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) canvas: HtmlCanvasElement,
    pub(super) context: CanvasRenderingContext2d,
}

impl Sheet {
    /// A sheet off the screen, of so many device pixels.
    pub(super) fn new(width: u32, height: u32) -> Option<Self> {
        let canvas = browser::document().create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = wasm_bindgen::JsCast::unchecked_into(canvas);
        canvas.set_width(width);
        canvas.set_height(height);
        Self::on(canvas)
    }

    /// The sheet of this element; covers what is below it.
    pub(super) fn on(canvas: HtmlCanvasElement) -> Option<Self> {
        let options = js_sys::Object::new();
        let _set = Reflect::set(&options, &"alpha".into(), &false.into());
        let context = canvas.get_context_with_context_options("2d", &options).ok()??;
        Some(Self { canvas, context: wasm_bindgen::JsCast::unchecked_into(context) })
    }
}

/// The paths of icons, made once.
#[derive(Debug, Default)]
pub(super) struct Icons(Vec<(&'static str, Path2d)>);

impl Icons {
    fn get(&mut self, name: &'static str) -> Option<&Path2d> {
        let at = match self.0.iter().position(|icon| icon.0 == name) {
            Some(at) => at,
            None => {
                self.0.push((name, Path2d::new_with_path_string(icon_path(name)).ok()?));
                self.0.len() - 1
            }
        };
        Some(&self.0[at].1)
    }
}

/// Paints on a sheet in board units.
pub(super) struct CanvasBrush<'a> {
    context: &'a CanvasRenderingContext2d,
    icons: &'a mut Icons,
    /// Device pixels for one board unit.
    scale: f64,
    /// What the sheet was told last, because telling it costs more than painting.
    alpha: f64,
    fill: String,
    stroke: String,
    font: (f64, bool),
    is_centred: Option<bool>,
    is_right_to_left: Option<bool>,
}

impl<'a> CanvasBrush<'a> {
    /// A brush on the sheet, with the board's `origin` at its top left corner.
    pub(super) fn new(
        context: &'a CanvasRenderingContext2d,
        icons: &'a mut Icons,
        origin: Point,
        scale: f64,
    ) -> Self {
        let (x, y) = (-(origin.x * scale).round(), -(origin.y * scale).round());
        let _finite = context.set_transform(scale, 0.0, 0.0, scale, x, y);
        context.set_global_alpha(1.0);
        Self {
            context,
            icons,
            scale,
            alpha: 1.0,
            fill: String::new(),
            stroke: String::new(),
            font: (0.0, false),
            is_centred: None,
            is_right_to_left: None,
        }
    }

    fn alpha(&mut self, alpha: f64) {
        if self.alpha != alpha {
            self.alpha = alpha;
            self.context.set_global_alpha(alpha);
        }
    }

    fn fill_with(&mut self, ink: Ink<'_>) {
        self.alpha(ink.opacity);
        if self.fill != ink.colour {
            ink.colour.clone_into(&mut self.fill);
            self.context.set_fill_style_str(ink.colour);
        }
    }

    fn stroke_with(&mut self, ink: Ink<'_>, width: f64, dashed: bool) {
        self.alpha(ink.opacity);
        if self.stroke != ink.colour {
            ink.colour.clone_into(&mut self.stroke);
            self.context.set_stroke_style_str(ink.colour);
        }
        self.context.set_line_width(width);
        if dashed {
            let dashes = Array::of2(&8.0.into(), &6.0.into());
            let _set = self.context.set_line_dash(&dashes);
        }
    }

    fn stroke(&self, dashed: bool) {
        self.context.stroke();
        if dashed {
            let _set = self.context.set_line_dash(&Array::new());
        }
    }

    /// Draws the pointer of somebody called `name` with its tip at `at`, of one size at every zoom.
    pub(super) fn pointer(&mut self, at: Point, zoom: f64, name: &str, colour: &str) {
        const PATH: [(f64, f64); 4] = [(0.0, 0.0), (14.5, 9.0), (7.5, 10.5), (4.0, 17.0)];
        const NAME_PX: f64 = 13.0;
        let place = |x: f64, y: f64| Point::new(at.x + x / zoom, at.y + y / zoom);
        self.context.begin_path();
        for (x, y) in PATH {
            let to = place(x, y);
            self.context.line_to(to.x, to.y);
        }
        self.context.close_path();
        self.stroke_with(Ink::full("#ffffff"), 3.0 / zoom, false);
        self.context.set_line_join("round");
        self.context.stroke();
        self.fill_with(Ink::full(colour));
        self.context.fill();
        // Bold letters are a little wider than those that are measured.
        let width = text_layout::width(name) * NAME_PX * 1.08 + 16.0;
        let (near, far) = (place(12.0, 15.0), place(12.0 + width, 36.0));
        let corner = 10.0 / zoom;
        let corners = [corner, corner, corner, 2.0 / zoom];
        self.fill(Bounds::spanning(near, far), corners, Ink::full(colour));
        let style = TextStyle {
            font_px: NAME_PX / zoom,
            is_bold: true,
            is_centred: false,
            is_right_to_left: is_right_to_left(name),
            ink: Ink::full("#ffffff"),
            halo: None,
        };
        self.text(name, place(20.0, 30.0), &style);
    }

    /// Draws a circle around `at`.
    pub(super) fn dot(&mut self, at: Point, radius: f64, fill: &str, stroke: &str, width: f64) {
        self.context.begin_path();
        let _in_range = self.context.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU);
        self.fill_with(Ink::full(fill));
        self.context.fill();
        self.stroke_with(Ink::full(stroke), width, false);
        self.context.stroke();
    }
}

impl Brush for CanvasBrush<'_> {
    fn fill(&mut self, bounds: Bounds, corners: [f64; 4], ink: Ink<'_>) {
        self.fill_with(ink);
        let (x, y, size) = (bounds.left, bounds.top, bounds.size());
        let largest = corners.iter().copied().fold(0.0, f64::max);
        if largest * self.scale < CORNER_MIN {
            self.context.fill_rect(x, y, size.width, size.height);
            return;
        }
        self.context.begin_path();
        let corners: Array = corners.into_iter().map(wasm_bindgen::JsValue::from).collect();
        let _positive =
            self.context.round_rect_with_f64_sequence(x, y, size.width, size.height, &corners);
        self.context.fill();
    }

    fn border(&mut self, bounds: Bounds, corner: f64, width: f64, dashed: bool, ink: Ink<'_>) {
        let inner = bounds.inflated(-width / 2.0);
        let size = inner.size();
        self.stroke_with(ink, width, dashed);
        self.context.begin_path();
        let _positive = self.context.round_rect_with_f64(
            inner.left,
            inner.top,
            size.width,
            size.height,
            corner,
        );
        self.stroke(dashed);
    }

    fn line(&mut self, from: Point, to: Point, width: f64, dashed: bool, ink: Ink<'_>) {
        self.stroke_with(ink, width, dashed);
        self.context.begin_path();
        self.context.move_to(from.x, from.y);
        self.context.line_to(to.x, to.y);
        self.stroke(dashed);
    }

    fn arrow(&mut self, route: Route, width: f64, ink: Ink<'_>) {
        self.stroke_with(ink, width, false);
        self.context.begin_path();
        let (start, end) = (route.at(0.0), route.at(1.0));
        self.context.move_to(start.x, start.y);
        match route {
            Route::Curve { leave, enter, .. } => {
                self.context.bezier_curve_to(leave.x, leave.y, enter.x, enter.y, end.x, end.y);
            }
            Route::Corners { points, count } => {
                for corner in &points[1..count] {
                    self.context.line_to(corner.x, corner.y);
                }
            }
        }
        self.context.stroke();
        self.fill_with(ink);
        let [tip, left, right] = route.head();
        self.context.begin_path();
        self.context.move_to(tip.x, tip.y);
        self.context.line_to(left.x, left.y);
        self.context.line_to(right.x, right.y);
        self.context.fill();
    }

    fn text(&mut self, text: &str, at: Point, style: &TextStyle<'_>) {
        let font = (style.font_px, style.is_bold);
        if self.font != font {
            self.font = font;
            let weight = if style.is_bold { "700 " } else { "" };
            self.context.set_font(&format!("{weight}{}px {FONT}", fixed(style.font_px, 2)));
        }
        if self.is_centred != Some(style.is_centred) {
            self.is_centred = Some(style.is_centred);
            self.context.set_text_align(if style.is_centred { "center" } else { "left" });
        }
        if self.is_right_to_left != Some(style.is_right_to_left) {
            self.is_right_to_left = Some(style.is_right_to_left);
            let direction = if style.is_right_to_left { "rtl" } else { "ltr" };
            let _set = Reflect::set(self.context, &"direction".into(), &direction.into());
        }
        if let Some(halo) = style.halo {
            self.stroke_with(Ink::full(halo), 4.0, false);
            self.context.set_line_join("round");
            let _painted = self.context.stroke_text(text, at.x, at.y);
        }
        self.fill_with(style.ink);
        let _painted = self.context.fill_text(text, at.x, at.y);
    }

    fn icon(&mut self, name: &'static str, at: Point, side: f64, ink: Ink<'_>) {
        self.stroke_with(ink, ICON_LINE, false);
        let Some(path) = self.icons.get(name) else { return };
        let scale = side / ICON_SIDE;
        self.context.save();
        let _finite = self.context.translate(at.x, at.y);
        let _finite = self.context.scale(scale, scale);
        self.context.set_line_cap("round");
        self.context.set_line_join("round");
        self.context.stroke_with_path(path);
        self.context.restore();
    }

    fn turn(&mut self, centre: Point, degrees: f64) {
        self.context.save();
        let _finite = self.context.translate(centre.x, centre.y);
        let _finite = self.context.rotate(degrees.to_radians());
        let _finite = self.context.translate(-centre.x, -centre.y);
    }

    fn turn_back(&mut self) {
        self.context.restore();
        // What was told since the turn began is forgotten by the sheet.
        (self.alpha, self.font, self.is_centred) = (f64::NAN, (0.0, false), None);
        self.is_right_to_left = None;
        self.fill.clear();
        self.stroke.clear();
    }
}
