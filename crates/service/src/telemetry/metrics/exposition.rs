//! The exposition in the text format of Prometheus, and the table of all metrics.

use std::fmt::{Display, Write};

use super::Histogram;

/// Upper bounds of the buckets of durations, in seconds.
pub(super) const BUCKETS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0,
];

/// One metric: name, kind, labels, and what it tells.
type Family = (&'static str, &'static str, &'static str, &'static str);

/// All metrics, in the order in which they are exposed.
pub(super) const FAMILIES: &[Family] = &[
    (
        "chordpro_build_info",
        "gauge",
        "version, build",
        "The version and the build that run.",
    ),
    (
        "chordpro_requests_total",
        "counter",
        "route, method, status",
        "Requests answered.",
    ),
    (
        "chordpro_request_seconds",
        "histogram",
        "route",
        "From the head of a request to its answer.",
    ),
    (
        "chordpro_client_requests_total",
        "counter",
        "client",
        "Requests with a valid key, by client.",
    ),
    (
        "chordpro_clients_left_total",
        "counter",
        "",
        "Requests whose client left before the answer.",
    ),
    (
        "chordpro_problems_total",
        "counter",
        "kind",
        "Problems answered, by kind.",
    ),
    (
        "chordpro_refusals_total",
        "counter",
        "reason",
        "Requests and connections refused before any work, by reason.",
    ),
    (
        "chordpro_conversions_total",
        "counter",
        "format, outcome",
        "Conversions that were tried, and how they ended.",
    ),
    (
        "chordpro_conversion_seconds",
        "histogram",
        "format",
        "Time at work on a conversion.",
    ),
    (
        "chordpro_queue_seconds",
        "histogram",
        "",
        "Time that a conversion waited for a worker.",
    ),
    (
        "chordpro_panics_total",
        "counter",
        "",
        "Conversions that failed through a fault of the service.",
    ),
    (
        "chordpro_songs_total",
        "counter",
        "format",
        "Songs converted.",
    ),
    ("chordpro_pages_total", "counter", "format", "Pages made."),
    (
        "chordpro_answers_total",
        "counter",
        "cache",
        "How conversions were answered: from kept answers, by converting, or as unchanged.",
    ),
    (
        "chordpro_received_bytes_total",
        "counter",
        "",
        "Bytes of request bodies.",
    ),
    (
        "chordpro_sent_bytes_total",
        "counter",
        "",
        "Bytes of answer bodies.",
    ),
    ("chordpro_connections", "gauge", "", "Connections open."),
    (
        "chordpro_tls_handshakes_failed_total",
        "counter",
        "",
        "TLS handshakes that failed.",
    ),
    (
        "chordpro_workers_busy",
        "gauge",
        "",
        "Worker processes that convert.",
    ),
    ("chordpro_workers", "gauge", "", "Worker processes."),
    (
        "chordpro_workers_replaced_total",
        "counter",
        "reason",
        "Worker processes that were replaced: at their limit of memory, out of time, after a crash, or to give memory back.",
    ),
    (
        "chordpro_queue_length",
        "gauge",
        "",
        "Conversions that wait.",
    ),
    (
        "chordpro_cache_bytes",
        "gauge",
        "",
        "Bytes of kept answers.",
    ),
    (
        "chordpro_body_bytes",
        "gauge",
        "",
        "Bytes held for bodies, from their arrival until they are converted.",
    ),
    (
        "chordpro_answer_bytes",
        "gauge",
        "",
        "Bytes held for documents until they are sent.",
    ),
    ("chordpro_keys", "gauge", "", "API keys in force."),
    (
        "chordpro_audit_lines_lost_total",
        "counter",
        "",
        "Lines of the audit log that could not be written.",
    ),
    (
        "chordpro_keys_stale",
        "gauge",
        "",
        "1 while the file of keys has been changed to what cannot be used, and the keys before it stay in force.",
    ),
    (
        "chordpro_redis_up",
        "gauge",
        "",
        "Whether Redis answers, where one is set.",
    ),
    (
        "chordpro_redis_failures_total",
        "counter",
        "",
        "How often Redis did not answer, where one is set.",
    ),
    (
        "chordpro_spans_total",
        "counter",
        "outcome",
        "Requests noted for the collector of spans, where one is set: sent, dropped at a full queue, or failed.",
    ),
    (
        "chordpro_uptime_seconds",
        "gauge",
        "",
        "Seconds since the start.",
    ),
    (
        "chordpro_log_lines_lost_total",
        "counter",
        "",
        "Log lines that found no room because the reader of standard output did not keep up.",
    ),
    (
        "chordpro_certificate_expiry_timestamp_seconds",
        "gauge",
        "",
        "When the first certificate in TLS_CERT_FILE expires, where TLS is on.",
    ),
    (
        "process_cpu_seconds_total",
        "counter",
        "",
        "Processor time of the main process and all worker processes.",
    ),
    (
        "process_open_fds",
        "gauge",
        "",
        "Open files and connections of the main process.",
    ),
    (
        "process_max_fds",
        "gauge",
        "",
        "Most files and connections that the main process may have open.",
    ),
    (
        "process_threads",
        "gauge",
        "",
        "Threads of the main process.",
    ),
    (
        "process_virtual_memory_bytes",
        "gauge",
        "",
        "Virtual memory of the main process.",
    ),
    (
        "process_virtual_memory_max_bytes",
        "gauge",
        "",
        "Most virtual memory that the main process may have, if there is a limit.",
    ),
    (
        "process_resident_memory_bytes",
        "gauge",
        "",
        "Memory in use by the main process and all worker processes; what they share counts once.",
    ),
    (
        "process_start_time_seconds",
        "gauge",
        "",
        "When the process was started, in seconds since 1970.",
    ),
];

