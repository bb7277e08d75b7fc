//! The wall on the screen: one sheet of pixels, painted anew whenever something on it changes, at most
//! once a frame.

use leptos::prelude::*;
use squall_board::{Bounds, NoteId, Touched};
use squall_editor::{EditTarget, Editor};
use squall_panels::Mark;
use squall_picture::{Look, Scene, Theme};
use squall_texts::Texts;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::HtmlCanvasElement;

use super::brush::{CanvasBrush, Icons, Sheet};
use super::marks::{self, MarkColours, Pointers};
use super::minimap::{Map, MapPaints};
use super::tiles::{Painting, Tiles};
use crate::browser;
use crate::session::Session;

/// More than any wall.
const EVERYWHERE: Bounds = Bounds { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };

/// The painted wall and what it is painted with.
pub(crate) struct Surface {
    screen: Sheet,
    scene: Scene,
    tiles: Tiles,
    icons: Icons,
    theme: Theme,
    dots: String,
    colours: MarkColours,
    pointers: Pointers,
    pub(super) map: Option<Map>,
    texts: Texts,
    ratio: f64,
    /// Whether somebody wants things to jump rather than glide.
    jumps: bool,
    /// What has changed since the last frame.
    stale: Vec<Bounds>,
    /// Whether a frame is on its way.
    is_awaited: bool,
    on_frame: js_sys::Function,
}

/// Paints the wall on this element from now on.
pub(super) fn attach(session: Session, element: HtmlCanvasElement) {
    let on_frame = Closure::<dyn FnMut()>::new(move || session.paint()).into_js_value();
    let Some(screen) = Sheet::on(element) else { return };
    let surface = Surface {
        screen,
        scene: Scene::default(),
        tiles: Tiles::default(),
        icons: Icons::default(),
        theme: Theme::LIGHT,
        dots: String::new(),
        colours: MarkColours::default(),
        pointers: Pointers::default(),
        map: None,
        texts: session.texts,
        ratio: 1.0,
        jumps: false,
        stale: Vec::new(),
        is_awaited: false,
        on_frame: on_frame.unchecked_into(),
    };
    session.set_surface(surface);
    session.with_surface(|surface, editor| {
        surface.read_colours();
        surface.begin(editor);
    });
    let dark = browser::window().match_media("(prefers-color-scheme: dark)");
    if let Ok(Some(dark)) = dark {
        browser::listen(&dark, "change", move |_: web_sys::Event| session.repaint());
    }
    // Letters that came late are painted with another font until they are there.
    let fonts = browser::document().fonts();
    browser::listen(&fonts, "loadingdone", move |_: web_sys::Event| session.repaint());
    let on_theme = Closure::<dyn FnMut()>::new(move || session.repaint()).into_js_value();
    if let Ok(observer) = web_sys::MutationObserver::new(on_theme.unchecked_ref()) {
        let options = web_sys::MutationObserverInit::new();
        options.set_attributes(true);
        if let Some(root) = browser::document().document_element() {
            let _observed = observer.observe_with_options(&root, &options);
        }
    }
    Effect::new(move |_| {
        session.camera.track();
        session.interaction.track();
        session.people.track();
        session.marks.track();
        session.lit.track();
        session.panel.track();
        session.request_paint();
    });
    Effect::new(move |_| {
        let written = match session.editing.get() {
            Some(EditTarget::Note(id)) => Some(id),
            Some(EditTarget::Arrow(_) | EditTarget::Frame(_)) | None => None,
        };
        session.with_surface(|surface, _| {
            let stale = surface.scene.write_on(written);
            surface.stale.extend(stale);
        });
        session.request_paint();
    });
}

impl Surface {
    /// Takes the wall as a whole.
    pub(crate) fn begin(&mut self, editor: &Editor) {
        self.scene.begin(editor.board());
        self.tiles.forget();
        self.stale.clear();
    }

    /// Takes what has changed.
    pub(crate) fn follow(&mut self, editor: &Editor, touched: &Touched) {
        let stale = self.scene.follow(editor, touched);
        self.stale.extend(stale);
    }

    /// Asks for a frame, unless one is on its way.
    pub(crate) fn await_frame(&mut self) {
        if !std::mem::replace(&mut self.is_awaited, true) {
            let _handle = browser::window().request_animation_frame(&self.on_frame);
        }
    }

    /// Everything is to be painted anew, in the colours that the page has now; until it is, what was painted
    /// before is seen.
    pub(crate) fn repaint(&mut self) {
        self.read_colours();
        self.stale = vec![EVERYWHERE];
    }

    /// Reads from the page how it wants things to look.
    fn read_colours(&mut self) {
        let still = browser::window().match_media("(prefers-reduced-motion: reduce)");
        self.jumps = matches!(still, Ok(Some(query)) if query.matches());
        let Some(root) = browser::document().document_element() else { return };
        let Ok(Some(style)) = browser::window().get_computed_style(&root) else { return };
        let colour =
            |name: &str| style.get_property_value(name).unwrap_or_default().trim().to_owned();
        self.theme = Theme {
            wall: colour("--wall").into(),
            ink: colour("--ink").into(),
            quiet: colour("--quiet").into(),
            surface_raised: colour("--surface-raised").into(),
            arrow: colour("--arrow").into(),
        };
        self.dots = colour("--wall-dot");
        self.colours = MarkColours {
            accent: colour("--accent"),
            danger: colour("--danger"),
            raised: colour("--surface-raised"),
            quiet: colour("--quiet"),
        };
    }

    /// The pieces of the wall.
    pub(crate) fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Paints a frame.
    pub(crate) fn paint(&mut self, editor: &Editor, hints: &[Mark], lit: &[NoteId]) {
        self.is_awaited = false;
        self.fit(editor);
        let (camera, viewport) = (editor.camera(), editor.viewport());
        let context = &self.screen.context;
        let stale = std::mem::take(&mut self.stale);
        let mut painting = Painting {
            scene: &self.scene,
            theme: &self.theme,
            dots: &self.dots,
            icons: &mut self.icons,
            ratio: self.ratio,
        };
        let goes_on = self.tiles.paint(context, &mut painting, &stale, camera, viewport);
        let scale = camera.zoom * self.ratio;
        let mut brush = CanvasBrush::new(context, &mut self.icons, camera.origin, scale);
        let look = Look { zoom: camera.zoom, theme: &self.theme, is_hasty: false };
        self.scene.paint_lifted(&mut brush, look, camera.visible(viewport));
        marks::paint(&mut brush, editor, &self.scene, &self.colours, hints, lit);
        let glides = self.pointers.paint(&mut brush, editor, self.texts, self.jumps);
        if let Some(map) = &mut self.map {
            let (tiles, wall, colours) = (&self.tiles, self.theme.wall.as_ref(), &self.colours);
            map.paint(editor, &MapPaints { tiles, wall, colours, ratio: self.ratio });
        }
        if goes_on || glides {
            self.await_frame();
        }
    }

    /// Gives the sheet as many pixels as the screen has for it.
    fn fit(&mut self, editor: &Editor) {
        let ratio = squall_board::within(browser::window().device_pixel_ratio(), 0.5, 3.0);
        let viewport = editor.viewport();
        let (width, height) =
            ((viewport.width * ratio).round() as u32, (viewport.height * ratio).round() as u32);
        if self.ratio != ratio {
            self.ratio = ratio;
            self.tiles.forget();
        }
        let canvas = &self.screen.canvas;
        if canvas.width() != width || canvas.height() != height {
            canvas.set_width(width);
            canvas.set_height(height);
        }
    }
}
