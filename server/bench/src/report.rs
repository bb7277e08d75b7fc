//! The table, as Markdown.

use std::fmt::Write as _;

use crate::outcome::{Outcome, Spread, spread};
use crate::rows::Row;
use crate::server::System;

/// All rounds of one row on one system; a failed round is its reason.
pub(crate) struct Measured {
    pub(crate) row: &'static Row,
    pub(crate) system: System,
    pub(crate) rounds: Vec<Result<Outcome, String>>,
}

impl Measured {
    /// Whether a round could not be measured or found a broken promise.
    pub(crate) fn has_failed(&self) -> bool {
        self.rounds.iter().any(Result::is_err)
    }
}

/// The head of the table.
pub(crate) const HEAD: &str = "\
| What (goal for Squall) | System | Delivered | p50 ms | p99 ms | Server's core | Further |
| --- | --- | --- | --- | --- | --- | --- |
";

/// One line of the table for each system.
pub(crate) fn lines(measured: &[Measured]) -> String {
    let mut text = String::new();
    for (place, line) in measured.iter().enumerate() {
        let is_first = place == 0 || measured[place - 1].row.key != line.row.key;
        let what = if is_first {
            format!("**{}** ({})", line.row.title, line.row.goal)
        } else {
            String::new()
        };
        let rounds = || line.rounds.iter().flatten();
        let cell = |value: fn(&Outcome) -> Option<f64>, factor: f64, unit: &str| {
            let spread = spread(rounds().filter_map(value).map(|value| value * factor));
            spread.map_or("–".to_owned(), |spread| format!("{}{unit}", show(spread)))
        };
        let _ = writeln!(
            text,
            "| {what} | {} | {} | {} | {} | {} | {} |",
            line.system,
            cell(|outcome| outcome.delivered, 100.0, " %"),
            cell(|outcome| outcome.p50_ms, 1.0, ""),
            cell(|outcome| outcome.p99_ms, 1.0, ""),
            cell(|outcome| outcome.core, 100.0, " %"),
            further(line),
        );
    }
    text
}

/// One measurement in one line, to be seen while the others are under way.
pub(crate) fn short(outcome: &Outcome) -> String {
    let show = |value: Option<f64>| value.map_or("–".to_owned(), number);
    let others = outcome.others.iter().map(|(name, value, unit)| {
        let value = number(*value);
        format!("; {name} {value} {unit}")
    });
    format!(
        "{} % delivered, p50 {} ms, p99 {} ms, {} % of the core{}",
        show(outcome.delivered.map(|delivered| delivered * 100.0)),
        show(outcome.p50_ms),
        show(outcome.p99_ms),
        show(outcome.core.map(|core| core * 100.0)),
        others.collect::<String>(),
    )
}

fn further(line: &Measured) -> String {
    let mut parts = Vec::new();
    let outcomes: Vec<&Outcome> = line.rounds.iter().flatten().collect();
    for (name, _, unit) in outcomes.first().map_or(&[][..], |first| &first.others[..]) {
        let of_name = |outcome: &&Outcome| {
            outcome.others.iter().find(|other| other.0 == *name).map(|other| other.1)
        };
        if let Some(spread) = spread(outcomes.iter().filter_map(of_name)) {
            parts.push(format!("{name} {} {unit}", show(spread)));
        }
    }
    let totals = outcomes.first().map_or(&[][..], |first| &first.totals[..]);
    for (place, (name, _)) in totals.iter().enumerate() {
        let count = outcomes.iter().filter_map(|outcome| outcome.totals.get(place));
        let count: u64 = count.map(|(_, count)| count).sum();
        parts.push(format!("{} {name}", whole(count)));
    }
    let remarks = line.rounds.iter().filter_map(|round| match round {
        Ok(outcome) => outcome.remark.clone(),
        Err(reason) => Some(format!("failed: {reason}")),
    });
    let mut remarks: Vec<String> = remarks.map(|remark| remark.replace('|', "/")).collect();
    remarks.dedup();
    parts.extend(remarks);
    parts.join("; ")
}

/// The median, and the range if there is one.
fn show(spread: Spread) -> String {
    let [median, least, most] = [spread.median, spread.least, spread.most].map(number);
    if least == most { median } else { format!("{median} ({least}–{most})") }
}

/// With a comma between thousands.
fn whole(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// With as many digits as mean something.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_shown_to_the_last_digit() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_range_is_shown_only_if_there_is_one() {
        let same = Spread { median: 1.0, least: 1.0, most: 1.0 };
        assert_eq!(show(same), "1.00");
        let range = Spread { median: 12.34, least: 1.0, most: 456.7 };
        assert_eq!(show(range), "12.3 (1.00–457)");
    }
}
