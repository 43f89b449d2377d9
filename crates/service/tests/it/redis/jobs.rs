//! Jobs: done once whatever ends in between, seen by their client alone, and unreadable in Redis.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chordpro_api::routes::jobs;
use chordpro_api::security::webhook::WebhookSecret;
use http_body_util::BodyExt;
use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Redis;
use crate::process::program::{KEY as PROGRAM_KEY, Program, ask, run};
use crate::support::{Answer, KEY, KeyFile, Service, request};

const JOBS_KEY: &str = "4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a4f1c9e0a";

fn order(n: usize) -> Value {
    json!({ "content": format!("{{title: Secret {n}}}\n[C]Hallelujah {n}\n"), "output_format": "text" })
}

/// A replica that takes jobs, and does them unless `more` says otherwise.
async fn replica(redis: &Redis, more: &[(&str, &str)]) -> Service {
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
async fn result(service: &Service, path: &str) -> Answer {
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
#[ignore = "needs redis-server; scripts/redis runs it"]
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
#[ignore = "needs redis-server; scripts/redis runs it"]
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
#[ignore = "needs redis-server; scripts/redis runs it"]
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
#[ignore = "needs redis-server; scripts/redis runs it"]
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
#[ignore = "needs redis-server; scripts/redis runs it"]
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
#[ignore = "needs redis-server; scripts/redis runs it"]
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
#[ignore = "needs redis-server; scripts/redis runs it"]
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

/// A receiver of callbacks and results: what came, and how it answers each.
struct Receiver {
    address: String,
    came: Arc<Mutex<Vec<(HeaderMap, String, Vec<u8>)>>>,
}

impl Receiver {
    /// One that answers with these statuses, and then with 204.
    async fn start(statuses: &[u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let came = Arc::new(Mutex::new(Vec::new()));
        let (kept, statuses) = (Arc::clone(&came), statuses.to_vec());
        let receive = move |request: Request<Body>| {
            let (kept, statuses) = (Arc::clone(&kept), statuses.clone());
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.expect("a body").to_bytes().to_vec();
                let mut kept = kept.lock().expect("kept");
                let status = statuses.get(kept.len()).copied().unwrap_or(204);
                kept.push((head.headers, format!("{} {}", head.method, head.uri), body));
                StatusCode::from_u16(status).expect("a status")
            }
        };
        let router = axum::Router::new().fallback(receive);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let service = hyper_util::service::TowerToHyperService::new(router.clone());
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(hyper_util::rt::TokioIo::new(stream), service);
                tokio::spawn(connection);
            }
        });
        Receiver { address, came }
    }

    fn count(&self) -> usize {
        self.came.lock().expect("kept").len()
    }
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn send_with(service: &Service, name: &str, address: &str, n: usize) -> Answer {
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        (name, address),
    ];
    let order = request(Method::POST, "/jobs", &headers, order(n).to_string());
    service.send(order).await
}

