//! `POST /preview`: pages for an editor, which follow what is typed, with findings, chords, keys and capo advice.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::Problem;
use crate::request::convert_request::Goal;
use crate::response::compression::Coding;
use crate::routes::conversion::{self, SongRequest};
use crate::worker::task::{Answer, Work};

/// What previews count as, where conversions are counted by format.
const WORK: &str = "preview";

/// The type of the answer.
const MEDIA_TYPE: &str = "application/json";

/// Handles `POST /preview`. It takes what `POST /convert` takes, and which parts of the preview the client wants.
pub async fn preview(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let mut outcome = RequestOutcome::default();
    let answer = answer(&app, &mut request, &mut outcome).await;
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = outcome;
    response
}

async fn answer(
    app: &Arc<App>,
    request: &mut Request,
    outcome: &mut RequestOutcome,
) -> Result<Response, Problem> {
    let SongRequest {
        convert_request,
        headers,
        turn,
    } = SongRequest::receive(app, request, outcome, Goal::Preview).await?;
    let work = Work::Preview {
        convert_request,
        coding: Coding::of(MEDIA_TYPE, &headers),
    };
    let made = conversion::run(app, WORK, turn, outcome, work).await?;
    let Answer::Document(document) = made.answer else {
        return Err(conversion::fault("the worker gave no preview"));
    };
    app.metrics.document(WORK, document.songs, document.pages);
    let mut response = made.bytes.into_response();
    response.extensions_mut().insert(made.share);
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    document.coding.announce(fields);
    Ok(response)
}
