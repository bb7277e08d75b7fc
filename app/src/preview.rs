//! The wall as a picture, rendered on the server: visible before any WebAssembly runs, and without it.

use squall_board::Board;
use squall_picture::Theme;

/// Most notes in the picture; the rest appears when the page has come to life.
const NOTES_MAX: usize = 2_000;

/// The wall as an SVG picture in the colours of the page; empty for an empty board.
#[must_use]
pub fn wall_svg(board: &Board) -> String {
    squall_picture::wall_svg(board, &Theme::OF_THE_PAGE, NOTES_MAX)
}
