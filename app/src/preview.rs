//! The wall as a picture, rendered on the server: visible before any WebAssembly runs, and without it.

use squall_board::Board;
use squall_picture::Theme;

/// The wall as an SVG picture in the colours of the page; empty for an empty board.
#[must_use]
pub fn wall_svg(board: &Board) -> String {
    squall_picture::wall_svg(board, &Theme::OF_THE_PAGE)
}
