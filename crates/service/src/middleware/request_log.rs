//! What happens around every request: its id, the client's address, the headers of its answer, its log line and counts.

mod line;

use std::sync::Arc;
use std::time::Instant;

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::middleware::body;
use crate::middleware::cors;
use crate::middleware::encryption::Sealed;
use crate::middleware::request_outcome::{Certificate, ClientAddress, Peer, RequestOutcome};
use crate::problem::{Kind, Problem};
use crate::response::headers;
use crate::security::api_keys::Client;
use crate::security::networks::client_address;
use crate::security::path_prefix::Prefix;
use crate::telemetry::metrics::Refusal;
use crate::telemetry::request_id::{self, RequestId};
use crate::telemetry::spans::RequestSpan;
use crate::telemetry::trace_context::{self, Trace};
use line::Line;

/// Stands for the route of a request that has none.
const UNMATCHED: &str = "unmatched";

/// Marks a request that came in at the operator's port.
#[derive(Debug, Clone, Copy)]
pub struct Operations;

/// What is wrong with a request before its route counts, which the server has seen.
#[derive(Debug, Clone)]
pub struct Unfit(pub Problem);

/// Surrounds the handling of every request.
pub async fn log_request(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let id = RequestId::from_headers(request.headers());
    let trace = Trace::from_headers(request.headers());
    let origin = request.extensions().get::<Peer>().map(|peer| {
        ClientAddress(client_address(
            peer.0.ip(),
            request.headers(),
            &app.settings.access.trusted_proxies,
        ))
    });
    if let Some(origin) = origin {
        request.extensions_mut().insert(origin);
    }
    request.extensions_mut().insert(id.clone());
    let prefix = Prefix::of(
        request.extensions().get::<Peer>().map(|peer| peer.0.ip()),
        request.headers(),
        &app.settings.access.trusted_proxies,
        request.extensions().get(),
    );
    request.extensions_mut().insert(prefix.clone());
    let page_origin = request.headers().get(header::ORIGIN).cloned();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or(UNMATCHED, MatchedPath::as_str)
        .to_owned();
    let departure = DisconnectGuard(Some(Left {
        app: Arc::clone(&app),
        id: id.clone(),
        trace: trace.clone(),
        method: method_label(request.method()),
        route: route.clone(),
        begun,
    }));
    let method = method_label(request.method());
    let is_open = route.starts_with("/health");
    let is_allowed = app.settings.access.allowed_networks.is_empty()
        || request.extensions().get::<Operations>().is_some()
        || origin.is_some_and(|origin| app.settings.access.allowed_networks.contains(origin.0));
    let lacks_certificate =
        request.extensions().get::<Certificate>() == Some(&Certificate::Missing);
    let mut response = if let Some(Unfit(problem)) = request.extensions_mut().remove() {
        body::drain(&app, &mut request).await;
        problem.into_response()
    } else if !knows_coding(request.headers()) {
        refuse_coding(&app, &mut request).await
    } else if !is_open && !is_allowed {
        refuse_address(&app, origin)
    } else if !is_open && lacks_certificate {
        refuse_stranger(&app, origin)
    } else if route != UNMATCHED
        && let Some(answer) = cors::preflight(&app.settings.listen.cors_origins, &request)
    {
        answer
    } else {
        next.run(request).await
    };
    departure.stayed();
    let account = response
        .extensions_mut()
        .remove::<RequestOutcome>()
        .unwrap_or_default();
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = problem.map(|problem| problem.under(&prefix));
    let is_sealed = response.extensions_mut().remove::<Sealed>().is_some();
    if let Some(problem) = problem.as_ref().filter(|_| !is_sealed) {
        let earlier = std::mem::take(response.headers_mut());
        response = problem.render(&id);
        for (name, value) in &earlier {
            response
                .headers_mut()
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
        response.headers_mut().remove("content-length");
    }
    if let Some(problem) = &problem {
        app.metrics.problem(problem.name());
        if matches!(problem.field(), Some("options.config" | "config")) {
            audit_configuration(&app, origin, &account);
        }
    }
    if !app.is_ready() {
        // Clients that go on asking come to a process that stays.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    headers::secure(response.headers_mut(), app.transport());
    let cors = &app.settings.listen.cors_origins;
    cors::mark(cors, page_origin.as_ref(), response.headers_mut());
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(request_id::HEADER), value);
    }
    // Only who follows a trace wants to hear of it; the answers to all others stay the same from time to time.
    if let (Some(_), Ok(value)) = (trace.parent, HeaderValue::from_str(&trace.to_string())) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(trace_context::ANSWER_HEADER), value);
    }
    let took = begun.elapsed();
    let sent = response.body().size_hint().exact().unwrap_or(0);
    let status = response.status().as_u16();
    app.metrics.request(&route, method, status, took);
    app.metrics.traffic(account.received, sent);
    let line = Line {
        id: &id,
        trace: &trace,
        origin,
        route: &route,
        method,
        status,
        received: account.received,
        sent,
        begun,
        took,
        account: &account,
        problem: problem.as_ref(),
    };
    match &problem {
        Some(problem) if problem.kind() == Kind::Busy => app.overload.count(line.refused()),
        _ => line.write(),
    }
    if let Some(spans) = &app.spans
        && let Some(span) = line.span(app.scheme())
    {
        spans.record(span);
    }
    response
}

