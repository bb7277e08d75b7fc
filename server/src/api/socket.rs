//! The upgrade to a board's socket.

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::error::ApiError;
use crate::router::AppState;
use crate::{limits, ws};

/// `GET /api/boards/{board}/socket`. What is wrong with the board is told on the socket: a browser
/// cannot read the answer of an upgrade that fails.
pub(crate) async fn socket(
    State(state): State<AppState>,
    Path(board): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    if !state.origins.allows_socket(&headers) {
        tracing::info!("Refused a socket of another origin.");
        return Err(ApiError::OtherOrigin);
    }
    let place = state.sockets.try_acquire_owned().map_err(|_| ApiError::Busy)?;
    let session = state.sessions.token();
    let board = board.parse().ok();
    let upgrade = upgrade
        .read_buffer_size(limits::READ_BUFFER_BYTES)
        .max_message_size(limits::READ_FRAME_BYTES_MAX)
        .max_frame_size(limits::READ_FRAME_BYTES_MAX);
    Ok(upgrade.on_upgrade(async move |socket| {
        ws::serve(socket, state.hub, board, state.timings, state.stopping).await;
        drop((place, session));
    }))
}
