//! A replica that does jobs: takes them from Redis, has its workers do them, and puts the results back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::order::{JobResult, Order, Sort};
use super::{Desk, callback};
use crate::app::App;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::redis::{JobAway, Taken};
use crate::request::convert_request::ConvertRequest;
use crate::response::compression::Coding;
use crate::routes::conversion::{self, Turn, reading_rules};
use crate::routes::{batch, convert};
use crate::settings::JobPart;
use crate::telemetry::request_id::RequestId;
use crate::units;
use crate::worker::Priority;

/// Jobs at once for each worker: while one is converted, others are fetched and put back.
const AHEAD: usize = 4;

/// How long an idle replica waits before it asks Redis again.
const IDLE: Duration = Duration::from_millis(50);

/// How long it waits where Redis does not answer.
const PAUSE: Duration = Duration::from_millis(500);

/// How often a result is put back before the job is left to another replica.
const PUT_ATTEMPTS: u32 = 10;

/// Begins to do jobs, where the settings say so.
pub fn begin(app: &Arc<App>) -> Option<JoinHandle<()>> {
    let is_worker = app.settings.jobs.part != JobPart::Serve && Desk::of(app).is_ok();
    is_worker.then(|| {
        tokio::spawn(callback::send_all(Arc::clone(app)));
        tokio::spawn(work(Arc::clone(app)))
    })
}

/// Does jobs until the service stops.
async fn work(app: Arc<App>) {
    let slots = Arc::new(Semaphore::new(app.pool.workers() * AHEAD));
    let lease = app.settings.jobs.lease;
    let mut looked: Option<Instant> = None;
    while app.is_ready() {
        let Ok(permit) = Arc::clone(&slots).acquire_owned().await else {
            return;
        };
        let free = slots.available_permits() + 1;
        let is_due = looked.is_none_or(|looked| looked.elapsed() > lease / 3);
        if is_due {
            looked = Some(Instant::now());
        }
        match fetched(&app, free, is_due.then_some(lease)).await {
            Err(_) => sleep(PAUSE).await,
            Ok(jobs) if jobs.is_empty() => {
                drop(permit);
                sleep(IDLE).await;
            }
            Ok(jobs) => {
                let mut permit = Some(permit);
                for (job, is_left) in jobs {
                    let own = match permit.take() {
                        Some(permit) => permit,
                        None => match Arc::clone(&slots).acquire_owned().await {
                            Ok(permit) => permit,
                            Err(_) => return,
                        },
                    };
                    tokio::spawn(attempt(Arc::clone(&app), job, is_left, own));
                }
            }
        }
    }
}

/// Up to `count` jobs, each with whether another replica has left it; those that were left are looked for where a lease is given.
async fn fetched(
    app: &App,
    count: usize,
    lease: Option<Duration>,
) -> Result<Vec<(Taken, bool)>, JobAway> {
    let Ok(desk) = Desk::of(app) else {
        return Ok(Vec::new());
    };
    let mut jobs = Vec::new();
    if let Some(lease) = lease {
        let left = desk.store.abandoned(count, lease).await?;
        jobs.extend(left.into_iter().map(|job| (job, true)));
    }
    let room = count.saturating_sub(jobs.len());
    if room > 0 {
        let new = desk.store.next(room).await?;
        jobs.extend(new.into_iter().map(|job| (job, false)));
    }
    Ok(jobs)
}

/// Begins a job. Where it ends with a fault of the service it stays in its stream, and is begun again once its lease is over; after as
/// many times as are allowed it becomes a dead letter.
async fn attempt(app: Arc<App>, job: Taken, is_left: bool, permit: OwnedSemaphorePermit) {
    let outcome = done(&app, &job, is_left).await;
    if let Err(away) = outcome {
        tracing::debug!(?away, "a job is left to others");
    }
    drop(permit);
}

