//! When presence is relayed: at once as long as that is little, else in batches. Knows how much was
//! sent, not what; that is [`squall_relay`]'s.

use squall_relay::Relayed;
use tokio::time::Instant;

use crate::limits::{
    PRESENCE_BYTES_LIKE_A_FRAME, PRESENCE_FRAMES_BURST, PRESENCE_FRAMES_PER_SECOND,
    PRESENCE_PAUSE_MAX,
};
use crate::rate::TokenBucket;

/// The pace of one board.
#[derive(Debug)]
pub(crate) struct PresencePace {
    waiting: bool,
    next_at: Instant,
    /// When those who were behind are tried again.
    retry_at: Option<Instant>,
    /// How many frames may be sent without a pause.
    frames: TokenBucket,
}

impl PresencePace {
    /// Nothing is to be relayed.
    pub(crate) fn new(now: Instant) -> Self {
        let (per_second, burst) = (PRESENCE_FRAMES_PER_SECOND, PRESENCE_FRAMES_BURST);
        let frames = TokenBucket::new(per_second, burst, now);
        Self { waiting: false, next_at: now, retry_at: None, frames }
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

    /// Everything was relayed now.
    pub(crate) fn relayed(&mut self, relayed: Relayed, now: Instant) {
        self.waiting = false;
        self.retry_at = relayed.is_one_left_out.then(|| now + PRESENCE_PAUSE_MAX);
        // The more people are told, the longer changes are gathered: what is sent grows with the
        // product of both, and a frame costs little more if much is in it.
        let least = -PRESENCE_FRAMES_PER_SECOND * PRESENCE_PAUSE_MAX.as_secs_f64();
        let bytes = f64::from(u32::try_from(relayed.bytes).unwrap_or(u32::MAX));
        let frames = f64::from(relayed.frames) + bytes / PRESENCE_BYTES_LIKE_A_FRAME;
        self.frames.spend(frames, least, now);
        self.next_at = self.frames.ready_at(now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// What people who all move twenty times a second have shown in this time, each in eight bytes.
    fn frames(people: u32, pause: Duration) -> Relayed {
        let moves = f64::from(people) * 20.0 * pause.as_secs_f64();
        let bytes = (f64::from(people) * moves * 8.0) as usize;
        Relayed { frames: people, bytes, is_one_left_out: false }
    }

    /// P6.5
    #[test]
    fn presence_goes_out_at_once_while_it_is_little() {
        let mut now = Instant::now();
        let mut pace = PresencePace::new(now);
        for _ in 0..200 {
            pace.wait();
            assert!(pace.due_at().unwrap() <= now, "at once");
            // One of ten people, twenty times a second, seen by 49 others.
            pace.relayed(frames(49, Duration::from_millis(1)), now);
            now += Duration::from_millis(5);
        }
    }

    /// P6.5
    #[test]
    fn the_pause_between_batches_widens_with_the_people_who_are_told() {
        let pause = |people: u32| {
            let mut now = Instant::now();
            let mut pace = PresencePace::new(now);
            let mut pause = Duration::ZERO;
            for _ in 0..5_000 / people {
                pace.relayed(frames(people, pause), now);
                pace.wait();
                let due_at = pace.due_at().unwrap().max(now);
                pause = due_at - now;
                now = due_at;
            }
            pause
        };
        assert!((2..3).contains(&pause(50).as_millis()), "{:?}", pause(50));
        assert!((12..15).contains(&pause(200).as_millis()), "{:?}", pause(200));
        assert!(pause(500) <= PRESENCE_PAUSE_MAX + Duration::from_millis(1));
    }

    /// P6.9
    #[test]
    fn whoever_was_left_out_is_tried_again_although_nobody_moves() {
        let now = Instant::now();
        let mut pace = PresencePace::new(now);
        assert_eq!(pace.due_at(), None);
        pace.relayed(Relayed { frames: 0, bytes: 0, is_one_left_out: true }, now);
        assert_eq!(pace.due_at(), Some(now + PRESENCE_PAUSE_MAX));
        pace.relayed(frames(1, Duration::ZERO), now);
        assert_eq!(pace.due_at(), None);
    }
}
