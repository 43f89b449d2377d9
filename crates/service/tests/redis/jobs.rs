//! Jobs: done once whatever ends in between, seen by their client alone, and unreadable in Redis.

#![expect(
    clippy::indexing_slicing,
    reason = "a missing member fails the test as it should"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use axum::http::Method;
use chordpro_api::routes::jobs;
use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Redis;
use crate::program::{KEY as PROGRAM_KEY, Program, ask, run};
use crate::support::{Answer, KEY, KeyFile, Service, request};

const JOBS_KEY: &str = "4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a";

pub(super) fn order(n: usize) -> Value {
    json!({ "content": format!("{{title: Secret {n}}}\n[C]Hallelujah {n}\n"), "output_format": "text" })
}

/// A replica that takes jobs, and does them unless `more` says otherwise.
pub(super) async fn replica(redis: &Redis, more: &[(&str, &str)]) -> Service {
    let mut settings = vec![("JOBS_KEY", JOBS_KEY)];
    settings.extend(more);
    let service = redis.replica(&settings).await;
    let _ = jobs::begin(&service.app);
    service
}

async fn sent(service: &Service, order: &Value) -> String {
    let answer = service.post("/jobs", order).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert_eq!(
        answer.header("location"),
        answer.json()["path"].as_str().expect("a path")
    );
    answer.header("location").to_owned()
}

/// The result of a job, once it is there.
pub(super) async fn result(service: &Service, path: &str) -> Answer {
    let begun = Instant::now();
    loop {
        let answer = service.get(&format!("{path}/result")).await;
        if answer.status != 202 && answer.status != 503 {
            return answer;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{}",
            answer.text()
        );
        sleep(Duration::from_millis(20)).await;
    }
}

/// Whether any file below `folder` holds `words`.
fn holds(folder: &Path, words: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return holds(&path, words);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(words.len()).any(|window| window == words)
    })
}

