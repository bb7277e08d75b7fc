//! The server from outside: over real sockets, one file for each property.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod backup;
mod catch_up;
mod command_line;
mod common;
mod durability;
mod exports;
mod flood;
mod http;
mod impersonation;
mod kill;
mod language;
mod malformed;
mod pictures;
mod presence;
mod replica;
mod shutdown;
mod site;
mod snapshots;
mod story;
mod workshop;
