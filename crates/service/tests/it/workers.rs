//! Worker processes: what they cannot do, and what becomes of a request whose worker ends. Confinement and limits of memory are
//! those of Linux.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use chordpro_api::app::App;
use chordpro_api::telemetry::metrics::Replacement;
use chordpro_api::worker::WorkerProgram;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tokio::time::sleep;

use crate::support::{Answer, Service, settings, until};

/// What `chordpro-api worker --probe` says and how it ends.
fn probe(name: &str, memory: u64) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chordpro-api"))
        .args(["worker", "--probe", name, "--memory", &memory.to_string()])
        .env_clear()
        .envs(chordpro_api::worker::ALLOCATOR)
        .output()
        .expect("the program runs")
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_opens_no_file_no_connection_and_starts_no_program() {
    for name in ["open", "connect", "exec"] {
        let output = probe(name, 256 << 20);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!text.contains("nothing stopped it"), "{name}: {text}");
        if text.contains("seccomp") {
            let signal = output.status.signal();
            assert_eq!(signal, Some(Signal::SYS.as_raw()), "{name}: {text}");
        } else if text.contains("Landlock") {
            assert!(text.contains("refused"), "{name}: {text}");
        } else {
            panic!("this kernel has no sandbox: {text}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_ends_within_a_tenth_of_its_limit_of_memory() {
    for limit in [64, 256] {
        let output = probe("memory", limit << 20);
        assert_eq!(output.status.signal(), Some(Signal::ABORT.as_raw()));
        let text = String::from_utf8_lossy(&output.stdout);
        let taken: u64 = text
            .lines()
            .last()
            .and_then(|line| line.parse().ok())
            .expect("a count of mebibytes");
        assert!(taken <= limit, "{taken} of {limit} MiB");
        // What the program itself has counts as well.
        const PROGRAM: u64 = 12;
        assert!(
            taken + PROGRAM + limit / 10 >= limit,
            "{taken} of {limit} MiB"
        );
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains("memory allocation of"), "{errors}");
    }
}

#[test]
fn an_abort_says_nothing_of_memory() {
    let output = probe("abort", 64 << 20);
    assert_eq!(output.status.signal(), Some(Signal::ABORT.as_raw()));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("memory allocation of"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_panic_for_want_of_memory_is_told_from_others() {
    let output = probe("panic", 64 << 20);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    assert!(
        text.contains("panicked at crates/service/src/worker/sandbox.rs"),
        "{text}"
    );
    let output = probe("panic-without-memory", 64 << 20);
    assert_eq!(output.status.signal(), Some(Signal::ABORT.as_raw()));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("memory allocation of"), "{errors}");
}

async fn small(service: &Service) -> Answer {
    let order = json!({ "content": "{title: A}\n[C]La", "output_format": "text" });
    service.post("/convert", &order).await
}

/// More than a worker with the least memory can hold.
#[cfg(target_os = "linux")]
fn large_order() -> serde_json::Value {
    let song = format!("{{title: A}}\n{}", "[C]La [G]la\n".repeat(60_000));
    json!({ "content": song, "output_format": "json" })
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_conversion_that_takes_all_memory_costs_itself_alone() {
    let service = Service::new(&[("WORKERS", "1"), ("WORKER_MEMORY", "24MiB")]);
    assert_eq!(small(&service).await.status, 200);
    let answer = service.post("/convert", &large_order()).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["limit"], "memory");
    assert_eq!(body["allowed"], 24 << 20);
    assert_eq!(body["setting"], "WORKER_MEMORY");
    assert!(
        body["detail"]
            .as_str()
            .expect("text")
            .contains("WORKER_MEMORY")
    );
    assert_eq!(small(&service).await.status, 200, "a new worker is there");
    assert_eq!(service.app.pool.replaced(Replacement::Memory), 1);
    assert_eq!(service.app.pool.replaced(Replacement::Crash), 0);
}

#[tokio::test]
async fn a_worker_that_is_ended_from_outside_is_replaced() {
    let service = Service::new(&[("WORKERS", "1")]);
    assert_eq!(small(&service).await.status, 200);
    let [worker] = service.app.pool.running()[..] else {
        panic!("one worker is there");
    };
    let worker = i32::try_from(worker).ok().and_then(Pid::from_raw);
    kill_process(worker.expect("a process"), Signal::ABORT).expect("ours");
    let begun = Instant::now();
    while service.app.pool.replaced(Replacement::Crash) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "not noticed");
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(small(&service).await.status, 200);
}

/// A service manager may send a signal to all processes of the service: `systemctl kill --signal=HUP`, `pkill`.
#[tokio::test]
async fn a_signal_for_the_parent_ends_no_worker_and_no_conversion() {
    let service = Service::new(&[("WORKERS", "1")]);
    let song = format!("{{title: A}}\n{}", "[C]La [G7]la [Am]la\n".repeat(20_000));
    let order = json!({ "content": song, "output_format": "pdf" });
    let conversion = service.post("/convert", &order);
    let signals = async {
        until("the worker is at work", || {
            service.app.pool.busy() == 1 && !service.app.pool.running().is_empty()
        })
        .await;
        let [worker] = service.app.pool.running()[..] else {
            panic!("one worker is there");
        };
        let worker = i32::try_from(worker).ok().and_then(Pid::from_raw);
        let worker = worker.expect("a process");
        for signal in [
            Signal::HUP,
            Signal::INT,
            Signal::QUIT,
            Signal::TERM,
            Signal::USR1,
            Signal::USR2,
        ] {
            sleep(Duration::from_millis(20)).await;
            kill_process(worker, signal).expect("ours");
        }
        assert_eq!(
            service.app.pool.busy(),
            1,
            "the song is too short for this test"
        );
        // What waits for its next task goes on waiting as well.
        worker
    };
    let (answer, worker) = tokio::join!(conversion, signals);
    assert_eq!(answer.status, 200, "{}", answer.text());
    for signal in [Signal::HUP, Signal::TERM] {
        kill_process(worker, signal).expect("ours");
    }
    assert_eq!(small(&service).await.status, 200);
    assert_eq!(service.app.pool.replaced(Replacement::Crash), 0);
}

#[tokio::test]
async fn a_start_without_workers_names_the_setting() {
    let program = WorkerProgram::new("/nowhere/chordpro-api");
    let app = App::new(settings(&[]), &program).expect("an application");
    let outcome = app.pool.ready(Duration::from_millis(300)).await;
    let text = outcome.expect_err("no worker").to_string();
    assert!(text.starts_with("WORKERS: "), "{text}");
    assert!(text.contains("No such file"), "{text}");
}

#[tokio::test]
async fn a_limit_is_answered_with_its_figure_its_setting_and_its_place() {
    let service = Service::new(&[("MAX_PAGES", "2")]);
    let songs = "{title: A}\nx\n{new_song}\n{title: B}\nx\n{np}\nx\n";
    let order = json!({ "content": songs, "output_format": "pdf" });
    let answer = service.post("/convert", &order).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let body = answer.json();
    assert_eq!(
        body["detail"],
        "song 2, line 6: the song exceeds the limit of 2 pages (MAX_PAGES)"
    );
    assert_eq!(body["limit"], "pages");
    assert_eq!(body["allowed"], 2);
    assert_eq!(body["setting"], "MAX_PAGES");
    assert_eq!((&body["song"], &body["line"]), (&json!(2), &json!(6)));
}
