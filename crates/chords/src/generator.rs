//! Generated fingerings for chords that are in no table, cached per tuning.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::{
    BassPlacement, ChordTones, Fingering, Fretboard, Instrument, InstrumentKind, Tuning, voicings,
};

/// The cache size of a generator in chords; a song book has a few hundred.
const MAX_REMEMBERED: usize = 4096;
/// The maximum number of cached tunings; there are about two dozen instruments.
const MAX_TUNINGS: usize = 64;
/// The number of frets for a tuning that no instrument has.
const FRETS: u8 = 15;

/// Generators, each with the pitches of its open strings.
type Shared = Vec<(Vec<i32>, Arc<Generator>)>;

/// The shared generators by the pitches of their strings, oldest first.
static SHARED: LazyLock<Mutex<Shared>> = LazyLock::new(Mutex::default);

/// A computed fingering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The best voicing, as shown in a diagram.
    pub fingering: Fingering,
    /// The placement of the requested bass.
    pub bass: BassPlacement,
}

/// Computes fingerings on one fretboard.
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

    /// The shared generator for a tuning: on the fretboard of the instrument with this tuning, else on a fretboard with 15 frets.
    /// `None` if the number of strings is not supported.
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

    /// The fretboard.
    pub fn fretboard(&self) -> &Fretboard {
        &self.fretboard
    }

    /// The fingering of a chord; `None` if it is not playable.
    pub fn fingering(&self, tones: &ChordTones) -> Option<Generated> {
        // A panic in another thread costs at most one cache entry.
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
