//! A worker process as the parent sees it: started, given tasks, ended.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep_until, timeout};

use super::frame::{self, Received};
use super::outcome::Lost;
use super::sandbox::Confinement;
use super::task::{Answer, FromWorker, Task};
use crate::memory::Share;
use crate::telemetry::metrics::unshared_memory;

/// Longest time from the start of a worker to its first word.
const START_TIME: Duration = Duration::from_secs(10);

/// How long a worker may take to stop by itself once its time is over or its client has left.
const GRACE: Duration = Duration::from_millis(500);

/// What of a dead worker's standard error is looked at.
const MAX_LAST_WORDS: u64 = 4096;

/// What the standard library writes before it ends a process that gets no memory.
const OUT_OF_MEMORY: &str = "memory allocation of ";

/// What the environment tells a worker's allocator: to take memory as it is needed, neither a gigabyte at once nor whole pages of
/// its own before their first use (a book of 200 songs then needs 70 MiB, not 110), and not to ask the system for its nodes.
pub const ALLOCATOR: [(&str, &str); 3] = [
    ("MIMALLOC_ARENA_EAGER_COMMIT", "0"),
    ("MIMALLOC_PAGE_COMMIT_ON_DEMAND", "1"),
    ("MIMALLOC_USE_NUMA_NODES", "1"),
];

/// How workers are started.
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    path: OsString,
    max_answer: usize,
}

/// How a worker ended that should not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Death {
    /// It reached its limit of memory, or the system's.
    OutOfMemory,
    /// It did not stop when its time was over.
    TooSlow,
    /// By a signal, such as that of its sandbox.
    Signal(i32),
    /// Otherwise.
    Exit,
}

/// What became of a task.
pub(super) enum Ending {
    /// The worker answered; what the answer takes is charged.
    Answered(Answer, Vec<u8>, Share),
    /// It answered, and there was no room for that; or it could not be given the task.
    Failed(Lost),
    /// Nobody waits any more; the worker has stopped by itself.
    Abandoned,
    /// The worker has ended.
    Dead(Death),
}

/// How a conversation with a worker went.
enum Course {
    /// It said something, or closed.
    Heard(io::Result<Option<Received<FromWorker, Share>>>),
    /// Nobody waits any more, and it has stopped.
    Stopped,
    /// It goes on though it should not.
    Stuck,
}

/// A running worker.
pub(super) struct Worker {
    child: Child,
    answers: BufReader<OwnedReadHalf>,
    tasks: OwnedWriteHalf,
    /// Numbers of tasks that nobody waits for any more; the worker ends when this is closed.
    control: UnixStream,
    /// How many tasks it was given.
    given: u64,
    max_answer: usize,
    confinement: Confinement,
}

impl WorkerProgram {
    /// Workers are this very program, whatever stands under its name by now.
    pub fn this() -> Self {
        let own = if cfg!(target_os = "linux") {
            OsString::from("/proc/self/exe")
        } else {
            std::env::current_exe().map_or_else(|_| "chordpro-api".into(), Into::into)
        };
        WorkerProgram::new(own)
    }

    /// Workers are the program at `path`.
    pub fn new(path: impl Into<OsString>) -> Self {
        WorkerProgram {
            path: path.into(),
            max_answer: u32::MAX as usize,
        }
    }

    /// Answers longer than `bytes` are a fault of the worker.
    pub(super) fn with_max_answer(mut self, bytes: u64) -> Self {
        self.max_answer = usize::try_from(bytes).unwrap_or(usize::MAX);
        self
    }
}

