//! Refusals under overload in the log: one line a second with their count. A line for each would make the overload worse, and tell
//! no more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long refusals are counted for one line.
const WINDOW: Duration = Duration::from_secs(1);

/// A request or connection that was refused because the service is full.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    /// The request's id.
    pub(crate) id: String,
    /// The client, where it is known.
    pub(crate) client: Option<String>,
    /// The client's address.
    pub(crate) remote: Option<String>,
    /// The route, where there is one.
    pub(crate) route: Option<String>,
    /// What there was not enough of, where the log may tell.
    pub(crate) cause: Option<String>,
}

/// The refusals of the last second.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overload(Arc<Mutex<Option<(Refused, u64)>>>);

impl Overload {
    /// Counts a refusal. The first of a second stands in the line as an example.
    pub(crate) fn count(&self, refused: Refused) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = &mut *counted {
            *count += 1;
            return;
        }
        *counted = Some((refused, 1));
        let overload = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(WINDOW).await;
            overload.tell();
        });
    }

    /// Logs what was counted, if anything was.
    pub(crate) fn tell(&self) {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((first, count)) = counted {
            tracing::warn!(
                id = first.id,
                client = first.client,
                remote = first.remote,
                route = first.route,
                cause = first.cause,
                count,
                "refused under overload"
            );
        }
    }
}
