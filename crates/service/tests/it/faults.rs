//! All faults of a request are told at once, each with its place.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, KEY, Service, request};

const SONG: &str = "{title: One}\n[C]One\n";

/// The places of all faults.
fn pointers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
    assert_eq!(text("/errors/0/detail"), text("/detail"), "{body}");
    let errors = body.get("errors").and_then(Value::as_array);
    errors
        .expect("errors")
        .iter()
        .filter_map(|error| error.get("pointer")?.as_str())
        .map(str::to_owned)
        .collect()
}

async fn post_as(service: &Service, path: &str, kind: &str, body: impl Into<String>) -> Answer {
    let headers = [("x-api-key", KEY), ("content-type", kind)];
    service
        .send(request(Method::POST, path, &headers, body.into()))
        .await
}

#[tokio::test]
async fn all_faults_of_a_request_are_listed() {
    let service = Service::new(&[]);
    let body = json!({
        "songs": [SONG, "", { "content": 1, "nmae": "x" }, 5],
        "output_format": "docx",
        "filse": {},
        "files": { "a/b.png": "?", "ok.png": "aGk=" },
        "options": { "transpose": "2", "transpos": 1, "meta": { "artist": [{}], "x": {} } },
    });
    let answer = service.post("/convert", &body).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    let mut found = pointers(&answer);
    found.sort();
    assert_eq!(
        found,
        [
            "/files/a~1b.png",
            "/filse",
            "/options/meta/artist",
            "/options/meta/x",
            "/options/transpos",
            "/options/transpose",
            "/output_format",
            "/songs/1",
            "/songs/2/content",
            "/songs/2/nmae",
            "/songs/3",
        ]
    );
}

#[tokio::test]
async fn a_request_of_a_thousand_faults_lists_a_hundred() {
    let service = Service::new(&[]);
    let body = json!({ "songs": vec![1; 1000] });
    let answer = service.post("/convert", &body).await;
    assert_eq!(pointers(&answer).len(), 100);
}

#[tokio::test]
async fn a_preset_that_does_not_exist_is_named() {
    let service = Service::new(&[]);
    let options = json!({ "config": ["guitar", "ukelele", "nosuch"] });
    let answer = service
        .post("/convert", &json!({ "content": SONG, "options": options }))
        .await;
    assert_eq!(answer.status, 400);
    let errors = answer.json()["errors"].clone();
    for (at, name) in [(0, "\"ukelele\""), (1, "\"nosuch\"")] {
        let detail = errors[at]["detail"].as_str().expect("a sentence");
        assert!(detail.contains(name), "{detail}");
    }
    assert_eq!(
        pointers(&answer),
        ["/options/config/1", "/options/config/2"]
    );
}

#[tokio::test]
async fn the_file_that_cannot_be_read_is_named() {
    let service = Service::new(&[]);
    for wrong in [json!("not base64!"), json!(5)] {
        let body = json!({ "content": SONG, "files": { "logo.png": wrong } });
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains("logo.png"), "{}", answer.text());
        assert_eq!(pointers(&answer), ["/files/logo.png"]);
    }
}

#[tokio::test]
async fn a_form_without_a_song_tells_which_parts_came() {
    let service = Service::new(&[]);
    let part = |head: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\nx\r\n");
    let form = part("name=\"file\"; filename=\"a.cho\"") + &part("name=\"title\"") + "--b--\r\n";
    let kind = "multipart/form-data; boundary=b";
    let answer = post_as(&service, "/convert", kind, form).await;
    assert_eq!(answer.status, 400);
    let detail = answer.json()["detail"].to_string();
    for word in ["song", "\\\"file\\\"", "\\\"title\\\""] {
        assert!(detail.contains(word), "{detail}");
    }
    assert_eq!(pointers(&answer), ["/song"]);
}

#[tokio::test]
async fn content_and_songs_exclude_each_other() {
    let service = Service::new(&[]);
    let body = json!({ "content": SONG, "songs": [SONG] });
    let answer = service.post("/convert", &body).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(pointers(&answer), ["/songs"]);
}

#[tokio::test]
async fn an_option_stands_once_in_a_query() {
    let service = Service::new(&[]);
    for (query, pointer) in [
        ("transpose=1&transpose=2", "/transpose"),
        ("output_format=text&format=text", "/output_format"),
    ] {
        let path = format!("/convert?{query}");
        let answer = post_as(&service, &path, "text/plain", SONG).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(pointers(&answer), [pointer]);
    }
    let path = "/convert?output_format=text&meta.artist=A&meta.artist=B";
    let answer = post_as(&service, path, "text/plain", SONG).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn the_song_at_fault_among_several_is_named() {
    let service = Service::new(&[]);
    let bad = "{title: Two}\n{+settings.transcode: klingon}\n[G]Two\n";
    for (wrong, separate) in [
        (bad, false),
        (bad, true),
        ("{new_song}", false),
        ("{new_song}", true),
    ] {
        let songs = json!([SONG, { "name": "two.cho", "content": wrong }, SONG]);
        let options = json!({ "separate": separate });
        let body = json!({ "songs": songs, "output_format": "text", "options": options });
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.text());
        let problem = answer.json();
        assert_eq!(
            (&problem["index"], &problem["name"]),
            (&json!(1), &json!("two.cho")),
            "{problem}"
        );
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.starts_with("songs[1] (\"two.cho\"): "), "{detail}");
        assert_eq!(pointers(&answer), ["/songs/1"]);
    }
}

#[tokio::test]
async fn all_songs_that_are_none_are_listed() {
    let service = Service::new(&[]);
    for separate in [false, true] {
        let options = json!({ "separate": separate });
        let body = json!({ "songs": ["# a", SONG, "{new_song}"], "options": options });
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(pointers(&answer), ["/songs/0", "/songs/2"]);
    }
}

#[tokio::test]
async fn a_song_without_a_song_cannot_be_converted() {
    let service = Service::new(&[]);
    for none in [
        "{new_song}",
        "# only\n# comments\n",
        "{new_song}\n# c\n{x_own: 1}\n",
    ] {
        for format in ["pdf", "text", "html", "png", "json"] {
            let body = json!({ "content": none, "output_format": format });
            let answer = service.post("/convert", &body).await;
            assert_eq!(answer.status, 422, "{none:?} {format}: {}", answer.text());
            let problem = answer.json();
            assert_eq!(problem["code"], "no-songs");
            assert_eq!(problem["index"], Value::Null);
        }
    }
    for some in ["{title: A}", "la", "{comment: x}"] {
        let body = json!({ "content": some, "output_format": "text" });
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 200, "{some}: {}", answer.text());
    }
}
