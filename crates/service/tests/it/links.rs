//! Links to songs: the song in the address, and who may follow them.

use std::io::Write;

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::json;

use crate::support::{Answer, KEY, KeyFile, Service, request};

const SONG: &str = "{title: Amazing Grace}\n\n[G]Amazing [C]grace how [G]sweet the sound\n";

/// A public key, as a file of keys holds it.
const PUBLIC: &str = "wiki=pppppppppppppppp; scope=link; formats=svg, png\n";

/// Raw DEFLATE as base64url without padding.
fn packed(song: &[u8]) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(song).expect("written");
    URL_SAFE_NO_PAD.encode(encoder.finish().expect("deflated"))
}

async fn follow(service: &Service, path: &str, headers: &[(&str, &str)]) -> Answer {
    service.send(request(Method::GET, path, headers, "")).await
}

#[tokio::test]
async fn an_address_shows_its_song() {
    let service = Service::new(&[]);
    let packed = packed(SONG.as_bytes());
    for (suffix, media_type, begin) in [
        ("svg", "image/svg+xml", &b"<"[..]),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("html", "text/html; charset=utf-8", b"<"),
    ] {
        let path = format!("/song/{packed}.{suffix}?transpose=2&meta.artist=Traditional");
        let answer = service.get(&path).await;
        assert_eq!(answer.status, 200, "{suffix}: {}", answer.text());
        assert_eq!(answer.header("content-type"), media_type);
        assert!(answer.body.starts_with(begin), "{suffix}");
        assert!(answer.header("content-disposition").starts_with("inline"));
        assert_eq!(answer.header("cache-control"), "private, max-age=86400");
        let tag = answer.header("etag").to_owned();
        let headers = [("x-api-key", KEY), ("if-none-match", tag.as_str())];
        let again = follow(&service, &path, &headers).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
        let head = request(Method::HEAD, &path, &[("x-api-key", KEY)], "");
        assert_eq!(service.send(head).await.status, 200);
    }
    let html = service
        .get(&format!("/song/{packed}.html?transpose=2"))
        .await;
    // G and C, two semitones higher.
    assert!(html.text().contains(">A<") && html.text().contains(">D<"));
    // Neither another song nor another option is taken for the one that was kept.
    let other = service.get(&format!("/song/{packed}.html")).await;
    assert!(other.text().contains(">G<") && !other.text().contains(">A<"));
}

#[tokio::test]
async fn a_link_that_was_made_is_good_until_it_expires() {
    let service = Service::new(&[]);
    let order = json!({ "content": SONG, "output_format": "svg", "expires_in": 3600,
        "options": { "transpose": 2, "meta": { "artist": ["One & two", "Three"] }, "config": ["ukulele", "modern2"] } });
    let made = service.post("/links", &order).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let path = made.json()["path"].as_str().expect("a path").to_owned();
    assert!(made.json()["expires"].is_u64() && path.starts_with("/song/"));
    let shown = follow(&service, &path, &[]).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert_eq!(shown.header("cross-origin-resource-policy"), "cross-origin");
    let (by, age) = shown
        .header("cache-control")
        .split_once(", max-age=")
        .expect("both");
    let age: u64 = age.parse().expect("seconds");
    assert!(by == "public" && (3500..=3600).contains(&age), "{age}");
    for wrong in [
        path.replace("transpose=2", "transpose=3"),
        path.replace(".svg", ".pdf"),
        path.replace("/song/", "/song/A"),
    ] {
        let refused = follow(&service, &wrong, &[("accept", "application/json")]).await;
        assert_eq!(refused.status, 401, "{wrong}");
    }
    let open = json!({ "content": SONG, "expires_in": 0 });
    let open = service.post("/links", &open).await.json();
    assert_eq!(open["expires"], json!(null));
    let path = open["path"].as_str().expect("a path");
    assert_eq!(path, format!("/song/{}.svg", packed(SONG.as_bytes())));
    assert_eq!(follow(&service, path, &[]).await.status, 401);
}

