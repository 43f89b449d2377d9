use super::*;
use crate::telemetry::logs::MemoryLog;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;

const EVENTS: [&str; 3] = ["start", "key set changed", "stop"];

fn logged(log: impl Write + Send + 'static) {
    let audit = Audit::to_writer(Box::new(log)).expect("a thread");
    for event in EVENTS {
        audit.event(event, &[("keys", "2")]);
    }
}

fn three() -> String {
    let memory = MemoryLog::default();
    logged(memory.clone());
    memory.text()
}

#[test]
fn an_untouched_log_is_sound() {
    assert_eq!(verify(&three()), Ok(3));
}

#[test]
fn a_changed_or_missing_line_shows() {
    let log = three();
    assert_eq!(verify(&log.replace("key set", "nothing")), Err(2));
    let without: Vec<_> = log
        .lines()
        .enumerate()
        .filter(|(n, _)| *n != 1)
        .map(|(_, line)| line)
        .collect();
    assert_eq!(verify(&without.join("\n")), Err(2));
}

/// A file in a folder of its own, which goes when the test ends.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> (Self, AuditTarget) {
        let folder = std::env::temp_dir().join(format!("audit-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let target = AuditTarget::File(folder.join("log"));
        (Place(folder), target)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("readable")
    }

    fn write(&self, text: impl AsRef<[u8]>) {
        std::fs::write(self.0.join("log"), text).expect("written");
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_is_continued_after_a_restart() {
    let (place, target) = Place::new("restart");
    for _ in 0..2 {
        Audit::open(&target).expect("opens").event("start", &[]);
    }
    assert_eq!(verify(&place.read("log")), Ok(2));
}

/// Takes a piece of one write, and nothing of the next.
struct Full(MemoryLog, AtomicUsize);

impl Write for Full {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.1.fetch_add(1, Ordering::Relaxed) {
            1 | 2 => Err(io::ErrorKind::StorageFull.into()),
            _ => self.0.write(line),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn lines_that_could_not_be_written_have_a_line_later() {
    let memory = MemoryLog::default();
    let audit = Audit::to_writer(Box::new(Full(memory.clone(), AtomicUsize::new(0))));
    let audit = audit.expect("a thread");
    for _ in 0..2 {
        for event in EVENTS {
            audit.event(event, &[]);
        }
    }
    audit.flush();
    // Of six lines two are lost, for which there is one.
    assert_eq!(audit.lost(), 2);
    let mut chain = Chain::default();
    assert_eq!(chain.follow(&memory.text()), Ok(5));
    assert_eq!(chain.lost(), 2);
    assert!(
        memory
            .text()
            .contains("\"event\":\"lines lost\",\"count\":2")
    );
}

#[test]
fn a_line_broken_off_is_removed_and_the_chain_goes_on() {
    let (place, target) = Place::new("torn");
    Audit::open(&target).expect("opens").event("start", &[]);
    let whole = place.read("log");
    let line = whole.trim_end();
    // Shorter than its beginning, longer, and with what a file system may leave after a loss of power.
    for torn in [
        "{\"lo",
        "{\"log\":\"audit\",\"sequence\":1,\"ti",
        "{\"log\":\0\0\0",
        "\0\0",
    ] {
        place.write(format!("{whole}{torn}"));
        Audit::open(&target).expect("opens").event("start", &[]);
        let log = place.read("log");
        assert_eq!(verify(&log), Ok(3), "{torn:?}: {log}");
        let told = format!(
            "\"event\":\"broken line removed\",\"bytes\":\"{}\"",
            torn.len()
        );
        assert!(log.contains(&told), "{log}");
    }
    // Only its end is missing.
    place.write(line);
    Audit::open(&target).expect("opens").event("start", &[]);
    assert_eq!(verify(&place.read("log")), Ok(2));
}

#[test]
fn what_is_no_audit_log_is_left_alone() {
    let (place, target) = Place::new("other");
    for text in [
        "precious".to_owned(),
        "x".repeat(100_000),
        "hello world\n".to_owned(),
        "{\"a\":1}\n".to_owned(),
        "{\"digest\":\"00\",\"sequence\":1}".to_owned(),
        "web=0123456789abcdef\n".to_owned(),
        "precious\n{\"log\":\"au".to_owned(),
        "precious\n\n".to_owned(),
        "x".repeat(100_000) + "\n",
    ] {
        place.write(&text);
        let error = Audit::open(&target).expect_err("refused");
        assert!(error.to_string().contains("no audit log"), "{error}");
        assert_eq!(place.read("log"), text);
    }
}

#[test]
fn a_log_that_was_moved_away_goes_on_in_a_new_file() {
    let (place, target) = Place::new("moved");
    let audit = Audit::open(&target).expect("opens");
    audit.event("start", &[]);
    audit.reopen();
    audit.flush();
    std::fs::rename(place.0.join("log"), place.0.join("log.1")).expect("moved");
    audit.event("key set changed", &[]);
    audit.reopen();
    audit.event("stop", &[]);
    audit.flush();
    let (old, new) = (place.read("log.1"), place.read("log"));
    let mut chain = Chain::default();
    assert_eq!((chain.follow(&old), chain.follow(&new)), (Ok(2), Ok(1)));
    assert!(chain.begin().is_some_and(Link::is_origin));
    let end = chain.end().cloned().expect("an end");
    let mut chain = Chain::default();
    assert_eq!(chain.follow(&new), Ok(1));
    let begin = chain.begin().expect("a beginning");
    assert_eq!((begin.sequence, begin.is_origin()), (2, false));
    assert!(old.contains(&begin.digest) && new.contains(&end.digest));
}

#[test]
fn two_processes_do_not_write_to_one_file() {
    let (_place, target) = Place::new("shared");
    let first = Audit::open(&target).expect("opens");
    let error = Audit::open(&target).expect_err("in use");
    assert!(error.to_string().contains("another process"), "{error}");
    drop(first);
    assert!(Audit::open(&target).is_ok());
}

#[test]
fn refusals_of_one_address_fill_no_disk() {
    let memory = MemoryLog::default();
    let audit = Audit::to_writer(Box::new(memory.clone())).expect("a thread");
    for _ in 0..1000 {
        audit.event("key refused", &[("remote", "192.0.2.1")]);
    }
    audit.event("stop", &[]);
    drop(audit);
    let log = memory.text();
    assert_eq!(verify(&log), Ok(3), "{log}");
    assert!(log.contains("\"count\":999,\"since\":"), "{log}");
}
