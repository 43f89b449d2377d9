//! The identity of a request: the client's own where it is well formed, else a new one.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::http::HeaderMap;

/// The header that carries it, both ways.
pub const HEADER: &str = "x-request-id";

/// The identity of one request, in the answer, the problem body and the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The client's identity for the request where that is 1 to 128 letters, digits, `-`, `_` or `.`; else a new one.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        headers
            .get(HEADER)
            .and_then(|value| value.to_str().ok())
            .filter(|text| is_well_formed(text))
            .map_or_else(Self::generate, |text| RequestId(text.into()))
    }

    /// A new identity: unique within the process, and unlikely to be met in another.
    pub fn generate() -> Self {
        static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one("process"));
        static MIX: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let tail = MIX.hash_one(count);
        RequestId(format!("{:016x}{tail:016x}", PROCESS.wrapping_add(count)).into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_well_formed(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn given(text: &'static str) -> RequestId {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_static(text));
        RequestId::from_headers(&headers)
    }

    #[test]
    fn a_well_formed_identity_is_taken_over() {
        assert_eq!(given("order-7_a.b").as_str(), "order-7_a.b");
    }

    #[test]
    fn anything_else_is_replaced() {
        for wrong in ["", "a b", "x\"y", "<script>"] {
            let id = given(wrong);
            assert_ne!(id.as_str(), wrong);
            assert!(is_well_formed(id.as_str()));
        }
    }

    #[test]
    fn generated_identities_differ() {
        assert_ne!(RequestId::generate(), RequestId::generate());
    }
}
