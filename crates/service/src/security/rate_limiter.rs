//! Rate limits: GCRA for each client, in memory and, where there is one, in a Redis that replicas share.
//!
//! Each client has one number, the theoretical arrival time of its next request. A request that arrives earlier than
//! that by more than the tolerance is refused; every other one moves the time on by one interval.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::redis::{Ahead, Shared};
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

    /// Microseconds between two requests.
    fn interval(&self) -> u64 {
        (microseconds(self.window) / u64::from(self.requests)).max(1)
    }

    /// How many microseconds early a request may come.
    fn tolerance(&self) -> u64 {
        microseconds(self.window).saturating_sub(self.interval())
    }

    /// The outcome for a request before which the client was so far ahead.
    fn decide(&self, ahead: Ahead) -> Decision {
        if !ahead.is_allowed {
            let wait = ahead.microseconds.saturating_sub(self.tolerance());
            return Decision {
                is_allowed: false,
                remaining: 0,
                wait: Duration::from_micros(wait),
            };
        }
        let used = ahead.microseconds.saturating_add(self.interval());
        let remaining = microseconds(self.window).saturating_sub(used) / self.interval();
        Decision {
            is_allowed: true,
            remaining: u32::try_from(remaining).unwrap_or(u32::MAX),
            wait: Duration::from_micros(used),
        }
    }
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
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
    arrivals: Mutex<Arrivals>,
    shared: Option<Arc<Shared>>,
    started: Instant,
}

/// When the next request of each client is due, in microseconds after the start.
#[derive(Debug)]
struct Arrivals {
    due: HashMap<String, u64>,
    sweep_at: usize,
}

/// Clients remembered before those whose quota is whole again are forgotten.
const SWEEP_AT: usize = 10_000;

impl Limiter {
    /// A limiter that knows no client yet; replicas with the same `shared` have one limit together.
    pub fn new(limit: RateLimit, shared: Option<Arc<Shared>>) -> Self {
        Limiter {
            limit,
            arrivals: Mutex::new(Arrivals {
                due: HashMap::new(),
                sweep_at: SWEEP_AT,
            }),
            shared,
            started: Instant::now(),
        }
    }

    /// The limit in force.
    pub fn limit(&self) -> RateLimit {
        self.limit
    }

    /// Counts a request of `client`. While Redis is away this process counts for itself, from what it saw itself.
    pub async fn check(&self, client: &str) -> Decision {
        let own = self.count(client, Instant::now());
        let Some(shared) = &self.shared else {
            return self.limit.decide(own);
        };
        let together = shared
            .count(client, self.limit.interval(), self.limit.tolerance())
            .await;
        self.limit.decide(together.unwrap_or(own))
    }

    /// Counts a request of `client` at `now` in this process.
    fn count(&self, client: &str, now: Instant) -> Ahead {
        let now = microseconds(now.duration_since(self.started));
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        if arrivals.due.len() >= arrivals.sweep_at && !arrivals.due.contains_key(client) {
            arrivals.due.retain(|_, due| *due > now);
            // So that sweeping costs little for each request, however many clients there are.
            arrivals.sweep_at = (arrivals.due.len() * 2).max(SWEEP_AT);
        }
        let arrival = arrivals.due.get(client).copied().unwrap_or(now).max(now);
        let ahead = Ahead {
            is_allowed: arrival - now <= self.limit.tolerance(),
            microseconds: arrival - now,
        };
        if ahead.is_allowed {
            let due = arrival.saturating_add(self.limit.interval());
            arrivals.due.insert(client.to_owned(), due);
        }
        ahead
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

    fn limiter(limit: &str) -> Limiter {
        Limiter::new(RateLimit::parse(limit).expect("limit"), None)
    }

    fn check(limiter: &Limiter, client: &str, at: Instant) -> Decision {
        limiter.limit.decide(limiter.count(client, at))
    }

    #[test]
    fn the_quota_may_come_at_once_and_then_one_each_interval() {
        let limiter = limiter("3/3s");
        let start = Instant::now();
        let remaining: Vec<_> = (0..3)
            .map(|_| check(&limiter, "a", start).remaining)
            .collect();
        assert_eq!(remaining, [2, 1, 0]);
        let refused = check(&limiter, "a", start);
        assert!(!refused.is_allowed);
        assert_eq!(refused.wait, Duration::from_secs(1));
        let later = start + Duration::from_secs(1);
        assert!(check(&limiter, "a", later).is_allowed);
        assert!(!check(&limiter, "a", later).is_allowed);
    }

    #[test]
    fn a_quota_that_does_not_divide_its_window_is_given_whole() {
        let limiter = limiter("7/1s");
        let now = Instant::now();
        let allowed = (0..20).filter(|_| check(&limiter, "a", now).is_allowed);
        assert_eq!(allowed.count(), 7);
    }

    #[test]
    fn clients_do_not_share_a_quota() {
        let limiter = limiter("1/1m");
        let now = Instant::now();
        assert!(check(&limiter, "a", now).is_allowed);
        assert!(!check(&limiter, "a", now).is_allowed);
        assert!(check(&limiter, "b", now).is_allowed);
    }
}
