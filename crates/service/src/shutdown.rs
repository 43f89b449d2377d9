//! What the process is told from outside: to stop, or to read its keys and certificates again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

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

/// Reads keys and certificates again on `SIGHUP`, and when their files change. Never done.
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
        if is_told || keys != known_keys {
            reload_keys(&app);
        }
        if is_told || tls != known_tls {
            reload_certificates(&app);
        }
        (known_keys, known_tls) = (keys, tls);
    }
}

/// What tells one content of a file from another, without reading it: time of change and size. It follows links, so that
/// a mounted secret that is swapped as a whole is noticed too.
fn stamps(paths: &[PathBuf]) -> Vec<Option<(SystemTime, u64)>> {
    paths
        .iter()
        .map(|path| {
            let data = std::fs::metadata(path).ok()?;
            Some((data.modified().ok()?, data.len()))
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
