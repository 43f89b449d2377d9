//! The whole router in memory: status, headers, body, log line.

use crate::support::{KEY, Service, request};
use axum::http::Method;
use chordpro_api::security::request_signature::{Signed, digest, sign};
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
async fn lint_says_what_is_wrong_and_where() {
    let service = Service::new(&[]);
    let answer = service
        .post(
            "/lint",
            &json!({ "content": "{title: X}\n{start_of_chorus}\n[C]La\n{no_such_thing: 1}\n" }),
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let findings = answer.json();
    assert!(
        findings["diagnostics"].is_array()
            && findings["warnings"].is_u64()
            && findings["errors"].is_u64()
    );
    let found: Vec<_> = findings["diagnostics"]
        .as_array()
        .expect("array")
        .iter()
        .map(|one| (one["code"].as_str(), one["line"].as_u64()))
        .collect();
    assert!(
        found.contains(&(Some("unterminated-section"), Some(4))),
        "{findings}"
    );
    assert!(
        found.contains(&(Some("unknown-directive"), Some(4))),
        "{findings}"
    );
}

#[tokio::test]
async fn sheets_are_imported_with_a_report() {
    let service = Service::new(&[]);
    let sheet = "Swing Low\nTraditional\nKey: D\n\nChorus:\nSwing [D]low\n---\n";
    let reply = service.post("/import", &json!({ "content": sheet })).await;
    assert_eq!(reply.status, 200);
    let sheet = &reply.json()["sheets"][0];
    assert_eq!(sheet["from"], "onsong");
    assert_eq!(sheet["confidence"], "certain");
    let song = &sheet["songs"][0];
    let chordpro = song["chordpro"].as_str().expect("a text");
    assert!(chordpro.starts_with("{title: Swing Low}\n"), "{chordpro}");
    let lines = song["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), chordpro.lines().count());
    let report = song["report"].as_array().expect("a report");
    assert_eq!(report.len(), 7);
    assert_eq!(report[0]["taken"], "title");
    assert_eq!(report[6]["taken"], "dropped");
}

#[tokio::test]
async fn a_sheet_that_cannot_be_read_names_its_format() {
    let service = Service::new(&[]);
    for path in ["/import", "/convert"] {
        let body = json!({ "content": "<song>", "options": { "from": "opensong" } });
        let reply = service.post(path, &body).await;
        assert_eq!(reply.status, 422, "{path}");
        let problem = reply.json();
        assert_eq!(problem["code"], "import-failed");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("OpenSong"), "{detail}");
    }
}

#[tokio::test]
async fn lint_suggests_the_directive_that_was_meant() {
    let service = Service::new(&[]);
    let song = "{titel: X}\n{start_of_chorsu}\nla\n{end_of_chorsu}\n{x_own: 1}\n{comnent: y}\n";
    let findings = service
        .post("/lint", &json!({ "content": song }))
        .await
        .json();
    let hints: Vec<_> = findings["diagnostics"]
        .as_array()
        .expect("array")
        .iter()
        .filter(|one| one["code"] == "unknown-directive")
        .map(|one| (one["line"].as_u64(), one["hint"].as_str()))
        .collect();
    assert_eq!(
        hints,
        [
            (Some(1), Some("did you mean {title}?")),
            (Some(6), Some("did you mean {comment}?")),
        ],
        "{findings}"
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
async fn diagrams_are_pictures_and_unknown_names_are_problems() {
    let service = Service::new(&[]);
    for (path, media_type) in [
        ("/diagrams/Am7.svg", "image/svg+xml"),
        ("/diagrams/F%23m.png?instrument=ukulele", "image/png"),
    ] {
        let answer = service.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, media_type),
            "{}",
            answer.text()
        );
        // More than an empty page.
        assert!(answer.body.len() > 1000, "{path}: {}", answer.body.len());
    }
    assert_eq!(service.get("/diagrams/Am7.gif").await.status, 404);
    assert_eq!(
        service.get("/diagrams/C.svg?instrument=tuba").await.status,
        400
    );
    for wrong in ["%7Btitle%7D", "%ff", "*x", "%00"] {
        let answer = service.get(&format!("/diagrams/{wrong}.svg")).await;
        assert_eq!(answer.status, 400, "{wrong}");
        assert_eq!(answer.json()["field"], "chord", "{wrong}");
    }
    for unknown in ["Xyz.svg", "Hmpf.png", "C%23%23%23.svg", "Am7.svg.svg"] {
        let answer = service.get(&format!("/diagrams/{unknown}")).await;
        assert_eq!(answer.status, 422, "{unknown}: {}", answer.text());
        assert!(answer.text().contains("guitar"), "{}", answer.text());
    }
}

#[tokio::test]
async fn diagrams_take_parameters_and_refuse_others() {
    let service = Service::new(&[]);
    let get = async |path: &str| service.get(&format!("/diagrams/{path}")).await;
    for chord in [
        "E7%239.svg?instrument=ukulele",
        "F%23m.svg?instrument=banjo-5",
        "C13%2311.svg?tuning=D2,A2,D3,G3,A3,D4",
    ] {
        let answer = get(chord).await;
        assert_eq!(answer.status, 200, "{chord}: {}", answer.text());
        assert!(answer.body.len() > 1000, "{chord}");
    }
    let plain = get("C.svg").await;
    for other in ["position=2", "left=true", "fingers=false", "theme=dark"] {
        let answer = get(&format!("C.svg?{other}")).await;
        assert_eq!(answer.status, 200, "{other}: {}", answer.text());
        assert_ne!(answer.body, plain.body, "{other}");
    }
    let sized = get("C.svg?size=300&theme=currentColor").await.text();
    assert!(sized.contains("width=\"300\""), "{sized}");
    assert!(sized.contains("currentColor"), "{sized}");
    for (wrong, field) in [
        ("C.svg?sise=300", "sise"),
        ("C.svg?size=3", "size"),
        ("C.svg?tuning=X", "tuning"),
        ("C.png?theme=currentColor", "theme"),
    ] {
        let answer = get(wrong).await;
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{wrong}");
    }
    let many = ["E2"; 40].join(",");
    assert_eq!(get(&format!("C.svg?tuning={many}")).await.status, 400);
    assert_eq!(get("N.C..svg").await.status, 404);
    assert_eq!(
        get("C13%2311.svg?position=12&instrument=ukulele")
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn a_chord_is_told_with_its_tones_names_and_shapes() {
    let service = Service::new(&[]);
    let answer = service
        .get("/chords/F%23m7b5?instrument=ukulele&key=G")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let chord = answer.json();
    assert_eq!(chord["tones"], json!(["F#", "A", "C", "E"]));
    assert_eq!(chord["degree"]["roman"], "vii7b5");
    assert_eq!(chord["enharmonics"], json!(["Gbm7b5"]));
    let shapes = chord["shapes"].as_array().expect("shapes");
    assert!(
        shapes.len() > 1
            && shapes[0]["frets"]
                .as_array()
                .is_some_and(|frets| frets.len() == 4)
    );
    for (path, status) in [
        ("/chords/N.C.", 404),
        ("/chords/Xyz", 422),
        ("/chords/C?instrument=tuba", 400),
        ("/chords/C?size=3", 400),
        ("/chords/C?key=H7", 400),
    ] {
        assert_eq!(service.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn songs_are_inspected_without_being_converted() {
    let service = Service::new(&[]);
    let song = "{title: Inspected}\n{key: Eb}\n{sov}\n[Eb]One [Ab]two\n[Bb]three [Cm]four [Eb]five\n{eov}\n";
    let answer = service.post("/inspect", &json!({ "content": song })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = &answer.json()["songs"][0];
    assert_eq!(found["key"]["stated"], "Eb");
    assert_eq!(found["key"]["detected"], "Eb");
    assert_eq!(
        found["chords"][0],
        json!({ "name": "Eb", "count": 2, "degree": "1" })
    );
    assert_eq!(found["lines"], 2);
    let frets: Vec<_> = found["capo"]
        .as_array()
        .expect("advice")
        .iter()
        .map(|advice| advice["fret"].as_u64())
        .collect();
    assert!(
        frets.contains(&Some(1)) && frets.contains(&Some(3)),
        "{frets:?}"
    );
}

#[tokio::test]
async fn options_for_players_are_taken() {
    let service = Service::new(&[]);
    let text = async |options: Value| {
        let order = json!({ "content": "{title: A}\n{key: Eb}\n[Eb]La [Cm7]la", "output_format": "text", "options": options });
        let answer = service.post("/convert", &order).await;
        (answer.status.as_u16(), answer.text())
    };
    assert!(
        text(json!({ "transpose": "Bb" }))
            .await
            .1
            .contains("Bb Gm7")
    );
    assert!(
        text(json!({ "transpose": "1s" }))
            .await
            .1
            .contains("E  C#m7")
    );
    assert!(
        text(json!({ "capo": 3, "simplify": "extensions" }))
            .await
            .1
            .contains("C  Am")
    );
    for wrong in [
        json!({ "transpose": "H" }),
        json!({ "key": "much" }),
        json!({ "capo": 12 }),
        json!({ "capo": 3, "decapo": true }),
        json!({ "simplify": "all" }),
    ] {
        assert_eq!(text(wrong.clone()).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn an_unchanged_diagram_costs_nothing() {
    let service = Service::new(&[]);
    let first = service.get("/diagrams/Am7.svg").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.len() > 10, "{tag}");
    let other = service.get("/diagrams/Am7.svg?instrument=ukulele").await;
    assert_ne!(other.header("etag"), tag);
    let headers = [("x-api-key", KEY), ("if-none-match", tag.as_str())];
    let again = request(Method::GET, "/diagrams/Am7.svg", &headers, "");
    let again = service.send(again).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), tag);
    assert_eq!(again.header("cache-control"), first.header("cache-control"));
    assert_eq!(service.get("/diagrams/Am7.svg").await.body, first.body);
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
