//! Limits that the system sets.

use std::io::Read;
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::program::{KEY, LONGEST, Program, after, try_ask};

/// How it fails to start under `limit`, with these settings.
fn fails_under(limit: &str, settings: &[(&str, &str)]) -> String {
    let mut command = after(limit);
    command
        .env_clear()
        .envs([("API_KEYS", KEY), ("PORT", "0"), ("BIND", "127.0.0.1")])
        .envs(settings.iter().copied());
    // The limit of processes does not count for root.
    if rustix::process::geteuid().is_root() {
        command.uid(65534).gid(65534).current_dir("/");
    }
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("started");
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait().expect("known") {
            break status;
        }
        if begun.elapsed() > LONGEST {
            let _ = process.kill();
            let _ = process.wait();
            panic!("{limit}: it goes on");
        }
        thread::sleep(Duration::from_millis(20));
    };
    let mut text = String::new();
    let mut stderr = process.stderr.take().expect("a stream");
    stderr.read_to_string(&mut text).expect("text");
    assert!(!status.success(), "{text}");
    text
}

#[test]
fn a_start_that_fails_for_want_of_processes_or_files_names_the_setting() {
    for (limit, settings) in [
        (":", [("WORKERS", "100000")]),
        ("ulimit -n 512", [("WORKERS", "100")]),
        // The one option is that of bash, the other that of dash.
        ("ulimit -u 1 2>/dev/null || ulimit -p 1", [("WORKERS", "2")]),
        ("ulimit -u 9 2>/dev/null || ulimit -p 9", [("WORKERS", "4")]),
    ] {
        let text = fails_under(limit, &settings);
        assert!(text.contains("WORKERS"), "{limit}: {text}");
        assert!(!text.contains("panicked"), "{limit}: {text}");
    }
}

#[test]
fn connections_stay_within_the_limit_of_open_files() {
    let program = Program::start_after("ulimit -n 256", &[("WORKERS", "2")]);
    let log = program.log();
    assert!(
        log.contains("fewer connections than MAX_CONNECTIONS"),
        "{log}"
    );
    let patience = Some(Duration::from_secs(5));
    let streams: Vec<_> = (0..400)
        .map(|_| {
            let stream = TcpStream::connect(&program.address).expect("connected");
            stream.set_read_timeout(patience).expect("set");
            stream
        })
        .collect();
    // The last one is over the cap, and is told so or at least closed.
    let mut text = String::new();
    let mut last = streams.last().expect("a connection");
    let _ = last.read_to_string(&mut text);
    assert!(
        text.is_empty() || text.starts_with("HTTP/1.1 503"),
        "{text}"
    );
    let told = streams.iter().filter(|stream| {
        stream.set_nonblocking(true).expect("set");
        stream.peek(&mut [0; 12]).is_ok_and(|count| count == 12)
    });
    assert!(told.count() > 10, "few read why");
    drop(streams);
    // It takes a moment until the service has noticed that they are gone.
    let begun = Instant::now();
    let is_served = || {
        let metrics = try_ask(&program.address, "/metrics", KEY);
        metrics.is_ok_and(|text| text.starts_with("HTTP/1.1 200"))
    };
    while !is_served() {
        assert!(begun.elapsed() < LONGEST, "nobody is served any more");
        thread::sleep(Duration::from_millis(20));
    }
    assert!(!program.log().contains("connection not accepted"));
}
