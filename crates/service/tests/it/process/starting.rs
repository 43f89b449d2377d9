//! What comes while the program starts.

use std::fs::File;
use std::io::Write;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::program::{Folder, Program, ask};

const LONGEST: Duration = Duration::from_secs(30);

const KEYS: &str = "a=aaaaaaaaaaaaaaaaaaaa\n";

/// A program whose settings are checked, and that waits for its keys, which come through a pipe.
struct Starting {
    program: Program,
    keys: File,
    folder: Folder,
}

impl Starting {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        let path = pipe(&folder, "keys");
        let settings = [
            ("API_KEYS", ""),
            ("API_KEYS_FILE", path.as_str()),
            ("SHUTDOWN_DELAY", "0s"),
        ];
        let program = Program::begin_in(".", &settings);
        // The first reading is the check of the settings, the second one counts.
        let mut checked = opened(&path);
        std::fs::rename(pipe(&folder, "next"), &path).expect("put in place");
        checked.write_all(KEYS.as_bytes()).expect("written");
        drop(checked);
        Starting {
            program,
            keys: opened(&path),
            folder,
        }
    }

    /// Puts other keys in the place of its own, which it reads still, and lets it go on.
    fn goes_on(mut self) -> (Program, Folder) {
        let next = self.folder.write("next", "a=bbbbbbbbbbbbbbbbbbbb\n");
        std::fs::rename(next, format!("{}/keys", self.folder.path())).expect("put in place");
        self.keys.write_all(KEYS.as_bytes()).expect("written");
        drop(self.keys);
        self.program.listens();
        (self.program, self.folder)
    }
}

/// Makes a pipe; its path.
fn pipe(folder: &Folder, name: &str) -> String {
    let path = format!("{}/{name}", folder.path());
    let made = Command::new("mkfifo").arg(&path).status();
    assert!(made.expect("mkfifo").success());
    path
}

/// The end of a pipe that is written to, as soon as the other end is read.
fn opened(path: &str) -> File {
    let (send, receive) = mpsc::channel();
    let path = path.to_owned();
    thread::spawn(move || send.send(File::options().write(true).open(path)));
    let end = receive.recv_timeout(LONGEST).expect("it is read");
    end.expect("opened")
}

#[test]
fn keys_that_change_meanwhile_count() {
    for (name, signal) in [("unnoticed", None), ("hung-up", Some(Signal::HUP))] {
        let starting = Starting::new(name);
        if let Some(signal) = signal {
            starting.program.signal(signal);
        }
        let (program, _folder) = starting.goes_on();
        let begun = Instant::now();
        while !ask(&program.address, "/formats", "bbbbbbbbbbbbbbbbbbbb").starts_with("HTTP/1.1 200")
        {
            assert!(begun.elapsed() < LONGEST, "the change is not noticed");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_stop_meanwhile_is_an_orderly_one() {
    for (name, signal) in [("terminated", Signal::TERM), ("interrupted", Signal::INT)] {
        let starting = Starting::new(name);
        starting.program.signal(signal);
        let (mut program, _folder) = starting.goes_on();
        assert!(program.wait().success(), "{name}");
    }
}
