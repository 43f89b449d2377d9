//! A load generator, bounded in time: starts the service that lies beside it, and measures it over HTTP.
//!
//! `load [SECONDS [CLIENTS]]`, 10 and 16 where not given. Every song differs, so the cache of answers does not help, but in
//! the last round, which shows what it is worth.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const KEY: &str = "load-generator-key";

const SONG: &str = include_str!("amazing-grace.cho");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().map_or(Ok(10), |text| text.parse())?;
    let clients: usize = arguments.next().map_or(Ok(16), |text| text.parse())?;
    let mut service = Service::start()?;
    println!(
        "ready after {:.0} ms, {} MB in memory",
        service.ready_after.as_secs_f64() * 1e3,
        service.memory()
    );
    let round = Duration::from_secs(seconds.max(3) / 3);
    let tally = Arc::new(AtomicU64::new(0));
    for (name, format, is_new) in [
        ("text", "text", true),
        ("pdf", "pdf", true),
        ("pdf, kept answers", "pdf", false),
    ] {
        let mut threads = Vec::new();
        let end = Instant::now() + round;
        for _ in 0..clients {
            let (address, tally) = (service.address.clone(), Arc::clone(&tally));
            threads.push(thread::spawn(move || {
                run(&address, format, is_new, &tally, end)
            }));
        }
        let mut times = Vec::new();
        let mut failures = 0;
        for thread in threads {
            let (mut own, failed) = thread.join().map_err(|_| "a client panicked")?;
            times.append(&mut own);
            failures += failed;
        }
        times.sort_unstable();
        let at = |share: usize| {
            let index = (times.len() * share / 1000).min(times.len().saturating_sub(1));
            times.get(index).copied().unwrap_or_default().as_secs_f64() * 1e3
        };
        println!(
            "{name}: {:.0} requests a second, {clients} clients; p50 {:.1} ms, p99 {:.1} ms, worst {:.1} ms; {failures} failed; {} MB in memory",
            times.len() as f64 / round.as_secs_f64(),
            at(500),
            at(990),
            at(1000),
            service.memory()
        );
    }
    service.stop()
}

struct Service {
    process: Child,
    address: String,
    ready_after: Duration,
}

impl Service {
    fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = std::env::current_exe()?;
        let folder: PathBuf = folder
            .ancestors()
            .nth(2)
            .ok_or("no folder above")?
            .to_owned();
        let begun = Instant::now();
        let mut process = Command::new(folder.join("chordpro-api"))
            .env("API_KEYS", KEY)
            .env("PORT", "0")
            .env("BIND", "127.0.0.1")
            .env("AUDIT_LOG", "off")
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
        thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        let mut stream = TcpStream::connect(&address)?;
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")?;
        read_answer(&mut stream, &mut Vec::new())?;
        Ok(Service {
            process,
            address,
            ready_after: begun.elapsed(),
        })
    }

    /// Resident memory in megabytes.
    fn memory(&self) -> u64 {
        std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .ok()
            .and_then(|status| {
                let line = status
                    .lines()
                    .find_map(|line| line.strip_prefix("VmRSS:").map(str::to_owned))?;
                line.trim()
                    .trim_end_matches("kB")
                    .trim()
                    .parse::<u64>()
                    .ok()
            })
            .map_or(0, |kilobytes| kilobytes / 1024)
    }

    fn stop(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

/// One client on one connection, until `end`: the times of its requests, and how many failed.
fn run(
    address: &str,
    format: &str,
    is_new: bool,
    tally: &AtomicU64,
    end: Instant,
) -> (Vec<Duration>, u64) {
    let (mut times, mut failures) = (Vec::new(), 0);
    let mut buffer = Vec::new();
    let Ok(mut stream) = TcpStream::connect(address) else {
        return (times, 1);
    };
    let _ = stream.set_nodelay(true);
    while Instant::now() < end {
        let number = if is_new {
            tally.fetch_add(1, Ordering::Relaxed)
        } else {
            0
        };
        let content = format!("{SONG}{{comment: Sheet {number}}}\n");
        let body = serde_json::json!({ "content": content, "output_format": format }).to_string();
        let head = format!(
            "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let begun = Instant::now();
        let sent = stream.write_all((head + &body).as_bytes());
        match sent.and_then(|()| read_answer(&mut stream, &mut buffer)) {
            Ok(200) => times.push(begun.elapsed()),
            Ok(_) => failures += 1,
            Err(_) => return (times, failures + 1),
        }
    }
    (times, failures)
}

/// Reads one answer; its status.
fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<u16> {
    let broken = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    buffer.clear();
    let mut piece = [0; 64 << 10];
    loop {
        let count = stream.read(&mut piece)?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        buffer.extend_from_slice(piece.get(..count).unwrap_or_default());
        let Some(head_end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(buffer.get(..head_end).unwrap_or_default()).into_owned();
        let length: usize = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length:")
                    .map(str::to_owned)
            })
            .and_then(|text| text.trim().parse().ok())
            .ok_or_else(broken)?;
        let mut left = (head_end + 4 + length).saturating_sub(buffer.len());
        while left > 0 {
            let count = stream.read(&mut piece)?;
            if count == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            left = left.saturating_sub(count);
        }
        return head
            .get(9..12)
            .and_then(|status| status.parse().ok())
            .ok_or_else(broken);
    }
}
