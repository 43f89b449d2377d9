//! What the studio asks for besides songs: presets, options as controls, the documentation, and its own files.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Service, request};

#[tokio::test]
async fn presets_are_listed_with_pictures_of_styles_and_without_a_key() {
    let service = Service::new(&[]);
    let answer = service
        .send(request(Method::GET, "/presets", &[], ""))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let list = answer.json();
    let list = list.as_array().expect("a list");
    let card = |name: &str| {
        let found = list.iter().find(|card| card["name"] == name);
        found.unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(card("ukulele")["label"], "Ukulele");
    assert_eq!(card("ukulele")["group"], "instrument");
    assert_eq!(card("ukulele")["picture"], Value::Null);
    assert_eq!(card("clear")["group"], "style");
    assert_eq!(card("clear")["order"], 0);
    assert_eq!(card("notes:german")["group"], "notation");
    assert_eq!(
        card("dark")["config"]["pdf"]["theme"]["background"],
        "black"
    );
    let mut pictures = Vec::new();
    for card in list {
        assert!(
            ["instrument", "style", "notation", "page"]
                .contains(&card["group"].as_str().expect("a group"))
        );
        if card["group"] == "style" {
            let picture = card["picture"].as_str().expect("a picture");
            assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"));
            assert!(
                picture.len() <= 3 << 10,
                "{}: {} bytes",
                card["name"],
                picture.len()
            );
            pictures.push(picture);
        }
    }
    assert_ne!(card("clear")["picture"], card("modern1")["picture"]);
    assert!(pictures.len() > 8);
    let tag = answer.header("etag").to_owned();
    let again = request(Method::GET, "/presets", &[("if-none-match", &tag)], "");
    assert_eq!(service.send(again).await.status, 304);
}

#[tokio::test]
async fn options_say_how_they_are_shown() {
    let service = Service::new(&[]);
    let options = service.get("/options").await.json();
    let option = |name: &str| &options["supported_options"][name];
    assert_eq!(option("lyrics_only")["label"], "Lyrics only");
    assert_eq!(option("lyrics_only")["group"], "page");
    assert_eq!(
        option("lyrics_only")["config"],
        json!(["settings.lyrics-only"])
    );
    assert_eq!(
        option("simplify")["values"][1],
        json!({ "value": "extensions", "label": "Without extensions" })
    );
    let capo = option("capo");
    assert_eq!(
        (&capo["min"], &capo["max"], &capo["step"]),
        (&json!(0), &json!(11), &json!(1))
    );
    assert!(option("transpose")["order"].as_u64() < option("filename")["order"].as_u64());
}

#[tokio::test]
async fn the_documentation_has_a_page_of_its_own() {
    let service = Service::new(&[("BASE_PATH", "/songs")]);
    for path in ["/docs", "/songs/docs"] {
        let page = service.send(request(Method::GET, path, &[], "")).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"));
        let html = page.text();
        assert!(html.contains("<code>/preview</code>") && !html.contains("href=\"/"));
    }
}

/// The addresses that a page loads, as it writes them.
fn loaded(html: &str) -> Vec<&str> {
    let parts = [" href=\"", " src=\""]
        .iter()
        .flat_map(|name| html.split(name).skip(1));
    parts
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| !address.starts_with(['#', 'd']))
        .collect()
}

#[tokio::test]
async fn the_page_leads_to_the_documentation_and_needs_nothing_from_elsewhere() {
    let service = Service::new(&[("BASE_PATH", "/songs")]);
    for base in ["/", "/songs/"] {
        let page = service.send(request(Method::GET, base, &[], "")).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("cache-control"), "no-cache");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
        assert!(!policy.contains("unsafe") && !policy.contains("http"));
        let permissions = page.header("permissions-policy");
        assert!(
            permissions.contains("screen-wake-lock=(self)"),
            "{permissions}"
        );
        let html = page.text();
        assert!(html.contains("href=\"docs\""));
        let files = loaded(&html);
        assert!(files.len() >= 3, "{files:?}");
        for file in files {
            assert!(file.starts_with("studio/"), "{file}");
            let path = format!("{base}{file}");
            let answer = service.send(request(Method::GET, &path, &[], "")).await;
            assert_eq!(answer.status, 200, "{path}");
            // What has its digest in its name never changes.
            let is_hashed = file.contains('-');
            let kept = answer.header("cache-control");
            assert_eq!(kept.contains("immutable"), is_hashed, "{path}: {kept}");
        }
        let tag = page.header("etag").to_owned();
        let again = request(Method::GET, base, &[("if-none-match", &tag)], "");
        assert_eq!(service.send(again).await.status, 304);
    }
}

#[tokio::test]
async fn the_frame_and_the_service_worker_have_their_own_places() {
    let service = Service::new(&[]);
    let get = async |path: &str, accepted: &str| {
        let headers = [("accept-encoding", accepted)];
        service.send(request(Method::GET, path, &headers, "")).await
    };
    let frame = get("/studio/frame", "").await;
    assert_eq!(frame.status, 200);
    assert_eq!(frame.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(frame.header("cross-origin-embedder-policy"), "require-corp");
    let policy = frame.header("content-security-policy");
    assert!(policy.contains("script-src 'sha256-") && policy.ends_with("sandbox allow-scripts"));
    let worker = get("/sw.js", "br").await;
    assert_eq!(
        worker.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(worker.header("content-encoding"), "br");
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert!(
        worker
            .header("content-security-policy")
            .contains("connect-src 'self'")
    );
    for path in [
        "/studio/index.html",
        "/studio/frame.html",
        "/studio/none.js",
        "/studio/",
    ] {
        assert_eq!(get(path, "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_style_clear_shows_key_and_tempo_beside_the_title() {
    let service = Service::new(&[]);
    let song = "{title: T}\n{key: G}\n{time: 3/4}\n{tempo: 80}\n[G]la\n";
    let body = json!({ "content": song, "options": { "config": "clear", "transpose": 2 } });
    let preview = service.post("/preview", &body).await.json();
    let page = preview["pages"][0]["svg"].as_str().expect("a page");
    assert!(
        page.contains("data-text=\"Key A · 3/4 · ♩ = 80\""),
        "no key"
    );
    let body = json!({ "content": "{title: T}\nla\n", "options": { "config": "clear" } });
    let preview = service.post("/preview", &body).await.json();
    let page = preview["pages"][0]["svg"].as_str().expect("a page");
    assert!(!page.contains("Key") && !page.contains('·'));
}
