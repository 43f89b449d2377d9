//! Content codings: texts are sent compressed to clients that say that they take it.

use std::io::Write;
use std::sync::OnceLock;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use brotli::CompressorWriter;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

/// How the body of an answer is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coding {
    /// As it is.
    Identity,
    /// Compressed with Zstandard (RFC 8878).
    Zstd,
    /// Compressed with Brotli (RFC 7932).
    Brotli,
    /// Compressed with gzip (RFC 1952).
    Gzip,
}

/// Shorter texts are not worth it.
const LEAST: usize = 1024;

/// How hard each coding tries.
#[derive(Debug, Clone, Copy)]
struct Levels {
    zstd: i32,
    brotli: u32,
    gzip: u32,
}

/// For answers that are made anew: Zstandard's default, which is smaller than gzip at its fastest, in less time; Brotli's levels from 6 on
/// search much longer for little.
const FAST: Levels = Levels {
    zstd: 3,
    brotli: 5,
    gzip: 1,
};

/// For files: some tens of milliseconds for the studio's largest, once.
const SMALL: Levels = Levels {
    zstd: 15,
    brotli: 9,
    gzip: 9,
};

/// Binary logarithm of Brotli's window, in bytes: 1 MiB, more than almost all texts have.
const BROTLI_WINDOW: u32 = 20;

/// Size of the buffer that Brotli writes through, in bytes.
const BROTLI_BUFFER: usize = 4096;

impl Coding {
    /// The codings that compress, the one preferred among equals first.
    const COMPRESSING: [Coding; 3] = [Coding::Zstd, Coding::Brotli, Coding::Gzip];

    /// The coding for an answer of `media_type` to a request with `headers`: texts are compressed where the client likes
    /// that at least as well; PDF, PNG and zip are compressed in themselves.
    pub fn of(media_type: &str, headers: &HeaderMap) -> Self {
        if is_text(media_type) {
            preferred(headers)
        } else {
            Coding::Identity
        }
    }

    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Coding::Identity => "identity",
            Coding::Zstd => "zstd",
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }

    /// Says in the headers of an answer how its body is coded.
    pub fn announce(self, headers: &mut HeaderMap) {
        if self != Coding::Identity {
            let name = HeaderValue::from_static(self.name());
            headers.insert(header::CONTENT_ENCODING, name);
        }
    }

    /// `bytes` compressed, the same for the same bytes. `None` where that saves nothing.
    pub fn compress(self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.compress_with(bytes, FAST)
    }

    /// The same for what is compressed once and sent often: smaller, in more time.
    fn compress_once(self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.compress_with(bytes, SMALL)
    }

    fn compress_with(self, bytes: &[u8], levels: Levels) -> Option<Vec<u8>> {
        if bytes.len() < LEAST {
            return None;
        }
        let packed = match self {
            Coding::Identity => return None,
            Coding::Zstd => zstd::bulk::compress(bytes, levels.zstd).ok()?,
            Coding::Brotli => {
                let mut encoder =
                    CompressorWriter::new(Vec::new(), BROTLI_BUFFER, levels.brotli, BROTLI_WINDOW);
                encoder.write_all(bytes).ok()?;
                encoder.into_inner()
            }
            Coding::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::new(levels.gzip));
                encoder.write_all(bytes).ok()?;
                encoder.finish().ok()?
            }
        };
        (packed.len() < bytes.len()).then_some(packed)
    }
}

/// Whether what has this media type gets shorter by being compressed.
fn is_text(media_type: &str) -> bool {
    let kinds = [
        "text/",
        "application/json",
        "application/manifest+json",
        "image/svg",
    ];
    kinds.iter().any(|kind| media_type.starts_with(kind))
}

