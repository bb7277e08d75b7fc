//! Durable storage of boards: the event log, snapshots and exported models.
//!
//! [`EventStore`] is the boundary; [`SqliteStore`] and [`MemoryStore`] implement it and pass one
//! contract suite. Correctness lies in "append with the expected seq", not in a lock of this
//! process, so that a store shared by several nodes can follow. This crate decides nothing about
//! boards, and no other crate of the workspace knows SQL.

#[cfg(test)]
mod contract;
mod digest;
mod error;
mod event_store;
pub mod limits;
mod load;
mod memory;
mod sqlite;

pub use error::{AppendError, DatabaseFailure, OpenError, StoreError};
pub use event_store::{BoardRecord, Epoch, EventStore, ExportId, ExportRecord, NewExport};
pub use load::{LoadedBoard, load_board};
pub use memory::MemoryStore;
pub use sqlite::{SqliteStore, WriteCounts, back_up, restore};
