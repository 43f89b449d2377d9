//! Any bytes as a sheet: ultimate-guitar.
#![no_main]

#[path = "../checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::import(checks::SheetFormat::UltimateGuitar, data));
