//! Memory and processor time of the service, worker processes included, as its metrics tell.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use rustix::process::{Pid, Signal, kill_process};

use super::program::{KEY, Program, ask, convert};

fn metric(program: &Program, name: &str) -> f64 {
    let page = ask(&program.address, "/metrics", KEY);
    let mut values = page
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    values.next().expect(name).parse().expect("a number")
}

/// The worker processes of the service.
fn workers(program: &Program) -> Vec<Pid> {
    let main = program.pid().as_raw_pid();
    let path = format!("/proc/{main}/task");
    let threads = fs::read_dir(path).expect("threads");
    let mut ids = Vec::new();
    for thread in threads {
        let path = thread.expect("a thread").path().join("children");
        let text = fs::read_to_string(path).unwrap_or_default();
        ids.extend(
            text.split_whitespace()
                .filter_map(|id| Pid::from_raw(id.parse().ok()?)),
        );
    }
    ids
}

#[cfg(target_os = "linux")]
#[test]
fn what_workers_use_counts_for_the_service() {
    let program = Program::start(&[("WORKERS", "1"), ("CACHE_SIZE", "0")]);
    let before = metric(&program, "process_cpu_seconds_total");
    let lines = "[C]La la [G7]la la [Am]la la\\n".repeat(4000);
    let mut stream = TcpStream::connect(&program.address).expect("connected");
    let request = convert(
        &format!("{{title: A}}\\n{lines}"),
        "pdf",
        "Connection: close\r\n",
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    let main = program.pid().as_raw_pid();
    let text = fs::read_to_string(format!("/proc/{main}/statm")).expect("sizes");
    let pages: f64 = text
        .split(' ')
        .nth(1)
        .expect("a size")
        .parse()
        .expect("pages");
    let resident = metric(&program, "process_resident_memory_bytes");
    let main = pages * rustix::param::page_size() as f64;
    assert!(
        resident > main + 4e6,
        "{resident} with workers, {main} without"
    );
    let after = metric(&program, "process_cpu_seconds_total");
    assert!(
        after > before,
        "the work of a worker that lives is not counted: {after}"
    );
    for worker in workers(&program) {
        kill_process(worker, Signal::ABORT).expect("ours");
    }
    let mut last = after;
    for _ in 0..20 {
        let now = metric(&program, "process_cpu_seconds_total");
        assert!(now >= last, "a counter that falls from {last} to {now}");
        last = now;
    }
}
