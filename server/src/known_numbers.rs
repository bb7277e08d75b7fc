//! Of which command numbers a board's task knows, without asking the log, whether they are recorded.
//! A command that is decided twice would make an append fail, and with it the whole room; so whoever
//! uses a number that is not known here looks it up first. Knows neither the room nor the store.

use std::collections::HashMap;

use squall_board::ClientId;
use squall_board::limits::ANSWERS_PER_CLIENT_MAX;

/// What is known of the replicas on a board.
///
/// # Invariants
/// The room remembers every recorded number that is known here: it forgets a replica's lowest
/// numbers when it has more than [`ANSWERS_PER_CLIENT_MAX`], and all when the replica is gone.
#[derive(Debug, Default)]
pub(crate) struct KnownNumbers {
    clients: HashMap<ClientId, Known>,
}

#[derive(Debug)]
struct Known {
    /// From here on the log was asked.
    from: u64,
    /// The highest number that the room remembers.
    newest: u64,
}

impl KnownNumbers {
    /// The replica's highest number that the room was told of or recorded.
    pub(crate) fn remembered(&mut self, client: ClientId, number: u64) {
        let known = self.clients.entry(client).or_insert(Known { from: u64::MAX, newest: 0 });
        known.newest = known.newest.max(number);
    }

    /// The room was told all that the log holds of the replica from `number` on.
    pub(crate) fn complete_from(&mut self, client: ClientId, number: u64) {
        self.remembered(client, 0);
        if let Some(known) = self.clients.get_mut(&client) {
            known.from = known.from.min(number);
        }
    }

    /// Whether the room can tell if this command is recorded.
    pub(crate) fn contain(&self, client: ClientId, number: u64) -> bool {
        self.clients.get(&client).is_some_and(|known| {
            let remembered = known.newest.saturating_sub(number) < ANSWERS_PER_CLIENT_MAX as u64;
            known.from <= number && remembered
        })
    }

    /// The replica is gone, and what the room remembered of it too.
    pub(crate) fn forget(&mut self, client: ClientId) {
        self.clients.remove(&client);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: ClientId = ClientId::from_u128(1);

    #[test]
    fn a_number_is_known_from_where_the_log_was_asked() {
        let mut numbers = KnownNumbers::default();
        assert!(!numbers.contain(CLIENT, 5));
        numbers.complete_from(CLIENT, 5);
        assert!(numbers.contain(CLIENT, 5));
        assert!(numbers.contain(CLIENT, 6));
        assert!(!numbers.contain(CLIENT, 4));
        numbers.complete_from(CLIENT, 8);
        assert!(numbers.contain(CLIENT, 5));
        numbers.forget(CLIENT);
        assert!(!numbers.contain(CLIENT, 5));
    }

    #[test]
    fn a_number_that_the_room_may_have_forgotten_is_not_known() {
        let mut numbers = KnownNumbers::default();
        numbers.complete_from(CLIENT, 5);
        numbers.remembered(CLIENT, 5_000);
        assert!(!numbers.contain(CLIENT, 5_000 - ANSWERS_PER_CLIENT_MAX as u64));
        assert!(numbers.contain(CLIENT, 5_001 - ANSWERS_PER_CLIENT_MAX as u64));
    }
}
