//! `POST /convert` with `separate`: a zip with a document for each song, which the workers share among them.

use std::sync::Arc;

use axum::http::HeaderValue;
use bytes::Bytes;
use chordpro_engine::{Exceeded, Limit};

use crate::app::App;
use crate::memory::Share;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::Problem;
use crate::request::convert_request::ConvertRequest;
use crate::response::cache::Answer;
use crate::response::compression::Coding;
use crate::response::file_names::disposition;
use crate::routes::batch::{Converted, Spread, Telling, split};
use crate::routes::conversion::{self, Turn};
use crate::telemetry::request_id::RequestId;
use crate::worker::Priority;

/// A zip being put together.
struct Gathered {
    telling: Telling,
    bytes: Vec<u8>,
    songs: usize,
    pages: usize,
    warnings: usize,
    problems: Vec<Problem>,
    is_any_made: bool,
}

/// Converts each song by itself. One that cannot be converted is missing, and a manifest says why; where none can be, that is the problem.
pub(super) async fn make(
    app: &Arc<App>,
    convert_request: ConvertRequest,
    turn: &Turn,
    account: &mut RequestOutcome,
) -> Result<(Answer, Arc<Share>), Problem> {
    let options = &convert_request.options;
    let disposition = disposition(
        options.disposition,
        "zip",
        options.file_name.as_deref(),
        options.engine.title.as_deref(),
    );
    let gathered = gather(app, convert_request, turn, account).await?;
    let Gathered {
        telling,
        mut bytes,
        songs,
        pages,
        warnings,
        problems,
        is_any_made,
    } = gathered;
    let has_manifest = is_any_made && !problems.is_empty();
    if !is_any_made && let Some(problem) = problems.into_iter().reduce(Problem::joined_with) {
        return Err(problem);
    }
    let end = telling.end_of_zip(has_manifest);
    bytes.extend(end.map_err(|_| too_long(app))?);
    let share = conversion::charge(app, &turn.client, bytes.len())?;
    let answer = Answer {
        bytes: Bytes::from(bytes),
        coding: Coding::Identity,
        media_type: HeaderValue::from_static("application/zip"),
        disposition,
        songs,
        pages,
        warnings,
    };
    Ok((answer, share))
}

async fn gather(
    app: &Arc<App>,
    convert_request: ConvertRequest,
    turn: &Turn,
    account: &mut RequestOutcome,
) -> Result<Gathered, Problem> {
    let count = convert_request.inputs.len();
    account.format = Some(convert_request.format.name());
    let mut gathered = Gathered {
        telling: Telling::zip(&RequestId::generate()),
        bytes: Vec::new(),
        songs: 0,
        pages: 0,
        warnings: 0,
        problems: Vec::new(),
        is_any_made: false,
    };
    let packing = gathered.telling.packing();
    let mut spread = Spread::new(app, &turn.client, packing, Priority::Batch);
    spread.prefix_options(turn.option_prefix);
    let mut songs = split(convert_request).into_iter();
    loop {
        while !spread.is_full()
            && let Some(song) = songs.next()
        {
            spread.start(song);
        }
        let Some(converted) = spread.next().await else {
            return Ok(gathered);
        };
        gathered.add(converted, count);
        if gathered.bytes.len() as u64 > app.settings.resources.max_result_size {
            return Err(too_long(app));
        }
    }
}

fn too_long(app: &App) -> Problem {
    let most = app.settings.resources.max_result_size;
    Problem::exceeded(Exceeded::new(Limit::Bytes, most))
}

impl Gathered {
    fn add(&mut self, mut converted: Converted, count: usize) {
        match &converted.made {
            Ok(documents) => {
                let document = &documents.song.document;
                self.songs += document.songs;
                self.pages += document.pages;
                self.warnings += document.warnings;
                self.is_any_made = true;
            }
            Err(problem) => {
                let mut problem = problem.clone();
                if count > 1 {
                    let name = converted.name.as_deref().unwrap_or_default();
                    problem = problem.of_song(converted.index, name);
                }
                self.problems.push(problem.clone());
                converted.made = Err(problem);
            }
        }
        for (bytes, _) in self.telling.tell(converted) {
            self.bytes.extend(bytes);
        }
    }
}
