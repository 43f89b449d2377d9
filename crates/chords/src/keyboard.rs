//! The keyboard keys of a chord (`docs/spec/language.md#7.9.2`).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::{Chord, Fret, Tuning};

/// The keys of `chord` in semitones above its root: its own, else those of its quality and extension, else the notes of its
/// frets. Empty for no-chords and if nothing is known.
pub fn keyboard_keys(chord: &Chord, tuning: &Tuning) -> Vec<u8> {
    let keys = plain_keys(chord, tuning);
    let (Some(bass), Some(root)) = (&chord.bass, &chord.root) else {
        return keys;
    };
    if keys.is_empty() {
        return keys;
    }
    let bass = below(bass.ordinal, root.ordinal);
    let others = keys
        .into_iter()
        .map(|key| {
            if key < bass {
                key.saturating_add(12)
            } else {
                key
            }
        })
        .filter(|key| *key != bass);
    std::iter::once(bass).chain(others).collect()
}

/// Whether a chord is silent: no keys, or all strings muted.
///
/// A parsed name with unknown keys counts as silent too, as in the reference; it is then not reported.
pub fn is_no_chord(chord: &Chord, tuning: &Tuning) -> bool {
    let is_muted = chord
        .fingering
        .as_ref()
        .is_some_and(crate::Fingering::is_all_muted);
    is_muted || plain_keys(chord, tuning).is_empty()
}

/// Whether the fingering of a slash chord lacks the bass, like that of the chord before the slash.
pub fn lacks_bass(chord: &Chord, tuning: &Tuning) -> bool {
    let (Some(root), Some(bass)) = (&chord.root, &chord.bass) else {
        return false;
    };
    chord.has_frets() && !sounding(chord, tuning).contains(&below(bass.ordinal, root.ordinal))
}

fn plain_keys(chord: &Chord, tuning: &Tuning) -> Vec<u8> {
    if let Some(keys) = chord
        .fingering
        .as_ref()
        .and_then(|fingering| fingering.keys.as_ref())
    {
        return keys.clone();
    }
    if chord.is_parsed()
        && let Some(keys) = intervals(&chord.quality_canonical, &chord.extension_canonical)
    {
        return keys.to_vec();
    }
    sounding(chord, tuning)
}

fn intervals(quality: &str, extension: &str) -> Option<&'static [u8]> {
    INTERVALS
        .intervals
        .get(&[quality, extension].concat())
        .map(Vec::as_slice)
}

/// The intervals of the sounding strings above the root.
fn sounding(chord: &Chord, tuning: &Tuning) -> Vec<u8> {
    let Some(fingering) = &chord.fingering else {
        return Vec::new();
    };
    let root = chord.root.as_ref().map_or(0, |root| root.ordinal);
    let mut keys: Vec<u8> = fingering
        .frets
        .iter()
        .zip(tuning.ordinals())
        .filter_map(|(fret, open)| match fret {
            Fret::Muted => None,
            Fret::At(fret) => {
                let shift = fingering.base_fret.saturating_sub(1);
                let pitch = open.saturating_add(*fret).saturating_add(shift);
                Some(below(pitch, root))
            }
        })
        .collect();
    // The reference sorts as text: 0 1 10 11 2.
    keys.sort_by_key(u8::to_string);
    keys.dedup();
    keys
}

/// The distance from the next lower note `root` to `pitch` in semitones.
fn below(pitch: u8, root: u8) -> u8 {
    let interval = i16::from(pitch)
        .saturating_sub(i16::from(root))
        .rem_euclid(12);
    u8::try_from(interval).unwrap_or(0)
}

#[derive(Deserialize)]
struct File {
    intervals: HashMap<String, Vec<u8>>,
}

static INTERVALS: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/libraries/keyboard-intervals.json"))
        .expect("the embedded table of intervals is well-formed")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fingering, Notation, Strictness};

    fn parse(text: &str, strictness: Strictness) -> Chord {
        Notation::common()
            .parse(text, strictness)
            .expect("a chord name")
    }

    fn keys(text: &str) -> Vec<u8> {
        keyboard_keys(&parse(text, Strictness::Strict), &Tuning::default())
    }

    #[test]
    fn quality_and_extension_give_the_keys() {
        assert_eq!(keys("C"), [0, 4, 7]);
        assert_eq!(keys("Cmin7"), [0, 3, 7, 10]);
        assert_eq!(keys("Csus"), [0, 5, 7]);
    }

    #[test]
    fn the_bass_is_the_lowest_key() {
        assert_eq!(keys("C/G"), [7, 12, 16]);
        assert_eq!(keys("C/D"), [2, 12, 4, 7]);
    }

    #[test]
    fn frets_give_the_keys_of_other_chords_sorted_as_text() {
        let tuning = Tuning::parse(&["E2", "A2", "D3", "G3", "B3", "E4"]).expect("a tuning");
        let mut chord = parse("C13b9", Strictness::Strict);
        chord.fingering = Some(Fingering {
            frets: vec![
                Fret::Muted,
                Fret::At(3),
                Fret::At(2),
                Fret::At(3),
                Fret::At(2),
                Fret::At(5),
            ],
            ..Fingering::default()
        });
        assert_eq!(keyboard_keys(&chord, &tuning), [0, 1, 10, 4, 9]);
    }

    #[test]
    fn silence_is_no_chord() {
        let tuning = Tuning::default();
        let mut chord = parse("C", Strictness::Strict);
        assert!(!is_no_chord(&chord, &tuning));
        chord.fingering = Some(Fingering {
            frets: vec![Fret::Muted; 6],
            ..Fingering::default()
        });
        assert!(is_no_chord(&chord, &tuning));
        assert!(is_no_chord(&parse("Cfoo", Strictness::Relaxed), &tuning));
    }
}
