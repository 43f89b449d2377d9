//! The program itself: signals, settings checked before it starts, files that it must not look at.

mod audit;
mod flags;
mod limits;
mod memory;
pub(crate) mod program;
mod starting;
mod stopping;
mod systemd;

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::ffi::OsStrExt;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use program::{Folder, KEY, Program, ask, convert, run};
use rcgen::{CertificateParams, KeyPair};
use rustix::process::Signal;

const SONG: &str = "{title: A}\\n[C]La";

#[test]
fn a_hang_up_signal_reads_the_keys_again() {
    let folder = Folder::new("hang-up");
    let path = folder.write("keys", "a=aaaaaaaaaaaaaaaaaaaa\n");
    let program = Program::start(&[("API_KEYS", ""), ("API_KEYS_FILE", &path)]);
    // So that it sees the file never with another time.
    program.halt();
    let stamp = std::fs::metadata(&path)
        .and_then(|data| data.modified())
        .expect("a time");
    folder.write("keys", "a=bbbbbbbbbbbbbbbbbbbb\n");
    // As old and as long as before, so that only the signal tells.
    let file = std::fs::File::options()
        .write(true)
        .open(&path)
        .expect("opened");
    file.set_modified(stamp).expect("set");
    program.signal(Signal::CONT);
    let status = |key: &str| ask(&program.address, "/formats", key)[9..12].to_owned();
    thread::sleep(Duration::from_millis(1500));
    assert_eq!(
        (
            status("aaaaaaaaaaaaaaaaaaaa"),
            status("bbbbbbbbbbbbbbbbbbbb")
        ),
        ("200".to_owned(), "401".to_owned())
    );
    program.signal(Signal::HUP);
    let begun = Instant::now();
    while status("bbbbbbbbbbbbbbbbbbbb") != "200" {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "the keys were not read again"
        );
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(status("aaaaaaaaaaaaaaaaaaaa"), "401");
}

