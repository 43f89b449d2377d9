//! Requests to addresses that clients name: to where the operator allows alone, and never to the inside of a network by way of a name.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::{HeaderValue, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::security::outbound_hosts::{OutboundHosts, Place, is_public};
use crate::security::root_certificates;

/// Time for one request, from looking up the name to the head of the answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why a request was not made, or not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboundFault {
    /// The address is not among those that the operator allows.
    NotAllowed,
    /// The name leads to an address that is not public.
    Inside,
    /// Nobody answered.
    Unanswered,
}

impl fmt::Display for OutboundFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OutboundFault::NotAllowed => "the address is not allowed",
            OutboundFault::Inside => "the name leads to an address that is not public",
            OutboundFault::Unanswered => "there was no answer",
        })
    }
}

/// Sends a request to its address, and gives the status of the answer. Redirects are not followed.
///
/// # Errors
/// See [`OutboundFault`].
pub async fn send(
    hosts: &OutboundHosts,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, OutboundFault> {
    let place = hosts
        .place(request.uri())
        .ok_or(OutboundFault::NotAllowed)?;
    let sent = timeout(PATIENCE, exchange(place, request)).await;
    sent.unwrap_or(Err(OutboundFault::Unanswered))
}

async fn exchange(
    place: Place,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, OutboundFault> {
    let unanswered = |_: io::Error| OutboundFault::Unanswered;
    let address = resolved(&place).await?;
    // To the very address that was looked at: a name may lead elsewhere the next time.
    let stream = TcpStream::connect(address).await.map_err(unanswered)?;
    if !place.is_encrypted {
        return answered(stream, request).await;
    }
    let name = ServerName::try_from(place.host).map_err(|_| OutboundFault::NotAllowed)?;
    let connector = TlsConnector::from(config());
    let stream = connector.connect(name, stream).await.map_err(unanswered)?;
    answered(stream, request).await
}

/// The address of a place. One that the operator wrote as an address is taken as it is; a name has to lead to public addresses alone.
async fn resolved(place: &Place) -> Result<SocketAddr, OutboundFault> {
    if let Ok(address) = place.host.parse::<IpAddr>() {
        return Ok(SocketAddr::new(address, place.port));
    }
    let found = lookup_host((place.host.as_str(), place.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| OutboundFault::Unanswered)?.collect();
    if found.iter().any(|address| !is_public(address.ip())) {
        return Err(OutboundFault::Inside);
    }
    found.first().copied().ok_or(OutboundFault::Unanswered)
}

fn config() -> Arc<ClientConfig> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    let made = || {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has the cipher suites of the default versions")
            .with_root_certificates(root_certificates::trusted())
            .with_no_client_auth();
        Arc::new(config)
    };
    Arc::clone(CONFIG.get_or_init(made))
}

async fn answered<S>(
    stream: S,
    mut request: Request<Full<Bytes>>,
) -> Result<StatusCode, OutboundFault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let authority = request
        .uri()
        .authority()
        .map_or("", |whole| whole.as_str())
        .to_owned();
    let path = request.uri().path_and_query();
    let path = path.map_or("/", |path| path.as_str()).parse();
    let (Ok(host), Ok(path)) = (HeaderValue::from_str(&authority), path) else {
        return Err(OutboundFault::NotAllowed);
    };
    request.headers_mut().insert(header::HOST, host);
    *request.uri_mut() = path;
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|_| OutboundFault::Unanswered)?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    // What else the answer holds is of no use.
    connection.abort();
    let answer = answer.map_err(|_| OutboundFault::Unanswered)?;
    Ok(answer.status())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused() {
        let hosts = OutboundHosts::parse("http://localhost:9").expect("an origin");
        let request = Request::post("http://localhost:9/").body(Full::default());
        let sent = send(&hosts, request.expect("a request")).await;
        assert_eq!(sent, Err(OutboundFault::Inside));
    }
}
