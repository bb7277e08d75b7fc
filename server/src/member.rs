//! A session as its board's task sees it.

use squall_board::limits::ANSWERS_PER_CLIENT_MAX;
use squall_board::{ClientId, Seq};

use crate::outbox::Outbox;

/// A session in a room.
#[derive(Debug)]
pub(crate) struct Member {
    /// The replica that it speaks for.
    pub(crate) client: ClientId,
    /// Which command numbers it may use.
    pub(crate) numbers: CommandNumbers,
    /// Where it is written to.
    pub(crate) outbox: Outbox,
    /// Whether presence was left out because too much was waiting for it.
    pub(crate) presence_missed: bool,
}

impl Member {
    /// A session whose replica has `recorded` commands from `first_pending` on.
    pub(crate) fn new(
        client: ClientId,
        first_pending: Option<u64>,
        recorded: &[(u64, Seq)],
        outbox: Outbox,
    ) -> Self {
        let newest = recorded.iter().map(|(number, _)| *number).max().unwrap_or(0);
        let numbers = CommandNumbers { from: first_pending, newest };
        Self { client, numbers, outbox, presence_missed: false }
    }
}

/// Which numbers a session may use, so that each is known either to be recorded or not. Without
/// this check one session could make an append fail, and with it the whole room, by using a number
/// that was recorded and forgotten long ago.
#[derive(Debug)]
pub(crate) struct CommandNumbers {
    /// From here on the room knows which numbers are recorded.
    from: Option<u64>,
    newest: u64,
}

impl CommandNumbers {
    /// Whether this number can be decided on, once it is looked up.
    pub(crate) fn admits(&self, number: u64) -> bool {
        let storable = (1..=i64::MAX as u64).contains(&number);
        let remembered = self.newest.saturating_sub(number) < ANSWERS_PER_CLIENT_MAX as u64;
        storable && remembered && self.from.is_none_or(|from| from <= number)
    }

    /// Whether the log was asked for the numbers from the session's first on.
    pub(crate) fn is_looked_up(&self) -> bool {
        self.from.is_some()
    }

    /// From `number` on it is known what the log holds, unless it was known from earlier on.
    pub(crate) fn looked_up(&mut self, number: u64) {
        self.from.get_or_insert(number);
    }

    /// The number was recorded.
    pub(crate) fn recorded(&mut self, number: u64) {
        self.newest = self.newest.max(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_the_log_cannot_hold_are_not_admitted() {
        let numbers = CommandNumbers { from: None, newest: 0 };
        assert!(!numbers.admits(0));
        assert!(numbers.admits(1));
        assert!(!numbers.admits(u64::MAX));
    }

    #[test]
    fn numbers_before_the_first_pending_one_or_long_forgotten_are_not_admitted() {
        let mut numbers = CommandNumbers { from: Some(5), newest: 0 };
        assert!(!numbers.admits(4));
        assert!(numbers.admits(5));
        numbers.recorded(5_000);
        assert!(!numbers.admits(5));
        assert!(numbers.admits(4_999));
    }
}
