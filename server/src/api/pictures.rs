//! Pictures of a board: made anew each time, and not kept.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use squall_board::{Board, Clip, FrameId, NoteId, notation};
use squall_print::{Fonts, NoPicture, Part, Picture, Shade, UnreadablePicture};

use super::BoardInPath;
use super::exports::named_file;
use crate::error::ApiError;
use crate::hub::BoardView;
use crate::limits;
use crate::router::{AppState, check_change};

/// The pixels for one board unit of a PNG, which may be fewer than were asked for.
const SCALE: HeaderName = HeaderName::from_static("squall-scale");
/// A picture opened by its address runs nothing and loads nothing; its font is inside.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'none'";

/// A format that a picture can be made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// Carries the notes and the font inside.
    Svg,
    /// Pixels.
    Png,
    /// One page.
    Pdf,
}

impl PictureFormat {
    /// The format of this name, which is its file name extension too.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Svg, Self::Png, Self::Pdf].into_iter().find(|format| format.name() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }
}

/// What a picture shows, and how.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PictureChoice {
    /// The id of a frame: it and what stands in it.
    pub frame: Option<String>,
    /// The ids of notes and frames, separated by commas: these, and what stands in the frames.
    pub items: Option<String>,
    /// `light`, which is what is taken else, or `dark`.
    pub theme: Option<String>,
    /// Pixels of a PNG for one board unit: 1, 2 or 3.
    pub scale: Option<u8>,
    /// Whether the file is to be saved.
    pub download: Option<String>,
}

impl PictureChoice {
    fn part(&self, board: &Board) -> Result<Part, ApiError> {
        let ids = match (&self.frame, &self.items) {
            (None, None) => return Ok(Part::Whole),
            (Some(frame), None) => frame,
            (None, Some(items)) => items,
            (Some(_), Some(_)) => return Err(ApiError::UnknownChoice),
        };
        let (mut notes, mut frames) = (BTreeSet::new(), BTreeSet::new());
        for id in ids.split(',') {
            let frame: FrameId = id.parse().map_err(|_| ApiError::UnknownChoice)?;
            if board.frame(frame).is_some() {
                frames.insert(frame);
            } else {
                notes.insert(NoteId::from_u128(frame.as_u128()));
            }
        }
        Ok(Part::Items { notes, frames })
    }

    fn shade(&self) -> Result<Shade, ApiError> {
        match self.theme.as_deref() {
            None | Some("light") => Ok(Shade::Light),
            Some("dark") => Ok(Shade::Dark),
            Some(_) => Err(ApiError::UnknownChoice),
        }
    }

    fn scale(&self) -> Result<f64, ApiError> {
        match self.scale {
            None => Ok(1.0),
            Some(scale @ 1..=3) => Ok(f64::from(scale)),
            Some(_) => Err(ApiError::UnknownChoice),
        }
    }
}

/// A picture as a file.
pub(crate) struct PictureFile {
    pub(crate) bytes: Vec<u8>,
    /// Pixels for one board unit, if it is made of pixels.
    pub(crate) scale: Option<f64>,
}

/// The picture of a board. Takes up to seconds.
pub(crate) fn make(
    board: &Board,
    format: PictureFormat,
    choice: &PictureChoice,
) -> Result<PictureFile, ApiError> {
    // Its own fonts are looked for once: their names are in hundreds of files.
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    let fonts = || FONTS.get_or_init(Fonts::with_those_of_this_computer);
    let scale = choice.scale()?;
    let made = Picture::of(board, &choice.part(board)?, choice.shade()?).and_then(|picture| {
        Ok(match format {
            PictureFormat::Svg => PictureFile { bytes: picture.svg().into_bytes(), scale: None },
            PictureFormat::Png => {
                let png = picture.png(fonts(), scale)?;
                PictureFile { bytes: png.bytes, scale: Some(png.scale) }
            }
            PictureFormat::Pdf => PictureFile { bytes: picture.pdf(fonts())?, scale: None },
        })
    });
    made.map_err(|no_picture| match no_picture {
        NoPicture::Empty => ApiError::NothingToShow,
        NoPicture::TooMuch => ApiError::TooMuchToPaint,
        NoPicture::Failed(reason) => {
            tracing::error!(reason, "A picture could not be painted.");
            ApiError::PictureFailed
        }
    })
}

