//! Any text as a chord: up and down again is the same chord.
#![no_main]

use chordpro_chords::{Notation, Strictness, Transposition};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (i8, &str)| {
    let (amount, text) = data;
    for system in ["common", "german", "latin", "solfege", "nashville", "roman"] {
        let notation = Notation::builtin(system).expect("the notation is built in");
        for strictness in [Strictness::Strict, Strictness::Relaxed] {
            let Some(chord) = notation.parse(text, strictness) else { continue };
            let up = Transposition::parse(&format!("{amount}s")).expect("a number is a transposition");
            let down = Transposition::parse(&format!("{}s", -i32::from(amount))).expect("a number is a transposition");
            let back = chord.transposed(&up, &notation).transposed(&down, &notation);
            let ordinals = |chord: &chordpro_chords::Chord| {
                (chord.root.as_ref().map(|note| note.ordinal), chord.bass.as_ref().map(|note| note.ordinal))
            };
            assert_eq!(ordinals(&back), ordinals(&chord));
        }
    }
});
