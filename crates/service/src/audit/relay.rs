//! A stream that may stall, such as standard error whose reader does not keep up, written to by a thread of its own.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

/// Lines that may wait to be written.
const BACKLOG: usize = 4096;

/// Longest time for which the lines that wait are still written at the end.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Hands lines on, and never waits: one that finds no room is an error.
pub(super) struct Relay {
    lines: Option<SyncSender<Vec<u8>>>,
    is_done: Receiver<()>,
}

impl Relay {
    /// A relay to `stream`.
    ///
    /// # Errors
    /// Where the system refuses a thread.
    pub(super) fn new(stream: impl Write + Send + 'static) -> io::Result<Self> {
        let (lines, waiting) = sync_channel(BACKLOG);
        let (done, is_done) = channel();
        thread::Builder::new()
            .name("audit".to_owned())
            .stack_size(256 << 10)
            .spawn(move || pass(&waiting, stream, &done))?;
        Ok(Relay {
            lines: Some(lines),
            is_done,
        })
    }
}

fn pass(waiting: &Receiver<Vec<u8>>, mut stream: impl Write, done: &Sender<()>) {
    while let Ok(line) = waiting.recv() {
        let _ = stream.write_all(&line).and_then(|()| stream.flush());
    }
    let _ = done.send(());
}

impl Write for Relay {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let lines = self.lines.as_ref().ok_or(io::ErrorKind::BrokenPipe)?;
        lines
            .try_send(line.to_vec())
            .map_err(|_| io::Error::from(io::ErrorKind::StorageFull))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.lines = None;
        let _ = self.is_done.recv_timeout(LAST_WORDS);
    }
}
