//! `SIGTERM` while clients are asking: every request that was taken is answered.

use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::client::{Connection, ConvertRequest};
use crate::promises::Promises;
use crate::service::Service;

/// Stops a service under the load of so many clients, and counts what got lost.
pub(crate) fn under_load(clients: usize, promises: &mut Promises) -> Result<(), Box<dyn Error>> {
    let mut service = Service::start(&[("SHUTDOWN_DELAY", "500ms")])?;
    let (right, lost) = (AtomicU64::new(0), AtomicU64::new(0));
    let address = service.address.clone();
    let number = AtomicU64::new(1);
    let client = &|| {
        // Until nobody listens any more.
        while let Ok(mut connection) = Connection::open(&address) {
            let mut is_first = true;
            loop {
                let order = ConvertRequest::page("pdf", number.fetch_add(1, Ordering::Relaxed));
                match connection.ask(&order) {
                    Ok(answer) if answer.is_right => {
                        right.fetch_add(1, Ordering::Relaxed);
                        if answer.is_last {
                            break;
                        }
                    }
                    // Elsewhere the system may complete connections while the listener closes.
                    Err(_) if is_first && !cfg!(target_os = "linux") => return,
                    _ => {
                        lost.fetch_add(1, Ordering::Relaxed);
                        break;
                    }
                }
                is_first = false;
            }
        }
    };
    let status = thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(client);
        }
        thread::sleep(Duration::from_secs(1));
        service.terminate()?;
        Ok::<_, Box<dyn Error>>(service.wait()?)
    })?;
    let (right, lost) = (right.into_inner(), lost.into_inner());
    println!("stopped under load: {right} answers, {lost} lost, {status}");
    promises.at_most("answers lost by stopping", lost as f64, 0.0);
    promises.at_most(
        "exit code after stopping",
        status.code().map_or(255.0, f64::from),
        0.0,
    );
    Ok(())
}
