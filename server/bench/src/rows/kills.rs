//! Killing the server under load, again and again: what was acknowledged or shown stays, once, where it
//! was. Everything is checked over the public protocol, as anybody could.
//!
//! After every kill each board is read anew from where it was last read, against all that anybody was
//! shown and promised, so that every event is read from the log after the restart that followed it. At
//! the end, in addition, a fifth of all commands is proposed once more and must be answered with the
//! first answers, and the snapshot must be what all events together make.
//!
//! A killed process says nothing about a power cut: what it has given to the kernel is kept.

mod ledger;
mod wire;
mod writer;

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use squall_board::protocol::{Hello, Resume, ServerMessage};
use squall_board::{Board, ClientSecret, ParticipantId, Seq};

use self::ledger::{Faults, Ledger};
use self::wire::{Step, Wire};
use self::writer::{Place, Until, Writer};
use crate::outcome::Outcome;
use crate::random::Random;
use crate::server::{Server, wait};
use crate::squall::{Seen, Squall};

const BOARDS: usize = 3;
const WRITERS_A_BOARD: usize = 3;
/// One of so many kills comes while the server starts, and one as soon as it listens.
const ODD_KILLS: u64 = 8;
/// A start is killed within this time.
const START: Duration = Duration::from_millis(30);
/// How long people write before a kill.
const LEAST_LOAD: Duration = Duration::from_millis(20);
const MOST_LOAD: Duration = Duration::from_millis(250);
/// After so many kills people go on with an empty database: the server reads the whole one whenever it
/// starts, and this is about many kills, not about large databases.
const KILLS_A_DATABASE: u64 = 50;

/// Kills the server so many times; the moments follow from the server's round.
///
/// # Errors
/// Names the seed, the kill and the first command or event that is not as it was promised.
pub(crate) fn measure(server: &mut Server, kills: u64) -> Result<Outcome> {
    let seed = u64::from(server.round);
    let mut random = Random::new(seed);
    let mut figures = Figures::default();
    let mut done = 0;
    while done < kills {
        if done > 0 {
            server.start_empty()?;
        }
        let mut crowd = Crowd::gather(server)?;
        let until = kills.min(done + KILLS_A_DATABASE);
        let start = Instant::now();
        for kill in done + 1..=until {
            let killed = crowd.kill(server, &mut random, &mut figures);
            crowd.verdict(killed).with_context(|| format!("seed {seed}, kill {kill}"))?;
        }
        figures.killing += start.elapsed();
        done = until;
        let start = Instant::now();
        let checked = crowd.check_all(server);
        let faults = crowd.verdict(checked);
        let faults = faults.with_context(|| format!("seed {seed}, after kill {done}"))?;
        figures.faults.add(&faults);
        figures.acknowledged += crowd.acknowledged();
        figures.repeats += crowd.writers.iter().map(|writer| writer.repeats).sum::<u64>();
        let (killing, checking) = (figures.killing.as_secs_f64(), start.elapsed().as_secs_f64());
        let acknowledged = figures.acknowledged;
        eprintln!(
            "  {done} kills in {killing:.1} s, {acknowledged} commands acknowledged, the last ones \
             checked in {checking:.1} s"
        );
    }
    Ok(figures.outcome(kills))
}

#[derive(Default)]
struct Figures {
    /// Kills at which somebody's commands had no answer yet.
    amid_writing: u64,
    killing: Duration,
    starts: u64,
    starting: Duration,
    acknowledged: u64,
    /// Commands that came again and were answered with their first answer.
    repeats: u64,
    faults: Faults,
}

