//! The Squall server: pages, board sockets, exports.
//!
//! A board's edits are decided by one task ([`Hub`] finds it), stored, and only then told to anybody.
//! What is decided lies in `squall-board`, how it is stored in `squall-store`, who is told what in
//! `squall-relay`; this crate knows sockets, HTTP and time.

mod api;
mod config;
mod error;
mod export_command;
mod hub;
mod known_numbers;
mod language;
pub mod limits;
mod origin;
mod outbox;
mod packed;
mod pages;
mod presence_pace;
mod rate;
mod room_task;
mod router;
mod server;
mod site;
mod snapshots;
pub mod telemetry;
mod ws;

pub use api::{PictureChoice, PictureFormat};
pub use config::{Config, Timings};
pub use export_command::{board_in_link, export_board, export_picture};
pub use hub::{BoardView, Hub, Unavailable};
pub use server::Server;
