//! Connections that idle, and connections that are slow, beside clients that are neither.

use std::error::Error;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::Options;
use crate::client::{Connection, ConvertRequest};
use crate::promises::Promises;
use crate::round::{Freshness, Round};
use crate::service::{KEY, Service};

/// Files that this program needs besides connections.
const OTHERS: u64 = 100;

/// Runs the PDF round once more beside the crowd, and compares it with `alone`.
pub(crate) fn beside_the_load(
    options: &Options,
    length: Duration,
    alone: &Round,
    promises: &mut Promises,
) -> Result<(), Box<dyn Error>> {
    let wanted = options.idle + options.slow;
    let allowed = allowed_files().saturating_sub(OTHERS);
    if (wanted as u64) > allowed {
        return Err(format!("this needs {wanted} open files, the system allows {allowed}").into());
    }
    // They are to stay as long as the round takes: the service would let idlers go after half a minute.
    let service = Service::start(&[("HEADER_TIMEOUT", "10m"), ("BODY_TIMEOUT", "10m")])?;
    let before = service.memory_in_kilobytes();
    let idle = idlers(&service.address, options.idle)?;
    let after = service.memory_in_kilobytes();
    let each = after.saturating_sub(before) as f64 / options.idle.max(1) as f64;
    println!(
        "{} idle connections: {} MB in memory, {each:.1} kB each",
        idle.len(),
        after / 1024
    );
    let slow = slow_ones(&service.address, options.slow)?;
    println!(
        "{} slow connections besides: {} MB in memory",
        slow.len(),
        service.memory()
    );

    let is_over = AtomicBool::new(false);
    let round = thread::scope(|scope| {
        scope.spawn(|| drip(&slow, &is_over));
        let (address, clients) = (&service.address, options.clients);
        let round = Round::run(address, clients, length, "pdf", Freshness::New);
        is_over.store(true, Ordering::Relaxed);
        round
    })?;
    println!(
        "pdf beside them: {round}; {} MB in memory",
        service.memory()
    );
    let open = service.metric("chordpro_connections")?;
    promises.at_least("connections that stay open", open as f64, wanted as f64);
    promises.at_most("pdf beside them, wrong answers", round.failures as f64, 0.0);
    promises.at_most(
        "pdf beside them, p99 in ms",
        round.at(990),
        2.0 * alone.at(990),
    );
    Ok(())
}

/// Raises the limit of open files as far as the system lets it.
fn allowed_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let _ = setrlimit(Resource::Nofile, raised);
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Connections that do nothing: every other one has had an answer before.
fn idlers(address: &str, count: usize) -> std::io::Result<Vec<TcpStream>> {
    (0..count)
        .map(|n| {
            let mut connection = Connection::open(address)?;
            if n % 2 == 0 {
                connection.ask(&ConvertRequest::get("/health/live"))?;
            }
            Ok(connection.into_stream())
        })
        .collect()
}

/// Connections whose requests have begun.
fn slow_ones(address: &str, count: usize) -> std::io::Result<Vec<TcpStream>> {
    let head = format!(
        "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\nA"
    );
    (0..count)
        .map(|_| {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(head.as_bytes())?;
            Ok(stream)
        })
        .collect()
}

/// Sends a byte a second on each.
fn drip(mut streams: &[TcpStream], is_over: &AtomicBool) {
    let all = std::mem::take(&mut streams);
    let share = Duration::from_secs(1) / u32::try_from(all.len().max(1)).unwrap_or(1);
    while !is_over.load(Ordering::Relaxed) {
        for mut stream in all {
            let _ = stream.write_all(b"a");
            thread::sleep(share);
            if is_over.load(Ordering::Relaxed) {
                return;
            }
        }
        if all.is_empty() {
            return;
        }
    }
}
