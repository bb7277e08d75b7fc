//! When a board's snapshot is stored. Snapshots only save time: the log alone is enough.

use std::sync::Arc;

use squall_board::room::Room;
use squall_board::{BoardId, Seq, Snapshot};
use squall_store::EventStore;
use tokio::task::JoinHandle;

use crate::{limits, telemetry};

/// Stores a board's snapshots, one at a time.
pub(crate) struct Snapshots {
    board: BoardId,
    store: Arc<dyn EventStore>,
    saved_at: Seq,
    saving: Option<JoinHandle<()>>,
}

impl Snapshots {
    /// Of a board that was read up to `head`.
    pub(crate) fn new(board: BoardId, store: Arc<dyn EventStore>, head: Seq) -> Self {
        Self { board, store, saved_at: head, saving: None }
    }

    /// Begins to store a snapshot if enough was recorded. Every event of `room` must be stored.
    pub(crate) fn save_in_background(&mut self, room: &Room) {
        let busy = self.saving.as_ref().is_some_and(|saving| !saving.is_finished());
        if !busy && room.head().since(self.saved_at) >= limits::SNAPSHOT_EVENTS {
            self.saving = Some(tokio::spawn(self.save(room)));
        }
    }

    /// Stores a last snapshot if anything was recorded since the one before.
    pub(crate) async fn save_last(&mut self, room: &Room) {
        if let Some(saving) = self.saving.take() {
            // It reports its own failures.
            let _ = saving.await;
        }
        if room.head() > self.saved_at {
            self.save(room).await;
        }
    }

    fn save(&mut self, room: &Room) -> impl Future<Output = ()> + Send + 'static {
        self.saved_at = room.head();
        let snapshot = Snapshot::of(room.board(), room.head());
        let (store, board) = (Arc::clone(&self.store), self.board);
        async move {
            let seq = snapshot.seq.0;
            if let Err(error) = store.save_snapshot(board, &snapshot).await {
                let error = telemetry::chain(&error);
                tracing::warn!(board.id = %telemetry::short(board), seq, %error, "A snapshot could not be stored; the log is whole.");
            }
        }
    }
}
