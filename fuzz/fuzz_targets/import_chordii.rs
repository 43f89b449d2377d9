//! Any bytes as a sheet: chordii.
#![no_main]

#[path = "../checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::import(checks::SheetFormat::Chordii, data));
