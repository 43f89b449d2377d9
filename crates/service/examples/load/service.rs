//! The service that lies beside the load generator, as a process of its own.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::client::{Connection, ConvertRequest};

/// The key of all requests but hostile ones.
pub(crate) const KEY: &str = "load-generator-key";

/// The key of hostile requests.
pub(crate) const HOSTILE_KEY: &str = "hostile-client-key";

/// A running service. It is killed where it is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    process: Child,
    pub(crate) address: String,
    /// From its start to the answer to its first request, which converts a song.
    pub(crate) ready_after: Duration,
}

impl Service {
    /// Starts it on a free port, with these settings besides.
    pub(crate) fn start(settings: &[(&str, &str)]) -> Result<Self, Box<dyn Error>> {
        let program = std::env::current_exe()?;
        let folder: PathBuf = program.ancestors().nth(2).ok_or("no folder above")?.into();
        let keys = format!("load={KEY},hostile={HOSTILE_KEY}");
        let begun = Instant::now();
        let mut process = Command::new(folder.join("chordpro-api"))
            .envs([
                ("API_KEYS", keys.as_str()),
                ("PORT", "0"),
                ("BIND", "127.0.0.1"),
                ("AUDIT_LOG", "off"),
            ])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut log = BufReader::new(process.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        let address = loop {
            line.clear();
            if log.read_line(&mut line)? == 0 {
                return Err("the service did not start".into());
            }
            let event: serde_json::Value = serde_json::from_str(&line)?;
            if let Some(address) = event.get("address").and_then(|address| address.as_str()) {
                break address.to_owned();
            }
        };
        // Somebody has to read the log, as in earnest.
        thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Connection::open(&address)?.ask(&ConvertRequest::get("/health"))?;
        Ok(Service {
            process,
            address,
            ready_after: begun.elapsed(),
        })
    }

    /// Memory in megabytes; see [`Service::memory_in_kilobytes`].
    pub(crate) fn memory(&self) -> u64 {
        self.memory_in_kilobytes() / 1024
    }

    /// Memory of the process and its workers in kilobytes, what they share (the program itself) counted once; 0 where the system does
    /// not tell.
    pub(crate) fn memory_in_kilobytes(&self) -> u64 {
        let parent = self.process.id();
        // Each thread has the children that it started.
        let threads = fs::read_dir(format!("/proc/{parent}/task"));
        let children = threads.into_iter().flatten().flatten();
        let children =
            children.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
        let workers: Vec<u32> = children
            .flat_map(|ids| {
                let ids = ids.split_whitespace().filter_map(|id| id.parse().ok());
                ids.collect::<Vec<_>>()
            })
            .collect();
        let all = std::iter::once(parent).chain(workers);
        all.map(proportional_set_size).sum()
    }

    /// The value of a metric without labels.
    pub(crate) fn metric(&self, name: &str) -> Result<u64, Box<dyn Error>> {
        let mut connection = Connection::open(&self.address)?;
        connection.ask(&ConvertRequest::get("/metrics"))?;
        let text = String::from_utf8_lossy(connection.body()).into_owned();
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(value.ok_or("no such metric")?.parse()?)
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) -> Result<(), Box<dyn Error>> {
        Ok(kill_process(Pid::from_child(&self.process), Signal::TERM)?)
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> std::io::Result<ExitStatus> {
        self.process.wait()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The memory of a process in kilobytes, what it shares counted in proportion.
fn proportional_set_size(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.trim().strip_suffix("kB"));
    number
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0)
}
