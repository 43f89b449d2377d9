//! What the service counts.

mod exposition;
mod outcome;
mod process;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::telemetry::spans::SpanCounts;

use exposition::{BUCKETS, Page};

pub use exposition::{is_exposed, markdown_table};
pub use outcome::{CacheOutcome, Outcome, Refusal, Replacement};
pub(crate) use process::unshared_memory;

#[derive(Debug, Default, Clone)]
struct Histogram {
    buckets: Vec<u64>,
    count: u64,
    sum: f64,
}

impl Histogram {
    fn observe(&mut self, duration: Duration) {
        let seconds = duration.as_secs_f64();
        self.buckets.resize(BUCKETS.len(), 0);
        for (bound, bucket) in BUCKETS.iter().zip(&mut self.buckets) {
            *bucket += u64::from(seconds <= *bound);
        }
        self.count += 1;
        self.sum += seconds;
    }
}

/// All counters.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), u64>>,
    clients: Mutex<BTreeMap<String, u64>>,
    problems: Mutex<BTreeMap<&'static str, u64>>,
    durations: Mutex<BTreeMap<String, Histogram>>,
    conversions: Mutex<BTreeMap<&'static str, Conversions>>,
    waits: Mutex<Histogram>,
    refusals: [AtomicU64; Refusal::ALL.len()],
    panics: AtomicU64,
    clients_left: AtomicU64,
    cache: CacheCounts,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    connections: AtomicU64,
    handshakes_failed: AtomicU64,
}

/// How conversions were answered.
#[derive(Debug, Default)]
struct CacheCounts {
    hits: AtomicU64,
    misses: AtomicU64,
    unchanged: AtomicU64,
}

/// What is counted for each format.
#[derive(Debug, Default)]
struct Conversions {
    outcomes: [u64; Outcome::ALL.len()],
    times: Histogram,
    songs: u64,
    pages: u64,
}

/// What is measured at the moment of the exposition.
#[derive(Debug, Clone, Default)]
pub struct Gauges {
    /// Workers that convert.
    pub busy: usize,
    /// Worker processes that are running, by their process ids.
    pub workers: Vec<u32>,
    /// Workers that were replaced, by [`Replacement::ALL`].
    pub replaced: [u64; Replacement::ALL.len()],
    /// Conversions that wait.
    pub queued: usize,
    /// Bytes of kept answers.
    pub cache_bytes: u64,
    /// Bytes held for bodies, from their arrival until they are converted.
    pub body_bytes: u64,
    /// Bytes held for documents until they are sent.
    pub answer_bytes: u64,
    /// Keys in force.
    pub keys: usize,
    /// Lines of the audit log that could not be written.
    pub audit_lost: u64,
    /// Whether the keys in force are those of before a change that could not be used.
    pub are_keys_stale: bool,
    /// Whether Redis answers, and how often it did not; `None` where none is set.
    pub redis: Option<(bool, u64)>,
    /// What became of spans; `None` where no collector is set.
    pub spans: Option<SpanCounts>,
    /// When the first certificate of the chain expires, in seconds since 1970; `None` without TLS.
    pub certificate_expiry: Option<i64>,
    /// Seconds since the start.
    pub uptime: u64,
}

impl Metrics {
    /// Counts a request that has been answered.
    pub fn request(&self, route: &str, method: &str, status: u16, duration: Duration) {
        let key = (route.to_owned(), method.to_owned(), status);
        *lock(&self.requests).entry(key).or_default() += 1;
        lock(&self.durations)
            .entry(route.to_owned())
            .or_default()
            .observe(duration);
    }

    /// Counts a request of `client`.
    pub fn client(&self, client: &str) {
        *lock(&self.clients).entry(client.to_owned()).or_default() += 1;
    }

