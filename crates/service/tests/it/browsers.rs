//! What browsers and proxies need: pages of other origins, a path below which the service stands, and answers that say what they are.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

use crate::support::{Answer, KEY, Service, request};
use chordpro_api::middleware::request_outcome::Peer;

const PAGE: &str = "https://app.example";

fn preflight(path: &str, origin: &str) -> Request<Body> {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type,x-api-key"),
    ];
    request(Method::OPTIONS, path, &headers, "")
}

async fn formats(service: &Service, origin: &str, key: &str) -> Answer {
    let headers = [("x-api-key", key), ("origin", origin)];
    service
        .send(request(Method::GET, "/formats", &headers, ""))
        .await
}

#[tokio::test]
async fn pages_of_listed_origins_may_read_answers_and_problems() {
    let service = Service::new(&[("CORS_ORIGINS", "https://app.example, https://b.example")]);
    let answer = service.send(preflight("/convert", PAGE)).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), PAGE);
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("POST")
    );
    let allowed = answer.header("access-control-allow-headers").to_lowercase();
    assert!(allowed.contains("x-api-key") && allowed.contains("content-type"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let nowhere = service.send(preflight("/nowhere", PAGE)).await;
    assert_eq!(nowhere.status, 404, "there is nothing to be asked for");
    for (key, status) in [(KEY, 200), ("another", 401)] {
        let answer = formats(&service, PAGE, key).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), PAGE);
        assert!(
            answer
                .header("access-control-expose-headers")
                .contains("ETag")
        );
        // With a 405 it lists the methods of the route.
        let exposed = answer.header("access-control-expose-headers");
        assert!(exposed.split(", ").any(|name| name == "Allow"), "{exposed}");
        assert!(answer.header("vary").contains("Origin"));
    }
    let song = json!({ "content": "{title: A}\n[C]La", "output_format": "text" });
    let answer = service.post("/convert", &song).await;
    assert_eq!(answer.header("vary"), "Accept, Accept-Encoding, Origin");
}

