//! Edits that are acknowledged: how many a second, and how soon.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use squall_board::limits::IN_FLIGHT_MAX;

use crate::fleet::Fleet;
use crate::outcome::{Outcome, histogram, record};
use crate::server::{Server, System};

const WARM_UP: Duration = Duration::from_secs(1);
/// What is not acknowledged this long after the last edit is lost.
const DRAIN: Duration = Duration::from_secs(2);

/// How long one of many steps counts.
const STEP_SPAN: Duration = Duration::from_secs(2);

/// Who edits how much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) boards: usize,
    pub(crate) people_a_board: usize,
    /// Edits a second, of all together.
    pub(crate) per_second: u32,
    pub(crate) span: Duration,
}

/// Everybody moves a note of their own, by a schedule that waits for nobody.
pub(crate) fn measure(server: &mut Server, plan: Plan) -> Result<Outcome> {
    Crowd::gather(server, plan.boards, plan.people_a_board)?.edit(
        server,
        plan.per_second,
        plan.span,
    )
}

/// The largest rate in steps that is taken in full within 50 ms for 99 of 100.
pub(crate) fn most(server: &mut Server, span: Duration) -> Result<Outcome> {
    const STEPS: [u32; 11] =
        [250, 500, 1_000, 2_500, 5_000, 7_500, 10_000, 15_000, 20_000, 25_000, 30_000];
    let mut crowd = Crowd::gather(server, 50, 5)?;
    let mut best: Option<Outcome> = None;
    for per_second in STEPS {
        let outcome = crowd.edit(server, per_second, span.min(STEP_SPAN))?;
        eprintln!("  {}: {}", server.system, crate::report::short(&outcome));
        let is_borne = outcome.delivered.is_some_and(|delivered| delivered > 0.99)
            && outcome.p99_ms.is_some_and(|p99_ms| p99_ms <= 50.0);
        if !is_borne {
            if best.is_none() {
                best = Some(outcome);
            }
            break;
        }
        best = Some(outcome);
    }
    Ok(best.unwrap_or_default())
}

/// People on boards, each with a note of their own.
struct Crowd {
    fleet: Fleet,
    people_a_board: usize,
}

/// Edits that are under way. As every good client, nobody has more unanswered than
/// [`IN_FLIGHT_MAX`]; what is held back is late by the schedule all the same.
struct Desk {
    /// The turn of each edit that is not acknowledged, by author and number.
    waiting: HashMap<(usize, u64), usize>,
    in_flight: Vec<usize>,
    held: Vec<VecDeque<usize>>,
    /// Authors who may send one that was held back.
    ready: Vec<usize>,
}

impl Desk {
    fn new(people: usize) -> Self {
        Self {
            waiting: HashMap::new(),
            in_flight: vec![0; people],
            held: vec![VecDeque::new(); people],
            ready: Vec::new(),
        }
    }

    fn send(
        &mut self,
        fleet: &mut Fleet,
        people_a_board: usize,
        author: usize,
        turn: usize,
    ) -> Result<()> {
        let place = ((turn % 5_000) as f64, (turn % 2_999) as f64 + 0.5);
        let edit = fleet.members[author].peer.edit(author % people_a_board, place);
        let (number, message) = edit.context("it acknowledges nothing")?;
        self.waiting.insert((author, number), turn);
        self.in_flight[author] += 1;
        fleet.send(author, message);
        Ok(())
    }
}

impl Crowd {
    fn gather(server: &mut Server, boards: usize, people_a_board: usize) -> Result<Self> {
        let mut fleet = Fleet::new()?;
        for _ in 0..boards {
            let (board, author) = server.new_board(people_a_board)?;
            drop(author);
            for _ in 0..people_a_board {
                fleet.add(server.join(&board)?)?;
            }
        }
        fleet.run(Instant::now() + Duration::from_millis(500), |_, _, _| {})?;
        Ok(Self { fleet, people_a_board })
    }

    fn edit(&mut self, server: &Server, per_second: u32, span: Duration) -> Result<Outcome> {
        let people = self.fleet.members.len();
        let total = |span: Duration| (span.as_secs_f64() * f64::from(per_second)) as usize;
        let (warm, all) = (total(WARM_UP), total(WARM_UP + span));
        let start = Instant::now() + Duration::from_millis(5);
        let due =
            |turn: usize| start + Duration::from_secs_f64(turn as f64 / f64::from(per_second));
        let mut desk = Desk::new(people);
        let (mut latency, mut arrived, mut taken) = (histogram(), 0_u64, 0_u64);
        let counting = due(warm)..due(all);
        let mut before = None;
        let mut last_read = Instant::now();
        let mut read = |fleet: &mut Fleet, desk: &mut Desk| {
            fleet.turn(|author, peer, message| {
                let now = Instant::now();
                peer.acknowledged(message, |number| {
                    let Some(turn) = desk.waiting.remove(&(author, number)) else { return };
                    desk.in_flight[author] -= 1;
                    if !desk.held[author].is_empty() {
                        desk.ready.push(author);
                    }
                    if counting.contains(&now) {
                        taken += 1;
                    }
                    if turn >= warm {
                        arrived += 1;
                        record(&mut latency, now.saturating_duration_since(due(turn)));
                    }
                });
            })?;
            while let Some(author) = desk.ready.pop() {
                if let Some(turn) = desk.held[author].pop_front() {
                    desk.send(fleet, self.people_a_board, author, turn)?;
                }
            }
            anyhow::Ok(())
        };
        for turn in 0..all {
            if turn == warm {
                before = Some((Instant::now(), server.processor_time()?));
            }
            let due = due(turn);
            while Instant::now() < due {
                read(&mut self.fleet, &mut desk)?;
                last_read = Instant::now();
            }
            if last_read.elapsed() > Duration::from_millis(1) {
                read(&mut self.fleet, &mut desk)?;
                last_read = Instant::now();
            }
            let author = turn % people;
            if desk.in_flight[author] < IN_FLIGHT_MAX && desk.held[author].is_empty() {
                desk.send(&mut self.fleet, self.people_a_board, author, turn)?;
            } else {
                desk.held[author].push_back(turn);
            }
        }
        let (began, used) = before.unwrap_or((start, Duration::ZERO));
        let (took, used) = (began.elapsed(), server.processor_time()?.saturating_sub(used));
        let drained = Instant::now() + DRAIN;
        while Instant::now() < drained && !desk.waiting.is_empty() {
            read(&mut self.fleet, &mut desk)?;
        }
        let expected = (all - warm) as f64;
        let closed = self.fleet.closed();
        let mut others = vec![
            ("offered", f64::from(per_second), "edits/s"),
            ("acknowledged", taken as f64 / span.as_secs_f64(), "edits/s"),
        ];
        if taken > 0 {
            others.push(("each edit", used.as_secs_f64() * 1e6 / taken as f64, "µs"));
        }
        let outcome = Outcome {
            delivered: Some(arrived as f64 / expected),
            core: Some(used.as_secs_f64() / took.as_secs_f64()),
            others,
            remark: (closed > 0).then(|| format!("{closed} sockets were closed")),
            ..Outcome::default()
        };
        Ok(outcome.with_latency(&latency))
    }
}

/// Systems that acknowledge edits.
pub(crate) const SYSTEMS: &[System] = &[System::Squall, System::Tldraw, System::TldrawSqlite];