impl Worker {
    /// Starts a worker that may have `memory` bytes of data, and waits until it takes tasks.
    ///
    /// # Errors
    /// Where the system starts no process, or it does not begin as it should.
    pub(super) async fn start(program: &WorkerProgram, memory: u64) -> io::Result<Self> {
        let (stream, theirs) = socket_pair()?;
        let (control, their_control) = socket_pair()?;
        let mut command = Command::new(&program.path);
        command
            .arg0("chordpro-api")
            .args(["worker", "--memory", &memory.to_string()])
            // Nothing of the parent's environment, which holds keys, reaches a worker.
            .env_clear()
            .envs(ALLOCATOR)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(OwnedFd::from(their_control)))
            .stderr(Stdio::piped())
            // What a terminal sends to a group of processes (Ctrl-C) is for the parent, which lets workers finish.
            .process_group(0)
            .kill_on_drop(true);
        let child = command.spawn()?;
        drop(command);
        let (answers, tasks) = stream.into_split();
        let mut worker = Worker {
            child,
            answers: BufReader::with_capacity(frame::BUFFER, answers),
            tasks,
            control,
            given: 0,
            max_answer: program.max_answer,
            confinement: Confinement::default(),
        };
        match timeout(START_TIME, worker.greeting()).await {
            Ok(Ok(Some(confinement))) => {
                worker.confinement = confinement;
                Ok(worker)
            }
            _ => {
                let death = worker.end().await;
                Err(io::Error::other(format!(
                    "a worker process did not begin: {death:?}"
                )))
            }
        }
    }

    /// Its process, while that is there.
    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// What the worker has given up.
    pub(super) fn confinement(&self) -> Confinement {
        self.confinement
    }

    /// Its data in memory, in bytes, where the system tells.
    pub(super) fn size(&self) -> Option<u64> {
        unshared_memory(self.child.id()?)
    }

    /// Done when the worker ends by itself, which it should not.
    pub(super) async fn ended(&mut self) -> Death {
        let _ = self.child.wait().await;
        self.end().await
    }

    /// Gives the worker a task and waits for its answer, no longer than `deadline` and a grace, or until `left` is done.
    pub(super) async fn perform(
        &mut self,
        task: &Task,
        deadline: Instant,
        left: impl Future<Output = ()>,
        room: impl FnOnce(usize) -> Option<Share>,
    ) -> Ending {
        let Ok(bytes) = frame::encode(task, &[]) else {
            return Ending::Failed(Lost::Crashed);
        };
        match self.converse(&bytes, deadline, left, room).await {
            Course::Heard(Ok(Some(Received::Frame((FromWorker::Answer(answer), body), share)))) => {
                Ending::Answered(answer, body, share)
            }
            Course::Heard(Ok(Some(Received::NoRoom))) => Ending::Failed(Lost::Unsent),
            // What it sends makes no sense, or it is gone.
            Course::Heard(_) => Ending::Dead(self.end().await),
            Course::Stopped => Ending::Abandoned,
            Course::Stuck => Ending::Dead(self.kill().await),
        }
    }

    async fn converse(
        &mut self,
        bytes: &[u8],
        deadline: Instant,
        left: impl Future<Output = ()>,
        room: impl FnOnce(usize) -> Option<Share>,
    ) -> Course {
        let Worker {
            answers,
            tasks,
            control,
            given,
            max_answer,
            ..
        } = self;
        *given += 1;
        let conversation = async {
            tasks.write_all(bytes).await?;
            frame::receive(answers, *max_answer, room).await
        };
        tokio::pin!(conversation);
        tokio::select! {
            heard = &mut conversation => return Course::Heard(heard),
            () = left => {}
            () = sleep_until(deadline + GRACE) => return Course::Stuck,
        }
        // The conversation goes on: a task that is still on its way has to arrive before its worker can give it up.
        let stopping = async {
            control.write_all(&given.to_le_bytes()).await?;
            conversation.await
        };
        match timeout(GRACE, stopping).await {
            Ok(Ok(Some(_))) => Course::Stopped,
            _ => Course::Stuck,
        }
    }

    /// What it gave up, once it takes tasks.
    async fn greeting(&mut self) -> io::Result<Option<Confinement>> {
        let heard = frame::receive(&mut self.answers, 0, Some).await?;
        Ok(match heard {
            Some(Received::Frame((FromWorker::Ready(confinement), _), _)) => Some(confinement),
            _ => None,
        })
    }

    async fn kill(&mut self) -> Death {
        let _ = self.child.kill().await;
        Death::TooSlow
    }

    /// Ends what may still run, and says how it ended.
    async fn end(&mut self) -> Death {
        let mut words = String::new();
        if let Some(errors) = self.child.stderr.take() {
            let reading = async {
                let mut bytes = Vec::new();
                let _ = errors.take(MAX_LAST_WORDS).read_to_end(&mut bytes).await;
                bytes
            };
            if let Ok(bytes) = timeout(GRACE, reading).await {
                words = String::from_utf8_lossy(&bytes).into_owned();
            }
        }
        let Ok(Ok(status)) = timeout(GRACE, self.child.wait()).await else {
            let _ = self.child.kill().await;
            return Death::Exit;
        };
        judge(status, &words)
    }
}

/// Our end of a new pair of sockets, and the other for a worker.
fn socket_pair() -> io::Result<(UnixStream, StdUnixStream)> {
    let (ours, theirs) = StdUnixStream::pair()?;
    ours.set_nonblocking(true)?;
    Ok((UnixStream::from_std(ours)?, theirs))
}

/// How a process ended, by its status and what it wrote last.
fn judge(status: ExitStatus, words: &str) -> Death {
    match status.signal() {
        Some(signal) if signal == Signal::ABORT.as_raw() && words.contains(OUT_OF_MEMORY) => {
            Death::OutOfMemory
        }
        // Not by us: the kernel ends what takes the memory of a container.
        Some(signal) if signal == Signal::KILL.as_raw() => Death::OutOfMemory,
        Some(signal) => Death::Signal(signal),
        None => Death::Exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abort_for_want_of_memory_is_told_from_others() {
        let aborted = ExitStatus::from_raw(Signal::ABORT.as_raw());
        let words = "memory allocation of 1048576 bytes failed\n";
        assert_eq!(judge(aborted, words), Death::OutOfMemory);
        let stack = "thread 'main' has overflowed its stack\n";
        assert_eq!(judge(aborted, stack), Death::Signal(Signal::ABORT.as_raw()));
        let killed = ExitStatus::from_raw(Signal::KILL.as_raw());
        assert_eq!(judge(killed, ""), Death::OutOfMemory);
        assert_eq!(judge(ExitStatus::from_raw(1 << 8), ""), Death::Exit);
    }
}
