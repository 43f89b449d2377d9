//! The edge of a connection, where answers pass that no route gave: the HTTP library answers by itself what it cannot
//! read as a request, and its bare answers are replaced by ours.
//!
//! An [`ResponseRewriter`] follows the answers on their way out. It knows how long each of ours is ([`ConnectionState::expect`]), so it knows
//! where the next one begins; a head that begins there without having been announced is the library's own.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use memchr::memmem;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, sleep_until};

use crate::memory::Share;

/// The length of a body that ends with its connection, or in its own way.
const ENDLESS: u64 = u64::MAX;

/// What the service tells the edge of its connection.
#[derive(Debug, Clone, Default)]
pub struct ConnectionState(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    /// Lengths of the bodies of answers that were given and whose head has not passed yet.
    lengths: VecDeque<u64>,
    /// What these answers are charged to, in the same order.
    shares: VecDeque<Option<Arc<Share>>>,
    /// What the answer whose head has passed is charged to.
    passing: Option<Arc<Share>>,
    /// Requests for which no answer was given yet.
    unanswered: usize,
    phase: Phase,
}

/// What a connection waits for.
#[derive(Debug, Clone, Copy)]
enum Phase {
    /// Its first request, since then.
    First(Instant),
    /// The rest of a head, of which something has come, since then.
    Head(Instant),
    /// The service.
    Answer,
    /// The next request, since then.
    Next(Instant),
}

impl Default for Phase {
    fn default() -> Self {
        Phase::First(Instant::now())
    }
}

impl ConnectionState {
    /// A request is complete enough to be answered.
    pub fn begin(&self) {
        self.with(|entries| {
            entries.unanswered += 1;
            entries.phase = Phase::Answer;
        });
    }

    /// An answer comes, with a body of so many bytes; `None` where that is not known. `share` is what it is charged to until its
    /// last byte has been taken.
    pub fn expect(&self, length: Option<u64>, share: Option<Arc<Share>>) {
        self.with(|entries| {
            entries.unanswered = entries.unanswered.saturating_sub(1);
            entries.lengths.push_back(length.unwrap_or(ENDLESS));
            entries.shares.push_back(share);
        });
    }

    /// Whether a request has begun to arrive and is not complete.
    pub fn has_begun(&self) -> bool {
        self.with(|entries| matches!(entries.phase, Phase::Head(_)))
    }

    /// Done when the client is overdue: a head takes at most `head`, and so does the first request to begin; the next one
    /// `idle`. To be polled whenever the connection is, after it.
    pub async fn overdue(&self, head: Duration, idle: Duration) {
        let mut alarm = Box::pin(sleep_until(Instant::now() + head));
        poll_fn(|context| {
            let due = match self.with(|entries| entries.phase) {
                Phase::Answer => return Poll::Pending,
                Phase::First(since) | Phase::Head(since) => since + head,
                Phase::Next(since) => since + idle,
            };
            if alarm.deadline() != due {
                alarm.as_mut().reset(due);
            }
            alarm.as_mut().poll(context)
        })
        .await;
    }

