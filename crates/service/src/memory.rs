//! Memory that requests hold together, shared fairly between clients.
//!
//! A client may take more only while it holds no more than what stays free ("dynamic thresholds", Choudhury and Hahne, 1998): one
//! alone has half of all, two a third each, and whoever comes next always finds room. What is held is charged as it comes and given
//! back when its [`Share`] is dropped.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What holding anything costs besides its bytes: the request that it belongs to.
const OVERHEAD: u64 = 4096;

/// A bounded amount of memory, in bytes.
#[derive(Clone)]
pub struct Memory(Arc<Mutex<State>>);

struct State {
    limit: u64,
    free: u64,
    held: HashMap<Arc<str>, u64>,
}

/// There is no room for this client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// What one request of a client holds. It is given back when dropped.
pub struct Share {
    memory: Memory,
    client: Arc<str>,
    bytes: u64,
}

impl Memory {
    /// So many bytes, all free.
    pub fn new(limit: u64) -> Self {
        Memory(Arc::new(Mutex::new(State {
            limit,
            free: limit,
            held: HashMap::new(),
        })))
    }

    /// A share of `client` for `bytes` bytes.
    ///
    /// # Errors
    /// There is no room for them.
    pub fn share(&self, client: &str, bytes: u64) -> Result<Share, Full> {
        let mut share = Share {
            memory: self.clone(),
            client: client.into(),
            bytes: 0,
        };
        share.grow(bytes.saturating_add(OVERHEAD))?;
        Ok(share)
    }

    /// How many bytes are held.
    pub fn held(&self) -> u64 {
        let state = self.state();
        state.limit - state.free
    }

    /// How many bytes there are.
    pub fn limit(&self) -> u64 {
        self.state().limit
    }

    /// The most that one share can have.
    pub fn largest_share(limit: u64) -> u64 {
        (limit / 2).saturating_sub(OVERHEAD)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Takes `bytes` bytes more.
    ///
    /// # Errors
    /// There is no room for them; the share stays as it is.
    pub fn grow(&mut self, bytes: u64) -> Result<(), Full> {
        let mut state = self.memory.state();
        let held = state.held.get(&self.client).copied().unwrap_or(0);
        let (Some(free), Some(held)) = (state.free.checked_sub(bytes), held.checked_add(bytes))
        else {
            return Err(Full);
        };
        if held > free {
            return Err(Full);
        }
        state.free = free;
        state.held.insert(Arc::clone(&self.client), held);
        self.bytes += bytes;
        Ok(())
    }

    /// The same share, held by `client` in `memory` from here on.
    ///
    /// # Errors
    /// There is no room for it there.
    pub fn moved(self, memory: &Memory, client: &str) -> Result<Self, Full> {
        let mut moved = Share {
            memory: memory.clone(),
            client: client.into(),
            bytes: 0,
        };
        moved.grow(self.bytes)?;
        Ok(moved)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut state = self.memory.state();
        state.free += self.bytes;
        if let Some(held) = state.held.get_mut(&self.client) {
            *held -= self.bytes;
            if *held == 0 {
                state.held.remove(&self.client);
            }
        }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Memory")
            .field("limit", &state.limit)
            .field("free", &state.free)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: u64 = 1 << 20;

    /// Shares of a unit each that `client` gets until it gets no more.
    fn taken(memory: &Memory, client: &str) -> Vec<Share> {
        std::iter::from_fn(|| memory.share(client, UNIT - OVERHEAD).ok()).collect()
    }

    #[test]
    fn one_client_has_half_and_others_find_room() {
        let memory = Memory::new(64 * UNIT);
        let first = taken(&memory, "first");
        assert_eq!(first.len(), 32);
        let second = taken(&memory, "second");
        assert_eq!(second.len(), 16);
        assert_eq!(taken(&memory, "third").len(), 8);
        drop((first, second));
        assert_eq!(memory.held(), 0);
        assert!(memory.state().held.is_empty());
    }

    #[test]
    fn a_share_grows_as_bytes_come_and_not_beyond_its_part() {
        let memory = Memory::new(8 * UNIT);
        let mut share = memory.share("one", 0).expect("room");
        assert_eq!(memory.held(), OVERHEAD);
        assert_eq!(share.grow(3 * UNIT), Ok(()));
        assert_eq!(share.grow(2 * UNIT), Err(Full));
        assert_eq!(share.grow(u64::MAX), Err(Full));
        assert_eq!(memory.held(), 3 * UNIT + OVERHEAD);
        let largest = Memory::largest_share(8 * UNIT);
        drop(share);
        assert!(memory.share("one", largest).is_ok());
        assert!(memory.share("one", largest + 1).is_err());
    }

    #[test]
    fn a_share_that_moves_leaves_nothing_behind() {
        let (strangers, clients) = (Memory::new(8 * UNIT), Memory::new(8 * UNIT));
        let share = strangers.share("192.0.2.1", UNIT).expect("room");
        let share = share.moved(&clients, "web").expect("room");
        assert_eq!((strangers.held(), clients.held()), (0, UNIT + OVERHEAD));
        drop(share);
        assert_eq!(clients.held(), 0);
    }
}
