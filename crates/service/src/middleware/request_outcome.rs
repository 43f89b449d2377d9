//! Who sent a request, and what became of it: what middleware and routes tell each other.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::response::Response;

use crate::security::api_keys::Client;
use crate::telemetry::metrics::CacheOutcome;
use crate::telemetry::spans::WorkSpan;

/// The address at the other end of the connection; the server adds it to every request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Whether the client showed a certificate, where it is asked for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// It did.
    Shown,
    /// It did not.
    Missing,
    /// It was not asked.
    NotAsked,
}

/// The address of the client, proxies accounted for.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What handlers tell about a request, for its log line. It travels with the answer.
#[derive(Debug, Clone, Default)]
pub struct RequestOutcome {
    /// Who asked.
    pub client: Option<Client>,
    /// The format that was asked for.
    pub format: Option<&'static str>,
    /// The size of the body received.
    pub received: u64,
    /// The time of its job, waiting and at work.
    pub work: Option<WorkSpan>,
    /// How the conversion was answered.
    pub cache: Option<CacheOutcome>,
}

impl RequestOutcome {
    /// The account that `response` carries, a new one where it has none yet.
    pub fn of(response: &mut Response) -> &mut RequestOutcome {
        response.extensions_mut().get_or_insert_default()
    }
}
