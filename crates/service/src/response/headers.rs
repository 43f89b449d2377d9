//! The headers of every answer: the version of the service, and those for security, by what is sent.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// In which version of the service the answer was made.
pub const VERSION: HeaderName = HeaderName::from_static("chordpro-api-version");

static COMMON: [(HeaderName, HeaderValue); 10] = [
    (VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION"))),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // Browsers have dropped the filter that this once switched on, and it did more harm than good.
    (header::X_XSS_PROTECTION, HeaderValue::from_static("0")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        HeaderValue::from_static("require-corp"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        ),
    ),
    (
        HeaderName::from_static("x-permitted-cross-domain-policies"),
        HeaderValue::from_static("none"),
    ),
];

/// For converted pages: their own style and embedded pictures and fonts, nothing else, no script, no form.
static DOCUMENT_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; sandbox",
);

/// For everything that is not shown as a page.
static DATA_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Lets pages of other origins show the answer, as a signed link is made for.
pub fn share(headers: &mut HeaderMap) {
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

/// How an answer reaches the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// In the clear.
    Plain,
    /// Over TLS of this process.
    Tls,
}

/// Browsers are to come back over TLS only, for two years.
static STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Adds the security headers; what a handler has set itself, such as its own content policy or caching, stays.
pub fn secure(headers: &mut HeaderMap, transport: Transport) {
    if transport == Transport::Tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT.clone());
    }
    for (name, value) in &COMMON {
        headers.entry(name.clone()).or_insert_with(|| value.clone());
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let is_document = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("image/svg"));
        let policy = if is_document {
            &DOCUMENT_POLICY
        } else {
            &DATA_POLICY
        };
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(content_type: &'static str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        secure(&mut headers, Transport::Plain);
        headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text")
            .to_owned()
    }

    #[test]
    fn converted_pages_may_not_run_scripts() {
        for kind in ["text/html; charset=utf-8", "image/svg+xml"] {
            let policy = policy(kind);
            assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"));
            assert!(!policy.contains("script-src"));
        }
    }

    #[test]
    fn over_tls_browsers_are_told_to_stay_with_it() {
        let mut headers = HeaderMap::new();
        secure(&mut headers, Transport::Plain);
        assert!(!headers.contains_key("strict-transport-security"));
        secure(&mut headers, Transport::Tls);
        assert!(headers.contains_key("strict-transport-security"));
    }

    #[test]
    fn a_policy_of_the_handler_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("x"),
        );
        secure(&mut headers, Transport::Plain);
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "x");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["x-xss-protection"], "0");
    }
}
