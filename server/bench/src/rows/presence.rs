//! People who show what they do: cursors, drags, and one who does not read.

use std::cell::Cell;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::fleet::Fleet;
use crate::outcome::{Outcome, histogram, record};
use crate::peer::Motion;
use crate::position;
use crate::server::{Server, System};

/// Joining makes messages of its own; they are over after this long.
const SETTLE: Duration = Duration::from_millis(700);
/// Moves before the ones that count.
const WARM_UP: Duration = Duration::from_secs(1);
/// Whatever has not come this long after the last move is lost.
const DRAIN: Duration = Duration::from_secs(2);
/// How long one of many steps counts.
const STEP_SPAN: Duration = Duration::from_secs(2);
/// With sends later than this the generator is what is measured.
const LAG_MAX: Duration = Duration::from_millis(5);
/// A receive buffer that one who does not read fills soon, in bytes.
const SMALL_BUFFER: usize = 4_096;

/// Who does what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) people: usize,
    pub(crate) movers: usize,
    pub(crate) per_second: u32,
    pub(crate) motion: Motion,
    pub(crate) span: Duration,
}

/// Measures one plan on a board of its own.
pub(crate) fn measure(server: &mut Server, plan: Plan) -> Result<Outcome> {
    let mut crowd = Crowd::gather(server, plan)?;
    crowd.move_about(server)
}

/// Steps the drags up until they come late: 50 people, more and more of whom drag faster.
pub(crate) fn step_up(server: &mut Server, span: Duration) -> Result<Outcome> {
    const STEPS: [(usize, u32); 12] = [
        (10, 20),
        (20, 20),
        (30, 20),
        (40, 20),
        (50, 20),
        (50, 30),
        (50, 40),
        (50, 60),
        (50, 90),
        (50, 120),
        (50, 180),
        (50, 240),
    ];
    let mut best: Option<Outcome> = None;
    for (movers, per_second) in STEPS {
        let span = span.min(STEP_SPAN);
        let plan = Plan { people: 50, movers, per_second, motion: Motion::Drag, span };
        let mut outcome = measure(server, plan)?;
        eprintln!("  {}: {}", server.system, crate::report::short(&outcome));
        if outcome.p99_ms.is_none_or(|p99_ms| p99_ms > 100.0) {
            break;
        }
        outcome.others.push(("up to", movers as f64 * f64::from(per_second), "moves/s"));
        best = Some(outcome);
    }
    Ok(best.unwrap_or_else(|| Outcome {
        remark: Some("more than 100 ms at the first step".to_owned()),
        ..Outcome::default()
    }))
}

/// The 99th percentile of the others with one among them who reads nothing, and without.
pub(crate) fn slow_reader(server: &mut Server, plan: Plan) -> Result<Outcome> {
    let mut crowd = Crowd::gather(server, plan)?;
    // Once for nothing: a compiler at run time would make the first round the slowest.
    crowd.move_about(server)?;
    let without = crowd.move_about(server)?;
    let slow = plan.people - 1;
    let stream = crowd.fleet.members[slow].peer.socket.get_ref();
    rustix::net::sockopt::set_socket_recv_buffer_size(stream, SMALL_BUFFER)?;
    crowd.fleet.members[slow].stopped = true;
    let memory = server.resident_bytes()?;
    // Until every buffer on the way is full.
    crowd.move_about(server)?;
    let mut with = crowd.move_about(server)?;
    if let (Some(without), Some(with_slow)) = (without.p99_ms, with.p99_ms) {
        with.others.push(("p99 without", without, "ms"));
        with.others.push(("more", (with_slow / without - 1.0) * 100.0, "%"));
    }
    let grown = server.resident_bytes()? as f64 - memory as f64;
    with.others.push(("memory grown", grown / 1_048_576.0, "MiB"));
    Ok(with)
}

/// People on one board.
struct Crowd {
    plan: Plan,
    fleet: Fleet,
    /// The first step of the next round, so that no place comes twice.
    first_step: u32,
}

impl Crowd {
    fn gather(server: &mut Server, plan: Plan) -> Result<Self> {
        let notes = if plan.motion == Motion::Drag { plan.movers } else { 0 };
        let (board, author) = server.new_board(notes)?;
        drop(author);
        let mut fleet = Fleet::new()?;
        for _ in 0..plan.people {
            fleet.add(server.join(&board)?)?;
        }
        fleet.run(Instant::now() + SETTLE, |_, _, _| {})?;
        Ok(Self { plan, fleet, first_step: 0 })
    }

