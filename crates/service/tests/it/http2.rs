//! HTTP/2, by prior knowledge: requests as streams of one connection, each with the limits that a connection has over HTTP/1, and the
//! attacks that HTTP/2 alone makes possible.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::{Request, Response, StatusCode, Version};
use bytes::Bytes;
use h2::client::{ResponseFuture, SendRequest};
use h2::{Reason, RecvStream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::started::{Started, exchange, start};
use crate::support::{KEY, until};

const SONG: &str = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;

/// What every connection begins with (RFC 9113, 3.4), and an empty frame of settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// A connection, and what becomes of it.
struct Client {
    requests: SendRequest<Bytes>,
    end: JoinHandle<Result<(), h2::Error>>,
}

impl Client {
    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("connected");
        let (requests, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
        Client {
            requests,
            end: tokio::spawn(connection),
        }
    }

    /// Sends a request with a body; its answer to come.
    async fn send(&mut self, request: Request<()>, body: &str) -> ResponseFuture {
        let ready = self.requests.clone().ready().await.expect("a stream");
        self.requests = ready;
        let sent = self.requests.send_request(request, body.is_empty());
        let (answer, mut stream) = sent.expect("sent");
        if !body.is_empty() {
            let body = Bytes::copy_from_slice(body.as_bytes());
            stream.send_data(body, true).expect("sent");
        }
        answer
    }

    async fn convert(&mut self, body: &str) -> ResponseFuture {
        let request = request("POST", "/convert").header("content-type", "application/json");
        let request = request
            .header("x-api-key", KEY)
            .body(())
            .expect("a request");
        self.send(request, body).await
    }

    async fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request = request("GET", path).body(()).expect("a request");
        read(self.send(request, "").await).await
    }

    /// The reason for which the service ends the connection.
    async fn ends(self) -> Option<Reason> {
        drop(self.requests);
        let end = timeout(Duration::from_secs(20), self.end).await;
        let end = end.expect("in time").expect("no panic");
        end.err().and_then(|error| error.reason())
    }
}

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(format!("http://localhost{path}"))
}

async fn answered(answer: ResponseFuture) -> Response<RecvStream> {
    let answer = timeout(Duration::from_secs(20), answer).await;
    answer.expect("in time").expect("an answer")
}

/// The whole answer, taken as it comes.
async fn read(answer: ResponseFuture) -> (StatusCode, String) {
    let (head, mut body) = answered(answer).await.into_parts();
    let security = head.headers.get("x-content-type-options");
    assert_eq!(security.expect("set"), "nosniff");
    let mut bytes = Vec::new();
    while let Some(piece) = body.data().await {
        let piece = piece.expect("a piece");
        let _ = body.flow_control().release_capacity(piece.len());
        bytes.extend_from_slice(&piece);
    }
    (head.status, String::from_utf8_lossy(&bytes).into_owned())
}

/// A song whose text is larger than the window of a stream.
fn long_song() -> String {
    let lines = "[C]La la la [G]la la la\\n".repeat(8_000);
    format!(r#"{{"content": "{{title: A}}\n{lines}", "output_format": "text"}}"#)
}

fn held(server: &Started) -> u64 {
    server.app.pool.answer_memory().held()
}

#[tokio::test]
async fn requests_of_one_connection_are_answered_side_by_side() {
    let server = start(&[]).await;
    let mut client = Client::connect(server.address).await;
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(client.convert(SONG).await);
    }
    for answer in answers {
        let (status, text) = read(answer).await;
        assert_eq!(status, 200);
        assert!(text.contains("La"), "{text}");
    }
    let (status, text) = client.get("/nothing").await;
    assert_eq!(status, 404);
    assert!(text.contains("/#not-found"), "{text}");
    let long = client.convert(&long_song()).await;
    assert!(read(long).await.1.len() > 200_000);
    until("nothing is charged", || held(&server) == 0).await;
}

#[tokio::test]
async fn a_head_with_too_many_fields_is_answered_with_431() {
    let server = start(&[]).await;
    let mut client = Client::connect(server.address).await;
    let mut request = request("GET", "/health/live").version(Version::HTTP_2);
    for n in 0..101 {
        request = request.header(format!("x-{n}"), "1");
    }
    let request = request.body(()).expect("a request");
    let (status, text) = read(client.send(request, "").await).await;
    assert_eq!(status, 431, "{text}");
    let long = self::request("GET", "/health/live").header("x-long", "a".repeat(100 << 10));
    let answer = client.send(long.body(()).expect("a request"), "").await;
    assert_eq!(answered(answer).await.status(), 431);
    assert_eq!(client.get("/health/live").await.0, 200);
}

#[tokio::test]
async fn each_stream_takes_the_slot_of_a_connection() {
    let server = start(&[("MAX_CONNECTIONS", "4"), ("WORKERS", "1")]).await;
    let occupied = server.app.pool.hold();
    let mut client = Client::connect(server.address).await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(client.convert(SONG).await);
    }
    until("three wait", || server.app.pool.queued() == 3).await;
    let (status, text) = read(client.convert(SONG).await).await;
    assert_eq!(status, 503);
    assert!(text.contains("as many connections"), "{text}");
    drop(occupied);
    for answer in waiting {
        assert_eq!(read(answer).await.0, 200);
    }
    assert_eq!(read(client.convert(SONG).await).await.0, 200);
}

#[tokio::test]
async fn an_answer_is_charged_until_it_is_taken_and_who_takes_none_is_let_go() {
    let server = start(&[("WRITE_TIMEOUT", "1500ms")]).await;
    let mut client = Client::connect(server.address).await;
    let answer = client.convert(&long_song()).await;
    let (head, body) = answered(answer).await.into_parts();
    assert_eq!(head.status, 200);
    // The window is full, and stays so.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let charged = held(&server);
    assert!(charged > 200_000, "{charged}");
    let end = timeout(Duration::from_secs(20), client.end).await;
    assert!(end.is_ok(), "the connection goes on");
    until("nothing is charged", || held(&server) == 0).await;
    drop(body);
}

