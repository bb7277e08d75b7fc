//! One participant of any system: joins, shows a cursor, drags, edits, and reads what others do.

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tungstenite::client::IntoClientRequest as _;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

use crate::hocuspocus::Hocuspocus;
use crate::squall::Squall;
use crate::tldraw::Tldraw;

/// How long the server may take for one step of joining.
const PATIENCE: Duration = Duration::from_secs(30);
const READ_BUFFER_BYTES: usize = 16 * 1024;

/// A socket and the language spoken on it.
pub(crate) struct Peer {
    pub(crate) socket: WebSocket<TcpStream>,
    pub(crate) language: Language,
}

/// The language with what a replica must remember.
pub(crate) enum Language {
    Squall(Squall),
    Hocuspocus(Hocuspocus),
    Tldraw(Tldraw),
}

/// What moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Motion {
    /// The person's pointer.
    Cursor,
    /// A note that is being dragged.
    Drag,
}

impl Peer {
    /// The frame that shows the `mover`'s pointer or note at this place.
    pub(crate) fn show(&mut self, motion: Motion, mover: usize, (x, y): (f64, f64)) -> Message {
        match &mut self.language {
            Language::Squall(squall) => squall.show(motion, mover, x, y),
            Language::Hocuspocus(hocuspocus) => hocuspocus.show(motion, mover, x, y),
            Language::Tldraw(tldraw) => tldraw.show(motion, mover, x, y),
        }
    }

    /// The frame that moves the note for good, and the number of its acknowledgement; `None` if the
    /// system acknowledges nothing.
    pub(crate) fn edit(&mut self, note: usize, (x, y): (f64, f64)) -> Option<(u64, Message)> {
        match &mut self.language {
            Language::Squall(squall) => Some(squall.edit(note, x, y)),
            Language::Hocuspocus(_) => None,
            Language::Tldraw(tldraw) => Some(tldraw.edit(note, x, y)),
        }
    }

    /// Calls `take` with every place that the message shows.
    pub(crate) fn places(&self, message: &Message, take: impl FnMut(f64, f64)) {
        match (&self.language, message) {
            (Language::Squall(_), Message::Binary(frame)) => Squall::places(frame, take),
            (Language::Hocuspocus(_), Message::Binary(frame)) => Hocuspocus::places(frame, take),
            (Language::Tldraw(_), Message::Text(text)) => Tldraw::places(text, take),
            _ => {}
        }
    }

    /// Calls `take` with the number of every edit of this peer that the message acknowledges.
    pub(crate) fn acknowledged(&mut self, message: &Message, take: impl FnMut(u64)) {
        match (&mut self.language, message) {
            (Language::Squall(squall), Message::Binary(frame)) => squall.acknowledged(frame, take),
            (Language::Tldraw(_), Message::Text(text)) => Tldraw::acknowledged(text, take),
            _ => {}
        }
    }
}

/// A WebSocket that blocks.
pub(crate) fn connect(address: SocketAddr, path: &str) -> Result<WebSocket<TcpStream>> {
    let stream = TcpStream::connect(address).context("the server takes no connection")?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!("ws://{address}{path}").into_client_request()?;
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES);
    let (socket, _) = tungstenite::client::client_with_config(request, stream, Some(config))
        .map_err(|error| anyhow::anyhow!("the upgrade failed: {error}"))?;
    Ok(socket)
}
