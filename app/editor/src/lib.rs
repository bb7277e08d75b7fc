//! The participant's half of a board: everything that happens between a hand on a pointer or
//! keyboard and a command, and between a message from the server and what is to be drawn. Pure: no
//! document, socket, clock or randomness, so all of it is tested without a browser.

pub mod actions;
pub mod arrange;
pub mod camera;
pub mod clipboard;
mod composition;
mod detour;
mod editor;
pub mod flow;
pub mod gesture;
pub mod hit_test;
pub mod kept;
pub mod keymap;
pub mod minimap;
pub mod news;
mod pending;
pub mod people;
mod replica;
pub mod route;
pub mod search;
mod selection;
pub mod snap;
pub mod text_layout;
pub mod touch;
mod undo_stack;

pub use editor::{EditTarget, Editor, Effects, Notice, Tool};
pub use replica::{Accepted, Change, Gap, Refused, Replica};
pub use selection::Selection;
pub use text_layout::{TextLayout, lay_out};
pub use undo_stack::{Reversal, UNDO_MAX, UndoStack};
