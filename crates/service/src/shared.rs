//! What replicas share through Redis: the arrival times of rate limits, and the nonces of signatures.
//!
//! Redis may go away at any time. Whoever asks is then told so at once, a task tries to reach it again, and until that
//! succeeds every process counts for itself.

#[cfg(not(feature = "redis"))]
#[path = "shared/absent.rs"]
mod connection;
#[cfg(feature = "redis")]
mod connection;

use std::fmt;
use std::time::Duration;

pub use connection::Shared;

/// Where Redis is.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedPlace {
    url: String,
    timeout: Duration,
}

impl fmt::Debug for SharedPlace {
    /// The address may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedPlace").finish_non_exhaustive()
    }
}

impl SharedPlace {
    /// Reads the address of a Redis server.
    ///
    /// # Errors
    /// What is wrong with it, without its text.
    pub fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("rediss://") {
            return Err(
                "must be redis:// or redis+unix://: Redis over TLS is not supported".to_owned(),
            );
        }
        if !connection::is_address(url) {
            return Err("must be an address such as redis://:password@host:6379/0".to_owned());
        }
        Ok(SharedPlace {
            url: url.to_owned(),
            timeout: Duration::from_millis(100),
        })
    }

    /// The same, waiting so long for each answer.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        SharedPlace { timeout, ..self }
    }
}

/// Redis does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away;

/// How far ahead of now the next request of a client is due, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// Whether this request counted.
    pub is_allowed: bool,
    /// Before this request.
    pub microseconds: u64,
}

#[cfg(all(test, feature = "redis"))]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_checked_and_never_shown() {
        let place = SharedPlace::parse("redis://:top-secret@host:6379/0").expect("an address");
        assert!(!format!("{place:?}").contains("secret"));
        for wrong in ["host", "http://secret@host", "rediss://:secret@host"] {
            let message = SharedPlace::parse(wrong).expect_err(wrong);
            assert!(!message.contains("secret"), "{message}");
        }
    }
}
