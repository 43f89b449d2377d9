//! The parent's side: a fixed number of workers, a bounded queue before them that is fair between clients, and each answer
//! handed back to whoever waits.
//!
//! A task whose client has left, or whose time is over, is dropped before it starts; one that is at work is told, and its worker
//! ended if it does not listen. A worker that ends takes its own task with it and nothing else, and is replaced at once.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

use super::child::{Death, Ending, Worker, WorkerProgram};
use super::sandbox::Confinement;
use super::task::{Answer, Task};
use crate::memory::{Memory, Share};

/// Longest pause between two attempts to start a worker.
const MAX_BACKOFF: Duration = Duration::from_secs(5);

/// A worker that is larger than this after its task, in bytes, is replaced while it is idle, so that its memory goes back.
const LARGE: u64 = 48 << 20;

/// Tasks shorter than this leave no worker large.
const SHORT: Duration = Duration::from_millis(50);

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

/// The workers and their queue. They end when the pool is dropped.
pub struct Pool {
    shared: Arc<Shared>,
    slots: Vec<JoinHandle<()>>,
}

struct Shared {
    program: WorkerProgram,
    sizes: Sizes,
    answers: Memory,
    queue: Mutex<Queue>,
    wake: Notify,
    wake_first: Notify,
    busy: AtomicUsize,
    /// The processes of the workers that are there.
    running: Mutex<BTreeSet<u32>>,
    replaced: [AtomicU64; Replacement::ALL.len()],
    confinement: Mutex<Option<Confinement>>,
    /// Why the last worker that should have been started was not.
    failure: Mutex<Option<String>>,
}

/// Tasks that wait, by client: each client has its turn, whatever the others send.
#[derive(Default)]
struct Queue {
    waiting: HashMap<Arc<str>, VecDeque<Pending>>,
    /// Clients that have a task waiting, the next one first.
    turns: VecDeque<Arc<str>>,
    /// Tasks for the first worker alone.
    large: VecDeque<Pending>,
    length: usize,
}

struct Pending {
    client: Arc<str>,
    task: Box<Task>,
    deadline: Instant,
    asked: Instant,
    begun: Option<Instant>,
    sender: oneshot::Sender<Result<Done, Lost>>,
}

impl Queue {
    fn push(&mut self, pending: Pending) {
        let client = &pending.client;
        let waiting = self.waiting.entry(Arc::clone(client)).or_default();
        if waiting.is_empty() {
            self.turns.push_back(Arc::clone(client));
        }
        waiting.push_back(pending);
        self.length += 1;
    }

    /// Takes the newest task of whoever has most waiting out, if that is more than `client` would have with one more: a client that
    /// floods the queue waits behind itself.
    fn give_way(&mut self, client: &str) -> Option<Pending> {
        let own = self.waiting.get(client).map_or(0, VecDeque::len);
        let most = self
            .waiting
            .values_mut()
            .max_by_key(|waiting| waiting.len())?;
        if most.len() <= own + 1 {
            return None;
        }
        self.length = self.length.saturating_sub(1);
        most.pop_back()
    }

    fn pop(&mut self, is_first: bool) -> Option<Pending> {
        if is_first && let Some(pending) = self.large.pop_front() {
            self.length = self.length.saturating_sub(1);
            return Some(pending);
        }
        let client = self.turns.pop_front()?;
        let waiting = self.waiting.get_mut(&client)?;
        let pending = waiting.pop_front();
        if waiting.is_empty() {
            self.waiting.remove(&client);
        } else {
            self.turns.push_back(client);
        }
        self.length = self.length.saturating_sub(1);
        pending
    }

    /// Drops what nobody waits for any more.
    fn sweep(&mut self) {
        let mut length = 0;
        self.waiting.retain(|_, waiting| {
            waiting.retain(|pending| !pending.sender.is_closed());
            length += waiting.len();
            !waiting.is_empty()
        });
        let Queue { waiting, turns, .. } = self;
        turns.retain(|client| waiting.contains_key(client));
        self.large.retain(|pending| !pending.sender.is_closed());
        self.length = length + self.large.len();
    }
}

