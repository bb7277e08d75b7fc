//! Hocuspocus' language: y-protocols in lib0's encoding, each frame led by the document's name.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tungstenite::Message;

use crate::fleet;
use crate::peer::{Language, Motion, Peer, connect};
use crate::text::pairs;

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const SYNC_REPLY: u64 = 4;
const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
/// The state vector of somebody who has seen nothing.
const NOTHING_SEEN: &[u8] = &[0];

/// What a replica remembers.
pub(crate) struct Hocuspocus {
    document: String,
    client: u64,
    clock: u64,
    /// What the server had when we joined: its state vector.
    pub(crate) server_has: Vec<u8>,
    /// The bytes of the document that came when we joined.
    pub(crate) document_bytes: usize,
}

impl Hocuspocus {
    /// Joins and waits for the document. `client` must be unique on the document.
    pub(crate) fn join(
        address: SocketAddr,
        document: &str,
        client: u64,
        seen: Option<&[u8]>,
    ) -> Result<Peer> {
        let mut socket = connect(address, "/")?;
        let mut auth = led_by(document);
        put_varint(&mut auth, AUTH);
        put_varint(&mut auth, 0);
        put_bytes(&mut auth, b"token");
        socket.write(Message::Binary(auth.into()))?;
        let mut step = led_by(document);
        put_varint(&mut step, SYNC);
        put_varint(&mut step, STEP_1);
        put_bytes(&mut step, seen.unwrap_or(NOTHING_SEEN));
        socket.send(Message::Binary(step.into()))?;
        let (mut server_has, mut document_bytes) = (None, None);
        while server_has.is_none() || document_bytes.is_none() {
            let frame = fleet::next(&mut socket)?.into_data();
            let mut rest = &frame[..];
            take_bytes(&mut rest).context("no name")?;
            match take_varint(&mut rest).context("no type")? {
                SYNC | SYNC_REPLY => match take_varint(&mut rest) {
                    Some(STEP_1) => server_has = take_bytes(&mut rest).map(<[u8]>::to_vec),
                    Some(STEP_2) => document_bytes = Some(frame.len()),
                    _ => {}
                },
                AUTH if take_varint(&mut rest) == Some(1) => bail!("the server denies the token"),
                _ => {}
            }
        }
        let hocuspocus = Self {
            document: document.to_owned(),
            client,
            clock: 0,
            server_has: server_has.unwrap_or_default(),
            document_bytes: document_bytes.unwrap_or_default(),
        };
        Ok(Peer { socket, language: Language::Hocuspocus(hocuspocus) })
    }

    pub(crate) fn show(&mut self, motion: Motion, mover: usize, x: f64, y: f64) -> Message {
        self.clock += 1;
        let state = match motion {
            Motion::Cursor => format!(r#"{{"cursor":{{"x":{x},"y":{y}}}}}"#),
            Motion::Drag => format!(r#"{{"drag":{{"id":"n{mover}","x":{x},"y":{y}}}}}"#),
        };
        let mut update = Vec::new();
        put_varint(&mut update, 1);
        put_varint(&mut update, self.client);
        put_varint(&mut update, self.clock);
        put_bytes(&mut update, state.as_bytes());
        let mut frame = led_by(&self.document);
        put_varint(&mut frame, AWARENESS);
        put_bytes(&mut frame, &update);
        Message::Binary(frame.into())
    }

    pub(crate) fn places(frame: &[u8], mut take: impl FnMut(f64, f64)) {
        // A frame that breaks off shows nothing more.
        let _ = places(frame, &mut take);
    }
}

fn places(mut rest: &[u8], take: &mut impl FnMut(f64, f64)) -> Option<()> {
    take_bytes(&mut rest)?;
    if take_varint(&mut rest)? != AWARENESS {
        return None;
    }
    let mut update = take_bytes(&mut rest)?;
    for _ in 0..take_varint(&mut update)? {
        take_varint(&mut update)?;
        take_varint(&mut update)?;
        pairs(std::str::from_utf8(take_bytes(&mut update)?).ok()?, &mut *take);
    }
    Some(())
}

fn led_by(document: &str) -> Vec<u8> {
    let mut frame = Vec::new();
    put_bytes(&mut frame, document.as_bytes());
    frame
}

fn put_varint(to: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

fn put_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(to, bytes.len() as u64);
    to.extend_from_slice(bytes);
}

fn take_varint(rest: &mut &[u8]) -> Option<u64> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        shift += 7;
    }
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(take_varint(rest)?).ok()?;
    let (bytes, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_shows_another_reads() {
        let mut hocuspocus = Hocuspocus {
            document: "d".into(),
            client: 1 << 40,
            clock: 300,
            server_has: vec![],
            document_bytes: 0,
        };
        for motion in [Motion::Cursor, Motion::Drag] {
            let frame = hocuspocus.show(motion, 3, 12.0, 345.5).into_data();
            let mut seen = Vec::new();
            Hocuspocus::places(&frame, |x, y| seen.push((x, y)));
            assert_eq!(seen, [(12.0, 345.5)]);
            Hocuspocus::places(&frame[..frame.len() - 1], |_, _| panic!("broken off"));
        }
    }
}
