//! The domain model of a board: live, and as exports that are kept.

use axum::Json;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use squall_board::BoardId;
use squall_model::{ExportContext, Format};
use squall_store::{ExportId, ExportRecord, NewExport};

use super::BoardInPath;
use crate::error::ApiError;
use crate::hub::{BoardView, Hub};
use crate::router::{AppState, check_change};

/// `GET /api/boards/{board}/model`: the JSON export of this moment, without keeping it.
pub(crate) async fn model(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
) -> Result<Response, ApiError> {
    let view = state.hub.view(board).await?;
    let content = content(&view, Format::Json).await?;
    Ok(([(header::CONTENT_TYPE, Format::Json.media_type())], content).into_response())
}

/// What a new export is asked for with.
#[derive(Debug, Deserialize)]
pub(crate) struct ExportQuery {
    format: Option<String>,
}

/// `POST /api/boards/{board}/exports?format=json|mermaid|report`
pub(crate) async fn make_export(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    Query(query): Query<ExportQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_change(&state, &headers)?;
    let format = query.format.as_deref().and_then(Format::from_name);
    let (record, _) = keep(&state.hub, board, format.ok_or(ApiError::UnknownFormat)?).await?;
    let location = [(header::LOCATION, url(&record))];
    Ok((StatusCode::CREATED, location, Json(described(&record))).into_response())
}

/// `GET /api/boards/{board}/exports`: newest first.
pub(crate) async fn exports(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
) -> Result<Json<Value>, ApiError> {
    if state.hub.store().board(board).await?.is_none() {
        return Err(ApiError::UnknownBoard);
    }
    let exports = state.hub.store().exports(board).await?;
    Ok(Json(exports.iter().map(described).collect()))
}

/// Whether the content is shown or saved.
#[derive(Debug, Deserialize)]
pub(crate) struct DownloadQuery {
    download: Option<String>,
}

/// The export that a path names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExportInPath(ExportId);

impl<S: Send + Sync> FromRequestParts<S> for ExportInPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        #[derive(Deserialize)]
        struct Named {
            id: u64,
        }
        let named = axum::extract::Path::<Named>::from_request_parts(parts, state).await;
        named.map(|named| Self(ExportId(named.id))).map_err(|_| ApiError::UnknownExport)
    }
}

/// `GET /api/boards/{board}/exports/{id}[?download=1]`
pub(crate) async fn export_content(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    ExportInPath(id): ExportInPath,
    Query(query): Query<DownloadQuery>,
) -> Result<Response, ApiError> {
    let found = state.hub.store().export_content(board, id).await?;
    let (record, content) = found.ok_or(ApiError::UnknownExport)?;
    Ok(with_content(&record, content, query.download.is_some()))
}

/// `GET /api/boards/{board}/export.json[?download=1]`
pub(crate) async fn export_as_json(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    Query(query): Query<DownloadQuery>,
) -> Result<Response, ApiError> {
    let (record, content) = keep(&state.hub, board, Format::Json).await?;
    Ok(with_content(&record, content, query.download.is_some()))
}

/// `GET /api/boards/{board}/export.mmd[?download=1]`
pub(crate) async fn export_as_mermaid(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    Query(query): Query<DownloadQuery>,
) -> Result<Response, ApiError> {
    let (record, content) = keep(&state.hub, board, Format::Mermaid).await?;
    Ok(with_content(&record, content, query.download.is_some()))
}

/// `GET /api/boards/{board}/export.md[?download=1]`
pub(crate) async fn export_as_report(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    Query(query): Query<DownloadQuery>,
) -> Result<Response, ApiError> {
    let (record, content) = keep(&state.hub, board, Format::Report).await?;
    Ok(with_content(&record, content, query.download.is_some()))
}

/// Exports the board as it is recorded and keeps the result. The store keeps equal ones once.
async fn keep(
    hub: &Hub,
    board: BoardId,
    format: Format,
) -> Result<(ExportRecord, Vec<u8>), ApiError> {
    let view = hub.view(board).await?;
    let content = content(&view, format).await?;
    let export = NewExport {
        board,
        seq: view.seq,
        format: format.name().to_owned(),
        media_type: format.media_type().to_owned(),
        file_name: named_file(&view, format.extension()),
        created_at_ms: hub.clock()(),
        content: content.clone(),
    };
    Ok((hub.store().save_export(export).await?, content))
}

async fn content(view: &BoardView, format: Format) -> Result<Vec<u8>, ApiError> {
    let view = view.clone();
    // A large wall takes a while.
    let exported = tokio::task::spawn_blocking(move || text(&view, format));
    exported.await.map(String::into_bytes).map_err(|error| {
        tracing::error!(%error, "A board could not be exported.");
        ApiError::StorageFailed
    })
}

/// The export of a board, as text.
pub(crate) fn text(view: &BoardView, format: Format) -> String {
    let context = ExportContext { board_title: view.board.title(), seq: view.seq };
    squall_model::export(format, &context, &squall_model::derive(&view.board))
}

/// A name that every file system takes, from the board's title.
pub(super) fn named_file(view: &BoardView, extension: &str) -> String {
    let mut name = String::new();
    for word in view.board.title().split(|c: char| !c.is_ascii_alphanumeric()) {
        if !word.is_empty() && name.len() + word.len() < 60 {
            name.push_str(&word.to_ascii_lowercase());
            name.push('-');
        }
    }
    let name = if name.is_empty() { "board-" } else { &name };
    format!("{name}{}.{extension}", view.seq)
}

fn url(record: &ExportRecord) -> String {
    format!("/api/boards/{}/exports/{}", record.board, record.id)
}

fn described(record: &ExportRecord) -> Value {
    json!({
        "id": record.id.0,
        "format": record.format,
        "seq": record.seq,
        "fileName": record.file_name,
        "url": url(record),
        "createdAtMs": record.created_at_ms,
        "bytes": record.content_bytes,
        "digest": record.digest,
    })
}

fn with_content(record: &ExportRecord, content: Vec<u8>, download: bool) -> Response {
    let how = if download { "attachment" } else { "inline" };
    let headers = [
        (header::CONTENT_TYPE, record.media_type.clone()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename=\"{}\"", record.file_name)),
        (header::ETAG, format!("W/\"{}\"", record.digest)),
    ];
    (headers, content).into_response()
}
