//! What the page knows of its board before anything is fetched: said by the server when it renders,
//! read from the document in the browser, so that both begin with the same view.

use leptos::prelude::expect_context;
use squall_board::BoardId;
use squall_texts::Texts;

/// What the page knows of its board from the start.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Which board.
    pub(crate) board_id: BoardId,
    /// Its title as the server had it.
    pub(crate) title: String,
    /// How the workshop is led, as far as the page knows before the wall is there.
    pub(crate) session: squall_board::Session,
    /// The texts in the language of whoever looks at it.
    pub(crate) texts: Texts,
    /// The wall as the server drew it, as HTML.
    pub(crate) preview: String,
}

impl Page {
    /// From the server's knowledge.
    #[cfg(feature = "ssr")]
    pub(crate) fn current() -> Self {
        let data = expect_context::<crate::BoardPageData>();
        Self {
            board_id: data.board_id,
            title: data.board.title().to_owned(),
            session: data.board.session().clone(),
            texts: expect_context(),
            preview: crate::preview::wall_svg(&data.board),
        }
    }

    /// From the document that the server has rendered.
    #[cfg(not(feature = "ssr"))]
    pub(crate) fn current() -> Self {
        use crate::browser;
        let board = browser::body_data("board").and_then(|id| id.parse().ok());
        Self {
            board_id: board.expect("the server writes the board's id into the page"),
            title: browser::body_data("title").unwrap_or_default(),
            session: browser::body_data("session")
                .and_then(|session| squall_board::protocol::from_text(&session))
                .unwrap_or_default(),
            texts: expect_context(),
            // What the server drew is there already: see `mount`.
            preview: String::new(),
        }
    }
}
