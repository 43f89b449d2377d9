//! HTTP/2: what a connection's streams hold and how long they may take.
//!
//! The edge that follows the answers of HTTP/1 on the wire ([`crate::server::response_rewriter`]) cannot follow frames of several streams. Here each
//! request has an [`OpenStream`], which lives until the last piece of its answer was taken, and [`Streams`] tells when the client of
//! the connection is overdue. The library asks for the next piece of an answer only when the client's window has room for it, so a
//! piece that is not asked for is one that the client does not take.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::{Buf, Bytes};
use hyper::body::{Frame, SizeHint};
use hyper::server::conn::http2::Builder;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep_until};

use crate::memory::Share;
use crate::settings::SendLimit;

/// How every connection of HTTP/2 begins (RFC 9113, 3.4). No method of HTTP/1 begins with its first four bytes.
pub(crate) const PREFACE: &[u8; 4] = b"PRI ";

/// Requests of one connection at a time; browsers ask for no more than a hundred.
const MAX_STREAMS: u32 = 64;

/// Bytes of one body that may arrive before they are taken in.
const STREAM_WINDOW: u32 = 64 << 10;

/// Bytes of all bodies of a connection that may arrive before they are taken in.
const CONNECTION_WINDOW: u32 = 256 << 10;

/// Bytes of one answer that wait to be written beside what it is charged for.
const SEND_BUFFER: usize = 32 << 10;

/// Bytes of the pieces that answers are handed over in: the least size of the largest frame.
const PIECE: usize = 16 << 10;

/// Streams that the client resets before their request was looked at; with more the connection ends ("rapid reset",
/// CVE-2023-44487).
const MAX_RESETS: usize = 20;

/// Streams that were reset because the client broke the protocol; with more the connection ends.
const MAX_FAULTS: usize = 64;

/// What serves connections of HTTP/2, whose heads have at most `head` bytes.
pub(crate) fn builder(head: u32) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_header_list_size(head)
        .max_send_buf_size(SEND_BUFFER)
        .max_pending_accept_reset_streams(MAX_RESETS)
        .max_local_error_reset_streams(MAX_FAULTS);
    builder
}

/// The streams of a connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    /// Requests begun so far.
    begun: u64,
    /// Requests that are not answered to the end.
    open: usize,
    /// When the last one ended; at first, when the connection began.
    idle_since: Instant,
    /// When the last piece of each answer that is being sent was taken.
    answers: HashMap<u64, Instant>,
    /// Since when answers have been sent without a pause, and how many bytes were taken since.
    busy_since: Instant,
    taken: u64,
}

impl Default for State {
    fn default() -> Self {
        let now = Instant::now();
        State {
            begun: 0,
            open: 0,
            idle_since: now,
            answers: HashMap::new(),
            busy_since: now,
            taken: 0,
        }
    }
}

impl Streams {
    /// A request has come. `slot` is what it takes up until it is answered to the end.
    pub(crate) fn begin(&self, slot: Option<OwnedSemaphorePermit>) -> OpenStream {
        let number = self.with(|state| {
            state.begun += 1;
            state.open += 1;
            state.begun
        });
        OpenStream {
            streams: self.clone(),
            number,
            _slot: slot,
        }
    }

    /// Done when the client is overdue: with its first request for longer than `head`, with the next one for longer than `idle`, or
    /// with taking what it asked for. To be polled whenever the connection is, after it.
    pub(crate) async fn overdue(&self, head: Duration, idle: Duration, patience: SendLimit) {
        let mut alarm = Box::pin(sleep_until(Instant::now() + head));
        poll_fn(|context| {
            loop {
                let now = Instant::now();
                let (due, is_end) = self.with(|state| state.due(now, head, idle, patience));
                if is_end && due <= now {
                    return Poll::Ready(());
                }
                if alarm.deadline() != due {
                    alarm.as_mut().reset(due);
                }
                ready!(alarm.as_mut().poll(context));
            }
        })
        .await;
    }

    fn with<T>(&self, read: impl FnOnce(&mut State) -> T) -> T {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    /// When to look again, and whether the client is overdue then, if nothing happens.
    fn due(
        &self,
        now: Instant,
        head: Duration,
        idle: Duration,
        patience: SendLimit,
    ) -> (Instant, bool) {
        let slowest = self.answers.values().min();
        match (self.open, slowest) {
            (0, _) if self.begun == 0 => (self.idle_since + head, true),
            (0, _) => (self.idle_since + idle, true),
            // The service works; answers begin without the connection being told.
            (_, None) => (now + patience.piece, false),
            (_, Some(last)) => (patience.end(self.busy_since, *last, self.taken), true),
        }
    }
}

/// A request that is not answered to the end.
#[derive(Debug)]
pub(crate) struct OpenStream {
    streams: Streams,
    number: u64,
    _slot: Option<OwnedSemaphorePermit>,
}

impl OpenStream {
    /// A piece of so many bytes of its answer was taken; none at its beginning.
    fn take(&self, bytes: usize) {
        let now = Instant::now();
        self.streams.with(|state| {
            if state.answers.is_empty() {
                (state.busy_since, state.taken) = (now, 0);
            }
            state.answers.insert(self.number, now);
            state.taken += bytes as u64;
        });
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.streams.with(|state| {
            state.open -= 1;
            state.answers.remove(&self.number);
            state.idle_since = Instant::now();
        });
    }
}

/// The body of an answer, handed over piece by piece. What it is charged to is given back with its last piece.
pub(crate) struct StreamBody {
    body: Body,
    /// What was got of it and not handed over.
    rest: Bytes,
    stream: OpenStream,
    _share: Option<Arc<Share>>,
}

impl StreamBody {
    /// The body of the answer to `stream`, charged to `share`.
    pub(crate) fn new(body: Body, stream: OpenStream, share: Option<Arc<Share>>) -> Self {
        stream.take(0);
        StreamBody {
            body,
            rest: Bytes::new(),
            stream,
            _share: share,
        }
    }
}

impl HttpBody for StreamBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                end => return Poll::Ready(end),
            }
        }
        // A copy: a slice would keep the whole document in memory after its share was given back.
        let size = self.rest.len().min(PIECE);
        let piece = Bytes::copy_from_slice(self.rest.get(..size).unwrap_or_default());
        self.rest.advance(size);
        self.stream.take(size);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower().saturating_add(rest));
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}
