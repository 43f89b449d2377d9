//! What documents are called, how they are shown, and that none of their pages is lost.

use serde_json::{Value, json};

use crate::support::{Answer, Service};

/// A song of three pages.
const SONG: &str = "{title: Long}\n[C]one\n{new_page}\n[C]two\n{new_page}\n[C]three\n";

async fn convert(service: &Service, content: &str, format: &str, options: Value) -> Answer {
    let body = json!({ "content": content, "output_format": format, "options": options });
    let answer = service.post("/convert", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// The names of the entries of a zip, out of its directory.
fn entries(zip: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = zip;
    while let Some(at) = rest.windows(4).position(|four| four == b"PK\x01\x02") {
        let entry = rest.get(at..).unwrap_or_default();
        let length = entry.get(28..30).and_then(|two| two.try_into().ok());
        let end = 46 + usize::from(u16::from_le_bytes(length.expect("a whole entry")));
        let name = entry.get(46..end).expect("a whole name");
        names.push(String::from_utf8_lossy(name).into_owned());
        rest = entry.get(end..).unwrap_or_default();
    }
    names
}

#[tokio::test]
async fn a_picture_is_the_first_page_and_the_header_counts_all() {
    let service = Service::new(&[]);
    for format in ["svg", "png"] {
        let first = convert(&service, SONG, format, json!({})).await;
        assert!(first.header("content-type").starts_with("image/"));
        assert_eq!(first.header("chordpro-pages"), "3");
        let second = convert(&service, SONG, format, json!({ "page": 2 })).await;
        assert_eq!(second.header("chordpro-pages"), "3");
        assert_ne!(first.body, second.body);
    }
}

#[tokio::test]
async fn all_pages_come_as_a_zip_even_where_there_is_one() {
    let service = Service::new(&[]);
    let one = "{title: Short}\n[C]one\n";
    for format in ["svg", "png"] {
        let all = json!({ "page": "all" });
        let answer = convert(&service, SONG, format, all.clone()).await;
        assert_eq!(answer.header("content-type"), "application/zip");
        assert_eq!(answer.header("chordpro-pages"), "3");
        let names = [1, 2, 3].map(|page| format!("Long-{page}.{format}"));
        assert_eq!(entries(&answer.body), names);
        let answer = convert(&service, one, format, all).await;
        assert_eq!(entries(&answer.body), [format!("Short-1.{format}")]);
    }
    let answer = convert(&service, SONG, "pdf", json!({ "page": "all" })).await;
    assert_eq!(answer.header("content-type"), "application/pdf");
}

#[tokio::test]
async fn all_pages_of_each_song_are_in_one_zip() {
    let service = Service::new(&[]);
    let songs = json!([SONG, "{title: Short}\n[C]one\n", SONG]);
    let options = json!({ "page": "all", "separate": true });
    let body = json!({ "songs": songs, "output_format": "svg", "options": options });
    let answer = service.post("/convert", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("chordpro-pages"), "7");
    assert_eq!(
        entries(&answer.body),
        [
            "Long-1.svg",
            "Long-2.svg",
            "Long-3.svg",
            "Short-1.svg",
            "Long (2)-1.svg",
            "Long (2)-2.svg",
            "Long (2)-3.svg",
        ]
    );
}

#[tokio::test]
async fn all_pages_may_be_asked_for_in_a_query() {
    use crate::support::{KEY, request};
    let service = Service::new(&[]);
    let headers = [("x-api-key", KEY), ("content-type", "text/plain")];
    let path = "/convert?output_format=svg&page=all";
    let answer = service
        .send(request(axum::http::Method::POST, path, &headers, SONG))
        .await;
    assert_eq!(entries(&answer.body).len(), 3, "{}", answer.text());
    let path = "/convert?output_format=svg&page=some";
    let answer = service
        .send(request(axum::http::Method::POST, path, &headers, SONG))
        .await;
    assert_eq!(answer.status, 400);
    assert!(answer.json()["detail"].to_string().contains("all"));
}

#[tokio::test]
async fn a_client_chooses_name_and_disposition() {
    let service = Service::new(&[]);
    let options = json!({ "disposition": "inline", "filename": "../Set list.PDF" });
    let answer = convert(&service, SONG, "pdf", options).await;
    assert_eq!(
        answer.header("content-disposition"),
        "inline; filename=\"Set list.pdf\"; filename*=UTF-8''Set%20list.pdf"
    );
    // The bytes are the same, the answer is not: a kept one has its own name.
    let usual = convert(&service, SONG, "pdf", json!({})).await;
    assert!(
        usual
            .header("content-disposition")
            .starts_with("attachment; filename=\"output.pdf\"")
    );
    assert_eq!(usual.body, answer.body);
    for (options, field) in [
        (json!({ "disposition": "form-data" }), "options.disposition"),
        (json!({ "filename": "..." }), "options.filename"),
    ] {
        let body = json!({ "content": SONG, "options": options });
        let answer = service.post("/convert", &body).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["field"], field);
    }
}

#[tokio::test]
async fn a_book_is_called_after_its_own_title() {
    let service = Service::new(&[]);
    for (options, name) in [
        (json!({ "title": "Our songs" }), "UTF-8''Our%20songs.html"),
        (
            json!({ "title": "Our songs", "filename": "june" }),
            "june.html",
        ),
        (json!({}), "UTF-8''One.html"),
    ] {
        let songs = json!(["{title: One}\n[C]One", "{title: Two}\n[G]Two"]);
        let order = json!({ "songs": songs, "output_format": "html", "options": options });
        let answer = service.post("/convert", &order).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let disposition = answer.header("content-disposition");
        assert!(disposition.contains(name), "{disposition}");
    }
}

#[tokio::test]
async fn all_values_of_metadata_are_kept() {
    let service = Service::new(&[]);
    let song = "{title: T}\n{c: %{artist}}\n[C]la";
    let options = json!({ "meta": { "artist": ["A", "B"] } });
    let answer = convert(&service, song, "text", options).await;
    assert!(answer.text().contains("A; B"), "{}", answer.text());
}
