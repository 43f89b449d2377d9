//! Integration tests of the command line, run as its users run it.

mod configurations;
mod conformance;
mod findings;
mod runs;
mod support;
