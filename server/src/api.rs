//! The HTTP interface beside the pages: boards, snapshots, the model, exports, what a workshop may
//! start from, health and the socket.

mod boards;
mod exports;
mod guide;
mod health;
mod hints;
mod import;
mod pictures;
mod snapshot;
mod socket;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;
use squall_board::BoardId;

pub(crate) use boards::{create_board, create_example};
pub(crate) use exports::{
    export_as_json, export_as_mermaid, export_as_report, export_content, exports, make_export,
    model, text as export_text,
};
pub(crate) use guide::{agendas, examples};
pub(crate) use health::health;
pub(crate) use hints::hints;
pub(crate) use import::import_text;
pub use pictures::{PictureChoice, PictureFormat};
pub(crate) use pictures::{
    export_as_pdf, export_as_png, export_as_svg, import_picture, make as make_picture,
    post_for_pdf, post_for_png, post_for_svg,
};
pub(crate) use snapshot::snapshot;
pub(crate) use socket::socket;

use crate::error::ApiError;

/// The board that a path names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BoardInPath(pub(crate) BoardId);

impl<S: Send + Sync> FromRequestParts<S> for BoardInPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        #[derive(Deserialize)]
        struct Named {
            board: String,
        }
        let named = Path::<Named>::from_request_parts(parts, state).await;
        let Path(named) = named.map_err(|_| ApiError::UnknownBoard)?;
        named.board.parse().map(Self).map_err(|_| ApiError::UnknownBoard)
    }
}