#[tokio::test]
#[ignore = "needs redis-server; scripts/redis runs it"]
async fn the_end_of_a_job_is_told_until_it_is_heard() {
    let redis = Redis::start_with_file("callback", &[]).await;
    let receiver = Receiver::start(&[500]).await;
    let settings = [
        ("CALLBACK_HOSTS", receiver.address.as_str()),
        ("CALLBACK_SECRET", SECRET),
    ];
    let service = replica(&redis, &settings).await;
    let hook = format!("{}/hook?a=1", receiver.address);
    let answer = send_with(&service, "callback-url", &hook, 1).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let begun = Instant::now();
    while receiver.count() < 2 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{} came",
            receiver.count()
        );
        sleep(Duration::from_millis(50)).await;
    }
    sleep(Duration::from_millis(1200)).await;
    let came = receiver.came.lock().expect("kept").clone();
    assert_eq!(came.len(), 2, "heard once, and not told again");
    let id = answer.json()["id"].as_str().expect("an id").to_owned();
    let secret = WebhookSecret::parse(SECRET).expect("a secret");
    for (headers, line, body) in &came {
        assert_eq!(line, "POST /hook?a=1");
        let field = |name: &str| headers[name].to_str().expect("text").to_owned();
        assert_eq!(field("webhook-id"), format!("job_{id}"));
        let time = field("webhook-timestamp").parse().expect("seconds");
        assert_eq!(
            field("webhook-signature"),
            secret.signature(&format!("job_{id}"), time, body)
        );
        let told: Value = serde_json::from_slice(body).expect("JSON");
        assert_eq!(
            (&told["type"], &told["data"]["id"]),
            (&json!("job.done"), &json!(id))
        );
    }
    // What the receiver got is written out where a library of others is to check it (scripts/redis).
    if let Ok(folder) = std::env::var("CALLBACK_SAMPLES") {
        let (headers, _, body) = &came[1];
        let fields = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        let fields = fields.map(|name| (name, headers[name].to_str().expect("text")));
        let sample = json!({ "secret": SECRET, "headers": std::collections::BTreeMap::from(fields), "body": String::from_utf8_lossy(body) });
        std::fs::write(format!("{folder}/callback.json"), sample.to_string()).expect("written");
    }
}

#[tokio::test]
#[ignore = "needs redis-server; scripts/redis runs it"]
async fn a_result_may_be_put_at_a_presigned_address() {
    let redis = Redis::start_with_file("put", &[]).await;
    // A store that has no room first, and one that knows no such signature.
    let receiver = Receiver::start(&[503, 200, 403]).await;
    let settings = [
        ("CALLBACK_HOSTS", receiver.address.as_str()),
        ("JOBS_LEASE", "300ms"),
    ];
    let service = replica(&redis, &settings).await;
    let place = format!("{}/bucket/song.txt?X-Amz-Signature=abc", receiver.address);
    let answer = send_with(&service, "result-url", &place, 1).await;
    let done = result(&service, answer.header("location")).await;
    assert_eq!(done.json()["stored"], true);
    let came = receiver.came.lock().expect("kept").clone();
    let (headers, line, body) = came.last().expect("a result");
    assert_eq!(line, "PUT /bucket/song.txt?X-Amz-Signature=abc");
    assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    assert!(String::from_utf8_lossy(body).contains("Hallelujah 1"));
    let answer = send_with(&service, "result-url", &place, 2).await;
    let refused = result(&service, answer.header("location")).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("403"));
}

#[tokio::test]
#[ignore = "needs redis-server; scripts/redis runs it"]
async fn a_client_cannot_have_the_service_call_the_inside() {
    let redis = Redis::start_with_file("inside", &[]).await;
    let hosts = "https://hooks.example,http://localhost:9";
    let settings = [("CALLBACK_HOSTS", hosts), ("CALLBACK_SECRET", SECRET)];
    let service = replica(&redis, &settings).await;
    for name in ["callback-url", "result-url"] {
        for address in [
            "http://169.254.169.254/latest/meta-data",
            "http://127.0.0.1:6379/",
            "http://[::ffff:127.0.0.1]/",
            "https://hooks.example:444/",
            "https://hooks.example@127.0.0.1/",
            "file:///etc/passwd",
            "not an address",
        ] {
            let answer = send_with(&service, name, address, 1).await;
            assert_eq!(answer.status, 400, "{address}");
            assert_eq!(answer.json()["setting"], "CALLBACK_HOSTS");
        }
    }
    // A name that is allowed, and leads inside.
    let answer = send_with(&service, "result-url", "http://localhost:9/x", 1).await;
    let refused = result(&service, answer.header("location")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("not public"), "{}", refused.text());
    let unsigned = replica(&redis, &[("CALLBACK_HOSTS", hosts)]).await;
    let answer = send_with(&unsigned, "callback-url", "https://hooks.example/", 1).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["setting"]),
        (501, &json!("CALLBACK_SECRET"))
    );
}
