//! Logs: one readable sentence plus fields. Never the text of a note, never a whole board id: whoever
//! knows it may read and write the board.

use std::fmt;
use std::str::FromStr;

use squall_board::BoardId;
use tracing_subscriber::EnvFilter;

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
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let set = match format {
        LogFormat::Text => logs.with_ansi(false).try_init(),
        LogFormat::Json => logs.json().try_init(),
    };
    set.map_err(|error| anyhow::anyhow!("Logs cannot be written: {error}."))
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
