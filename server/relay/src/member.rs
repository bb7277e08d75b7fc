//! A session as the others' work reaches it: what it was given, and what waits while it is behind.

use std::collections::{BTreeSet, VecDeque};

use bytes::Bytes;
use squall_board::interest::View;
use squall_board::protocol::{Person, ServerMessage, SessionId};
use squall_board::{ClientId, RecordedEvent, Seq};

use crate::frames;
use crate::outbox::{Outbox, Overflow};

/// How many events are encoded at a time for a session that is behind.
const ENCODED_AT_ONCE: usize = 8;

/// Sorts before everybody: with them all presence begins.
pub(crate) const EVERYBODY: SessionId = SessionId(0);

/// A session in a room.
#[derive(Debug)]
pub(crate) struct Member<O> {
    /// The replica that it speaks for.
    pub(crate) client: ClientId,
    /// Where it is written to.
    pub(crate) outbox: O,
    /// Presence of this person and all after them was left out, because too much was waiting for it.
    pub(crate) presence_missed_from: Option<SessionId>,
    /// What it sees of the board.
    pub(crate) view: View,
    /// What it saw when it was told of presence last.
    pub(crate) told_view: View,
    /// The last event that it was given.
    told: Seq,
    /// What waits until it has caught up; `None` if it is up to date.
    lag: Option<Lag>,
}

/// What a session that is behind is told beside the events that it has not been given, which are
/// kept in the log.
#[derive(Debug, Default)]
struct Lag {
    /// Answers, each with the event that comes before it. No more than the session has proposals
    /// without an answer.
    answers: VecDeque<(Seq, Bytes)>,
    /// Who came, went or changed their name.
    people: BTreeSet<SessionId>,
}

impl<O: Outbox> Member<O> {
    /// A session that has just come with everything up to `told`; it is greeted with all presence.
    pub(crate) fn new(client: ClientId, outbox: O, told: Seq) -> Self {
        let view = View::default();
        let (presence_missed_from, told_view, lag) = (None, view, None);
        Self { client, outbox, presence_missed_from, view, told_view, told, lag }
    }

    /// Whether it is behind: then it gets what it lacks by [`Member::refill`].
    pub(crate) fn is_behind(&self) -> bool {
        self.lag.is_some()
    }

    /// The last event that it was given.
    pub(crate) fn told(&self) -> Seq {
        self.told
    }

    /// Gives it a frame with the events that follow, up to `last`.
    pub(crate) fn tell_recorded(&mut self, last: Seq, frame: &Bytes) {
        if self.lag.is_some() {
            return;
        }
        match self.outbox.send(frame) {
            Ok(()) => self.told = last,
            Err(Overflow) => self.lag = Some(Lag::default()),
        }
    }

    /// Answers a proposal, after the event at `after`.
    pub(crate) fn answer(&mut self, after: Seq, frame: Bytes) {
        if self.lag.is_none() && self.outbox.send(&frame).is_ok() {
            self.outbox.proposal_answered();
            return;
        }
        self.lag.get_or_insert_default().answers.push_back((after, frame));
    }

    /// Tells it that `person` came, went or changed their name.
    pub(crate) fn tell_of_person(&mut self, person: SessionId, frame: &Bytes) {
        if self.lag.is_some() || self.outbox.send(frame).is_err() {
            self.lag.get_or_insert_default().people.insert(person);
        }
    }

    /// Gives a session that is behind as much as its outbox takes: of `events`, which follow what it
    /// has, and of what waited. `head` is the last event that is told to anybody.
    pub(crate) fn refill(
        &mut self,
        events: &[RecordedEvent],
        head: Seq,
        person: impl Fn(SessionId) -> Option<Person>,
    ) {
        let Some(mut lag) = self.lag.take() else { return };
        match self.give(&mut lag, events, head, person) {
            Ok(true) => self.presence_missed_from = Some(EVERYBODY),
            Ok(false) | Err(Overflow) => self.lag = Some(lag),
        }
    }

