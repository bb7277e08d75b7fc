//! Every cap of the domain and the protocol, in one place.
//!
//! The board's caps are refused with a named [`crate::Rejection`]; the protocol's caps close the
//! socket with a stated [`crate::protocol::CloseReason`] or shed presence, which is lossy by design.

/// Longest text of one note, in Unicode scalar values.
pub const NOTE_TEXT_CHARS_MAX: usize = 2_000;
/// Most details of one note: fields, rules, tags and the like.
pub const DETAILS_PER_NOTE_MAX: usize = 200;
/// Longest text of all details of one note together, and of an agenda, in Unicode scalar values: either
/// fits into a frame.
pub const DETAILS_CHARS_MAX: usize = 8_000;
/// Longest text of a detail, or reason to dismiss a hint, in Unicode scalar values.
pub const DETAIL_CHARS_MAX: usize = 500;
/// Most phases of an agenda.
pub const PHASES_MAX: usize = 50;
/// Longest time on the timer, in milliseconds: a day.
pub const TIMER_MS_MAX: u64 = 24 * 60 * 60 * 1_000;
/// Most hints that are dismissed on one board.
pub const DISMISSED_HINTS_MAX: usize = 5_000;
/// Most links that are rejected on one board.
pub const REJECTED_LINKS_MAX: usize = 50_000;
/// Most relations between bounded contexts on one board.
pub const RELATIONS_MAX: usize = 2_000;
/// Longest board title, frame title, arrow label or participant name, in Unicode scalar values.
pub const TITLE_CHARS_MAX: usize = 200;
/// Most notes on one board.
pub const NOTES_MAX: usize = 20_000;
/// Most arrows on one board.
pub const ARROWS_MAX: usize = 50_000;
/// Most frames on one board.
pub const FRAMES_MAX: usize = 2_000;
/// Most people whose names one board remembers.
pub const PARTICIPANTS_MAX: usize = 10_000;
/// Farthest coordinate from the origin, in board units, on either axis.
pub const COORDINATE_MAX: f64 = 1_000_000.0;
/// Smallest width and height of a note, in board units.
pub const NOTE_SIZE_MIN: f64 = 40.0;
/// Largest width and height of a note, in board units.
pub const NOTE_SIZE_MAX: f64 = 2_000.0;
/// Smallest width and height of a frame, in board units.
pub const FRAME_SIZE_MIN: f64 = 80.0;
/// Largest width and height of a frame, in board units.
pub const FRAME_SIZE_MAX: f64 = 200_000.0;
/// Most items that one command may name. Longer selections are proposed in several commands.
pub const ITEMS_PER_COMMAND_MAX: usize = 5_000;
/// Longest fractional index, in bytes.
pub const Z_INDEX_BYTES_MAX: usize = 64;

/// Largest frame on the board socket, in bytes, in either direction.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;
/// Most commands of one replica that may be proposed and not yet answered.
pub const IN_FLIGHT_MAX: usize = 64;
/// How many recent events a room keeps for catch-up and for transforming text edits.
pub const RECENT_EVENTS_MAX: usize = 2_000;
/// How many answered command numbers a room remembers for one replica.
pub const ANSWERS_PER_CLIENT_MAX: usize = 1_024;
/// Most people at once on one board.
pub const SESSIONS_MAX: usize = 1_000;
/// The highest number of a socket on a board; after it the free ones are used again. Two bytes on the
/// wire, so that a cursor told to others fits into twelve.
pub const SESSION_NUMBER_MAX: u32 = 16_383;
/// Most notes in one presence selection or preview; the rest is not shown to others.
pub const PRESENCE_ITEMS_MAX: usize = 200;
