//! Runs the simulation with many seeds: `cargo xtask sim`. Says on stdout how far it is, and how to
//! run a seed that fails again.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use squall_sim::{Plan, first_failure, run, run_text};

/// Simulates the sync of Squall: a server, its disk, people and the network between them.
#[derive(Parser)]
#[command(name = "cargo xtask sim", bin_name = "cargo xtask sim")]
struct Arguments {
    /// How many seeds to try.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    seeds: u64,
    /// How many things people do by hand in one simulation, all of them together.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    operations: u64,
    /// How many people there are.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=100))]
    participants: u64,
    /// Run this seed alone and print every step.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Instead of boards: so many random histories of one text.
    #[arg(long, value_name = "N")]
    text: Option<u64>,
}

/// How often progress is shown: every so many seeds.
const SHOWN_EVERY: u64 = 1_000;
const TEXTS_SHOWN_EVERY: u64 = 100_000;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let simulate = |seed, trace| match arguments.text {
        Some(_) => run_text(seed, trace),
        None => run(Plan {
            seed,
            operations: arguments.operations as usize,
            participants: arguments.participants as usize,
            weather: None,
            trace,
        }),
    };
    if let Some(seed) = arguments.seed {
        simulate(seed, true);
        println!("Seed {seed} holds.");
        return ExitCode::SUCCESS;
    }
    // What does not hold is said once, below.
    std::panic::set_hook(Box::new(|_| {}));
    let (count, every) = match arguments.text {
        Some(count) => (count, TEXTS_SHOWN_EVERY),
        None => (arguments.seeds, SHOWN_EVERY),
    };
    let start = Instant::now();
    let progress = |tried: u64| {
        if tried.is_multiple_of(every) {
            println!("{tried} of {count} in {:.1} s", start.elapsed().as_secs_f64());
        }
    };
    let failure = first_failure(0..count, |seed| simulate(seed, false), progress);
    let seconds = start.elapsed().as_secs_f64();
    let Some(failure) = failure else {
        println!("{count} seeds hold, in {seconds:.1} s.");
        return ExitCode::SUCCESS;
    };
    let options = match arguments.text {
        Some(_) => "--text 1".to_owned(),
        None => format!(
            "--operations {} --participants {}",
            arguments.operations, arguments.participants
        ),
    };
    let seed = failure.seed;
    println!("Seed {seed} fails after {} seeds, in {seconds:.1} s: {}", seed + 1, failure.message);
    println!("Run it again with: cargo xtask sim --seed {seed} {options}");
    ExitCode::FAILURE
}
