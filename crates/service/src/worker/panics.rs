//! Where a worker panicked, and whether that was for want of memory.

use std::alloc::{Layout, handle_alloc_error};
use std::sync::{Arc, Mutex, PoisonError};

/// A panic while there is less memory left than this, in bytes, is for want of it.
const SHORT_OF_MEMORY: usize = 2 << 20;

/// Where the last panic was. What it said is not kept: that may hold a piece of a song.
pub(super) fn panic_places() -> Arc<Mutex<Option<String>>> {
    let place = Arc::new(Mutex::new(None));
    let noted = Arc::clone(&place);
    std::panic::set_hook(Box::new(move |panic| {
        // Some libraries report that they get no memory, and whoever calls them panics: that is no fault, but a task for a larger worker.
        if Vec::<u8>::new().try_reserve_exact(SHORT_OF_MEMORY).is_err() {
            handle_alloc_error(Layout::new::<[u8; SHORT_OF_MEMORY]>());
        }
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = panic
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
    }));
    place
}
