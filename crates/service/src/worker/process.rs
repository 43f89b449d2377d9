//! The worker's side: `chordpro-api worker`, tasks and answers on its standard input, a socket; what the parent says of
//! the task at work on its standard output, another.

use std::io::{self, BufReader, Read};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread;
#[cfg(target_os = "linux")]
use std::time::Duration;

use chordpro_engine::Engine;
use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};

use super::convert::perform;
use super::frame;
use super::panics::panic_places;
use super::sandbox;
use super::task::{Answer, FromWorker, Task};

/// Stack of the thread that listens to the parent.
const LISTENER_STACK: usize = 256 << 10;

/// Signals that are for the parent, and reach workers too where they are sent to all processes of a service: by
/// `systemctl kill`, `pkill`, `killall`. A worker ends when its parent closes its end, or kills it.
const SIGNALS_OF_THE_PARENT: [i32; 6] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2];

/// Serves the parent until it closes its end. `memory` is the most data that this process may have, in bytes.
pub fn run(memory: u64) -> ExitCode {
    match serve(memory) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chordpro-api worker: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(memory: u64) -> io::Result<()> {
    outlive_signals_of_the_parent()?;
    let stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let control = UnixStream::from(io::stdout().as_fd().try_clone_to_owned()?);
    let place = panic_places();
    sandbox::limit(memory)?;
    let engine = Engine::new();
    let cancelled = Arc::new(AtomicU64::new(0));
    listen(control, Arc::clone(&cancelled))?;
    // The first look at the clock finds out where the kernel keeps it, which the sandbox would not let it.
    now();
    let confinement = sandbox::enter()?;
    frame::write(&stream, &FromWorker::Ready(confinement), &[])?;
    let mut tasks = BufReader::with_capacity(frame::BUFFER, &stream);
    let mut number = 0;
    while let Some((task, _)) = frame::read::<Task>(&mut tasks)? {
        number += 1;
        let deadline = now() + task.time;
        let cancelled = Arc::clone(&cancelled);
        let is_over =
            Arc::new(move || cancelled.load(Ordering::Relaxed) == number || now() >= deadline);
        let work = AssertUnwindSafe(|| perform(&engine, task, is_over));
        let (answer, body) = catch_unwind(work).unwrap_or_else(|_| {
            let place = place.lock().unwrap_or_else(PoisonError::into_inner).take();
            (Answer::Panicked(place), Vec::new())
        });
        frame::write(&stream, &FromWorker::Answer(answer), &body)?;
    }
    Ok(())
}

/// Has the signals that are for the parent do nothing. Calls that one of them interrupts go on by themselves.
fn outlive_signals_of_the_parent() -> io::Result<()> {
    // A handler that sets a flag is the safe way: nobody reads it.
    let received = Arc::new(AtomicBool::new(false));
    for signal in SIGNALS_OF_THE_PARENT {
        signal_hook::flag::register(signal, Arc::clone(&received))?;
    }
    Ok(())
}

/// The time that has passed since the system started, as of its last tick, at most some milliseconds ago. Conversions ask for it at
/// each step, and this clock is read in a sixth of the time.
#[cfg(target_os = "linux")]
fn now() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::MonotonicCoarse);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds)
        + Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(not(target_os = "linux"))]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Notes the number of the task that the parent no longer waits for. When the parent goes, so does the process, whatever it is at.
fn listen(mut control: UnixStream, cancelled: Arc<AtomicU64>) -> io::Result<()> {
    thread::Builder::new()
        .name("listen".to_owned())
        .stack_size(LISTENER_STACK)
        .spawn(move || {
            let mut number = [0; size_of::<u64>()];
            while control.read_exact(&mut number).is_ok() {
                cancelled.store(u64::from_le_bytes(number), Ordering::Relaxed);
            }
            std::process::exit(0);
        })?;
    Ok(())
}
