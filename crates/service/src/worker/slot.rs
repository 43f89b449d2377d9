//! A place for a worker: starts one, gives it tasks, watches it, and replaces it when it has ended or grown.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use super::child::{Death, Ending, Worker, WorkerProgram};
use super::outcome::{Done, Lost};
use super::queue::{Pending, Queue};
use super::sandbox::Confinement;
use crate::memory::Memory;
use crate::telemetry::metrics::Replacement;

/// Longest pause between two attempts to start a worker.
const MAX_BACKOFF: Duration = Duration::from_secs(5);

/// A worker that is larger than this after its task, in bytes, is replaced while it is idle, so that its memory goes back.
const LARGE: u64 = 48 << 20;

/// Tasks shorter than this leave no worker large.
const SHORT: Duration = Duration::from_millis(50);

/// How large a pool is.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// How many workers there are.
    pub workers: usize,
    /// How many tasks may wait before them.
    pub queue: usize,
    /// What each worker may have, in bytes of data.
    pub memory: u64,
    /// What the first worker may have: a task that needs more than another has is done again by the first.
    pub first_memory: u64,
}

/// What the pool and its slots share.
pub(super) struct Shared {
    program: WorkerProgram,
    pub(super) sizes: Sizes,
    pub(super) answers: Memory,
    queue: Mutex<Queue>,
    pub(super) wake: Notify,
    wake_first: Notify,
    pub(super) busy: AtomicUsize,
    /// The processes of the workers that are there.
    pub(super) running: Mutex<BTreeSet<u32>>,
    replaced: [AtomicU64; Replacement::ALL.len()],
    pub(super) confinement: Mutex<Option<Confinement>>,
    /// Why the last worker that should have been started was not.
    pub(super) failure: Mutex<Option<String>>,
}

impl Shared {
    pub(super) fn new(program: WorkerProgram, sizes: Sizes, answers: Memory) -> Self {
        Shared {
            program,
            sizes,
            answers,
            queue: Mutex::default(),
            wake: Notify::new(),
            wake_first: Notify::new(),
            busy: AtomicUsize::new(0),
            running: Mutex::default(),
            replaced: Default::default(),
            confinement: Mutex::new(None),
            failure: Mutex::new(None),
        }
    }

    pub(super) fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    pub(super) fn replaced(&self, reason: Replacement) -> u64 {
        let counts = Replacement::ALL.iter().zip(&self.replaced);
        counts
            .filter(|(known, _)| **known == reason)
            .map(|(_, count)| count.load(Ordering::Relaxed))
            .sum()
    }

    fn count(&self, reason: Replacement) {
        let counted = Replacement::ALL.iter().zip(&self.replaced);
        for (_, count) in counted.filter(|(known, _)| **known == reason) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        tracing::debug!(reason = reason.name(), "worker replaced");
    }
}

/// One place for a worker.
pub(super) struct Slot {
    shared: Arc<Shared>,
    is_first: bool,
    memory: u64,
    backoff: Duration,
}

impl Slot {
    pub(super) fn new(shared: Arc<Shared>, number: usize) -> Self {
        let is_first = number == 0;
        let sizes = &shared.sizes;
        let memory = if is_first {
            sizes.first_memory
        } else {
            sizes.memory
        };
        Slot {
            shared,
            is_first,
            memory,
            backoff: Duration::ZERO,
        }
    }

    /// Keeps a worker, one after the other, for as long as the pool is there.
    pub(super) async fn run(mut self) {
        loop {
            sleep(self.backoff).await;
            match Worker::start(&self.shared.program, self.memory).await {
                Ok(worker) => {
                    *lock(&self.shared.confinement) = Some(worker.confinement());
                    let id = worker.id();
                    lock(&self.shared.running).extend(id);
                    let reason = self.employ(worker).await;
                    lock(&self.shared.running).retain(|known| Some(*known) != id);
                    self.shared.count(reason);
                }
                Err(error) => {
                    tracing::error!(cause = %error, "worker not started");
                    *lock(&self.shared.failure) = Some(error.to_string());
                    self.slow_down();
                }
            }
        }
    }