impl Figures {
    fn outcome(&self, kills: u64) -> Outcome {
        let mean_ms = |time: Duration, count: u64| time.as_secs_f64() * 1e3 / count.max(1) as f64;
        let kept = self.acknowledged.saturating_sub(self.faults.lost);
        Outcome {
            delivered: Some(kept as f64 / self.acknowledged.max(1) as f64),
            others: vec![
                ("each kill takes", mean_ms(self.killing, kills), "ms"),
                ("of which starting", mean_ms(self.starting, self.starts), "ms"),
            ],
            totals: vec![
                ("kills", kills),
                ("of them with commands on their way", self.amid_writing),
                ("commands acknowledged", self.acknowledged),
                ("answers repeated", self.repeats),
                ("lost", self.faults.lost),
                ("doubled", self.faults.doubled),
                ("reordered", self.faults.reordered),
                ("shown and gone", self.faults.gone),
            ],
            ..Outcome::default()
        }
    }
}

/// When the next kill comes.
enum Moment {
    WhileStarting(Duration),
    AsSoonAsItListens,
    UnderLoad(Duration),
}

impl Moment {
    fn draw(random: &mut Random) -> Self {
        match random.below(ODD_KILLS) {
            0 => Self::WhileStarting(random.between(Duration::ZERO, START)),
            1 => Self::AsSoonAsItListens,
            _ => Self::UnderLoad(random.between(LEAST_LOAD, MOST_LOAD)),
        }
    }
}

/// Everybody, and what they know.
struct Crowd {
    boards: Vec<BoardUnderWatch>,
    /// Writer `n` is on board `n / WRITERS_A_BOARD`.
    writers: Vec<Writer>,
}

struct BoardUnderWatch {
    board: String,
    ledger: Mutex<Ledger>,
    /// Up to here the log was read after some restart.
    audited: Option<Seen>,
}

impl BoardUnderWatch {
    fn place(&self, address: SocketAddr) -> Place<'_> {
        Place { address, board: &self.board, ledger: &self.ledger }
    }
}

impl Crowd {
    fn gather(server: &mut Server) -> Result<Self> {
        let mut boards = Vec::new();
        for _ in 0..BOARDS {
            let (board, _) = server.new_board(0)?;
            boards.push(BoardUnderWatch { board, ledger: Mutex::default(), audited: None });
        }
        let writers = (1..=BOARDS * WRITERS_A_BOARD).map(|name| Writer::new(name as u64));
        Ok(Self { boards, writers: writers.collect() })
    }

    /// Lets people write on the running server, kills it, starts it again and audits it.
    fn kill(
        &mut self,
        server: &mut Server,
        random: &mut Random,
        figures: &mut Figures,
    ) -> Result<()> {
        match Moment::draw(random) {
            Moment::WhileStarting(after) => {
                server.crash()?;
                server.start_and_crash(after)?;
            }
            Moment::AsSoonAsItListens => server.crash()?,
            Moment::UnderLoad(after) => self.write(server, after)?,
        }
        if self.writers.iter().any(Writer::is_waiting) {
            figures.amid_writing += 1;
        }
        let start = Instant::now();
        server.start_again()?;
        figures.starting += start.elapsed();
        figures.starts += 1;
        self.audit(server.address)
    }

    /// Everybody writes until the server is killed.
    fn write(&mut self, server: &mut Server, until_kill: Duration) -> Result<()> {
        let (address, boards) = (server.address, &self.boards);
        let is_killed = AtomicBool::new(false);
        thread::scope(|scope| {
            let working: Vec<_> = (0..)
                .zip(&mut self.writers)
                .map(|(number, writer)| {
                    let (place, is_killed) = (place_of(boards, number, address), &is_killed);
                    scope.spawn(move || {
                        writer.work(place, Until::Broken)?;
                        let is_expected = is_killed.load(Ordering::SeqCst);
                        ensure!(is_expected, "a connection broke although nobody was killed");
                        anyhow::Ok(())
                    })
                })
                .collect();
            wait(until_kill);
            is_killed.store(true, Ordering::SeqCst);
            server.crash()?;
            working.into_iter().try_for_each(|one| one.join().expect("no writer panics"))
        })
    }

