//! Every cap and wait of the server, and what happens when it is reached. Those of the board and
//! the protocol are in [`squall_board::limits`], those of frames in [`squall_relay::limits`].

use std::time::Duration;

use squall_board::limits::FRAME_BYTES_MAX;
pub use squall_relay::limits::TAIL_BYTES_MAX;

/// Most boards open at once; further ones are refused with [`crate::Unavailable::Busy`].
pub const ROOMS_MAX: usize = 10_000;
/// Most sockets at once; further ones are refused before the upgrade.
pub const SOCKETS_MAX: usize = 20_000;
/// Most messages that wait for a board's task; senders wait, and so does the network behind them.
pub const INBOX_MAX: usize = 1_024;
/// Most messages that a board's task takes at a time; their events share one commit.
pub const BATCH_MAX: usize = 512;
/// How often joining is tried anew when the room ends at that very moment.
pub const JOIN_ATTEMPTS_MAX: usize = 8;

/// Most bytes that wait for one socket. With a recorded event more the socket is behind: nothing is
/// queued for it until it has taken enough, and then it is given what it lacks from the log. A single
/// frame is always taken when nothing waits.
pub const OUTBOX_BYTES_MAX: usize = 256 * 1024;
/// With more bytes than this waiting for a socket, it gets no presence until they are gone.
pub const OUTBOX_PRESENCE_BYTES_MAX: usize = 64 * 1024;
/// Largest first message on a socket, in bytes.
pub const HELLO_BYTES_MAX: usize = 1_024;
/// Frames up to this size are read, so that they can be refused in a clean way; larger ones break
/// the connection.
pub const READ_FRAME_BYTES_MAX: usize = 2 * FRAME_BYTES_MAX;
/// The buffer for reading one socket, in bytes.
pub const READ_BUFFER_BYTES: usize = 4 * 1024;
/// After about this many bytes what was written is flushed and no longer counts as waiting.
pub const WRITE_BYTES: usize = 64 * 1024;
/// How often sockets that are behind are given more, if they can take it.
pub const REFILL_EVERY: Duration = Duration::from_millis(50);
/// Most events that one of them is given at a time.
pub const REFILL_EVENTS: usize = 256;
/// A socket that does not take [`WRITE_BYTES`] within this time is closed with
/// [`squall_board::protocol::CloseReason::TooSlow`].
pub const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// How long a closing socket waits for the other side's farewell.
pub const FAREWELL_WITHIN: Duration = Duration::from_secs(2);

/// How many commands per second one socket may propose in the long run. Beyond it the server reads
/// more slowly; nothing is lost.
pub const PROPOSALS_PER_SECOND: f64 = 200.0;
/// How many commands it may propose at once.
pub const PROPOSALS_BURST: f64 = 400.0;
/// How many changes of presence per second one socket may show; in between only the newest counts. More
/// than any screen shows; how many frames they make is bounded for the board as a whole.
pub const PRESENCE_PER_SECOND: f64 = 250.0;
/// How many it may show at once.
pub const PRESENCE_BURST: f64 = 60.0;
/// How many frames of presence per second one board sends in the long run, when little is in each; with
/// more to send, what people show is gathered longer.
pub const PRESENCE_FRAMES_PER_SECOND: f64 = 25_000.0;
/// How many bytes in frames take as much of the server's time as one frame more.
pub const PRESENCE_BYTES_LIKE_A_FRAME: f64 = 640.0;
/// How many frames it sends at once.
pub const PRESENCE_FRAMES_BURST: f64 = 2_500.0;
/// The longest that presence is gathered, however many frames that makes.
pub const PRESENCE_PAUSE_MAX: Duration = Duration::from_millis(33);
/// How many messages other than proposals per second are borne; more close the socket with
/// [`squall_board::protocol::CloseReason::TooFast`].
pub const CHATTER_PER_SECOND: f64 = 500.0;
/// How many of them are borne at once.
pub const CHATTER_BURST: f64 = 1_500.0;

/// How many boards per second can be made on this server in the long run: one a second is far more
/// than workshops need, and keeps a script from filling the disk. More are refused.
pub const NEW_BOARDS_PER_SECOND: f64 = 1.0;
/// How many boards can be made at once.
pub const NEW_BOARDS_BURST: f64 = 60.0;

/// Newcomers get a packed snapshot that so many events, or
pub const PACKED_LAG_EVENTS: u64 = 256;
/// so many bytes of them, behind the board's head at most.
pub const PACKED_LAG_BYTES: usize = TAIL_BYTES_MAX / 4;

/// Most pictures that are made at once: a large one takes seconds of a core and a hundred megabytes.
/// Others wait.
pub const PICTURES_AT_ONCE: usize = 2;
/// Most pictures that are asked for at once, those that wait included; more are refused with
/// [`crate::Unavailable::Busy`]'s sentence.
pub const PICTURES_ASKED_MAX: usize = 16;
/// Most bytes that say what is in a picture: the ids of every note of a full board.
pub const PICTURE_CHOICE_BYTES_MAX: usize = 1_000_000;

/// A snapshot is stored after this many events.
pub const SNAPSHOT_EVENTS: u64 = 1_000;
/// Largest body of a request, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Largest file of the site that is served, in bytes.
pub const SITE_FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long stopping may take.
pub const STOP_WITHIN: Duration = Duration::from_secs(10);
