//! `POST /convert` and `POST /convert/{format}`: from an order to a document.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::app::App;
use crate::memory::Share;
use crate::middleware::body;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::request::convert_options::Packaging;
use crate::request::convert_request::{ConvertRequest, Goal};
use crate::request::formats;
use crate::request::preview_parts::PreviewParts;
use crate::response::cache::{Answer, Fingerprint};
use crate::response::compression::Coding;
use crate::response::conditional;
use crate::response::file_names::disposition;
use crate::routes::conversion::{self, SongRequest, Turn};
use crate::routes::separate;
use crate::telemetry::metrics::CacheOutcome;
use crate::worker::task::{self, Work};

/// Handles `POST /convert`.
pub async fn convert(State(app): State<Arc<App>>, request: Request) -> Response {
    respond(&app, request, Goal::Document).await
}

/// Handles `POST /convert/{format}`.
pub async fn convert_to(
    State(app): State<Arc<App>>,
    format: Result<Path<String>, PathRejection>,
    mut request: Request,
) -> Response {
    let named = format.ok().and_then(|Path(name)| formats::named(&name));
    let Some(format) = named else {
        body::drain(&app, &mut request).await;
        let names: Vec<_> = formats::names().collect();
        let detail = format!(
            "there is no such format: valid formats are {}",
            names.join(", ")
        );
        return Problem::new(Kind::NotFound, detail).into_response();
    };
    respond(&app, request, Goal::DocumentAs(format)).await
}

async fn respond(app: &Arc<App>, mut request: Request, goal: Goal) -> Response {
    let mut account = RequestOutcome::default();
    let mut response = answer(app, &mut request, &mut account, goal)
        .await
        .unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    request: &mut Request,
    account: &mut RequestOutcome,
    goal: Goal,
) -> Result<Response, Problem> {
    let SongRequest {
        convert_request,
        headers,
        turn,
    } = SongRequest::receive(app, request, account, goal).await?;
    account.format = Some(convert_request.format.name());
    let coding = if convert_request.options.is_archive(convert_request.format) {
        Coding::Identity
    } else {
        Coding::of(convert_request.format.media_type(), &headers)
    };
    let fingerprint = convert_request.fingerprint().coded(coding);
    let tag = fingerprint.entity_tag();
    if conditional::holds_tag(&headers, &tag) {
        account.cache = Some(CacheOutcome::Unchanged);
        app.metrics.cache(CacheOutcome::Unchanged);
        return Ok(unchanged(&tag));
    }
    let kept = fingerprint.kept_for(&turn.client);
    let holds_any = conditional::holds_any(&headers);
    if let Some(answer) = app.answers.get(&kept) {
        if holds_any {
            account.cache = Some(CacheOutcome::Unchanged);
            app.metrics.cache(CacheOutcome::Unchanged);
            return Ok(unchanged(&tag));
        }
        let share = conversion::charge(app, &turn.client, answer.bytes.len())?;
        account.cache = Some(CacheOutcome::Hit);
        app.metrics.cache(CacheOutcome::Hit);
        return Ok(document(&answer, &fingerprint, share));
    }
    account.cache = Some(CacheOutcome::Miss);
    app.metrics.cache(CacheOutcome::Miss);
    let (answer, share) = run(app, convert_request, coding, turn, account).await?;
    app.answers.insert(kept, &answer);
    if holds_any {
        // Only what can be made is there to be held.
        return Ok(unchanged(&tag));
    }
    Ok(document(&answer, &fingerprint, share))
}

/// Has a worker convert.
pub(super) async fn run(
    app: &Arc<App>,
    convert_request: ConvertRequest,
    coding: Coding,
    turn: Turn,
    account: &mut RequestOutcome,
) -> Result<(Answer, Arc<Share>), Problem> {
    if convert_request.options.packaging == Packaging::Separate {
        return separate::make(app, convert_request, &turn, account).await;
    }
    let about = ConvertRequest {
        inputs: Vec::new(),
        format: convert_request.format,
        options: convert_request.options.clone(),
        files: Arc::default(),
        preview: PreviewParts::default(),
    };
    let work = Work::Convert {
        convert_request,
        coding,
    };
    make(app, &about, work, turn, account).await
}

/// Has a worker do `work`, which makes the document that `about` asks for. What it is called and of which kind it is, is said here, not
/// by the worker.
pub(super) async fn make(
    app: &Arc<App>,
    about: &ConvertRequest,
    work: Work,
    turn: Turn,
    account: &mut RequestOutcome,
) -> Result<(Answer, Arc<Share>), Problem> {
    let (format, options) = (about.format, &about.options);
    let (media_type, suffix) = if options.is_archive(format) {
        ("application/zip", "zip")
    } else {
        (format.media_type(), format.suffix())
    };
    let made = conversion::run(app, format.name(), turn, account, work).await?;
    let task::Answer::Document(document) = made.answer else {
        return Err(conversion::fault("the worker gave no document"));
    };
    app.metrics
        .document(format.name(), document.songs, document.pages);
    // A book is called after its own title, not after its first song's.
    let title = options.engine.title.as_deref();
    let answer = Answer {
        bytes: Bytes::from(made.bytes),
        coding: document.coding,
        media_type: HeaderValue::from_static(media_type),
        disposition: disposition(
            options.disposition,
            suffix,
            options.file_name.as_deref(),
            title.or(document.title.as_deref()),
        ),
        songs: document.songs,
        pages: document.pages,
        warnings: document.warnings,
    };
    Ok((answer, made.share))
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

/// The response with a document.
pub(super) fn document(answer: &Answer, fingerprint: &Fingerprint, share: Arc<Share>) -> Response {
    let mut response = Response::new(Body::from(answer.bytes.clone()));
    response.extensions_mut().insert(share);
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
