//! The chain of digests that holds the lines of a log together, and its verification.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::hex::hex;

/// The digest that the first line of all follows.
pub(super) const ORIGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The event that stands for lines which could not be written.
pub(super) const LINES_LOST: &str = "lines lost";

/// The digest of a line without its `digest`; the digest before it is among its members.
pub(super) fn digest(line: &Map<String, Value>) -> String {
    let text = serde_json::to_string(line).unwrap_or_default();
    hex(&Sha256::digest(text.as_bytes()))
}

/// Verifies a log: how many lines it has.
///
/// # Errors
/// The number of the first line (from 1) that was changed, or does not follow the one before it.
pub fn verify(log: &str) -> Result<usize, usize> {
    Chain::default().follow(log)
}

/// A line's place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The number of the line, from 0.
    pub sequence: u64,
    /// The digest: of the line before for the beginning of a log, of the line itself for its end.
    pub digest: String,
}

impl Link {
    /// Whether nothing comes before.
    pub fn is_origin(&self) -> bool {
        self.sequence == 0 && self.digest == ORIGIN
    }
}

/// A log on its way to be verified, piece by piece.
#[derive(Debug, Default)]
pub struct Chain {
    begin: Option<Link>,
    end: Option<Link>,
    lost: u64,
}

impl Chain {
    /// Follows the chain through the next piece; how many lines it has.
    ///
    /// # Errors
    /// The number of the first line (from 1) that was changed, or does not follow the one before it.
    pub fn follow(&mut self, log: &str) -> Result<usize, usize> {
        let mut count = 0;
        for text in log.lines() {
            count += 1;
            self.end = Some(self.next(text).ok_or(count)?);
        }
        Ok(count)
    }

    /// Where the log begins: the number of its first line, and the digest of the line before it, which an older piece ends with.
    pub fn begin(&self) -> Option<&Link> {
        self.begin.as_ref()
    }

    /// Where it ends so far.
    pub fn end(&self) -> Option<&Link> {
        self.end.as_ref()
    }

    /// How many lines could not be written, as the log itself tells.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    fn next(&mut self, text: &str) -> Option<Link> {
        let mut line: Map<String, Value> = serde_json::from_str(text).ok()?;
        let written = line.shift_remove("digest")?.as_str()?.to_owned();
        let previous = line.get("previous")?.as_str()?;
        let sequence = line.get("sequence")?.as_u64()?;
        let follows = self.end.as_ref().is_none_or(|end| {
            Some(sequence) == end.sequence.checked_add(1) && previous == end.digest
        });
        if !follows || digest(&line) != written {
            return None;
        }
        if self.begin.is_none() {
            let digest = previous.to_owned();
            self.begin = Some(Link { sequence, digest });
        }
        if line.get("event").is_some_and(|event| event == LINES_LOST) {
            self.lost += line.get("count").and_then(Value::as_u64).unwrap_or(0);
        }
        Some(Link {
            sequence,
            digest: written,
        })
    }
}
