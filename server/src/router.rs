//! Which request goes where, and the headers that every answer carries.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::error::ApiError;
use crate::hub::Hub;
use crate::origin::AllowedOrigins;
use crate::pages::PageError;
use crate::rate::TokenBucket;
use crate::{Timings, api, language, limits, pages, site};

/// What every handler may use.
#[derive(Debug, Clone)]
pub(crate) struct AppState {
    /// The boards.
    pub(crate) hub: Hub,
    /// Who may open sockets and make boards.
    pub(crate) origins: Arc<AllowedOrigins>,
    /// How long things may take.
    pub(crate) timings: Timings,
    /// How many more boards may be made just now.
    pub(crate) new_boards: Arc<Mutex<TokenBucket>>,
    /// Places where pictures are made.
    pub(crate) pictures: Arc<Semaphore>,
    /// Places for whoever waits for a picture.
    pub(crate) pictures_asked: Arc<Semaphore>,
    /// Places for sockets.
    pub(crate) sockets: Arc<Semaphore>,
    /// The sockets that are open.
    pub(crate) sessions: TaskTracker,
    /// Tells sockets to end.
    pub(crate) stopping: CancellationToken,
}

/// Scripts only from our own files: none is written into a page. `wasm-unsafe-eval` is what the
/// browser asks for before it compiles WebAssembly; positions and colours are inline styles.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; \
    object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Brotli's own default takes seconds for a large wall; this level takes milliseconds.
const COMPRESSION_LEVEL: CompressionLevel = CompressionLevel::Precise(4);

/// Every route.
pub(crate) fn router(state: AppState, site_folder: &Path) -> Router {
    let ids = || DefaultBodyLimit::max(limits::PICTURE_CHOICE_BYTES_MAX);
    let board = Router::new()
        .route("/snapshot", get(api::snapshot))
        .route("/model", get(api::model))
        .route("/hints", get(api::hints))
        .route("/exports", get(api::exports).post(api::make_export))
        .route("/exports/{id}", get(api::export_content))
        .route("/export.json", get(api::export_as_json))
        .route("/export.mmd", get(api::export_as_mermaid))
        .route("/export.md", get(api::export_as_report))
        .route("/export.svg", get(api::export_as_svg).post(api::post_for_svg).layer(ids()))
        .route("/export.png", get(api::export_as_png).post(api::post_for_png).layer(ids()))
        .route("/export.pdf", get(api::export_as_pdf).post(api::post_for_pdf).layer(ids()))
        .method_not_allowed_fallback(async || ApiError::OtherMethod);
    let import =
        post(api::import_text).layer(DefaultBodyLimit::max(squall_model::import::TEXT_BYTES_MAX));
    let import_picture = post(api::import_picture)
        .layer(DefaultBodyLimit::max(squall_print::limits::READ_BYTES_MAX));
    Router::new()
        .route("/", get(pages::home))
        .route("/guides", get(pages::guides))
        .route("/language", post(language::choose))
        .route("/texts/{name}", get(language::table))
        .route("/boards", post(api::create_board))
        .route("/boards/example", post(api::create_example))
        .route("/boards/{board}", get(pages::board))
        .nest("/api/boards/{board}", board)
        .route("/api/import", import)
        .route("/api/import/picture", import_picture)
        .route("/api/agendas", get(api::agendas))
        .route("/api/examples", get(api::examples))
        .route("/health", get(api::health))
        .route("/api/{*rest}", axum::routing::any(async || ApiError::UnknownPath))
        .layer(CompressionLayer::new().quality(COMPRESSION_LEVEL))
        // Beside the compression: a socket has nothing to compress, and the build has compressed the
        // files already.
        .fallback_service(site::files(site_folder))
        .route("/api/boards/{board}/socket", get(api::socket))
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX))
        .layer(middleware::from_fn(finish))
        .with_state(state)
}

/// Adds what every answer carries, and logs the request without its ids.
async fn finish(matched: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = matched.map_or_else(|| "a file".to_owned(), |path| path.as_str().to_owned());
    let cache = cache_control(request.uri());
    let language = language::asked_for(request.headers());
    let mut response = language::in_language(next.run(request).await, language);
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::REFERRER_POLICY, "no-referrer");
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    default(header::CACHE_CONTROL, cache);
    let status = response.status().as_u16();
    let duration_ms = started.elapsed().as_millis() as u64;
    tracing::debug!(%method, route, status, duration_ms, "Answered a request.");
    response
}

/// Pages and the interface show the board of this moment. Files are asked for anew each time, so
/// that a new build is never mixed with an old one; only fonts never change under their names.
fn cache_control(uri: &Uri) -> &'static str {
    let path = uri.path();
    if path == "/"
        || ["/boards", "/api/", "/health", "/guides", "/language"]
            .iter()
            .any(|own| path.starts_with(own))
    {
        "no-store"
    } else if path.starts_with("/fonts/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Refuses requests of other sites that would make something.
pub(crate) fn check_change(
    state: &AppState,
    headers: &axum::http::HeaderMap,
) -> Result<(), ApiError> {
    if state.origins.allows_change(headers) { Ok(()) } else { Err(ApiError::OtherOrigin) }
}

/// An answer for a browser window or for a program, whichever asks.
pub(crate) fn answer_error(error: ApiError, for_program: bool) -> Response {
    if for_program { error.into_response() } else { PageError(error).into_response() }
}
