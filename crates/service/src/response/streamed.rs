//! A body that is sent as it is made.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::memory::Share;

/// Pieces that wait for the client to take the one before.
const WAITING: usize = 2;

/// A piece of the body, and what it is charged to until it is sent.
struct Piece {
    bytes: Bytes,
    share: Option<Arc<Share>>,
}

/// The end that makes the body.
#[derive(Debug)]
pub struct Sender(mpsc::Sender<Option<Piece>>);

/// The client takes no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

/// The end that is sent.
struct Streamed {
    pieces: mpsc::Receiver<Option<Piece>>,
    sending: Option<Arc<Share>>,
    is_over: bool,
}

/// A body, and what its pieces are put into. One that is dropped before [`Sender::finish`] breaks off, so that the client does not take it
/// for whole.
pub fn body() -> (Sender, Body) {
    let (sender, pieces) = mpsc::channel(WAITING);
    let streamed = Streamed {
        pieces,
        sending: None,
        is_over: false,
    };
    (Sender(sender), Body::new(streamed))
}

impl Sender {
    /// Sends a piece once there is room for it.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn send(&self, bytes: Bytes, share: Option<Arc<Share>>) -> Result<(), Gone> {
        let sent = self.0.send(Some(Piece { bytes, share })).await;
        sent.map_err(|_| Gone)
    }

    /// Ends the body.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn finish(self) -> Result<(), Gone> {
        self.0.send(None).await.map_err(|_| Gone)
    }
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let piece = ready!(self.pieces.poll_recv(context));
        Poll::Ready(match piece {
            Some(Some(piece)) => {
                self.sending = piece.share;
                Some(Ok(Frame::data(piece.bytes)))
            }
            Some(None) => {
                self.is_over = true;
                self.sending = None;
                None
            }
            None => {
                self.is_over = true;
                Some(Err(io::Error::other("the answer broke off")))
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn a_body_is_whole_only_when_it_was_finished() {
        let (sender, body) = body();
        let made = async {
            sender
                .send(Bytes::from_static(b"a"), None)
                .await
                .expect("taken");
            sender
                .send(Bytes::from_static(b"b"), None)
                .await
                .expect("taken");
            sender.finish().await.expect("taken");
        };
        let ((), collected) = tokio::join!(made, body.collect());
        assert_eq!(collected.expect("whole").to_bytes(), "ab");
        let (sender, body) = super::body();
        sender
            .send(Bytes::from_static(b"a"), None)
            .await
            .expect("room");
        drop(sender);
        assert!(body.collect().await.is_err());
    }

    #[tokio::test]
    async fn nothing_more_is_made_for_a_client_that_left() {
        let (sender, body) = body();
        drop(body);
        assert_eq!(sender.send(Bytes::new(), None).await, Err(Gone));
    }
}
