//! Fingerings of chords that no table has, remembered for each tuning.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::{
    BassPlacement, ChordTones, Fingering, Fretboard, Instrument, InstrumentKind, Tuning, voicings,
};

/// How many chords a generator remembers; a songbook has a few hundred.
const MAX_REMEMBERED: usize = 4096;
/// How many tunings are kept; there are some two dozen instruments.
const MAX_TUNINGS: usize = 64;
/// The frets of an instrument that has no name.
const FRETS: u8 = 15;

/// Generators, each with the pitches of its open strings.
type Shared = Vec<(Vec<i32>, Arc<Generator>)>;

/// The generators by the pitches of their strings, the oldest first.
static SHARED: LazyLock<Mutex<Shared>> = LazyLock::new(Mutex::default);

/// A fingering that was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The best voicing as a diagram shows it.
    pub fingering: Fingering,
    /// Where an asked bass is in it.
    pub bass: BassPlacement,
}

/// Finds fingerings on one fretboard.
#[derive(Debug)]
pub struct Generator {
    fretboard: Fretboard,
    remembered: Mutex<HashMap<ChordTones, Option<Generated>>>,
}

impl Generator {
    /// A generator for a fretboard.
    pub fn new(fretboard: Fretboard) -> Generator {
        Generator {
            fretboard,
            remembered: Mutex::default(),
        }
    }

    /// The generator for a tuning, shared by all who ask for the same: on the fretboard of the instrument that is tuned like this, else on
    /// one of 15 frets. `None` where nothing can be computed for so many strings.
    pub fn for_tuning(tuning: &Tuning) -> Option<Arc<Generator>> {
        let pitches = tuning.midi_pitches();
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, generator)) = shared.iter().find(|(known, _)| *known == pitches) {
            return Some(Arc::clone(generator));
        }
        let known = Instrument::with_tuning(tuning).map(Instrument::kind);
        let fretboard = match known {
            Some(InstrumentKind::Strings { fretboard, .. }) => fretboard.clone(),
            _ => Fretboard::new(tuning, FRETS).ok()?,
        };
        let generator = Arc::new(Generator::new(fretboard));
        if shared.len() >= MAX_TUNINGS {
            shared.remove(0);
        }
        shared.push((pitches, Arc::clone(&generator)));
        Some(generator)
    }

    /// Where the notes lie.
    pub fn fretboard(&self) -> &Fretboard {
        &self.fretboard
    }

    /// The fingering of a chord; `None` where it cannot be played.
    pub fn fingering(&self, tones: &ChordTones) -> Option<Generated> {
        // A panic in another thread leaves at most an entry less.
        let lock = || {
            self.remembered
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = lock().get(tones) {
            return known.clone();
        }
        let found = voicings(tones, &self.fretboard, 1);
        let generated = found.list.first().map(|voicing| Generated {
            fingering: voicing.fingering(),
            bass: found.bass,
        });
        let mut remembered = lock();
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(tones.clone(), generated.clone());
        generated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fret, Notation, Strictness};

    fn frets(name: &str, tuning: &[&str]) -> Option<Vec<Fret>> {
        let tuning = Tuning::parse(tuning).expect("a tuning");
        let chord = Notation::common()
            .parse(name, Strictness::Strict)
            .expect("a chord");
        let generator = Generator::for_tuning(&tuning)?;
        let tones = ChordTones::of(&chord)?;
        let first = generator.fingering(&tones);
        assert_eq!(generator.fingering(&tones), first);
        first.map(|generated| generated.fingering.frets)
    }

    #[test]
    fn any_tuning_has_fingerings() {
        let dadgad = ["D2", "A2", "D3", "G3", "A3", "D4"];
        assert!(frets("C13#11", &dadgad).is_some());
        assert_eq!(frets("C", &["E2"]), None);
    }

    #[test]
    fn a_ukulele_has_its_usual_shapes() {
        let ukulele = ["G4", "C4", "E4", "A4"];
        let shape = |frets: [u8; 4]| Some(frets.map(Fret::At).to_vec());
        assert_eq!(frets("C", &ukulele), shape([0, 0, 0, 3]));
        assert_eq!(frets("F#m", &ukulele), shape([2, 1, 2, 0]));
        assert_eq!(frets("Asus4", &ukulele), shape([2, 2, 0, 0]));
    }
}
