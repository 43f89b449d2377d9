//! Callbacks, and results that are put elsewhere.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chordpro_api::security::webhook::WebhookSecret;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Redis;
use super::jobs::{order, replica, result};
use crate::support::{Answer, KEY, Service, request};

/// A request that came: its headers, its path and its body.
type Call = (HeaderMap, String, Vec<u8>);

/// A receiver of callbacks and results: what came, and how it answers each.
struct Receiver {
    address: String,
    came: Arc<Mutex<Vec<Call>>>,
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
