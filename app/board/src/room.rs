//! The server's half of a board without sockets, storage or clock: who is there, what was answered,
//! which event comes next. Its caller stores what it records and only then tells anybody; if that
//! fails the room is dropped and made again from the log.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::protocol::{CloseReason, Epoch, Hello, Person, PresenceChange, Resume, SessionId};
use crate::{
    Board, BoardCommand, BoardEvent, ClientId, CommandId, NoteId, ParticipantId, RecordedEvent,
    Rejection, Seq, TextOperation, limits,
};

/// One board and the people on it.
///
/// # Invariants
/// `recent` is contiguous and ends at `head`. A command is recorded at most once as long as
/// [`Room::join`] is told what the log already holds of its replica.
#[derive(Debug)]
pub struct Room {
    epoch: Epoch,
    board: Board,
    head: Seq,
    recent: VecDeque<RecordedEvent>,
    members: BTreeMap<SessionId, Member>,
    answered: HashMap<ClientId, BTreeMap<u64, Seq>>,
    last_session: u32,
    unsent_presence: BTreeMap<SessionId, PresenceChange>,
}

#[derive(Debug)]
struct Member {
    client: ClientId,
    participant: ParticipantId,
    name: String,
}

/// What somebody who joins is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// The number of the new socket.
    pub session: SessionId,
    /// How the replica reaches the head.
    pub resume: Resume,
    /// With [`Resume::Tail`] what the replica has missed, in order.
    pub missed: Vec<RecordedEvent>,
    /// Everybody on the board.
    pub people: Vec<Person>,
}

/// What becomes of a proposal.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposed {
    /// The event to store; the room already counts on it.
    Recorded(RecordedEvent),
    /// The command was recorded before.
    Repeated {
        /// Where its event is.
        seq: Seq,
    },
    /// The command is refused; nothing has changed.
    Rejected(Rejection),
}

impl Room {
    /// The room of a board at `head`, with the newest events of its log (contiguous, ending at
    /// `head`; as many as are at hand).
    #[must_use]
    pub fn new(epoch: Epoch, board: Board, head: Seq, recent: Vec<RecordedEvent>) -> Self {
        let mut room = Self {
            epoch,
            board,
            head,
            recent: recent.into(),
            members: BTreeMap::new(),
            answered: HashMap::new(),
            last_session: 0,
            unsent_presence: BTreeMap::new(),
        };
        room.forget_old();
        room
    }

    /// The board as the log has it.
    #[must_use]
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// The last event of the log.
    #[must_use]
    pub fn head(&self) -> Seq {
        self.head
    }

    /// The history that this room belongs to.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Whether nobody is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Lets somebody in. `recorded` is what the log holds of this replica's commands, from
    /// [`Hello::first_pending`] on.
    ///
    /// # Errors
    /// [`CloseReason::BoardFull`].
    pub fn join(
        &mut self,
        hello: Hello,
        recorded: impl IntoIterator<Item = (u64, Seq)>,
    ) -> Result<Joined, CloseReason> {
        if self.members.len() >= limits::SESSIONS_MAX {
            return Err(CloseReason::BoardFull);
        }
        let session = self.next_session();
        let client = hello.client();
        self.answered.entry(client).or_default().extend(recorded);
        let missed = self.missed(&hello);
        self.members.insert(
            session,
            Member { client, participant: hello.participant, name: shown_name(&hello.name) },
        );
        Ok(Joined {
            session,
            resume: if missed.is_some() { Resume::Tail } else { Resume::Snapshot },
            missed: missed.unwrap_or_default(),
            people: self.people(),
        })
    }

    /// Lets somebody out; tells whether they were there.
    pub fn leave(&mut self, session: SessionId) -> bool {
        self.unsent_presence.remove(&session);
        let Some(member) = self.members.remove(&session) else { return false };
        if self.members.values().all(|other| other.client != member.client) {
            self.answered.remove(&member.client);
        }
        true
    }

    /// The person behind a socket.
    #[must_use]
    pub fn person(&self, session: SessionId) -> Option<Person> {
        self.members.get(&session).map(|member| Person {
            session,
            participant: member.participant,
            name: member.name.clone(),
        })
    }

