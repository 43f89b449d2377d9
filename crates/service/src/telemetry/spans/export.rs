//! The queue of spans, and the task that sends them in batches.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use opentelemetry::trace::{
    SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanExporter as _, SpanLinks};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep_until, timeout};

use super::collector::Collector;
use super::{RequestSpan, Sampler, SpanCounts, SpanTarget, WorkSpan};

/// Longest time that stopping waits for the last spans.
const FAREWELL: Duration = Duration::from_secs(3);

/// Spans on their way to the collector.
pub struct Spans {
    sampler: Sampler,
    queue: mpsc::Sender<RequestSpan>,
    counters: Arc<Counters>,
    sender: Mutex<Option<Sender>>,
    ending: Mutex<Option<Ending>>,
}

#[derive(Debug, Default)]
struct Counters {
    sent: AtomicU64,
    dropped: AtomicU64,
    failed: AtomicU64,
}

/// The end of the task: told to send what is left, and heard of when that is done.
struct Ending {
    tell: oneshot::Sender<()>,
    done: oneshot::Receiver<()>,
}

impl fmt::Debug for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spans")
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Spans {
    /// Spans for `target`. They are sent from [`Spans::start`] on.
    ///
    /// # Errors
    /// What is wrong with the target, without any value.
    pub fn new(target: &SpanTarget) -> Result<Self, String> {
        let collector = Collector::new(&target.address, target.roots.as_deref(), target.timeout)?;
        let headers: HashMap<_, _> = target.headers.iter().cloned().collect();
        let mut exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(collector)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(&target.address)
            .with_timeout(target.timeout)
            .with_headers(headers)
            .build()
            .map_err(|_| "and the settings that go with it cannot be used".to_owned())?;
        let attributes = target.resource.iter();
        let attributes = attributes.map(|(name, value)| KeyValue::new(name.clone(), value.clone()));
        exporter.set_resource(
            &Resource::builder_empty()
                .with_attributes(attributes)
                .build(),
        );
        let (queue, receiver) = mpsc::channel(target.queue);
        let counters = Arc::<Counters>::default();
        Ok(Spans {
            sampler: target.sampler,
            queue,
            sender: Mutex::new(Some(Sender {
                receiver,
                exporter,
                batch: target.batch.min(target.queue),
                delay: target.delay,
                counters: Arc::clone(&counters),
                is_away: false,
            })),
            counters,
            ending: Mutex::new(None),
        })
    }

    /// Starts the task that sends. Only the first call does.
    pub fn start(&self) {
        let Some(sender) = lock(&self.sender).take() else {
            return;
        };
        let (tell, told) = oneshot::channel();
        let (finished, done) = oneshot::channel();
        tokio::spawn(async move {
            sender.run(told).await;
            let _ = finished.send(());
        });
        *lock(&self.ending) = Some(Ending { tell, done });
    }

    /// Hands `span` over, if its trace is recorded. Where the queue is full it is dropped, and counted.
    pub fn record(&self, span: RequestSpan) {
        if self.sampler.takes(&span.trace) && self.queue.try_send(span).is_err() {
            self.counters.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What became of them so far.
    pub fn counts(&self) -> SpanCounts {
        SpanCounts {
            sent: self.counters.sent.load(Ordering::Relaxed),
            dropped: self.counters.dropped.load(Ordering::Relaxed),
            failed: self.counters.failed.load(Ordering::Relaxed),
        }
    }

    /// Sends what is left, and waits for that, but not for long. Spans that come later are dropped.
    pub async fn finish(&self) {
        let ending = lock(&self.ending).take();
        let Some(Ending { tell, done }) = ending else {
            return;
        };
        let _ = tell.send(());
        if timeout(FAREWELL, done).await.is_err() {
            tracing::warn!("the last spans did not reach the collector");
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The task that sends.
struct Sender {
    receiver: mpsc::Receiver<RequestSpan>,
    exporter: SpanExporter,
    batch: usize,
    delay: Duration,
    counters: Arc<Counters>,
    is_away: bool,
}

impl Sender {
    /// Sends batches until it is told to end; then what is left.
    async fn run(mut self, mut told: oneshot::Receiver<()>) {
        let mut spans = Vec::new();
        let mut is_ending = false;
        loop {
            // Filled, or as old as it may become.
            let mut due = None;
            while spans.len() < self.batch {
                let left = self.batch - spans.len();
                let is_due = async move {
                    match due {
                        Some(due) => sleep_until(due).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    biased;
                    _ = &mut told, if !is_ending => {
                        is_ending = true;
                        self.receiver.close();
                    }
                    count = self.receiver.recv_many(&mut spans, left) => {
                        if count == 0 {
                            break;
                        }
                        due.get_or_insert_with(|| tokio::time::Instant::now() + self.delay);
                    }
                    () = is_due => break,
                }
            }
            if spans.is_empty() {
                return;
            }
            self.send(&mut spans).await;
        }
    }

    async fn send(&mut self, spans: &mut Vec<RequestSpan>) {
        let count = spans.len() as u64;
        let batch = spans.drain(..).flat_map(|span| data(&span)).collect();
        let outcome = self.exporter.export(batch).await;
        let counter = match outcome {
            Ok(()) => &self.counters.sent,
            Err(_) => &self.counters.failed,
        };
        counter.fetch_add(count, Ordering::Relaxed);
        let was_away = std::mem::replace(&mut self.is_away, outcome.is_err());
        match outcome {
            // The library's message names a status at most.
            Err(error) if !was_away => {
                tracing::warn!(cause = %error, "the collector does not take spans: they are lost");
            }
            Ok(()) if was_away => tracing::info!("the collector takes spans again"),
            _ => {}
        }
    }
}

/// The request's span, and those of its job.
fn data(span: &RequestSpan) -> impl Iterator<Item = SpanData> + use<> {
    let clock = Clock::now();
    let name = match &span.route {
        Some(route) => Cow::Owned(format!("{} {route}", span.method)),
        None => Cow::Borrowed(span.method),
    };
    let status = match span.status {
        Some(500..) => Status::error(span.outcome),
        _ => Status::Unset,
    };
    let request = SpanData {
        parent_span_id: span
            .trace
            .parent
            .map_or(SpanId::INVALID, SpanId::from_bytes),
        parent_span_is_remote: span.trace.parent.is_some(),
        span_kind: SpanKind::Server,
        attributes: attributes(span),
        status,
        ..plain(
            context(span, span.trace.span),
            name,
            clock.time(span.begun),
            clock.time(span.begun + span.took),
        )
    };
    let stages = span.work.map(|work| stages(span, &clock, work));
    std::iter::once(request).chain(stages.into_iter().flatten())
}

/// The two stages of a job: waiting for a thread, and converting.
fn stages(span: &RequestSpan, clock: &Clock, work: WorkSpan) -> [SpanData; 2] {
    let began = work.asked + work.waited;
    [
        ("queue", work.asked, began),
        ("convert", began, began + work.worked),
    ]
    .map(|(name, from, to)| SpanData {
        parent_span_id: SpanId::from_bytes(span.trace.span),
        attributes: span
            .format
            .map(|format| KeyValue::new("chordpro.format", format))
            .into_iter()
            .collect(),
        ..plain(
            context(span, crate::telemetry::trace_context::random()),
            Cow::Borrowed(name),
            clock.time(from),
            clock.time(to),
        )
    })
}

fn plain(
    span_context: SpanContext,
    name: Cow<'static, str>,
    start_time: SystemTime,
    end_time: SystemTime,
) -> SpanData {
    SpanData {
        span_context,
        parent_span_id: SpanId::INVALID,
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name,
        start_time,
        end_time,
        attributes: Vec::new(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: InstrumentationScope::builder("chordpro-api")
            .with_version(env!("CARGO_PKG_VERSION"))
            .build(),
    }
}

fn context(span: &RequestSpan, id: [u8; 8]) -> SpanContext {
    let state = span
        .trace
        .state
        .as_deref()
        .and_then(|text| text.parse().ok());
    SpanContext::new(
        TraceId::from_bytes(span.trace.id),
        SpanId::from_bytes(id),
        TraceFlags::SAMPLED,
        false,
        state.unwrap_or(TraceState::NONE),
    )
}

/// The conventions' names where there are such, ours with the prefix `chordpro.`.
fn attributes(span: &RequestSpan) -> Vec<KeyValue> {
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let mut all = vec![
        KeyValue::new("http.request.method", span.method),
        KeyValue::new("url.scheme", span.scheme),
        KeyValue::new("http.request.body.size", number(span.received)),
        KeyValue::new("http.response.body.size", number(span.sent)),
        KeyValue::new("chordpro.request_id", span.id.clone()),
        KeyValue::new("chordpro.outcome", span.outcome),
    ];
    let route = span.route.clone();
    all.extend(route.map(|route| KeyValue::new("http.route", route)));
    let status = span.status.map(i64::from);
    all.extend(status.map(|status| KeyValue::new("http.response.status_code", status)));
    if !matches!(span.status, Some(..500)) {
        all.push(KeyValue::new("error.type", span.outcome));
    }
    let client = span.client.clone();
    all.extend(client.map(|name| KeyValue::new("chordpro.client", name)));
    let words = [
        ("chordpro.format", span.format),
        ("chordpro.cache", span.cache),
    ];
    all.extend(
        words
            .into_iter()
            .filter_map(|(name, word)| Some(KeyValue::new(name, word?))),
    );
    if let Some(work) = span.work {
        all.push(KeyValue::new(
            "chordpro.wait_ms",
            work.waited.as_secs_f64() * 1e3,
        ));
        all.push(KeyValue::new(
            "chordpro.convert_ms",
            work.worked.as_secs_f64() * 1e3,
        ));
    }
    all
}

/// Where moments of the process's clock lie on that of the world.
struct Clock {
    moment: Instant,
    time: SystemTime,
}

impl Clock {
    fn now() -> Self {
        Clock {
            moment: Instant::now(),
            time: SystemTime::now(),
        }
    }

    fn time(&self, moment: Instant) -> SystemTime {
        let ago = self.moment.saturating_duration_since(moment);
        self.time.checked_sub(ago).unwrap_or(self.time)
    }
}
