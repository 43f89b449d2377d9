//! The formats that the service offers, and the choice among them by `Accept`.

use axum::http::{HeaderMap, header};
use chordpro_engine::Format;

/// The format of answers to requests that do not choose one.
pub const DEFAULT: Format = Format::Pdf;

/// The formats offered; the engine has others for tests and tools.
pub fn offered() -> impl Iterator<Item = Format> {
    Format::all().filter(|format| !matches!(format, Format::Meta | Format::Pages))
}

/// Their names.
pub fn names() -> impl Iterator<Item = &'static str> {
    offered().map(Format::name)
}

/// The format called `name`.
pub fn named(name: &str) -> Option<Format> {
    let format = Format::from_name(name)?;
    offered().find(|offered| *offered == format)
}

/// What `Accept` makes of a request that does not name its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// This format is liked best.
    Format(Format),
    /// The field is absent or cannot be read, or leaves the format open: it asks for an envelope, which can hold any.
    Open,
    /// Nothing offered is acceptable.
    Nothing,
}

/// Media types in which documents of any format come: encrypted, or several in a zip.
const ENVELOPES: [&str; 2] = ["application/jose", "application/zip"];

/// The format that `Accept` likes best; among equals the one listed first, so that a client that takes anything gets the
/// default.
pub fn accepted(headers: &HeaderMap) -> Choice {
    let mut ranges: Vec<(String, u32)> = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        let Ok(text) = value.to_str() else {
            return Choice::Open;
        };
        ranges.extend(text.split(',').take(50).filter_map(read_range));
    }
    let mut best: Option<(u32, Format)> = None;
    for format in offered() {
        let quality = quality_of(format, &ranges);
        if quality > best.map_or(0, |(quality, _)| quality) {
            best = Some((quality, format));
        }
    }
    let takes_envelope = ranges
        .iter()
        .any(|(range, quality)| *quality > 0 && ENVELOPES.contains(&range.as_str()));
    match best {
        Some((_, format)) => Choice::Format(format),
        None if ranges.is_empty() || takes_envelope => Choice::Open,
        None => Choice::Nothing,
    }
}

/// A media range and its quality in thousandths.
fn read_range(text: &str) -> Option<(String, u32)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next()?.to_ascii_lowercase();
    let quality = parts
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .map_or(Some(1.0), |(_, value)| value.trim().parse::<f64>().ok())?;
    // Within 0 and 1000 after clamping.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    let quality = (quality.clamp(0.0, 1.0) * 1000.0) as u32;
    (range.contains('/')).then_some((range, quality))
}

/// The quality of the most specific range that covers the format.
fn quality_of(format: Format, ranges: &[(String, u32)]) -> u32 {
    let essence = format.media_type().split(';').next().unwrap_or_default();
    let family = format!("{}/*", essence.split('/').next().unwrap_or_default());
    [essence, family.as_str(), "*/*"]
        .iter()
        .find_map(|wanted| ranges.iter().find(|(range, _)| range == wanted))
        .map_or(0, |(_, quality)| *quality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn choice(accept: &'static str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        match accepted(&headers) {
            Choice::Format(format) => Some(format.name()),
            Choice::Open => Some("open"),
            Choice::Nothing => None,
        }
    }

    #[test]
    fn clients_that_take_anything_get_the_default() {
        assert_eq!(choice("*/*"), Some("pdf"));
        assert_eq!(choice("application/json, text/plain, */*"), Some("pdf"));
    }

    #[test]
    fn the_best_liked_format_is_chosen() {
        assert_eq!(
            choice("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
            Some("html")
        );
        assert_eq!(choice("image/*;q=0.5, text/plain"), Some("text"));
        assert_eq!(choice("image/png"), Some("png"));
        assert_eq!(
            choice("application/pdf;q=0, text/markdown;q=0.1"),
            Some("markdown")
        );
        assert_eq!(choice("video/mp4"), None);
        assert_eq!(choice("*/*;q=0"), None);
        assert_eq!(choice("application/jose"), Some("open"));
        assert_eq!(choice(""), Some("open"));
    }

    #[test]
    fn older_names_are_known_and_inner_formats_are_not_offered() {
        assert_eq!(named("txt"), Some(Format::Text));
        assert_eq!(named("pages"), None);
        assert_eq!(names().next(), Some("pdf"));
    }
}
