//! What the HTTP interface answers when it cannot do what was asked: a stable code for programs and
//! a sentence for people.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use squall_store::StoreError;

use crate::hub::Unavailable;
use crate::telemetry;

/// An answer that is not what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// There is no such board.
    UnknownBoard,
    /// The board has no such export.
    UnknownExport,
    /// There is no such example.
    UnknownExample,
    /// There is nothing under this path.
    UnknownPath,
    /// The format of an export is not one of ours.
    UnknownFormat,
    /// What a picture is to show or how is not among the choices.
    UnknownChoice,
    /// Nothing that a picture would show is on the board.
    NothingToShow,
    /// The picture has more on it than is painted.
    TooMuchToPaint,
    /// The picture could not be made.
    PictureFailed,
    /// The file to import is no SVG.
    NoPicture,
    /// The SVG to import is not one that carries notes.
    PictureWithoutNotes,
    /// What the SVG carries is of a later version or damaged.
    PictureUnreadable,
    /// What the SVG carries is too large.
    PictureTooLarge,
    /// The text to import is not UTF-8.
    TextUnreadable,
    /// The text to import is beyond the importer's limits.
    TextTooLarge,
    /// The request comes from another site.
    OtherOrigin,
    /// The path takes another method.
    OtherMethod,
    /// The store failed.
    StorageFailed,
    /// Too many boards are made at the moment.
    TooManyBoards,
    /// Too much is open at the moment.
    Busy,
    /// The server stops.
    Stopping,
}

impl ApiError {
    /// The HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::UnknownBoard | Self::UnknownExport | Self::UnknownExample | Self::UnknownPath => {
                StatusCode::NOT_FOUND
            }
            Self::UnknownFormat
            | Self::UnknownChoice
            | Self::TextUnreadable
            | Self::NoPicture
            | Self::PictureWithoutNotes
            | Self::PictureUnreadable => StatusCode::BAD_REQUEST,
            Self::NothingToShow | Self::TooMuchToPaint => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TextTooLarge | Self::PictureTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::OtherOrigin => StatusCode::FORBIDDEN,
            Self::OtherMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooManyBoards => StatusCode::TOO_MANY_REQUESTS,
            Self::StorageFailed | Self::PictureFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy | Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::UnknownBoard => "unknownBoard",
            Self::UnknownExport => "unknownExport",
            Self::UnknownExample => "unknownExample",
            Self::UnknownPath => "unknownPath",
            Self::UnknownFormat => "unknownFormat",
            Self::UnknownChoice => "unknownChoice",
            Self::NothingToShow => "nothingToShow",
            Self::TooMuchToPaint => "tooMuchToPaint",
            Self::PictureFailed => "pictureFailed",
            Self::NoPicture => "noPicture",
            Self::PictureWithoutNotes => "pictureWithoutNotes",
            Self::PictureUnreadable => "pictureUnreadable",
            Self::PictureTooLarge => "pictureTooLarge",
            Self::TextUnreadable => "textUnreadable",
            Self::TextTooLarge => "textTooLarge",
            Self::OtherOrigin => "otherOrigin",
            Self::OtherMethod => "otherMethod",
            Self::TooManyBoards => "tooManyBoards",
            Self::StorageFailed => "storageFailed",
            Self::Busy => "busy",
            Self::Stopping => "stopping",
        }
    }

    /// What happened, in short.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::UnknownBoard => "There is no board under this link",
            Self::UnknownExport => "There is no such export",
            Self::UnknownExample => "There is no such example",
            Self::UnknownPath => "There is no such page",
            Self::UnknownFormat => "There is no such format",
            Self::UnknownChoice => "There is no such picture",
            Self::NothingToShow => "There is nothing on the wall that this picture would show",
            Self::TooMuchToPaint => "There is too much on it for a PNG or PDF",
            Self::PictureFailed => "The picture could not be made",
            Self::NoPicture => "This is no whole SVG file",
            Self::PictureWithoutNotes => "This picture carries no notes",
            Self::PictureUnreadable => "The notes in this picture could not be read",
            Self::PictureTooLarge => "The picture is too large",
            Self::TextUnreadable => "The text could not be read",
            Self::TextTooLarge => "The text is too large",
            Self::OtherOrigin => "The request came from another site",
            Self::OtherMethod => "This cannot be done here",
            Self::TooManyBoards => "Too many boards are being made",
            Self::StorageFailed => "The server could not read or store this",
            Self::Busy => "The server is busy",
            Self::Stopping => "The server is restarting",
        }
    }

    /// What to do about it.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::UnknownBoard => {
                "Check that the whole link was copied: it ends in 32 letters and digits."
            }
            Self::UnknownExport => "The board's other exports are listed beside it.",
            Self::UnknownExample => "The home page offers those that there are.",
            Self::UnknownPath => "Start from the home page.",
            Self::UnknownFormat => {
                "Use report, mermaid or json. Pictures have addresses of their own: export.svg, .png and .pdf."
            }
            Self::UnknownChoice => {
                "The theme is light or dark, the scale 1, 2 or 3; frame or items are ids of what is on the wall."
            }
            Self::NothingToShow => "Select something, or put something on the wall.",
            Self::TooMuchToPaint => "Export it as SVG, or a part of it.",
            Self::PictureFailed => "Export it as SVG, or try again.",
            Self::NoPicture => "Nothing was imported.",
            Self::PictureWithoutNotes => {
                "An SVG that Squall has exported carries them, as long as no other program has written it anew. Nothing was imported."
            }
            Self::PictureUnreadable => {
                "It is damaged, or a later version of Squall has made it. Nothing was imported."
            }
            Self::PictureTooLarge => "At most 16 MB of notes. Nothing was imported.",
            Self::TextUnreadable => "Save it as UTF-8 and try again. Nothing was imported.",
            Self::TextTooLarge => {
                "At most 2 MB, 20,000 lines and 20,000 names. Nothing was imported."
            }
            Self::OtherOrigin => {
                "If Squall is reached under several names, start it with --allowed-origin."
            }
            Self::OtherMethod => "The path takes another HTTP method.",
            Self::StorageFailed => "Nothing that was saved is lost. Try again in a minute.",
            Self::TooManyBoards | Self::Busy | Self::Stopping => "Try again in a minute.",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let message = format!("{}. {}", self.title(), self.advice());
        let body = Json(json!({ "code": self.code(), "message": message }));
        (self.status(), body).into_response()
    }
}

impl From<Unavailable> for ApiError {
    fn from(unavailable: Unavailable) -> Self {
        match unavailable {
            Unavailable::UnknownBoard => Self::UnknownBoard,
            Unavailable::Stopping => Self::Stopping,
            Unavailable::Busy | Unavailable::Full => Self::Busy,
            Unavailable::StorageFailed => Self::StorageFailed,
        }
    }
}

impl From<StoreError> for ApiError {
    /// Logs the cause, which the answer leaves out.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnknownBoard => Self::UnknownBoard,
            StoreError::Closed => Self::Stopping,
            error => {
                tracing::error!(error = %telemetry::chain(&error), "A request failed in the store.");
                Self::StorageFailed
            }
        }
    }
}
