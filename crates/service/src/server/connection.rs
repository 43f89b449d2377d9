//! One connection: its protocol, its requests, with limits on every wait, and its graceful end.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{self, pin};
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
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::app::App;
use crate::memory::Share;
use crate::middleware::rejection::{self, Refuser};
use crate::middleware::request_log::Unfit;
use crate::middleware::request_outcome::{Certificate, Peer};
use crate::problem::{Kind, Problem};
use crate::server::http2::{self, StreamBody, Streams};
use crate::server::response_rewriter::{ConnectionState, ResponseRewriter};
use crate::server::send_limit::SendLimitedStream;
use crate::server::socket::Socket;

/// Largest head of a request, which is also the size of the buffers that bodies pass through.
const HEAD_SIZE: usize = 64 << 10;

/// Most fields of a head, as many as the library takes over HTTP/1.
const MAX_FIELDS: usize = 100;

/// Pause until more is looked for of what may begin a connection of HTTP/2.
const PREFACE_PAUSE: Duration = Duration::from_millis(20);

/// Longest time for which a client whose request cannot be read is still listened to, so that it reads its answer.
const LINGER_TIME: Duration = Duration::from_secs(1);

/// Most that is still taken in meanwhile.
const LINGER_SIZE: u64 = 1 << 20;

/// Time for requests that are still on their way on open connections when the service stops.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Sends `answer`, and closes the connection so that it arrives.
pub(crate) async fn refuse(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: Vec<u8>) {
    let _ = timeout(LINGER_TIME, async {
        stream.write_all(&answer).await?;
        linger(stream).await
    })
    .await;
}

/// A request as routes see it: with who sent it.
fn arrived(request: hyper::Request<Incoming>, peer: Peer, certificate: Certificate) -> Request {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    request.extensions_mut().insert(certificate);
    request
}

/// Ends the sending side and takes in what still comes: a connection closed with bytes unread is reset, and the client
/// may lose its answer.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    stream.shutdown().await?;
    let mut rest = stream.take(LINGER_SIZE);
    tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
    Ok(())
}

/// A connection that was accepted.
pub(crate) struct Connection {
    app: Arc<App>,
    router: Router,
    peer: SocketAddr,
    slots: ConnectionSlots,
}

/// What a connection takes of the slots that all share.
pub(crate) struct ConnectionSlots {
    /// Handshakes at a time.
    pub(crate) handshakes: Arc<Semaphore>,
    /// Where streams of HTTP/2 have their slots, each like a connection.
    pub(crate) streams: Arc<Semaphore>,
    /// That of the connection itself.
    #[expect(dead_code, reason = "held until the connection ends")]
    pub(crate) own: OwnedSemaphorePermit,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.app.metrics.connection_closed();
    }
}

impl Connection {
    /// The connection to `peer`, whose requests `router` answers. It counts as open until it is dropped.
    pub(crate) fn new(
        app: Arc<App>,
        router: Router,
        peer: SocketAddr,
        slots: ConnectionSlots,
    ) -> Self {
        app.metrics.connection_opened();
        Connection {
            app,
            router,
            peer,
            slots,
        }
    }

