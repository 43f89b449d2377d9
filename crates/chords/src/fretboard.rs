//! Fretboards: the positions of the notes on an instrument, with capos.

use crate::{Tuning, note::interval};

/// The number of strings (or courses) for which voicings are computed.
pub const STRINGS: std::ops::RangeInclusive<usize> = 3..=12;
/// The maximum number of frets.
pub const MAX_FRETS: u8 = 24;

/// The strings of an instrument, in the order of the tuning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fretboard {
    strings: Vec<FrettedString>,
    frets: u8,
}

/// One string or course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrettedString {
    /// The pitch of the open string, in semitones above C of octave -1 (60 is middle C).
    pub open: i32,
    /// The fret at which the string starts: 0 at the nut, 5 for the short string of a banjo, the fret of a capo over this string.
    pub start: u8,
}

/// Why voicings cannot be computed on a fretboard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FretboardError {
    /// Too few or too many strings.
    #[error("a tuning of {0} strings; chords can be computed for 3 to 12")]
    Strings(usize),
    /// A capo that leaves no four frets to play on.
    #[error("a capo at fret {capo}; it may be at fret 0 to {highest}")]
    Capo {
        /// The requested fret.
        capo: u8,
        /// The highest fret that leaves room.
        highest: u8,
    },
    /// A capo for another number of strings.
    #[error("the capo names {named} strings, and the tuning has {strings}")]
    CapoStrings {
        /// The number of strings of the capo.
        named: usize,
        /// The number of strings of the instrument.
        strings: usize,
    },
}

impl Fretboard {
    /// The fretboard of a tuning, with `frets` frets (at most [`MAX_FRETS`]) and no capo.
    ///
    /// # Errors
    /// Fewer than 3 or more than 12 strings.
    pub fn new(tuning: &Tuning, frets: u8) -> Result<Fretboard, FretboardError> {
        if !STRINGS.contains(&tuning.strings()) {
            return Err(FretboardError::Strings(tuning.strings()));
        }
        let strings = tuning
            .midi_pitches()
            .into_iter()
            .map(|open| FrettedString { open, start: 0 })
            .collect();
        Ok(Fretboard {
            strings,
            frets: frets.clamp(4, MAX_FRETS),
        })
    }

    /// The same fretboard with a string that starts behind the nut, such as the fifth string of a banjo. Its pitch is that at its start.
    #[must_use]
    pub fn with_start(mut self, string: usize, fret: u8) -> Fretboard {
        if let Some(string) = self.strings.get_mut(string) {
            string.start = fret;
        }
        self
    }

    /// The same fretboard with a capo: for each string the fret at which the capo stops it, or 0 if it does not.
    ///
    /// # Errors
    /// The number of strings differs, or the capo leaves fewer than four frets.
    pub fn with_capo(mut self, capo: &[u8]) -> Result<Fretboard, FretboardError> {
        if capo.len() != self.strings.len() {
            return Err(FretboardError::CapoStrings {
                named: capo.len(),
                strings: self.strings.len(),
            });
        }
        let highest = self.frets.saturating_sub(4);
        for (string, fret) in self.strings.iter_mut().zip(capo) {
            if *fret > highest {
                return Err(FretboardError::Capo {
                    capo: *fret,
                    highest,
                });
            }
            if *fret > string.start {
                string.open += i32::from(*fret) - i32::from(string.start);
                string.start = *fret;
            }
        }
        Ok(self)
    }

    /// The strings in the order of the tuning.
    pub fn strings(&self) -> &[FrettedString] {
        &self.strings
    }

    /// The number of frets.
    pub fn frets(&self) -> u8 {
        self.frets
    }

    /// Whether the tuning is re-entrant: a later string is lower than the first, as on a ukulele.
    pub fn is_reentrant(&self) -> bool {
        self.strings
            .first()
            .is_some_and(|first| self.strings.iter().any(|string| string.open < first.open))
    }
}

impl FrettedString {
    /// The pitch at a fret counted from the nut; `None` if the string has no such fret.
    pub fn pitch_at(&self, fret: u8) -> Option<i32> {
        (fret > self.start)
            .then(|| self.open + i32::from(fret) - i32::from(self.start))
            .or((fret == 0).then_some(self.open))
    }

    /// The interval of the open string above a note, 0 to 11.
    pub fn open_interval(&self, root: u8) -> u8 {
        interval(root.into(), self.open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(pitches: &[&str]) -> Fretboard {
        let tuning = Tuning::parse(pitches).expect("a tuning");
        Fretboard::new(&tuning, 19).expect("a fretboard")
    }

    #[test]
    fn tunings_of_too_few_or_too_many_strings_are_refused() {
        for count in [0, 2, 13, 40] {
            let tuning = Tuning::parse(&vec!["E2"; count]).expect("notes");
            assert_eq!(
                Fretboard::new(&tuning, 19),
                Err(FretboardError::Strings(count))
            );
        }
    }

    #[test]
    fn a_capo_over_some_strings_raises_those() {
        let board = board(&["E2", "A2", "D3", "G3", "B3", "E4"])
            .with_capo(&[0, 0, 2, 2, 2, 0])
            .expect("a capo");
        let open: Vec<_> = board.strings().iter().map(|string| string.open).collect();
        assert_eq!(open, [40, 45, 52, 57, 61, 64]);
        let third = board.strings()[2];
        assert_eq!(
            (third.pitch_at(0), third.pitch_at(2), third.pitch_at(3)),
            (Some(52), None, Some(53))
        );
    }

    #[test]
    fn absurd_capos_are_refused() {
        let strings = ["G4", "C4", "E4", "A4"];
        assert!(board(&strings).with_capo(&[2, 2]).is_err());
        let error = board(&strings)
            .with_capo(&[200; 4])
            .expect_err("a capo beyond the frets");
        assert_eq!(
            error.to_string(),
            "a capo at fret 200; it may be at fret 0 to 15"
        );
    }

    #[test]
    fn a_short_string_starts_where_its_peg_is() {
        let banjo = board(&["G4", "D3", "G3", "B3", "D4"]).with_start(0, 5);
        let short = banjo.strings()[0];
        assert_eq!((short.pitch_at(0), short.pitch_at(7)), (Some(67), Some(69)));
        assert!(banjo.is_reentrant());
        // A capo below the start of a string does not stop it.
        let banjo = banjo.with_capo(&[2; 5]).expect("a capo");
        assert_eq!(banjo.strings()[0].open, 67);
    }
}
