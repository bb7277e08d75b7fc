//! The rows of the table: what is measured, on which systems, and what we want of Squall.

mod durable;
mod joining;
mod kills;
mod presence;

use std::time::Duration;

use anyhow::Result;

use crate::outcome::Outcome;
use crate::peer::Motion;
use crate::server::{Server, System};

/// One row.
pub(crate) struct Row {
    /// The name on the command line.
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    /// What we want of Squall.
    pub(crate) goal: &'static str,
    pub(crate) systems: &'static [System],
    pub(crate) measure: fn(&mut Server, Duration) -> Result<Outcome>,
}

/// Those that join and keep a document.
const DOCUMENTS: &[System] = &[System::Squall, System::Tldraw, System::Hocuspocus];
/// Those that keep it over a crash.
const KEEPING: &[System] = &[System::Squall, System::TldrawSqlite];

/// Every row, in the order in which they are measured.
pub(crate) const ROWS: &[Row] = &[
    Row {
        key: "idle",
        title: "1,000 idle people, 50 a board",
        goal: "≤ 16 KiB each",
        systems: DOCUMENTS,
        measure: |server, _| joining::idle(server, 1_000, 50),
    },
    Row {
        key: "idle-10000",
        title: "10,000 idle people, 200 a board",
        goal: "≤ 200 MiB",
        systems: &[System::Squall],
        measure: |server, _| joining::idle(server, 10_000, 200),
    },
    Row {
        key: "cursors-200",
        title: "200 people, all moving their cursors at 20 Hz",
        goal: "100 %, p99 ≤ 25 ms, ≤ 25 % of a core",
        systems: presence::SYSTEMS,
        measure: |server, span| presence::measure(server, cursors(200, 200, span)),
    },
    Row {
        key: "cursors-50",
        title: "50 people, all moving their cursors at 20 Hz",
        goal: "p50 ≤ 2 ms",
        systems: presence::SYSTEMS,
        measure: |server, span| presence::measure(server, cursors(50, 50, span)),
    },
    Row {
        key: "drags",
        title: "50 people, 10 dragging a note at 20 Hz",
        goal: "p50 ≤ 0.45 ms, p99 ≤ 2.5 ms, ≤ 4 µs a delivery",
        systems: presence::SYSTEMS,
        measure: |server, span| presence::measure(server, drags(50, 10, span)),
    },
    Row {
        key: "join",
        title: "joining a board of 10,000 notes",
        goal: "≤ 400 KB, ≤ 15 ms, server ≤ 10 ms",
        systems: DOCUMENTS,
        measure: |server, _| joining::large_board(server, 10_000),
    },
    Row {
        key: "durable",
        title: "3,000 edits/s of 20 people on one board",
        goal: "all durable, p99 ≤ 10 ms",
        systems: durable::SYSTEMS,
        measure: |server, span| {
            let plan = durable::Plan { boards: 1, people_a_board: 20, per_second: 3_000, span };
            durable::measure(server, plan)
        },
    },
    Row {
        key: "durable-many",
        title: "most edits/s on 50 boards of 5 people with p99 ≤ 50 ms",
        goal: "≥ 20,000/s durable",
        systems: durable::SYSTEMS,
        measure: durable::most,
    },
    Row {
        key: "durable-20000",
        title: "20,000 edits/s on 50 boards of 5 people",
        goal: "all durable, p99 ≤ 50 ms",
        systems: durable::SYSTEMS,
        measure: |server, span| {
            let plan = durable::Plan { boards: 50, people_a_board: 5, per_second: 20_000, span };
            durable::measure(server, plan)
        },
    },
    Row {
        key: "reconnect",
        title: "coming back after 1,000 missed edits of 10 notes",
        goal: "≤ 100 ms",
        systems: DOCUMENTS,
        measure: |server, _| joining::reconnect(server),
    },
    Row {
        key: "slow-reader",
        title: "200 people, 50 moving, one reads nothing",
        goal: "others' p99 ≤ 10 % more",
        systems: presence::SYSTEMS,
        measure: |server, span| presence::slow_reader(server, cursors(200, 50, span)),
    },
    Row {
        key: "restart",
        title: "crash and restart under 500 people",
        goal: "all current within 5 s",
        systems: KEEPING,
        measure: |server, _| joining::restart(server, 500),
    },
    Row {
        key: "kills",
        title: "SIGKILL under load, 200 times a round; 9 people on 3 boards write as fast as they may",
        goal: "of 1,000: 0 lost, doubled, reordered",
        systems: &[System::Squall],
        measure: |server, _| kills::measure(server, 200),
    },
    Row {
        key: "cursors-1000",
        title: "1,000 people (the most on one board of Squall), 100 moving their cursors at 20 Hz",
        goal: "100 %, p99 ≤ 50 ms, ≤ 60 % of a core",
        systems: presence::SYSTEMS,
        measure: |server, span| presence::measure(server, cursors(1_000, 100, span)),
    },
    Row {
        key: "cursors-500",
        title: "500 people, 100 moving their cursors at 20 Hz",
        goal: "100 %",
        systems: presence::SYSTEMS,
        measure: |server, span| presence::measure(server, cursors(500, 100, span)),
    },
    Row {
        key: "step-up",
        title: "50 people, drags stepped up until p99 > 100 ms",
        goal: "≥ 12,000 moves/s",
        systems: presence::SYSTEMS,
        measure: presence::step_up,
    },
];

const fn cursors(people: usize, movers: usize, span: Duration) -> presence::Plan {
    presence::Plan { people, movers, per_second: 20, motion: Motion::Cursor, span }
}

const fn drags(people: usize, movers: usize, span: Duration) -> presence::Plan {
    presence::Plan { people, movers, per_second: 20, motion: Motion::Drag, span }
}
