//! The conversion threads: a fixed number of them, a bounded queue before them, and each answer handed back to whoever waits.
//!
//! A job whose client has left, or whose time is over, is dropped before it starts; one that is running is told by its
//! [`Watch`]. A panic ends its job and nothing else.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// Stack of a conversion thread. Songs nest to a limited depth, and the deepest one needs far less.
const STACK_SIZE: usize = 8 << 20;

/// Tells a job whether it should go on.
#[derive(Debug, Clone)]
pub struct Watch {
    deadline: Instant,
    is_cancelled: Arc<AtomicBool>,
}

impl Watch {
    /// Whether the time is over, or nobody waits for the answer any more.
    pub fn is_over(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed) || Instant::now() >= self.deadline
    }
}

/// An answer, with what it took.
#[derive(Debug)]
pub struct Done<T> {
    /// The answer.
    pub value: T,
    /// Time spent in the queue.
    pub waited: Duration,
    /// Time spent at work.
    pub worked: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// All threads are at work and the queue is full.
    Full,
    /// The time was over first.
    TimedOut,
    /// The job panicked.
    Panicked,
}

/// The threads and their queue. They end when the pool is dropped.
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    capacity: usize,
    busy: AtomicUsize,
    threads: usize,
}

struct Queue {
    jobs: VecDeque<Box<dyn FnOnce() + Send>>,
    is_closed: bool,
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        loop {
            let mut queue = self.queue();
            let job = loop {
                if let Some(job) = queue.jobs.pop_front() {
                    break job;
                }
                if queue.is_closed {
                    return;
                }
                queue = self
                    .wake
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner);
            };
            self.busy.fetch_add(1, Ordering::Relaxed);
            drop(queue);
            job();
            self.busy.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Pool {
    /// A pool of `threads` threads, before which `capacity` jobs may wait.
    ///
    /// # Errors
    /// Where the system refuses a thread.
    pub fn new(threads: usize, capacity: usize) -> std::io::Result<Self> {
        let pool = Pool {
            shared: Arc::new(Shared {
                queue: Mutex::new(Queue {
                    jobs: VecDeque::new(),
                    is_closed: false,
                }),
                wake: Condvar::new(),
                capacity,
                busy: AtomicUsize::new(0),
                threads,
            }),
        };
        for n in 0..threads {
            let shared = Arc::clone(&pool.shared);
            thread::Builder::new()
                .name(format!("convert-{n}"))
                .stack_size(STACK_SIZE)
                .spawn(move || shared.work())?;
        }
        Ok(pool)
    }

    /// How many threads are at work.
    pub fn busy(&self) -> usize {
        self.shared.busy.load(Ordering::Relaxed)
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.shared.threads
    }

    /// How many jobs wait.
    pub fn queued(&self) -> usize {
        self.shared.queue().jobs.len()
    }

    /// Does `work` on one of the threads. Dropping the future cancels it.
    ///
    /// # Errors
    /// See [`Lost`].
    pub async fn run<T, W>(&self, deadline: Instant, work: W) -> Result<Done<T>, Lost>
    where
        T: Send + 'static,
        W: FnOnce(Watch) -> T + Send + 'static,
    {
        let watch = Watch {
            deadline,
            is_cancelled: Arc::new(AtomicBool::new(false)),
        };
        let cancel_on_drop = Cancel(Arc::clone(&watch.is_cancelled));
        let (sender, receiver) = oneshot::channel();
        let asked = Instant::now();
        let job = move || {
            if watch.is_over() {
                return;
            }
            let begun = Instant::now();
            let value = catch_unwind(AssertUnwindSafe(|| work(watch))).map_err(|_| Lost::Panicked);
            let _ = sender.send(value.map(|value| Done {
                value,
                waited: begun - asked,
                worked: begun.elapsed(),
            }));
        };
        {
            let mut queue = self.shared.queue();
            // A thread that is free takes its job at once, so it does not count as waiting.
            let free = self.shared.threads.saturating_sub(self.busy());
            if queue.jobs.len() >= self.shared.capacity + free {
                return Err(Lost::Full);
            }
            queue.jobs.push_back(Box::new(job));
        }
        self.shared.wake.notify_one();
        let answer = tokio::time::timeout_at(deadline.into(), receiver).await;
        drop(cancel_on_drop);
        match answer {
            Ok(Ok(outcome)) => outcome,
            // The job was dropped unstarted because its time was over.
            Ok(Err(_)) | Err(_) => Err(Lost::TimedOut),
        }
    }
}

struct Cancel(Arc<AtomicBool>);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        queue.is_closed = true;
        queue.jobs.clear();
        drop(queue);
        self.shared.wake.notify_all();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("threads", &self.shared.threads)
            .field("busy", &self.busy())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(20)
    }

    #[tokio::test]
    async fn an_answer_comes_back() {
        let pool = Pool::new(2, 2).expect("threads");
        let done = pool.run(soon(), |_| 6 * 7).await.expect("answer");
        assert_eq!(done.value, 42);
    }

    #[tokio::test]
    async fn a_panic_ends_only_its_own_job() {
        let pool = Pool::new(1, 1).expect("threads");
        let lost = pool.run(soon(), |_| -> u8 { panic!("on purpose") }).await;
        assert_eq!(lost.expect_err("lost"), Lost::Panicked);
        assert_eq!(pool.run(soon(), |_| 1).await.expect("answer").value, 1);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let pool = Arc::new(Pool::new(1, 1).expect("threads"));
        let (release, gate) = mpsc::channel::<()>();
        let (started, is_started) = mpsc::channel::<()>();
        let running = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                pool.run(soon(), move |_| {
                    started.send(()).expect("the test waits");
                    gate.recv().expect("the test releases");
                })
                .await
            }
        });
        tokio::task::spawn_blocking(move || is_started.recv())
            .await
            .expect("joined")
            .expect("started");
        let waiting = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(soon(), |_| ()).await }
        });
        while pool.queued() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            pool.run(soon(), |_| ()).await.expect_err("full"),
            Lost::Full
        );
        release.send(()).expect("the job waits");
        assert!(running.await.expect("joined").is_ok());
        assert!(waiting.await.expect("joined").is_ok());
    }

    #[tokio::test]
    async fn the_work_itself_stops_when_time_is_over() {
        let pool = Pool::new(1, 1).expect("threads");
        let (stopped, is_stopped) = mpsc::channel();
        let deadline = Instant::now() + Duration::from_millis(30);
        let lost = pool
            .run(deadline, move |watch| {
                while !watch.is_over() {
                    thread::yield_now();
                }
                let _ = stopped.send(());
            })
            .await;
        assert!(matches!(lost, Err(Lost::TimedOut) | Ok(_)));
        is_stopped
            .recv_timeout(Duration::from_secs(5))
            .expect("the work stopped");
    }

    #[tokio::test]
    async fn work_stops_when_nobody_waits_for_it() {
        let pool = Arc::new(Pool::new(1, 1).expect("threads"));
        let (stopped, is_stopped) = mpsc::channel();
        let (started, is_started) = mpsc::channel();
        let task = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                pool.run(soon(), move |watch| {
                    let _ = started.send(());
                    while !watch.is_over() {
                        thread::yield_now();
                    }
                    let _ = stopped.send(());
                })
                .await
            }
        });
        tokio::task::spawn_blocking(move || is_started.recv())
            .await
            .expect("joined")
            .expect("started");
        task.abort();
        tokio::task::spawn_blocking(move || is_stopped.recv_timeout(Duration::from_secs(5)))
            .await
            .expect("joined")
            .expect("the work stopped");
    }
}
