//! The notes of a chord: root, formula and requested bass.

use crate::note::interval;
use crate::{Chord, Formula};

/// The notes of a chord.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChordTones {
    /// Semitones of the root above C, 0 to 11.
    pub root: u8,
    /// The intervals above the root.
    pub formula: Formula,
    /// The interval of the requested bass above the root (`C/E`, `C/D`).
    pub bass: Option<u8>,
}

impl ChordTones {
    /// The notes of a chord; `None` if it has no root, is a mere note, or has an unknown extension.
    pub fn of(chord: &Chord) -> Option<ChordTones> {
        let root = chord.root.as_ref().filter(|_| !chord.is_note)?.ordinal;
        let quality = chord.quality_canonical.as_str();
        Some(ChordTones {
            root,
            formula: Formula::parse(quality, &chord.extension_canonical)?,
            bass: chord
                .bass
                .as_ref()
                .map(|bass| interval(root.into(), bass.ordinal.into()))
                .filter(|bass| *bass != 0),
        })
    }

    /// The same without the bass.
    #[must_use]
    pub fn without_bass(&self) -> ChordTones {
        ChordTones {
            bass: None,
            ..self.clone()
        }
    }

    /// The pitch classes that may sound, in semitones above C, by importance; a bass that is not a chord tone comes last.
    pub fn pitch_classes(&self) -> Vec<u8> {
        let mut classes: Vec<u8> = self
            .formula
            .intervals
            .iter()
            .copied()
            .chain(self.bass)
            .map(|above| above.wrapping_add(self.root) % 12)
            .collect();
        let mut seen = 0_u16;
        classes.retain(|class| {
            let is_new = seen & (1 << class) == 0;
            seen |= 1 << class;
            is_new
        });
        classes
    }

    /// Keyboard keys in semitones above the lowest key's octave of the root, low to high: the chord in the inversion
    /// that starts with the bass, each tone once.
    pub fn keys(&self) -> Vec<u8> {
        let bass = self.bass.unwrap_or(0);
        let mut keys: Vec<u8> = self
            .formula
            .intervals
            .iter()
            .filter(|key| **key != bass)
            .map(|key| if *key < bass { key + 12 } else { *key })
            .collect();
        keys.push(bass);
        keys.sort_unstable();
        // Tensions belong above the chord: a ninth lies an octave above the second.
        if self.bass.is_none() && self.formula.intervals.len() > 4 {
            let chord = self.formula.intervals.get(..4).unwrap_or_default();
            for key in &mut keys {
                if !chord.contains(key) {
                    *key += 12;
                }
            }
            keys.sort_unstable();
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Notation, Strictness};

    fn tones(name: &str) -> ChordTones {
        let chord = Notation::common()
            .parse(name, Strictness::Relaxed)
            .expect("a chord");
        ChordTones::of(&chord).expect("tones")
    }

    #[test]
    fn the_bass_is_a_tone_too() {
        assert_eq!(tones("Am").pitch_classes(), [9, 0, 4]);
        assert_eq!(tones("Am/G").pitch_classes(), [9, 0, 4, 7]);
        assert_eq!(tones("Am/C").pitch_classes(), [9, 0, 4]);
        assert_eq!(tones("Am/A").bass, None);
    }

    #[test]
    fn keys_are_the_inversion_that_begins_with_the_bass() {
        assert_eq!(tones("C").keys(), [0, 4, 7]);
        assert_eq!(tones("C/E").keys(), [4, 7, 12]);
        assert_eq!(tones("C/D").keys(), [2, 4, 7, 12]);
        assert_eq!(tones("C9").keys(), [0, 4, 7, 10, 14]);
    }
}