async fn done(app: &Arc<App>, job: &Taken, is_left: bool) -> Result<(), JobAway> {
    let Ok(desk) = Desk::of(app) else {
        return Ok(());
    };
    let settings = &app.settings.jobs;
    let Some((owner, sealed)) = desk.store.begin(&job.id).await? else {
        // It was dropped, or another has done it.
        return desk.store.finish(job, "", b"", settings.keep).await;
    };
    let bury = async |cause: &str| {
        tracing::warn!(job = job.id, cause, "a job became a dead letter");
        desk.store.bury(job, &owner, cause).await
    };
    let most = settings.attempts as u64;
    if is_left && desk.store.attempts(job).await? > most {
        return bury("its replica ended each time").await;
    }
    let Some(order) = Order::opened(desk.key, &job.id, &sealed) else {
        return bury("it cannot be decrypted: JOBS_KEY is another").await;
    };
    let (songs, place) = (AtomicU64::new(0), order.result_place.clone());
    let result = {
        let renewing = async {
            loop {
                sleep(settings.lease / 3).await;
                let _ = desk.store.renew(job, songs.load(Ordering::Relaxed)).await;
            }
        };
        tokio::select! {
            result = async {
                let result = performed(app, order, &songs).await?;
                put_away(app, place, result).await
            } => result,
            () = renewing => return Ok(()),
        }
    };
    let result = match result {
        Ok(result) => result,
        Err(problem) if problem.kind().status().is_server_error() => {
            if desk.store.attempts(job).await? >= most {
                return bury(problem.name()).await;
            }
            return Ok(());
        }
        Err(problem) => told(&problem),
    };
    let most = settings.max_result;
    let result = if result.body.len() as u64 > most {
        let detail = format!(
            "the result has {} bytes, and Redis keeps at most {} (JOBS_MAX_RESULT)",
            result.body.len(),
            units::format_size(most)
        );
        let problem = Problem::new(Kind::Song, detail);
        told(&problem.with("setting", "JOBS_MAX_RESULT".into()))
    } else {
        result
    };
    let Some(sealed) = result.sealed(desk.key, &job.id) else {
        return Ok(());
    };
    for _ in 1..PUT_ATTEMPTS {
        match desk.store.finish(job, &owner, &sealed, settings.keep).await {
            Ok(()) => return Ok(()),
            Err(_) => sleep(PAUSE).await,
        }
    }
    desk.store.finish(job, &owner, &sealed, settings.keep).await
}

/// Puts a result where the client wants it; what is left of it for Redis.
async fn put_away(
    app: &App,
    place: Option<String>,
    result: JobResult,
) -> Result<JobResult, Problem> {
    let Some(place) = place else {
        return Ok(result);
    };
    let size = result.body.len();
    callback::put(&app.settings.jobs, &place, &result.media_type, result.body).await?;
    Ok(JobResult {
        status: 200,
        media_type: "application/json".to_owned(),
        disposition: String::new(),
        body: serde_json::json!({ "stored": true, "bytes": size })
            .to_string()
            .into_bytes(),
    })
}

/// A problem as the result of a job.
fn told(problem: &Problem) -> JobResult {
    JobResult {
        status: problem.kind().status().as_u16(),
        media_type: "application/problem+json".to_owned(),
        disposition: String::new(),
        body: problem
            .body(&RequestId::generate())
            .to_string()
            .into_bytes(),
    }
}

async fn performed(app: &Arc<App>, order: Order, songs: &AtomicU64) -> Result<JobResult, Problem> {
    let (sort, client) = (order.sort(), order.client.clone());
    let request = order.into_request();
    let (head, body) = request.ok_or_else(|| conversion::fault("a job is no request"))?;
    let goal = match sort {
        Sort::Convert(goal) => goal,
        Sort::Batch => {
            let most = app.settings.jobs.max_result;
            let (body, media_type) = batch::gather(app, (head, body), &client, most, songs).await?;
            return Ok(JobResult {
                status: 200,
                media_type: media_type.to_owned(),
                disposition: String::new(),
                body,
            });
        }
    };
    let convert_request = ConvertRequest::read(&head, &body, reading_rules(app), goal)?;
    conversion::may_have(&head.extensions, convert_request.format)?;
    let mut turn = Turn::of(app, &head.extensions);
    turn.priority = Priority::Batch;
    turn.option_prefix = crate::request::convert_request::option_prefix(&head.headers);
    let mut account = RequestOutcome::default();
    let made = convert::run(app, convert_request, Coding::Identity, turn, &mut account).await?;
    let (answer, _) = made;
    songs.fetch_add(answer.songs as u64, Ordering::Relaxed);
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    Ok(JobResult {
        status: 200,
        media_type: text(&answer.media_type),
        disposition: text(&answer.disposition),
        body: answer.bytes.to_vec(),
    })
}
