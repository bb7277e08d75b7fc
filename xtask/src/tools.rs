//! The programs that the tasks start: finding them, running them, saying in one sentence what is
//! missing or what failed.
//!
//! Does not know what the tasks are for.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Where this workspace is, and what cargo says about it.
pub(crate) struct Workspace {
    /// The folder of the top `Cargo.toml`; also the working directory of this process.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, absolute.
    pub(crate) target: PathBuf,
    /// `cargo metadata --no-deps`.
    pub(crate) metadata: Value,
}

impl Workspace {
    /// Asks cargo, and moves to the workspace root so that relative paths mean the same everywhere.
    pub(crate) fn open() -> Result<Self> {
        let manifest_dir = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest_dir.parent().context("the xtask folder has no parent")?.to_path_buf();
        std::env::set_current_dir(&root)
            .with_context(|| format!("cannot enter the workspace {}", root.display()))?;
        let text = output(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
        let metadata: Value =
            serde_json::from_str(&text).context("cargo metadata did not print JSON")?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target directory")?
            .into();
        Ok(Self { root, target, metadata })
    }

    /// The folder of the browser tests.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// Every package of the workspace as cargo describes it.
    pub(crate) fn packages(&self) -> &[Value] {
        self.metadata["packages"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The names of the packages that a bare `cargo test` selects.
    pub(crate) fn default_members(&self) -> Vec<&str> {
        let ids = self.metadata["workspace_default_members"].as_array();
        let is_default = |package: &&Value| ids.is_some_and(|ids| ids.contains(&package["id"]));
        self.packages()
            .iter()
            .filter(is_default)
            .filter_map(|package| package["name"].as_str())
            .collect()
    }
}

/// A command without the variables that `cargo run` sets for xtask alone: a child must not take
/// xtask's manifest for its own.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs this task.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end with our own output streams.
///
/// # Errors
/// One sentence that names the command, when it cannot start or does not end well.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if !status.success() {
        bail!("`{}` failed ({status})", describe(command));
    }
    Ok(())
}

/// Runs to the end and returns what was printed on stdout; stderr is shown only in the error.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        let reason = stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message");
        bail!("`{}` failed ({}): {}", describe(command), output.status, reason.trim());
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed something that is not UTF-8", describe(command)))
}

/// Why a command could not be started, as a sentence.
pub(crate) fn not_started(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    if error.kind() == std::io::ErrorKind::NotFound {
        anyhow::anyhow!("`{program}` is not installed or not on the PATH")
    } else {
        anyhow::anyhow!("`{program}` could not be started: {error}")
    }
}

/// The command as somebody would type it, shortened to its first words.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy()));
    let shown = words.len().min(WORDS_SHOWN);
    let more = if shown < words.len() { " …" } else { "" };
    format!("{}{more}", words[..shown].join(" "))
}

const WORDS_SHOWN: usize = 8;

/// The file that the name means: itself when it is a path, else the first match on the PATH.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    if name.contains(std::path::MAIN_SEPARATOR) {
        return Path::new(name).is_file().then(|| name.into());
    }
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

/// The program's path, or one sentence that says what to install.
pub(crate) fn require(name: &str, what_it_is: &str) -> Result<PathBuf> {
    find_program(name).with_context(|| format!("`{name}` is missing; please install {what_it_is}"))
}

/// Makes sure that Rust can compile for the browser.
pub(crate) fn add_wasm_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libdir = output(command(rustc).args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if libdir.is_ok_and(|libdir| Path::new(libdir.trim()).is_dir()) {
        return Ok(());
    }
    require(
        "rustup",
        "rustup from https://rustup.rs, or the standard library of wasm32-unknown-unknown through \
         your own Rust packages",
    )?;
    run(command("rustup").args(["target", "add", WASM_TARGET]))
}

/// The browser's target triple.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

const NODE: &str = "Node.js 20 or newer with npm (Debian: `apt-get install nodejs npm`, others: \
                    https://nodejs.org)";
