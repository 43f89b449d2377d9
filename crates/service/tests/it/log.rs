//! The log line of a request. A program of its own: what a thread subscribes to, others must not have settled before.

use crate::support::{KEY, Service, request};
use axum::http::Method;
use chordpro_api::logs::{self, MemoryLog};
use chordpro_api::settings::LogFormat;
use serde_json::{Value, json};

const SONG: &str = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";

#[tokio::test]
async fn the_log_line_tells_all_but_the_song_and_the_key() {
    let log = MemoryLog::default();
    let subscriber = logs::subscriber(
        LogFormat::Json,
        tracing::level_filters::LevelFilter::INFO,
        log.clone(),
    );
    // Where there is only one subscriber, tracing asks the thread that reaches an event first whether anybody listens, and keeps the
    // answer for all. That thread may be another test's, which has none. With two, it asks both.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = tracing::subscriber::set_default(subscriber);
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
