//! A seeded simulation of Squall's sync without sockets, clocks or threads: a room and a store as the
//! server has them, people's editors as the browser has them, and between them a network and a disk
//! that do what networks and disks do. `docs/simulator.md` says how to use it. Never shipped.

mod characters;
mod checks;
mod disk;
mod history;
mod line;
mod log;
mod peer;
mod presence;
mod random;
mod seeds;
mod server;
mod simulation;
mod store;
mod tabs;
mod text;
mod work;

pub use seeds::{Failure, first_failure};
pub use simulation::{Plan, Weather, run};
pub use text::run_text;