#[tokio::test]
async fn an_order_for_a_link_is_checked_like_the_link() {
    let service = Service::new(&[]);
    for (order, words) in [
        (json!({}), "content is required"),
        (
            json!({ "content": SONG, "output_format": "text" }),
            "svg, png, pdf or html",
        ),
        (json!({ "content": SONG, "expires_in": 604_801 }), "604800"),
        (
            json!({ "content": SONG, "options": { "page": "all" } }),
            "one document",
        ),
        (
            json!({ "content": SONG, "options": { "separate": true } }),
            "one document",
        ),
        (
            json!({ "content": SONG, "options": { "transpos": 1 } }),
            "transpose",
        ),
        (
            json!({ "content": SONG, "options": { "config": [{ "settings": {} }] } }),
            "cannot stand in an address",
        ),
        (json!({ "content": SONG, "colour": 1 }), "not a field"),
    ] {
        let answer = service.post("/links", &order).await;
        assert_eq!(answer.status, 400, "{order}");
        assert!(answer.text().contains(words), "{order}: {}", answer.text());
    }
    // Text that does not shrink.
    let mut state = 1_u64;
    let mut noise = String::new();
    while noise.len() < 12_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        noise.push(char::from(
            u8::try_from(33 + (state >> 33) % 90).expect("ASCII"),
        ));
    }
    let long = service.post("/links", &json!({ "content": noise })).await;
    assert_eq!(long.status, 413, "{}", long.text());
    assert!(long.text().contains("MAX_LINK_SIZE"));
}

#[tokio::test]
async fn a_public_key_opens_links_alone() {
    let keys = KeyFile::new("public", PUBLIC);
    let service = keys.service();
    let packed = packed(SONG.as_bytes());
    let svg = format!("/song/{packed}.svg?key=pppppppppppppppp");
    let shown = follow(&service, &svg, &[]).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert_eq!(shown.header("cache-control"), "public, max-age=86400");
    assert_eq!(shown.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(
        follow(&service, "/diagrams/Am7.svg?key=pppppppppppppppp", &[])
            .await
            .status,
        400,
        "no parameter of a diagram"
    );
    let header = [
        ("x-api-key", "pppppppppppppppp"),
        ("accept", "application/json"),
    ];
    assert_eq!(
        follow(&service, "/diagrams/Am7.svg", &header).await.status,
        200
    );
    for path in ["/formats", "/metrics", "/options", "/chords/Am7"] {
        let refused = follow(&service, path, &header).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.text().contains("links alone"));
    }
    let post = request(Method::POST, "/convert?key=pppppppppppppppp", &header, "{}");
    assert_eq!(service.send(post).await.status, 403);
    let pdf = follow(&service, &svg.replace(".svg", ".pdf"), &[]).await;
    assert_eq!(pdf.status, 403);
    assert!(pdf.text().contains("svg, png"), "{}", pdf.text());
    // A key that opens more has no place in an address, and no other key is taken.
    for key in [KEY, "qqqqqqqqqqqqqqqq"] {
        let path = format!("/song/{packed}.pdf?key={key}");
        let refused = follow(&service, &path, &[]).await;
        assert_eq!(refused.status, 401, "{key}");
        assert!(!refused.text().contains(key));
    }
}

