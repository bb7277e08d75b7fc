//! What people were shown of one board and what they were promised, and whether it stays true. Knows
//! only what came over the public protocol.

use std::collections::HashMap;

use squall_board::{ClientId, CommandId, RecordedEvent, Seq};

/// Everything that was shown and acknowledged on one board, by anybody, over all restarts.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    shown: Vec<RecordedEvent>,
    places: HashMap<CommandId, Seq>,
    newest: HashMap<ClientId, u64>,
    acknowledged: HashMap<CommandId, Seq>,
    unaudited: Vec<CommandId>,
    pub(super) faults: Faults,
}

/// Broken promises, by sort.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Faults {
    /// Acknowledged commands that are not where their acknowledgement said, or are another event.
    pub(super) lost: u64,
    /// Commands that were recorded twice.
    pub(super) doubled: u64,
    /// Commands that were recorded after a later one of the same author.
    pub(super) reordered: u64,
    /// Events that somebody was shown and that are no longer there, or are others.
    pub(super) gone: u64,
    /// The first of them, in words.
    pub(super) first: Option<String>,
}

impl Faults {
    fn note(&mut self, sort: fn(&mut Self) -> &mut u64, what: impl FnOnce() -> String) {
        *sort(self) += 1;
        self.first.get_or_insert_with(what);
    }

    /// Those of several boards together.
    pub(super) fn add(&mut self, other: &Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.reordered += other.reordered;
        self.gone += other.gone;
        self.first = self.first.take().or_else(|| other.first.clone());
    }
}

impl Ledger {
    /// The last event that anybody was shown.
    pub(super) fn head(&self) -> Seq {
        Seq(self.shown.len() as u64)
    }

    /// How many commands were acknowledged.
    pub(super) fn acknowledged_count(&self) -> u64 {
        self.acknowledged.len() as u64
    }

    /// Everything that was shown, in order.
    pub(super) fn shown(&self) -> &[RecordedEvent] {
        &self.shown
    }

    /// Somebody was shown this event, and all before it.
    pub(super) fn show(&mut self, event: &RecordedEvent) {
        let (seq, command) = (event.seq, event.command_id);
        let place = usize::try_from(seq.0).unwrap_or(usize::MAX);
        if let Some(before) = place.checked_sub(1).and_then(|place| self.shown.get(place)) {
            if before != event {
                let before = before.command_id;
                self.faults.note(
                    |faults| &mut faults.gone,
                    || format!("{before:?} was shown at {seq}, where now {command:?} is"),
                );
            }
            return;
        }
        if seq != self.head().next() {
            let head = self.head();
            self.faults.note(
                |faults| &mut faults.gone,
                || format!("{command:?} is at {seq}, and nothing after {head}"),
            );
            return;
        }
        if let Some(first) = self.places.insert(command, seq) {
            self.faults.note(
                |faults| &mut faults.doubled,
                || format!("{command:?} is at {first} and again at {seq}"),
            );
        }
        let newest = self.newest.entry(command.client).or_default();
        if command.number < *newest {
            let newest = *newest;
            self.faults.note(
                |faults| &mut faults.reordered,
                || format!("{command:?} is at {seq}, after its author's {newest}"),
            );
        }
        *newest = command.number.max(*newest);
        self.shown.push(event.clone());
    }

    /// The command's author was told that it is recorded at `seq`; perhaps not for the first time.
    pub(super) fn acknowledge(&mut self, command: CommandId, seq: Seq) {
        match self.acknowledged.insert(command, seq) {
            None => self.unaudited.push(command),
            Some(first) if first == seq => {}
            Some(first) => self.faults.note(
                |faults| &mut faults.doubled,
                || format!("{command:?} was acknowledged at {first} and again at {seq}"),
            ),
        }
    }

    /// Somebody has read the board anew, up to `head`: all that was shown must be there, and
    /// everything that was acknowledged since the last audit must be where it was said to be.
    pub(super) fn audit(&mut self, head: Seq) {
        let shown = self.head();
        if head < shown {
            self.faults.note(
                |faults| &mut faults.gone,
                || format!("the log ends at {head}, but {shown} was shown"),
            );
        }
        for command in std::mem::take(&mut self.unaudited) {
            self.check_place(command);
        }
    }

