//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use squall_server::telemetry::LogFormat;

/// Squall: an event-storming wall in the browser.
#[derive(Debug, Parser)]
#[command(name = "squall", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves the boards until it is stopped.
    Serve(Serve),
    /// Writes the domain model of a board or a picture of it, also while a server runs.
    Export(Export),
    /// Copies all boards into one file, also while a server runs.
    Backup(Copy),
    /// Makes the database of a backup, in a data folder that has none.
    Restore(Copy),
}

/// Where the boards are kept.
#[derive(Debug, Args)]
pub(crate) struct Data {
    /// The folder with the database; `serve` and `restore` make it.
    #[arg(long, env = "SQUALL_DATA", default_value = "data", value_name = "FOLDER")]
    data: PathBuf,
}

impl Data {
    /// Makes the folder if it is not there.
    pub(crate) fn make_folder(&self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.data).map_err(|error| {
            anyhow::anyhow!("Squall cannot make the folder {}: {error}.", self.data.display())
        })
    }

    /// The database.
    pub(crate) fn file(&self) -> PathBuf {
        self.data.join("squall.db")
    }
}

/// A backup and the database that it belongs to.
#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// The backup.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) data: Data,
}

/// Serves the boards until it is stopped.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; 0.0.0.0 lets others in, port 0 takes any free one.
    #[arg(long, env = "SQUALL_ADDR", default_value = "127.0.0.1:4050", value_name = "IP:PORT")]
    pub(crate) addr: SocketAddr,
    #[command(flatten)]
    pub(crate) data: Data,
    /// The folder with the browser's files.
    #[arg(long, env = "SQUALL_SITE", default_value = "target/site", value_name = "FOLDER")]
    pub(crate) site: PathBuf,
    /// How much is logged: error, warn, info, debug or trace, or a list of target=level.
    #[arg(long, env = "SQUALL_LOG", default_value = "info", value_name = "LEVEL")]
    pub(crate) log: String,
    /// How log lines look.
    #[arg(long, env = "SQUALL_LOG_FORMAT", default_value = "text", value_enum)]
    pub(crate) log_format: LogFormat,
    /// A further name under which browsers reach this server, such as https://squall.example; needed
    /// behind a proxy that changes the Host header.
    #[arg(long, env = "SQUALL_ALLOWED_ORIGIN", value_name = "URL", value_delimiter = ',', num_args = 1..)]
    pub(crate) allowed_origin: Vec<String>,
}

/// Writes the domain model of a board, or a picture of it.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The board's link, or the 32 letters and digits at the end of it.
    pub(crate) board: String,
    /// What to write.
    #[arg(long, value_parser = ["report", "mermaid", "json", "svg", "png", "pdf"])]
    pub(crate) format: String,
    #[command(flatten)]
    pub(crate) data: Data,
    /// Of a picture: only this frame with what stands in it, by its id in the JSON export.
    #[arg(long, value_name = "ID", conflicts_with = "items")]
    pub(crate) frame: Option<String>,
    /// Of a picture: only these notes and frames, by their ids in the JSON export.
    #[arg(long, value_name = "ID,ID")]
    pub(crate) items: Option<String>,
    /// Of a picture: the wall's colours.
    #[arg(long, value_parser = ["light", "dark"], default_value = "light")]
    pub(crate) theme: String,
    /// Of a PNG: pixels for one unit of the board, 1 to 3.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3), default_value = "1")]
    pub(crate) scale: u8,
    /// The file to write; without it the export goes to the standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
