//! Every cap of pictures, and what happens when it is reached.

/// Widest and highest PNG, in pixels; larger pictures are made smaller, and that is told.
pub const PNG_SIDE_MAX: f64 = 8_192.0;
/// Most pixels of a PNG, four bytes each while it is painted; larger pictures are made smaller as well.
pub const PNG_PIXELS_MAX: f64 = 24_000_000.0;
/// Most pixels of a PNG for one board unit; more are not painted.
pub const PNG_SCALE_MAX: f64 = 3.0;
/// Longest side of a PDF page, in points: more is beyond what readers of PDF take. Larger pictures are
/// made smaller; nothing is lost by that.
pub const PDF_SIDE_MAX: f64 = 14_400.0;
/// Most bytes of elements that are painted as PNG or PDF; of more there is no such picture.
pub const PAINTED_BYTES_MAX: usize = 32_000_000;
/// Most bytes of an SVG that is read back.
pub const READ_BYTES_MAX: usize = 16_000_000;
