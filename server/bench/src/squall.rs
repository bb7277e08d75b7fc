//! Squall's language: `squall_board::protocol`.

use std::net::{SocketAddr, TcpStream};

use anyhow::{Context as _, Result, bail};
use squall_board::protocol::{
    self, ClientMessage, Epoch, Hello, PresenceChange, Preview, Resume, ServerMessage, Sign, Spot,
};
use squall_board::{
    BoardCommand, ClientId, ClientSecret, Note, NoteId, NoteKind, NoteMove, ParticipantId, Point,
    Seq, Snapshot, ZIndex,
};
use tungstenite::{Message, WebSocket};

use crate::fleet;
use crate::http;
use crate::peer::{Language, Motion, Peer, connect};
use crate::random::{STEP, mix};

/// Notes that fit into one frame.
const NOTES_PER_COMMAND: usize = 400;

/// What a replica remembers.
pub(crate) struct Squall {
    client: ClientId,
    number: u64,
    /// Others have been told which note is dragged.
    is_dragging: bool,
    /// The last event that has come.
    pub(crate) seq: Seq,
    /// The history that `seq` counts in.
    pub(crate) epoch: Option<Epoch>,
}

/// How somebody joins who has been there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) epoch: Epoch,
    pub(crate) seq: Seq,
}

impl Squall {
    /// Joins and catches up by the tail of events. `client` must be unique on the server.
    pub(crate) fn join(
        address: SocketAddr,
        board: &str,
        client: u128,
        seen: Option<Seen>,
    ) -> Result<Peer> {
        let mut socket = connect(address, &format!("/api/boards/{board}/socket"))?;
        let secret = ClientSecret::from_u128(client);
        let hello = ClientMessage::Hello(Hello {
            secret,
            participant: ParticipantId::from_u128(client),
            name: "Ann".to_owned(),
            epoch: seen.map(|seen| seen.epoch),
            last_seq: seen.map_or(Seq::ZERO, |seen| seen.seq),
            first_pending: None,
        });
        socket.send(binary(&hello))?;
        let (epoch, head, resume) = loop {
            let message = next(&mut socket)?;
            if let ServerMessage::Welcome { epoch, head, resume, .. } = message {
                break (epoch, head, resume);
            }
        };
        if resume == Resume::Snapshot {
            bail!("the server wants a snapshot to be fetched first");
        }
        let mut seq = seen.map_or(Seq::ZERO, |seen| seen.seq);
        while seq < head {
            if let ServerMessage::Recorded { events } = next(&mut socket)? {
                seq = events.last().map_or(seq, |event| event.seq);
            }
        }
        let squall = Self {
            client: secret.client(),
            number: 0,
            is_dragging: false,
            seq,
            epoch: Some(epoch),
        };
        Ok(Peer { socket, language: Language::Squall(squall) })
    }

    /// Fetches the snapshot, and tells its place and its bytes on the wire.
    pub(crate) fn fetch(address: SocketAddr, board: &str) -> Result<(Snapshot, Seen, usize)> {
        let path = format!("/api/boards/{board}/snapshot");
        let response = http::request(address, "GET", &path, &[("Accept-Encoding", "br")])?;
        let bytes = match response.header("content-encoding") {
            Some("br") => {
                let mut bytes = Vec::new();
                brotli::BrotliDecompress(&mut &response.body[..], &mut bytes)?;
                bytes
            }
            _ => response.body.clone(),
        };
        let snapshot = Snapshot::from_bytes(&bytes).context("the snapshot is unreadable")?;
        let epoch = response.header("squall-epoch").context("no epoch")?.parse()?;
        let seen = Seen { epoch: Epoch(epoch), seq: snapshot.seq };
        Ok((snapshot, seen, response.wire_bytes))
    }

    /// A new board.
    pub(crate) fn new_board(address: SocketAddr) -> Result<String> {
        let accept = [("Accept", "application/json")];
        let response = http::request(address, "POST", "/boards", &accept)?;
        let created: serde_json::Value =
            serde_json::from_slice(&response.body).context("no board was made")?;
        created["board"].as_str().map(str::to_owned).with_context(|| format!("no board: {created}"))
    }

    /// Puts so many notes on the board, and waits until they are recorded.
    pub(crate) fn add_notes(peer: &mut Peer, count: usize) -> Result<()> {
        let Language::Squall(squall) = &peer.language else { bail!("not a Squall board") };
        let author = squall.author();
        let mut z = ZIndex::first();
        let notes = (0..count).map(|number| {
            z = ZIndex::above(Some(&z));
            note(number, z.clone(), author)
        });
        let notes: Vec<_> = notes.collect();
        Self::put_up(peer, &notes)
    }

