//! Relays what people point at, select and drag, to everybody but themselves who sees it. A socket
//! that is behind gets the newest state when it has caught up. Knows how to send and not when; what a
//! viewer is to be told is [`squall_board::interest`]'s.

use std::collections::BTreeMap;
use std::ops::Range;

use squall_board::Board;
use squall_board::interest::{Glimpse, Movement, Shown, View};
use squall_board::protocol::{PresenceChange, SessionId};

use crate::frames::{PresenceFrame, PresenceFrames, encode_signs};
use crate::member::{EVERYBODY, Member};
use crate::outbox::Outbox;

/// What people show on one board.
#[derive(Debug, Default)]
pub(crate) struct PresenceRelay {
    people: BTreeMap<SessionId, Shown>,
}

/// What has come of relaying presence once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relayed {
    /// How many frames were queued.
    pub frames: u32,
    /// How many bytes are in them.
    pub bytes: usize,
    /// Somebody was left out because too much waits for them: they are to be tried again.
    pub is_one_left_out: bool,
}

impl PresenceRelay {
    /// Shows a newcomer what everybody has shown so far.
    pub(crate) fn greet(&self, outbox: &impl Outbox) {
        let mut frames = PresenceFrames::default();
        for (session, shown) in &self.people {
            let (count, bytes) = encode_signs(*session, shown.signs(shown.greeting()));
            frames.push(*session, count, &bytes);
        }
        for frame in frames.finish() {
            outbox.send_missed(frame.bytes);
        }
    }

    /// Forgets what somebody who went has shown.
    pub(crate) fn forget(&mut self, session: SessionId) {
        self.people.remove(&session);
    }

    /// Relays the changes.
    pub(crate) fn relay<O: Outbox>(
        &mut self,
        changes: Vec<(SessionId, PresenceChange)>,
        board: &Board,
        members: &mut BTreeMap<SessionId, Member<O>>,
    ) -> Relayed {
        let moved: Vec<(SessionId, Movement)> = changes
            .into_iter()
            .map(|(session, change)| (session, self.take_in(session, change, board)))
            .collect();
        let mut relayed = Relayed { frames: 0, bytes: 0, is_one_left_out: false };
        let mut batch = Batch::new(&self.people, moved);
        for (session, member) in members {
            if member.is_behind() || member.outbox.is_behind() {
                member.presence_missed_from = Some(EVERYBODY);
                relayed.is_one_left_out = true;
                continue;
            }
            let (old, new) = (member.told_view, member.view);
            member.told_view = new;
            let frames = match member.presence_missed_from.take() {
                Some(from) => batch.catching_up(*session, from, old, new),
                None => batch.news(*session, old, new),
            };
            for frame in frames {
                if member.outbox.send(&frame.bytes).is_err() {
                    // Even what all others show may be too much for one time.
                    member.presence_missed_from = Some(frame.first);
                    relayed.is_one_left_out = true;
                    break;
                }
                relayed.frames += 1;
                relayed.bytes += frame.bytes.len();
            }
        }
        relayed
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
    frames: Vec<PresenceFrame>,
}

impl<'a> Batch<'a> {
    fn new(people: &'a BTreeMap<SessionId, Shown>, moved: Vec<(SessionId, Movement)>) -> Self {
        Self { people, moved, whole: None, encoded: BTreeMap::new() }
    }

    /// For a viewer who knows everything up to now.
    fn news(&mut self, viewer: SessionId, old: View, new: View) -> Vec<PresenceFrame> {
        let own = self.moved.binary_search_by_key(&viewer, |(moved, _)| *moved).ok();
        if old == new
            && let Some(frames) = self.all_of_it(viewer, own, new)
        {
            return frames;
        }
        if old == new {
            let others = self.moved.iter().filter(|(session, _)| *session != viewer);
            let told = others.map(|(session, movement)| (*session, movement.glimpse(old, new)));
            return self.frames(told.collect());
        }
        let others = self.people.iter().filter(|(session, _)| **session != viewer);
        let told = others.map(|(id, shown)| (*id, self.movement(*id, shown).glimpse(old, new)));
        self.frames(told.collect())
    }

    fn movement(&self, session: SessionId, shown: &Shown) -> Movement {
        let moved = self.moved.binary_search_by_key(&session, |(moved, _)| *moved);
        moved.map_or_else(|_| shown.unmoved(), |at| self.moved[at].1)
    }

