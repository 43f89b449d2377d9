//! Shared bytes for serde, serialised as one byte string instead of a sequence of numbers, so that formats copy them in one step.
//!
//! For fields: `#[serde(with = "chordpro_config::bytes")]`.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serializer};
use serde_bytes::ByteBuf;

/// Serialises `bytes` as one byte string.
///
/// # Errors
/// The serialiser's errors.
pub fn serialize<S: Serializer>(bytes: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// Deserialises one byte string.
///
/// # Errors
/// The deserialiser's errors.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
    ByteBuf::deserialize(deserializer).map(|bytes| Arc::from(bytes.into_vec()))
}
