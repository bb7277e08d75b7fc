//! A system under load: starts it on its core with data of its own, and ends it.

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use crate::hocuspocus::Hocuspocus;
use crate::http;
use crate::machine::{self, Cores};
use crate::peer::Peer;
use crate::squall::{Seen, Squall};
use crate::tldraw::Tldraw;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// The release binary with its database on disk.
    Squall,
    /// `@hocuspocus/server` as it comes.
    Hocuspocus,
    /// With its broadcasts gathered for 16 ms, which is its best setting.
    HocuspocusGathering,
    /// `@tldraw/sync-core` as it comes: in memory.
    Tldraw,
    /// With its SQLite storage and `synchronous = FULL`, which is its most durable setting.
    TldrawSqlite,
}

impl System {
    pub(crate) const ALL: [Self; 5] = [
        Self::Squall,
        Self::Tldraw,
        Self::TldrawSqlite,
        Self::Hocuspocus,
        Self::HocuspocusGathering,
    ];

    /// The name on the command line.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Squall => "squall",
            Self::Hocuspocus => "hocuspocus",
            Self::HocuspocusGathering => "hocuspocus-16",
            Self::Tldraw => "tldraw",
            Self::TldrawSqlite => "tldraw-sqlite",
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Squall => "Squall",
            Self::Hocuspocus => "Hocuspocus",
            Self::HocuspocusGathering => "Hocuspocus, flushDelay 16",
            Self::Tldraw => "tldraw",
            Self::TldrawSqlite => "tldraw, SQLite",
        })
    }
}

/// Where the programs are.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    pub(crate) squall: PathBuf,
    pub(crate) node: PathBuf,
    pub(crate) rivals: PathBuf,
    /// Data goes below this folder.
    pub(crate) folder: PathBuf,
    pub(crate) cores: Cores,
}

/// A running server.
pub(crate) struct Server {
    pub(crate) system: System,
    /// The how-manieth measurement of this row it is; what is drawn by lot follows from it.
    pub(crate) round: u32,
    programs: Programs,
    child: Child,
    // Kept, because a server may write to it.
    _stdout: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
    data: TempDir,
    schema: serde_json::Value,
    boards: u64,
    /// The number of the next participant.
    peers: u64,
}

impl Server {
    /// Starts with an empty database.
    pub(crate) fn start(system: System, programs: &Programs, round: u32) -> Result<Self> {
        let data = tempfile::tempdir_in(&programs.folder).context("no folder for the data")?;
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (child, stdout, address) = spawn(system, programs, data.path(), any)?;
        let mut server = Self {
            system,
            round,
            programs: programs.clone(),
            child,
            _stdout: stdout,
            address,
            data,
            schema: serde_json::Value::Null,
            boards: 0,
            peers: 0,
        };
        if matches!(system, System::Tldraw | System::TldrawSqlite) {
            let schema = http::request(address, "GET", "/", &[])?;
            server.schema = serde_json::from_slice(&schema.body)?;
        }
        Ok(server)
    }

    /// Ends the process as a crash would, and starts it anew on the same data and port.
    pub(crate) fn crash_and_start(&mut self) -> Result<()> {
        self.crash()?;
        self.start_again()
    }

    /// Ends the process as a crash would. One that has ended already needs no end.
    pub(crate) fn crash(&mut self) -> Result<()> {
        self.child.kill().context("the server cannot be killed")?;
        self.child.wait().context("the server does not end")?;
        Ok(())
    }

    /// Starts it anew, after a crash, on the same data and port.
    pub(crate) fn start_again(&mut self) -> Result<()> {
        let spawned = spawn(self.system, &self.programs, self.data.path(), self.address)?;
        (self.child, self._stdout, self.address) = spawned;
        Ok(())
    }

    /// Starts it anew with an empty database.
    pub(crate) fn start_empty(&mut self) -> Result<()> {
        *self = Self::start(self.system, &self.programs, self.round)?;
        Ok(())
    }

    /// Starts it anew, and ends it so soon that it may not have come to listen.
    pub(crate) fn start_and_crash(&mut self, after: Duration) -> Result<()> {
        self.child = launch(self.system, &self.programs, self.data.path(), self.address)?;
        wait(after);
        self.crash()
    }

    /// The processor time that the server has used.
    pub(crate) fn processor_time(&self) -> Result<Duration> {
        machine::processor_time(self.child.id())
    }

    /// The server's resident memory, in bytes.
    pub(crate) fn resident_bytes(&self) -> Result<u64> {
        machine::resident_bytes(self.child.id())
    }

