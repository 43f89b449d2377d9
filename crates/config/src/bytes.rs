//! Shared bytes for serde as one run of bytes, not as a sequence of numbers: formats copy them in one step.
//!
//! For fields: `#[serde(with = "chordpro_config::bytes")]`.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serializer};
use serde_bytes::ByteBuf;

/// Writes `bytes` as one run.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(bytes: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// Reads one run of bytes.
///
/// # Errors
/// Those of the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
    ByteBuf::deserialize(deserializer).map(|bytes| Arc::from(bytes.into_vec()))
}
