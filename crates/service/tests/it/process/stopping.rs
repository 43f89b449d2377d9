//! Stopping: what was asked is answered, and nothing goes on for ever.

#[cfg(target_os = "linux")]
use std::io::ErrorKind;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::SONG;
#[cfg(target_os = "linux")]
use super::program::LONGEST;
use super::program::{Program, ask, convert};

/// What became of one request.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// Answered, and the connection stays.
    Answered,
    /// Answered as the last one of its connection.
    Last,
    /// The connection broke off.
    Lost,
}

fn request_on(stream: &mut TcpStream) -> Fate {
    if stream
        .write_all(convert(SONG, "text", "").as_bytes())
        .is_err()
    {
        return Fate::Lost;
    }
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = match stream.read(&mut piece) {
            Ok(0) | Err(_) => return Fate::Lost,
            Ok(count) => count,
        };
        bytes.extend_from_slice(piece.get(..count).expect("within"));
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|text| text.parse().ok())
            .expect("a length");
        if body.len() < length {
            continue;
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        return if head.to_lowercase().contains("\r\nconnection: close") {
            Fate::Last
        } else {
            Fate::Answered
        };
    }
}

#[test]
fn stopping_under_load_loses_no_answer() {
    let mut program = Program::start(&[("SHUTDOWN_DELAY", "700ms"), ("CACHE_SIZE", "0")]);
    let (answered, lost) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (address, answered, lost) =
                (program.address.clone(), answered.clone(), lost.clone());
            thread::spawn(move || {
                // Until nobody listens any more.
                while let Ok(mut stream) = TcpStream::connect(&address) {
                    let mut is_fresh = true;
                    loop {
                        let fate = request_on(&mut stream);
                        match fate {
                            // Elsewhere the system may complete connections while the listener closes.
                            Fate::Lost if is_fresh && !cfg!(target_os = "linux") => return,
                            Fate::Lost => {
                                lost.fetch_add(1, Ordering::Relaxed);
                            }
                            Fate::Answered | Fate::Last => {
                                answered.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                        if fate != Fate::Answered {
                            break;
                        }
                        is_fresh = false;
                    }
                }
            })
        })
        .collect();
    thread::sleep(Duration::from_millis(700));
    let before = answered.load(Ordering::Relaxed);
    program.signal(Signal::TERM);
    for client in clients {
        client.join().expect("no panic");
    }
    assert!(program.wait().success());
    assert!(before > 0 && answered.load(Ordering::Relaxed) > before);
    assert_eq!(lost.load(Ordering::Relaxed), 0);
}

/// Asks on a connection of its own, again and again, until nobody listens any more, and counts what comes of it.
#[cfg(target_os = "linux")]
fn ask_until_refused(address: &str, answered: &AtomicUsize, lost: &AtomicUsize) {
    let request = convert(SONG, "text", "Connection: close\r\n");
    loop {
        let mut stream = match TcpStream::connect(address) {
            Ok(stream) => stream,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
                return;
            }
        };
        let mut text = String::new();
        let outcome = stream
            .write_all(request.as_bytes())
            .and_then(|()| stream.read_to_string(&mut text));
        let count = match outcome {
            Ok(_) if text.starts_with("HTTP/1.1 200") => answered,
            _ => lost,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn stopping_loses_no_request_of_a_connection_of_its_own() {
    for delay in ["0s", "0s", "100ms", "0s"] {
        let mut program = Program::start(&[("SHUTDOWN_DELAY", delay)]);
        let (answered, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| ask_until_refused(&program.address, &answered, &lost));
            }
            let begun = Instant::now();
            while answered.load(Ordering::Relaxed) < 100 {
                assert!(begun.elapsed() < LONGEST, "few answers come");
                thread::sleep(Duration::from_millis(10));
            }
            program.signal(Signal::TERM);
        });
        assert!(program.wait().success());
        let answered = answered.into_inner();
        assert_eq!(lost.into_inner(), 0, "lost beside {answered}, {delay}");
    }
}

#[test]
fn what_comes_on_an_idle_connection_while_it_stops_is_answered() {
    let mut program = Program::start(&[]);
    let mut stream = TcpStream::connect(&program.address).expect("connected");
    assert_eq!(request_on(&mut stream), Fate::Answered);
    program.signal(Signal::TERM);
    // With pauses, so that the connection is idle when it takes note.
    loop {
        match request_on(&mut stream) {
            Fate::Answered => thread::sleep(Duration::from_millis(10)),
            Fate::Last => break,
            Fate::Lost => panic!("it was closed without a word"),
        }
    }
    assert!(program.wait().success());
}

#[test]
fn readiness_goes_off_before_the_listener_does() {
    let mut program = Program::start(&[("SHUTDOWN_DELAY", "1s")]);
    program.signal(Signal::TERM);
    let begun = Instant::now();
    while !ask(&program.address, "/health/ready", "").starts_with("HTTP/1.1 503") {
        assert!(begun.elapsed() < Duration::from_millis(900), "still ready");
        thread::sleep(Duration::from_millis(10));
    }
    assert!(ask(&program.address, "/health/live", "").starts_with("HTTP/1.1 200"));
    assert!(program.wait().success());
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut program = Program::start(&[("SHUTDOWN_DELAY", "60s")]);
    program.signal(Signal::TERM);
    std::thread::sleep(Duration::from_millis(200));
    let begun = Instant::now();
    program.signal(Signal::TERM);
    let status = program.wait();
    assert_eq!(status.code(), Some(128 + 15));
    assert!(begun.elapsed() < Duration::from_secs(10));
}
