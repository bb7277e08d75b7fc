//! `cargo xtask test`, `check` and `e2e`: which gates there are, in which order, and how many tests
//! really ran.
//!
//! Every step prints a heading and its duration. The first failing step ends the run with one
//! sentence; the last line is always `N passed, N failed`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run::{ServerProfile, build_server};
use crate::site::{self, Profile};
use crate::tidy;
use crate::tools::{self, Workspace};

/// Everything, in the order from cheap to expensive.
pub(crate) fn test(workspace: &Workspace) -> ExitCode {
    let mut tally = Tally::default();
    let outcome = every_step(workspace, &mut tally);
    finish(outcome, Some(tally))
}

/// The quick gate: no test is run.
pub(crate) fn check(workspace: &Workspace) -> ExitCode {
    finish(static_steps(workspace), None)
}

/// The browser tests alone; `arguments` go to Playwright.
pub(crate) fn e2e(workspace: &Workspace, arguments: &[String]) -> ExitCode {
    let mut tally = Tally::default();
    let outcome = browser_steps(workspace, arguments, &mut tally);
    finish(outcome, Some(tally))
}

/// How many tests ran, by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn finish(outcome: Result<()>, tally: Option<Tally>) -> ExitCode {
    if let Err(error) = &outcome {
        eprintln!("\nxtask: {error:#}");
    }
    if let Some(Tally { passed, failed }) = tally {
        println!("\n{passed} passed, {failed} failed");
    }
    // A failed test fails the run even if its runner said otherwise.
    if outcome.is_ok() && tally.is_none_or(|tally| tally.failed == 0) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn every_step(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    // Known before ten minutes of compiling, not after.
    tools::require_node()?;
    static_steps(workspace)?;
    step("unit, property and integration tests", || cargo_tests(workspace, tally))?;
    browser_steps(workspace, &[], tally)
}

fn static_steps(workspace: &Workspace) -> Result<()> {
    step("formatting", || tools::run(tools::cargo().args(["fmt", "--all", "--check"])))?;
    step("tidy", || tidy::tidy(workspace))?;
    step("clippy for the host", || {
        let mut clippy = tools::cargo();
        clippy.arg("clippy").args(host_selection(workspace)).arg("--all-targets");
        tools::run(clippy.args(["--", "-D", "warnings"]))
    })?;
    step("clippy for the browser", || {
        tools::add_wasm_target()?;
        let mut clippy = tools::cargo();
        clippy.args([
            "clippy",
            "-p",
            "squall-app",
            "-p",
            "squall-frontend",
            "-p",
            "squall-desk",
            "--lib",
        ]);
        clippy.args(["--features", "squall-app/csr", "--target", tools::WASM_TARGET]);
        clippy.arg("--target-dir").arg(site::front_target(workspace));
        tools::run(clippy.args(["--", "-D", "warnings"]))
    })
}

fn browser_steps(workspace: &Workspace, arguments: &[String], tally: &mut Tally) -> Result<()> {
    // Before the site, because wasm-opt comes with these packages.
    let chromium = step("tools of the browser tests", || {
        tools::require_node()?;
        tools::install_node_modules(workspace)?;
        tools::chromium()
    })?;
    let site = step("site", || site::build(workspace, Profile::Small))?;
    let server = step("server", || build_server(workspace, ServerProfile::Debug))?;
    step("browser tests", || {
        let report = workspace.end2end().join("test-results/results.json");
        remove_if_there(&report)?;
        let mut playwright =
            tools::command(workspace.end2end().join("node_modules/.bin/playwright"));
        playwright.arg("test").args(arguments).current_dir(workspace.end2end());
        playwright.env("CHROMIUM", &chromium).env("SQUALL_SITE", &site).env("SQUALL_BIN", &server);
        let outcome = tools::run(&mut playwright);
        if report.is_file() {
            tally.add(playwright_tally(&read_json(&report)?)?);
        } else if outcome.is_ok() {
            bail!("Playwright ended well but wrote no {}", report.display());
        }
        outcome
    })
}