#[tokio::test]
async fn a_public_key_counts_on_its_pages_only() {
    let text = "wiki=pppppppppppppppp; scope=link; origins=https://wiki.example\n";
    let keys = KeyFile::new("pages", text);
    let service = keys.service();
    let path = format!("/song/{}.png?key=pppppppppppppppp", packed(SONG.as_bytes()));
    for (headers, status) in [
        (&[("referer", "https://wiki.example/page")][..], 200),
        (&[("origin", "https://wiki.example")], 200),
        (&[("referer", "https://evil.example/wiki.example")], 403),
        (&[], 403),
    ] {
        let answer = follow(&service, &path, headers).await;
        assert_eq!(answer.status, status, "{headers:?}");
        if status == 200 {
            assert_eq!(answer.header("cache-control"), "private, max-age=86400");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_is_shown_where_the_picture_would_be() {
    let service = Service::new(&[]);
    let packed_song = packed(SONG.as_bytes());
    let blank = packed(b"  \n");
    for (path, key, status, words) in [
        (
            format!("/song/{packed_song}.svg?transpos=1"),
            KEY,
            400,
            "transpose",
        ),
        (
            format!("/song/{packed_song}.png"),
            "no-such-key-at-all",
            401,
            "API key",
        ),
        ("/song/abc.svg".to_owned(), KEY, 400, "unpacked"),
        (format!("/song/{blank}.svg"), KEY, 400, "no song"),
        (
            format!("/song/{packed_song}x%2Fy.svg"),
            KEY,
            404,
            "packed song",
        ),
    ] {
        let picture = follow(&service, &path, &[("x-api-key", key)]).await;
        assert_eq!(picture.status, status, "{path}");
        assert_eq!(picture.header("content-type"), "image/svg+xml", "{path}");
        assert_eq!(picture.header("cache-control"), "no-store", "{path}");
        let text = picture.text();
        assert!(
            text.starts_with("<svg") && text.contains(words),
            "{path}: {text}"
        );
        let headers = [("x-api-key", key), ("accept", "application/problem+json")];
        let told = follow(&service, &path, &headers).await;
        assert_eq!(told.json()["status"], status, "{path}");
    }
    let pdf = service.get(&format!("/song/{packed_song}.pdf?x=1")).await;
    assert_eq!(pdf.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn links_are_bounded_in_length_and_in_what_they_unpack_to() {
    let service = Service::new(&[("MAX_LINK_SIZE", "20KiB"), ("MAX_CONTENT_SIZE", "64KiB")]);
    let headers = [("x-api-key", KEY), ("accept", "application/json")];
    // Some thousand bytes that would become eight megabytes.
    let bomb = packed(&vec![b'a'; 8 << 20]);
    assert!(bomb.len() < 12_000, "{}", bomb.len());
    let answer = follow(&service, &format!("/song/{bomb}.svg"), &headers).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json()["setting"], "MAX_CONTENT_SIZE");
    assert_eq!(answer.json()["allowed"], 65_536);
    let long = "A".repeat(20 << 10);
    let answer = follow(&service, &format!("/song/{long}.svg"), &headers).await;
    assert_eq!(answer.status, 414);
    assert_eq!(answer.json()["setting"], "MAX_LINK_SIZE");
    // The workers are as they were.
    let fine = format!("/song/{}.svg", packed(SONG.as_bytes()));
    assert_eq!(follow(&service, &fine, &headers).await.status, 200);
}

#[tokio::test]
async fn pages_that_embed_a_link_learn_its_size() {
    let keys = KeyFile::new("oembed", PUBLIC);
    let service = keys.service();
    let packed = packed(SONG.as_bytes());
    for suffix in ["svg", "png"] {
        let link = format!("https://songs.example/song/{packed}.{suffix}?key=pppppppppppppppp");
        let escaped = link.replace("?", "%3F").replace("=", "%3D");
        let path = format!("/oembed?url={escaped}&maxwidth=300&format=json");
        let answer = follow(&service, &path, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let told = answer.json();
        assert_eq!(
            (&told["type"], &told["version"]),
            (&json!("photo"), &json!("1.0"))
        );
        assert_eq!(told["url"], json!(link));
        assert_eq!(told["width"], 300);
        let height = told["height"].as_u64().expect("a number");
        assert!((400..450).contains(&height), "A4: {height}");
    }
    let without = format!("/oembed?url=https://songs.example/song/{packed}.svg");
    assert_eq!(follow(&service, &without, &[]).await.status, 401);
    for wrong in [
        "/oembed",
        "/oembed?url=https://songs.example/metrics",
        "/oembed?url=:::",
    ] {
        assert_eq!(follow(&service, wrong, &[]).await.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn the_links_of_the_document_show_their_song() {
    let keys = KeyFile::new("documented", PUBLIC);
    let service = keys.service();
    let document = include_str!("../../../../docs/links.md");
    let document = document
        .replace("WIKI_KEY", "pppppppppppppppp")
        .replace("&amp;", "&");
    let ends = |c: char| c.is_whitespace() || "\")|".contains(c);
    let links: Vec<&str> = document
        .split("https://songs.example")
        .skip(1)
        .map(|rest| rest.split(ends).next().expect("a link"))
        .filter(|link| link.starts_with("/song/") && link.contains("key="))
        .filter(|link| !link.contains('<'))
        .collect();
    assert!(links.len() >= 5, "{links:?}");
    for link in links {
        let answer = follow(&service, link, &[]).await;
        assert_eq!(answer.status, 200, "{link}: {}", answer.text());
        assert!(
            answer.header("content-type").starts_with("image/"),
            "{link}"
        );
    }
    let embed = document
        .split("GET /oembed")
        .nth(1)
        .and_then(|rest| rest.lines().next());
    let embed = format!("/oembed{}", embed.expect("a request"));
    let answer = follow(&service, &embed, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["width"]),
        (200, &json!(595))
    );
    let body = document
        .split("-d '")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    let order: serde_json::Value = serde_json::from_str(body.expect("a body")).expect("JSON");
    let made = service.post("/links", &order).await;
    assert_eq!(made.status, 200, "{}", made.text());
}
