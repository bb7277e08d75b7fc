//! tldraw's language: JSON as in `@tldraw/sync-core`'s `protocol.ts`, version 8.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use serde_json::json;
use tungstenite::Message;

use crate::fleet;
use crate::peer::{Language, Motion, Peer, connect};
use crate::text::{numbers, pairs};

const PROTOCOL_VERSION: u32 = 8;

/// What a replica remembers.
pub(crate) struct Tldraw {
    clock: u64,
    /// The server's clock when we joined.
    pub(crate) server_clock: u64,
    /// The bytes that came until we had joined.
    pub(crate) joined_bytes: usize,
}

impl Tldraw {
    /// Joins and shows a cursor for the first time. `schema` is what the server answers to a GET.
    pub(crate) fn join(
        address: SocketAddr,
        room: &str,
        name: u64,
        schema: &serde_json::Value,
        seen: Option<u64>,
    ) -> Result<Peer> {
        let mut socket = connect(address, &format!("/{room}"))?;
        let hello = json!({
            "type": "connect",
            "connectRequestId": format!("c{name}"),
            "lastServerClock": seen.map_or(-1, |clock| clock as i64),
            "protocolVersion": PROTOCOL_VERSION,
            "schema": schema,
        });
        socket.send(Message::Text(hello.to_string().into()))?;
        let mut joined_bytes = 0;
        let server_clock = loop {
            let message = fleet::next(&mut socket)?;
            joined_bytes += message.len();
            let text = message.into_text()?;
            let mut clock = None;
            // What comes in chunks ends with number 0.
            let is_last = text.starts_with('{') || text.starts_with("0_");
            numbers(&text, "\"serverClock\":", |number| clock = Some(number));
            if text.contains("incompatibility_error") {
                bail!("tldraw: {}", &text[..text.len().min(200)]);
            }
            if let Some(clock) = clock.filter(|_| is_last) {
                break clock;
            }
        };
        let presence = json!({
            "type": "push",
            "clientClock": 1,
            "presence": ["put", {
                "typeName": "instance_presence", "id": "instance_presence:own",
                "userId": format!("user:{name}"), "userName": "Ann",
                "lastActivityTimestamp": null, "followingUserId": null, "color": "#FF0000",
                "camera": null, "cursor": null, "screenBounds": null, "selectedShapeIds": [],
                "currentPageId": "page:page", "brush": null, "scribbles": [], "chatMessage": "",
                "meta": {},
            }],
        });
        socket.send(Message::Text(presence.to_string().into()))?;
        let tldraw = Self { clock: 1, server_clock, joined_bytes };
        Ok(Peer { socket, language: Language::Tldraw(tldraw) })
    }

    pub(crate) fn show(&mut self, motion: Motion, mover: usize, x: f64, y: f64) -> Message {
        match motion {
            // As tldraw's own client: a changed cursor is put as a whole.
            Motion::Cursor => self.push(&format!(
                r#""presence":["patch",{{"cursor":["put",{{"x":{x},"y":{y},"type":"default","rotation":0}}]}}]"#
            )),
            Motion::Drag => self.edit(mover, x, y).1,
        }
    }

    pub(crate) fn edit(&mut self, note: usize, x: f64, y: f64) -> (u64, Message) {
        let note = note_id(note);
        let message = self
            .push(&format!(r#""diff":{{"{note}":["patch",{{"x":["put",{x}],"y":["put",{y}]}}]}}"#));
        (self.clock, message)
    }

    fn push(&mut self, change: &str) -> Message {
        self.clock += 1;
        let clock = self.clock;
        Message::Text(format!(r#"{{"type":"push","clientClock":{clock},{change}}}"#).into())
    }

    pub(crate) fn places(text: &str, take: impl FnMut(f64, f64)) {
        pairs(text, take);
    }

    pub(crate) fn acknowledged(text: &str, take: impl FnMut(u64)) {
        numbers(text, "\"clientClock\":", take);
    }
}

/// As long as the ids that tldraw makes; the same as in `tldraw.mjs`.
fn note_id(number: usize) -> String {
    format!("shape:{number:0>21}")
}
