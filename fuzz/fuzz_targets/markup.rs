//! Any text as markup: what is left of it is its text.
#![no_main]

use chordpro_song::markup;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let plain = markup::plain(text);
    assert!(plain.len() <= text.len());
    let _ = markup::strip(text);
});
