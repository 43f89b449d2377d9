//! The audit log: one JSON line for every security event, each chained to the one before.
//!
//! A line's `digest` is the SHA-256 of the line before it (its digest) and of the line itself without that member, so a
//! line that was changed or taken out shows. [`verify`] checks a whole log, a [`Chain`] one in pieces.

mod relay;

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::date;
use crate::keys::hex;
use crate::settings::AuditTarget;
use relay::Relay;

/// The digest that the first line follows.
const ORIGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The log.
pub struct Audit {
    state: Mutex<Option<State>>,
    lost: AtomicU64,
}

struct State {
    sink: Box<dyn Write + Send>,
    sequence: u64,
    previous: String,
    /// Where the file was opened, and which one it was: the numbers of its file system and on it.
    file: Option<(PathBuf, (u64, u64))>,
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
            // A reader that does not keep up must not hold up requests; what it misses shows in the chain.
            AuditTarget::Stdout => Some(State::new(Box::new(Relay::new(io::stdout())?))),
            AuditTarget::Stderr => Some(State::new(Box::new(Relay::new(io::stderr())?))),
            AuditTarget::File(path) => {
                let mut file = open_own(path)?;
                let (sequence, previous) = last_line(&mut file)?;
                Some(State {
                    file: Some((path.clone(), identity(&file.metadata()?))),
                    sink: Box::new(file),
                    sequence,
                    previous,
                })
            }
        };
        Ok(Audit {
            state: Mutex::new(state),
            lost: AtomicU64::new(0),
        })
    }

    /// Goes on in a new file where that of the settings was moved away. The chain goes on too.
    ///
    /// # Errors
    /// Where the new file cannot be opened; then the old one stays.
    pub fn reopen(&self) -> io::Result<()> {
        let mut guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = guard.as_mut() else {
            return Ok(());
        };
        let Some((path, open)) = &mut state.file else {
            return Ok(());
        };
        if std::fs::metadata(&path).is_ok_and(|data| identity(&data) == *open) {
            return Ok(());
        }
        let file = open_own(path)?;
        *open = identity(&file.metadata()?);
        state.sink = Box::new(file);
        Ok(())
    }

    /// A log into `sink`.
    pub fn to_writer(sink: Box<dyn Write + Send>) -> Self {
        Audit {
            state: Mutex::new(Some(State::new(sink))),
            lost: AtomicU64::new(0),
        }
    }

    /// Lines that could not be written.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
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
        } else {
            self.lost.fetch_add(1, Ordering::Relaxed);
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
            file: None,
        }
    }
}

fn identity(data: &Metadata) -> (u64, u64) {
    (data.dev(), data.ino())
}

/// The digest of a line without its `digest`; the digest before it is among its members.
fn chain(line: &Map<String, Value>) -> String {
    let text = serde_json::to_string(line).unwrap_or_default();
    hex(&Sha256::digest(text.as_bytes()))
}

