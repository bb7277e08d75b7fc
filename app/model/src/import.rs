//! From text to a wall: reads the notation of the event-storming guide, whole Markdown documents
//! that contain it, and plain lines; lays the result out as notes, arrows and frames.
//!
//! Fields, rules, conditions and delays become details of notes. Nothing is guessed, save the type of a
//! field by its name, and nothing is dropped silently: what is not read, and fields that no note has a
//! place for, are listed with their line numbers and a reason. English labels only.
//!
//! # Source
//! The notation is that of the guide that the project is built from (steps 1 to 5 and "Output
//! format"); the coloured squares are those of its annotated introduction.

mod block;
mod clause;
mod document;
mod fields;
mod items;
mod layout;
mod line;
mod resolve;
mod sample;
mod wall;

pub use layout::layout;
pub use sample::subscription_box;
pub use wall::{
    ImportCount, ImportError, ImportReport, ImportedItems, ParsedContext, ParsedElement,
    ParsedHotspot, ParsedPolicy, ParsedReadModel, ParsedStep, ParsedWall, UnreadLine, UnreadReason,
};

/// Longest text, in bytes.
pub const TEXT_BYTES_MAX: usize = 2_000_000;
/// Most lines of a text.
pub const LINES_MAX: usize = 20_000;
/// Most elements that one text may name: as many as a board has room for.
pub const ELEMENTS_MAX: usize = squall_board::limits::NOTES_MAX;
/// Most bounded contexts of one text.
pub const CONTEXTS_MAX: usize = squall_board::limits::FRAMES_MAX / 2;

/// Reads the text, in time linear in its length.
///
/// # Errors
/// [`ImportError::TooLarge`] beyond [`TEXT_BYTES_MAX`], [`LINES_MAX`], [`ELEMENTS_MAX`] or
/// [`CONTEXTS_MAX`].
pub fn parse(text: &str) -> Result<ParsedWall, ImportError> {
    if text.len() > TEXT_BYTES_MAX || text.lines().count() > LINES_MAX {
        return Err(ImportError::TooLarge);
    }
    let document = document::read(text);
    let wall = resolve::resolve(document);
    let too_large = wall.elements.len() > ELEMENTS_MAX || wall.contexts.len() > CONTEXTS_MAX;
    if too_large { Err(ImportError::TooLarge) } else { Ok(wall) }
}
