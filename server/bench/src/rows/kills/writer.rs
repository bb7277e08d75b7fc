//! Somebody who writes as fast as the protocol lets them, and after every crash goes on as every good
//! client does: from the last event seen, with all that has no answer proposed again under its number.

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail, ensure};
use squall_board::limits::IN_FLIGHT_MAX;
use squall_board::protocol::{ClientMessage, Epoch, Hello, Resume, ServerMessage};
use squall_board::{
    BoardCommand, BoardEvent, ClientId, ClientSecret, CommandId, Note, NoteId, NoteKind, NoteMove,
    ParticipantId, Point, RecordedEvent, Seq,
};

use super::ledger::Ledger;
use super::wire::{Step, Wire};

/// As many as one socket may propose at once without being read more slowly.
const PROPOSED_AGAIN_AT_ONCE: usize = 400;
/// One of so many commands is proposed once more at the end: the server looks up old ones in its
/// database one by one, which takes a millisecond each.
const PROPOSED_AGAIN_ONE_OF: usize = 5;

/// One author on one board.
pub(super) struct Writer {
    secret: ClientSecret,
    client: ClientId,
    /// The number of the newest command.
    number: u64,
    /// Commands without an answer, in order.
    waiting: VecDeque<u64>,
    last_seq: Seq,
    epoch: Option<Epoch>,
    /// How often a command that came again was answered with its first answer.
    pub(super) repeats: u64,
}

/// What a writer does on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// Writes on until the connection breaks.
    Broken,
    /// Writes nothing new, and ends when everything has its answer.
    Answered,
}

/// Where a writer is.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) address: SocketAddr,
    pub(super) board: &'a str,
    pub(super) ledger: &'a Mutex<Ledger>,
}

