//! Limits and signatures shared through Redis: against a real server, which is stopped and started again.
//!
//! A program of its own, since it needs `redis-server`: `scripts/redis` runs it, a part of `make test-all`.

mod callbacks;
mod jobs;
#[expect(dead_code, reason = "the program `it` uses the rest")]
#[path = "../it/process/program.rs"]
mod program;
#[expect(dead_code, reason = "the program `it` uses the rest")]
#[path = "../it/support.rs"]
mod support;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{KEY, Service, request};
use axum::http::Method;
use chordpro_api::security::rate_limiter::{Limiter, RateLimit};
use chordpro_api::security::request_signature::{SCHEME, Signed, digest, sign};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustix::process::{Pid, Signal, kill_process};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// A Redis server on a free port of the loopback interface.
struct Redis {
    port: u16,
    folder: PathBuf,
    process: Option<Child>,
    /// What it is started with besides.
    more: Vec<String>,
}

impl Redis {
    async fn start(name: &str) -> Self {
        let mut redis = Redis::new(name);
        let port = redis.port.to_string();
        redis.more = ["--port", &port, "--appendonly", "no"]
            .map(str::to_owned)
            .into();
        redis.go_on().await;
        redis
    }

    /// One that writes what it takes to disk, with more settings.
    async fn start_with_file(name: &str, more: &[&str]) -> Self {
        let mut redis = Redis::new(name);
        let port = redis.port.to_string();
        let own = ["--port", &port, "--appendonly", "yes"];
        redis.more = own
            .iter()
            .chain(more)
            .map(|text| (*text).to_owned())
            .collect();
        redis.go_on().await;
        redis
    }

    /// One that speaks TLS and nothing else, with a certificate for this host; its root is in `ca.pem`.
    async fn start_over_tls(name: &str) -> Self {
        let mut redis = Redis::new(name);
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key"))
            .expect("a root");
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &root).expect("signed");
        for (name, text) in [
            ("ca.pem", root.pem()),
            ("cert.pem", certificate.pem()),
            ("key.pem", key.serialize_pem()),
        ] {
            std::fs::write(redis.folder.join(name), text).expect("written");
        }
        let port = redis.port.to_string();
        redis.more = [
            "--port",
            "0",
            "--tls-port",
            &port,
            "--tls-auth-clients",
            "no",
        ]
        .into_iter()
        .chain(["--tls-cert-file", "cert.pem", "--tls-key-file", "key.pem"])
        .map(str::to_owned)
        .collect();
        redis.go_on().await;
        redis
    }

    fn new(name: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a port")
            .port();
        let folder = std::env::temp_dir().join(format!("redis-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Redis {
            port,
            folder,
            process: None,
            more: Vec::new(),
        }
    }

    async fn go_on(&mut self) {
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", ""])
            .args(["--requirepass", "top-secret"])
            .args(&self.more)
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        self.process = Some(process);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "Redis does not start"
            );
            sleep(Duration::from_millis(20)).await;
        }
    }

    fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    fn url(&self) -> String {
        format!("redis://:top-secret@127.0.0.1:{}/0", self.port)
    }

    /// A replica of the service, once it has reached Redis.
    async fn replica(&self, more: &[(&str, &str)]) -> Service {
        let url = self.url();
        let mut settings = vec![("REDIS_URL", url.as_str()), ("REDIS_TIMEOUT", "2s")];
        settings.extend(more);
        let service = Service::new(&settings);
        service.app.shared.as_ref().expect("shared").connect().await;
        assert!(is_up(&service));
        service
    }
}

