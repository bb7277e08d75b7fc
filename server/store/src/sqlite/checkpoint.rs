//! When the write-ahead log is moved into the database.
//!
//! SQLite's automatic checkpoint would run inside some caller's commit, so it is off. While there is
//! steady work a connection of its own moves what is committed, beside the commits. Such a checkpoint
//! never reaches the end of a log that grows meanwhile, and only a log that was moved to its end
//! starts from the beginning again: so the writer moves the short rest itself, between two batches,
//! when the log has become long, and whenever it has nothing else to do.
//!
//! A checkpoint that the disk has failed is the last one until the database is opened anew. SQLite syncs
//! the database only when all of the log is moved, and moves again only what came after the pages that it
//! counts as moved; but what was written before a sync that failed may never reach the disk. So the log
//! is kept whole, and on opening SQLite moves all of it again.

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
    Running(JoinHandle<Result<SqliteConnection, SqliteConnection>>),
    /// A checkpoint has failed. The connection stays open for as long as the process lives, because
    /// SQLite makes another checkpoint, and deletes the log, when the last one is closed.
    Failed(SqliteConnection),
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
        self.log_pages > 0 && !matches!(self.state, State::Failed(_))
    }

    /// Does what is due while there is work to do; waits for nothing but a short rest of the log.
    pub(super) async fn between_batches(&mut self, writer: &mut SqliteConnection) {
        if self.pages < self.pages_max || matches!(self.state, State::Failed(_)) {
            return;
        }
        if let State::Running(running) = &self.state {
            if !running.is_finished() {
                return;
            }
            self.rest().await;
            if matches!(self.state, State::Failed(_)) {
                return;
            }
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
                if checkpoint(&mut connection, &counters).await {
                    Ok(connection)
                } else {
                    Err(connection)
                }
            }));
        }
    }

    /// Moves everything on the writer's own connection, so that nothing is written meanwhile.
    pub(super) async fn move_all(&mut self, writer: &mut SqliteConnection) {
        self.rest().await;
        if matches!(self.state, State::Failed(_)) {
            return;
        }
        self.pages = 0;
        self.log_pages = 0;
        if !checkpoint(writer, &self.counters).await {
            self.state = match std::mem::replace(&mut self.state, State::Gone) {
                State::Resting(connection) => State::Failed(connection),
                other @ (State::Running(_) | State::Failed(_) | State::Gone) => other,
            };
        }
    }

    /// Waits for a checkpoint that is running, and closes its connection unless one has failed.
    pub(super) async fn close(mut self) {
        self.rest().await;
        match self.state {
            State::Resting(connection) => {
                if let Err(error) = connection.close().await {
                    tracing::warn!(%error, "The connection for checkpoints could not be closed.");
                }
            }
            State::Failed(connection) => std::mem::forget(connection),
            State::Running(_) | State::Gone => {}
        }
    }

    /// Waits for a checkpoint that is running.
    async fn rest(&mut self) {
        if let State::Running(running) = &mut self.state {
            self.state = match running.await {
                Ok(Ok(connection)) => State::Resting(connection),
                Ok(Err(connection)) => State::Failed(connection),
                Err(_) => State::Gone,
            };
        }
    }
}

/// Moves what is committed, as far as no reader needs it in the log; `false` if that has failed, which
/// loses nothing: the log is durable.
async fn checkpoint(connection: &mut SqliteConnection, counters: &Counters) -> bool {
    match sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(connection).await {
        Ok(_) => {
            counters.checkpoints.fetch_add(1, Ordering::Relaxed);
            true
        }
        Err(error) => {
            tracing::error!(
                %error,
                "The disk has failed: the write-ahead log grows until Squall is started again."
            );
            false
        }
    }
}
