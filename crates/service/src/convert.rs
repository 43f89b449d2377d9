//! `POST /convert`: from an order to a document.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chordpro_engine::{Artifact, Engine, Error, Exceeded, Limits, Severity};

use crate::app::App;
use crate::cache::{Answer, Fingerprint};
use crate::exchange::Account;
use crate::job::{self, Job};
use crate::metrics::CacheOutcome;
use crate::options::Packaging;
use crate::order::Order;
use crate::pool::Watch;
use crate::problem::Problem;
use crate::zip::Archive;

/// Handles `POST /convert`.
pub async fn convert(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let mut account = Account::default();
    let mut response = match answer(&app, &mut request, &mut account).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    };
    *Account::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    request: &mut Request,
    account: &mut Account,
) -> Result<Response, Problem> {
    let Job {
        order,
        headers,
        deadline,
    } = Job::receive(app, request, account).await?;
    account.format = Some(order.format.name());
    let fingerprint = order.fingerprint();
    let tag = fingerprint.entity_tag();
    if holds_tag(&headers, &tag) {
        account.cache = Some(CacheOutcome::Unchanged);
        app.metrics.cache(CacheOutcome::Unchanged);
        return Ok(unchanged(&tag));
    }
    if let Some(answer) = app.answers.get(&fingerprint) {
        account.cache = Some(CacheOutcome::Hit);
        app.metrics.cache(CacheOutcome::Hit);
        return Ok(document(&answer, &fingerprint));
    }
    account.cache = Some(CacheOutcome::Miss);
    app.metrics.cache(CacheOutcome::Miss);
    let answer = run(app, order, deadline, account).await?;
    app.answers.insert(fingerprint, &answer);
    Ok(document(&answer, &fingerprint))
}

/// Converts on the pool.
async fn run(
    app: &Arc<App>,
    order: Order,
    deadline: Instant,
    account: &mut Account,
) -> Result<Answer, Problem> {
    let engine = app.engine.clone();
    let limits = job::limits(app);
    let format = order.format.name();
    let outcome = job::run(app, format, deadline, account, move |watch| {
        make(&engine, order, &limits, &watch)
    })
    .await?;
    if let Ok(answer) = &outcome {
        app.metrics.document(format, answer.songs, answer.pages);
    }
    outcome.map_err(|error| job::problem_of(&error))
}

fn make(engine: &Engine, order: Order, limits: &Limits, watch: &Watch) -> Result<Answer, Error> {
    match order.wanted.packaging {
        Packaging::Document => {
            let artifact = engine.convert(&job::conversion(order, limits, watch))?;
            let disposition = disposition(artifact.format.suffix(), artifact.title.as_deref());
            Ok(finished(artifact, disposition))
        }
        Packaging::Separate => separate(engine, order, limits, watch),
    }
}

fn finished(artifact: Artifact, disposition: HeaderValue) -> Answer {
    Answer {
        media_type: HeaderValue::from_static(artifact.format.media_type()),
        disposition,
        songs: artifact.songs,
        pages: artifact.pages,
        warnings: count_warnings(&artifact),
        bytes: Bytes::from(artifact.bytes),
    }
}

fn count_warnings(artifact: &Artifact) -> usize {
    artifact
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity >= Severity::Warning)
        .count()
}

