//! The API keys in force, which change while the service runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::security::api_keys::KeySet;

/// The keys in force, and whether the last attempt to read them again failed.
#[derive(Debug)]
pub struct KeyStore {
    keys: RwLock<Arc<KeySet>>,
    are_stale: AtomicBool,
}

impl KeyStore {
    /// A store that begins with `keys`.
    pub fn new(keys: KeySet) -> Self {
        KeyStore {
            keys: RwLock::new(Arc::new(keys)),
            are_stale: AtomicBool::new(false),
        }
    }

    /// The keys in force.
    pub fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts the keys that `reading` gave into force; where it failed, the old ones stay. How many there are.
    ///
    /// # Errors
    /// That of the reading.
    pub fn replace(&self, reading: Result<KeySet, String>) -> Result<usize, String> {
        self.are_stale.store(reading.is_err(), Ordering::Relaxed);
        let keys = reading?;
        let count = keys.len();
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(count)
    }

    /// Whether the last attempt to read the keys again failed.
    pub fn are_stale(&self) -> bool {
        self.are_stale.load(Ordering::Relaxed)
    }
}
