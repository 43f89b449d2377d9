//! Connections: accepted within a cap, served with limits on every wait, and ended gracefully.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{Method, StatusCode, Version, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::app::App;
use crate::edge::{Edge, Ledger};
use crate::exchange::{Certificate, Misaddressed, Peer};
use crate::listener::{self, DRAIN_TIME, listen};
use crate::memory::Share;
use crate::open_files::MAX_REFUSALS;
use crate::refusal::{self, Refuser};
use crate::router::router;
use crate::stream::PatientStream;

/// Largest head of a request, which is also the size of the buffers that bodies pass through.
const HEAD_SIZE: usize = 64 << 10;

/// Longest time for which a client whose request cannot be read is still listened to, so that it reads its answer.
const LINGER_TIME: Duration = Duration::from_secs(1);

/// Time for requests that are still on their way on open connections when the service stops.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Pause after a connection that could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How often it is logged that connections cannot be accepted.
const COMPLAINT_INTERVAL: Duration = Duration::from_secs(10);

/// Most that is still taken in meanwhile.
const LINGER_SIZE: u64 = 1 << 20;

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
        let listener = listen("PORT", app.settings.bind, app.settings.port).await?;
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
        let connections = self.app.settings.max_connections;
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
                    closing = Box::pin(sleep(self.app.settings.shutdown_delay));
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
        if timeout(self.app.settings.shutdown_timeout, end.closed())
            .await
            .is_err()
        {
            tracing::warn!(
                connections = self.app.metrics.connections(),
                "requests were cut off"
            );
        }
        if let Some(spans) = &self.app.spans {
            spans.finish().await;
        }
    }

    /// Accepts what has begun to connect: for those clients the kernel has accepted already.
    async fn drain(&self, slots: &Slots, router: &Router, ending: &watch::Receiver<()>) {
        listener::stop_handshakes(&self.listener);
        let _ = timeout(DRAIN_TIME, async {
            loop {
                match self.listener.accept().await {
                    Ok((stream, peer)) => self.admit(stream, peer, slots, router, ending.clone()),
                    Err(_) => sleep(ACCEPT_PAUSE).await,
                }
            }
        })
        .await;
        while let Ok((stream, peer)) = listener::accept_now(&self.listener) {
            self.admit(stream, peer, slots, router, ending.clone());
        }
    }

    fn admit(
        &self,
        stream: TcpStream,
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
                let answer = refuser.answer(&refusal::full());
                tokio::spawn(async move {
                    refuse(stream, answer).await;
                    drop(slot);
                });
            }
            return;
        };
        prepare(&stream);
        let connection = Connection {
            app: Arc::clone(&self.app),
            router: router.clone(),
            peer,
            handshakes: Arc::clone(&slots.handshakes),
            _slot: slot,
        };
        connection.app.metrics.connection_opened();
        tokio::spawn(connection.serve(stream, ending));
    }
}

/// What the kernel holds of answers that have not been sent, in bytes: without a limit it takes megabytes for each reader that is slow.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 128 << 10;

fn prepare(stream: &TcpStream) {
    // Answers are written as a whole: there is nothing to wait for.
    let _ = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT);
}

/// How many connections and handshakes there may be, and connections over the cap that are told so.
struct Slots {
    connections: Arc<Semaphore>,
    handshakes: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
}

/// Sends `answer`, and closes the connection so that it arrives.
async fn refuse(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: Vec<u8>) {
    let _ = timeout(LINGER_TIME, async {
        stream.write_all(&answer).await?;
        linger(stream).await
    })
    .await;
}

/// Ends the sending side and takes in what still comes: a connection closed with bytes unread is reset, and the client
/// may lose its answer.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    stream.shutdown().await?;
    let mut rest = stream.take(LINGER_SIZE);
    tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
    Ok(())
}

struct Connection {
    app: Arc<App>,
    router: Router,
    peer: SocketAddr,
    handshakes: Arc<Semaphore>,
    _slot: OwnedSemaphorePermit,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.app.metrics.connection_closed();
    }
}

impl Connection {
    async fn serve(self, stream: TcpStream, ending: watch::Receiver<()>) {
        let settings = &self.app.settings;
        // A connection that says nothing costs no buffers.
        let (mut told, mut first) = (ending.clone(), [0]);
        let spoke = async {
            tokio::select! {
                // Not by readiness alone, which may be reported too early.
                heard = timeout(settings.header_timeout, stream.peek(&mut first)) => heard,
                // What was accepted last may still have its request on the way.
                () = async {
                    let _ = told.changed().await;
                    sleep(LAST_WORDS).await;
                } => Ok(Err(io::ErrorKind::TimedOut.into())),
            }
        };
        if matches!(spoke.await, Ok(Ok(1))) {
            // Boxed, like what follows, so that one which waits takes no room for what it may come to.
            Box::pin(self.talk(stream, ending)).await;
        }
    }

