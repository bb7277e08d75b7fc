//! Relays what people point at, select and drag: at once as long as that is little, else in batches, to
//! everybody but themselves who sees it. A socket that is behind gets the newest state when it has
//! caught up. Knows how to send; what a viewer is to be told is [`squall_board::interest`]'s.

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;
use squall_board::Board;
use squall_board::interest::{Glimpse, Movement, Shown, View};
use squall_board::protocol::{PresenceChange, SessionId};
use tokio::time::Instant;

use crate::frames::{PresenceFrames, encode_signs};
use crate::limits::{PRESENCE_FRAMES_BURST, PRESENCE_FRAMES_PER_SECOND, PRESENCE_PAUSE_MAX};
use crate::member::Member;
use crate::outbox::Outbox;
use crate::rate::TokenBucket;

/// What people show on one board.
#[derive(Debug)]
pub(crate) struct PresenceRelay {
    people: BTreeMap<SessionId, Shown>,
    waiting: bool,
    next_at: Instant,
    /// When those who were behind are tried again.
    retry_at: Option<Instant>,
    /// How many frames may be sent without a pause.
    frames: TokenBucket,
}

impl PresenceRelay {
    /// Nobody shows anything.
    pub(crate) fn new(now: Instant) -> Self {
        let (per_second, burst) = (PRESENCE_FRAMES_PER_SECOND, PRESENCE_FRAMES_BURST);
        let frames = TokenBucket::new(per_second, burst, now);
        Self { people: BTreeMap::new(), waiting: false, next_at: now, retry_at: None, frames }
    }

    /// Something is to be relayed.
    pub(crate) fn wait(&mut self) {
        self.waiting = true;
    }

    /// When something is to be relayed; `None` if there is nothing.
    pub(crate) fn due_at(&self) -> Option<Instant> {
        let next_at = self.waiting.then_some(self.next_at);
        next_at.into_iter().chain(self.retry_at).min()
    }

    /// Shows a newcomer what everybody has shown so far.
    pub(crate) fn greet(&self, outbox: &Outbox) {
        let mut frames = PresenceFrames::default();
        for (session, shown) in &self.people {
            let (count, bytes) = encode_signs(*session, shown.signs(shown.greeting()));
            frames.push(count, &bytes);
        }
        for frame in frames.finish() {
            outbox.send_missed(frame);
        }
    }

    /// Forgets what somebody who went has shown.
    pub(crate) fn forget(&mut self, session: SessionId) {
        self.people.remove(&session);
    }

    /// Relays the changes.
    pub(crate) fn relay(
        &mut self,
        changes: Vec<(SessionId, PresenceChange)>,
        board: &Board,
        members: &mut BTreeMap<SessionId, Member>,
        now: Instant,
    ) {
        let moved: Vec<(SessionId, Movement)> = changes
            .into_iter()
            .map(|(session, change)| (session, self.take_in(session, change, board)))
            .collect();
        self.waiting = false;
        self.retry_at = None;
        let mut sent = 0;
        let mut batch = Batch::new(&self.people, moved);
        for (session, member) in members {
            if member.is_behind() || member.outbox.is_behind() {
                member.presence_missed = true;
                self.retry_at = Some(now + PRESENCE_PAUSE_MAX);
                continue;
            }
            let (old, new) = (member.told_view, member.view);
            member.told_view = new;
            let catches_up = std::mem::take(&mut member.presence_missed);
            let frames = if catches_up {
                batch.everything(*session, new)
            } else {
                batch.news(*session, old, new)
            };
            for frame in frames {
                if member.outbox.send(&frame).is_err() {
                    // Even everything of everybody may be too much: then the rest is not shown.
                    member.presence_missed = !catches_up;
                    self.retry_at =
                        self.retry_at.or((!catches_up).then(|| now + PRESENCE_PAUSE_MAX));
                    break;
                }
                sent += 1;
            }
        }
        // The more people are told, the longer changes are gathered: what is sent grows with the
        // product of both, and a frame costs nearly the same whether little or much is in it.
        let least = -PRESENCE_FRAMES_PER_SECOND * PRESENCE_PAUSE_MAX.as_secs_f64();
        self.frames.spend(f64::from(sent), least, now);
        self.next_at = self.frames.ready_at(now);
    }

