//! A started server on the loopback interface: limits, timeouts, addresses, shutdown.

use std::time::{Duration, Instant};

use crate::started::{exchange, post, read_to_end, start};
use crate::support::{KEY, application, until};
use chordpro_api::server::shutdown::Watch;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

#[tokio::test]
async fn a_connection_serves_several_requests() {
    let server = start(&[]).await;
    let song = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;
    let both = post(song, "") + &post(song, "Connection: close\r\n");
    let text = exchange(server.address, &both).await;
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2, "{text}");
    assert!(!text.to_lowercase().contains("\r\nserver:"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_answered_with_413() {
    let server = start(&[("MAX_CONTENT_SIZE", "1KiB")]).await;
    let large = format!("{{\"content\": \"{}\"}}", "a".repeat(5000));
    let text = exchange(server.address, &post(&large, "Connection: close\r\n")).await;
    assert!(text.starts_with("HTTP/1.1 413"), "{text}");
    assert!(text.contains("application/problem+json"));
    let chunked = format!(
        "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Type: text/plain\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n1000\r\n{}\r\n0\r\n\r\n",
        "a".repeat(4096)
    );
    assert!(
        exchange(server.address, &chunked)
            .await
            .starts_with("HTTP/1.1 413")
    );
}

#[tokio::test]
async fn a_head_that_does_not_arrive_closes_the_connection() {
    let server = start(&[("HEADER_TIMEOUT", "200ms")]).await;
    let begun = Instant::now();
    let started = exchange(server.address, "GET / HT").await;
    assert!(started.starts_with("HTTP/1.1 408 "), "{started}");
    assert_eq!(exchange(server.address, "").await, "");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn an_idle_connection_has_a_time_of_its_own() {
    let server = start(&[("HEADER_TIMEOUT", "300ms"), ("KEEP_ALIVE_TIMEOUT", "2s")]).await;
    let get = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut stream = TcpStream::connect(server.address).await.expect("connected");
    for _ in 0..2 {
        stream.write_all(get.as_bytes()).await.expect("sent");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    // Not more than the time of a head, once one has begun.
    stream.write_all(b"GET / HTTP/1.1\r\n").await.expect("sent");
    let begun = Instant::now();
    let text = read_to_end(&mut stream).await;
    assert!(begun.elapsed() < Duration::from_millis(1500));
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2, "{text}");
    assert_eq!(text.matches("HTTP/1.1 408 ").count(), 1, "{text}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_answered_with_408() {
    let server = start(&[("BODY_TIMEOUT", "200ms")]).await;
    let text = exchange(
        server.address,
        &post("{}", "Connection: close\r\n").replace("Length: 2", "Length: 200"),
    )
    .await;
    assert!(text.starts_with("HTTP/1.1 408"), "{text}");
}

#[tokio::test]
async fn connections_over_the_cap_are_turned_away() {
    let server = start(&[("MAX_CONNECTIONS", "1")]).await;
    let _first = TcpStream::connect(server.address).await.expect("connected");
    let connections = || server.app.metrics.connections();
    until("it is connected", || connections() > 0).await;
    let mut second = TcpStream::connect(server.address).await.expect("connected");
    assert!(read_to_end(&mut second).await.starts_with("HTTP/1.1 503"));
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_let_go() {
    let server = start(&[("WRITE_TIMEOUT", "200ms"), ("MAX_CONTENT_SIZE", "8MiB")]).await;
    let mut stream = TcpStream::connect(server.address).await.expect("connected");
    let song = format!(
        r#"{{"content": "{{title: A}}\n{}", "output_format": "cho"}}"#,
        "[C]La la la\\n".repeat(30_000)
    );
    let request = post(&song, "");
    // More than the buffers of both ends hold.
    let sender = tokio::spawn(async move {
        for _ in 0..200 {
            if stream.write_all(request.as_bytes()).await.is_err() {
                break;
            }
        }
        stream
    });
    let gone = timeout(Duration::from_secs(20), async {
        while server.app.metrics.connections() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        while server.app.metrics.connections() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    gone.await.expect("the connection was closed");
    drop(sender.await);
}

#[tokio::test]
async fn stopping_ends_idle_connections_and_lets_requests_finish() {
    let server = start(&[]).await;
    let mut idle = TcpStream::connect(server.address).await.expect("connected");
    let mut busy = TcpStream::connect(server.address).await.expect("connected");
    let song = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;
    let request = post(song, "");
    let (head, rest) = request.split_at(request.len() - 10);
    busy.write_all(head.as_bytes()).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.send(()).expect("running");
    assert_eq!(read_to_end(&mut idle).await, "");
    assert!(!server.app.is_ready());
    busy.write_all(rest.as_bytes()).await.expect("sent");
    assert!(read_to_end(&mut busy).await.starts_with("HTTP/1.1 200"));
    timeout(Duration::from_secs(10), server.task)
        .await
        .expect("an end")
        .expect("no panic");
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn addresses_outside_the_allowed_networks_are_refused_but_for_health() {
    let server = start(&[
        ("ALLOWED_NETWORKS", "192.0.2.0/24"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
    ])
    .await;
    let get = |path: &str, extra: &str| {
        format!("GET {path} HTTP/1.1\r\nHost: x\r\n{extra}Connection: close\r\n\r\n")
    };
    assert!(
        exchange(server.address, &get("/", ""))
            .await
            .starts_with("HTTP/1.1 403")
    );
    assert!(
        exchange(server.address, &get("/health", ""))
            .await
            .starts_with("HTTP/1.1 200")
    );
    let forwarded = get("/", "X-Forwarded-For: 192.0.2.7\r\n");
    assert!(
        exchange(server.address, &forwarded)
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn a_changed_file_of_keys_counts_without_a_restart() {
    let path = std::env::temp_dir().join(format!("keys-{}.txt", std::process::id()));
    std::fs::write(&path, "old=0000000000000000\n").expect("a file");
    let app = application(&[("API_KEYS_FILE", path.to_str().expect("text"))]);
    let watch = Watch::begin(&app.settings).expect("signals");
    tokio::spawn(watch.keep(app.clone()));
    assert!(app.keys().find(b"0000000000000000").is_some());
    std::fs::write(&path, "new=1111111111111111\nother=2222222222222222\n").expect("a file");
    let noticed = async |key: &str, counts: bool| {
        let waiting = async {
            while app.keys().find(key.as_bytes()).is_some() != counts {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(10), waiting)
            .await
            .expect("the change is noticed");
    };
    noticed("1111111111111111", true).await;
    assert!(app.keys().find(b"0000000000000000").is_none());
    std::fs::write(&path, "# nothing\n").expect("a file");
    noticed("1111111111111111", false).await;
    // That of the settings themselves.
    assert!(app.keys().find(KEY.as_bytes()).is_some());
    std::fs::remove_file(&path).expect("removed");
}
