//! Many sockets on one thread that never sleeps: a timer's millisecond would be larger than what is
//! measured, and a server on the same machine would pay for waking the thread at every write.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::os::fd::AsRawFd as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use tungstenite::{Error, Message, WebSocket};

use crate::peer::Peer;

/// Participants whose sockets do not block.
pub(crate) struct Fleet {
    poll: Poll,
    events: Events,
    pub(crate) members: Vec<Member>,
}

/// One participant and its socket.
pub(crate) struct Member {
    pub(crate) peer: Peer,
    /// Nothing is read from this socket.
    pub(crate) stopped: bool,
    /// The socket was closed by the server, for the given reason.
    pub(crate) closed: Option<String>,
    unflushed: bool,
}

impl Fleet {
    /// Nobody yet.
    pub(crate) fn new() -> Result<Self> {
        let poll = Poll::new().context("no epoll")?;
        Ok(Self { poll, events: Events::with_capacity(1_024), members: Vec::new() })
    }

    /// Takes over a participant who has joined.
    pub(crate) fn add(&mut self, peer: Peer) -> Result<usize> {
        let stream = peer.socket.get_ref();
        stream.set_nonblocking(true)?;
        let index = self.members.len();
        let interest = Interest::READABLE | Interest::WRITABLE;
        let descriptor = stream.as_raw_fd();
        self.poll.registry().register(&mut SourceFd(&descriptor), Token(index), interest)?;
        self.members.push(Member { peer, stopped: false, closed: None, unflushed: false });
        Ok(index)
    }

    /// How many sockets the server has closed.
    pub(crate) fn closed(&self) -> usize {
        self.members.iter().filter(|member| member.closed.is_some()).count()
    }

    /// Sends a message; what the socket does not take now follows when it is writable.
    pub(crate) fn send(&mut self, index: usize, message: Message) {
        let member = &mut self.members[index];
        if member.closed.is_some() {
            return;
        }
        let written = member.peer.socket.write(message);
        member.flush(written);
    }

    /// Reads what has come and returns after `until` at the latest, earlier if anything came.
    pub(crate) fn turn(&mut self, take: impl FnMut(usize, &mut Peer, &Message)) -> Result<()> {
        self.turn_within(Duration::ZERO, take)
    }

    fn turn_within(
        &mut self,
        rest: Duration,
        mut take: impl FnMut(usize, &mut Peer, &Message),
    ) -> Result<()> {
        match self.poll.poll(&mut self.events, Some(rest)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled.context("epoll failed")?,
        }
        for event in &self.events {
            let index = event.token().0;
            let member = &mut self.members[index];
            if member.closed.is_some() {
                continue;
            }
            if event.is_writable() && member.unflushed {
                member.flush(Ok(()));
            }
            if event.is_readable() && !member.stopped {
                member.read(|peer, message| take(index, peer, message));
            }
        }
        Ok(())
    }

    /// Reads until `until` has passed.
    pub(crate) fn run(
        &mut self,
        until: Instant,
        mut take: impl FnMut(usize, &mut Peer, &Message),
    ) -> Result<()> {
        while Instant::now() < until {
            self.turn(&mut take)?;
        }
        Ok(())
    }
}

impl Fleet {
    /// Reads until `until` has passed, and sleeps where nothing comes: up to a millisecond late, and
    /// the core is free for others.
    pub(crate) fn run_resting(&mut self, until: Instant) -> Result<()> {
        loop {
            let rest = until.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return Ok(());
            }
            self.turn_within(rest, |_, peer, message| peer.acknowledged(message, |_| {}))?;
        }
    }
}

impl Member {
    fn flush(&mut self, written: tungstenite::Result<()>) {
        match written.and_then(|()| self.peer.socket.flush()) {
            Ok(()) => self.unflushed = false,
            Err(error) if would_block(&error) => self.unflushed = true,
            Err(error) => self.closed = Some(error.to_string()),
        }
    }

    fn read(&mut self, mut take: impl FnMut(&mut Peer, &Message)) {
        loop {
            match self.peer.socket.read() {
                Ok(Message::Close(frame)) => {
                    let reason = frame.map_or("no reason".into(), |frame| frame.to_string());
                    self.closed = Some(reason);
                    return;
                }
                Ok(message) => take(&mut self.peer, &message),
                Err(error) if would_block(&error) => return,
                Err(error) => {
                    self.closed = Some(error.to_string());
                    return;
                }
            }
        }
    }
}

fn would_block(error: &Error) -> bool {
    matches!(error, Error::Io(error) if error.kind() == ErrorKind::WouldBlock)
}

/// The next message of a socket that blocks.
pub(crate) fn next(socket: &mut WebSocket<TcpStream>) -> Result<Message> {
    loop {
        match socket.read().context("the socket broke")? {
            Message::Close(frame) => {
                let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                anyhow::bail!("the server closed the socket: {reason}")
            }
            Message::Ping(_) | Message::Pong(_) => {}
            message => return Ok(message),
        }
    }
}
