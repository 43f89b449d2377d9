//! The studio's built files: the page at `/`, what it loads, the frame of converted pages, and the worker that keeps it for
//! when there is no network.

use std::sync::LazyLock;

use axum::Extension;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::hex::fingerprint;
use crate::middleware::base_path::Unclosed;
use crate::problem::{Kind, Problem};
use crate::response::compression::FixedText;
use crate::response::conditional;

/// The built files: name and content.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/studio_files.rs"));

/// For the page and all that it runs: nothing from elsewhere, no code or style in the page itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; \
     connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// What the page may ask its reader for, and what nothing may. Sharing is the page's own without a word here, which browsers
/// that do not know it complain of.
const PERMISSIONS: &str = "fullscreen=(self), screen-wake-lock=(self), clipboard-write=(self), camera=(), microphone=(), \
     geolocation=(), payment=(), usb=(), interest-cohort=()";

/// For files whose name changes with their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// For all others: they are asked for by their tag each time.
const REVALIDATED: &str = "no-cache";

/// The shortest hash that a name may carry.
const HASH: usize = 8;

/// A built file, ready to be sent.
struct Asset {
    name: &'static str,
    text: FixedText,
    tag: HeaderValue,
    policy: HeaderValue,
    cache: &'static str,
    /// Whether pages of this service may show it in a frame.
    is_framed: bool,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, bytes)| Asset::new(name, bytes))
        .collect()
});

/// Handles `GET /`.
pub async fn index(unclosed: Option<Extension<Unclosed>>, headers: HeaderMap) -> Response {
    match unclosed {
        Some(Extension(unclosed)) => unclosed.into_response(),
        None => send("index.html", &headers),
    }
}

/// Handles `GET /studio/{file}`.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match name.as_str() {
        // The page has one address.
        "index.html" | "frame.html" => missing(),
        name => send(name, &headers),
    }
}

/// Handles `GET /studio/frame`: where converted pages are shown, which bring their own styles.
pub async fn frame(headers: HeaderMap) -> Response {
    send("frame.html", &headers)
}

/// Handles `GET /sw.js`. Below the address of the page it may keep the page itself.
pub async fn service_worker(headers: HeaderMap) -> Response {
    send("sw.js", &headers)
}

fn send(name: &str, headers: &HeaderMap) -> Response {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    asset.map_or_else(missing, |asset| asset.answer(headers))
}

fn missing() -> Response {
    Problem::new(Kind::NotFound, "the studio has no such file").into_response()
}

impl Asset {
    fn new(name: &'static str, bytes: &'static [u8]) -> Self {
        let text = if name == "index.html" {
            FixedText::new(media_type(name), beside_the_page(bytes))
        } else {
            FixedText::of_bytes(media_type(name), bytes)
        };
        let tag = format!("\"{}\"", fingerprint(text.plain()));
        let is_framed = name == "frame.html";
        let policy = if is_framed {
            frame_policy(&String::from_utf8_lossy(bytes))
        } else {
            POLICY.to_owned()
        };
        let value =
            |text: String| HeaderValue::from_str(&text).expect("digests and policies are ASCII");
        Asset {
            name,
            text,
            tag: value(tag),
            policy: value(policy),
            cache: if is_hashed(name) {
                IMMUTABLE
            } else {
                REVALIDATED
            },
            is_framed,
        }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let tag = self.tag.to_str().unwrap_or_default();
        let mut response = if conditional::holds_tag(headers, tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.text.answer(headers)
        };
        let fields = response.headers_mut();
        fields.insert(header::ETAG, self.tag.clone());
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        fields.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        fields.insert(
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static(PERMISSIONS),
        );
        if self.is_framed {
            let same = HeaderValue::from_static("SAMEORIGIN");
            fields.insert(header::X_FRAME_OPTIONS, same);
        }
        response
    }
}

/// The page with the addresses of its files told from its own, so that they hold below a base path, too.
fn beside_the_page(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("=\"/studio/", "=\"studio/")
}

/// The policy of the frame: styles of any kind, the script that stands in it, and nothing of the page around it.
fn frame_policy(html: &str) -> String {
    let script = html
        .split_once("<script>")
        .and_then(|(_, rest)| rest.split_once("</script>"))
        .map_or("", |(script, _)| script);
    let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{hash}'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
    )
}

/// Whether a name carries the hash of the content: `main-5ZJX2Q7D.js`.
fn is_hashed(name: &str) -> bool {
    let Some((stem, _)) = name.rsplit_once('.') else {
        return false;
    };
    let hash = stem.rsplit(['-', '.']).next().unwrap_or_default();
    let is_digit = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    hash.len() >= HASH && (hash.bytes().all(is_digit) || hash.bytes().all(is_hexadecimal))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, suffix)| suffix) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_whose_name_has_their_hash_are_kept_for_good() {
        for name in [
            "main-5ZJX2Q7D.js",
            "5ZJX2Q7D.css",
            "next.0a1b2c3d4e5f.woff2",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [
            "sw.js",
            "manifest.webmanifest",
            "frame.html",
            "icon.svg",
            "part-short.js",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn the_frame_runs_the_script_that_stands_in_it_and_no_other() {
        let policy = frame_policy("<!doctype html><script>1</script>");
        // echo -n 1 | openssl dgst -sha256 -binary | base64
        assert!(
            policy.contains("'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"),
            "{policy}"
        );
        assert!(policy.ends_with("sandbox allow-scripts"));
    }

    #[test]
    fn a_built_file_answers_with_its_policy_and_its_tag() {
        let asset = Asset::new("main-5ZJX2Q7D.js", b"export {}");
        let response = asset.answer(&HeaderMap::new());
        let fields = response.headers();
        assert_eq!(fields[header::CACHE_CONTROL], IMMUTABLE);
        assert_eq!(
            fields[header::CONTENT_TYPE],
            "text/javascript; charset=utf-8"
        );
        assert_eq!(fields[header::CONTENT_SECURITY_POLICY], POLICY);
        assert!(!fields.contains_key(header::X_FRAME_OPTIONS));
        let mut again = HeaderMap::new();
        again.insert(header::IF_NONE_MATCH, fields[header::ETAG].clone());
        assert_eq!(asset.answer(&again).status(), StatusCode::NOT_MODIFIED);
        let frame = Asset::new("frame.html", b"<script>1</script>").answer(&HeaderMap::new());
        assert_eq!(frame.headers()[header::X_FRAME_OPTIONS], "SAMEORIGIN");
        assert_eq!(frame.headers()[header::CACHE_CONTROL], REVALIDATED);
    }
}
