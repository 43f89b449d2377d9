//! Integration tests of the painters.

mod objects;
mod pdf;
mod png;
mod sample;
mod svg;
