//! The audit log: one JSON line for every security event, each chained to the one before.
//!
//! A line's `digest` is the SHA-256 of the line before it (its digest) and of the line itself without that member, so a
//! line that was changed or taken out shows. [`verify`] checks a whole log.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::date;
use crate::keys::hex;
use crate::settings::AuditTarget;

/// The digest that the first line follows.
const ORIGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The log.
pub struct Audit {
    state: Mutex<Option<State>>,
}

struct State {
    sink: Box<dyn Write + Send>,
    sequence: u64,
    previous: String,
}

impl std::fmt::Debug for Audit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Audit")
    }
}

impl Audit {
    /// Opens the log. A file is continued: its last line is what the next one is chained to.
    ///
    /// # Errors
    /// Where the file cannot be opened or read.
    pub fn open(target: &AuditTarget) -> io::Result<Self> {
        let state = match target {
            AuditTarget::Off => None,
            AuditTarget::Stdout => Some(State::new(Box::new(io::stdout()))),
            AuditTarget::Stderr => Some(State::new(Box::new(io::stderr()))),
            AuditTarget::File(path) => {
                let mut file = OpenOptions::new()
                    .create(true)
                    .read(true)
                    .append(true)
                    .open(path)?;
                let (sequence, previous) = last_line(&mut file)?;
                Some(State {
                    sink: Box::new(file),
                    sequence,
                    previous,
                })
            }
        };
        Ok(Audit {
            state: Mutex::new(state),
        })
    }

    /// A log into `sink`.
    pub fn to_writer(sink: Box<dyn Write + Send>) -> Self {
        Audit {
            state: Mutex::new(Some(State::new(sink))),
        }
    }

    /// Writes an event with its details.
    pub fn event(&self, name: &str, details: &[(&str, &str)]) {
        let mut guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = guard.as_mut() else { return };
        let mut line = Map::new();
        line.insert("log".to_owned(), "audit".into());
        line.insert("sequence".to_owned(), state.sequence.into());
        line.insert("time".to_owned(), date::now_text().into());
        line.insert("event".to_owned(), name.into());
        for (key, value) in details {
            line.insert((*key).to_owned(), (*value).into());
        }
        line.insert("previous".to_owned(), state.previous.clone().into());
        let digest = chain(&line);
        line.insert("digest".to_owned(), digest.clone().into());
        let text = format!("{}\n", Value::Object(line));
        // An audit log that cannot be written must not stop the service; the gap shows in the sequence.
        if state
            .sink
            .write_all(text.as_bytes())
            .and_then(|()| state.sink.flush())
            .is_ok()
        {
            state.previous = digest;
        }
        state.sequence += 1;
    }
}

impl State {
    fn new(sink: Box<dyn Write + Send>) -> Self {
        State {
            sink,
            sequence: 0,
            previous: ORIGIN.to_owned(),
        }
    }
}

/// The digest of a line without its `digest`; the digest before it is among its members.
fn chain(line: &Map<String, Value>) -> String {
    let text = serde_json::to_string(line).unwrap_or_default();
    hex(&Sha256::digest(text.as_bytes()))
}

/// How much of the end of a file is read to find its last line.
const TAIL: u64 = 64 << 10;

fn last_line(file: &mut File) -> io::Result<(u64, String)> {
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    let tail = String::from_utf8_lossy(&tail);
    let last = tail
        .lines()
        .rev()
        .find_map(|line| serde_json::from_str::<Value>(line).ok());
    Ok(last
        .and_then(|line| {
            let sequence = line.get("sequence")?.as_u64()?;
            let digest = line.get("digest")?.as_str()?.to_owned();
            Some((sequence + 1, digest))
        })
        .unwrap_or_else(|| (0, ORIGIN.to_owned())))
}

/// Checks a log: the number of the first line (from 1) that does not follow the one before it, or was changed.
///
/// # Errors
/// That line's number.
pub fn verify(log: &str) -> Result<usize, usize> {
    let mut previous: Option<String> = None;
    for (n, text) in log.lines().enumerate() {
        let is_sound = || {
            let Ok(Value::Object(mut line)) = serde_json::from_str(text) else {
                return None;
            };
            let digest = line.shift_remove("digest")?.as_str()?.to_owned();
            let follows = line.get("previous")?.as_str()?;
            if previous
                .as_deref()
                .is_some_and(|previous| previous != follows)
                || chain(&line) != digest
            {
                return None;
            }
            Some(digest)
        };
        match is_sound() {
            Some(digest) => previous = Some(digest),
            None => return Err(n + 1),
        }
    }
    Ok(log.lines().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::MemoryLog;

    fn three() -> String {
        let memory = MemoryLog::default();
        let audit = Audit::to_writer(Box::new(memory.clone()));
        for event in ["start", "key refused", "limit reached"] {
            audit.event(event, &[("address", "192.0.2.1")]);
        }
        memory.text()
    }

    #[test]
    fn an_untouched_log_is_sound() {
        assert_eq!(verify(&three()), Ok(3));
    }

    #[test]
    fn a_changed_or_missing_line_shows() {
        let log = three();
        assert_eq!(verify(&log.replace("key refused", "all is well")), Err(2));
        let without: Vec<_> = log
            .lines()
            .enumerate()
            .filter(|(n, _)| *n != 1)
            .map(|(_, line)| line)
            .collect();
        assert_eq!(verify(&without.join("\n")), Err(2));
    }

    #[test]
    fn a_file_is_continued_after_a_restart() {
        let path =
            std::env::temp_dir().join(format!("audit-{}-{}.log", std::process::id(), line!()));
        let target = AuditTarget::File(path.clone());
        for _ in 0..2 {
            Audit::open(&target).expect("opens").event("start", &[]);
        }
        let log = std::fs::read_to_string(&path).expect("readable");
        std::fs::remove_file(&path).expect("removable");
        assert_eq!(verify(&log), Ok(2));
    }
}
