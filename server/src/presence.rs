//! Relays what people point at, select and drag: at once when it was quiet, else once per tick, to
//! everybody but themselves. A socket that is behind gets the newest state when it has caught up.

use std::collections::BTreeMap;
use std::time::Duration;

use squall_board::protocol::{PresenceChange, SessionId};
use tokio::time::Instant;

use crate::frames::PresenceFrames;
use crate::member::Member;
use crate::outbox::Outbox;

/// How long changes are gathered.
const TICK: Duration = Duration::from_millis(33);

/// What people show on one board.
#[derive(Debug)]
pub(crate) struct PresenceRelay {
    shown: BTreeMap<SessionId, PresenceChange>,
    waiting: bool,
    next_at: Instant,
}

impl PresenceRelay {
    /// Nobody shows anything.
    pub(crate) fn new(now: Instant) -> Self {
        Self { shown: BTreeMap::new(), waiting: false, next_at: now }
    }

    /// Something is to be relayed.
    pub(crate) fn wait(&mut self) {
        self.waiting = true;
    }

    /// When something is to be relayed; `None` if there is nothing.
    pub(crate) fn due_at(&self) -> Option<Instant> {
        self.waiting.then_some(self.next_at)
    }

    /// Shows a newcomer what everybody has shown so far.
    pub(crate) fn greet(&self, session: SessionId, outbox: &Outbox) {
        for frame in self.all().for_session(session) {
            outbox.send_missed(frame);
        }
    }

    /// Forgets what somebody who went has shown.
    pub(crate) fn forget(&mut self, session: SessionId) {
        self.shown.remove(&session);
    }

    /// Relays the changes.
    pub(crate) fn relay(
        &mut self,
        changes: Vec<(SessionId, PresenceChange)>,
        members: &mut BTreeMap<SessionId, Member>,
        now: Instant,
    ) {
        self.next_at = now + TICK;
        self.waiting = false;
        let frames = PresenceFrames::new(&changes);
        for (session, change) in changes {
            self.shown.entry(session).or_default().merge(change);
        }
        let mut all = None;
        for (session, member) in members {
            if member.outbox.is_behind() {
                member.presence_missed = true;
                self.waiting = true;
                continue;
            }
            let catch_up = std::mem::take(&mut member.presence_missed);
            let frames = if catch_up { all.get_or_insert_with(|| self.all()) } else { &frames };
            for frame in frames.for_session(*session) {
                if member.outbox.send(&frame).is_err() {
                    // Even everything of everybody may be too much: then the rest is not shown.
                    member.presence_missed = !catch_up;
                    self.waiting |= !catch_up;
                    break;
                }
            }
        }
    }

    fn all(&self) -> PresenceFrames {
        let all: Vec<_> =
            self.shown.iter().map(|(session, shown)| (*session, shown.clone())).collect();
        PresenceFrames::new(&all)
    }
}