    fn take_in(&mut self, session: SessionId, change: PresenceChange, board: &Board) -> Movement {
        self.people.entry(session).or_default().take_in(change, board)
    }
}

/// What has changed, encoded once for all who are told the same of a person.
struct Batch<'a> {
    people: &'a BTreeMap<SessionId, Shown>,
    moved: Vec<(SessionId, Movement)>,
    /// For those who see all of it; made when the first of them comes.
    whole: Option<Whole>,
    encoded: BTreeMap<SessionId, Vec<(Glimpse, usize, Vec<u8>)>>,
}

/// All that has changed, in one piece.
struct Whole {
    /// For each of those who moved what is told of them, how many signs that is and where they are.
    told: Vec<(Glimpse, usize, Range<usize>)>,
    bytes: Vec<u8>,
    /// The frames for everybody who has not moved.
    frames: Vec<Bytes>,
}

impl<'a> Batch<'a> {
    fn new(people: &'a BTreeMap<SessionId, Shown>, moved: Vec<(SessionId, Movement)>) -> Self {
        Self { people, moved, whole: None, encoded: BTreeMap::new() }
    }

    /// For a viewer who knows everything up to now.
    fn news(&mut self, viewer: SessionId, old: View, new: View) -> Vec<Bytes> {
        let own = self.moved.binary_search_by_key(&viewer, |(moved, _)| *moved).ok();
        if old == new
            && let Some(frames) = self.all_of_it(viewer, own, new)
        {
            return frames;
        }
        let others = self.moved.iter().filter(|(session, _)| *session != viewer);
        let mut told: Vec<(SessionId, Glimpse)> =
            others.map(|(session, movement)| (*session, movement.glimpse(old, new))).collect();
        if old != new {
            let has_moved = |session: &SessionId| {
                self.moved.binary_search_by_key(session, |(moved, _)| *moved).is_ok()
            };
            let others = self.people.iter().filter(|(id, _)| **id != viewer && !has_moved(id));
            told.extend(others.map(|(id, shown)| (*id, shown.unmoved().glimpse(old, new))));
        }
        self.frames(&told)
    }

    /// For a viewer who sees all that has changed: one frame for all of them, or with their own left
    /// out of it. `None` for others.
    fn all_of_it(
        &mut self,
        viewer: SessionId,
        own: Option<usize>,
        view: View,
    ) -> Option<Vec<Bytes>> {
        let whole = self.whole.get_or_insert_with(|| Whole::of(self.people, &self.moved));
        let sees_all =
            self.moved.iter().zip(&whole.told).all(|((session, movement), (all, ..))| {
                *session == viewer || movement.glimpse(view, view) == *all
            });
        match own.map(|at| &whole.told[at]) {
            _ if !sees_all => None,
            None => Some(whole.frames.clone()),
            Some((_, count, range)) if whole.frames.len() == 1 => {
                let total: usize = whole.told.iter().map(|(_, count, _)| count).sum();
                let mut frames = PresenceFrames::default();
                frames.push(total - count, &[]);
                frames.push(0, &whole.bytes[..range.start]);
                frames.push(0, &whole.bytes[range.end..]);
                Some(frames.finish())
            }
            Some(_) => None,
        }
    }

    /// For a viewer who has missed something.
    fn everything(&mut self, viewer: SessionId, view: View) -> Vec<Bytes> {
        let others = self.people.iter().filter(|(session, _)| **session != viewer);
        let told: Vec<_> = others.map(|(id, shown)| (*id, shown.all(view))).collect();
        self.frames(&told)
    }

