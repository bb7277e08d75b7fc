//! Numbers that look random and follow from a seed: SplitMix64.

use std::time::Duration;

/// By how much a state of SplitMix64 grows with every number.
pub(crate) const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A sequence of numbers, the same for the same seed.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The sequence of this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// Any number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0) % end
    }

    /// Any time within the range, to the microsecond.
    pub(crate) fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let width = most.saturating_sub(least).as_micros() as u64;
        least + Duration::from_micros(self.below(width + 1))
    }
}

/// The number that a state of SplitMix64 stands for.
pub(crate) fn mix(state: u64) -> u64 {
    let mut word = state;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let numbers = |seed| {
            let mut random = Random::new(seed);
            [(); 8].map(|()| random.below(1_000))
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
        let (least, most) = (Duration::from_millis(20), Duration::from_millis(30));
        let time = Random::new(3).between(least, most);
        assert!((least..=most).contains(&time));
    }
}
