//! What a workshop starts from: agendas with their phases, examples of walls, and advice for whoever
//! leads. Pure: no clock, no randomness, no I/O; ids come in as data.
//!
//! Everything here is a template. A board gets a copy, which its people change as they like, and does
//! not know where the copy came from.

mod agenda;
mod agendas;
mod example;

pub use agenda::{AgendaTemplate, PhaseTemplate};
pub use agendas::{agenda, agendas};
pub use example::{Example, example, examples};
