//! Receiving bodies: bounded in size, in time, and in the memory that all of them take together.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::app::App;
use crate::metrics::Refusal;
use crate::problem::{Kind, Problem};
use crate::units;

/// A body that has arrived. Its share of the memory is given back when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Received {
    /// The bytes.
    pub bytes: Bytes,
    _share: Arc<OwnedSemaphorePermit>,
}

impl Received {
    /// The same share of the memory, holding `bytes` instead, which must not be more.
    #[must_use]
    pub fn replaced(self, bytes: Bytes) -> Self {
        Received { bytes, ..self }
    }
}

/// The unit in which memory is shared out.
pub const SHARE: u64 = 4096;

/// Longest time for which a body that will not be used is still taken in, so that the client can read its answer.
const DRAIN_TIME: Duration = Duration::from_secs(3);

/// Receives the body of a request, unless that has happened already.
///
/// # Errors
/// A body too large, too slow, broken off, or more than there is memory for.
pub async fn receive(app: &App, request: &mut Request) -> Result<Received, Problem> {
    if let Some(received) = request.extensions().get::<Received>() {
        return Ok(received.clone());
    }
    let limit = app.settings.max_content_size;
    let announced = request.body().size_hint().exact();
    if announced.is_some_and(|size| size > limit) {
        drain(app, request).await;
        return Err(too_large(app));
    }
    let share = take_share(&app.body_memory, announced.unwrap_or(limit));
    let share = share.ok_or_else(|| no_room(app))?;
    let deadline = Instant::now() + app.settings.body_timeout;
    let capacity = usize::try_from(announced.unwrap_or(0)).unwrap_or(0);
    let mut bytes = BytesMut::with_capacity(capacity);
    loop {
        let frame = match timeout_at(deadline, request.body_mut().frame()).await {
            Err(_) => {
                return Err(Problem::new(
                    Kind::Slow,
                    format!(
                        "the body did not arrive within {}",
                        units::format_duration(app.settings.body_timeout)
                    ),
                ));
            }
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(Problem::invalid("the body broke off before its end")),
            Ok(Some(Ok(frame))) => frame,
        };
        if let Ok(data) = frame.into_data() {
            if (bytes.len() + data.len()) as u64 > limit {
                drain(app, request).await;
                return Err(too_large(app));
            }
            bytes.extend_from_slice(&data);
        }
    }
    let received = Received {
        bytes: bytes.freeze(),
        _share: Arc::new(share),
    };
    request.extensions_mut().insert(received.clone());
    Ok(received)
}

/// Room for a body that has to be received before it shows whether its client is known. All of these together have half of
/// the memory for bodies, so that strangers cannot take it from clients with keys. It is given back when dropped.
///
/// # Errors
/// There is none left.
pub fn room_for_strangers(app: &App, request: &Request) -> Result<OwnedSemaphorePermit, Problem> {
    let limit = app.settings.max_content_size;
    let announced = request.body().size_hint().exact().unwrap_or(limit);
    take_share(&app.strangers_memory, announced.min(limit)).ok_or_else(|| no_room(app))
}

fn take_share(memory: &Arc<Semaphore>, size: u64) -> Option<OwnedSemaphorePermit> {
    let wanted = u32::try_from(size.div_ceil(SHARE).max(1)).ok()?;
    Arc::clone(memory).try_acquire_many_owned(wanted).ok()
}

fn no_room(app: &App) -> Problem {
    app.metrics.refusal(Refusal::Memory);
    Problem::new(
        Kind::Busy,
        "the service is receiving as many requests as it has memory for; try again shortly",
    )
    .retry_after(Duration::from_secs(1))
}

fn too_large(app: &App) -> Problem {
    app.metrics.refusal(Refusal::Size);
    Problem::new(
        Kind::TooLarge,
        format!(
            "the request is larger than the limit of {}",
            units::format_size(app.settings.max_content_size)
        ),
    )
}

/// Takes in and forgets what is left of a body, within limits, so that a client that is still sending does not lose its
/// connection before it reads the answer. A client that waits to be told to send gets the answer at once.
pub async fn drain(app: &App, request: &mut Request) {
    if is_waiting(request.headers()) {
        return;
    }
    let body = std::mem::replace(request.body_mut(), Body::empty());
    discard(app, body).await;
}

async fn discard(app: &App, mut body: Body) {
    let deadline = Instant::now() + DRAIN_TIME;
    let mut left = app.settings.max_content_size.saturating_mul(8);
    while let Ok(Some(Ok(frame))) = timeout_at(deadline, body.frame()).await {
        let size = frame.data_ref().map_or(0, Bytes::len) as u64;
        left = left.saturating_sub(size);
        if left == 0 {
            break;
        }
    }
}

fn is_waiting(headers: &HeaderMap) -> bool {
    headers
        .get(header::EXPECT)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}
