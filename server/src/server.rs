//! A running server: listens, and stops in good order.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::serve::ListenerExt as _;
use squall_store::EventStore;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::hub::Hub;
use crate::origin::AllowedOrigins;
use crate::rate::TokenBucket;
use crate::router::{AppState, router};
use crate::{Config, limits};

/// A running server.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    hub: Hub,
    sessions: TaskTracker,
    stopping: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Listens from now on and serves the boards of the store.
    ///
    /// # Errors
    /// If the address cannot be listened on.
    pub async fn start(config: Config, store: Arc<dyn EventStore>) -> io::Result<Self> {
        let listener = TcpListener::bind(config.address).await?;
        let address = listener.local_addr()?;
        let hub = Hub::new(store, config.timings.room_idle, now_ms);
        let (sessions, stopping) = (TaskTracker::new(), CancellationToken::new());
        let new_boards = TokenBucket::new(
            limits::NEW_BOARDS_PER_SECOND,
            limits::NEW_BOARDS_BURST,
            Instant::now(),
        );
        let state = AppState {
            hub: hub.clone(),
            origins: Arc::new(AllowedOrigins::new(&config.allowed_origins)),
            timings: config.timings,
            pictures: Arc::new(Semaphore::new(limits::PICTURES_AT_ONCE)),
            pictures_asked: Arc::new(Semaphore::new(limits::PICTURES_ASKED_MAX)),
            sockets: Arc::new(Semaphore::new(limits::SOCKETS_MAX)),
            new_boards: Arc::new(Mutex::new(new_boards)),
            sessions: sessions.clone(),
            stopping: stopping.clone(),
        };
        let router = router(state, &config.site);
        // Small frames must not wait for one another.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "A connection keeps Nagle's delay.");
            }
        });
        let stopped = stopping.clone().cancelled_owned();
        let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
        let serving = tokio::spawn(async move { serving.await });
        Ok(Self { address, hub, sessions, stopping, serving })
    }

    /// The address that is listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The boards.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Takes no more connections, finishes what was accepted, says farewell, stores snapshots and
    /// closes the store: within [`limits::STOP_WITHIN`], whatever others do.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        self.sessions.close();
        let fraction = |tenths: u32| limits::STOP_WITHIN * tenths / 10;
        let quiet = timeout(fraction(5), async {
            self.sessions.wait().await;
            (&mut self.serving).await
        });
        note_delay(quiet.await.is_ok(), "connections");
        self.serving.abort();
        note_delay(timeout(fraction(3), self.hub.stop()).await.is_ok(), "boards");
        let closed = timeout(fraction(2), self.hub.store().close());
        note_delay(closed.await.is_ok(), "the store");
    }
}

fn note_delay(in_time: bool, what: &'static str) {
    if !in_time {
        tracing::warn!(what, "Stopping took too long and goes on without waiting.");
    }
}

/// The time in milliseconds since 1970-01-01T00:00Z.
fn now_ms() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}
