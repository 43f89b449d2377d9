//! `POST /inspect`: what songs are like, without converting them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::request::convert_request::Goal;
use crate::routes::conversion;
use crate::worker::task::{Answer, Work};

/// What inspecting counts as, where conversions are counted by format.
const WORK: &str = "inspect";

/// Handles `POST /inspect`. It takes what `POST /convert` takes.
pub async fn inspect(State(app): State<Arc<App>>, request: Request) -> Response {
    let kind = (WORK, Goal::Findings);
    conversion::tell(&app, request, kind, Work::Inspect, |answer, bytes| {
        let Answer::Json = answer else {
            return None;
        };
        let kind = HeaderValue::from_static("application/json");
        Some(([(header::CONTENT_TYPE, kind)], bytes).into_response())
    })
    .await
}
