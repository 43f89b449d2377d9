//! Roots that certificates of other servers are checked against: those of the system, or Mozilla's where there are none, as in the
//! container image.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;

/// Characters of base64 in a line of PEM.
const LINE: usize = 64;

/// The system's roots; empty where it has none.
fn system() -> Vec<CertificateDer<'static>> {
    rustls_native_certs::load_native_certs().certs
}

/// The roots that are trusted where no setting names others.
pub fn trusted() -> RootCertStore {
    trusted_beside(system())
}

fn trusted_beside(system: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(system);
    if store.is_empty() {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    store
}

/// The system's roots as PEM; `None` where it has none.
pub fn system_pem() -> Option<Vec<u8>> {
    pem(&system())
}

fn pem(certificates: &[CertificateDer<'_>]) -> Option<Vec<u8>> {
    let mut text = String::new();
    for certificate in certificates {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let mut code = STANDARD.encode(certificate);
        while !code.is_empty() {
            let rest = code.split_off(code.len().min(LINE));
            text.push_str(&code);
            text.push('\n');
            code = rest;
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    (!text.is_empty()).then(|| text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_rustls::rustls::pki_types::pem::PemObject;

    #[test]
    fn where_the_system_has_no_roots_those_of_mozilla_are_trusted() {
        assert_eq!(
            trusted_beside(Vec::new()).len(),
            webpki_roots::TLS_SERVER_ROOTS.len()
        );
        let key = rcgen::KeyPair::generate().expect("a key");
        let params = rcgen::CertificateParams::new(vec!["root".to_owned()]).expect("a name");
        let root = params.self_signed(&key).expect("signed");
        let own = trusted_beside(vec![root.der().clone()]);
        assert_eq!(own.len(), 1, "the system's alone");
    }

    #[test]
    fn certificates_are_the_same_after_they_were_text() {
        let der = CertificateDer::from(vec![7; 1000]);
        let text = pem(&[der.clone(), der.clone()]).expect("text");
        let read: Vec<_> = CertificateDer::pem_slice_iter(&text).flatten().collect();
        assert_eq!(read, [der.clone(), der]);
        assert_eq!(pem(&[]), None);
    }
}
