//! Cross-origin requests: which pages of other origins may read the answers (the CORS protocol of the Fetch standard).

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::security::cors_origins::Origins;

/// The headers of requests that pages may set beside those that they always may.
static REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Digest, Content-Type, If-None-Match, X-API-Key, X-Request-Id, traceparent, tracestate",
);

/// The headers of answers that pages may read beside those that they always may.
static ANSWER_HEADERS: HeaderValue = HeaderValue::from_static(
    "Allow, ChordPro-API-Version, ChordPro-Pages, ChordPro-Songs, ChordPro-Warnings, Content-Disposition, ETag, RateLimit, \
     RateLimit-Policy, Retry-After, X-Request-Id, traceresponse",
);

/// The methods of the routes.
static METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST");

/// Seconds for which a browser need not ask again: as many as Chromium takes at most.
static MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// The answer to a preflight request (`OPTIONS` that asks for a method) of a page that may read answers.
pub fn preflight(origins: &Origins, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let is_preflight = request.method() == Method::OPTIONS
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let origin = headers.get(header::ORIGIN).filter(|_| is_preflight)?;
    origins.allow(origin).then(|| {
        let fields = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS.clone()),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                REQUEST_HEADERS.clone(),
            ),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE.clone()),
        ];
        (StatusCode::NO_CONTENT, fields).into_response()
    })
}

/// Says in the `headers` of an answer whether a page of `origin` may read it.
pub fn mark(origins: &Origins, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    if *origins == Origins::Off {
        return;
    }
    if *origins != Origins::Any {
        vary(headers);
    }
    let Some(origin) = origin.filter(|origin| origins.allow(origin)) else {
        return;
    };
    let value = match origins {
        Origins::Any => HeaderValue::from_static("*"),
        _ => origin.clone(),
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        ANSWER_HEADERS.clone(),
    );
}

/// Says that the answer depends on the origin, beside what it depends on already.
fn vary(headers: &mut HeaderMap) {
    let mut names: Vec<_> = headers
        .get_all(header::VARY)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(str::to_owned)
        .collect();
    names.push("Origin".to_owned());
    if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
        headers.insert(header::VARY, value);
    }
}
