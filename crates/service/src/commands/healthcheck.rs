//! The sub-command `healthcheck`: asks the service that runs with the same settings for `/health`.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use crate::security::tls::{ClientCertificates, TlsFiles};
use crate::settings::{Settings, Source};
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{self, CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    AlertDescription, ClientConfig, ClientConnection, DigitallySignedStruct, Error,
    SignatureScheme, StreamOwned,
};

use super::report;

/// Longest wait for each step.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How much of an answer is read.
pub(super) const MOST: u64 = 64 << 10;

/// Checks the service; exits with 0 if it is healthy.
pub(super) fn healthcheck(mut source: Source) -> ExitCode {
    // Only where and how the service listens matters here, so keys need not be known.
    source.set_flag("DEVELOPMENT_MODE", "true");
    let settings = match Settings::read(source) {
        Ok(settings) => settings,
        Err(faults) => {
            report(&faults);
            return ExitCode::from(2);
        }
    };
    let host = if settings.listen.bind.is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        settings.listen.bind
    };
    let address = SocketAddr::new(host, settings.listen.port);
    let tls = settings.tls.files.as_ref();
    let outcome = match &settings.listen.unix_socket {
        Some(path) => connect_to(path).and_then(|stream| ask(stream, host, tls)),
        None => connect(address).and_then(|stream| ask(stream, host, tls)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("chordpro-api: the service is not well");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("chordpro-api: the service does not answer: {error}");
            ExitCode::FAILURE
        }
    }
}

fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn connect_to(path: &Path) -> io::Result<UnixStream> {
    let stream = UnixStream::connect(path)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn ask(stream: impl Read + Write, host: IpAddr, tls: Option<&TlsFiles>) -> io::Result<bool> {
    let Some(files) = tls else {
        return ask_over(stream);
    };
    let config = config(files).map_err(io::Error::other)?;
    let name = ServerName::from(host);
    let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    match ask_over(StreamOwned::new(connection, stream)) {
        // It asks every client for a certificate, and there is none at hand. That it asks is all that can be known.
        Err(error) if asks_for_certificate(&error) => {
            Ok(files.client_certificates == ClientCertificates::Required)
        }
        outcome => outcome,
    }
}

fn ask_over(mut stream: impl Read + Write) -> io::Result<bool> {
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(MOST).read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200 "))
}

fn asks_for_certificate(error: &io::Error) -> bool {
    let inner = error
        .get_ref()
        .and_then(|error| error.downcast_ref::<Error>());
    matches!(
        inner,
        Some(Error::AlertReceived(AlertDescription::CertificateRequired))
    )
}

fn config(files: &TlsFiles) -> Result<ClientConfig, String> {
    let own = files.own_certificate().map_err(|fault| fault.to_string())?;
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Own(own, Arc::clone(&provider)));
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// Trusts the service's own certificate and no other: it is asked by its address, for which it need not be made out.
#[derive(Debug)]
struct Own(CertificateDer<'static>, Arc<CryptoProvider>);

impl ServerCertVerifier for Own {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if *end_entity == self.0 {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::General(
                "another certificate than that in TLS_CERT_FILE".to_owned(),
            ))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.1.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.1.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.1.signature_verification_algorithms.supported_schemes()
    }
}
