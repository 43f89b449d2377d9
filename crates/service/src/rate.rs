//! Rate limits: GCRA for each client, in memory.
//!
//! Each client has one number, the theoretical arrival time of its next request. A request that arrives earlier than
//! that by more than the tolerance is refused; every other one moves the time on by one interval.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::units;

/// So many requests in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests that may come at once, and in each window.
    pub requests: u32,
    /// The window.
    pub window: Duration,
}

impl RateLimit {
    /// Reads `600/1m`; the time alone may lack its number (`10/s`).
    pub fn parse(text: &str) -> Option<Self> {
        let (requests, window) = text.split_once('/')?;
        let requests = requests.trim().parse().ok().filter(|count| *count > 0)?;
        let window = window.trim();
        let window = if window.is_empty() {
            return None;
        } else if window.starts_with(|c: char| c.is_ascii_digit()) {
            units::parse_duration(window)
        } else {
            units::parse_duration(&format!("1{window}"))
        }?;
        (!window.is_zero()).then_some(RateLimit { requests, window })
    }

    /// The value of the `RateLimit-Policy` field.
    pub fn policy(&self) -> String {
        format!(
            "\"default\";q={};w={}",
            self.requests,
            self.window.as_secs().max(1)
        )
    }

    fn interval(&self) -> Duration {
        self.window / self.requests
    }
}

/// The outcome for one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Whether the request may pass.
    pub is_allowed: bool,
    /// How many more may come at once.
    pub remaining: u32,
    /// When the next one may come, or, for one that may, when the whole quota is there again.
    pub wait: Duration,
}

/// The state of all clients.
#[derive(Debug)]
pub struct Limiter {
    limit: RateLimit,
    arrivals: Mutex<HashMap<String, Instant>>,
}

/// Clients remembered before those whose quota is whole again are forgotten.
const SWEEP_AT: usize = 10_000;

impl Limiter {
    /// A limiter that knows no client yet.
    pub fn new(limit: RateLimit) -> Self {
        Limiter {
            limit,
            arrivals: Mutex::new(HashMap::new()),
        }
    }

    /// The limit in force.
    pub fn limit(&self) -> RateLimit {
        self.limit
    }

    /// Counts a request of `client` at `now`.
    pub fn check(&self, client: &str, now: Instant) -> Decision {
        let interval = self.limit.interval();
        let tolerance = self.limit.window.saturating_sub(interval);
        let mut arrivals = self
            .arrivals
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if arrivals.len() >= SWEEP_AT && !arrivals.contains_key(client) {
            arrivals.retain(|_, arrival| *arrival > now);
        }
        let arrival = arrivals.get(client).copied().unwrap_or(now).max(now);
        let ahead = arrival.duration_since(now);
        if ahead > tolerance {
            return Decision {
                is_allowed: false,
                remaining: 0,
                wait: ahead.saturating_sub(tolerance),
            };
        }
        let next = arrival + interval;
        arrivals.insert(client.to_owned(), next);
        let used = next.duration_since(now);
        let left = self.limit.window.saturating_sub(used);
        let remaining = left.as_nanos() / interval.as_nanos().max(1);
        Decision {
            is_allowed: true,
            remaining: u32::try_from(remaining).unwrap_or(u32::MAX),
            wait: used,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_with_their_window() {
        let limit = RateLimit::parse("600/1m").expect("limit");
        assert_eq!(
            limit,
            RateLimit {
                requests: 600,
                window: Duration::from_secs(60)
            }
        );
        assert_eq!(
            RateLimit::parse("5/s").map(|limit| limit.window),
            Some(Duration::from_secs(1))
        );
        for wrong in ["600", "0/1m", "5/", "5/0s", "x/1s"] {
            assert_eq!(RateLimit::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_quota_may_come_at_once_and_then_one_each_interval() {
        let limiter = Limiter::new(RateLimit::parse("3/3s").expect("limit"));
        let start = Instant::now();
        let remaining: Vec<_> = (0..3)
            .map(|_| limiter.check("a", start).remaining)
            .collect();
        assert_eq!(remaining, [2, 1, 0]);
        let refused = limiter.check("a", start);
        assert!(!refused.is_allowed);
        assert_eq!(refused.wait, Duration::from_secs(1));
        assert!(
            limiter
                .check("a", start + Duration::from_secs(1))
                .is_allowed
        );
        assert!(
            !limiter
                .check("a", start + Duration::from_secs(1))
                .is_allowed
        );
    }

    #[test]
    fn clients_do_not_share_a_quota() {
        let limiter = Limiter::new(RateLimit::parse("1/1m").expect("limit"));
        let now = Instant::now();
        assert!(limiter.check("a", now).is_allowed);
        assert!(!limiter.check("a", now).is_allowed);
        assert!(limiter.check("b", now).is_allowed);
    }
}
