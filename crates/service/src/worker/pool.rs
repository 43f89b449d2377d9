//! The parent's side: a fixed number of workers, a bounded queue before them that is fair between clients, and each answer
//! handed back to whoever waits.
//!
//! A task whose client has left, or whose time is over, is dropped before it starts; one that is at work is told, and its worker
//! ended if it does not listen. A worker that ends takes its own task with it and nothing else, and is replaced at once.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

use super::child::WorkerProgram;
use super::outcome::{Done, Lost};
use super::queue::{Pending, Priority};
use super::sandbox::Confinement;
use super::slot::{Shared, Sizes, Slot, lock};
use super::task::Task;
use crate::memory::Memory;
use crate::telemetry::metrics::Replacement;

/// The workers and their queue. They end when the pool is dropped.
pub struct Pool {
    shared: Arc<Shared>,
    slots: Vec<JoinHandle<()>>,
}

impl Pool {
    /// A pool whose workers are started by and by; to be called within a runtime.
    /// Answers have at most `max_answer` bytes, and are charged to `answers` until they are sent.
    pub fn new(program: &WorkerProgram, sizes: Sizes, max_answer: u64, answers: Memory) -> Self {
        let program = program.clone().with_max_answer(max_answer);
        let shared = Arc::new(Shared::new(program, sizes, answers));
        let slots = (0..sizes.workers)
            .map(|number| tokio::spawn(Slot::new(Arc::clone(&shared), number).run()))
            .collect();
        Pool { shared, slots }
    }

    /// How many workers are at work.
    pub fn busy(&self) -> usize {
        self.shared.busy.load(Ordering::Relaxed)
    }

    /// How many workers there should be.
    pub fn workers(&self) -> usize {
        self.shared.sizes.workers
    }

    /// The processes of the workers that are there.
    pub fn running(&self) -> Vec<u32> {
        lock(&self.shared.running).iter().copied().collect()
    }

    /// Memory for documents until they are sent.
    pub fn answer_memory(&self) -> &Memory {
        &self.shared.answers
    }

    /// How many tasks wait.
    pub fn queued(&self) -> usize {
        self.shared.queue().length
    }

    /// How many workers were replaced for this reason.
    pub fn replaced(&self, reason: Replacement) -> u64 {
        self.shared.replaced(reason)
    }

    /// What workers have given up, once one has begun.
    pub fn confinement(&self) -> Option<Confinement> {
        *lock(&self.shared.confinement)
    }

    /// Done when a worker takes tasks.
    ///
    /// # Errors
    /// Where none does within `time`.
    pub async fn ready(&self, time: Duration) -> io::Result<()> {
        let deadline = Instant::now() + time;
        while self.running().is_empty() {
            if Instant::now() >= deadline {
                let cause = lock(&self.shared.failure).take();
                let cause = cause.unwrap_or_else(|| "it does not answer".to_owned());
                return Err(io::Error::other(format!(
                    "WORKERS: no worker process could be started (a pids limit, or one of memory?): {cause}"
                )));
            }
            sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// Has a worker do `task` for `client`. Dropping the future cancels it.
    ///
    /// # Errors
    /// See [`Lost`].
    pub async fn run(&self, client: &str, deadline: Instant, task: Task) -> Result<Done, Lost> {
        self.run_as(Priority::Interactive, client, deadline, task)
            .await
    }

    /// As [`Pool::run`], with this priority.
    ///
    /// # Errors
    /// See [`Lost`].
    pub async fn run_as(
        &self,
        priority: Priority,
        client: &str,
        deadline: Instant,
        task: Task,
    ) -> Result<Done, Lost> {
        let (sender, receiver) = oneshot::channel();
        let pending = Pending {
            client: client.into(),
            priority,
            task: Box::new(task),
            deadline,
            asked: Instant::now(),
            begun: None,
            sender,
        };
        self.enqueue(pending)?;
        self.shared.wake.notify_one();
        let mut leave = Leave {
            shared: &self.shared,
            is_early: true,
        };
        let outcome = timeout_at(deadline + ANSWER_GRACE, receiver).await;
        leave.is_early = outcome.is_err();
        outcome
            .ok()
            .and_then(Result::ok)
            .unwrap_or(Err(Lost::TimedOut))
    }

    fn enqueue(&self, pending: Pending) -> Result<(), Lost> {
        let mut queue = self.shared.queue();
        // A worker that is free takes its task at once, so that does not count as waiting.
        let free = self.workers().saturating_sub(self.busy());
        let room = self.shared.sizes.queue + free;
        if queue.length >= room {
            queue.sweep();
        }
        if queue.length >= room {
            let last = queue
                .give_way(&pending.client, pending.priority)
                .ok_or(Lost::Full)?;
            let _ = last.sender.send(Err(Lost::Full));
        }
        queue.push(pending);
        Ok(())
    }

    /// Keeps a worker from taking tasks, as if it were at work, until the returned guard is dropped.
    pub fn hold(&self) -> Hold {
        self.shared.busy.fetch_add(1, Ordering::Relaxed);
        Hold(Arc::clone(&self.shared))
    }
}

/// How long after its deadline an answer is still waited for: a worker looks at the time by itself.
const ANSWER_GRACE: Duration = Duration::from_secs(1);

/// Takes a task that nobody waits for any more out of the queue.
struct Leave<'a> {
    shared: &'a Shared,
    /// Whether there was no outcome yet.
    is_early: bool,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.is_early {
            self.shared.queue().sweep();
        }
    }
}

/// See [`Pool::hold`].
pub struct Hold(Arc<Shared>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
        self.0.wake.notify_one();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for slot in &self.slots {
            slot.abort();
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("sizes", &self.shared.sizes)
            .field("busy", &self.busy())
            .finish_non_exhaustive()
    }
}
