//! The open boards: one task each, found by id. Knows neither sockets nor HTTP.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use squall_board::protocol::{Area, CloseReason, Epoch, Hello, PresenceChange, Resume, SessionId};
use squall_board::{Board, BoardCommand, BoardId, Seq};
use squall_store::EventStore;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::limits;
use crate::outbox::Outbox;
use crate::packed::PackedSnapshot;
use crate::room_task;

/// What is asked of a board's task.
#[derive(Debug)]
pub(crate) enum RoomMessage {
    /// Somebody comes.
    Join {
        /// Who.
        hello: Hello,
        /// Where they are written to.
        outbox: Outbox,
        /// Gets their session.
        reply: oneshot::Sender<Result<Admission, Unavailable>>,
    },
    /// Somebody asks for a change.
    Propose {
        /// Who.
        session: SessionId,
        /// Their count of it.
        number: u64,
        /// What they had seen.
        base_seq: Seq,
        /// The change.
        command: BoardCommand,
    },
    /// Somebody shows something.
    Presence {
        /// Who.
        session: SessionId,
        /// What.
        change: PresenceChange,
    },
    /// Somebody looks at another part of the board.
    Look {
        /// Who.
        session: SessionId,
        /// What is on their screen.
        area: Area,
    },
    /// Somebody goes, after everything that they have asked before.
    Leave {
        /// Who.
        session: SessionId,
        /// The farewell, if the socket is still there to hear it.
        reason: Option<CloseReason>,
    },
    /// Somebody looks at the board without joining.
    View {
        /// Gets the board as it is recorded.
        reply: oneshot::Sender<Result<BoardView, Unavailable>>,
    },
    /// Somebody is about to join.
    Snapshot {
        /// Gets the board as it was a few events ago at most.
        reply: oneshot::Sender<Result<Arc<PackedSnapshot>, Unavailable>>,
    },
}

/// A session's place in a room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Admission {
    /// The session.
    pub(crate) session: SessionId,
    /// How the replica gets to the head; with a snapshot the session is over at once.
    pub(crate) resume: Resume,
}

/// A board as it is recorded.
#[derive(Debug, Clone)]
pub struct BoardView {
    /// The history that it belongs to.
    pub epoch: Epoch,
    /// Its last event.
    pub seq: Seq,
    /// Its state.
    pub board: Arc<Board>,
}

/// Why a board cannot be had just now, or at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// There is no such board.
    #[error("There is no board under this link.")]
    UnknownBoard,
    /// The store failed; the cause is in the log.
    #[error("The board could not be read.")]
    StorageFailed,
    /// [`limits::ROOMS_MAX`] boards are open.
    #[error("Too many boards are open at the moment.")]
    Busy,
    /// Nobody else can join.
    #[error("The board is full.")]
    Full,
    /// The server stops.
    #[error("The server is restarting.")]
    Stopping,
}

impl Unavailable {
    /// How a socket is closed for this.
    #[must_use]
    pub fn close_reason(self) -> CloseReason {
        match self {
            Self::UnknownBoard => CloseReason::UnknownBoard,
            Self::StorageFailed => CloseReason::StorageFailed,
            Self::Full => CloseReason::BoardFull,
            // Both pass; the browser tries again.
            Self::Busy | Self::Stopping => CloseReason::Stopping,
        }
    }
}

/// The open boards.
///
/// # Invariants
/// A board has at most one task that writes: a task is forgotten only after its last write, and a
/// new one starts only when the old one is forgotten.
#[derive(Debug, Clone)]
pub struct Hub {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<dyn EventStore>,
    rooms: Mutex<HashMap<BoardId, Room>>,
    last_room: AtomicU64,
    tasks: TaskTracker,
    stopping: CancellationToken,
    room_idle: Duration,
    now_ms: fn() -> u64,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").finish_non_exhaustive()
    }
}

/// A board's task as the others see it.
#[derive(Debug, Clone)]
struct Room {
    number: u64,
    inbox: mpsc::Sender<RoomMessage>,
}

/// A session in a room.
#[derive(Debug)]
pub(crate) struct Membership {
    /// Its place.
    pub(crate) admission: Admission,
    /// The room's inbox.
    pub(crate) room: mpsc::Sender<RoomMessage>,
    /// The clock that events are stamped with.
    pub(crate) now_ms: fn() -> u64,
}

