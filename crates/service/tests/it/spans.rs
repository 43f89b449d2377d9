//! Spans, as a collector of OpenTelemetry on the loopback interface receives them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use rcgen::{CertificateParams, KeyPair};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::started::{Started, exchange, post, start};
use crate::support::{KEY, Service, request};

const SONG: &str =
    r#"{"content": "{title: Amazing Grace}\n[C]Amazing grace", "output_format": "text"}"#;

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// What a batch came as: its head, and its body.
type Received = (String, Vec<u8>);

struct Collector {
    address: SocketAddr,
    received: mpsc::UnboundedReceiver<Received>,
}

impl Collector {
    /// Answers with `status`.
    async fn start(status: &'static str, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (sender, received) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("accepted");
                let heard = match &tls {
                    None => receive(stream, status).await,
                    Some(tls) => match tls.accept(stream).await {
                        Ok(stream) => receive(stream, status).await,
                        Err(_) => continue,
                    },
                };
                let _ = sender.send(heard);
            }
        });
        Collector { address, received }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next batch.
    async fn next(&mut self) -> Received {
        let next = timeout(Duration::from_secs(20), self.received.recv());
        next.await.expect("in time").expect("a batch")
    }
}

async fn receive(mut stream: impl AsyncRead + AsyncWrite + Unpin, status: &str) -> Received {
    let mut bytes = Vec::new();
    loop {
        let count = stream.read_buf(&mut bytes).await.expect("read");
        assert!(count > 0, "it ended early");
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|text| text.parse().ok()).expect("a length");
        if bytes.len() >= end + 4 + length {
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.expect("sent");
            let _ = stream.shutdown().await;
            return (head, bytes.split_off(end + 4));
        }
    }
}

fn spans(body: &[u8]) -> Vec<Span> {
    let message = ExportTraceServiceRequest::decode(body).expect("a batch");
    let scopes = message
        .resource_spans
        .into_iter()
        .flat_map(|spans| spans.scope_spans);
    scopes.flat_map(|scope| scope.spans).collect()
}