const NODE_MAJOR_MIN: u32 = 20;

/// Node and npm are here, and Node is new enough for Playwright.
pub(crate) fn require_node() -> Result<()> {
    require("npm", NODE)?;
    let node = require("node", NODE)?;
    let version = output(command(node).arg("--version"))?;
    let major = node_major(&version);
    if major.is_none_or(|major| major < NODE_MAJOR_MIN) {
        bail!("this is Node.js {}; please install {NODE}", version.trim());
    }
    Ok(())
}

/// The first number of `v20.20.2`.
fn node_major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Installs the packages of the browser tests.
pub(crate) fn install_node_modules(workspace: &Workspace) -> Result<()> {
    install_packages(&workspace.end2end())
}

/// Installs the packages of one folder, when `node_modules` is missing or older than the lock
/// file.
pub(crate) fn install_packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = modified(&lock)?.with_context(|| format!("{} is missing", lock.display()))?;
    // npm writes this file last.
    let installed = modified(&folder.join("node_modules/.package-lock.json"))?;
    if installed.is_some_and(|installed| installed >= wanted) {
        return Ok(());
    }
    let mut npm = command(require("npm", NODE)?);
    npm.arg("ci").current_dir(folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut npm)
}

/// When the file was last written; `None` when there is no such file.
fn modified(path: &Path) -> Result<Option<SystemTime>> {
    match path.metadata().and_then(|metadata| metadata.modified()) {
        Ok(time) => Ok(Some(time)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot look at {}", path.display())),
    }
}

/// A Chromium for the browser tests: the one named by CHROMIUM, the system's, or a fresh one from
/// apt where that is possible without a password.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Ok(name) = std::env::var("CHROMIUM") {
        return find_program(&name)
            .with_context(|| format!("CHROMIUM is set to {name}, but there is no such program"));
    }
    let find = || CHROMIUM_NAMES.iter().find_map(|name| find_program(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    let installed = install_with_apt("chromium");
    if let Some(found) = find() {
        return Ok(found);
    }
    let reason = installed.err().map(|error| format!(" ({error:#})")).unwrap_or_default();
    bail!(
        "Chromium is missing{reason}; please install it (Debian: `apt-get install chromium`) or \
         set CHROMIUM to the path of a Chromium or Chrome"
    )
}

const CHROMIUM_NAMES: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Installs one package, as root or through a sudo that asks for no password.
fn install_with_apt(package: &str) -> Result<()> {
    find_program("apt-get").context("there is no apt-get to install it with")?;
    let is_root = output(command("id").arg("-u"))?.trim() == "0";
    if !is_root && output(command("sudo").args(["-n", "true"])).is_err() {
        bail!("installing it needs root");
    }
    let apt = |arguments: &[&str]| {
        let mut apt = command(if is_root { "env" } else { "sudo" });
        if !is_root {
            apt.args(["-n", "env"]);
        }
        run(apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments))
    };
    apt(&["update"])?;
    apt(&["install", "-y", "--no-install-recommends", package])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_in_one_sentence() {
        let error = run(&mut command("squall-no-such-program")).unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "`squall-no-such-program` is not installed or not on the PATH"
        );
        let error = require("squall-no-such-program", "something else").unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "`squall-no-such-program` is missing; please install something else"
        );
    }

    #[test]
    fn a_long_command_is_shown_by_its_first_words() {
        let mut long = command("/usr/bin/cargo");
        long.args(["clippy", "-p", "a", "-p", "b", "-p", "c", "-p", "d"]);
        assert_eq!(describe(&long), "cargo clippy -p a -p b -p c …");
        assert_eq!(describe(command("npm").arg("ci")), "npm ci");
    }

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("nightly"), None);
    }

    #[test]
    fn a_path_is_not_looked_up() {
        assert_eq!(find_program("/no/such/file"), None);
    }
}
