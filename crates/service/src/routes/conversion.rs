//! What the routes that work on songs share: receiving an order, having a worker do it, and what a failure is to the client.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap};
use axum::response::{IntoResponse, Response};
use chordpro_engine::{Format, Limit, Limits};

use crate::app::App;
use crate::memory::Share;
use crate::middleware::body;
use crate::middleware::request_outcome::{ClientAddress, RequestOutcome};
use crate::problem::{Kind, Problem};
use crate::request::convert_options;
use crate::request::convert_request::{self, ConvertRequest, Goal, ReadingRules};
use crate::request::validation::pointer;
use crate::security::api_keys::{Client, Key};
use crate::telemetry::metrics::{Outcome, Refusal};
use crate::telemetry::spans::WorkSpan;
use crate::units;
use crate::worker::task::{Answer, Failure, PackedFault, SongFault, Task, Work};
use crate::worker::{Done, Lost, Priority};

/// An order that has arrived.
#[derive(Debug)]
pub struct SongRequest {
    /// What is asked for.
    pub convert_request: ConvertRequest,
    /// The headers that it came with.
    pub headers: HeaderMap,
    /// Whose turn it has in the queue.
    pub turn: Turn,
}

/// An answer of a worker.
#[derive(Debug)]
pub struct WorkerAnswer {
    /// The answer.
    pub answer: Answer,
    /// The document, where it has one.
    pub bytes: Vec<u8>,
    /// What both are charged to until they are sent.
    pub share: Arc<Share>,
}

/// For whom work is done, and until when.
#[derive(Debug)]
pub struct Turn {
    /// The client: the name of its key, or its address.
    pub client: String,
    /// When the answer must be there.
    pub deadline: Instant,
    /// What the body was charged to, if there is one: the order takes as much until it is done.
    pub body_share: Option<Arc<Share>>,
    /// What the names of options begin with in problems: `options.` if they came as JSON, else nothing.
    pub option_prefix: &'static str,
    /// Whether somebody waits for it.
    pub priority: Priority,
}

impl Turn {
    /// The turn of whoever sent a request with these extensions, which begins now.
    pub fn of(app: &App, extensions: &Extensions) -> Self {
        let client = match (
            extensions.get::<Client>(),
            extensions.get::<ClientAddress>(),
        ) {
            (Some(client), _) => client.name().to_owned(),
            (None, Some(origin)) => origin.to_string(),
            (None, None) => "unknown".to_owned(),
        };
        Turn {
            client,
            deadline: Instant::now() + app.settings.conversions.request_timeout,
            body_share: None,
            option_prefix: "",
            priority: Priority::Interactive,
        }
    }
}

impl SongRequest {
    /// Receives and reads the body of `request`. `format` is the one that the path names.
    ///
    /// # Errors
    /// A body that does not arrive, or is no order.
    pub async fn receive(
        app: &App,
        request: &mut Request,
        account: &mut RequestOutcome,
        goal: Goal,
    ) -> Result<Self, Problem> {
        let received = body::receive(app, request).await?;
        let mut turn = Turn::of(app, request.extensions());
        turn.body_share = Some(received.share);
        account.received = received.bytes.len() as u64;
        let (parts, _) = std::mem::take(request).into_parts();
        turn.option_prefix = convert_request::option_prefix(&parts.headers);
        let rules = reading_rules(app);
        let convert_request = ConvertRequest::read(&parts, &received.bytes, rules, goal)?;
        may_have(&parts.extensions, convert_request.format)?;
        Ok(SongRequest {
            convert_request,
            headers: parts.headers,
            turn,
        })
    }
}

/// How requests are read under the service's settings.
pub fn reading_rules(app: &App) -> ReadingRules<'_> {
    ReadingRules {
        zone: &app.settings.listen.time_zone,
        max_songs: app.settings.conversions.max_songs,
    }
}

/// Whether the key of a request with these extensions may ask for this format.
///
/// # Errors
/// It may not.
pub fn may_have(extensions: &Extensions, format: Format) -> Result<(), Problem> {
    let conditions = extensions.get::<Key>().map(Key::conditions);
    let Some(conditions) = conditions.filter(|conditions| !conditions.permit(format)) else {
        return Ok(());
    };
    let names: Vec<_> = conditions
        .formats
        .iter()
        .map(|known| known.name())
        .collect();
    let detail = format!("this key is for {} alone", names.join(", "));
    Err(Problem::new(Kind::Forbidden, detail).because("format outside the key's formats"))
}

