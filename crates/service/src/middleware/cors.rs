//! Cross-origin requests: which pages of other origins may read the answers (the CORS protocol of the Fetch standard).

use std::fmt;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::security::networks::is_loopback_name;

/// The origins whose pages may read answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// None but the service's own.
    Off,
    /// Those of this machine.
    Loopback,
    /// These, as browsers write them.
    Listed(Vec<String>),
    /// All.
    Any,
}

/// The headers of requests that pages may set beside those that they always may.
static REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Digest, Content-Type, If-None-Match, X-API-Key, X-Request-Id, traceparent, tracestate",
);

/// The headers of answers that pages may read beside those that they always may.
static ANSWER_HEADERS: HeaderValue = HeaderValue::from_static(
    "ChordPro-API-Version, ChordPro-Pages, ChordPro-Songs, ChordPro-Warnings, Content-Disposition, ETag, RateLimit, \
     RateLimit-Policy, Retry-After, X-Request-Id, traceresponse",
);

/// The methods of the routes.
static METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST");

/// Seconds for which a browser need not ask again: as many as Chromium takes at most.
static MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

impl Origins {
    /// Reads `off`, `*`, or origins separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "" | "off" => return Some(Origins::Off),
            "*" => return Some(Origins::Any),
            _ => {}
        }
        let origins = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        origins
            .map(|origin| is_origin(origin).then(|| origin.to_ascii_lowercase()))
            .collect::<Option<Vec<_>>>()
            .map(Origins::Listed)
    }

    /// Whether pages of `origin` may read answers.
    fn allow(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        match self {
            Origins::Off => false,
            Origins::Loopback => is_loopback(origin),
            Origins::Listed(listed) => listed.iter().any(|known| known == origin),
            Origins::Any => true,
        }
    }
}

impl fmt::Display for Origins {
    /// As the setting is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origins::Off => f.write_str("off"),
            Origins::Loopback => f.write_str("those of this machine"),
            Origins::Listed(listed) => f.write_str(&listed.join(",")),
            Origins::Any => f.write_str("*"),
        }
    }
}

/// Whether `text` is a scheme, a host and perhaps a port, and nothing after them.
fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, host)| {
        matches!(scheme, "http" | "https")
            && !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
    })
}

fn is_loopback(origin: &str) -> bool {
    let rest = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    rest.is_some_and(|rest| {
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (rest, ""),
        };
        port.bytes().all(|byte| byte.is_ascii_digit()) && is_loopback_name(host)
    })
}

/// The answer to a preflight request (`OPTIONS` that asks for a method) of a page that may read answers.
pub fn preflight(origins: &Origins, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let is_preflight = request.method() == Method::OPTIONS
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let origin = headers.get(header::ORIGIN).filter(|_| is_preflight)?;
    origins.allow(origin).then(|| {
        let fields = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS.clone()),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                REQUEST_HEADERS.clone(),
            ),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE.clone()),
        ];
        (StatusCode::NO_CONTENT, fields).into_response()
    })
}

/// Says in the `headers` of an answer whether a page of `origin` may read it.
pub fn mark(origins: &Origins, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    if *origins == Origins::Off {
        return;
    }
    if *origins != Origins::Any {
        vary(headers);
    }
    let Some(origin) = origin.filter(|origin| origins.allow(origin)) else {
        return;
    };
    let value = match origins {
        Origins::Any => HeaderValue::from_static("*"),
        _ => origin.clone(),
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        ANSWER_HEADERS.clone(),
    );
}

/// Says that the answer depends on the origin, beside what it depends on already.
fn vary(headers: &mut HeaderMap) {
    let mut names: Vec<_> = headers
        .get_all(header::VARY)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(str::to_owned)
        .collect();
    names.push("Origin".to_owned());
    if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
        headers.insert(header::VARY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(origins: &str, origin: &'static str) -> bool {
        let origins = Origins::parse(origins).expect("origins");
        origins.allow(&HeaderValue::from_static(origin))
    }

    #[test]
    fn an_origin_is_compared_as_a_whole() {
        let listed = "https://app.example, http://b.example:8081";
        assert!(allows(listed, "https://app.example"));
        assert!(allows(listed, "http://b.example:8081"));
        for other in [
            "http://app.example",
            "https://app.example:444",
            "https://app.example.evil.example",
            "https://evil-app.example",
            "http://b.example",
            "null",
        ] {
            assert!(!allows(listed, other), "{other}");
        }
        assert!(allows("*", "https://any.example") && !allows("off", "https://any.example"));
    }

    #[test]
    fn the_machine_itself_has_many_names_but_no_others() {
        let allows = |origin| Origins::Loopback.allow(&HeaderValue::from_static(origin));
        for own in [
            "http://localhost:3000",
            "http://localhost",
            "https://app.localhost",
            "http://127.0.0.1:5173",
            "http://[::1]:5173",
            "http://[::1]",
        ] {
            assert!(allows(own), "{own}");
        }
        for other in [
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://evil.example:80",
            "http://notlocalhost",
            "http://192.0.2.1",
            "null",
            "file://",
        ] {
            assert!(!allows(other), "{other}");
        }
    }
}
