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
        "options": { "transpose": {}, "transpos": 1, "meta": { "artist": [{}], "x": {} } },
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
            "/options/meta/artist/0",
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
async fn the_element_of_an_array_at_fault_is_named() {
    let service = Service::new(&[]);
    for (options, pointer, detail) in [
        (
            json!({ "config": ["guitar", { "a": 1 }, 5] }),
            "/options/config/2",
            "options.config[2] must be a preset's name or a configuration; this is 5",
        ),
        (
            json!({ "meta": { "b": ["x", null] } }),
            "/options/meta/b/1",
            "options.meta.b[1] must be a string or a number; this is null",
        ),
        (
            json!({ "page": 0 }),
            "/options/page",
            "options.page must be an integer from 1 to 1000000, or \"all\"; this is 0",
        ),
    ] {
        let body = json!({ "content": SONG, "options": options });
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert_eq!(pointers(&answer), [pointer]);
        assert_eq!(answer.json()["detail"], detail);
    }
    let body = json!({ "content": SONG, "options": { "config": "/etc/passwd" } });
    let answer = service.post("/convert", &body).await;
    let detail = answer.json()["detail"].as_str().expect("text").to_owned();
    let beginning = "options.config: this is not the name of a preset: ";
    assert!(detail.starts_with(beginning), "{detail}");
}

#[tokio::test]
async fn a_fault_that_shows_late_has_its_place_in_the_request_too() {
    let service = Service::new(&[]);
    let path = "/convert?page=7&output_format=svg";
    let answer = post_as(&service, path, "text/plain", SONG).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(pointers(&answer), ["/page"]);
    assert_eq!(answer.json()["field"], "page");
    assert_eq!(
        answer.json()["detail"],
        "page: there is no page 7; the last page is 1"
    );
    let body = json!({ "content": SONG, "output_format": "svg", "options": { "page": 7 } });
    let answer = service.post("/convert", &body).await;
    assert_eq!(pointers(&answer), ["/options/page"]);
}

#[tokio::test]
async fn every_request_that_is_not_valid_lists_its_faults() {
    let service = Service::new(&[]);
    for (path, pointer) in [("/convert?x=%ff", ""), ("/convert?page=x", "/page")] {
        let answer = post_as(&service, path, "text/plain", SONG).await;
        assert_eq!(answer.status, 400);
        assert_eq!(pointers(&answer), [pointer], "{path}");
    }
    for (path, pointer) in [
        ("/diagrams/C.svg?instrument=banjo", "/instrument"),
        ("/diagrams/%7B.svg", "/chord"),
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.status, 400);
        assert_eq!(pointers(&answer), [pointer], "{path}");
    }
}

/// A form of these parts: their heads and contents.
fn form(parts: &[(&str, &str)]) -> String {
    let parts = parts.iter().map(|(head, content)| {
        format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    });
    parts.collect::<String>() + "--b--\r\n"
}

#[tokio::test]
async fn what_may_be_given_once_is_refused_twice_in_a_form_too() {
    let service = Service::new(&[]);
    let song = ("name=\"song\"", SONG);
    for (parts, pointer) in [
        (
            &[("name=\"transpose\"", "1"), ("name=\"transpose\"", "2")],
            "/transpose",
        ),
        (
            &[
                ("name=\"output_format\"", "text"),
                ("name=\"output_format\"", "pdf"),
            ],
            "/output_format",
        ),
        (
            &[
                ("name=\"options\"", r#"{"transpose": 1, "transpose": 2}"#),
                ("name=\"x\"; filename=\"a\"", ""),
            ],
            "/options",
        ),
        (
            &[
                ("name=\"image\"; filename=\"a.png\"", "1"),
                ("name=\"logo\"; filename=\"a.png\"", "2"),
            ],
            "/logo",
        ),
    ] {
        let body = form(&[&[song], &parts[..]].concat());
        let answer = post_as(
            &service,
            "/convert",
            "multipart/form-data; boundary=b",
            body,
        )
        .await;
        assert_eq!(answer.status, 400, "{parts:?}: {}", answer.text());
        assert_eq!(pointers(&answer), [pointer], "{parts:?}");
    }
    let parts = [
        song,
        song,
        ("name=\"meta.artist\"", "A"),
        ("name=\"meta.artist\"", "B"),
        ("name=\"output_format\"", "text"),
    ];
    let answer = post_as(
        &service,
        "/convert",
        "multipart/form-data; boundary=b",
        form(&parts),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn a_part_of_its_own_beats_the_options_of_a_form() {
    let service = Service::new(&[]);
    let song = ("name=\"song\"", SONG);
    let format = ("name=\"output_format\"", "text");
    let options = ("name=\"options\"", r#"{"transpose": 1}"#);
    let own = ("name=\"transpose\"", "2");
    for parts in [[song, format, options, own], [song, format, own, options]] {
        let kind = "multipart/form-data; boundary=b";
        let answer = post_as(&service, "/convert", kind, form(&parts)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.text().contains("\nD\n"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_member_of_json_stands_once() {
    let service = Service::new(&[]);
    for body in [
        r#"{"content": "{title: A}\nx", "content": "{title: B}\nx"}"#,
        r#"{"content": "{title: A}\nx", "options": {"transpose": 1, "transpose": 2}}"#,
        r#"{"content": "{title: A}\nx", "files": {"a": "", "a": ""}}"#,
    ] {
        let answer = post_as(&service, "/convert", "application/json", body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(
            answer.text().contains("given more than once"),
            "{}",
            answer.text()
        );
    }
    // A member that is null is as good as absent.
    let body = json!({ "content": SONG, "output_format": "text", "options": null });
    assert_eq!(service.post("/convert", &body).await.status, 200);
    let options = json!({ "meta": { "artist": null }, "transpose": null });
    let body = json!({ "content": SONG, "output_format": "text", "options": options });
    assert_eq!(service.post("/convert", &body).await.status, 200);
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
    for wrong in [bad, "{new_song}"] {
        let songs = json!([SONG, { "name": "two.cho", "content": wrong }, SONG]);
        let body = json!({ "songs": songs, "output_format": "text" });
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
    let body = json!({ "songs": ["# a", SONG, "{new_song}"] });
    let answer = service.post("/convert", &body).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(pointers(&answer), ["/songs/0", "/songs/2"]);
}

#[tokio::test]
async fn with_separate_a_bad_song_costs_itself() {
    let service = Service::new(&[]);
    let bad = "{title: Two}\n{+settings.transcode: klingon}\n[G]Two\n";
    for wrong in [bad, "{new_song}"] {
        let songs = json!([SONG, { "name": "two.cho", "content": wrong }, SONG]);
        let options = json!({ "separate": true });
        let body = json!({ "songs": songs, "output_format": "text", "options": options });
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 200, "{wrong}: {}", answer.text());
        assert_eq!(answer.header("chordpro-songs"), "2");
        assert!(answer.text().contains("manifest.json"), "{wrong}");
    }
    let options = json!({ "separate": true });
    let body = json!({ "songs": ["# a", "{new_song}"], "options": options });
    let answer = service.post("/convert", &body).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(pointers(&answer), ["/songs/0", "/songs/1"]);
    let detail = answer.json()["detail"]
        .as_str()
        .expect("a sentence")
        .to_owned();
    assert!(detail.starts_with("songs[0] (\"song1.cho\"): "), "{detail}");
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