    /// Everybody on the board.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        self.members.keys().filter_map(|session| self.person(*session)).collect()
    }

    /// Decides the replica's command `number`, made on the state at `base_seq`. A recorded event
    /// is folded in at once: the caller stores it before anybody hears of it.
    ///
    /// # Errors
    /// [`CloseReason::OutOfOrder`] if the session is not in the room or its base lies in the future.
    pub fn propose(
        &mut self,
        session: SessionId,
        number: u64,
        base_seq: Seq,
        command: BoardCommand,
        now_ms: u64,
    ) -> Result<Proposed, CloseReason> {
        let member = self.members.get(&session).ok_or(CloseReason::OutOfOrder)?;
        if base_seq > self.head {
            return Err(CloseReason::OutOfOrder);
        }
        let (client, participant) = (member.client, member.participant);
        if let Some(seq) = self.answered.get(&client).and_then(|answers| answers.get(&number)) {
            return Ok(Proposed::Repeated { seq: *seq });
        }
        let decided = self
            .on_head(command, CommandId { client, number }, base_seq)
            .and_then(|command| self.board.decide(&command, participant));
        let event = match decided {
            Ok(event) => event,
            Err(rejection) => return Ok(Proposed::Rejected(rejection)),
        };
        let recorded = RecordedEvent {
            seq: self.head.next(),
            command_id: CommandId { client, number },
            participant,
            recorded_at_ms: now_ms,
            event,
        };
        self.record(recorded.clone());
        Ok(Proposed::Recorded(recorded))
    }

    /// Notes what a person shows. Tells whether others should hear of it; what cannot be shown is
    /// dropped.
    pub fn change_presence(&mut self, session: SessionId, change: PresenceChange) -> bool {
        let is_shown = change.is_presentable() && !change.is_empty();
        if !is_shown || !self.members.contains_key(&session) {
            return false;
        }
        self.unsent_presence.entry(session).or_default().merge(change);
        true
    }

    /// The newest of everything that people have shown since this was last asked.
    pub fn take_presence(&mut self) -> Vec<(SessionId, PresenceChange)> {
        std::mem::take(&mut self.unsent_presence).into_iter().collect()
    }

    /// The first events after `seq`, at most `count`; `None` if they are no longer at hand.
    #[must_use]
    pub fn recent_after(&self, seq: Seq, count: usize) -> Option<Vec<RecordedEvent>> {
        let after = self.recorded_after(seq).ok()?;
        Some(after.into_iter().take(count).cloned().collect())
    }

    /// The next number that nobody has.
    fn next_session(&mut self) -> SessionId {
        // Ends, because there are more numbers than members.
        loop {
            self.last_session = self.last_session % limits::SESSION_NUMBER_MAX + 1;
            let session = SessionId(self.last_session);
            if !self.members.contains_key(&session) {
                return session;
            }
        }
    }

    /// What a replica has missed, or `None` if it must start from a snapshot.
    fn missed(&self, hello: &Hello) -> Option<Vec<RecordedEvent>> {
        let same_history = hello.epoch.is_none_or(|epoch| epoch == self.epoch);
        if !same_history || hello.last_seq > self.head {
            return None;
        }
        let count = usize::try_from(self.head.since(hello.last_seq)).ok()?;
        let start = self.recent.len().checked_sub(count)?;
        Some(self.recent.range(start..).cloned().collect())
    }

    /// The command as the replica would have made it on the head.
    fn on_head(
        &self,
        command: BoardCommand,
        id: CommandId,
        base_seq: Seq,
    ) -> Result<BoardCommand, Rejection> {
        let BoardCommand::EditText { note, mut operation } = command else { return Ok(command) };
        if self.has_put_back_after(id, note) {
            return Err(Rejection::NothingToChange);
        }
        if self.board.note(note).is_none() {
            // Nothing is left to move the edit along, which may be of a text that was never put back.
            return Err(Rejection::ItemsGone);
        }
        let mut later = self.recorded_after(base_seq)?;
        // If the replica has put the note back itself, it made the edit after that.
        let own = later.iter().rposition(|recorded| {
            recorded.command_id.client == id.client && recorded.event.adds_note(note)
        });
        later.drain(..own.map_or(0, |at| at + 1));
        if later.iter().any(|recorded| recorded.event.adds_note(note)) {
            // The note came back with a text that the replica has not seen.
            return Err(Rejection::BaseTooOld);
        }
        for recorded in later {
            if let BoardEvent::TextEdited { note: edited, operation: earlier } = &recorded.event
                && *edited == note
            {
                let transformed = TextOperation::transform(earlier, &operation);
                operation = transformed.map_err(|_| Rejection::TextConflict)?.1;
            }
        }
        Ok(BoardCommand::EditText { note, operation })
    }

    /// Whether the replica has put the note back by a later command than this edit, which comes again
    /// because its base was too old. The text that it put back holds the edit already.
    fn has_put_back_after(&self, edit: CommandId, note: NoteId) -> bool {
        let newest = self.answered.get(&edit.client).and_then(|answers| answers.last_key_value());
        newest.is_some_and(|(newest, _)| *newest > edit.number)
            && self.recent.iter().any(|recorded| {
                let CommandId { client, number } = recorded.command_id;
                client == edit.client && number > edit.number && recorded.event.adds_note(note)
            })
    }

    fn recorded_after(&self, base_seq: Seq) -> Result<Vec<&RecordedEvent>, Rejection> {
        let count = usize::try_from(self.head.since(base_seq)).unwrap_or(usize::MAX);
        let start = self.recent.len().checked_sub(count).ok_or(Rejection::BaseTooOld)?;
        Ok(self.recent.range(start..).collect())
    }

    fn record(&mut self, recorded: RecordedEvent) {
        self.board.apply(&recorded.event, recorded.participant);
        self.head = recorded.seq;
        let CommandId { client, number } = recorded.command_id;
        let answers = self.answered.entry(client).or_default();
        answers.insert(number, recorded.seq);
        while answers.len() > limits::ANSWERS_PER_CLIENT_MAX {
            answers.pop_first();
        }
        if let BoardEvent::ParticipantIntroduced { name } = &recorded.event {
            let same = self.members.values_mut();
            for member in same.filter(|member| member.participant == recorded.participant) {
                member.name.clone_from(name);
            }
        }
        self.recent.push_back(recorded);
        self.forget_old();
    }

    fn forget_old(&mut self) {
        while self.recent.len() > limits::RECENT_EVENTS_MAX {
            self.recent.pop_front();
        }
    }
}

