//! The hints about a board, live: for programs, and for whoever checks a wall before it is handed on.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use squall_board::Stage;
use squall_hints::{Settings, Told};

use super::BoardInPath;
use crate::error::ApiError;
use crate::hub::BoardView;
use crate::router::AppState;

/// How strictly the wall is read.
#[derive(Debug, Deserialize)]
pub(crate) struct HintsQuery {
    check: Option<String>,
}

/// `GET /api/boards/{board}/hints[?check=export]`: the hints that the board's phase lets speak, or all
/// that stand in the way of handing the wall on.
pub(crate) async fn hints(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    Query(query): Query<HintsQuery>,
) -> Result<Json<Value>, ApiError> {
    let view = state.hub.view(board).await?;
    let is_check = query.check.as_deref() == Some("export");
    // A large wall takes a while.
    let read = tokio::task::spawn_blocking(move || read(&view, is_check)).await;
    read.map(Json).map_err(|error| {
        tracing::error!(%error, "The hints about a board could not be found.");
        ApiError::StorageFailed
    })
}

fn read(view: &BoardView, is_check: bool) -> Value {
    let board = &view.board;
    let model = squall_model::derive(board);
    let mut settings = Settings::on(board);
    if is_check {
        settings.current = Some(Stage::ExportCheck);
    }
    let Told { hints, dismissed } = squall_hints::tell(board, &model, &settings);
    let rules: Vec<Value> = squall_hints::RULES
        .iter()
        .filter(|rule| hints.iter().any(|hint| hint.rule == rule.id))
        .map(|rule| {
            json!({
                "id": rule.id,
                "title": rule.title.english(),
                "explanation": rule.explanation.english(),
                "question": rule.question.english(),
                "source": rule.source,
            })
        })
        .collect();
    json!({ "seq": view.seq, "hints": hints, "dismissed": dismissed, "rules": rules })
}
