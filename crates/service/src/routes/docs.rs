//! `GET /docs`: the interface described for people, made from the OpenAPI document and the tables of options, formats and problems.

mod operations;
mod schemas;

use std::fmt::Write;
use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::openapi;
use crate::problem::Kind;
use crate::request::convert_options;
use crate::request::formats;
use crate::response::compression::FixedText;

const TEMPLATE: &str = include_str!("../../page/docs.html");
const STYLE: &str = include_str!("../../page/docs.css");

/// The page, put together when it is first asked for.
struct Docs {
    html: FixedText,
    policy: HeaderValue,
}

static DOCS: LazyLock<Docs> = LazyLock::new(Docs::new);

/// Handles `GET /docs`.
pub async fn docs(headers: HeaderMap) -> Response {
    let more = [
        (header::CONTENT_SECURITY_POLICY, DOCS.policy.clone()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (more, DOCS.html.answer(&headers)).into_response()
}

impl Docs {
    fn new() -> Self {
        let description = openapi::describe();
        let html = TEMPLATE
            .replace("{{style}}", STYLE)
            .replace("{{version}}", env!("CARGO_PKG_VERSION"))
            .replace("{{option-table}}", &option_table())
            .replace("{{format-table}}", &format_table())
            .replace("{{problem-table}}", &problem_table())
            .replace("{{operations}}", &operations::sections(&description))
            .replace("{{schemas}}", &schemas::sections(&description));
        let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        Docs {
            html: FixedText::new("text/html; charset=utf-8", html),
            policy: HeaderValue::from_str(&policy).expect("a digest in base64 is ASCII"),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Text with `code` between backquotes.
fn rich(text: &str) -> String {
    let mut html = String::new();
    for (n, piece) in escape(text).split('`').enumerate() {
        if n % 2 == 1 {
            let _ = write!(html, "<code>{piece}</code>");
        } else {
            html.push_str(piece);
        }
    }
    html
}

fn format_table() -> String {
    formats::offered().fold(String::new(), |mut html, format| {
        let _ = writeln!(
            html,
            "<tr><td><code>{}</code></td><td><code>{}</code></td><td><code>output.{}</code></td></tr>",
            format.name(),
            format.media_type(),
            format.suffix()
        );
        html
    })
}

fn option_table() -> String {
    convert_options::ENTRIES
        .iter()
        .fold(String::new(), |mut html, entry| {
            let examples: Vec<String> = convert_options::examples(entry)
                .as_array()
                .map(|values| {
                    values
                        .iter()
                        .map(|value| format!("<code>{}</code>", escape(&value.to_string())))
                        .collect()
                })
                .unwrap_or_default();
            let _ = writeln!(
                html,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                entry.name,
                entry.kind.name(),
                rich(entry.description),
                examples.join(" ")
            );
            html
        })
}

fn problem_table() -> String {
    Kind::documented().fold(
        String::new(),
        |mut html, (status, anchor, title, meaning)| {
            let _ = writeln!(
                html,
                "<tr id=\"{anchor}\"><td>{}</td><td>{}</td><td>{}</td></tr>",
                status.as_u16(),
                rich(title),
                rich(meaning)
            );
            html
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_complete_and_needs_nothing_from_elsewhere() {
        let html = std::str::from_utf8(DOCS.html.plain()).expect("text");
        assert!(!html.contains("{{"));
        for part in [
            "src=",
            "href=\"http",
            "@import",
            "url(",
            "<script",
            " style=",
        ] {
            assert!(!html.contains(part), "{part}");
        }
    }

    #[test]
    fn every_link_within_the_page_leads_somewhere() {
        let html = std::str::from_utf8(DOCS.html.plain()).expect("text");
        let mut count = 0;
        for link in html.split("href=\"#").skip(1) {
            let anchor = link.split('"').next().expect("an anchor");
            assert!(html.contains(&format!("id=\"{anchor}\"")), "{anchor}");
            count += 1;
        }
        assert!(count > 50, "only {count}");
    }

    #[test]
    fn every_route_and_every_schema_is_there() {
        let html = std::str::from_utf8(DOCS.html.plain()).expect("text");
        let description = openapi::describe();
        let members = |pointer: &str| {
            let members = description
                .pointer(pointer)
                .and_then(|value| value.as_object());
            members
                .expect("members")
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        for path in members("/paths") {
            assert!(
                html.contains(&format!("<code>{}</code>", escape(&path))),
                "{path}"
            );
        }
        for name in members("/components/schemas") {
            assert!(html.contains(&format!("id=\"schema-{name}\"")), "{name}");
        }
    }
}
