//! Tries many seeds on all cores and stops at the first that fails. Knows nothing of what a seed
//! stands for.

use std::any::Any;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A seed that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// What does not hold.
    pub message: String,
}

/// Calls `run` with each of the seeds, on all cores, and `progress` with how many were tried. Gives
/// the first that panics; later ones are not tried then.
pub fn first_failure(
    seeds: Range<u64>,
    run: impl Fn(u64) + Sync,
    progress: impl Fn(u64) + Sync,
) -> Option<Failure> {
    let next = AtomicU64::new(seeds.start);
    let is_over = AtomicBool::new(false);
    let first: Mutex<Option<Failure>> = Mutex::new(None);
    let work = || {
        while !is_over.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(seed))) {
                is_over.store(true, Ordering::Relaxed);
                let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
                if first.as_ref().is_none_or(|first| seed < first.seed) {
                    *first = Some(Failure { seed, message: message(&*panic) });
                }
            }
            progress(seed - seeds.start + 1);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    first.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_seed_that_fails_is_found() {
        let fails_from = |least: u64| {
            first_failure(0..100, |seed| assert!(seed < least, "{seed} fails"), |_| {})
        };
        assert_eq!(fails_from(100), None);
        let failure = fails_from(40).unwrap();
        assert_eq!(failure, Failure { seed: 40, message: "40 fails".to_owned() });
    }
}