    /// Counts a request whose client left before the answer.
    pub fn client_left(&self) {
        self.clients_left.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a problem by its name.
    pub fn problem(&self, name: &'static str) {
        *lock(&self.problems).entry(name).or_default() += 1;
    }

    /// Counts a refusal.
    pub fn refusal(&self, reason: Refusal) {
        let counted = Refusal::ALL.iter().zip(&self.refusals);
        for (_, counter) in counted.filter(|(known, _)| **known == reason) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a conversion, and how it ended.
    pub fn outcome(&self, format: &'static str, outcome: Outcome) {
        if outcome == Outcome::Panicked {
            self.panics.fetch_add(1, Ordering::Relaxed);
        }
        let mut conversions = lock(&self.conversions);
        let outcomes = &mut conversions.entry(format).or_default().outcomes;
        let counted = Outcome::ALL.iter().zip(outcomes);
        for (_, count) in counted.filter(|(known, _)| **known == outcome) {
            *count += 1;
        }
    }

    /// Counts the times of a conversion.
    pub fn conversion(&self, format: &'static str, waited: Duration, worked: Duration) {
        lock(&self.conversions)
            .entry(format)
            .or_default()
            .times
            .observe(worked);
        lock(&self.waits).observe(waited);
    }

    /// Counts what a conversion made.
    pub fn document(&self, format: &'static str, songs: usize, pages: usize) {
        let mut conversions = lock(&self.conversions);
        let counts = conversions.entry(format).or_default();
        counts.songs += songs as u64;
        counts.pages += pages as u64;
    }

    /// Counts how a conversion was answered.
    pub fn cache(&self, outcome: CacheOutcome) {
        let counter = match outcome {
            CacheOutcome::Hit => &self.cache.hits,
            CacheOutcome::Miss => &self.cache.misses,
            CacheOutcome::Unchanged => &self.cache.unchanged,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts bytes of bodies.
    pub fn traffic(&self, received: u64, sent: u64) {
        self.bytes_in.fetch_add(received, Ordering::Relaxed);
        self.bytes_out.fetch_add(sent, Ordering::Relaxed);
    }

    /// Counts a connection that was opened.
    pub fn connection_opened(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a connection that was closed.
    pub fn connection_closed(&self) {
        self.connections.fetch_sub(1, Ordering::Relaxed);
    }

    /// Counts a connection that was turned away.
    pub fn connection_refused(&self) {
        self.refusal(Refusal::Connections);
    }

    /// Counts a TLS handshake that failed.
    pub fn handshake_failed(&self) {
        self.handshakes_failed.fetch_add(1, Ordering::Relaxed);
    }

    /// Connections open.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Everything, as Prometheus reads it.
    pub fn expose(&self, gauges: &Gauges) -> String {
        let mut page = Page(String::with_capacity(8192));
        page.head("chordpro_build_info");
        page.line(
            "chordpro_build_info",
            &[
                ("version", env!("CARGO_PKG_VERSION")),
                ("build", chordpro_engine::BUILD),
            ],
            1,
        );
        self.expose_requests(&mut page);
        self.expose_conversions(&mut page);
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        page.each(
            "chordpro_answers_total",
            "cache",
            [
                ("hit", count(&self.cache.hits)),
                ("miss", count(&self.cache.misses)),
                ("unchanged", count(&self.cache.unchanged)),
            ],
        );
        page.single("chordpro_received_bytes_total", count(&self.bytes_in));
        page.single("chordpro_sent_bytes_total", count(&self.bytes_out));
        page.single("chordpro_connections", count(&self.connections));
        page.single(
            "chordpro_tls_handshakes_failed_total",
            count(&self.handshakes_failed),
        );
        page.single("chordpro_workers_busy", gauges.busy);
        page.single("chordpro_workers", gauges.workers.len());
        let reasons = Replacement::ALL.map(Replacement::name);
        page.each(
            "chordpro_workers_replaced_total",
            "reason",
            reasons.into_iter().zip(gauges.replaced),
        );
        page.single("chordpro_queue_length", gauges.queued);
        page.single("chordpro_cache_bytes", gauges.cache_bytes);
        page.single("chordpro_body_bytes", gauges.body_bytes);
        page.single("chordpro_answer_bytes", gauges.answer_bytes);
        page.single("chordpro_keys", gauges.keys);
        page.single("chordpro_audit_lines_lost_total", gauges.audit_lost);
        page.single("chordpro_keys_stale", u8::from(gauges.are_keys_stale));
        if let Some((is_up, failures)) = gauges.redis {
            page.single("chordpro_redis_up", u8::from(is_up));
            page.single("chordpro_redis_failures_total", failures);
        }
        if let Some(spans) = gauges.spans {
            page.each(
                "chordpro_spans_total",
                "outcome",
                [
                    ("sent", spans.sent),
                    ("dropped", spans.dropped),
                    ("failed", spans.failed),
                ],
            );
        }
        page.single("chordpro_uptime_seconds", gauges.uptime);
        page.single(
            "chordpro_log_lines_lost_total",
            crate::telemetry::logs::lost_lines(),
        );
        if let Some(expiry) = gauges.certificate_expiry {
            page.single("chordpro_certificate_expiry_timestamp_seconds", expiry);
        }
        process::expose(&mut page, &gauges.workers);
        page.0
    }

    fn expose_requests(&self, page: &mut Page) {
        page.head("chordpro_requests_total");
        for ((route, method, status), count) in lock(&self.requests).iter() {
            let status = status.to_string();
            let labels = [
                ("route", route.as_str()),
                ("method", method),
                ("status", &status),
            ];
            page.line("chordpro_requests_total", &labels, count);
        }
        page.head("chordpro_request_seconds");
        for (route, histogram) in lock(&self.durations).iter() {
            page.histogram("chordpro_request_seconds", &[("route", route)], histogram);
        }
        page.each(
            "chordpro_client_requests_total",
            "client",
            lock(&self.clients).iter(),
        );
        page.single(
            "chordpro_clients_left_total",
            self.clients_left.load(Ordering::Relaxed),
        );
        page.each(
            "chordpro_problems_total",
            "kind",
            lock(&self.problems).iter(),
        );
        let refusals = Refusal::ALL.iter().zip(&self.refusals);
        page.each(
            "chordpro_refusals_total",
            "reason",
            refusals.map(|(reason, count)| (reason.name(), count.load(Ordering::Relaxed))),
        );
    }

    fn expose_conversions(&self, page: &mut Page) {
        let conversions = lock(&self.conversions);
        page.head("chordpro_conversions_total");
        for (format, counts) in conversions.iter() {
            for (outcome, count) in Outcome::ALL.iter().zip(counts.outcomes) {
                let labels = [("format", *format), ("outcome", outcome.name())];
                page.line("chordpro_conversions_total", &labels, count);
            }
        }
        page.head("chordpro_conversion_seconds");
        for (format, counts) in conversions.iter() {
            let labels = [("format", *format)];
            page.histogram("chordpro_conversion_seconds", &labels, &counts.times);
        }
        page.head("chordpro_queue_seconds");
        page.histogram("chordpro_queue_seconds", &[], &lock(&self.waits));
        page.single("chordpro_panics_total", self.panics.load(Ordering::Relaxed));
        page.each(
            "chordpro_songs_total",
            "format",
            conversions
                .iter()
                .map(|(format, counts)| (*format, counts.songs)),
        );
        page.each(
            "chordpro_pages_total",
            "format",
            conversions
                .iter()
                .map(|(format, counts)| (*format, counts.pages)),
        );
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_appear_with_their_labels() {
        let metrics = Metrics::default();
        metrics.request("/convert", "POST", 200, Duration::from_millis(3));
        metrics.request("/convert", "POST", 200, Duration::from_millis(30));
        let text = metrics.expose(&Gauges::default());
        assert!(text.contains(
            "chordpro_requests_total{route=\"/convert\",method=\"POST\",status=\"200\"} 2\n"
        ));
        assert!(
            text.contains("chordpro_request_seconds_bucket{route=\"/convert\",le=\"0.005\"} 1\n")
        );
        assert!(
            text.contains("chordpro_request_seconds_bucket{route=\"/convert\",le=\"+Inf\"} 2\n")
        );
    }

    #[test]
    fn outcomes_and_refusals_are_counted_apart() {
        let metrics = Metrics::default();
        for outcome in Outcome::ALL {
            metrics.outcome("pdf", outcome);
        }
        metrics.outcome("pdf", Outcome::Panicked);
        metrics.refusal(Refusal::Rate);
        metrics.document("pdf", 2, 3);
        let text = metrics.expose(&Gauges::default());
        for line in [
            "chordpro_conversions_total{format=\"pdf\",outcome=\"done\"} 1\n",
            "chordpro_conversions_total{format=\"pdf\",outcome=\"timed-out\"} 1\n",
            "chordpro_conversions_total{format=\"pdf\",outcome=\"panicked\"} 2\n",
            "chordpro_panics_total 2\n",
            "chordpro_refusals_total{reason=\"rate\"} 1\n",
            "chordpro_refusals_total{reason=\"key\"} 0\n",
            "chordpro_songs_total{format=\"pdf\"} 2\n",
            "chordpro_pages_total{format=\"pdf\"} 3\n",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn labels_are_escaped() {
        let metrics = Metrics::default();
        metrics.client("a\"b\\");
        assert!(
            metrics
                .expose(&Gauges::default())
                .contains("client=\"a\\\"b\\\\\"")
        );
    }
}
