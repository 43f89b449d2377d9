//! Whether the service works: `GET /health`, `/health/live`, `/health/ready`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::App;
use crate::routes::conversion;
use crate::timestamp;
use crate::worker::Lost;
use crate::worker::task::{Answer, Task, Work};

/// For how long the outcome of a trial conversion counts.
const VALID_FOR: Duration = Duration::from_secs(5);

/// Whose turn trials have in the queue: no client's, whose names are never empty.
const CLIENT: &str = "";

/// How long a trial conversion may take, waiting included.
const PATIENCE: Duration = Duration::from_secs(4);

/// Remembers whether a tiny conversion works.
#[derive(Debug, Default)]
pub struct Probe {
    last: Mutex<Option<(Instant, bool)>>,
    is_running: AtomicBool,
}

impl Probe {
    /// Whether the engine converts: what the last trial showed, where that is recent, else a new one.
    pub async fn works(&self, app: &App) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.is_none_or(|(_, outcome)| outcome);
        if last.is_some_and(|(at, _)| at.elapsed() < VALID_FOR) {
            return known;
        }
        if self.is_running.swap(true, Ordering::Relaxed) {
            return known;
        }
        let _finish = Finish(&self.is_running);
        let task = Task::new(Work::Trial, conversion::limits(app));
        let deadline = Instant::now() + PATIENCE;
        let outcome = match app.pool.run(CLIENT, deadline.into(), task).await {
            Ok(done) => matches!(done.answer, Answer::Document(_)) && !done.body.is_empty(),
            // A full queue says that there is much to do, not that it cannot be done.
            Err(Lost::Full | Lost::Unsent) => return known,
            Err(Lost::TimedOut | Lost::OutOfMemory | Lost::Crashed) => false,
        };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), outcome));
        outcome
    }
}

struct Finish<'a>(&'a AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

fn report(is_healthy: bool, word: &str) -> (StatusCode, Json<Value>) {
    let status = if is_healthy {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({
        "status": word,
        "service": "chordpro-api",
        "timestamp": timestamp::now_text(),
        "chordpro_available": is_healthy,
        "version": env!("CARGO_PKG_VERSION"),
        "build": chordpro_engine::BUILD,
    });
    (status, Json(body))
}

/// `GET /health`: whether conversions work.
pub async fn health(State(app): State<Arc<App>>) -> Response {
    let works = app.probe.works(&app).await;
    report(works, if works { "healthy" } else { "degraded" }).into_response()
}

/// `GET /health/live`: whether the process answers at all.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// `GET /health/ready`: whether new requests should come here.
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    if !app.is_ready() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "stopping" })),
        )
            .into_response();
    }
    if app.probe.works(&app).await {
        Json(json!({ "status": "ready" })).into_response()
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "degraded" })),
        )
            .into_response()
    }
}
