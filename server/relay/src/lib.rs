//! What the people on a board are told, and in which order: events, answers, who is there, presence.
//! Whoever is behind is given what they lack from the log, on the same socket. Knows no sockets, clocks
//! or disks: the caller says when, and where a frame waits until it is written ([`Outbox`]).

mod audience;
pub mod frames;
pub mod limits;
mod member;
mod outbox;
mod presence;

pub use audience::{Audience, Decided};
pub use outbox::{Outbox, Overflow};
pub use presence::Relayed;