    fn with<T>(&self, read: impl FnOnce(&mut Entries) -> T) -> T {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Where in the sequence of answers the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first byte of an answer.
    Between,
    /// In the head of an answer whose body has this length; so many bytes of the blank line at its end have passed.
    Head { body: u64, matched: usize },
    /// In a body of which so much is left.
    Body(u64),
}

/// The end of a head.
const BLANK_LINE: &[u8] = b"\r\n\r\n";

impl Place {
    /// The place after `bytes`, or, where an answer begins in them that nobody announced, how many bytes stand before it.
    fn after(mut self, bytes: &[u8], lengths: &mut VecDeque<u64>) -> (Place, usize) {
        let mut passed = 0;
        while let Some(rest) = bytes.get(passed..).filter(|rest| !rest.is_empty()) {
            match &mut self {
                Place::Between if rest.starts_with(b"HTTP/1.1 1") => {
                    // An interim answer: the real one is still to come.
                    self = Place::Head {
                        body: 0,
                        matched: 0,
                    };
                }
                Place::Between => match lengths.pop_front() {
                    Some(body) => self = Place::Head { body, matched: 0 },
                    None => return (self, passed),
                },
                Place::Head { body, matched } => {
                    let (length, is_over) = head_end(rest, matched);
                    passed += length;
                    if is_over {
                        self = match *body {
                            0 => Place::Between,
                            length => Place::Body(length),
                        };
                    }
                }
                Place::Body(ENDLESS) => return (self, bytes.len()),
                Place::Body(left) => {
                    let step = rest.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    passed += step;
                    *left -= step as u64;
                    if *left == 0 {
                        self = Place::Between;
                    }
                }
            }
        }
        (self, passed)
    }
}

/// How many of `bytes` belong to a head of which `matched` bytes of the blank line have passed, and whether it ends in them.
fn head_end(bytes: &[u8], matched: &mut usize) -> (usize, bool) {
    let mut passed = 0;
    // A blank line that began in an earlier piece.
    while *matched > 0
        && let Some(byte) = bytes.get(passed)
    {
        passed += 1;
        *matched = match BLANK_LINE.get(*matched) {
            Some(next) if next == byte => *matched + 1,
            _ => usize::from(*byte == b'\r'),
        };
        if *matched == BLANK_LINE.len() {
            return (passed, true);
        }
    }
    let rest = bytes.get(passed..).unwrap_or_default();
    if let Some(start) = memmem::find(rest, BLANK_LINE) {
        return (passed + start + BLANK_LINE.len(), true);
    }
    if !rest.is_empty() {
        let begun = (1..BLANK_LINE.len()).rev();
        *matched = begun
            .filter_map(|length| BLANK_LINE.get(..length))
            .find(|start| rest.ends_with(start))
            .map_or(0, <[u8]>::len);
    }
    (bytes.len(), false)
}

/// What is to be sent in place of an answer whose head is given.
pub type Replace = Box<dyn Fn(&[u8]) -> Vec<u8> + Send>;

/// A stream whose answers are all ours.
pub struct ResponseRewriter<S> {
    stream: S,
    ledger: ConnectionState,
    replace: Replace,
    place: Place,
    /// What is sent in place of the library's answer, how much of it was, and how long that answer is.
    replacement: Option<(Vec<u8>, usize, usize)>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> ResponseRewriter<S> {
    /// The edge of a connection over `stream` that `ledger` tells about.
    pub fn new(stream: S, ledger: ConnectionState, replace: Replace) -> Self {
        ResponseRewriter {
            stream,
            ledger,
            replace,
            place: Place::Between,
            replacement: None,
        }
    }

    /// The stream below.
    pub fn into_inner(self) -> S {
        self.stream
    }

    fn write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.replacement.is_none() {
            let ours = self.ledger.with(|entries| {
                let mut lengths = entries.lengths.clone();
                self.place.after(bytes, &mut lengths).1
            });
            if ours > 0 || bytes.is_empty() {
                let bytes = bytes.get(..ours).unwrap_or_default();
                let count = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
                self.pass(bytes.get(..count).unwrap_or_default());
                return Poll::Ready(Ok(count));
            }
            let answer = (self.replace)(bytes);
            self.replacement = Some((answer, 0, bytes.len()));
        }
        while let Some((answer, sent, length)) = &mut self.replacement {
            let rest = answer.get(*sent..).unwrap_or_default();
            if rest.is_empty() {
                let length = *length;
                self.replacement = None;
                return Poll::Ready(Ok(length));
            }
            match ready!(Pin::new(&mut self.stream).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                count => *sent += count,
            }
        }
        Poll::Ready(Ok(0))
    }

    /// Notes that `bytes` have been sent.
    fn pass(&mut self, bytes: &[u8]) {
        let place = self.place;
        self.place = self.ledger.with(|entries| {
            let (next, _) = place.after(bytes, &mut entries.lengths);
            while entries.shares.len() > entries.lengths.len() {
                entries.passing = entries.shares.pop_front().flatten();
            }
            if next == Place::Between {
                entries.passing = None;
            }
            let is_done = entries.unanswered == 0 && entries.lengths.is_empty();
            if next == Place::Between && is_done && matches!(entries.phase, Phase::Answer) {
                entries.phase = Phase::Next(Instant::now());
            }
            next
        });
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for ResponseRewriter<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.ledger.with(|entries| {
                if let Phase::First(_) | Phase::Next(_) = entries.phase {
                    entries.phase = Phase::Head(Instant::now());
                }
            });
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for ResponseRewriter<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let is_ours = self.replacement.is_none()
            && self.ledger.with(|entries| {
                let mut lengths = entries.lengths.clone();
                let mut place = self.place;
                slices.iter().all(|slice| {
                    let (next, passed) = place.after(slice, &mut lengths);
                    place = next;
                    passed == slice.len()
                })
            });
        if !is_ours {
            let first = slices.iter().find(|slice| !slice.is_empty());
            return self.write(context, first.map_or(&[], |slice| slice));
        }
        let count = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, slices))?;
        let mut left = count;
        for slice in slices {
            let step = slice.len().min(left);
            self.pass(slice.get(..step).unwrap_or_default());
            left -= step;
        }
        Poll::Ready(Ok(count))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Memory;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const OURS: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
    const OURS_INSTEAD: &[u8] = b"HTTP/1.1 400 Bad Request\r\nx-ours: 1\r\n\r\n";

