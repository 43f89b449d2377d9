//! Files of the operator, read within a limit of time and of size: a pipe that nobody writes to, or a network file system that
//! hangs, must not take the service with it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

/// Longest time for a file to be read.
pub const READ_TIME: Duration = Duration::from_secs(5);

/// Largest file that is read, in bytes: a hundred thousand keys have less.
pub const MAX_SIZE: u64 = 16 << 20;

/// Beyond the time for reading, for a thread to start and to tell.
const MARGIN: Duration = Duration::from_millis(500);

/// Stack of a thread that reads a file, and of one that parses it.
const STACK_SIZE: usize = 512 << 10;

/// What is in the file at `path`. The caller waits, but no longer than [`READ_TIME`] and a moment.
///
/// # Errors
/// As the system says; `TimedOut`, `FileTooLarge`.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let path = PathBuf::from(path);
    limited(move || read_here(&path, Instant::now() + READ_TIME))?
}

/// What is in the file at `path`, as text.
///
/// # Errors
/// As [`read`]; `InvalidData` where it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// Why a file cannot be read, for its operator.
pub(crate) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        io::ErrorKind::FileTooLarge => "it is larger than 16MiB".to_owned(),
        kind => kind.to_string(),
    }
}

/// What comes of work on files, which the caller waits for no longer than [`READ_TIME`] and a moment. A thread does it, since
/// opening a file may block where no limit of time reaches; a thread that is stuck ends with the process.
///
/// # Errors
/// `TimedOut`, or where the system refuses a thread.
pub(crate) fn limited<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    spawn(move || {
        let _ = sender.send(work());
    })?;
    receiver
        .recv_timeout(READ_TIME + MARGIN)
        .map_err(|_| io::ErrorKind::TimedOut.into())
}

/// Starts a thread for work on files, which may never end.
///
/// # Errors
/// Where the system refuses a thread.
pub(crate) fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new()
        .name("files".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(work)
        .map(drop)
}

fn read_here(path: &Path, deadline: Instant) -> io::Result<Vec<u8>> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    // Opening a pipe would else wait for its writer.
    let mut file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)?;
    let mut bytes = Vec::new();
    let mut piece = [0; 16 << 10];
    loop {
        wait(&file, deadline)?;
        let count = match file.read(&mut piece) {
            Ok(0) => return Ok(bytes),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
        if bytes.len() as u64 > MAX_SIZE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    }
}

/// Waits until there is something to read, or the end of it; of a regular file there always is.
fn wait(file: &File, deadline: Instant) -> io::Result<()> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).map_err(|_| io::ErrorKind::InvalidInput)?;
        match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&left)) {
            Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
            Ok(_) => return Ok(()),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_the_largest_size() {
        let folder = std::env::temp_dir().join(format!("files-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("file");
        for (size, is_read) in [(0, true), (MAX_SIZE, true), (MAX_SIZE + 1, false)] {
            let file = File::create(&path).expect("a file");
            file.set_len(size).expect("a size");
            match read(&path) {
                Ok(bytes) => assert!(is_read && bytes.len() as u64 == size),
                Err(error) => {
                    assert!(!is_read);
                    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
                }
            }
        }
        let missing = read(&folder.join("missing")).expect_err("no file");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
