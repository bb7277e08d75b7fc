//! `cargo xtask sim`: builds the simulation optimized, with its assertions, and runs it.
//!
//! The simulation and its options are the matter of `server/sim`.

use anyhow::Result;

use crate::tools::{self, Workspace};

/// Runs the simulation with these arguments.
pub(crate) fn sim(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let mut build = tools::cargo();
    tools::run(build.args(["build", "--quiet", "-p", "squall-sim", "--profile", "sim"]))?;
    let program = workspace.target.join("sim/squall-sim");
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    tools::run(tools::command(program).args(arguments))
}
