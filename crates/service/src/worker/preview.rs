//! Makes the answer of `POST /preview`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chordpro_engine::{
    Diagnostic, Engine, Exceeded, Finding, Limit, Limits, Phase, Preview, PreviewFinding,
    PreviewPage, PreviewSong, Request, Severity,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::conversion::{IsOver, request};
use super::song_names::SongNames;
use super::task::{Document, Failure};
use crate::hex::fingerprint;
use crate::request::convert_request::ConvertRequest;
use crate::request::preview_parts::{PreviewParts, VIEWS};
use crate::response::compression::Coding;

/// Findings about style, which nobody need do anything about.
const STYLE: [&str; 1] = ["missing-key"];

/// The answer.
#[derive(Serialize)]
struct Answer<'p> {
    version: u32,
    pages: Vec<Page<'p>>,
    songs: Vec<Value>,
    findings: Vec<Value>,
    counts: Counts,
    views: BTreeMap<&'static str, Value>,
    timings: Timings,
}

#[derive(Serialize)]
struct Page<'p> {
    number: usize,
    label: &'p str,
    hash: String,
    changed: bool,
    songs: &'p [usize],
    width: f64,
    height: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    svg: Option<&'p str>,
}

#[derive(Default, Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    hint: usize,
}

/// Milliseconds that each part of the work took.
#[derive(Serialize)]
struct Timings {
    read: f64,
    layout: f64,
    paint: f64,
    total: f64,
}

/// Previews the songs, as JSON.
pub(super) fn make(
    engine: &Engine,
    mut convert_request: ConvertRequest,
    limits: &Limits,
    is_over: &IsOver,
) -> Result<(Document, Vec<u8>), Failure> {
    let mut watch = Watch::start();
    let songs = SongNames::of(&convert_request);
    let parts = std::mem::take(&mut convert_request.preview);
    let wanted = convert_request.clone();
    let whole = request(convert_request, limits.clone(), IsOver::clone(is_over));
    let preview = engine
        .preview(whole, &mut |phase| watch.begin(phase))
        .map_err(|error| songs.failure(error))?;
    let view = |format| {
        let mut request = request(wanted.clone(), limits.clone(), IsOver::clone(is_over));
        request.format = format;
        view(engine, &preview, request)
    };
    let views = VIEWS
        .iter()
        .filter(|(_, format)| parts.views.contains(format));
    let views = views.map(|(name, format)| (*name, view(*format))).collect();
    let mut counts = Counts::default();
    let findings = preview.findings.iter();
    let answer = Answer {
        version: 1,
        pages: pages(&preview.pages, &parts),
        songs: preview.songs.iter().map(song).collect(),
        findings: findings.map(|found| finding(found, &mut counts)).collect(),
        views,
        timings: watch.stop(),
        counts,
    };
    let bytes =
        serde_json::to_vec(&answer).map_err(|error| Failure::Internal(error.to_string()))?;
    if bytes.len() as u64 > limits.bytes {
        return Err(Failure::Exceeded(Exceeded::new(Limit::Bytes, limits.bytes)));
    }
    let document = Document {
        title: None,
        coding: Coding::Identity,
        songs: preview.songs.len(),
        pages: preview.pages.len(),
        warnings: answer.counts.error + answer.counts.warning,
    };
    Ok((document, bytes))
}

/// The songs in another format; `null` where they cannot be written in it, or some of them cannot be read.
fn view(engine: &Engine, preview: &Preview, mut request: Request) -> Value {
    let mut inputs = std::mem::take(&mut request.inputs);
    let unusable = |place: &usize| {
        let mut songs = preview.songs.iter();
        songs.any(|song| song.input == *place && song.problem.is_some())
    };
    let mut place = 0;
    inputs.retain(|_| {
        place += 1;
        !unusable(&(place - 1))
    });
    if inputs.is_empty() {
        return Value::Null;
    }
    request.inputs = inputs;
    let Ok(artifact) = engine.convert(&request) else {
        return Value::Null;
    };
    String::from_utf8(artifact.bytes).map_or(Value::Null, Value::from)
}

fn pages<'p>(pages: &'p [PreviewPage], parts: &PreviewParts) -> Vec<Page<'p>> {
    let numbered = (1..).zip(pages);
    numbered
        .map(|(number, page)| {
            let hash = fingerprint(page.svg.as_bytes());
            Page {
                number,
                label: &page.label,
                changed: !parts.known.contains(&hash),
                songs: &page.inputs,
                width: page.width,
                height: page.height,
                svg: parts.wants(number, &hash).then_some(page.svg.as_str()),
                hash,
            }
        })
        .collect()
}

fn song(song: &PreviewSong) -> Value {
    json!({
        "index": song.input,
        "title": song.title,
        "subtitle": song.subtitle,
        "pages": song.pages.map(|(first, last)| [first, last]),
        "line": song.line,
        "key": song.key,
        "capo": { "stated": song.capo, "advice": song.advice },
        "chords": song.chords,
        "palette": song.palette,
        "seconds": song.seconds,
        "problem": song.problem.as_ref().map(problem),
    })
}

fn problem(diagnostic: &Diagnostic) -> Value {
    json!({
        "code": diagnostic.code,
        "detail": diagnostic.message,
        "line": diagnostic.line,
        "column": diagnostic.column,
    })
}

/// A finding, which is counted.
fn finding(finding: &PreviewFinding, counts: &mut Counts) -> Value {
    let diagnostic = &finding.diagnostic;
    let (severity, count) = match diagnostic.severity {
        Severity::Error => ("error", &mut counts.error),
        Severity::Warning if !STYLE.contains(&diagnostic.code) => ("warning", &mut counts.warning),
        Severity::Warning | Severity::Info => ("hint", &mut counts.hint),
    };
    *count += 1;
    json!({
        "severity": severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "song": finding.input,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "endLine": diagnostic.end_line,
        "endColumn": diagnostic.end_column,
        "fixes": Finding::from(diagnostic.clone()).fixes,
    })
}

/// Measures the parts of the work.
struct Watch {
    start: Instant,
    /// When layout and painting began.
    begun: [Option<Instant>; 2],
}

impl Watch {
    fn start() -> Self {
        Watch {
            start: Instant::now(),
            begun: [None; 2],
        }
    }

    fn begin(&mut self, phase: Phase) {
        let [layout, painting] = &mut self.begun;
        let slot = match phase {
            Phase::Layout => layout,
            Phase::Painting => painting,
        };
        *slot = Some(Instant::now());
    }

    fn stop(self) -> Timings {
        let end = Instant::now();
        let [layout, painting] = self.begun;
        let painting = painting.unwrap_or(end);
        let layout = layout.unwrap_or(painting);
        Timings {
            read: milliseconds(layout - self.start),
            layout: milliseconds(painting - layout),
            paint: milliseconds(end - painting),
            total: milliseconds(end - self.start),
        }
    }
}

/// Milliseconds with two decimals.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}
