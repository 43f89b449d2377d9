//! `GET /`: the page, documentation and an editor to try the service.

use std::fmt::Write;
use std::sync::Arc;

use axum::Extension;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::middleware::base_path::Unclosed;
use crate::problem::Kind;
use crate::request::convert_options;
use crate::request::formats;
use crate::response::compression::FixedText;
use crate::settings::Mode;

const TEMPLATE: &str = include_str!("../../page/index.html");
const STYLE: &str = include_str!("../../page/style.css");
const SCRIPT: &str = include_str!("../../page/editor.js");

/// The page, put together once.
#[derive(Debug)]
pub struct Page {
    html: FixedText,
    policy: HeaderValue,
}

impl Page {
    /// The page with its tables filled in from the code. It asks for a key where the service does.
    pub fn new(mode: Mode) -> Self {
        let keys = match mode {
            Mode::Production => "needed",
            Mode::Development => "none",
        };
        let html = TEMPLATE
            .replace("{{style}}", STYLE)
            .replace("{{script}}", SCRIPT)
            .replace("{{keys}}", keys)
            .replace("{{version}}", env!("CARGO_PKG_VERSION"))
            .replace("{{formats}}", &format_choices())
            .replace("{{format-table}}", &format_table())
            .replace("{{option-table}}", &option_table())
            .replace("{{problem-table}}", &problem_table());
        let hash = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
        // Styles are allowed in general: converted pages, shown in a frame without scripts, bring their own.
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{hash}'; style-src 'unsafe-inline'; img-src 'self' blob: data:; \
             frame-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        Page {
            html: FixedText::new("text/html; charset=utf-8", html),
            policy: HeaderValue::from_str(&policy).expect("a digest in base64 is ASCII"),
        }
    }
}

/// Handles `GET /`.
pub async fn page(
    Extension(page): Extension<Arc<Page>>,
    unclosed: Option<Extension<Unclosed>>,
    headers: HeaderMap,
) -> Response {
    if let Some(Extension(unclosed)) = unclosed {
        return unclosed.into_response();
    }
    let more = [
        (header::CONTENT_SECURITY_POLICY, page.policy.clone()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (more, page.html.answer(&headers)).into_response()
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

fn format_choices() -> String {
    formats::names().fold(String::new(), |mut html, name| {
        let selected = if name == "svg" { " selected" } else { "" };
        let _ = write!(html, "<option{selected}>{name}</option>");
        html
    })
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
        let page = Page::new(Mode::Production);
        let html = std::str::from_utf8(page.html.plain()).expect("text");
        assert!(!html.contains("{{"));
        for part in ["src=\"http", "href=\"http", "@import", "url("] {
            assert!(!html.contains(part), "{part}");
        }
    }
}