/// Converts each song for itself, into a zip.
fn separate(
    engine: &Engine,
    order: Order,
    limits: &Limits,
    watch: &Watch,
) -> Result<Answer, Error> {
    let suffix = order.format.suffix();
    let mut whole = job::conversion(order, limits, watch);
    let mut archive = Archive::default();
    let (mut songs, mut pages, mut warnings, mut size) = (0, 0, 0, 0_u64);
    let mut names = BTreeMap::<String, usize>::new();
    for input in std::mem::take(&mut whole.inputs) {
        let stem = input
            .name
            .rsplit_once('.')
            .map_or(&*input.name, |(stem, _)| stem)
            .to_owned();
        whole.inputs = vec![input];
        let artifact = engine.convert(&whole)?;
        songs += artifact.songs;
        pages += artifact.pages;
        warnings += count_warnings(&artifact);
        size = size.saturating_add(artifact.bytes.len() as u64);
        if size > limits.bytes {
            return Err(Error::Exceeded(Exceeded::Bytes));
        }
        if pages as u64 > limits.pages {
            return Err(Error::Exceeded(Exceeded::Pages));
        }
        let name = artifact
            .title
            .as_deref()
            .and_then(file_stem)
            .or_else(|| file_stem(&stem));
        let name = name.unwrap_or_else(|| "song".to_owned());
        let earlier = names.entry(name.to_lowercase()).or_default();
        *earlier += 1;
        let name = if *earlier == 1 {
            name
        } else {
            format!("{name} ({earlier})")
        };
        archive
            .add(&format!("{name}.{suffix}"), &artifact.bytes)
            .map_err(|_| Error::Exceeded(Exceeded::Bytes))?;
    }
    let bytes = archive
        .finish()
        .map_err(|_| Error::Exceeded(Exceeded::Bytes))?;
    Ok(Answer {
        bytes: bytes.into(),
        media_type: HeaderValue::from_static("application/zip"),
        disposition: disposition("zip", whole.options.title.as_deref()),
        songs,
        pages,
        warnings,
    })
}

/// Whether `If-None-Match` holds the tag.
fn holds_tag(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|candidate| candidate.trim().trim_start_matches("W/") == tag)
}

fn unchanged(tag: &str) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    insert_tag(response.headers_mut(), tag);
    response
}

fn insert_tag(headers: &mut HeaderMap, tag: &str) {
    if let Ok(value) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, value);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
}

const SONGS: HeaderName = HeaderName::from_static("chordpro-songs");
const PAGES: HeaderName = HeaderName::from_static("chordpro-pages");
const WARNINGS: HeaderName = HeaderName::from_static("chordpro-warnings");

fn document(answer: &Answer, fingerprint: &Fingerprint) -> Response {
    let mut response = Response::new(Body::from(answer.bytes.clone()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, answer.media_type.clone());
    headers.insert(header::CONTENT_DISPOSITION, answer.disposition.clone());
    headers.insert(SONGS, answer.songs.into());
    if answer.pages > 0 {
        headers.insert(PAGES, answer.pages.into());
    }
    headers.insert(WARNINGS, answer.warnings.into());
    insert_tag(headers, &fingerprint.entity_tag());
    response
}

/// `attachment` with the plain name `output.<suffix>`, and a readable one where there is a title.
fn disposition(suffix: &str, title: Option<&str>) -> HeaderValue {
    let plain = format!("attachment; filename=\"output.{suffix}\"");
    let text = match title.and_then(file_stem) {
        Some(stem) => format!("{plain}; filename*=UTF-8''{}.{suffix}", percent(&stem)),
        None => plain,
    };
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// A file's name made from a title: no separators, no control characters, not too long. `None` where nothing is left.
fn file_stem(title: &str) -> Option<String> {
    let clean: String = title
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { ' ' } else { c })
        // Directional marks could make a name read as another.
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let words: Vec<_> = clean.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(80).collect();
    let stem = short.trim_matches([' ', '.']);
    (!stem.is_empty()).then(|| stem.to_owned())
}

fn percent(text: &str) -> percent_encoding::PercentEncode<'_> {
    /// What RFC 8187 lets stand: letters, digits and these.
    const ESCAPED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, ESCAPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_come_from_titles_and_stay_harmless() {
        assert_eq!(
            disposition("pdf", None),
            "attachment; filename=\"output.pdf\""
        );
        assert_eq!(
            disposition("pdf", Some("Où \"es\"-tu?")),
            "attachment; filename=\"output.pdf\"; filename*=UTF-8''O%C3%B9%20es%20-tu.pdf"
        );
        assert_eq!(file_stem("../../etc/passwd").as_deref(), Some("etc passwd"));
        assert_eq!(file_stem(" ... "), None);
        assert_eq!(
            file_stem("a\r\nSet-Cookie: x").as_deref(),
            Some("a Set-Cookie x")
        );
    }

    #[test]
    fn tags_are_compared_weakly() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::IF_NONE_MATCH,
            HeaderValue::from_static("\"a\", W/\"b\""),
        );
        assert!(holds_tag(&headers, "\"a\"") && holds_tag(&headers, "\"b\""));
        assert!(!holds_tag(&headers, "\"c\""));
    }
}