#[tokio::test]
async fn pages_of_other_origins_read_nothing() {
    let listed = Service::new(&[("CORS_ORIGINS", PAGE)]);
    let off = Service::new(&[]);
    for service in [&listed, &off] {
        let refused = service
            .send(preflight("/convert", "https://evil.example"))
            .await;
        assert_eq!(refused.status, 405);
        let answer = formats(service, "https://evil.example", KEY).await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    assert_eq!(off.send(preflight("/convert", PAGE)).await.status, 405);
    let development = Service::new(&[("DEVELOPMENT_MODE", "1")]);
    for (origin, allowed) in [
        ("http://localhost:5173", "http://localhost:5173"),
        (PAGE, ""),
    ] {
        let answer = formats(&development, origin, "").await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
    }
}

/// `GET path` without a key, from `peer`, with the field that names a prefix.
async fn from(service: &Service, path: &str, peer: &str, prefix: &str) -> Answer {
    let mut request = request(Method::GET, path, &[("x-forwarded-prefix", prefix)], "");
    let address = format!("{peer}:1").parse().expect("an address");
    request.extensions_mut().insert(Peer(address));
    service.send(request).await
}

#[tokio::test]
async fn the_service_stands_below_its_base_path() {
    let service = Service::new(&[("BASE_PATH", "/songs/")]);
    assert_eq!(service.get("/songs/formats").await.status, 200);
    assert_eq!(service.get("/songs/health/live").await.status, 200);
    // Probes come past the proxy.
    assert_eq!(service.get("/health/live").await.status, 200);
    assert_eq!(service.get("/songsheet").await.status, 404);
    let problem = service.get("/songs/nothing?a=b").await;
    assert_eq!(problem.json()["type"], "/songs/#not-found");
    let description = service.get("/songs/openapi.json").await.json();
    assert_eq!(description["servers"][0]["url"], "/songs");
    let page = service.get("/songs").await;
    assert_eq!(
        (page.status.as_u16(), page.header("location")),
        (308, "/songs/")
    );
    let page = service.get("/songs/").await.text();
    assert!(!page.contains("href=\"/") && !page.contains("request(\"/"));
    let song = json!({ "content": "{title: A}\n[C]La", "output_format": "text" });
    let answer = service.post("/songs/convert?transpose=2", &song).await;
    assert!(answer.text().contains('D'), "{}", answer.text());
}

#[tokio::test]
async fn a_forwarded_prefix_is_believed_of_trusted_proxies() {
    let service = Service::new(&[("TRUSTED_PROXIES", "10.0.0.0/8")]);
    for (peer, prefix, kind) in [
        ("10.0.0.1", "/songs", "/songs/#unauthorized"),
        ("192.0.2.1", "/songs", "/#unauthorized"),
        ("10.0.0.1", "https://evil.example", "/#unauthorized"),
    ] {
        let problem = from(&service, "/formats", peer, prefix).await;
        assert_eq!(problem.json()["type"], kind);
    }
    let description = from(&service, "/openapi.json", "10.0.0.1", "/songs").await;
    assert_eq!(description.json()["servers"][0]["url"], "/songs");
}

#[tokio::test]
async fn every_answer_names_the_version_of_the_service() {
    let service = Service::new(&[]);
    for path in ["/", "/formats", "/nothing", "/health/live"] {
        let answer = service.get(path).await;
        let version = answer.header("chordpro-api-version");
        assert_eq!(version, env!("CARGO_PKG_VERSION"), "{path}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_health_changes_nothing() {
    let service = Service::new(&[]);
    for path in ["/health", "/health/"] {
        let answer = service.send(request(Method::GET, path, &[], "")).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.json()["status"], "healthy", "{path}");
    }
}

/// `POST /convert` of a song, with one more header.
async fn convert(service: &Service, more: (&str, &str), format: Option<&str>) -> Answer {
    let order = json!({ "content": "{title: A}\n[C]La", "output_format": format });
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        more,
    ];
    let request = request(Method::POST, "/convert", &headers, order.to_string());
    service.send(request).await
}

#[tokio::test]
async fn an_accept_that_cannot_be_met_is_answered_with_406() {
    let service = Service::new(&[]);
    for (accept, format, status) in [
        ("video/mp4", None, 406),
        ("application/problem+json", None, 406),
        ("video/mp4, text/*;q=0.1", None, 200),
        ("video/mp4", Some("text"), 200),
        ("*/*", None, 200),
        ("application/zip", None, 200),
    ] {
        let answer = convert(&service, ("accept", accept), format).await;
        assert_eq!(answer.status, status, "{accept}");
        if status == 406 {
            let problem = answer.json();
            assert_eq!(problem["type"], "/#not-acceptable");
            let detail = problem["detail"].as_str().expect("text");
            assert!(detail.contains("application/pdf"), "{detail}");
        }
    }
}

#[tokio::test]
async fn accept_does_not_matter_for_what_is_always_json() {
    let service = Service::new(&[]);
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        ("accept", "application/problem+json"),
    ];
    let order = json!({ "content": "{title: A}\n[C]La" }).to_string();
    let answer = service.send(request(Method::POST, "/lint", &headers, order));
    assert_eq!(answer.await.status, 200);
}

#[tokio::test]
async fn a_client_that_holds_any_document_is_told_that_there_is_one() {
    let service = Service::new(&[]);
    let any = ("if-none-match", "*");
    for _ in ["made", "kept"] {
        let answer = convert(&service, any, Some("text")).await;
        assert_eq!(answer.status, 304);
        assert!(answer.body.is_empty() && answer.header("etag").starts_with('"'));
    }
    let diagram = async |name: &str| {
        let headers = [("x-api-key", KEY), any];
        let path = format!("/diagrams/{name}.svg");
        service
            .send(request(Method::GET, &path, &headers, ""))
            .await
    };
    assert_eq!(diagram("Am7").await.status, 304);
    // What there is not cannot be held.
    assert_eq!(diagram("Xyz").await.status, 422);
}

#[tokio::test]
async fn a_request_may_be_repeated_safely() {
    let service = Service::new(&[]);
    let first = convert(&service, ("x-request-id", "a"), Some("pdf")).await;
    let again = convert(&service, ("x-request-id", "b"), Some("pdf")).await;
    let (tag, other) = (first.header("etag"), again.header("etag"));
    assert!(first.body == again.body && tag == other);
    let held = convert(&service, ("if-none-match", tag), Some("pdf")).await;
    assert_eq!(held.status, 304);
}
