//! Caps on what people are told, and what happens when they are reached.

/// Frames with several events or several people's presence are cut below this size. One event alone
/// may be larger than [`squall_board::limits::FRAME_BYTES_MAX`], which bounds only what browsers send:
/// deleting notes also names the arrows that go with them.
pub const LIST_FRAME_BYTES: usize = 48 * 1024;
/// A replica that has missed more bytes of events than this fetches the snapshot instead.
pub const TAIL_BYTES_MAX: usize = 1024 * 1024;
