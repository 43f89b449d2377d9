//! The operator's port: health and metrics without a key, where the outside does not reach.

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
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;
use tower::ServiceExt;

use crate::app::App;
use crate::middleware::request_log::Operations;
use crate::middleware::request_outcome::Peer;
use crate::router::operations;
use crate::server::listener::listen;
use crate::server::open_files::MAX_OPERATIONS;
use crate::server::send_limit::SendLimitedStream;
use crate::server::socket::Socket;
use crate::settings::SendLimit;

/// Time for the head of a request, which is also the longest that a connection idles, or takes nothing of its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A listening operator's port.
#[derive(Debug)]
pub struct OperationsServer {
    app: Arc<App>,
    listener: TcpListener,
}

impl OperationsServer {
    /// Listens at `OPS_PORT`; `None` where there is none.
    ///
    /// # Errors
    /// Where the address is taken, or not ours.
    pub async fn bind(app: Arc<App>) -> io::Result<Option<Self>> {
        let Some(port) = app.settings.listen.ops_port else {
            return Ok(None);
        };
        let listener = listen("OPS_PORT", app.settings.listen.bind, port).await?;
        Ok(Some(OperationsServer { app, listener }))
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Where the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until it is dropped. It goes on while the service stops, so that the end can be watched.
    pub async fn serve(self) {
        let router = operations(&self.app);
        let slots = Arc::new(Semaphore::new(MAX_OPERATIONS));
        loop {
            let Ok((stream, peer)) = self.listener.accept().await else {
                sleep(Duration::from_millis(20)).await;
                continue;
            };
            // Over the cap a connection is closed at once.
            if let Ok(slot) = Arc::clone(&slots).try_acquire_owned() {
                let serving = serve(stream, Peer(peer), router.clone());
                tokio::spawn(async move {
                    serving.await;
                    drop(slot);
                });
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: Peer, router: Router) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(Operations);
        router.clone().oneshot(request)
    });
    let patience = SendLimit {
        piece: PATIENCE,
        rate: 0,
    };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(16 << 10)
        .serve_connection(
            TokioIo::new(SendLimitedStream::new(Socket::Tcp(stream), patience)),
            service,
        );
    if let Err(error) = connection.await {
        tracing::debug!(cause = %error, "operator's connection ended early");
    }
}
