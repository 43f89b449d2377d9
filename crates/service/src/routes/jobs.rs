//! `POST /jobs`, `GET /jobs/{id}`, `GET /jobs/{id}/result`, `DELETE /jobs/{id}`: work that Redis keeps until a replica has done it.

mod callback;
mod order;
mod work;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chordpro_engine::Format;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::hex::hex;
use crate::middleware::body;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::redis::job_store::JobStore;
use crate::redis::{Accepted, JobAway};
use crate::request::convert_request::{ConvertRequest, Goal};
use crate::request::formats;
use crate::request::multipart;
use crate::routes::batch::accepts;
use crate::routes::conversion::{Turn, may_have, reading_rules};
use crate::security::api_keys::Key;
use crate::security::jwe::MEDIA_TYPE;
use crate::security::path_prefix::Prefix;
use crate::security::sealed::SealKey;
use crate::settings::JobPart;
use order::{JobResult, Order, Sort};
pub use work::begin;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const ASYNC: &str = "respond-async";

/// What jobs need.
#[derive(Clone, Copy)]
struct Desk<'a> {
    store: &'a JobStore,
    key: &'a SealKey,
}

impl<'a> Desk<'a> {
    /// What the settings give.
    ///
    /// # Errors
    /// They lack something, which the problem names.
    fn of(app: &'a App) -> Result<Self, Problem> {
        let missing = |setting: &str| {
            let detail = format!("this service takes no jobs: {setting} is not set");
            Problem::new(Kind::NotConfigured, detail).with("setting", setting.into())
        };
        let shared = app.shared.as_ref().ok_or_else(|| missing("REDIS_URL"))?;
        let key = app.settings.jobs.key.as_ref();
        Ok(Desk {
            store: shared.jobs(),
            key: key.ok_or_else(|| missing("JOBS_KEY"))?,
        })
    }
}

/// Makes a job of a request to `/convert` or `/batch` whose client would rather have its answer later.
pub async fn respond_later(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !is_preferred(&app, request.headers()) {
        return next.run(request).await;
    }
    let path = request.uri().path().trim_end_matches('/');
    let sort = match path.strip_prefix("/convert") {
        None => Sort::Batch,
        Some("") => Sort::Convert(Goal::Document),
        Some(rest) => match formats::named(rest.trim_start_matches('/')) {
            Some(format) => Sort::Convert(Goal::DocumentAs(format)),
            // The route says what there is.
            None => return next.run(request).await,
        },
    };
    submit(&app, request, sort).await
}

/// Whether the client would rather have its answer later (RFC 7240), and can.
fn is_preferred(app: &App, headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(PREFER).iter();
    let is_asked = values.any(|value| {
        let text = value.to_str().unwrap_or_default();
        text.split(',')
            .any(|part| part.trim().eq_ignore_ascii_case(ASYNC))
    });
    // Results are not encrypted for clients.
    is_asked
        && !accepts(headers, MEDIA_TYPE)
        && app.settings.jobs.part != JobPart::Work
        && Desk::of(app).is_ok()
}

/// Handles `POST /jobs`.
pub async fn jobs(State(app): State<Arc<App>>, request: Request) -> Response {
    let essence = multipart::essence(request.headers());
    let sort = match essence.as_deref() {
        Some("application/x-ndjson" | "application/jsonl" | "application/json-lines") => {
            Sort::Batch
        }
        _ => Sort::Convert(Goal::Document),
    };
    submit(&app, request, sort).await
}

