//! Connections: accepted within a cap, served with limits on every wait, and ended gracefully.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::app::App;
use crate::exchange::Peer;
use crate::router::router;
use crate::stream::PatientStream;

/// Largest head of a request, which is also the size of the buffers that bodies pass through.
const HEAD_SIZE: usize = 64 << 10;

/// What is said to a connection over the cap.
const TURNED_AWAY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// A listening server.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
}

impl Server {
    /// Listens where the settings say.
    ///
    /// # Errors
    /// Where the address is taken, or not ours.
    pub async fn bind(app: Arc<App>) -> io::Result<Self> {
        let listener = TcpListener::bind((app.settings.bind, app.settings.port)).await?;
        Ok(Server { app, listener })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Where the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is done: then readiness goes off, after `SHUTDOWN_DELAY` no more connections are accepted, and
    /// running requests have `SHUTDOWN_TIMEOUT` to end.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let (end, ending) = watch::channel(());
        let slots = Arc::new(Semaphore::new(self.app.settings.max_connections));
        let router = router(&self.app);
        tokio::pin!(stop);
        let mut closing =
            Box::pin(std::future::pending()) as std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;
        let mut is_stopping = false;
        loop {
            tokio::select! {
                () = &mut stop, if !is_stopping => {
                    is_stopping = true;
                    self.app.retire();
                    tracing::info!("stopping");
                    closing = Box::pin(sleep(self.app.settings.shutdown_delay));
                }
                () = &mut closing => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => self.admit(stream, peer, &slots, &router, ending.clone()),
                    Err(error) => {
                        // Out of file descriptors, or a connection that broke off before it was accepted.
                        tracing::warn!(cause = %error.kind(), "connection not accepted");
                        sleep(Duration::from_millis(20)).await;
                    }
                },
            }
        }
        drop(self.listener);
        drop(ending);
        let _ = end.send(());
        if timeout(self.app.settings.shutdown_timeout, end.closed())
            .await
            .is_err()
        {
            tracing::warn!(
                connections = self.app.metrics.connections(),
                "requests were cut off"
            );
        }
    }

    fn admit(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        slots: &Arc<Semaphore>,
        router: &Router,
        ending: watch::Receiver<()>,
    ) {
        let Ok(slot) = Arc::clone(slots).try_acquire_owned() else {
            self.app.metrics.connection_refused();
            tokio::spawn(turn_away(stream));
            return;
        };
        // Answers are written as a whole: there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        let connection = Connection {
            app: Arc::clone(&self.app),
            router: router.clone(),
            peer,
            _slot: slot,
        };
        connection.app.metrics.connection_opened();
        tokio::spawn(connection.serve(stream, ending));
    }
}

async fn turn_away(mut stream: TcpStream) {
    let _ = timeout(Duration::from_secs(1), async {
        stream.write_all(TURNED_AWAY).await?;
        stream.shutdown().await
    })
    .await;
}

struct Connection {
    app: Arc<App>,
    router: Router,
    peer: SocketAddr,
    _slot: OwnedSemaphorePermit,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.app.metrics.connection_closed();
    }
}

impl Connection {
    async fn serve(self, stream: TcpStream, mut ending: watch::Receiver<()>) {
        let settings = &self.app.settings;
        // A connection that says nothing costs no buffers.
        tokio::select! {
            readable = timeout(settings.header_timeout, stream.readable()) => {
                if !matches!(readable, Ok(Ok(()))) {
                    return;
                }
            }
            _ = ending.changed() => return,
        }
        let io = TokioIo::new(PatientStream::new(stream, settings.write_timeout));
        let peer = Peer(self.peer);
        let router = self.router.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(settings.header_timeout)
            .max_buf_size(HEAD_SIZE)
            .keep_alive(true)
            .serve_connection(io, service);
        tokio::pin!(connection);
        tokio::select! {
            result = connection.as_mut() => note(result),
            _ = ending.changed() => {
                connection.as_mut().graceful_shutdown();
                note(connection.await);
            }
        }
    }
}

fn note(result: Result<(), hyper::Error>) {
    if let Err(error) = result {
        tracing::debug!(cause = %error, "connection ended early");
    }
}
