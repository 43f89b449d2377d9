//! `GET /chords/{name}`: what is known of a chord, as JSON.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chordpro_engine::ChordLookupError;

use crate::app::App;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::request::chord_query;
use crate::routes::conversion::{self, Turn};
use crate::worker::task::{Answer, Work};

/// What looking chords up counts as, where conversions are counted by format.
const WORK: &str = "chord";

/// Handles `GET /chords/{name}`.
pub async fn chord(
    State(app): State<Arc<App>>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let mut account = RequestOutcome::default();
    let (request, _) = request.into_parts();
    let outcome = match name {
        Ok(Path(name)) if chord_query::is_name(&name) => {
            answer(&app, &name, &request, &mut account).await
        }
        _ => Err(no_name()),
    };
    let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    name: &str,
    request: &Parts,
    account: &mut RequestOutcome,
) -> Result<Response, Problem> {
    let query = request.uri.query().unwrap_or("");
    let (asked, _) = chord_query::read(name, query, chord_query::CHORD_PARAMETERS)?;
    let turn = Turn::of(app, &request.extensions);
    let made = conversion::run(app, WORK, turn, account, Work::Chord(asked)).await?;
    match made.answer {
        Answer::Json => {
            let kind = HeaderValue::from_static("application/json");
            let mut response = ([(header::CONTENT_TYPE, kind)], made.bytes).into_response();
            response.headers_mut().insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("private, max-age=86400"),
            );
            response.extensions_mut().insert(made.share);
            Ok(response)
        }
        Answer::NoChord(error) => Err(problem_of(&error)),
        _ => Err(conversion::fault("the worker gave no chord")),
    }
}

/// The problem of a chord that cannot be looked up.
pub(crate) fn problem_of(error: &ChordLookupError) -> Problem {
    let detail = error.to_string();
    match error {
        ChordLookupError::NoChord(_) => Problem::new(Kind::NotFound, detail),
        ChordLookupError::Instrument { .. } => {
            Problem::invalid(detail).with("field", "instrument".into())
        }
        ChordLookupError::Tuning(_) => Problem::invalid(detail).with("field", "tuning".into()),
        ChordLookupError::Key => Problem::invalid(detail).with("field", "key".into()),
        _ => Problem::new(Kind::Song, detail)
            .with("field", "chord".into())
            .with("code", "unknown-chord".into()),
    }
}

/// The problem of a name that cannot be a chord's.
pub(crate) fn no_name() -> Problem {
    Problem::invalid("the chord must be a name such as Am7 or F#m").with("field", "chord".into())
}
