//! `POST /inspect`: what songs are like, without converting them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::Problem;
use crate::request::convert_request::Goal;
use crate::routes::conversion::{self, SongRequest};
use crate::worker::task::{Answer, Work};

/// What inspecting counts as, where conversions are counted by format.
const WORK: &str = "inspect";

/// Handles `POST /inspect`. It takes what `POST /convert` takes.
pub async fn inspect(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let mut account = RequestOutcome::default();
    let outcome = answer(&app, &mut request, &mut account).await;
    let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    request: &mut Request,
    account: &mut RequestOutcome,
) -> Result<Response, Problem> {
    let SongRequest {
        convert_request,
        turn,
        ..
    } = SongRequest::receive(app, request, account, Goal::Findings).await?;
    let made = conversion::run(app, WORK, turn, account, Work::Inspect(convert_request)).await?;
    let Answer::Json = made.answer else {
        return Err(conversion::fault("the worker gave no report"));
    };
    let kind = HeaderValue::from_static("application/json");
    let mut response = ([(header::CONTENT_TYPE, kind)], made.bytes).into_response();
    response.extensions_mut().insert(made.share);
    Ok(response)
}
