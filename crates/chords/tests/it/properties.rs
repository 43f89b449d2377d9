//! What holds for every chord: transposing there and back changes nothing, and a name reads back as what it names.

use chordpro_chords::{Chord, Notation, Note, Strictness, Transposition};
use proptest::prelude::*;

const NOTATIONS: [&str; 5] = ["common", "dutch", "german", "latin", "scandinavian"];

/// Chord names, some of them absurd.
fn name() -> impl Strategy<Value = String> {
    let root = "[A-H]|Do|Re|Mi|Fa|Sol|La|Si|Bes|Es|As|Gis";
    let quality = "|m|min|-|dim|o|0|aug|\\+|h";
    let extension = "|7|maj7|sus4|add9|6|9|7b5|7#9|13|69|M7|\\^|2|5|m7";
    let bass = "|/[A-G]|/[A-G]#|/[A-G]b";
    let accidental = "|#|b|♯|♭";
    (root, accidental, quality, extension, bass).prop_map(
        |(root, accidental, quality, extension, bass)| {
            root + &accidental + &quality + &extension + &bass
        },
    )
}

fn transposition() -> impl Strategy<Value = (i32, &'static str)> {
    (-30..=30_i32, prop::sample::select(vec!["", "s", "f"]))
}

fn by(amount: i32, accidentals: &str) -> Transposition {
    Transposition::parse(&format!("{amount}{accidentals}")).expect("a number is a transposition")
}

/// What a chord sounds like, however it is spelled.
fn sound(chord: &Chord) -> (Option<u8>, &str, &str, Option<u8>) {
    let ordinal = |note: &Option<Note>| note.as_ref().map(|note| note.ordinal);
    (
        ordinal(&chord.root),
        &chord.quality_canonical,
        &chord.extension_canonical,
        ordinal(&chord.bass),
    )
}

proptest! {
    #[test]
    fn up_and_down_again_is_the_same_chord(name in name(), (amount, accidentals) in transposition()) {
        for system in NOTATIONS {
            let notation = Notation::builtin(system).expect("a built-in notation");
            let Some(chord) = notation.parse(&name, Strictness::Strict) else { continue };
            let there = chord.transposed(&by(amount, accidentals), &notation);
            let back = there.transposed(&by(-amount, accidentals), &notation);
            prop_assert_eq!(sound(&back), sound(&chord), "{} by {}", name, amount);
        }
    }

    #[test]
    fn every_note_of_a_chord_moves_by_as_much(name in name(), (amount, accidentals) in transposition()) {
        let notation = Notation::common();
        let Some(chord) = notation.parse(&name, Strictness::Strict) else { return Ok(()) };
        let there = chord.transposed(&by(amount, accidentals), &notation);
        let moved = |note: &Option<Note>| {
            note.as_ref().map(|note| (i32::from(note.ordinal) + amount).rem_euclid(12))
        };
        let ordinal = |note: &Option<Note>| note.as_ref().map(|note| i32::from(note.ordinal));
        prop_assert_eq!(ordinal(&there.root), moved(&chord.root));
        prop_assert_eq!(ordinal(&there.bass), moved(&chord.bass));
    }

    #[test]
    fn a_name_made_of_the_parts_reads_back_as_the_same_chord(
        name in name(),
        (amount, accidentals) in transposition(),
    ) {
        for system in NOTATIONS {
            let notation = Notation::builtin(system).expect("a built-in notation");
            let Some(chord) = notation.parse(&name, Strictness::Strict) else { continue };
            let chord = chord.transposed(&by(amount, accidentals), &notation);
            let again = notation.parse(&chord.canonical_name(&notation), Strictness::Strict);
            let again = again.expect("a name that was made is a name");
            prop_assert_eq!(sound(&again), sound(&chord), "{} in {}", chord.name, system);
        }
    }

    #[test]
    fn writing_in_another_notation_changes_no_sound(name in name()) {
        let common = Notation::common();
        let Some(chord) = common.parse(&name, Strictness::Strict) else { return Ok(()) };
        for system in NOTATIONS {
            let target = Notation::builtin(system).expect("a built-in notation");
            let written = chord.transcoded(&common, &target, None);
            let again = target.parse(&written.name, Strictness::Strict);
            let again = again.expect("a name that was made is a name");
            prop_assert_eq!(sound(&again), sound(&chord), "{} in {}", written.name, system);
        }
    }
}
