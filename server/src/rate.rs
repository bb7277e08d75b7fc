//! Token buckets. Knows no clock: the time comes in as data.

use std::time::Duration;

use tokio::time::Instant;

/// How many more messages one socket may send just now.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    tokens: f64,
    per_second: f64,
    burst: f64,
    filled_at: Instant,
}

impl TokenBucket {
    /// A full bucket.
    pub(crate) fn new(per_second: f64, burst: f64, now: Instant) -> Self {
        Self { tokens: burst, per_second, burst, filled_at: now }
    }

    /// Takes a token if there is one.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        self.fill(now);
        let taken = self.tokens >= 1.0;
        if taken {
            self.tokens -= 1.0;
        }
        taken
    }

    /// Takes tokens that need not be there yet, down to `least`.
    pub(crate) fn spend(&mut self, tokens: f64, least: f64, now: Instant) {
        self.fill(now);
        self.tokens = (self.tokens - tokens).max(least.min(self.tokens));
    }

    /// When the next token is there; `now` if there is one.
    pub(crate) fn ready_at(&mut self, now: Instant) -> Instant {
        self.fill(now);
        let missing = (1.0 - self.tokens).max(0.0);
        now + Duration::from_secs_f64(missing / self.per_second)
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled_at).as_secs_f64();
        self.tokens = (self.tokens + passed * self.per_second).min(self.burst);
        self.filled_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_ahead_is_waited_for_up_to_a_bound() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(10.0, 3.0, start);
        bucket.spend(4.0, -2.0, start);
        assert_eq!(bucket.ready_at(start), start + Duration::from_millis(200));
        bucket.spend(100.0, -2.0, start);
        assert_eq!(bucket.ready_at(start), start + Duration::from_millis(300));
    }

    #[test]
    fn a_burst_is_borne_and_then_the_rate() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(10.0, 3.0, start);
        assert!((0..3).all(|_| bucket.take(start)));
        assert!(!bucket.take(start));
        assert_eq!(bucket.ready_at(start), start + Duration::from_millis(100));
        assert!(bucket.take(start + Duration::from_millis(101)));
        assert!(!bucket.take(start + Duration::from_millis(102)));
    }
}
