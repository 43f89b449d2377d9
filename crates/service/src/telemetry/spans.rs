//! Spans: what a collector of OpenTelemetry is told of each request.
//!
//! They wait in a bounded queue and are sent in batches by a task of their own: a collector that is slow or away costs spans,
//! which are counted, and never a request.

#[cfg(not(feature = "otel"))]
#[path = "spans/absent.rs"]
mod export;

#[cfg(feature = "otel")]
mod collector;
#[cfg(feature = "otel")]
mod export;

use std::fmt;
use std::time::{Duration, Instant};

pub use export::Spans;

use crate::telemetry::trace_context::Trace;

/// Where spans go, and how.
#[derive(Clone, PartialEq)]
pub struct SpanTarget {
    /// The address that batches are posted to.
    pub address: String,
    /// `OTEL_EXPORTER_OTLP_HEADERS`.
    pub headers: Vec<(String, String)>,
    /// `OTEL_EXPORTER_OTLP_CERTIFICATE`, as PEM: the roots that the collector's certificate comes from, or else those of the
    /// system.
    pub roots: Option<Vec<u8>>,
    /// `OTEL_EXPORTER_OTLP_TIMEOUT`: for one batch, repeated attempts included.
    pub timeout: Duration,
    /// `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`.
    pub resource: Vec<(String, String)>,
    /// Which traces are recorded.
    pub sampler: Sampler,
    /// `OTEL_BSP_MAX_QUEUE_SIZE`.
    pub queue: usize,
    /// `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`.
    pub batch: usize,
    /// `OTEL_BSP_SCHEDULE_DELAY`: longest time that a span waits for its batch to fill.
    pub delay: Duration,
}

impl fmt::Debug for SpanTarget {
    /// Address and headers may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanTarget").finish_non_exhaustive()
    }
}

impl SpanTarget {
    /// Whether spans can be sent there by this program.
    ///
    /// # Errors
    /// What is wrong, without any value.
    pub fn check(&self) -> Result<(), String> {
        Spans::new(self).map(|_| ())
    }
}

/// Which traces are recorded (`OTEL_TRACES_SAMPLER`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampler {
    /// Whose word counts for a trace that a client began.
    pub authority: Authority,
    /// How many of all other traces, from 0 to 1.
    pub share: f64,
}

/// Who decides whether a trace that a client began is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The client.
    Client,
    /// The service, as for its own traces.
    Service,
}

impl Sampler {
    /// Whether `trace` is recorded. All services that go by shares choose the same traces, because the id decides.
    pub fn takes(&self, trace: &Trace) -> bool {
        if self.authority == Authority::Client && trace.parent.is_some() {
            return trace.is_sampled;
        }
        let [.., a, b, c, d, e, f, g] = trace.id;
        let number = u64::from_be_bytes([0, a, b, c, d, e, f, g]);
        number < (self.share * (1_u64 << 56) as f64) as u64
    }
}

/// One request, as the collector is told of it. It holds nothing of a song, no key and no path.
#[derive(Debug, Clone)]
pub struct RequestSpan {
    /// Its place in its trace.
    pub trace: Trace,
    /// The method.
    pub method: &'static str,
    /// The route, where there is one.
    pub route: Option<String>,
    /// The status; `None` where the client left before its answer.
    pub status: Option<u16>,
    /// How it ended: `done`, `left`, or the name of the problem.
    pub outcome: &'static str,
    /// Whether it came over TLS.
    pub scheme: &'static str,
    /// The request's id.
    pub id: String,
    /// The client's name.
    pub client: Option<String>,
    /// The format that was asked for.
    pub format: Option<&'static str>,
    /// How the conversion was answered.
    pub cache: Option<&'static str>,
    /// Bytes of the request's body.
    pub received: u64,
    /// Bytes of the answer's body.
    pub sent: u64,
    /// When it began.
    pub begun: Instant,
    /// How long it took.
    pub took: Duration,
    /// The work that it led to.
    pub work: Option<WorkSpan>,
}

/// What became of a job: it waited, then it was worked on.
#[derive(Debug, Clone, Copy)]
pub struct WorkSpan {
    /// When a thread was asked for.
    pub asked: Instant,
    /// How long it waited for the thread.
    pub waited: Duration,
    /// How long the thread worked.
    pub worked: Duration,
}

/// What became of spans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SpanCounts {
    /// The collector has them.
    pub sent: u64,
    /// Lost, because the queue was full.
    pub dropped: u64,
    /// Lost, because the collector did not take them.
    pub failed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(first: u8, parent: Option<bool>) -> Trace {
        let mut id = [0xff; 16];
        id[9] = first;
        Trace {
            id,
            parent: parent.map(|_| [1; 8]),
            span: [2; 8],
            is_sampled: parent.unwrap_or(true),
            state: None,
        }
    }

    #[test]
    fn a_share_of_the_traces_is_taken_and_clients_may_decide_for_theirs() {
        let sampler = |authority, share| Sampler { authority, share };
        let half = sampler(Authority::Service, 0.5);
        assert!(half.takes(&trace(0x7f, None)) && !half.takes(&trace(0x80, None)));
        assert!(half.takes(&trace(0x7f, Some(false))) && !half.takes(&trace(0x80, Some(true))));
        let asked = sampler(Authority::Client, 0.5);
        assert!(!asked.takes(&trace(0x7f, Some(false))) && asked.takes(&trace(0x80, Some(true))));
        assert!(!asked.takes(&trace(0x80, None)));
        assert!(sampler(Authority::Service, 1.0).takes(&trace(0xff, None)));
        assert!(!sampler(Authority::Service, 0.0).takes(&trace(0, None)));
    }
}