    /// Reads every board from where it was last read.
    fn audit(&mut self, address: SocketAddr) -> Result<()> {
        for (number, watched) in self.boards.iter_mut().enumerate() {
            let hello = Hello {
                secret: ClientSecret::from_u128(1 << 64 | number as u128),
                participant: ParticipantId::from_u128(1 << 64),
                name: String::new(),
                epoch: watched.audited.map(|seen| seen.epoch),
                last_seq: watched.audited.map_or(Seq::ZERO, |seen| seen.seq),
                first_pending: None,
            };
            let mut seq = hello.last_seq;
            let joined = Wire::join(address, &watched.board, hello)?;
            let Step::Done((mut wire, greeting)) = joined else { bail!("nobody is let in") };
            let place = watched.place(address);
            if greeting.resume == Resume::Snapshot {
                place.with_ledger(|ledger| ledger.audit(greeting.head));
                bail!("the log ends at {} and cannot be read from {seq} on", greeting.head);
            }
            while seq < greeting.head {
                let Step::Done(message) = wire.next()? else { bail!("the server is gone") };
                let ServerMessage::Recorded { events } = message else { continue };
                for event in events {
                    ensure!(event.seq == seq.next(), "{} follows {seq}", event.seq);
                    seq = event.seq;
                    place.with_ledger(|ledger| ledger.show(&event));
                }
            }
            place.with_ledger(|ledger| ledger.audit(greeting.head));
            watched.audited = Some(Seen { epoch: greeting.epoch, seq });
        }
        Ok(())
    }

    /// Looks at everything that was ever acknowledged or shown.
    fn check_all(&mut self, server: &Server) -> Result<()> {
        let address = server.address;
        self.with_everybody(address, |writer, place| {
            match writer.work(place, Until::Answered)? {
                Step::Done(()) => Ok(()),
                Step::Broken => bail!("the server is gone"),
            }
        })?;
        self.audit(address)?;
        self.with_everybody(address, |writer, place| writer.propose_again(place))?;
        // Nothing of that may have been recorded.
        let heads: Vec<_> = self.boards.iter().map(|watched| watched.audited).collect();
        self.audit(address)?;
        for (watched, head) in self.boards.iter().zip(heads) {
            ensure!(watched.audited == head, "a repeated command was recorded anew");
            let (snapshot, _, _) = Squall::fetch(address, &watched.board)?;
            let mut board = Board::default();
            watched.place(address).with_ledger(|ledger| {
                ledger.audit_all();
                for event in ledger.shown().iter().take_while(|event| event.seq <= snapshot.seq) {
                    board.apply(&event.event, event.participant);
                }
            });
            ensure!(snapshot.into_board() == board, "the board is not what its events make");
        }
        Ok(())
    }

    fn with_everybody(
        &mut self,
        address: SocketAddr,
        work: impl Fn(&mut Writer, Place<'_>) -> Result<()> + Sync,
    ) -> Result<()> {
        let (boards, work) = (&self.boards, &work);
        thread::scope(|scope| {
            let working: Vec<_> = (0..)
                .zip(&mut self.writers)
                .map(|(number, writer)| {
                    let place = place_of(boards, number, address);
                    scope.spawn(move || work(writer, place))
                })
                .collect();
            working.into_iter().try_for_each(|one| one.join().expect("no writer panics"))
        })
    }

    fn acknowledged(&self) -> u64 {
        let count = |watched: &BoardUnderWatch| {
            let ledger = watched.ledger.lock();
            ledger.map_or(0, |ledger| ledger.acknowledged_count())
        };
        self.boards.iter().map(count).sum()
    }

    /// Nothing is broken; else an error that tells what.
    fn verdict(&self, done: Result<()>) -> Result<Faults> {
        let mut faults = Faults::default();
        for watched in &self.boards {
            faults.add(&watched.ledger.lock().expect("no writer panics").faults);
        }
        let Some(first) = &faults.first else { return done.map(|()| faults) };
        let Faults { lost, doubled, reordered, gone, .. } = &faults;
        bail!(
            "{first} ({lost} lost, {doubled} doubled, {reordered} reordered, {gone} shown and gone)"
        );
    }
}

fn place_of(boards: &[BoardUnderWatch], writer: usize, address: SocketAddr) -> Place<'_> {
    boards[writer / WRITERS_A_BOARD].place(address)
}
