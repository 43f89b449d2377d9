//! Who may ask, and how much.

use crate::security::audit::AuditTarget;
use std::path::PathBuf;
use std::time::Duration;

use super::entry::{DURATION, Entry, NETWORKS, group};
use super::source::Source;
use super::value::{choice, plain, positive_duration, switch, unless_off};
use crate::security::api_keys::KeyEntry;
use crate::security::networks::Networks;
use crate::security::rate_limiter::RateLimit;

/// Whether clients must present a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every client presents a key.
    Production,
    /// No key is asked for.
    Development,
}

/// Whether `GET /metrics` asks for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsAccess {
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

group! {
    /// Who may ask, and how much.
    #[derive(Debug, Clone)]
    pub struct AccessSettings {
        keys: Vec<KeyEntry> = Secret "API_KEYS" (""), "keys separated by commas, each perhaps as name=key",
            "The keys that clients may present." => keys;
        mode: Mode = Plain "DEVELOPMENT_MODE" ("false"), "true or false",
            "Asks for no key. Never in production." => plain(mode);
        rate_limit: Option<RateLimit> = Plain "RATE_LIMIT" ("off"), "off, or a number of requests and a time such as 600/1m",
            "Requests of one client; then 429." => plain(rate_limit);
        trusted_proxies: Networks = Plain "TRUSTED_PROXIES" (""), NETWORKS,
            "Proxies whose X-Forwarded-For, Forwarded and X-Forwarded-Prefix fields are believed." => plain(Networks::parse);
        allowed_networks: Networks = Plain "ALLOWED_NETWORKS" (""), NETWORKS,
            "Clients that may connect; all where empty. The health routes stay open." => plain(Networks::parse);
        metrics: MetricsAccess = Plain "METRICS_ACCESS" ("key"), "key or open",
            "Whether GET /metrics asks for a key." => choice(&[("key", MetricsAccess::Key), ("open", MetricsAccess::Open)]);
        signatures: Signatures = Plain "SIGNATURES" ("optional"), "off, optional or required",
            "Whether requests may or must be signed." => choice(SIGNATURES);
        signature_window: Duration = Plain "SIGNATURE_WINDOW" ("5m"), DURATION,
            "How far the time of a signature may be off." => plain(positive_duration);
        audit_log: AuditTarget = Plain "AUDIT_LOG" ("stderr"), "off, stdout, stderr or the path of a file",
            "Where security events are written." => plain(audit_target);
    }
}

const SIGNATURES: &[(&str, Signatures)] = &[
    ("off", Signatures::Off),
    ("optional", Signatures::Optional),
    ("required", Signatures::Required),
];

/// The keys of the environment; those of `API_KEYS_FILE` are read by who watches it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "all readers of a group have one form"
)]
fn keys(source: &mut Source, _: &Entry) -> Option<Vec<KeyEntry>> {
    Some(source.keys())
}

/// `API_KEYS_FILE`, which is read again when it changes.
pub(super) fn keys_file(source: &mut Source) -> Option<PathBuf> {
    source.path("API_KEYS_FILE")
}

fn mode(text: &str) -> Option<Mode> {
    switch(text).map(|is_on| match is_on {
        true => Mode::Development,
        false => Mode::Production,
    })
}

fn rate_limit(text: &str) -> Option<Option<RateLimit>> {
    match text {
        "0" => Some(None),
        text => unless_off(RateLimit::parse)(text),
    }
}

fn audit_target(text: &str) -> Option<AuditTarget> {
    Some(match text.to_ascii_lowercase().as_str() {
        "off" => AuditTarget::Off,
        "stdout" => AuditTarget::Stdout,
        "stderr" => AuditTarget::Stderr,
        "" => return None,
        _ => AuditTarget::File(text.into()),
    })
}
