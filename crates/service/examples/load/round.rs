//! One round: so many clients that ask for the same kind of document as fast as they get it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Connection, ConvertRequest};

/// Whether answers may come from those that the service keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Every song differs.
    New,
    /// All songs are the same.
    Kept,
}

impl Freshness {
    /// The name of a round.
    pub(crate) fn name(self, format: &str) -> String {
        match self {
            Freshness::New => format.to_owned(),
            Freshness::Kept => format!("{format}, kept answers"),
        }
    }
}

/// What a round found.
#[derive(Debug)]
pub(crate) struct Round {
    times: Vec<Duration>,
    length: Duration,
    clients: usize,
    /// Answers that were wrong, or did not come.
    pub(crate) failures: u64,
}

impl Round {
    /// Runs one.
    pub(crate) fn run(
        address: &str,
        clients: usize,
        length: Duration,
        format: &str,
        freshness: Freshness,
    ) -> Result<Self, &'static str> {
        // Numbers that no other round of this program has used.
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let end = Instant::now() + length;
        let client = || {
            let (mut times, mut failures) = (Vec::new(), 0);
            let Ok(mut connection) = Connection::open(address) else {
                return (times, 1);
            };
            while Instant::now() < end {
                let number = match freshness {
                    Freshness::New => NUMBER.fetch_add(1, Ordering::Relaxed),
                    Freshness::Kept => 0,
                };
                let order = ConvertRequest::page(format, number);
                let begun = Instant::now();
                match connection.ask(&order) {
                    Ok(answer) if answer.is_right => times.push(begun.elapsed()),
                    Ok(_) => failures += 1,
                    Err(_) => return (times, failures + 1),
                }
            }
            (times, failures)
        };
        let found = thread::scope(|scope| {
            let threads: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
            threads
                .into_iter()
                .map(thread::ScopedJoinHandle::join)
                .collect::<Result<Vec<_>, _>>()
        });
        let mut round = Round {
            times: Vec::new(),
            length,
            clients,
            failures: 0,
        };
        for (times, failures) in found.map_err(|_| "a client panicked")? {
            round.times.extend(times);
            round.failures += failures;
        }
        round.times.sort_unstable();
        Ok(round)
    }

    /// Right answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.length.as_secs_f64()
    }

    /// The time within which so many of a thousand answers came, in milliseconds.
    pub(crate) fn at(&self, share: usize) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let index = (self.times.len() * share / 1000).min(last);
        self.times
            .get(index)
            .copied()
            .unwrap_or_default()
            .as_secs_f64()
            * 1e3
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.0} requests a second, {} clients; p50 {:.1} ms, p99 {:.1} ms, worst {:.1} ms; {} wrong",
            self.rate(),
            self.clients,
            self.at(500),
            self.at(990),
            self.at(1000),
            self.failures
        )
    }
}