    fn frames(&mut self, told: &[(SessionId, Glimpse)]) -> Vec<Bytes> {
        let mut frames = PresenceFrames::default();
        for (session, glimpse) in told.iter().filter(|(_, glimpse)| !glimpse.is_empty()) {
            let Some(shown) = self.people.get(session) else { continue };
            let known = self.encoded.entry(*session).or_default();
            let at = known.iter().position(|(known, ..)| known == glimpse);
            let at = at.unwrap_or_else(|| {
                let (count, bytes) = encode_signs(*session, shown.signs(*glimpse));
                known.push((*glimpse, count, bytes));
                known.len() - 1
            });
            let (_, count, bytes) = &known[at];
            frames.push(*count, bytes);
        }
        frames.finish()
    }
}

impl Whole {
    fn of(people: &BTreeMap<SessionId, Shown>, moved: &[(SessionId, Movement)]) -> Self {
        let (mut told, mut bytes) = (Vec::with_capacity(moved.len()), Vec::new());
        let mut frames = PresenceFrames::default();
        for (session, movement) in moved {
            let glimpse = movement.glimpse(View::Everything, View::Everything);
            let shown = people.get(session).filter(|_| !glimpse.is_empty());
            let signs = shown.map(|shown| encode_signs(*session, shown.signs(glimpse)));
            let (count, signs) = signs.unwrap_or_default();
            frames.push(count, &signs);
            let start = bytes.len();
            bytes.extend_from_slice(&signs);
            told.push((glimpse, count, start..bytes.len()));
        }
        Self { told, bytes, frames: frames.finish() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use squall_board::protocol::{Area, ServerMessage, Sign, Spot, decode};
    use squall_board::{ClientId, Seq};

    use super::*;
    use crate::limits;
    use crate::outbox::{Outgoing, Outgoings, outbox};

    struct Wall {
        relay: PresenceRelay,
        members: BTreeMap<SessionId, Member>,
        outgoings: BTreeMap<SessionId, Outgoings>,
        now: Instant,
    }

    impl Wall {
        fn with(people: u32) -> Self {
            let now = Instant::now();
            let (mut members, mut outgoings) = (BTreeMap::new(), BTreeMap::new());
            for session in (1..=people).map(SessionId) {
                let (outbox, outgoing) = outbox();
                members.insert(session, Member::new(ClientId::from_u128(1), outbox, Seq::ZERO));
                outgoings.insert(session, outgoing);
            }
            Self { relay: PresenceRelay::new(now), members, outgoings, now }
        }

        fn look(&mut self, session: u32, left: i32) {
            let area = Area { left, top: -500, width: 1_000, height: 1_000 };
            self.members.get_mut(&SessionId(session)).unwrap().view = View::near(area);
        }

        fn relay(&mut self, changes: &[(u32, Sign)]) {
            let changes =
                changes.iter().map(|(session, sign)| (SessionId(*session), sign.clone().into()));
            self.relay.relay(changes.collect(), &Board::default(), &mut self.members, self.now);
        }

        fn frames(&mut self, session: u32) -> Vec<Bytes> {
            let outgoings = self.outgoings.get_mut(&SessionId(session)).unwrap();
            let mut frames = Vec::new();
            while let Some(Outgoing::Frame(frame)) = outgoings.next_now() {
                outgoings.written(frame.len());
                frames.push(frame);
            }
            frames
        }

        fn told(&mut self, session: u32) -> Vec<(u32, Sign)> {
            let frames = self.frames(session);
            let signs = frames.iter().flat_map(|frame| match decode(frame) {
                Ok(ServerMessage::Presence(signs)) => signs,
                other => panic!("{other:?}"),
            });
            signs.map(|(session, sign)| (session.0, sign)).collect()
        }
    }

    fn at(x: i32) -> Sign {
        Sign::Cursor(Spot::new(x, 0))
    }

    /// P6.5
    #[test]
    fn presence_goes_out_at_once_while_it_is_little() {
        let mut wall = Wall::with(50);
        for step in 0..200 {
            wall.relay.wait();
            assert!(wall.relay.due_at().unwrap() <= wall.now, "at once");
            // Ten people, twenty times a second.
            wall.relay(&[(1 + step % 10, at(i32::try_from(step).unwrap()))]);
            wall.now += Duration::from_millis(5);
        }
    }

    /// P6.5
    #[test]
    fn the_pause_between_batches_widens_with_the_people_who_are_told() {
        let pause = |people: u32| {
            let mut wall = Wall::with(people);
            let mut pause = Duration::ZERO;
            for step in 0..i32::try_from(5_000 / people).unwrap() {
                let all: Vec<_> = (1..=people).map(|session| (session, at(step))).collect();
                wall.relay(&all);
                (1..=people).for_each(|session| drop(wall.frames(session)));
                wall.relay.wait();
                let due_at = wall.relay.due_at().unwrap().max(wall.now);
                pause = due_at - wall.now;
                wall.now = due_at;
            }
            pause
        };
        assert!((3..5).contains(&pause(50).as_millis()), "{:?}", pause(50));
        assert!((11..14).contains(&pause(200).as_millis()), "{:?}", pause(200));
        assert!(pause(500) <= PRESENCE_PAUSE_MAX + Duration::from_millis(1));
    }

    /// P6.6
    #[test]
    fn whoever_sees_everything_shares_one_frame() {
        let mut wall = Wall::with(4);
        wall.look(3, -500);
        wall.relay(&[(1, at(10)), (2, at(20))]);
        let (third, fourth) = (wall.frames(3), wall.frames(4));
        assert_eq!(third.len(), 1);
        assert_eq!(third, fourth);
        // The area of the third is told with the first batch, so only the second one is shared.
        wall.relay(&[(1, at(11)), (2, at(21))]);
        let (third, fourth) = (wall.frames(3), wall.frames(4));
        assert_eq!(third[0].as_ptr(), fourth[0].as_ptr(), "one buffer");
        assert_eq!(wall.told(1).len() + wall.told(2).len(), 4, "their own is left out");
    }

    /// P6.6, P6.7, P6.8
    #[test]
    fn a_viewer_far_away_hears_of_nothing_until_looking_there() {
        let mut wall = Wall::with(2);
        wall.look(2, 50_000);
        wall.relay(&[(1, at(10))]);
        assert_eq!(wall.told(2), []);
        wall.look(2, 0);
        wall.relay(&[]);
        assert_eq!(wall.told(2), [(1, at(10))]);
        wall.relay(&[(1, at(1_501))]);
        assert_eq!(wall.told(2), [(1, Sign::NoCursor)]);
        wall.relay(&[(1, at(1_600))]);
        assert_eq!(wall.told(2), []);
    }

    /// P6.9
    #[test]
    fn a_socket_that_is_behind_gets_no_presence_and_later_the_newest() {
        let mut wall = Wall::with(3);
        let full = Bytes::from(vec![0; limits::OUTBOX_PRESENCE_BYTES_MAX + 1]);
        wall.members[&SessionId(2)].outbox.send(&full).unwrap();
        wall.relay(&[(1, at(1)), (3, at(3))]);
        wall.relay(&[(1, at(2)), (3, Sign::NoCursor)]);
        assert_eq!(wall.relay.due_at(), Some(wall.now + PRESENCE_PAUSE_MAX), "it is tried again");
        assert_eq!(wall.frames(2), [full]);
        wall.relay(&[]);
        let none = || [Sign::Selection(vec![]), Sign::NoPreview];
        let expected = [at(2)].into_iter().chain(none()).map(|sign| (1, sign));
        let expected =
            expected.chain([Sign::NoCursor].into_iter().chain(none()).map(|sign| (3, sign)));
        assert_eq!(wall.told(2), expected.collect::<Vec<_>>());
        assert_eq!(wall.relay.due_at(), None);
    }
}
