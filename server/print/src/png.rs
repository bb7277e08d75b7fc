//! PNG of a picture.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::limits::{PAINTED_BYTES_MAX, PNG_PIXELS_MAX, PNG_SCALE_MAX, PNG_SIDE_MAX};
use crate::{Fonts, NoPicture, Picture};

/// A picture made of pixels.
#[derive(Debug, Clone)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels for one board unit: less than was asked for if the picture would be too large.
    pub scale: f64,
}

impl Picture {
    /// The picture with so many pixels for one board unit, or with fewer if it would go beyond
    /// [`crate::limits`].
    ///
    /// # Errors
    /// [`NoPicture::TooMuch`] beyond [`PAINTED_BYTES_MAX`], [`NoPicture::Failed`] by a fault of ours.
    pub fn png(&self, fonts: &Fonts, scale: f64) -> Result<Png, NoPicture> {
        let (width, height) = self.size();
        let scale = [
            squall_board::within(scale, 0.01, PNG_SCALE_MAX),
            PNG_SIDE_MAX / width.max(height),
            (PNG_PIXELS_MAX / (width * height)).sqrt(),
        ];
        let scale = scale.into_iter().fold(f64::INFINITY, f64::min);
        let tree = self.tree(fonts)?;
        let pixels = |length: f64| ((length * scale).round() as u32).max(1);
        let mut pixmap = Pixmap::new(pixels(width), pixels(height))
            .ok_or(NoPicture::Failed("there are no pixels"))?;
        let enlarged = Transform::from_scale(scale as f32, scale as f32);
        resvg::render(&tree, enlarged, &mut pixmap.as_mut());
        let bytes = pixmap.encode_png().map_err(|_| NoPicture::Failed("it is no PNG"))?;
        Ok(Png { bytes, scale })
    }

    /// The picture as the painters take it, its texts laid out.
    pub(crate) fn tree(&self, fonts: &Fonts) -> Result<Tree, NoPicture> {
        if self.painted.elements.len() > PAINTED_BYTES_MAX {
            return Err(NoPicture::TooMuch);
        }
        let options = Options { fontdb: fonts.0.clone(), ..Options::default() };
        Tree::from_str(&self.bare_svg(), &options)
            .map_err(|_| NoPicture::Failed("its SVG cannot be read"))
    }
}