impl Hub {
    /// No open boards yet. A board without sessions is closed after `room_idle`; `now_ms` tells the
    /// time in milliseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, room_idle: Duration, now_ms: fn() -> u64) -> Self {
        Self {
            shared: Arc::new(Shared {
                store,
                rooms: Mutex::default(),
                last_room: AtomicU64::new(0),
                tasks: TaskTracker::new(),
                stopping: CancellationToken::new(),
                room_idle,
                now_ms,
            }),
        }
    }

    /// Where the boards are kept.
    #[must_use]
    pub fn store(&self) -> &dyn EventStore {
        &*self.shared.store
    }

    pub(crate) fn shared_store(&self) -> Arc<dyn EventStore> {
        Arc::clone(&self.shared.store)
    }

    pub(crate) fn clock(&self) -> fn() -> u64 {
        self.shared.now_ms
    }

    pub(crate) fn room_idle(&self) -> Duration {
        self.shared.room_idle
    }

    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.shared.stopping
    }

    /// How many boards are open.
    #[must_use]
    pub fn open_boards(&self) -> usize {
        self.rooms().len()
    }

    /// The board as it is recorded.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn view(&self, board: BoardId) -> Result<BoardView, Unavailable> {
        let ask = |reply| RoomMessage::View { reply };
        self.ask(board, ask).await.map(|(_, view)| view)
    }

    /// The board as it was a few events ago at most, ready to be sent.
    pub(crate) async fn snapshot(
        &self,
        board: BoardId,
    ) -> Result<Arc<PackedSnapshot>, Unavailable> {
        let ask = |reply| RoomMessage::Snapshot { reply };
        self.ask(board, ask).await.map(|(_, snapshot)| snapshot)
    }

    /// Lets somebody join; from now on the room writes to the outbox.
    pub(crate) async fn join(
        &self,
        board: BoardId,
        hello: Hello,
        outbox: &Outbox,
    ) -> Result<Membership, Unavailable> {
        let ask = |reply| RoomMessage::Join { hello: hello.clone(), outbox: outbox.clone(), reply };
        let (room, admission) = self.ask(board, ask).await?;
        Ok(Membership { admission, room, now_ms: self.clock() })
    }

    /// Refuses new sessions and ends every task as soon as nobody is on its board.
    pub(crate) async fn stop(&self) {
        self.shared.stopping.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }

    /// Asks the board's task, starting it if need be; asks a new one if it ends meanwhile.
    async fn ask<T>(
        &self,
        board: BoardId,
        message: impl Fn(oneshot::Sender<Result<T, Unavailable>>) -> RoomMessage,
    ) -> Result<(mpsc::Sender<RoomMessage>, T), Unavailable> {
        for _ in 0..limits::JOIN_ATTEMPTS_MAX {
            let room = self.room(board)?;
            let (reply, answer) = oneshot::channel();
            if room.send(message(reply)).await.is_err() {
                continue;
            }
            match answer.await {
                Ok(answer) => return answer.map(|answer| (room, answer)),
                // The room ended with the message still in its inbox.
                Err(_) => continue,
            }
        }
        tracing::error!(board.id = %crate::telemetry::short(board), "The board's task keeps ending.");
        Err(Unavailable::StorageFailed)
    }

    fn room(&self, board: BoardId) -> Result<mpsc::Sender<RoomMessage>, Unavailable> {
        if self.shared.stopping.is_cancelled() {
            return Err(Unavailable::Stopping);
        }
        let mut rooms = self.rooms();
        if let Some(room) = rooms.get(&board).filter(|room| !room.inbox.is_closed()) {
            return Ok(room.inbox.clone());
        }
        if rooms.len() >= limits::ROOMS_MAX {
            return Err(Unavailable::Busy);
        }
        let (inbox, messages) = mpsc::channel(limits::INBOX_MAX);
        let number = self.shared.last_room.fetch_add(1, Ordering::Relaxed) + 1;
        rooms.insert(board, Room { number, inbox: inbox.clone() });
        self.shared.tasks.spawn(room_task::run(self.clone(), board, number, messages));
        Ok(inbox)
    }

    /// Forgets a task that will write no more. Messages that are in its inbox are asked anew.
    pub(crate) fn forget(&self, board: BoardId, number: u64) {
        let mut rooms = self.rooms();
        if rooms.get(&board).is_some_and(|room| room.number == number) {
            rooms.remove(&board);
        }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<BoardId, Room>> {
        // The map is consistent between any two statements, so a panic elsewhere cannot spoil it.
        self.shared.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use squall_board::limits::SESSIONS_MAX;
    use squall_board::{ClientSecret, ParticipantId};
    use squall_store::MemoryStore;

    use super::*;
    use crate::outbox::outbox;

    fn hello(client: usize) -> Hello {
        Hello {
            secret: ClientSecret::from_u128(client as u128),
            participant: ParticipantId::from_u128(client as u128),
            name: String::new(),
            epoch: None,
            last_seq: Seq::ZERO,
            first_pending: None,
        }
    }

    #[tokio::test]
    async fn a_full_board_says_so_and_has_a_place_again_when_somebody_goes() {
        let store = Arc::new(MemoryStore::new());
        let board = BoardId::from_u128(1);
        store.create_board(board, 1).await.unwrap();
        let hub = Hub::new(store, Duration::from_secs(60), || 1);
        let mut last = None;
        for client in 0..SESSIONS_MAX {
            last = hub.join(board, hello(client), &outbox().0).await.ok();
        }
        let full = hub.join(board, hello(SESSIONS_MAX), &outbox().0).await.map(|_| ()).unwrap_err();
        assert_eq!(full.close_reason(), CloseReason::BoardFull);
        let last = last.expect("there is a place for everybody before");
        let leave = RoomMessage::Leave { session: last.admission.session, reason: None };
        last.room.send(leave).await.unwrap();
        assert!(hub.join(board, hello(SESSIONS_MAX), &outbox().0).await.is_ok());
    }
}
