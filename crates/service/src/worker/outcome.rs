//! What becomes of a task, as whoever asked for it sees it.

use std::time::Duration;

use super::task::Answer;
use crate::memory::Share;

/// An answer, with what it took.
#[derive(Debug)]
pub struct Done {
    /// The answer.
    pub answer: Answer,
    /// The document, where the answer has one.
    pub body: Vec<u8>,
    /// What both are charged to.
    pub share: Share,
    /// Time spent in the queue.
    pub waited: Duration,
    /// Time spent at work.
    pub worked: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// All workers are at work and the queue is full.
    Full,
    /// Its client has not taken the answers that it has already.
    Unsent,
    /// The time was over first.
    TimedOut,
    /// The worker reached its limit of memory.
    OutOfMemory,
    /// The worker ended otherwise.
    Crashed,
}