    /// Serves it until it ends, soon after `ending` is told.
    pub(crate) async fn serve(self, stream: Socket, ending: watch::Receiver<()>) {
        let settings = &self.app.settings;
        // A connection that says nothing costs no buffers.
        let (mut told, mut first) = (ending.clone(), [0]);
        let spoke = async {
            tokio::select! {
                // Not by readiness alone, which may be reported too early.
                heard = timeout(settings.connections.header_timeout, stream.peek(&mut first)) => heard,
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
    async fn talk(self, stream: Socket, ending: watch::Receiver<()>) {
        let settings = &self.app.settings;
        let Some(tls) = &self.app.tls else {
            let is_http2 =
                timeout(settings.connections.header_timeout, begins_http2(&stream)).await;
            let stream = SendLimitedStream::new(stream, settings.connections.send_limit());
            return match is_http2 {
                Ok(true) => {
                    Box::pin(self.converse_http2(stream, Certificate::NotAsked, ending)).await;
                }
                Ok(false) => {
                    Box::pin(self.converse(stream, Certificate::NotAsked, ending)).await;
                }
                Err(_) => Box::pin(refuse(stream, self.refuser().answer(&rejection::slow()))).await,
            };
        };
        let mut first = [0];
        if matches!(stream.peek(&mut first).await, Ok(1)) && first[0].is_ascii_uppercase() {
            return Box::pin(refuse(stream, self.refuser().not_encrypted())).await;
        }
        let stream = SendLimitedStream::new(stream, settings.connections.send_limit());
        let acceptor = TlsAcceptor::from(tls.config());
        let shake = async {
            let _slot = self.slots.handshakes.acquire().await;
            acceptor.accept(stream).await
        };
        match timeout(settings.tls.handshake_timeout, Box::pin(shake)).await {
            Ok(Ok(stream)) => {
                let certificate = match (
                    &tls.files().client_ca,
                    stream.get_ref().1.peer_certificates(),
                ) {
                    (None, _) => Certificate::NotAsked,
                    (Some(_), None) => Certificate::Missing,
                    (Some(_), Some(_)) => Certificate::Shown,
                };
                if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                    Box::pin(self.converse_http2(stream, certificate, ending)).await;
                } else {
                    Box::pin(self.converse(stream, certificate, ending)).await;
                }
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

    /// Serves requests over `stream`, which speaks HTTP/2, until either end has enough.
    async fn converse_http2<S>(
        &self,
        stream: S,
        certificate: Certificate,
        mut ending: watch::Receiver<()>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let settings = &self.app.settings;
        let streams = Streams::default();
        let (peer, router, begun) = (Peer(self.peer), self.router.clone(), streams.clone());
        let slots = Arc::clone(&self.slots.streams);
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = arrived(request, peer, certificate);
            let slot = Arc::clone(&slots).try_acquire_owned();
            let problem = slot.is_err().then(rejection::full);
            if let Some(problem) = problem.or_else(|| unfit(&request)) {
                request.extensions_mut().insert(Unfit(problem));
            }
            let open = begun.begin(slot.ok());
            let answer = router.clone().oneshot(request);
            async move {
                let mut response = answer.await?;
                let share = response.extensions_mut().remove::<Arc<Share>>();
                Ok::<_, Infallible>(response.map(|body| StreamBody::new(body, open, share)))
            }
        });
        let mut connection =
            pin!(http2::builder(HEAD_SIZE as u32).serve_connection(TokioIo::new(stream), service));
        let mut overdue = pin!(streams.overdue(
            settings.connections.header_timeout,
            settings.connections.keep_alive_timeout,
            settings.connections.send_limit()
        ));
        let mut told = pin!(async {
            let _ = ending.changed().await;
            sleep(LAST_WORDS).await;
        });
        let mut is_ending = false;
        loop {
            // In this order: what has come counts before the time is over.
            tokio::select! {
                biased;
                result = &mut connection => {
                    if let Err(error) = result {
                        tracing::debug!(cause = %error, "connection ended early");
                    }
                    return;
                }
                () = &mut overdue => return,
                () = &mut told, if !is_ending => {
                    is_ending = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
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
        let ledger = ConnectionState::default();
        let refuser = self.refuser();
        let replace = Box::new(move |bare: &[u8]| refuser.answer(&rejection::behind(bare)));
        let io = TokioIo::new(ResponseRewriter::new(stream, ledger.clone(), replace));
        let (peer, router, announced) = (Peer(self.peer), self.router.clone(), ledger.clone());
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = arrived(request, peer, certificate);
            if !names_one_host(&request) {
                let problem = Problem::invalid("an HTTP/1.1 request names its host exactly once");
                request.extensions_mut().insert(Unfit(problem));
            }
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
        let mut overdue = pin!(ledger.overdue(
            settings.connections.header_timeout,
            settings.connections.keep_alive_timeout
        ));
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
                    pin::Pin::new(&mut connection).graceful_shutdown();
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
                Box::pin(refuse(stream, self.refuser().answer(&rejection::slow()))).await;
            }
            None => {
                let _ = timeout(LINGER_TIME, Box::pin(linger(stream))).await;
            }
        }
    }
}

/// Whether what has come begins a connection of HTTP/2 by prior knowledge (RFC 9113, 3.3). Waits for as much as it takes to know.
async fn begins_http2(stream: &Socket) -> bool {
    let mut first = [0; http2::PREFACE.len()];
    loop {
        // What stays to be read is there at once however often it is looked at; hence the pause.
        match stream.peek(&mut first).await {
            Ok(count @ 1..) if first.get(..count) == http2::PREFACE.get(..count) => {
                if count == first.len() {
                    return true;
                }
                sleep(PREFACE_PAUSE).await;
            }
            _ => return false,
        }
    }
}

/// What is wrong with a request of HTTP/2 before its route counts. It may name its host as `:authority`, as `Host`, or not at all
/// (RFC 9113, 8.3.1), as HAProxy's health checks do; but it may not name two.
fn unfit(request: &Request) -> Option<Problem> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let authority = request
        .uri()
        .authority()
        .map(|authority| authority.as_str().as_bytes());
    let is_addressed = match (authority, hosts.next(), hosts.next()) {
        (_, None, _) | (None, Some(_), None) => true,
        (Some(authority), Some(host), None) => host.as_bytes() == authority,
        _ => false,
    };
    if !is_addressed {
        return Some(Problem::invalid(
            "a request over HTTP/2 names at most one host",
        ));
    }
    (request.headers().len() > MAX_FIELDS).then(|| {
        Problem::new(
            Kind::LargeHead,
            "the head of the request is too large, or has too many fields",
        )
    })
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
    use crate::router::router;
    use crate::settings::{Settings, Source};
    use crate::worker::WorkerProgram;
    use tokio::net::{TcpListener, TcpStream};

    /// The size of a task does not show in any other way, and grows with whatever one of its states holds.
    #[tokio::test]
    async fn a_connection_takes_little_room() {
        let pairs = [("DEVELOPMENT_MODE", "1"), ("AUDIT_LOG", "off")];
        let settings = Settings::read(Source::from_pairs(&pairs)).expect("valid");
        let app = App::new(settings, &WorkerProgram::new("none")).expect("an application");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let connection = || {
            let slot = Arc::new(Semaphore::new(1)).try_acquire_owned();
            let slots = ConnectionSlots {
                handshakes: Arc::new(Semaphore::new(1)),
                streams: Arc::new(Semaphore::new(1)),
                own: slot.expect("a slot"),
            };
            Connection::new(Arc::clone(&app), router(&app), address, slots)
        };
        let (_end, ending) = watch::channel(());
        let stream = async || Socket::Tcp(TcpStream::connect(address).await.expect("connected"));
        let waiting = connection().serve(stream().await, ending.clone());
        let talking = connection().talk(stream().await, ending.clone());
        let one = connection();
        let patient = SendLimitedStream::new(stream().await, app.settings.connections.send_limit());
        let conversing = one.converse(patient, Certificate::NotAsked, ending);
        let sizes = [
            size_of_val(&waiting),
            size_of_val(&talking),
            size_of_val(&conversing),
        ];
        assert!(sizes[0] < 1 << 10, "{sizes:?}");
        assert!(sizes[1] < 4 << 10, "{sizes:?}");
        assert!(sizes[2] < 4 << 10, "{sizes:?}");
        let (_end, ending) = watch::channel(());
        let patient = SendLimitedStream::new(stream().await, app.settings.connections.send_limit());
        let conversing = one.converse_http2(patient, Certificate::NotAsked, ending);
        assert!(size_of_val(&conversing) < 4 << 10);
    }
}
