//! The wall painted on square tiles that are kept: panning copies them, and only what has come into view
//! or has changed is painted. While zooming, tiles of the zoom before are stretched; once the zoom rests
//! the wall is painted anew, a little in each frame. Below everything lies a small picture of the whole
//! wall, so that nothing is ever bare.

use squall_board::{Bounds, Point};
use squall_editor::camera::{Camera, Viewport};
use squall_picture::{Look, Progress, Scene, Theme};
use web_sys::CanvasRenderingContext2d;

use super::brush::{CanvasBrush, Icons, Sheet};
use crate::browser;

/// Side of a tile, in device pixels.
const SIDE: u32 = 512;
const SIDE_PX: f64 = SIDE as f64;
/// How long the zoom rests before the wall is painted at it, in milliseconds.
const REST_MS: f64 = 90.0;
/// How long tiles are painted in one frame, in milliseconds.
const BUDGET_MS: f64 = 6.0;
/// How long tiles are mended in one frame: what is old there is wrong, not only coarse. In milliseconds.
const MENDING_MS: f64 = 11.0;
/// Longest side of the picture of the whole wall, in device pixels.
const OVERVIEW_PX: f64 = 1_024.0;
/// Sheets that are kept to be used again: each is a mebibyte.
const SPARE_MAX: usize = 2;
/// Smallest distance of the dots on the bare wall, in CSS pixels.
const DOTS_MIN: f64 = 18.0;
const DOT_STEP: f64 = 28.0;

/// Where a tile is: columns to the right and rows down from the board's origin.
type Place = (i32, i32);

struct Tile {
    place: Place,
    sheet: Sheet,
    /// How far it is painted; `None` when it is done.
    progress: Option<Progress>,
    /// What has changed on it since.
    stale: Option<Bounds>,
}

/// Tiles of one zoom.
struct Layer {
    /// Device pixels for one board unit.
    scale: f64,
    tiles: Vec<Tile>,
}

/// The picture of the whole wall.
struct Overview {
    sheet: Sheet,
    bounds: Bounds,
    scale: f64,
    progress: Option<Progress>,
    /// What has changed on it since.
    stale: Option<Bounds>,
}

/// The painted wall.
#[derive(Default)]
pub(super) struct Tiles {
    current: Option<Layer>,
    /// Of the zoom before, for where the current one is not painted yet.
    before: Option<Layer>,
    overview: Option<Overview>,
    /// Sheets to be used again.
    spare: Vec<Sheet>,
    /// What was seen in the frame before.
    seen: Option<Bounds>,
    last_scale: f64,
    zoomed_at_ms: f64,
}

/// What a frame is painted from.
pub(super) struct Painting<'a> {
    pub(super) scene: &'a Scene,
    pub(super) theme: &'a Theme,
    pub(super) dots: &'a str,
    pub(super) icons: &'a mut Icons,
    /// Device pixels for one CSS pixel.
    pub(super) ratio: f64,
}

impl Painting<'_> {
    /// The bare wall on a sheet that begins at `region`.
    fn bare(&self, context: &CanvasRenderingContext2d, region: Bounds, scale: f64) {
        let _finite = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.set_global_alpha(1.0);
        context.set_fill_style_str(&self.theme.wall);
        let size = region.size();
        context.fill_rect(0.0, 0.0, size.width * scale + 1.0, size.height * scale + 1.0);
        let mut step = DOT_STEP;
        while step * scale / self.ratio < DOTS_MIN {
            step *= 4.0;
        }
        context.set_fill_style_str(self.dots);
        let dot = (1.5 * self.ratio).round();
        let mut y = (region.top / step).ceil() * step;
        while y < region.bottom {
            let mut x = (region.left / step).ceil() * step;
            while x < region.right {
                let (left, top) = ((x - region.left) * scale, (y - region.top) * scale);
                context.fill_rect(left.round(), top.round(), dot, dot);
                x += step;
            }
            y += step;
        }
    }
}

impl Tile {
    fn region(&self, scale: f64) -> Bounds {
        region_of(self.place, scale)
    }

    /// Paints on where painting stopped; tells whether the tile is done.
    fn go_on(&mut self, painting: &mut Painting<'_>, scale: f64, deadline_ms: f64) -> bool {
        let region = self.region(scale);
        go_on(&self.sheet.context, painting, region, scale, &mut self.progress, deadline_ms)
    }