    /// For a viewer who sees all that has changed: one frame for all of them, or with their own left
    /// out of it. `None` for others.
    fn all_of_it(
        &mut self,
        viewer: SessionId,
        own: Option<usize>,
        view: View,
    ) -> Option<Vec<PresenceFrame>> {
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
                let first = self.moved[0].0;
                frames.push(first, total - count, &[]);
                frames.push(first, 0, &whole.bytes[..range.start]);
                frames.push(first, 0, &whole.bytes[range.end..]);
                Some(frames.finish())
            }
            Some(_) => None,
        }
    }

    /// For a viewer who has missed what those from `from` on have shown.
    fn catching_up(
        &mut self,
        viewer: SessionId,
        from: SessionId,
        old: View,
        new: View,
    ) -> Vec<PresenceFrame> {
        let others = self.people.iter().filter(|(session, _)| **session != viewer);
        let told = others.map(|(id, shown)| match *id < from {
            true => (*id, self.movement(*id, shown).glimpse(old, new)),
            false => (*id, shown.all(new)),
        });
        self.frames(told.collect())
    }

    /// The frames of what is told, which is in the order of sessions.
    fn frames(&mut self, told: Vec<(SessionId, Glimpse)>) -> Vec<PresenceFrame> {
        let mut frames = PresenceFrames::default();
        for (session, glimpse) in told.into_iter().filter(|(_, glimpse)| !glimpse.is_empty()) {
            let Some(shown) = self.people.get(&session) else { continue };
            let known = self.encoded.entry(session).or_default();
            let at = known.iter().position(|(known, ..)| *known == glimpse);
            let at = at.unwrap_or_else(|| {
                let (count, bytes) = encode_signs(session, shown.signs(glimpse));
                known.push((glimpse, count, bytes));
                known.len() - 1
            });
            let (_, count, bytes) = &known[at];
            frames.push(session, *count, bytes);
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
            frames.push(*session, count, &signs);
            let start = bytes.len();
            bytes.extend_from_slice(&signs);
            told.push((glimpse, count, start..bytes.len()));
        }
        Self { told, bytes, frames: frames.finish() }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use squall_board::ClientId;
    use squall_board::Seq;
    use squall_board::protocol::{Area, ServerMessage, Sign, Spot, decode};

    use super::*;
    use crate::outbox::mock::Queue;

    struct Wall {
        relay: PresenceRelay,
        members: BTreeMap<SessionId, Member<Queue>>,
    }

    impl Wall {
        fn with(people: u32) -> Self {
            let client = ClientId::from_u128(1);
            let member = || Member::new(client, Queue::default(), Seq::ZERO);
            let members = (1..=people).map(|session| (SessionId(session), member())).collect();
            Self { relay: PresenceRelay::default(), members }
        }

        fn look(&mut self, session: u32, left: i32) {
            let area = Area { left, top: -500, width: 1_000, height: 1_000 };
            self.members.get_mut(&SessionId(session)).unwrap().view = View::near(area);
        }

        fn relay(&mut self, changes: &[(u32, Sign)]) -> Relayed {
            let changes =
                changes.iter().map(|(session, sign)| (SessionId(*session), sign.clone().into()));
            self.relay.relay(changes.collect(), &Board::default(), &mut self.members)
        }

        fn frames(&mut self, session: u32) -> Vec<Bytes> {
            self.members[&SessionId(session)].outbox.take()
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
        wall.members[&SessionId(2)].outbox.fill();
        wall.relay(&[(1, at(1)), (3, at(3))]);
        let relayed = wall.relay(&[(1, at(2)), (3, Sign::NoCursor)]);
        assert!(relayed.is_one_left_out, "it is tried again");
        assert_eq!(wall.frames(2).len(), 1, "what it was full of");
        let relayed = wall.relay(&[]);
        let none = || [Sign::Selection(vec![]), Sign::NoPreview];
        let expected = [at(2)].into_iter().chain(none()).map(|sign| (1, sign));
        let expected =
            expected.chain([Sign::NoCursor].into_iter().chain(none()).map(|sign| (3, sign)));
        assert_eq!(wall.told(2), expected.collect::<Vec<_>>());
        assert!(!relayed.is_one_left_out);
    }

    /// P6.9
    #[test]
    fn presence_that_does_not_fit_at_one_time_is_shown_in_parts() {
        let mut wall = Wall::with(41);
        let notes: Vec<_> = (0..200).map(squall_board::NoteId::from_u128).collect();
        let signs: Vec<(u32, Sign)> =
            (1..=40).map(|session| (session, Sign::Selection(notes.clone()))).collect();
        wall.members[&SessionId(41)].outbox.narrow(1);
        let mut relayed = wall.relay(&signs);
        let mut told = Vec::new();
        while relayed.is_one_left_out {
            let some = wall.told(41);
            assert!(!some.is_empty(), "it goes on");
            told.extend(some);
            // Whoever was told already goes on as well.
            relayed = wall.relay(&[(1, at(told.len() as i32))]);
        }
        told.extend(wall.told(41));
        for sign in signs {
            assert!(told.contains(&sign), "{} is not shown", sign.0);
        }
    }
}
