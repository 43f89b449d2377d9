//! Any bytes, any format: an answer, never a crash.
#![no_main]

use chordpro_engine::{Engine, Format, Limits, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, song)) = data.split_first() else { return };
    let formats: Vec<Format> = Format::all().collect();
    let format = formats[usize::from(*first) % formats.len()];
    let mut request = Request::new(song, format);
    request.limits = Limits { elements: 20_000, pages: 50, pixels: 4_000_000, ..Limits::default() };
    let _ = Engine::new().convert(&request);
});
