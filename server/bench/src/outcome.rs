//! What one measurement found, and what several found together.

use hdrhistogram::Histogram;

/// One measurement of one system.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// How much of what was sent arrived where it should, from 0 to 1.
    pub(crate) delivered: Option<f64>,
    /// The middle latency, in milliseconds.
    pub(crate) p50_ms: Option<f64>,
    /// The 99th percentile of the latency, in milliseconds.
    pub(crate) p99_ms: Option<f64>,
    /// How much of its core the server used, from 0 to 1.
    pub(crate) core: Option<f64>,
    /// Figures of this row alone: name, value, unit.
    pub(crate) others: Vec<(&'static str, f64, &'static str)>,
    /// What was counted and is added up over all rounds: name, count.
    pub(crate) totals: Vec<(&'static str, u64)>,
    /// What must be known beside the figures.
    pub(crate) remark: Option<String>,
}

impl Outcome {
    /// Takes the percentiles from a histogram in microseconds.
    pub(crate) fn with_latency(mut self, latency: &Histogram<u32>) -> Self {
        if !latency.is_empty() {
            self.p50_ms = Some(latency.value_at_quantile(0.5) as f64 / 1e3);
            self.p99_ms = Some(latency.value_at_quantile(0.99) as f64 / 1e3);
        }
        self
    }
}

/// Latencies from a microsecond to a minute, to three digits.
pub(crate) fn histogram() -> Histogram<u32> {
    Histogram::new_with_bounds(1, 60_000_000, 3).expect("the bounds are in order")
}

/// Counts a latency; what is too long counts as the longest.
pub(crate) fn record(histogram: &mut Histogram<u32>, latency: std::time::Duration) {
    histogram.saturating_record((latency.as_micros() as u64).max(1));
}

/// Middle, least and most of several rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

/// The spread of the values; `None` if there are none.
pub(crate) fn spread(values: impl Iterator<Item = f64>) -> Option<Spread> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (least, most) = (*values.first()?, *values.last()?);
    let middle = values.len() / 2;
    let median = if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    };
    Some(Spread { median, least, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let found = spread([3.0, 1.0, 2.0].into_iter());
        assert_eq!(found, Some(Spread { median: 2.0, least: 1.0, most: 3.0 }));
        assert_eq!(spread([1.0, 2.0].into_iter()).map(|found| found.median), Some(1.5));
        assert_eq!(spread(std::iter::empty()), None);
    }
}
