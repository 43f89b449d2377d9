//! What keys open, and under which conditions: networks, signing, and keys that change.

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{Method, Request};
use chordpro_api::middleware::request_outcome::Peer;
use chordpro_api::security::request_signature::{SCHEME, Signed, digest, sign};
use chordpro_api::security::signed_url::NONCE;

use crate::support::{KEY, KeyFile, Service, request};

fn from(address: &str, key: &str) -> Request<Body> {
    let mut request = request(Method::GET, "/formats", &[("x-api-key", key)], "");
    let peer: SocketAddr = format!("{address}:4711").parse().expect("an address");
    request.extensions_mut().insert(Peer(peer));
    request
}

fn now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970")
        .as_secs()
}

fn signed_by(name: &str, key: &str, nonce: &str) -> Request<Body> {
    let signed = Signed {
        method: "GET",
        path: "/formats",
        query: "",
        digest: digest(b""),
    };
    let time = now();
    let mac = sign(key, &signed, time, nonce);
    let value = format!("{SCHEME} client={name}, time={time}, nonce={nonce}, signature={mac}");
    request(Method::GET, "/formats", &[("authorization", &value)], "")
}

#[tokio::test]
async fn a_key_counts_only_from_its_networks() {
    let text =
        "office=aaaaaaaaaaaaaaaa; networks=192.0.2.0/24, 2001:db8::/32\nfree=bbbbbbbbbbbbbbbb\n";
    let service = KeyFile::new("networks", text).service();
    for (address, key, status) in [
        ("192.0.2.9", "aaaaaaaaaaaaaaaa", 200),
        ("[2001:db8::1]", "aaaaaaaaaaaaaaaa", 200),
        ("198.51.100.1", "aaaaaaaaaaaaaaaa", 403),
        ("198.51.100.1", "bbbbbbbbbbbbbbbb", 200),
        ("192.0.2.9", "cccccccccccccccc", 401),
    ] {
        let answer = service.send(from(address, key)).await;
        assert_eq!(answer.status, status, "{address} {key}");
    }
}

#[tokio::test]
async fn a_key_may_have_to_sign() {
    let text = "bank=aaaaaaaaaaaaaaaa; signature=required\n";
    let service = KeyFile::new("signing", text).service();
    let sent = service
        .send(request(
            Method::GET,
            "/formats",
            &[("x-api-key", "aaaaaaaaaaaaaaaa")],
            "",
        ))
        .await;
    assert_eq!(sent.status, 401);
    assert!(
        sent.json()["detail"]
            .as_str()
            .expect("text")
            .contains("signed")
    );
    let signed = service
        .send(signed_by("bank", "aaaaaaaaaaaaaaaa", "nonce-nonce"))
        .await;
    assert_eq!(signed.status, 200);
    let others = service
        .send(request(Method::GET, "/formats", &[("x-api-key", KEY)], ""))
        .await;
    assert_eq!(others.status, 200, "other keys need not");
}

#[tokio::test]
async fn keys_change_one_after_the_other_without_a_gap() {
    let file = KeyFile::new("rotation", "app=aaaaaaaaaaaaaaaa\n");
    let service = file.service();
    let status = async |key: &str| service.send(from("192.0.2.1", key)).await.status.as_u16();
    assert_eq!(
        (
            status("aaaaaaaaaaaaaaaa").await,
            status("bbbbbbbbbbbbbbbb").await
        ),
        (200, 401)
    );
    for (text, old, new) in [
        ("app=aaaaaaaaaaaaaaaa\napp=bbbbbbbbbbbbbbbb\n", 200, 200),
        ("app=bbbbbbbbbbbbbbbb\n", 401, 200),
    ] {
        std::fs::write(file.path(), text).expect("written");
        service.app.reload_keys().expect("keys");
        assert_eq!(
            (
                status("aaaaaaaaaaaaaaaa").await,
                status("bbbbbbbbbbbbbbbb").await
            ),
            (old, new),
            "{text}"
        );
    }
    let is_stale = || service.app.gauges().are_keys_stale;
    assert!(!is_stale());
    // Broken, empty of conditions' meaning, too short, or gone: what was in force stays.
    std::fs::write(file.path(), "app=seven77\n").expect("written");
    let fault = service.app.reload_keys().expect_err("a fault");
    assert!(fault.contains("line 1") && !fault.contains("seven77"));
    assert!(is_stale());
    std::fs::write(file.path(), "app=cccccccccccccccc; networks=nowhere\n").expect("written");
    let fault = service.app.reload_keys().expect_err("a fault");
    assert!(
        fault.contains("line 1") && !fault.contains("cccc"),
        "{fault}"
    );
    std::fs::remove_file(file.path()).expect("removed");
    assert!(service.app.reload_keys().is_err());
    assert_eq!(
        (
            status("bbbbbbbbbbbbbbbb").await,
            status("cccccccccccccccc").await
        ),
        (200, 401)
    );
}

