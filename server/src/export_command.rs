//! `squall export`: a board's model or picture from the command line, also while a server runs.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use squall_board::BoardId;
use squall_model::Format;
use squall_store::{EventStore, load_board};

use crate::api::{self, PictureChoice, PictureFormat};
use crate::hub::BoardView;

/// The board that a link or a bare id names.
///
/// # Errors
/// If there is none in it.
pub fn board_in_link(link: &str) -> anyhow::Result<BoardId> {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').rev();
    parts.find_map(|part| part.trim().parse().ok()).context(
        "This is not a board: give its link, or the 32 letters and digits at the end of it.",
    )
}

/// The board's model in this format, as recorded in the store.
///
/// # Errors
/// If the board is not there or cannot be read.
pub async fn export_board(
    store: &dyn EventStore,
    board: BoardId,
    format: Format,
) -> anyhow::Result<String> {
    Ok(api::export_text(&view(store, board).await?, format))
}

/// A picture of the board as recorded in the store, and for a PNG the pixels for one board unit, which may
/// be fewer than were asked for.
///
/// # Errors
/// If the board is not there or cannot be read, or there is no such picture.
pub async fn export_picture(
    store: &dyn EventStore,
    board: BoardId,
    format: PictureFormat,
    choice: &PictureChoice,
) -> anyhow::Result<(Vec<u8>, Option<f64>)> {
    let view = view(store, board).await?;
    match api::make_picture(&view.board, format, choice) {
        Ok(file) => Ok((file.bytes, file.scale)),
        Err(error) => bail!("{}. {}", error.title().english(), error.advice().english()),
    }
}

async fn view(store: &dyn EventStore, board: BoardId) -> anyhow::Result<BoardView> {
    let loaded = load_board(store, board).await.context("The board could not be read.")?;
    let Some(loaded) = loaded else {
        bail!("There is no board under this link in this database.");
    };
    let epoch = squall_board::protocol::Epoch(store.epoch().0);
    Ok(BoardView { epoch, seq: loaded.head, board: Arc::new(loaded.board) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_is_named_by_its_id_or_its_whole_link() {
        let id = "0123456789abcdef0123456789abcdef";
        for link in [
            id.to_owned(),
            format!("http://127.0.0.1:4050/boards/{id}"),
            format!("https://wall.example/boards/{id}/?x=1#note"),
            format!("/api/boards/{id}/export.json"),
        ] {
            assert_eq!(board_in_link(&link).unwrap().to_string(), id, "{link}");
        }
        assert!(board_in_link("https://wall.example/boards/").is_err());
    }
}
