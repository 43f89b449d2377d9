//! All settings of the service: read from the environment, from flags that beat it, and from files that hold secrets.
//!
//! Every fault is found before anything starts, and all are reported together.

mod container;
pub mod entry;
mod http;
mod keys;
mod memory;
mod security;
mod service_links;
mod source;
mod spans;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

pub use container::{Container, MIN_WORKER_MEMORY};
pub use entry::{ENTRIES, Entry, EntryKind};
pub use http::HttpSettings;
pub use security::Security;
pub use source::{Fault, Source};

use self::memory::RequestMemory;
use crate::security::api_keys::KeyEntry;
use crate::security::networks::Networks;
use crate::security::rate_limiter::RateLimit;
use crate::server::send_limit::SendLimit;
use crate::telemetry::spans::SpanTarget;
use crate::units::{parse_duration, parse_size};

/// More workers than this are a slip of the pen.
const MAX_WORKERS: usize = 1024;

/// Whether clients must present a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every client presents a key.
    Production,
    /// No key is asked for.
    Development,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Whether a route asks for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A key is asked for.
    Key,
    /// Open to everybody who reaches the service.
    Open,
}

/// Whether requests may or must be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signatures {
    /// Signatures are refused.
    Off,
    /// A signature is accepted in place of the key.
    Optional,
    /// Keys themselves are refused, only signatures count.
    Required,
}

