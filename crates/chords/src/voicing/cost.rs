//! How hard a voicing is, and how far from what players expect.
//!
//! The weights were fitted to the guitar's table, whose shapes were made by hand: each of its roots was ranked with the grips of
//! the others alone, and the weights under which most shapes came among the first three were taken.

use super::play::{Play, lowest_interval};
use crate::ChordTones;

/// What a shape costs that no table has for this kind of chord, where there is a table.
pub(super) const UNKNOWN_GRIP: u32 = 78;

pub(super) const FINGER: u32 = 7;
pub(super) const INNER_MUTE: u32 = 96;
pub(super) const LOW_MUTE: u32 = 12;

/// How much the lowest note counts. On few strings, and where the first string is not the lowest, no bass is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BassWeight {
    /// The root should be lowest.
    Full,
    /// Hardly.
    Slight,
}

/// The cost of a whole voicing. `position` is the fret of the index finger over the nut or capo, 0 where no string is pressed.
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

/// The cost of pressing frets up to `span` over the lowest.
pub(super) fn of_span(span: u8) -> u32 {
    u32::from(span) * 5 + if span >= 3 { 38 } else { 0 }
}

/// Open strings ring on beside a hand that is far from them.
pub(super) fn of_open_string(position: u8) -> u32 {
    if position >= 4 { 16 } else { 0 }
}

/// The cost of pressing a string `reach` frets over the lowest.
pub(super) fn of_pressed_string(reach: u8) -> u32 {
    1 + u32::from(reach) * 3
}

/// What the strings do, counted.
struct Hand {
    strings: u32,
    first: u32,
    second: u32,
    last: u32,
    sounding: u32,
    open: u32,
    /// How far the highest pressed fret is over the lowest.
    span: u8,
    /// What pressing the strings costs.
    pressing: u32,
    /// How many strings the finger at the lowest fret reaches over.
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

/// What is missing from the sound, and what there is too much of.
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

/// What it costs that another note than the root is lowest.
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
