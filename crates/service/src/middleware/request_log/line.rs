//! What is told of a request when it is answered: its log line, and its span.

use std::time::{Duration, Instant};

use crate::middleware::request_outcome::{ClientAddress, RequestOutcome};
use crate::problem::Problem;
use crate::security::api_keys::Client;
use crate::telemetry::metrics::CacheOutcome;
use crate::telemetry::refusal_log::Refused;
use crate::telemetry::request_id::RequestId;
use crate::telemetry::spans::RequestSpan;
use crate::telemetry::trace_context::Trace;

/// The log line of a request. It holds nothing of a song, no key and no signature.
pub(super) struct Line<'a> {
    pub(super) id: &'a RequestId,
    pub(super) trace: &'a Trace,
    pub(super) origin: Option<ClientAddress>,
    pub(super) route: &'a str,
    pub(super) method: &'static str,
    pub(super) status: u16,
    pub(super) received: u64,
    pub(super) sent: u64,
    pub(super) begun: Instant,
    pub(super) took: Duration,
    pub(super) account: &'a RequestOutcome,
    pub(super) problem: Option<&'a Problem>,
}

impl Line<'_> {
    /// Writes it to the log.
    pub(super) fn write(&self) {
        let milliseconds = |duration: Duration| (duration.as_secs_f64() * 1e6).round() / 1e3;
        macro_rules! event {
            ($level:ident) => {
                tracing::$level!(
                    id = self.id.as_str(),
                    trace = self.trace.id(),
                    client = self.account.client.as_ref().map(Client::name),
                    remote = self.origin.map(|origin| origin.to_string()),
                    method = self.method,
                    route = self.route,
                    format = self.account.format,
                    status = self.status,
                    received = self.received,
                    size = self.sent,
                    cache = self.account.cache.map(CacheOutcome::name),
                    wait_ms = self.account.work.map(|work| milliseconds(work.waited)),
                    convert_ms = self.account.work.map(|work| milliseconds(work.worked)),
                    total_ms = milliseconds(self.took),
                    problem = self.problem.map(Problem::name),
                    cause = self.problem.and_then(Problem::cause),
                    "request"
                )
            };
        }
        match self.status {
            500.. => event!(error),
            400..=499 => event!(warn),
            _ if self.is_routine() => event!(debug),
            _ => event!(info),
        }
    }

    /// What the log tells of it where the service was full.
    pub(super) fn refused(&self) -> Refused {
        Refused {
            id: self.id.as_str().to_owned(),
            client: self.client(),
            remote: self.origin.map(|origin| origin.to_string()),
            route: named(self.route),
            cause: self.problem.and_then(Problem::cause).map(str::to_owned),
        }
    }

    /// The name of who asked.
    fn client(&self) -> Option<String> {
        let client = self.account.client.as_ref()?;
        Some(client.name().to_owned())
    }

    /// Whether it is a probe that found everything well.
    fn is_routine(&self) -> bool {
        self.status < 400 && self.route.starts_with("/health")
    }

    /// The span of the request; probes that find everything well have none.
    pub(super) fn span(&self, scheme: &'static str) -> Option<RequestSpan> {
        (!self.is_routine()).then(|| RequestSpan {
            trace: self.trace.clone(),
            method: self.method,
            route: named(self.route),
            status: Some(self.status),
            outcome: self.problem.map_or("done", Problem::name),
            scheme,
            id: self.id.as_str().to_owned(),
            client: self.client(),
            format: self.account.format,
            cache: self.account.cache.map(CacheOutcome::name),
            received: self.received,
            sent: self.sent,
            begun: self.begun,
            took: self.took,
            work: self.account.work,
        })
    }
}

/// The route, unless it is none.
pub(super) fn named(route: &str) -> Option<String> {
    (route != super::UNMATCHED).then(|| route.to_owned())
}
