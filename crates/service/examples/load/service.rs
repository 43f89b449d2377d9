//! The service that lies beside the load generator, as a process of its own.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::client::{Connection, Order};

/// The key of all requests.
pub(crate) const KEY: &str = "load-generator-key";

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
        let begun = Instant::now();
        let mut process = Command::new(folder.join("chordpro-api"))
            .envs([
                ("API_KEYS", KEY),
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
        Connection::open(&address)?.ask(&Order::get("/health"))?;
        Ok(Service {
            process,
            address,
            ready_after: begun.elapsed(),
        })
    }

    /// Resident memory in megabytes; 0 where the system does not tell.
    pub(crate) fn memory(&self) -> u64 {
        self.memory_in_kilobytes() / 1024
    }

    /// Resident memory in kilobytes; 0 where the system does not tell.
    pub(crate) fn memory_in_kilobytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.trim().strip_suffix("kB"));
        number
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0)
    }

    /// The value of a metric without labels.
    pub(crate) fn metric(&self, name: &str) -> Result<u64, Box<dyn Error>> {
        let mut connection = Connection::open(&self.address)?;
        connection.ask(&Order::get("/metrics"))?;
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
