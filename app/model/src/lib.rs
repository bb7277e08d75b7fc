//! From the wall to the domain model: derivation, exports and text import. Pure: no clock, no
//! randomness, no I/O; ids come in as data and equal boards give equal bytes.

pub mod chains;
pub mod derive;
pub mod domain_model;
pub mod export;
pub mod import;
mod names;
mod policy_text;

pub use chains::chains;
pub use derive::{Derivation, derive};
pub use domain_model::{DomainModel, ElementId};
pub use export::{ExportContext, Format, export};