/// Waits for one of the few places where pictures are made; whoever would wait long is refused.
async fn answer(
    state: &AppState,
    view: BoardView,
    format: PictureFormat,
    choice: PictureChoice,
) -> Result<Response, ApiError> {
    let waiting = Arc::clone(&state.pictures_asked).try_acquire_owned();
    let waiting = waiting.map_err(|_| ApiError::Busy)?;
    let place =
        Arc::clone(&state.pictures).acquire_owned().await.map_err(|_| ApiError::Stopping)?;
    let name = named_file(&view, format.name());
    let download = choice.download.is_some();
    // Whoever does not wait for the answer leaves the place taken until the picture is made.
    let made = tokio::task::spawn_blocking(move || {
        let made = make(&view.board, format, &choice);
        drop((place, waiting));
        made
    });
    let file = made.await.map_err(|error| {
        tracing::error!(%error, "A picture could not be made.");
        ApiError::PictureFailed
    })??;
    let how = if download { "attachment" } else { "inline" };
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename=\"{name}\"")),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY.to_owned()),
    ];
    let scale = file.scale.map(|scale| [(SCALE, format!("{scale:.3}"))]);
    Ok((headers, scale, file.bytes).into_response())
}

macro_rules! picture {
    ($(#[$doc:meta])* $get:ident, $post:ident, $format:ident) => {
        $(#[$doc])*
        pub(crate) async fn $get(
            State(state): State<AppState>,
            BoardInPath(board): BoardInPath,
            choice: Result<Query<PictureChoice>, axum::extract::rejection::QueryRejection>,
        ) -> Result<Response, ApiError> {
            let Query(choice) = choice.map_err(|_| ApiError::UnknownChoice)?;
            answer(&state, state.hub.view(board).await?, PictureFormat::$format, choice).await
        }

        $(#[$doc])*
        pub(crate) async fn $post(
            State(state): State<AppState>,
            BoardInPath(board): BoardInPath,
            choice: Result<Form<PictureChoice>, axum::extract::rejection::FormRejection>,
        ) -> Result<Response, ApiError> {
            let Form(choice) = choice.map_err(|_| ApiError::UnknownChoice)?;
            answer(&state, state.hub.view(board).await?, PictureFormat::$format, choice).await
        }
    };
}

picture! {
    /// `GET /api/boards/{board}/export.svg` with a [`PictureChoice`] as its query, or `POST` with one as a
    /// form, where there are more ids than an address takes.
    export_as_svg, post_for_svg, Svg
}
picture! {
    /// `GET` or `POST /api/boards/{board}/export.png`: as for SVG.
    export_as_png, post_for_png, Png
}
picture! {
    /// `GET` or `POST /api/boards/{board}/export.pdf`: as for SVG.
    export_as_pdf, post_for_pdf, Pdf
}

/// `POST /api/import/picture`: the items that an exported SVG carries, as a clip, and how many of what.
pub(crate) async fn import_picture(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    check_change(&state, &headers)?;
    let read = tokio::task::spawn_blocking(move || {
        let svg = std::str::from_utf8(&body).map_err(|_| UnreadablePicture::NoSvg)?;
        squall_print::read(svg)
    });
    let read = read.await.map_err(|_| ApiError::NoPicture)?;
    let (clip, title) = read.map_err(|unreadable| match unreadable {
        UnreadablePicture::TooLarge => ApiError::PictureTooLarge,
        UnreadablePicture::NoSvg => ApiError::NoPicture,
        UnreadablePicture::NoNotes => ApiError::PictureWithoutNotes,
        UnreadablePicture::Damaged(_) => ApiError::PictureUnreadable,
    })?;
    Ok(Json(described(&clip, &title)))
}

/// As of a text that was read: nothing is left over.
fn described(clip: &Clip, title: &str) -> Value {
    let counts = notation::NOTATION.iter().filter_map(|row| {
        let notes = clip.notes.iter().filter(|note| note.kind == row.kind).count();
        let label = if notes == 1 { row.label } else { row.plural }.english();
        let count = json!({ "kind": row.name, "label": label, "concepts": notes, "notes": notes });
        (notes > 0).then_some(count)
    });
    json!({
        "title": Some(title).filter(|title| !title.is_empty()),
        "counts": counts.collect::<Vec<_>>(),
        "frames": clip.frames.len(),
        "arrows": clip.arrows.len(),
        "unread": [],
        "clip": clip.to_text(),
    })
}

const _: () = assert!(limits::PICTURES_AT_ONCE <= limits::PICTURES_ASKED_MAX);