/// Whether the body comes as it is, or in chunks. Any other transfer coding (RFC 9112, 6.1) is one that another hop may see
/// otherwise, and whose content would be taken for that of the body.
fn knows_coding(headers: &HeaderMap) -> bool {
    let mut fields = headers.get_all(header::TRANSFER_ENCODING).iter();
    match (fields.next(), fields.next()) {
        (None, _) => true,
        (Some(field), None) => field
            .as_bytes()
            .trim_ascii()
            .eq_ignore_ascii_case(b"chunked"),
        (Some(_), Some(_)) => false,
    }
}

async fn refuse_coding(app: &App, request: &mut Request) -> Response {
    body::drain(app, request).await;
    let problem = Problem::new(
        Kind::TransferCoding,
        "of the transfer codings only chunked is implemented, alone and once",
    );
    let close = HeaderValue::from_static("close");
    problem
        .with_header(header::CONNECTION, close)
        .into_response()
}

/// A configuration that is refused may be a try to reach what is not the client's.
fn audit_configuration(app: &App, origin: Option<ClientAddress>, account: &RequestOutcome) {
    let address = origin.map_or_else(|| "unknown".to_owned(), |origin| origin.to_string());
    let client = account.client.as_ref().map_or("unknown", Client::name);
    let details = [("remote", address.as_str()), ("client", client)];
    app.audit.event("configuration rejected", &details);
}

fn refuse_address(app: &App, origin: Option<ClientAddress>) -> Response {
    let address = origin.map_or_else(|| "unknown".to_owned(), |origin| origin.to_string());
    app.audit.event("address refused", &[("remote", &address)]);
    app.metrics.refusal(Refusal::Address);
    Problem::new(
        Kind::Forbidden,
        "the service may not be used from this address",
    )
    .into_response()
}

fn refuse_stranger(app: &App, origin: Option<ClientAddress>) -> Response {
    let address = origin.map_or_else(|| "unknown".to_owned(), |origin| origin.to_string());
    app.audit
        .event("certificate missing", &[("remote", &address)]);
    Problem::new(Kind::Forbidden, "a client certificate is needed")
        .because("no client certificate")
        .into_response()
}

/// The method as a label of bounded variety: clients may send any word.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

/// Notices, by being dropped early, that a client left before its answer.
struct DisconnectGuard(Option<Left>);

struct Left {
    app: Arc<App>,
    id: RequestId,
    trace: Trace,
    method: &'static str,
    route: String,
    begun: Instant,
}

impl Left {
    fn span(&self) -> RequestSpan {
        RequestSpan {
            trace: self.trace.clone(),
            method: self.method,
            route: line::named(&self.route),
            status: None,
            outcome: "left",
            scheme: self.app.scheme(),
            id: self.id.as_str().to_owned(),
            client: None,
            format: None,
            cache: None,
            received: 0,
            sent: 0,
            begun: self.begun,
            took: self.begun.elapsed(),
            work: None,
        }
    }
}

impl DisconnectGuard {
    fn stayed(mut self) {
        self.0 = None;
    }
}

impl Drop for DisconnectGuard {
    fn drop(&mut self) {
        if let Some(left) = &self.0 {
            left.app.metrics.client_left();
            let total_ms = left.begun.elapsed().as_secs_f64() * 1e3;
            if let Some(spans) = &left.app.spans {
                spans.record(left.span());
            }
            tracing::info!(
                id = left.id.as_str(),
                trace = left.trace.id(),
                route = left.route,
                total_ms,
                "client left"
            );
        }
    }
}
