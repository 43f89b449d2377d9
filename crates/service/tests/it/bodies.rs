//! The bodies that songs come in, and what is made of them.

use crate::support::{KEY, Service, request};
use axum::http::Method;
use serde_json::json;

const SONG: &str = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";

#[tokio::test]
async fn bodies_that_are_not_understood_are_refused_by_their_kind() {
    let service = Service::new(&[]);
    let send = async |kind: &str, body: &str| {
        let headers = [("x-api-key", KEY), ("content-type", kind)];
        service
            .send(request(Method::POST, "/convert", &headers, body.to_owned()))
            .await
    };
    assert_eq!(
        send("application/x-www-form-urlencoded", "content=x")
            .await
            .status,
        415
    );
    assert_eq!(send("application/json", "{\"content\": ").await.status, 400);
    assert_eq!(send("application/json", "[]").await.status, 400);
    assert_eq!(send("application/json", "\"song\"").await.status, 400);
    assert_eq!(send("multipart/form-data", "x").await.status, 400);
    assert_eq!(send("text/plain", "  \n").await.status, 400);
    let bare = request(Method::POST, "/convert", &[("x-api-key", KEY)], "{}");
    assert_eq!(service.send(bare).await.status, 415);
}

#[tokio::test]
async fn deep_json_is_refused_not_followed() {
    let service = Service::new(&[]);
    let deep = format!("{{\"content\": {}", "[".repeat(200_000));
    let headers = [("x-api-key", KEY), ("content-type", "application/json")];
    assert_eq!(
        service
            .send(request(Method::POST, "/convert", &headers, deep))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_song_may_be_the_body_with_options_in_the_query() {
    let service = Service::new(&[]);
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "text/x-chordpro; charset=utf-8"),
    ];
    let path = "/convert?output_format=cho&transpose=%2B2&meta.artist=Tr%C3%A4d";
    let answer = service
        .send(request(Method::POST, path, &headers, SONG))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(
        answer.text().contains("[D]Amazing") && answer.text().contains("Träd"),
        "{}",
        answer.text()
    );
    let wrong = service
        .send(request(Method::POST, "/convert?transpos=2", &headers, SONG))
        .await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("transpose"));
}

#[tokio::test]
async fn accept_chooses_where_the_request_does_not() {
    let service = Service::new(&[]);
    for (accept, media_type) in [
        ("text/plain", "text/plain"),
        ("text/html, */*;q=0.1", "text/html"),
        ("application/json, */*", "application/pdf"),
    ] {
        let headers = [
            ("x-api-key", KEY),
            ("content-type", "application/json"),
            ("accept", accept),
        ];
        let body = json!({ "content": SONG }).to_string();
        let answer = service
            .send(request(Method::POST, "/convert", &headers, body))
            .await;
        assert!(
            answer.header("content-type").starts_with(media_type),
            "{accept}"
        );
    }
}

#[tokio::test]
async fn a_form_carries_songs_files_and_options() {
    let service = Service::new(&[]);
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"song\"; filename=\"one.cho\"\r\n\r\n{SONG}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"song\"; filename=\"two.cho\"\r\n\r\n{{title: Two}}\n[G]Two\r\n\
         --b\r\nContent-Disposition: form-data; name=\"transpose\"\r\n\r\n2\r\n\
         --b\r\nContent-Disposition: form-data; name=\"output_format\"\r\n\r\ncho\r\n--b--\r\n"
    );
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let answer = service
        .send(request(Method::POST, "/convert", &headers, form))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(
        answer.text().contains("[D]Amazing") && answer.text().contains("[A]Two"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("chordpro-songs"), "2");
}

