//! TLS over real sockets: with and without client certificates, and while certificates change.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::started::{Started, exchange, post, read_to_end, start};
use chordpro_api::server::shutdown::Watch;
use chordpro_api::settings::{Settings, Source};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(params, key).expect("a root")
}

/// A certificate for `name`, and its key, as PEM.
fn certificate(authority: &Authority, name: &str) -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, authority).expect("signed");
    (certificate.pem(), key.serialize_pem())
}

/// A folder of certificates, taken away at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tls-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("text").to_owned()
    }

    /// A certificate for this host and its key: the settings that name them.
    fn own(&self, authority: &Authority) -> [(&'static str, String); 2] {
        let (certificate, key) = certificate(authority, "localhost");
        [
            ("TLS_CERT_FILE", self.write("cert.pem", &certificate)),
            ("TLS_KEY_FILE", self.write("key.pem", &key)),
        ]
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn start_with(settings: &[(&'static str, String)]) -> Started {
    let pairs: Vec<_> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    start(&pairs).await
}

fn client(authority: &Authority, own: Option<(&str, &str)>, protocols: &[&str]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("a root");
    let builder = ClientConfig::builder().with_root_certificates(roots);
    let mut config = match own {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).expect("PEM");
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("PEM");
            builder
                .with_client_auth_cert(vec![certificate], key)
                .expect("a pair")
        }
    };
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    config
}

async fn connect(
    address: SocketAddr,
    config: ClientConfig,
) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

/// What comes back for `text`; the error where the connection fails at any point.
async fn ask(address: SocketAddr, config: ClientConfig, text: &str) -> std::io::Result<String> {
    let mut stream = connect(address, config).await?;
    stream.write_all(text.as_bytes()).await?;
    let mut bytes = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut bytes);
    timeout(Duration::from_secs(20), reading)
        .await
        .expect("an end")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

const HEALTH: &str = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

const PAGE: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn over_tls_songs_are_converted_and_browsers_told_to_stay() {
    let (folder, root) = (Folder::new("plain"), authority());
    let server = start_with(&folder.own(&root)).await;
    let song = r#"{"content": "{title: A}\n[C]La", "output_format": "text"}"#;
    let request = post(song, "Connection: close\r\n");
    let text = ask(server.address, client(&root, None, &["http/1.1"]), &request)
        .await
        .expect("an answer");
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    assert!(
        text.contains("strict-transport-security: max-age="),
        "{text}"
    );
    let refused = ask(server.address, client(&root, None, &[]), "nonsense\r\n\r\n").await;
    let refused = refused.expect("an answer");
    assert!(refused.starts_with("HTTP/1.1 400 ") && refused.contains("strict-transport-security"));
}

#[tokio::test]
async fn http_2_is_agreed_on_where_the_client_speaks_it() {
    let (folder, root) = (Folder::new("alpn"), authority());
    let server = start_with(&folder.own(&root)).await;
    for (protocols, agreed) in [
        (&["h2", "http/1.1"][..], Some(&b"h2"[..])),
        (&["http/1.1"], Some(b"http/1.1")),
        (&[], None),
    ] {
        let config = client(&root, None, protocols);
        let stream = connect(server.address, config).await.expect("connected");
        assert_eq!(stream.get_ref().1.alpn_protocol(), agreed);
        if agreed == Some(b"h2") {
            let (mut requests, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
            tokio::spawn(connection);
            let request = axum::http::Request::builder().uri("https://localhost/health/live");
            let request = request.body(()).expect("a request");
            let (answer, _) = requests.send_request(request, true).expect("sent");
            let answer = answer.await.expect("an answer");
            assert_eq!(answer.status(), 200);
            assert!(answer.headers().contains_key("strict-transport-security"));
        }
    }
}

#[tokio::test]
async fn plain_http_is_told_to_use_tls() {
    let (folder, root) = (Folder::new("clear"), authority());
    let server = start_with(&folder.own(&root)).await;
    let text = exchange(server.address, HEALTH).await;
    assert!(
        text.starts_with("HTTP/1.1 400 ") && text.contains("https://"),
        "{text}"
    );
    assert!(text.contains("x-content-type-options: nosniff"));
}

#[tokio::test]
async fn a_client_certificate_can_be_required() {
    let (folder, root, clients) = (Folder::new("client"), authority(), authority());
    let mut settings = folder.own(&root).to_vec();
    settings.push(("TLS_CLIENT_CA_FILE", folder.write("ca.pem", &clients.pem())));
    let server = start_with(&settings).await;
    let (certificate_of_client, key) = certificate(&clients, "client");
    let (stranger, key_of_stranger) = certificate(&authority(), "client");
    let with = client(&root, Some((&certificate_of_client, &key)), &[]);
    let text = ask(server.address, with, PAGE).await.expect("an answer");
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    for config in [
        client(&root, None, &[]),
        client(&root, Some((&stranger, &key_of_stranger)), &[]),
    ] {
        let refused = ask(server.address, config, HEALTH).await;
        assert!(refused.is_err(), "{refused:?}");
    }
    let failed = server.app.metrics.expose(&server.app.gauges());
    assert!(
        failed.contains("chordpro_tls_handshakes_failed_total 2"),
        "{failed}"
    );
}

#[tokio::test]
async fn the_health_routes_may_do_without_a_client_certificate() {
    let (folder, root, clients) = (Folder::new("health"), authority(), authority());
    let mut settings = folder.own(&root).to_vec();
    settings.push(("TLS_CLIENT_CA_FILE", folder.write("ca.pem", &clients.pem())));
    settings.push(("TLS_CLIENT_CERTIFICATES", "except-health".to_owned()));
    let server = start_with(&settings).await;
    let ask = async |config, text| ask(server.address, config, text).await.expect("an answer");
    assert!(
        ask(client(&root, None, &[]), HEALTH)
            .await
            .starts_with("HTTP/1.1 200")
    );
    assert!(
        ask(client(&root, None, &[]), PAGE)
            .await
            .starts_with("HTTP/1.1 403")
    );
    let (shown, key) = certificate(&clients, "client");
    let with = client(&root, Some((&shown, &key)), &[]);
    assert!(ask(with, PAGE).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_handshake_that_does_not_come_is_cut_off() {
    let (folder, root) = (Folder::new("slow"), authority());
    let mut settings = folder.own(&root).to_vec();
    settings.push(("TLS_HANDSHAKE_TIMEOUT", "200ms".to_owned()));
    let server = start_with(&settings).await;
    let mut stream = TcpStream::connect(server.address).await.expect("connected");
    let begun = Instant::now();
    stream.write_all(&[0x16, 3, 1, 1, 0]).await.expect("sent");
    assert_eq!(read_to_end(&mut stream).await, "");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn handshakes_at_once_are_bounded() {
    let (folder, root) = (Folder::new("bounded"), authority());
    let mut settings = folder.own(&root).to_vec();
    // One handshake for each four connections.
    settings.push(("MAX_CONNECTIONS", "4".to_owned()));
    settings.push(("TLS_HANDSHAKE_TIMEOUT", "3s".to_owned()));
    let server = start_with(&settings).await;
    let mut stalled = TcpStream::connect(server.address).await.expect("connected");
    stalled.write_all(&[0x16, 3, 1, 1, 0]).await.expect("sent");
    sleep(Duration::from_millis(1500)).await;
    let begun = Instant::now();
    let text = ask(server.address, client(&root, None, &[]), HEALTH).await;
    assert!(text.expect("an answer").starts_with("HTTP/1.1 200"));
    assert!(
        begun.elapsed() > Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
}

/// The certificate that the service shows now.
async fn shown(address: SocketAddr, config: ClientConfig) -> Option<Vec<u8>> {
    let stream = connect(address, config).await.ok()?;
    let certificates = stream.get_ref().1.peer_certificates()?;
    Some(certificates.first()?.to_vec())
}

fn der(path: &Path) -> Vec<u8> {
    CertificateDer::from_pem_file(path).expect("PEM").to_vec()
}

#[tokio::test]
async fn the_first_end_of_a_certificate_in_the_chain_is_measured() {
    let (folder, root) = (Folder::new("expiry"), authority());
    let settings = folder.own(&root);
    let until = |year| {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.not_after = rcgen::date_time_ymd(year, 2, 3);
        let certificate = params.signed_by(&key, &root).expect("signed").pem();
        (certificate, key.serialize_pem())
    };
    let ((own, key), (between, _)) = (until(2041), until(2031));
    folder.write("cert.pem", &format!("{own}{between}"));
    folder.write("key.pem", &key);
    let server = start_with(&settings).await;
    let page = server.app.metrics.expose(&server.app.gauges());
    let line = "\nchordpro_certificate_expiry_timestamp_seconds 1927843200\n";
    assert!(page.contains(line), "{page}");
}

#[tokio::test]
async fn a_changed_certificate_is_shown_and_a_broken_one_is_not() {
    let (folder, root) = (Folder::new("reload"), authority());
    let log = folder.0.join("audit.log");
    let mut settings = folder.own(&root).to_vec();
    settings.push(("AUDIT_LOG", log.to_str().expect("text").to_owned()));
    let server = start_with(&settings).await;
    let watch = Watch::begin(&server.app.settings).expect("signals");
    tokio::spawn(watch.keep(server.app.clone()));
    let path = folder.0.join("cert.pem");
    let first = der(&path);
    let now = async || shown(server.address, client(&root, None, &[])).await;
    assert_eq!(now().await, Some(first.clone()));
    let mut open = connect(server.address, client(&root, None, &[]))
        .await
        .expect("connected");

    folder.write("cert.pem", "broken");
    let noted = async |event: &str| {
        let waiting = async {
            while !std::fs::read_to_string(&log).is_ok_and(|log| log.contains(event)) {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(10), waiting)
            .await
            .expect(event);
    };
    noted("certificate rejected").await;
    assert_eq!(now().await, Some(first.clone()), "the old one stays");

    folder.own(&root);
    noted("certificate changed").await;
    let second = der(&path);
    assert_ne!(first, second);
    assert_eq!(now().await, Some(second));
    open.write_all(HEALTH.as_bytes()).await.expect("sent");
    let text = read_to_end(&mut open).await;
    assert!(
        text.starts_with("HTTP/1.1 200"),
        "an open connection goes on: {text}"
    );
}

#[test]
fn what_is_wrong_with_the_files_is_said_by_the_name_of_the_setting() {
    let (folder, root) = (Folder::new("faults"), authority());
    let [(_, certificate_path), (_, key)] = folder.own(&root);
    let (_, other_key) = certificate(&root, "localhost");
    let other_key = folder.write("other.pem", &other_key);
    let text = folder.write("text.pem", "no PEM at all");
    let encrypted = folder.write(
        "encrypted.pem",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBXBgk=\n-----END ENCRYPTED PRIVATE KEY-----\n",
    );
    let cases: [(&[(&str, &str)], &str); 9] = [
        (
            &[("TLS_CERT_FILE", &certificate_path)],
            "TLS_KEY_FILE is needed",
        ),
        (&[("TLS_KEY_FILE", &key)], "TLS_CERT_FILE is needed"),
        (&[("TLS_CLIENT_CA_FILE", &text)], "TLS_CERT_FILE is needed"),
        (
            &[("TLS_CERT_FILE", "/nowhere"), ("TLS_KEY_FILE", &key)],
            "TLS_CERT_FILE names a file that cannot be read: no such file (/nowhere)",
        ),
        (
            &[("TLS_CERT_FILE", &text), ("TLS_KEY_FILE", &key)],
            "TLS_CERT_FILE holds no certificate",
        ),
        (
            &[
                ("TLS_CERT_FILE", &certificate_path),
                ("TLS_KEY_FILE", &text),
            ],
            "TLS_KEY_FILE holds no private key",
        ),
        (
            &[
                ("TLS_CERT_FILE", &certificate_path),
                ("TLS_KEY_FILE", &other_key),
            ],
            "TLS_KEY_FILE is not the key",
        ),
        (
            &[
                ("TLS_CERT_FILE", &certificate_path),
                ("TLS_KEY_FILE", &encrypted),
            ],
            "TLS_KEY_FILE holds an encrypted private key",
        ),
        (
            &[
                ("TLS_CERT_FILE", &certificate_path),
                ("TLS_KEY_FILE", &key),
                ("TLS_CLIENT_CERTIFICATES", "except-health"),
            ],
            "TLS_CLIENT_CERTIFICATES has no effect without TLS_CLIENT_CA_FILE",
        ),
    ];
    for (pairs, sentence) in cases {
        let mut pairs = pairs.to_vec();
        pairs.push(("DEVELOPMENT_MODE", "1"));
        let faults = Settings::read(Source::from_pairs(&pairs)).expect_err(sentence);
        let text: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert!(
            text.iter().any(|fault| fault.starts_with(sentence)),
            "{text:?}"
        );
    }
}
