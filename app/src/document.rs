//! Whole HTML documents, rendered on the server.

use leptos::prelude::*;
use squall_board::{Board, BoardId, Seq};

/// What the server knows of a board when it renders the page; provided as context.
#[derive(Debug, Clone)]
pub struct BoardPageData {
    /// Which board.
    pub board_id: BoardId,
    /// Its last event.
    pub seq: Seq,
    /// Its state.
    pub board: std::sync::Arc<Board>,
}

/// A page with one message (unknown board, server error); provided as context.
#[derive(Debug, Clone)]
pub struct MessagePageData {
    /// The headline.
    pub title: String,
    /// What happened and what to do.
    pub message: String,
}

/// The home page.
#[component]
pub fn HomeDocument() -> impl IntoView {
    view! { <!DOCTYPE html><html lang="en"><body><h1>"Squall"</h1></body></html> }
}

/// The page of a board; reads [`BoardPageData`] from the context.
#[component]
pub fn BoardDocument() -> impl IntoView {
    let page = expect_context::<BoardPageData>();
    view! { <!DOCTYPE html><html lang="en"><body><h1>{page.board.title().to_owned()}</h1></body></html> }
}

/// A page with one message; reads [`MessagePageData`] from the context.
#[component]
pub fn MessageDocument() -> impl IntoView {
    let page = expect_context::<MessagePageData>();
    view! { <!DOCTYPE html><html lang="en"><body><h1>{page.title}</h1><p>{page.message}</p></body></html> }
}
