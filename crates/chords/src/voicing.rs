//! Voicings: chord shapes on any fretted instrument.
//!
//! A voicing is *playable* if at most four fingers press strings at most four frets apart, open strings aside. One finger can
//! hold several strings at the same fret (a barre) if no string between them is open, muted or stopped lower.

mod cost;
mod fingers;
mod grips;
mod path;
mod play;
mod search;
mod shape;

pub use grips::Grips;
pub use path::easiest_path;
pub use shape::{BassPlacement, MAX_FINGERS, SPAN, Voicing, Voicings, positions};

use crate::{ChordTones, Fretboard};

/// The best voicings of a chord on a fretboard, at most `limit`.
///
/// The work is bounded for any tuning. If the requested bass cannot be the lowest note, it sounds anywhere; if it cannot sound
/// at all, the chord before the slash is voiced.
pub fn voicings(tones: &ChordTones, fretboard: &Fretboard, limit: usize) -> Voicings {
    voicings_with(tones, fretboard, limit, Grips::for_fretboard(fretboard))
}

/// The same, with grips that win over other shapes of the same cost.
pub fn voicings_with(
    tones: &ChordTones,
    fretboard: &Fretboard,
    limit: usize,
    grips: Option<&Grips>,
) -> Voicings {
    let limit = limit.clamp(1, 64);
    let placements = if tones.bass.is_some() {
        &[
            BassPlacement::Lowest,
            BassPlacement::Inside,
            BassPlacement::Missing,
        ][..]
    } else {
        &[BassPlacement::Lowest]
    };
    for bass in placements {
        let list = search::search(tones, *bass, fretboard, limit, grips);
        if !list.is_empty() {
            return Voicings { list, bass: *bass };
        }
    }
    Voicings {
        list: Vec::new(),
        bass: BassPlacement::Missing,
    }
}
