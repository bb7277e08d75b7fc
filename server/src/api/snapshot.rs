//! The board as one binary document, from which a browser starts.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use squall_board::Snapshot;

use super::BoardInPath;
use crate::error::ApiError;
use crate::router::AppState;
use crate::site::is_held;

const SQUALL_SEQ: HeaderName = HeaderName::from_static("squall-seq");
const SQUALL_EPOCH: HeaderName = HeaderName::from_static("squall-epoch");

/// `GET /api/boards/{board}/snapshot`
pub(crate) async fn snapshot(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let view = state.hub.view(board).await?;
    let (epoch, seq) = (view.epoch.0, view.seq.0);
    // Weak, because the body is compressed on the way.
    let tag = format!("W/\"{epoch:x}-{seq}\"");
    let mut response = if is_held(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = Snapshot::of(&view.board, view.seq).to_bytes();
        ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(SQUALL_SEQ, HeaderValue::from(seq));
    headers.insert(SQUALL_EPOCH, HeaderValue::from(epoch));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}
