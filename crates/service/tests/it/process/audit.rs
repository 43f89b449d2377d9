//! The audit log of the program.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::program::{Folder, KEY, Program, ask, run};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, prlimit};

#[test]
fn the_program_finds_what_was_changed_in_its_audit_log() {
    let folder = Folder::new("audit");
    let path = format!("{}/audit.log", folder.path());
    let mut program = Program::start(&[("AUDIT_LOG", &path)]);
    for _ in 0..3 {
        ask(&program.address, "/formats", "not-the-right-key");
    }
    program.signal(Signal::TERM);
    assert!(program.wait().success());
    let (code, text) = run(&["audit", "verify", &path], &[]);
    // Start, the first refusal, the count of the others, stop.
    assert_eq!(
        (code, text.starts_with("4 lines")),
        (Some(0), true),
        "{text}"
    );
    assert!(text.contains("begins with the first line"), "{text}");
    assert!(text.contains("ends with line 4, digest"), "{text}");
    let log = std::fs::read_to_string(&path).expect("a log");
    let without: Vec<_> = log.lines().enumerate().filter(|(n, _)| *n != 2).collect();
    let without: Vec<_> = without.into_iter().map(|(_, line)| line).collect();
    for changed in [log.replacen("unknown key", "no key", 1), without.join("\n")] {
        assert_ne!(changed, log);
        folder.write("audit.log", &changed);
        assert_eq!(run(&["audit", "verify", &path], &[]).0, Some(1));
    }
}

#[test]
fn an_audit_log_that_was_moved_away_goes_on_in_a_new_file() {
    let folder = Folder::new("rotation");
    let [path, old] = ["audit.log", "audit.log.1"].map(|name| format!("{}/{name}", folder.path()));
    let mut program = Program::start(&[("AUDIT_LOG", &path)]);
    ask(&program.address, "/formats", "not-the-right-key");
    std::fs::rename(&path, &old).expect("moved");
    program.signal(Signal::HUP);
    let begun = Instant::now();
    while !std::fs::exists(&path).expect("known") {
        assert!(begun.elapsed() < Duration::from_secs(10), "no new file");
        thread::sleep(Duration::from_millis(20));
    }
    program.signal(Signal::TERM);
    assert!(program.wait().success());
    let (code, text) = run(&["audit", "verify", &old, &path], &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        !text.starts_with("0 ") && text.contains("none changed"),
        "{text}"
    );
    let (code, text) = run(&["audit", "verify", &path], &[]);
    assert_eq!(code, Some(0), "{text}");
    let digest = text.split_once("before it ends with the digest ");
    let digest = digest.and_then(|(_, rest)| rest.lines().next());
    let before = std::fs::read_to_string(&old).expect("a log");
    assert!(before.contains(digest.expect("where it begins")), "{text}");
    let (code, text) = run(&["audit", "verify", &path, &old], &[]);
    assert_eq!(code, Some(1), "the wrong order: {text}");
}

#[test]
fn an_audit_log_that_nobody_reads_holds_up_no_request() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    drop(taken);
    let port = address.rsplit(':').next().expect("a port");
    let mut process = Command::new(env!("CARGO_BIN_EXE_chordpro-api"))
        .env_clear()
        .envs([
            ("API_KEYS", KEY),
            ("PORT", port),
            ("BIND", "127.0.0.1"),
            ("LOG_LEVEL", "off"),
            ("TRUSTED_PROXIES", "127.0.0.1"),
        ])
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let begun = Instant::now();
    while std::net::TcpStream::connect(&address).is_err() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it does not listen"
        );
        thread::sleep(Duration::from_millis(20));
    }
    // A pipe takes 64 KiB, some two hundred lines; every address has its own.
    for n in 0..600 {
        let key = format!("wrong\r\nX-Forwarded-For: 192.0.{}.{}", n / 200, n % 200);
        let answer = ask(&address, "/formats", &key);
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
    let mut stderr = process.stderr.take().expect("a stream");
    let reader = thread::spawn(move || {
        let mut text = String::new();
        let _ = stderr.read_to_string(&mut text);
        text
    });
    let pid = rustix::process::Pid::from_child(&process);
    rustix::process::kill_process(pid, Signal::TERM).expect("sent");
    assert!(process.wait().expect("an end").success());
    let log = reader.join().expect("read");
    // Start, 256 addresses, the count of all others, stop.
    assert!(log.len() > 70_000, "the pipe took it all");
    assert_eq!(chordpro_api::security::audit::verify(&log), Ok(259));
}

#[test]
fn a_full_disk_is_told_and_leaves_the_log_whole() {
    let folder = Folder::new("full");
    let path = format!("{}/audit.log", folder.path());
    // In units of 512 bytes.
    let settings = [
        ("AUDIT_LOG", path.as_str()),
        ("TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let mut program = Program::start_after("ulimit -S -f 4", &settings);
    let refused = |n: usize| {
        let key = format!("wrong\r\nX-Forwarded-For: 192.0.2.{n}");
        let answer = ask(&program.address, "/formats", &key);
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    };
    (0..20).for_each(refused);
    program.logs("the audit log cannot be written");
    // There is room again.
    let limit = Rlimit {
        current: Some(1 << 20),
        maximum: getrlimit(Resource::Fsize).maximum,
    };
    prlimit(Some(program.pid()), Resource::Fsize, limit).expect("set");
    refused(100);
    program.logs("the audit log is written again");
    let metrics = ask(&program.address, "/metrics", KEY);
    let lost = metrics
        .lines()
        .find_map(|line| line.strip_prefix("chordpro_audit_lines_lost_total "))
        .and_then(|count| count.parse::<u64>().ok())
        .expect("a count");
    assert!((5..20).contains(&lost), "{lost}");
    program.signal(Signal::TERM);
    assert!(program.wait().success());
    let (code, text) = run(&["audit", "verify", &path], &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains(&format!("{lost} lines could not be written")),
        "{text}"
    );
}