#[tokio::test]
async fn a_wrong_option_is_refused_also_where_a_field_overrides_it() {
    let service = Service::new(&[]);
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"song\"; filename=\"one.cho\"\r\n\r\n{SONG}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n{{\"separate\": {{}}}}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"separate\"\r\n\r\nfalse\r\n--b--\r\n"
    );
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let answer = service
        .send(request(Method::POST, "/convert", &headers, form))
        .await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(
        answer.text().contains("options.separate"),
        "{}",
        answer.text()
    );

    let body = json!({ "content": SONG, "options": { "separate": {} } }).to_string();
    let headers = [("x-api-key", KEY), ("content-type", "application/json")];
    let answer = service
        .send(request(
            Method::POST,
            "/convert?separate=true",
            &headers,
            body,
        ))
        .await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(
        answer.text().contains("separate must be true or false"),
        "{}",
        answer.text()
    );
}

/// A form for `format` with the options as JSON and files that are no texts.
fn form(format: &str, options: &serde_json::Value, files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let part = |head: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n");
    let mut body = part("name=\"output_format\"").into_bytes();
    body.extend_from_slice(format.as_bytes());
    body.extend_from_slice(b"\r\n");
    body.extend(part("name=\"options\"").bytes());
    body.extend_from_slice(options.to_string().as_bytes());
    for (field, name, content) in files {
        body.extend_from_slice(b"\r\n");
        body.extend(part(&format!("name=\"{field}\"; filename=\"{name}\"")).bytes());
        body.extend_from_slice(content);
    }
    body.extend_from_slice(b"\r\n--b--\r\n");
    body
}

async fn send(service: &Service, form: Vec<u8>) -> crate::support::Answer {
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    service
        .send(request(Method::POST, "/convert", &headers, form))
        .await
}

#[tokio::test]
async fn documents_may_stand_among_the_songs_of_a_form() {
    let service = Service::new(&[]);
    let song = SONG.as_bytes();
    let none = json!({});
    let document = send(&service, form("pdf", &none, &[("song", "one.cho", song)])).await;
    assert_eq!(document.status, 200, "{}", document.text());
    let among = [
        ("song", "one.cho", song),
        ("song", "two.pdf", document.body.as_ref()),
        ("song", "three.cho", song),
    ];
    let answer = send(&service, form("pdf", &json!({"contents": false}), &among)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    // Every part begins on a right page.
    assert_eq!(answer.header("chordpro-pages"), "5");
    let damaged = [("song", "two.pdf", &b"%PDF-1.7 junk"[..])];
    let answer = send(&service, form("pdf", &none, &damaged)).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.text().contains("two.pdf"), "{}", answer.text());
}

#[tokio::test]
async fn fonts_sent_along_are_used_where_a_configuration_names_them() {
    let service = Service::new(&[]);
    let font = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fonts-freefont/data/FreeSansBold.ttf"
    ))
    .expect("a font of the bundle");
    let config = json!({"pdf": {"fonts": {"text": {"file": "Mine.ttf", "size": 12}}}});
    let options = json!({"config": config});
    let song = ("song", "one.cho", SONG.as_bytes());
    let usual = send(&service, form("png", &json!({}), &[song])).await;
    let with_font = [song, ("font", "Mine.ttf", font.as_slice())];
    let own = send(&service, form("png", &options, &with_font)).await;
    assert_eq!(own.status, 200, "{}", own.text());
    assert_eq!(own.header("chordpro-warnings"), "0");
    assert_ne!(own.body, usual.body);
    // The same drawing as with the face of the bundle, and nothing of it stays for the next request.
    let config = json!({"pdf": {"fonts": {"text": {"file": "FreeSansBold.ttf", "size": 12}}}});
    let options_of_bundle = json!({"config": config});
    let bundled = send(&service, form("png", &options_of_bundle, &[song])).await;
    assert_eq!(bundled.status, 200, "{}", bundled.text());
    assert_eq!(own.body, bundled.body);
    let without = send(&service, form("png", &options, &[song])).await;
    assert_eq!(without.status, 400, "{}", without.text());
    assert!(without.text().contains("Mine.ttf"), "{}", without.text());
    let broken = [song, ("font", "Mine.ttf", &font[..200])];
    let answer = send(&service, form("png", &options, &broken)).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(answer.text().contains("Mine.ttf"), "{}", answer.text());
}

