//! Properties of every chord: transposing there and back changes nothing, and a name parses to what it names.

use std::collections::HashMap;

use chordpro_chords::{
    Chord, ChordTones, Key, KeyNaming, KeyShift, MinorKeys, Notation, Note, Strictness,
    Transposition, key_name,
};
use proptest::prelude::*;

const NOTATIONS: [&str; 5] = ["common", "dutch", "german", "latin", "scandinavian"];

/// The note names of a notation, as a pattern.
fn notes(system: &str) -> &'static str {
    match system {
        "latin" => "Do|Re|Mi|Fa|Sol|La|Si|Do#|Fa#|Sol#|Reb|Mib|Lab|Sib",
        "dutch" => "[A-G]|Cis|Fis|Gis|Des|Es|As|Bes",
        "german" | "scandinavian" => "[A-H]|Cis|Fis|Gis|Des|Es|As",
        _ => "[A-G]|[CDFGA]#|[DEGAB]b|Bes|Es|As|F♯|B♭",
    }
}

/// A notation, and a chord name in it, which can be absurd.
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

/// The sound of a chord, independent of its spelling.
fn sound(chord: &Chord) -> (Option<u8>, &str, &str, Option<u8>) {
    let ordinal = |note: &Option<Note>| note.as_ref().map(|note| note.ordinal);
    (
        ordinal(&chord.root),
        &chord.quality_canonical,
        &chord.extension_canonical,
        ordinal(&chord.bass),
    )
}

// Names that a notation rejects are skipped by `prop_assume!`, which fails if hardly any remain.
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

const KEYS: [&str; 24] = [
    "C", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B", "Am", "Bbm", "Bm", "Cm",
    "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "G#m",
];

fn key(chord: &Chord, notation: &Notation) -> Key {
    let naming = KeyNaming {
        minor: MinorKeys::Relative,
        ..KeyNaming::default()
    };
    assert_eq!(
        Key::of(chord, notation, naming).map(|key| key.name),
        Some(key_name(chord, notation, naming))
    );
    Key::of(chord, notation, naming).expect("a key")
}

/// All roots, qualities, basses, keys and steps.
#[test]
fn chords_spelled_by_key_are_the_originals_and_the_steps() {
    let notation = Notation::common();
    let notes = [
        "C", "C#", "Db", "D", "D#", "Eb", "E", "F", "F#", "Gb", "G", "G#", "Ab", "A", "A#", "Bb",
        "B", "E#", "B#", "Cb", "Fb", "F##", "Dbb",
    ];
    let read = |name: &str| {
        notation
            .parse(name, Strictness::Relaxed)
            .unwrap_or_else(|| panic!("{name} is a chord"))
    };
    let mut chords: Vec<(Chord, Vec<u8>)> = Vec::new();
    for root in notes {
        for quality in ["", "m", "dim7", "aug", "m7b5", "7sus4"] {
            let name = format!("{root}{quality}");
            let has_basses = matches!(quality, "" | "m7b5");
            let basses = notes.map(|bass| format!("{name}/{bass}"));
            let basses = basses.into_iter().filter(|_| has_basses);
            for name in std::iter::once(name).chain(basses) {
                let chord = read(&name);
                let tones = ChordTones::of(&chord).expect("tones").pitch_classes();
                chords.push((chord, tones));
            }
        }
    }
    let mut heard: HashMap<String, Vec<u8>> = HashMap::new();
    for from in KEYS {
        let from_chord = read(from);
        let from_key = key(&from_chord, &notation);
        for amount in -11..=11 {
            let to_key = key(
                &from_chord.transposed(&Transposition::by(amount), &notation),
                &notation,
            );
            let shift = KeyShift::between(&from_key, &to_key, amount);
            for (chord, tones) in &chords {
                let moved = chord.transposed_in_key(&shift, &notation);
                let expected: Vec<u8> = tones
                    .iter()
                    .map(|tone| {
                        u8::try_from((i32::from(*tone) + amount).rem_euclid(12)).expect("a tone")
                    })
                    .collect();
                let heard = heard.entry(moved.name.clone()).or_insert_with(|| {
                    ChordTones::of(&read(&moved.name))
                        .expect("tones")
                        .pitch_classes()
                });
                assert_eq!(
                    *heard, expected,
                    "{} in {from} by {amount}: {}",
                    chord.name, moved.name
                );
                for note in [&moved.root, &moved.bass].into_iter().flatten() {
                    assert!(
                        note.text.len() <= 2 && notation.note(&note.text).is_some(),
                        "{}",
                        moved.name
                    );
                }
            }
        }
    }
}

/// The chords of a key carry the key's own accidentals.
#[test]
fn chords_of_a_key_are_spelled_as_its_scale() {
    let notation = Notation::common();
    let read = |name: &str| notation.parse(name, Strictness::Strict).expect("a chord");
    for (amount, scale) in (0..).zip([
        "C Dm Em F G Am",
        "Db Ebm Fm Gb Ab Bbm",
        "D Em F#m G A Bm",
        "Eb Fm Gm Ab Bb Cm",
        "E F#m G#m A B C#m",
        "F Gm Am Bb C Dm",
        "F# G#m A#m B C# D#m",
        "G Am Bm C D Em",
        "Ab Bbm Cm Db Eb Fm",
        "A Bm C#m D E F#m",
        "Bb Cm Dm Eb F Gm",
        "B C#m D#m E F# G#m",
    ]) {
        let from = key(&read("C"), &notation);
        let tonic = scale.split(' ').next().expect("a tonic");
        let to = key(&read(tonic), &notation);
        let shift = KeyShift::between(&from, &to, amount);
        let moved: Vec<String> = "C Dm Em F G Am"
            .split(' ')
            .map(|name| read(name).transposed_in_key(&shift, &notation).name)
            .collect();
        assert_eq!(moved.join(" "), scale);
    }
}
