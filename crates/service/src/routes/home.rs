//! `GET /` of a build without the studio: a small editor to try the service.

use std::fmt::Write;
use std::sync::Arc;

use axum::Extension;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::middleware::base_path::Unclosed;
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
            .replace("{{formats}}", &format_choices());
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

fn format_choices() -> String {
    formats::names().fold(String::new(), |mut html, name| {
        let selected = if name == "svg" { " selected" } else { "" };
        let _ = write!(html, "<option{selected}>{name}</option>");
        html
    })
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
