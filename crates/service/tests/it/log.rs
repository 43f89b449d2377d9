//! The log line of a request.

#[cfg(feature = "redis")]
use crate::support::application;
use crate::support::{KEY, Service, request, until};
use axum::http::Method;
use chordpro_api::middleware::request_outcome::Peer;
use chordpro_api::telemetry::logs::LogFormat;
use chordpro_api::telemetry::logs::{self, MemoryLog};
use serde_json::{Value, json};

const SONG: &str = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";

/// What is logged from here on by this thread, as long as the guards live.
fn listen(log: &MemoryLog) -> (tracing::subscriber::DefaultGuard, tracing::Dispatch) {
    let level = tracing::level_filters::LevelFilter::INFO;
    let subscriber = || logs::subscriber(LogFormat::Json, level, log.clone());
    let guard = tracing::subscriber::set_default(subscriber());
    // While there is one subscriber, the first thread that comes by decides for all whether an event is of interest, and those of
    // other tests have none; two are always asked themselves.
    (guard, tracing::Dispatch::new(subscriber()))
}

/// The lines of the log with this message.
fn lines(log: &MemoryLog, message: &str) -> Vec<Value> {
    let text = log.text();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    lines
        .filter(|line: &Value| line["message"] == message)
        .collect()
}

#[tokio::test]
async fn refusals_under_overload_are_one_line_a_second() {
    let log = MemoryLog::default();
    let _guards = listen(&log);
    let service = Service::new(&[("WORKERS", "1"), ("QUEUE_SIZE", "1")]);
    let occupied = service.app.pool.hold();
    let song = json!({ "content": SONG, "output_format": "text" });
    let flood = async {
        until("a request waits", || service.app.pool.queued() > 0).await;
        for _ in 0..20 {
            assert_eq!(service.post("/convert", &song).await.status, 503);
        }
        drop(occupied);
    };
    tokio::join!(service.post("/convert", &song), flood);
    until("they are told", || {
        !lines(&log, "refused under overload").is_empty()
    })
    .await;
    let told = lines(&log, "refused under overload");
    let count = |line: &Value| line["count"].as_u64().expect("a number");
    assert!(told.len() < 20, "{told:?}");
    assert_eq!(told.iter().map(count).sum::<u64>(), 20);
    assert_eq!(
        (&told[0]["client"], &told[0]["route"]),
        (&json!("web"), &json!("/convert"))
    );
    let requests = lines(&log, "request");
    assert!(
        requests.iter().all(|line| line["status"] != 503),
        "{requests:?}"
    );
}

#[cfg(feature = "redis")]
#[tokio::test(start_paused = true)]
async fn a_redis_that_was_never_reached_is_told_at_the_start_and_every_minute() {
    let log = MemoryLog::default();
    let _guards = listen(&log);
    // Nobody listens at this port: it was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    let url = format!("redis://:top-secret@127.0.0.1:{port}");
    let app = application(&[("REDIS_URL", &url)]);
    app.shared.as_ref().expect("shared").connect().await;
    let first = "Redis cannot be reached: this process counts for itself";
    assert_eq!(lines(&log, first).len(), 1, "{}", log.text());
    let cause = lines(&log, first).remove(0)["cause"].to_string();
    assert!(cause.contains("refused"), "{cause}");
    tokio::time::sleep(std::time::Duration::from_secs(150)).await;
    let still = "Redis is still away: this process counts for itself";
    assert_eq!(lines(&log, still).len(), 2, "{}", log.text());
    assert!(!log.text().contains("top-secret"));
}

#[tokio::test]
async fn the_audit_log_and_the_log_name_things_alike() {
    let log = MemoryLog::default();
    let _guards = listen(&log);
    let folder = std::env::temp_dir().join(format!("alike-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("audit.log");
    let service = Service::new(&[("AUDIT_LOG", path.to_str().expect("text"))]);
    let mut refused = request(Method::GET, "/formats", &[("x-api-key", "another")], "");
    let peer = "192.0.2.1:1".parse().expect("an address");
    refused.extensions_mut().insert(Peer(peer));
    service.send(refused).await;
    service.app.audit.flush();
    let text = std::fs::read_to_string(&path).expect("a log");
    let audit: Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
    let line = lines(&log, "authentication failed").remove(0);
    for name in ["remote", "cause"] {
        assert_eq!(audit[name], line[name], "{name}: {audit} {line}");
    }
    assert!(audit["timestamp"].is_string() && line["timestamp"].is_string());
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[tokio::test]
async fn the_log_line_tells_all_but_the_song_and_the_key() {
    let log = MemoryLog::default();
    let _guards = listen(&log);
    let service = Service::new(&[]);
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        ("x-request-id", "order-66"),
        (
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
    ];
    let body = json!({ "content": SONG, "output_format": "text" }).to_string();
    service
        .send(request(Method::POST, "/convert", &headers, body))
        .await;
    service
        .send(request(
            Method::GET,
            "/formats",
            &[("x-api-key", "not-the-right-key")],
            "",
        ))
        .await;
    let text = log.text();
    let line: Value = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .find(|line: &Value| line["id"] == "order-66")
        .expect("the request's line");
    assert_eq!(
        (&line["client"], &line["route"], &line["format"]),
        (&json!("web"), &json!("/convert"), &json!("text"))
    );
    assert_eq!(
        (&line["status"], &line["method"], &line["cache"]),
        (&json!(200), &json!("POST"), &json!("miss"))
    );
    assert_eq!(line["trace"], "4bf92f3577b34da6a3ce929d0e0e4736");
    for member in ["wait_ms", "convert_ms", "total_ms", "size", "received"] {
        assert!(line[member].is_number(), "{member}: {line}");
    }
    for secret in [KEY, "not-the-right-key", "Amazing", "sweet"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(text.contains("authentication failed"));
}
