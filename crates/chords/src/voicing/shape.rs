//! Voicings as the search returns them: frets, fingers, omitted tones.

use crate::{Fingering, Fret};

/// The maximum number of fingers on the fretboard.
pub const MAX_FINGERS: u8 = 4;
/// The number of frets that a hand spans.
pub const SPAN: u8 = 4;

/// One way to play a chord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voicing {
    /// The fret of each string counted from the nut, in the order of the tuning: 0 is open, `None` is muted.
    pub frets: Vec<Option<u8>>,
    /// The finger of each pressed string: 1 is the index finger, 4 the little finger.
    pub fingers: Vec<Option<u8>>,
    /// Intervals of the chord that do not sound.
    pub omitted: Vec<u8>,
    /// The cost: how hard it is, and how far from what players expect. Lower ranks first.
    pub cost: u32,
}

/// The placement of the requested bass (`C/E`) in the voicings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BassPlacement {
    /// It is the lowest note, or no bass was requested.
    Lowest,
    /// It sounds, but it is the lowest note of no playable voicing.
    Inside,
    /// It does not sound: these are voicings of the chord before the slash.
    Missing,
}

/// The voicings of a chord, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voicings {
    /// The voicings; empty if none is playable.
    pub list: Vec<Voicing>,
    /// The placement of the bass.
    pub bass: BassPlacement,
}

impl Voicing {
    /// The fingering for a diagram. The base fret is 1 if the voicing fits on the first four frets, otherwise its lowest fret.
    pub fn fingering(&self) -> Fingering {
        let base_fret = self.base_fret();
        let frets = self.frets.iter().map(|fret| match fret {
            None => Fret::Muted,
            Some(0) => Fret::At(0),
            Some(fret) => Fret::At(fret.saturating_sub(base_fret) + 1),
        });
        let fingers = self
            .fingers
            .iter()
            .map(|finger| finger.and_then(|finger| char::from_digit(finger.into(), 10)));
        Fingering {
            base_fret,
            frets: frets.collect(),
            fingers: fingers.collect(),
            ..Fingering::default()
        }
    }

    /// The first fret of the diagram.
    pub fn base_fret(&self) -> u8 {
        match (self.pressed().min(), self.pressed().max()) {
            (Some(lowest), Some(highest)) if highest > SPAN => lowest,
            _ => 1,
        }
    }

    /// Whether one finger presses several strings.
    pub fn has_barre(&self) -> bool {
        (1..=MAX_FINGERS).any(|finger| {
            let held = self.fingers.iter().filter(|other| **other == Some(finger));
            held.count() > 1
        })
    }

    /// The mirrored voicing for left-handed players: strings in reverse order.
    #[must_use]
    pub fn mirrored(mut self) -> Voicing {
        self.frets.reverse();
        self.fingers.reverse();
        self
    }

    /// The pressed frets.
    pub(super) fn pressed(&self) -> impl Iterator<Item = u8> {
        self.frets
            .iter()
            .flatten()
            .copied()
            .filter(|fret| *fret > 0)
    }
}

/// One voicing per position on the neck, from the list of one chord, in its order.
pub fn positions(list: &[Voicing]) -> Vec<&Voicing> {
    let mut found: Vec<&Voicing> = Vec::new();
    for voicing in list {
        let position = |voicing: &Voicing| voicing.pressed().min();
        if !found
            .iter()
            .any(|other| position(other) == position(voicing))
        {
            found.push(voicing);
        }
    }
    found
}
