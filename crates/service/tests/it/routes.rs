//! The whole router in memory: status, headers, body, log line.

use crate::support::{KEY, Service, request};
use axum::http::Method;
use serde_json::{Value, json};

const SONG: &str = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";

#[tokio::test]
async fn health_needs_no_key_and_tells_what_the_older_service_told() {
    let service = Service::new(&[]);
    for path in [
        "/health",
        "/health/live",
        "/health/ready",
        "/",
        "/openapi.json",
    ] {
        let answer = service.send(request(Method::GET, path, &[], "")).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    let health = service.get("/health").await.json();
    assert_eq!(health["status"], "healthy");
    assert_eq!(health["service"], "chordpro-api");
    assert_eq!(health["chordpro_available"], true);
    assert!(health["timestamp"].is_string());
    assert_eq!(health["version"], chordpro_engine::VERSION);
    assert_eq!(health["build"], chordpro_engine::BUILD);
}

#[tokio::test]
async fn readiness_goes_off_before_the_end_and_health_stays() {
    let service = Service::new(&[]);
    service.app.retire();
    assert_eq!(service.get("/health/ready").await.status, 503);
    assert_eq!(service.get("/health").await.status, 200);
}

#[tokio::test]
async fn formats_and_options_are_listed() {
    let service = Service::new(&[]);
    let formats = service.get("/formats").await.json();
    assert_eq!(formats["default_format"], "pdf");
    for name in [
        "pdf", "text", "cho", "html", "svg", "png", "json", "markdown",
    ] {
        assert!(
            formats["supported_formats"]
                .as_array()
                .expect("array")
                .contains(&name.into()),
            "{name}"
        );
    }
    let options = service.get("/options").await.json();
    for name in ["transpose", "config", "meta", "diagrams"] {
        let option = &options["supported_options"][name];
        assert!(
            option["type"].is_string()
                && option["description"].is_string()
                && option["examples"].is_array()
        );
    }
}

#[tokio::test]
async fn every_format_gives_its_media_type_and_the_same_bytes_again() {
    let service = Service::new(&[("CACHE_SIZE", "0")]);
    let formats = service.get("/formats").await.json();
    let formats = formats["supported_formats"].as_array().expect("array");
    assert!(formats.len() >= 8, "{formats:?}");
    for format in formats {
        let order = json!({ "content": SONG, "output_format": format });
        let (one, two) = (
            service.post("/convert", &order).await,
            service.post("/convert", &order).await,
        );
        assert_eq!(one.status, 200, "{format}: {}", one.text());
        assert!(!one.body.is_empty(), "{format}");
        assert_eq!(one.body, two.body, "{format}");
        assert!(
            one.header("content-disposition")
                .contains("filename*=UTF-8''Amazing%20Grace.")
        );
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let service = Service::new(&[]);
    let html = json!({ "content": SONG, "output_format": "html" });
    for answer in [
        service.get("/").await,
        service.get("/nowhere").await,
        service.get("/convert").await,
        service.post("/convert", &html).await,
        service
            .send(request(Method::GET, "/formats", &[], ""))
            .await,
    ] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("x-xss-protection"), "0");
        for name in [
            "referrer-policy",
            "content-security-policy",
            "cross-origin-resource-policy",
            "permissions-policy",
            "x-request-id",
        ] {
            assert_ne!(answer.header(name), "", "{name}");
        }
        assert_eq!(answer.header("server"), "");
    }
    let page = service.post("/convert", &html).await;
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(
        !page
            .header("content-security-policy")
            .contains("script-src")
    );
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let service = Service::new(&[]);
    let missing = service.get("/nowhere").await;
    assert_eq!(
        (missing.status.as_u16(), missing.json()["type"].as_str()),
        (404, Some("/#not-found"))
    );
    let wrong = service.get("/convert").await;
    assert_eq!(wrong.status, 405);
    assert_eq!(wrong.header("allow"), "POST");
    assert_eq!(wrong.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn every_format_has_a_path_of_its_own() {
    let service = Service::new(&[]);
    for format in chordpro_api::request::formats::offered() {
        let path = format!("/convert/{}", format.name());
        let answer = service.post(&path, &json!({ "content": SONG })).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), format.media_type());
        let order = json!({ "content": SONG, "output_format": format.name() });
        let same = service.post("/convert", &order).await;
        assert_eq!(answer.header("etag"), same.header("etag"), "{path}");
    }
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "text/plain"),
        ("accept", "text/html"),
    ];
    let answer = service
        .send(request(
            Method::POST,
            "/convert/text?transpose=2",
            &headers,
            SONG,
        ))
        .await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(answer.text().contains('D'), "{}", answer.text());
}

