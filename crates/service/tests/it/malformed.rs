//! What cannot be read as a request is answered like everything else: with the security headers and a problem.

use std::time::Duration;

use crate::started::{exchange, post, read_to_end, start};
use crate::support::{KEY, until};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

/// Checks that `text` is one whole problem answer of `status`.
fn assert_problem(text: &str, status: u16) {
    assert!(text.starts_with(&format!("HTTP/1.1 {status} ")), "{text}");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let head = head.to_lowercase();
    for field in [
        "\r\nx-content-type-options: nosniff",
        "\r\nx-frame-options: deny",
        "\r\ncontent-security-policy: default-src 'none'",
        "\r\nreferrer-policy: no-referrer",
        "\r\nx-request-id: ",
        "\r\ncontent-type: application/problem+json",
        "\r\nconnection: close",
        "\r\ndate: ",
    ] {
        assert!(head.contains(field), "{field} in {head}");
    }
    assert!(!head.contains("\r\nserver:"));
    assert!(head.contains(&format!("\r\ncontent-length: {}", body.len())));
    let body: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(body.get("status"), Some(&status.into()));
    assert!(body.get("detail").is_some_and(Value::is_string));
    assert_eq!(body.get("error"), body.get("detail"));
}

#[tokio::test]
async fn what_is_no_request_is_answered_with_a_problem() {
    let server = start(&[]).await;
    for nonsense in [
        "nonsense\r\n\r\n",
        "GET /\u{1}/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost x\r\n\r\n",
        "GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
        "POST /convert HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /convert HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n",
    ] {
        let text = exchange(server.address, nonsense).await;
        assert_problem(&text, 400);
    }
    let metrics = server.app.metrics.expose(&server.app.gauges());
    let counted = "chordpro_problems_total{kind=\"invalid-request\"} 8\n";
    assert!(metrics.contains(counted), "{metrics}");
}

#[tokio::test]
async fn transfer_codings_other_than_chunked_are_not_implemented() {
    let server = start(&[]).await;
    for (codings, status) in [
        ("Transfer-Encoding: gzip, chunked\r\n", 501),
        (
            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            501,
        ),
        ("Transfer-Encoding: chunked, chunked\r\n", 501),
        ("Transfer-Encoding: identity, chunked\r\n", 501),
        // Where chunks do not come last, the end of the body is not known (RFC 9112, 6.3).
        ("Transfer-Encoding: gzip\r\n", 400),
        ("Transfer-Encoding: chunked, gzip\r\n", 400),
    ] {
        let request = format!(
            "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Type: text/plain\r\n\
             {codings}\r\n3\r\n[C]\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
        );
        let text = exchange(server.address, &request).await;
        assert_problem(&text, status);
        assert_eq!(text.matches("x-request-id: ").count(), 1, "{text}");
    }
    let request = post("x", "Connection: close\r\nTransfer-Encoding: Chunked\r\n");
    let request = request
        .replace("Content-Length: 1\r\n", "")
        .replace("\r\n\r\nx", "\r\n\r\n0\r\n\r\n");
    let text = exchange(server.address, &request).await;
    assert!(text.starts_with("HTTP/1.1 400 "), "read as JSON: {text}");
}

#[tokio::test]
async fn a_request_names_its_host_exactly_once() {
    let server = start(&[]).await;
    for (version, hosts, status) in [
        ("1.1", "", 400),
        ("1.1", "Host: a\r\nHost: b\r\n", 400),
        ("1.1", "Host: a\r\n", 200),
        ("1.0", "", 200),
    ] {
        let request =
            format!("GET /health/live HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n");
        let text = exchange(server.address, &request).await;
        let start = format!("HTTP/{version} {status} ");
        assert!(text.starts_with(&start), "{hosts:?}: {text}");
        assert!(text.contains("\r\nx-content-type-options: nosniff"));
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_answered_with_431() {
    let server = start(&[]).await;
    let many: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    let large = format!("X-Large: {}\r\n", "a".repeat(200_000));
    for fields in [many, large] {
        let request = format!("GET /health HTTP/1.1\r\nHost: x\r\n{fields}\r\n");
        assert_problem(&exchange(server.address, &request).await, 431);
    }
}

#[tokio::test]
async fn a_path_that_is_too_long_is_answered_with_a_problem() {
    let server = start(&[]).await;
    let request = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(66_000));
    let text = exchange(server.address, &request).await;
    assert_problem(&text, 414);
}

#[tokio::test]
async fn nonsense_after_a_request_does_not_spoil_its_answer() {
    let server = start(&[]).await;
    let song =
        r#"{"content": "{title: A}\nHTTP/1.1 400 Bad Request\n[C]La", "output_format": "text"}"#;
    let text = exchange(server.address, &(post(song, "") + "nonsense\r\n\r\n")).await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    let second = text
        .rfind("HTTP/1.1 400 Bad Request\r\n")
        .expect("a second answer");
    assert!(text[..second].contains("La"));
    assert_problem(&text[second..], 400);
}

#[tokio::test]
async fn a_head_that_comes_too_slowly_is_answered_with_408() {
    let server = start(&[("HEADER_TIMEOUT", "400ms")]).await;
    let mut stream = TcpStream::connect(server.address).await.expect("connected");
    for piece in [
        "GET /he",
        "alth HTTP/1.1\r\n",
        "Host: x\r\n",
        "X-A: 1\r\n",
        "X-B: 2\r\n",
        "X-C",
    ] {
        // A client that drips bytes gains no time.
        let _ = stream.write_all(piece.as_bytes()).await;
        sleep(Duration::from_millis(100)).await;
    }
    assert_problem(&read_to_end(&mut stream).await, 408);
}

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word() {
    let server = start(&[("KEEP_ALIVE_TIMEOUT", "300ms")]).await;
    let text = exchange(
        server.address,
        "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    .await;
    assert_eq!(text.matches("HTTP/1.1 ").count(), 1, "{text}");
    assert!(text.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_connection_over_the_cap_reads_why() {
    let server = start(&[("MAX_CONNECTIONS", "1")]).await;
    let _first = TcpStream::connect(server.address).await.expect("connected");
    let connections = || server.app.metrics.connections();
    until("it is connected", || connections() > 0).await;
    let text = exchange(server.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_problem(&text, 503);
    assert!(text.to_lowercase().contains("\r\nretry-after: 1"));
}

#[tokio::test]
async fn answers_without_a_body_keep_the_connection_in_step() {
    let server = start(&[]).await;
    let requests = "HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n\
                    GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n\
                    HEAD /nowhere HTTP/1.1\r\nHost: x\r\n\r\n\
                    GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let text = exchange(server.address, requests).await;
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 3, "{text}");
    assert_eq!(text.matches("HTTP/1.1 404 Not Found").count(), 1, "{text}");
    assert!(!text.contains("HTTP/1.1 400"), "{text}");
}

#[tokio::test]
async fn a_client_that_waits_to_be_told_to_send_is_told() {
    let server = start(&[]).await;
    let song = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;
    let request = post(song, "Expect: 100-continue\r\nConnection: close\r\n");
    let text = exchange(server.address, &request).await;
    assert!(
        text.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),
        "{text}"
    );
}
