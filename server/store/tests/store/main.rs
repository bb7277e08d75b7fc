//! The store from outside: refusals, durability, group commit and databases of earlier releases.

mod copies;
mod durability;
mod golden;
mod group_commit;
mod refusals;
mod support;