#[tokio::test]
async fn a_path_that_names_a_format_gives_no_other() {
    let service = Service::new(&[]);
    let order = json!({ "content": SONG });
    for path in [
        "/convert/docx",
        "/convert/pages",
        "/convert/%ff",
        "/convert/meta",
    ] {
        let answer = service.post(path, &order).await;
        assert_eq!(answer.status, 404, "{path}");
        let problem = answer.json();
        assert_eq!(problem["type"], "/#not-found");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains("valid formats are pdf, text"), "{detail}");
    }
    for (format, member, value, field) in [
        ("pdf", "output_format", json!("html"), "output_format"),
        (
            "pdf",
            "options",
            json!({ "separate": true }),
            "options.separate",
        ),
        ("svg", "options", json!({ "page": "all" }), "options.page"),
        ("png", "options", json!({ "page": "all" }), "options.page"),
    ] {
        let mut order = order.clone();
        order[member] = value;
        let answer = service.post(&format!("/convert/{format}"), &order).await;
        let problem = answer.json();
        assert_eq!(
            (answer.status.as_u16(), &problem["field"]),
            (400, &json!(field))
        );
        let pointer = format!("/{}", field.replace('.', "/"));
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let same = json!({ "content": SONG, "output_format": "txt" });
    assert_eq!(service.post("/convert/text", &same).await.status, 200);
    assert_eq!(service.get("/convert/pdf").await.status, 405);
}

#[tokio::test]
async fn songs_come_as_one_book_or_as_a_zip() {
    let service = Service::new(&[]);
    let songs = json!([SONG, { "content": "{title: Amazing Grace}\n[G]Again", "name": "b.cho" }]);
    let book = service
        .post(
            "/convert",
            &json!({ "songs": songs, "output_format": "text" }),
        )
        .await;
    assert_eq!(book.status, 200, "{}", book.text());
    assert_eq!(book.header("chordpro-songs"), "2");
    let none = json!({ "content": SONG, "songs": [] });
    let answer = service.post("/convert", &none).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(answer.text().contains("no song"), "{}", answer.text());
    let nameless = json!({ "songs": [{ "content": SONG, "name": {} }] });
    assert_eq!(service.post("/convert", &nameless).await.status, 400);
    let order = json!({ "songs": songs, "output_format": "text", "options": { "separate": true } });
    let archive = service.post("/convert", &order).await;
    assert_eq!(archive.header("content-type"), "application/zip");
    assert!(archive.body.starts_with(b"PK\x03\x04"));
    let text = archive.text();
    assert!(text.contains("Amazing Grace.txt") && text.contains("Amazing Grace (2).txt"));
}

#[tokio::test]
async fn an_unchanged_document_costs_nothing() {
    let service = Service::new(&[]);
    let body = json!({ "content": SONG }).to_string();
    let headers = [("x-api-key", KEY), ("content-type", "application/json")];
    let first = service
        .send(request(Method::POST, "/convert", &headers, body.clone()))
        .await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 10);
    let again = [headers[0], headers[1], ("if-none-match", tag.as_str())];
    let unchanged = service
        .send(request(Method::POST, "/convert", &again, body))
        .await;
    assert_eq!(unchanged.status, 304);
    assert!(unchanged.body.is_empty());
    let other = json!({ "content": SONG, "options": { "transpose": 1 } }).to_string();
    assert_eq!(
        service
            .send(request(Method::POST, "/convert", &again, other))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_song_reaches_no_file_of_the_server() {
    let service = Service::new(&[]);
    let secret = std::env::temp_dir().join(format!("secret-{}.txt", std::process::id()));
    std::fs::write(&secret, "TOPSECRET").expect("a file");
    let path = secret.display();
    let song = format!(
        "{{title: X}}\n##include: src={path}\n{{image: src={path}}}\n{{image: src=\"file://{path}\"}}\n##config: {path}\n[C]La\n"
    );
    for format in ["text", "html", "cho", "json", "pdf", "svg"] {
        let answer = service
            .post(
                "/convert",
                &json!({ "content": song, "output_format": format }),
            )
            .await;
        assert_eq!(answer.status, 200, "{format}: {}", answer.text());
        assert!(!answer.text().contains("TOPSECRET"), "{format}");
    }
    std::fs::remove_file(&secret).expect("removed");
}

#[tokio::test]
async fn metrics_count_requests_and_conversions() {
    let service = Service::new(&[]);
    service
        .post(
            "/convert",
            &json!({ "content": SONG, "output_format": "text" }),
        )
        .await;
    let text = service.get("/metrics").await.text();
    assert!(
        text.contains(
            "chordpro_requests_total{route=\"/convert\",method=\"POST\",status=\"200\"} 1"
        )
    );
    assert!(text.contains("chordpro_conversion_seconds_count{format=\"text\"} 1"));
    assert!(text.contains("chordpro_client_requests_total{client=\"web\"}"));
}

#[tokio::test]
async fn html_carries_its_style_unless_asked_not_to() {
    let service = Service::new(&[]);
    let html = async |options: Value| {
        let order =
            json!({ "content": "{title: A}\n[C]La", "output_format": "html", "options": options });
        service.post("/convert", &order).await.text()
    };
    let page = html(json!({})).await;
    assert!(
        page.contains("<style>") && page.contains("class=\"song\""),
        "{page}"
    );
    assert!(!page.contains("<link"));
    for profile in ["complete", "reference"] {
        let page = html(json!({ "styles": false, "profile": profile })).await;
        assert!(!page.contains("<link") && page.contains("La"), "{page}");
    }
    assert!(!html(json!({ "styles": false })).await.contains("<style"));
}