    /// Paints anew what has changed, once it is whole.
    fn mend(&mut self, painting: &mut Painting<'_>, scale: f64) {
        if self.progress.is_none()
            && let Some(stale) = self.stale.take()
        {
            mend(&self.sheet.context, painting, self.region(scale), stale, scale);
        }
    }
}

/// Paints on where painting of a sheet stopped that begins at `region`; tells whether it is done.
fn go_on(
    context: &CanvasRenderingContext2d,
    painting: &mut Painting<'_>,
    region: Bounds,
    scale: f64,
    progress: &mut Option<Progress>,
    deadline_ms: f64,
) -> bool {
    let Some(reached) = progress else { return true };
    if reached.is_nothing() {
        painting.bare(context, region, scale);
    }
    let look = Look { zoom: scale / painting.ratio, theme: painting.theme, is_hasty: false };
    let origin = Point::new(region.left, region.top);
    let mut brush = CanvasBrush::new(context, painting.icons, origin, scale);
    let mut has_time = || browser::now_ms() < deadline_ms;
    let is_done = painting.scene.paint(&mut brush, look, region, reached, &mut has_time);
    if is_done {
        *progress = None;
    }
    is_done
}

/// Paints the stale part of a sheet that begins at `region` anew.
fn mend(
    context: &CanvasRenderingContext2d,
    painting: &mut Painting<'_>,
    region: Bounds,
    stale: Bounds,
    scale: f64,
) {
    let Some(part) = intersection(region, stale) else { return };
    // Whole pixels, so that no seam is seen.
    let left = ((part.left - region.left) * scale).floor() - 1.0;
    let top = ((part.top - region.top) * scale).floor() - 1.0;
    let right = ((part.right - region.left) * scale).ceil() + 1.0;
    let bottom = ((part.bottom - region.top) * scale).ceil() + 1.0;
    context.save();
    let _finite = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
    context.begin_path();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    painting.bare(context, region, scale);
    let part = Bounds {
        left: region.left + left / scale,
        top: region.top + top / scale,
        right: region.left + right / scale,
        bottom: region.top + bottom / scale,
    };
    let look = Look { zoom: scale / painting.ratio, theme: painting.theme, is_hasty: false };
    let origin = Point::new(region.left, region.top);
    let mut brush = CanvasBrush::new(context, painting.icons, origin, scale);
    painting.scene.paint(&mut brush, look, part, &mut Progress::default(), &mut || true);
    context.restore();
}

fn intersection(a: Bounds, b: Bounds) -> Option<Bounds> {
    a.intersects(b).then(|| Bounds {
        left: a.left.max(b.left),
        top: a.top.max(b.top),
        right: a.right.min(b.right),
        bottom: a.bottom.min(b.bottom),
    })
}

/// What is seen, and as much beyond it as `ahead` says on the side to which the view moves.
fn coming(before: Option<Bounds>, now: Bounds, ahead: f64) -> Bounds {
    let before = before.unwrap_or(now);
    let beyond = |moves: bool| if moves { ahead } else { 0.0 };
    Bounds {
        left: now.left - beyond(now.left < before.left),
        top: now.top - beyond(now.top < before.top),
        right: now.right + beyond(now.right > before.right),
        bottom: now.bottom + beyond(now.bottom > before.bottom),
    }
}

/// Whether so much of the whole is to be mended that it takes longer than a frame has.
fn is_large(part: Bounds, whole: Bounds) -> bool {
    let area = |bounds: Bounds| bounds.size().width * bounds.size().height;
    intersection(part, whole).is_some_and(|part| area(part) > area(whole) / 16.0)
}

fn region_of((column, row): Place, scale: f64) -> Bounds {
    let side = SIDE_PX / scale;
    let (left, top) = (f64::from(column) * side, f64::from(row) * side);
    Bounds { left, top, right: left + side, bottom: top + side }
}

/// The tiles that cover the region, with `ring` more around it.
fn places_in(region: Bounds, scale: f64, ring: i32) -> impl Iterator<Item = Place> {
    let side = SIDE_PX / scale;
    let index = |value: f64| (value / side).floor() as i32;
    let (left, right) = (index(region.left) - ring, index(region.right) + ring);
    let (top, bottom) = (index(region.top) - ring, index(region.bottom) + ring);
    (top..=bottom).flat_map(move |row| (left..=right).map(move |column| (column, row)))
}

impl Tiles {
    /// Nothing that is painted holds any more.
    pub(super) fn forget(&mut self) {
        for layer in [self.current.take(), self.before.take()].into_iter().flatten() {
            self.spare.extend(layer.tiles.into_iter().map(|tile| tile.sheet));
        }
        self.overview = None;
        self.last_scale = 0.0;
    }

