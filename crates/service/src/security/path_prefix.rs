//! What stands before the service's paths in the addresses that clients see: `BASE_PATH`, and what a trusted proxy took out of them.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::HeaderMap;

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
    /// What the service took out of a path itself.
    pub fn own(base: Arc<str>) -> Self {
        Prefix(base)
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

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
