//! A store whose appends wait until the test lets them go, or fail when it says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use squall_board::{BoardId, ClientId, RecordedEvent, Seq, Snapshot};
use squall_store::{
    AppendError, BoardRecord, Epoch, EventStore, ExportId, ExportRecord, NewExport, SqliteStore,
    StoreError,
};
use tokio::sync::{Notify, Semaphore, watch};

/// A store whose appends wait.
pub(crate) struct HeldStore {
    inner: Arc<SqliteStore>,
    gate: Semaphore,
    waiting: AtomicUsize,
    came: Notify,
    fails: AtomicBool,
    snapshot: watch::Sender<Seq>,
}

impl HeldStore {
    /// A store that holds every append.
    pub(crate) fn new(inner: Arc<SqliteStore>) -> Arc<Self> {
        Arc::new(Self {
            inner,
            gate: Semaphore::new(0),
            waiting: AtomicUsize::new(0),
            came: Notify::new(),
            fails: AtomicBool::new(false),
            snapshot: watch::Sender::new(Seq::ZERO),
        })
    }

    /// Waits until an append is being held.
    pub(crate) async fn until_held(&self) {
        while self.waiting.load(Ordering::SeqCst) == 0 {
            self.came.notified().await;
        }
    }

    /// Lets this many appends through.
    pub(crate) fn release(&self, appends: usize) {
        self.gate.add_permits(appends);
    }

    /// Waits until a snapshot is stored; tells of which event the newest is.
    pub(crate) async fn until_snapshot(&self) -> Seq {
        let mut snapshot = self.snapshot.subscribe();
        *snapshot.wait_for(|seq| *seq > Seq::ZERO).await.unwrap()
    }

    /// Makes appends fail from now on, or not.
    pub(crate) fn fail(&self, fails: bool) {
        self.fails.store(fails, Ordering::SeqCst);
    }
}

#[async_trait]
impl EventStore for HeldStore {
    fn epoch(&self) -> Epoch {
        self.inner.epoch()
    }

    async fn create_board(&self, id: BoardId, created_at_ms: u64) -> Result<(), StoreError> {
        self.inner.create_board(id, created_at_ms).await
    }

    async fn board(&self, id: BoardId) -> Result<Option<BoardRecord>, StoreError> {
        self.inner.board(id).await
    }

    async fn append(
        &self,
        board: BoardId,
        expected: Seq,
        events: Vec<RecordedEvent>,
    ) -> Result<(), AppendError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        self.came.notify_one();
        self.gate.acquire().await.unwrap().forget();
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::DiskFull.into());
        }
        self.inner.append(board, expected, events).await
    }

    async fn read(
        &self,
        board: BoardId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.inner.read(board, after, limit).await
    }

    async fn recorded_commands(
        &self,
        board: BoardId,
        client: ClientId,
        from_number: u64,
    ) -> Result<Vec<(u64, Seq)>, StoreError> {
        self.inner.recorded_commands(board, client, from_number).await
    }

    async fn save_snapshot(&self, board: BoardId, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.inner.save_snapshot(board, snapshot).await?;
        self.snapshot.send_replace(snapshot.seq);
        Ok(())
    }

    async fn latest_snapshot(&self, board: BoardId) -> Result<Option<Snapshot>, StoreError> {
        self.inner.latest_snapshot(board).await
    }

    async fn save_export(&self, export: NewExport) -> Result<ExportRecord, StoreError> {
        self.inner.save_export(export).await
    }

    async fn exports(&self, board: BoardId) -> Result<Vec<ExportRecord>, StoreError> {
        self.inner.exports(board).await
    }

    async fn export_content(
        &self,
        board: BoardId,
        id: ExportId,
    ) -> Result<Option<(ExportRecord, Vec<u8>)>, StoreError> {
        self.inner.export_content(board, id).await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}
