//! `cargo xtask run`: from a fresh clone to a served wall.
//!
//! Owns the server's build and its command line; what the server does with it is the server's
//! matter.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::site::{self, Profile};
use crate::tools::{self, Workspace};

/// What the served wall needs to know; each has an environment variable of the same meaning.
#[derive(Args)]
pub(crate) struct RunArguments {
    /// Where to listen.
    #[arg(long, env = "SQUALL_ADDR", default_value = "127.0.0.1:4050")]
    addr: String,
    /// The folder that holds the boards.
    #[arg(long, env = "SQUALL_DATA", default_value = "data")]
    data: PathBuf,
    /// What to log: a level, or a filter such as `info,squall_server=debug`.
    #[arg(long, env = "SQUALL_LOG", default_value = "info")]
    log: String,
}

/// How the server is compiled: `Release` to be used, `Debug` (with its assertions) to be tested.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServerProfile {
    /// `target/release/squall`.
    Release,
    /// `target/debug/squall`.
    Debug,
}

/// Builds what is out of date, then becomes the server. Returns only when it cannot start or, where
/// a process cannot be replaced, when it has ended well.
pub(crate) fn run(workspace: &Workspace, arguments: &RunArguments) -> Result<()> {
    let site = site::build(workspace, Profile::Small)?;
    let server = build_server(workspace, ServerProfile::Release)?;
    let mut command = tools::command(&server);
    command.arg("serve").arg("--addr").arg(&arguments.addr);
    command.arg("--data").arg(&arguments.data);
    command.arg("--site").arg(site.strip_prefix(&workspace.root).unwrap_or(&site));
    command.arg("--log").arg(&arguments.log);
    become_process(command)
}

/// Builds the server and returns the path of its executable.
pub(crate) fn build_server(workspace: &Workspace, profile: ServerProfile) -> Result<PathBuf> {
    tools::require(
        "cc",
        "a C compiler, which SQLite needs (Debian: `apt-get install gcc libc6-dev`)",
    )?;
    let mut command = tools::cargo();
    command.args(["build", "-p", "squall-server", "--bin", "squall"]);
    let folder = match profile {
        ServerProfile::Release => {
            command.arg("--release");
            "release"
        }
        ServerProfile::Debug => "debug",
    };
    tools::run(&mut command)?;
    let server = workspace
        .target
        .join(folder)
        .join("squall")
        .with_extension(std::env::consts::EXE_EXTENSION);
    if !server.is_file() {
        bail!("cargo built the server, but {} is not there", server.display());
    }
    Ok(server)
}

/// Replaces this process, so that Ctrl-C and SIGTERM reach the server itself.
#[cfg(unix)]
fn become_process(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    bail!("{} could not be started: {error}", tools::describe(&command))
}

#[cfg(not(unix))]
fn become_process(mut command: Command) -> Result<()> {
    tools::run(&mut command)
}
