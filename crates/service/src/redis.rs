//! What replicas share through Redis: the arrival times of rate limits, and the nonces of signatures.
//!
//! Redis may go away at any time. Whoever asks is then told so at once, a task tries to reach it again, and until that
//! succeeds every process counts for itself.

#[cfg(not(feature = "redis"))]
#[path = "redis/absent.rs"]
mod connection;
#[cfg(feature = "redis")]
mod connection;
#[cfg(feature = "redis")]
mod job_scripts;
#[cfg(feature = "redis")]
pub mod job_store;

use std::fmt;
use std::time::Duration;

pub use connection::Shared;

/// Where Redis is.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedPlace {
    url: String,
    roots: Option<Vec<u8>>,
    timeout: Duration,
}

impl fmt::Debug for SharedPlace {
    /// The address may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedPlace").finish_non_exhaustive()
    }
}

impl SharedPlace {
    /// The Redis server at `url`; over TLS (`rediss://`) one whose certificate comes from `roots`, as PEM, or from those that
    /// the system trusts, or else Mozilla. Each answer is waited for as long as `timeout`.
    ///
    /// # Errors
    /// What is wrong with it, without its text.
    pub fn new(url: &str, roots: Option<Vec<u8>>, timeout: Duration) -> Result<Self, String> {
        let place = SharedPlace {
            url: url.to_owned(),
            roots,
            timeout,
        };
        match Shared::new(&place) {
            Some(_) => Ok(place),
            None if place.roots.is_some() => Err(
                "must be an address such as rediss://:password@host:6379/0, and REDIS_CA_FILE hold roots as PEM"
                    .to_owned(),
            ),
            None => Err("must be an address such as redis://:password@host:6379/0".to_owned()),
        }
    }
}

/// Redis does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away;

/// Why nothing is known of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobAway {
    /// Redis does not answer.
    Away,
    /// Redis has no room.
    Full,
}

/// What became of a job that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It waits.
    Taken,
    /// It was sent before.
    Known,
    /// Its client has too many.
    TooMany,
}

/// A job that this replica is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The job.
    pub id: String,
    /// The stream that it comes from.
    pub stream: &'static str,
    /// Its place there.
    pub entry: String,
}

/// What is known of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobNote {
    /// `queued`, `working`, `done` or `dead`.
    pub state: String,
    /// How many jobs come before it, up to a thousand.
    pub ahead: usize,
    /// How many of its songs are done.
    pub songs: u64,
    /// Why it is dead.
    pub cause: Option<String>,
}

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

    fn place(url: &str) -> Result<SharedPlace, String> {
        SharedPlace::new(url, None, Duration::from_millis(100))
    }

    #[test]
    fn an_address_is_checked_and_never_shown() {
        for right in [
            "redis://:top-secret@host:6379/0",
            "rediss://:top-secret@host",
        ] {
            let place = place(right).expect("an address");
            assert!(!format!("{place:?}").contains("secret"));
        }
        for wrong in [
            "host",
            "http://secret@host",
            "rediss://:secret@host#insecure",
        ] {
            let message = place(wrong).expect_err(wrong);
            assert!(!message.contains("secret"), "{message}");
        }
    }
}
