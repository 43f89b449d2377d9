//! What the process is told from outside: to stop, or to read its keys and certificates again.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{oneshot, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::app::App;
use crate::operator_files;
use crate::security::tls::TlsFiles;
use crate::settings::Settings;

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// Longest time for which files are read before it is logged that they hang.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether the process was asked to end.
pub struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Takes note from here on: before, the signals end the process at once.
    ///
    /// # Errors
    /// Where the system refuses to tell of signals.
    pub fn begin() -> std::io::Result<Self> {
        Ok(Stop {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Done when the process is asked to end, by `SIGTERM` or Ctrl-C. When it is asked again, it ends at once, with the status
    /// that a shell gives to a process ended by that signal.
    pub async fn asked(mut self) {
        self.next().await;
        tokio::spawn(async move {
            let signal = self.next().await;
            tracing::warn!("stopping at once");
            std::process::exit(128 + signal);
        });
    }

    /// The number of the next signal that asks the process to end.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.terminate.recv() => SignalKind::terminate().as_raw_value(),
            _ = self.interrupt.recv() => SignalKind::interrupt().as_raw_value(),
        }
    }
}

/// Lets a write beyond a limit of the size of files (`ulimit -f`) fail, where it would end the process.
///
/// # Errors
/// Where the system refuses to tell of the signal.
pub fn outlive_file_size_limit() -> std::io::Result<()> {
    // Its handler stays when the stream of signals goes.
    let kind = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
    signal(kind).map(drop)
}

/// Files that are read once, and again when they change.
struct Watched {
    /// The setting that names them.
    setting: &'static str,
    paths: Vec<PathBuf>,
    known: Vec<Option<Stamp>>,
}

impl Watched {
    fn new<'a>(setting: &'static str, paths: impl Iterator<Item = &'a Path>) -> Self {
        let paths: Vec<_> = paths.map(Path::to_owned).collect();
        let looked_at = paths.clone();
        // Where they cannot be looked at in time they count as changed later.
        let known = operator_files::limited(move || stamps(&looked_at)).unwrap_or_default();
        Watched {
            setting,
            paths,
            known,
        }
    }

    /// Reads them by `read` whenever they have changed, or `told` says so. Never done. A thread of its own looks at them, one at
    /// a time: files that hang take nothing with them, and are read once they do no more.
    async fn keep(
        mut self,
        mut told: watch::Receiver<()>,
        read: impl Fn() + Clone + Send + 'static,
    ) {
        let mut ticks = interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let is_told = tokio::select! {
                changed = told.changed() => changed.is_ok(),
                _ = ticks.tick() => false,
            };
            let (paths, known, read) = (self.paths.clone(), self.known.clone(), read.clone());
            let (done, mut is_done) = oneshot::channel();
            let started = operator_files::spawn(move || {
                let now = stamps(&paths);
                if is_told || now != known {
                    read();
                }
                let _ = done.send(now);
            });
            if started.is_err() {
                continue;
            }
            let in_time = timeout(PATIENCE, &mut is_done).await;
            let stamps = match in_time {
                Ok(stamps) => stamps,
                Err(_) => {
                    tracing::warn!(
                        setting = self.setting,
                        "files are not read in time, what was read before stays"
                    );
                    is_done.await
                }
            };
            self.known = stamps.unwrap_or_default();
        }
    }
}

/// Reads keys and certificates again on `SIGHUP`, and when their files change; on `SIGHUP` the audit log is opened again
/// too, which may have been moved away.
pub struct Watch {
    hang_up: Signal,
    keys: Watched,
    certificates: Watched,
}

impl Watch {
    /// Notices from here on what changes, and is told by `SIGHUP`, which would end the process before: so it comes before
    /// the reading of the files that counts.
    ///
    /// # Errors
    /// Where the system refuses to tell of `SIGHUP`.
    pub fn begin(settings: &Settings) -> std::io::Result<Self> {
        let tls_files = settings.tls.files.iter();
        Ok(Watch {
            hang_up: signal(SignalKind::hangup())?,
            keys: Watched::new(
                "API_KEYS_FILE",
                settings.keys_file.iter().map(PathBuf::as_path),
            ),
            certificates: Watched::new("TLS_CERT_FILE", tls_files.flat_map(TlsFiles::paths)),
        })
    }

    /// Keeps what `app` uses up to date. Never done.
    pub async fn keep(mut self, app: Arc<App>) {
        let (tell, told) = watch::channel(());
        let keys = {
            let app = Arc::clone(&app);
            self.keys.keep(told.clone(), move || reload_keys(&app))
        };
        let certificates = {
            let app = Arc::clone(&app);
            let reload = move || reload_certificates(&app);
            self.certificates.keep(told, reload)
        };
        let signals = async {
            loop {
                self.hang_up.recv().await;
                app.audit.reopen();
                let _ = tell.send(());
            }
        };
        tokio::join!(keys, certificates, signals);
    }
}

/// What tells one content of a file from another, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    /// Of the file system, and of the file on it.
    file: (u64, u64),
    /// Seconds and nanoseconds.
    changed: (i64, i64),
    size: u64,
}

/// The stamps of files. It follows links, so that a mounted secret that is swapped as a whole is noticed too.
fn stamps(paths: &[PathBuf]) -> Vec<Option<Stamp>> {
    paths
        .iter()
        .map(|path| {
            let data = std::fs::metadata(path).ok()?;
            Some(Stamp {
                file: (data.dev(), data.ino()),
                changed: (data.mtime(), data.mtime_nsec()),
                size: data.len(),
            })
        })
        .collect()
}

fn reload_keys(app: &App) {
    match app.reload_keys() {
        Ok(count) => {
            app.audit
                .event("key set changed", &[("keys", &count.to_string())]);
            tracing::info!(keys = count, "keys read again");
        }
        Err(cause) => {
            app.audit.event("key set rejected", &[("cause", &cause)]);
            tracing::error!(cause, "keys not read again, the old ones stay");
        }
    }
}

fn reload_certificates(app: &App) {
    let Some(tls) = &app.tls else { return };
    match tls.reload() {
        Ok(()) => {
            app.audit.event("certificate changed", &[]);
            tracing::info!("certificates read again");
        }
        Err(fault) => {
            let cause = fault.to_string();
            app.audit
                .event("certificate rejected", &[("cause", &cause)]);
            tracing::error!(cause, "certificates not read again, the old ones stay");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_put_in_place_of_another_of_its_size_and_time_is_noticed() {
        let folder = std::env::temp_dir().join(format!("stamps-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let (path, other) = (folder.join("keys"), folder.join("keys.new"));
        for (path, text) in [(&path, "one"), (&other, "two")] {
            fs::write(path, text).expect("written");
            let file = fs::File::options().write(true).open(path).expect("a file");
            file.set_modified(std::time::UNIX_EPOCH).expect("a time");
        }
        let paths = [path.clone()];
        let before = stamps(&paths);
        assert_eq!(stamps(&paths), before);
        fs::rename(&other, &path).expect("renamed");
        assert_ne!(stamps(&paths), before);
        fs::remove_dir_all(&folder).expect("removed");
    }
}
