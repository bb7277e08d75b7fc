//! What the server has written to one socket and its client has not read yet. Takes only so much: the
//! rest is for the server to keep.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use bytes::Bytes;
use squall_relay::{Outbox, Overflow};

/// One socket, as the simulation numbers it.
pub(crate) type Socket = usize;
/// Everything that was written to sockets since it was last looked at.
pub(crate) type Journal = Rc<RefCell<Vec<(Socket, Bytes)>>>;

/// The place of [`squall_board::protocol::ServerMessage::Presence`], behind the version.
const PRESENCE: u8 = 6;

/// The server's end of a socket and the client's; clones are the same socket.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) socket: Socket,
    bytes_max: usize,
    content: Rc<RefCell<Content>>,
    journal: Journal,
}

#[derive(Debug, Default)]
struct Content {
    /// Frames, and whether they count.
    frames: VecDeque<(Bytes, bool)>,
    bytes: usize,
    unanswered: usize,
}

impl Line {
    /// A socket that takes so many bytes, with presence only up to a quarter of them.
    pub(crate) fn new(socket: Socket, bytes_max: usize, journal: Journal) -> Self {
        Self { socket, bytes_max, content: Rc::default(), journal }
    }

    /// The client reads a frame.
    pub(crate) fn read(&self) -> Option<Bytes> {
        let mut content = self.content.borrow_mut();
        let (frame, counts) = content.frames.pop_front()?;
        if counts {
            content.bytes -= frame.len();
        }
        Some(frame)
    }

    /// Whether everything was read.
    pub(crate) fn is_empty(&self) -> bool {
        self.content.borrow().frames.is_empty()
    }

    /// The server has read a proposal.
    pub(crate) fn proposal_came(&self) {
        self.content.borrow_mut().unanswered += 1;
    }

    /// Proposals that the server has read and not answered.
    pub(crate) fn unanswered(&self) -> usize {
        self.content.borrow().unanswered
    }

    /// Asserts that no more waits than may.
    pub(crate) fn check(&self) {
        let content = self.content.borrow();
        let counted = content.frames.iter().filter(|(_, counts)| *counts).count();
        let is_bounded = content.bytes <= self.bytes_max || counted == 1;
        assert!(is_bounded, "{} bytes wait for a socket", content.bytes);
    }

    fn queue(&self, frame: Bytes, counts: bool) {
        self.journal.borrow_mut().push((self.socket, frame.clone()));
        self.content.borrow_mut().frames.push_back((frame, counts));
    }
}

impl Outbox for Line {
    fn send(&self, frame: &Bytes) -> Result<(), Overflow> {
        let queued = self.content.borrow().bytes;
        if queued > 0 && queued + frame.len() > self.bytes_max {
            return Err(Overflow);
        }
        let is_shed = frame[1] == PRESENCE && self.is_behind();
        assert!(!is_shed, "a socket with {queued} bytes to read gets presence");
        self.content.borrow_mut().bytes += frame.len();
        self.queue(frame.clone(), true);
        Ok(())
    }

    fn send_missed(&self, frame: Bytes) {
        self.queue(frame, false);
    }

    fn is_behind(&self) -> bool {
        self.content.borrow().bytes > self.bytes_max / 4
    }

    fn proposal_answered(&self) {
        let mut content = self.content.borrow_mut();
        let left = content.unanswered.checked_sub(1);
        content.unanswered = left.expect("a proposal has two answers");
    }
}
