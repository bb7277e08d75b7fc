//! A socket on a board that may break at any moment, because the server is killed.

use std::net::{SocketAddr, TcpStream};

use anyhow::{Context as _, Result, bail};
use squall_board::Seq;
use squall_board::protocol::{self, ClientMessage, Epoch, Hello, Resume, ServerMessage};
use tungstenite::{Message, WebSocket};

use crate::peer::connect;

/// What a step on a socket came to, if it was no error: an error is what no kill explains.
pub(super) enum Step<T> {
    Done(T),
    /// The connection broke.
    Broken,
}

/// What the server greeted with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Greeting {
    pub(super) epoch: Epoch,
    pub(super) head: Seq,
    pub(super) resume: Resume,
}

/// A joined socket.
pub(super) struct Wire(WebSocket<TcpStream>);

impl Wire {
    /// Says `hello` and is greeted.
    pub(super) fn join(
        address: SocketAddr,
        board: &str,
        hello: Hello,
    ) -> Result<Step<(Self, Greeting)>> {
        let Ok(socket) = connect(address, &format!("/api/boards/{board}/socket")) else {
            return Ok(Step::Broken);
        };
        let mut wire = Self(socket);
        if let Step::Broken = wire.send(&[ClientMessage::Hello(hello)]) {
            return Ok(Step::Broken);
        }
        loop {
            match wire.next()? {
                Step::Done(ServerMessage::Welcome { epoch, head, resume, .. }) => {
                    return Ok(Step::Done((wire, Greeting { epoch, head, resume })));
                }
                Step::Done(_) => {}
                Step::Broken => return Ok(Step::Broken),
            }
        }
    }

    /// Sends all of them at once.
    pub(super) fn send(&mut self, messages: &[ClientMessage]) -> Step<()> {
        let mut sent = Ok(());
        for message in messages {
            let frame = Message::Binary(protocol::encode(message).into());
            sent = sent.and_then(|()| self.0.write(frame));
        }
        match sent.and_then(|()| self.0.flush()) {
            Ok(()) => Step::Done(()),
            Err(_) => Step::Broken,
        }
    }

    /// The next message.
    ///
    /// # Errors
    /// If the server closes the socket, which a killed one does not, or writes nonsense.
    pub(super) fn next(&mut self) -> Result<Step<ServerMessage>> {
        loop {
            match self.0.read() {
                Ok(Message::Binary(frame)) => {
                    let message = protocol::decode(&frame);
                    return message.map(Step::Done).context("the server's frame is unreadable");
                }
                Ok(Message::Close(frame)) => {
                    let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                    bail!("the server closed a socket: {reason}");
                }
                Ok(_) => {}
                Err(_) => return Ok(Step::Broken),
            }
        }
    }
}
