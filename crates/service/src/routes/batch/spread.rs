//! Songs spread over the workers, and what became of each, in their order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::memory::Share;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::Problem;
use crate::request::convert_request::ConvertRequest;
use crate::routes::conversion::{self, Turn};
use crate::worker::Priority;
use crate::worker::task::{Answer, Packing, SongDocument, Work};

/// Songs under way for each worker: enough that none has to wait while the first of them takes longer.
const AHEAD: usize = 4;

/// One song of many.
#[derive(Debug)]
pub(crate) struct Song {
    /// Its place, from 0.
    pub(crate) index: usize,
    /// What is asked for, or what is wrong with that.
    pub(crate) request: Result<ConvertRequest, Problem>,
    /// What it is charged to.
    pub(crate) shares: Vec<Arc<Share>>,
}

/// What became of a song.
#[derive(Debug)]
pub(crate) struct Converted {
    /// Its place, from 0.
    pub(crate) index: usize,
    /// The name of its file, as it was sent.
    pub(crate) name: Option<String>,
    /// Its documents, or what is wrong.
    pub(crate) made: Result<Documents, Problem>,
}

/// The documents of a song.
#[derive(Debug)]
pub(crate) struct Documents {
    /// What they are like.
    pub(crate) song: SongDocument,
    /// Their bytes, one after the other.
    pub(crate) bytes: Bytes,
    /// What they are charged to.
    pub(crate) share: Arc<Share>,
    /// Their media type.
    pub(crate) media_type: &'static str,
    /// What their names end in.
    pub(crate) suffix: &'static str,
}

/// Songs under way.
pub(crate) struct Spread {
    app: Arc<App>,
    client: String,
    packing: Packing,
    priority: Priority,
    option_prefix: &'static str,
    running: VecDeque<Running>,
}

/// A song under way, which is given up where it is dropped.
struct Running(JoinHandle<Converted>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Spread {
    /// No song yet.
    pub(crate) fn new(app: &Arc<App>, client: &str, packing: Packing, priority: Priority) -> Self {
        Spread {
            app: Arc::clone(app),
            client: client.to_owned(),
            packing,
            priority,
            option_prefix: "options.",
            running: VecDeque::new(),
        }
    }

    /// Has the names of options begin so in problems.
    pub(crate) fn prefix_options(&mut self, prefix: &'static str) {
        self.option_prefix = prefix;
    }

    /// Whether there are as many songs under way as should be.
    pub(crate) fn is_full(&self) -> bool {
        self.running.len() >= self.app.pool.workers() * AHEAD
    }

    /// Whether no song is under way.
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Begins with a song.
    pub(crate) fn start(&mut self, song: Song) {
        let app = Arc::clone(&self.app);
        let turn = Turn {
            client: self.client.clone(),
            deadline: Instant::now() + app.settings.conversions.request_timeout,
            body_share: None,
            option_prefix: self.option_prefix,
            priority: self.priority,
        };
        let packing = self.packing;
        let running = tokio::spawn(async move { convert(&app, song, packing, turn).await });
        self.running.push_back(Running(running));
    }

    /// What became of the first song under way; `None` where there is none. Nothing is lost where the future is dropped.
    pub(crate) async fn next(&mut self) -> Option<Converted> {
        let first = self.running.front_mut()?;
        let converted = (&mut first.0).await;
        self.running.pop_front();
        Some(converted.unwrap_or_else(|_| Converted {
            index: 0,
            name: None,
            made: Err(conversion::fault("a song of a batch was lost")),
        }))
    }
}

async fn convert(app: &App, song: Song, packing: Packing, turn: Turn) -> Converted {
    let Song {
        index,
        request,
        shares,
    } = song;
    let name = request.as_ref().ok().and_then(|request| {
        let input = request.inputs.first()?;
        Some(input.name.to_string())
    });
    let made = match request {
        Ok(request) => documents(app, request, packing, turn).await,
        Err(problem) => Err(problem),
    };
    drop(shares);
    Converted { index, name, made }
}

async fn documents(
    app: &App,
    convert_request: ConvertRequest,
    packing: Packing,
    turn: Turn,
) -> Result<Documents, Problem> {
    let format = convert_request.format;
    let is_archive = convert_request.options.is_archive(format);
    let (media_type, suffix) = match packing {
        Packing::Plain if is_archive => ("application/zip", "zip"),
        _ => (format.media_type(), format.suffix()),
    };
    let work = Work::Song {
        convert_request,
        packing,
    };
    let mut account = RequestOutcome::default();
    let made = conversion::run(app, format.name(), turn, &mut account, work).await?;
    let Answer::Song(song) = made.answer else {
        return Err(conversion::fault("the worker gave no song"));
    };
    let length = song
        .files
        .iter()
        .fold(0_usize, |sum, file| sum.saturating_add(file.length));
    if length != made.bytes.len() {
        return Err(conversion::fault(
            "the worker gave other documents than it tells of",
        ));
    }
    app.metrics
        .document(format.name(), song.document.songs, song.document.pages);
    Ok(Documents {
        song: *song,
        bytes: made.bytes.into(),
        share: made.share,
        media_type,
        suffix,
    })
}
