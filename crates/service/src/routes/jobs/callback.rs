//! Callbacks: a client is told when its job has ended, by Standard Webhooks, as often as it takes.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, Request, Uri, header};
use bytes::Bytes;
use http_body_util::Full;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::Desk;
use crate::app::App;
use crate::problem::{Kind, Problem};
use crate::redis::JobAway;
use crate::security::outbound::{self, OutboundFault};
use crate::settings::JobSettings;
use crate::timestamp;

/// Where a client is to be told.
const CALLBACK_URL: HeaderName = HeaderName::from_static("callback-url");

/// Where a result is to be put.
const RESULT_URL: HeaderName = HeaderName::from_static("result-url");

/// Callbacks at once.
const AT_ONCE: usize = 16;

/// For how long a callback is one replica's: longer than a request takes.
const LEASE: Duration = Duration::from_secs(30);

/// How long a replica waits before it looks for callbacks again.
const PAUSE: Duration = Duration::from_millis(500);

/// The pauses between attempts, in seconds; after the last a callback is given up.
const PAUSES: [u64; 8] = [5, 30, 120, 600, 1800, 7200, 18_000, 43_200];

/// The address that a field of the request names, if it names one.
///
/// # Errors
/// It is no address, or not one of those that the operator allows.
fn address(
    settings: &JobSettings,
    headers: &HeaderMap,
    name: &HeaderName,
) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    let address: Option<Uri> = text.parse().ok();
    if address.is_some_and(|address| settings.callback_hosts.allow(&address)) {
        return Ok(Some(text.to_owned()));
    }
    let detail = format!("{name} is not an address that this service may send to (CALLBACK_HOSTS)");
    Err(Problem::new(Kind::Invalid, detail)
        .with("field", name.as_str().into())
        .with("setting", "CALLBACK_HOSTS".into()))
}

/// Where the end of a job is to be told.
pub(super) fn callback(
    settings: &JobSettings,
    headers: &HeaderMap,
) -> Result<Option<String>, Problem> {
    let address = address(settings, headers, &CALLBACK_URL)?;
    if address.is_some() && settings.callback_secret.is_none() {
        let detail = "this service sends no callbacks: CALLBACK_SECRET is not set";
        return Err(
            Problem::new(Kind::NotConfigured, detail).with("setting", "CALLBACK_SECRET".into())
        );
    }
    Ok(address)
}

/// Where the result of a job is to be put.
pub(super) fn result_place(
    settings: &JobSettings,
    headers: &HeaderMap,
) -> Result<Option<String>, Problem> {
    address(settings, headers, &RESULT_URL)
}

/// Puts a result where the client wants it.
///
/// # Errors
/// It was not taken.
pub(super) async fn put(
    settings: &JobSettings,
    place: &str,
    media_type: &str,
    body: Vec<u8>,
) -> Result<(), Problem> {
    let request = Request::put(place)
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CONTENT_LENGTH, body.len())
        .body(Full::new(Bytes::from(body)));
    let fault = |cause: String| {
        Problem::new(Kind::Internal, "the result could not be put at Result-URL").because(cause)
    };
    let request = request.map_err(|error| fault(error.to_string()))?;
    match outbound::send(&settings.callback_hosts, request).await {
        Ok(status) if status.is_success() => Ok(()),
        // What is signed for a time does not become valid again.
        Ok(status) if status.is_client_error() => {
            let detail = format!("Result-URL answered with {status}");
            Err(Problem::new(Kind::Song, detail))
        }
        Ok(status) => Err(fault(status.to_string())),
        Err(refused @ (OutboundFault::Inside | OutboundFault::NotAllowed)) => {
            let detail = format!("the result could not be put at Result-URL: {refused}");
            Err(Problem::new(Kind::Song, detail))
        }
        Err(fault_of_network) => Err(fault(fault_of_network.to_string())),
    }
}

/// Sends callbacks that are due until the service stops.
pub(super) async fn send_all(app: Arc<App>) {
    while app.is_ready() {
        let sent = send_due(&app).await;
        if !matches!(sent, Ok(AT_ONCE)) {
            sleep(PAUSE).await;
        }
    }
}

/// Sends the callbacks that are due; how many there were.
async fn send_due(app: &Arc<App>) -> Result<usize, JobAway> {
    let Ok(desk) = Desk::of(app) else {
        return Ok(0);
    };
    let due = desk.store.due(AT_ONCE, LEASE).await?;
    let count = due.len();
    let mut sending = JoinSet::new();
    for (id, sealed, state, times) in due {
        let app = Arc::clone(app);
        sending.spawn(async move {
            let Ok(desk) = Desk::of(&app) else {
                return;
            };
            let place = desk.key.open(&format!("callback {id}"), &sealed);
            let place = place.and_then(|place| String::from_utf8(place).ok());
            let is_done = match place {
                Some(place) => send(&app.settings.jobs, &id, &place, &state).await,
                None => true,
            };
            let times = usize::try_from(times)
                .unwrap_or(usize::MAX)
                .saturating_sub(1);
            let pause = PAUSES.get(times).copied().map(Duration::from_secs);
            let pause = pause.filter(|_| !is_done);
            if pause.is_none() && !is_done {
                tracing::warn!(job = id, "a callback was given up");
            }
            let _ = desk.store.postpone(&id, pause).await;
        });
    }
    while sending.join_next().await.is_some() {}
    Ok(count)
}

/// Tells that a job has ended; whether it need not be told again.
async fn send(settings: &JobSettings, id: &str, place: &str, state: &str) -> bool {
    let Some(secret) = &settings.callback_secret else {
        return false;
    };
    let now = timestamp::now().0;
    let state = if state == "dead" { "failed" } else { state };
    let data = json!({ "id": id, "state": state, "path": format!("/jobs/{id}") });
    let body =
        json!({ "type": format!("job.{state}"), "timestamp": timestamp::now_text(), "data": data });
    let (body, message) = (body.to_string(), format!("job_{id}"));
    let request = Request::post(place)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, body.len())
        .header("webhook-id", &message)
        .header("webhook-timestamp", now)
        .header(
            "webhook-signature",
            secret.signature(&message, now, body.as_bytes()),
        )
        .body(Full::new(Bytes::from(body)));
    let Ok(request) = request else {
        return true;
    };
    match outbound::send(&settings.callback_hosts, request).await {
        // 410 says that nobody wants to be told.
        Ok(status) => status.is_success() || status.as_u16() == 410,
        Err(fault) => {
            tracing::warn!(job = id, cause = %fault, "a callback was not taken");
            false
        }
    }
}