/// Runs one step between its heading and its duration.
fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n=== {name}");
    let start = Instant::now();
    let result = work().with_context(|| format!("the step \"{name}\" failed"));
    let outcome = if result.is_ok() { "ok" } else { "FAILED" };
    println!("=== {name}: {outcome} in {:.1} s", start.elapsed().as_secs_f64());
    result
}

/// The default members and the application with its server half, in one selection: clippy and the
/// tests then share one set of features, and `csr` stays out.
fn host_selection(workspace: &Workspace) -> Vec<String> {
    let mut selection = Vec::new();
    for name in workspace.default_members().into_iter().chain(["squall-app"]) {
        selection.extend(["-p".to_owned(), name.to_owned()]);
    }
    selection.extend(["--features".to_owned(), "squall-app/ssr".to_owned()]);
    selection
}

fn cargo_tests(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    let mut tests = tools::cargo();
    tests.arg("test").args(host_selection(workspace)).arg("--no-fail-fast");
    run_and_count(&mut tests, tally)
}

/// Runs cargo's test runner, shows its output as it comes and counts the results in it.
fn run_and_count(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| tools::not_started(command, &error))?;
    let stdout = child.stdout.take().context("the test runner has no output")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.context("the test runner's output broke off")?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        if let Some(result) = libtest_tally(&line) {
            tally.add(result);
        }
    }
    let status = child.wait().context("the test runner was lost")?;
    if !status.success() {
        bail!("`{}` failed ({status})", tools::describe(command));
    }
    Ok(())
}

/// The counts in libtest's `test result: ok. 3 passed; 0 failed; …`; `None` for any other line.
fn libtest_tally(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |word: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(word)?.trim().parse().ok())
    };
    Some(Tally { passed: count(" passed")?, failed: count(" failed")? })
}

/// The counts in Playwright's JSON report. A test that passed only when repeated has passed.
fn playwright_tally(report: &Value) -> Result<Tally> {
    let count = |name: &str| {
        report["stats"][name]
            .as_u64()
            .with_context(|| format!("Playwright's report has no stats.{name}"))
    };
    Ok(Tally { passed: count("expected")? + count("flaky")?, failed: count("unexpected")? })
}

fn read_json(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is not JSON", path.display()))
}

fn remove_if_there(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn libtest_results_are_counted_whether_they_passed_or_failed() {
        let ok = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; \
                  finished in 0.03s";
        assert_eq!(libtest_tally(ok), Some(Tally { passed: 12, failed: 0 }));
        let failed = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered \
                      out; finished in 1.20s";
        assert_eq!(libtest_tally(failed), Some(Tally { passed: 3, failed: 2 }));
    }

    #[test]
    fn other_lines_are_not_counted() {
        assert_eq!(libtest_tally("test result_is_read ... ok"), None);
        assert_eq!(libtest_tally("test result: 3 passed"), None);
        assert_eq!(libtest_tally(""), None);
    }

    #[test]
    fn the_output_of_a_test_runner_is_counted_and_its_failure_reported() {
        let mut tally = Tally::default();
        let mut runner = tools::command("sh");
        runner.args(["-c", "echo 'test result: FAILED. 4 passed; 1 failed; 0 ignored'; exit 101"]);
        assert!(run_and_count(&mut runner, &mut tally).is_err());
        assert_eq!(tally, Tally { passed: 4, failed: 1 });
    }

    #[test]
    fn playwright_results_are_counted() {
        let stats = json!({ "expected": 5, "flaky": 1, "unexpected": 2, "skipped": 3 });
        let tally = playwright_tally(&json!({ "stats": stats })).unwrap();
        assert_eq!(tally, Tally { passed: 6, failed: 2 });
        assert!(playwright_tally(&json!({ "stats": {} })).is_err());
    }
}