    fn slow_down(&mut self) {
        let longer = (self.backoff * 2).max(Duration::from_millis(50));
        self.backoff = longer.min(MAX_BACKOFF);
    }

    /// Gives a worker one task after the other, until it has to be replaced.
    async fn employ(&mut self, mut worker: Worker) -> Replacement {
        loop {
            let pending = tokio::select! {
                pending = self.next() => pending,
                death = worker.ended() => {
                    // While it had nothing to do: a fault that is likely to come back.
                    self.slow_down();
                    return log_death(death);
                }
            };
            let begun = Instant::now();
            let outcome = self.perform(&mut worker, pending).await;
            self.shared.busy.fetch_sub(1, Ordering::Relaxed);
            if let Some(death) = outcome {
                return log_death(death);
            }
            self.backoff = Duration::ZERO;
            if begun.elapsed() > SHORT && worker.size().is_some_and(|size| size > LARGE) {
                return Replacement::Size;
            }
        }
    }

    /// The next task. Its worker counts as at work from here on.
    async fn next(&self) -> Pending {
        loop {
            let notified = self.shared.wake.notified();
            let notified_first = self.shared.wake_first.notified();
            {
                let mut queue = self.shared.queue();
                let free = self.shared.sizes.workers > self.shared.busy.load(Ordering::Relaxed);
                if free && let Some(pending) = queue.pop(self.is_first) {
                    self.shared.busy.fetch_add(1, Ordering::Relaxed);
                    if queue.length > 0 {
                        self.shared.wake.notify_one();
                    }
                    return pending;
                }
            }
            if self.is_first {
                tokio::select! {
                    () = notified => {}
                    () = notified_first => {}
                }
            } else {
                notified.await;
            }
        }
    }

    /// Has a task done and hands on its answer. What the worker died of, if it did.
    async fn perform(&self, worker: &mut Worker, pending: Pending) -> Option<Death> {
        let Pending {
            client,
            priority,
            task,
            deadline,
            asked,
            begun,
            mut sender,
        } = pending;
        if sender.is_closed() {
            return None;
        }
        let now = Instant::now();
        if now >= deadline {
            let _ = sender.send(Err(Lost::TimedOut));
            return None;
        }
        let can_grow = !self.is_first && self.shared.sizes.first_memory > self.memory;
        let mut task = task;
        task.time = deadline - now;
        let begun = begun.unwrap_or(now);
        let room = |bytes: usize| self.shared.answers.share(&client, bytes as u64).ok();
        match worker.perform(&task, deadline, sender.closed(), room).await {
            Ending::Answered(answer, body, share) => {
                let _ = sender.send(Ok(Done {
                    answer,
                    body,
                    share,
                    waited: begun - asked,
                    worked: begun.elapsed(),
                }));
                None
            }
            Ending::Failed(lost) => {
                let _ = sender.send(Err(lost));
                None
            }
            Ending::Abandoned => None,
            Ending::Dead(Death::OutOfMemory) if can_grow => {
                self.shared.queue().push_large(Pending {
                    client,
                    priority,
                    task,
                    deadline,
                    asked,
                    begun: Some(begun),
                    sender,
                });
                self.shared.wake_first.notify_one();
                Some(Death::OutOfMemory)
            }
            Ending::Dead(death) => {
                let lost = match death {
                    Death::OutOfMemory => Lost::OutOfMemory,
                    Death::TooSlow => Lost::TimedOut,
                    Death::Signal(_) | Death::Exit => Lost::Crashed,
                };
                let _ = sender.send(Err(lost));
                Some(death)
            }
        }
    }
}

/// Logs how a worker ended, and why that makes it be replaced.
fn log_death(death: Death) -> Replacement {
    tracing::warn!(?death, "worker ended");
    match death {
        Death::OutOfMemory => Replacement::Memory,
        Death::TooSlow => Replacement::Time,
        Death::Signal(_) | Death::Exit => Replacement::Crash,
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