impl Pool {
    /// A pool whose workers are started by and by; to be called within a runtime.
    /// Answers have at most `max_answer` bytes, and are charged to `answers` until they are sent.
    pub fn new(program: &WorkerProgram, sizes: Sizes, max_answer: u64, answers: Memory) -> Self {
        let shared = Arc::new(Shared {
            program: program.clone().with_max_answer(max_answer),
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
        });
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
        let counts = Replacement::ALL.iter().zip(&self.shared.replaced);
        counts
            .filter(|(known, _)| **known == reason)
            .map(|(_, count)| count.load(Ordering::Relaxed))
            .sum()
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
        let (sender, receiver) = oneshot::channel();
        let pending = Pending {
            client: client.into(),
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
            let last = queue.give_way(&pending.client).ok_or(Lost::Full)?;
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

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
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
struct Slot {
    shared: Arc<Shared>,
    is_first: bool,
    memory: u64,
    backoff: Duration,
}

impl Slot {
    fn new(shared: Arc<Shared>, number: usize) -> Self {
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
    async fn run(mut self) {
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
                let mut queue = self.shared.queue();
                queue.large.push_back(Pending {
                    client,
                    task,
                    deadline,
                    asked,
                    begun: Some(begun),
                    sender,
                });
                queue.length += 1;
                drop(queue);
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::task::Work;
    use chordpro_engine::Limits;

    fn pending(client: &str, number: u64) -> (Pending, oneshot::Receiver<Result<Done, Lost>>) {
        let (sender, receiver) = oneshot::channel();
        let now = Instant::now();
        let mut limits = Limits::default();
        limits.pages = number;
        let pending = Pending {
            client: client.into(),
            task: Box::new(Task::new(Work::Trial, limits)),
            deadline: now + Duration::from_secs(60),
            asked: now,
            begun: None,
            sender,
        };
        (pending, receiver)
    }

    fn popped(queue: &mut Queue) -> Option<u64> {
        queue.pop(false).map(|pending| pending.task.limits.pages)
    }

    #[test]
    fn clients_take_turns() {
        let mut queue = Queue::default();
        let mut receivers = Vec::new();
        for (client, number) in [("flood", 1), ("flood", 2), ("flood", 3), ("other", 4)] {
            let (pending, receiver) = pending(client, number);
            receivers.push(receiver);
            queue.push(pending);
        }
        let order: Vec<_> = std::iter::from_fn(|| popped(&mut queue)).collect();
        assert_eq!(order, [1, 4, 2, 3]);
        assert_eq!(queue.length, 0);
    }

    #[test]
    fn what_nobody_waits_for_gives_its_place_up() {
        let mut queue = Queue::default();
        let (first, gone) = pending("a", 1);
        let (second, _waiting) = pending("b", 2);
        queue.push(first);
        queue.push(second);
        drop(gone);
        queue.sweep();
        assert_eq!(queue.length, 1);
        assert_eq!(popped(&mut queue), Some(2));
        assert_eq!(popped(&mut queue), None);
    }

    #[test]
    fn a_client_that_floods_gives_way() {
        let mut queue = Queue::default();
        let mut receivers = Vec::new();
        for number in 1..=3 {
            let (pending, receiver) = pending("flood", number);
            receivers.push(receiver);
            queue.push(pending);
        }
        let last = queue.give_way("other").expect("has most");
        assert_eq!((last.task.limits.pages, queue.length), (3, 2));
        assert!(queue.give_way("flood").is_none(), "not before itself");
        let (other, _receiver) = pending("other", 4);
        queue.push(other);
        assert!(queue.give_way("other").is_none(), "both would have two");
    }
}
