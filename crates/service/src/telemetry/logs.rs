//! The log: one line an event on standard output, JSON or readable, written by a thread of its own.
//!
//! A reader of the log that does not keep up must not hold up requests: lines that find no room are dropped and counted.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Registry, fmt};

use crate::timestamp;

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Lines of this process that found no room. There is one standard output, and one log.
static LOST: AtomicU64 = AtomicU64::new(0);

/// Lines that were lost since the start because the reader of standard output did not keep up.
pub fn lost_lines() -> u64 {
    LOST.load(Ordering::Relaxed)
}

/// Lines that may wait to be written.
const BACKLOG: usize = 16_384;

enum Message {
    Line(Vec<u8>),
    Flush(SyncSender<()>),
}

/// Where lines go. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LogWriter {
    sender: SyncSender<Message>,
    dropped: Arc<AtomicU64>,
}

impl LogWriter {
    /// A writer to standard output.
    pub fn to_stdout() -> Self {
        let (sender, receiver) = sync_channel(BACKLOG);
        let dropped = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&dropped);
        // Where no thread can be had the channel is closed, and lines are dropped: the service runs without a log.
        let _ = thread::Builder::new()
            .name("log".to_owned())
            .stack_size(256 << 10)
            .spawn(move || write_all(&receiver, &counter));
        LogWriter { sender, dropped }
    }

    /// Waits until everything logged so far is written, at most a second.
    pub fn flush(&self) {
        let (done, is_done) = sync_channel(1);
        if self.sender.send(Message::Flush(done)).is_ok() {
            let _ = is_done.recv_timeout(Duration::from_secs(1));
        }
    }
}

fn write_all(receiver: &Receiver<Message>, dropped: &AtomicU64) {
    let mut stdout = io::BufWriter::with_capacity(64 << 10, io::stdout());
    while let Ok(first) = receiver.recv() {
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Line(line) => {
                    let _ = stdout.write_all(&line);
                }
                Message::Flush(done) => {
                    let _ = stdout.flush();
                    let _ = done.send(());
                }
            }
            next = receiver.try_recv().ok();
        }
        let lost = dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            let _ = writeln!(
                stdout,
                "{{\"timestamp\":\"{}\",\"level\":\"WARN\",\"message\":\"log lines dropped\",\"count\":{lost}}}",
                timestamp::now_text()
            );
        }
        let _ = stdout.flush();
    }
}

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.sender.try_send(Message::Line(line.to_vec())).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            LOST.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = LogWriter;

    fn make_writer(&'a self) -> LogWriter {
        self.clone()
    }
}

/// A log kept in memory, for tests.
#[derive(Debug, Clone, Default)]
pub struct MemoryLog(Arc<Mutex<Vec<u8>>>);

impl MemoryLog {
    /// Everything logged so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for MemoryLog {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for MemoryLog {
    type Writer = MemoryLog;

    fn make_writer(&'a self) -> MemoryLog {
        self.clone()
    }
}

/// What formats events and hands them to `writer`.
pub fn subscriber<W>(
    format: LogFormat,
    level: tracing::level_filters::LevelFilter,
    writer: W,
) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    match format {
        LogFormat::Json => Box::new(
            Registry::default().with(level).with(
                fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_current_span(false)
                    .with_span_list(false)
                    .with_target(false)
                    .with_writer(writer),
            ),
        ),
        LogFormat::Text => Box::new(
            Registry::default().with(level).with(
                fmt::layer()
                    .with_target(false)
                    .with_ansi(false)
                    .with_writer(writer),
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_finds_no_room_is_lost_and_counted() {
        let (sender, receiver) = sync_channel(1);
        let mut writer = LogWriter {
            sender,
            dropped: Arc::new(AtomicU64::new(0)),
        };
        let before = lost_lines();
        for line in [b"first", b"other"] {
            assert_eq!(writer.write(line).expect("never an error"), 5);
        }
        assert!(matches!(receiver.recv(), Ok(Message::Line(line)) if line == b"first"));
        assert_eq!(lost_lines() - before, 1);
        assert_eq!(writer.dropped.load(Ordering::Relaxed), 1);
    }
}
