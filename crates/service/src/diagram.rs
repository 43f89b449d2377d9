//! `GET /diagrams/{chord}.svg|png`: one chord diagram as a picture.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chordpro_engine::{ConfigSource, Diagnostic, Error, Format, Request as Conversion};
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::app::App;
use crate::exchange::Account;
use crate::job;
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
    Path(file): Path<String>,
    request: Request,
) -> Response {
    let mut account = Account::default();
    let query = request.uri().query().unwrap_or("");
    let mut response = match answer(&app, &file, query, &mut account).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    };
    *Account::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    file: &str,
    query: &str,
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
    if chord.is_empty() || chord.chars().count() > 40 || !chord.chars().all(is_plain) {
        return Err(
            Problem::invalid("the chord must be a name such as Am7 or F#m")
                .with("field", "chord".into()),
        );
    }
    let instrument = instrument_of(query)?;
    account.format = Some(format.name());
    let mut conversion =
        Conversion::new(format!("{{title: {chord}}}\n{{chord: {chord}}}\n"), format);
    conversion.limits = job::limits(app);
    conversion.options.fragment = true;
    conversion.options.resolution = Some(192.0);
    conversion.options.configs = vec![ConfigSource::Preset(instrument.to_owned()), small_page()];
    let engine = app.engine.clone();
    let artifact = job::run(app, format.name(), deadline, account, move |watch| {
        conversion.is_over = Arc::new(move || watch.is_over());
        engine.convert(&conversion)
    })
    .await?
    .map_err(|error| job::problem_of(&error))?;
    if let Some(unknown) = artifact
        .diagnostics
        .iter()
        .find(|diagnostic| says_unknown(diagnostic))
    {
        return Err(job::problem_of(&Error::Song(Box::new(unknown.clone()))));
    }
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(format.media_type()),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=86400"),
        ),
    ];
    Ok((headers, artifact.bytes).into_response())
}

fn says_unknown(diagnostic: &Diagnostic) -> bool {
    diagnostic.code.contains("unknown-chord")
        || diagnostic
            .message
            .to_ascii_lowercase()
            .contains("unknown chord")
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
