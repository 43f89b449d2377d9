//! Cache of the best chord shapes across conversions, because searching for shapes takes longer than the rest of a song report.

use std::sync::{Mutex, PoisonError};

use chordpro_chords::{BestShapes, Generator, Tuning};

/// The cached shapes of recently used tunings.
#[derive(Debug, Default)]
pub(crate) struct KnownShapes(Mutex<Vec<(Tuning, BestShapes)>>);

/// The maximum number of cached tunings; beyond it, the cache is cleared.
const MAX_TUNINGS: usize = 8;

impl KnownShapes {
    /// Calls `ask` with the shapes of a tuning; `None` for keyboards.
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
