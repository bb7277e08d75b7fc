//! What the HTTP interface answers when it cannot do what was asked: a stable code for programs and
//! a sentence for people.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use squall_store::StoreError;
use squall_texts::{Text, Texts, text};

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
    /// The language is not one of ours.
    UnknownLanguage,
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
            | Self::UnknownLanguage
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
            Self::UnknownLanguage => "unknownLanguage",
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
    pub(crate) fn title(self) -> Text {
        match self {
            Self::UnknownBoard => text::ERROR_UNKNOWN_BOARD,
            Self::UnknownExport => text::ERROR_UNKNOWN_EXPORT,
            Self::UnknownExample => text::ERROR_UNKNOWN_EXAMPLE,
            Self::UnknownPath => text::ERROR_UNKNOWN_PATH,
            Self::UnknownFormat => text::ERROR_UNKNOWN_FORMAT,
            Self::UnknownLanguage => text::ERROR_UNKNOWN_LANGUAGE,
            Self::TextUnreadable => text::ERROR_TEXT_UNREADABLE,
            Self::TextTooLarge => text::ERROR_TEXT_TOO_LARGE,
            Self::OtherOrigin => text::ERROR_OTHER_ORIGIN,
            Self::OtherMethod => text::ERROR_OTHER_METHOD,
            Self::TooManyBoards => text::ERROR_TOO_MANY_BOARDS,
            Self::StorageFailed => text::ERROR_STORAGE_FAILED,
            Self::Busy => text::ERROR_BUSY,
            Self::Stopping => text::ERROR_STOPPING,
            Self::UnknownChoice => text::ERROR_UNKNOWN_CHOICE,
            Self::NothingToShow => text::ERROR_NOTHING_TO_SHOW,
            Self::TooMuchToPaint => text::ERROR_TOO_MUCH_TO_PAINT,
            Self::PictureFailed => text::ERROR_PICTURE_FAILED,
            Self::NoPicture => text::ERROR_NO_PICTURE,
            Self::PictureWithoutNotes => text::ERROR_PICTURE_WITHOUT_NOTES,
            Self::PictureUnreadable => text::ERROR_PICTURE_UNREADABLE,
            Self::PictureTooLarge => text::ERROR_PICTURE_TOO_LARGE,
        }
    }

    /// What to do about it.
    pub(crate) fn advice(self) -> Text {
        match self {
            Self::UnknownBoard => text::ERROR_UNKNOWN_BOARD_DO,
            Self::UnknownExport => text::ERROR_UNKNOWN_EXPORT_DO,
            Self::UnknownExample => text::ERROR_UNKNOWN_EXAMPLE_DO,
            Self::UnknownPath => text::ERROR_UNKNOWN_PATH_DO,
            Self::UnknownFormat => text::ERROR_UNKNOWN_FORMAT_DO,
            Self::UnknownLanguage => text::ERROR_UNKNOWN_LANGUAGE_DO,
            Self::TextUnreadable => text::ERROR_TEXT_UNREADABLE_DO,
            Self::TextTooLarge => text::ERROR_TEXT_TOO_LARGE_DO,
            Self::OtherOrigin => text::ERROR_OTHER_ORIGIN_DO,
            Self::OtherMethod => text::ERROR_OTHER_METHOD_DO,
            Self::StorageFailed => text::ERROR_STORAGE_FAILED_DO,
            Self::TooManyBoards | Self::Busy | Self::Stopping => text::ERROR_WAIT_DO,
            Self::UnknownChoice => text::ERROR_UNKNOWN_CHOICE_DO,
            Self::NothingToShow => text::ERROR_NOTHING_TO_SHOW_DO,
            Self::TooMuchToPaint => text::ERROR_TOO_MUCH_TO_PAINT_DO,
            Self::PictureFailed => text::ERROR_PICTURE_FAILED_DO,
            Self::NoPicture => text::ERROR_NO_PICTURE_DO,
            Self::PictureWithoutNotes => text::ERROR_PICTURE_WITHOUT_NOTES_DO,
            Self::PictureUnreadable => text::ERROR_PICTURE_UNREADABLE_DO,
            Self::PictureTooLarge => text::ERROR_PICTURE_TOO_LARGE_DO,
        }
    }

    /// The answer for a program, with a sentence for people in their language.
    pub(crate) fn answer(self, texts: Texts) -> Response {
        let (title, advice) = (texts.get(self.title()), texts.get(self.advice()));
        let message = texts.fill(text::ERROR_IN_FULL, [title, advice]);
        let body = Json(json!({ "code": self.code(), "message": message }));
        (self.status(), body).into_response()
    }
}

/// What an answer says, so that it can be said in another language.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said {
    /// As JSON.
    ToProgram(ApiError),
    /// As a page.
    ToPerson(ApiError),
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.answer(Texts::default());
        response.extensions_mut().insert(Said::ToProgram(self));
        response
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
