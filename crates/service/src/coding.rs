//! Content codings: texts are sent compressed to clients that say that they take it.

use std::io::Write;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

/// How the body of an answer is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coding {
    /// As it is.
    Identity,
    /// Compressed with gzip.
    Gzip,
}

/// Shorter texts are not worth it.
const LEAST: usize = 1024;

impl Coding {
    /// The coding for an answer of `media_type` to a request with `headers`: texts are compressed where the client likes
    /// that at least as well; PDF, PNG and zip are compressed in themselves.
    pub fn of(media_type: &str, headers: &HeaderMap) -> Self {
        let is_text = media_type.starts_with("text/")
            || media_type.starts_with("application/json")
            || media_type.starts_with("image/svg");
        if is_text && prefers_gzip(headers) {
            Coding::Gzip
        } else {
            Coding::Identity
        }
    }

    /// Says in the headers of an answer how its body is coded.
    pub fn announce(self, headers: &mut HeaderMap) {
        if self == Coding::Gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
    }
}

/// `bytes` compressed, the same for the same bytes. `None` where that saves nothing.
pub fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < LEAST {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < bytes.len()).then_some(packed)
}

fn prefers_gzip(headers: &HeaderMap) -> bool {
    let (mut gzip, mut any, mut identity) = (None, None, 0.0);
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        let Ok(text) = value.to_str() else { continue };
        for element in text.split(',') {
            let (name, parameters) = element.split_once(';').unwrap_or((element, ""));
            let quality = match parameters.split_once('=') {
                Some((q, value)) if q.trim().eq_ignore_ascii_case("q") => {
                    value.trim().parse().unwrap_or(0.0)
                }
                _ => 1.0,
            };
            match name.trim().to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => gzip = Some(quality),
                "identity" => identity = quality,
                "*" => any = Some(quality),
                _ => {}
            }
        }
    }
    let quality: f64 = gzip.or(any).unwrap_or(0.0);
    quality > 0.0 && quality >= identity
}

/// A text that is the same for everybody, in both codings.
#[derive(Debug)]
pub struct FixedText {
    media_type: HeaderValue,
    plain: Bytes,
    packed: Option<Bytes>,
}

impl FixedText {
    /// The text of `media_type`.
    pub fn new(media_type: &'static str, text: String) -> Self {
        FixedText {
            media_type: HeaderValue::from_static(media_type),
            packed: gzip(text.as_bytes()).map(Bytes::from),
            plain: text.into(),
        }
    }

    /// The text as it is.
    pub fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// The answer to a request with `headers`.
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let packed = self.packed.as_ref().filter(|_| prefers_gzip(headers));
        let mut response = packed.unwrap_or(&self.plain).clone().into_response();
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_TYPE, self.media_type.clone());
        fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if packed.is_some() {
            Coding::Gzip.announce(fields);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(media_type: &str, accepted: &'static str) -> Coding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        Coding::of(media_type, &headers)
    }

    #[test]
    fn texts_are_compressed_for_clients_that_take_it() {
        for accepted in ["gzip", "br, gzip;q=0.5", "GZIP", "*", "identity;q=0.5, *"] {
            assert_eq!(coding("text/html", accepted), Coding::Gzip, "{accepted}");
            assert_eq!(coding("application/pdf", accepted), Coding::Identity);
        }
        for accepted in ["", "br", "gzip;q=0", "*, gzip;q=0", "gzip;q=0.5, identity"] {
            assert_eq!(
                coding("text/html", accepted),
                Coding::Identity,
                "{accepted}"
            );
        }
        assert_eq!(Coding::of("text/html", &HeaderMap::new()), Coding::Identity);
    }

    #[test]
    fn what_compression_does_not_shorten_stays() {
        assert_eq!(gzip(b"short"), None);
        let text = "[C]la ".repeat(1000);
        let packed = gzip(text.as_bytes()).expect("shorter");
        assert!(packed.len() < text.len() / 10);
        assert_eq!(gzip(text.as_bytes()), Some(packed));
    }
}
