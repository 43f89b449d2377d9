//! Sockets that are no ports: a Unix socket, one that systemd hands over, and the one through which systemd is told.

use std::io::{Read, Write};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;

use super::program::{Folder, KEY, LONGEST, Program, convert, run};

const SONG: &str = "{title: A}\\n[C]La";

/// What comes back for `request` over the socket at `path`.
fn ask(path: &str, request: &str) -> String {
    let mut stream = UnixStream::connect(path).expect("connected");
    stream.set_read_timeout(Some(LONGEST)).expect("set");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("text");
    text
}

#[test]
fn a_unix_socket_is_listened_at_and_taken_away_at_the_end() {
    let folder = Folder::new("unix-socket");
    let path = format!("{}/api.sock", folder.path());
    // Left by a process that was killed: nobody listens there any more.
    drop(UnixListener::bind(&path).expect("bound"));
    let settings = [("UNIX_SOCKET", path.as_str())];
    let mut program = Program::start(&settings);
    assert_eq!(program.address, format!("unix:{path}"));
    let answer = ask(&path, &convert(SONG, "text", "Connection: close\r\n"));
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("La"),
        "{answer}"
    );
    program.logs("\"remote\":\"127.0.0.1\"");
    let (code, text) = run(&["healthcheck"], &settings);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = run(&["serve"], &[("API_KEYS", KEY), settings[0]]);
    assert_eq!(code, Some(1), "a socket in use is not taken: {text}");
    assert!(text.contains("UNIX_SOCKET"), "{text}");
    program.signal(Signal::TERM);
    assert!(program.wait().success());
    assert!(
        std::fs::symlink_metadata(&path).is_err(),
        "the socket stays"
    );
}

#[test]
fn the_service_manager_is_told_when_it_is_ready_and_when_it_stops() {
    let folder = Folder::new("notify");
    let path = format!("{}/notify", folder.path());
    let manager = UnixDatagram::bind(&path).expect("bound");
    manager.set_read_timeout(Some(LONGEST)).expect("set");
    let told = || {
        let mut text = [0; 200];
        let count = manager.recv(&mut text).expect("told");
        String::from_utf8_lossy(&text[..count]).into_owned()
    };
    let mut program = Program::start(&[("NOTIFY_SOCKET", &path)]);
    assert_eq!(told().trim(), "READY=1");
    program.signal(Signal::TERM);
    assert_eq!(told().trim(), "STOPPING=1");
    assert!(program.wait().success());
}

#[test]
fn a_socket_that_is_handed_over_is_served_and_goes_on_to_listen() {
    let folder = Folder::new("activation");
    let path = format!("{}/api.sock", folder.path());
    let socket = UnixListener::bind(&path).expect("bound");
    let start = || {
        // As systemd does: the socket is the first descriptor after the standard ones, and the variables name the process.
        let script = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\"";
        Command::new("/bin/sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_chordpro-api")])
            .env_clear()
            .envs([("API_KEYS", KEY), ("AUDIT_LOG", "off"), ("PORT", "1")])
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(
                socket.try_clone().expect("a copy"),
            )))
            .stdout(Stdio::null())
            .spawn()
            .expect("started")
    };
    for _ in ["first", "second"] {
        let mut process = start();
        let answer = ask(&path, &convert(SONG, "text", "Connection: close\r\n"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        rustix::process::kill_process(rustix::process::Pid::from_child(&process), Signal::TERM)
            .expect("sent");
        assert!(process.wait().expect("ended").success());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(UnixStream::connect(&path).is_ok(), "the socket is closed");
}
