//! Integration tests of the painters.

mod pdf;
mod png;
mod sample;
mod svg;
