//! What must hold in a simulation, after every step and at its end.

use std::collections::BTreeMap;

use squall_board::{Board, BoardEvent, NoteId, RecordedEvent, Seq};

use crate::characters::Characters;
use crate::history::History;
use crate::peer::characters;
use crate::simulation::Simulation;

/// After so many steps everything is compared, not only what the step has changed.
const FULL_CHECK_STEPS: usize = 64;

/// The board that the log makes, followed event by event.
#[derive(Default)]
pub(crate) struct Fold {
    seq: Seq,
    board: Board,
    /// Characters that were on a note when it was deleted.
    fallen: Characters,
}

/// The characters that an event puts on the board.
pub(crate) fn written(event: &BoardEvent) -> Characters {
    let mut characters = Characters::default();
    match event {
        BoardEvent::TextEdited { operation, .. } => {
            operation.inserted().for_each(|words| characters.add(words));
        }
        BoardEvent::ItemsAdded { notes, .. } => {
            notes.iter().for_each(|note| characters.add(&note.text));
        }
        _ => {}
    }
    characters
}

impl Simulation {
    /// Checks what the last step has changed; now and then everything.
    pub(crate) fn check_step(&mut self) {
        self.check_log();
        let everything = self.steps.is_multiple_of(FULL_CHECK_STEPS);
        for place in 0..self.peers.len() {
            if everything || self.peers[place].is_unchecked {
                self.check_confirmed(place);
                self.peers[place].check_view();
                self.peers[place].is_unchecked = false;
            }
            if let Some(line) = &self.peers[place].line {
                line.check();
            }
        }
        if everything {
            self.check_room();
        }
    }

    pub(crate) fn check_end(&mut self) {
        self.check_log();
        self.check_room();
        let head = self.server.history.head();
        let board = self.server.history.board_at(head);
        assert!(self.fold.board == board, "following the log is not folding it");
        for (place, peer) in self.peers.iter().enumerate() {
            let replica = peer.editor.replica();
            assert_eq!(replica.last_seq(), head, "peer {place} is not at the head");
            assert!(replica.confirmed() == &board, "peer {place} has not converged");
            assert!(replica.view() == &board, "peer {place} shows something else");
        }
        self.check_acknowledged();
        self.check_characters(&board);
        self.check_shown();
    }

    /// Follows the log: no event takes away what its author did not mean to.
    fn check_log(&mut self) {
        let Self { fold, server, peers, .. } = self;
        for recorded in server.history.after(fold.seq) {
            let touched = recorded.event.touched(recorded.participant).notes;
            let before = text_characters(&fold.board, &touched);
            fold.board.apply(&recorded.event, recorded.participant);
            fold.seq = recorded.seq;
            let gone = before.without(&text_characters(&fold.board, &touched));
            if let BoardEvent::ItemsDeleted { .. } = &recorded.event {
                fold.fallen.extend(&gone);
                continue;
            }
            let author =
                peers.iter().find(|peer| peer.clients.contains(&recorded.command_id.client));
            let author = author.expect("somebody has asked for it");
            let unmeant = gone.without(&author.unwanted).iter().next();
            assert_eq!(unmeant, None, "{recorded:?} takes away what its author did not mean to");
        }
    }

    /// The confirmed board of a replica is what the log's beginning makes, up to where it is.
    fn check_confirmed(&mut self, place: usize) {
        let peer = &mut self.peers[place];
        let replica = peer.editor.replica();
        let (epoch, seq) = (replica.epoch(), replica.last_seq());
        let history = match epoch {
            Some(epoch) if epoch != self.server.history.epoch => &self.past[&epoch],
            _ => &self.server.history,
        };
        let (known_epoch, known_seq, board) = &mut peer.expected;
        let goes_on = *known_seq == Seq::ZERO || (*known_epoch == epoch && *known_seq <= seq);
        if goes_on {
            let missing = seq.since(*known_seq) as usize;
            for recorded in history.after(*known_seq).iter().take(missing) {
                board.apply(&recorded.event, recorded.participant);
            }
        } else {
            *board = history.board_at(seq);
        }
        (*known_epoch, *known_seq) = (epoch, seq);
        assert!(seq <= history.head(), "peer {place} has seen more than is recorded");
        assert!(replica.confirmed() == board, "peer {place}: confirmed is not the log at {seq}");
    }

    /// A room without anything undecided is what the log says.
    fn check_room(&self) {
        if self.server.is_at_rest() {
            assert!(self.server.room.board() == &self.fold.board, "the room is not its log");
            assert_eq!(self.server.room.head(), self.fold.seq, "the room is not at the head");
        }
    }

    /// Everything that was acknowledged is in the log, unless a restored backup has lost it.
    pub(crate) fn check_acknowledged(&self) {
        for (place, peer) in self.peers.iter().enumerate() {
            for id in peer.acknowledged.keys() {
                let place_in_log = self.server.history.place_of(id.client, id.number);
                let is_known = place_in_log.is_some() || self.lost_commands.contains(id);
                assert!(is_known, "{id:?} of peer {place} was acknowledged and is lost");
            }
        }
    }

    /// No character disappears that nobody wanted gone, and none is doubled.
    fn check_characters(&self, board: &Board) {
        let mut excused = self.fold.fallen.clone();
        excused.extend(&self.lost_characters);
        let mut unwanted = Characters::default();
        for peer in &self.peers {
            unwanted.extend(&peer.unwanted);
            excused.extend(&peer.refused);
            excused.extend(&peer.unkept);
        }
        excused.extend(&unwanted);
        let (there, doubled) = characters(board);
        for (number, author) in self.authors.iter().enumerate() {
            let character = crate::characters::character(number);
            let is_safe = there.contains(character) || excused.contains(character);
            assert!(is_safe, "{character} of peer {author} is lost");
        }
        let unmeant = doubled.without(&unwanted).iter().next();
        assert_eq!(unmeant, None, "a character is there twice");
    }

    /// A backup is restored: what came after it is lost, and that is no error.
    pub(crate) fn forget(&mut self, before: History) {
        for lost in before.after(self.server.history.head()) {
            let RecordedEvent { command_id, event, .. } = lost;
            self.lost_commands.insert(*command_id);
            self.lost_characters.extend(&written(event));
        }
        let fallen = std::mem::take(&mut self.fold.fallen);
        let seq = self.server.history.head();
        self.fold = Fold { seq, board: self.server.history.board_at(seq), fallen };
        self.past.insert(before.epoch, before);
    }

    pub(crate) fn print_state(&self) {
        let texts = |board: &Board| -> BTreeMap<NoteId, String> {
            board.notes().map(|note| (note.id, note.text.clone())).collect()
        };
        println!("  log {} {:?}", self.fold.seq, texts(&self.fold.board).values());
        for (place, peer) in self.peers.iter().enumerate() {
            let replica = peer.editor.replica();
            let (seq, texts) = (replica.last_seq(), texts(replica.view()));
            println!("  peer {place} {seq} +{} {:?}", replica.pending_count(), texts.values());
        }
    }
}

/// The characters on these notes.
fn text_characters<'a>(board: &Board, notes: impl IntoIterator<Item = &'a NoteId>) -> Characters {
    let mut characters = Characters::default();
    for note in notes.into_iter().filter_map(|id| board.note(*id)) {
        characters.add(&note.text);
    }
    characters
}
