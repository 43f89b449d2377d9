//! What the service counts, and its exposition in the format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets of durations, in seconds.
const BUCKETS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0,
];

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
    conversions: Mutex<BTreeMap<&'static str, Histogram>>,
    waits: Mutex<Histogram>,
    cache_hits: AtomicU64,
    cache_misses: AtomicU64,
    unchanged: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    connections: AtomicU64,
    connections_refused: AtomicU64,
    handshakes_failed: AtomicU64,
}

/// How a conversion was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheOutcome {
    /// From the cache.
    Hit,
    /// By converting.
    Miss,
    /// The client has it already.
    Unchanged,
}

impl CacheOutcome {
    /// The name in logs.
    pub fn name(self) -> &'static str {
        match self {
            CacheOutcome::Hit => "hit",
            CacheOutcome::Miss => "miss",
            CacheOutcome::Unchanged => "unchanged",
        }
    }
}

/// What is measured at the moment of the exposition.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gauges {
    /// Conversion threads at work.
    pub busy: usize,
    /// Conversion threads.
    pub threads: usize,
    /// Conversions that wait.
    pub queued: usize,
    /// Bytes of kept answers.
    pub cache_bytes: u64,
    /// Keys in force.
    pub keys: usize,
    /// Whether Redis answers, and how often it did not; `None` where none is set.
    pub redis: Option<(bool, u64)>,
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

    /// Counts a problem by its name.
    pub fn problem(&self, name: &'static str) {
        *lock(&self.problems).entry(name).or_default() += 1;
    }

    /// Counts a conversion.
    pub fn conversion(&self, format: &'static str, waited: Duration, worked: Duration) {
        lock(&self.conversions)
            .entry(format)
            .or_default()
            .observe(worked);
        lock(&self.waits).observe(waited);
    }

    /// Counts how a conversion was answered.
    pub fn cache(&self, outcome: CacheOutcome) {
        let counter = match outcome {
            CacheOutcome::Hit => &self.cache_hits,
            CacheOutcome::Miss => &self.cache_misses,
            CacheOutcome::Unchanged => &self.unchanged,
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
        self.connections_refused.fetch_add(1, Ordering::Relaxed);
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
        page.head("chordpro_build_info", "gauge", "The version that runs.");
        page.line(
            "chordpro_build_info",
            &[("version", env!("CARGO_PKG_VERSION"))],
            "1",
        );
        page.head("chordpro_requests_total", "counter", "Requests answered.");
        for ((route, method, status), count) in lock(&self.requests).iter() {
            let status = status.to_string();
            let labels = [
                ("route", route.as_str()),
                ("method", method),
                ("status", &status),
            ];
            page.line("chordpro_requests_total", &labels, count);
        }
        page.head(
            "chordpro_client_requests_total",
            "counter",
            "Requests with a valid key, by client.",
        );
        for (client, count) in lock(&self.clients).iter() {
            page.line(
                "chordpro_client_requests_total",
                &[("client", client)],
                count,
            );
        }
        page.head(
            "chordpro_problems_total",
            "counter",
            "Problems answered, by kind.",
        );
        for (name, count) in lock(&self.problems).iter() {
            page.line("chordpro_problems_total", &[("kind", name)], count);
        }
        page.head(
            "chordpro_request_seconds",
            "histogram",
            "From the head of a request to its answer.",
        );
        for (route, histogram) in lock(&self.durations).iter() {
            page.histogram("chordpro_request_seconds", &[("route", route)], histogram);
        }
        page.head(
            "chordpro_conversion_seconds",
            "histogram",
            "Time at work on a conversion.",
        );
        for (format, histogram) in lock(&self.conversions).iter() {
            page.histogram(
                "chordpro_conversion_seconds",
                &[("format", format)],
                histogram,
            );
        }
        page.head(
            "chordpro_queue_seconds",
            "histogram",
            "Time that a conversion waited for a thread.",
        );
        page.histogram("chordpro_queue_seconds", &[], &lock(&self.waits));
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        page.head(
            "chordpro_answers_total",
            "counter",
            "How conversions were answered.",
        );
        for (outcome, counter) in [
            ("hit", &self.cache_hits),
            ("miss", &self.cache_misses),
            ("unchanged", &self.unchanged),
        ] {
            page.line(
                "chordpro_answers_total",
                &[("cache", outcome)],
                count(counter),
            );
        }
        page.single(
            "chordpro_received_bytes_total",
            "counter",
            "Bytes of request bodies.",
            count(&self.bytes_in),
        );
        page.single(
            "chordpro_sent_bytes_total",
            "counter",
            "Bytes of answer bodies.",
            count(&self.bytes_out),
        );
        page.single(
            "chordpro_connections",
            "gauge",
            "Connections open.",
            count(&self.connections),
        );
        page.single(
            "chordpro_connections_refused_total",
            "counter",
            "Connections turned away.",
            count(&self.connections_refused),
        );
        page.single(
            "chordpro_tls_handshakes_failed_total",
            "counter",
            "TLS handshakes that failed.",
            count(&self.handshakes_failed),
        );
        page.single(
            "chordpro_threads_busy",
            "gauge",
            "Conversion threads at work.",
            gauges.busy,
        );
        page.single(
            "chordpro_threads",
            "gauge",
            "Conversion threads.",
            gauges.threads,
        );
        page.single(
            "chordpro_queue_length",
            "gauge",
            "Conversions that wait.",
            gauges.queued,
        );
        page.single(
            "chordpro_cache_bytes",
            "gauge",
            "Bytes of kept answers.",
            gauges.cache_bytes,
        );
        page.single("chordpro_keys", "gauge", "API keys in force.", gauges.keys);
        if let Some((is_up, failures)) = gauges.redis {
            page.single(
                "chordpro_redis_up",
                "gauge",
                "Whether Redis answers.",
                u8::from(is_up),
            );
            page.single(
                "chordpro_redis_failures_total",
                "counter",
                "How often Redis did not answer.",
                failures,
            );
        }
        page.single(
            "chordpro_uptime_seconds",
            "gauge",
            "Seconds since the start.",
            gauges.uptime,
        );
        if let Some(bytes) = resident_memory() {
            page.single(
                "process_resident_memory_bytes",
                "gauge",
                "Memory in use.",
                bytes,
            );
        }
        page.0
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The resident memory of the process, where the system says so (Linux).
pub fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.0.push_str(name);
        if !labels.is_empty() {
            self.0.push('{');
            for (n, (label, text)) in labels.iter().enumerate() {
                let comma = if n == 0 { "" } else { "," };
                let text = text
                    .replace('\\', "\\\\")
                    .replace('"', "\\\"")
                    .replace('\n', "\\n");
                let _ = write!(self.0, "{comma}{label}=\"{text}\"");
            }
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }

    fn single(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        self.line(name, &[], value);
    }

    fn histogram(&mut self, name: &str, labels: &[(&str, &str)], histogram: &Histogram) {
        let bucket_name = format!("{name}_bucket");
        for (n, bound) in BUCKETS.iter().enumerate() {
            let bound = bound.to_string();
            let mut labels = labels.to_vec();
            labels.push(("le", &bound));
            self.line(
                &bucket_name,
                &labels,
                histogram.buckets.get(n).copied().unwrap_or(0),
            );
        }
        let mut all = labels.to_vec();
        all.push(("le", "+Inf"));
        self.line(&bucket_name, &all, histogram.count);
        self.line(&format!("{name}_sum"), labels, histogram.sum);
        self.line(&format!("{name}_count"), labels, histogram.count);
    }
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
