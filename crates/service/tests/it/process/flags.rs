//! Settings given as flags, before and after the sub-command.

use std::net::TcpListener;

use super::program::{KEY, Program, run};

#[test]
fn a_flag_counts_at_every_level() {
    for arguments in [
        &["--port", "18250", "config", "check"][..],
        &["config", "--port", "18250", "check"],
        &["config", "check", "--port", "18250"],
        &["--development-mode", "--port", "18250", "config", "check"],
    ] {
        let (code, text) = run(arguments, &[("API_KEYS", KEY), ("PORT", "1")]);
        assert_eq!(code, Some(0), "{arguments:?}: {text}");
        assert!(
            text.contains("\nPORT=18250\n") || text.starts_with("PORT=18250\n"),
            "{text}"
        );
    }
    let (code, text) = run(
        &["--port", "70000", "config", "check"],
        &[("API_KEYS", KEY)],
    );
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("PORT must be"), "{text}");
}

#[test]
fn a_flag_before_serve_and_healthcheck_counts() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let settings = [("API_KEYS", KEY), ("BIND", "127.0.0.1"), ("PORT", "0")];
    let (code, text) = run(&["--port", &port, "serve"], &settings);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("could not start: PORT"), "{text}");
    // A file that is not there: before, the service would have started without TLS.
    let (code, text) = run(
        &["--tls-cert-file", "/nowhere/cert.pem", "serve"],
        &settings,
    );
    assert_eq!(code, Some(2), "{text}");
    let program = Program::start(&[]);
    let port = program.address.rsplit(':').next().expect("a port");
    let (code, text) = run(&["--port", port, "healthcheck"], &[("BIND", "127.0.0.1")]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_flag_before_a_sub_command_without_settings_is_refused() {
    for arguments in [
        &["--port", "1", "make-key"][..],
        &["--port", "1", "openapi"],
        &["--port", "1", "licences"],
        &["--port", "1", "audit", "verify", "log"],
        &["--port", "1", "config", "table"],
        &["config", "--port", "1", "table"],
    ] {
        let (code, text) = run(arguments, &[]);
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
        assert!(text.contains("--port is a setting"), "{text}");
    }
}

#[test]
fn a_flag_given_at_two_levels_is_refused() {
    let arguments = ["--port", "1", "config", "--port", "2", "check"];
    let (code, text) = run(&arguments, &[("API_KEYS", KEY)]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("--port is given more than once"), "{text}");
}
