//! `POST /convert`: from an order to a document.

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
use crate::coding::Coding;
use crate::conditional;
use crate::exchange::Account;
use crate::job::{self, Job};
use crate::metrics::CacheOutcome;
use crate::naming::{Names, disposition, file_stem};
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
    let coding = match order.wanted.packaging {
        Packaging::Document => Coding::of(order.format.media_type(), &headers),
        Packaging::Separate => Coding::Identity,
    };
    let fingerprint = order.fingerprint().coded(coding);
    let tag = fingerprint.entity_tag();
    if conditional::holds_tag(&headers, &tag) {
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
    let answer = run(app, order, coding, deadline, account).await?;
    app.answers.insert(fingerprint, &answer);
    Ok(document(&answer, &fingerprint))
}

/// Converts on the pool.
async fn run(
    app: &Arc<App>,
    order: Order,
    coding: Coding,
    deadline: Instant,
    account: &mut Account,
) -> Result<Answer, Problem> {
    let engine = app.engine.clone();
    let limits = job::limits(app);
    let format = order.format.name();
    let outcome = job::run(app, format, deadline, account, move |watch| {
        let answer = make(&engine, order, &limits, &watch)?;
        Ok(answer.coded(coding))
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
        coding: Coding::Identity,
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
    let mut taken = Names::default();
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
        let name = taken.free(name.unwrap_or_else(|| "song".to_owned()));
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
        coding: Coding::Identity,
        songs,
        pages,
        warnings,
    })
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
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Encoding"),
    );
}

const SONGS: HeaderName = HeaderName::from_static("chordpro-songs");
const PAGES: HeaderName = HeaderName::from_static("chordpro-pages");
const WARNINGS: HeaderName = HeaderName::from_static("chordpro-warnings");

fn document(answer: &Answer, fingerprint: &Fingerprint) -> Response {
    let mut response = Response::new(Body::from(answer.bytes.clone()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, answer.media_type.clone());
    headers.insert(header::CONTENT_DISPOSITION, answer.disposition.clone());
    answer.coding.announce(headers);
    headers.insert(SONGS, answer.songs.into());
    if answer.pages > 0 {
        headers.insert(PAGES, answer.pages.into());
    }
    headers.insert(WARNINGS, answer.warnings.into());
    insert_tag(headers, &fingerprint.entity_tag());
    response
}