/// Has a worker do `work`, and notes and counts what it took. It counts as `format`.
///
/// # Errors
/// The service is full, the time was over, the worker ended, or the request is at fault.
pub async fn run(
    app: &App,
    format: &'static str,
    turn: Turn,
    account: &mut RequestOutcome,
    work: Work,
) -> Result<WorkerAnswer, Problem> {
    let asked = Instant::now();
    let option_prefix = turn.option_prefix;
    let task = Task::new(work, limits(app));
    let Done {
        answer,
        body,
        share,
        waited,
        worked,
    } = in_turn(app, &turn, task)
        .await
        .map_err(|lost| problem_of_loss(app, format, lost))?;
    account.work = Some(WorkSpan {
        asked,
        waited,
        worked,
    });
    app.metrics.conversion(format, waited, worked);
    let outcome = match &answer {
        Answer::Failed(Failure::Exceeded(e)) if e.limit == Limit::Deadline => Outcome::TimedOut,
        Answer::Failed(_) | Answer::NoDiagram(_) | Answer::NoChord(_) => Outcome::Failed,
        Answer::Panicked(_) => Outcome::Panicked,
        Answer::Document(_)
        | Answer::Findings(_)
        | Answer::Sheets(_)
        | Answer::Json
        | Answer::Packed
        | Answer::Song(_) => Outcome::Done,
    };
    app.metrics.outcome(format, outcome);
    match answer {
        Answer::Failed(Failure::Exceeded(e)) if e.limit == Limit::Deadline => Err(timed_out(app)),
        Answer::Failed(failure) => Err(problem_of(failure, option_prefix)),
        Answer::Panicked(place) => {
            tracing::error!(place, "panic");
            Err(fault("the conversion panicked"))
        }
        answer => Ok(WorkerAnswer {
            answer,
            bytes: body,
            share: Arc::new(share),
        }),
    }
}

/// How long a song of a batch waits where the service is full, before it asks again.
const PAUSE: Duration = Duration::from_millis(50);

