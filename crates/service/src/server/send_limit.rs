//! A connection whose other end must keep taking what is sent.

use crate::settings::SendLimit;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use crate::server::socket::Socket;

/// A stream that breaks off when a write makes no progress for too long, or too little over a longer time. Reading has its own
/// limits elsewhere.
#[derive(Debug)]
pub struct SendLimitedStream {
    stream: Socket,
    patience: SendLimit,
    /// While there is something that the other end has not taken at once.
    slow: Option<Box<Slow>>,
}

/// An answer that the other end does not take at once.
#[derive(Debug)]
struct Slow {
    since: Instant,
    /// Bytes taken since then.
    taken: u64,
    /// When the last piece was taken.
    last: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl SendLimitedStream {
    /// Waits with `patience` for what is written to be taken.
    pub fn new(stream: Socket, patience: SendLimit) -> Self {
        SendLimitedStream {
            stream,
            patience,
            slow: None,
        }
    }

    fn judge(
        &mut self,
        context: &mut Context<'_>,
        progress: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(count)) = &progress {
            if let Some(slow) = &mut self.slow {
                slow.taken += *count as u64;
                slow.last = Instant::now();
            }
            return progress;
        }
        if progress.is_ready() {
            return progress;
        }
        let patience = self.patience;
        let slow = self.slow.get_or_insert_with(|| {
            let now = Instant::now();
            Box::new(Slow {
                since: now,
                taken: 0,
                last: now,
                alarm: Box::pin(tokio::time::sleep_until(now + patience.piece)),
            })
        });
        let end = patience.end(slow.since, slow.last, slow.taken);
        if slow.alarm.deadline() != end {
            slow.alarm.as_mut().reset(end);
        }
        ready!(slow.alarm.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for SendLimitedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for SendLimitedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, progress)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.judge(context, progress)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Whoever flushes has written all that there was: the answer has been taken.
        self.slow = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
