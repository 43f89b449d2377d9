//! Many songs in one request: each a document of its own, and none at the cost of another.

#![expect(
    clippy::indexing_slicing,
    reason = "a missing member fails the test as it should"
)]

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Answer, KEY, Service, request};

const LINES: (&str, &str) = ("content-type", "application/x-ndjson");

/// Song number `n`, as a line.
fn song(n: usize) -> String {
    let content = format!("{{title: Song {n}}}\n[C]La [G]la {n}\n");
    json!({ "content": content, "output_format": "text" }).to_string()
}

async fn batch(service: &Service, body: impl Into<Body>, accept: &str) -> Answer {
    let headers = [("x-api-key", KEY), LINES, ("accept", accept)];
    let order = request(Method::POST, "/batch", &headers, body);
    service.send(order).await
}

fn lines(answer: &Answer) -> Vec<Value> {
    let text = answer.text();
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The names of a zip's entries and their places, by its directory.
fn entries(zip: &[u8]) -> Vec<(String, usize)> {
    let number = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().expect("four")) as usize;
    let short = |at: usize| usize::from(u16::from_le_bytes([zip[at], zip[at + 1]]));
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
    let mut at = number(end + 16);
    (0..short(end + 10))
        .map(|_| {
            assert_eq!(&zip[at..at + 4], b"PK\x01\x02");
            let length = short(at + 28);
            let name = String::from_utf8_lossy(&zip[at + 46..at + 46 + length]).into_owned();
            let entry = (name, number(at + 42));
            at += 46 + length;
            entry
        })
        .collect()
}

/// An entry of a zip.
fn unpacked(zip: &[u8], wanted: &str) -> String {
    use std::io::Read;
    let (_, at) = entries(zip)
        .into_iter()
        .find(|(name, _)| name == wanted)
        .expect("an entry");
    let number = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().expect("four")) as usize;
    assert_eq!(&zip[at..at + 4], b"PK\x03\x04");
    let begin = at + 30 + wanted.len();
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(&zip[begin..begin + number(at + 18)])
        .read_to_string(&mut text)
        .expect("deflate");
    assert_eq!(text.len(), number(at + 22));
    text
}

#[tokio::test]
async fn every_song_of_a_batch_is_answered_in_order() {
    let service = Service::new(&[]);
    let body: Vec<String> = (0..60).map(song).collect();
    let answer = batch(&service, body.join("\n"), "*/*").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    let told = lines(&answer);
    assert_eq!(told.len(), 60);
    for (n, song) in told.iter().enumerate() {
        assert_eq!((&song["index"], &song["status"]), (&json!(n), &json!(200)));
        assert_eq!(song["media_type"], "text/plain; charset=utf-8");
        assert_eq!(song["filename"], format!("Song {n}.txt"));
        let content = STANDARD
            .decode(song["content"].as_str().expect("text"))
            .expect("base64");
        let text = String::from_utf8(content).expect("UTF-8");
        assert!(text.contains(&format!("Song {n}\n")), "{n}: {text}");
    }
}

#[tokio::test]
async fn a_bad_song_of_a_batch_costs_itself() {
    let service = Service::new(&[("MAX_CONTENT_SIZE", "2KiB")]);
    let long = format!("{{\"content\": \"{}\"}}", "x".repeat(5000));
    let faulty = [
        song(0),
        "this is no JSON".to_owned(),
        json!({ "content": "{new_song}", "output_format": "text" }).to_string(),
        json!({ "content": "{title: A}", "options": { "transpos": 1 } }).to_string(),
        String::new(),
        long,
        json!({ "content": "{title: A}\n{nonsense}", "output_format": "text", "options": { "separate": true } }).to_string(),
        json!({ "content": "{title: B}\n{nonsense: 1}", "output_format": "text", "options": { "strict": true } }).to_string(),
        song(7),
    ];
    let answer = batch(&service, faulty.join("\n"), "*/*").await;
    let told = lines(&answer);
    let statuses: Vec<u64> = told
        .iter()
        .map(|song| song["status"].as_u64().expect("a number"))
        .collect();
    assert_eq!(
        statuses,
        [200, 400, 422, 400, 413, 400, 200, 200],
        "{}",
        answer.text()
    );
    assert!(told.iter().enumerate().all(|(n, song)| song["index"] == n));
    let problem = &told[3]["problem"];
    assert_eq!(problem["field"], "options.transpos");
    assert_eq!(problem["errors"][0]["pointer"], "/options/transpos");
    assert_eq!(told[4]["problem"]["setting"], "MAX_CONTENT_SIZE");
    assert_eq!(told[6]["findings"][0]["code"], "unknown-directive");
    assert_eq!(told[6]["findings"][0]["line"], 2);
}

#[tokio::test]
async fn a_batch_comes_as_a_zip_with_a_manifest() {
    let service = Service::new(&[]);
    let body = [song(1), "{".to_owned(), song(1), json!({ "content": "{title: P}\n[C]x", "output_format": "svg", "options": { "page": "all" } }).to_string()];
    let answer = batch(&service, body.join("\n"), "application/zip").await;
    assert_eq!(answer.header("content-type"), "application/zip");
    let names: Vec<String> = entries(&answer.body)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        ["Song 1.txt", "Song 1 (2).txt", "P-1.svg", "manifest.json"]
    );
    assert!(unpacked(&answer.body, "Song 1 (2).txt").contains("La"));
    let manifest: Value =
        serde_json::from_str(&unpacked(&answer.body, "manifest.json")).expect("JSON");
    let songs = manifest["songs"].as_array().expect("songs");
    assert_eq!(songs.len(), 4);
    assert_eq!(songs[0]["files"], json!(["Song 1.txt"]));
    assert_eq!(
        (&songs[1]["status"], &songs[1]["files"]),
        (&json!(400), &json!([]))
    );
    assert!(
        songs[1]["problem"]["detail"]
            .as_str()
            .expect("text")
            .contains("JSON")
    );
}

