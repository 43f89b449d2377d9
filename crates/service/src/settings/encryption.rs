//! What protects the service on its way to others: TLS, Redis, encrypted bodies.

use std::path::PathBuf;
use std::time::Duration;

use super::entry::{DURATION, FILE, group};
use super::source::Source;
use super::value::{choice, content, path, plain, positive_duration, secret};
use crate::redis::SharedPlace;
use crate::security::jwe::BodyKeys;
use crate::security::tls::{ClientCertificates, TlsFiles};

group! {
    /// TLS as set.
    pub(super) struct TlsTable {
        certificate: Option<PathBuf> = Plain "TLS_CERT_FILE" (""), FILE,
            "Certificate and those between it and its root, as PEM; switches TLS on. Read again when it changes." => path;
        key: Option<PathBuf> = Plain "TLS_KEY_FILE" (""), FILE,
            "Private key of the certificate, as PEM." => path;
        client_ca: Option<PathBuf> = Plain "TLS_CLIENT_CA_FILE" (""), FILE,
            "Roots of client certificates, as PEM; clients must then show one." => path;
        client_certificates: ClientCertificates = Plain "TLS_CLIENT_CERTIFICATES" ("required"), "required or except-health",
            "Whether the health routes answer clients without a certificate too." => choice(CLIENT_CERTIFICATES);
        handshake_timeout: Duration = Plain "TLS_HANDSHAKE_TIMEOUT" ("10s"), DURATION,
            "Time for a TLS handshake; then the connection is closed." => plain(positive_duration);
    }
}

group! {
    /// Redis as set.
    pub(super) struct RedisTable {
        url: String = Secret "REDIS_URL" (""), "an address such as redis://:password@host:6379/0, over TLS rediss://",
            "Redis through which replicas share rate limits and used signatures." => secret(|text| Ok(text.to_owned()));
        roots: Option<Vec<u8>> = Plain "REDIS_CA_FILE" (""), FILE,
            "Roots of the certificate of Redis, as PEM, where its address begins with rediss://; by default those of the system, or Mozilla's where it has none." => content;
        timeout: Duration = Plain "REDIS_TIMEOUT" ("100ms"), DURATION,
            "Time for Redis to answer; then this process counts for itself until it does again." => plain(positive_duration);
    }
}

group! {
    /// Encrypted bodies.
    #[derive(Debug, Clone)]
    pub struct BodyKeySettings {
        keys: BodyKeys = Secret "JWE_KEYS" (""), "kid=key separated by commas, each key 32 bytes in hexadecimal or base64url",
            "Keys of encrypted bodies, by their `kid`." => secret(BodyKeys::parse);
    }
}

const CLIENT_CERTIFICATES: &[(&str, ClientCertificates)] = &[
    ("required", ClientCertificates::Required),
    ("except-health", ClientCertificates::ExceptHealth),
];

/// TLS in the process.
#[derive(Debug, Clone)]
pub struct TlsSettings {
    /// Its files; without them the service speaks plain HTTP.
    pub files: Option<TlsFiles>,
    /// `TLS_HANDSHAKE_TIMEOUT`.
    pub handshake_timeout: Duration,
}

impl TlsSettings {
    /// Reads the settings; a fault is noted where that fails. The files are tried out, so that what is wrong with them is reported
    /// before anything starts.
    pub(super) fn read(source: &mut Source) -> Option<Self> {
        let table = TlsTable::read(source)?;
        let handshake_timeout = table.handshake_timeout;
        let (certificate, key) = match (table.certificate, table.key) {
            (Some(certificate), Some(key)) => (certificate, key),
            (None, None) if table.client_ca.is_none() => {
                without_client_ca(source);
                return Some(TlsSettings {
                    files: None,
                    handshake_timeout,
                });
            }
            (None, _) => {
                let others = "is needed with TLS_KEY_FILE and TLS_CLIENT_CA_FILE";
                source.fault("TLS_CERT_FILE", others);
                return None;
            }
            (_, None) => {
                source.fault("TLS_KEY_FILE", "is needed with TLS_CERT_FILE");
                return None;
            }
        };
        if table.client_ca.is_none() {
            without_client_ca(source);
        }
        let files = TlsFiles {
            certificate,
            key,
            client_ca: table.client_ca,
            client_certificates: table.client_certificates,
        };
        if let Err(fault) = files.load() {
            source.fault(fault.setting, &fault.message);
            return None;
        }
        Some(TlsSettings {
            files: Some(files),
            handshake_timeout,
        })
    }
}

/// Notes a fault where client certificates are asked for, and nothing says which count: the service would take every client.
fn without_client_ca(source: &mut Source) {
    if source.has("TLS_CLIENT_CERTIFICATES") {
        let message = "has no effect without TLS_CLIENT_CA_FILE, which makes the service ask for certificates";
        source.fault("TLS_CLIENT_CERTIFICATES", message);
    }
}

/// Reads where Redis is, perhaps nowhere; a fault is noted where that fails.
pub(super) fn read_redis(source: &mut Source) -> Option<Option<SharedPlace>> {
    let RedisTable {
        url,
        roots,
        timeout,
    } = RedisTable::read(source)?;
    if url.is_empty() {
        return Some(None);
    }
    match SharedPlace::new(&url, roots, timeout) {
        Ok(place) => Some(Some(place)),
        Err(message) => {
            source.fault("REDIS_URL", &message);
            None
        }
    }
}
