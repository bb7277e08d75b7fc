//! PDF of a picture: one page of its size, with text that can be searched and copied.

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};

use crate::limits::PDF_SIDE_MAX;
use crate::{Fonts, NoPicture, Picture};

/// Points of a page for one board unit, which is a CSS pixel.
const POINTS: f64 = 0.75;

impl Picture {
    /// The picture on one page.
    ///
    /// # Errors
    /// [`NoPicture::TooMuch`] beyond [`crate::limits::PAINTED_BYTES_MAX`], [`NoPicture::Failed`] by a fault
    /// of ours.
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, NoPicture> {
        let tree = self.tree(fonts)?;
        let (width, height) = self.size();
        let points = POINTS.min(PDF_SIDE_MAX / width.max(height));
        let (width, height) = ((width * points) as f32, (height * points) as f32);
        let size = Size::from_wh(width, height).ok_or(NoPicture::Failed("it has no size"))?;
        let mut document = Document::new();
        let mut page = document.start_page_with(PageSettings::new(size));
        let mut surface = page.surface();
        let drawn = surface.draw_svg(&tree, size, SvgSettings::default());
        surface.finish();
        page.finish();
        drawn.ok_or(NoPicture::Failed("it cannot be drawn on a page"))?;
        document
            .set_metadata(Metadata::new().title(self.name.clone()).creator("Squall".to_owned()));
        document.finish().map_err(|_| NoPicture::Failed("it is no PDF"))
    }
}