    /// The same for everything that was ever acknowledged.
    pub(super) fn audit_all(&mut self) {
        let commands: Vec<_> = self.acknowledged.keys().copied().collect();
        for command in commands {
            self.check_place(command);
        }
    }

    fn check_place(&mut self, command: CommandId) {
        let (promised, found) = (self.acknowledged[&command], self.places.get(&command).copied());
        if found != Some(promised) {
            let found = found.map_or("not in the log".to_owned(), |seq| format!("at {seq}"));
            self.faults.note(
                |faults| &mut faults.lost,
                || format!("{command:?} was acknowledged at {promised} and is {found}"),
            );
        }
    }

    /// The command is recorded, but says something else than its author did.
    pub(super) fn altered(&mut self, command: CommandId) {
        self.faults.note(
            |faults| &mut faults.lost,
            || format!("{command:?} was recorded as something else"),
        );
    }
}

#[cfg(test)]
mod tests {
    use squall_board::{BoardEvent, ParticipantId};

    use super::*;

    fn command(number: u64) -> CommandId {
        CommandId { client: ClientId::from_u128(1), number }
    }

    fn event(seq: u64, number: u64) -> RecordedEvent {
        RecordedEvent {
            seq: Seq(seq),
            command_id: command(number),
            participant: ParticipantId::from_u128(1),
            recorded_at_ms: 0,
            event: BoardEvent::BoardRetitled { title: number.to_string() },
        }
    }

    fn ledger(events: &[(u64, u64)]) -> Ledger {
        let mut ledger = Ledger::default();
        for (seq, number) in events {
            ledger.show(&event(*seq, *number));
        }
        ledger
    }

    fn faults(ledger: &Ledger) -> [u64; 4] {
        let Faults { lost, doubled, reordered, gone, .. } = ledger.faults;
        [lost, doubled, reordered, gone]
    }

    #[test]
    fn what_stays_as_it_was_shown_and_promised_is_no_fault() {
        let mut ledger = ledger(&[(1, 1), (2, 2), (1, 1), (2, 2)]);
        ledger.acknowledge(command(2), Seq(2));
        ledger.acknowledge(command(2), Seq(2));
        ledger.audit(Seq(2));
        ledger.audit_all();
        assert_eq!(ledger.faults, Faults::default());
        assert_eq!((ledger.head(), ledger.acknowledged_count()), (Seq(2), 1));
    }

    #[test]
    fn an_acknowledged_command_that_is_not_in_the_log_is_lost() {
        let mut ledger = ledger(&[(1, 1)]);
        ledger.acknowledge(command(2), Seq(2));
        ledger.audit(Seq(1));
        assert_eq!(faults(&ledger), [1, 0, 0, 0]);
        let first = ledger.faults.first.unwrap();
        assert!(first.contains("number: 2"), "{first}");
    }

    #[test]
    fn a_command_at_two_places_is_doubled() {
        assert_eq!(faults(&ledger(&[(1, 1), (2, 1)])), [0, 1, 0, 0]);
        let mut ledger = ledger(&[(1, 1), (2, 2)]);
        ledger.acknowledge(command(1), Seq(1));
        ledger.acknowledge(command(1), Seq(2));
        assert_eq!(faults(&ledger), [0, 1, 0, 0]);
    }

    #[test]
    fn a_command_behind_a_later_one_is_reordered() {
        assert_eq!(faults(&ledger(&[(1, 2), (2, 1)])), [0, 0, 1, 0]);
    }

    #[test]
    fn an_event_that_was_shown_and_is_another_now_is_gone() {
        assert_eq!(faults(&ledger(&[(1, 1), (1, 2)])), [0, 0, 0, 1]);
        assert_eq!(faults(&ledger(&[(1, 1), (3, 3)])), [0, 0, 0, 1]);
        let mut ledger = ledger(&[(1, 1), (2, 2)]);
        ledger.audit(Seq(1));
        assert_eq!(faults(&ledger), [0, 0, 0, 1]);
    }
}
