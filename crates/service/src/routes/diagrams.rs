//! `GET /diagrams/{chord}.svg|png`: one chord diagram as a picture.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chordpro_engine::{ChordLookupError, ChordQuery, Format};

use crate::app::App;
use crate::memory::Share;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::request::chord_query::{self, DiagramLook, Theme};
use crate::response::cache::{Answer, Digest, Fingerprint};
use crate::response::compression::Coding;
use crate::response::conditional;
use crate::routes::chords;
use crate::routes::conversion::{self, Turn};
use crate::telemetry::metrics::CacheOutcome;
use crate::worker::task::{self, Work};

/// Handles `GET /diagrams/{file}`.
pub async fn diagram(
    State(app): State<Arc<App>>,
    file: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let mut account = RequestOutcome::default();
    let (parts, _) = request.into_parts();
    let outcome = match file {
        Ok(Path(file)) => answer(&app, &file, &parts, &mut account).await,
        Err(_) => Err(chords::no_name()),
    };
    let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    file: &str,
    request: &Parts,
    account: &mut RequestOutcome,
) -> Result<Response, Problem> {
    let turn = Turn::of(app, &request.extensions);
    let (chord, format) = match file.rsplit_once('.') {
        Some((chord, "svg")) => (chord, Format::Svg),
        Some((chord, "png")) => (chord, Format::Png),
        _ => {
            return Err(Problem::new(
                Kind::NotFound,
                "a diagram's name ends in .svg or .png, such as /diagrams/Am7.svg",
            ));
        }
    };
    if !chord_query::is_name(chord) {
        return Err(chords::no_name());
    }
    let query = request.uri.query().unwrap_or("");
    let (asked, look) = chord_query::read(chord, query, chord_query::DIAGRAM_PARAMETERS)?;
    if look.theme == Theme::CurrentColor && format != Format::Svg {
        let detail = "theme currentColor is for svg; png takes light or dark";
        return Err(Problem::invalid(detail).with("field", "theme".into()));
    }
    account.format = Some(format.name());
    let coding = Coding::of(format.media_type(), &request.headers);
    let fingerprint = fingerprint(&asked, look, format).coded(coding);
    let tag = fingerprint.entity_tag();
    if conditional::holds_tag(&request.headers, &tag) {
        return Ok(told(app, account, CacheOutcome::Unchanged, None, &tag));
    }
    let holds_any = conditional::holds_any(&request.headers);
    if let Some(answer) = app.answers.get(&fingerprint) {
        if holds_any {
            return Ok(told(app, account, CacheOutcome::Unchanged, None, &tag));
        }
        let share = conversion::charge(app, &turn.client, answer.bytes.len())?;
        let mut response = told(app, account, CacheOutcome::Hit, Some(&answer), &tag);
        response.extensions_mut().insert(share);
        return Ok(response);
    }
    let (answer, share) = draw(app, asked, look, (format, coding), turn, account).await?;
    app.answers.insert(fingerprint, &answer);
    if holds_any {
        return Ok(told(app, account, CacheOutcome::Miss, None, &tag));
    }
    let mut response = told(app, account, CacheOutcome::Miss, Some(&answer), &tag);
    response.extensions_mut().insert(share);
    Ok(response)
}

/// Has a worker draw the diagram.
async fn draw(
    app: &Arc<App>,
    query: ChordQuery,
    look: DiagramLook,
    (format, coding): (Format, Coding),
    turn: Turn,
    account: &mut RequestOutcome,
) -> Result<(Answer, Arc<Share>), Problem> {
    let instrument = match query.instrument.as_str() {
        "" => "guitar".to_owned(),
        name => name.to_owned(),
    };
    let work = Work::Diagram {
        query,
        size: look.size,
        theme: look.theme,
        position: look.position,
        has_fingers: look.has_fingers,
        format,
        coding,
    };
    let made = conversion::run(app, format.name(), turn, account, work).await?;
    match made.answer {
        task::Answer::Document(document) => {
            let answer = Answer {
                bytes: made.bytes.into(),
                coding: document.coding,
                media_type: HeaderValue::from_static(format.media_type()),
                disposition: HeaderValue::from_static("inline"),
                songs: 0,
                pages: 0,
                warnings: 0,
            };
            Ok((answer, made.share))
        }
        task::Answer::NoDiagram(shapes) => {
            let detail = match shapes {
                0 => format!("no diagram of this chord is known for {instrument}"),
                shapes => format!("position must be a number from 1 to {shapes} for this chord"),
            };
            let field = if shapes == 0 { "chord" } else { "position" };
            Err(Problem::new(Kind::Song, detail)
                .with("field", field.into())
                .with("code", "no-fingering".into()))
        }
        task::Answer::NoChord(error @ ChordLookupError::UnknownChord(_)) => {
            let detail = format!("{error}; no diagram of it is known for {instrument}");
            Err(Problem::new(Kind::Song, detail)
                .with("field", "chord".into())
                .with("code", "unknown-chord".into()))
        }
        task::Answer::NoChord(error) => Err(chords::problem_of(&error)),
        _ => Err(conversion::fault("the worker gave no picture")),
    }
}

/// The digest of everything that a diagram depends on.
fn fingerprint(query: &ChordQuery, look: DiagramLook, format: Format) -> Fingerprint {
    let mut digest = Digest::of_this_build();
    let asked = format!("{query:?} {look:?}");
    for part in ["diagram", &asked, format.name()] {
        digest.add(part);
    }
    digest.finish()
}

/// The answer to the client, without a body where it has it already; it is counted.
fn told(
    app: &App,
    account: &mut RequestOutcome,
    outcome: CacheOutcome,
    answer: Option<&Answer>,
    tag: &str,
) -> Response {
    account.cache = Some(outcome);
    app.metrics.cache(outcome);
    let mut response = match answer {
        None => StatusCode::NOT_MODIFIED.into_response(),
        Some(answer) => {
            let kind = [(header::CONTENT_TYPE, answer.media_type.clone())];
            let mut response = (kind, answer.bytes.clone()).into_response();
            answer.coding.announce(response.headers_mut());
            response
        }
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, value);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "private, max-age=86400"),
        (header::VARY, "Accept-Encoding"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
