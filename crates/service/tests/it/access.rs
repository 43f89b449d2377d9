//! Who may ask: keys, signatures, development mode, and how often.

use crate::support::{KEY, Service, request};
use axum::http::Method;
use chordpro_api::security::request_signature::{Signed, digest, sign};
use serde_json::json;

const SONG: &str = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";

#[tokio::test]
async fn the_other_routes_need_a_key_in_either_header() {
    let service = Service::new(&[]);
    for path in ["/formats", "/options", "/metrics", "/diagrams/C.svg"] {
        for (name, value) in [
            ("x-other", "x"),
            ("x-api-key", "wrong"),
            ("authorization", "Bearer wrong"),
            ("x-api-key", ""),
        ] {
            let answer = service
                .send(request(Method::GET, path, &[(name, value)], ""))
                .await;
            assert_eq!(answer.status, 401, "{path} {name}");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    let bearer = format!("bearer {KEY}");
    for header in [("x-api-key", KEY), ("authorization", bearer.as_str())] {
        let answer = service
            .send(request(Method::GET, "/formats", &[header], ""))
            .await;
        assert_eq!(answer.status, 200);
    }
}

#[tokio::test]
async fn too_many_requests_of_a_client_are_refused_with_the_time_to_wait() {
    let service = Service::new(&[("RATE_LIMIT", "2/1m")]);
    assert_eq!(
        service.get("/formats").await.header("ratelimit-policy"),
        "\"default\";q=2;w=60"
    );
    assert_eq!(service.get("/formats").await.status, 200);
    let refused = service.get("/formats").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), "30");
    assert!(refused.header("ratelimit").starts_with("\"default\";r=0"));
    assert_eq!(service.get("/health").await.status, 200);
}

#[tokio::test]
async fn a_signed_request_needs_no_key_and_counts_once() {
    let service = Service::new(&[]);
    let body = json!({ "content": SONG, "output_format": "text" }).to_string();
    let time = chordpro_api::timestamp::now().0;
    let signed = Signed {
        method: "POST",
        path: "/convert",
        query: "",
        digest: digest(body.as_bytes()),
    };
    let mac = sign(KEY, &signed, time, "nonce-nonce");
    let value =
        format!("ChordPro-HMAC-SHA256 client=web, time={time}, nonce=nonce-nonce, signature={mac}");
    let headers = [
        ("authorization", value.as_str()),
        ("content-type", "application/json"),
    ];
    assert_eq!(
        service
            .send(request(Method::POST, "/convert", &headers, body.clone()))
            .await
            .status,
        200
    );
    let replay = service
        .send(request(Method::POST, "/convert", &headers, body.clone()))
        .await;
    assert_eq!(replay.status, 401);
    let changed = service
        .send(request(
            Method::POST,
            "/convert",
            &headers,
            body.replace("grace", "GRACE"),
        ))
        .await;
    assert_eq!(changed.status, 401);
}

#[tokio::test]
async fn signatures_can_be_made_obligatory() {
    let service = Service::new(&[("SIGNATURES", "required")]);
    assert_eq!(service.get("/formats").await.status, 401);
}

#[tokio::test]
async fn in_development_mode_no_key_is_asked_for() {
    let service = Service::new(&[("DEVELOPMENT_MODE", "true")]);
    assert_eq!(
        service
            .send(request(Method::GET, "/formats", &[], ""))
            .await
            .status,
        200
    );
}
