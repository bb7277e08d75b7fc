//! A disk for SQLite that forgets, when the power fails, what was not synced.
//!
//! Every SQLite connection of the process that opens a database in the folder of a [`Disk`] writes
//! through to real files there, so locks, shared memory and several connections are the real ones.
//! Beside them the disk keeps its [`Contents`]: of each file what is durable, and every write since. From
//! these, [`Contents::cut_power`] makes a folder as a power cut might leave it.
//!
//! # What is durable
//! - The bytes of a file: all that was written or cut off before its last sync. A sync of one file says
//!   nothing about another one.
//! - The name of a file: creations and deletions become durable when the folder is synced, as SQLite
//!   does with a deletion if asked to, and with the first sync of a log or journal that it has opened for
//!   making; and not with a sync of the file.
//!
//! # What a power cut leaves of the rest
//! Nothing; or everything; or a beginning in the order of all files together, the last write torn; or any
//! of the sectors of each write and any of the names, where a hole is filled with zeros or junk. The
//! bytes of a sector around a write stay as they are, which SQLite relies on too ("powersafe
//! overwrite").
//!
//! # Not in it
//! Writes that fail, bits that rot, and what a program does to the files without SQLite, a renaming
//! after `VACUUM INTO` for example. The shared memory (`-shm`) is never left: SQLite makes it anew.

mod contents;
mod disk;
mod random;
mod vfs;

pub use contents::Contents;
pub use disk::{Disk, Operation, OperationKind};
pub use random::Random;