#[tokio::test]
async fn a_job_is_done_and_its_client_alone_sees_it() {
    let redis = Redis::start_with_file("job", &["--appendfsync", "always"]).await;
    let keys = KeyFile::new("job", "other=ffffffffffffffffffff\n");
    let service = replica(&redis, &[("API_KEYS_FILE", keys.path())]).await;
    let path = sent(&service, &order(1)).await;
    let done = result(&service, &path).await;
    assert_eq!(done.status, 200);
    assert_eq!(done.header("content-type"), "text/plain; charset=utf-8");
    assert!(done.header("content-disposition").contains("Secret"));
    assert!(done.text().contains("Hallelujah 1"));
    let state = service.get(&path).await.json();
    assert_eq!(
        (&state["state"], &state["ahead"]),
        (&json!("done"), &json!(0))
    );
    // The same request is the same job; with a key of its own it is another.
    assert_eq!(sent(&service, &order(1)).await, path);
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        ("idempotency-key", "mine"),
    ];
    let keyed = service
        .send(request(
            Method::POST,
            "/jobs",
            &headers,
            order(1).to_string(),
        ))
        .await;
    assert_ne!(keyed.header("location"), path);
    // Another client has no such job, though it sends the same.
    let other = [
        ("x-api-key", "ffffffffffffffffffff"),
        ("content-type", "application/json"),
    ];
    for end in ["", "/result"] {
        let seen = service
            .send(request(Method::GET, &format!("{path}{end}"), &other, ""))
            .await;
        assert_eq!(seen.status, 404);
    }
    let dropped = service
        .send(request(Method::DELETE, &path, &other, ""))
        .await;
    assert_eq!(dropped.status, 404);
    let others = service
        .send(request(Method::POST, "/jobs", &other, order(1).to_string()))
        .await;
    assert_ne!(others.header("location"), path);
    // Nothing of a song is in what Redis writes, though the jobs are.
    assert!(holds(&redis.folder, b"chordpro-api:job:"));
    for words in ["Hallelujah", "Secret 1", "ffffffffffffffffffff"] {
        assert!(!holds(&redis.folder, words.as_bytes()), "{words}");
    }
    let dropped = service
        .send(request(Method::DELETE, &path, &[("x-api-key", KEY)], ""))
        .await;
    assert_eq!(dropped.status, 204);
    assert_eq!(service.get(&path).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_with_a_job_shows_at_once_or_is_its_result() {
    let redis = Redis::start_with_file("wrong", &[]).await;
    let service = replica(&redis, &[]).await;
    let answer = service
        .post(
            "/jobs",
            &json!({ "content": "x", "options": { "transpos": 1 } }),
        )
        .await;
    assert_eq!(answer.status, 400);
    let path = sent(&service, &json!({ "content": "{new_song}" })).await;
    let done = result(&service, &path).await;
    assert_eq!(
        (done.status.as_u16(), &done.json()["code"]),
        (422, &json!("no-songs"))
    );
    let strangers = request(Method::GET, &path, &[], "");
    assert_eq!(service.send(strangers).await.status, 401);
}

#[tokio::test]
async fn a_batch_may_be_a_job_and_a_client_may_prefer_one() {
    let redis = Redis::start_with_file("batch", &[]).await;
    let service = replica(&redis, &[]).await;
    let body: Vec<String> = (0..30).map(|n| order(n).to_string()).collect();
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/x-ndjson"),
        ("prefer", "respond-async, wait=10"),
    ];
    let answer = service
        .send(request(Method::POST, "/batch", &headers, body.join("\n")))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("preference-applied")),
        (202, "respond-async")
    );
    let done = result(&service, answer.header("location")).await;
    assert_eq!(done.header("content-type"), "application/x-ndjson");
    assert_eq!(done.text().lines().count(), 30);
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        ("prefer", "respond-async"),
    ];
    let text = request(
        Method::POST,
        "/convert/text",
        &headers,
        json!({ "content": "{title: A}\n[C]La" }).to_string(),
    );
    let answer = service.send(text).await;
    assert_eq!(answer.status, 202);
    let done = result(&service, answer.header("location")).await;
    assert!(done.text().contains("La"), "{}", done.text());
    // Where there are no jobs, the answer comes at once.
    let alone = Service::new(&[]);
    let text = request(
        Method::POST,
        "/convert",
        &headers,
        json!({ "content": "{title: A}\n[C]La" }).to_string(),
    );
    assert_eq!(alone.send(text).await.status, 200);
    for (settings, name) in [
        (&[][..], "REDIS_URL"),
        (&[("REDIS_URL", redis.url().as_str())], "JOBS_KEY"),
    ] {
        let answer = Service::new(settings).post("/jobs", &order(1)).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["setting"]),
            (501, &json!(name))
        );
    }
}

