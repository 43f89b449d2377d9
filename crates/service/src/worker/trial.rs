//! Whether workers convert: a tiny conversion from time to time, for the health routes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chordpro_engine::Limits;

use super::outcome::Lost;
use super::pool::Pool;
use super::task::{Answer, Task, Work};

/// For how long the outcome of a trial conversion counts.
const VALID_FOR: Duration = Duration::from_secs(5);

/// Whose turn trials have in the queue: no client's, whose names are never empty.
const CLIENT: &str = "";

/// How long a trial conversion may take, waiting included.
const PATIENCE: Duration = Duration::from_secs(4);

/// A tiny conversion that shows whether the engine works, and what it showed last.
#[derive(Debug, Default)]
pub struct Trial {
    last: Mutex<Option<(Instant, bool)>>,
    is_running: AtomicBool,
}

impl Trial {
    /// Whether the engine converts: what the last trial showed, where that is recent, else a new one.
    pub async fn works(&self, pool: &Pool, limits: Limits) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.is_none_or(|(_, outcome)| outcome);
        if last.is_some_and(|(at, _)| at.elapsed() < VALID_FOR) {
            return known;
        }
        if self.is_running.swap(true, Ordering::Relaxed) {
            return known;
        }
        let _finish = Finish(&self.is_running);
        let task = Task::new(Work::Trial, limits);
        let deadline = Instant::now() + PATIENCE;
        let outcome = match pool.run(CLIENT, deadline.into(), task).await {
            Ok(done) => matches!(done.answer, Answer::Document(_)) && !done.body.is_empty(),
            // A full queue says that there is much to do, not that it cannot be done.
            Err(Lost::Full | Lost::Unsent) => return known,
            Err(Lost::TimedOut | Lost::OutOfMemory | Lost::Crashed) => false,
        };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), outcome));
        outcome
    }
}

struct Finish<'a>(&'a AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
