//! Where frames wait until a socket has taken them.

use bytes::Bytes;

/// What waits for one socket, in order. Never waits itself.
pub trait Outbox {
    /// Queues a frame. A single one is taken whenever nothing waits.
    ///
    /// # Errors
    /// [`Overflow`] if too much waits already; the frame is not queued.
    fn send(&self, frame: &Bytes) -> Result<(), Overflow>;

    /// Queues a frame of what was missed before joining, however much waits.
    fn send_missed(&self, frame: Bytes);

    /// Whether so much waits that presence is left out.
    fn is_behind(&self) -> bool;

    /// A proposal of this socket has its answer.
    fn proposal_answered(&self);
}

/// The socket takes its frames too slowly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

#[cfg(test)]
pub(crate) mod mock {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// An outbox that takes as many frames as the test wants.
    #[derive(Debug)]
    pub(crate) struct Queue {
        frames: RefCell<Vec<Bytes>>,
        /// How many frames may wait.
        frames_max: Cell<usize>,
        is_behind: Cell<bool>,
    }

    impl Default for Queue {
        fn default() -> Self {
            let frames_max = Cell::new(usize::MAX);
            Self { frames: RefCell::default(), frames_max, is_behind: Cell::new(false) }
        }
    }

    impl Queue {
        /// Takes nothing more until all is taken from it.
        pub(crate) fn fill(&self) {
            self.frames.borrow_mut().push(Bytes::from_static(&[0]));
            self.frames_max.set(0);
            self.is_behind.set(true);
        }

        /// Takes only so many frames at a time.
        pub(crate) fn narrow(&self, frames_max: usize) {
            self.frames_max.set(frames_max);
        }

        /// What waits.
        pub(crate) fn take(&self) -> Vec<Bytes> {
            if self.is_behind.take() {
                self.frames_max.set(usize::MAX);
            }
            self.frames.take()
        }
    }

    impl Outbox for Queue {
        fn send(&self, frame: &Bytes) -> Result<(), Overflow> {
            if self.frames.borrow().len() >= self.frames_max.get() {
                return Err(Overflow);
            }
            self.send_missed(frame.clone());
            Ok(())
        }

        fn send_missed(&self, frame: Bytes) {
            self.frames.borrow_mut().push(frame);
        }

        fn is_behind(&self) -> bool {
            self.is_behind.get()
        }

        fn proposal_answered(&self) {}
    }
}
