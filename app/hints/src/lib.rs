//! What a wall leaves open or says oddly, as hints that teach event storming: why it hurts, what to
//! ask, and a fix that one click carries out. Pure: no clock, no I/O, and equal walls give equal hints.
//!
//! What is guaranteed: no hint in chaotic exploration; no hint about the absence of something before
//! the phase that looks for it is over; nothing is said about the words of a wall whose language is not
//! known; a fix that is offered is a command that the board accepts, after which the hint is gone.
//! Hints never depend on the order in which notes were made, nor on where on the wall it all stands.
//! What is not: that every weakness is found. A wrong hint is the worse mistake, so rules stay silent
//! where they are unsure.
//!
//! What notes say in details and what they say in words counts alike: an owner and "owner: Ann" on a
//! hot spot, a condition and "(retry count < 2)" as the exit of a loop. For some things there are only
//! words: a label on an arrow as the exit of a loop, "(admin-facing)" or a tag such as "admin-facing" as
//! the reader of a read model.
//!
//! Where nobody leads, the wall itself shows how far people have come, and hints stay gentle:
//! [`Settings::free`].
//!
//! # Source
//! The guide to event storming that Squall is built from (its grammar, its table of common mistakes, its
//! phases), Alberto Brandolini's notation as the DDD Crew describes it, and for single rules the tools
//! and papers that they name.

mod ask;
mod fields;
mod fix;
mod graph;
#[cfg(test)]
mod growth;
mod hint;
mod rules;
mod settings;
mod steps;
mod terms;
#[cfg(test)]
mod testing;
mod wall;

pub use ask::{Question, ask_next};
pub use fix::{Action, Fix, Joined, NewField};
pub use hint::{DismissedHint, Hint, Severity, Told, dismissed, hints, tell};
pub use rules::{Gravity, RULES, Rule, RuleId, rule};
pub use settings::{Level, Need, Settings, Stage};
