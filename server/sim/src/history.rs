//! What is certain to be recorded, read from the disk itself and not from what the store says.

use std::collections::HashMap;

use squall_board::protocol::Epoch;
use squall_board::{Board, ClientId, CommandId, RecordedEvent, Seq};

use crate::log::{self, End, Entry};

/// The log as a power cut would leave it.
///
/// # Invariants
/// Contiguous from 1, and no command is in it twice: asserted with every event that is added.
#[derive(Debug)]
pub(crate) struct History {
    pub(crate) epoch: Epoch,
    pub(crate) log: Vec<RecordedEvent>,
    commands: HashMap<CommandId, Seq>,
    end: End,
}

impl History {
    /// The history in a file.
    pub(crate) fn read(file: &[u8]) -> Self {
        let (entry, end) = log::read(file, End::default()).expect("a synced file begins");
        let Entry::Begin { epoch } = entry else { panic!("a file begins with its epoch") };
        let (log, commands) = (Vec::new(), HashMap::new());
        let mut history = Self { epoch: Epoch(epoch), log, commands, end };
        history.follow(file);
        history
    }

    /// Takes in what was synced since.
    pub(crate) fn follow(&mut self, file: &[u8]) {
        while let Some((entry, end)) = log::read(file, self.end) {
            let Entry::Events(events) = entry else { panic!("a file begins once") };
            for event in events {
                assert_eq!(event.seq, self.head().next(), "the log has a gap");
                let first = self.commands.insert(event.command_id, event.seq);
                assert_eq!(first, None, "{:?} was recorded twice", event.command_id);
                self.log.push(event);
            }
            self.end = end;
        }
    }

    /// The file after a crash: everything that was synced must be in it. It may hold more.
    pub(crate) fn reopen(&mut self, file: &[u8]) {
        let left = Self::read(file);
        let is_whole = left.epoch == self.epoch && left.log.starts_with(&self.log);
        assert!(is_whole, "recorded events are gone after a crash");
        *self = left;
    }

    /// The place of the last event.
    pub(crate) fn head(&self) -> Seq {
        Seq(self.log.len() as u64)
    }

    /// Whether exactly this event is recorded.
    pub(crate) fn holds(&self, event: &RecordedEvent) -> bool {
        self.at(event.seq) == Some(event)
    }

    /// Where the command is recorded.
    pub(crate) fn place_of(&self, client: ClientId, number: u64) -> Option<Seq> {
        self.commands.get(&CommandId { client, number }).copied()
    }

    /// The board after the event at `seq`.
    pub(crate) fn board_at(&self, seq: Seq) -> Board {
        let mut board = Board::default();
        for recorded in self.log.iter().take_while(|recorded| recorded.seq <= seq) {
            board.apply(&recorded.event, recorded.participant);
        }
        board
    }

    /// The events after `seq`.
    pub(crate) fn after(&self, seq: Seq) -> &[RecordedEvent] {
        self.log.get(seq.0 as usize..).unwrap_or_default()
    }

    fn at(&self, seq: Seq) -> Option<&RecordedEvent> {
        self.log.get(usize::try_from(seq.0).ok()?.checked_sub(1)?)
    }
}
