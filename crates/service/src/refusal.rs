//! Answers that no route gives: to connections that are turned away, and to what cannot be read as a request. They are
//! written byte by byte, with the same headers and the same problem body as all others.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderValue, header};

use crate::headers::{self, Transport};
use crate::problem::{Kind, Problem};
use crate::request_id::{self, RequestId};

/// The whole answer for `problem`, after which the connection closes.
pub fn answer(problem: &Problem, transport: Transport) -> Vec<u8> {
    let id = RequestId::generate();
    let (mut parts, body) = problem.render_text(&id);
    headers::secure(&mut parts.headers, transport);
    let fields = &mut parts.headers;
    fields.insert(header::CONNECTION, HeaderValue::from_static("close"));
    fields.insert(header::CONTENT_LENGTH, body.len().into());
    let date = httpdate::fmt_http_date(SystemTime::now());
    if let Ok(value) = HeaderValue::from_str(&date) {
        fields.insert(header::DATE, value);
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        fields.insert(request_id::HEADER, value);
    }
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let mut text = format!("HTTP/1.1 {} {reason}\r\n", parts.status.as_u16()).into_bytes();
    for (name, value) in fields.iter() {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(body.as_bytes());
    text
}

/// What is sent in place of the HTTP library's own answer, whose head is `bare`.
pub fn in_place_of(bare: &[u8], transport: Transport) -> Vec<u8> {
    let status = bare.get(9..12).unwrap_or_default();
    let problem = match status {
        b"414" => Problem::new(Kind::LongTarget, "the path and query are too long"),
        b"431" => Problem::new(
            Kind::LargeHead,
            "the head of the request is too large, or has too many fields",
        ),
        _ => Problem::invalid("this cannot be read as an HTTP/1.1 request"),
    };
    answer(&problem, transport)
}

/// For a connection over the cap.
pub fn full(transport: Transport) -> Vec<u8> {
    let problem = Problem::new(
        Kind::Busy,
        "the service has as many connections as it may have",
    )
    .retry_after(Duration::from_secs(1));
    answer(&problem, transport)
}

/// For a request whose head did not arrive in time.
pub fn slow(transport: Transport) -> Vec<u8> {
    let problem = Problem::new(Kind::Slow, "the head of the request did not arrive in time");
    answer(&problem, transport)
}

/// For a client that speaks plain HTTP where TLS is spoken.
pub fn not_encrypted() -> Vec<u8> {
    let problem = Problem::invalid("this port speaks TLS: use https://");
    answer(&problem, Transport::Plain)
}