    /// Puts these notes on the board, and waits until they are recorded.
    pub(crate) fn put_up(peer: &mut Peer, notes: &[Note]) -> Result<()> {
        let Language::Squall(squall) = &mut peer.language else { bail!("not a Squall board") };
        for notes in notes.chunks(NOTES_PER_COMMAND) {
            let command =
                BoardCommand::AddItems { notes: notes.to_vec(), arrows: vec![], frames: vec![] };
            let (number, message) = squall.propose(command);
            peer.socket.send(message)?;
            let mut recorded = false;
            while !recorded {
                let message = fleet::next(&mut peer.socket)?;
                let Message::Binary(frame) = &message else { continue };
                squall.acknowledged(frame, |answered| recorded |= answered == number);
            }
        }
        Ok(())
    }

    /// Who has written the notes that it puts up.
    pub(crate) fn author(&self) -> ParticipantId {
        ParticipantId::from_u128(self.client.as_u128())
    }

    pub(crate) fn propose(&mut self, command: BoardCommand) -> (u64, Message) {
        self.number += 1;
        let (number, base_seq) = (self.number, self.seq);
        (number, binary(&ClientMessage::Propose { number, base_seq, command }))
    }

    pub(crate) fn show(&mut self, motion: Motion, mover: usize, x: f64, y: f64) -> Message {
        let to = Spot::from(Point::new(x, y));
        let change = match motion {
            Motion::Cursor => PresenceChange::pointing_at(to),
            Motion::Drag if self.is_dragging => {
                PresenceChange { moved_to: Some(to), ..PresenceChange::default() }
            }
            Motion::Drag => {
                self.is_dragging = true;
                Sign::Preview(Preview::Moving { notes: vec![note_id(mover)], frames: vec![], to })
                    .into()
            }
        };
        binary(&ClientMessage::Presence(change))
    }

    pub(crate) fn edit(&mut self, note: usize, x: f64, y: f64) -> (u64, Message) {
        let notes = vec![NoteMove { note: note_id(note), to: Point::new(x, y) }];
        self.propose(BoardCommand::MoveItems { notes, frames: vec![] })
    }

    pub(crate) fn places(frame: &[u8], mut take: impl FnMut(f64, f64)) {
        let Ok(ServerMessage::Presence(signs)) = protocol::decode(frame) else { return };
        for (_, sign) in signs {
            if let Sign::Cursor(spot)
            | Sign::MovedTo(spot)
            | Sign::Preview(Preview::Moving { to: spot, .. }) = sign
            {
                take(f64::from(spot.x), f64::from(spot.y));
            }
        }
    }

    pub(crate) fn acknowledged(&mut self, frame: &[u8], mut take: impl FnMut(u64)) {
        let Ok(ServerMessage::Recorded { events }) = protocol::decode(frame) else { return };
        for event in events {
            self.seq = event.seq;
            if event.command_id.client == self.client {
                take(event.command_id.number);
            }
        }
    }
}

fn next(socket: &mut WebSocket<TcpStream>) -> Result<ServerMessage> {
    let frame = fleet::next(socket)?.into_data();
    protocol::decode(&frame).context("the server's frame is unreadable")
}

pub(crate) fn binary(message: &ClientMessage) -> Message {
    Message::Binary(protocol::encode(message).into())
}

/// As random to a compressor as the ids that browsers make.
pub(crate) fn note_id(number: usize) -> NoteId {
    let mut bits = 0;
    let mut state = number as u64;
    for _ in 0..2 {
        state = mix(state.wrapping_add(STEP));
        bits = bits << 64 | u128::from(state);
    }
    NoteId::from_u128(bits)
}

/// A note as people write them, near to its place in a grid.
fn note(number: usize, z: ZIndex, author: ParticipantId) -> Note {
    let id = note_id(number);
    let noise = (id.as_u128() % 1_000) as f64 / 10.0;
    let (column, row) = ((number % 100 * 180) as f64, (number / 100 * 180) as f64);
    let centre = Point::new(column + noise, row - noise);
    let text = format!("Order {number} was placed");
    Note { text, z, ..Note::new(id, NoteKind::DomainEvent, centre, author) }
}
