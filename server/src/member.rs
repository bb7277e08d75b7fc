//! A session as its board's task sees it.

use squall_board::ClientId;

use crate::outbox::Outbox;

/// A session in a room.
#[derive(Debug)]
pub(crate) struct Member {
    /// The replica that it speaks for.
    pub(crate) client: ClientId,
    /// Where it is written to.
    pub(crate) outbox: Outbox,
    /// Whether presence was left out because too much was waiting for it.
    pub(crate) presence_missed: bool,
}
