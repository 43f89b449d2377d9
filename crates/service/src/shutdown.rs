//! What the process is told from outside: to stop, or to read its keys and certificates again.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// Done when the process is asked to end: `SIGTERM`, or Ctrl-C.
pub async fn asked_to_stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Reads keys and certificates again on `SIGHUP`, and when their files change; on `SIGHUP` the audit log is opened again
/// too, which may have been moved away. Never done.
pub async fn watch_files(app: Arc<App>) {
    let Ok(mut hang_up) = signal(SignalKind::hangup()) else {
        return;
    };
    let key_files: Vec<_> = app.settings.keys_file.iter().cloned().collect();
    let tls_files: Vec<_> = app
        .tls
        .iter()
        .flat_map(|tls| tls.files().paths().map(Path::to_owned))
        .collect();
    let mut known_keys = stamps(&key_files);
    let mut known_tls = stamps(&tls_files);
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        let is_told = tokio::select! {
            _ = hang_up.recv() => true,
            _ = ticks.tick() => false,
        };
        let (keys, tls) = (stamps(&key_files), stamps(&tls_files));
        if is_told && let Err(error) = app.audit.reopen() {
            tracing::error!(cause = %error, "the audit log cannot be opened again, the old file goes on");
        }
        if is_told || keys != known_keys {
            reload_keys(&app);
        }
        if is_told || tls != known_tls {
            reload_certificates(&app);
        }
        (known_keys, known_tls) = (keys, tls);
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
