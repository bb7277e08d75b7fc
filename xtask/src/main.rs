//! The project's own tasks: `cargo xtask run`, `test`, `check`, `build`, `e2e`, `sim`, `bench`
//! and `tidy`.
//!
//! Owns the command line and how a failure looks: one sentence on stderr, never a backtrace. What
//! each task does is in the module of its name; nothing here is part of the product.

mod bench;
mod run;
mod sim;
mod site;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::site::Profile;
use crate::tools::Workspace;

/// Tasks of the Squall workspace. Relative paths start at the workspace root.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the site and the optimized server, then serve until Ctrl-C.
    Run(run::RunArguments),
    /// Build the site and the server, without starting anything.
    Build {
        /// Unoptimized and uncompressed: quick to build, slow to load.
        #[arg(long)]
        dev: bool,
    },
    /// The quick gate: formatting, tidy, clippy.
    Check,
    /// Every check and every test, stopping at the first step that fails.
    Test,
    /// The browser tests alone.
    E2e {
        /// Arguments for Playwright, after `--`.
        #[arg(last = true)]
        playwright: Vec<String>,
    },
    /// Simulated people, networks and disks, by seed; `--help` tells its options.
    #[command(disable_help_flag = true)]
    Sim {
        /// Options of the simulation.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measurements beside other people's programs, on a machine that does nothing else.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// The rules of this repository that the compiler cannot check.
    Tidy,
}

fn main() -> ExitCode {
    // A panic inside a library that we link is still a sentence, whatever RUST_BACKTRACE says.
    std::panic::set_hook(Box::new(|panic| eprintln!("xtask: {panic}")));
    perform(Arguments::parse().task).unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

fn perform(task: Task) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    match task {
        Task::Run(arguments) => run::run(&workspace, &arguments)?,
        Task::Build { dev: false } => {
            site::build(&workspace, Profile::Small)?;
            run::build_server(&workspace, run::ServerProfile::Release)?;
        }
        Task::Build { dev: true } => {
            site::build(&workspace, Profile::Dev)?;
            run::build_server(&workspace, run::ServerProfile::Debug)?;
        }
        Task::Check => return Ok(test::check(&workspace)),
        Task::Test => return Ok(test::test(&workspace)),
        Task::E2e { playwright } => return Ok(test::e2e(&workspace, &playwright)),
        Task::Sim { arguments } => sim::sim(&workspace, &arguments)?,
        Task::Bench(bench) => bench::bench(&workspace, &bench)?,
        Task::Tidy => tidy::tidy(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}