impl Redis {
    fn signal(&self, signal: Signal) {
        let process = self.process.as_ref().expect("running");
        kill_process(Pid::from_child(process), signal).expect("sent");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_up(service: &Service) -> bool {
    service.app.shared.as_ref().expect("shared").is_up()
}

async fn status(service: &Service) -> u16 {
    service.get("/formats").await.status.as_u16()
}

/// How many of so many requests, sent to the replicas in turn, pass.
async fn passed(replicas: &[&Service], count: usize) -> usize {
    let mut passed = 0;
    for replica in replicas.iter().cycle().take(count) {
        passed += usize::from(status(replica).await == 200);
    }
    passed
}

#[tokio::test]
async fn replicas_have_one_limit_together() {
    let redis = Redis::start("limit").await;
    let limit = [("RATE_LIMIT", "10/10m")];
    let (one, other) = (redis.replica(&limit).await, redis.replica(&limit).await);
    assert_eq!(passed(&[&one, &other], 30).await, 10);
    let refused = other.get("/formats").await;
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
}

#[tokio::test]
async fn redis_counts_as_this_process_does() {
    let redis = Redis::start("arithmetic").await;
    let service = redis.replica(&[]).await;
    for (n, limit) in ["5/5h", "7/1h", "1/10m", "600/10h"].iter().enumerate() {
        let limit = RateLimit::parse(limit).expect("a limit");
        let shared = Limiter::new(limit, service.app.shared.clone());
        let alone = Limiter::new(limit, None);
        for _ in 0..limit.requests + 3 {
            let client = format!("client-{n}");
            let (theirs, ours) = (shared.check(&client).await, alone.check(&client).await);
            assert_eq!(
                (theirs.is_allowed, theirs.remaining),
                (ours.is_allowed, ours.remaining),
                "{limit:?}"
            );
            let apart = theirs.wait.abs_diff(ours.wait);
            assert!(apart < Duration::from_secs(5), "{theirs:?} {ours:?}");
        }
    }
}

#[tokio::test]
async fn while_redis_is_away_each_process_counts_for_itself() {
    let mut redis = Redis::start("away").await;
    let limit = [("RATE_LIMIT", "10/10m")];
    let (one, other) = (redis.replica(&limit).await, redis.replica(&limit).await);
    assert_eq!(passed(&[&one, &other], 4).await, 4);
    redis.stop();
    // Each has counted its own two requests, and has eight left.
    let begun = Instant::now();
    assert_eq!(passed(&[&one], 20).await, 8);
    assert_eq!(passed(&[&other], 20).await, 8);
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "requests wait for Redis"
    );
    assert!(!is_up(&one) && !is_up(&other));
    let metrics = one.get("/metrics").await;
    // Metrics are asked for with the same key, whose quota is used up.
    assert_eq!(metrics.status, 429);
    assert!(
        one.app
            .metrics
            .expose(&one.app.gauges())
            .contains("chordpro_redis_up 0\n")
    );
    redis.go_on().await;
    let begun = Instant::now();
    while !(is_up(&one) && is_up(&other)) {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "Redis is not found again"
        );
        sleep(Duration::from_millis(50)).await;
    }
    // It has forgotten everything, and counts for both again.
    assert_eq!(passed(&[&one, &other], 30).await, 10);
}

#[tokio::test]
async fn a_service_that_starts_without_redis_finds_it_later() {
    let mut redis = Redis::start("later").await;
    redis.stop();
    let url = redis.url();
    let service = Service::new(&[("REDIS_URL", &url), ("RATE_LIMIT", "3/10m")]);
    assert_eq!(passed(&[&service], 5).await, 3);
    redis.go_on().await;
    let begun = Instant::now();
    while !is_up(&service) {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "Redis is not found"
        );
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_signature_used_at_one_replica_is_refused_by_another() {
    let mut redis = Redis::start("nonces").await;
    let (one, other) = (redis.replica(&[]).await, redis.replica(&[]).await);
    let signed = |nonce: &str| {
        let signed = Signed {
            method: "GET",
            path: "/formats",
            query: "",
            digest: digest(b""),
        };
        let time = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .expect("after 1970")
            .as_secs();
        let mac = sign(KEY, &signed, time, nonce);
        let value = format!("{SCHEME} client=web, time={time}, nonce={nonce}, signature={mac}");
        move || request(Method::GET, "/formats", &[("authorization", &value)], "")
    };
    let first = signed("first-nonce");
    assert_eq!(one.send(first()).await.status, 200);
    assert_eq!(other.send(first()).await.status, 401);
    assert_eq!(one.send(first()).await.status, 401);
    redis.stop();
    let second = signed("second-nonce");
    assert_eq!(one.send(second()).await.status, 200);
    assert_eq!(
        one.send(second()).await.status,
        401,
        "a process always refuses what it saw itself"
    );
}

#[tokio::test]
async fn a_redis_that_hangs_is_waited_for_once() {
    let redis = Redis::start("hangs").await;
    let settings = [("RATE_LIMIT", "100/10m"), ("REDIS_TIMEOUT", "300ms")];
    let service = redis.replica(&settings).await;
    assert_eq!(status(&service).await, 200);
    redis.signal(Signal::STOP);
    let begun = Instant::now();
    assert_eq!(passed(&[&service], 20).await, 20);
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    assert!(!is_up(&service));
    redis.signal(Signal::CONT);
    let begun = Instant::now();
    while !is_up(&service) {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "Redis is not found again"
        );
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn redis_is_reached_over_tls_where_its_certificate_is_trusted() {
    let redis = Redis::start_over_tls("tls").await;
    let url = format!("rediss://:top-secret@localhost:{}/0", redis.port);
    let roots = redis.folder.join("ca.pem");
    let trusting = [
        ("REDIS_URL", url.as_str()),
        ("REDIS_CA_FILE", roots.to_str().expect("text")),
        ("REDIS_TIMEOUT", "2s"),
        ("RATE_LIMIT", "10/10m"),
    ];
    let (one, other) = (Service::new(&trusting), Service::new(&trusting));
    let stranger = Service::new(&[("REDIS_URL", &url)]);
    for service in [&one, &other, &stranger] {
        service.app.shared.as_ref().expect("shared").connect().await;
    }
    assert!(is_up(&one) && is_up(&other));
    assert!(
        !is_up(&stranger),
        "a certificate of nobody's is not trusted"
    );
    assert_eq!(passed(&[&one, &other], 30).await, 10);
}