#[test]
fn work_ends_when_its_client_has_left() {
    let program = Program::start(&[
        ("WORKERS", "1"),
        ("MAX_CONTENT_SIZE", "64MiB"),
        ("MAX_PAGES", "1000000"),
        ("REQUEST_TIMEOUT", "10m"),
    ]);
    let lines = "[C]La la [G7]la la [Am]la la\\n".repeat(400_000);
    let request = convert(&format!("{{title: A}}\\n{lines}"), "pdf", "");
    let mut stream = TcpStream::connect(&program.address).expect("connected");
    stream.write_all(request.as_bytes()).expect("sent");
    let busy = || ask(&program.address, "/metrics", KEY).contains("chordpro_workers_busy 1\n");
    let begun = Instant::now();
    while !busy() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "the work never began"
        );
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(300));
    assert!(busy(), "the song is too short for this test");
    drop(stream);
    let left = Instant::now();
    while busy() {
        assert!(left.elapsed() < Duration::from_secs(5), "the work goes on");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn configurations_lying_about_are_not_looked_at() {
    let folder = Folder::new("lying-about");
    let plain = Program::start(&[]);
    let config = r#"{"settings": {"lyrics-only": true}}"#;
    for name in [
        "chordpro.json",
        ".chordpro.json",
        "song.json",
        "config/chordpro/chordpro.json",
    ] {
        folder.write(name, config);
    }
    let path = folder.path();
    let program = Program::start_in(
        &path,
        &[
            ("HOME", &path),
            ("CHORDPRO_LIB", &path),
            ("CHORDPRO_CONFIG", &format!("{path}/chordpro.json")),
            ("XDG_CONFIG_HOME", &format!("{path}/config")),
        ],
    );
    let answer = |program: &Program| {
        let mut stream = TcpStream::connect(&program.address).expect("connected");
        let request = convert(SONG, "text", "Connection: close\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("text");
        text.split_once("\r\n\r\n").expect("a body").1.to_owned()
    };
    assert!(answer(&plain).contains('C'));
    assert_eq!(answer(&plain), answer(&program));
}

fn own_certificate(folder: &Folder) -> [(&'static str, String); 2] {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["songs.example".to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("signed");
    [
        (
            "TLS_CERT_FILE",
            folder.write("cert.pem", &certificate.pem()),
        ),
        (
            "TLS_KEY_FILE",
            folder.write("key.pem", &key.serialize_pem()),
        ),
    ]
}

#[test]
fn the_health_check_speaks_tls_where_the_service_does() {
    let folder = Folder::new("health-check");
    let own = own_certificate(&folder);
    let ca = folder.write("ca.pem", &std::fs::read_to_string(&own[0].1).expect("PEM"));
    for client_ca in [None, Some(("TLS_CLIENT_CA_FILE", ca.as_str()))] {
        let mut settings: Vec<_> = own
            .iter()
            .map(|(name, path)| (*name, path.as_str()))
            .collect();
        settings.extend(client_ca);
        let program = Program::start(&settings);
        let port = program
            .address
            .rsplit(':')
            .next()
            .expect("a port")
            .to_owned();
        settings.push(("PORT", &port));
        let check = |settings: &[(&str, &str)]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_chordpro-api"));
            command
                .arg("healthcheck")
                .env("BIND", "127.0.0.1")
                .envs(settings.iter().copied());
            command.output().expect("run").status.code()
        };
        assert_eq!(check(&settings), Some(0));
        // Somebody else's certificate on our port is not us.
        let other = Folder::new("health-check-other");
        let stranger = own_certificate(&other);
        let mut wrong = settings.clone();
        wrong.retain(|(name, _)| !name.starts_with("TLS_CERT") && !name.starts_with("TLS_KEY"));
        wrong.extend(stranger.iter().map(|(name, path)| (*name, path.as_str())));
        assert_eq!(check(&wrong), Some(1));
        drop(program);
        assert_eq!(check(&settings), Some(1), "nobody is there");
    }
}

#[test]
fn faults_in_the_settings_are_all_named_before_anything_starts() {
    for arguments in [&["config", "check"][..], &["serve"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_chordpro-api"))
            .args(arguments)
            .env_clear()
            .envs([
                ("TLS_CERT_FILE", "/nowhere"),
                ("TLS_KEY_FILE", "/nowhere"),
                ("REDIS_URL", "http://:top-secret@x"),
                ("JWE_KEYS", "web=top-secret"),
            ])
            .output()
            .expect("run");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}");
        for name in ["TLS_CERT_FILE", "REDIS_URL", "JWE_KEYS", "API_KEYS"] {
            assert!(text.contains(name), "{name}: {text}");
        }
        assert!(!text.contains("top-secret"), "{text}");
        let told = "TLS_CERT_FILE names a file that cannot be read: no such file (/nowhere)";
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn valid_settings_are_shown_without_their_secrets() {
    let folder = Folder::new("config-check");
    let keys = folder.write("keys", "web=top-secret-of-the-file\n");
    let (code, text) = run(
        &["config", "check"],
        &[
            ("API_KEYS", "top-secret-of-the-list"),
            ("API_KEYS_FILE", &keys),
            ("REDIS_URL", "redis://:top-secret@host"),
            ("MAX_PAGES", "17"),
        ],
    );
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("MAX_PAGES=17") && text.contains("the settings are valid"));
    assert!(text.contains("\nREDIS_URL=redis://***@host\n"), "{text}");
    assert!(text.contains("\nAPI_KEYS=***\n"), "{text}");
    assert!(
        text.contains("keys: 2 (1 in variables, 1 in API_KEYS_FILE)"),
        "{text}"
    );
    assert!(!text.contains("top-secret"), "{text}");
}

#[test]
fn the_values_in_force_are_shown_and_addresses_without_their_secrets() {
    let (code, text) = run(
        &["config", "check"],
        &[
            ("DEVELOPMENT_MODE", "1"),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://user:top-secret@collector:4318/a?k=top-secret",
            ),
        ],
    );
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("OTEL_EXPORTER_OTLP_ENDPOINT=http://***@collector:4318/a?***\n"),
        "{text}"
    );
    assert!(text.contains("BIND=127.0.0.1\n"), "{text}");
    let value = |name: &str| {
        let mut lines = text
            .lines()
            .filter_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        lines.next().expect("a line").to_owned()
    };
    assert!(
        value("WORKERS")
            .parse::<usize>()
            .is_ok_and(|count| count > 0),
        "{text}"
    );
    for name in [
        "WORKER_MEMORY",
        "BODY_MEMORY",
        "ANSWER_MEMORY",
        "MAX_RESULT_SIZE",
    ] {
        assert!(value(name).ends_with('B'), "{name}: {text}");
    }
    let broken = (
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http://user:top-secret@collector",
    );
    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector");
    let (code, text) = run(&["config", "check"], &[("API_KEYS", KEY), endpoint, broken]);
    assert_eq!(code, Some(2), "{text}");
    assert!(!text.contains("top-secret"), "{text}");
}

#[test]
fn a_reader_that_closes_its_pipe_is_no_fault() {
    for arguments in [
        &["config", "check"][..],
        &["config", "table"],
        &["openapi"],
        &["make-key"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_chordpro-api"))
            .args(arguments)
            .env_clear()
            .env("API_KEYS", KEY)
            .stdout(writer)
            .output()
            .expect("run");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && text.is_empty(),
            "{arguments:?}: {text}"
        );
    }
}

#[test]
fn the_day_of_a_song_is_that_of_the_time_zone() {
    let day = |zone: &str| {
        let program = Program::start(&[("TZ", zone)]);
        let mut stream = TcpStream::connect(&program.address).expect("connected");
        let request = convert(
            "{title: A}\\n{comment: %{today}}\\n[C]La",
            "text",
            "Connection: close\r\n",
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("text");
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        text.split_once("\r\n\r\n").expect("a body").1.to_owned()
    };
    // A day and two hours apart at any moment: never the same day.
    assert_ne!(day("Etc/GMT+12"), day("Pacific/Kiritimati"));
}

#[test]
fn the_program_names_its_version_and_its_build() {
    let (release, build) = (chordpro_engine::VERSION, chordpro_engine::BUILD);
    let (code, text) = run(&["--version"], &[]);
    assert_eq!(code, Some(0));
    assert_eq!(text, format!("chordpro-api {release}\nbuild {build}\n"));
}

#[test]
fn secrets_may_be_in_files_and_a_made_key_is_one() {
    let folder = Folder::new("secrets");
    let (code, made) = run(&["make-key", "web"], &[]);
    assert_eq!(code, Some(0));
    let key = made.trim().strip_prefix("web=").expect("with its name");
    let file = folder.write("key", &made);
    let body_keys = folder.write("body-keys", &format!("first={}\n", "ab".repeat(32)));
    let settings = [
        ("API_KEYS", ""),
        ("API_KEY_WEB_FILE", file.as_str()),
        ("JWE_KEYS_FILE", &body_keys),
    ];
    let program = Program::start(&settings);
    assert!(ask(&program.address, "/formats", key).starts_with("HTTP/1.1 200"));
    assert!(ask(&program.address, "/formats", "another").starts_with("HTTP/1.1 401"));
    let request = convert(
        SONG,
        "text",
        "Accept: application/jose\r\nConnection: close\r\n",
    );
    let request = request.replace(KEY, key);
    let mut stream = TcpStream::connect(&program.address).expect("connected");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("text");
    assert!(
        answer.contains("content-type: application/jose"),
        "{answer}"
    );
}

#[test]
fn odd_settings_are_warned_about_in_the_log() {
    let program = Program::start(&[("API_KEYS", "web=rather-short"), ("MAX_CONTENT_SIZ", "1")]);
    let log = program.log();
    assert!(
        log.contains("shorter than 16") && log.contains("MAX_CONTENT_SIZ"),
        "{log}"
    );
    assert!(!log.contains("rather-short"), "{log}");
    let open = Program::start(&[("API_KEYS", ""), ("DEVELOPMENT_MODE", "yes")]);
    assert!(open.log().contains("DEVELOPMENT MODE"));
    let folder = Folder::new("short");
    let keys = folder.write("keys", "file=brief-one\n");
    let program = Program::start(&[("API_KEYS", ""), ("API_KEYS_FILE", &keys)]);
    let log = program.log();
    assert!(
        log.contains("API_KEYS_FILE holds a key shorter than 16") && log.contains("client file"),
        "{log}"
    );
    assert!(!log.contains("brief"), "{log}");
}

#[test]
fn a_service_called_api_key_lets_nobody_in() {
    let links = [
        ("API_KEY_X_SERVICE_HOST", "10.0.0.1"),
        ("API_KEY_X_PORT_80_TCP_PROTO", "tcp"),
    ];
    let (code, text) = run(&["config", "check"], &links);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("no API keys"), "{text}");
    let program = Program::start(&links);
    for key in ["tcp", "10.0.0.1"] {
        let answer = ask(&program.address, "/formats", key);
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
    let warnings = program.log().matches("enableServiceLinks").count();
    assert_eq!(warnings, 1, "{}", program.log());
}

#[cfg(all(feature = "otel", feature = "redis"))]
#[test]
fn where_the_system_has_no_roots_those_inside_are_taken() {
    let (code, text) = run(
        &["config", "check"],
        &[
            ("API_KEYS", KEY),
            ("SSL_CERT_FILE", "/nowhere"),
            ("SSL_CERT_DIR", "/nowhere"),
            ("REDIS_URL", "rediss://:password@redis.example.org:6379/0"),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "https://collector.example.org",
            ),
        ],
    );
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn the_licences_are_printed() {
    let (code, text) = run(&["licences"], &[]);
    assert_eq!(code, Some(0));
    assert!(text.contains("axum 0.8.") && text.contains("SIL OPEN FONT LICENSE"));
}

#[test]
fn a_service_that_cannot_start_says_which_setting_is_at_fault() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let start = |name, value| {
        let common = [("BIND", "127.0.0.1"), ("API_KEYS", KEY), ("PORT", "0")];
        let mut settings = common.to_vec();
        settings.retain(|(other, _)| *other != name);
        settings.push((name, value));
        run(&["serve"], &settings)
    };
    let folder = Folder::new("cannot-start");
    let file = folder.write("file.txt", "precious\n");
    for (name, value, cause) in [
        ("PORT", port.as_str(), format!("127.0.0.1:{port}")),
        ("OPS_PORT", &port, format!("127.0.0.1:{port}")),
        ("BIND", "192.0.2.1", "192.0.2.1:0".to_owned()),
        (
            "AUDIT_LOG",
            "/nowhere/audit.log",
            "/nowhere/audit.log cannot be written".to_owned(),
        ),
        (
            "AUDIT_LOG",
            &file,
            format!("{file} cannot be written: this file is no audit log"),
        ),
        (
            "UNIX_SOCKET",
            "/nowhere/socket",
            "/nowhere is no folder".to_owned(),
        ),
        (
            "UNIX_SOCKET",
            &file,
            format!("{file} is there already, and is no socket"),
        ),
    ] {
        let (code, text) = start(name, value);
        assert_eq!(code, Some(1), "{text}");
        let told = format!("could not start: {name}: ");
        assert!(text.contains(&told) && text.contains(&cause), "{text}");
    }
    assert_eq!(std::fs::read_to_string(&file).expect("there"), "precious\n");
}

#[test]
fn paths_that_cannot_be_used_are_found_before_the_service_starts() {
    let folder = Folder::new("paths");
    let file = folder.write("file.txt", "precious\n");
    let long = format!("{}/{}", folder.path(), "s".repeat(200));
    let fresh = format!("{}/audit.log", folder.path());
    for (name, value, cause) in [
        ("AUDIT_LOG", "/nowhere/audit.log", "/nowhere is no folder"),
        ("AUDIT_LOG", &folder.path(), "is a folder"),
        ("AUDIT_LOG", &file, "is no audit log"),
        ("UNIX_SOCKET", "/nowhere/socket", "/nowhere is no folder"),
        ("UNIX_SOCKET", &file, "is no socket"),
        ("UNIX_SOCKET", &long, "longer than the system allows"),
    ] {
        let (code, text) = run(&["config", "check"], &[("API_KEYS", KEY), (name, value)]);
        assert_eq!(code, Some(2), "{name}={value}: {text}");
        assert!(
            text.contains(&format!("{name}: ")) && text.contains(cause),
            "{text}"
        );
    }
    let paths = [("AUDIT_LOG", fresh.as_str()), ("API_KEYS", KEY)];
    let (code, text) = run(&["config", "check"], &paths);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        !std::fs::exists(&fresh).expect("known"),
        "a check makes no file"
    );
}

#[test]
fn a_value_that_is_no_text_is_a_fault_not_the_default() {
    let output = Command::new(env!("CARGO_BIN_EXE_chordpro-api"))
        .args(["config", "check"])
        .env_clear()
        .env("API_KEYS", KEY)
        .env("MAX_CONTENT_SIZE", OsStr::from_bytes(b"\xff"))
        .output()
        .expect("run");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("MAX_CONTENT_SIZE must be a size"), "{text}");
}

#[test]
fn a_made_key_has_a_name_that_counts_as_one() {
    for wrong in ["a b", "web,app", "", "a=b"] {
        let (code, text) = run(&["make-key", wrong], &[]);
        assert_eq!(code, Some(2), "{text}");
    }
    let (code, text) = run(&["make-key", "web-2.new_key"], &[]);
    assert_eq!(code, Some(0), "{text}");
}
