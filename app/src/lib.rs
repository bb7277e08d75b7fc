//! The Leptos application: the documents that the server renders and the browser brings to life.
//!
//! Exactly one of the features `ssr` and `hydrate` is on in a build.

mod document;

pub use document::{BoardDocument, BoardPageData, HomeDocument, MessageDocument, MessagePageData};
