//! Who asks: the key or the signature of a request, and what its client may do.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::body;
use crate::date;
use crate::exchange::{Account, Origin};
use crate::keys::Client;
use crate::problem::{Kind, Problem};
use crate::rate::Decision;
use crate::settings::{Mode, Signatures};
use crate::signature::{SCHEME, Signature, Signed};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Lets a request pass that carries a valid key or signature and is within its rate limit.
pub async fn require_key(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = match authenticate(&app, &mut request).await {
        Ok(client) => client,
        Err(problem) => {
            body::drain(&app, &mut request).await;
            return problem.into_response();
        }
    };
    app.metrics.client(client.name());
    let decision = app
        .limiter
        .as_ref()
        .map(|limiter| limiter.check(client.name(), Instant::now()));
    let mut response = match decision {
        Some(Decision {
            is_allowed: false,
            wait,
            ..
        }) => {
            app.audit
                .event("limit reached", &[("client", client.name())]);
            body::drain(&app, &mut request).await;
            Problem::new(Kind::RateLimited, "too many requests; see Retry-After")
                .retry_after(wait)
                .into_response()
        }
        _ => next.run(request).await,
    };
    if let (Some(limiter), Some(decision)) = (&app.limiter, decision) {
        let state = format!(
            "\"default\";r={};t={}",
            decision.remaining,
            decision.wait.as_millis().div_ceil(1000)
        );
        let headers = response.headers_mut();
        insert_text(headers, RATE_LIMIT, &state);
        insert_text(headers, RATE_LIMIT_POLICY, &limiter.limit().policy());
    }
    Account::of(&mut response).client = Some(client);
    response
}

fn insert_text(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

async fn authenticate(app: &App, request: &mut Request) -> Result<Client, Problem> {
    let address = request
        .extensions()
        .get::<Origin>()
        .map_or_else(|| "unknown".to_owned(), Origin::to_string);
    if app.settings.mode == Mode::Development {
        return Ok(Client::named("development"));
    }
    let refuse = |event: &str, cause: &str, detail: &str| {
        app.audit
            .event(event, &[("address", &address), ("cause", cause)]);
        tracing::warn!(remote = address, cause, "authentication failed");
        Problem::new(Kind::Unauthorized, detail)
            .because(cause)
            .with_header(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"chordpro-api\""),
            )
    };
    let signature = authorization(request.headers(), SCHEME).map(str::to_owned);
    if let Some(parameters) = signature {
        if app.settings.signatures == Signatures::Off {
            return Err(refuse(
                "signature refused",
                "signatures are off",
                "signed requests are switched off; send X-API-Key",
            ));
        }
        let Some(signature) = Signature::parse(&parameters) else {
            return Err(refuse(
                "signature refused",
                "malformed",
                "the signature is not well formed: it needs client, time, nonce and signature",
            ));
        };
        let received = body::receive(app, request).await?;
        let signed = Signed {
            method: request.method().as_str(),
            path: request.uri().path(),
            query: request.uri().query().unwrap_or(""),
            body: &received.bytes,
        };
        return signature
            .verify(&signed, &app.keys(), &app.nonces, date::now().0)
            .map_err(|refused| {
                refuse(
                    "signature refused",
                    refused.name(),
                    "the signature is not valid",
                )
            });
    }
    if app.settings.signatures == Signatures::Required {
        return Err(refuse(
            "key refused",
            "not signed",
            "this service takes signed requests only",
        ));
    }
    let Some(key) = presented_key(request.headers()) else {
        return Err(refuse(
            "key refused",
            "no key",
            "an API key is needed: send it as X-API-Key, or as Authorization: Bearer",
        ));
    };
    app.keys()
        .find(key)
        .cloned()
        .ok_or_else(|| refuse("key refused", "unknown key", "the API key is not valid"))
}

/// The key that a request carries.
fn presented_key(headers: &HeaderMap) -> Option<&[u8]> {
    let direct = headers
        .get("x-api-key")
        .map(|value| value.as_bytes().trim_ascii())
        .filter(|key| !key.is_empty());
    direct.or_else(|| authorization(headers, "Bearer").map(str::as_bytes))
}

/// What follows `scheme` in `Authorization`.
fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (name, rest) = text.split_once(' ')?;
    name.eq_ignore_ascii_case(scheme)
        .then(|| rest.trim())
        .filter(|rest| !rest.is_empty())
}
