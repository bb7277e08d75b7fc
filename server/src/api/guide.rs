//! What a workshop may start from: the agendas and examples that are offered, as lists. They are
//! templates and the same for everybody; a board gets its agenda by a command like any other change.

use axum::Json;
use serde_json::{Value, json};

/// `GET /api/agendas`: every template with its agenda in full. The ids of phases are the same each time,
/// and differ between agendas.
pub(crate) async fn agendas() -> Json<Value> {
    let agendas = squall_guide::agendas().iter().map(|template| {
        json!({
            "key": template.key,
            "name": template.name.english(),
            "description": template.description.english(),
            "source": template.source,
            "agenda": template.listed_agenda(),
        })
    });
    Json(agendas.collect())
}

/// `GET /api/examples`: every example, with its advice as Markdown.
pub(crate) async fn examples() -> Json<Value> {
    let examples = squall_guide::examples().iter().map(|example| {
        json!({
            "key": example.key,
            "name": example.name,
            "description": example.description.english(),
            "guide": example.guide,
        })
    });
    Json(examples.collect())
}
