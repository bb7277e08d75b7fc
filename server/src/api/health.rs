//! Whether the server can do its work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use squall_board::BoardId;

use crate::router::AppState;
use crate::telemetry;

/// `GET /health`
pub(crate) async fn health(State(state): State<AppState>) -> (StatusCode, Json<Value>) {
    // Reads the way every request does; nobody can have a board with this id.
    let store = state.hub.store().board(BoardId::from_u128(0)).await;
    if let Err(error) = &store {
        tracing::warn!(error = %telemetry::chain(error), "The store does not answer.");
    }
    let word = |well| if well { "ok" } else { "failed" };
    let status = if store.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "status": word(store.is_ok()),
        "version": env!("CARGO_PKG_VERSION"),
        "store": word(store.is_ok()),
    });
    (status, Json(body))
}
