//! Every cap of the store, and what happens when it is reached.

use std::time::Duration;

/// Most writes that wait for the writer; further callers wait before they enter the queue.
pub const WRITE_QUEUE_MAX: usize = 1_024;
/// Most writes of one transaction; the rest waits for the next one.
pub const BATCH_WRITES_MAX: usize = 512;
/// How many events close a batch. The append that reaches it is still part of the batch.
pub const BATCH_EVENTS_MAX: usize = 512;
/// A batch of this many appends shows that the writer is busy: then it gathers for [`GATHER`] before the
/// next one, because fewer and larger transactions cost everybody less.
pub const BUSY_APPENDS: usize = 24;
/// How long a busy writer gathers.
pub const GATHER: Duration = Duration::from_millis(3);
/// Most rows of one SQL statement, a power of two: nine values each stay far below SQLite's 32,766, and
/// the statements of every shorter power of two are kept prepared as well.
pub const STATEMENT_ROWS_MAX: usize = 64;
/// How many boards' heads the writer remembers; then it forgets them all and asks again.
pub const HEADS_MAX: usize = 4_096;
/// Connections for reading; further readers wait.
pub const READERS_MAX: u32 = 4;
/// How long a read waits for a connection before it fails.
pub const READER_WAIT_MAX: Duration = Duration::from_secs(10);
/// How long SQLite waits for a lock of another connection.
pub const BUSY_WAIT_MAX: Duration = Duration::from_secs(5);
/// How many events are read at a time when a board is loaded.
pub const READ_PAGE_EVENTS: usize = 1_000;
/// Most exports that one listing gives; older ones are left out.
pub const EXPORTS_LISTED_MAX: usize = 500;
/// After this long without a write, the writer moves the write-ahead log into the database.
pub const CHECKPOINT_IDLE: Duration = Duration::from_millis(200);
/// After this many pages (estimated) another connection does so beside the writer, idle or not.
pub const CHECKPOINT_PAGES: u64 = 2_048;
/// After this many times as much the writer itself moves what is left, so that the log's file ends at
/// about 32 MiB under steady load.
pub const LOG_CHECKPOINTS_MAX: u64 = 4;
/// What is left of the write-ahead log's file when it starts from the beginning again, in bytes.
pub const WAL_KEPT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// How much of the database the writer keeps in memory, in KiB.
pub const WRITER_CACHE_KIB: u32 = 64 * 1024;
/// Databases up to this size are checked at every start; larger ones after an unclean end only.
pub const CHECK_ALWAYS_BYTES_MAX: u64 = 256 * 1024 * 1024;