/// Takes a job in.
async fn submit(app: &Arc<App>, mut request: Request, sort: Sort) -> Response {
    let mut account = RequestOutcome::default();
    let mut response = match take(app, &mut request, &mut account, sort).await {
        Ok(response) => response,
        Err(problem) => {
            body::drain(app, &mut request).await;
            problem.into_response()
        }
    };
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn take(
    app: &App,
    request: &mut Request,
    account: &mut RequestOutcome,
    sort: Sort,
) -> Result<Response, Problem> {
    let desk = Desk::of(app)?;
    let settings = &app.settings.jobs;
    if settings.part == JobPart::Work {
        let detail = "this replica does jobs and takes none (JOBS)";
        return Err(Problem::new(Kind::NotConfigured, detail).with("setting", "JOBS".into()));
    }
    if accepts(request.headers(), MEDIA_TYPE) {
        let detail =
            "the result of a job cannot be encrypted: leave application/jose out of Accept";
        return Err(Problem::new(Kind::NotAcceptable, detail));
    }
    let received = body::receive(app, request).await?;
    account.received = received.bytes.len() as u64;
    let client = Turn::of(app, request.extensions()).client;
    let (head, _) = std::mem::take(request).into_parts();
    if let Sort::Convert(goal) = sort {
        // What is wrong with the request shows now.
        let rules = reading_rules(app);
        let order = ConvertRequest::read(&head, &received.bytes, rules, goal)?;
        may_have(&head.extensions, order.format)?;
    }
    let callback = callback::callback(settings, &head.headers)?;
    let result_place = callback::result_place(settings, &head.headers)?;
    let conditions = head.extensions.get::<Key>().map(Key::conditions);
    let formats: Vec<Format> = conditions.map_or_else(Vec::new, |known| known.formats.clone());
    let mut order = Order::new(sort, &client, &formats, &head, &received.bytes);
    order.result_place = result_place;
    let given = head.headers.get(IDEMPOTENCY_KEY).map(HeaderValue::as_bytes);
    let id = order.id(given);
    let owner = owner(&client);
    let unsealed = || Problem::new(Kind::Internal, "the job could not be encrypted");
    let sealed = order.sealed(desk.key, &id).ok_or_else(unsealed)?;
    let callback = match callback {
        Some(place) => {
            let sealed = desk.key.seal(&format!("callback {id}"), place.into_bytes());
            sealed.ok_or_else(unsealed)?
        }
        None => Vec::new(),
    };
    let (keep, most) = (settings.keep, settings.pending);
    let is_first = matches!(sort, Sort::Convert(_));
    let kept = (keep, most);
    let taken = desk
        .store
        .take((&id, &owner), (&sealed, &callback), is_first, kept)
        .await;
    match taken.map_err(problem_of)? {
        Accepted::TooMany => {
            let detail = format!("this client has {most} jobs waiting already (JOBS_PENDING)");
            Err(Problem::new(Kind::RateLimited, detail)
                .retry_after(Duration::from_secs(10))
                .with("allowed", most.into())
                .with("setting", "JOBS_PENDING".into()))
        }
        Accepted::Taken | Accepted::Known => Ok(accepted(&id, &head.extensions)),
    }
}

fn accepted(id: &str, extensions: &Extensions) -> Response {
    let prefix = extensions.get::<Prefix>().cloned().unwrap_or_default();
    let path = format!("{}/jobs/{id}", prefix.as_str());
    let told = json!({ "id": id, "path": path });
    let mut response = (StatusCode::ACCEPTED, Json(told)).into_response();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&path) {
        headers.insert(header::LOCATION, value);
    }
    headers.insert(PREFERENCE_APPLIED, HeaderValue::from_static(ASYNC));
    response
}

/// What a client is called in Redis.
fn owner(client: &str) -> String {
    let digest = Sha256::digest(client.as_bytes());
    hex(digest.get(..16).unwrap_or_default())
}

fn problem_of(away: JobAway) -> Problem {
    let detail = match away {
        JobAway::Away => "Redis, which keeps the jobs, does not answer",
        JobAway::Full => "Redis, which keeps the jobs, is full",
    };
    Problem::new(Kind::Busy, detail).retry_after(Duration::from_secs(5))
}

fn no_job() -> Problem {
    Problem::new(Kind::NotFound, "this client has no such job, or no longer")
}

/// Handles `GET /jobs/{id}`.
pub async fn job(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let told = told(&app, &id, &head.extensions).await;
    told.map_or_else(IntoResponse::into_response, |told| {
        Json(told).into_response()
    })
}

/// What is told of a job.
async fn told(app: &App, id: &str, extensions: &Extensions) -> Result<serde_json::Value, Problem> {
    let desk = Desk::of(app)?;
    let owner = owner(&Turn::of(app, extensions).client);
    let note = desk.store.look_up(id, &owner).await.map_err(problem_of)?;
    let note = note.ok_or_else(no_job)?;
    let state = if note.state == "dead" {
        "failed"
    } else {
        &note.state
    };
    Ok(
        json!({ "id": id, "state": state, "ahead": note.ahead, "songs_done": note.songs, "cause": note.cause }),
    )
}

/// Handles `GET /jobs/{id}/result`: the answer that the request would have had; while there is none, 202 and what is known.
pub async fn result(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let found = async {
        let told = told(&app, &id, &head.extensions).await?;
        match told.get("state").and_then(serde_json::Value::as_str) {
            Some("done") => {}
            Some("failed") => {
                let detail =
                    "the job was begun as often as JOBS_ATTEMPTS says, and ended with no result";
                return Err(Problem::new(Kind::Internal, detail));
            }
            _ => return Ok((StatusCode::ACCEPTED, Json(told)).into_response()),
        }
        let desk = Desk::of(&app)?;
        let sealed = desk.store.result(&id).await.map_err(problem_of)?;
        let opened = JobResult::opened(desk.key, &id, &sealed.ok_or_else(no_job)?);
        let result = opened.ok_or_else(|| {
            Problem::new(Kind::Internal, "the result cannot be decrypted")
                .because("JOBS_KEY is another than when it was made")
        })?;
        Ok(answer(result))
    };
    found.await.unwrap_or_else(IntoResponse::into_response)
}

fn answer(result: JobResult) -> Response {
    let mut response = Response::new(Body::from(result.body));
    *response.status_mut() = StatusCode::from_u16(result.status).unwrap_or(StatusCode::OK);
    for (name, value) in [
        (header::CONTENT_TYPE, result.media_type),
        (header::CONTENT_DISPOSITION, result.disposition),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value)
            && !value.is_empty()
        {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Handles `DELETE /jobs/{id}`.
pub async fn forget(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let forgotten = async {
        told(&app, &id, &head.extensions).await?;
        let owner = owner(&Turn::of(&app, &head.extensions).client);
        let desk = Desk::of(&app)?;
        desk.store.forget(&id, &owner).await.map_err(problem_of)?;
        Ok::<_, Problem>(StatusCode::NO_CONTENT.into_response())
    };
    forgotten.await.unwrap_or_else(IntoResponse::into_response)
}
