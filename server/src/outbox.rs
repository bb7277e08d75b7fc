//! What waits to be written to one socket, counted in bytes. Filled by the board's task, which never
//! waits for a socket, and emptied by the socket's writer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use squall_board::protocol::CloseReason;
use squall_relay::Overflow;
use tokio::sync::mpsc;

use crate::limits;

/// The end that is filled. When every clone is gone the socket is closed.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    sender: mpsc::UnboundedSender<Outgoing>,
    shared: Arc<Shared>,
}

/// The end that is emptied.
#[derive(Debug)]
pub(crate) struct Outgoings {
    receiver: mpsc::UnboundedReceiver<Outgoing>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    queued_bytes: AtomicUsize,
    unanswered: AtomicUsize,
}

/// Something to write.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// A frame that counts against [`limits::OUTBOX_BYTES_MAX`].
    Frame(Bytes),
    /// A frame of what was missed before joining: bounded by
    /// [`TAIL_BYTES_MAX`](squall_relay::limits::TAIL_BYTES_MAX) instead.
    Missed(Bytes),
    /// The farewell; nothing follows.
    Close(CloseReason),
}

/// Both ends of a new outbox.
pub(crate) fn outbox() -> (Outbox, Outgoings) {
    // Unbounded in messages, because it is bounded in bytes.
    let (sender, receiver) = mpsc::unbounded_channel();
    let shared = Arc::new(Shared::default());
    (Outbox { sender, shared: Arc::clone(&shared) }, Outgoings { receiver, shared })
}

impl squall_relay::Outbox for Outbox {
    fn send(&self, frame: &Bytes) -> Result<(), Overflow> {
        let queued = self.shared.queued_bytes.load(Ordering::Relaxed);
        if queued > 0 && queued + frame.len() > limits::OUTBOX_BYTES_MAX {
            return Err(Overflow);
        }
        self.shared.queued_bytes.fetch_add(frame.len(), Ordering::Relaxed);
        self.push(Outgoing::Frame(frame.clone()));
        Ok(())
    }

    fn send_missed(&self, frame: Bytes) {
        self.push(Outgoing::Missed(frame));
    }

    fn is_behind(&self) -> bool {
        self.shared.queued_bytes.load(Ordering::Relaxed) > limits::OUTBOX_PRESENCE_BYTES_MAX
    }

    fn proposal_answered(&self) {
        self.shared.unanswered.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Outbox {
    /// Says farewell after what is queued.
    pub(crate) fn close(&self, reason: CloseReason) {
        self.push(Outgoing::Close(reason));
    }

    /// Counts a proposal; tells how many wait for their answers now.
    pub(crate) fn proposal_came(&self) -> usize {
        self.shared.unanswered.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn push(&self, outgoing: Outgoing) {
        // Without a reader the socket is gone, and whoever is behind it catches up later.
        let _ = self.sender.send(outgoing);
    }
}

impl Outgoings {
    /// The next thing to write; `None` if there will be none. Safe to cancel.
    pub(crate) async fn next(&mut self) -> Option<Outgoing> {
        self.receiver.recv().await
    }

    /// The next thing to write, if it is there already.
    pub(crate) fn next_now(&mut self) -> Option<Outgoing> {
        self.receiver.try_recv().ok()
    }

    /// Counts frames that have left.
    pub(crate) fn written(&self, bytes: usize) {
        self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use squall_relay::Outbox as _;

    use super::*;

    #[test]
    fn one_large_frame_is_taken_and_a_second_is_not() {
        let (outbox, mut outgoings) = outbox();
        let frame = Bytes::from(vec![0; limits::OUTBOX_BYTES_MAX + 1]);
        assert_eq!(outbox.send(&frame), Ok(()));
        assert!(outbox.is_behind());
        assert_eq!(outbox.send(&frame), Err(Overflow));
        assert!(matches!(outgoings.next_now(), Some(Outgoing::Frame(_))));
        outgoings.written(frame.len());
        assert!(!outbox.is_behind());
        assert_eq!(outbox.send(&frame), Ok(()));
    }
}
