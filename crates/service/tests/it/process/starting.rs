//! What comes while the program starts.

use std::fs::File;
use std::io::Write;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::program::{Folder, KEY, LONGEST, Program, ask, run};

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
fn a_file_that_hangs_keeps_it_from_starting_and_is_named() {
    let folder = Folder::new("hanging");
    let path = pipe(&folder, "pipe");
    let fails = &|name: &str| {
        let mut settings = vec![("API_KEYS", KEY), (name, path.as_str())];
        if name == "TLS_CERT_FILE" {
            settings.push(("TLS_KEY_FILE", &path));
        }
        let (code, text) = run(&["serve"], &settings);
        assert_eq!(code, Some(2), "{text}");
        let told = format!("{name} names a file that cannot be read: timed out");
        assert!(text.contains(&told), "{text}");
    };
    let begun = Instant::now();
    thread::scope(|scope| {
        for name in [
            "API_KEYS_FILE",
            "API_KEY_WEB_FILE",
            "JWE_KEYS_FILE",
            "TLS_CERT_FILE",
        ] {
            scope.spawn(move || fails(name));
        }
    });
    assert!(begun.elapsed() < LONGEST);
}

#[test]
fn a_keys_file_that_hangs_later_leaves_the_old_keys_in_force() {
    let folder = Folder::new("hanging-later");
    let path = folder.write("keys", KEYS);
    let mut program = Program::start(&[("API_KEYS", ""), ("API_KEYS_FILE", &path)]);
    let next = pipe(&folder, "next");
    std::fs::rename(next, &path).expect("put in place");
    program.signal(Signal::HUP);
    let begun = Instant::now();
    while !program.log().contains("keys not read again") {
        assert!(begun.elapsed() < LONGEST, "nothing is told");
        let asked = Instant::now();
        let answer = ask(&program.address, "/formats", "aaaaaaaaaaaaaaaaaaaa");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let answer = ask(&program.address, "/health/live", "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(asked.elapsed() < Duration::from_secs(2), "it stalls");
        thread::sleep(Duration::from_millis(50));
    }
    assert!(program.log().contains("cannot be read: timed out"));
    // A file that can be read counts again.
    let next = folder.write("next", "a=bbbbbbbbbbbbbbbbbbbb\n");
    std::fs::rename(next, &path).expect("put in place");
    program.logs("keys read again");
    // Stopping does not wait for a file that hangs.
    std::fs::rename(pipe(&folder, "next"), &path).expect("put in place");
    thread::sleep(Duration::from_millis(1500));
    let begun = Instant::now();
    program.signal(Signal::TERM);
    assert!(program.wait().success());
    assert!(begun.elapsed() < Duration::from_secs(3));
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
