//! The limit of open files, which bounds connections: a service that has run out of files accepts nobody, serves nobody new
//! and cannot replace a worker.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::settings::Settings;

/// Connections over the cap that may be read their refusal at a time.
pub(crate) const MAX_REFUSALS: usize = 32;

/// Connections to the operator's port at a time: collectors and probes, no clients.
pub(crate) const MAX_OPERATIONS: usize = 64;

/// What the service needs besides: standard streams, sockets that listen, timers and signals, logs, Redis and a collector, files
/// that are read again.
const OWN: usize = 32;

/// What a worker takes while it is started: both ends of its socket and of two pipes, and its process.
const WORKER: usize = 8;

/// Fewer connections than this are no service.
const MIN_CONNECTIONS: usize = 8;

/// Allows as many open files as the system grants; how many that is.
pub(crate) fn raise() -> usize {
    let granted = getrlimit(Resource::Nofile).maximum;
    // Some systems grant more than they keep: then the old limit stays.
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: granted,
            maximum: granted,
        },
    );
    let current = getrlimit(Resource::Nofile).current;
    current.map_or(usize::MAX, |files| {
        usize::try_from(files).unwrap_or(usize::MAX)
    })
}

/// Lowers `MAX_CONNECTIONS` to what `limit` open files leave for connections.
///
/// # Errors
/// They leave too few.
pub(crate) fn bound_connections(settings: &mut Settings, limit: usize) -> io::Result<()> {
    let operations = settings.listen.ops_port.map_or(0, |_| MAX_OPERATIONS);
    let workers = settings.resources.workers.saturating_mul(WORKER);
    let others = OWN + MAX_REFUSALS + operations + workers;
    let room = limit.saturating_sub(others);
    if room < MIN_CONNECTIONS {
        return Err(io::Error::other(format!(
            "WORKERS, MAX_CONNECTIONS: the system allows {limit} open files, too few for {} workers and connections",
            settings.resources.workers
        )));
    }
    if room < settings.connections.max_connections {
        tracing::warn!(
            connections = room,
            open_files = limit,
            "fewer connections than MAX_CONNECTIONS: the limit of open files is too low for them"
        );
        settings.connections.max_connections = room;
    }
    Ok(())
}
