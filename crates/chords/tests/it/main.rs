//! Integration tests of the chord crate.

mod properties;
