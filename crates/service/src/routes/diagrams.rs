//! `GET /diagrams/{chord}.svg|png`: one chord diagram as a picture.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chordpro_engine::Format;
use percent_encoding::percent_decode_str;

use crate::app::App;
use crate::memory::Share;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::request::presets;
use crate::response::cache::{Answer, Digest, Fingerprint};
use crate::response::compression::Coding;
use crate::response::conditional;
use crate::routes::conversion::{self, Turn};
use crate::telemetry::metrics::CacheOutcome;
use crate::worker::task::{self, Work};

/// Instruments whose presets give diagrams.
pub(crate) const INSTRUMENTS: &[&str] = &[
    "guitar",
    "ukulele",
    "mandolin-ly",
    "charango",
    "keyboard",
    "guitar-ly",
    "ukulele-ly",
];

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
        Err(_) => Err(no_chord()),
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
    let is_plain = |c: char| c.is_alphanumeric() || "#+-()/°ø^*♭♯&.".contains(c);
    // What begins with an asterisk is an annotation in songs.
    let is_name = !chord.starts_with('*') && chord.chars().all(is_plain);
    if chord.is_empty() || chord.chars().count() > 40 || !is_name {
        return Err(no_chord());
    }
    let instrument = instrument_of(request.uri.query().unwrap_or(""))?;
    account.format = Some(format.name());
    let coding = Coding::of(format.media_type(), &request.headers);
    let fingerprint = fingerprint(chord, instrument, format).coded(coding);
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
    let (answer, share) = draw(app, chord, instrument, (format, coding), turn, account).await?;
    app.answers.insert(fingerprint, &answer);
    if holds_any {
        return Ok(told(app, account, CacheOutcome::Miss, None, &tag));
    }
    let mut response = told(app, account, CacheOutcome::Miss, Some(&answer), &tag);
    response.extensions_mut().insert(share);
    Ok(response)
}

/// The presets whose tables are looked at for the chords of an instrument. Those made after LilyPond's know more chords.
fn tables(instrument: &'static str) -> Vec<&'static str> {
    match instrument {
        "guitar" => vec![instrument, "guitar-ly"],
        "ukulele" => vec![instrument, "ukulele-ly"],
        _ => vec![instrument],
    }
}

/// Has a worker draw the diagram.
async fn draw(
    app: &Arc<App>,
    chord: &str,
    instrument: &'static str,
    (format, coding): (Format, Coding),
    turn: Turn,
    account: &mut RequestOutcome,
) -> Result<(Answer, Arc<Share>), Problem> {
    let work = Work::Diagram {
        chord: chord.to_owned(),
        presets: tables(instrument).into_iter().map(str::to_owned).collect(),
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
        task::Answer::NoDiagram(code) => {
            let detail = format!("no diagram of this chord is known for {instrument}");
            let code = code.unwrap_or_else(|| "unknown-chord".to_owned());
            Err(Problem::new(Kind::Song, detail)
                .with("field", "chord".into())
                .with("code", code.into()))
        }
        _ => Err(conversion::fault("the worker gave no picture")),
    }
}

fn no_chord() -> Problem {
    Problem::invalid("the chord must be a name such as Am7 or F#m").with("field", "chord".into())
}

/// The digest of everything that a diagram depends on.
fn fingerprint(chord: &str, instrument: &str, format: Format) -> Fingerprint {
    let mut digest = Digest::of_this_build();
    for part in ["diagram", chord, instrument, format.name()] {
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

fn instrument_of(query: &str) -> Result<&'static str, Problem> {
    let Some(value) = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("instrument="))
    else {
        return Ok("guitar");
    };
    let name = percent_decode_str(value).decode_utf8_lossy();
    presets::find(&name)
        .filter(|preset| INSTRUMENTS.contains(preset))
        .ok_or_else(|| {
            Problem::invalid(format!(
                "instrument must be one of {}",
                INSTRUMENTS.join(", ")
            ))
            .with("field", "instrument".into())
        })
}
