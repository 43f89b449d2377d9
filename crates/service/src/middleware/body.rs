//! Receiving bodies: bounded in size, in time, and in the memory that all of them take together.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::app::App;
use crate::memory::{Full, Share};
use crate::middleware::request_outcome::ClientAddress;
use crate::problem::{Kind, Problem};
use crate::security::api_keys::Client;
use crate::telemetry::metrics::Refusal;
use crate::units;

/// A body that has arrived. Its share of the memory is given back when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Received {
    /// The bytes.
    pub bytes: Bytes,
    /// What they are charged to.
    pub share: Arc<Share>,
}

impl Received {
    /// The same share of the memory, holding `bytes` instead, which must not be more.
    #[must_use]
    pub fn replaced(self, bytes: Bytes) -> Self {
        Received { bytes, ..self }
    }
}

/// What is set aside for a body before its client has sent so much, in bytes.
const FIRST_PIECE: u64 = 4096;

/// Longest time for which a body that will not be used is still taken in, so that the client can read its answer.
const DRAIN_TIME: Duration = Duration::from_secs(3);

/// Receives the body of a request, unless that has happened already. It is charged as it comes: to the client, or, where that is
/// not known yet, to the address in the memory for strangers.
///
/// # Errors
/// A body too large, too slow, broken off, or more than there is memory for.
pub async fn receive(app: &App, request: &mut Request) -> Result<Received, Problem> {
    if let Some(received) = request.extensions().get::<Received>() {
        return Ok(received.clone());
    }
    let limit = app.settings.conversions.max_content_size;
    let announced = request.body().size_hint().exact();
    if announced.is_some_and(|size| size > limit) {
        drain(app, request).await;
        return Err(too_large(app));
    }
    let mut arriving = Arriving::begin(app, request.extensions(), announced)?;
    let deadline = Instant::now() + app.settings.connections.body_timeout;
    loop {
        let frame = match timeout_at(deadline, request.body_mut().frame()).await {
            Err(_) => {
                return Err(Problem::new(
                    Kind::Slow,
                    format!(
                        "the body did not arrive within {}",
                        units::format_duration(app.settings.connections.body_timeout)
                    ),
                ));
            }
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(Problem::invalid("the body broke off before its end")),
            Ok(Some(Ok(frame))) => frame,
        };
        if let Ok(data) = frame.into_data() {
            if (arriving.bytes.len() + data.len()) as u64 > limit {
                drop(arriving);
                drain(app, request).await;
                return Err(too_large(app));
            }
            if arriving.push(&data).is_err() {
                drop(arriving);
                drain(app, request).await;
                return Err(no_room(app));
            }
        }
    }
    let received = Received {
        bytes: arriving.bytes.freeze(),
        share: Arc::new(arriving.share),
    };
    request.extensions_mut().insert(received.clone());
    Ok(received)
}

/// A body of which a part is there.
struct Arriving {
    bytes: BytesMut,
    /// What is charged: the room of `bytes`.
    charged: u64,
    /// The most that there can be.
    most: u64,
    share: Share,
}

impl Arriving {
    fn begin(app: &App, extensions: &Extensions, announced: Option<u64>) -> Result<Self, Problem> {
        let most = announced.unwrap_or(app.settings.conversions.max_content_size);
        let charged = most.min(FIRST_PIECE);
        let share = match extensions.get::<Client>() {
            Some(client) => app.body_memory.clients.share(client.name(), charged),
            None => app
                .body_memory
                .strangers
                .share(&stranger(extensions), charged),
        };
        Ok(Arriving {
            bytes: BytesMut::with_capacity(usize::try_from(charged).unwrap_or(0)),
            charged,
            most,
            share: share.map_err(|_| no_room(app))?,
        })
    }

    fn push(&mut self, data: &[u8]) -> Result<(), Full> {
        let needed = (self.bytes.len() + data.len()) as u64;
        if needed > self.charged {
            let room = needed.max(self.charged * 2).min(self.most.max(needed));
            self.share.grow(room - self.charged)?;
            self.charged = room;
            let more = room - self.bytes.len() as u64;
            self.bytes.reserve(usize::try_from(more).unwrap_or(0));
        }
        self.bytes.extend_from_slice(data);
        Ok(())
    }
}

/// As whom a client that is not known yet counts: its address, or its network where clients have many addresses each.
fn stranger(extensions: &Extensions) -> String {
    match extensions.get::<ClientAddress>() {
        Some(ClientAddress(IpAddr::V6(address))) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Some(origin) => origin.to_string(),
        None => "unknown".to_owned(),
    }
}

/// Charges what was received from a stranger to the client that it turned out to be.
///
/// # Errors
/// That client has no room left.
pub fn hand_over(app: &App, request: &mut Request, client: &Client) -> Result<(), Problem> {
    let Some(Received { bytes, share }) = request.extensions_mut().remove::<Received>() else {
        return Ok(());
    };
    let moved = match Arc::try_unwrap(share) {
        Ok(share) => share.moved(&app.body_memory.clients, client.name()),
        Err(_) => app
            .body_memory
            .clients
            .share(client.name(), bytes.len() as u64),
    };
    let share = Arc::new(moved.map_err(|_| no_room(app))?);
    request.extensions_mut().insert(Received { bytes, share });
    Ok(())
}

fn no_room(app: &App) -> Problem {
    app.metrics.refusal(Refusal::Memory);
    Problem::new(
        Kind::Busy,
        "there is no memory left for the requests of this client; try again shortly",
    )
    .retry_after(Duration::from_secs(1))
}

fn too_large(app: &App) -> Problem {
    app.metrics.refusal(Refusal::Size);
    Problem::new(
        Kind::TooLarge,
        format!(
            "the request is larger than the limit of {}",
            units::format_size(app.settings.conversions.max_content_size)
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
    let mut left = app.settings.conversions.max_content_size.saturating_mul(8);
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
