//! What must hold in a simulation, after every step and at its end.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{Board, BoardEvent};

use super::Simulation;
use super::peer::{characters, texts};
use super::server::replay;

/// The characters that an event puts on the board.
pub(crate) fn written(event: &BoardEvent) -> BTreeSet<char> {
    match event {
        BoardEvent::TextEdited { operation, .. } => {
            operation.inserted().flat_map(str::chars).collect()
        }
        BoardEvent::ItemsAdded { notes, .. } => {
            notes.iter().flat_map(|note| note.text.chars()).collect()
        }
        _ => BTreeSet::new(),
    }
}

impl Simulation {
    pub(super) fn check_step(&self) {
        for peer in &self.peers {
            peer.check_view();
        }
    }

    pub(super) fn check_end(&self) {
        let log = &self.server.log;
        let board = replay(log);
        assert_eq!(self.server.room.board(), &board, "the room is not what its log says");
        for (place, peer) in self.peers.iter().enumerate() {
            let replica = peer.editor.replica();
            assert_eq!(replica.confirmed(), &board, "peer {place} has not converged");
            assert_eq!(replica.view(), &board, "peer {place} shows something else");
        }
        self.check_commands();
        self.check_characters(&board);
    }

    /// Nothing is recorded twice; everything that was acknowledged is in the log.
    fn check_commands(&self) {
        let mut recorded = BTreeMap::new();
        for (place, event) in self.server.log.iter().enumerate() {
            assert_eq!(event.seq.0, place as u64 + 1, "the log has a gap");
            let twice = recorded.insert(event.command_id, event.seq);
            assert_eq!(twice, None, "{:?} was recorded twice", event.command_id);
        }
        for peer in &self.peers {
            for number in peer.acknowledged.keys() {
                let id = squall_board::CommandId { client: peer.client, number: *number };
                let known = recorded.contains_key(&id) || self.lost_commands.contains(&id);
                assert!(known, "{id:?} was acknowledged and is not in the log");
            }
        }
    }

    /// No character disappears that nobody wanted gone, and none is doubled.
    fn check_characters(&self, board: &Board) {
        let mut unwanted: BTreeSet<char> = BTreeSet::new();
        let mut refused: BTreeSet<char> = BTreeSet::new();
        for peer in &self.peers {
            unwanted.extend(&peer.unwanted);
            refused.extend(&peer.refused);
        }
        let fallen = self.fallen_with_notes();
        let there = characters(board);
        for (character, author) in &self.authors {
            let excused = unwanted.contains(character)
                || refused.contains(character)
                || fallen.contains(character)
                || self.lost_characters.contains(character);
            assert!(there.contains(character) || excused, "{character} of peer {author} is lost");
        }
        let mut seen = BTreeSet::new();
        for character in texts(board).values().flat_map(|text| text.chars()) {
            let doubled = !seen.insert(character) && !unwanted.contains(&character);
            assert!(!doubled, "{character} is there twice");
        }
    }

    /// Characters that were on a note when it was deleted. Every other character that the log
    /// takes away was meant by somebody.
    fn fallen_with_notes(&self) -> BTreeSet<char> {
        let mut board = Board::default();
        let mut fallen = BTreeSet::new();
        for recorded in &self.server.log {
            let before = characters(&board);
            board.apply(&recorded.event, recorded.participant);
            let after = characters(&board);
            if let BoardEvent::ItemsDeleted { .. } = &recorded.event {
                fallen.extend(before.difference(&after));
                continue;
            }
            let author = self.peers.iter().find(|peer| peer.client == recorded.command_id.client);
            for gone in before.difference(&after) {
                let meant = author.is_some_and(|peer| peer.unwanted.contains(gone));
                assert!(meant, "{gone} was deleted by {recorded:?}, who did not mean it");
            }
        }
        fallen
    }

    pub(super) fn print_state(&self, place: usize) {
        let peer = &self.peers[place];
        let replica = peer.editor.replica();
        let texts: Vec<_> = texts(replica.view()).into_values().collect();
        let pending: Vec<_> = replica.pending().collect();
        eprintln!(
            "peer {place} head {} seen {} texts {texts:?} pending {pending:?} log {:?}",
            self.server.room.head(),
            replica.last_seq(),
            self.server.log.last().map(|event| &event.event),
        );
    }
}
