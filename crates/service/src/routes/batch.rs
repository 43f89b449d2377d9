//! `POST /batch`: many songs, each a document of its own, sent as they are ready. What is wrong with one costs that one alone.

mod lines;
mod spread;
mod told;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chordpro_engine::{Exceeded, Limit};

use crate::app::App;
use crate::middleware::body;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::request::convert_options::Packaging;
use crate::request::convert_request::{ConvertRequest, Goal};
use crate::request::multipart;
use crate::response::streamed::{self, Gone, Sender};
use crate::routes::conversion::{self, SongRequest, Turn, reading_rules};
use crate::security::jwe::MEDIA_TYPE;
use crate::telemetry::request_id::RequestId;
use crate::worker::Priority;
use lines::Lines;
pub(crate) use spread::{Converted, Song, Spread};
pub(crate) use told::{Telling, accepts};

/// Where the songs of a batch come from.
enum Source {
    /// From the lines of its body.
    Lines(Box<Lines>),
    /// From a form.
    Form(vec::IntoIter<Song>),
}

impl Source {
    async fn next(&mut self) -> Option<Song> {
        match self {
            Source::Lines(lines) => lines.next().await,
            Source::Form(songs) => songs.next(),
        }
    }
}

/// Handles `POST /batch`.
pub async fn batch(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let mut account = RequestOutcome::default();
    let mut response = match begin(&app, &mut request, &mut account).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    };
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn begin(
    app: &Arc<App>,
    request: &mut Request,
    account: &mut RequestOutcome,
) -> Result<Response, Problem> {
    let is_to_be_sealed = accepts(request.headers(), MEDIA_TYPE);
    if is_to_be_sealed {
        body::drain(app, request).await;
        let detail = "a batch is sent as it is made, and cannot be encrypted: leave application/jose out of Accept";
        return Err(Problem::new(Kind::NotAcceptable, detail));
    }
    let id = request.extensions().get::<RequestId>().cloned();
    let telling = Telling::of(request.headers(), &id.unwrap_or_else(RequestId::generate));
    let client = Turn::of(app, request.extensions()).client;
    let source = match multipart::essence(request.headers()).as_deref() {
        Some(told::LINES | "application/jsonl" | "application/json-lines") => {
            let (head, body) = std::mem::take(request).into_parts();
            Source::Lines(Box::new(Lines::new(app, head, body, client.clone())))
        }
        Some("multipart/form-data") => {
            let received = SongRequest::receive(app, request, account, Goal::Document).await?;
            Source::Form(split(received.convert_request).into_iter())
        }
        _ => {
            body::drain(app, request).await;
            return Err(Problem::new(
                Kind::MediaType,
                "the body must be application/x-ndjson, one song a line, or multipart/form-data; say which in Content-Type",
            ));
        }
    };
    let (sender, body) = streamed::body();
    let media_type = HeaderValue::from_static(telling.media_type());
    let spread = Spread::new(app, &client, telling.packing(), Priority::Batch);
    tokio::spawn(async move {
        // A client that has left needs no more.
        let _ = send(source, spread, telling, sender).await;
    });
    Ok(answer(body, media_type))
}

fn answer(body: Body, media_type: HeaderValue) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    if media_type == told::ZIP {
        let name = HeaderValue::from_static("attachment; filename=\"batch.zip\"");
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    headers.insert(header::CONTENT_TYPE, media_type);
    // Proxies are to hand on each song as it comes.
    let at_once = HeaderValue::from_static("no");
    headers.insert("x-accel-buffering", at_once);
    response
}

/// Converts songs as they come, and sends what becomes of them in their order.
async fn send(
    mut source: Source,
    mut spread: Spread,
    mut telling: Telling,
    sender: Sender,
) -> Result<(), Gone> {
    let (mut is_over, mut songs, mut failed) = (false, 0_u64, 0_u64);
    while !(is_over && spread.is_empty()) {
        tokio::select! {
            song = source.next(), if !is_over && !spread.is_full() => match song {
                Some(song) => spread.start(song),
                None => is_over = true,
            },
            Some(converted) = spread.next(), if !spread.is_empty() => {
                songs += 1;
                failed += u64::from(converted.made.is_err());
                for (bytes, share) in telling.tell(converted) {
                    sender.send(bytes, share).await?;
                }
            }
        }
    }
    tracing::info!(songs, failed, "batch done");
    if let Ok(end) = telling.end() {
        if !end.is_empty() {
            sender.send(end, None).await?;
        }
        sender.finish().await?;
    }
    Ok(())
}

/// Converts the songs of a body that is there, of `client`, and counts those that are done in `done`. What is to be sent, and its media
/// type; it is at most `most` bytes.
#[cfg_attr(
    not(feature = "redis"),
    expect(dead_code, reason = "jobs alone use it")
)]
pub(crate) async fn gather(
    app: &Arc<App>,
    (head, body): (Parts, Bytes),
    client: &str,
    most: u64,
    done: &AtomicU64,
) -> Result<(Vec<u8>, &'static str), Problem> {
    let mut telling = Telling::of(&head.headers, &RequestId::generate());
    let media_type = telling.media_type();
    let is_form = multipart::essence(&head.headers).as_deref() == Some("multipart/form-data");
    let mut source = if is_form {
        let request = ConvertRequest::read(&head, &body, reading_rules(app), Goal::Document)?;
        conversion::may_have(&head.extensions, request.format)?;
        Source::Form(split(request).into_iter())
    } else {
        Source::Lines(Box::new(Lines::new(
            app,
            head,
            body.into(),
            client.to_owned(),
        )))
    };
    let mut spread = Spread::new(app, client, telling.packing(), Priority::Batch);
    let (mut is_over, mut sent) = (false, Vec::new());
    while !(is_over && spread.is_empty()) {
        while !is_over && !spread.is_full() {
            match source.next().await {
                Some(song) => spread.start(song),
                None => is_over = true,
            }
        }
        let Some(converted) = spread.next().await else {
            continue;
        };
        for (bytes, _) in telling.tell(converted) {
            sent.extend(bytes);
        }
        done.fetch_add(1, Ordering::Relaxed);
        if sent.len() as u64 > most {
            let exceeded = Exceeded::new(Limit::Bytes, most);
            return Err(Problem::exceeded(exceeded).with("setting", "JOBS_MAX_RESULT".into()));
        }
    }
    let end = telling
        .end()
        .map_err(|_| conversion::fault("a zip has no room"))?;
    sent.extend(end);
    Ok((sent, media_type))
}

/// A request of several songs as one for each.
pub(crate) fn split(mut request: ConvertRequest) -> Vec<Song> {
    let inputs = std::mem::take(&mut request.inputs);
    request.options.packaging = Packaging::Document;
    let one = |(index, input)| Song {
        index,
        request: Ok(ConvertRequest {
            inputs: vec![input],
            ..request.clone()
        }),
        shares: Vec::new(),
    };
    inputs.into_iter().enumerate().map(one).collect()
}