#[tokio::test]
async fn jobs_outlive_redis_and_the_replica_that_took_them() {
    let mut redis = Redis::start_with_file("outlive", &["--appendfsync", "always"]).await;
    let desk = replica(&redis, &[("JOBS", "serve")]).await;
    let mut paths = Vec::new();
    for n in 0..20 {
        paths.push(sent(&desk, &order(n)).await);
    }
    let last = desk.get(&paths[19]).await.json();
    assert_eq!(
        (&last["state"], &last["ahead"]),
        (&json!("queued"), &json!(19))
    );
    redis.signal(Signal::TERM);
    redis.process.take().map(|mut process| process.wait());
    assert_eq!(desk.get(&paths[0]).await.status, 503);
    assert_eq!(desk.post("/jobs", &order(99)).await.status, 503);
    drop(desk);
    redis.go_on().await;
    let worker = replica(&redis, &[]).await;
    for (n, path) in paths.iter().enumerate() {
        let done = result(&worker, path).await;
        assert!(done.text().contains(&format!("Hallelujah {n}\n")), "{n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_replica_left_is_done_by_another() {
    let redis = Redis::start_with_file("killed", &[]).await;
    let url = redis.url();
    let settings = [
        ("REDIS_URL", url.as_str()),
        ("JOBS_KEY", JOBS_KEY),
        ("JOBS_LEASE", "500ms"),
        ("JOBS_ATTEMPTS", "50"),
        ("WORKERS", "1"),
        ("API_KEYS", ""),
        ("API_KEY_WEB", PROGRAM_KEY),
    ];
    let desk = replica(&redis, &[("JOBS", "serve"), ("API_KEYS", PROGRAM_KEY)]).await;
    let mut paths = Vec::new();
    for n in 0..300 {
        let order = json!({ "content": format!("{{title: T {n}}}\n[C]Hallelujah {n}\n") });
        paths.push(sent(&desk, &order).await);
    }
    for _ in 0..3 {
        let program = Program::start(&settings);
        sleep(Duration::from_millis(150)).await;
        kill_process(program.pid(), Signal::KILL).expect("killed");
    }
    let lasting = Program::start(&settings);
    for path in &paths {
        let done = result(&desk, path).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert!(done.body.starts_with(b"%PDF-"));
    }
    let health = ask(&lasting.address, "/health/ready", PROGRAM_KEY);
    assert!(health.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_job_that_never_ends_becomes_a_dead_letter() {
    let redis = Redis::start_with_file("dead", &[]).await;
    // No song is done within a millisecond of waiting and work.
    let hopeless = [
        ("JOBS_LEASE", "200ms"),
        ("JOBS_ATTEMPTS", "2"),
        ("REQUEST_TIMEOUT", "1ms"),
    ];
    let service = replica(&redis, &hopeless).await;
    let content = "[C]La [G]la [Am]la\n".repeat(3000);
    let path = sent(&service, &json!({ "content": content })).await;
    let failed = result(&service, &path).await;
    assert_eq!(failed.status, 500, "{}", failed.text());
    let state = service.get(&path).await.json();
    assert_eq!(
        (&state["state"], &state["cause"]),
        (&json!("failed"), &json!("timed-out"))
    );
    let id = path.rsplit('/').next().expect("an id");
    let url = redis.url();
    let settings = [
        ("REDIS_URL", url.as_str()),
        ("API_KEYS", KEY),
        ("REDIS_TIMEOUT", "2s"),
    ];
    let (status, listed) = run(&["jobs", "list"], &settings);
    assert_eq!(status, Some(0), "{listed}");
    assert!(
        listed.contains(&format!("{id}  timed-out")) && listed.contains("1 given up"),
        "{listed}"
    );
    service.app.retire();
    sleep(Duration::from_millis(300)).await;
    let (status, retried) = run(&["jobs", "retry", id], &settings);
    assert_eq!((status, retried.trim()), (Some(0), id));
    let (_, listed) = run(&["jobs", "list"], &settings);
    assert!(listed.contains("1 in the queue, 0 given up"), "{listed}");
    let able = replica(&redis, &[]).await;
    assert_eq!(result(&able, &path).await.status, 200);
    let (status, dropped) = run(&["jobs", "drop", "all"], &settings);
    assert_eq!((status, dropped.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn a_full_redis_and_a_client_with_too_many_jobs_are_told() {
    let small = ["--maxmemory", "3mb", "--maxmemory-policy", "noeviction"];
    let redis = Redis::start_with_file("full", &small).await;
    let desk = replica(&redis, &[("JOBS", "serve"), ("JOBS_PENDING", "3")]).await;
    for n in 0..3 {
        sent(&desk, &order(n)).await;
    }
    let refused = desk.post("/jobs", &order(3)).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["setting"]),
        (429, &json!("JOBS_PENDING"))
    );
    // What is there already is no further job.
    assert_eq!(desk.post("/jobs", &order(0)).await.status, 202);
    let desk = replica(&redis, &[("JOBS", "serve")]).await;
    let mut last = 202;
    for n in 0..20 {
        let content = format!("{{title: {n}}}\n{}", "x".repeat(500_000));
        let answer = desk.post("/jobs", &json!({ "content": content })).await;
        last = answer.status.as_u16();
        if last != 202 {
            assert!(answer.text().contains("is full"), "{}", answer.text());
            break;
        }
    }
    assert_eq!(last, 503);
    let large = replica(
        &redis,
        &[("JOBS_MAX_RESULT", "10B"), ("JOBS_PENDING", "1000")],
    )
    .await;
    let path = "/jobs/".to_owned() + &first_id(&large, &order(0)).await;
    let failed = result(&large, &path).await;
    assert_eq!(
        (failed.status.as_u16(), &failed.json()["setting"]),
        (422, &json!("JOBS_MAX_RESULT"))
    );
}

async fn first_id(service: &Service, order: &Value) -> String {
    let answer = service.post("/jobs", order).await;
    answer.json()["id"].as_str().expect("an id").to_owned()
}
