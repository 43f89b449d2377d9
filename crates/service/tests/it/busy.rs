//! A service with more to do than it can: what clients are told, and who is left alone.

use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::started::{exchange, post, start};
use crate::support::{Answer, KEY, Service, until};

const SONG: &str = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;

async fn convert(service: &Service) -> Answer {
    let order = json!({ "content": "{title: A}\n[C]La", "output_format": "text" });
    service.post("/convert", &order).await
}

#[tokio::test]
async fn a_full_queue_is_answered_with_503_and_the_time_to_come_again() {
    let service = Service::new(&[("WORKERS", "1"), ("QUEUE_SIZE", "1")]);
    let occupied = service.app.pool.hold();
    let both = async {
        let waiting = convert(&service);
        let refused = async {
            until("a request waits", || service.app.pool.queued() > 0).await;
            let answer = convert(&service).await;
            drop(occupied);
            answer
        };
        tokio::join!(waiting, refused)
    };
    let (waiting, refused) = both.await;
    assert_eq!(refused.status, 503);
    assert_eq!(refused.json()["type"], "/#busy");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(waiting.status, 200, "what waited is done all the same");
}

#[tokio::test]
async fn a_request_that_waited_too_long_is_answered_within_its_time() {
    let service = Service::new(&[("WORKERS", "1"), ("REQUEST_TIMEOUT", "200ms")]);
    let occupied = service.app.pool.hold();
    let begun = Instant::now();
    let answer = convert(&service).await;
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["type"], "/#timed-out");
    assert_eq!(answer.header("retry-after"), "5");
    drop(occupied);
}

#[tokio::test]
async fn a_conversion_over_its_time_is_answered_with_503_and_stops() {
    let service = Service::new(&[
        ("WORKERS", "1"),
        ("REQUEST_TIMEOUT", "150ms"),
        ("MAX_CONTENT_SIZE", "64MiB"),
        ("MAX_PAGES", "1000000"),
    ]);
    let lines = "[C]La la [G7]la la [Am]la la\n".repeat(400_000);
    let order = json!({ "content": format!("{{title: A}}\n{lines}"), "output_format": "pdf" });
    let answer = service.post("/convert", &order).await;
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert_eq!(answer.json()["type"], "/#timed-out");
    let answered = Instant::now();
    while service.app.pool.busy() > 0 {
        assert!(
            answered.elapsed() < Duration::from_secs(20),
            "the work goes on"
        );
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(convert(&service).await.status, 200);
}

#[tokio::test]
async fn health_is_degraded_where_no_conversion_comes_back() {
    let service = Service::new(&[("WORKERS", "1")]);
    let occupied = service.app.pool.hold();
    let answer = service.get("/health").await;
    assert_eq!(answer.status, 503);
    let body = answer.json();
    assert_eq!(body["status"], "degraded");
    assert_eq!(body["chordpro_available"], false);
    assert_eq!(service.get("/health/ready").await.status, 503);
    assert_eq!(service.get("/health/live").await.status, 200);
    drop(occupied);
}

/// As many open files as the system lets this process have.
fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised).expect("within the maximum");
}

/// The short form of what `make load` does with ten thousand.
#[tokio::test]
async fn hundreds_of_idle_and_slow_connections_are_kept_and_leave_others_alone() {
    raise_file_limit();
    let server = start(&[]).await;
    let mut idle = Vec::new();
    for n in 0..300 {
        let mut stream = TcpStream::connect(server.address).await.expect("connected");
        if n % 2 == 0 {
            let request = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
            stream.write_all(request.as_bytes()).await.expect("sent");
            let count = stream.read(&mut [0; 4096]).await.expect("an answer");
            assert!(count > 0);
        }
        idle.push(stream);
    }
    let mut slow = Vec::new();
    for _ in 0..150 {
        let mut stream = TcpStream::connect(server.address).await.expect("connected");
        let head = format!(
            "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        slow.push(stream);
    }
    let begun = Instant::now();
    for _ in 0..20 {
        for stream in &mut slow {
            stream.write_all(b"a").await.expect("still open");
        }
        let request = post(SONG, "Connection: close\r\n");
        let answer = exchange(server.address, &request);
        let answer = timeout(Duration::from_secs(5), answer).await;
        assert!(answer.expect("in time").starts_with("HTTP/1.1 200"));
    }
    // Slow ones hold no thread, or twenty requests would have waited for them.
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(server.app.metrics.connections() >= 450);
    let workers = server.app.pool.workers();
    assert!(server.app.pool.busy() < workers, "a slow body is at work");
}
