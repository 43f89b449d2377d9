//! What the process is told from outside: to stop, or to read its keys again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

/// How often the file of keys is looked at.
const KEYS_INTERVAL: Duration = Duration::from_secs(1);

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

/// Reads the keys again on `SIGHUP`, and when their file changes. Never done.
pub async fn watch_keys(app: Arc<App>) {
    let Ok(mut hang_up) = signal(SignalKind::hangup()) else {
        return;
    };
    let path = app.settings.keys_file.clone();
    let mut known = stamp(path.as_ref());
    let mut ticks = interval(KEYS_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = hang_up.recv() => {}
            _ = ticks.tick() => {
                if stamp(path.as_ref()) == known {
                    continue;
                }
            }
        }
        known = stamp(path.as_ref());
        reload(&app);
    }
}

/// What tells one content of a file from another, without reading it: time of change and size. It follows links, so that
/// a mounted secret that is swapped as a whole is noticed too.
fn stamp(path: Option<&PathBuf>) -> Option<(SystemTime, u64)> {
    let data = std::fs::metadata(path?).ok()?;
    Some((data.modified().ok()?, data.len()))
}

fn reload(app: &App) {
    match app.reload_keys() {
        Ok(count) => {
            app.audit
                .event("key set changed", &[("keys", &count.to_string())]);
            tracing::info!(keys = count, "keys read again");
        }
        Err(cause) => {
            app.audit.event("key set rejected", &[("cause", cause)]);
            tracing::error!(cause, "keys not read again, the old ones stay");
        }
    }
}