impl Place<'_> {
    /// Does something with the board's ledger.
    pub(super) fn with_ledger<T>(&self, work: impl FnOnce(&mut Ledger) -> T) -> T {
        work(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Writer {
    /// Somebody who has never been there; `name` is nobody else's.
    pub(super) fn new(name: u64) -> Self {
        let secret = ClientSecret::from_u128(u128::from(name));
        Self {
            secret,
            client: secret.client(),
            number: 0,
            waiting: VecDeque::new(),
            last_seq: Seq::ZERO,
            epoch: None,
            repeats: 0,
        }
    }

    /// Whether commands wait for an answer.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Joins and writes.
    ///
    /// # Errors
    /// What no kill explains.
    pub(super) fn work(&mut self, place: Place<'_>, until: Until) -> Result<Step<()>> {
        let joined = Wire::join(place.address, place.board, self.hello(self.waiting.front()))?;
        let Step::Done((mut wire, greeting)) = joined else { return Ok(Step::Broken) };
        ensure!(self.epoch.is_none_or(|epoch| epoch == greeting.epoch), "the history is another");
        self.epoch = Some(greeting.epoch);
        if greeting.resume == Resume::Snapshot {
            place.with_ledger(|ledger| ledger.audit(greeting.head));
            bail!("{:?} saw {} and is told to start anew", self.client, self.last_seq);
        }
        // What was proposed on this socket and has no answer on it.
        let mut asked: BTreeSet<u64> = self.waiting.iter().copied().collect();
        let again: Vec<_> = asked.iter().map(|number| self.propose(*number)).collect();
        if let Step::Broken = wire.send(&again) {
            return Ok(Step::Broken);
        }
        loop {
            let mut new = Vec::new();
            while until == Until::Broken && asked.len() < IN_FLIGHT_MAX {
                self.number += 1;
                self.waiting.push_back(self.number);
                asked.insert(self.number);
                new.push(self.propose(self.number));
            }
            if let Step::Broken = wire.send(&new) {
                return Ok(Step::Broken);
            }
            let is_current = self.last_seq >= greeting.head;
            if until == Until::Answered && is_current && asked.is_empty() && !self.is_waiting() {
                return Ok(Step::Done(()));
            }
            let Step::Done(message) = wire.next()? else { return Ok(Step::Broken) };
            match message {
                ServerMessage::Recorded { events } => {
                    for event in events {
                        self.take_in(place, &event)?;
                        let command = event.command_id;
                        // What was recorded before this socket's time is answered once more.
                        if command.client == self.client && event.seq > greeting.head {
                            asked.remove(&command.number);
                        }
                    }
                }
                ServerMessage::AlreadyRecorded { number, seq } => {
                    ensure!(asked.remove(&number), "an answer to {number}, which was not asked");
                    self.repeats += 1;
                    self.answered(place, number, seq);
                }
                ServerMessage::Rejected { number, rejection } => {
                    bail!("{:?} was refused: {rejection:?}", self.command_id(number));
                }
                ServerMessage::Welcome { .. }
                | ServerMessage::Joined(_)
                | ServerMessage::Left(_)
                | ServerMessage::Presence(_)
                | ServerMessage::Pong { .. } => {}
            }
        }
    }

    /// Proposes one command of every few once more, the newest among them, which must be answered with
    /// their first answers.
    ///
    /// # Errors
    /// If something else happens.
    pub(super) fn propose_again(&self, place: Place<'_>) -> Result<()> {
        let numbers = (1..=self.number).rev().step_by(PROPOSED_AGAIN_ONE_OF);
        let mut numbers: Vec<u64> = numbers.collect();
        numbers.reverse();
        for numbers in numbers.chunks(PROPOSED_AGAIN_AT_ONCE) {
            let joined = Wire::join(place.address, place.board, self.hello(numbers.first()))?;
            let Step::Done((mut wire, greeting)) = joined else { bail!("the server is gone") };
            let mut left = numbers.iter();
            let first: Vec<_> = left.by_ref().take(IN_FLIGHT_MAX).collect();
            let mut next: Vec<_> = first.into_iter().map(|number| self.propose(*number)).collect();
            let mut answered = 0;
            while answered < numbers.len() {
                if let Step::Broken = wire.send(&next) {
                    bail!("the server is gone");
                }
                next.clear();
                match wire.next()? {
                    Step::Done(ServerMessage::AlreadyRecorded { number, seq }) => {
                        answered += 1;
                        next.extend(left.next().map(|number| self.propose(*number)));
                        place.with_ledger(|ledger| {
                            ledger.acknowledge(self.command_id(number), seq);
                        });
                    }
                    Step::Done(ServerMessage::Recorded { events }) => {
                        place.with_ledger(|ledger| {
                            events.iter().for_each(|event| ledger.show(event));
                        });
                        // Nothing new is proposed by anybody: whatever is recorded now was lost.
                        let new = events.iter().find(|event| event.seq > greeting.head);
                        if let Some(new) = new {
                            bail!("{:?} was recorded anew at {}", new.command_id, new.seq);
                        }
                    }
                    Step::Done(ServerMessage::Rejected { number, rejection }) => {
                        bail!("{:?} was refused: {rejection:?}", self.command_id(number));
                    }
                    Step::Done(_) => {}
                    Step::Broken => bail!("the server is gone"),
                }
            }
        }
        Ok(())
    }

    fn hello(&self, first_pending: Option<&u64>) -> Hello {
        Hello {
            secret: self.secret,
            participant: self.participant(),
            name: "Ann".to_owned(),
            epoch: self.epoch,
            last_seq: self.last_seq,
            first_pending: first_pending.copied(),
        }
    }

    fn take_in(&mut self, place: Place<'_>, event: &RecordedEvent) -> Result<()> {
        ensure!(
            event.seq == self.last_seq.next(),
            "{:?} was shown {} after {}",
            self.client,
            event.seq,
            self.last_seq
        );
        self.last_seq = event.seq;
        place.with_ledger(|ledger| ledger.show(event));
        let CommandId { client, number } = event.command_id;
        if client == self.client {
            if !self.is_what_was_asked(number, &event.event) {
                place.with_ledger(|ledger| ledger.altered(event.command_id));
            }
            self.answered(place, number, event.seq);
        }
        Ok(())
    }

    fn answered(&mut self, place: Place<'_>, number: u64, seq: Seq) {
        self.waiting.retain(|waiting| *waiting != number);
        place.with_ledger(|ledger| ledger.acknowledge(self.command_id(number), seq));
    }

    fn propose(&self, number: u64) -> ClientMessage {
        ClientMessage::Propose { number, base_seq: self.last_seq, command: self.command(number) }
    }

    /// The first puts the author's note on the board, every further one moves it to a place that
    /// tells its number.
    fn command(&self, number: u64) -> BoardCommand {
        if number == 1 {
            let note = self.note();
            return BoardCommand::AddItems { notes: vec![note], arrows: vec![], frames: vec![] };
        }
        BoardCommand::MoveItems { notes: vec![self.step(number)], frames: vec![] }
    }

    fn is_what_was_asked(&self, number: u64, event: &BoardEvent) -> bool {
        match event {
            BoardEvent::ItemsAdded { notes, .. } => number == 1 && *notes == [self.note()],
            BoardEvent::ItemsMoved { notes, .. } => *notes == [self.step(number)],
            _ => false,
        }
    }

    fn step(&self, number: u64) -> NoteMove {
        NoteMove { note: self.note_id(), to: Point::new(number as f64, 0.5) }
    }

    fn note(&self) -> Note {
        let centre = Point::new(1.0, 0.5);
        let new = Note::new(self.note_id(), NoteKind::DomainEvent, centre, self.participant());
        Note { text: "Order placed".to_owned(), ..new }
    }

    fn note_id(&self) -> NoteId {
        NoteId::from_u128(self.client.as_u128())
    }

    fn participant(&self) -> ParticipantId {
        ParticipantId::from_u128(self.client.as_u128())
    }

    fn command_id(&self, number: u64) -> CommandId {
        CommandId { client: self.client, number }
    }
}
