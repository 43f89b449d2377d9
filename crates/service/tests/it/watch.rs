//! What operators see: metrics, the operator's port, traces.

use std::time::Duration;

use axum::http::Method;
use chordpro_api::routes::conversion::problem_of_loss;
use chordpro_api::server::operations_port::OperationsServer;
use chordpro_api::worker::Lost;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Answer, KEY, Service, request};

const SONG: &str = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";

/// The value of the line that begins with `name`; 0 where there is none.
fn value(service: &Service, name: &str) -> f64 {
    service
        .app
        .metrics
        .expose(&service.app.gauges())
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .map_or(0.0, |number| number.parse().expect("a number"))
}

async fn convert(service: &Service, format: &str, content: &str) -> Answer {
    let order = json!({ "content": content, "output_format": format });
    service.post("/convert", &order).await
}

#[tokio::test]
async fn every_metric_moves_with_what_it_counts() {
    let service = Service::new(&[("MAX_CONTENT_SIZE", "10KiB"), ("RATE_LIMIT", "12/1h")]);
    assert_eq!(convert(&service, "pdf", SONG).await.status, 200);
    assert_eq!(convert(&service, "pdf", SONG).await.status, 200);
    assert_eq!(convert(&service, "text", SONG).await.status, 200);
    let page = json!({ "content": SONG, "output_format": "svg", "options": { "page": 99 } });
    assert_eq!(service.post("/convert", &page).await.status, 422);
    assert_eq!(
        service
            .post("/lint", &json!({ "content": SONG }))
            .await
            .status,
        200
    );
    assert_eq!(service.get("/diagrams/C.svg").await.status, 200);
    assert_eq!(
        convert(&service, "pdf", &"a".repeat(20_000)).await.status,
        413
    );
    let stranger = request(Method::GET, "/formats", &[("x-api-key", "unknown")], "");
    assert_eq!(service.send(stranger).await.status, 401);
    let forged = "ChordPro-HMAC-SHA256 client=web, time=1, nonce=nonce-nonce, signature=00";
    let forged = request(Method::GET, "/formats", &[("authorization", forged)], "");
    assert_eq!(service.send(forged).await.status, 401);
    let mut passed = 0;
    while service.get("/formats").await.status == 200 {
        passed += 1;
        assert!(passed < 12, "the limit does not hold");
    }
    problem_of_loss(&service.app, "pdf", Lost::Full);
    problem_of_loss(&service.app, "pdf", Lost::TimedOut);
    problem_of_loss(&service.app, "pdf", Lost::Crashed);

    for (name, least) in [
        (
            "chordpro_requests_total{route=\"/convert\",method=\"POST\",status=\"200\"}",
            3.0,
        ),
        (
            "chordpro_requests_total{route=\"/convert\",method=\"POST\",status=\"422\"}",
            1.0,
        ),
        ("chordpro_request_seconds_count{route=\"/convert\"}", 5.0),
        ("chordpro_client_requests_total{client=\"web\"}", 12.0),
        ("chordpro_problems_total{kind=\"unauthorized\"}", 2.0),
        ("chordpro_problems_total{kind=\"song\"}", 1.0),
        ("chordpro_refusals_total{reason=\"key\"}", 1.0),
        ("chordpro_refusals_total{reason=\"signature\"}", 1.0),
        ("chordpro_refusals_total{reason=\"size\"}", 1.0),
        ("chordpro_refusals_total{reason=\"rate\"}", 1.0),
        ("chordpro_refusals_total{reason=\"queue\"}", 1.0),
        (
            "chordpro_conversions_total{format=\"pdf\",outcome=\"done\"}",
            1.0,
        ),
        (
            "chordpro_conversions_total{format=\"svg\",outcome=\"failed\"}",
            1.0,
        ),
        (
            "chordpro_conversions_total{format=\"lint\",outcome=\"done\"}",
            1.0,
        ),
        (
            "chordpro_conversions_total{format=\"pdf\",outcome=\"refused\"}",
            1.0,
        ),
        (
            "chordpro_conversions_total{format=\"pdf\",outcome=\"timed-out\"}",
            1.0,
        ),
        (
            "chordpro_conversions_total{format=\"pdf\",outcome=\"panicked\"}",
            1.0,
        ),
        ("chordpro_conversion_seconds_count{format=\"pdf\"}", 1.0),
        ("chordpro_queue_seconds_count", 5.0),
        ("chordpro_panics_total", 1.0),
        ("chordpro_songs_total{format=\"pdf\"}", 1.0),
        ("chordpro_pages_total{format=\"pdf\"}", 1.0),
        ("chordpro_answers_total{cache=\"hit\"}", 1.0),
        ("chordpro_answers_total{cache=\"miss\"}", 2.0),
        ("chordpro_received_bytes_total", 100.0),
        ("chordpro_sent_bytes_total", 10_000.0),
        ("chordpro_workers", 1.0),
        ("chordpro_cache_bytes", 1000.0),
        ("chordpro_keys", 1.0),
        ("process_resident_memory_bytes", 1e6),
        ("process_virtual_memory_bytes", 1e6),
        ("process_cpu_seconds_total", 0.01),
        ("process_open_fds", 3.0),
        ("process_max_fds", 16.0),
        ("process_threads", 1.0),
        ("process_start_time_seconds", 1.7e9),
    ] {
        let found = value(&service, name);
        assert!(found >= least, "{name} is {found}, not {least} or more");
    }
    let page = service.app.metrics.expose(&service.app.gauges());
    assert!(page.contains("\nchordpro_log_lines_lost_total 0\n"));
    assert!(!page.contains("chordpro_certificate_expiry"), "without TLS");
}

