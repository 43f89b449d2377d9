//! Answers that are texts, compressed for clients that take it.

use std::io::Read;

use crate::support::{Answer, KEY, Service, request};
use axum::http::Method;
use flate2::read::GzDecoder;
use serde_json::json;

async fn convert(service: &Service, format: &str, more: &[(&str, &str)]) -> Answer {
    let verses = "[C]Amazing grace how [F]sweet the [C]sound\n".repeat(100);
    let order = json!({ "content": format!("{{title: A}}\n{verses}"), "output_format": format })
        .to_string();
    let mut headers = vec![("x-api-key", KEY), ("content-type", "application/json")];
    headers.extend(more);
    service
        .send(request(Method::POST, "/convert", &headers, order))
        .await
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut bytes = Vec::new();
    let body = &answer.body[..];
    let outcome = match answer.header("content-encoding") {
        "gzip" => GzDecoder::new(body).read_to_end(&mut bytes),
        "br" => brotli::Decompressor::new(body, 4096).read_to_end(&mut bytes),
        "zstd" => zstd::stream::copy_decode(body, &mut bytes).map(|()| 0),
        other => panic!("coded as {other:?}"),
    };
    outcome.expect("what it says");
    bytes
}

const GZIP: (&str, &str) = ("accept-encoding", "gzip, deflate");

/// What clients accept, and the coding of the answer.
const CODINGS: [(&str, &str); 4] = [
    ("gzip, deflate", "gzip"),
    ("gzip, deflate, br", "br"),
    ("gzip, deflate, br, zstd", "zstd"),
    ("br;q=0.1, gzip", "gzip"),
];

#[tokio::test]
async fn texts_are_compressed_for_clients_that_take_it() {
    let service = Service::new(&[]);
    for format in ["html", "text", "cho", "json", "markdown", "svg"] {
        let plain = convert(&service, format, &[]).await;
        assert_eq!(plain.header("content-encoding"), "", "{format}");
        let mut tags = vec![plain.header("etag").to_owned()];
        for (accepted, coding) in CODINGS {
            for _ in ["made", "kept"] {
                let packed = convert(&service, format, &[("accept-encoding", accepted)]).await;
                assert_eq!(packed.header("content-encoding"), coding, "{format}");
                assert_eq!(packed.header("vary"), "Accept, Accept-Encoding");
                assert!(packed.body.len() * 2 < plain.body.len(), "{format}");
                assert_eq!(unpacked(&packed), plain.body, "{format}");
                tags.push(packed.header("etag").to_owned());
            }
        }
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), 4, "a tag for each coding");
    }
    for format in ["pdf", "png"] {
        let answer = convert(&service, format, &[GZIP]).await;
        assert_eq!(answer.header("content-encoding"), "", "{format}");
    }
}

#[tokio::test]
async fn a_compressed_document_has_a_tag_of_its_own() {
    let service = Service::new(&[]);
    let plain = convert(&service, "html", &[]).await;
    let packed = convert(&service, "html", &[GZIP]).await;
    let (plain, packed) = (plain.header("etag"), packed.header("etag"));
    for (tag, coding, status) in [
        (packed, Some(GZIP), 304),
        (plain, None, 304),
        (plain, Some(GZIP), 200),
        (packed, None, 200),
    ] {
        let mut more = vec![("if-none-match", tag)];
        more.extend(coding);
        let answer = convert(&service, "html", &more).await;
        assert_eq!(answer.status, status, "{tag} {coding:?}");
    }
}

#[tokio::test]
async fn the_page_and_the_description_are_compressed_too() {
    let service = Service::new(&[]);
    for path in ["/", "/openapi.json"] {
        let plain = service.get(path).await;
        for (accepted, coding) in CODINGS {
            let headers = [("accept-encoding", accepted)];
            let packed = service.send(request(Method::GET, path, &headers, "")).await;
            assert_eq!(packed.header("content-encoding"), coding, "{path}");
            assert_eq!(packed.header("vary"), "Accept-Encoding", "{path}");
            assert_eq!(packed.header("content-type"), plain.header("content-type"));
            assert_eq!(unpacked(&packed), plain.body, "{path}");
        }
    }
}

/// What is encrypted cannot be compressed, and the coding of what it holds would be for nobody to see.
#[tokio::test]
async fn encrypted_answers_are_not_compressed() {
    let keys = format!("web={}", "ab".repeat(32));
    let service = Service::new(&[("JWE_KEYS", &keys)]);
    for (accept, kind, coding) in [
        ("application/jose", "application/jose", ""),
        (
            "application/jose;q=0, */*",
            "text/html; charset=utf-8",
            "gzip",
        ),
    ] {
        let answer = convert(&service, "html", &[GZIP, ("accept", accept)]).await;
        assert_eq!(answer.header("content-type"), kind, "{accept}");
        assert_eq!(answer.header("content-encoding"), coding, "{accept}");
    }
}
