//! New boards.

use std::sync::PoisonError;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use squall_board::{
    Board, BoardCommand, BoardId, ClientId, CommandId, ParticipantId, RecordedEvent, Seq,
};
use tokio::time::Instant;

use crate::error::ApiError;
use crate::hub::Hub;
use crate::router::{AppState, answer_error, check_change};

/// Who puts an example on a new board.
const SQUALL: ParticipantId = ParticipantId::from_u128(0x5155_414c_4c00_0000_0000_0000_0000_0001);
/// The replica for which it does so. Boards are apart, so the numbers of one do not meet another's.
const SQUALL_CLIENT: ClientId = ClientId::from_u128(0x5155_414c_4c00_0000_0000_0000_0000_0001);

/// The example for whoever does not say which.
const FIRST_LOOK: &str = "subscription-box";

/// `POST /boards`
pub(crate) async fn create_board(State(state): State<AppState>, headers: HeaderMap) -> Response {
    create(&state, &headers, Vec::new()).await
}

/// Which example a new board begins with.
#[derive(Debug, Deserialize)]
pub(crate) struct ExampleQuery {
    of: Option<String>,
}

/// `POST /boards/example[?of=KEY]`
pub(crate) async fn create_example(
    State(state): State<AppState>,
    Query(query): Query<ExampleQuery>,
    headers: HeaderMap,
) -> Response {
    match squall_guide::example(query.of.as_deref().unwrap_or(FIRST_LOOK)) {
        Some(example) => create(&state, &headers, example.commands(&mut random_bits, SQUALL)).await,
        None => answer_error(ApiError::UnknownExample, is_for_program(&headers)),
    }
}

async fn create(state: &AppState, headers: &HeaderMap, commands: Vec<BoardCommand>) -> Response {
    let for_program = is_for_program(headers);
    let admitted = check_change(state, headers).and_then(|()| admit(state));
    let created = match admitted {
        Ok(()) => make_board(&state.hub, commands).await,
        Err(error) => Err(error),
    };
    match created {
        Ok(board) => {
            let url = format!("/boards/{board}");
            if for_program {
                let body = Json(json!({ "board": board, "url": &url }));
                (StatusCode::CREATED, [(header::LOCATION, url)], body).into_response()
            } else {
                Redirect::to(&url).into_response()
            }
        }
        Err(error) => answer_error(error, for_program),
    }
}

/// Whether a program asks, and no browser window.
fn is_for_program(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accepted.is_some_and(|accept| accept.contains("application/json"))
}

/// Refuses boards that are made faster than people make them.
fn admit(state: &AppState) -> Result<(), ApiError> {
    // A bucket is whole between any two statements, so a panic elsewhere cannot spoil it.
    let mut bucket = state.new_boards.lock().unwrap_or_else(PoisonError::into_inner);
    if bucket.take(Instant::now()) { Ok(()) } else { Err(ApiError::TooManyBoards) }
}

/// Makes a board of an id that nobody can guess, and does these commands on it. Nobody knows the
/// board before, so its log can be written without a room.
async fn make_board(hub: &Hub, commands: Vec<BoardCommand>) -> Result<BoardId, ApiError> {
    let id = BoardId::from_u128(random_bits());
    let now_ms = hub.clock()();
    hub.store().create_board(id, now_ms).await?;
    let mut board = Board::default();
    let mut events = Vec::with_capacity(commands.len());
    for (number, command) in (1..).zip(commands) {
        let event = board.decide(&command, SQUALL).map_err(|rejection| {
            tracing::error!(%rejection, "The example does not fit on an empty board.");
            ApiError::StorageFailed
        })?;
        board.apply(&event, SQUALL);
        events.push(RecordedEvent {
            seq: Seq(number),
            command_id: CommandId { client: SQUALL_CLIENT, number },
            participant: SQUALL,
            recorded_at_ms: now_ms,
            event,
        });
    }
    if !events.is_empty() {
        hub.store().append(id, Seq::ZERO, events).await.map_err(|error| {
            tracing::error!(error = %crate::telemetry::chain(&error), "An example could not be stored.");
            ApiError::StorageFailed
        })?;
    }
    Ok(id)
}

/// 128 bits from the operating system's source. A random UUID has only 122, because six say that it
/// is one; the second fills these up.
fn random_bits() -> u128 {
    let [first, second] = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()].map(|id| id.as_u128());
    first ^ second.rotate_left(64)
}
