//! Integration tests of the chord crate.

mod key_detection;
mod playable;
mod properties;
mod tables;
