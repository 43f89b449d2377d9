//! The file of an audit log: opened to be continued, mended where its last line was broken off, cut back where a line could not
//! be written whole.

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::chain::ORIGIN;

/// How much of the end of a file is read to find its last line.
const TAIL: u64 = 64 << 10;

/// How every line begins.
const BEGINNING: &[u8] = b"{\"log\":\"audit\",";

/// A file that lines are added to.
#[derive(Debug)]
pub(super) struct LogFile {
    file: File,
    path: PathBuf,
    /// Which file it is: the numbers of its file system and on it.
    identity: (u64, u64),
    /// Where the next line begins; `None` for what is no regular file, which cannot be cut back.
    length: Option<u64>,
    is_torn: bool,
}

/// How a log that was opened ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The number of the next line.
    pub(super) sequence: u64,
    /// The digest that it follows.
    pub(super) previous: String,
    /// How many bytes of a line that was broken off were removed.
    pub(super) removed: u64,
}

impl LogFile {
    /// Opens the file to add lines to it, and keeps other processes from doing the same: two chains in one file are none.
    ///
    /// # Errors
    /// Where it cannot be opened, another process has it, or it is something else than an audit log.
    pub(super) fn open(path: &Path) -> io::Result<(Self, End)> {
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
        let data = file.metadata()?;
        let (mut length, mut end) = (None, End::origin());
        if data.is_file() {
            let (whole, found) = mend(&mut file, data.len())?;
            (length, end) = (Some(whole), found);
        }
        let log = LogFile {
            file,
            path: path.to_owned(),
            identity: identity(&data),
            length,
            is_torn: false,
        };
        Ok((log, end))
    }

    /// Why the file at `path` cannot be continued, or begun, as far as that shows without writing to it.
    pub(super) fn fault(path: &Path) -> Option<String> {
        let shown = path.display();
        match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
                return Some(format!("{} is no folder", folder.display()));
            }
            _ => {}
        }
        let mut file = match File::open(path) {
            Ok(file) => file,
            // It is made at the start; what may not be read here may be the service's own.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return None,
            Err(error) => return Some(format!("{shown} cannot be read: {error}")),
        };
        let data = file.metadata().ok()?;
        if data.is_dir() {
            return Some(format!("{shown} is a folder"));
        }
        if !data.is_file() {
            return None;
        }
        let tail = read_tail(&mut file, data.len()).ok()?;
        let error = how_it_ends(&tail, data.len()).err()?;
        Some(format!("{shown}: {error}"))
    }

    /// Goes on in a new file where this one was moved away; whether it did.
    ///
    /// # Errors
    /// Where the new file cannot be opened; then this one stays.
    pub(super) fn reopen(&mut self) -> io::Result<bool> {
        if std::fs::metadata(&self.path).is_ok_and(|data| identity(&data) == self.identity) {
            return Ok(false);
        }
        let (new, _) = LogFile::open(&self.path)?;
        *self = new;
        Ok(true)
    }

    /// Adds a line, whole or not at all.
    ///
    /// # Errors
    /// As the system says.
    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_torn
            && let Some(length) = self.length
        {
            self.file.set_len(length)?;
            self.is_torn = false;
        }
        let outcome = self.file.write_all(line);
        if let Some(length) = &mut self.length {
            match &outcome {
                Ok(()) => *length += line.len() as u64,
                Err(_) => self.is_torn = self.file.set_len(*length).is_err(),
            }
        }
        outcome
    }
}

impl End {
    fn origin() -> Self {
        End {
            sequence: 0,
            previous: ORIGIN.to_owned(),
            removed: 0,
        }
    }
}

fn identity(data: &Metadata) -> (u64, u64) {
    (data.dev(), data.ino())
}

/// Removes a last line that a crash broke off, or ends it where only its end is missing. The length of the file then, and how
/// the log ends.
///
/// # Errors
/// Where the file is neither empty nor ends with a line of an audit log, whole or broken off; it is left as it is.
fn mend(file: &mut File, size: u64) -> io::Result<(u64, End)> {
    let tail = read_tail(file, size)?;
    match how_it_ends(&tail, size)? {
        Ending::Whole(end) => Ok((size, end)),
        Ending::WithoutNewline(end) => {
            file.write_all(b"\n")?;
            Ok((size + 1, end))
        }
        Ending::BrokenOff(end) => {
            let whole = size.saturating_sub(end.removed);
            file.set_len(whole)?;
            Ok((whole, end))
        }
    }
}

/// How the last line of a log looks.
enum Ending {
    Whole(End),
    /// All of it is there but its end.
    WithoutNewline(End),
    /// The line before it is what the log ends with.
    BrokenOff(End),
}

/// The end of a file with so many bytes.
fn read_tail(file: &mut File, size: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    Ok(tail)
}

/// How a file with so many bytes ends whose last ones are `tail`.
///
/// # Errors
/// It is no audit log.
fn how_it_ends(tail: &[u8], size: u64) -> io::Result<Ending> {
    let whole = tail
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |last| last + 1);
    let (lines, rest) = tail.split_at(whole);
    if let Some(end) = end_of(rest) {
        return Ok(Ending::WithoutNewline(end));
    }
    // A machine that stopped may also leave zeros where a line was to be.
    let zeros = rest.iter().rev().take_while(|byte| **byte == 0).count();
    let text = rest.get(..rest.len() - zeros).unwrap_or_default();
    let is_broken_off = text.starts_with(BEGINNING) || BEGINNING.starts_with(text);
    let end = match lines.strip_suffix(b"\n") {
        None => (size <= TAIL).then(End::origin),
        Some(lines) => lines.rsplit(|byte| *byte == b'\n').next().and_then(end_of),
    };
    let Some(mut end) = end.filter(|_| is_broken_off) else {
        return Err(io::Error::other(
            "this file is no audit log: it does not end with a line of one",
        ));
    };
    if rest.is_empty() {
        return Ok(Ending::Whole(end));
    }
    end.removed = rest.len() as u64;
    Ok(Ending::BrokenOff(end))
}

/// How a log ends whose last line is this one; `None` for what is no line of a log.
fn end_of(line: &[u8]) -> Option<End> {
    let line: Value = serde_json::from_slice(line.strip_prefix(BEGINNING).map(|_| line)?).ok()?;
    Some(End {
        sequence: line.get("sequence")?.as_u64()?.checked_add(1)?,
        previous: line.get("digest")?.as_str()?.to_owned(),
        removed: 0,
    })
}