/// A name as others see it: without control characters, not longer than allowed.
fn shown_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(limits::TITLE_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, ANN, BEN};
    use crate::presence::Spot;
    use crate::{ClientSecret, NoteKind};

    const EPOCH: Epoch = Epoch(7);
    const FIRST: ClientSecret = ClientSecret::from_u128(1);
    const SECOND: ClientSecret = ClientSecret::from_u128(2);

    fn hello(secret: ClientSecret, last_seq: Seq) -> Hello {
        let participant = if secret == FIRST { ANN } else { BEN };
        let epoch = Some(EPOCH);
        Hello { secret, participant, name: String::new(), epoch, last_seq, first_pending: None }
    }

    fn room() -> Room {
        Room::new(EPOCH, Board::default(), Seq::ZERO, vec![])
    }

    fn add(name: &str) -> BoardCommand {
        fixture::add_note(fixture::note(name, NoteKind::DomainEvent))
    }

    fn write(name: &str, old: &str, new: &str) -> BoardCommand {
        BoardCommand::EditText {
            note: fixture::note_id(name),
            operation: TextOperation::between(old, new),
        }
    }

    #[track_caller]
    fn recorded(proposed: Result<Proposed, CloseReason>) -> RecordedEvent {
        match proposed {
            Ok(Proposed::Recorded(recorded)) => recorded,
            other => panic!("{other:?}"),
        }
    }

    /// P4.3
    #[test]
    fn a_repeated_command_gets_its_first_answer_again() {
        let mut room = room();
        let ann = room.join(hello(FIRST, Seq::ZERO), []).unwrap().session;
        recorded(room.propose(ann, 1, Seq::ZERO, add("a"), 0));
        let again = room.propose(ann, 1, Seq::ZERO, add("a"), 0);
        assert_eq!(again, Ok(Proposed::Repeated { seq: Seq(1) }));
        assert_eq!(room.head(), Seq(1));
    }

    /// P3.6, P4.3
    #[test]
    fn a_command_repeated_after_a_restart_gets_its_first_answer_again() {
        let mut room = room();
        let ann = room.join(hello(FIRST, Seq::ZERO), [(4, Seq(1))]).unwrap().session;
        let again = room.propose(ann, 4, Seq::ZERO, add("a"), 0);
        assert_eq!(again, Ok(Proposed::Repeated { seq: Seq(1) }));
    }

    /// P5.4
    #[test]
    fn two_people_writing_in_one_note_keep_both_their_words() {
        let mut room = room();
        let ann = room.join(hello(FIRST, Seq::ZERO), []).unwrap().session;
        let ben = room.join(hello(SECOND, Seq::ZERO), []).unwrap().session;
        recorded(room.propose(ann, 1, Seq::ZERO, add("Placed"), 0));
        recorded(room.propose(ann, 2, Seq(1), write("Placed", "Placed", "Order Placed"), 0));
        recorded(room.propose(ben, 1, Seq(1), write("Placed", "Placed", "Placed today"), 0));
        let note = room.board().note(fixture::note_id("Placed")).unwrap();
        assert_eq!(note.text, "Order Placed today");
    }

    /// P3.3
    #[test]
    fn rejoining_after_a_gap_catches_up() {
        let mut room = room();
        let ann = room.join(hello(FIRST, Seq::ZERO), []).unwrap().session;
        for number in 1..=3 {
            recorded(room.propose(ann, number, Seq::ZERO, add(&number.to_string()), 0));
        }
        let joined = room.join(hello(SECOND, Seq(1)), []).unwrap();
        assert_eq!(joined.resume, Resume::Tail);
        let seqs: Vec<Seq> = joined.missed.iter().map(|event| event.seq).collect();
        assert_eq!(seqs, [Seq(2), Seq(3)]);
    }

    /// P3.5
    #[test]
    fn a_replica_of_another_history_starts_from_a_snapshot() {
        let mut room = room();
        let from_the_future = room.join(hello(FIRST, Seq(9)), []).unwrap();
        assert_eq!(from_the_future.resume, Resume::Snapshot);
        let mut other = hello(FIRST, Seq::ZERO);
        other.epoch = Some(Epoch(8));
        assert_eq!(room.join(other, []).unwrap().resume, Resume::Snapshot);
    }

    /// P3.4, P5.7
    #[test]
    fn a_replica_too_far_behind_starts_from_a_snapshot() {
        let board = fixture::board("event a");
        let mut room = Room::new(EPOCH, board, Seq(5_000), vec![]);
        assert_eq!(room.join(hello(FIRST, Seq(4_999)), []).unwrap().resume, Resume::Snapshot);
        let joined = room.join(hello(FIRST, Seq(5_000)), []).unwrap();
        assert_eq!((joined.resume, joined.missed.len()), (Resume::Tail, 0));
        let stale = room.propose(joined.session, 1, Seq(4_000), write("a", "a", "b"), 0);
        assert_eq!(stale, Ok(Proposed::Rejected(Rejection::BaseTooOld)));
    }

    /// P7.1
    #[test]
    fn a_board_takes_so_many_people_and_no_more() {
        let mut room = room();
        let mut last = None;
        for client in 0..limits::SESSIONS_MAX {
            last = room.join(hello(ClientSecret::from_u128(client as u128), Seq::ZERO), []).ok();
        }
        let one_more = hello(ClientSecret::from_u128(u128::MAX), Seq::ZERO);
        assert_eq!(room.join(one_more.clone(), []), Err(CloseReason::BoardFull));
        assert!(room.leave(last.unwrap().session));
        assert!(room.join(one_more, []).is_ok());
    }

    /// P6.3
    #[test]
    fn presence_is_the_newest_of_each_and_sent_once() {
        let mut room = room();
        let ann = room.join(hello(FIRST, Seq::ZERO), []).unwrap().session;
        let at = |x| PresenceChange::pointing_at(Spot::new(x, 0));
        assert!(room.change_presence(ann, at(1)));
        assert!(room.change_presence(ann, at(2)));
        assert!(!room.change_presence(ann, at(1_000_001)), "off the wall");
        assert!(!room.change_presence(SessionId(99), at(3)), "nobody");
        assert_eq!(room.take_presence(), [(ann, at(2))]);
        assert_eq!(room.take_presence(), []);
    }

    /// P6.2
    #[test]
    fn numbers_of_sockets_stay_short_and_are_never_shared() {
        let mut room = room();
        let stays = room.join(hello(FIRST, Seq::ZERO), []).unwrap().session;
        assert_eq!(stays, SessionId(1));
        for _ in 1..limits::SESSION_NUMBER_MAX {
            let session = room.join(hello(SECOND, Seq::ZERO), []).unwrap().session;
            room.leave(session);
        }
        let again = room.join(hello(SECOND, Seq::ZERO), []).unwrap().session;
        assert_eq!(again, SessionId(2), "the first number is taken");
    }

    /// P4.5
    #[test]
    fn a_proposal_from_the_future_or_from_nobody_is_out_of_order() {
        let mut room = room();
        let ann = room.join(hello(FIRST, Seq::ZERO), []).unwrap().session;
        let future = room.propose(ann, 1, Seq(1), add("a"), 0);
        assert_eq!(future, Err(CloseReason::OutOfOrder));
        let nobody = room.propose(SessionId(99), 1, Seq::ZERO, add("a"), 0);
        assert_eq!(nobody, Err(CloseReason::OutOfOrder));
    }
}
