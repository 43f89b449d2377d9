//! The best shapes of chords, kept between conversions: searching for them takes longer than all else that is told of a song.

use std::sync::{Mutex, PoisonError};

use chordpro_chords::{BestShapes, Generator, Tuning};

/// The shapes of chords on the fretboards that were asked for last.
#[derive(Debug, Default)]
pub(crate) struct KnownShapes(Mutex<Vec<(Tuning, BestShapes)>>);

/// How many tunings are kept.
const MAX_TUNINGS: usize = 8;

impl KnownShapes {
    /// What `ask` makes of the shapes of a tuning; `None` for keyboards.
    pub(crate) fn with<T>(
        &self,
        tuning: &Tuning,
        ask: impl FnOnce(&mut BestShapes) -> T,
    ) -> Option<T> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|(of, _)| of == tuning) {
            let generator = Generator::for_tuning(tuning)?;
            if known.len() >= MAX_TUNINGS {
                known.clear();
            }
            let shapes = BestShapes::new(generator.fretboard().clone());
            known.push((tuning.clone(), shapes));
        }
        let (_, shapes) = known.iter_mut().find(|(of, _)| of == tuning)?;
        Some(ask(shapes))
    }
}