    /// A new board with so many notes, and somebody on it if it has any.
    pub(crate) fn new_board(&mut self, notes: usize) -> Result<(String, Option<Peer>)> {
        self.boards += 1;
        if self.system != System::Squall {
            // The rivals make it when somebody comes.
            return Ok((format!("notes-{notes}-{}", self.boards), None));
        }
        let board = Squall::new_board(self.address)?;
        if notes == 0 {
            return Ok((board, None));
        }
        let mut peer = self.join(&board)?;
        Squall::add_notes(&mut peer, notes)?;
        Ok((board, Some(peer)))
    }

    /// Somebody new on the board, with everything on it.
    pub(crate) fn join(&mut self, board: &str) -> Result<Peer> {
        self.peers += 1;
        self.rejoin(board, self.peers, None)
    }

    /// The same for somebody with this number, who has perhaps been there before. Numbers that
    /// [`Server::join`] may give are below 2^31.
    pub(crate) fn rejoin(&self, board: &str, name: u64, seen: Option<&Before>) -> Result<Peer> {
        match self.system {
            System::Squall => {
                let seen = match seen {
                    Some(Before::Squall(seen)) => Some(*seen),
                    _ => None,
                };
                let client = 0x0ddb_a115_0000_0000_0000_0000_0000_0000 + u128::from(name);
                match Squall::join(self.address, board, client, seen) {
                    Err(_) if seen.is_none() => {
                        let (_, seen, _) = Squall::fetch(self.address, board)?;
                        Squall::join(self.address, board, client, Some(seen))
                    }
                    joined => joined,
                }
            }
            System::Hocuspocus | System::HocuspocusGathering => {
                let seen = match seen {
                    Some(Before::Hocuspocus(seen)) => Some(&seen[..]),
                    _ => None,
                };
                Hocuspocus::join(self.address, board, name, seen)
            }
            System::Tldraw | System::TldrawSqlite => {
                let seen = match seen {
                    Some(Before::Tldraw(seen)) => Some(*seen),
                    _ => None,
                };
                Tldraw::join(self.address, board, name, &self.schema, seen)
            }
        }
    }
}

/// What somebody has seen who was there before.
#[derive(Debug, Clone)]
pub(crate) enum Before {
    Squall(Seen),
    Hocuspocus(Vec<u8>),
    Tldraw(u64),
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nobody is left to be told.
        let _ = self.crash();
    }
}

type Spawned = (Child, BufReader<ChildStdout>, SocketAddr);

fn spawn(
    system: System,
    programs: &Programs,
    data: &std::path::Path,
    address: SocketAddr,
) -> Result<Spawned> {
    let mut child = launch(system, programs, data, address)?;
    let stdout = child.stdout.take().context("the server has no output")?;
    let mut stdout = BufReader::new(stdout);
    let mut line = String::new();
    stdout.read_line(&mut line)?;
    let address = line.trim().rsplit_once("http://").and_then(|(_, at)| at.parse().ok());
    match address {
        Some(address) => Ok((child, stdout, address)),
        None => {
            child.kill()?;
            child.wait()?;
            bail!("{system} did not tell its address but {line:?}");
        }
    }
}

/// Starts the process, and does not wait until it listens.
fn launch(
    system: System,
    programs: &Programs,
    data: &std::path::Path,
    address: SocketAddr,
) -> Result<Child> {
    let rival = |script: &str, argument: &std::ffi::OsStr| {
        let mut command = Command::new(&programs.node);
        command.arg(programs.rivals.join(script)).arg(argument).env("NODE_ENV", "production");
        command
    };
    let mut command = match system {
        System::Squall => {
            let mut command = Command::new(&programs.squall);
            command.arg("serve").arg("--addr").arg(address.to_string());
            command.arg("--data").arg(data).arg("--site").arg(data).args(["--log", "warn"]);
            command
        }
        System::Hocuspocus => rival("hocuspocus.mjs", "default".as_ref()),
        System::HocuspocusGathering => rival("hocuspocus.mjs", "16".as_ref()),
        System::Tldraw => rival("tldraw.mjs", "memory".as_ref()),
        System::TldrawSqlite => rival("tldraw.mjs", data.as_os_str()),
    };
    if system != System::Squall {
        command.arg(address.port().to_string());
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let spawned = programs.cores.on_server(|| command.spawn())?;
    spawned.with_context(|| format!("{system} cannot be started"))
}

/// Lets time pass, for what happens at a given moment.
#[expect(clippy::disallowed_methods, reason = "when a process is killed is a matter of time")]
pub(crate) fn wait(time: Duration) {
    std::thread::sleep(time);
}
