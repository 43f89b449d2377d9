//! The cost of a voicing: how hard it is, and how far from what players expect.
//!
//! The weights were fitted to the guitar's hand-made table: each root was ranked with only the grips of the other roots, and the
//! weights that put the most table shapes among the first three were chosen.

use super::play::{Play, lowest_interval};
use crate::ChordTones;

/// The cost of a shape that the table has for no chord of this kind, if there is a table.
pub(super) const UNKNOWN_GRIP: u32 = 78;

pub(super) const FINGER: u32 = 7;
pub(super) const INNER_MUTE: u32 = 96;
pub(super) const LOW_MUTE: u32 = 12;

/// The weight of the lowest note. On few strings, and on re-entrant tunings, the bass is not heard as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BassWeight {
    /// The root should be lowest.
    Full,
    /// The root need not be lowest.
    Slight,
}

/// The cost of a whole voicing. `position` is the fret of the index finger above the nut or capo, 0 if no string is pressed.
pub(super) fn cost(
    plays: &[Play],
    position: u8,
    fingers: u8,
    tones: &ChordTones,
    bass: BassWeight,
) -> u32 {
    let hand = Hand::of(plays);
    of_position(position)
        + u32::from(fingers) * FINGER
        + hand.stretch(fingers)
        + hand.mutes()
        + hand.open * of_open_string(position)
        + sound(plays, tones)
        + lowest_note(plays, tones, bass)
}

pub(super) fn of_position(position: u8) -> u32 {
    u32::from(position.saturating_sub(1)) * 10
}

/// The cost of pressing frets up to `span` above the lowest.
pub(super) fn of_span(span: u8) -> u32 {
    u32::from(span) * 5 + if span >= 3 { 38 } else { 0 }
}

/// The cost of an open string, which keeps ringing beside a hand that is far up the neck.
pub(super) fn of_open_string(position: u8) -> u32 {
    if position >= 4 { 16 } else { 0 }
}

/// The cost of pressing a string `reach` frets above the lowest.
pub(super) fn of_pressed_string(reach: u8) -> u32 {
    1 + u32::from(reach) * 3
}

/// Counts over the strings of a voicing.
struct Hand {
    strings: u32,
    first: u32,
    second: u32,
    last: u32,
    sounding: u32,
    open: u32,
    /// The distance from the lowest to the highest pressed fret.
    span: u8,
    /// The cost of pressing the strings.
    pressing: u32,
    /// The number of strings that the finger at the lowest fret covers.
    barre: u32,
}

impl Hand {
    fn of(plays: &[Play]) -> Hand {
        let sounding = || {
            (0_u32..)
                .zip(plays)
                .filter_map(|(string, play)| match play {
                    Play::Muted => None,
                    Play::Sounding { fret, .. } => Some((string, *fret)),
                })
        };
        let pressed = || sounding().filter(|(_, fret)| *fret > 0);
        let lowest = pressed().map(|(_, fret)| fret).min().unwrap_or(0);
        let at_lowest = || pressed().filter(|(_, fret)| *fret == lowest);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let first = sounding().next().map_or(0, |(string, _)| string);
        Hand {
            strings: count(plays.len()),
            first,
            second: sounding().nth(1).map_or(first + 1, |(string, _)| string),
            last: sounding().last().map_or(0, |(string, _)| string),
            sounding: count(sounding().count()),
            open: count(sounding().filter(|(_, fret)| *fret == 0).count()),
            span: pressed().map(|(_, fret)| fret - lowest).max().unwrap_or(0),
            pressing: pressed()
                .map(|(_, fret)| of_pressed_string(fret - lowest))
                .sum(),
            barre: match (at_lowest().next(), at_lowest().last()) {
                (Some((first, _)), Some((last, _))) => last - first,
                _ => 0,
            },
        }
    }

    fn stretch(&self, fingers: u8) -> u32 {
        let pressed = self.sounding - self.open;
        let held_together = pressed.saturating_sub(fingers.into());
        of_span(self.span)
            + self.pressing
            + held_together * 5
            + if held_together > 0 { self.barre * 5 } else { 0 }
    }

    fn mutes(&self) -> u32 {
        let inner = self.last + 1 - self.first - self.sounding;
        // The finger on the lowest note mutes the string beside it.
        let beside_lowest = u32::from(self.second > self.first + 1).min(inner);
        self.first * LOW_MUTE
            + (inner - beside_lowest) * INNER_MUTE
            + beside_lowest * 17
            + self.strings.saturating_sub(self.last + 1) * 18
    }
}

/// The cost of missing and superfluous tones.
fn sound(plays: &[Play], tones: &ChordTones) -> u32 {
    let heard = |wanted: &dyn Fn(u8) -> bool| {
        let count = plays
            .iter()
            .filter(|play| matches!(play, Play::Sounding { interval, .. } if wanted(*interval)))
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let third = tones.formula.intervals.get(1).copied().unwrap_or(0);
    let is_colour = |interval: u8| interval != 0 && interval != 7 && interval != third;
    let colours = tones.formula.intervals.iter();
    let colours = colours.filter(|interval| is_colour(**interval)).count();
    let missed: u32 = tones
        .formula
        .intervals
        .iter()
        .filter(|tone| heard(&|interval| interval == **tone) == 0)
        .map(|tone| match tone {
            0 => 203,
            7 => 6,
            _ => 2,
        })
        .sum();
    missed
        + heard(&|interval| interval == third).saturating_sub(1) * 2
        + heard(&is_colour).saturating_sub(u32::try_from(colours).unwrap_or(0)) * 18
}

/// The cost of a lowest note other than the root.
fn lowest_note(plays: &[Play], tones: &ChordTones, weight: BassWeight) -> u32 {
    let cost = match (tones.bass, lowest_interval(plays)) {
        (Some(_), _) | (None, Some(0)) => 0,
        (None, Some(7)) => 44,
        (None, _) => 75,
    };
    match weight {
        BassWeight::Full => cost,
        BassWeight::Slight => cost / 16,
    }
}
