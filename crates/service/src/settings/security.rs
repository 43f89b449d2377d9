//! The settings of what protects the service on its way to others: TLS, Redis, encrypted bodies.

use std::time::Duration;

use super::parse_positive_duration;
use super::source::Source;
use crate::redis::SharedPlace;
use crate::security::jwe::BodyKeys;
use crate::security::tls::{ClientCertificates, TlsFiles};

/// TLS, what replicas share, and the keys of encrypted bodies.
#[derive(Debug, Clone)]
pub struct Security {
    /// `TLS_CERT_FILE` and those that go with it; without it the service speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// `TLS_HANDSHAKE_TIMEOUT`.
    pub tls_handshake_timeout: Duration,
    /// `REDIS_URL` and `REDIS_TIMEOUT`.
    pub shared: Option<SharedPlace>,
    /// `JWE_KEYS`.
    pub body_keys: BodyKeys,
}

impl Security {
    /// Reads the settings; a fault is noted where that fails.
    pub(super) fn read(source: &mut Source) -> Option<Self> {
        let tls = read_tls(source);
        let tls_handshake_timeout = source.take("TLS_HANDSHAKE_TIMEOUT", parse_positive_duration);
        let shared = read_shared(source);
        let body_keys = source.take_secret("JWE_KEYS", BodyKeys::parse);
        Some(Security {
            tls: tls?,
            tls_handshake_timeout: tls_handshake_timeout?,
            shared: shared?,
            body_keys: body_keys?,
        })
    }
}

fn read_shared(source: &mut Source) -> Option<Option<SharedPlace>> {
    let timeout = source.take("REDIS_TIMEOUT", parse_positive_duration)?;
    let roots = source.content("REDIS_CA_FILE")?;
    source.take_secret("REDIS_URL", |text| match text {
        "" => Ok(None),
        url => SharedPlace::new(url, roots.clone(), timeout).map(Some),
    })
}

/// The files of TLS, tried out, so that what is wrong with them is said before anything starts.
fn read_tls(source: &mut Source) -> Option<Option<TlsFiles>> {
    let client_certificates = source.take("TLS_CLIENT_CERTIFICATES", |text| match text {
        "required" => Some(ClientCertificates::Required),
        "except-health" => Some(ClientCertificates::ExceptHealth),
        _ => None,
    })?;
    let certificate = source.path("TLS_CERT_FILE");
    let key = source.path("TLS_KEY_FILE");
    let client_ca = source.path("TLS_CLIENT_CA_FILE");
    let (certificate, key) = match (certificate, key) {
        (Some(certificate), Some(key)) => (certificate, key),
        (None, None) if client_ca.is_none() => return Some(None),
        (None, _) => {
            source.fault(
                "TLS_CERT_FILE",
                "is needed with TLS_KEY_FILE and TLS_CLIENT_CA_FILE",
            );
            return None;
        }
        (_, None) => {
            source.fault("TLS_KEY_FILE", "is needed with TLS_CERT_FILE");
            return None;
        }
    };
    let files = TlsFiles {
        certificate,
        key,
        client_ca,
        client_certificates,
    };
    match files.load() {
        Ok(_) => Some(Some(files)),
        Err(fault) => {
            source.fault(fault.setting, &fault.message);
            None
        }
    }
}
