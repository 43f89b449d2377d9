//! TLS in the process: certificates from files, read again when they change, and client certificates.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::operator_files;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{self, RootCertStore, ServerConfig};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// Which clients must show a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientCertificates {
    /// All: a handshake without one fails.
    Required,
    /// All but those that ask for the health routes, so that probes need none.
    ExceptHealth,
}

/// The files that TLS needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// `TLS_CERT_FILE`: the certificate and those between it and its root, as PEM.
    pub certificate: PathBuf,
    /// `TLS_KEY_FILE`: the private key, as PEM.
    pub key: PathBuf,
    /// `TLS_CLIENT_CA_FILE`: the roots of client certificates, as PEM. Without it none are asked for.
    pub client_ca: Option<PathBuf>,
    /// `TLS_CLIENT_CERTIFICATES`.
    pub client_certificates: ClientCertificates,
}

/// What is wrong with a file that TLS needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFault {
    /// The setting that names the file.
    pub setting: &'static str,
    /// What is wrong, to follow the setting's name.
    pub message: String,
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.setting, self.message)
    }
}

const CERTIFICATE: &str = "TLS_CERT_FILE";
const KEY: &str = "TLS_KEY_FILE";
const CLIENT_CA: &str = "TLS_CLIENT_CA_FILE";

impl TlsFiles {
    /// All the files.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        [&self.certificate, &self.key]
            .into_iter()
            .chain(&self.client_ca)
            .map(PathBuf::as_path)
    }

    /// The certificate of the service itself, the first of its file.
    ///
    /// # Errors
    /// The file cannot be read, or holds none.
    pub fn own_certificate(&self) -> Result<CertificateDer<'static>, TlsFault> {
        certificates(CERTIFICATE, &self.certificate)?
            .into_iter()
            .next()
            .ok_or_else(|| fault(CERTIFICATE, "holds no certificate"))
    }

    /// Reads the files.
    ///
    /// # Errors
    /// The first file that cannot be read or used.
    pub fn load(&self) -> Result<Loaded, TlsFault> {
        let chain = certificates(CERTIFICATE, &self.certificate)?;
        let expiry = expiry(&chain)?;
        let key = private_key(&read(KEY, &self.key)?)?;
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("the provider has the cipher suites of the default versions");
        let builder = match &self.client_ca {
            None => builder.with_no_client_auth(),
            Some(path) => {
                let mut roots = RootCertStore::empty();
                for certificate in certificates(CLIENT_CA, path)? {
                    roots
                        .add(certificate)
                        .map_err(|_| fault(CLIENT_CA, "holds a certificate that is no root"))?;
                }
                let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
                let verifier = match self.client_certificates {
                    ClientCertificates::Required => verifier,
                    ClientCertificates::ExceptHealth => verifier.allow_unauthenticated(),
                };
                let verifier = verifier
                    .build()
                    .map_err(|_| fault(CLIENT_CA, "holds no roots that can be used"))?;
                builder.with_client_cert_verifier(verifier)
            }
        };
        let mut config = builder
            .with_single_cert(chain, key)
            .map_err(|error| match error {
                rustls::Error::InconsistentKeys(_) => {
                    fault(KEY, "is not the key of the certificate in TLS_CERT_FILE")
                }
                _ => fault(KEY, "and TLS_CERT_FILE cannot be used together"),
            })?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Loaded {
            config: Arc::new(config),
            expiry,
        })
    }
}

/// What is read from the files.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What connections are served with.
    pub config: Arc<ServerConfig>,
    /// When the first certificate of the chain expires, in seconds since 1970.
    pub expiry: i64,
}

/// When the first of these certificates expires.
fn expiry(chain: &[CertificateDer<'_>]) -> Result<i64, TlsFault> {
    let ends: Option<Vec<i64>> = chain
        .iter()
        .map(|certificate| {
            let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
            Some(certificate.validity().not_after.timestamp())
        })
        .collect();
    ends.and_then(|ends| ends.into_iter().min())
        .ok_or_else(|| fault(CERTIFICATE, "holds a certificate that is not well formed"))
}

fn fault(setting: &'static str, message: impl Into<String>) -> TlsFault {
    TlsFault {
        setting,
        message: message.into(),
    }
}

fn read(setting: &'static str, path: &Path) -> Result<Vec<u8>, TlsFault> {
    operator_files::read(path).map_err(|error| {
        fault(
            setting,
            format!(
                "names a file that cannot be read: {} ({})",
                operator_files::describe(&error),
                path.display()
            ),
        )
    })
}

fn certificates(
    setting: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, TlsFault> {
    let text = read(setting, path)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .map_err(|error| unusable(setting, "certificate", &error))?;
    if chain.is_empty() {
        return Err(unusable(setting, "certificate", &pem::Error::NoItemsFound));
    }
    Ok(chain)
}

fn private_key(text: &[u8]) -> Result<PrivateKeyDer<'static>, TlsFault> {
    PrivateKeyDer::from_pem_slice(text).map_err(|error| {
        // PKCS #8 says so in its label (RFC 7468, 11), older forms in a header (RFC 1421, 4.6.1.1).
        let is_encrypted = [&b"-----BEGIN ENCRYPTED PRIVATE KEY-----"[..], b"4,ENCRYPTED"]
            .iter()
            .any(|mark| memchr::memmem::find(text, mark).is_some());
        match is_encrypted {
            true => fault(
                KEY,
                "holds an encrypted private key, and there is no setting for its passphrase: decrypt it, for example with `openssl pkey`",
            ),
            false => unusable(KEY, "private key", &error),
        }
    })
}

fn unusable(setting: &'static str, what: &str, error: &pem::Error) -> TlsFault {
    match error {
        pem::Error::NoItemsFound => fault(setting, format!("holds no {what} in PEM form")),
        _ => fault(setting, "is not well formed PEM"),
    }
}

/// The certificates in force.
#[derive(Debug)]
pub struct Tls {
    files: TlsFiles,
    loaded: RwLock<Loaded>,
}

impl Tls {
    /// TLS with the certificates in `files`.
    ///
    /// # Errors
    /// See [`TlsFiles::load`].
    pub fn new(files: TlsFiles) -> Result<Self, TlsFault> {
        let loaded = RwLock::new(files.load()?);
        Ok(Tls { files, loaded })
    }

    /// What new connections are served with.
    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.loaded().config)
    }

    /// When the first certificate of the chain expires, in seconds since 1970.
    pub fn expiry(&self) -> i64 {
        self.loaded().expiry
    }

    fn loaded(&self) -> RwLockReadGuard<'_, Loaded> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files.
    pub fn files(&self) -> &TlsFiles {
        &self.files
    }

    /// Reads the files again. Connections that are open keep what they were opened with.
    ///
    /// # Errors
    /// What is wrong with them; then the certificates before stay in force.
    pub fn reload(&self) -> Result<(), TlsFault> {
        let loaded = self.files.load()?;
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }
}
