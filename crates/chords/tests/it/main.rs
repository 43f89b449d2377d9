//! Integration tests of the chord crate.

mod documentation;
mod key_detection;
mod playable;
mod properties;
mod tables;
