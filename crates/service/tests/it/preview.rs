//! `POST /preview`: pages for an editor.

#![expect(
    clippy::indexing_slicing,
    reason = "a missing member fails the test as it should"
)]

use serde_json::{Value, json};

use crate::support::{KEY, Service, request};
use axum::http::Method;

const SONG: &str = "{title: Amazing Grace}\n{key: G}\n{start_of_chorus}\nA[G]mazing [C]grace\n{end_of_chorus}\nHow [D7]sweet\n{chorus}\n";

async fn preview(service: &Service, body: Value) -> Value {
    let answer = service.post("/preview", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

fn svg(preview: &Value, page: usize) -> &str {
    preview["pages"][page]["svg"].as_str().expect("a page")
}

/// The attributes of the piece that shows `text`, for each place where it stands.
fn pieces(svg: &str, text: &str) -> Vec<String> {
    let mark = format!(" data-text=\"{text}\">");
    let found = svg.match_indices(&mark);
    found
        .map(|(end, _)| {
            let start = svg[..end].rfind("<g class=").expect("a group");
            svg[start + 3..end].to_owned()
        })
        .collect()
}

#[tokio::test]
async fn pieces_say_where_they_come_from() {
    let service = Service::new(&[]);
    let preview = preview(&service, json!({ "content": SONG })).await;
    let page = svg(&preview, 0);
    let place = "data-song=\"0\" data-line=\"4\"";
    assert_eq!(
        pieces(page, "mazing"),
        [format!(
            "class=\"lyrics\" {place} data-column=\"5\" data-end=\"12\""
        )]
    );
    assert_eq!(
        pieces(page, "G").first(),
        Some(&format!(
            "class=\"chord\" {place} data-column=\"2\" data-end=\"5\""
        ))
    );
    assert_eq!(
        pieces(page, "Chorus"),
        ["class=\"comment\" data-song=\"0\" data-line=\"7\" data-column=\"1\" data-end=\"9\""]
    );
    assert_eq!(
        pieces(page, "Amazing Grace"),
        ["class=\"title\" data-song=\"0\" data-line=\"1\" data-column=\"1\" data-end=\"23\""]
    );
}

#[tokio::test]
async fn a_recalled_chorus_names_its_lines_and_the_recall() {
    let service = Service::new(&[]);
    let config = json!({ "pdf": { "chorus": { "recall": { "quote": true } } } });
    let body = json!({ "content": SONG, "options": { "config": [config] } });
    let preview = preview(&service, body).await;
    let places = pieces(svg(&preview, 0), "grace");
    assert_eq!(places.len(), 2);
    assert!(!places[0].contains("data-recall"), "{places:?}");
    assert_eq!(places[1], format!("{} data-recall=\"7\"", places[0]));
}

#[tokio::test]
async fn pages_are_pictures_without_ids_styles_or_names_of_groups() {
    let service = Service::new(&[]);
    let preview = preview(&service, json!({ "content": SONG })).await;
    let page = svg(&preview, 0);
    assert!(page.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"595pt\""));
    assert!(page.contains(" role=\"img\" aria-label=\"Page 1\">"));
    assert_eq!(page.matches("aria-").count(), 1);
    for part in [" id=", " style=", "<style", "<title", "<use"] {
        assert!(!page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn pages_that_the_client_has_come_without_their_picture() {
    let service = Service::new(&[]);
    let content = format!("{SONG}{{new_page}}\nTwo\n");
    let first = preview(&service, json!({ "content": content })).await;
    assert_eq!(first["pages"].as_array().map(Vec::len), Some(2));
    let known = first["pages"][0]["hash"].clone();
    assert_eq!(known.as_str().map(str::len), Some(32));
    let content = content.replace("Two", "Three");
    let body = json!({ "content": content, "preview": { "known": [known] } });
    let second = preview(&service, body).await;
    assert_eq!(second["pages"][0]["changed"], false);
    assert_eq!(second["pages"][0]["svg"], Value::Null);
    assert_eq!(second["pages"][1]["changed"], true);
    assert!(!svg(&second, 1).is_empty());
    let body = json!({ "content": content, "preview": { "pages": [1, 1] } });
    let window = preview(&service, body).await;
    assert!(!svg(&window, 0).is_empty());
    assert_eq!(window["pages"][1]["svg"], Value::Null);
    assert_eq!(window["pages"][1]["hash"], second["pages"][1]["hash"]);
    assert_eq!(window["pages"][1]["changed"], true);
}

#[tokio::test]
async fn songs_are_told_with_keys_chords_capo_and_palette() {
    let service = Service::new(&[]);
    let body = json!({ "songs": [{ "content": SONG, "name": "a", "transpose": "2k" }] });
    let preview = preview(&service, body).await;
    let song = &preview["songs"][0];
    assert_eq!(song["title"], "Amazing Grace");
    assert_eq!(song["pages"], json!([1, 1]));
    assert_eq!(song["key"]["stated"], "G");
    assert_eq!(song["key"]["detected"], "G");
    assert_eq!(song["key"]["printed"], "A");
    assert_eq!(song["key"]["sounds"], "A");
    assert_eq!(
        song["chords"][2],
        json!({ "name": "D7", "printed": "E7", "count": 1, "known": true, "degree": 5 })
    );
    assert_eq!(
        song["palette"],
        json!(["G", "Am", "Bm", "C", "D", "Em", "F#dim"])
    );
    let advice = song["capo"]["advice"].as_array().expect("advice");
    let second = advice
        .iter()
        .find(|one| one["capo"] == 2)
        .expect("the second fret");
    assert_eq!(second["key"], "G");
    assert_eq!(second["chords"], json!(["G", "C", "D7"]));
}

#[tokio::test]
async fn each_song_of_a_book_has_its_key_and_capo() {
    let service = Service::new(&[]);
    let song = |transpose: Value, capo: Value| json!({ "content": "{title: T}\n[G]la", "transpose": transpose, "capo": capo });
    let body = json!({
        "songs": [song(json!(2), Value::Null), song(Value::Null, json!(3)), "{title: T}\n[G]la"],
        "options": { "transpose": 1 },
        "output_format": "cho",
    });
    let answer = service.post("/convert", &body).await;
    let text = answer.text();
    assert_eq!(answer.status, 200, "{text}");
    let chords: Vec<_> = text.lines().filter(|line| line.ends_with("la")).collect();
    assert_eq!(chords, ["[A]la", "[F]la", "[Ab]la"]);
    for (capo, options) in [
        (json!(12), json!({})),
        (json!(3), json!({ "decapo": true })),
    ] {
        let body = json!({ "songs": [song(Value::Null, capo)], "options": options });
        let refused = service.post("/convert", &body).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.json()["field"], "songs[0].capo");
        assert_eq!(refused.json()["errors"][0]["pointer"], "/songs/0/capo");
    }
}

#[tokio::test]
async fn a_song_that_cannot_be_converted_leaves_the_others_their_pages() {
    let service = Service::new(&[]);
    let broken = "{title: B}\n{define: X frets 1 2\n".repeat(2) + "{transpose: much}";
    let body = json!({ "songs": [SONG, "", "<song>", broken], "options": { "from": "chordpro" } });
    let book = preview(&service, body).await;
    assert_eq!(book["songs"][0]["problem"], Value::Null);
    assert_eq!(book["songs"][1]["problem"]["code"], "no-songs");
    assert_eq!(book["songs"][1]["index"], 1);
    // The tables of contents come first, and belong to no song.
    let first = book["songs"][0]["pages"][0].as_u64().expect("a page");
    let page = usize::try_from(first - 1).expect("a small number");
    assert_eq!(book["pages"][page]["songs"], json!([0]));
    assert_eq!(book["pages"][0]["songs"], json!([]));
    // A sheet that cannot be read at all keeps the whole book from being read.
    let sheet = json!({ "songs": ["<song>", "<song><title>T</title><lyrics>[V]\n la</lyrics></song>"], "options": { "from": "opensong" } });
    let book = preview(&service, sheet).await;
    assert_eq!(book["songs"][0]["problem"]["code"], "import-failed");
    assert_eq!(book["songs"][0]["pages"], Value::Null);
    assert_eq!(book["songs"][1]["problem"], Value::Null);
    assert_eq!(book["songs"][1]["pages"], json!([1, 1]));
    assert_eq!(book["pages"][0]["songs"], json!([1]));
    assert!(svg(&book, 0).contains("data-song=\"1\""));
    assert_eq!(book["counts"]["error"], 1);
    let alone = preview(&service, json!({ "content": " \n" })).await;
    assert_eq!(alone["pages"], json!([]));
    assert_eq!(alone["songs"][0]["problem"]["code"], "no-songs");
}

#[tokio::test]
async fn findings_have_their_song_and_place() {
    let service = Service::new(&[]);
    let songs = json!({ "songs": [SONG, "{title: T}\nla\n  {comnent: x}\n"] });
    let book = preview(&service, songs).await;
    let findings = book["findings"].as_array().expect("findings");
    let found = |code: &str| {
        let mut all = findings.iter().filter(|one| one["code"] == code);
        let one = all.next().expect("a finding");
        assert!(all.next().is_none(), "{code} is said once");
        one
    };
    let unknown = found("unknown-directive");
    assert_eq!(unknown["severity"], "warning");
    assert_eq!(unknown["song"], 1);
    assert_eq!(unknown["line"], 3);
    assert!(unknown["fixes"].is_array());
    let missing = found("missing-key");
    assert_eq!(missing["severity"], "hint");
    assert_eq!(missing["song"], 1);
    assert_eq!(
        book["counts"],
        json!({ "error": 0, "warning": 1, "hint": 1 })
    );
}

#[tokio::test]
async fn views_come_along_where_they_are_asked_for() {
    let service = Service::new(&[]);
    let body = json!({ "content": SONG, "preview": { "views": ["text", "cho", "html", "json"] } });
    let book = preview(&service, body).await;
    let views = &book["views"];
    assert!(
        views["text"]
            .as_str()
            .is_some_and(|text| text.contains("Amazing grace"))
    );
    assert!(
        views["cho"]
            .as_str()
            .is_some_and(|text| text.contains("A[G]mazing"))
    );
    assert!(
        views["html"]
            .as_str()
            .is_some_and(|text| text.contains("<html"))
    );
    assert!(
        views["json"]
            .as_str()
            .is_some_and(|text| text.starts_with('{'))
    );
    let plain = preview(&service, json!({ "content": SONG })).await;
    assert_eq!(plain["views"], json!({}));
}

#[tokio::test]
async fn wrong_requests_are_refused() {
    let service = Service::new(&[]);
    for (body, field) in [
        (
            json!({ "content": SONG, "preview": { "views": ["pdf"] } }),
            "preview.views",
        ),
        (
            json!({ "content": SONG, "preview": { "known": [1] } }),
            "preview.known",
        ),
        (
            json!({ "content": SONG, "options": { "transpos": 1 } }),
            "options.transpos",
        ),
    ] {
        let refused = service.post("/preview", &body).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.json()["field"], field);
    }
    let elsewhere = json!({ "content": SONG, "preview": {} });
    let refused = service.post("/convert", &elsewhere).await;
    assert_eq!(refused.json()["field"], "preview");
    let without_key = request(Method::POST, "/preview", &[], "{}");
    assert_eq!(service.send(without_key).await.status, 401);
}

#[tokio::test]
async fn answers_are_compressed_and_bounded() {
    let service = Service::new(&[("MAX_RESULT_SIZE", "1 MiB"), ("ANSWER_MEMORY", "64 MiB")]);
    let headers = [
        ("x-api-key", KEY),
        ("content-type", "application/json"),
        ("accept-encoding", "gzip"),
    ];
    let body = json!({ "content": SONG }).to_string();
    let packed = service
        .send(request(Method::POST, "/preview", &headers, body))
        .await;
    assert_eq!(packed.status, 200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    let long = format!("{SONG}{}", "Many words of a line [C]here\n".repeat(3000));
    let book = service.post("/preview", &json!({ "content": long })).await;
    assert_eq!(book.status, 200, "{}", book.text());
    let problem = &book.json()["songs"][0]["problem"];
    assert_eq!(problem["code"], "unusable-song", "{problem}");
    assert_eq!(book.json()["pages"], json!([]));
}
