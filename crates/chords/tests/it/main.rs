//! Integration tests of the chord crate.

mod playable;
mod properties;
mod tables;
