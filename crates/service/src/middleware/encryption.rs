//! Encrypted requests are opened before their route sees them, and answers are encrypted for clients that ask for it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;

use crate::app::App;
use crate::middleware::body;
use crate::problem::{Kind, Problem};
use crate::request::multipart::essence;
use crate::security::jwe::{BodyKeys, MEDIA_TYPE};
use crate::security::path_prefix::Prefix;
use crate::telemetry::request_id::RequestId;

/// Says of an answer that its problem is encrypted already.
#[derive(Debug, Clone, Copy)]
pub struct Sealed;

/// Opens the request and seals the answer, where they are, or are to be, encrypted.
pub async fn decrypt_and_encrypt(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let wish = wish(request.headers());
    let is_sealed = essence(request.headers()).as_deref() == Some(MEDIA_TYPE);
    if wish.is_none() && !is_sealed {
        return next.run(request).await;
    }
    let id = request.extensions().get::<RequestId>().cloned();
    let keys = &app.settings.bodies.keys;
    let opened = if is_sealed {
        match open(&app, &mut request).await {
            Ok(kid) => Some(kid),
            Err(problem) => return problem.into_response(),
        }
    } else {
        None
    };
    let Some(wish) = wish else {
        return next.run(request).await;
    };
    let kid = match wish
        .kid
        .or(opened)
        .or_else(|| keys.only().map(str::to_owned))
    {
        Some(kid) if keys.holds(&kid) => kid,
        _ => {
            body::drain(&app, &mut request).await;
            return Problem::invalid(
                "the answer cannot be encrypted: name a key of this service, as in Accept: application/jose; kid=web",
            )
            .into_response();
        }
    };
    // What is encrypted cannot be compressed any more, nor be compressed for who does not see it.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let prefix = request.extensions().get::<Prefix>().cloned();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let problem = problem.under(&prefix.unwrap_or_default());
        response.extensions_mut().insert(problem);
    }
    seal(
        response,
        keys,
        &kid,
        &id.unwrap_or_else(RequestId::generate),
    )
    .await
}

/// A client's wish for an encrypted answer.
struct Wish {
    /// The key that it names.
    kid: Option<String>,
}

fn wish(headers: &HeaderMap) -> Option<Wish> {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            if !parts.next()?.eq_ignore_ascii_case(MEDIA_TYPE) {
                return None;
            }
            let parameters: Vec<_> = parts
                .filter_map(|parameter| parameter.split_once('='))
                .collect();
            let value = |wanted: &str| {
                let mut named = parameters.iter();
                named
                    .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
                    .map(|(_, value)| value.trim().trim_matches('"'))
            };
            let is_refused = value("q").is_some_and(|q| q.parse() == Ok(0.0));
            let kid = value("kid").map(str::to_owned);
            (!is_refused).then_some(Wish { kid })
        })
}

/// Puts what is encrypted in place of the body; the `kid` of its key.
async fn open(app: &App, request: &mut Request) -> Result<String, Problem> {
    let keys = &app.settings.bodies.keys;
    if keys.is_empty() {
        body::drain(app, request).await;
        return Err(Problem::new(
            Kind::MediaType,
            "this service has no keys for encrypted bodies",
        ));
    }
    let received = body::receive(app, request).await?;
    let opened = keys
        .open(&received.bytes)
        .map_err(|fault| Problem::invalid(fault.detail()))?;
    let content_type = HeaderValue::from_str(&opened.content_type)
        .map_err(|_| Problem::invalid("the cty of the JWE is no media type"))?;
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    request
        .extensions_mut()
        .insert(received.replaced(opened.content.into()));
    Ok(opened.kid)
}

async fn seal(response: Response, keys: &BodyKeys, kid: &str, id: &RequestId) -> Response {
    let (mut parts, body) = response.into_parts();
    let problem = parts.extensions.get::<Problem>().cloned();
    let content = match &problem {
        Some(problem) => {
            let (rendered, text) = problem.render_text(id);
            parts.headers.extend(rendered.headers);
            text.into()
        }
        None => match body.collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(_) => return cannot_seal(),
        },
    };
    if content.is_empty() {
        return Response::from_parts(parts, Body::empty());
    }
    let content_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("application/octet-stream");
    let Some(text) = keys.seal(kid, content_type, &content) else {
        return cannot_seal();
    };
    let headers = &mut parts.headers;
    headers.remove(header::CONTENT_LENGTH);
    // No two encryptions are the same.
    headers.remove(header::ETAG);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    // The name of a document is made from the song's title.
    if headers.contains_key(header::CONTENT_DISPOSITION) {
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"output.jose\""),
        );
    }
    parts.extensions.insert(Sealed);
    Response::from_parts(parts, Body::from(text))
}

fn cannot_seal() -> Response {
    Problem::new(Kind::Internal, "the answer could not be encrypted").into_response()
}