    /// Serves a connection that said something, over TLS where it is on.
    async fn talk(self, stream: TcpStream, ending: watch::Receiver<()>) {
        let settings = &self.app.settings;
        let Some(tls) = &self.app.tls else {
            let stream = PatientStream::new(stream, settings.patience());
            let conversation = self.converse(stream, Certificate::NotAsked, ending);
            return Box::pin(conversation).await;
        };
        let mut first = [0];
        if matches!(stream.peek(&mut first).await, Ok(1)) && first[0].is_ascii_uppercase() {
            return Box::pin(refuse(stream, self.refuser().not_encrypted())).await;
        }
        let stream = PatientStream::new(stream, settings.patience());
        let acceptor = TlsAcceptor::from(tls.config());
        let shake = async {
            let _slot = self.handshakes.acquire().await;
            acceptor.accept(stream).await
        };
        match timeout(settings.security.tls_handshake_timeout, shake).await {
            Ok(Ok(stream)) => {
                let certificate = match (
                    &tls.files().client_ca,
                    stream.get_ref().1.peer_certificates(),
                ) {
                    (None, _) => Certificate::NotAsked,
                    (Some(_), None) => Certificate::Missing,
                    (Some(_), Some(_)) => Certificate::Shown,
                };
                Box::pin(self.converse(stream, certificate, ending)).await;
            }
            Ok(Err(error)) => {
                self.app.metrics.handshake_failed();
                tracing::debug!(cause = %error, remote = %self.peer.ip(), "TLS handshake failed");
            }
            Err(_) => {
                self.app.metrics.handshake_failed();
                tracing::debug!(remote = %self.peer.ip(), "TLS handshake took too long");
            }
        }
    }

    fn refuser(&self) -> Refuser {
        Refuser::new(Arc::clone(&self.app), self.peer.ip())
    }

    /// Serves requests over `stream` until either end has enough.
    async fn converse<S>(
        &self,
        stream: S,
        certificate: Certificate,
        mut ending: watch::Receiver<()>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let settings = &self.app.settings;
        let ledger = Ledger::default();
        let refuser = self.refuser();
        let replace = Box::new(move |bare: &[u8]| refuser.answer(&refusal::behind(bare)));
        let io = TokioIo::new(Edge::new(stream, ledger.clone(), replace));
        let (peer, router, announced) = (Peer(self.peer), self.router.clone(), ledger.clone());
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            if !names_one_host(&request) {
                request.extensions_mut().insert(Misaddressed);
            }
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(certificate);
            announced.begin();
            let is_head = request.method() == Method::HEAD;
            let (answer, announced) = (router.clone().oneshot(request), announced.clone());
            async move {
                let mut response = answer.await?;
                let share = response.extensions_mut().remove::<Arc<Share>>();
                announced.expect(sent_length(&response, is_head), share);
                Ok::<_, Infallible>(response)
            }
        });
        let mut connection = http1::Builder::new()
            .header_read_timeout(None)
            .max_buf_size(HEAD_SIZE)
            .keep_alive(true)
            .serve_connection(io, service);
        let mut overdue =
            pin!(ledger.overdue(settings.header_timeout, settings.keep_alive_timeout));
        let mut told = pin!(async {
            let _ = ending.changed().await;
            // A client may just have sent its next request; its answer closes the connection.
            sleep(LAST_WORDS).await;
        });
        let mut is_ending = false;
        let result = loop {
            // In this order: what has come counts before the time is over.
            tokio::select! {
                biased;
                result = &mut connection => break Some(result),
                () = &mut overdue => break None,
                () = &mut told, if !is_ending => {
                    is_ending = true;
                    Pin::new(&mut connection).graceful_shutdown();
                }
            }
        };
        let stream = connection.into_parts().io.into_inner().into_inner();
        match result {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                tracing::debug!(cause = %error, "connection ended early");
                if error.is_parse() {
                    let _ = timeout(LINGER_TIME, Box::pin(linger(stream))).await;
                }
            }
            None if ledger.has_begun() => {
                Box::pin(refuse(stream, self.refuser().answer(&refusal::slow()))).await;
            }
            None => {
                let _ = timeout(LINGER_TIME, Box::pin(linger(stream))).await;
            }
        }
    }
}

/// Whether a request says for which host it is, once. HTTP/1.1 demands it (RFC 9112, 3.2), as the hops of a chain of
/// proxies may otherwise disagree on whom a request is for.
fn names_one_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    request.version() < Version::HTTP_11 || (hosts.next().is_some() && hosts.next().is_none())
}

/// How many bytes of body follow the head of `response`.
fn sent_length(response: &Response, is_head: bool) -> Option<u64> {
    let status = response.status();
    if is_head || status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED {
        return Some(0);
    }
    response.body().size_hint().exact()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Source};
    use crate::worker::WorkerProgram;

    /// The size of a task does not show in any other way, and grows with whatever one of its states holds.
    #[tokio::test]
    async fn a_connection_takes_little_room() {
        let pairs = [("DEVELOPMENT_MODE", "1"), ("AUDIT_LOG", "off")];
        let settings = Settings::read(Source::from_pairs(&pairs)).expect("valid");
        let app = App::new(settings, &WorkerProgram::new("none")).expect("an application");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let connection = || Connection {
            app: Arc::clone(&app),
            router: router(&app),
            peer: address,
            handshakes: Arc::new(Semaphore::new(1)),
            _slot: Arc::new(Semaphore::new(1))
                .try_acquire_owned()
                .expect("a slot"),
        };
        let (_end, ending) = watch::channel(());
        let stream = async || TcpStream::connect(address).await.expect("connected");
        let waiting = connection().serve(stream().await, ending.clone());
        let talking = connection().talk(stream().await, ending.clone());
        let one = connection();
        let patient = PatientStream::new(stream().await, app.settings.patience());
        let conversing = one.converse(patient, Certificate::NotAsked, ending);
        let sizes = [
            size_of_val(&waiting),
            size_of_val(&talking),
            size_of_val(&conversing),
        ];
        assert!(sizes[0] < 1 << 10, "{sizes:?}");
        assert!(sizes[1] < 4 << 10, "{sizes:?}");
        assert!(sizes[2] < 4 << 10, "{sizes:?}");
    }
}
