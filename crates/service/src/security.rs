//! Who may ask, and how much: keys, signatures, signed links, encrypted bodies, TLS, networks, rate limits, and the audit log.

pub mod api_keys;
pub mod audit;
pub mod cors_origins;
pub mod jwe;
pub mod key_conditions;
pub mod key_store;
pub mod networks;
#[cfg(feature = "redis")]
pub mod outbound;
pub mod outbound_hosts;
pub mod path_prefix;
pub mod rate_limiter;
pub mod request_signature;
#[cfg(any(feature = "otel", feature = "redis"))]
pub mod root_certificates;
pub mod sealed;
pub mod signed_url;
pub mod tls;
pub mod webhook;