/// Where security events go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditTarget {
    /// Nowhere.
    Off,
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The end of this file.
    File(PathBuf),
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `PORT`.
    pub port: u16,
    /// `BIND`.
    pub bind: IpAddr,
    /// Keys from the environment and flags.
    pub keys: Vec<KeyEntry>,
    /// `API_KEYS_FILE`, read again when it changes.
    pub keys_file: Option<PathBuf>,
    /// `DEVELOPMENT_MODE`.
    pub mode: Mode,
    /// `MAX_CONTENT_SIZE`.
    pub max_content_size: u64,
    /// `REQUEST_TIMEOUT`.
    pub request_timeout: Duration,
    /// `WORKERS`, or as many as the container's cores and memory allow.
    pub workers: usize,
    /// `WORKER_MEMORY`, or the share of the container's memory: bytes for each worker but the first.
    pub worker_memory: u64,
    /// Bytes for the first worker.
    pub first_worker_memory: u64,
    /// `QUEUE_SIZE`.
    pub queue_size: usize,
    /// `LOG_FORMAT`.
    pub log_format: LogFormat,
    /// `LOG_LEVEL`.
    pub log_level: tracing::level_filters::LevelFilter,
    /// `MAX_CONNECTIONS`.
    pub max_connections: usize,
    /// `HEADER_TIMEOUT`.
    pub header_timeout: Duration,
    /// `KEEP_ALIVE_TIMEOUT`.
    pub keep_alive_timeout: Duration,
    /// `BODY_TIMEOUT`.
    pub body_timeout: Duration,
    /// `WRITE_TIMEOUT`.
    pub write_timeout: Duration,
    /// `MIN_SEND_RATE`, bytes a second; 0 where none is asked for.
    pub min_send_rate: u64,
    /// `BODY_MEMORY`, or the share of the container's memory.
    pub body_memory: u64,
    /// `ANSWER_MEMORY`, or the share of the container's memory.
    pub answer_memory: u64,
    /// `SHUTDOWN_TIMEOUT`.
    pub shutdown_timeout: Duration,
    /// `SHUTDOWN_DELAY`.
    pub shutdown_delay: Duration,
    /// `CACHE_SIZE`.
    pub cache_size: u64,
    /// `MAX_PAGES`.
    pub max_pages: u64,
    /// `MAX_RESULT_SIZE`, or what a client may have of `ANSWER_MEMORY`.
    pub max_result_size: u64,
    /// `RATE_LIMIT`.
    pub rate_limit: Option<RateLimit>,
    /// `TRUSTED_PROXIES`.
    pub trusted_proxies: Networks,
    /// `ALLOWED_NETWORKS`.
    pub allowed_networks: Networks,
    /// `METRICS_ACCESS`.
    pub metrics_access: Access,
    /// `OPS_PORT`.
    pub ops_port: Option<u16>,
    /// `SIGNATURES`.
    pub signatures: Signatures,
    /// `SIGNATURE_WINDOW`.
    pub signature_window: Duration,
    /// `AUDIT_LOG`.
    pub audit_log: AuditTarget,
    /// TLS, what replicas share, and the keys of encrypted bodies.
    pub security: Security,
    /// Where the service stands, who may read its answers, and what day it is.
    pub http: HttpSettings,
    /// The settings of OpenTelemetry, `OTEL_EXPORTER_OTLP_ENDPOINT` and those that go with it.
    pub spans: Option<SpanTarget>,
    /// What is odd about the settings, for the log.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Reads all settings.
    ///
    /// # Errors
    /// All faults together.
    pub fn read(mut source: Source) -> Result<Self, Vec<Fault>> {
        let mode = source.take("DEVELOPMENT_MODE", |text| {
            parse_switch(text).map(|is_on| {
                if is_on {
                    Mode::Development
                } else {
                    Mode::Production
                }
            })
        });
        let default_bind = match mode {
            Some(Mode::Development) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            _ => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        let bind = if source.has("BIND") {
            source.take("BIND", |text| text.parse().ok())
        } else {
            Some(default_bind)
        };
        let container = Container::detect();
        let workers = if source.has("WORKERS") {
            source.take("WORKERS", |text| {
                parse_count(text).filter(|count| *count <= MAX_WORKERS)
            })
        } else {
            None
        };
        let worker_memory = if source.has("WORKER_MEMORY") {
            let is_enough = |size: &u64| *size >= MIN_WORKER_MEMORY;
            source.take("WORKER_MEMORY", |text| parse_size(text).filter(is_enough))
        } else {
            None
        };
        let max_content_size = source.take("MAX_CONTENT_SIZE", |text| {
            parse_size(text).filter(|size| *size > 0)
        });
        let memory = RequestMemory::read(&mut source, &container, max_content_size);
        let keys_file = source.path("API_KEYS_FILE");
        let keys = source.keys();
        let settings = SettingsOrFaults {
            port: source.take("PORT", |text| text.parse().ok()),
            max_content_size,
            request_timeout: source.take("REQUEST_TIMEOUT", parse_positive_duration),
            queue_size: source.take("QUEUE_SIZE", parse_count),
            log_format: source.take("LOG_FORMAT", |text| match text {
                "json" => Some(LogFormat::Json),
                "text" => Some(LogFormat::Text),
                _ => None,
            }),
            log_level: source.take("LOG_LEVEL", |text| {
                text.to_ascii_lowercase()
                    .replace("warning", "warn")
                    .parse()
                    .ok()
            }),
            max_connections: source.take("MAX_CONNECTIONS", parse_count),
            header_timeout: source.take("HEADER_TIMEOUT", parse_positive_duration),
            keep_alive_timeout: source.take("KEEP_ALIVE_TIMEOUT", parse_positive_duration),
            body_timeout: source.take("BODY_TIMEOUT", parse_positive_duration),
            write_timeout: source.take("WRITE_TIMEOUT", parse_positive_duration),
            min_send_rate: source.take("MIN_SEND_RATE", parse_size),
            body_memory: memory.bodies,
            answer_memory: memory.answers,
            shutdown_timeout: source.take("SHUTDOWN_TIMEOUT", parse_duration),
            shutdown_delay: source.take("SHUTDOWN_DELAY", parse_duration),
            cache_size: source.take("CACHE_SIZE", parse_size),
            max_pages: source.take("MAX_PAGES", |text| {
                text.parse().ok().filter(|count| *count > 0)
            }),
            max_result_size: memory.max_result_size,
            rate_limit: source.take("RATE_LIMIT", |text| match text {
                "off" | "" | "0" => Some(None),
                limit => RateLimit::parse(limit).map(Some),
            }),
            trusted_proxies: source.take("TRUSTED_PROXIES", Networks::parse),
            allowed_networks: source.take("ALLOWED_NETWORKS", Networks::parse),
            metrics_access: source.take("METRICS_ACCESS", |text| match text {
                "key" => Some(Access::Key),
                "open" => Some(Access::Open),
                _ => None,
            }),
            ops_port: source.take("OPS_PORT", |text| match text {
                "off" => Some(None),
                port => port.parse().ok().map(Some),
            }),
            signatures: source.take("SIGNATURES", |text| match text {
                "off" => Some(Signatures::Off),
                "optional" => Some(Signatures::Optional),
                "required" => Some(Signatures::Required),
                _ => None,
            }),
            signature_window: source.take("SIGNATURE_WINDOW", parse_positive_duration),
            audit_log: source.take("AUDIT_LOG", |text| {
                Some(match text {
                    "off" => AuditTarget::Off,
                    "stdout" => AuditTarget::Stdout,
                    "stderr" => AuditTarget::Stderr,
                    "" => return None,
                    path => AuditTarget::File(path.into()),
                })
            }),
            security: Security::read(&mut source),
            http: HttpSettings::read(&mut source, mode),
            spans: spans::read(&mut source),
        };
        if let (Some(port), Some(Some(operations))) = (settings.port, settings.ops_port)
            && port == operations
            && port != 0
        {
            source.fault("OPS_PORT", "must be another port than PORT");
        }
        source.finish()?;
        let parent = [
            settings.cache_size,
            settings.body_memory,
            settings.answer_memory,
        ];
        let parent = parent.into_iter().flatten().sum();
        let workers = container.sizes(workers, worker_memory, parent);
        settings
            .complete(mode, bind, workers, keys, keys_file, source.warnings)
            .ok_or_else(|| vec![Fault::general("the settings are not complete")])
    }
}

