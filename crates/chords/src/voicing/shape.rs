//! A voicing as it is found: frets, fingers, what is left out.

use crate::{Fingering, Fret};

/// The most fingers on the fretboard.
pub const MAX_FINGERS: u8 = 4;
/// How many frets a hand spans.
pub const SPAN: u8 = 4;

/// One way to play a chord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voicing {
    /// The fret of each string counted from the nut, in the order of the tuning: 0 is the open string, `None` is not played.
    pub frets: Vec<Option<u8>>,
    /// The finger of each string that is pressed: 1 is the index, 4 the little finger.
    pub fingers: Vec<Option<u8>>,
    /// Intervals of the chord that do not sound.
    pub omitted: Vec<u8>,
    /// How hard it is, and how far from what players expect; the ranking goes by it.
    pub cost: u32,
}

/// Where the asked bass (`C/E`) is in the voicings that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BassPlacement {
    /// It is the lowest note, or none was asked for.
    Lowest,
    /// It sounds, but no playable voicing has it lowest.
    Inside,
    /// It does not sound: these are voicings of the chord before the slash.
    Missing,
}

/// The voicings of a chord, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voicings {
    /// The voicings; empty where none is playable.
    pub list: Vec<Voicing>,
    /// Where their bass is.
    pub bass: BassPlacement,
}

impl Voicing {
    /// The fingering for a diagram. The base fret is 1 where the voicing fits on the first four frets, and its lowest fret elsewhere.
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

    /// The fret at which the diagram begins.
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

    /// The same for a player who holds the neck with the right hand: strings from high to low.
    #[must_use]
    pub fn mirrored(mut self) -> Voicing {
        self.frets.reverse();
        self.fingers.reverse();
        self
    }

    /// The frets that are pressed.
    pub(super) fn pressed(&self) -> impl Iterator<Item = u8> {
        self.frets
            .iter()
            .flatten()
            .copied()
            .filter(|fret| *fret > 0)
    }
}

/// One voicing of each position on the neck, from the list of one chord, in its order.
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