/// The table of metrics as Markdown, for `docs/operations/watch.md`.
pub fn markdown_table() -> String {
    let mut table =
        String::from("| metric | kind | labels | what it tells |\n| --- | --- | --- | --- |\n");
    for (name, kind, labels, help) in FAMILIES {
        let labels: Vec<String> = labels
            .split(", ")
            .filter(|label| !label.is_empty())
            .map(|label| format!("`{label}`"))
            .collect();
        let _ = writeln!(
            table,
            "| `{name}` | {kind} | {} | {help} |",
            labels.join(" ")
        );
    }
    table
}

/// Whether a metric of this name is exposed; of a histogram, also its `_bucket`, `_sum` and `_count`.
pub fn is_exposed(name: &str) -> bool {
    FAMILIES.iter().any(|(family, kind, ..)| {
        name == *family
            || (*kind == "histogram"
                && ["_bucket", "_sum", "_count"]
                    .iter()
                    .any(|end| name.strip_suffix(end) == Some(family)))
    })
}

/// A page of metrics being written.
pub(super) struct Page(pub(super) String);

impl Page {
    /// Begins a metric: its description.
    pub(super) fn head(&mut self, name: &str) {
        let family = FAMILIES.iter().find(|family| family.0 == name);
        let (_, kind, _, help) = family.expect("every metric has its row");
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One line.
    pub(super) fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
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

    /// A metric of one line.
    pub(super) fn single(&mut self, name: &str, value: impl Display) {
        self.head(name);
        self.line(name, &[], value);
    }

    /// A metric with a line for each value of one label.
    pub(super) fn each<V: Display>(
        &mut self,
        name: &str,
        label: &str,
        values: impl IntoIterator<Item = (impl AsRef<str>, V)>,
    ) {
        self.head(name);
        for (text, value) in values {
            self.line(name, &[(label, text.as_ref())], value);
        }
    }

    /// The lines of one histogram.
    pub(super) fn histogram(&mut self, name: &str, labels: &[(&str, &str)], histogram: &Histogram) {
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