#[tokio::test]
async fn a_form_is_a_batch_of_its_songs() {
    let service = Service::new(&[]);
    let part = |name: &str, content: &str| {
        format!("--b\r\nContent-Disposition: form-data; {name}\r\n\r\n{content}\r\n")
    };
    let body = [
        part("name=\"song\"; filename=\"a.cho\"", "{title: A}\n[C]La"),
        part("name=\"song\"; filename=\"b.cho\"", "{new_song}"),
        part("name=\"song\"; filename=\"c.cho\"", "{title: C}\n[C]La"),
        part("name=\"output_format\"", "text"),
        "--b--\r\n".to_owned(),
    ]
    .concat();
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let answer = service
        .send(request(Method::POST, "/batch", &headers, body))
        .await;
    let told = lines(&answer);
    let outcome: Vec<_> = told
        .iter()
        .map(|song| (song["name"].as_str(), song["status"].as_u64()))
        .collect();
    assert_eq!(
        outcome,
        [
            (Some("a.cho"), Some(200)),
            (Some("b.cho"), Some(422)),
            (Some("c.cho"), Some(200))
        ]
    );
}

#[tokio::test]
async fn other_bodies_are_no_batch() {
    let service = Service::new(&[]);
    let headers = [("x-api-key", KEY), ("content-type", "application/json")];
    let answer = service
        .send(request(Method::POST, "/batch", &headers, "{}"))
        .await;
    assert_eq!(answer.status, 415);
    let sealed = batch(&service, song(1), "application/jose").await;
    assert_eq!(sealed.status, 406);
    let stranger = request(Method::POST, "/batch", &[LINES], song(1));
    assert_eq!(service.send(stranger).await.status, 401);
}

#[tokio::test]
async fn a_flood_of_songs_ends_at_its_limit_with_figure_and_setting() {
    let service = Service::new(&[("MAX_BATCH", "5"), ("MAX_SONGS", "3")]);
    let body: Vec<String> = (0..500).map(song).collect();
    let told = lines(&batch(&service, body.join("\n"), "*/*").await);
    assert_eq!(told.len(), 6);
    let last = &told[5];
    assert_eq!(
        (&last["status"], &last["problem"]["setting"]),
        (&json!(413), &json!("MAX_BATCH"))
    );
    assert!(
        last["problem"]["detail"]
            .as_str()
            .expect("text")
            .contains("at most 5 songs")
    );
    let songs = vec!["{title: A}"; 4];
    let answer = service.post("/convert", &json!({ "songs": songs })).await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        (&answer.json()["setting"], &answer.json()["allowed"]),
        (&json!("MAX_SONGS"), &json!(3))
    );
}

#[tokio::test]
async fn results_come_while_songs_are_still_sent() {
    let service = Service::new(&[]);
    let (sender, body) = chordpro_api::response::streamed::body();
    let headers = [("x-api-key", KEY), LINES];
    let order = request(Method::POST, "/batch", &headers, body);
    let response = chordpro_api::router::router(&service.app)
        .oneshot(order)
        .await
        .expect("infallible");
    let mut answer = response.into_body();
    for n in 0..3 {
        sender
            .send(Bytes::from(song(n) + "\n"), None)
            .await
            .expect("taken");
        let frame = answer.frame().await.expect("a line").expect("whole");
        let line: Value = serde_json::from_slice(frame.data_ref().expect("data")).expect("JSON");
        assert_eq!(line["index"], n);
    }
    // A body that breaks off ends the batch, and says so.
    drop(sender);
    let rest = answer.collect().await.expect("whole").to_bytes();
    let last: Value = serde_json::from_slice(&rest).expect("JSON");
    assert_eq!((&last["index"], &last["status"]), (&json!(3), &json!(400)));
    assert!(
        last["problem"]["detail"]
            .as_str()
            .expect("text")
            .contains("broke off")
    );
}

#[tokio::test]
async fn a_batch_that_nobody_reads_holds_no_more_than_its_share() {
    let service = Service::new(&[("BODY_MEMORY", "8MiB"), ("MAX_CONTENT_SIZE", "256KiB")]);
    let (sender, body) = chordpro_api::response::streamed::body();
    let headers = [("x-api-key", KEY), LINES];
    let order = request(Method::POST, "/batch", &headers, body);
    let response = chordpro_api::router::router(&service.app)
        .oneshot(order)
        .await
        .expect("infallible");
    let piece: String = (0..1000).map(|n| song(n) + "\n").collect();
    let piece = Bytes::from(piece);
    let flood = async {
        for _ in 0..400 {
            sender.send(piece.clone(), None).await.expect("taken");
        }
    };
    // Some thirty megabytes that nobody takes the answers of: the body is left waiting.
    let sent = tokio::time::timeout(Duration::from_secs(3), flood).await;
    assert!(sent.is_err(), "all of it was taken in");
    let held = service.app.body_memory.clients.held();
    assert!(held <= 3 << 20, "{held}");
    // Others still find room and workers.
    let begun = Instant::now();
    let order = json!({ "content": "{title: A}\n[C]La", "output_format": "text" });
    let headers = [("x-api-key", KEY), ("content-type", "application/json")];
    let other = service
        .send(request(
            Method::POST,
            "/convert",
            &headers,
            order.to_string(),
        ))
        .await;
    assert!(
        other.status == 200 || other.status == 503,
        "{}",
        other.text()
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(response);
}
