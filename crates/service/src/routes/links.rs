//! `POST /links`: makes the address of a song.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::App;
use crate::middleware::body;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::request::convert_request::LinkRequest;
use crate::request::multipart;
use crate::routes::conversion::{self, Turn};
use crate::routes::song_link::PATH;
use crate::security::api_keys::Key;
use crate::security::path_prefix::Prefix;
use crate::security::signed_url;
use crate::settings::{Mode, Signatures};
use crate::timestamp;
use crate::units;
use crate::worker::task::{Answer, Work};

/// Handles `POST /links`.
pub async fn links(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let mut account = RequestOutcome::default();
    let mut response = link(&app, &mut request, &mut account)
        .await
        .unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn link(
    app: &App,
    request: &mut Request,
    account: &mut RequestOutcome,
) -> Result<Response, Problem> {
    let received = body::receive(app, request).await?;
    account.received = received.bytes.len() as u64;
    if multipart::essence(request.headers()).as_deref() != Some("application/json") {
        let detail = "the body must be application/json; say so in Content-Type";
        return Err(Problem::new(Kind::MediaType, detail));
    }
    let order = LinkRequest::read(&received.bytes, &app.settings.listen.time_zone)?;
    conversion::may_have(request.extensions(), order.format)?;
    let mut turn = Turn::of(app, request.extensions());
    turn.body_share = Some(received.share);
    let work = Work::Pack(order.content);
    let made = conversion::run(app, "link", turn, account, work).await?;
    let (Answer::Packed, Ok(packed)) = (made.answer, String::from_utf8(made.bytes)) else {
        return Err(conversion::fault("the worker gave no packed song"));
    };
    let path = format!("{PATH}{packed}.{}", order.format.name());
    let (address, expires) = signed(app, request, &path, &order.query, order.lifetime)?;
    let (length, most) = (address.len() as u64, app.settings.conversions.max_link_size);
    if length > most {
        let detail = format!(
            "the address would have {length} bytes, and a link has at most {} (MAX_LINK_SIZE)",
            units::format_size(most)
        );
        return Err(Problem::new(Kind::TooLarge, detail)
            .with("allowed", most.into())
            .with("setting", "MAX_LINK_SIZE".into()));
    }
    let prefix = request
        .extensions()
        .get::<Prefix>()
        .cloned()
        .unwrap_or_default();
    let told = json!({ "path": format!("{}{address}", prefix.as_str()), "expires": expires });
    let mut response = Json(told).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The address, signed for the client where it is to expire, and until when it is good, in seconds since 1970.
fn signed(
    app: &App,
    request: &Request,
    path: &str,
    query: &str,
    lifetime: Option<u64>,
) -> Result<(String, Option<u64>), Problem> {
    let Some(lifetime) = lifetime.filter(|_| app.settings.access.mode == Mode::Production) else {
        let joint = if query.is_empty() { "" } else { "?" };
        return Ok((format!("{path}{joint}{query}"), None));
    };
    if app.settings.access.signatures == Signatures::Off {
        let detail =
            "signatures are switched off (SIGNATURES): make a link without one, with expires_in 0";
        return Err(Problem::field_fault("expires_in", "/expires_in", detail));
    }
    let key = request.extensions().get::<Key>();
    let client = key.map(|key| key.client().name()).unwrap_or_default();
    let keys = app.keys();
    let secret = keys
        .secrets_of(client)
        .find_map(|(secret, known)| (known == key).then_some(*secret))
        .ok_or_else(|| conversion::fault("the client has no key any more"))?;
    let expires = timestamp::now().0.saturating_add(lifetime);
    let address = signed_url::make((client, &secret), path, query, expires);
    Ok((address, Some(expires)))
}
