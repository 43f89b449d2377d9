//! The path below which clients see the service: `BASE_PATH`, where the proxy in front leaves it in requests, and
//! `X-Forwarded-Prefix`, where it takes it out.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::{ServiceExt, service_fn};

use crate::security::networks::Networks;

/// The field in which proxies say what they took out.
const FIELD: &str = "x-forwarded-prefix";

/// Longer prefixes are none.
const MAX_LENGTH: usize = 256;

/// What stands before the paths of the service in the addresses that the client of a request uses, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix(Arc<str>);

impl Default for Prefix {
    fn default() -> Self {
        Prefix(Arc::from(""))
    }
}

impl Prefix {
    /// The prefix as text; empty where there is none.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// That of a request from `peer`: what a trusted proxy took out, and before it `own`, what the service did itself.
    pub fn of(
        peer: Option<IpAddr>,
        headers: &HeaderMap,
        trusted: &Networks,
        own: Option<&Prefix>,
    ) -> Self {
        let own = own.map_or("", Prefix::as_str);
        let is_trusted = peer.is_some_and(|peer| trusted.contains(peer));
        let forwarded = headers
            .get(FIELD)
            .filter(|_| is_trusted)
            .and_then(|value| value.to_str().ok())
            .map(|text| text.trim().trim_end_matches('/'))
            .filter(|text| is_valid(text))
            .unwrap_or("");
        Prefix(format!("{forwarded}{own}").into())
    }
}

/// Whether `path` begins with a slash and holds nothing that could lead elsewhere or out of the text that it is put into.
pub fn is_valid(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.starts_with('/')
        && path.len() <= MAX_LENGTH
        && path.bytes().all(is_plain)
        && path
            .split('/')
            .skip(1)
            .all(|part| !matches!(part, "" | "." | ".."))
}

/// The routes of `inner`, also below `base`. Without it they stay for probes that come past the proxy.
pub fn below(base: &str, inner: Router) -> Router {
    if base.is_empty() {
        return inner;
    }
    let base: Arc<str> = base.into();
    Router::new().fallback_service(service_fn(move |mut request: Request| {
        let (base, inner) = (Arc::clone(&base), inner.clone());
        async move {
            let rest = request.uri().path().strip_prefix(&*base);
            match rest.map(str::to_owned) {
                Some(rest) if rest.is_empty() => {
                    *request.uri_mut() = with_path(request.uri(), "/");
                    request.extensions_mut().insert(Unclosed(base));
                }
                Some(rest) if rest.starts_with('/') => {
                    *request.uri_mut() = with_path(request.uri(), &rest);
                    request.extensions_mut().insert(Prefix(base));
                }
                _ => {}
            }
            let answer: Result<Response, Infallible> = inner.oneshot(request).await;
            answer
        }
    }))
}

/// Marks a request for `BASE_PATH` itself without a slash at its end. What the page refers to by its name alone stands beside it
/// only where its address ends in one.
#[derive(Debug, Clone)]
pub struct Unclosed(Arc<str>);

impl IntoResponse for Unclosed {
    /// Leads to the page.
    fn into_response(self) -> Response {
        let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
        if let Ok(location) = HeaderValue::from_str(&format!("{}/", self.0)) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

/// `uri` with another path.
fn with_path(uri: &Uri, path: &str) -> Uri {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    let Ok(path_and_query) = text.parse::<PathAndQuery>() else {
        return uri.clone();
    };
    parts.path_and_query = Some(path_and_query);
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(peer: &str, forwarded: &'static str) -> String {
        let trusted = Networks::parse("10.0.0.0/8").expect("networks");
        let mut headers = HeaderMap::new();
        headers.insert(FIELD, HeaderValue::from_static(forwarded));
        let own = Prefix("/own".into());
        let peer = peer.parse().ok();
        Prefix::of(peer, &headers, &trusted, Some(&own))
            .as_str()
            .to_owned()
    }

    #[test]
    fn a_prefix_is_believed_of_trusted_proxies_alone() {
        assert_eq!(prefix("10.0.0.1", "/songs"), "/songs/own");
        assert_eq!(prefix("10.0.0.1", "/songs/"), "/songs/own");
        assert_eq!(prefix("192.0.2.1", "/songs"), "/own");
    }

    #[test]
    fn a_prefix_that_leads_elsewhere_is_none() {
        for wrong in [
            "//evil.example",
            "https://evil.example",
            "/a/../b",
            "/a\"b",
            "/a<b",
            "/a b",
            "a",
            "/a//b",
        ] {
            assert_eq!(prefix("10.0.0.1", wrong), "/own", "{wrong}");
        }
    }
}
