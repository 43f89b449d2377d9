//! The audit log: one JSON line for every security event, each chained to the one before.
//!
//! A line's `digest` is the SHA-256 of the line before it (its digest) and of the line itself without that member, so a
//! line that was changed or removed shows. [`verify`] verifies a whole log, a [`Chain`] one in pieces. What strangers cause is
//! counted together, and a thread of its own writes: neither refusals nor a stalled disk make more of the log than it can take.

mod chain;
mod file;
mod tally;
mod writer;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::operator_files;
use crate::timestamp;
use file::LogFile;
use writer::{Command, Lost, Sink, Writer};

pub use chain::{Chain, Link, verify};

/// Events that may wait to be written.
const BACKLOG: usize = 4096;

/// Longest time for which events that wait are still written at the end.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Event {
    time: String,
    name: String,
    details: Vec<(String, String)>,
    /// How many events the line stands for beside the first, which has its own, and when that was.
    count: Option<(u64, String)>,
}

impl Event {
    fn new(name: &str, details: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Event {
            time: timestamp::now_text(),
            name: name.to_owned(),
            details: details.iter().map(owned).collect(),
            count: None,
        }
    }

    /// Whether a client causes it, and so as many of them as it likes.
    fn is_of_client(&self) -> bool {
        let mut names = self.details.iter().map(|(name, _)| name.as_str());
        names.any(|name| matches!(name, "remote" | "client"))
    }
}

/// Where security events go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditTarget {
    /// Nowhere.
    Off,
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The end of this file.
    File(PathBuf),
}

impl fmt::Display for AuditTarget {
    /// As the setting is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AuditTarget::Off => f.write_str("off"),
            AuditTarget::Stdout => f.write_str("stdout"),
            AuditTarget::Stderr => f.write_str("stderr"),
            AuditTarget::File(path) => path.display().fmt(f),
        }
    }
}

/// The log.
#[derive(Debug)]
pub struct Audit {
    thread: Option<Thread>,
    lost: Arc<Lost>,
}

#[derive(Debug)]
struct Thread {
    /// Closed to end it.
    commands: Option<SyncSender<Command>>,
    is_done: Mutex<Receiver<()>>,
}

impl Audit {
    /// Opens the log. A file is continued: its last line is what the next one is chained to, and one that was broken off is
    /// removed.
    ///
    /// # Errors
    /// Where the file cannot be opened or read in time, or is none of ours.
    pub fn open(target: &AuditTarget) -> io::Result<Self> {
        match target {
            AuditTarget::Off => Ok(Audit {
                thread: None,
                lost: Arc::default(),
            }),
            AuditTarget::Stdout => Audit::to_writer(Box::new(io::stdout())),
            AuditTarget::Stderr => Audit::to_writer(Box::new(io::stderr())),
            AuditTarget::File(path) => Audit::to_file(path),
        }
    }

    /// Why a log cannot be written to `target`, as far as that shows without writing.
    pub(crate) fn fault(target: &AuditTarget) -> Option<String> {
        match target {
            AuditTarget::File(path) => LogFile::fault(path),
            AuditTarget::Off | AuditTarget::Stdout | AuditTarget::Stderr => None,
        }
    }

    fn to_file(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        let (file, end) = operator_files::limited(move || LogFile::open(&path))??;
        let audit = Audit::start(|lost| {
            Writer::new(Sink::File(file), lost).resume(end.sequence, end.previous)
        })?;
        if end.removed > 0 {
            tracing::warn!(
                bytes = end.removed,
                "the last line of the audit log was broken off and has been removed"
            );
            let bytes = end.removed.to_string();
            audit.event("broken line removed", &[("bytes", &bytes)]);
        }
        Ok(audit)
    }

    /// A log into `stream`, whose chain begins.
    ///
    /// # Errors
    /// Where the system refuses a thread.
    pub fn to_writer(stream: Box<dyn io::Write + Send>) -> io::Result<Self> {
        Audit::start(|lost| Writer::new(Sink::Stream(stream), lost))
    }

    fn start(writer: impl FnOnce(Arc<Lost>) -> Writer) -> io::Result<Self> {
        let lost = Arc::<Lost>::default();
        let writer = writer(Arc::clone(&lost));
        let (commands, told) = sync_channel(BACKLOG);
        let (done, is_done) = channel();
        std::thread::Builder::new()
            .name("audit".to_owned())
            .stack_size(256 << 10)
            .spawn(move || {
                writer.run(&told);
                let _ = done.send(());
            })?;
        let thread = Thread {
            commands: Some(commands),
            is_done: Mutex::new(is_done),
        };
        Ok(Audit {
            thread: Some(thread),
            lost,
        })
    }

    /// Notes an event with its details, and never waits: one that finds no room is lost, which is counted and has its line later.
    pub fn event(&self, name: &str, details: &[(&str, &str)]) {
        let Some(commands) = self.commands() else {
            return;
        };
        let event = Event::new(name, details);
        if commands.try_send(Command::Event(event)).is_err() {
            self.lost.count();
        }
    }

    /// Goes on in a new file where that of the settings was moved away. The chain goes on too.
    pub fn reopen(&self) {
        if let Some(commands) = self.commands() {
            // Where there is no room the log is stalled, and its file the least of its troubles.
            let _ = commands.try_send(Command::Reopen);
        }
    }

    /// Waits until everything noted so far is written, at most a second.
    pub fn flush(&self) {
        let (done, is_done) = sync_channel(1);
        if let Some(commands) = self.commands()
            && commands.try_send(Command::Flush(done)).is_ok()
        {
            let _ = is_done.recv_timeout(LAST_WORDS);
        }
    }

    /// How many lines could not be written since the start.
    pub fn lost(&self) -> u64 {
        self.lost.total.load(Ordering::Relaxed)
    }

    fn commands(&self) -> Option<&SyncSender<Command>> {
        self.thread.as_ref()?.commands.as_ref()
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.commands = None;
        let is_done = self.is_done.get_mut();
        let is_done = is_done.unwrap_or_else(PoisonError::into_inner);
        let _ = is_done.recv_timeout(LAST_WORDS);
    }
}

#[cfg(test)]
mod tests;
