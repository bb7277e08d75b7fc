//! The HTML pages: rendered whole into a string, because nothing on them is waited for.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::{Owner, RenderHtml as _, provide_context};
use squall_app::{
    BoardDocument, BoardPageData, ExampleOffer, Guide, GuidesDocument, GuidesPageData,
    HomeDocument, HomePageData, MessageDocument, MessagePageData,
};
use squall_texts::{Language, Texts};

use crate::error::{ApiError, Said};
use crate::language::Reader;
use crate::router::AppState;

/// A page with one message instead of what was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageError(pub(crate) ApiError);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.answer(Language::English);
        response.extensions_mut().insert(Said::ToPerson(self.0));
        response
    }
}

impl PageError {
    /// The page in this language.
    pub(crate) fn answer(self, language: Language) -> Response {
        let texts = Texts::of(language);
        let page = MessagePageData {
            title: texts.get(self.0.title()).to_owned(),
            message: texts.get(self.0.advice()).to_owned(),
        };
        let page = render(language, move || {
            provide_context(page);
            MessageDocument().to_html()
        });
        (self.0.status(), page).into_response()
    }
}

/// `GET /`
pub(crate) async fn home(reader: Reader) -> Response {
    let texts = reader.texts();
    let examples = squall_guide::examples().iter().map(|example| ExampleOffer {
        key: example.key,
        invitation: texts.get(example.invitation),
        description: texts.get(example.description),
    });
    let page = HomePageData { examples: examples.collect() };
    let page = render(reader.0, move || {
        provide_context(page);
        HomeDocument().to_html()
    });
    let mut response = page.into_response();
    // The page holds no secret, and its forms must tell the server where they come from.
    let policy = HeaderValue::from_static("same-origin");
    response.headers_mut().insert(header::REFERRER_POLICY, policy);
    response
}

/// `GET /guides`: advice for whoever leads a workshop.
pub(crate) async fn guides(reader: Reader) -> Response {
    let guides = squall_guide::examples().iter().map(|example| {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(example.guide));
        // Its name is the heading above.
        let html = html.replace("<h2>", "<h3>").replace("</h2>", "</h3>");
        Guide { key: example.key, name: example.name, html }
    });
    let page = GuidesPageData { guides: guides.collect() };
    let page = render(reader.0, move || {
        provide_context(page);
        GuidesDocument().to_html()
    });
    page.into_response()
}

/// `GET /boards/{board}`
pub(crate) async fn board(
    State(state): State<AppState>,
    reader: Reader,
    Path(board): Path<String>,
) -> Result<Response, PageError> {
    let board_id = board.parse().map_err(|_| PageError(ApiError::UnknownBoard))?;
    let view = state.hub.view(board_id).await.map_err(|error| PageError(error.into()))?;
    let page = BoardPageData { board_id, seq: view.seq, board: Arc::clone(&view.board) };
    // A large wall takes a while.
    let rendered = tokio::task::spawn_blocking(move || {
        render(reader.0, move || {
            provide_context(page);
            BoardDocument().to_html()
        })
    });
    match rendered.await {
        Ok(page) => Ok((StatusCode::OK, page).into_response()),
        Err(error) => {
            tracing::error!(%error, "A board's page could not be rendered.");
            Err(PageError(ApiError::StorageFailed))
        }
    }
}

/// What `view` renders in this language, under an owner of its own, which is disposed of afterwards.
fn render(language: Language, view: impl FnOnce() -> String) -> Html<String> {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(language);
        provide_context(Texts::of(language));
        view()
    });
    owner.cleanup();
    Html(html)
}
