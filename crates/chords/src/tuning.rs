//! Tunings: the strings of an instrument (`docs/spec/configuration.md#8.3`).

use crate::Notation;

/// The pitches of the strings, in the order of diagrams, left to right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tuning {
    strings: Vec<OpenString>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct OpenString {
    pitch: String,
    letter: String,
    ordinal: u8,
    octave: Option<u8>,
}

/// A string has no valid note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Invalid tuning (unknown note): {pitch}")]
#[non_exhaustive]
pub struct TuningError {
    /// The pitch as written.
    pub pitch: String,
}

impl Tuning {
    /// Parses pitches such as `E2`: a note of the common notation with an octave.
    ///
    /// # Errors
    /// A pitch has an unknown note.
    pub fn parse<Pitch: AsRef<str>>(pitches: &[Pitch]) -> Result<Tuning, TuningError> {
        let notation = Notation::common();
        let strings = pitches
            .iter()
            .map(|pitch| {
                let pitch = pitch.as_ref();
                let letter = pitch.trim_end_matches(|character: char| character.is_ascii_digit());
                let octave = pitch
                    .get(letter.len()..)
                    .and_then(|digits| digits.parse().ok());
                let note = notation.note(letter).ok_or_else(|| TuningError {
                    pitch: letter.to_owned(),
                })?;
                Ok(OpenString {
                    pitch: pitch.to_owned(),
                    letter: letter.to_owned(),
                    ordinal: note.ordinal,
                    octave,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Tuning { strings })
    }

    /// The number of strings.
    pub fn strings(&self) -> usize {
        self.strings.len()
    }

    /// The pitches as written, in order.
    pub fn pitches(&self) -> impl Iterator<Item = &str> {
        self.strings.iter().map(|string| string.pitch.as_str())
    }

    /// The note of each open string in semitones above C, octaves ignored.
    pub fn ordinals(&self) -> impl Iterator<Item = u8> {
        self.strings.iter().map(|string| string.ordinal)
    }

    /// Open strings in semitones above C of octave -1: 60 is middle C (`C4`). A pitch without an octave, or with one beyond 9, is
    /// the next above the previous string; the first one is then in octave 3.
    pub fn midi_pitches(&self) -> Vec<i32> {
        let mut below: Option<i32> = None;
        self.strings
            .iter()
            .map(|string| {
                let ordinal = i32::from(string.ordinal);
                let pitch = match (string.octave.filter(|octave| *octave <= 9), below) {
                    (Some(octave), _) => ordinal + 12 * (i32::from(octave) + 1),
                    (None, Some(below)) => below + 1 + (ordinal - below - 1).rem_euclid(12),
                    (None, None) => ordinal + 48,
                };
                below = Some(pitch);
                pitch
            })
            .collect()
    }

    /// Whether the note names are the same, octaves ignored: the chords of one tuning then fit the other.
    pub fn has_same_notes(&self, other: &Tuning) -> bool {
        self.strings
            .iter()
            .map(|string| &string.letter)
            .eq(other.strings.iter().map(|string| &string.letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octaves_do_not_matter_for_sameness() {
        let low = Tuning::parse(&["G3", "C4"]).expect("a tuning");
        let high = Tuning::parse(&["G4", "C5"]).expect("a tuning");
        let other = Tuning::parse(&["G3", "D4"]).expect("a tuning");
        assert!(low.has_same_notes(&high));
        assert!(!low.has_same_notes(&other));
        assert_eq!(low.ordinals().collect::<Vec<_>>(), [7, 0]);
    }

    #[test]
    fn pitches_without_an_octave_ascend() {
        let pitches = |pitches: &[&str]| Tuning::parse(pitches).expect("a tuning").midi_pitches();
        assert_eq!(pitches(&["E2", "A2", "D3"]), [40, 45, 50]);
        assert_eq!(pitches(&["G4", "C4"]), [67, 60]);
        assert_eq!(pitches(&["D", "A", "D"]), [50, 57, 62]);
        assert_eq!(pitches(&["A99"]), [57]);
    }

    #[test]
    fn an_unknown_note_is_named() {
        let error = Tuning::parse(&["E2", "0"]).expect_err("no note");
        assert_eq!(error.to_string(), "Invalid tuning (unknown note): ");
    }
}
