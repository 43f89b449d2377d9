//! What the routes that work on songs share: receiving an order, running it on the conversion threads, and what a
//! failure is to the client.

use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::HeaderMap;
use chordpro_engine::{Error, Exceeded, Limits, Request as Conversion};

use crate::app::App;
use crate::body;
use crate::exchange::Account;
use crate::metrics::{Outcome, Refusal};
use crate::order::Order;
use crate::pool::{Lost, Watch};
use crate::problem::{Kind, Problem};
use crate::spans::WorkSpan;

/// An order that has arrived.
#[derive(Debug)]
pub struct Job {
    /// What is asked for.
    pub order: Order,
    /// The headers that it came with.
    pub headers: HeaderMap,
    /// When the answer must be there.
    pub deadline: Instant,
}

impl Job {
    /// Receives and reads the body of `request`.
    ///
    /// # Errors
    /// A body that does not arrive, or is no order.
    pub async fn receive(
        app: &App,
        request: &mut Request,
        account: &mut Account,
    ) -> Result<Self, Problem> {
        let received = body::receive(app, request).await?;
        let deadline = Instant::now() + app.settings.request_timeout;
        account.received = received.bytes.len() as u64;
        let (parts, _) = std::mem::take(request).into_parts();
        Ok(Job {
            order: Order::read(&parts, &received.bytes)?,
            headers: parts.headers,
            deadline,
        })
    }
}

/// Does `work` on a conversion thread, and notes and counts what it took. It counts as `format`.
///
/// # Errors
/// The service is full, the time was over, or the work panicked.
pub async fn run<T, W>(
    app: &App,
    format: &'static str,
    deadline: Instant,
    account: &mut Account,
    work: W,
) -> Result<Result<T, Error>, Problem>
where
    T: Send + 'static,
    W: FnOnce(Watch) -> Result<T, Error> + Send + 'static,
{
    let asked = Instant::now();
    let done = app
        .pool
        .run(deadline, work)
        .await
        .map_err(|lost| problem_of_loss(app, format, lost))?;
    account.work = Some(WorkSpan {
        asked,
        waited: done.waited,
        worked: done.worked,
    });
    app.metrics.conversion(format, done.waited, done.worked);
    let outcome = match &done.value {
        Ok(_) => Outcome::Done,
        Err(Error::Exceeded(Exceeded::Deadline)) => Outcome::TimedOut,
        Err(_) => Outcome::Failed,
    };
    app.metrics.outcome(format, outcome);
    Ok(done.value)
}

/// The engine's limits under the service's settings.
pub fn limits(app: &App) -> Limits {
    let mut limits = Limits::default();
    limits.pages = app.settings.max_pages;
    limits.bytes = app.settings.max_result_size;
    limits
}

/// The order as the engine takes it.
pub fn conversion(order: Order, limits: &Limits, watch: &Watch) -> Conversion {
    let watch = watch.clone();
    Conversion::book(order.inputs, order.format)
        .options(order.wanted.options)
        .assets(order.files)
        .limits(limits.clone())
        .cancelled_when(move || watch.is_over())
}

/// What a lost job is to the client. It is counted.
pub fn problem_of_loss(app: &App, format: &'static str, lost: Lost) -> Problem {
    let outcome = match lost {
        Lost::Full => Outcome::Refused,
        Lost::TimedOut => Outcome::TimedOut,
        Lost::Panicked => Outcome::Panicked,
    };
    app.metrics.outcome(format, outcome);
    if lost == Lost::Full {
        app.metrics.refusal(Refusal::Queue);
    }
    match lost {
        Lost::Full => Problem::new(
            Kind::Busy,
            "the service is busy: all conversion threads and the queue are full",
        )
        .retry_after(Duration::from_secs(1)),
        Lost::TimedOut => Problem::new(
            Kind::TimedOut,
            format!(
                "the conversion did not finish within {}",
                crate::units::format_duration(app.settings.request_timeout)
            ),
        )
        .retry_after(Duration::from_secs(5)),
        Lost::Panicked => Problem::new(
            Kind::Internal,
            "the conversion failed through a fault of the service",
        )
        .because("the conversion panicked"),
    }
}

/// What an error of the engine is to the client.
pub fn problem_of(error: &Error) -> Problem {
    match error {
        Error::Exceeded(Exceeded::Deadline) => {
            Problem::new(Kind::TimedOut, "the conversion ran out of time")
                .retry_after(Duration::from_secs(5))
        }
        Error::Exceeded(exceeded) => {
            Problem::new(Kind::Song, exceeded.to_string()).with("limit", exceeded.name().into())
        }
        Error::Option { option, message } => {
            // Whether there is such a page depends on the song; everything else is wrong for any song.
            let kind = match *option {
                "page" | "resolution" => Kind::Song,
                _ => Kind::Invalid,
            };
            Problem::new(kind, format!("options.{option}: {message}"))
                .with("field", format!("options.{option}").into())
        }
        Error::Config { message } => Problem::invalid(format!("options.config: {message}"))
            .with("field", "options.config".into()),
        Error::Song(diagnostic) => Problem::new(Kind::Song, diagnostic.message.clone())
            .at(diagnostic.line, diagnostic.column)
            .with("code", diagnostic.code.into())
            .because(diagnostic.code),
        Error::Output(cause) => {
            Problem::new(Kind::Internal, "the document could not be written").because(cause.clone())
        }
        _ => Problem::new(
            Kind::Internal,
            "the conversion failed through a fault of the service",
        )
        .because("unknown error of the engine"),
    }
}
