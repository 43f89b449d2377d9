//! Answers that no route gives: to connections that are turned away, and to what cannot be read as a request. They are
//! written byte by byte, with the same headers and the same problem body as all others, and are logged and counted like them.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::http::{HeaderValue, header};

use crate::app::App;
use crate::problem::{Kind, Problem};
use crate::response::headers::{self, Transport};
use crate::telemetry::refusal_log::Refused;
use crate::telemetry::request_id::{self, RequestId};

/// What refuses on a connection.
#[derive(Debug, Clone)]
pub struct Refuser {
    app: Arc<App>,
    remote: IpAddr,
}

impl Refuser {
    /// For the connection to `remote`.
    pub fn new(app: Arc<App>, remote: IpAddr) -> Self {
        Refuser { app, remote }
    }

    /// The whole answer for `problem`, after which the connection closes.
    pub fn answer(&self, problem: &Problem) -> Vec<u8> {
        self.answer_over(problem, self.app.transport())
    }

    /// For a client that speaks plain HTTP where TLS is spoken.
    pub fn not_encrypted(&self) -> Vec<u8> {
        let problem = Problem::invalid("this port speaks TLS: use https://");
        self.answer_over(&problem, Transport::Plain)
    }

    fn answer_over(&self, problem: &Problem, transport: Transport) -> Vec<u8> {
        let id = RequestId::generate();
        self.app.metrics.problem(problem.name());
        if problem.kind() == Kind::Busy {
            self.app.overload.count(Refused {
                id: id.as_str().to_owned(),
                client: None,
                remote: Some(self.remote.to_string()),
                route: None,
                cause: Some("MAX_CONNECTIONS".to_owned()),
            });
            return render(problem, &id, transport);
        }
        tracing::warn!(
            id = id.as_str(),
            remote = %self.remote,
            status = problem.kind().status().as_u16(),
            problem = problem.name(),
            "connection refused"
        );
        render(problem, &id, transport)
    }
}

fn render(problem: &Problem, id: &RequestId, transport: Transport) -> Vec<u8> {
    let (mut parts, body) = problem.render_text(id);
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

/// The problem for which the HTTP library gave the answer whose head is `bare`.
pub fn behind(bare: &[u8]) -> Problem {
    let status = bare.get(9..12).unwrap_or_default();
    match status {
        b"414" => Problem::new(Kind::LongTarget, "the path and query are too long"),
        b"431" => Problem::new(
            Kind::LargeHead,
            "the head of the request is too large, or has too many fields",
        ),
        _ => Problem::invalid("this cannot be read as an HTTP/1.1 request"),
    }
}

/// For a connection over the cap.
pub fn full() -> Problem {
    Problem::new(
        Kind::Busy,
        "the service has as many connections as it may have",
    )
    .retry_after(Duration::from_secs(1))
}

/// For a request whose head did not arrive in time.
pub fn slow() -> Problem {
    Problem::new(Kind::Slow, "the head of the request did not arrive in time")
}
