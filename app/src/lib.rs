//! The Leptos application: the documents that the server renders and the browser brings to life.
//!
//! Exactly one of the features `ssr` and `csr` is on in a build. Board rules live in
//! `squall-board`, gestures in `squall-editor`, meaning in `squall-model`; what is here reads signals
//! and proposes commands.

#![allow(
    unreachable_pub,
    reason = "the component macro makes a public function of every component"
)]

mod app;
mod browser;
mod canvas;
mod command_dialog;
mod connection;
mod desk;
mod dialogs;
mod document;
mod export_panel;
mod icon;
mod import_dialog;
mod keeper;
mod markup;
mod notices;
mod page;
mod palette;
mod panel;
mod people;
mod phase_bar;
#[cfg(feature = "ssr")]
mod preview;
mod selection_bar;
mod session;
mod status_bar;
mod text_field;
mod top_bar;
mod watch;

pub use app::BoardApp;
#[cfg(feature = "csr")]
pub use app::mount;
pub use document::{
    BoardDocument, BoardPageData, ExampleOffer, Guide, GuidesDocument, GuidesPageData,
    HomeDocument, HomePageData, MessageDocument, MessagePageData,
};
pub use squall_texts::Texts;