/// Opens the file to add lines to it, and keeps other processes from doing the same: two chains in one file are none.
fn open_own(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            return Err(io::Error::other("another process writes to this file"));
        }
        // Some file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    // A line that a crash broke off must not take the next one with it.
    let size = file.seek(SeekFrom::End(0))?;
    if size > 0 {
        let mut last = [0];
        file.seek(SeekFrom::Start(size - 1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(file)
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
    Chain::default().follow(log)
}

/// A log on its way to be checked, piece by piece.
#[derive(Debug, Default)]
pub struct Chain {
    /// The number and the digest of the last line.
    last: Option<(u64, String)>,
}

impl Chain {
    /// Follows the chain through the next piece; how many lines it has.
    ///
    /// # Errors
    /// The number of the first line (from 1) that was changed, or does not follow the one before it.
    pub fn follow(&mut self, log: &str) -> Result<usize, usize> {
        let mut count = 0;
        for text in log.lines() {
            count += 1;
            self.last = Some(self.next(text).ok_or(count)?);
        }
        Ok(count)
    }

    fn next(&self, text: &str) -> Option<(u64, String)> {
        let mut line: Map<String, Value> = serde_json::from_str(text).ok()?;
        let digest = line.shift_remove("digest")?.as_str()?.to_owned();
        let previous = line.get("previous")?.as_str()?;
        let sequence = line.get("sequence")?.as_u64()?;
        // A line that could not be written leaves a gap in the numbers, though not among the digests.
        let follows = self.last.as_ref().is_none_or(|(number, last)| {
            Some(sequence) == number.checked_add(1) && previous == last
        });
        (follows && chain(&line) == digest).then_some((sequence, digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::MemoryLog;
    use std::sync::atomic::{AtomicUsize, Ordering};

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

    /// A file in a folder of its own, which goes when the test ends.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> (Self, AuditTarget) {
            let folder = std::env::temp_dir().join(format!("audit-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).expect("a folder");
            let target = AuditTarget::File(folder.join("log"));
            (Place(folder), target)
        }

        fn read(&self, name: &str) -> String {
            std::fs::read_to_string(self.0.join(name)).expect("readable")
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_is_continued_after_a_restart() {
        let (place, target) = Place::new("restart");
        for _ in 0..2 {
            Audit::open(&target).expect("opens").event("start", &[]);
        }
        assert_eq!(verify(&place.read("log")), Ok(2));
    }

    #[test]
    fn a_line_that_was_not_written_shows() {
        struct Full(MemoryLog, AtomicUsize);
        impl Write for Full {
            fn write(&mut self, line: &[u8]) -> io::Result<usize> {
                match self.1.fetch_add(1, Ordering::Relaxed) {
                    1 => Err(io::ErrorKind::StorageFull.into()),
                    _ => self.0.write(line),
                }
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let memory = MemoryLog::default();
        let audit = Audit::to_writer(Box::new(Full(memory.clone(), AtomicUsize::new(0))));
        for event in ["start", "key refused", "limit reached"] {
            audit.event(event, &[]);
        }
        assert_eq!(memory.text().lines().count(), 2);
        assert_eq!(verify(&memory.text()), Err(2));
        assert_eq!(audit.lost(), 1);
    }

    #[test]
    fn a_line_broken_off_shows_and_takes_no_other_with_it() {
        let (place, target) = Place::new("torn");
        Audit::open(&target).expect("opens").event("start", &[]);
        let whole = place.read("log");
        std::fs::write(place.0.join("log"), format!("{whole}{{\"log\":\"au")).expect("written");
        Audit::open(&target).expect("opens").event("start", &[]);
        let log = place.read("log");
        assert_eq!(verify(&log), Err(2));
        let mended = log.replace("{\"log\":\"au\n", "");
        assert_eq!(verify(&mended), Ok(2), "{log}");
    }

    #[test]
    fn a_log_that_was_moved_away_goes_on_in_a_new_file() {
        let (place, target) = Place::new("moved");
        let audit = Audit::open(&target).expect("opens");
        audit.event("start", &[]);
        audit.reopen().expect("the same file");
        std::fs::rename(place.0.join("log"), place.0.join("log.1")).expect("moved");
        audit.event("key refused", &[]);
        audit.reopen().expect("a new file");
        audit.event("limit reached", &[]);
        let (old, new) = (place.read("log.1"), place.read("log"));
        let mut chain = Chain::default();
        assert_eq!((chain.follow(&old), chain.follow(&new)), (Ok(2), Ok(1)));
        assert_eq!(Chain::default().follow(&new), Ok(1));
    }

    #[test]
    fn two_processes_do_not_write_to_one_file() {
        let (_place, target) = Place::new("shared");
        let first = Audit::open(&target).expect("opens");
        let error = Audit::open(&target).expect_err("in use");
        assert!(error.to_string().contains("another process"), "{error}");
        drop(first);
        assert!(Audit::open(&target).is_ok());
    }
}
