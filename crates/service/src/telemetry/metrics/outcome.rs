//! How conversions end, why requests are refused, where answers come from: the labels of counters.

/// How a conversion ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With a document.
    Done,
    /// The song or the options are at fault.
    Failed,
    /// Out of time.
    TimedOut,
    /// All workers and the queue were full.
    Refused,
    /// Out of memory.
    OutOfMemory,
    /// Through a fault of the service.
    Panicked,
}

impl Outcome {
    /// All of them.
    pub(super) const ALL: [Outcome; 6] = [
        Outcome::Done,
        Outcome::Failed,
        Outcome::TimedOut,
        Outcome::Refused,
        Outcome::OutOfMemory,
        Outcome::Panicked,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Failed => "failed",
            Outcome::TimedOut => "timed-out",
            Outcome::Refused => "refused",
            Outcome::OutOfMemory => "out-of-memory",
            Outcome::Panicked => "panicked",
        }
    }
}

/// Why a request or a connection was refused before any work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The key is missing or not known.
    Key,
    /// The signature does not count.
    Signature,
    /// The address is not among the allowed networks.
    Address,
    /// Too many requests of one client.
    Rate,
    /// All workers and the queue are full.
    Queue,
    /// Bodies under way take all the memory set aside for them.
    Memory,
    /// The body is larger than allowed.
    Size,
    /// The cap of connections is reached.
    Connections,
}

impl Refusal {
    /// All of them.
    pub(super) const ALL: [Refusal; 8] = [
        Refusal::Key,
        Refusal::Signature,
        Refusal::Address,
        Refusal::Rate,
        Refusal::Queue,
        Refusal::Memory,
        Refusal::Size,
        Refusal::Connections,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Refusal::Key => "key",
            Refusal::Signature => "signature",
            Refusal::Address => "address",
            Refusal::Rate => "rate",
            Refusal::Queue => "queue",
            Refusal::Memory => "memory",
            Refusal::Size => "size",
            Refusal::Connections => "connections",
        }
    }
}

/// How a conversion was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheOutcome {
    /// From the cache.
    Hit,
    /// By converting.
    Miss,
    /// The client has it already.
    Unchanged,
}

impl CacheOutcome {
    /// The name in logs.
    pub fn name(self) -> &'static str {
        match self {
            CacheOutcome::Hit => "hit",
            CacheOutcome::Miss => "miss",
            CacheOutcome::Unchanged => "unchanged",
        }
    }
}

/// Why a worker was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// It reached its limit of memory.
    Memory,
    /// It was ended: its time was over, or its client had left, and it did not stop.
    Time,
    /// It ended by itself.
    Crash,
    /// A task had left it large.
    Size,
}

impl Replacement {
    /// All of them.
    pub const ALL: [Replacement; 4] = [
        Replacement::Memory,
        Replacement::Time,
        Replacement::Crash,
        Replacement::Size,
    ];

    /// The name in logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Replacement::Memory => "memory",
            Replacement::Time => "time",
            Replacement::Crash => "crash",
            Replacement::Size => "size",
        }
    }
}
