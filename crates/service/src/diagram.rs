//! `GET /diagrams/{chord}.svg|png`: one chord diagram as a picture.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chordpro_engine::{ConfigSource, Diagnostic, Format, Request as Conversion};
use percent_encoding::percent_decode_str;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::cache::{Answer, Fingerprint};
use crate::coding::Coding;
use crate::conditional;
use crate::exchange::Account;
use crate::job;
use crate::metrics::CacheOutcome;
use crate::presets;
use crate::problem::{Kind, Problem};

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
    let mut account = Account::default();
    let (parts, _) = request.into_parts();
    let outcome = match file {
        Ok(Path(file)) => answer(&app, &file, &parts, &mut account).await,
        Err(_) => Err(no_chord()),
    };
    let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
    *Account::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    file: &str,
    request: &Parts,
    account: &mut Account,
) -> Result<Response, Problem> {
    let deadline = Instant::now() + app.settings.request_timeout;
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
    if let Some(answer) = app.answers.get(&fingerprint) {
        return Ok(told(app, account, CacheOutcome::Hit, Some(&answer), &tag));
    }
    let answer = draw(app, chord, instrument, format, deadline, account)
        .await?
        .coded(coding);
    app.answers.insert(fingerprint, &answer);
    Ok(told(app, account, CacheOutcome::Miss, Some(&answer), &tag))
}

/// The presets whose tables are looked at for the chords of an instrument. Those made after LilyPond's know more chords.
fn tables(instrument: &'static str) -> Vec<&'static str> {
    match instrument {
        "guitar" => vec![instrument, "guitar-ly"],
        "ukulele" => vec![instrument, "ukulele-ly"],
        _ => vec![instrument],
    }
}

/// Draws the diagram.
async fn draw(
    app: &Arc<App>,
    chord: &str,
    instrument: &'static str,
    format: Format,
    deadline: Instant,
    account: &mut Account,
) -> Result<Answer, Problem> {
    let song = |text: String| {
        Conversion::new(text, format)
            .limits(job::limits(app))
            .fragment()
    };
    // As a chord of a song it is said of it where it has no diagram; that of the directive is left out without a word.
    let mut trial = song(format!("{{title: {chord}}}\n[{chord}]\n"));
    let drawing = format!("{{title: {chord}}}\n{{chord: {chord}}}\n");
    let mut drawing = song(drawing).resolution(192.0);
    let engine = app.engine.clone();
    let artifact = job::run(app, format.name(), deadline, account, move |watch| {
        let is_over: Arc<dyn Fn() -> bool + Send + Sync> = Arc::new(move || watch.is_over());
        trial.is_over = Arc::clone(&is_over);
        drawing.is_over = is_over;
        let mut said = None;
        for table in tables(instrument) {
            let preset = ConfigSource::Preset(table.to_owned());
            trial.options.configs = vec![preset.clone()];
            let Some(unknown) = engine.lint(&trial)?.into_iter().find(says_unknown) else {
                drawing.options.configs = vec![preset, small_page()];
                return engine.convert(&drawing).map(Ok);
            };
            said.get_or_insert(unknown);
        }
        Ok(Err(said))
    })
    .await?;
    let artifact = artifact
        .map_err(|error| job::problem_of(&error))?
        .map_err(|said| {
            let code = said.map_or("unknown-chord", |said| said.code);
            let detail = format!("no diagram of this chord is known for {instrument}");
            Problem::new(Kind::Song, detail)
                .with("field", "chord".into())
                .with("code", code.into())
        })?;
    Ok(Answer {
        bytes: artifact.bytes.into(),
        coding: Coding::Identity,
        media_type: HeaderValue::from_static(format.media_type()),
        disposition: HeaderValue::from_static("inline"),
        songs: 0,
        pages: 0,
        warnings: 0,
    })
}

fn no_chord() -> Problem {
    Problem::invalid("the chord must be a name such as Am7 or F#m").with("field", "chord".into())
}

/// The digest of everything that a diagram depends on.
fn fingerprint(chord: &str, instrument: &str, format: Format) -> Fingerprint {
    let mut digest = Sha256::new();
    for part in [
        env!("CARGO_PKG_VERSION"),
        chordpro_engine::BUILD,
        "diagram",
        chord,
        instrument,
        format.name(),
    ] {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    Fingerprint(digest.finalize().into())
}

/// The answer to the client, without a body where it has it already; it is counted.
fn told(
    app: &App,
    account: &mut Account,
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

fn says_unknown(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.code,
        "unknown-chord" | "no-fingering" | "no-diagrams"
    )
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

/// A page just large enough for one diagram, without headings.
fn small_page() -> ConfigSource {
    let nothing =
        json!({ "title": ["", "", ""], "subtitle": ["", "", ""], "footer": ["", "", ""] });
    let config = json!({
        "diagrams": { "show": "none" },
        "pdf": {
            "papersize": [96, 110],
            "margintop": 10, "marginbottom": 4, "marginleft": 12, "marginright": 4, "headspace": 0, "footspace": 0,
            "formats": { "default": nothing, "title": nothing, "first": nothing },
        },
    });
    ConfigSource::Text {
        name: "diagram.json".to_owned(),
        content: Arc::from(config.to_string().into_bytes()),
    }
}
