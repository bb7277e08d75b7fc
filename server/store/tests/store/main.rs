//! The store from outside: refusals, durability, group commit and databases of earlier releases.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod copies;
mod durability;
mod golden;
mod group_commit;
mod power_cut;
mod refusals;
mod support;
