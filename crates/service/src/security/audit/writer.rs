//! The thread that writes the log, so that a disk or a reader that stalls holds up no request.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Instant;

use serde_json::{Map, Value};

use super::Event;
use super::chain::{LINES_LOST, ORIGIN, digest};
use super::file::LogFile;
use super::tally::Tally;
use crate::timestamp;

/// What the thread is told.
pub(super) enum Command {
    /// Something happened.
    Event(Event),
    /// The file may have been moved away.
    Reopen,
    /// To tell when all before is written.
    Flush(SyncSender<()>),
}

/// Lines that could not be written.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// Since the start.
    pub(super) total: AtomicU64,
    /// Since a line could be written.
    untold: AtomicU64,
}

impl Lost {
    pub(super) fn count(&self) {
        self.total.fetch_add(1, Ordering::Relaxed);
        self.untold.fetch_add(1, Ordering::Relaxed);
    }
}

/// Where lines go.
pub(super) enum Sink {
    /// A stream such as standard error.
    Stream(Box<dyn Write + Send>),
    /// A file.
    File(LogFile),
}

impl Sink {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Sink::Stream(stream) => stream.write_all(line).and_then(|()| stream.flush()),
            Sink::File(file) => file.append(line),
        }
    }
}

/// The log as it is written.
pub(super) struct Writer {
    sink: Sink,
    sequence: u64,
    previous: String,
    tally: Tally,
    lost: Arc<Lost>,
    is_failing: bool,
}

impl Writer {
    /// A log whose chain begins.
    pub(super) fn new(sink: Sink, lost: Arc<Lost>) -> Self {
        Writer {
            sink,
            sequence: 0,
            previous: ORIGIN.to_owned(),
            tally: Tally::default(),
            lost,
            is_failing: false,
        }
    }

    /// A log that goes on after the line that has this digest.
    pub(super) fn resume(mut self, sequence: u64, previous: String) -> Self {
        self.sequence = sequence;
        self.previous = previous;
        self
    }

    /// Does what it is told until nobody tells it anything any more.
    pub(super) fn run(mut self, commands: &Receiver<Command>) {
        loop {
            let now = Instant::now();
            let command = match self.tally.due() {
                None => commands.recv().map_err(RecvTimeoutError::from),
                Some(due) if due <= now => Err(RecvTimeoutError::Timeout),
                Some(due) => commands.recv_timeout(due - now),
            };
            match command {
                Ok(Command::Event(event)) => self.take(event),
                Ok(Command::Reopen) => self.reopen(),
                Ok(Command::Flush(done)) => {
                    let _ = done.send(());
                }
                Err(RecvTimeoutError::Timeout) => self.close_tally(),
                Err(RecvTimeoutError::Disconnected) => {
                    self.close_tally();
                    return;
                }
            }
        }
    }

    fn take(&mut self, event: Event) {
        if !event.is_of_client() {
            // What was counted so far happened before.
            self.close_tally();
        }
        if let Some(event) = self.tally.admit(event, Instant::now()) {
            self.write(&event);
        }
    }

    fn close_tally(&mut self) {
        for event in self.tally.close(&timestamp::now_text()) {
            self.write(&event);
        }
    }

    fn reopen(&mut self) {
        let Sink::File(file) = &mut self.sink else {
            return;
        };
        if let Err(error) = file.reopen() {
            tracing::error!(cause = %error, "the audit log cannot be opened again, the old file goes on");
        }
    }

    /// Writes a line, after one about those that could not be written before.
    pub(super) fn write(&mut self, event: &Event) {
        let untold = self.lost.untold.swap(0, Ordering::Relaxed);
        if untold > 0 {
            let mut lost = Event::new(LINES_LOST, &[]);
            lost.count = Some((untold, String::new()));
            if !self.append(&lost) {
                self.lost.untold.fetch_add(untold, Ordering::Relaxed);
                self.lost.count();
                return;
            }
        }
        if !self.append(event) {
            self.lost.count();
        }
    }

    fn append(&mut self, event: &Event) -> bool {
        let mut line = Map::new();
        line.insert("log".to_owned(), "audit".into());
        line.insert("sequence".to_owned(), self.sequence.into());
        line.insert("timestamp".to_owned(), event.time.clone().into());
        line.insert("event".to_owned(), event.name.clone().into());
        for (key, value) in &event.details {
            line.insert(key.clone(), value.clone().into());
        }
        if let Some((count, since)) = &event.count {
            line.insert("count".to_owned(), (*count).into());
            if !since.is_empty() {
                line.insert("since".to_owned(), since.clone().into());
            }
        }
        line.insert("previous".to_owned(), self.previous.clone().into());
        let digest = digest(&line);
        line.insert("digest".to_owned(), digest.clone().into());
        let text = format!("{}\n", Value::Object(line));
        match self.sink.append(text.as_bytes()) {
            Ok(()) => {
                self.sequence += 1;
                self.previous = digest;
                if std::mem::take(&mut self.is_failing) {
                    tracing::info!("the audit log is written again");
                }
                true
            }
            Err(error) => {
                if !std::mem::replace(&mut self.is_failing, true) {
                    tracing::error!(cause = %error, "the audit log cannot be written: its lines are lost");
                }
                false
            }
        }
    }
}
