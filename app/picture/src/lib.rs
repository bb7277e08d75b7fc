//! What a wall looks like. One description of every note, arrow and frame, made with the strokes of a
//! [`Brush`]: the browser's canvas and the pictures that the server and exports write paint alike. Knows
//! nothing of selections, people or the camera; pure.

mod brush;
mod direction;
mod icons;
mod pieces;
mod scene;
mod svg;
mod theme;

pub use brush::{Brush, Ink, TextStyle};
pub use direction::is_right_to_left;
pub use icons::{ICON_LINE, ICON_SIDE, icon_path, icons};
pub use pieces::{Look, paint_arrow, paint_frame, paint_note, reach_of_note};
pub use scene::{Progress, Scene};
pub use svg::{FONT_FAMILY, Letters, Painted, SvgBrush, escape, painted, wall_svg};
pub use theme::Theme;