impl Settings {
    /// How long a client may take to take an answer.
    pub fn patience(&self) -> SendLimit {
        SendLimit {
            piece: self.write_timeout,
            rate: self.min_send_rate,
        }
    }
}

/// Every field is present unless a fault was recorded for it.
struct SettingsOrFaults {
    port: Option<u16>,
    max_content_size: Option<u64>,
    request_timeout: Option<Duration>,
    queue_size: Option<usize>,
    log_format: Option<LogFormat>,
    log_level: Option<tracing::level_filters::LevelFilter>,
    max_connections: Option<usize>,
    header_timeout: Option<Duration>,
    keep_alive_timeout: Option<Duration>,
    body_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    min_send_rate: Option<u64>,
    body_memory: Option<u64>,
    answer_memory: Option<u64>,
    shutdown_timeout: Option<Duration>,
    shutdown_delay: Option<Duration>,
    cache_size: Option<u64>,
    max_pages: Option<u64>,
    max_result_size: Option<u64>,
    rate_limit: Option<Option<RateLimit>>,
    trusted_proxies: Option<Networks>,
    allowed_networks: Option<Networks>,
    metrics_access: Option<Access>,
    ops_port: Option<Option<u16>>,
    signatures: Option<Signatures>,
    signature_window: Option<Duration>,
    audit_log: Option<AuditTarget>,
    security: Option<Security>,
    http: Option<HttpSettings>,
    spans: Option<Option<SpanTarget>>,
}

impl SettingsOrFaults {
    fn complete(
        self,
        mode: Option<Mode>,
        bind: Option<IpAddr>,
        (workers, worker_memory, first_worker_memory): (usize, u64, u64),
        keys: Vec<KeyEntry>,
        keys_file: Option<PathBuf>,
        warnings: Vec<String>,
    ) -> Option<Settings> {
        Some(Settings {
            port: self.port?,
            bind: bind?,
            keys,
            keys_file,
            mode: mode?,
            max_content_size: self.max_content_size?,
            request_timeout: self.request_timeout?,
            workers,
            worker_memory,
            first_worker_memory,
            queue_size: self.queue_size?,
            log_format: self.log_format?,
            log_level: self.log_level?,
            max_connections: self.max_connections?,
            header_timeout: self.header_timeout?,
            keep_alive_timeout: self.keep_alive_timeout?,
            body_timeout: self.body_timeout?,
            write_timeout: self.write_timeout?,
            min_send_rate: self.min_send_rate?,
            body_memory: self.body_memory?,
            answer_memory: self.answer_memory?,
            shutdown_timeout: self.shutdown_timeout?,
            shutdown_delay: self.shutdown_delay?,
            cache_size: self.cache_size?,
            max_pages: self.max_pages?,
            max_result_size: self.max_result_size?,
            rate_limit: self.rate_limit?,
            trusted_proxies: self.trusted_proxies?,
            allowed_networks: self.allowed_networks?,
            metrics_access: self.metrics_access?,
            ops_port: self.ops_port?,
            signatures: self.signatures?,
            signature_window: self.signature_window?,
            audit_log: self.audit_log?,
            security: self.security?,
            http: self.http?,
            spans: self.spans?,
            warnings,
        })
    }
}