    /// The wall looks different there.
    pub(super) fn mark_stale(&mut self, regions: &[Bounds]) {
        for layer in [&mut self.current, &mut self.before].into_iter().flatten() {
            for tile in &mut layer.tiles {
                let around = tile.region(layer.scale);
                for region in regions.iter().filter(|region| region.intersects(around)) {
                    tile.stale = Some(tile.stale.map_or(*region, |stale| stale.union(*region)));
                }
            }
        }
    }

    /// Copies the wall to the screen, having painted what there is time for. Tells whether more is to be
    /// painted.
    pub(super) fn paint(
        &mut self,
        screen: &CanvasRenderingContext2d,
        painting: &mut Painting<'_>,
        stale: &[Bounds],
        camera: Camera,
        viewport: Viewport,
    ) -> bool {
        let started_ms = browser::now_ms();
        let scale = camera.zoom * painting.ratio;
        let waits = self.follow_zoom(scale, started_ms);
        self.mark_stale(stale);
        let visible = camera.visible(viewport);
        let mut is_whole = self.mend_stale(painting, visible, started_ms + MENDING_MS);
        is_whole &= self.paint_overview(painting, stale, started_ms + BUDGET_MS);
        if !waits {
            is_whole &= self.paint_missing(painting, visible, started_ms + BUDGET_MS);
            if is_whole && let Some(before) = self.before.take() {
                self.spare.extend(before.tiles.into_iter().map(|tile| tile.sheet));
            }
            self.spare.truncate(SPARE_MAX);
        }
        self.copy(screen, painting, camera, visible);
        waits || !is_whole
    }

    /// Begins a layer once the zoom rests; tells whether it does not yet.
    fn follow_zoom(&mut self, scale: f64, now_ms: f64) -> bool {
        if self.last_scale != scale {
            self.last_scale = scale;
            self.zoomed_at_ms = now_ms;
        }
        let held = self.current.as_ref().map(|layer| layer.scale);
        if held == Some(scale) {
            return false;
        }
        if held.is_some() && now_ms - self.zoomed_at_ms < REST_MS {
            return true;
        }
        let layer = Layer { scale, tiles: Vec::new() };
        if let Some(current) = self.current.replace(layer) {
            // A layer that was hardly begun is worth less than the one before it.
            let is_better = current.tiles.iter().any(|tile| tile.progress.is_none());
            let gone = if is_better { self.before.replace(current) } else { Some(current) };
            let gone = gone.into_iter().flat_map(|layer| layer.tiles);
            self.spare.extend(gone.map(|tile| tile.sheet));
        }
        false
    }

    /// Mends the visible tiles of the current layer; others are thrown away instead.
    fn mend_stale(&mut self, painting: &mut Painting<'_>, visible: Bounds, until_ms: f64) -> bool {
        let mut is_whole = true;
        if let Some(Layer { scale, tiles }) = &mut self.current {
            let (spare, scale) = (&mut self.spare, *scale);
            for tile in tiles.iter_mut().filter(|tile| tile.stale.is_some()) {
                if !tile.region(scale).intersects(visible) {
                    continue;
                }
                if browser::now_ms() > until_ms {
                    is_whole = false;
                    break;
                }
                tile.mend(painting, scale);
            }
            let (kept, gone): (Vec<Tile>, Vec<Tile>) = std::mem::take(tiles)
                .into_iter()
                .partition(|tile| tile.stale.is_none() || tile.region(scale).intersects(visible));
            *tiles = kept;
            spare.extend(gone.into_iter().map(|tile| tile.sheet));
        }
        if let Some(before) = &mut self.before {
            before.tiles.retain(|tile| tile.stale.is_none());
        }
        is_whole
    }