    fn move_about(&mut self, server: &Server) -> Result<Outcome> {
        let Self { plan, fleet, first_step } = self;
        let per_mover = |span: Duration| (span.as_secs_f64() * f64::from(plan.per_second)) as u32;
        let (warm, counted) = (per_mover(WARM_UP), per_mover(plan.span));
        let steps = warm + counted;
        let (first, movers) = (*first_step, plan.movers);
        *first_step += steps;
        let gap = 1.0 / f64::from(plan.per_second) / movers as f64;
        let start = Instant::now() + Duration::from_millis(5);
        let due = |step: u32, mover: usize| {
            start + Duration::from_secs_f64((f64::from(step) * movers as f64 + mover as f64) * gap)
        };
        let readers = fleet.members.iter().filter(|member| !member.stopped).count();
        let mut newest = vec![first; plan.people * movers];
        let (mut latency, mut lag) = (histogram(), histogram());
        let arrived = Cell::new(0_u64);
        let mut read = |fleet: &mut Fleet| {
            fleet.turn(|reader, peer, message| {
                let now = Instant::now();
                peer.places(message, |x, y| {
                    let Some((mover, step)) = position::decode(x, y) else { return };
                    let Some(newest) = newest.get_mut(reader * movers + mover) else { return };
                    if mover == reader || step < *newest {
                        return;
                    }
                    *newest = step + 1;
                    if step >= first + warm {
                        arrived.set(arrived.get() + 1);
                        let late = now.saturating_duration_since(due(step - first, mover));
                        record(&mut latency, late);
                    }
                });
            })
        };
        let mut before = None;
        let mut last_read = Instant::now();
        for step in 0..steps {
            if step == warm {
                before = Some((Instant::now(), server.processor_time()?));
            }
            for mover in 0..movers {
                let due = due(step, mover);
                while Instant::now() < due {
                    read(fleet)?;
                    last_read = Instant::now();
                }
                // Behind the schedule what has come is read all the same.
                if last_read.elapsed() > Duration::from_millis(1) {
                    read(fleet)?;
                    last_read = Instant::now();
                }
                let place = position::encode(mover, first + step);
                let message = fleet.members[mover].peer.show(plan.motion, mover, place);
                record(&mut lag, due.elapsed());
                fleet.send(mover, message);
            }
        }
        let (began, used) = before.unwrap_or((start, Duration::ZERO));
        let (took, used) = (began.elapsed(), server.processor_time()?.saturating_sub(used));
        let drained = Instant::now() + DRAIN;
        let sent = u64::from(counted) * movers as u64;
        // A mover does not read their own; a stopped reader is none of the movers.
        let expected = u64::from(counted) * (movers * readers - movers) as u64;
        while Instant::now() < drained && arrived.get() < expected {
            read(fleet)?;
        }
        let arrived = arrived.get();
        let closed = fleet.closed();
        let lag = Duration::from_micros(lag.value_at_quantile(0.99));
        let mut remarks = Vec::new();
        if closed > 0 {
            remarks.push(format!("{closed} sockets were closed"));
        }
        if lag > LAG_MAX {
            remarks.push(format!("the generator was {} ms behind", lag.as_millis()));
        }
        let mut others = vec![("offered", sent as f64 / plan.span.as_secs_f64(), "moves/s")];
        if arrived > 0 {
            others.push(("each delivery", used.as_secs_f64() * 1e6 / arrived as f64, "µs"));
        }
        let outcome = Outcome {
            delivered: Some(arrived as f64 / expected as f64),
            core: Some(used.as_secs_f64() / took.as_secs_f64()),
            others,
            remark: (!remarks.is_empty()).then(|| remarks.join("; ")),
            ..Outcome::default()
        };
        Ok(outcome.with_latency(&latency))
    }
}

/// Systems whose presence differs: tldraw's storage has no part in it.
pub(crate) const SYSTEMS: &[System] =
    &[System::Squall, System::Tldraw, System::Hocuspocus, System::HocuspocusGathering];
