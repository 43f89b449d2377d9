//! The worker's side: `chordpro-api worker`, with the parent at the other end of its standard input.

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use chordpro_engine::Engine;

use super::convert::perform;
use super::frame;
use super::sandbox;
use super::task::{Answer, FromWorker, Task, ToWorker};

/// Stack of the thread that listens to the parent.
const LISTENER_STACK: usize = 256 << 10;

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
    let stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let place = panic_places();
    sandbox::limit(memory)?;
    let engine = Engine::new();
    let is_cancelled = Arc::new(AtomicBool::new(false));
    let tasks = listen(stream.try_clone()?, Arc::clone(&is_cancelled))?;
    let confinement = sandbox::enter()?;
    frame::write(&stream, &FromWorker::Ready(confinement), &[])?;
    for task in tasks {
        let deadline = Instant::now() + task.time;
        let is_cancelled = Arc::clone(&is_cancelled);
        let is_over =
            Arc::new(move || is_cancelled.load(Ordering::Relaxed) || Instant::now() >= deadline);
        let work = AssertUnwindSafe(|| perform(&engine, task, is_over));
        let (answer, body) = catch_unwind(work).unwrap_or_else(|_| {
            let place = place.lock().unwrap_or_else(PoisonError::into_inner).take();
            (Answer::Panicked(place), Vec::new())
        });
        frame::write(&stream, &FromWorker::Answer(answer), &body)?;
    }
    Ok(())
}

/// Tasks as the parent sends them, one at a time. When the parent goes, so does the process, whatever it is at.
fn listen(stream: UnixStream, is_cancelled: Arc<AtomicBool>) -> io::Result<Receiver<Task>> {
    let (sender, tasks) = channel();
    thread::Builder::new()
        .name("listen".to_owned())
        .stack_size(LISTENER_STACK)
        .spawn(move || {
            while let Ok(Some((message, _))) = frame::read::<ToWorker>(&stream) {
                match message {
                    ToWorker::Task(task) => {
                        is_cancelled.store(false, Ordering::Relaxed);
                        if sender.send(*task).is_err() {
                            break;
                        }
                    }
                    ToWorker::Cancel => is_cancelled.store(true, Ordering::Relaxed),
                }
            }
            std::process::exit(0);
        })?;
    Ok(tasks)
}

/// Where the last panic was. What it said is not kept: that may hold a piece of a song.
fn panic_places() -> Arc<Mutex<Option<String>>> {
    let place = Arc::new(Mutex::new(None));
    let noted = Arc::clone(&place);
    std::panic::set_hook(Box::new(move |panic| {
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = panic
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
    }));
    place
}
