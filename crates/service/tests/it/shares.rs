//! Memory that requests hold together: each client has its share, whatever others announce, send, ask for or leave unread.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chordpro_api::memory::{Memory, Share};
use chordpro_api::security::request_signature::{Signed, digest, sign};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::started::{Started, exchange, post, read_to_end, start};
use crate::support::{KEY, until};

const SONG: &str = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;
const OTHER_KEY: &str = "fedcba98765432100000";

/// Two clients, `web` and `app`.
async fn two_clients(more: &[(&str, &str)]) -> Started {
    let keys = format!("web={KEY},app={OTHER_KEY}");
    let mut settings = vec![("API_KEYS", keys.as_str())];
    settings.extend(more);
    start(&settings).await
}

/// `app` asks for a song, and gets it.
async fn other_client_is_served(address: SocketAddr) {
    let request = post(SONG, "Connection: close\r\n").replace(KEY, OTHER_KEY);
    let answer = timeout(Duration::from_secs(5), exchange(address, &request)).await;
    let answer = answer.expect("at once");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Shares of many others, which leave hardly anything.
pub(crate) fn fill(memory: &Memory) -> Vec<Share> {
    let mut shares = Vec::new();
    for number in 0..100 {
        let client = number.to_string();
        let sizes = (0..).map(|shift| memory.limit() >> shift);
        shares.extend(
            sizes
                .take_while(|size| *size > 0)
                .filter_map(|size| memory.share(&client, size).ok()),
        );
    }
    assert!(memory.limit() - memory.held() < 16 << 10);
    shares
}

async fn send(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(text.as_bytes()).await.expect("sent");
    stream
}

/// The head of a request whose body is announced with so many bytes.
fn head(announced: usize, authorization: &str) -> String {
    format!(
        "POST /convert HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{authorization}\r\nContent-Length: {announced}\r\n\r\n"
    )
}

/// `Authorization` of `client` for a body, and the digest of the body.
fn authorization(key: &str, body: &[u8], nonce: &str) -> (String, String) {
    let time = chordpro_api::timestamp::now().0;
    let digest = digest(body);
    let signed = Signed {
        method: "POST",
        path: "/convert",
        query: "",
        digest,
    };
    let mac = sign(key, &signed, time, nonce);
    (
        format!(
            "Authorization: ChordPro-HMAC-SHA256 client=web, time={time}, nonce={nonce}, signature={mac}"
        ),
        format!("Content-Digest: sha-256=:{}:", STANDARD.encode(digest)),
    )
}

/// `SONG`, signed, with or without its digest announced.
fn signed_song(nonce: &str, with_digest: bool) -> String {
    let (mut lines, digest) = authorization(KEY, SONG.as_bytes(), nonce);
    if with_digest {
        lines = format!("{lines}\r\n{digest}");
    }
    format!(
        "{}{SONG}",
        head(SONG.len(), &format!("{lines}\r\nConnection: close"))
    )
}

#[tokio::test]
async fn made_up_signatures_that_announce_much_and_send_little_take_nothing() {
    let server = two_clients(&[("BODY_MEMORY", "16MiB")]).await;
    let (claim, _) = authorization("no key of ours at all", b"", "12345678");
    let mut strangers = Vec::new();
    for _ in 0..128 {
        strangers.push(send(server.address, &(head(1 << 20, &claim) + "abc")).await);
    }
    let connections = || server.app.metrics.connections();
    until("all are there", || connections() >= 128).await;
    let answer = exchange(server.address, &signed_song("nonce-one", false)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let held = server.app.body_memory.strangers.held();
    assert!(held <= 2 << 20, "{held} bytes for bodies that did not come");
}

#[tokio::test]
async fn signers_that_announce_their_digest_do_not_depend_on_strangers() {
    let server = two_clients(&[("BODY_MEMORY", "16MiB")]).await;
    let (claim, _) = authorization("no key of ours at all", b"", "12345678");
    let mut strangers = Vec::new();
    let large = head(1 << 20, &claim) + &"a".repeat(1_000_000);
    for _ in 0..8 {
        strangers.push(send(server.address, &large).await);
    }
    // Others take what this address is refused.
    let memory = &server.app.body_memory.strangers;
    let held = || memory.held();
    until("strangers hold much", || held() >= 1 << 20).await;
    let others = fill(memory);
    let without = exchange(server.address, &signed_song("nonce-two", false)).await;
    assert!(without.starts_with("HTTP/1.1 503"), "{without}");
    let with = exchange(server.address, &signed_song("nonce-three", true)).await;
    assert!(with.starts_with("HTTP/1.1 200"), "{with}");
    drop(strangers);
    drop(others);
    until("all is given back", || held() == 0).await;
}

#[tokio::test]
async fn a_digest_that_is_not_the_bodys_opens_nothing() {
    let server = two_clients(&[]).await;
    let request = signed_song("nonce-four", true).replace("La", "Li");
    let answer = exchange(server.address, &request).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    // Its nonce was not spent by that.
    let answer = exchange(server.address, &signed_song("nonce-four", true)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (_, digest) = authorization("another key altogether", SONG.as_bytes(), "nonce-five");
    let (claim, _) = authorization("another key altogether", SONG.as_bytes(), "nonce-five");
    let announced = head(1 << 20, &format!("{claim}\r\n{digest}"));
    let mut refused = send(server.address, &announced).await;
    let mut status = [0; 12];
    let read = timeout(Duration::from_secs(5), refused.read_exact(&mut status)).await;
    read.expect("before its body comes").expect("an answer");
    assert_eq!(&status, b"HTTP/1.1 401");
}

#[tokio::test]
async fn slow_bodies_of_one_client_leave_room_for_others() {
    let server = two_clients(&[("BODY_MEMORY", "16MiB")]).await;
    let key = format!("X-API-Key: {KEY}");
    let most = head(1 << 20, &key) + &"a".repeat((1 << 20) - 1);
    let mut slow = Vec::new();
    for _ in 0..48 {
        slow.push(tokio::spawn({
            let (address, most) = (server.address, most.clone());
            async move {
                let mut stream = TcpStream::connect(address).await.expect("connected");
                let _ = stream.write_all(most.as_bytes()).await;
                stream
            }
        }));
    }
    let held = || server.app.body_memory.clients.held();
    until("it holds what it may", || held() >= 5 << 20).await;
    for _ in 0..5 {
        other_client_is_served(server.address).await;
        assert!(held() <= 7 << 20, "{}", held());
    }
    for task in slow {
        task.abort();
        drop(task.await);
    }
}

#[tokio::test]
async fn orders_that_wait_are_charged_until_they_are_done() {
    let server = two_clients(&[
        ("WORKERS", "1"),
        ("MAX_CONTENT_SIZE", "64KiB"),
        ("BODY_MEMORY", "1MiB"),
    ])
    .await;
    let occupied = server.app.pool.hold();
    let song = format!(
        r#"{{"content": "{{title: A}}\n{}", "output_format": "text"}}"#,
        "# \\n".repeat(12_000)
    );
    let request = post(&song, "Connection: close\r\n");
    let mut waiting = Vec::new();
    for _ in 0..24 {
        let (address, request) = (server.address, request.clone());
        waiting.push(tokio::spawn(
            async move { exchange(address, &request).await },
        ));
    }
    let queued = || server.app.pool.queued();
    until("some wait", || queued() >= 5).await;
    sleep(Duration::from_millis(300)).await;
    let held = server.app.body_memory.clients.held();
    let (queued, size) = (queued(), song.len() as u64);
    assert!(
        queued <= 7 && held >= queued as u64 * size,
        "{held} bytes for {queued} of {size}"
    );
    drop(occupied);
    other_client_is_served(server.address).await;
    let mut served = 0;
    for task in waiting {
        let answer = task.await.expect("no panic");
        let is_served = answer.starts_with("HTTP/1.1 200");
        assert!(is_served || answer.starts_with("HTTP/1.1 503"), "{answer}");
        served += usize::from(is_served);
    }
    assert!((5..=7).contains(&served), "{served}");
    let held = || server.app.body_memory.clients.held();
    until("all is given back", || held() == 0).await;
}

/// A connection that takes next to nothing at a time.
async fn narrow(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    socket.connect(address).await.expect("connected")
}

/// A song whose text has some 3 MB.
fn long_song() -> String {
    let lines = "[C]La la la la la la la la la la la la la\\n".repeat(20_000);
    format!(r#"{{"content": "{{title: A}}\n{lines}", "output_format": "html"}}"#)
}

#[tokio::test]
async fn answers_that_are_not_taken_cost_their_own_client_alone() {
    let server = two_clients(&[("ANSWER_MEMORY", "16MiB"), ("CACHE_SIZE", "0")]).await;
    let request = post(&long_song(), "Connection: close\r\n");
    let mut readers = Vec::new();
    for _ in 0..12 {
        let mut stream = narrow(server.address).await;
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.expect("an answer");
        readers.push((stream, first));
    }
    let served = |status: &[u8]| {
        readers
            .iter()
            .filter(|(_, first)| &first[..] == status)
            .count()
    };
    assert!(served(b"HTTP/1.1 200") >= 2, "{readers:?}");
    assert!(served(b"HTTP/1.1 503") >= 2, "{readers:?}");
    let held = || server.app.pool.answer_memory().held();
    assert!((4 << 20..=8 << 20).contains(&held()), "{}", held());
    other_client_is_served(server.address).await;
    drop(readers);
    until("all is given back", || held() == 0).await;
    let answer = exchange(server.address, &request).await;
    assert!(answer.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_client_that_takes_its_answer_too_slowly_is_let_go() {
    let server = start(&[("WRITE_TIMEOUT", "500ms"), ("MIN_SEND_RATE", "1MiB")]).await;
    let mut stream = narrow(server.address).await;
    let request = post(&long_song(), "");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut piece = [0; 4096];
    let mut taken = 0;
    // Some at each time, so that no single piece is waited for too long.
    let slow = timeout(Duration::from_secs(20), async {
        loop {
            match stream.read(&mut piece).await {
                Ok(0) | Err(_) => return,
                Ok(count) => taken += count,
            }
            sleep(Duration::from_millis(50)).await;
        }
    });
    slow.await.expect("cut off");
    assert!(taken < 2 << 20, "{taken}");
    let mut fast = send(server.address, &post(&long_song(), "Connection: close\r\n")).await;
    assert!(read_to_end(&mut fast).await.ends_with("</html>\n"));
}