    const BARE: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";

    /// What arrives of `pieces`, when the service has announced answers of `lengths`.
    async fn sent(lengths: &[Option<u64>], pieces: &[&[u8]], room: usize) -> String {
        let (near, mut far) = tokio::io::duplex(room);
        let ledger = ConnectionState::default();
        for length in lengths {
            ledger.expect(*length, None);
        }
        let mut edge = ResponseRewriter::new(near, ledger, Box::new(|_| OURS_INSTEAD.to_vec()));
        let reader = tokio::spawn(async move {
            let mut text = String::new();
            far.read_to_string(&mut text).await.expect("text");
            text
        });
        for piece in pieces {
            edge.write_all(piece).await.expect("sent");
        }
        drop(edge);
        reader.await.expect("read")
    }

    #[tokio::test]
    async fn answers_of_the_service_pass_untouched() {
        let expected = String::from_utf8_lossy(OURS).repeat(2);
        for room in [1, 7, 4096] {
            let both = [OURS, OURS].concat();
            assert_eq!(sent(&[Some(2), Some(2)], &[&both], room).await, expected);
        }
    }

    #[tokio::test]
    async fn a_body_that_looks_like_an_answer_is_a_body() {
        let body = String::from_utf8_lossy(BARE);
        let answer = format!("HTTP/1.1 200 OK\r\n\r\n{body}");
        let length = Some(BARE.len() as u64);
        let (head, rest) = answer.split_at(answer.len() - BARE.len());
        let pieces = [head.as_bytes(), rest.as_bytes()];
        assert_eq!(sent(&[length], &pieces, 4096).await, answer);
    }

    #[tokio::test]
    async fn an_answer_that_nobody_announced_is_replaced() {
        for room in [3, 4096] {
            let text = sent(&[Some(2)], &[&[OURS, BARE].concat()], room).await;
            let own = text
                .strip_prefix(&*String::from_utf8_lossy(OURS))
                .expect("ours first");
            assert_eq!(own.as_bytes(), OURS_INSTEAD);
        }
    }

    #[tokio::test]
    async fn an_interim_answer_does_not_count() {
        let interim = b"HTTP/1.1 100 Continue\r\n\r\n";
        let text = sent(&[Some(2)], &[interim, OURS], 4096).await;
        assert_eq!(text.len(), interim.len() + OURS.len());
    }

    #[tokio::test]
    async fn an_answer_is_charged_until_its_last_byte_is_taken() {
        let memory = Memory::new(1 << 20);
        let ledger = ConnectionState::default();
        for bytes in [1_000, 2_000] {
            let share = memory.share("one", bytes).expect("room");
            ledger.expect(Some(2), Some(Arc::new(share)));
        }
        let both = memory.held();
        let (near, mut far) = tokio::io::duplex(1);
        let mut edge = ResponseRewriter::new(near, ledger, Box::new(|_| Vec::new()));
        let sending = tokio::spawn(async move {
            edge.write_all(&[OURS, OURS].concat()).await.expect("sent");
            edge
        });
        let mut taken = vec![0; OURS.len() - 1];
        far.read_exact(&mut taken).await.expect("most of the first");
        assert_eq!(memory.held(), both);
        far.read_exact(&mut [0; 3])
            .await
            .expect("a piece of the second");
        assert!((1..both).contains(&memory.held()));
        far.read_exact(&mut taken[..OURS.len() - 2])
            .await
            .expect("the rest");
        sending.await.expect("sent");
        assert_eq!(memory.held(), 0);
    }
}
