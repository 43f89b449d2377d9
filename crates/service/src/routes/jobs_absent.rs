//! What stands for jobs in a program that is built without Redis.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::middleware::body;
use crate::problem::{Kind, Problem};

pub use self::{jobs as forget, jobs as job, jobs as result};

/// Refuses whatever concerns jobs.
pub async fn jobs(State(app): State<Arc<App>>, mut request: Request) -> Response {
    body::drain(&app, &mut request).await;
    let detail = "this service takes no jobs: it was built without Redis";
    Problem::new(Kind::NotConfigured, detail).into_response()
}

/// Answers at once: there are no jobs.
pub async fn respond_later(request: Request, next: Next) -> Response {
    next.run(request).await
}

/// Nothing is begun.
pub fn begin(_: &Arc<App>) -> Option<JoinHandle<()>> {
    None
}