    fn paint_overview(
        &mut self,
        painting: &mut Painting<'_>,
        stale: &[Bounds],
        until_ms: f64,
    ) -> bool {
        let Some(bounds) = painting.scene.bounds() else {
            self.overview = None;
            return true;
        };
        if self.overview.as_ref().is_none_or(|overview| !overview.bounds.encloses(bounds)) {
            let size = bounds.size();
            let margin = size.width.max(size.height) * 0.1 + 200.0;
            let bounds = bounds.inflated(margin);
            let size = bounds.size();
            let scale = (OVERVIEW_PX / size.width.max(size.height)).min(0.25);
            let (width, height) = (size.width * scale, size.height * scale);
            let sheet = Sheet::new(width.ceil().max(1.0) as u32, height.ceil().max(1.0) as u32);
            let progress = Some(Progress::default());
            let overview = |sheet| Overview { sheet, bounds, scale, progress, stale: None };
            self.overview = sheet.map(overview);
        }
        let Some(Overview { sheet, bounds, scale, progress, stale: changed }) = &mut self.overview
        else {
            return true;
        };
        *changed = stale.iter().copied().chain(*changed).reduce(Bounds::union);
        if progress.is_none()
            && let Some(part) = changed.take()
        {
            if is_large(part, *bounds) {
                *progress = Some(Progress::default());
            } else {
                mend(&sheet.context, painting, *bounds, part, *scale);
            }
        }
        let context = &sheet.context;
        go_on(context, painting, *bounds, *scale, progress, until_ms) && changed.is_none()
    }

    /// Paints tiles that are not there yet: the visible ones, then those that come into view next.
    fn paint_missing(
        &mut self,
        painting: &mut Painting<'_>,
        visible: Bounds,
        until_ms: f64,
    ) -> bool {
        let Some(Layer { scale, tiles }) = &mut self.current else { return true };
        let scale = *scale;
        let coming = coming(self.seen.replace(visible), visible, SIDE_PX / scale);
        let near: Vec<Place> = places_in(visible, scale, 1).collect();
        let (kept, gone): (Vec<Tile>, Vec<Tile>) =
            std::mem::take(tiles).into_iter().partition(|tile| near.contains(&tile.place));
        *tiles = kept;
        self.spare.extend(gone.into_iter().map(|tile| tile.sheet));
        for place in places_in(visible, scale, 0).chain(places_in(coming, scale, 0)) {
            let at = match tiles.iter().position(|tile| tile.place == place) {
                Some(at) if tiles[at].progress.is_none() => continue,
                Some(at) => at,
                None => {
                    let Some(sheet) = self.spare.pop().or_else(|| Sheet::new(SIDE, SIDE)) else {
                        return true;
                    };
                    let progress = Some(Progress::default());
                    tiles.push(Tile { place, sheet, progress, stale: None });
                    tiles.len() - 1
                }
            };
            if browser::now_ms() >= until_ms || !tiles[at].go_on(painting, scale, until_ms) {
                return false;
            }
            tiles[at].mend(painting, scale);
        }
        true
    }

    /// Copies what is painted to the screen, coarse below fine.
    fn copy(
        &self,
        screen: &CanvasRenderingContext2d,
        painting: &Painting<'_>,
        camera: Camera,
        visible: Bounds,
    ) {
        let scale = camera.zoom * painting.ratio;
        let origin =
            Point::new((camera.origin.x * scale).round(), (camera.origin.y * scale).round());
        let is_covered = self.current.as_ref().is_some_and(|layer| {
            layer.scale == scale
                && places_in(visible, scale, 0).all(|place| {
                    layer.tiles.iter().any(|it| it.place == place && it.progress.is_none())
                })
        });
        if !is_covered {
            painting.bare(screen, visible, scale);
            if let Some(overview) = &self.overview {
                let size = overview.bounds.size();
                let (x, y) = (overview.bounds.left * scale, overview.bounds.top * scale);
                let _painted = screen.draw_image_with_html_canvas_element_and_dw_and_dh(
                    &overview.sheet.canvas,
                    x - origin.x,
                    y - origin.y,
                    size.width * scale,
                    size.height * scale,
                );
            }
        }
        let _finite = screen.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        screen.set_global_alpha(1.0);
        let before = self.before.as_ref().filter(|_| !is_covered);
        for layer in before.into_iter().chain(&self.current) {
            let stretched = scale / layer.scale;
            for tile in layer.tiles.iter().filter(|tile| tile.progress.is_none()) {
                let region = tile.region(layer.scale);
                if !region.intersects(visible) {
                    continue;
                }
                let x = f64::from(tile.place.0) * SIDE_PX * stretched - origin.x;
                let y = f64::from(tile.place.1) * SIDE_PX * stretched - origin.y;
                let _painted = if layer.scale == scale {
                    screen.draw_image_with_html_canvas_element(&tile.sheet.canvas, x, y)
                } else {
                    let side = SIDE_PX * stretched;
                    screen.draw_image_with_html_canvas_element_and_dw_and_dh(
                        &tile.sheet.canvas,
                        x,
                        y,
                        side,
                        side,
                    )
                };
            }
        }
    }
}
