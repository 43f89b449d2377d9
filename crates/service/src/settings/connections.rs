//! How many connections there may be, and how long each may take.

use std::time::Duration;

use tokio::time::Instant;

use super::entry::{COUNT, DURATION, DURATION_OR_NONE, group, size};
use super::value::{self, GIB, count, duration, plain, positive_duration};

group! {
    /// How many connections there may be, and how long each may take.
    #[derive(Debug, Clone)]
    pub struct ConnectionSettings {
        max_connections: usize = Plain "MAX_CONNECTIONS" ("12000"), COUNT,
            "Open connections; more are turned away with 503." => plain(count);
        header_timeout: Duration = Plain "HEADER_TIMEOUT" ("30s"), DURATION,
            "Time for the head of a request to arrive." => plain(positive_duration);
        keep_alive_timeout: Duration = Plain "KEEP_ALIVE_TIMEOUT" ("75s"), DURATION,
            "Time for the next request on a connection that is kept; then it is closed. Longer than that of a proxy in front." => plain(positive_duration);
        body_timeout: Duration = Plain "BODY_TIMEOUT" ("30s"), DURATION,
            "Time for the body of a request to arrive; then 408." => plain(positive_duration);
        write_timeout: Duration = Plain "WRITE_TIMEOUT" ("30s"), DURATION,
            "Time for a client to take the next piece of an answer; then the connection is closed." => plain(positive_duration);
        min_send_rate: u64 = Plain "MIN_SEND_RATE" ("4KiB"), size!("0B to 1GiB", "4KiB"),
            "Bytes a second that a client has to take of an answer on average; then the connection is closed. 0 asks for none." => plain(value::size(0..=GIB));
        shutdown_timeout: Duration = Plain "SHUTDOWN_TIMEOUT" ("30s"), DURATION_OR_NONE,
            "Time for running requests to end after SIGTERM." => plain(duration);
        shutdown_delay: Duration = Plain "SHUTDOWN_DELAY" ("0s"), DURATION_OR_NONE,
            "Time between readiness going off and the listener closing." => plain(duration);
    }
}

/// How long the other end may take.
#[derive(Debug, Clone, Copy)]
pub struct SendLimit {
    /// For the next piece.
    pub piece: Duration,
    /// Bytes a second on average, once it has been waited for longer than for one piece; 0 asks for none.
    pub rate: u64,
}

impl SendLimit {
    /// When it ends, if nothing more is taken: so much was `taken` `since` then, and the `last` of it at that time.
    pub(crate) fn end(self, since: Instant, last: Instant, taken: u64) -> Instant {
        let stall = last + self.piece;
        match self.rate {
            0 => stall,
            rate => {
                let worth = Duration::from_millis(taken.saturating_mul(1000) / rate);
                stall.min(since + self.piece + worth)
            }
        }
    }
}

impl ConnectionSettings {
    /// How long a client may take to take an answer.
    pub fn send_limit(&self) -> SendLimit {
        SendLimit {
            piece: self.write_timeout,
            rate: self.min_send_rate,
        }
    }
}