fn text(attributes: &[KeyValue], name: &str) -> String {
    let found = attributes.iter().find(|attribute| attribute.key == name);
    match found.and_then(|attribute| attribute.value.clone()?.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn start_for(collector: &Collector, more: &[(&str, &str)]) -> Started {
    let url = collector.url();
    let mut settings = vec![("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str())];
    settings.extend(more);
    start(&settings).await
}

#[tokio::test]
async fn a_request_is_told_to_the_collector_within_its_trace_but_for_song_and_key() {
    let mut collector = Collector::start("200 OK", None).await;
    let server = start_for(
        &collector,
        &[
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-token=let%20me%20in"),
            (
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=test",
            ),
        ],
    )
    .await;
    let extra = format!("traceparent: {PARENT}\r\ntracestate: vendor=1\r\nConnection: close\r\n");
    let answer = exchange(server.address, &post(SONG, &extra)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (head, body) = collector.next().await;
    assert!(head.starts_with("post /v1/traces http/1.1"), "{head}");
    assert!(head.contains("x-token: let me in"), "{head}");
    assert!(
        head.contains("content-type: application/x-protobuf"),
        "{head}"
    );
    for secret in [KEY, "Amazing", "grace"] {
        let is_in = body
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!is_in, "{secret}");
    }
    let message = ExportTraceServiceRequest::decode(body.as_slice()).expect("a batch");
    let resource = message.resource_spans[0]
        .resource
        .clone()
        .expect("a resource");
    assert_eq!(text(&resource.attributes, "service.name"), "chordpro-api");
    assert_eq!(
        text(&resource.attributes, "deployment.environment.name"),
        "test"
    );

    let all = spans(&body);
    let whole = all
        .iter()
        .find(|span| span.name == "POST /convert")
        .expect("a span");
    assert_eq!(hex(&whole.trace_id), TRACE);
    assert_eq!(hex(&whole.parent_span_id), "00f067aa0ba902b7");
    assert_eq!(whole.trace_state, "vendor=1");
    for (name, value) in [
        ("http.request.method", "POST"),
        ("http.route", "/convert"),
        ("http.response.status_code", "200"),
        ("url.scheme", "http"),
        ("chordpro.client", "web"),
        ("chordpro.format", "text"),
        ("chordpro.outcome", "done"),
        ("chordpro.cache", "miss"),
    ] {
        assert_eq!(text(&whole.attributes, name), value, "{name}");
    }
    assert!(!text(&whole.attributes, "chordpro.convert_ms").is_empty());
    let mut reached = whole.start_time_unix_nano;
    for name in ["queue", "convert"] {
        let stage = all.iter().find(|span| span.name == name).expect("a stage");
        assert_eq!(hex(&stage.trace_id), TRACE);
        assert_eq!(stage.parent_span_id, whole.span_id);
        assert!(stage.start_time_unix_nano >= reached, "{name}");
        assert!(stage.end_time_unix_nano >= stage.start_time_unix_nano);
        reached = stage.end_time_unix_nano;
    }
    assert!(whole.end_time_unix_nano >= reached);
    let response = answer.to_lowercase();
    assert!(response.contains(&format!(
        "traceresponse: 00-{TRACE}-{}-01",
        hex(&whole.span_id)
    )));
}

#[tokio::test]
async fn stopping_sends_the_spans_that_are_left() {
    let mut collector = Collector::start("200 OK", None).await;
    let server = start_for(&collector, &[("OTEL_BSP_SCHEDULE_DELAY", "1h")]).await;
    for _ in 0..3 {
        exchange(server.address, &post(SONG, "Connection: close\r\n")).await;
    }
    exchange(
        server.address,
        "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    server.stop.send(()).expect("running");
    server.task.await.expect("no panic");
    let (_, body) = collector.received.try_recv().expect("sent before the end");
    let all = spans(&body);
    let requests = all.iter().filter(|span| span.parent_span_id.is_empty());
    assert_eq!(
        requests.count(),
        3,
        "probes that find all well have no span"
    );
    assert_eq!(server.app.gauges().spans.map(|counts| counts.sent), Some(3));
}

#[tokio::test]
async fn a_full_queue_drops_spans_and_counts_them() {
    let service = Service::new(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "2"),
    ]);
    // Nothing is sent before the server serves, so the queue stays as it is.
    for _ in 0..5 {
        assert_eq!(service.get("/formats").await.status, 200);
    }
    let unsampled = PARENT.replace("-01", "-00");
    let headers = [("x-api-key", KEY), ("traceparent", unsampled.as_str())];
    service
        .send(request(Method::GET, "/formats", &headers, ""))
        .await;
    let metrics = service.get("/metrics").await.text();
    assert!(
        metrics.contains("chordpro_spans_total{outcome=\"dropped\"} 3\n"),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_collector_that_is_away_or_refuses_harms_no_request() {
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let away = format!("http://{}", port.local_addr().expect("an address"));
    drop(port);
    let refusing = Collector::start("401 Unauthorized", None).await;
    for url in [away, refusing.url()] {
        let server = start(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &url),
            ("OTEL_BSP_SCHEDULE_DELAY", "10"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "300"),
        ])
        .await;
        let begun = Instant::now();
        let failed = || server.app.gauges().spans.map_or(0, |counts| counts.failed);
        while failed() == 0 {
            let answer = exchange(server.address, &post(SONG, "Connection: close\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "nothing was tried"
            );
        }
        server.stop.send(()).expect("running");
        timeout(Duration::from_secs(10), server.task)
            .await
            .expect("an end")
            .expect("no panic");
    }
}

#[tokio::test]
async fn a_collector_over_tls_must_have_a_certificate_that_is_trusted() {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("signed");
    let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("a pair");
    let other = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let other = other
        .self_signed(&KeyPair::generate().expect("a key"))
        .expect("signed");
    let mut collector = Collector::start("200 OK", Some(TlsAcceptor::from(Arc::new(config)))).await;
    let url = format!("https://localhost:{}", collector.address.port());
    let path = std::env::temp_dir().join(format!("spans-{}.pem", std::process::id()));
    for (roots, is_trusted) in [(other.pem(), false), (certificate.pem(), true)] {
        std::fs::write(&path, roots).expect("written");
        let server = start(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()),
            (
                "OTEL_EXPORTER_OTLP_CERTIFICATE",
                path.to_str().expect("text"),
            ),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "2s"),
        ])
        .await;
        exchange(server.address, &post(SONG, "Connection: close\r\n")).await;
        server.stop.send(()).expect("running");
        server.task.await.expect("no panic");
        assert_eq!(collector.received.try_recv().is_ok(), is_trusted);
    }
    std::fs::remove_file(&path).expect("removed");
}
