//! From the wall to the domain model: derivation, exports and text import. Pure: no clock, no
//! randomness, no I/O; ids come in as data and equal boards give equal bytes.

pub mod derive;
pub mod domain_model;
pub mod export;
pub mod import;
mod names;

pub use derive::derive;
pub use domain_model::{DomainModel, ElementId};
pub use export::{ExportContext, Format, export};