#[tokio::test]
async fn a_signed_link_needs_no_key_until_it_expires() {
    let service = Service::new(&[]);
    let link = |path: &str, expires: u64| {
        let query = format!("instrument=ukulele&client=web&expires={expires}");
        let signed = Signed {
            method: "GET",
            path,
            query: &query,
            digest: digest(b""),
        };
        let mac = sign(KEY, &signed, expires, NONCE);
        format!("{path}?{query}&signature={mac}")
    };
    let get = async |target: &str| {
        let request = request(Method::GET, target, &[], "");
        service.send(request).await
    };
    let good = link("/diagrams/Am7.svg", now() + 60);
    for _ in 0..2 {
        let answer = get(&good).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, "image/svg+xml")
        );
        // Pages of other origins may show it.
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin"
        );
    }
    let own = service.get("/diagrams/Am7.svg").await;
    assert_eq!(own.header("cross-origin-resource-policy"), "same-origin");
    let head = service.send(request(Method::HEAD, &good, &[], "")).await;
    assert_eq!(head.status, 200);
    for (target, status) in [
        (link("/diagrams/Am7.svg", now() - 1), 401),
        (good.replace("Am7", "Dm7"), 401),
        (good.replace("ukulele", "guitar"), 401),
        (good.replace("/diagrams/Am7.svg", "/metrics"), 401),
    ] {
        assert_eq!(get(&target).await.status, status, "{target}");
    }
    let posted = service
        .send(request(
            Method::POST,
            &link("/convert", now() + 60),
            &[],
            "{}",
        ))
        .await;
    assert_eq!(posted.status, 401, "a link is for GET only");
}

#[tokio::test]
async fn every_refusal_is_in_the_audit_log() {
    let log = KeyFile::new("audit", "");
    let path = log.path();
    let service = Service::new(&[("AUDIT_LOG", path), ("RATE_LIMIT", "2/10m")]);
    let wrong = service.send(from("192.0.2.1", "not-the-right-key")).await;
    assert_eq!(wrong.status, 401);
    let signed = service
        .send(signed_by("web", "not-the-right-key", "nonce-nonce"))
        .await;
    assert_eq!(signed.status, 401);
    let order = serde_json::json!({ "content": "x", "options": { "config": "/etc/passwd" } });
    for status in [400, 400, 429] {
        assert_eq!(service.post("/convert", &order).await.status, status);
    }
    service.app.reload_keys().expect("keys");
    service.app.audit.flush();
    let text = std::fs::read_to_string(log.path()).expect("a log");
    for event in [
        "key refused",
        "signature refused",
        "configuration rejected",
        "limit reached",
    ] {
        assert!(
            text.contains(&format!("\"event\":\"{event}\"")),
            "{event} in {text}"
        );
    }
    assert_eq!(chordpro_api::security::audit::verify(&text), Ok(4));
    assert!(!text.contains("passwd") && !text.contains("right-key") && !text.contains(KEY));
}

#[tokio::test]
async fn two_key_fields_are_refused() {
    let service = Service::new(&[]);
    let headers = [("x-api-key", KEY), ("x-api-key", "another")];
    let answer = service
        .send(request(Method::GET, "/formats", &headers, ""))
        .await;
    assert_eq!(answer.status, 401);
    assert!(answer.text().contains("one X-API-Key field"));
}

#[tokio::test]
async fn what_one_client_has_converted_tells_another_nothing() {
    let keys = KeyFile::new("timing", "other=ffffffffffffffffffff\n");
    let path = keys.path();
    let service = Service::new(&[("API_KEYS_FILE", path)]);
    let order = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;
    let send = async |key: &str, tag: &str| {
        let headers = [
            ("x-api-key", key),
            ("content-type", "application/json"),
            ("if-none-match", tag),
        ];
        let answer = service
            .send(request(Method::POST, "/convert", &headers, order))
            .await;
        (answer.status.as_u16(), answer.header("etag").to_owned())
    };
    let counted = || {
        let metrics = service.app.metrics.expose(&service.app.gauges());
        ["hit", "miss", "unchanged"].map(|cache| {
            let name = format!("chordpro_answers_total{{cache=\"{cache}\"}} ");
            let mut lines = metrics.lines();
            let count = lines.find_map(|line| line.strip_prefix(&name)?.parse::<u64>().ok());
            count.expect("a count")
        })
    };
    let (status, tag) = send(KEY, "").await;
    assert_eq!((status, counted()), (200, [0, 1, 0]));
    assert_eq!(send(KEY, "").await, (200, tag.clone()));
    assert_eq!(counted(), [1, 1, 0]);
    // Another client waits for its own conversion.
    assert_eq!(send("ffffffffffffffffffff", "").await, (200, tag.clone()));
    assert_eq!(counted(), [1, 2, 0]);
    // Whoever holds the tag holds the request: no kept answer is looked at.
    let fresh = Service::new(&[]);
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        ("if-none-match", tag.as_str()),
    ];
    let unchanged = fresh
        .send(request(Method::POST, "/convert", &headers, order))
        .await;
    assert_eq!(unchanged.status, 304);
    assert_eq!(send("ffffffffffffffffffff", &tag).await.0, 304);
    assert_eq!(counted(), [1, 2, 1]);
}
