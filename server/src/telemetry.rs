//! Logs: one readable sentence plus fields. Never the text of a note, never a whole board id: whoever
//! knows it may read and write the board. Never what a socket carries, at any level.

use std::fmt;
use std::str::FromStr;

use squall_board::BoardId;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt as format_of, registry};

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Writes logs to the standard error output from now on. `filter` is a level or a list of
/// `target=level`.
///
/// # Errors
/// If the filter cannot be read or logs are written already.
pub fn init(filter: &str, format: LogFormat) -> anyhow::Result<()> {
    let filter = EnvFilter::from_str(filter)
        .map_err(|error| anyhow::anyhow!("The log level {filter:?} cannot be read: {error}."))?;
    // With a hint, or every line at every level would be made and only then thrown away.
    let without_frames = filter_fn(is_without_frames).with_max_level_hint(Level::TRACE);
    let filter = filter.and(without_frames);
    let logs = format_of::layer().with_writer(std::io::stderr);
    let set = match format {
        LogFormat::Text => registry().with(logs.with_ansi(false).with_filter(filter)).try_init(),
        LogFormat::Json => registry().with(logs.json().with_filter(filter)).try_init(),
    };
    set.map_err(|error| anyhow::anyhow!("Logs cannot be written: {error}."))
}

/// Whether a line of this sort holds no whole frames: the WebSocket library traces every byte of them,
/// with the texts of notes and the secrets of replicas.
fn is_without_frames(line: &Metadata<'_>) -> bool {
    *line.level() < Level::TRACE || !line.target().starts_with("tungstenite")
}

/// As much of a board's id as logs may hold.
pub(crate) fn short(board: BoardId) -> String {
    board.to_string().chars().take(8).collect()
}

/// An error with its causes on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    struct Chain<'a>(&'a dyn std::error::Error);
    impl fmt::Display for Chain<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}", self.0)?;
            let mut source = self.0.source();
            while let Some(cause) = source {
                write!(f, ": {cause}")?;
                source = cause.source();
            }
            Ok(())
        }
    }
    Chain(error).to_string()
}
