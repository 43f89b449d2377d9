//! All settings of the service: read from the environment, from flags that beat it, and from files that hold secrets.
//!
//! Every fault is found before anything starts, and all are reported together. The groups define each setting once; [`table`] has all.

mod access;
mod connections;
mod container;
mod conversions;
mod encryption;
mod entry;
mod fitting;
mod jobs;
mod keys;
mod listen;
mod log;
mod memory;
mod service_links;
mod source;
mod spans;
pub mod table;
mod value;
mod without_effect;

use std::path::PathBuf;

pub use access::{AccessSettings, MetricsAccess, Mode, Signatures};
pub use connections::{ConnectionSettings, SendLimit};
pub use container::{Container, MIN_WORKER_MEMORY};
pub use conversions::ConversionSettings;
pub use encryption::{BodyKeySettings, TlsSettings};
pub use entry::{Entry, EntryKind};
pub use jobs::{JobPart, JobSettings};
pub use listen::ListenSettings;
pub use log::LogSettings;
pub use memory::Resources;
pub use source::{Fault, Source};
pub use table::ENTRIES;

use self::memory::MemoryTable;
use crate::redis::SharedPlace;
use crate::telemetry::spans::SpanTarget;

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the service listens.
    pub listen: ListenSettings,
    /// Who may ask.
    pub access: AccessSettings,
    /// `API_KEYS_FILE`, read again when it changes.
    pub keys_file: Option<PathBuf>,
    /// What a conversion may take.
    pub conversions: ConversionSettings,
    /// Workers and memory.
    pub resources: Resources,
    /// Connections and their timeouts.
    pub connections: ConnectionSettings,
    /// The log.
    pub log: LogSettings,
    /// TLS in the process.
    pub tls: TlsSettings,
    /// `REDIS_URL` and those that go with it: what replicas share.
    pub redis: Option<SharedPlace>,
    /// Jobs.
    pub jobs: JobSettings,
    /// Encrypted bodies.
    pub bodies: BodyKeySettings,
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
        let settings = Settings::read_groups(&mut source);
        source.warn_of_settings_without_effect();
        source.finish(&ENTRIES)?;
        let mut settings =
            settings.ok_or_else(|| vec![Fault::general("the settings are not complete")])?;
        settings.warnings = source.warnings;
        Ok(settings)
    }

    /// Every group is read before any is missed, so that all faults are found.
    fn read_groups(source: &mut Source) -> Option<Self> {
        let keys_file = access::keys_file(source);
        let listen = ListenSettings::read(source);
        let access = AccessSettings::read(source);
        let conversions = ConversionSettings::read(source);
        let memory = MemoryTable::read(source);
        let connections = ConnectionSettings::read(source);
        let log = LogSettings::read(source);
        let tls = TlsSettings::read(source);
        let redis = encryption::read_redis(source);
        let jobs = JobSettings::read(source);
        let bodies = BodyKeySettings::read(source);
        let spans = spans::read(source);
        if let Some(listen) = &listen {
            ports_differ(listen, source);
        }
        let conversions = conversions?;
        let (memory, container) = (memory?, Container::detect());
        let resources = Resources::new(&memory, &container, &conversions).and_then(|resources| {
            fitting::check(&memory, &container, &conversions, &resources)?;
            Ok(resources)
        });
        Some(Settings {
            listen: listen?,
            access: access?,
            keys_file,
            resources: source.noted(resources)?,
            conversions,
            connections: connections?,
            log: log?,
            tls: tls?,
            redis: redis?,
            jobs: jobs?,
            bodies: bodies?,
            spans: spans?,
            warnings: Vec::new(),
        })
    }
}

/// Notes a fault where the operator's port is that of the service.
fn ports_differ(listen: &ListenSettings, source: &mut Source) {
    if listen.ops_port == Some(listen.port) && listen.port != 0 {
        source.fault("OPS_PORT", "must be another port than PORT");
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, Vec<Fault>> {
        Settings::read(Source::from_pairs(pairs))
    }

    #[test]
    fn defaults_are_those_of_the_contract() {
        let settings = read(&[("API_KEYS", "0123456789abcdef")]).expect("valid");
        assert_eq!(settings.listen.port, 8080);
        assert_eq!(settings.listen.bind.to_string(), "0.0.0.0");
        assert_eq!(settings.conversions.max_content_size, 1_048_576);
        assert_eq!(
            settings.conversions.request_timeout,
            Duration::from_secs(30)
        );
        assert_eq!(settings.access.mode, Mode::Production);
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
            assert!(settings.listen.bind.is_loopback(), "{value}");
            assert_eq!(settings.access.mode, Mode::Development);
        }
        let told = read(&[("DEVELOPMENT_MODE", "1"), ("BIND", "0.0.0.0")]).expect("valid");
        assert!(!told.listen.bind.is_loopback());
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
                .any(|t| t.contains("REQUEST_TIMEOUT") && t.contains("2m"))
        );
    }

    #[test]
    fn a_flag_beats_the_environment() {
        let mut source = Source::from_pairs(&[("PORT", "1"), ("DEVELOPMENT_MODE", "1")]);
        source.set_flag("PORT", "2");
        assert_eq!(Settings::read(source).expect("valid").listen.port, 2);
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
        for name in [
            "API_KEYS_FILE",
            "API_KEY_WEB_FILE",
            "JWE_KEYS_FILE",
            "REDIS_URL_FILE",
        ] {
            // A secret in the place of its file's path.
            for secret in [
                "top-secret-0123456789",
                "web=/top-secret",
                "redis://:top-secret@host",
            ] {
                let faults = read(&[(name, secret)]).expect_err("unreadable");
                let text: String = faults.iter().map(ToString::to_string).collect();
                assert!(
                    text.contains(name) && !text.contains("top-secret"),
                    "{text}"
                );
            }
            let faults = read(&[(name, "/nowhere/at/all")]).expect_err("unreadable");
            let told =
                format!("{name} names a file that cannot be read: no such file (/nowhere/at/all)");
            let mut faults = faults.iter().map(ToString::to_string);
            assert!(faults.any(|fault| fault == told), "{name}");
        }
    }
}
