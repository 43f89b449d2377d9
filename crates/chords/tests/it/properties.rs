//! What holds for every chord: transposing there and back changes nothing, and a name reads back as what it names.

use chordpro_chords::{Chord, Notation, Note, Strictness, Transposition};
use proptest::prelude::*;

const NOTATIONS: [&str; 5] = ["common", "dutch", "german", "latin", "scandinavian"];

/// The names of notes in a notation, as a pattern.
fn notes(system: &str) -> &'static str {
    match system {
        "latin" => "Do|Re|Mi|Fa|Sol|La|Si|Do#|Fa#|Sol#|Reb|Mib|Lab|Sib",
        "dutch" => "[A-G]|Cis|Fis|Gis|Des|Es|As|Bes",
        "german" | "scandinavian" => "[A-H]|Cis|Fis|Gis|Des|Es|As",
        _ => "[A-G]|[CDFGA]#|[DEGAB]b|Bes|Es|As|F♯|B♭",
    }
}

/// A notation, and a chord name in it, which may be absurd.
fn name_in(system: &'static str) -> impl Strategy<Value = (&'static str, String)> {
    let quality = "|m|min|-|dim|o|0|aug|\\+|h";
    let extension = "|7|maj7|sus4|add9|6|9|7b5|7#9|13|69|M7|\\^|2|5|m7";
    let bass = prop_oneof![
        Just(String::new()),
        notes(system).prop_map(|bass| format!("/{bass}"))
    ];
    (notes(system), quality, extension, bass).prop_map(move |(root, quality, extension, bass)| {
        (system, root + &quality + &extension + &bass)
    })
}

fn name() -> impl Strategy<Value = String> {
    name_in("common").prop_map(|(_, name)| name)
}

fn name_in_notation() -> impl Strategy<Value = (&'static str, String)> {
    prop::sample::select(&NOTATIONS[..]).prop_flat_map(name_in)
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

// Names that a notation does not take are left out by `prop_assume!`, which fails where hardly any is left.
proptest! {
    #[test]
    fn up_and_down_again_is_the_same_chord(
        (system, name) in name_in_notation(),
        (amount, accidentals) in transposition(),
    ) {
        let notation = Notation::builtin(system).expect("a built-in notation");
        let chord = notation.parse(&name, Strictness::Strict);
        prop_assume!(chord.is_some());
        let chord = chord.expect("it is some");
        let there = chord.transposed(&by(amount, accidentals), &notation);
        let back = there.transposed(&by(-amount, accidentals), &notation);
        prop_assert_eq!(sound(&back), sound(&chord), "{} by {}", name, amount);
    }

    #[test]
    fn every_note_of_a_chord_moves_by_as_much(name in name(), (amount, accidentals) in transposition()) {
        let notation = Notation::common();
        let chord = notation.parse(&name, Strictness::Strict);
        prop_assume!(chord.is_some());
        let chord = chord.expect("it is some");
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
        (system, name) in name_in_notation(),
        (amount, accidentals) in transposition(),
    ) {
        let notation = Notation::builtin(system).expect("a built-in notation");
        let chord = notation.parse(&name, Strictness::Strict);
        prop_assume!(chord.is_some());
        let chord = chord.expect("it is some").transposed(&by(amount, accidentals), &notation);
        let again = notation.parse(&chord.canonical_name(&notation), Strictness::Strict);
        let again = again.expect("a name that was made is a name");
        prop_assert_eq!(sound(&again), sound(&chord), "{} in {}", chord.name, system);
    }

    #[test]
    fn writing_in_another_notation_changes_no_sound(name in name()) {
        let common = Notation::common();
        let chord = common.parse(&name, Strictness::Strict);
        prop_assume!(chord.is_some());
        let chord = chord.expect("it is some");
        for system in NOTATIONS {
            let target = Notation::builtin(system).expect("a built-in notation");
            let written = chord.transcoded(&common, &target, None);
            let again = target.parse(&written.name, Strictness::Strict);
            let again = again.expect("a name that was made is a name");
            prop_assert_eq!(sound(&again), sound(&chord), "{} in {}", written.name, system);
        }
    }
}
