//! The way to the collector: one HTTP request for each batch, over TLS where its address says so.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::Scheme;
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use opentelemetry_http::{HttpClient, HttpError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::security::root_certificates;

/// Most of an answer that is read: it says which spans were refused, if any.
const MOST: usize = 64 << 10;

/// The collector. A connection is made for each batch: batches are seconds apart.
#[derive(Debug)]
pub(super) struct Collector {
    host: String,
    port: u16,
    tls: Option<Arc<ClientConfig>>,
    timeout: Duration,
}

impl Collector {
    /// The collector at `address`, which has `timeout` for each answer.
    ///
    /// # Errors
    /// What is wrong with the address or the roots.
    pub(super) fn new(
        address: &str,
        roots: Option<&[u8]>,
        timeout: Duration,
    ) -> Result<Self, String> {
        let fault = || "must be an address such as http://collector:4318".to_owned();
        let address: Uri = address.parse().map_err(|_| fault())?;
        let is_encrypted = match address.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(fault()),
        };
        let host = address.host().filter(|host| !host.is_empty());
        // Brackets belong to the address, not to the name.
        let host = host.ok_or_else(fault)?.trim_matches(['[', ']']).to_owned();
        Ok(Collector {
            host,
            port: address
                .port_u16()
                .unwrap_or(if is_encrypted { 443 } else { 80 }),
            tls: is_encrypted.then(|| config(roots)).transpose()?,
            timeout,
        })
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, HttpError> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        match &self.tls {
            None => exchange(stream, request).await,
            Some(config) => {
                let name = ServerName::try_from(self.host.clone())?;
                let connector = TlsConnector::from(Arc::clone(config));
                exchange(connector.connect(name, stream).await?, request).await
            }
        }
    }
}

fn config(given: Option<&[u8]>) -> Result<Arc<ClientConfig>, String> {
    let store = match given {
        Some(text) => {
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(CertificateDer::pem_slice_iter(text).flatten());
            store
        }
        None => root_certificates::trusted(),
    };
    if store.is_empty() {
        return Err("needs roots as PEM in OTEL_EXPORTER_OTLP_CERTIFICATE".to_owned());
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has the cipher suites of the default versions")
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

async fn exchange<S>(
    stream: S,
    mut request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, HttpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let authority = request.uri().authority().map_or("", |whole| whole.as_str());
    // Names and passwords before an @ are no part of the host.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = HeaderValue::from_str(host)?;
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let path = path.parse()?;
    request.headers_mut().insert(HOST, host);
    *request.uri_mut() = path;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?)
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let whole = async {
            let (parts, body) = self.send(request.map(Full::new)).await?.into_parts();
            let body = Limited::new(body, MOST).collect().await?.to_bytes();
            Ok(Response::from_parts(parts, body))
        };
        match timeout(self.timeout, whole).await {
            Ok(outcome) => outcome,
            Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
        }
    }
}
