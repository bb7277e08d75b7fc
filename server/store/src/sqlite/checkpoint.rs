//! When the write-ahead log is moved into the database.
//!
//! SQLite's automatic checkpoint would run inside some caller's commit, so it is off. While there is
//! steady work a connection of its own moves what is committed, beside the commits. Such a checkpoint
//! never reaches the end of a log that grows meanwhile, and only a log that was moved to its end
//! starts from the beginning again: so the writer moves the short rest itself, between two batches,
//! when the log has become long, and whenever it has nothing else to do.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use sqlx::{Connection as _, SqliteConnection};
use tokio::task::JoinHandle;

use super::writer::Counters;
use crate::limits::LOG_CHECKPOINTS_MAX;

/// How far the log is from the database, estimated, and the connection that moves it.
#[derive(Debug)]
pub(super) struct Checkpoints {
    state: State,
    counters: Arc<Counters>,
    /// After how many pages a checkpoint is due.
    pages_max: u64,
    /// Written since the newest checkpoint began.
    pages: u64,
    /// Written since the log began anew.
    log_pages: u64,
}

#[derive(Debug)]
enum State {
    Resting(SqliteConnection),
    Running(JoinHandle<SqliteConnection>),
    /// Its task was lost: the writer does all of it.
    Gone,
}

impl Checkpoints {
    /// Nothing to be moved yet.
    pub(super) fn new(
        connection: SqliteConnection,
        pages_max: u64,
        counters: Arc<Counters>,
    ) -> Self {
        Self { state: State::Resting(connection), counters, pages_max, pages: 0, log_pages: 0 }
    }

    /// Counts pages that were committed.
    pub(super) fn written(&mut self, pages: u64) {
        self.pages += pages;
        self.log_pages += pages;
    }

    /// Whether a quiet moment could be used.
    pub(super) fn is_wanted(&self) -> bool {
        self.log_pages > 0
    }

    /// Does what is due while there is work to do; waits for nothing but a short rest of the log.
    pub(super) async fn between_batches(&mut self, writer: &mut SqliteConnection) {
        if self.pages < self.pages_max {
            return;
        }
        if let State::Running(running) = &self.state {
            if !running.is_finished() {
                return;
            }
            self.rest().await;
        }
        if self.log_pages >= LOG_CHECKPOINTS_MAX * self.pages_max
            || matches!(self.state, State::Gone)
        {
            self.move_all(writer).await;
        } else if let State::Resting(mut connection) =
            std::mem::replace(&mut self.state, State::Gone)
        {
            self.pages = 0;
            let counters = Arc::clone(&self.counters);
            self.state = State::Running(tokio::spawn(async move {
                checkpoint(&mut connection, &counters).await;
                connection
            }));
        }
    }

    /// Moves everything on the writer's own connection, so that nothing is written meanwhile.
    pub(super) async fn move_all(&mut self, writer: &mut SqliteConnection) {
        self.rest().await;
        self.pages = 0;
        self.log_pages = 0;
        checkpoint(writer, &self.counters).await;
    }

    /// Waits for a checkpoint that is running, and closes its connection.
    pub(super) async fn close(mut self) {
        self.rest().await;
        if let State::Resting(connection) = self.state
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "The connection for checkpoints could not be closed.");
        }
    }

    /// Waits for a checkpoint that is running.
    async fn rest(&mut self) {
        if let State::Running(running) = &mut self.state {
            self.state = running.await.map_or(State::Gone, State::Resting);
        }
    }
}

/// Moves what is committed, as far as no reader needs it in the log. A failure loses nothing: the log
/// is durable.
async fn checkpoint(connection: &mut SqliteConnection, counters: &Counters) {
    match sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(connection).await {
        Ok(_) => {
            counters.checkpoints.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) => tracing::warn!(%error, "The write-ahead log could not be moved."),
    }
}