#[tokio::test]
async fn refusals_of_addresses_and_for_want_of_memory_are_counted() {
    let service = Service::new(&[("ALLOWED_NETWORKS", "192.0.2.0/24")]);
    assert_eq!(service.get("/formats").await.status, 403);
    assert_eq!(
        value(&service, "chordpro_refusals_total{reason=\"address\"}"),
        1.0
    );
    let service = Service::new(&[]);
    let _others = crate::shares::fill(&service.app.body_memory.clients);
    assert_eq!(
        convert(&service, "text", &"a".repeat(10_000)).await.status,
        503
    );
    assert_eq!(
        value(&service, "chordpro_refusals_total{reason=\"memory\"}"),
        1.0
    );
}

#[tokio::test]
async fn a_client_that_leaves_and_work_that_waits_are_counted() {
    let service = Service::new(&[("WORKERS", "1")]);
    let occupied = service.app.pool.hold();
    assert_eq!(value(&service, "chordpro_workers_busy"), 1.0);
    let waiting = tokio::time::timeout(Duration::from_millis(100), convert(&service, "text", SONG));
    assert!(waiting.await.is_err());
    assert_eq!(value(&service, "chordpro_clients_left_total"), 1.0);
    assert_eq!(
        value(&service, "chordpro_queue_length"),
        0.0,
        "its place in the queue is free again"
    );
    drop(occupied);
    assert_eq!(convert(&service, "text", SONG).await.status, 200);
}

async fn ask(address: std::net::SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let text = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(text.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test]
async fn the_operators_port_answers_without_a_key() {
    let service = Service::new(&[("OPS_PORT", "0"), ("ALLOWED_NETWORKS", "192.0.2.0/24")]);
    let operations = OperationsServer::bind(service.app.clone()).await;
    let operations = operations.expect("a free port").expect("a port is set");
    let address = operations.address().expect("an address");
    let serving = tokio::spawn(operations.serve());
    let metrics = ask(address, "/metrics").await;
    assert!(metrics.starts_with("HTTP/1.1 200"), "{metrics}");
    let (version, build) = (chordpro_engine::VERSION, chordpro_engine::BUILD);
    let info = format!("chordpro_build_info{{version=\"{version}\",build=\"{build}\"}} 1");
    assert!(metrics.contains(&info), "{metrics}");
    for path in ["/health", "/health/live", "/health/ready"] {
        assert!(
            ask(address, path).await.starts_with("HTTP/1.1 200"),
            "{path}"
        );
    }
    for path in ["/", "/formats", "/convert"] {
        assert!(
            ask(address, path).await.starts_with("HTTP/1.1 404"),
            "{path}"
        );
    }
    service.app.retire();
    assert!(
        ask(address, "/health/ready")
            .await
            .starts_with("HTTP/1.1 503")
    );
    serving.abort();
    let public = Service::new(&[("OPS_PORT", "0")]);
    assert_eq!(public.get("/metrics").await.status, 404);
    assert_eq!(public.get("/health").await.status, 200);
}

#[tokio::test]
async fn a_trace_goes_on_into_the_answer() {
    let service = Service::new(&[]);
    let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let headers = [("x-api-key", KEY), ("traceparent", given)];
    let answer = service
        .send(request(Method::GET, "/formats", &headers, ""))
        .await;
    let response = answer.header("traceresponse").to_owned();
    assert!(
        response.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"),
        "{response}"
    );
    assert!(!response.contains("00f067aa0ba902b7"));
    let other = service.get("/nowhere").await;
    assert_eq!(other.header("traceresponse"), "");
}