    /// Tells whether it is up to date now.
    fn give(
        &mut self,
        lag: &mut Lag,
        mut events: &[RecordedEvent],
        head: Seq,
        person: impl Fn(SessionId) -> Option<Person>,
    ) -> Result<bool, Overflow> {
        loop {
            while let Some((after, frame)) = lag.answers.front()
                && *after <= self.told
            {
                self.outbox.send(frame)?;
                self.outbox.proposal_answered();
                lag.answers.pop_front();
            }
            let until = lag.answers.front().map_or(head, |(after, _)| *after);
            let count = events.partition_point(|event| event.seq <= until);
            let (now, later) = events.split_at(count);
            if now.is_empty() {
                break;
            }
            for some in now.chunks(ENCODED_AT_ONCE) {
                for (last, frame) in frames::recorded_frames(some) {
                    self.outbox.send(&frame)?;
                    self.told = last;
                }
            }
            events = later;
        }
        if self.told < head {
            return Ok(false);
        }
        while let Some(session) = lag.people.first().copied() {
            let message =
                person(session).map_or(ServerMessage::Left(session), ServerMessage::Joined);
            self.outbox.send(&frames::frame(&message))?;
            lag.people.pop_first();
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::ANN;
    use squall_board::protocol::decode;
    use squall_board::{BoardEvent, CommandId, Rejection};

    use super::*;
    use crate::outbox::mock::Queue;

    const CLIENT: ClientId = ClientId::from_u128(1);

    fn event(seq: u64) -> RecordedEvent {
        let event = BoardEvent::BoardRetitled { title: seq.to_string() };
        let command_id = CommandId { client: CLIENT, number: seq };
        RecordedEvent { seq: Seq(seq), command_id, participant: ANN, recorded_at_ms: 0, event }
    }

    fn frame(seq: u64) -> Bytes {
        frames::frame(&ServerMessage::Recorded { events: vec![event(seq)] })
    }

    fn rejected(number: u64) -> Bytes {
        let rejection = Rejection::NothingToChange;
        frames::frame(&ServerMessage::Rejected { number, rejection })
    }

    /// A member with a full outbox.
    fn full() -> Member<Queue> {
        let outbox = Queue::default();
        outbox.fill();
        Member::new(CLIENT, outbox, Seq::ZERO)
    }

    /// Everything that waits: events by their number, answers negative, people as 1,000 more.
    fn written(member: &Member<Queue>) -> Vec<i64> {
        let mut told = Vec::new();
        for frame in member.outbox.take() {
            match decode(&frame) {
                Ok(ServerMessage::Recorded { events }) => {
                    told.extend(events.iter().map(|event| i64::try_from(event.seq.0).unwrap()));
                }
                Ok(ServerMessage::Rejected { number, .. }) => {
                    told.push(-i64::try_from(number).unwrap());
                }
                Ok(ServerMessage::Left(session)) => told.push(1_000 + i64::from(session.0)),
                _ => assert_eq!(frame[0], 0, "what filled the outbox"),
            }
        }
        told
    }

    /// P8.4, P4.4
    #[test]
    fn a_session_that_was_behind_gets_events_and_answers_in_their_order() {
        let mut member = full();
        member.tell_recorded(Seq(1), &frame(1));
        assert!(member.is_behind());
        member.answer(Seq(1), rejected(7));
        member.tell_recorded(Seq(2), &frame(2));
        member.answer(Seq(2), rejected(8));
        member.tell_of_person(SessionId(5), &Bytes::new());
        let events = [event(1), event(2), event(3)];
        member.refill(&events, Seq(3), |_| None);
        assert_eq!(member.told(), Seq::ZERO, "the outbox is still full");
        assert!(written(&member).is_empty());
        member.refill(&events[..2], Seq(3), |_| None);
        assert!(member.is_behind(), "one event is missing");
        member.refill(&events[2..], Seq(3), |_| None);
        assert!(!member.is_behind());
        let all = Some(EVERYBODY);
        assert_eq!(member.presence_missed_from, all, "it is shown all presence anew");
        assert_eq!(written(&member), [1, -7, 2, -8, 3, 1_005]);
        member.tell_recorded(Seq(4), &frame(4));
        assert_eq!(written(&member), [4]);
    }

    #[test]
    fn an_answer_that_does_not_fit_is_kept() {
        let mut member = full();
        member.answer(Seq::ZERO, rejected(7));
        assert!(member.is_behind());
        assert!(written(&member).is_empty());
        member.refill(&[], Seq::ZERO, |_| None);
        assert_eq!(written(&member), [-7]);
        assert!(!member.is_behind());
    }
}
