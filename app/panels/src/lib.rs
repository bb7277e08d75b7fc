//! What stands beside the wall: the derived model, the hints, the details of a note and the agenda of
//! the workshop, as HTML; and what the controls in it do, as commands of the board. Pure.
//!
//! A panel is a document. The page that shows it knows five attributes: `data-show` (hover lights these
//! items up, with the chain that `data-chain` names, a click goes there), `data-act` (a control that changes something: what it does, and its
//! value, come back to [`Desk`]) `data-trace` (steps to
//! play one after the other), `data-query` (words to find) and `data-switch` (how this participant looks at it all, or the context map).
//! Everything else is decided here, in a worker of the browser, so that the wall never waits for it.
//!
//! What is guaranteed: whatever is written on notes is text in the HTML; every control has an id that
//! stays the same while the thing it belongs to does, so that the page can keep the focus; a command
//! that comes from a control is decided by the board like any other.

mod act;
mod correct;
mod desk;
mod find;
mod hints;
mod map;
mod markup;
mod message;
mod model;
mod note;
mod outline;
mod tidy;
mod workshop;

pub use act::Act;
pub use desk::Desk;
pub use message::{Chosen, Deed, FromDesk, Mark, PanelName, Shown, ToDesk, View};