#[tokio::test]
async fn a_song_is_text_of_a_charset_that_is_known() {
    let service = Service::new(&[]);
    let text = "{title: Où}\n[C]é\n";
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let latin: Vec<u8> = text.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    for (charset, body, status) in [
        ("utf-8", text.as_bytes().to_vec(), 200),
        ("ISO-8859-1", latin, 200),
        ("utf-16le", wide(u16::to_le_bytes), 200),
        ("\"utf-16be\"", wide(u16::to_be_bytes), 200),
        ("koi8-r", text.as_bytes().to_vec(), 415),
    ] {
        let kind = format!("text/plain; charset={charset}");
        let headers = [("x-api-key", KEY), ("content-type", kind.as_str())];
        let path = "/convert?output_format=text";
        let answer = service
            .send(request(Method::POST, path, &headers, body))
            .await;
        assert_eq!(answer.status, status, "{charset}: {}", answer.text());
        assert_eq!(
            answer.text().contains("Où\nC\né"),
            status == 200,
            "{charset}"
        );
    }
}

#[tokio::test]
async fn blank_songs_are_refused_in_every_charset() {
    let service = Service::new(&[]);
    let headers = [("x-api-key", KEY), ("content-type", "text/plain")];
    for blank in [
        &b" \n\t"[..],
        b"\xef\xbb\xbf \n",
        b"\xff\xfe \0\n\0",
        b"\xfe\xff\0 \0\n",
        b"\xa0\n",
    ] {
        let answer = service
            .send(request(Method::POST, "/convert", &headers, blank))
            .await;
        assert_eq!(answer.status, 400, "{blank:?}");
        assert_eq!(answer.json()["field"], "content");
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused_by_its_coding() {
    let service = Service::new(&[]);
    for (coding, status) in [("gzip", 415), ("identity", 200)] {
        let headers = [
            ("x-api-key", KEY),
            ("content-type", "text/plain"),
            ("content-encoding", coding),
        ];
        let answer = service
            .send(request(Method::POST, "/convert", &headers, SONG))
            .await;
        assert_eq!(answer.status, status, "{coding}");
        let told = if status == 415 { "identity" } else { "" };
        assert_eq!(answer.header("accept-encoding"), told);
    }
}

#[tokio::test]
async fn files_that_nobody_chose_are_left_out_of_a_form() {
    let service = Service::new(&[]);
    let empty = |name: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"\"\r\n\r\n\r\n")
    };
    let form = format!(
        "{}{}{}--b\r\nContent-Disposition: form-data; name=\"song\"; filename=\"a.cho\"\r\n\r\n{SONG}\r\n--b--\r\n",
        empty("song"),
        empty("config"),
        empty("image"),
    );
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let path = "/convert?output_format=text";
    let answer = service
        .send(request(Method::POST, path, &headers, form))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("chordpro-songs"), "1");
}

#[tokio::test]
async fn numbers_that_are_none_are_refused() {
    let service = Service::new(&[]);
    let headers = [("x-api-key", KEY), ("content-type", "text/plain")];
    for query in [
        "vertical_space=NaN",
        "vertical_space=inf",
        "resolution=-infinity",
        "transpose=",
        "page=1e99",
    ] {
        let path = format!("/convert?{query}");
        let answer = service
            .send(request(Method::POST, &path, &headers, SONG))
            .await;
        assert_eq!(answer.status, 400, "{query}");
        let name = query.split('=').next();
        assert_eq!(answer.json()["field"].as_str(), name, "{query}");
    }
}

#[tokio::test]
async fn the_field_at_fault_is_named() {
    let service = Service::new(&[]);
    for (body, field) in [
        (json!({ "content": SONG, "contnet": 1 }), "contnet"),
        (
            json!({ "content": SONG, "options": { "transpos": 1 } }),
            "options.transpos",
        ),
        (
            json!({ "content": SONG, "options": { "meta": { " ": 1 } } }),
            "options.meta",
        ),
        (
            json!({ "content": SONG, "options": { "title": "x".repeat(20_000) } }),
            "options.title",
        ),
    ] {
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 400, "{field}");
        assert_eq!(answer.json()["field"], field);
    }
}
