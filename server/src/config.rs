//! How a server is set up.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// The folder with the browser's files.
    pub site: PathBuf,
    /// Origins that are welcome beside the one that a request is addressed to.
    pub allowed_origins: Vec<String>,
    /// How long things may take.
    pub timings: Timings,
}

/// How long things may take. Tests shorten them.
#[derive(Debug, Clone, Copy)]
pub struct Timings {
    /// A board is closed when nobody has been there for this long.
    pub room_idle: Duration,
    /// The first message on a socket comes within this time.
    pub hello_within: Duration,
    /// How often a socket is asked for a sign of life.
    pub ping_every: Duration,
    /// A socket without any sign of life for this long is closed.
    pub dead_after: Duration,
    /// A socket that takes too little of what waits for it within this time is closed.
    pub write_within: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            room_idle: Duration::from_secs(30),
            hello_within: Duration::from_secs(10),
            ping_every: Duration::from_secs(15),
            dead_after: Duration::from_secs(45),
            write_within: crate::limits::WRITE_WITHIN,
        }
    }
}