#[tokio::test]
async fn an_idle_connection_over_http_2_is_closed() {
    let server = start(&[("KEEP_ALIVE_TIMEOUT", "300ms"), ("HEADER_TIMEOUT", "400ms")]).await;
    let mut used = Client::connect(server.address).await;
    assert_eq!(used.get("/health/live").await.0, 200);
    let unused = Client::connect(server.address).await;
    for client in [used, unused] {
        let end = timeout(Duration::from_secs(20), client.end).await;
        assert!(end.is_ok(), "the connection goes on");
    }
    until("no connection", || server.app.metrics.connections() == 0).await;
}

#[tokio::test]
async fn stopping_answers_the_streams_that_have_begun() {
    let server = start(&[("WORKERS", "1")]).await;
    let occupied = server.app.pool.hold();
    let mut client = Client::connect(server.address).await;
    let waiting = client.convert(SONG).await;
    until("it waits", || server.app.pool.queued() == 1).await;
    server.stop.send(()).expect("running");
    tokio::time::sleep(Duration::from_millis(800)).await;
    drop(occupied);
    assert_eq!(read(waiting).await.0, 200);
    let end = timeout(Duration::from_secs(20), server.task).await;
    end.expect("it ends in time").expect("no panic");
    assert!(
        client
            .ends()
            .await
            .is_none_or(|reason| reason == Reason::NO_ERROR)
    );
}

/// Sends what `piece` makes of 0, 1, … until the other end closes; how many it took.
async fn flood(address: SocketAddr, most: u32, piece: impl Fn(u32) -> Vec<u8>) -> u32 {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(PREFACE).await.expect("sent");
    let sending = async {
        for n in 0..most {
            if stream.write_all(&piece(n)).await.is_err() {
                return n;
            }
        }
        most
    };
    let taken = timeout(Duration::from_secs(20), sending).await;
    taken.expect("the connection stands still")
}

fn frame(kind: u8, flags: u8, stream: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("small").to_be_bytes();
    let number = stream.to_be_bytes();
    [&length[1..], &[kind, flags], &number, content].concat()
}

async fn is_well(server: &Started) -> bool {
    let live = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = exchange(server.address, live).await;
    answer.starts_with("HTTP/1.1 200")
}

/// CVE-2023-44487: streams that are reset as soon as they are opened are work that no window and no count of streams bounds.
#[tokio::test]
async fn a_flood_of_resets_ends_its_connection() {
    let server = start(&[]).await;
    // GET https://x/, from the static table (RFC 7541, appendix A), and CANCEL.
    let taken = flood(server.address, 500_000, |n| {
        let open = frame(1, 4 | 1, 2 * n + 1, b"\x82\x87\x84\x41\x01x");
        [open, frame(3, 0, 2 * n + 1, &[0, 0, 0, 8])].concat()
    });
    let taken = taken.await;
    assert!(taken < 500_000, "it takes everything");
    assert!(is_well(&server).await);
}

/// CVE-2024-27316 and its kind: a head that never ends is neither kept nor decoded without end.
#[tokio::test]
async fn a_head_continued_without_end_ends_its_connection() {
    let server = start(&[]).await;
    // One field that is not to be indexed: its name is "a", its value 16 000 times "b".
    let field = [&b"\0\x01a\x7f\x81\x7c"[..], &[b'b'; 16_000]].concat();
    // HEADERS, then CONTINUATION, none of them the last.
    let piece = |n| frame(if n == 0 { 1 } else { 9 }, 0, 1, &field);
    let taken = flood(server.address, 4_000, piece).await;
    assert!(taken < 4_000, "it takes everything");
    assert!(is_well(&server).await);
}

#[tokio::test]
async fn what_begins_like_http_2_and_is_not_is_answered_over_http_1() {
    let server = start(&[]).await;
    for (text, status) in [
        ("PROPFIND / HTTP/1.1\r\nHost: x\r\n\r\n", "405"),
        ("PR", "408"),
    ] {
        let server = match status {
            "408" => &start(&[("HEADER_TIMEOUT", "300ms")]).await,
            _ => &server,
        };
        let mut stream = TcpStream::connect(server.address).await.expect("connected");
        stream.write_all(text.as_bytes()).await.expect("sent");
        let mut head = [0; 12];
        stream.read_exact(&mut head).await.expect("an answer");
        assert_eq!(&head[9..], status.as_bytes(), "{text}");
    }
}

#[tokio::test]
async fn a_request_over_http_2_names_at_most_one_host() {
    let server = start(&[]).await;
    let mut client = Client::connect(server.address).await;
    // The library leaves `:authority` out where a request of HTTP/1.1 has none.
    let bare = || {
        let request = Request::builder().method("GET").uri("/health/live");
        request.version(Version::HTTP_11)
    };
    let whole = || request("GET", "/health/live");
    for (request, status) in [
        (bare(), StatusCode::OK),
        (bare().header("host", "songs.example"), StatusCode::OK),
        (whole(), StatusCode::OK),
        (whole().header("host", "localhost"), StatusCode::OK),
        (
            whole().header("host", "other.example"),
            StatusCode::BAD_REQUEST,
        ),
        (
            bare()
                .header("host", "one.example")
                .header("host", "other.example"),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let request = request.body(()).expect("a request");
        let shown = format!("{request:?}");
        let (answered, text) = read(client.send(request, "").await).await;
        assert_eq!(answered, status, "{shown}: {text}");
    }
}
