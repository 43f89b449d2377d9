//! Voicings: where to put the fingers for a chord, on any fretted instrument.
//!
//! A voicing is *playable* where at most four fingers press strings at most four frets apart, open strings aside. One finger may
//! hold several strings at the same fret (a barre) if no string between them is open, muted or stopped lower.

mod cost;
mod fingers;
mod grips;
mod search;

pub use grips::Grips;

use crate::{ChordTones, Fingering, Fret, Fretboard};

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

/// The best voicings of a chord on a fretboard, at most `limit`.
///
/// The work is bounded whatever the tuning. Where the asked bass cannot be the lowest note, it sounds anywhere; where it cannot sound
/// at all, the chord before the slash is voiced.
pub fn voicings(tones: &ChordTones, fretboard: &Fretboard, limit: usize) -> Voicings {
    voicings_with(tones, fretboard, limit, Grips::for_fretboard(fretboard))
}

/// The same, with grips that are preferred to other shapes of the same cost.
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

    fn pressed(&self) -> impl Iterator<Item = u8> {
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

/// The voicings of a song's chords that need the least movement of the hand: for each chord the index into its list. A chord without
/// voicings has `None`.
pub fn easiest_path(chords: &[Vec<Voicing>]) -> Vec<Option<usize>> {
    // Per chord: the best total up to each voicing, and the voicing before it.
    let mut rows: Vec<Vec<(u64, usize)>> = Vec::with_capacity(chords.len());
    let mut previous: Option<usize> = None;
    for (index, list) in chords.iter().enumerate() {
        let row = list
            .iter()
            .map(|voicing| {
                let own = u64::from(voicing.cost);
                let before = previous.and_then(|before| {
                    let totals = rows.get(before)?;
                    let from = chords.get(before)?;
                    (0..)
                        .zip(totals.iter().zip(from))
                        .map(|(place, (total, from))| (total.0 + movement(from, voicing), place))
                        .min()
                });
                before.map_or((own, 0), |(total, place)| (total + own, place))
            })
            .collect();
        rows.push(row);
        if !list.is_empty() {
            previous = Some(index);
        }
    }
    trace_back(&rows)
}

fn trace_back(rows: &[Vec<(u64, usize)>]) -> Vec<Option<usize>> {
    let mut path = vec![None; rows.len()];
    let mut place: Option<usize> = None;
    for (row, chosen) in rows.iter().zip(&mut path).rev() {
        if row.is_empty() {
            continue;
        }
        let here = place.or_else(|| {
            (0..row.len()).min_by_key(|place| row.get(*place).map(|(total, _)| *total))
        });
        *chosen = here;
        place = here
            .and_then(|here| row.get(here))
            .map(|(_, before)| *before);
    }
    path
}

/// How far a hand moves between two voicings, in the unit of costs: frets that it shifts, and strings whose fret changes.
fn movement(from: &Voicing, to: &Voicing) -> u64 {
    let position = |voicing: &Voicing| voicing.pressed().min().unwrap_or(1);
    let shift = u64::from(position(from).abs_diff(position(to)));
    let changed = from
        .frets
        .iter()
        .zip(&to.frets)
        .filter(|(from, to)| from != to && to.is_some_and(|fret| fret > 0))
        .count();
    shift * 20 + changed as u64 * 5
}
