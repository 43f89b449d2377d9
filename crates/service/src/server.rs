//! Connections: accepted within a cap, served with limits on every wait, and ended gracefully.

mod connection;
mod http2;
pub mod listener;
pub mod open_files;
pub mod operations_port;
pub mod response_rewriter;
pub mod send_limit;
pub mod shutdown;
pub mod socket;

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, timeout};

use crate::app::App;
use crate::middleware::rejection::{self, Refuser};
use crate::router::router;
use crate::server::connection::{Connection, ConnectionSlots, refuse};
use crate::server::listener::{DRAIN_TIME, Listener};
use crate::server::open_files::MAX_REFUSALS;
use crate::server::socket::Socket;

/// Pause after a connection that could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How often it is logged that connections cannot be accepted.
const COMPLAINT_INTERVAL: Duration = Duration::from_secs(10);

/// A listening server.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    listener: Listener,
}

impl Server {
    /// Listens where the settings say.
    ///
    /// # Errors
    /// Where the address is taken, or not ours.
    pub async fn bind(app: Arc<App>) -> io::Result<Self> {
        let listener = Listener::bind(&app.settings).await?;
        Ok(Server { app, listener })
    }

    /// Serves connections of `listener`.
    pub(crate) fn on(app: Arc<App>, listener: Listener) -> Self {
        Server { app, listener }
    }

    /// Where it listens, for people.
    pub(crate) fn place(&self) -> String {
        self.listener.place()
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Where the system does not say, or it is a Unix socket.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.address()
    }

    /// Serves until `stop` is done: then readiness goes off, after `SHUTDOWN_DELAY` no more connections are accepted, and
    /// running requests have `SHUTDOWN_TIMEOUT` to end.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let (end, ending) = watch::channel(());
        let connections = self.app.settings.connections.max_connections;
        let slots = Slots {
            connections: Arc::new(Semaphore::new(connections)),
            // A share of the connections, so that a flood of handshakes leaves those alone that are open.
            handshakes: Arc::new(Semaphore::new((connections / 4).max(1))),
            refusals: Arc::new(Semaphore::new(MAX_REFUSALS)),
        };
        if let Some(shared) = &self.app.shared {
            shared.connect().await;
        }
        if let Some(spans) = &self.app.spans {
            spans.start();
        }
        let router = router(&self.app);
        tokio::pin!(stop);
        let mut closing =
            Box::pin(std::future::pending()) as Pin<Box<dyn Future<Output = ()> + Send>>;
        let mut is_stopping = false;
        let mut complained: Option<Instant> = None;
        loop {
            tokio::select! {
                () = &mut stop, if !is_stopping => {
                    is_stopping = true;
                    self.app.retire();
                    tracing::info!("stopping");
                    closing = Box::pin(sleep(self.app.settings.connections.shutdown_delay));
                }
                () = &mut closing => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => self.admit(stream, peer, &slots, &router, ending.clone()),
                    Err(error) => {
                        // The machine is out of files or memory: the cap keeps the process itself from being.
                        if complained.is_none_or(|at| at.elapsed() > COMPLAINT_INTERVAL) {
                            complained = Some(Instant::now());
                            tracing::warn!(cause = %error, "connection not accepted");
                        }
                        sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
        self.drain(&slots, &router, &ending).await;
        drop(self.listener);
        drop(ending);
        let _ = end.send(());
        if timeout(self.app.settings.connections.shutdown_timeout, end.closed())
            .await
            .is_err()
        {
            tracing::warn!(
                connections = self.app.metrics.connections(),
                "requests were cut off"
            );
        }
        self.app.overload.tell();
        if let Some(spans) = &self.app.spans {
            spans.finish().await;
        }
    }

    /// Accepts what has begun to connect: for those clients the kernel has accepted already.
    async fn drain(&self, slots: &Slots, router: &Router, ending: &watch::Receiver<()>) {
        if self.listener.stop_beginning() {
            let _ = timeout(DRAIN_TIME, async {
                loop {
                    match self.listener.accept().await {
                        Ok((stream, peer)) => {
                            self.admit(stream, peer, slots, router, ending.clone());
                        }
                        Err(_) => sleep(ACCEPT_PAUSE).await,
                    }
                }
            })
            .await;
        }
        while let Ok((stream, peer)) = self.listener.accept_now() {
            self.admit(stream, peer, slots, router, ending.clone());
        }
    }

    fn admit(
        &self,
        stream: Socket,
        peer: SocketAddr,
        slots: &Slots,
        router: &Router,
        ending: watch::Receiver<()>,
    ) {
        let Ok(slot) = Arc::clone(&slots.connections).try_acquire_owned() else {
            self.app.metrics.connection_refused();
            // Those that are told why are bounded too; others are closed at once.
            if self.app.tls.is_none()
                && let Ok(slot) = Arc::clone(&slots.refusals).try_acquire_owned()
            {
                let refuser = Refuser::new(Arc::clone(&self.app), peer.ip());
                let answer = refuser.answer(&rejection::full());
                tokio::spawn(async move {
                    refuse(stream, answer).await;
                    drop(slot);
                });
            }
            return;
        };
        stream.prepare();
        let slots = ConnectionSlots {
            handshakes: Arc::clone(&slots.handshakes),
            streams: Arc::clone(&slots.connections),
            own: slot,
        };
        let connection = Connection::new(Arc::clone(&self.app), router.clone(), peer, slots);
        tokio::spawn(connection.serve(stream, ending));
    }
}

/// How many connections and handshakes there may be, and connections over the cap that are told so.
struct Slots {
    connections: Arc<Semaphore>,
    handshakes: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
}
