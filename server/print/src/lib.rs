//! Pictures of a wall as files, all from one description: SVG that looks alike in every browser and
//! carries its notes inside, PNG and PDF of that SVG, and reading such an SVG back. Knows no boards'
//! links, and no clock; what it costs is bounded by [`limits`].

mod cut;
mod fonts;
pub mod limits;
mod pdf;
mod picture;
mod png;
mod read;

pub use cut::{Part, cut};
pub use fonts::Fonts;
pub use picture::{Picture, Shade};
pub use png::Png;
pub use read::{UnreadablePicture, read};

/// Why there is no such picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPicture {
    /// Nothing of what was asked for is on the board.
    #[error("there is nothing on the wall that this picture would show")]
    Empty,
    /// More is on it than is painted as PNG or PDF.
    #[error("there is too much on it for a PNG or PDF; an SVG takes all")]
    TooMuch,
    /// The painter failed: a fault of ours.
    #[error("the picture could not be painted: {0}")]
    Failed(&'static str),
}
