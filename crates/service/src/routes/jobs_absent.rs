//! What stands for jobs in a program that is built without Redis.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::middleware::body;
use crate::problem::{Kind, Problem};
use crate::request::convert_request::Goal;

/// What a job would ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What `POST /convert` would give.
    Convert(Goal),
    /// What `POST /batch` would give.
    Batch,
}

/// Never: there are no jobs.
pub(super) fn is_preferred(_: &App, _: &HeaderMap) -> bool {
    false
}

/// Refuses a job.
pub(super) async fn submit(app: &Arc<App>, mut request: Request, _: Sort) -> Response {
    body::drain(app, &mut request).await;
    let detail = "this service takes no jobs: it was built without Redis";
    Problem::new(Kind::NotConfigured, detail).into_response()
}

/// Refuses whatever concerns jobs.
pub async fn jobs(State(app): State<Arc<App>>, request: Request) -> Response {
    submit(&app, request, Sort::Batch).await
}

pub use self::{jobs as job, jobs as result, jobs as forget};

/// Nothing is begun.
pub fn begin(_: &Arc<App>) -> Option<JoinHandle<()>> {
    None
}