/// Has a worker do a task. Nobody waits for a song of a batch: where the service is full, it comes again.
async fn in_turn(app: &App, turn: &Turn, task: Task) -> Result<Done, Lost> {
    let deadline = turn.deadline.into();
    if turn.priority == Priority::Interactive {
        return app.pool.run(&turn.client, deadline, task).await;
    }
    loop {
        let again = task.clone();
        let run = app
            .pool
            .run_as(turn.priority, &turn.client, deadline, again);
        match run.await {
            Err(Lost::Full | Lost::Unsent) if Instant::now() + PAUSE < turn.deadline => {
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

/// Handles a route that takes what `POST /convert` takes, and tells something of the songs. It counts as `name`; `read` makes the
/// response of the worker's answer and its bytes, or nothing where that is no answer to this work. The response is charged until it is
/// sent.
pub async fn tell(
    app: &App,
    mut request: Request,
    (name, goal): (&'static str, Goal),
    work: impl FnOnce(ConvertRequest) -> Work,
    read: impl FnOnce(Answer, Vec<u8>) -> Option<Response>,
) -> Response {
    let mut outcome = RequestOutcome::default();
    let told = async {
        let SongRequest {
            convert_request,
            turn,
            ..
        } = SongRequest::receive(app, &mut request, &mut outcome, goal).await?;
        let made = run(app, name, turn, &mut outcome, work(convert_request)).await?;
        let response = read(made.answer, made.bytes);
        let mut response = response.ok_or_else(|| fault("the worker gave another answer"))?;
        response.extensions_mut().insert(made.share);
        Ok::<Response, Problem>(response)
    };
    let mut response = told.await.unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = outcome;
    response
}

/// The answer to a request that the service itself cannot do, whose cause is logged.
pub fn fault(cause: &'static str) -> Problem {
    Problem::new(
        Kind::Internal,
        "the conversion failed through a fault of the service",
    )
    .because(cause)
}

/// The engine's limits under the service's settings.
pub fn limits(app: &App) -> Limits {
    let mut limits = Limits::default();
    limits.pages = app.settings.conversions.max_pages;
    limits.bytes = app.settings.resources.max_result_size;
    // What is charged is the most of what a conversion needs; a worker's own limit holds for all of it.
    limits.memory = app.settings.resources.first_worker_memory;
    limits
}

/// What a lost job is to the client. It is counted.
pub fn problem_of_loss(app: &App, format: &'static str, lost: Lost) -> Problem {
    let outcome = match lost {
        Lost::Full | Lost::Unsent => Outcome::Refused,
        Lost::TimedOut => Outcome::TimedOut,
        Lost::OutOfMemory => Outcome::OutOfMemory,
        Lost::Crashed => Outcome::Panicked,
    };
    app.metrics.outcome(format, outcome);
    if lost == Lost::Full {
        app.metrics.refusal(Refusal::Queue);
    }
    match lost {
        Lost::Full => Problem::new(
            Kind::Busy,
            "the service is busy: all workers and the queue are full",
        )
        .retry_after(Duration::from_secs(1)),
        Lost::Unsent => unsent(app),
        Lost::TimedOut => timed_out(app),
        Lost::OutOfMemory => Problem::new(
            Kind::Song,
            format!(
                "the conversion needs more memory than the {} that it may have (WORKER_MEMORY)",
                units::format_size(app.settings.resources.first_worker_memory)
            ),
        )
        .with("limit", "memory".into())
        .with("allowed", app.settings.resources.first_worker_memory.into())
        .with("setting", "WORKER_MEMORY".into()),
        Lost::Crashed => fault("the worker process ended"),
    }
}

/// The answer to a request that was not done in time, whoever noticed it first: the worker or its parent.
fn timed_out(app: &App) -> Problem {
    let detail = format!(
        "the conversion did not finish within {} (REQUEST_TIMEOUT)",
        units::format_duration(app.settings.conversions.request_timeout)
    );
    Problem::new(Kind::TimedOut, detail).retry_after(Duration::from_secs(5))
}

/// Charges an answer of so many bytes to `client`, until it is sent.
///
/// # Errors
/// There is no room for it.
pub fn charge(app: &App, client: &str, bytes: usize) -> Result<Arc<Share>, Problem> {
    let share = app.pool.answer_memory().share(client, bytes as u64);
    share.map(Arc::new).map_err(|_| unsent(app))
}

/// The answer to a client that has not taken the answers that it has already.
fn unsent(app: &App) -> Problem {
    app.metrics.refusal(Refusal::Memory);
    Problem::new(
        Kind::Busy,
        "there is no memory left for the answers of this client: it has to take those that are on their way first",
    )
    .retry_after(Duration::from_secs(1))
}

/// What a failure of the engine is to the client. `prefix` is what the names of options begin with.
pub fn problem_of(failure: Failure, prefix: &str) -> Problem {
    match failure {
        Failure::Exceeded(exceeded) => Problem::exceeded(exceeded),
        Failure::Option { option, message } => {
            // Whether there is such a page depends on the song; everything else is wrong for any song.
            let kind = match option.as_str() {
                "page" | "resolution" => Kind::Song,
                _ => Kind::Invalid,
            };
            Problem::new(kind, format!("{prefix}{option}: {message}"))
                .with("field", format!("{prefix}{option}").into())
                .pointing_to(convert_options::option_pointer(prefix, [option.as_str()]))
        }
        Failure::Config(message) => Problem::field_fault(
            format!("{prefix}config"),
            convert_options::option_pointer(prefix, ["config"]),
            format!("{prefix}config: {message}"),
        ),
        Failure::Packed(fault) => problem_of_packed(fault),
        Failure::Songs(findings) => {
            let problems = findings.into_iter().map(problem_of_song);
            problems
                .reduce(Problem::joined_with)
                .unwrap_or_else(|| fault("the worker gave no reason"))
        }
        Failure::Internal(cause) => {
            Problem::new(Kind::Internal, "the document could not be written").because(cause)
        }
    }
}

/// What is wrong with the song of a link.
fn problem_of_packed(fault: PackedFault) -> Problem {
    let problem = match fault {
        PackedFault::NotPacked => Problem::invalid(
            "the song in the address cannot be unpacked: it must be raw DEFLATE (RFC 1951) of its text as base64url without padding",
        ),
        PackedFault::Blank => Problem::invalid("there is no song in the address"),
        PackedFault::TooLarge(most) => Problem::new(
            Kind::TooLarge,
            format!(
                "the song in the address is larger than {} once it is unpacked (MAX_CONTENT_SIZE)",
                units::format_size(most)
            ),
        )
        .with("allowed", most.into())
        .with("setting", "MAX_CONTENT_SIZE".into()),
    };
    problem.with("field", "song".into())
}

/// What keeps a song from being converted; among several it is named by its place and name.
fn problem_of_song(fault: SongFault) -> Problem {
    let SongFault { finding, song } = fault;
    let what = if finding.code == "no-songs" {
        "there is no song in it: neither a title nor anything to show".to_owned()
    } else {
        finding.message
    };
    let described = |detail: String| {
        Problem::new(Kind::Song, detail)
            .at(finding.line, finding.column)
            .with("code", finding.code.clone().into())
            .because(finding.code.clone())
    };
    match song {
        None => described(what),
        Some((index, name)) => described(format!("songs[{index}] ({name:?}): {what}"))
            .with("index", index.into())
            .with("name", name.into())
            .pointing_to(pointer(["songs", &index.to_string()])),
    }
}