/// The coding that `Accept-Encoding` likes best; among equals the first of [`Coding::COMPRESSING`].
fn preferred(headers: &HeaderMap) -> Coding {
    let (mut named, mut any, mut identity) = ([None; 3], None, 0.0);
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
                "identity" => identity = quality,
                "*" => any = Some(quality),
                name => {
                    let name = if name == "x-gzip" { "gzip" } else { name };
                    let mut codings = Coding::COMPRESSING.iter().zip(&mut named);
                    if let Some((_, known)) = codings.find(|(coding, _)| coding.name() == name) {
                        *known = Some(quality);
                    }
                }
            }
        }
    }
    let mut best: (f64, Coding) = (0.0, Coding::Identity);
    for (coding, quality) in Coding::COMPRESSING.into_iter().zip(named) {
        let quality = quality.or(any).unwrap_or(0.0);
        if quality > best.0 && quality >= identity {
            best = (quality, coding);
        }
    }
    best.1
}

/// A text that is the same for everybody, compressed when it is first asked for.
#[derive(Debug)]
pub struct FixedText {
    media_type: HeaderValue,
    plain: Bytes,
    packed: [OnceLock<Option<Bytes>>; 3],
}

impl FixedText {
    /// The text of `media_type`.
    pub fn new(media_type: &'static str, text: String) -> Self {
        FixedText {
            media_type: HeaderValue::from_static(media_type),
            plain: text.into(),
            packed: Default::default(),
        }
    }

    /// A file of `media_type` that the program carries. What is compressed in itself is sent as it is.
    pub fn of_bytes(media_type: &'static str, bytes: &'static [u8]) -> Self {
        let packed: [OnceLock<Option<Bytes>>; 3] = Default::default();
        if !is_text(media_type) {
            packed.iter().for_each(|coding| {
                let _ = coding.set(None);
            });
        }
        FixedText {
            media_type: HeaderValue::from_static(media_type),
            plain: Bytes::from_static(bytes),
            packed,
        }
    }

    /// The text as it is.
    pub fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// The answer to a request with `headers`.
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let coding = preferred(headers);
        let packed = self.compressed(coding);
        let mut response = packed.unwrap_or(&self.plain).clone().into_response();
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_TYPE, self.media_type.clone());
        fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if packed.is_some() {
            coding.announce(fields);
        }
        response
    }

    fn compressed(&self, coding: Coding) -> Option<&Bytes> {
        let mut kept = Coding::COMPRESSING.iter().zip(&self.packed);
        let (_, text) = kept.find(|(known, _)| **known == coding)?;
        text.get_or_init(|| coding.compress_once(&self.plain).map(Bytes::from))
            .as_ref()
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
        for (accepted, expected) in [
            ("gzip", Coding::Gzip),
            ("deflate, GZIP", Coding::Gzip),
            ("x-gzip;q=0.5", Coding::Gzip),
            ("br", Coding::Brotli),
            ("br, gzip", Coding::Brotli),
            ("gzip, deflate, br, zstd", Coding::Zstd),
            ("zstd;q=0.5, br;q=0.9, gzip", Coding::Gzip),
            ("*", Coding::Zstd),
            ("*, zstd;q=0", Coding::Brotli),
            ("identity;q=0.5, *", Coding::Zstd),
        ] {
            assert_eq!(coding("text/html", accepted), expected, "{accepted}");
            assert_eq!(coding("application/pdf", accepted), Coding::Identity);
        }
        for accepted in [
            "",
            "deflate",
            "gzip;q=0",
            "*;q=0",
            "gzip;q=0.5, identity",
            "br;q=0, gzip;q=0.5, identity",
        ] {
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
        let text = "[C]la ".repeat(1000);
        for coding in Coding::COMPRESSING {
            assert_eq!(coding.compress(b"short"), None);
            let packed = coding.compress(text.as_bytes()).expect("shorter");
            assert!(packed.len() < text.len() / 10, "{coding:?}");
            assert_eq!(coding.compress(text.as_bytes()), Some(packed));
        }
        assert_eq!(Coding::Identity.compress(text.as_bytes()), None);
    }
}
