//! A session as its board's task sees it.

use squall_board::ClientId;
use squall_board::interest::View;

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
    /// What it sees of the board.
    pub(crate) view: View,
    /// What it saw when it was told of presence last.
    pub(crate) told_view: View,
}

impl Member {
    /// A session that has just come; it is greeted with all presence.
    pub(crate) fn new(client: ClientId, outbox: Outbox) -> Self {
        let view = View::default();
        Self { client, outbox, presence_missed: false, view, told_view: view }
    }
}
