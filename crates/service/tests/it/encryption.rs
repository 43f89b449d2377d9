//! Encrypted bodies, both ways, through the whole router.

use axum::http::Method;
use chordpro_api::security::jwe::BodyKeys;
use serde_json::{Value, json};

use crate::support::{Answer, KEY, Service, request};

const BODY_KEY: &str = "web=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

fn service() -> Service {
    Service::new(&[("JWE_KEYS", BODY_KEY)])
}

fn keys() -> BodyKeys {
    BodyKeys::parse(BODY_KEY).expect("keys")
}

fn order(format: &str) -> String {
    json!({ "content": "{title: Secret Title}\n[C]Amazing grace", "output_format": format })
        .to_string()
}

async fn post(service: &Service, kind: &str, accept: &str, body: String) -> Answer {
    let headers = [
        ("x-api-key", KEY),
        ("content-type", kind),
        ("accept", accept),
    ];
    service
        .send(request(Method::POST, "/convert", &headers, body))
        .await
}

fn sealed(content_type: &str, content: &str) -> String {
    keys()
        .seal("web", content_type, content.as_bytes())
        .expect("sealed")
}

#[tokio::test]
async fn an_encrypted_request_is_answered_like_any_other() {
    let service = service();
    let body = sealed("application/json", &order("text"));
    let answer = post(&service, "application/jose", "*/*", body).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "text/plain; charset=utf-8")
    );
    assert!(answer.text().contains("Amazing"));
    let plain = sealed("text/plain", "{title: A}\n[C]Amazing");
    let answer = post(
        &service,
        "application/jose; charset=utf-8",
        "text/html",
        plain,
    )
    .await;
    assert!(answer.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn an_answer_is_encrypted_where_the_client_asks_for_it() {
    let service = service();
    let body = sealed("application/json", &order("text"));
    let encrypted = post(&service, "application/jose", "application/jose", body).await;
    let named = post(
        &service,
        "application/json",
        "application/jose; kid=web",
        order("text"),
    )
    .await;
    let only = post(
        &service,
        "application/json",
        "application/jose, text/html",
        order("text"),
    )
    .await;
    for answer in [encrypted, named, only] {
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, "application/jose")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let clear = format!("{:?} {}", answer.headers, answer.text());
        assert!(
            !clear.contains("Amazing") && !clear.contains("Secret"),
            "{clear}"
        );
        let opened = keys().open(&answer.body).expect("opened");
        assert_eq!(opened.content_type, "text/plain; charset=utf-8");
        assert!(String::from_utf8_lossy(&opened.content).contains("Amazing"));
    }
}

#[tokio::test]
async fn problems_with_a_song_are_encrypted_too() {
    let service = service();
    let body = sealed(
        "application/json",
        r#"{"content": "x", "options": {"secret_option": 1}}"#,
    );
    let answer = post(&service, "application/jose", "application/jose", body).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (400, "application/jose")
    );
    assert!(!answer.text().contains("secret_option"));
    let opened = keys().open(&answer.body).expect("opened");
    assert_eq!(opened.content_type, "application/problem+json");
    let problem: Value = serde_json::from_slice(&opened.content).expect("JSON");
    assert!(
        problem["detail"]
            .as_str()
            .expect("text")
            .contains("secret_option")
    );
    assert_eq!(problem["instance"], answer.header("x-request-id"));
}

#[tokio::test]
async fn what_cannot_be_decrypted_is_a_clear_400() {
    let service = service();
    let good = sealed("application/json", &order("text"));
    let other = BodyKeys::parse(&BODY_KEY.replace("web=00", "web=ff")).expect("keys");
    let wrong_key = other
        .seal("web", "application/json", b"{}")
        .expect("sealed");
    let unknown = BODY_KEY.replace("web", "mobile");
    let unknown = BodyKeys::parse(&unknown)
        .expect("keys")
        .seal("mobile", "text/plain", b"x");
    for (body, word) in [
        (wrong_key, "another key"),
        (unknown.expect("sealed"), "kid"),
        (good.replacen("..", ".AAAA.", 1), "second part"),
        ("not a JWE".to_owned(), "five parts"),
        (
            format!(
                "eyJhbGciOiJub25lIn0{}",
                &good[good.find('.').expect("parts")..]
            ),
            "alg",
        ),
    ] {
        let answer = post(&service, "application/jose", "*/*", body).await;
        let detail = answer.json()["detail"].as_str().expect("text").to_owned();
        assert_eq!(answer.status, 400, "{detail}");
        assert!(detail.contains(word), "{word} in {detail}");
    }
    let answer = post(
        &service,
        "application/json",
        "application/jose; kid=other",
        order("text"),
    )
    .await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.json()["detail"]
            .as_str()
            .expect("text")
            .contains("kid=web")
    );
}

#[tokio::test]
async fn without_keys_encrypted_bodies_are_of_an_unknown_type() {
    let service = Service::new(&[]);
    let body = sealed("application/json", &order("text"));
    assert_eq!(
        post(&service, "application/jose", "*/*", body).await.status,
        415
    );
    let answer = post(
        &service,
        "application/json",
        "application/jose",
        order("text"),
    )
    .await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn an_encrypted_request_still_needs_its_key() {
    let service = service();
    let headers = [("content-type", "application/jose")];
    let body = sealed("application/json", &order("text"));
    let answer = service
        .send(request(Method::POST, "/convert", &headers, body))
        .await;
    assert_eq!(answer.status, 401);
}
