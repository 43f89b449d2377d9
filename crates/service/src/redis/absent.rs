//! What stands for the connection to Redis in a program that is built without it.

use std::time::Duration;

use super::{Ahead, Away, SharedPlace};

/// Never there: this program was built without Redis.
#[derive(Debug)]
pub enum Shared {}

impl Shared {
    /// None.
    pub fn new(_: &SharedPlace) -> Option<Self> {
        None
    }

    /// Never called.
    pub async fn connect(&self) {
        match *self {}
    }

    /// Never called.
    pub fn is_up(&self) -> bool {
        match *self {}
    }

    /// Never called.
    pub fn failures(&self) -> u64 {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub async fn count(&self, _: &str, _: u64, _: u64) -> Result<Ahead, Away> {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub async fn spend(&self, _: &str, _: &str, _: Duration) -> Result<bool, Away> {
        match *self {}
    }
}
