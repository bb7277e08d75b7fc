//! Everybody who is told what happens on a board. Knows what was decided and is durable, not how it
//! was decided or stored.

use std::collections::BTreeMap;

use squall_board::interest::View;
use squall_board::protocol::{Area, PresenceChange, Resume, ServerMessage, SessionId};
use squall_board::room::{Joined, Room};
use squall_board::{BoardEvent, ClientId, RecordedEvent, Seq};

use crate::member::Member;
use crate::outbox::Outbox;
use crate::presence::{PresenceRelay, Relayed};
use crate::{frames, limits};

/// What was decided and is told when everything before it is durable.
#[derive(Debug)]
pub enum Decided {
    /// An event, which is the answer of this session.
    Event {
        /// Who asked for it.
        session: SessionId,
        /// What is told to all.
        event: RecordedEvent,
    },
    /// Another answer, for this session alone.
    Answer {
        /// Who asked.
        session: SessionId,
        /// What is answered.
        message: ServerMessage,
    },
}

/// The sessions on a board that hear of everything from when they came.
///
/// # Invariants
/// Each member is given all events after those that it came with, in order, each once; and each
/// answer after the events that were told before it.
#[derive(Debug)]
pub struct Audience<O> {
    members: BTreeMap<SessionId, Member<O>>,
    /// The last event that was told.
    told: Seq,
    presence: PresenceRelay,
}

impl<O: Outbox> Audience<O> {
    /// Nobody yet, on a board that is at `head`.
    #[must_use]
    pub fn new(head: Seq) -> Self {
        Self { members: BTreeMap::new(), told: head, presence: PresenceRelay::default() }
    }

    /// Whether nobody is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// How many are there.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// The replica that a member speaks for.
    #[must_use]
    pub fn client(&self, session: SessionId) -> Option<ClientId> {
        self.members.get(&session).map(|member| member.client)
    }

    /// Whether somebody speaks for this replica.
    #[must_use]
    pub fn has_member_of(&self, client: ClientId) -> bool {
        self.members.values().any(|member| member.client == client)
    }

    /// Welcomes somebody whom the room has let in; everything decided before must have been told.
    /// With [`Resume::Snapshot`] they are no member and nothing else follows: the caller has the room
    /// forget them.
    pub fn admit(&mut self, client: ClientId, outbox: O, joined: Joined, room: &Room) -> Resume {
        let session = joined.session;
        let missed = frames::recorded_frames(&joined.missed);
        let missed_bytes: usize = missed.iter().map(|(_, frame)| frame.len()).sum();
        let resume =
            if missed_bytes <= limits::TAIL_BYTES_MAX { joined.resume } else { Resume::Snapshot };
        let (epoch, head) = (room.epoch(), room.head());
        let welcome =
            ServerMessage::Welcome { session, epoch, head, resume, people: joined.people };
        outbox.send_missed(frames::frame(&welcome));
        if resume == Resume::Snapshot {
            return resume;
        }
        for (_, frame) in missed {
            outbox.send_missed(frame);
        }
        self.presence.greet(&outbox);
        self.tell_of(session, room);
        self.members.insert(session, Member::new(client, outbox, self.told));
        resume
    }

    /// Lets somebody go, together with what they have shown; gives what waits for them. The others
    /// hear of it by [`Self::tell_of`], when the room has let them go as well.
    pub fn leave(&mut self, session: SessionId) -> Option<O> {
        self.presence.forget(session);
        self.members.remove(&session).map(|member| member.outbox)
    }

    /// Lets everybody go.
    pub fn leave_all(&mut self) -> Vec<O> {
        let members = std::mem::take(&mut self.members);
        members.into_values().map(|member| member.outbox).collect()
    }

    /// Tells all others that this person came, went or has another name.
    pub fn tell_of(&mut self, session: SessionId, room: &Room) {
        let person = room.person(session);
        let message = person.map_or(ServerMessage::Left(session), ServerMessage::Joined);
        let frame = frames::frame(&message);
        for member in self.members.values_mut() {
            member.tell_of_person(session, &frame);
        }
    }

    /// Sends what was decided in exactly this order; it is durable. Gives the bytes of events told.
    pub fn tell(&mut self, decided: Vec<Decided>, room: &Room) -> usize {
        let mut events = Vec::new();
        let mut bytes = 0;
        for decided in decided {
            match decided {
                Decided::Event { session, event } => {
                    if let Some(member) = self.members.get(&session) {
                        member.outbox.proposal_answered();
                    }
                    events.push(event);
                }
                Decided::Answer { session, message } => {
                    bytes += self.tell_recorded(std::mem::take(&mut events), room);
                    if let Some(member) = self.members.get_mut(&session) {
                        member.answer(self.told, frames::frame(&message));
                    }
                }
            }
        }
        bytes + self.tell_recorded(events, room)
    }

    fn tell_recorded(&mut self, events: Vec<RecordedEvent>, room: &Room) -> usize {
        let mut bytes = 0;
        for (last, frame) in frames::recorded_frames(&events) {
            self.told = last;
            bytes += frame.len();
            for member in self.members.values_mut() {
                member.tell_recorded(last, &frame);
            }
        }
        for event in events {
            if matches!(event.event, BoardEvent::ParticipantIntroduced { .. }) {
                let people = room.people().into_iter();
                for person in people.filter(|person| person.participant == event.participant) {
                    self.tell_of(person.session, room);
                }
            }
        }
        bytes
    }

    /// Whether somebody is behind: they are given more by [`Self::refill`].
    #[must_use]
    pub fn is_one_behind(&self) -> bool {
        self.members.values().any(Member::is_behind)
    }

    /// Those who are behind and can take more, each with the last event that they were given.
    #[must_use]
    pub fn hungry(&self) -> Vec<(SessionId, Seq)> {
        let can_take = |member: &Member<O>| member.is_behind() && !member.outbox.is_behind();
        let hungry = self.members.iter().filter(|(_, member)| can_take(member));
        hungry.map(|(session, member)| (*session, member.told())).collect()
    }

    /// Gives somebody who is behind more: some of the `events` that follow what they were given, and
    /// what else they have missed, as much as their outbox takes.
    pub fn refill(&mut self, session: SessionId, events: &[RecordedEvent], room: &Room) {
        if let Some(member) = self.members.get_mut(&session) {
            member.refill(events, self.told, |session| room.person(session));
        }
    }

    /// A viewer has this part of the board on the screen now. Tells whether there is such a viewer.
    pub fn look(&mut self, session: SessionId, area: Area) -> bool {
        let member = self.members.get_mut(&session);
        member.map(|member| member.view = View::near(area)).is_some()
    }

    /// Relays what people show, to all others who see it and are not behind.
    pub fn relay_presence(
        &mut self,
        changes: Vec<(SessionId, PresenceChange)>,
        room: &Room,
    ) -> Relayed {
        self.presence.relay(changes, room.board(), &mut self.members)
    }
}
