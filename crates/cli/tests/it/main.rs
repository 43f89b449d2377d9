//! Integration tests of the command line, run as its users run it.

mod conformance;
mod runs;
