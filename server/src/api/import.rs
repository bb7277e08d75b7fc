//! Reading text in the notation of event storming. Changes no board: the browser shows what was
//! understood and puts the items up itself, as one gesture of its participant.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};
use squall_board::{BoardCommand, Clip, ParticipantId, Point, ZIndex, notation};
use squall_model::import::{self, ImportedItems, UnreadReason};
use squall_texts::{Text, Texts, text};

use crate::error::ApiError;
use crate::language::Reader;
use crate::router::{AppState, check_change};

/// `POST /api/import`: the text's items as a clip, what was understood, and what was not.
pub(crate) async fn import_text(
    State(state): State<AppState>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    check_change(&state, &headers)?;
    // A long text takes a while, in which others are served.
    let read = tokio::task::spawn_blocking(move || read(&body, reader.texts())).await;
    read.map_err(|_| ApiError::TextUnreadable)?.map(Json)
}

fn read(body: &[u8], texts: Texts) -> Result<Value, ApiError> {
    let text = std::str::from_utf8(body).map_err(|_| ApiError::TextUnreadable)?;
    let wall = import::parse(text).map_err(|_| ApiError::TextTooLarge)?;
    let mut last_id = 0;
    let mut ids = || {
        last_id += 1;
        last_id
    };
    // The browser gives the items their ids, author and place.
    let nobody = ParticipantId::from_u128(0);
    let items = import::layout(&wall, Point::default(), &mut ids, nobody, &ZIndex::first());
    Ok(described(items, texts))
}

/// What people read about a line that was not read.
const fn why_unread(reason: UnreadReason) -> Text {
    match reason {
        UnreadReason::Prose => text::UNREAD_PROSE,
        UnreadReason::Table => text::UNREAD_TABLE,
        UnreadReason::Code => text::UNREAD_CODE,
        UnreadReason::Diagram => text::UNREAD_DIAGRAM,
        UnreadReason::Ellipsis => text::UNREAD_ELLIPSIS,
        UnreadReason::Unrecognised => text::UNREAD_UNRECOGNISED,
        UnreadReason::Repeated => text::UNREAD_REPEATED,
        UnreadReason::UnknownName => text::UNREAD_UNKNOWN_NAME,
        UnreadReason::TooLong => text::UNREAD_TOO_LONG,
        UnreadReason::Fields => text::UNREAD_FIELDS,
    }
}

fn described(items: ImportedItems, texts: Texts) -> Value {
    let mut clip = Clip::default();
    for command in items.commands {
        if let BoardCommand::AddItems { notes, arrows, frames } = command {
            clip.notes.extend(notes);
            clip.arrows.extend(arrows);
            clip.frames.extend(frames);
        }
    }
    let counts = items.report.counts.iter().filter(|count| count.notes > 0).map(|count| {
        let row = notation::of(count.kind);
        let label = if count.concepts == 1 { row.label } else { row.plural }.english();
        json!({
            "kind": row.name,
            "label": label,
            "concepts": count.concepts,
            "notes": count.notes,
        })
    });
    let unread = items.report.unread.iter().map(|line| {
        json!({
            "line": line.line_number,
            "lastLine": line.last_line_number,
            "reason": texts.get(why_unread(line.reason)),
            "text": line.text,
        })
    });
    json!({
        "title": items.title,
        "counts": counts.collect::<Vec<_>>(),
        "contexts": items.report.contexts,
        "unread": unread.collect::<Vec<_>>(),
        "clip": clip.to_text(),
    })
}
