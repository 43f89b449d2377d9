//! The program, started for a test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

pub(crate) const KEY: &str = "0123456789abcdef0123";

/// Longest wait for what must come.
pub(crate) const LONGEST: Duration = Duration::from_secs(30);

/// A shell that does `what` and then becomes the program.
pub(crate) fn after(what: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    let script = format!("{what}; exec \"$0\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_chordpro-api")]);
    command
}

/// A running service.
pub(crate) struct Program {
    process: Child,
    pub(crate) address: String,
    log: Arc<Mutex<String>>,
}

impl Program {
    pub(crate) fn start(settings: &[(&str, &str)]) -> Self {
        Self::start_in(".", settings)
    }

    /// Starts it in `folder`, on a free port, and waits until it listens.
    pub(crate) fn start_in(folder: &str, settings: &[(&str, &str)]) -> Self {
        let mut program = Self::begin_in(folder, settings);
        program.listens();
        program
    }

    /// Starts it, without waiting for anything.
    pub(crate) fn begin_in(folder: &str, settings: &[(&str, &str)]) -> Self {
        Self::begin(
            Command::new(env!("CARGO_BIN_EXE_chordpro-api")),
            folder,
            settings,
        )
    }

    /// Starts it by a shell that first does `what`, such as lowering a limit, and waits until it listens.
    pub(crate) fn start_after(what: &str, settings: &[(&str, &str)]) -> Self {
        let mut program = Self::begin(after(what), ".", settings);
        program.listens();
        program
    }

    fn begin(mut command: Command, folder: &str, settings: &[(&str, &str)]) -> Self {
        command
            .current_dir(folder)
            .env_clear()
            .envs([
                ("API_KEYS", KEY),
                ("PORT", "0"),
                ("BIND", "127.0.0.1"),
                ("AUDIT_LOG", "off"),
            ])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped());
        Program {
            process: command.spawn().expect("started"),
            address: String::new(),
            log: Arc::default(),
        }
    }

    /// Waits until it listens, and knows its address then.
    pub(crate) fn listens(&mut self) {
        let mut log = BufReader::new(self.process.stdout.take().expect("a log"));
        while self.address.is_empty() {
            let mut line = String::new();
            assert!(log.read_line(&mut line).expect("a line") > 0, "it ended");
            let event: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            if let Some(address) = event.get("address").and_then(|text| text.as_str()) {
                address.clone_into(&mut self.address);
            }
            self.log.lock().expect("a log").push_str(&line);
        }
        let kept = Arc::clone(&self.log);
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                kept.lock().expect("a log").push_str(&(line + "\n"));
            }
        });
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("a log").clone()
    }

    /// Waits until it has logged `words`.
    pub(crate) fn logs(&self, words: &str) {
        let begun = Instant::now();
        while !self.log().contains(words) {
            let log = self.log();
            assert!(begun.elapsed() < LONGEST, "{words:?} not in {log}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its process.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.process)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).expect("sent");
    }

    /// Lets it stand still until it gets `Signal::CONT`.
    pub(crate) fn halt(&self) {
        self.signal(Signal::STOP);
        let process = Some(Pid::from_child(&self.process));
        let change = waitpid(process, WaitOptions::UNTRACED).expect("told");
        assert!(change.is_some_and(|(_, status)| status.stopped()));
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("known") {
                return status;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not end");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A folder, taken away at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("process-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    pub(crate) fn path(&self) -> String {
        self.0.to_str().expect("text").to_owned()
    }

    /// Writes a file; its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("text").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `POST /convert` of `song`, as it stands in JSON, with more header lines.
pub(crate) fn convert(song: &str, format: &str, extra: &str) -> String {
    let body = format!(r#"{{"content": "{song}", "output_format": "{format}"}}"#);
    format!(
        "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Type: application/json\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The answer to `GET path` with `key`.
pub(crate) fn ask(address: &str, path: &str, key: &str) -> String {
    try_ask(address, path, key).expect("an answer")
}

/// The answer to `GET path` with `key`, where the connection is not cut off.
pub(crate) fn try_ask(address: &str, path: &str, key: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}

/// Runs the program to its end; its exit status, and what it printed on both streams.
pub(crate) fn run(arguments: &[&str], settings: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_chordpro-api"))
        .args(arguments)
        .env_clear()
        .envs(settings.iter().copied())
        .output()
        .expect("run");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}