/// The answer to a yes-or-no setting. What the older service did not know it took for no; a slip of the pen that opens
/// the service or leaves it closed unnoticed is refused here instead.
fn parse_switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" | "" => Some(false),
        _ => None,
    }
}

fn parse_count(text: &str) -> Option<usize> {
    text.parse()
        .ok()
        .filter(|count| (1..=1_000_000).contains(count))
}

fn parse_positive_duration(text: &str) -> Option<Duration> {
    parse_duration(text).filter(|duration| !duration.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, Vec<Fault>> {
        Settings::read(Source::from_pairs(pairs))
    }

    #[test]
    fn defaults_are_those_of_the_contract() {
        let settings = read(&[("API_KEYS", "0123456789abcdef")]).expect("valid");
        assert_eq!(settings.port, 8080);
        assert_eq!(settings.bind.to_string(), "0.0.0.0");
        assert_eq!(settings.max_content_size, 1_048_576);
        assert_eq!(settings.request_timeout, Duration::from_secs(30));
        assert_eq!(settings.mode, Mode::Production);
        assert!(settings.warnings.is_empty());
    }

    #[test]
    fn without_keys_and_not_in_development_mode_there_is_a_fault() {
        let faults = read(&[]).expect_err("no keys");
        assert!(
            faults
                .iter()
                .any(|fault| fault.to_string().contains("API_KEYS"))
        );
    }

    #[test]
    fn development_mode_binds_to_loopback_unless_told_otherwise() {
        for value in ["true", "1", "yes", "on", "TRUE"] {
            let settings = read(&[("DEVELOPMENT_MODE", value)]).expect("valid");
            assert!(settings.bind.is_loopback(), "{value}");
            assert_eq!(settings.mode, Mode::Development);
        }
        let told = read(&[("DEVELOPMENT_MODE", "1"), ("BIND", "0.0.0.0")]).expect("valid");
        assert!(!told.bind.is_loopback());
    }

    #[test]
    fn all_faults_are_reported_together_with_what_is_valid() {
        let faults = read(&[
            ("PORT", "eighty"),
            ("REQUEST_TIMEOUT", "soon"),
            ("API_KEYS", "0123456789abcdef"),
        ])
        .expect_err("two faults");
        let text: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.len(), 2, "{text:?}");
        assert!(
            text.iter()
                .any(|t| t.contains("PORT") && t.contains("65535"))
        );
        assert!(
            text.iter()
                .any(|t| t.contains("REQUEST_TIMEOUT") && t.contains("30s"))
        );
    }

    #[test]
    fn a_flag_beats_the_environment() {
        let mut source = Source::from_pairs(&[("PORT", "1"), ("DEVELOPMENT_MODE", "1")]);
        source.set_flag("PORT", "2");
        assert_eq!(Settings::read(source).expect("valid").port, 2);
    }

    #[test]
    fn the_flag_of_a_file_beats_the_environment_too() {
        let mut source =
            Source::from_pairs(&[("DEVELOPMENT_MODE", "1"), ("JWE_KEYS", "this is no key")]);
        source.set_flag("JWE_KEYS_FILE", "/dev/null");
        assert!(Settings::read(source).is_ok());
    }

    #[test]
    fn the_two_ports_differ() {
        let ports = |port, operations| {
            read(&[
                ("DEVELOPMENT_MODE", "1"),
                ("PORT", port),
                ("OPS_PORT", operations),
            ])
        };
        assert!(ports("8080", "9090").is_ok() && ports("0", "0").is_ok());
        let faults = ports("9090", "9090").expect_err("one port");
        assert!(faults[0].to_string().starts_with("OPS_PORT"), "{faults:?}");
    }

    #[test]
    fn an_unknown_name_with_one_of_our_prefixes_is_warned_about() {
        let settings = read(&[
            ("DEVELOPMENT_MODE", "1"),
            ("MAX_CONTENT_SIZ", "1"),
            ("HOME", "x"),
        ])
        .expect("valid");
        assert_eq!(settings.warnings.len(), 1);
        assert!(settings.warnings[0].contains("MAX_CONTENT_SIZE"));
    }

    #[test]
    fn a_fault_never_shows_the_value_of_a_secret() {
        let faults = read(&[("API_KEYS_FILE", "/nowhere/at/all"), ("API_KEYS", "")])
            .expect_err("unreadable");
        assert!(
            faults
                .iter()
                .all(|fault| !fault.to_string().contains("nowhere"))
        );
    }
}
